//! Ended requests that are opened again, and requests that were sent to the wrong exchange.

use super::scene::{NOW, Scene, done, events, faults, frozen, hours, plain};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::{ClockKind, Urgency};
use crate::domain::events::Event;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Kind, RedirectReason, Status};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::{Answer, Request};

fn because() -> String {
    "Two were mistaken".to_owned()
}

fn reopened(scene: &Scene, positions: &[u32]) -> Request {
    done(
        scene
            .closed()
            .reopen(&scene.responder, positions, because(), scene.terms(), hours(1)),
    )
}

fn begun(scene: &Scene, positions: &[u32]) -> Request {
    done(reopened(scene, positions).start(&scene.responder, hours(1)))
}

fn anew() -> Answer {
    Answer {
        frees: true,
        ..plain(Outcome::NoMatch)
    }
}

#[test]
fn reopening_names_answers_that_stand_and_leaves_something_to_answer() {
    let scene = Scene::new();
    for (positions, expected) in [
        (&[][..], &["targets:required"][..]),
        (&[3], &["targets:unknown_choice"]),
        (&[1, 9], &["targets:unknown_choice"]),
    ] {
        let wrong = scene
            .closed()
            .reopen(&scene.second, positions, because(), scene.terms(), NOW);
        assert_eq!(faults(wrong), expected, "{positions:?}");
    }
    // What was refused as a whole has no answer to name, and all of it is left to answer.
    let refused = done(scene.refused().accept(&scene.author, NOW));
    let wrong = refused
        .clone()
        .reopen(&scene.second, &[1], because(), scene.terms(), NOW);
    assert_eq!(faults(wrong), ["targets:unknown_choice"]);
    let reopened = done(refused.reopen(&scene.second, &[], because(), scene.terms(), NOW));
    assert_eq!(reopened.open_targets().count(), 2);
}

#[test]
fn each_answer_that_was_named_is_given_anew_once_and_no_other() {
    let scene = Scene::new();
    let request = begun(&scene, &[1]);
    let stands = Err(Refusal::NotNow(NotNow::TargetAnswered));
    assert_eq!(request.may_answer(&scene.responder, 2), stands);
    let answered = done(scene.answer(request, 1, anew(), hours(2)));
    assert_eq!(answered.status, Status::Answered);

    let both = begun(&scene, &[1, 2]);
    let once = done(scene.answer(both, 1, anew(), hours(2)));
    assert_eq!(once.status, Status::PartlyAnswered);
    assert_eq!(once.may_answer(&scene.responder, 1), stands);
    let twice = done(scene.answer(once, 2, anew(), hours(3)));
    assert_eq!((twice.status, twice.anew().count()), (Status::Answered, 0));
}

#[test]
fn reopening_tells_which_answers() {
    let scene = Scene::new();
    let change = scene
        .closed()
        .reopen(&scene.second, &[2], because(), scene.terms(), hours(1))
        .unwrap();
    assert_eq!(events(&change), ["reopened"]);
    let Some(Event::Reopened { targets, .. }) = change.events().first() else {
        panic!("it is told");
    };
    assert_eq!(targets, &[2]);
    let old: Event = serde_json::from_str(r#"{"act":"reopened","note":"Because"}"#).unwrap();
    assert!(matches!(old, Event::Reopened { targets, .. } if targets.is_empty()));
}

#[test]
fn what_is_left_is_not_refused_as_a_whole_while_answers_are_given_anew() {
    let scene = Scene::new();
    let mut partly = done(scene.answer(scene.executing(scene.freeze()), 1, frozen("100"), hours(1)));
    assert_eq!(partly.may(Act::Refuse, &scene.responder), Ok(()));
    for target in partly.targets.iter_mut().filter(|target| target.position == 1) {
        target.anew = true;
    }
    assert_eq!(
        partly.may(Act::Refuse, &scene.responder),
        Err(Refusal::NotNow(NotNow::GivenAnew))
    );
}

#[test]
fn what_was_answered_in_part_goes_to_no_other_exchange() {
    let scene = Scene::new();
    let redirect = |request: Request| {
        request
            .redirect(
                &scene.intake,
                RedirectReason::GroupCompany,
                "Halden Markets AG".to_owned(),
                hours(3),
            )
            .map(|_| ())
    };
    assert_eq!(redirect(scene.acknowledged(scene.freeze())), Ok(()));
    let held = Err(Refusal::NotNow(NotNow::AlreadyStarted));
    assert_eq!(redirect(reopened(&scene, &[1])), held);
    assert_eq!(reopened(&scene, &[1]).may(Act::Redirect, &scene.intake), held);
    // Refused as a whole and opened again, nothing of it is answered.
    let refused = done(scene.refused().accept(&scene.author, NOW));
    let again = done(refused.reopen(&scene.second, &[], because(), scene.terms(), NOW));
    assert_eq!(redirect(again), Ok(()));
}

#[test]
fn what_follows_a_hold_goes_to_no_other_exchange() {
    let scene = Scene::new();
    for kind in [Kind::Release, Kind::Extend] {
        let issued = scene.issued(scene.draft(kind, Urgency::Urgent));
        assert_eq!(
            issued.may(Act::Redirect, &scene.intake),
            Err(Refusal::NotNow(NotNow::HeldHere))
        );
    }
}

#[test]
fn a_clock_that_ended_before_its_request_was_opened_again_or_disputed_says_nothing_of_what_is_awaited_now() {
    let scene = Scene::new();
    let of_earlier_round = |request: &Request| -> Vec<ClockKind> {
        let kinds = [
            ClockKind::Ack,
            ClockKind::Decision,
            ClockKind::Execution,
            ClockKind::Completion,
        ];
        let ended = |kind: &ClockKind| {
            request
                .clock(*kind)
                .is_some_and(|clock| request.is_of_earlier_round(clock))
        };
        kinds.into_iter().filter(ended).collect()
    };
    assert_eq!(of_earlier_round(&scene.closed()), []);

    // What was acknowledged stays so; the answer is accepted anew.
    let request = begun(&scene, &[1]);
    assert_eq!(of_earlier_round(&request), [ClockKind::Completion]);
    let answered = done(scene.answer(request.clone(), 1, anew(), hours(2)));
    assert_eq!(of_earlier_round(&answered), []);

    // After a withdrawal nothing else starts: what was met stays so.
    let taken_back = done(answered.withdraw(&scene.second, because(), scene.terms(), hours(3)));
    assert_eq!(of_earlier_round(&taken_back), []);

    let disputed = done(
        scene
            .answered()
            .dispute(&scene.author, &[1], because(), scene.terms(), hours(1)),
    );
    assert_eq!(of_earlier_round(&disputed), [ClockKind::Completion]);
}
