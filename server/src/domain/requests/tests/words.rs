//! Every coded word of a request and of a hold has a text in every language.

use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::legal_bases::Binding;
use crate::domain::requests::acts::Act;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{
    AtExpiry, Confidence, DataKind, Desired, Kind, Question, RedirectReason, ReleaseReason, ReturnReason, Route, Scope,
    Status, Tlp,
};
use crate::domain::requests::outcomes::{NextStep, Outcome};
use crate::domain::requests::quality::Check;
use crate::domain::requests::undertakings::Undertaking;
use crate::domain::requests::{Limit, MatchBasis, Party, ReliedOn};
use crate::text::Language;

/// The legal bases an installation begins with (domain §3).
const BASES: [&str; 18] = [
    "vol_letter",
    "eu_1805_freeze",
    "eu_1805_confiscate",
    "eu_epoc",
    "eu_epoc_pr",
    "budapest_29",
    "mla",
    "interpol_stop",
    "us_2703f",
    "us_warrant",
    "us_seizure",
    "uk_cwfo",
    "uk_forfeiture",
    "hk_lnc",
    "hk_restraint",
    "sg_cpc35",
    "cn_cpl144",
    "tw_seizure",
];

/// The keys of all codes of `words` beneath `prefix`.
macro_rules! keys {
    ($($prefix:literal: $words:ty,)*) => {
        [$(<$words>::ALL.iter().map(|word| format!("{}.{}", $prefix, word.code())).collect::<Vec<_>>(),)*].concat()
    };
}

#[test]
fn every_coded_word_has_a_text_in_every_language() {
    let coded = keys! {
        "requests.kind": Kind,
        "requests.status": Status,
        "requests.route": Route,
        "requests.scope": Scope,
        "requests.scope_hint": Scope,
        "requests.at_expiry": AtExpiry,
        "requests.desired": Desired,
        "requests.data": DataKind,
        "requests.release_reason": ReleaseReason,
        "requests.return_reason": ReturnReason,
        "requests.redirect_reason": RedirectReason,
        "requests.question": Question,
        "requests.confidence": Confidence,
        "requests.tlp": Tlp,
        "requests.tlp_hint": Tlp,
        "requests.undertaking": Undertaking,
        "requests.match_basis": MatchBasis,
        "requests.relied_on": ReliedOn,
        "requests.limit": Limit,
        "requests.outcome": Outcome,
        "requests.outcome_hint": Outcome,
        "requests.next": NextStep,
        "requests.ground": Ground,
        "requests.ground_hint": Ground,
        "requests.act": Act,
        "requests.party": Party,
        "requests.binding": Binding,
        "holds.status": HoldStatus,
        "holds.lift_reason": LiftReason,
    };
    let bases = BASES
        .iter()
        .flat_map(|basis| ["name", "note"].map(|part| format!("requests.basis.{basis}.{part}")));

    for &language in Language::ALL {
        for key in coded.iter().cloned().chain(bases.clone()) {
            assert!(language.words().has(&key), "{language:?} lacks {key}");
        }
    }
}

#[test]
fn every_check_says_how_it_passes_and_why_it_blocks_or_what_to_explain_or_to_know() {
    for &language in Language::ALL {
        for check in Check::ALL {
            let has = |part: &str| language.words().has(&format!("requests.check.{check}.{part}"));
            let stops = has("block") ^ has("explain");
            // A form without a checksum is told, a chain that is not known explained; a tag that is stated to be none is
            // told, one that nobody spoke of explained.
            let stops_never = matches!(
                check,
                Check::InTime | Check::Approvers | Check::SecrecyBasis | Check::NotAskedAlready
            );
            let is_told = stops_never || matches!(check, Check::Checksums | Check::Tags);
            let warns = has("warn") == is_told && stops != stops_never;
            assert!(has("pass") && warns, "{language:?}: {check}");
        }
    }
}

#[test]
fn a_lapsed_hold_is_never_worded_as_a_released_one() {
    for &language in Language::ALL {
        let words_of = |key: &str| -> Vec<String> {
            let text = language.words().t(key).to_lowercase();
            text.split(|character: char| !character.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let lapsed = words_of("holds.status.lapsed");
        for released in [
            "holds.status.released",
            "holds.status.partly_released",
            "requests.outcome.released",
        ] {
            let shared: Vec<_> = words_of(released)
                .into_iter()
                .filter(|word| lapsed.contains(word))
                .collect();
            assert!(
                shared.is_empty(),
                "{language:?}: lapsed and {released} share {shared:?}"
            );
        }
    }
}

#[test]
fn a_draft_that_is_sent_back_is_never_worded_as_money_paid_back() {
    for &language in Language::ALL {
        let words = language.words();
        let sent_back = words.t("requests.act.send_back").to_lowercase();
        let returned = words.t("holds.status.returned").to_lowercase();
        let verb = |text: &str| text.split_whitespace().next().map(str::to_owned);
        assert_ne!(verb(&sent_back), verb(&returned), "{language:?}");
    }
}

#[test]
fn no_two_words_of_a_kind_read_alike() {
    let alike = |prefix: &str, codes: &[&str]| {
        for &language in Language::ALL {
            let mut said: Vec<_> = codes
                .iter()
                .map(|code| language.words().t(&format!("{prefix}.{code}")))
                .collect();
            said.sort();
            assert!(
                said.windows(2).all(|pair| pair[0] != pair[1]),
                "{language:?}: {prefix}: {said:?}"
            );
        }
    };
    alike(
        "requests.status",
        &Status::ALL.iter().map(|word| word.code()).collect::<Vec<_>>(),
    );
    alike(
        "requests.outcome",
        &Outcome::ALL.iter().map(|word| word.code()).collect::<Vec<_>>(),
    );
    alike(
        "requests.ground",
        &Ground::ALL.iter().map(|word| word.code()).collect::<Vec<_>>(),
    );
    alike(
        "requests.act",
        &Act::ALL.iter().map(|word| word.code()).collect::<Vec<_>>(),
    );
    alike(
        "holds.status",
        &HoldStatus::ALL.iter().map(|word| word.code()).collect::<Vec<_>>(),
    );
}
