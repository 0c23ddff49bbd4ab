//! Data that is kept: placed by an answer, due at its end, lengthened and ended by the word of who keeps it, and by
//! nobody else.

mod anew;

use super::scene::{NOW, Scene, all_let_go, done, events, faults, good, hours, mint, plain};
use crate::domain::actor::{Actor, OrganisationKind, Role};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::Urgency;
use crate::domain::holds::LiftReason;
use crate::domain::ids::{OrganisationId, PreservationId};
use crate::domain::legal_bases::LegalBasis;
use crate::domain::pace::Sent;
use crate::domain::preservations::PreservationStatus;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::outcomes::{NextStep, Outcome};
use crate::domain::requests::quality::{Check, Finding, assess};
use crate::domain::requests::{Answer, Content, Request};
use crate::domain::values::Zone;

const FOLLOWERS: [Kind; 2] = [Kind::Extend, Kind::Release];
const ELSEWHERE: &str = "recipient:not_the_holder";

fn preserved(days: i64) -> Answer {
    Answer {
        until: Some(hours(24 * days)),
        ..plain(Outcome::Preserved)
    }
}

fn extended(days: i64) -> Answer {
    Answer {
        until: Some(hours(24 * days)),
        ..plain(Outcome::Extended)
    }
}

/// The data of both targets is kept for a week.
fn kept(scene: &Scene) -> Request {
    let working = scene.executing(scene.draft(Kind::Preserve, Urgency::Urgent));
    let half = done(scene.answer(working, 1, preserved(7), NOW));
    done(scene.answer(half, 2, preserved(7), NOW))
}

/// A draft that is about the data `parent` keeps.
fn following(scene: &Scene, parent: &Request, kind: Kind) -> Request {
    let draft = scene.draft(Kind::Preserve, Urgency::Urgent);
    let mut targets = draft.targets.clone();
    for (target, kept) in targets.iter_mut().zip(&parent.preservations) {
        target.preservation = Some(kept.id);
    }
    done(scene.follow(parent, scene.content(kind, Urgency::Urgent), targets))
}

/// A responder of another exchange, with every role there.
fn other_exchange(scene: &Scene) -> Actor {
    Actor {
        organisation: OrganisationId::new(NOW),
        kind: OrganisationKind::Exchange,
        roles: Role::ALL.iter().copied().collect(),
        ..scene.responder.clone()
    }
}

#[test]
fn what_is_answered_as_preserved_is_kept_until_its_end_and_is_no_hold() {
    let scene = Scene::new();
    let working = scene.executing(scene.draft(Kind::Preserve, Urgency::Urgent));
    let change = scene.answer(working, 1, preserved(7), hours(1)).unwrap();

    assert_eq!(events(&change), ["target_answered", "preservation_placed"]);
    let after = change.after();
    assert!(after.holds.is_empty());
    let [kept] = after.preservations.as_slice() else {
        panic!()
    };
    assert_eq!(
        (kept.status, kept.placed_at, kept.until, kept.position),
        (PreservationStatus::Kept, hours(1), hours(7 * 24), 1)
    );
    assert_eq!((kept.holder, kept.asker), (scene.exchange, scene.agency));
    assert_eq!(after.next_step(&after.targets[0]), Some(NextStep::AskForTheData));
}

#[test]
fn data_is_kept_no_longer_than_was_asked_and_never_without_an_end() {
    let scene = Scene::new();
    // Thirty days were asked.
    for (answer, fault) in [
        (preserved(40), "until:later_than_asked"),
        (preserved(0), "until:in_the_past"),
        (plain(Outcome::Preserved), "until:required"),
    ] {
        let working = scene.executing(scene.draft(Kind::Preserve, Urgency::Urgent));
        assert_eq!(faults(scene.answer(working, 1, answer, NOW)), [fault]);
    }
}

#[test]
fn at_its_end_it_is_due_once_and_only_the_exchange_says_that_it_lapsed() {
    let scene = Scene::new();
    let request = kept(&scene);
    let id = request.preservations[0].id;
    let early = request.clone().lapse_preservation(&scene.responder, id, hours(24));
    assert_eq!(early.err(), Some(Refusal::NotNow(NotNow::PreservationNotDue)));
    assert!(
        request
            .clone()
            .expire_preservation(id, &scene.clockwork, hours(24))
            .is_none()
    );

    let due = request
        .expire_preservation(id, &scene.clockwork, hours(7 * 24))
        .unwrap();
    assert_eq!(events(&due), ["preservation_expiry_due"]);
    let due = due.after().clone();
    assert_eq!(due.kept(id).unwrap().status, PreservationStatus::ExpiryDue);
    assert!(
        due.clone()
            .expire_preservation(id, &scene.clockwork, hours(8 * 24))
            .is_none()
    );
    assert_eq!(due.fate_of_data(&due.targets[0]), Some(PreservationStatus::ExpiryDue));
    for actor in [
        &scene.author,
        &scene.intake,
        &scene.counsel,
        &scene.stranger,
        &scene.clockwork,
    ] {
        assert!(due.clone().lapse_preservation(actor, id, hours(8 * 24)).is_err());
    }

    let lapsed = done(due.lapse_preservation(&scene.responder, id, hours(8 * 24)));
    let gone = lapsed.kept(id).unwrap();
    assert_eq!((gone.status, gone.lift_reason), (PreservationStatus::Lapsed, None));
    assert_eq!(gone.ended_at, Some(hours(8 * 24)));
    assert_eq!(lapsed.next_step(&lapsed.targets[0]), Some(NextStep::AskAgain));
    let again = lapsed
        .clone()
        .lift_preservation(&scene.responder, id, LiftReason::CourtOrder, hours(9 * 24));
    assert_eq!(again.err(), Some(Refusal::NotNow(NotNow::PreservationEnded)));
}

#[test]
fn an_alarm_is_told_before_the_end_and_not_after() {
    let scene = Scene::new();
    let request = kept(&scene);
    let id = request.preservations[0].id;
    let told = request
        .clone()
        .alarm_preservation(id, 24, &scene.clockwork, hours(6 * 24))
        .unwrap();
    assert_eq!(events(&told), ["preservation_alarm"]);
    assert!(
        request
            .clone()
            .alarm_preservation(id, 6, &scene.clockwork, hours(7 * 24))
            .is_none()
    );
    let lifted = done(request.lift_preservation(&scene.responder, id, LiftReason::CourtOrder, NOW));
    assert!(lifted.alarm_preservation(id, 24, &scene.clockwork, hours(1)).is_none());
}

#[test]
fn an_extension_moves_the_end_of_what_it_names_and_of_nothing_else() {
    let scene = Scene::new();
    let parent = kept(&scene);
    let working = scene.executing(following(&scene, &parent, Kind::Extend));
    let change = scene.answer(working, 1, extended(20), hours(1)).unwrap();

    assert_eq!(events(&change), ["target_answered", "preservation_extended"]);
    let [first, second] = change.after().preservations.as_slice() else {
        panic!()
    };
    assert_eq!(
        (first.status, first.until),
        (PreservationStatus::Extended, hours(20 * 24))
    );
    assert_eq!((second.status, second.until), (PreservationStatus::Kept, hours(7 * 24)));
    assert_eq!(first.request, parent.id);
}

#[test]
fn an_extension_never_shortens_and_asks_for_a_later_end() {
    let scene = Scene::new();
    let parent = kept(&scene);
    for (days, fault) in [(7, "until:not_later"), (2, "until:not_later"), (0, "until:in_the_past")] {
        let working = scene.executing(following(&scene, &parent, Kind::Extend));
        assert_eq!(faults(scene.answer(working, 1, extended(days), hours(1))), [fault]);
        let id = parent.preservations[0].id;
        let own = parent
            .clone()
            .extend_preservation(&scene.responder, id, hours(24 * days), hours(1));
        assert_eq!(faults(own), [fault]);
    }
    let sooner = Content {
        until: Some(hours(6 * 24).date_in(&Zone::utc())),
        ..scene.content(Kind::Extend, Urgency::Urgent)
    };
    let targets = following(&scene, &parent, Kind::Extend).targets;
    assert_eq!(faults(scene.follow(&parent, sooner, targets)), ["until:not_later"]);
}

#[test]
fn a_release_lets_all_of_the_data_go_and_there_is_no_part_of_it() {
    let scene = Scene::new();
    let parent = kept(&scene);
    let working = || scene.executing(following(&scene, &parent, Kind::Release));
    let change = scene.answer(working(), 1, plain(Outcome::Released), hours(1)).unwrap();
    assert_eq!(events(&change), ["target_answered", "preservation_released"]);
    let gone = &change.after().preservations[0];
    assert_eq!(
        (gone.status, gone.lift_reason, gone.ended_at),
        (
            PreservationStatus::Released,
            Some(LiftReason::AskedByAsker),
            Some(hours(1))
        )
    );

    let part = Answer {
        let_go: vec![super::scene::bitcoin("1")],
        ..plain(Outcome::Released)
    };
    assert_eq!(
        faults(scene.answer(working(), 1, part, hours(1))),
        ["amount:not_with_outcome"]
    );
}

#[test]
fn what_has_ended_is_neither_extended_nor_released_at_the_askers_wish() {
    let scene = Scene::new();
    let parent = kept(&scene);
    for (kind, answer) in [(Kind::Extend, extended(20)), (Kind::Release, plain(Outcome::Released))] {
        let working = scene.executing(following(&scene, &parent, kind));
        let id = working.preservations[0].id;
        let ended = done(working.lift_preservation(&scene.responder, id, LiftReason::CourtOrder, hours(1)));
        let refused = scene.answer(ended, 1, answer, hours(2));
        assert_eq!(faults(refused), ["outcome:preservation_ended"]);
    }
}

#[test]
fn only_what_still_keeps_data_is_followed() {
    let scene = Scene::new();
    let open = scene.executing(scene.draft(Kind::Preserve, Urgency::Urgent));
    assert_eq!(
        open.may(Act::Follow, &scene.author),
        Err(Refusal::NotNow(NotNow::NotAnswered))
    );
    let mut request = kept(&scene);
    assert_eq!(request.may(Act::Follow, &scene.author), Ok(()));
    for at in 0..2 {
        let id = request.preservations[at].id;
        request = done(request.lift_preservation(&scene.responder, id, LiftReason::CourtOrder, NOW));
    }
    let ended = Err(Refusal::NotNow(NotNow::PreservationEnded));
    assert_eq!(request.may(Act::Follow, &scene.author), ended);
}

#[test]
fn what_is_about_data_goes_to_the_exchange_that_keeps_it_alone() {
    let scene = Scene::new();
    let elsewhere = other_exchange(&scene);
    let parent = kept(&scene);
    for kind in FOLLOWERS {
        let draft = following(&scene, &parent, kind);
        let there = Content {
            recipient: elsewhere.organisation,
            ..draft.content.clone()
        };
        assert_eq!(faults(scene.follow(&parent, there, draft.targets.clone())), [ELSEWHERE]);

        let mut targets = draft.targets.clone();
        targets[1].preservation = None;
        let unnamed = scene.follow(&parent, draft.content.clone(), targets.clone());
        assert_eq!(faults(unnamed), ["targets:names_no_hold"]);
        targets[1].preservation = Some(PreservationId::new(NOW));
        assert_eq!(
            faults(scene.follow(&parent, draft.content.clone(), targets)),
            [ELSEWHERE]
        );

        let to = |mut request: Request| {
            request.content.recipient = elsewhere.organisation;
            request
        };
        let sent = to(draft.clone()).submit(&scene.author, 0, &good(), &Sent::by_known(), NOW);
        assert_eq!(faults(sent), [ELSEWHERE]);
        let review = to(scene.in_review(draft.clone()));
        let approved = review.approve(&scene.second, 0.into(), &good(), mint, scene.terms(), NOW);
        assert_eq!(faults(approved), [ELSEWHERE]);
        let working = to(scene.executing(draft));
        let answered = working.answer(&elsewhere, 1, extended(20), scene.terms(), hours(1));
        assert_eq!(faults(answered), [ELSEWHERE]);
    }
}

#[test]
fn no_act_of_another_exchange_touches_kept_data_in_whatever_state() {
    let scene = Scene::new();
    let elsewhere = other_exchange(&scene);
    for &status in PreservationStatus::ALL {
        for &stands in Status::ALL {
            let mut request = kept(&scene);
            request.content.recipient = elsewhere.organisation;
            request.status = stands;
            for kept in &mut request.preservations {
                kept.status = status;
            }
            let id = request.preservations[0].id;
            let lifted = request
                .clone()
                .lift_preservation(&elsewhere, id, LiftReason::CourtOrder, NOW);
            let longer = request.clone().extend_preservation(&elsewhere, id, hours(400), NOW);
            let lapsed = request.clone().lapse_preservation(&elsewhere, id, hours(400));
            for touched in [lifted, longer, lapsed] {
                assert_eq!(touched.map(|_| ()), Err(Refusal::Unseen), "{status} {stands}");
            }
            let anew = request
                .clone()
                .answer(&elsewhere, 1, plain(Outcome::NoMatch), scene.terms(), NOW);
            let fates = all_let_go(&request);
            let confirmed = request.confirm_withdrawal(&elsewhere, &fates, NOW);
            for change in [anew, confirmed].into_iter().flatten() {
                let kept = &change.after().preservations[0];
                assert_eq!(kept.status, status, "{status} {stands}: {:?}", change.events());
            }
        }
    }
}

#[test]
fn what_follows_kept_data_stands_on_a_basis_that_carries_a_preservation() {
    let scene = Scene::new();
    let draft = following(&scene, &kept(&scene), Kind::Extend);
    for (kind, finding) in [(Kind::Preserve, Finding::Passes), (Kind::Freeze, Finding::Blocks)] {
        let basis = LegalBasis {
            kinds: vec![kind],
            ..scene.basis()
        };
        let around = scene.around(&basis);
        let report = assess(&draft, &scene.author, &around);
        assert!(report.findings.contains(&(Check::BasisFits, finding)), "{kind}");
        assert!(report.findings.contains(&(Check::HoldsNamed, Finding::Passes)));
    }
}

#[test]
fn lapsed_is_not_released_and_neither_stands() {
    for &status in PreservationStatus::ALL {
        assert!(status.stands() || !status.runs(), "{status}");
    }
    assert!(!PreservationStatus::Lapsed.stands() && !PreservationStatus::Released.stands());
    assert!(PreservationStatus::ExpiryDue.stands() && !PreservationStatus::ExpiryDue.runs());
}
