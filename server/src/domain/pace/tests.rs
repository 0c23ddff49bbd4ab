use jiff::SignedDuration;

use super::*;
use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role};
use crate::domain::change::Refusal;
use crate::domain::clocks::Urgency;
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::people::{Factor, Proof};
use crate::domain::values::{Country, Time};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

fn ago(hours: i64) -> Time {
    NOW.plus(SignedDuration::from_hours(-hours))
}

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

#[test]
fn the_next_after_the_last_of_a_day_waits_until_the_first_is_a_day_old() {
    let limits = Limits {
        pressing: 2,
        sent_per_officer: 3,
        sent_per_organisation: 4,
        ..Limits::default()
    };
    let times = |count: i64| (1..=count).map(ago).collect::<Vec<_>>();
    for &urgency in Urgency::ALL {
        for (cap, most) in [(Cap::Pressing, 2), (Cap::Officer, 3), (Cap::Organisation, 4)] {
            let sent = |count: i64| {
                let of = |one: Cap| if one == cap { times(count) } else { Vec::new() };
                Sent {
                    limits,
                    pressing: of(Cap::Pressing),
                    officer: of(Cap::Officer),
                    organisation: of(Cap::Organisation),
                    ..Sent::default()
                }
            };
            let counts = cap != Cap::Pressing || urgency.is_emergency();
            for count in 0..=6 {
                let expected = if counts && count >= most {
                    Err(Refusal::Spent {
                        cap,
                        most: u32::try_from(most).unwrap(),
                        next: ago(most).plus(WITHIN),
                    })
                } else {
                    Ok(())
                };
                assert_eq!(sent(count).may_send(urgency, NOW), expected, "{urgency} {cap} {count}");
            }
        }
    }
}

#[test]
fn what_is_a_day_old_counts_no_more_and_what_is_a_moment_younger_does() {
    let day = SignedDuration::from_hours(24);
    let (old, young) = (NOW.plus(-day), NOW.plus(-day).plus(SignedDuration::from_micros(1)));
    let sent = |last: Time| Sent {
        officer: [vec![NOW; 19], vec![last]].concat(),
        ..Sent::default()
    };
    assert_eq!(sent(old).may_send(Urgency::Routine, NOW), Ok(()));
    assert!(sent(young).may_send(Urgency::Routine, NOW).is_err());
}

#[test]
fn of_several_caps_the_one_that_opens_last_is_told() {
    let sent = Sent {
        limits: Limits {
            sent_per_officer: 1,
            sent_per_organisation: 1,
            ..Limits::default()
        },
        officer: vec![ago(20)],
        organisation: vec![ago(2), ago(20)],
        ..Sent::default()
    };
    let spent = Refusal::Spent {
        cap: Cap::Organisation,
        most: 1,
        next: ago(2).plus(WITHIN),
    };
    assert_eq!(sent.may_send(Urgency::Urgent, NOW), Err(spent));
}

#[test]
fn the_first_requests_and_whatever_comes_from_somewhere_new_are_looked_at_twice() {
    let limits = Limits::default();
    for issued in 0..6 {
        for device in [false, true] {
            for from_afar in [false, true] {
                for able in 0..4 {
                    let unfamiliar = Unfamiliar {
                        device,
                        country: from_afar,
                    };
                    let mut why = Vec::new();
                    why.extend((issued < 3).then_some(Why::FirstRequests));
                    why.extend(device.then_some(Why::NewDevice));
                    why.extend(from_afar.then_some(Why::NewCountry));
                    let approvals = if able >= 2 { 2 } else { 1 };
                    let expected = (!why.is_empty()).then_some(SecondLook { why, approvals });
                    assert_eq!(SecondLook::of(issued, &limits, unfamiliar, able), expected);
                }
            }
        }
    }
}

#[test]
fn a_device_is_new_for_as_long_as_is_set_and_a_country_that_is_another_always() {
    let limits = Limits::default();
    let of = |device, place, factor, here| {
        let arrived = Arrived { device, country: place };
        let unfamiliar = Unfamiliar::of(arrived, factor, here, &limits, NOW);
        (unfamiliar.device, unfamiliar.country)
    };
    let old = Some(Time::from_micros(0));
    let (pt, br) = (country("PT"), country("BR"));
    for &factor in Factor::ALL {
        let asks = factor != Factor::Demo;
        assert_eq!(of(None, None, factor, None).0, asks, "{factor}: not known at all");
        assert_eq!(of(Some(NOW), None, factor, None).0, asks);
        assert_eq!(of(Some(ago(23)), None, factor, None).0, asks);
        assert!(!of(Some(ago(24)), None, factor, None).0);
        assert_eq!(of(old, Some((pt, ago(24))), factor, Some(pt)), (false, false));
        assert_eq!(of(old, Some((pt, ago(23))), factor, Some(pt)), (false, asks));
        assert_eq!(of(old, Some((pt, ago(99))), factor, Some(br)), (false, asks));
        assert_eq!(
            of(old, None, factor, Some(br)),
            (false, asks),
            "nothing was told before"
        );
        assert_eq!(
            of(old, Some((pt, NOW)), factor, None),
            (false, false),
            "nothing tells it"
        );
    }
}

fn somebody(organisation: OrganisationId, role: Role, proof: Proof) -> Actor {
    Actor {
        person: Some(PersonId::new(NOW)),
        organisation,
        kind: role.kind(),
        country: country("PT"),
        roles: [role].into_iter().collect(),
        assurance: Assurance::L4,
        session: None,
        proof: Some(proof),
        is_restricted: false,
        unfamiliar: Unfamiliar::default(),
    }
}

fn of(kind: OrganisationKind) -> Pace {
    Pace {
        organisation: OrganisationId::new(NOW),
        kind,
        limits: Limits::default(),
        version: 2,
    }
}

#[test]
fn only_the_administrator_of_the_agency_sets_it_with_a_passkey_shown_just_now() {
    let other = OrganisationId::new(NOW);
    for &kind in OrganisationKind::ALL {
        let pace = of(kind);
        for &role in Role::ALL {
            for own in [true, false] {
                for &factor in Factor::ALL {
                    for is_fresh in [true, false] {
                        let proof = Proof { factor, is_fresh };
                        let actor = somebody(if own { pace.organisation } else { other }, role, proof);
                        let limits = Limits {
                            pressing: 7,
                            ..Limits::default()
                        };
                        let leads = own && matches!(role, Role::Supervisor | Role::AgencyAdmin);
                        let reads = kind == OrganisationKind::Agency && (leads || role == Role::Verifier);
                        let sets = reads
                            && own
                            && role == Role::AgencyAdmin
                            && matches!(factor, Factor::Passkey | Factor::Demo)
                            && is_fresh;
                        assert_eq!(pace.may_read(&actor).is_ok(), reads, "{kind} {role} {own}");
                        assert_eq!(
                            pace.set(&actor, 2, limits, NOW).is_ok(),
                            sets,
                            "{kind} {role} {own} {factor}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn nothing_is_set_out_of_its_bounds_and_each_bound_is_within() {
    let pace = of(OrganisationKind::Agency);
    let admin = somebody(pace.organisation, Role::AgencyAdmin, Proof::DEMO);
    for &limit in Limit::ALL {
        let (least, most) = limit.bounds();
        let with = |value: u32| Limits::of(|one| if one == limit { value } else { one.default() });
        for value in [least, most] {
            assert!(pace.set(&admin, 2, with(value), NOW).is_ok(), "{limit} {value}");
        }
        for value in [least - 1, most + 1, u32::MAX] {
            let refused = pace.set(&admin, 2, with(value), NOW).map(|_| ());
            assert_eq!(
                refused,
                Err(Refusal::Fields(vec![limit.out_of_bounds()])),
                "{limit} {value}"
            );
            assert_eq!(with(value).bounded().get(limit), value.clamp(least, most));
        }
    }
    assert_eq!(
        pace.set(&admin, 1, Limits::default(), NOW).map(|_| ()),
        Err(Refusal::Stale)
    );
    assert!(
        pace.set(&admin, 2, Limits::default(), NOW).unwrap().is_none(),
        "as it was"
    );
}

#[test]
fn a_change_says_what_was_and_what_is() {
    let pace = of(OrganisationKind::Agency);
    let admin = somebody(pace.organisation, Role::AgencyAdmin, Proof::DEMO);
    let to = Limits {
        first_requests: 9,
        ..pace.limits
    };
    let change = pace.set(&admin, 2, to, NOW).unwrap().unwrap();
    let expected = crate::domain::events::Event::PaceChanged { from: pace.limits, to };
    assert_eq!((change.events(), change.after().version), (&[expected][..], 3));
}
