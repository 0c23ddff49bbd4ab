//! What is told of the account beside the outcome.

use super::wrong;
use crate::domain::indicators::IndicatorKind;
use crate::domain::money::{Fiat, Units};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::tests::scene::{NOW, Scene, asset, bitcoin, found, frozen, hours, plain};
use crate::domain::requests::{Answer, AssetLine, Found, Limit, MatchBasis, ReliedOn};
use crate::domain::values::Time;

/// What stood there, in satoshi, and what is held of it in cents, priced at `priced_at`.
fn line(before: Option<&str>, cents: Option<i64>, priced_at: Time) -> AssetLine {
    AssetLine {
        asset: asset("BTC", 8),
        before: before.map(|units| units.parse().unwrap()),
        value: cents.map(|minor| Fiat {
            minor,
            currency: "EUR".to_owned(),
            source: "Kraken, last trade".to_owned(),
            priced_at,
        }),
    }
}

fn told(found: Found, answer: Answer) -> Answer {
    Answer { found, ..answer }
}

#[test]
fn figures_that_contradict_what_is_held_are_told_at_their_field() {
    let with = |lines: Vec<AssetLine>| {
        let found = Found {
            lines,
            ..found(Outcome::FrozenFull)
        };
        wrong(told(found, frozen("100")))
    };
    assert_eq!(with(vec![line(Some("99"), None, NOW)]), ["before:less_than_held"]);
    assert_eq!(with(vec![line(None, Some(5), hours(2))]), ["priced_at:in_the_future"]);
    let ether = AssetLine {
        asset: asset("ETH", 18),
        ..line(None, Some(5), NOW)
    };
    assert_eq!(with(vec![ether]), ["value:nothing_held"]);
    let nothing = Answer {
        held: vec![bitcoin("0")],
        outcome: Outcome::FrozenZeroBalance,
        ..frozen("0")
    };
    let found = Found {
        lines: vec![line(None, Some(5), NOW)],
        ..found(Outcome::FrozenFull)
    };
    assert_eq!(wrong(told(found, nothing)), ["value:nothing_held"]);
}

#[test]
fn a_review_comes_after_the_answer_and_before_the_end() {
    let at = |review: Time| {
        let found = Found {
            review_at: Some(review),
            ..found(Outcome::FrozenFull)
        };
        wrong(told(found, frozen("100")))
    };
    assert_eq!(at(hours(1)), ["review_at:in_the_past"]);
    assert_eq!(at(hours(7 * 24 + 1)), ["review_at:after_the_end"]);
}

#[test]
fn whatever_an_outcome_does_not_tell_is_refused_at_its_field_over_all_outcomes_of_a_freeze() {
    let all = || Found {
        match_basis: Some(MatchBasis::DepositAddress),
        relied_on: Some(ReliedOn::Request),
        lines: vec![line(Some("100"), Some(5), NOW)],
        limits: [Limit::Staked].into(),
        review_at: Some(hours(24)),
    };
    for outcome in Outcome::of(crate::domain::requests::kinds::Kind::Freeze) {
        let answer = told(all(), plain(*outcome));
        let faults: Vec<String> = crate::domain::requests::request::found::check(&answer, NOW)
            .into_iter()
            .filter(|fault| fault.code == "not_with_outcome")
            .map(|fault| fault.field)
            .collect();
        let mut expected = Vec::new();
        if !outcome.finds_account() {
            expected.push("match_basis");
        }
        if !outcome.relies_on_basis() {
            expected.push("relied_on");
        }
        if !outcome.places_hold() {
            expected.push("limits");
        }
        if !outcome.relies_on_basis() {
            expected.push("review_at");
        }
        if !outcome.places_hold() {
            expected.extend(["before", "value"]);
        }
        assert_eq!(faults, expected, "{outcome}");
        // Who acts on an account has found one.
        assert!(!outcome.relies_on_basis() || outcome.finds_account(), "{outcome}");
    }
}

#[test]
fn what_was_found_is_kept_with_the_answer_and_tells_what_stayed_outside() {
    let scene = Scene::new();
    let found = Found {
        match_basis: Some(MatchBasis::DepositAddress),
        relied_on: Some(ReliedOn::BindingBasis),
        lines: vec![line(Some("130"), Some(812), NOW)],
        limits: [Limit::Lent, Limit::PendingOrders].into(),
        review_at: Some(hours(48)),
    };
    let answer = told(found.clone(), frozen("100"));
    let change = scene.answer(scene.executing(scene.freeze()), 1, answer, hours(1));
    let kept = change.unwrap().after().targets[0].answer.clone().unwrap();
    assert_eq!(kept.found, found);
    let outside: Units = "30".parse().unwrap();
    assert_eq!(found.lines[0].outside(&kept.held), Some(outside));
    assert_eq!(line(Some("100"), None, NOW).outside(&kept.held), None);
    assert_eq!(line(None, None, NOW).outside(&kept.held), None);
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), kept);
    // An answer from before any of it was asked is read as it was.
    let old = serde_json::to_value(plain(Outcome::NoMatch)).unwrap();
    assert!(old.get("found").is_none());
}

#[test]
fn every_kind_of_target_that_names_a_customer_has_a_usual_match() {
    for kind in IndicatorKind::ALL {
        let is_none = MatchBasis::usual(*kind).is_none();
        assert_eq!(is_none, *kind == IndicatorKind::Contract, "{kind}");
    }
}

#[test]
fn a_binding_basis_is_relied_on_only_where_the_basis_binds() {
    use crate::domain::legal_bases::Binding;
    for &binding in Binding::ALL {
        for &relied in ReliedOn::ALL {
            let found = Found {
                relied_on: Some(relied),
                ..found(Outcome::FrozenFull)
            };
            let binds_nobody = relied == ReliedOn::BindingBasis && binding == Binding::No;
            let expected = if binds_nobody {
                Err(crate::domain::change::Refusal::field("relied_on", "not_binding"))
            } else {
                Ok(())
            };
            assert_eq!(found.rests_on(binding), expected, "{relied} {binding}");
        }
        assert_eq!(Found::default().rests_on(binding), Ok(()));
        assert!(ReliedOn::usual(binding).fits(binding), "{binding}");
    }
}

#[test]
fn by_what_it_was_matched_and_on_what_it_acted_is_told_wherever_it_was_and_did() {
    for outcome in Outcome::ALL {
        let answer = told(Found::default(), plain(*outcome));
        let mut expected = Vec::new();
        if outcome.finds_account() {
            expected.push("match_basis:required");
        }
        if outcome.relies_on_basis() {
            expected.push("relied_on:required");
        }
        let faults: Vec<String> = crate::domain::requests::request::found::check(&answer, NOW)
            .iter()
            .map(|fault| format!("{}:{}", fault.field, fault.code))
            .collect();
        assert_eq!(faults, expected, "{outcome}");
    }
}
