//! What answers and the exchange's own word do to holds.

use super::scene::{NOW, Scene, asset, bitcoin, done, events, faults, follower, frozen, hours, plain};
use crate::domain::change::Refusal;
use crate::domain::clocks::Urgency;
use crate::domain::holds::{HoldStatus, LiftReason, Order};
use crate::domain::ids::HoldId;
use crate::domain::money::Units;
use crate::domain::requests::kinds::{Desired, Kind, Scope};
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
    assert_eq!((first.end_named_at, second.end_named_at), (Some(hours(1)), None));
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

    let answer = Answer {
        let_go: vec![bitcoin("60")],
        ..plain(Outcome::Released)
    };
    let part = scene
        .answer(following(&scene, Kind::Release), 1, answer, hours(1))
        .unwrap();
    assert_eq!(events(&part), ["target_answered", "hold_partly_released"]);
    let hold = &part.after().holds[0];
    assert_eq!(
        (hold.status, hold.amount, hold.ended_at),
        (HoldStatus::PartlyReleased, bitcoin("40").amount, None)
    );
    // What stays is held until the same end, and no claim on it ended.
    assert_eq!((hold.frozen, hold.until), (bitcoin("100").amount, hours(7 * 24)));
    assert_eq!(hold.claims[0].ended_at, None);
    let said = part.after().targets[0].answer.clone().unwrap();
    assert_eq!((said.let_go, said.held), (vec![bitcoin("60")], vec![bitcoin("40")]));
}

/// As [`following`] a release, which asks for so many satoshi of the first hold.
fn asking(scene: &Scene, satoshi: &str) -> Request {
    let mut draft = scene.draft(Kind::Release, Urgency::Urgent);
    draft.targets[0].amount = Some(bitcoin(satoshi).amount);
    scene.executing(draft)
}

fn letting_go(satoshi: &str) -> Answer {
    Answer {
        let_go: vec![bitcoin(satoshi)],
        ..plain(Outcome::Released)
    }
}

#[test]
fn a_release_lets_go_what_was_asked_where_it_names_no_amount() {
    let scene = Scene::new();
    for (asked, event, left) in [("60", "hold_partly_released", "40"), ("100", "hold_released", "100")] {
        let change = scene
            .answer(asking(&scene, asked), 1, plain(Outcome::Released), hours(1))
            .unwrap();
        assert_eq!(events(&change), ["target_answered", event]);
        assert_eq!(change.after().holds[0].amount, bitcoin(left).amount);
        let said = change.after().targets[0].answer.clone().unwrap();
        assert_eq!(said.let_go, [bitcoin(asked)]);
    }
}

#[test]
fn a_release_lets_go_no_more_than_is_held_or_was_asked_and_of_the_same_asset() {
    let scene = Scene::new();
    let ether = Held {
        asset: asset("ETH", 18),
        amount: "5".parse().unwrap(),
    };
    for (let_go, fault) in [
        (vec![bitcoin("101")], "amount:more_than_held"),
        (vec![bitcoin("61")], "amount:release_above_asked"),
        (vec![bitcoin("0")], "amount:required"),
        (vec![ether.clone()], "amount:other_asset"),
        (vec![bitcoin("1"), ether], "amount:too_many"),
    ] {
        let answer = Answer {
            let_go,
            ..plain(Outcome::Released)
        };
        assert_eq!(faults(scene.answer(asking(&scene, "60"), 1, answer, hours(1))), [fault]);
    }
}

#[test]
fn a_release_answered_anew_names_all_it_let_go_and_the_same_once_more_moves_nothing() {
    let scene = Scene::new();
    let half = done(scene.answer(asking(&scene, "60"), 1, letting_go("40"), hours(1)));
    let other = done(scene.answer(half, 2, plain(Outcome::NotHeld), hours(1)));
    let disputed = done(other.dispute(&scene.author, &[1], "Too little".to_owned(), scene.terms(), hours(2)));

    let same = scene.answer(disputed.clone(), 1, letting_go("40"), hours(3)).unwrap();
    assert_eq!(events(&same), ["target_answered", "answered"]);
    assert_eq!(same.after().holds[0].amount, bitcoin("60").amount);
    let rest = scene
        .answer(disputed.clone(), 1, plain(Outcome::Released), hours(3))
        .unwrap();
    assert_eq!(events(&rest), ["target_answered", "hold_partly_released", "answered"]);
    assert_eq!(rest.after().holds[0].amount, bitcoin("40").amount);
    let said = rest.after().targets[0].answer.clone().unwrap();
    assert_eq!(said.let_go, [bitcoin("60")]);
    for (let_go, fault) in [("39", "amount:released_already"), ("61", "amount:release_above_asked")] {
        assert_eq!(
            faults(scene.answer(disputed.clone(), 1, letting_go(let_go), hours(3))),
            [fault]
        );
    }
}

#[test]
fn a_draft_asks_for_a_part_of_what_is_held_or_all_of_it() {
    let scene = Scene::new();
    let parent = scene.closed();
    let mut targets = scene.draft(Kind::Release, Urgency::Urgent).targets;
    for (target, hold) in targets.iter_mut().zip(&parent.holds) {
        target.hold = Some(hold.id);
    }
    let draft = done(scene.follow(&parent, scene.content(Kind::Release, Urgency::Urgent), targets));
    let hold = draft.holds[0].id;
    let field = |code: &str| vec![format!("part-{hold}:{code}")];
    for (asked, wrong) in [
        ("1", None),
        ("100", None),
        ("101", Some("more_than_held")),
        ("0", Some("required")),
    ] {
        let mut targets = draft.targets.clone();
        targets[0].amount = Some(bitcoin(asked).amount);
        let drafted = scene.follow(&parent, draft.content.clone(), targets.clone());
        let revised = draft
            .clone()
            .revise(&scene.author, 0, draft.content.clone(), targets, NOW)
            .map(|change| change.is_some());
        match wrong {
            None => assert!(drafted.is_ok() && revised.is_ok(), "{asked}"),
            Some(code) => {
                assert_eq!(faults(drafted), field(code));
                assert!(matches!(revised, Err(Refusal::Fields(_))), "{asked}");
            }
        }
    }
    let mut targets = draft.targets.clone();
    targets[0].asset = Some(asset("ETH", 18));
    assert_eq!(
        faults(scene.follow(&parent, draft.content.clone(), targets)),
        field("other_asset")
    );
    let parts = [(hold, Some(bitcoin("60").amount))];
    let amounts: Vec<_> = draft.targets_with(&parts).iter().map(|target| target.amount).collect();
    assert_eq!(amounts, [Some(bitcoin("60").amount), Some(bitcoin("100").amount)]);
}

#[test]
fn the_wish_becomes_release_only_where_all_that_stands_is_asked() {
    let scene = Scene::new();
    for (asked, desired) in [("100", Desired::Released), ("60", Desired::Active)] {
        let parent = scene.closed();
        let mut by = follower(&parent, Kind::Release);
        by.targets[0].amount = Some(bitcoin(asked).amount);
        let after = done(parent.followed(&scene.second, &by, hours(1)));
        assert_eq!(after.desired, desired, "{asked}");
    }
    let parent = scene.closed();
    let mut one = follower(&parent, Kind::Release);
    one.targets.truncate(1);
    assert_eq!(
        done(parent.followed(&scene.second, &one, hours(1))).desired,
        Desired::Active
    );
}

#[test]
fn a_hold_waits_for_the_order_that_was_named_last() {
    let scene = Scene::new();
    let mut parent = scene.closed();
    let named = |day: &str, court: &str| Order {
        expected_on: Some(day.parse().unwrap()),
        court: court.to_owned(),
    };
    for hold in &mut parent.holds {
        hold.order = named("2026-12-01", "Lisboa");
    }
    let issued = |kind: Kind, day: Option<&str>| {
        let mut by = follower(&parent, kind);
        by.targets.truncate(1);
        by.content.order_expected_on = day.map(|day| day.parse().unwrap());
        by.content.order_court = "Porto".to_owned();
        let after = done(parent.clone().followed(&scene.second, &by, hours(1)));
        after.holds.into_iter().map(|hold| hold.order).collect::<Vec<_>>()
    };
    let before = named("2026-12-01", "Lisboa");
    let later = named("2026-12-20", "Porto");
    assert_eq!(issued(Kind::Extend, Some("2026-12-20")), [later, before.clone()]);
    // Silence is no word on it, and a release names none.
    assert_eq!(issued(Kind::Extend, None), [before.clone(), before.clone()]);
    assert_eq!(issued(Kind::Release, Some("2026-12-20")), [before.clone(), before]);
}

#[test]
fn a_hold_is_placed_with_the_order_of_its_request() {
    let scene = Scene::new();
    let mut draft = scene.freeze();
    draft.content.order_expected_on = Some("2026-12-01".parse().unwrap());
    let order = draft.content.order();
    let answered = done(scene.answer(scene.executing(draft), 1, frozen("100"), NOW));
    assert_eq!(answered.holds[0].order, order);
}

#[test]
fn the_exchange_lifts_a_part_of_its_own_accord_and_the_rest_keeps_its_clock() {
    let scene = Scene::new();
    let request = scene.answered();
    let id = request.holds[0].id;
    let lift = |satoshi: &str| {
        let part = bitcoin(satoshi).amount;
        request
            .clone()
            .lift_part(&scene.responder, id, part, LiftReason::WrongAccount, hours(1))
    };
    let part = lift("60").unwrap();
    assert_eq!(events(&part), ["hold_partly_released"]);
    let hold = part.after().held(id).unwrap();
    assert_eq!(
        (hold.amount, hold.frozen, hold.until, hold.lift_reason),
        (bitcoin("40").amount, bitcoin("100").amount, hours(7 * 24), None)
    );
    assert_eq!(events(&lift("100").unwrap()), ["hold_released"]);
    assert_eq!(faults(lift("101")), ["amount:more_than_held"]);
    assert_eq!(faults(lift("0")), ["amount:required"]);
    for actor in [&scene.author, &scene.stranger, &scene.intake, &scene.counsel] {
        let part = bitcoin("60").amount;
        let lifted = request
            .clone()
            .lift_part(actor, id, part, LiftReason::WrongAccount, NOW);
        assert!(lifted.is_err());
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

#[test]
fn what_the_exchange_lifts_of_its_own_accord_is_never_put_into_the_mouth_of_the_agency() {
    let scene = Scene::new();
    let request = scene.closed();
    let hold = request.holds.first().unwrap().id;
    let part: Units = "1".parse().unwrap();
    for &reason in LiftReason::ALL {
        let whole = request.clone().lift_hold(&scene.responder, hold, reason, NOW);
        let some = request.clone().lift_part(&scene.responder, hold, part, reason, NOW);
        let is_own = matches!(
            reason,
            LiftReason::CourtOrder | LiftReason::TermsEnded | LiftReason::WrongAccount
        );
        for lifted in [whole, some] {
            match lifted {
                Ok(_) => assert!(is_own, "{reason}"),
                refused => assert_eq!(
                    (faults(refused), is_own),
                    (vec!["reason:not_own_word".to_owned()], false)
                ),
            }
        }
    }
}
