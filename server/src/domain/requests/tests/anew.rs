//! What an answer that is given anew does to the hold that stands: it keeps it as the same hold, or says that it frees it.

use super::scene::{NOW, Scene, asset, bitcoin, done, events, faults, follower, frozen, hours, plain};
use crate::domain::clocks::Urgency;
use crate::domain::events::Event;
use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::money::Units;
use crate::domain::requests::kinds::{Kind, Scope};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::{Answer, Held, Request};

/// A freeze of two targets, both held for a week, that is disputed.
fn disputed(scene: &Scene) -> Request {
    let dispute = scene
        .answered()
        .dispute(&scene.author, &[1], "Too little".to_owned(), scene.terms(), hours(1));
    done(dispute)
}

/// As many satoshi are held until `until`, as is said two hours later.
fn held(satoshi: &str, until: i64) -> Answer {
    Answer {
        placed_at: Some(hours(2)),
        until: Some(hours(until)),
        ..frozen(satoshi)
    }
}

fn freeing(answer: Answer) -> Answer {
    Answer { frees: true, ..answer }
}

const WEEK: i64 = 7 * 24;

#[test]
fn the_same_answer_once_more_moves_nothing() {
    let scene = Scene::new();
    let before = disputed(&scene);
    let seconds_later = Answer {
        until: Some(hours(WEEK).plus(jiff::SignedDuration::from_secs(20))),
        ..held("100", WEEK)
    };
    for answer in [held("100", WEEK), seconds_later] {
        let change = scene.answer(before.clone(), 1, answer, hours(2)).unwrap();
        assert_eq!(events(&change), ["target_answered", "answered"]);
        assert_eq!(change.after().holds, before.holds);
        let said = change.after().targets[0].answer.clone().unwrap();
        assert_eq!((said.placed_at, said.until), (Some(NOW), Some(hours(WEEK))));
        assert!(said.let_go.is_empty());
    }
}

#[test]
fn a_later_end_lengthens_the_hold_and_a_sooner_one_draws_it_nearer() {
    let scene = Scene::new();
    for (until, act, status) in [
        (10 * 24, "hold_extended", HoldStatus::Extended),
        (3 * 24, "hold_changed", HoldStatus::Placed),
    ] {
        let before = disputed(&scene);
        let old = before.holds[0].clone();
        let is_sooner = act == "hold_changed";
        if is_sooner {
            let silent = scene.answer(before.clone(), 1, held("100", until), hours(2));
            assert_eq!(faults(silent), ["frees:frees_sooner"]);
        }
        let answer = freeing(held("100", until));
        let change = scene.answer(before, 1, answer, hours(2)).unwrap();

        assert_eq!(events(&change), ["target_answered", act, "answered"]);
        let said = change.after().targets[0].answer.clone().unwrap();
        assert_eq!(said.frees, is_sooner);
        let hold = change.after().held(old.id).unwrap();
        assert_eq!((hold.status, hold.until, hold.placed_at), (status, hours(until), NOW));
        assert_eq!(hold.claims[0].until, hours(until));
        // Whichever it was: since then its end is as it stands.
        assert_eq!(hold.end_named_at, Some(hours(2)));
        assert_eq!(change.after().holds.len(), 2);
    }
}

#[test]
fn who_reads_an_answer_reads_that_another_end_was_named_since() {
    let scene = Scene::new();
    let freeze = scene.answered();
    let (hold, first) = (freeze.holds[0].id, freeze.targets[0].clone());
    assert_eq!(freeze.end_since(&first), None);
    // What was lengthened says so by its status.
    let longer = done(freeze.extend_hold(&scene.responder, hold, hours(60 * 24), hours(1)));
    assert_eq!(
        (longer.fate(&first), longer.end_since(&first)),
        (Some(HoldStatus::Extended), None)
    );
    // An extension was answered with that end, and the end is drawn nearer since: its own answer still says the later one.
    let mut extension = follower(&longer, Kind::Extend);
    extension.targets[0].answer = Some(Answer {
        until: Some(hours(60 * 24)),
        ..plain(Outcome::Extended)
    });
    extension.holds = longer.holds.clone();
    assert_eq!(extension.end_since(&extension.targets[0]), None);
    extension.holds[0] = extension.holds[0]
        .clone()
        .changed(Units::default(), hours(30 * 24), hours(2));
    assert_eq!(extension.end_since(&extension.targets[0]), Some(hours(30 * 24)));
}

#[test]
fn a_hold_that_came_to_its_end_runs_again_as_the_same_hold() {
    let scene = Scene::new();
    let before = disputed(&scene);
    let old = before.holds[0].id;
    let due = before
        .expire(old, &scene.clockwork, hours(WEEK))
        .unwrap()
        .after()
        .clone();
    let change = scene.answer(due, 1, held("100", 10 * 24), hours(WEEK + 1)).unwrap();
    assert_eq!(change.after().held(old).unwrap().status, HoldStatus::Extended);
}

#[test]
fn an_end_that_was_lengthened_beyond_the_wish_may_stay() {
    let scene = Scene::new();
    let before = disputed(&scene);
    let old = before.holds[0].id;
    let longer = done(before.extend_hold(&scene.responder, old, hours(60 * 24), hours(1)));
    let later = scene.answer(longer.clone(), 1, held("100", 61 * 24), hours(2));
    assert_eq!(faults(later), ["until:later_than_asked"]);
    let change = scene.answer(longer, 1, held("100", 60 * 24), hours(2)).unwrap();
    assert_eq!(events(&change), ["target_answered", "answered"]);
}

#[test]
fn less_is_a_reduction_that_is_ticked_and_more_a_change_of_the_same_hold() {
    let scene = Scene::new();
    let mut before = disputed(&scene);
    let old = before.holds[0].id;
    let less = Answer {
        outcome: Outcome::FrozenPartial,
        ..held("40", WEEK)
    };
    let silent = scene.answer(before.clone(), 1, less.clone(), hours(2));
    assert_eq!(faults(silent), ["frees:frees_held"]);
    let change = scene.answer(before.clone(), 1, freeing(less), hours(2)).unwrap();
    assert_eq!(events(&change), ["target_answered", "hold_partly_released", "answered"]);
    let hold = change.after().held(old).unwrap();
    assert_eq!(
        (hold.status, hold.amount, hold.placed_at),
        (HoldStatus::PartlyReleased, bitcoin("40").amount, NOW)
    );
    assert_eq!(hold.frozen, bitcoin("100").amount);
    let said = change.after().targets[0].answer.clone().unwrap();
    assert_eq!(said.let_go, [bitcoin("60")]);

    before.content.scope = Scope::AccountFull;
    let change = scene.answer(before, 1, held("130", WEEK), hours(2)).unwrap();
    assert_eq!(events(&change), ["target_answered", "hold_changed", "answered"]);
    let hold = change.after().held(old).unwrap();
    assert_eq!((hold.amount, hold.placed_at), (bitcoin("130").amount, NOW));
    assert_eq!(hold.frozen, bitcoin("130").amount);
}

#[test]
fn an_answer_that_ends_the_hold_says_so_or_is_refused() {
    let scene = Scene::new();
    let before = disputed(&scene);
    let old = before.holds[0].id;
    let nothing = Answer {
        held: Vec::new(),
        ..held("0", WEEK)
    };
    for answer in [
        plain(Outcome::NoMatch),
        plain(Outcome::AlreadyFrozen),
        Answer {
            outcome: Outcome::FrozenZeroBalance,
            ..nothing
        },
    ] {
        let silent = scene.answer(before.clone(), 1, answer.clone(), hours(2));
        assert_eq!(faults(silent), ["frees:frees_held"]);

        let change = scene.answer(before.clone(), 1, freeing(answer), hours(2)).unwrap();
        let acts: Vec<_> = events(&change)
            .into_iter()
            .filter(|act| *act != "hold_placed")
            .collect();
        assert_eq!(acts, ["target_answered", "hold_released", "answered"]);
        let hold = change.after().held(old).unwrap();
        assert_eq!(
            (hold.status, hold.lift_reason, hold.ended_at),
            (HoldStatus::Released, Some(LiftReason::AnsweredAnew), Some(hours(2)))
        );
        let said = change.after().targets[0].answer.clone().unwrap();
        assert!(said.frees);
        assert_eq!(said.let_go, [bitcoin("100")]);
    }
}

#[test]
fn another_asset_keeps_nothing_of_what_was_held() {
    let scene = Scene::new();
    let mut before = disputed(&scene);
    before.content.scope = Scope::AccountFull;
    before.targets[0].asset = None;
    before.targets[0].amount = None;
    let ether = Held {
        asset: asset("ETH", 18),
        amount: "5".parse().unwrap(),
    };
    let other = Answer {
        held: vec![ether.clone()],
        ..held("5", WEEK)
    };
    let silent = scene.answer(before.clone(), 1, other.clone(), hours(2));
    assert_eq!(faults(silent), ["frees:frees_held"]);
    let change = scene.answer(before.clone(), 1, freeing(other), hours(2)).unwrap();
    assert_eq!(
        events(&change),
        ["target_answered", "hold_released", "hold_placed", "answered"]
    );

    // Beside the first it is a hold of its own, placed when it was.
    let both = Answer {
        held: vec![bitcoin("100"), ether],
        ..held("5", WEEK)
    };
    let change = scene.answer(before, 1, both, hours(2)).unwrap();
    assert_eq!(events(&change), ["target_answered", "hold_placed", "answered"]);
    let placed: Vec<_> = change.after().holds.iter().map(|hold| hold.placed_at).collect();
    assert_eq!(placed, [NOW, NOW, hours(2)]);
}

#[test]
fn a_tick_where_nothing_gets_free_is_not_kept() {
    let scene = Scene::new();
    let before = scene.executing(scene.freeze());
    let first = done(scene.answer(before, 1, freeing(plain(Outcome::NoMatch)), NOW));
    assert!(!first.targets[0].answer.as_ref().unwrap().frees);
    let again = done(scene.answer(disputed(&scene), 1, freeing(held("100", WEEK)), hours(2)));
    assert!(!again.targets[0].answer.as_ref().unwrap().frees);
}

#[test]
fn a_release_notes_what_was_let_go_beside_what_stays() {
    let scene = Scene::new();
    let asked = || scene.executing(scene.draft(Kind::Release, Urgency::Urgent));
    let part = Answer {
        let_go: vec![bitcoin("60")],
        ..plain(Outcome::Released)
    };
    for (answer, let_go) in [(part, "60"), (plain(Outcome::Released), "100")] {
        let change = scene.answer(asked(), 1, answer, hours(1)).unwrap();
        let said = change.after().targets[0].answer.clone().unwrap();
        assert_eq!(said.let_go, [bitcoin(let_go)]);
        let told = change
            .events()
            .iter()
            .any(|event| matches!(event, Event::HoldReleased { .. } | Event::HoldPartlyReleased { .. }));
        assert!(told);
    }
}
