use jiff::SignedDuration;
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Assurance, Roles};
use crate::domain::applications::NumberSource;
use crate::domain::clocks::Calendar;
use crate::domain::ids::OrganisationId;
use crate::domain::people::{Factor, Proof};
use crate::domain::values::Zone;

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

const NUMBER: &str = "+351 21 555 0134";

fn later(count: i64) -> Time {
    NOW.plus(days(count))
}

fn organisation(kind: OrganisationKind, until: Option<Time>) -> Organisation {
    Organisation {
        id: OrganisationId(Uuid::from_u128(1)),
        kind,
        country: "PT".parse().unwrap(),
        name: "PJ".to_owned(),
        legal_name: "PJ".to_owned(),
        calendar: Calendar::round_the_clock(Zone::utc()),
        holidays: Vec::new(),
        languages: vec!["pt".to_owned()],
        domains: vec!["pj.example".to_owned()],
        switchboard: Some(NUMBER.to_owned()),
        standing: Standing::Active,
        verified_at: Some(NOW),
        attestation: Attestation {
            until,
            ..Attestation::by_two(NOW)
        },
    }
}

fn actor(organisation: u128, role: Role) -> Actor {
    Actor {
        person: Some(PersonId(Uuid::from_u128(9))),
        organisation: OrganisationId(Uuid::from_u128(organisation)),
        kind: role.kind(),
        country: "PT".parse().unwrap(),
        roles: Roles::default().with(role),
        assurance: Assurance::L3,
        session: None,
        proof: Some(Proof {
            factor: Factor::Passkey,
            is_fresh: true,
        }),
        is_restricted: false,
        unfamiliar: crate::domain::pace::Unfamiliar::default(),
    }
}

fn corrections(domains: &[&str]) -> Corrections {
    Corrections {
        week: WorkingWeek::SUNDAY_TO_THURSDAY,
        hours: None,
        holidays: Vec::new(),
        languages: vec!["pt".to_owned(), "en".to_owned()],
        domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
    }
}

fn callback(number: &str) -> Callback {
    Callback {
        number: number.to_owned(),
        source: NumberSource::Directory,
        reference: "its page".to_owned(),
        called_at: NOW,
        spoke_to: "the desk".to_owned(),
    }
}

#[test]
fn an_organisation_is_restricted_from_the_moment_its_attestation_ends_whatever_its_kind_and_standing() {
    let ends = [
        (None, Attested::Overdue),
        (Some(later(-1)), Attested::Overdue),
        (Some(NOW), Attested::Overdue),
        (Some(NOW.plus(SignedDuration::from_secs(1))), Attested::Due),
        (Some(later(WINDOW_DAYS)), Attested::Due),
        (Some(later(WINDOW_DAYS + 1)), Attested::Good),
    ];
    for &kind in OrganisationKind::ALL {
        for &standing in Standing::ALL {
            for (until, expected) in ends {
                let one = Organisation {
                    standing,
                    ..organisation(kind, until)
                };
                let is_asked = kind != OrganisationKind::Platform;
                let expected = if is_asked { expected } else { Attested::NotAsked };
                assert_eq!(one.attested(NOW), expected, "{kind} {standing} {until:?}");
                assert_eq!(
                    one.is_restricted(NOW),
                    expected == Attested::Overdue,
                    "{kind} {standing} {until:?}"
                );
            }
        }
    }
}

#[test]
fn what_two_attest_holds_for_twelve_months() {
    let day = |text: &str| Time::from(text.parse::<jiff::Timestamp>().unwrap());
    for (from, until) in [
        ("2026-11-22T16:00:00Z", "2027-11-22T16:00:00Z"),
        ("2028-02-29T16:00:00Z", "2029-02-28T16:00:00Z"),
    ] {
        assert_eq!(holds_until(day(from)), day(until));
    }
}

#[test]
fn an_administrator_confirms_their_own_data_while_the_end_is_near_and_no_other() {
    for &kind in OrganisationKind::ALL {
        for &standing in Standing::ALL {
            for (until, is_near) in [(later(100), false), (later(30), true), (later(-30), true)] {
                let one = Organisation {
                    standing,
                    ..organisation(kind, Some(until))
                };
                for &role in Role::ALL {
                    let may = one.may_state(&actor(1, role), NOW).is_ok();
                    let asked = kind != OrganisationKind::Platform && standing == Standing::Active;
                    assert_eq!(
                        may,
                        STATING.contains(&role) && is_near && asked,
                        "{kind} {standing} {role}"
                    );
                    assert!(one.may_state(&actor(2, role), NOW).is_err(), "{role} of another");
                }
            }
        }
    }
}

#[test]
fn a_verifier_renews_once_its_administrator_has_confirmed_and_what_has_none_is_read_back() {
    for &kind in OrganisationKind::ALL {
        for (until, is_near) in [(later(100), false), (later(30), true), (later(-30), true)] {
            for is_stated in [false, true] {
                let mut one = organisation(kind, Some(until));
                one.attestation.stated = is_stated.then(|| Stated {
                    by: PersonId(Uuid::from_u128(9)),
                    at: NOW,
                    domains: one.domains.clone(),
                });
                for &role in Role::ALL {
                    let may = one.may_renew(&actor(100, role), NOW).is_ok();
                    let needs = matches!(kind, OrganisationKind::Agency | OrganisationKind::Exchange);
                    let expected = role == Role::Verifier
                        && is_near
                        && kind != OrganisationKind::Platform
                        && (is_stated || !needs);
                    assert_eq!(may, expected, "{kind} {role} {until:?} {is_stated}");
                }
            }
        }
    }
}

#[test]
fn days_and_languages_count_at_once_and_domains_only_after_the_call() {
    let near = organisation(OrganisationKind::Agency, Some(later(10)));
    let admin = actor(1, Role::AgencyAdmin);
    let stated = near
        .clone()
        .state(&admin, corrections(&["pj.example", "crime.example"]), NOW)
        .unwrap();
    let event = Event::AttestationStated {
        changed: ["week", "languages", "domains"].map(str::to_owned).to_vec(),
    };
    assert_eq!(stated.events(), [event]);
    let stated = stated.after().clone();
    assert_eq!(stated.calendar.week, WorkingWeek::SUNDAY_TO_THURSDAY);
    assert_eq!(stated.domains, ["pj.example"]);
    assert_eq!(stated.languages, corrections(&[]).languages);
    assert_eq!(stated.attestation.until, Some(later(10)));

    let feast = Holiday {
        on: jiff::civil::date(2026, 12, 1),
        names: [("en".to_owned(), "Restoration of Independence".to_owned())].into(),
    };
    let told = Corrections {
        holidays: vec![feast.clone()],
        ..corrections(&["pj.example"])
    };
    let kept = near.clone().state(&admin, told, NOW).unwrap();
    assert_eq!(kept.after().holidays, [feast]);

    let verifier = actor(100, Role::Verifier);
    let other = stated.clone().renew(&verifier, callback("+351 21 000 6666"), NOW);
    assert_eq!(other.unwrap_err(), Refusal::field("number", "number_of_directory"));
    let at = NOW.plus(SignedDuration::from_mins(1));
    let renewed = stated.renew(&verifier, callback("00351 215550134"), at).unwrap();
    let renewed = renewed.after();
    assert_eq!(renewed.domains, ["pj.example", "crime.example"]);
    assert_eq!(renewed.attestation.until, Some(holds_until(at)));
    assert_eq!(
        (renewed.attestation.last_at, renewed.attestation.stated.is_none()),
        (Some(at), true)
    );
    assert!(!renewed.is_restricted(NOW));
}

#[test]
fn renewing_needs_a_passkey_and_both_a_factor_shown_just_now() {
    let near = organisation(OrganisationKind::Coordinator, Some(later(10)));
    let with = |factor, is_fresh| Actor {
        proof: Some(Proof { factor, is_fresh }),
        ..actor(100, Role::Verifier)
    };
    let renew = |actor: &Actor| near.clone().renew(actor, callback(NUMBER), NOW).map(|_| ());
    assert_eq!(renew(&with(Factor::Passkey, true)), Ok(()));
    assert_eq!(renew(&with(Factor::Passkey, false)), Err(Refusal::Unconfirmed));
    assert_eq!(renew(&with(Factor::Totp, true)), Err(Refusal::NeedsPasskey));

    let own = organisation(OrganisationKind::Agency, Some(later(10)));
    let stale = Actor {
        proof: Some(Proof {
            factor: Factor::Passkey,
            is_fresh: false,
        }),
        ..actor(1, Role::AgencyAdmin)
    };
    let stated = own.state(&stale, corrections(&["pj.example"]), NOW);
    assert_eq!(stated.unwrap_err(), Refusal::Unconfirmed);
}

#[test]
fn reminders_come_before_the_end_and_the_end_is_told_after_it() {
    let clock = Actor {
        person: None,
        ..actor(0, Role::Verifier)
    };
    let near = organisation(OrganisationKind::Exchange, Some(later(10)));
    assert!(near.clone().remind(14, &clock, NOW).is_some());
    assert!(near.clone().remind(13, &clock, NOW).is_none());
    assert!(near.clone().lapse(&clock, NOW).is_none());
    assert!(near.clone().lapse(&clock, later(10)).is_some());
    assert!(near.remind(1, &clock, later(10)).is_none());
    let before: Vec<Time> = reminders(later(100)).map(|(_, at)| at).collect();
    assert_eq!(before, [40, 70, 86, 93, 99].map(later));
}
