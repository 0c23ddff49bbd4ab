use jiff::SignedDuration;
use jiff::civil::time;
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Assurance, Roles};
use crate::domain::clocks::{Hours, WorkingWeek};
use crate::domain::people::{Factor, Proof};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

const NUMBER: &str = "+351 21 555 0134";

fn verifier(last: u128) -> Actor {
    Actor {
        person: Some(PersonId(Uuid::from_u128(last))),
        organisation: OrganisationId(Uuid::from_u128(100)),
        kind: OrganisationKind::Platform,
        country: "NL".parse().unwrap(),
        roles: Roles::default().with(Role::Verifier),
        assurance: Assurance::L4,
        session: None,
        proof: Some(Proof {
            factor: Factor::Passkey,
            is_fresh: true,
        }),
        is_restricted: false,
        unfamiliar: crate::domain::pace::Unfamiliar::default(),
    }
}

fn content(kind: OrganisationKind) -> Content {
    Content {
        kind,
        country: "PT".parse().unwrap(),
        name: "PJ".to_owned(),
        legal_name: "Polícia Judiciária".to_owned(),
        authority: "Ministério da Justiça".to_owned(),
        authority_reference: "Lei 37/2008".to_owned(),
        domains: vec!["pj.example".to_owned()],
        switchboard: "+351 21 000 6666".to_owned(),
        switchboard_found: "our site".to_owned(),
        zone: "Europe/Lisbon".parse().unwrap(),
        week: WorkingWeek::MONDAY_TO_FRIDAY,
        hours: Some(Hours::new(time(9, 0, 0, 0), time(18, 0, 0, 0)).unwrap()),
        holidays: Vec::new(),
        languages: vec!["pt".to_owned()],
        administrator: Administrator {
            name: "I. Rocha".to_owned(),
            email: "i.rocha@pj.example".to_owned(),
            position: "PJ-3050".to_owned(),
        },
    }
}

fn received() -> Application {
    let id = OrganisationId(Uuid::from_u128(7));
    let nobody = Actor {
        person: None,
        roles: Roles::default(),
        ..verifier(0)
    };
    let content = content(OrganisationKind::Agency);
    let change = Application::receive(id, "AP-0000-0000".to_owned(), content, &nobody, NOW);
    change.after().clone()
}

fn found(number: &str) -> Found {
    Found {
        checks: Check::of(OrganisationKind::Agency).to_vec(),
        callback: Callback {
            number: number.to_owned(),
            source: NumberSource::GovernmentSite,
            reference: "gov.example, 22 November".to_owned(),
            called_at: NOW.plus(-SignedDuration::from_hours(2)),
            spoke_to: "the desk".to_owned(),
        },
        note: String::new(),
    }
}

fn confirmed(application: Application, by: &Actor, number: &str) -> Application {
    let change = application.confirm(by, found(number), &Clash::default(), NOW).unwrap();
    change.after().clone()
}

fn corrected(application: Application, by: &Actor, number: &str) -> Application {
    let change = application.correct(by, found(number), &Clash::default(), NOW).unwrap();
    change.after().clone()
}

/// One in each status.
fn in_each() -> Vec<Application> {
    let (one, other) = (verifier(1), verifier(2));
    let once = confirmed(received(), &one, NUMBER);
    let note = || "note".to_owned();
    let all = vec![
        received(),
        once.clone(),
        confirmed(once.clone(), &other, "+351 21 555 0199"),
        confirmed(once, &other, NUMBER),
        received()
            .refuse(&one, Reason::Denied, note(), NOW)
            .unwrap()
            .after()
            .clone(),
        received().withdraw(&one, note(), NOW).unwrap().after().clone(),
    ];
    let statuses: Vec<Status> = all.iter().map(|one| one.status).collect();
    assert_eq!(statuses, Status::ALL);
    all
}

#[test]
fn only_a_second_verifier_who_reached_the_same_number_makes_an_organisation() {
    let (one, other) = (verifier(1), verifier(2));
    let once = confirmed(received(), &one, NUMBER);
    assert_eq!(once.status, Status::Confirmed);
    assert!(once.organisation().is_none());

    let again = once.clone().confirm(&one, found(NUMBER), &Clash::default(), NOW);
    assert_eq!(again.unwrap_err(), Refusal::NotNow(NotNow::ConfirmedByYou));

    // However it is written.
    let change = once
        .confirm(&other, found("00351 215 550 134"), &Clash::default(), NOW)
        .unwrap();
    let acts: Vec<&str> = change.events().iter().map(Event::act).collect();
    assert_eq!(acts, ["application_confirmed", "organisation_verified"]);
    let organisation = change.after().organisation().unwrap();
    assert_eq!(organisation.standing, Standing::Active);
    assert_eq!(organisation.id, change.after().id);
    assert!(
        organisation
            .switchboard
            .is_some_and(|number| digits(&number) == digits(NUMBER))
    );
    assert_eq!(organisation.verified_at, Some(NOW));
    assert_eq!(organisation.attestation.verifiers, 2);
    assert!(organisation.attestation.until > Some(NOW.plus(SignedDuration::from_hours(24 * 364))));
}

#[test]
fn numbers_that_differ_wait_until_one_of_the_two_corrects_theirs() {
    let (one, other, third) = (verifier(1), verifier(2), verifier(3));
    let differing = confirmed(confirmed(received(), &one, NUMBER), &other, "+351 21 555 0199");
    assert_eq!(differing.status, Status::Differing);

    let more = differing.clone().confirm(&third, found(NUMBER), &Clash::default(), NOW);
    assert_eq!(more.unwrap_err(), Refusal::NotNow(NotNow::ConfirmedByTwo));
    let not_theirs = differing.clone().correct(&third, found(NUMBER), &Clash::default(), NOW);
    assert_eq!(not_theirs.unwrap_err(), Refusal::NotNow(NotNow::NotConfirmedByYou));

    let still = corrected(differing.clone(), &one, "+351 21 555 0111");
    assert_eq!((still.status, still.confirmations.len()), (Status::Differing, 2));
    assert_eq!(corrected(differing, &other, NUMBER).status, Status::Accepted);
}

#[test]
fn who_corrects_themselves_still_counts_once() {
    let one = verifier(1);
    let once = corrected(confirmed(received(), &one, NUMBER), &one, NUMBER);
    assert_eq!((once.status, once.confirmations.len()), (Status::Confirmed, 1));
}

#[test]
fn a_number_of_the_application_is_refused_wherever_else_it_stands() {
    for &source in NumberSource::ALL {
        let found = Found {
            callback: Callback {
                source,
                ..found(NUMBER).callback
            },
            ..found(NUMBER)
        };
        let done = received().confirm(&verifier(1), found, &Clash::default(), NOW);
        assert_eq!(done.is_ok(), source != NumberSource::Application, "{source}");
        if let Err(refusal) = done {
            assert_eq!(refusal, Refusal::field("source", "number_of_application"));
        }
    }
}

#[test]
fn every_point_of_the_list_of_its_kind_is_checked() {
    for &kind in KINDS {
        for missing in Check::of(kind) {
            let application = Application {
                content: content(kind),
                ..received()
            };
            let checks = Check::of(kind)
                .iter()
                .copied()
                .filter(|check| check != missing)
                .collect();
            let found = Found {
                checks,
                ..found(NUMBER)
            };
            let done = application.confirm(&verifier(1), found, &Clash::default(), NOW);
            assert_eq!(
                done.unwrap_err(),
                Refusal::field("checks", "checks_missing"),
                "{kind} {missing}"
            );
        }
    }
}

#[test]
fn what_is_recorded_of_a_call_is_whole_and_of_these_days() {
    let call = |change: fn(&mut Callback)| {
        let mut callback = found(NUMBER).callback;
        change(&mut callback);
        callback
            .faults(NOW)
            .first()
            .map(|fault| (fault.field.clone(), fault.code))
    };
    let fault = |field: &str, code: &'static str| Some((field.to_owned(), code));
    assert_eq!(call(|_| {}), None);
    assert_eq!(
        call(|call| call.number = "21 555 0134".to_owned()),
        fault("number", "no_phone")
    );
    assert_eq!(call(|call| call.reference.clear()), fault("reference", "required"));
    assert_eq!(call(|call| call.spoke_to.clear()), fault("spoke_to", "required"));
    assert_eq!(
        call(|call| call.called_at = NOW.plus(SignedDuration::from_secs(1))),
        fault("called_at", "in_the_future")
    );
    assert_eq!(
        call(|call| call.called_at = NOW.plus(-SignedDuration::from_hours(24 * 31))),
        fault("called_at", "call_too_old")
    );
}

#[test]
fn what_is_taken_is_not_confirmed() {
    let clash = Clash {
        name: Some("PJ".to_owned()),
        domains: Vec::new(),
    };
    let done = received().confirm(&verifier(1), found(NUMBER), &clash, NOW);
    assert_eq!(done.unwrap_err(), Refusal::NotNow(NotNow::ApplicationClashes));
}

#[test]
fn what_is_over_stays_over_and_nobody_else_may_do_anything() {
    for application in in_each() {
        let has_confirmed = |actor: &Actor| application.confirmation_of(actor).is_some();
        for &act in Act::ALL {
            for actor in [verifier(1), verifier(2), verifier(3)] {
                let may = application.may(act, &actor);
                let expected = application.status.is_open()
                    && match act {
                        Act::Confirm => !has_confirmed(&actor) && application.confirmations.len() < 2,
                        Act::Correct => has_confirmed(&actor),
                        Act::Refuse | Act::Withdraw => true,
                    };
                assert_eq!(may.is_ok(), expected, "{} {act}", application.status);
            }
            for &role in Role::ALL.iter().filter(|role| **role != Role::Verifier) {
                let other = Actor {
                    roles: Roles::default().with(role),
                    ..verifier(1)
                };
                assert_eq!(application.may(act, &other), Err(Refusal::needs(Role::Verifier)));
            }
        }
    }
}

#[test]
fn confirming_and_refusing_need_a_passkey_shown_just_now() {
    let with = |factor, is_fresh| Actor {
        proof: Some(Proof { factor, is_fresh }),
        ..verifier(1)
    };
    for &act in Act::ALL {
        let application = if act == Act::Correct {
            confirmed(received(), &verifier(1), NUMBER)
        } else {
            received()
        };
        let does = |actor: &Actor| {
            let application = application.clone();
            let note = "note".to_owned();
            match act {
                Act::Confirm => application.confirm(actor, found(NUMBER), &Clash::default(), NOW),
                Act::Correct => application.correct(actor, found(NUMBER), &Clash::default(), NOW),
                Act::Refuse => application.refuse(actor, Reason::Denied, note, NOW),
                Act::Withdraw => application.withdraw(actor, note, NOW),
            }
        };
        assert!(does(&with(Factor::Passkey, true)).is_ok(), "{act}");
        let stale = does(&with(Factor::Passkey, false)).unwrap_err();
        assert_eq!(stale, Refusal::Unconfirmed, "{act}");
        let by_code = does(&with(Factor::Totp, true));
        assert_eq!(by_code.is_ok(), !act.needs().passkey, "{act}");
    }
}

#[test]
fn a_refusal_says_why_and_its_words_are_kept() {
    let silent = received().refuse(&verifier(1), Reason::Denied, String::new(), NOW);
    assert_eq!(silent.unwrap_err(), Refusal::field("note", "required"));
    let refused = received()
        .refuse(&verifier(1), Reason::Denied, "nobody knows".to_owned(), NOW)
        .unwrap();
    let decision = refused.after().decision.clone().unwrap();
    assert_eq!(
        (decision.reason, decision.note.as_str()),
        (Some(Reason::Denied), "nobody knows")
    );
}

#[test]
fn the_first_person_gets_a_role_of_the_own_kind() {
    for &kind in OrganisationKind::ALL {
        assert_eq!(Administrator::role(kind).kind(), kind);
    }
}
