//! The texts: every language says the same things, with the same gaps and its own plurals; every key that is used
//! exists; nothing a person reads stands outside `locales/`.

mod faults;
mod indicators;
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use crosshold::domain::hidden::is_deceptive;
use crosshold::text::{Language, Words};

use sources::{in_templates, uses, without};

/// The words of plural forms in keys, as CLDR names them.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

#[test]
fn every_language_says_the_same_things() {
    let english = things(Language::English);
    for &language in Language::ALL {
        let theirs = things(language);
        let missing: Vec<_> = english.difference(&theirs).collect();
        let extra: Vec<_> = theirs.difference(&english).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{language:?} lacks {missing:#?} and has beside {extra:#?}"
        );
    }
}

#[test]
fn every_plural_has_exactly_the_forms_of_its_language() {
    for &language in Language::ALL {
        let expected: BTreeSet<_> = language.words().plural_forms().into_iter().collect();
        let keys = keys(language);
        for plural in plurals() {
            let forms: BTreeSet<_> = keys
                .iter()
                .filter_map(|key| key.strip_prefix(&format!("{plural}.")))
                .collect();
            assert_eq!(forms, expected, "{language:?}: {plural}");
        }
    }
}

#[test]
fn every_text_has_the_gaps_of_the_english_one() {
    let english = gaps(Language::English);
    for &language in Language::ALL {
        for (thing, theirs) in gaps(language) {
            assert_eq!(Some(&theirs), english.get(&thing), "{language:?}: {thing}");
        }
    }
}

#[test]
fn every_gap_is_closed_and_every_text_has_words() {
    for &language in Language::ALL {
        for key in keys(language) {
            let text = language.words().t(&key);
            assert_eq!(text.trim(), text, "{language:?}: {key} has spaces around");
            assert!(!text.is_empty(), "{language:?}: {key} is empty");
            let named = gaps_of(&text)
                .iter()
                .all(|gap| gap.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
            assert!(named, "{language:?}: {key} has a broken gap: {text}");
            assert!(
                !text.contains("{{") && !text.contains("{}"),
                "{language:?}: {key} has a gap of another kind: {text}"
            );
        }
    }
}

/// What is written left to right within a text of a language that is not stands between these two.
const ISOLATE: [char; 2] = ['\u{2066}', '\u{2069}'];

#[test]
fn no_text_hides_characters() {
    for &language in Language::ALL {
        for key in keys(language) {
            let text = language.words().t(&key);
            let [begins, ends] = ISOLATE.map(|isolate| text.matches(isolate).count());
            assert!(
                begins == ends && (begins == 0 || language == Language::Arabic),
                "{language:?}: {key}"
            );
            let hides = |c: &char| is_deceptive(*c) && !ISOLATE.contains(c);
            let hidden: Vec<_> = text.chars().filter(hides).collect();
            assert!(hidden.is_empty(), "{language:?}: {key} hides {hidden:?}");
        }
    }
}

/// A sentence that is the same in Arabic or Chinese as in English was never translated.
#[test]
fn no_sentence_is_left_in_english() {
    for &language in &[Language::Arabic, Language::SimplifiedChinese] {
        for key in keys(language) {
            let text = language.words().t(&key);
            let words = without_gaps(&text)
                .split_whitespace()
                .filter(|word| word.chars().any(char::is_alphabetic))
                .count();
            let same = words >= 3 && text == Language::English.words().t(&key);
            assert!(!same, "{language:?}: {key} is still English: {text}");
        }
    }
}

#[test]
fn every_key_that_is_used_exists() {
    let keys = keys(Language::English);
    let missing: Vec<_> = uses(&sections())
        .into_iter()
        .filter(|used| !keys.iter().any(|key| used.covers(key)))
        .collect();
    assert!(missing.is_empty(), "used but not in locales/: {missing:#?}");
}

#[test]
fn templates_hold_no_text() {
    let found = in_templates();
    assert!(found.is_empty(), "texts outside locales/: {found:#?}");
}

fn keys(language: Language) -> BTreeSet<String> {
    Words::keys(language).into_iter().map(Into::into).collect()
}

/// The first words of keys.
fn sections() -> BTreeSet<String> {
    keys(Language::English)
        .iter()
        .filter_map(|key| Some(key.split_once('.')?.0.to_owned()))
        .collect()
}

/// The plurals, by English: keys beneath which stand only plural forms, "other" among them.
fn plurals() -> BTreeSet<String> {
    let mut beneath: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for key in keys(Language::English) {
        for (dot, _) in key.match_indices('.') {
            beneath
                .entry(key[..dot].to_owned())
                .or_default()
                .insert(key[dot + 1..].to_owned());
        }
    }
    let only_forms = |children: &BTreeSet<String>| {
        children.contains("other") && children.iter().all(|child| FORMS.contains(&child.as_str()))
    };
    beneath
        .into_iter()
        .filter(|(_, children)| only_forms(children))
        .map(|(parent, _)| parent)
        .collect()
}

/// What a key says: itself, or its plural.
fn thing(key: &str, plurals: &BTreeSet<String>) -> String {
    match key.rsplit_once('.') {
        Some((plural, form)) if FORMS.contains(&form) && plurals.contains(plural) => plural.to_owned(),
        _ => key.to_owned(),
    }
}

fn things(language: Language) -> BTreeSet<String> {
    let plurals = plurals();
    keys(language).iter().map(|key| thing(key, &plurals)).collect()
}

/// The gaps of each text; of a plural, those of all its forms together, since "one day" need not name the number.
fn gaps(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let plurals = plurals();
    let mut gaps: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for key in keys(language) {
        gaps.entry(thing(&key, &plurals))
            .or_default()
            .extend(gaps_of(&language.words().t(&key)));
    }
    gaps
}

fn gaps_of(text: &str) -> Vec<String> {
    text.split("%{")
        .skip(1)
        .map(|gap| gap.split_once('}').map_or("not closed", |(name, _)| name).to_owned())
        .collect()
}

fn without_gaps(text: &str) -> String {
    without(text, "%{", "}")
}
