//! A withdrawal is confirmed with a word on each hold and preservation, and leaves the asker an act on what stays.

use super::scene::{NOW, Scene, all_let_go, done, events, faults, follower, frozen, hours, plain};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::Urgency;
use crate::domain::events::Event;
use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::ids::HoldId;
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
    assert_eq!(after.held(second).unwrap(), request.held(second).unwrap());
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
    assert_eq!(after.kept(second).unwrap().status, PreservationStatus::Kept);
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

#[test]
fn of_what_stays_after_a_withdrawal_the_release_is_asked_and_never_an_extension() {
    let scene = Scene::new();
    let over = || Err(Refusal::NotNow(NotNow::Over));
    for withdrawing in [with_holds(&scene), with_data(&scene)] {
        for kind in [Kind::Extend, Kind::Release] {
            let early = withdrawing.may_follow(kind, &scene.author);
            assert_eq!(early, Err(Refusal::NotNow(NotNow::Withdrawing)), "{kind}");
        }
        let mut fates = all_let_go(&withdrawing);
        let gone = done(
            withdrawing
                .clone()
                .confirm_withdrawal(&scene.responder, &fates, hours(2)),
        );
        for kind in [Kind::Extend, Kind::Release] {
            assert_eq!(gone.may_follow(kind, &scene.author), over(), "{kind}");
        }
        for (_, fate) in fates.holds.iter_mut().take(1) {
            *fate = stays("A court order");
        }
        for (_, fate) in fates.preservations.iter_mut().take(1) {
            *fate = stays("A court order");
        }
        let left = done(withdrawing.confirm_withdrawal(&scene.responder, &fates, hours(2)));
        assert_eq!(left.may_follow(Kind::Release, &scene.author), Ok(()));
        assert_eq!(left.may_follow(Kind::Extend, &scene.author), over());
        let followed = |kind| {
            left.clone()
                .followed(&scene.second, &follower(&left, kind), hours(3))
                .map(|_| ())
        };
        assert_eq!((followed(Kind::Extend), followed(Kind::Release)), (over(), Ok(())));
    }
    let discarded = done(scene.freeze().discard(&scene.author, NOW));
    assert_eq!(discarded.may_follow(Kind::Release, &scene.author), over());
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
            let expected = Act::Follow.from(status).is_ok() && (kind == Kind::Release || status != Status::Withdrawn);
            assert_eq!(may, expected, "{kind} {status}");
        }
    }
}
