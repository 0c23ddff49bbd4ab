//! What must hold on every page there is, checked wherever a test fetches one.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use crosshold::text::{Language, Words};
use scraper::{ElementRef, Html, Selector};

fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

/// One title, one first heading, language and direction, labels, ids of their own, no script or style inside, no key
/// instead of its words, and no words of another language.
#[track_caller]
pub fn page(html: &Html, body: &str) {
    let root = html.root_element();
    let language = Language::from_tag(root.value().attr("lang").unwrap_or_default());
    let language = language.unwrap_or_else(|| panic!("no language of ours: {body}"));
    assert_eq!(root.value().attr("dir"), Some(language.direction().attribute()));
    for (selector, count) in [("title", 1), ("h1", 1), ("main", 1)] {
        assert_eq!(html.select(&select(selector)).count(), count, "{selector}: {body}");
    }
    let title: String = html.select(&select("title")).flat_map(|title| title.text()).collect();
    assert!(
        !title.trim().starts_with('·') && !title.trim().is_empty(),
        "no title: {body}"
    );
    ids(html, body);
    labels(html, body);
    errors(html, body);
    inline(html, body);
    bare_keys(html);
    untranslated(html, language);
}

fn ids(html: &Html, body: &str) {
    let mut seen = HashSet::new();
    for element in html.select(&select("[id]")) {
        let id = element.value().attr("id").unwrap();
        assert!(seen.insert(id.to_owned()), "the id {id} stands twice: {body}");
    }
    for attribute in ["for", "aria-labelledby", "aria-describedby", "aria-controls"] {
        for element in html.select(&select(&format!("[{attribute}]"))) {
            for id in element.value().attr(attribute).unwrap().split_whitespace() {
                assert!(seen.contains(id), "{attribute} names {id}, which is not there: {body}");
            }
        }
    }
    for element in html.select(&select("a[href^=\"#\"]")) {
        let id = element.value().attr("href").unwrap().trim_start_matches('#');
        assert!(seen.contains(id), "a link leads to {id}, which is not there: {body}");
    }
}

fn labels(html: &Html, body: &str) {
    let labelled: HashSet<String> = html
        .select(&select("label[for]"))
        .map(|label| label.value().attr("for").unwrap().to_owned())
        .collect();
    for field in html.select(&select("input:not([type=hidden]), textarea, select")) {
        let element = field.value();
        let has_label = element.attr("id").is_some_and(|id| labelled.contains(id));
        assert!(
            has_label || element.attr("aria-label").is_some(),
            "no label: {} in {body}",
            field.html()
        );
    }
    for control in html.select(&select("button:not([aria-hidden]), a[href]")) {
        let has_words = control.text().any(|text| !text.trim().is_empty());
        assert!(
            has_words || control.value().attr("aria-label").is_some(),
            "no words: {}",
            control.html()
        );
    }
    for form in html.select(&select("form[method=post]")) {
        assert!(
            form.select(&select("input[name=csrf]")).next().is_some(),
            "a form without a token: {}",
            form.html()
        );
    }
}

/// What stops a form is told by the name of its field and leads there. A sign-in does not say which of its two is wrong.
fn errors(html: &Html, body: &str) {
    let is_sign_in = html.select(&select("form[action=\"/sign-in\"]")).next().is_some();
    for line in html.select(&select(".error-summary li")) {
        let said: String = line.text().collect();
        let link = line.select(&select("a[href^=\"#\"]")).next();
        let link = link.unwrap_or_else(|| panic!("{said:?} leads to no field: {body}"));
        let id = link.value().attr("href").unwrap().trim_start_matches('#');
        let field = html.select(&select(&format!("[id=\"{id}\"]"))).next().unwrap();
        let mut around = field.ancestors().filter_map(ElementRef::wrap);
        let group = around.find(|element| element.value().name() == "fieldset");
        let legend = || group.and_then(|group| group.select(&select("legend")).next());
        let label = html.select(&select(&format!("label[for=\"{id}\"]"))).next();
        let is_choice = matches!(field.value().attr("type"), Some("radio" | "checkbox"));
        let named = if is_choice { legend() } else { label };
        let Some(named) = named.or_else(|| field.select(&select("h2, .label")).next()) else {
            continue;
        };
        let name = named.text().next().unwrap_or_default().trim();
        assert!(
            is_sign_in || said.contains(name),
            "{said:?} does not name {name:?}: {body}"
        );
    }
}

fn inline(html: &Html, body: &str) {
    assert!(
        html.select(&select("style, [style]")).next().is_none(),
        "a style inside: {body}"
    );
    for script in html.select(&select("script")) {
        assert!(
            script.value().attr("src").is_some() && script.text().next().is_none(),
            "a script inside: {body}"
        );
    }
    for element in html.tree.nodes().filter_map(ElementRef::wrap) {
        let handler = element.value().attrs().find(|(name, _)| name.starts_with("on"));
        assert!(handler.is_none(), "a handler inside: {}", element.html());
    }
    for file in html.select(&select("link[href], script[src], img[src]")) {
        let element = file.value();
        let address = element.attr("href").or(element.attr("src")).unwrap();
        let is_hashed = address.starts_with("/static/") && address.split('.').count() == 3;
        assert!(is_hashed, "a file without a hash: {address}");
    }
}

static SECTIONS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let keys = Words::keys(Language::English);
    keys.iter()
        .filter_map(|key| key.split_once('.').map(|(section, _)| section.to_owned()))
        .collect()
});

fn bare_keys(html: &Html) {
    for text in read(html) {
        for word in text.split_whitespace() {
            let word = word.trim_matches(|character: char| !character.is_alphanumeric());
            let is_key = word.matches('.').count() >= 2
                && word
                    .split_once('.')
                    .is_some_and(|(section, _)| SECTIONS.contains(section))
                && word
                    .chars()
                    .all(|character| character.is_ascii_lowercase() || "._0123456789".contains(character));
            assert!(!is_key, "a key instead of its words: {word}");
        }
        assert!(!text.contains("%{"), "a gap that was not filled: {text}");
    }
}

/// English sentences that are something else in `language`. Names and codes may be the same everywhere.
fn untranslated(html: &Html, language: Language) {
    if language == Language::English {
        return;
    }
    let english = Language::English.words();
    let words = language.words();
    let foreign: HashSet<String> = Words::keys(Language::English)
        .iter()
        .map(|key| (english.t(key), words.t(key)))
        .filter(|(here, there)| here != there && !here.contains("%{"))
        .map(|(here, _)| here.trim().to_owned())
        .collect();
    for text in read(html) {
        assert!(
            !foreign.contains(text.trim()),
            "English on a page in {}: {text}",
            language.tag()
        );
    }
}

/// What is read, apart from what people and lists of languages call themselves.
fn read(html: &Html) -> Vec<String> {
    let mut read = Vec::new();
    for node in html.tree.nodes() {
        let Some(text) = node.value().as_text() else { continue };
        let is_a_name = node.ancestors().filter_map(ElementRef::wrap).any(|element| {
            let name = element.value().name();
            name == "bdi" || (name != "html" && element.value().attr("lang").is_some())
        });
        if !is_a_name && !text.trim().is_empty() {
            read.push(text.to_string());
        }
    }
    for element in html.tree.nodes().filter_map(ElementRef::wrap) {
        for attribute in ["aria-label", "title", "placeholder", "alt"] {
            if let Some(text) = element.value().attr(attribute) {
                read.push(text.to_owned());
            }
        }
    }
    read
}

/// Only this site reads its cookies, only over TLS, never a script, never on behalf of another site (S17).
#[track_caller]
pub fn cookie(line: &str) {
    let lower = line.to_ascii_lowercase();
    assert!(line.starts_with("__Host-"), "{line}");
    for word in ["; path=/", "; secure", "; httponly", "; samesite=strict"] {
        assert!(lower.contains(word), "{word}: {line}");
    }
    assert!(!lower.contains("domain="), "{line}");
}
