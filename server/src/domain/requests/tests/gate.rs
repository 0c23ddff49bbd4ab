//! What the quality gate says beside what it stops: targets without a checksum, an answer that comes too late, and people
//! who are missing.

use super::scene::{NOW, Scene, done, hours};
use crate::domain::actor::{Actor, Assurance, Role, Roles};
use crate::domain::cases::indicators::ChecksumState;
use crate::domain::cases::indicators::NoTag;
use crate::domain::clocks::Urgency;
use crate::domain::indicators::IndicatorKind;
use crate::domain::legal_bases::LegalBasis;
use crate::domain::requests::drafting::urgency_of_following;
use crate::domain::requests::in_time::Late;
use crate::domain::requests::kinds::{DataKind, Kind};
use crate::domain::requests::quality::{Check, Finding, LEAST_FACTS, Report, Surroundings, assess};
use crate::domain::requests::{DataWanted, Request};
use crate::domain::values::{Time, Zone};

/// What the gate finds of `request` at `now`, with these colleagues of the author.
fn found(scene: &Scene, request: &Request, colleagues: &[Actor], unchecked: &[u32], now: Time) -> Report {
    found_without_tags(scene, request, colleagues, [unchecked, &[]], now)
}

/// As [`found`], with the targets that are not checked and those that have no tag.
fn found_without_tags(
    scene: &Scene,
    request: &Request,
    colleagues: &[Actor],
    [unchecked, untagged]: [&[u32]; 2],
    now: Time,
) -> Report {
    let basis: LegalBasis = scene.basis();
    let around = Surroundings {
        today: now.date_in(&Zone::utc()),
        unchecked,
        untagged,
        colleagues,
        now,
        ..scene.around(&basis)
    };
    assess(request, &scene.author, &around)
}

fn finding(report: &Report, check: Check) -> Option<Finding> {
    let of_check = report.findings.iter().find(|(one, _)| *one == check);
    of_check.map(|(_, finding)| *finding)
}

#[test]
fn an_address_without_a_checksum_is_told_and_stops_nothing() {
    let scene = Scene::new();
    for kind in IndicatorKind::ALL {
        for state in ChecksumState::ALL {
            let mut request = scene.freeze();
            request.targets[1].what = kind.code().to_owned();
            request.targets[1].checksum = *state;

            let report = found(&scene, &request, &[], &[], NOW);

            let is_address = matches!(kind, IndicatorKind::Address | IndicatorKind::Contract);
            let by_eye = is_address && *state != ChecksumState::Holds;
            let expected = if by_eye { Finding::Warns } else { Finding::Passes };
            assert_eq!(finding(&report, Check::Checksums), Some(expected), "{kind} {state}");
            assert_eq!(request.targets[1].compared_by_eye(), by_eye.then_some(*state));
            assert_eq!(report.passes(), Ok(()), "{kind} {state}");
        }
    }
}

#[test]
fn a_target_whose_chain_is_not_known_must_still_be_explained() {
    let scene = Scene::new();
    let mut request = scene.freeze();
    request.targets[0].checksum = ChecksumState::None;
    request.targets[1].checksum = ChecksumState::Unchecked;
    let report = found(&scene, &request, &[], &[2], NOW);
    assert_eq!(finding(&report, Check::Checksums), Some(Finding::Explain));
}

#[test]
fn a_tag_that_is_stated_to_be_none_stops_nothing_and_one_nobody_spoke_of_is_explained() {
    let scene = Scene::new();
    let silent = scene.freeze();
    let mut stated = silent.clone();
    stated.targets[1].no_tag = scene.author.person.map(|by| NoTag { by, at: NOW });
    let (none, second): (&[u32], &[u32]) = (&[], &[2]);
    for (request, untagged, expected) in [
        (&stated, none, Finding::Passes),
        (&stated, second, Finding::Warns),
        (&silent, none, Finding::Passes),
        (&silent, second, Finding::Explain),
    ] {
        let report = found_without_tags(&scene, request, &[], [&[], untagged], NOW);
        assert_eq!(finding(&report, Check::Tags), Some(expected));
        assert_eq!(report.passes().is_ok(), expected != Finding::Explain);
    }
}

#[test]
fn the_facts_are_told_from_the_least_on_that_is_named() {
    let scene = Scene::new();
    for (length, expected) in [(LEAST_FACTS - 1, Finding::Blocks), (LEAST_FACTS, Finding::Passes)] {
        let mut request = scene.freeze();
        request.content.facts = format!(" {} ", "x".repeat(length));
        let report = found(&scene, &request, &[], &[], NOW);
        assert_eq!(finding(&report, Check::Facts), Some(expected), "{length}");
    }
}

#[test]
fn what_follows_begins_without_the_emergency_of_what_it_follows() {
    for &urgency in Urgency::ALL {
        assert_eq!(urgency_of_following(Kind::Release, urgency), Urgency::Priority);
        let extension = urgency_of_following(Kind::Extend, urgency);
        let expected = if urgency.is_emergency() {
            Urgency::Urgent
        } else {
            urgency
        };
        assert_eq!(extension, expected);
    }
}

/// An extension of holds that end after seven days, each urgency as [`Urgency::ALL`] has it.
fn extension(scene: &Scene, urgency: Urgency) -> Request {
    scene.draft(Kind::Extend, urgency)
}

#[test]
fn an_extension_that_may_be_answered_only_after_the_hold_has_ended_is_told_so() {
    let scene = Scene::new();
    let ends = hours(7 * 24);
    for &urgency in Urgency::ALL {
        let request = extension(&scene, urgency);
        for hour in [0, 12, 71, 72, 90, 120, 159, 160, 166, 167] {
            let now = hours(hour);

            let late = request.late(scene.terms(), now);

            let report = found(&scene, &request, &[], &[], now);
            let expected = if late.is_some() {
                Finding::Warns
            } else {
                Finding::Passes
            };
            assert_eq!(finding(&report, Check::InTime), Some(expected), "{urgency} {hour}");
            if let Some(Late {
                answered_by,
                ends: first,
                fits,
            }) = late
            {
                assert!(answered_by >= ends && first == ends, "{urgency} {hour}");
                let faster = fits.map(|fits| extension(&scene, fits).late(scene.terms(), now));
                assert!(faster.is_none_or(|late| late.is_none()), "{urgency} {hour} {fits:?}");
                // No threat to life is proposed so as to be in time.
                assert!(
                    fits.is_none_or(|fits| !fits.is_emergency()),
                    "{urgency} {hour} {fits:?}"
                );
            }
        }
    }
    let late = |urgency, hour| extension(&scene, urgency).late(scene.terms(), hours(hour));
    // 48 hours to decide and 48 to execute, eight hours, one hour.
    assert_eq!(late(Urgency::Urgent, 71), None);
    assert_eq!(late(Urgency::Urgent, 72).unwrap().fits, None);
    assert_eq!(late(Urgency::Emergency, 160).unwrap().fits, None);
    assert_eq!(late(Urgency::Routine, 60).unwrap().fits, Some(Urgency::Urgent));
    assert_eq!(late(Urgency::Flash, 166), None);
    assert_eq!(late(Urgency::Flash, 167).unwrap().fits, None);
}

#[test]
fn only_extensions_are_asked_to_be_in_time() {
    let scene = Scene::new();
    for &kind in Kind::FILED {
        let request = scene.draft(kind, Urgency::Routine);
        let report = found(&scene, &request, &[], &[], hours(7 * 24 - 1));
        let expected = (kind == Kind::Extend).then_some(Finding::Warns);
        assert_eq!(finding(&report, Check::InTime), expected, "{kind}");
    }
}

#[test]
fn as_many_people_must_be_able_to_approve_as_the_urgency_needs() {
    let scene = Scene::new();
    let agency = [&scene.author, &scene.second, &scene.third].map(Clone::clone);
    for &kind in Kind::FILED {
        for &urgency in Urgency::ALL {
            let request = scene.draft(kind, urgency);
            for able in 0..=2 {
                let colleagues = &agency[..=able];

                let report = found(&scene, &request, colleagues, &[], NOW);

                let is_enough = able >= request.approvals_needed();
                let expected = if is_enough { Finding::Passes } else { Finding::Warns };
                assert_eq!(
                    finding(&report, Check::Approvers),
                    Some(expected),
                    "{kind} {urgency} {able}"
                );
                assert_eq!(request.is_approvable(colleagues), is_enough);
            }
        }
    }
}

#[test]
fn who_could_approve_is_who_may_once_it_is_sent() {
    let scene = Scene::new();
    for &kind in Kind::FILED {
        for &urgency in Urgency::ALL {
            let draft = scene.draft(kind, urgency);
            let sent = scene.in_review(draft.clone());
            for role in Role::ALL {
                for level in Assurance::ALL {
                    let colleague = Actor {
                        roles: [*role].into_iter().collect::<Roles>(),
                        assurance: *level,
                        ..scene.second.clone()
                    };
                    let may = sent
                        .may(crate::domain::requests::acts::Act::Approve, &colleague)
                        .is_ok();
                    assert_eq!(
                        draft.could_be_approved_by(&colleague),
                        may,
                        "{kind} {urgency} {role} {level:?}"
                    );
                }
            }
            for nobody in [&scene.author, &scene.stranger, &scene.intake] {
                assert!(!draft.could_be_approved_by(nobody));
            }
        }
    }
}

#[test]
fn an_approval_that_is_given_counts_and_its_giver_is_needed_no_more() {
    let scene = Scene::new();
    let sent = scene.in_review(scene.draft(Kind::Freeze, Urgency::Emergency));
    let once = done(scene.approve(sent, &scene.second));
    assert!(!once.could_be_approved_by(&scene.second));
    assert!(once.is_approvable(std::slice::from_ref(&scene.third)));
    assert!(!once.is_approvable(&[scene.author.clone(), scene.second.clone()]));
}

#[test]
fn secrecy_without_its_basis_is_told_and_stops_nothing() {
    let scene = Scene::new();
    for (is_secret, basis, expected) in [
        (false, "", None),
        (false, "Article 86", None),
        (true, "", Some(Finding::Warns)),
        (true, "  ", Some(Finding::Warns)),
        (true, "Article 86", Some(Finding::Passes)),
    ] {
        let mut request = scene.freeze();
        request.content.secret_until = is_secret.then(|| hours(48).date_in(&Zone::utc()));
        basis.clone_into(&mut request.content.secret_basis);
        let report = found(&scene, &request, &[], &[], NOW);
        assert_eq!(finding(&report, Check::SecrecyBasis), expected, "{is_secret} {basis}");
    }
}

#[test]
fn a_target_that_was_given_another_tag_in_the_case_stops_the_request_until_it_is_saved_again() {
    let scene = Scene::new();
    let request = scene.freeze();
    let basis = scene.basis();
    for (retagged, expected) in [(&[][..], None), (&[1_u32][..], Some(Finding::Blocks))] {
        let around = Surroundings {
            retagged,
            ..scene.around(&basis)
        };
        let report = assess(&request, &scene.author, &around);
        assert_eq!(finding(&report, Check::AsInCase), expected);
    }
}

#[test]
fn data_is_asked_for_days_that_are_over_and_no_longer_than_records_are_kept() {
    let scene = Scene::new();
    let day = |days: i64| Some(hours(days * 24).date_in(&Zone::utc()));
    let years = |years: i16| day(0).and_then(|day| day.checked_sub(jiff::Span::new().years(years)).ok());
    for (from, to, is_over, is_bounded) in [
        (None, None, true, false),
        (day(-30), day(-1), true, true),
        (day(-30), day(0), true, true),
        (day(-1), day(-1), true, true),
        (day(-30), None, true, true),
        (None, day(-1), true, false),
        (years(5), day(0), true, true),
        (years(5), None, true, true),
        (years(6), None, true, false),
        (years(6), years(2), true, true),
        (years(9), years(2), true, false),
        (day(-1), day(-2), false, true),
        (day(-30), day(1), false, true),
        (day(1), None, false, true),
        (None, day(6), false, false),
    ] {
        for (asked, kind) in DataKind::ALL
            .iter()
            .flat_map(|kind| [(Kind::Info, *kind), (Kind::Freeze, *kind)])
        {
            let mut request = scene.draft(asked, Urgency::Urgent);
            // Each kind is looked at by itself.
            let on_file = DataWanted {
                kind: DataKind::Existence,
                from: None,
                to: None,
            };
            request.content.data = vec![on_file, DataWanted { kind, from, to }];

            let report = found(&scene, &request, &[], &[], NOW);

            let period = if is_over { Finding::Passes } else { Finding::Blocks };
            assert_eq!(
                finding(&report, Check::DataPeriod),
                Some(period),
                "{kind} {from:?} {to:?}"
            );
            // What is on file needs no period.
            let span = if is_bounded || (from.is_none() && !kind.is_of_period()) {
                Finding::Passes
            } else {
                Finding::Explain
            };
            assert_eq!(finding(&report, Check::DataSpan), Some(span), "{kind} {from:?} {to:?}");
        }
    }
    let report = found(&scene, &scene.freeze(), &[], &[], NOW);
    assert_eq!(finding(&report, Check::DataPeriod), None);
    assert_eq!(finding(&report, Check::DataSpan), None);
}

#[test]
fn what_is_asked_already_is_told_and_stops_nothing() {
    let scene = Scene::new();
    let basis = scene.basis();
    for &kind in Kind::FILED {
        let request = scene.draft(kind, Urgency::Urgent);
        for (asked_already, expected) in [(&[][..], Finding::Passes), (&[2_u32][..], Finding::Warns)] {
            let around = Surroundings {
                asked_already,
                ..scene.around(&basis)
            };
            let report = assess(&request, &scene.author, &around);
            assert_eq!(finding(&report, Check::NotAskedAlready), Some(expected), "{kind}");
        }
    }
}
