//! An account that was blocked though nothing was in it is a hold of nothing: it has an end, a fate, and no part of it.

use super::scene::{NOW, Scene, all_let_go, asset, bitcoin, done, events, faults, follower, frozen, hours, plain};
use crate::domain::clocks::Urgency;
use crate::domain::events::Event;
use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::money::{Asset, Units};
use crate::domain::requests::kinds::{Kind, Scope};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::withdrawal::{Fates, hold_field};
use crate::domain::requests::{Answer, Held, Request};
use crate::domain::sums::{Frozen, sum_up};

const WEEK: i64 = 7 * 24;

/// The account was empty when it was blocked, until `until`.
fn blocked(until: i64) -> Answer {
    Answer {
        placed_at: Some(NOW),
        until: Some(hours(until)),
        ..plain(Outcome::FrozenZeroBalance)
    }
}

/// A freeze whose first target is blocked for a week, and the second held.
fn answered(scene: &Scene) -> Request {
    let first = done(scene.answer(scene.executing(scene.freeze()), 1, blocked(WEEK), NOW));
    done(scene.answer(first, 2, frozen("100"), NOW))
}

fn disputed(scene: &Scene) -> Request {
    let dispute = answered(scene).dispute(&scene.author, &[1], "Look again".to_owned(), scene.terms(), hours(1));
    done(dispute)
}

fn freeing(answer: Answer) -> Answer {
    Answer { frees: true, ..answer }
}

#[test]
fn a_blocked_account_is_a_hold_of_nothing_with_an_end_and_a_claim() {
    let scene = Scene::new();
    let change = scene
        .answer(scene.executing(scene.freeze()), 1, blocked(WEEK), NOW)
        .unwrap();

    assert_eq!(events(&change), ["target_answered", "hold_placed"]);
    let [hold] = change.after().holds.as_slice() else {
        panic!("one hold")
    };
    assert!(hold.is_block() && hold.whole().is_none());
    assert_eq!((hold.amount, hold.frozen), (Units::ZERO, Units::ZERO));
    assert_eq!(hold.asset, asset("BTC", 8), "what was asked");
    assert_eq!((hold.status, hold.until), (HoldStatus::Placed, hours(WEEK)));
    assert_eq!(hold.claims.len(), 1);
    assert!(sum_up(&[], &[Frozen::from(hold)], NOW).is_empty());
}

#[test]
fn its_asset_is_the_one_that_was_asked_else_the_one_that_was_told_else_none() {
    let scene = Scene::new();
    let told = |answer: Answer| {
        let mut request = scene.executing(scene.freeze());
        request.content.scope = Scope::AccountFull;
        request.targets[0].asset = None;
        request.targets[0].amount = None;
        done(scene.answer(request, 1, answer, NOW)).holds[0].asset.clone()
    };
    let ether = Held {
        asset: asset("ETH", 18),
        amount: Units::ZERO,
    };
    let named = Answer {
        held: vec![ether.clone()],
        ..blocked(WEEK)
    };
    assert_eq!(told(named), ether.asset);
    assert_eq!(told(blocked(WEEK)), Asset::unnamed());
}

#[test]
fn the_exchange_lengthens_it_lifts_it_whole_and_says_that_it_ran_out() {
    let scene = Scene::new();
    let request = answered(&scene);
    let hold = request.holds[0].id;
    let longer = done(
        request
            .clone()
            .extend_hold(&scene.responder, hold, hours(2 * WEEK), hours(1)),
    );
    assert_eq!(longer.holds[0].until, hours(2 * WEEK));

    let part = |part: &str| {
        let part = part.parse().unwrap();
        request
            .clone()
            .lift_part(&scene.responder, hold, part, LiftReason::CourtOrder, hours(1))
    };
    for units in ["0", "1"] {
        assert_eq!(faults(part(units)), ["amount:block_is_whole"]);
    }
    let lifted = request
        .clone()
        .lift_hold(&scene.responder, hold, LiftReason::CourtOrder, hours(1));
    assert_eq!(done(lifted).holds[0].status, HoldStatus::Released);

    assert!(request.clone().lapse_hold(&scene.responder, hold, hours(1)).is_err());
    let alarm = request
        .clone()
        .alarm(hold, 6, &scene.clockwork, hours(WEEK - 6))
        .unwrap();
    assert_eq!(events(&alarm), ["hold_alarm"]);
    let due = request
        .expire(hold, &scene.clockwork, hours(WEEK))
        .unwrap()
        .after()
        .clone();
    assert_eq!(due.holds[0].status, HoldStatus::ExpiryDue);
    let lapsed = done(due.lapse_hold(&scene.responder, hold, hours(WEEK)));
    assert_eq!(lapsed.holds[0].status, HoldStatus::Lapsed);
}

#[test]
fn a_withdrawal_does_not_leave_it_unspoken_of() {
    let scene = Scene::new();
    let request = answered(&scene);
    let withdrawing = done(request.withdraw(&scene.second, "Paid".to_owned(), scene.terms(), hours(1)));
    let block = withdrawing.holds[0].id;
    let silent = Fates {
        holds: all_let_go(&withdrawing).holds.split_off(1),
        ..Fates::default()
    };
    let unsaid = withdrawing
        .clone()
        .confirm_withdrawal(&scene.responder, &silent, hours(2));
    assert_eq!(faults(unsaid), [format!("{}:required", hold_field(block))]);

    let all = all_let_go(&withdrawing);
    let confirmed = done(withdrawing.confirm_withdrawal(&scene.responder, &all, hours(2)));
    let hold = confirmed.held(block).unwrap();
    assert_eq!(
        (hold.status, hold.lift_reason),
        (HoldStatus::Released, Some(LiftReason::RequestWithdrawn))
    );
}

/// A release of all that stands under [`answered`], being worked on.
fn release(scene: &Scene) -> Request {
    let parent = answered(scene);
    let content = scene.content(Kind::Release, Urgency::Urgent);
    let draft = scene.follow(&parent, content, follower(&parent, Kind::Release).targets);
    scene.executing(done(draft))
}

#[test]
fn a_release_lets_it_go_whole_and_names_no_amount_of_it() {
    let scene = Scene::new();
    let request = release(&scene);
    assert_eq!(request.targets[0].amount, None);
    let parts = request.targets_with(&[(request.holds[0].id, None)]);
    assert_eq!(parts[0].amount, None);

    let part = Answer {
        let_go: vec![bitcoin("1")],
        ..plain(Outcome::Released)
    };
    assert_eq!(
        faults(scene.answer(request.clone(), 1, part, hours(1))),
        ["amount:block_is_whole"]
    );
    let change = scene.answer(request, 1, plain(Outcome::Released), hours(1)).unwrap();
    assert_eq!(events(&change), ["target_answered", "hold_released"]);
    let after = change.after();
    assert_eq!(after.holds[0].lift_reason, Some(LiftReason::AskedByAsker));
    let answer = after.targets[0].answer.as_ref().unwrap();
    assert!(answer.let_go.is_empty() && answer.held.is_empty());
    assert_eq!(after.not_released(&after.targets[0]), None);
}

#[test]
fn a_part_of_it_cannot_be_asked() {
    let scene = Scene::new();
    let parent = answered(&scene);
    let content = scene.content(Kind::Release, Urgency::Urgent);
    let mut targets = follower(&parent, Kind::Release).targets;
    targets[0].amount = Some(bitcoin("1").amount);
    let wrong = scene.follow(&parent, content, targets);
    assert_eq!(faults(wrong).len(), 1);
}

#[test]
fn answered_anew_it_stays_the_same_block_and_money_that_is_found_is_held_under_it() {
    let scene = Scene::new();
    let part = Answer {
        outcome: Outcome::FrozenPartial,
        ..frozen("70")
    };
    for (answer, acts, amount) in [
        (blocked(WEEK), &["target_answered", "answered"][..], "0"),
        (
            blocked(WEEK + 24),
            &["target_answered", "hold_extended", "answered"],
            "0",
        ),
        (
            freeing(blocked(WEEK - 24)),
            &["target_answered", "hold_changed", "answered"],
            "0",
        ),
        (part, &["target_answered", "hold_changed", "answered"], "70"),
    ] {
        let before = disputed(&scene);
        let old = before.holds[0].clone();
        let change = scene.answer(before, 1, answer, hours(2)).unwrap();
        assert_eq!(events(&change), acts);
        let after = change.after();
        assert_eq!(after.holds.len(), 2);
        let hold = &after.holds[0];
        assert_eq!((hold.id, hold.placed_at), (old.id, old.placed_at));
        assert_eq!(hold.amount, amount.parse().unwrap());
        assert_eq!(hold.is_block(), amount == "0");
    }
}

#[test]
fn another_asset_that_is_found_is_held_beside_the_block() {
    let scene = Scene::new();
    let mut request = disputed(&scene);
    request.content.scope = Scope::AccountFull;
    let ether = Held {
        asset: asset("ETH", 18),
        amount: "5".parse().unwrap(),
    };
    let answer = Answer {
        held: vec![ether.clone()],
        placed_at: Some(hours(2)),
        outcome: Outcome::FrozenPartial,
        ..frozen("5")
    };
    let change = scene.answer(request, 1, answer, hours(2)).unwrap();
    assert_eq!(events(&change), ["target_answered", "hold_placed", "answered"]);
    let after = change.after();
    let standing: Vec<_> = after.standing_on(&after.targets[0]).collect();
    assert!(standing[0].is_block());
    assert_eq!((&standing[1].asset, standing[1].placed_at), (&ether.asset, hours(2)));
}

#[test]
fn an_answer_that_ends_the_block_says_so_and_lets_no_money_go() {
    let scene = Scene::new();
    let before = disputed(&scene);
    let silent = scene.answer(before.clone(), 1, plain(Outcome::NoMatch), hours(2));
    assert_eq!(faults(silent), ["frees:frees_block"]);
    let said = Answer {
        frees: true,
        ..plain(Outcome::NoMatch)
    };
    let change = scene.answer(before, 1, said, hours(2)).unwrap();
    assert_eq!(events(&change), ["target_answered", "hold_released", "answered"]);
    let answer = change.after().targets[0].answer.clone().unwrap();
    assert!(answer.frees && answer.let_go.is_empty());
}

#[test]
fn money_that_was_not_there_after_all_gets_free_and_the_block_is_a_hold_of_its_own() {
    let scene = Scene::new();
    let dispute = scene
        .answered()
        .dispute(&scene.author, &[1], "Too little".to_owned(), scene.terms(), hours(1));
    let answer = Answer {
        frees: true,
        ..blocked(WEEK)
    };
    let change = scene.answer(done(dispute), 1, answer, hours(2)).unwrap();
    assert_eq!(
        events(&change),
        ["target_answered", "hold_released", "hold_placed", "answered"]
    );
    let after = change.after();
    let standing: Vec<_> = after.standing_on(&after.targets[0]).collect();
    assert!(matches!(standing.as_slice(), [hold] if hold.is_block()));
    assert_eq!(after.targets[0].answer.as_ref().unwrap().let_go, [bitcoin("100")]);
    let places_nothing = |event: &Event| matches!(event, Event::HoldPlaced { amount, .. } if amount.is_zero());
    assert!(change.events().iter().any(places_nothing));
}
