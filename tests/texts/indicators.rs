//! Every chain, kind, tag and reason of an indicator has its words.

use crosshold::domain::indicators::{Chain, IndicatorKind, Reason, TagKind};
use crosshold::text::Language;

use super::keys;

#[test]
fn every_word_of_an_indicator_has_a_text() {
    let reasons = Reason::ALL.iter().map(|reason| format!("reason.{reason}"));
    let chains = Chain::ALL.iter().map(|chain| format!("chain.{chain}"));
    let kinds = IndicatorKind::ALL.iter().map(|kind| format!("kind.{kind}"));
    let tags = TagKind::ALL.iter().map(|tag| format!("tag.{tag}"));

    let keys = keys(Language::English);
    let missing: Vec<_> = reasons
        .chain(chains)
        .chain(kinds)
        .chain(tags)
        .filter(|word| !keys.contains(&["indicators", word].join(".")))
        .collect();

    assert!(missing.is_empty(), "without words: {missing:#?}");
}
