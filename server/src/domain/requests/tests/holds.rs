//! What answers and the exchange's own word do to holds.

use super::scene::{NOW, Scene, asset, bitcoin, done, events, faults, frozen, hours, plain};
use crate::domain::change::Refusal;
use crate::domain::clocks::Urgency;
use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::ids::HoldId;
use crate::domain::requests::kinds::{Kind, Scope};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::{Answer, Held, Request};

#[test]
fn a_freeze_places_one_hold_per_asset_and_none_for_nothing() {
    let scene = Scene::new();
    let ether = Held {
        asset: asset("ETH", 18),
        amount: "5".parse().unwrap(),
    };
    let nothing = Held {
        asset: asset("XRP", 6),
        amount: "0".parse().unwrap(),
    };
    let answer = Answer {
        held: vec![bitcoin("100"), ether, nothing],
        ..frozen("100")
    };
    // Only where no cap names one asset.
    let mut draft = scene.freeze();
    draft.content.scope = Scope::AccountFull;
    let change = scene.answer(scene.executing(draft), 1, answer, NOW).unwrap();

    assert_eq!(events(&change), ["target_answered", "hold_placed", "hold_placed"]);
    let holds = &change.after().holds;
    assert_eq!(holds.len(), 2);
    for hold in holds {
        assert_eq!(
            (hold.status, hold.until, hold.position),
            (HoldStatus::Placed, hours(7 * 24), 1)
        );
        assert_eq!((hold.asker, hold.holder), (scene.agency, scene.exchange));
        assert_eq!(hold.claims.len(), 1);
    }
}

/// An extension or release, being worked on, whose two targets name the holds of a closed freeze.
fn following(scene: &Scene, kind: Kind) -> Request {
    scene.executing(scene.draft(kind, Urgency::Urgent))
}

fn extended(until: i64) -> Answer {
    Answer {
        until: Some(hours(until)),
        ..plain(Outcome::Extended)
    }
}

#[test]
fn an_extension_lengthens_the_hold_it_names_and_its_claims() {
    let scene = Scene::new();
    let change = scene
        .answer(following(&scene, Kind::Extend), 1, extended(20 * 24), hours(1))
        .unwrap();

    assert_eq!(events(&change), ["target_answered", "hold_extended"]);
    let [first, second] = change.after().holds.as_slice() else {
        panic!()
    };
    assert_eq!((first.status, first.until), (HoldStatus::Extended, hours(20 * 24)));
    assert_eq!((first.extended_at, second.extended_at), (Some(hours(1)), None));
    assert_eq!(first.claims[0].until, hours(20 * 24));
    assert_eq!((second.status, second.until), (HoldStatus::Placed, hours(7 * 24)));
}

#[test]
fn an_extension_never_shortens() {
    let scene = Scene::new();
    for (until, fault) in [
        (7 * 24, "until:not_later"),
        (48, "until:not_later"),
        (0, "until:in_the_past"),
    ] {
        let request = following(&scene, Kind::Extend);
        assert_eq!(faults(scene.answer(request, 1, extended(until), hours(1))), [fault]);
        let held = scene.answered();
        let hold = held.holds[0].id;
        assert_eq!(
            faults(held.extend_hold(&scene.responder, hold, hours(until), hours(1))),
            [fault]
        );
    }
}

#[test]
fn a_release_lifts_the_whole_or_a_part() {
    let scene = Scene::new();
    let whole = scene
        .answer(following(&scene, Kind::Release), 1, plain(Outcome::Released), hours(1))
        .unwrap();
    assert_eq!(events(&whole), ["target_answered", "hold_released"]);
    let hold = &whole.after().holds[0];
    assert_eq!(
        (hold.status, hold.lift_reason),
        (HoldStatus::Released, Some(LiftReason::AskedByAsker))
    );
    assert_eq!(
        (hold.ended_at, hold.claims[0].ended_at),
        (Some(hours(1)), Some(hours(1)))
    );

    let left = Answer {
        held: vec![bitcoin("40")],
        ..plain(Outcome::Released)
    };
    let part = scene
        .answer(following(&scene, Kind::Release), 1, left, hours(1))
        .unwrap();
    assert_eq!(events(&part), ["target_answered", "hold_partly_released"]);
    let hold = &part.after().holds[0];
    assert_eq!(
        (hold.status, hold.amount, hold.ended_at),
        (HoldStatus::PartlyReleased, bitcoin("40").amount, None)
    );
}

#[test]
fn what_stays_held_after_a_release_is_less_than_what_was_held_and_of_the_same_asset() {
    let scene = Scene::new();
    let ether = Held {
        asset: asset("ETH", 18),
        amount: "5".parse().unwrap(),
    };
    for (held, fault) in [
        (vec![bitcoin("100")], "amount:all_that_was_held"),
        (vec![bitcoin("101")], "amount:all_that_was_held"),
        (vec![ether.clone()], "amount:other_asset"),
        (vec![bitcoin("1"), ether], "amount:too_many"),
    ] {
        let answer = Answer {
            held,
            ..plain(Outcome::Released)
        };
        assert_eq!(
            faults(scene.answer(following(&scene, Kind::Release), 1, answer, hours(1))),
            [fault]
        );
    }
}

#[test]
fn a_hold_that_has_ended_is_neither_extended_nor_released_at_the_askers_wish() {
    let scene = Scene::new();
    for (kind, answer) in [
        (Kind::Extend, extended(20 * 24)),
        (Kind::Release, plain(Outcome::Released)),
    ] {
        let request = following(&scene, kind);
        let hold = request.holds[0].id;
        let ended = done(request.lift_hold(&scene.responder, hold, LiftReason::CourtOrder, hours(1)));
        assert_eq!(faults(scene.answer(ended, 1, answer, hours(2))), ["outcome:hold_ended"]);
    }
}

#[test]
fn only_a_responder_of_the_exchange_changes_a_hold() {
    let scene = Scene::new();
    let request = scene.answered();
    let hold = request.holds[0].id;
    for actor in [
        &scene.author,
        &scene.second,
        &scene.stranger,
        &scene.clockwork,
        &scene.intake,
        &scene.counsel,
    ] {
        let lifted = request.clone().lift_hold(actor, hold, LiftReason::CourtOrder, NOW);
        let extended = request.clone().extend_hold(actor, hold, hours(400), NOW);
        let lapsed = request.clone().lapse_hold(actor, hold, hours(400));
        assert!(lifted.is_err() && extended.is_err() && lapsed.is_err());
    }
    assert_eq!(request.held(HoldId::new(NOW)).map(|_| ()), Err(Refusal::Unseen));
}
