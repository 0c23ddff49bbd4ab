use std::collections::HashSet;

use uuid::Uuid;

use super::indicators::{ChecksumState, MOST_INDICATORS};
use super::typed::{TypedLoss, TypedVictims, asset_code, assets};
use super::*;
use crate::domain::actor::{Assurance, OrganisationKind, Roles};
use crate::domain::change::Fault;
use crate::domain::indicators::{Chain, IndicatorKind, Network};

const AT: Time = Time::from_micros(1_795_363_200_000_000);
const LATER: Time = Time::from_micros(1_795_363_260_000_000);

fn agency(last: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(last))
}

fn actor(organisation: OrganisationId, roles: &[Role]) -> Actor {
    Actor {
        person: Some(PersonId(Uuid::from_u128(7))),
        organisation,
        kind: OrganisationKind::Agency,
        country: "PT".parse().unwrap(),
        roles: Roles::from_iter(roles.iter().copied()),
        assurance: Assurance::L2,
        session: None,
        proof: None,
        is_restricted: false,
        unfamiliar: crate::domain::pace::Unfamiliar::default(),
    }
}

fn officer() -> Actor {
    actor(agency(1), &[Role::Officer])
}

fn supervisor() -> Actor {
    actor(agency(1), &[Role::Supervisor])
}

fn typed() -> Typed {
    Typed {
        title: "False trading site, Porto and Lisbon".into(),
        offence: "07".into(),
        summary: "Fourteen victims paid into a trading site\r\nthat paid nothing out.".into(),
        from: "2026-11-03".into(),
        to: "2026-11-16".into(),
        losses: vec![TypedLoss {
            asset: "USDT/6".into(),
            amount: "412508.22".into(),
            value: "380000".into(),
            currency: "EUR".into(),
            price_source: "median of three".into(),
            priced_at: "2026-11-16T15:00".into(),
        }],
        victims: vec![TypedVictims {
            country: "PT".into(),
            count: "11".into(),
        }],
        ..Typed::default()
    }
}

fn case(status: Status) -> Case {
    let id = CaseId::new(AT);
    let change = Case::open(id, "PJ-2026-1187".into(), typed().read().unwrap(), &officer(), AT).unwrap();
    Case {
        status,
        ..change.after().clone()
    }
}

fn codes(faults: &[Fault]) -> Vec<(&str, &str)> {
    faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect()
}

#[test]
fn who_works_cases_opens_one_and_nobody_else() {
    for role in Role::ALL {
        let result = Case::may_open(&actor(agency(1), &[*role]));
        assert_eq!(result.is_ok(), WORKERS.contains(role), "{role}");
    }
    let clock = Actor {
        person: None,
        ..officer()
    };
    assert!(Case::may_open(&clock).is_err());
}

#[test]
fn a_case_opens_with_what_was_written() {
    let facts = typed().read().unwrap();
    let change = Case::open(CaseId::new(AT), "X".into(), facts.clone(), &officer(), AT).unwrap();

    assert_eq!(change.after().facts, facts);
    assert_eq!((change.after().status, change.after().version), (Status::Open, 1));
    assert_eq!(change.events(), [Event::CaseOpened { reference: "X".into() }]);
}

#[test]
fn another_agency_knows_of_no_case_in_any_state() {
    for status in Status::ALL {
        let stranger = actor(agency(2), &[Role::Officer, Role::Supervisor]);
        assert_eq!(case(*status).may_work(&stranger), Err(Refusal::Unseen));
        for to in Status::ALL {
            assert_eq!(case(*status).may_become(*to, &stranger), Err(Refusal::Unseen));
        }
    }
}

#[test]
fn a_case_is_worked_while_it_is_open() {
    for status in Status::ALL {
        let may = case(*status).may_work(&officer());
        let expected = match status {
            Status::Open | Status::Active | Status::Dormant => Ok(()),
            Status::Closed | Status::Archived | Status::Purged => Err(Refusal::NotNow(NotNow::CaseClosed)),
        };
        assert_eq!(may, expected, "{status}");
        assert_eq!(case(*status).is_open(), expected.is_ok());
        assert!(case(*status).may_work(&actor(agency(1), &[Role::AgencyAdmin])).is_err());
    }
}

/// Every pair of states, as a picture: rows from, columns to; `o` officers and supervisors, `s` supervisors, `.` nobody.
#[test]
fn the_life_cycle_is_the_table() {
    let pictures = [
        (Status::Open, ".oos.."),
        (Status::Active, "..os.."),
        (Status::Dormant, ".o.s.."),
        (Status::Closed, ".s..s."),
        (Status::Archived, "...s.."),
        (Status::Purged, "......"),
    ];
    for (from, picture) in pictures {
        for (to, who) in Status::ALL.iter().zip(picture.chars()) {
            let of_officer = case(from).may_become(*to, &officer());
            let of_supervisor = case(from).may_become(*to, &supervisor());
            match who {
                'o' => assert!(of_officer.is_ok() && of_supervisor.is_ok(), "{from} to {to}"),
                's' => {
                    assert_eq!(of_officer, Err(Refusal::needs(Role::Supervisor)), "{from} to {to}");
                    assert!(of_supervisor.is_ok(), "{from} to {to}");
                }
                _ => {
                    assert!(matches!(of_officer, Err(Refusal::NotNow(_))), "{from} to {to}");
                    assert_eq!(of_officer, of_supervisor, "{from} to {to}");
                }
            }
        }
    }
}

#[test]
fn a_step_tells_from_where_to_where() {
    let change = case(Status::Active)
        .become_status(Status::Closed, " Nothing left to trace. ", 1, &supervisor(), LATER)
        .unwrap();

    let event = Event::CaseStatusChanged {
        from: "active".into(),
        to: "closed".into(),
        reason: "Nothing left to trace.".into(),
    };
    assert_eq!(change.events(), [event]);
    assert_eq!((change.after().status, change.after().version), (Status::Closed, 2));
    assert_eq!(change.after().updated_at, LATER);
}

#[test]
fn ending_a_case_and_undoing_that_says_why() {
    for &from in Status::ALL {
        for (to, roles) in from.steps() {
            let is_needed = *roles == [Role::Supervisor];
            assert_eq!(from.needs_reason(*to), is_needed, "{from} to {to}");
            let silent = case(from).become_status(*to, " \n ", 1, &supervisor(), LATER);
            let expected = if is_needed {
                Err(Refusal::field("reason", "required"))
            } else {
                Ok(())
            };
            assert_eq!(silent.map(|_| ()), expected, "{from} to {to}");
        }
    }
}

#[test]
fn who_read_an_older_version_changes_nothing() {
    let facts = typed().read().unwrap();
    for version in [0, 2, i64::MAX] {
        let revised = case(Status::Open).revise(facts.clone(), version, &officer(), LATER);
        assert_eq!(revised.map(|_| ()), Err(Refusal::Stale));
        let closed = case(Status::Open).become_status(Status::Closed, "Done.", version, &supervisor(), LATER);
        assert_eq!(closed.map(|_| ()), Err(Refusal::Stale));
    }
    let revised = case(Status::Open).revise(facts, 1, &officer(), LATER).unwrap();
    assert_eq!(revised.after().version, 2);
}

#[test]
fn what_was_written_reads_back_into_the_form() {
    let mut case = case(Status::Open);
    let form = Typed::of(&case);
    assert_eq!(form.read(), Ok(case.facts.clone()));
    case.facts = form.read().unwrap();
    assert_eq!(Typed::of(&case), form);
}

#[test]
fn every_asset_offered_reads_back() {
    for (asset, chains) in assets() {
        assert!(!chains.is_empty());
        let line = TypedLoss {
            asset: asset_code(&asset),
            amount: "1".into(),
            ..TypedLoss::default()
        };
        let form = Typed {
            losses: vec![line],
            ..typed()
        };
        assert_eq!(form.read().unwrap().losses[0].asset, asset);
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let form = Typed {
        title: " ".into(),
        offence: "99".into(),
        summary: "hidden \u{202e}".into(),
        from: "2026-11-16".into(),
        to: "2026-11-03".into(),
        losses: vec![
            TypedLoss::default(),
            TypedLoss {
                asset: "USDT/6".into(),
                amount: "1.1234567".into(),
                value: "3,50".into(),
                ..TypedLoss::default()
            },
        ],
        victims: vec![TypedVictims {
            country: "PT".into(),
            count: "0".into(),
        }],
        ..Typed::default()
    };

    let faults = form.read().unwrap_err();

    assert_eq!(
        codes(&faults),
        [
            ("title", "required"),
            ("offence", "unknown_choice"),
            ("summary", "deceptive"),
            ("to", "before_start"),
            ("losses.1.amount", "amount_needed"),
            ("losses.1.currency", "unknown_choice"),
            ("losses.1.value", "amount_needed"),
            ("losses.1.price_source", "no_price_source"),
            ("losses.1.priced_at", "no_moment"),
            ("victims.0.count", "no_count"),
        ]
    );
}

#[test]
fn a_megabyte_in_a_field_is_too_long_and_nothing_else() {
    let long = "a".repeat(1 << 20);
    let form = Typed {
        title: long.clone(),
        summary: long.clone(),
        reference: long,
        ..typed()
    };

    assert_eq!(
        codes(&form.read().unwrap_err()),
        [("title", "too_long"), ("summary", "too_long")]
    );
    assert_eq!(codes(&form.reference().unwrap_err()), [("reference", "too_long")]);
}

#[test]
fn a_title_breaks_into_no_lines_and_a_summary_may() {
    let form = Typed {
        title: "one\ntwo".into(),
        ..typed()
    };
    assert_eq!(codes(&form.read().unwrap_err()), [("title", "one_line")]);
    assert_eq!(
        typed().read().unwrap().summary,
        "Fourteen victims paid into a trading site\nthat paid nothing out."
    );
}

fn observed(value: &str, tag: &str) -> Observed {
    Observed {
        key: IndicatorKey {
            kind: IndicatorKind::Address,
            chain: Some(Chain::Xrp),
            network: Network::Mainnet,
            value: value.into(),
            tag: tag.into(),
        },
        typed: value.into(),
        checksum: ChecksumState::Holds,
    }
}

fn said() -> TypedBatch {
    TypedBatch {
        note: "exchange deposit".into(),
        source: "Tracing report".into(),
        source_grade: "B".into(),
        information_grade: "2".into(),
        confidence: "medium".into(),
    }
}

fn batch(observed: Vec<Observed>) -> Batch {
    said()
        .read(observed.into_iter().map(Given::from).collect(), 0, 0)
        .unwrap()
}

#[test]
fn what_is_there_already_and_what_comes_twice_is_merged() {
    let known = HashSet::from([observed("a", "").key]);
    let batch = batch(vec![
        observed("a", ""),
        observed("b", "1"),
        observed("b", "2"),
        observed("b", "1"),
    ]);
    let case = Case {
        indicators: 5,
        ..case(Status::Active)
    };

    let change = case.add_indicators(batch, &known, &officer(), LATER).unwrap();

    let Additions { case, added, merged } = change.after();
    let numbers: Vec<_> = added
        .iter()
        .map(|one| (one.position, one.observed.key.tag.as_str()))
        .collect();
    assert_eq!(numbers, [(6, "1"), (7, "2")]);
    assert_eq!((case.indicators, case.version, *merged), (7, 1, 2));
    assert_eq!(
        change.events(),
        [Event::IndicatorsAdded {
            added: 2,
            merged: 2,
            repeated: Some(1),
            no_tag: Vec::new()
        }]
    );
}

#[test]
fn indicators_are_added_while_the_case_is_worked() {
    for status in Status::ALL {
        let added = case(*status).add_indicators(batch(vec![observed("a", "")]), &HashSet::new(), &officer(), AT);
        assert_eq!(added.is_ok(), status.is_open(), "{status}");
    }
    let nothing = case(Status::Open).add_indicators(batch(Vec::new()), &HashSet::new(), &officer(), AT);
    assert_eq!(nothing.map(|_| ()), Err(Refusal::field("lines", "required")));
    let full = Case {
        indicators: MOST_INDICATORS,
        ..case(Status::Open)
    };
    assert!(
        full.add_indicators(batch(vec![observed("a", "")]), &HashSet::new(), &officer(), AT)
            .is_err()
    );
}

#[test]
fn a_batch_says_where_it_comes_from_and_how_good_that_is() {
    let nothing = TypedBatch {
        source: " ".into(),
        ..TypedBatch::default()
    };
    assert_eq!(
        codes(&nothing.read(Vec::new(), 0, 0).unwrap_err()),
        [
            ("source", "required"),
            ("source_grade", "unknown_choice"),
            ("information_grade", "unknown_choice"),
            ("confidence", "unknown_choice"),
        ]
    );
    let bad = TypedBatch {
        note: "a\u{0}".into(),
        source: "s".repeat(501),
        ..said()
    };
    assert_eq!(
        codes(&bad.read(Vec::new(), 0, 0).unwrap_err()),
        [("note", "deceptive"), ("source", "too_long")]
    );
}

#[test]
fn what_a_list_says_of_one_counts_for_that_one() {
    let own = Given {
        has_no_tag: false,
        observed: observed("a", ""),
        note: "1.25 BTC".into(),
        source: "Victim's receipt".into(),
    };
    let batch = Batch {
        given: vec![own, observed("b", "").into()],
        ..batch(Vec::new())
    };

    let change = case(Status::Open)
        .add_indicators(batch, &HashSet::new(), &officer(), AT)
        .unwrap();

    let said: Vec<_> = change
        .after()
        .added
        .iter()
        .map(|one| (one.note.as_str(), one.source.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("exchange deposit · 1.25 BTC", "Victim's receipt"),
            ("exchange deposit", "Tracing report")
        ]
    );
}
