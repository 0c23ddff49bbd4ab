//! What an answer given anew does to data that is kept already.

use super::*;

/// The data of both targets is kept for a week, and the asker disputes.
fn disputed(scene: &Scene) -> Request {
    done(kept(scene).dispute(&scene.author, &[1], "Too short".to_owned(), scene.terms(), hours(1)))
}

#[test]
fn the_same_preservation_once_more_moves_nothing() {
    let scene = Scene::new();
    let before = disputed(&scene);
    let seconds_later = Answer {
        until: Some(hours(7 * 24).plus(jiff::SignedDuration::from_secs(20))),
        ..plain(Outcome::Preserved)
    };
    for answer in [preserved(7), seconds_later] {
        let change = scene.answer(before.clone(), 1, answer, hours(2)).unwrap();
        assert_eq!(events(&change), ["target_answered", "answered"]);
        assert_eq!(change.after().preservations, before.preservations);
    }
}

#[test]
fn an_answer_given_anew_keeps_the_same_preservation_with_its_new_end() {
    let scene = Scene::new();
    for (days, act, status) in [
        (10, "preservation_extended", PreservationStatus::Extended),
        (3, "preservation_changed", PreservationStatus::Kept),
    ] {
        let before = disputed(&scene);
        let old = before.preservations[0].id;
        let sooner = Answer {
            frees: true,
            ..preserved(days)
        };
        if act == "preservation_changed" {
            let silent = scene.answer(before.clone(), 1, preserved(days), hours(2));
            assert_eq!(faults(silent), ["frees:frees_sooner"]);
        }
        let change = scene.answer(before, 1, sooner, hours(2)).unwrap();
        assert_eq!(events(&change), ["target_answered", act, "answered"]);
        let kept = change.after().kept(old).unwrap();
        assert_eq!(
            (kept.status, kept.until, kept.placed_at),
            (status, hours(24 * days), NOW)
        );
        assert_eq!(change.after().preservations.len(), 2);
    }
}

#[test]
fn an_end_that_was_put_off_beyond_the_wish_may_stay() {
    let scene = Scene::new();
    let before = disputed(&scene);
    let id = before.preservations[0].id;
    let longer = done(before.extend_preservation(&scene.responder, id, hours(60 * 24), hours(1)));
    let later = scene.answer(longer.clone(), 1, preserved(61), hours(2));
    assert_eq!(faults(later), ["until:later_than_asked"]);
    let change = scene.answer(longer, 1, preserved(60), hours(2)).unwrap();
    assert_eq!(events(&change), ["target_answered", "answered"]);
}

#[test]
fn an_answer_that_lets_data_go_says_so_or_is_refused() {
    let scene = Scene::new();
    let before = disputed(&scene);
    let old = before.preservations[0].id;
    for outcome in [Outcome::NoMatch, Outcome::NotHeld, Outcome::AccountClosed] {
        let silent = scene.answer(before.clone(), 1, plain(outcome), hours(2));
        assert_eq!(faults(silent), ["frees:frees_kept"]);

        let freeing = Answer {
            frees: true,
            ..plain(outcome)
        };
        let change = scene.answer(before.clone(), 1, freeing, hours(2)).unwrap();
        assert_eq!(
            events(&change),
            ["target_answered", "preservation_released", "answered"]
        );
        let gone = change.after().kept(old).unwrap();
        assert_eq!(gone.lift_reason, Some(LiftReason::AnsweredAnew));
        assert!(change.after().targets[0].answer.as_ref().unwrap().frees);
    }
    // Where nothing is let go a tick says nothing.
    let ticked = Answer {
        frees: true,
        ..preserved(7)
    };
    let change = scene.answer(before, 1, ticked, hours(2)).unwrap();
    assert!(!change.after().targets[0].answer.as_ref().unwrap().frees);
}
