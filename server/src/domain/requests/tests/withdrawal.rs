//! A withdrawal is confirmed with a word on each hold and preservation, and leaves the asker no claim on what stays.

use super::scene::{NOW, Scene, all_let_go, done, events, faults, follower, frozen, hours, plain};
use crate::domain::actor::Actor;
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::Urgency;
use crate::domain::events::Event;
use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::ids::HoldId;
use crate::domain::measures::Measure;
use crate::domain::preservations::PreservationStatus;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::withdrawal::{Fate, Fates, OtherBasis};
use crate::domain::requests::{Answer, Request};

fn withdrawing(scene: &Scene, request: Request) -> Request {
    done(request.withdraw(&scene.second, "Settled".to_owned(), scene.terms(), hours(1)))
}

/// Both targets are held.
fn with_holds(scene: &Scene) -> Request {
    let request = scene.executing(scene.freeze());
    let request = done(scene.answer(request, 1, frozen("100"), NOW));
    withdrawing(scene, done(scene.answer(request, 2, frozen("100"), NOW)))
}

/// The data of both targets is kept.
fn with_data(scene: &Scene) -> Request {
    let preserved = || Answer {
        until: Some(hours(240)),
        ..plain(Outcome::Preserved)
    };
    let request = scene.executing(scene.draft(Kind::Preserve, Urgency::Urgent));
    let request = done(scene.answer(request, 1, preserved(), NOW));
    withdrawing(scene, done(scene.answer(request, 2, preserved(), NOW)))
}

fn stays(note: &str) -> Fate {
    Fate::Stays {
        basis: OtherBasis::OtherOrder,
        note: note.to_owned(),
    }
}

#[test]
fn each_hold_that_stands_is_spoken_of_and_nothing_is_half_done() {
    let scene = Scene::new();
    let request = with_holds(&scene);
    let [first, second] = [request.holds[0].id, request.holds[1].id];
    let confirm = |holds: Vec<(HoldId, Fate)>| {
        let fates = Fates {
            holds,
            ..Fates::default()
        };
        request.clone().confirm_withdrawal(&scene.responder, &fates, hours(2))
    };
    let (of_first, of_second) = (format!("hold-{first}:required"), format!("hold-{second}:required"));
    assert_eq!(faults(confirm(Vec::new())), [of_first, of_second.clone()]);
    assert_eq!(faults(confirm(vec![(first, Fate::LetGo)])), [of_second]);
    assert_eq!(
        faults(confirm(vec![(first, Fate::LetGo), (second, stays("  "))])),
        [format!("note-{second}:required")]
    );

    // What is named and is not there is passed over.
    let named = vec![
        (HoldId::new(NOW), Fate::LetGo),
        (second, stays("A court order")),
        (first, Fate::LetGo),
    ];
    let change = confirm(named).unwrap();
    assert_eq!(events(&change), ["withdrawn", "hold_released", "hold_stays"]);
    let told = Event::HoldStays {
        hold: second,
        basis: OtherBasis::OtherOrder,
        note: "A court order".to_owned(),
    };
    assert_eq!(change.events().last(), Some(&told));
    let after = change.after();
    assert_eq!(after.status, Status::Withdrawn);
    assert_eq!(
        after.held(first).unwrap().lift_reason,
        Some(LiftReason::RequestWithdrawn)
    );
    let (before, stays) = (request.held(second).unwrap(), after.held(second).unwrap());
    assert_eq!((stays.status, stays.ended_at), (HoldStatus::OtherOrder, Some(hours(2))));
    assert_eq!(
        (stays.amount, stays.until, stays.lift_reason),
        (before.amount, before.until, None)
    );
    assert!(stays.claims.iter().all(|claim| claim.ended_at == Some(hours(2))));
}

#[test]
fn all_data_that_is_kept_is_spoken_of_as_well() {
    let scene = Scene::new();
    let request = with_data(&scene);
    let [first, second] = [request.preservations[0].id, request.preservations[1].id];
    let silent = request
        .clone()
        .confirm_withdrawal(&scene.responder, &Fates::default(), hours(2));
    assert_eq!(
        faults(silent),
        [format!("data-{first}:required"), format!("data-{second}:required")]
    );
    let fates = Fates {
        preservations: vec![(first, Fate::LetGo), (second, stays("A court order"))],
        ..Fates::default()
    };
    let change = request.confirm_withdrawal(&scene.responder, &fates, hours(2)).unwrap();
    assert_eq!(
        events(&change),
        ["withdrawn", "preservation_released", "preservation_stays"]
    );
    let after = change.after();
    assert_eq!(
        after.kept(first).unwrap().lift_reason,
        Some(LiftReason::RequestWithdrawn)
    );
    let stays = after.kept(second).unwrap();
    assert_eq!(
        (stays.status, stays.ended_at),
        (PreservationStatus::OtherOrder, Some(hours(2)))
    );
}

#[test]
fn what_ended_before_needs_no_word() {
    let scene = Scene::new();
    let request = with_holds(&scene);
    for &status in HoldStatus::ALL {
        let mut request = request.clone();
        for hold in &mut request.holds {
            hold.status = status;
        }
        let confirmed = request.confirm_withdrawal(&scene.responder, &Fates::default(), hours(2));
        assert_eq!(confirmed.is_err(), status.stands(), "{status}");
    }
}

#[test]
fn withdrawing_an_extension_needs_no_word_and_leaves_alone_what_it_only_names() {
    let scene = Scene::new();
    for (asked, parent) in [(Kind::Freeze, with_holds(&scene)), (Kind::Preserve, with_data(&scene))] {
        let mut extension = withdrawing(&scene, scene.executing(scene.draft(asked, Urgency::Urgent)));
        extension.content.kind = Kind::Extend;
        extension.holds = parent.holds.clone();
        extension.preservations = parent.preservations.clone();
        assert_ne!(extension.id, parent.id);
        let fates = all_let_go(&parent);
        for fates in [Fates::default(), fates] {
            let after = done(extension.clone().confirm_withdrawal(&scene.responder, &fates, hours(2)));
            assert_eq!(after.holds, parent.holds, "{asked}");
            assert_eq!(after.preservations, parent.preservations, "{asked}");
            let over = Err(Refusal::NotNow(NotNow::Over));
            assert_eq!(after.may(Act::Follow, &scene.author), over, "asked of the first alone");
        }
    }
}

/// What is confirmed of everything: it stays on `basis`.
fn all_stay(request: &Request, basis: OtherBasis) -> Request {
    let scene = Scene::new();
    let stays = || Fate::Stays {
        basis,
        note: "A duty".to_owned(),
    };
    let fates = Fates {
        holds: request.own_holds().map(|hold| (hold.id, stays())).collect(),
        preservations: request.own_preservations().map(|kept| (kept.id, stays())).collect(),
    };
    let responder = Actor {
        organisation: request.content.recipient,
        ..scene.responder
    };
    done(request.clone().confirm_withdrawal(&responder, &fates, hours(2)))
}

#[test]
fn what_stays_after_a_withdrawal_is_for_nobody_here_whatever_its_basis() {
    let scene = Scene::new();
    let (not_ours, over) = (NotNow::OnOtherBasis, NotNow::Over);
    for &basis in OtherBasis::ALL {
        for withdrawing in [with_holds(&scene), with_data(&scene)] {
            for kind in [Kind::Extend, Kind::Release] {
                let early = withdrawing.may_follow(kind, &scene.author);
                assert_eq!(early, Err(Refusal::NotNow(NotNow::Withdrawing)), "{kind}");
            }
            let left = all_stay(&withdrawing, basis);
            assert!(left.own_holds().next().is_none() && left.own_preservations().next().is_none());
            for kind in [Kind::Extend, Kind::Release] {
                assert_eq!(
                    left.may_follow(kind, &scene.author),
                    Err(Refusal::NotNow(over)),
                    "{kind}"
                );
                let by = follower(&withdrawing, kind);
                let followed = left.clone().followed(&scene.second, &by, hours(3));
                assert_eq!(followed.map(|_| ()), Err(Refusal::NotNow(over)), "{kind}");
            }
            let refused = || Err(Refusal::NotNow(not_ours));
            for hold in &left.holds {
                assert_eq!(hold.status, basis.of_hold());
                assert_eq!(hold.must_stand(), refused());
                assert_eq!(hold.may_change(&scene.responder), refused());
                assert_eq!(hold.may_lapse(&scene.responder), refused());
                let later = hold.until.plus(jiff::SignedDuration::from_hours(1));
                assert!(!hold.runs_out_by(later) && !hold.runs_after(NOW));
                assert!(left.clone().expire(hold.id, &scene.clockwork, later).is_none());
                assert!(left.clone().alarm(hold.id, 6, &scene.clockwork, NOW).is_none());
            }
            for kept in &left.preservations {
                assert_eq!(kept.status, basis.of_preservation());
                assert_eq!(kept.must_stand(), refused());
                assert_eq!(kept.may_change(&scene.responder), refused());
                let later = kept.until.plus(jiff::SignedDuration::from_hours(1));
                assert!(
                    left.clone()
                        .expire_preservation(kept.id, &scene.clockwork, later)
                        .is_none()
                );
                assert!(
                    left.clone()
                        .alarm_preservation(kept.id, 6, &scene.clockwork, NOW)
                        .is_none()
                );
            }
        }
    }
    let discarded = done(scene.freeze().discard(&scene.author, NOW));
    let follows = discarded.may_follow(Kind::Release, &scene.author);
    assert_eq!(follows, Err(Refusal::NotNow(over)));
}

#[test]
fn an_extension_of_what_is_kept_on_another_basis_says_so_on_its_own_page_too() {
    let scene = Scene::new();
    for &basis in OtherBasis::ALL {
        let left = all_stay(&with_holds(&scene), basis);
        let mut extension = scene.closed();
        extension.holds.clone_from(&left.holds);
        let refused = Err(Refusal::NotNow(NotNow::OnOtherBasis));
        assert_eq!(extension.may(Act::Follow, &scene.author), refused, "{basis}");
    }
}

#[test]
fn what_may_be_asked_of_what_stands_is_said_of_every_status() {
    let scene = Scene::new();
    let with_holds = with_holds(&scene);
    for &status in Status::ALL {
        let request = Request {
            status,
            ..with_holds.clone()
        };
        for kind in [Kind::Extend, Kind::Release] {
            let may = request.may_follow(kind, &scene.author).is_ok();
            assert_eq!(may, status.follow_ups().contains(&kind), "{kind} {status}");
            assert_eq!(may, Act::Follow.from(status).is_ok(), "{kind} {status}");
        }
    }
}
