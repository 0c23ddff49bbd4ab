//! Every fault a rule or a form can find has its sentence, with no gap that nothing fills.

use std::collections::{BTreeMap, BTreeSet};

use crosshold::text::Language;

use super::gaps_of;
use super::sources::program;

/// Codes that never reach a page: the command line says them in its own words.
const OF_COMMANDS: [&str; 1] = ["form"];

#[test]
fn every_fault_of_a_field_has_its_sentence_in_every_language() {
    let faults = faults();
    assert!(faults.len() > 30, "{faults:?}");
    for &language in Language::ALL {
        for (code, gaps) in &faults {
            let key = format!("errors.field.{code}");
            assert!(language.words().has(&key), "{language:?}: {key} has no words");
            for gap in gaps_of(&language.words().t(&key)) {
                assert!(
                    gaps.contains(&gap),
                    "{language:?}: {key} names {gap}, which the fault does not tell"
                );
            }
        }
    }
}

/// The codes in the program, each with the gaps that every place with it fills.
fn faults() -> BTreeMap<String, BTreeSet<String>> {
    let mut faults: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in program() {
        for call in ["Fault::new(", "Refusal::field(", "wrong("] {
            for (at, _) in source.match_indices(call) {
                let rest = &source[at + call.len()..];
                let (inside, after) = arguments(rest);
                let Some(code) = last_literal(inside) else { continue };
                let gaps = filled(after);
                faults
                    .entry(code.to_owned())
                    .and_modify(|known| known.retain(|gap| gaps.contains(gap)))
                    .or_insert(gaps);
            }
        }
    }
    faults.retain(|code, _| !OF_COMMANDS.contains(&code.as_str()));
    faults
}

/// What stands in the parentheses that are open at the start, and what follows.
fn arguments(rest: &str) -> (&str, &str) {
    let mut depth = 1;
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&rest[..at], &rest[at + 1..]);
        }
    }
    (rest, "")
}

/// The last argument, where it is a literal.
fn last_literal(inside: &str) -> Option<&str> {
    let inside = inside.trim_end().trim_end_matches(',').trim_end();
    let (_, last) = inside.strip_suffix('"')?.rsplit_once('"')?;
    inside.contains(',').then_some(last)
}

/// The gaps filled right after: `.with("most", 3)` and so on; or those filled on the name the fault is given.
fn filled(after: &str) -> BTreeSet<String> {
    let statement = after.split("\n\n").next().unwrap_or_default();
    let near: String = match after.trim_start().starts_with('.') {
        true => after.split(';').next().unwrap_or_default().to_owned(),
        false if after.starts_with(";\n") => statement.split(';').nth(1).unwrap_or_default().to_owned(),
        false => String::new(),
    };
    let gaps = near.split(".with").skip(1);
    let named = gaps.filter_map(|gap| {
        let call = gap.trim_start_matches("_amounts").trim_start_matches("_amount");
        Some(call.strip_prefix("(\"")?.split_once('"')?.0.to_owned())
    });
    named.collect()
}

#[test]
fn codes_and_gaps_are_found_where_they_stand() {
    let (inside, after) = arguments("format!(\"amount.{n}\"), \"no_amount\").with(\"decimals\", asset.decimals));");
    assert_eq!(last_literal(inside), Some("no_amount"));
    assert_eq!(filled(after), BTreeSet::from(["decimals".to_owned()]));
    assert_eq!(last_literal("field, code"), None);
}
