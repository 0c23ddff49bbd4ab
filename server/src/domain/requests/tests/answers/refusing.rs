//! Refusing the whole, or what is left of it.

use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::{ClockKind, State};
use crate::domain::requests::acts::Act;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::Status;
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::tests::scene::{NOW, Scene, done, events, frozen, hours, plain};
use crate::domain::requests::{Answer, Request, Target};

fn outcomes(request: &Request) -> Vec<Option<(Outcome, Option<Ground>)>> {
    let of = |target: &Target| target.answer.as_ref().map(|answer| (answer.outcome, answer.ground));
    request.targets.iter().map(of).collect()
}

#[test]
fn refusing_the_whole_is_the_outcome_of_every_target() {
    let scene = Scene::new();
    let request = scene.acknowledged(scene.freeze());
    let note = || "No order".to_owned();
    let change = request
        .refuse(&scene.responder, Ground::Overbroad, note(), scene.terms(), hours(1))
        .unwrap();

    let after = change.after();
    assert_eq!(events(&change), ["refused"]);
    assert_eq!((after.status, after.ground), (Status::Refused, Some(Ground::Overbroad)));
    for target in &after.targets {
        let answer = target.answer.as_ref().unwrap();
        assert_eq!(
            (answer.outcome, answer.ground, answer.note.as_str()),
            (Outcome::Refused, Some(Ground::Overbroad), "No order")
        );
        assert_eq!((answer.at, Some(answer.by)), (hours(1), scene.responder.person));
    }
}

#[test]
fn refusing_the_rest_keeps_what_was_answered_and_the_request_is_answered() {
    let scene = Scene::new();
    let request = scene.partly_answered();
    let held = request.targets[0].answer.clone();
    let note = "No order".to_owned();
    let change = request
        .refuse(&scene.responder, Ground::Overbroad, note, scene.terms(), hours(1))
        .unwrap();

    let after = change.after();
    assert_eq!(events(&change), ["target_answered", "answered"]);
    assert_eq!((after.status, after.ground), (Status::Answered, None));
    assert_eq!(after.targets[0].answer, held);
    assert_eq!(
        outcomes(after),
        [
            Some((Outcome::FrozenFull, None)),
            Some((Outcome::Refused, Some(Ground::Overbroad)))
        ]
    );
    assert!(after.holds.iter().all(|hold| hold.status.stands()));
    let execution = after.clock(ClockKind::Execution).unwrap();
    assert_eq!(execution.state(), State::Met { at: hours(1) });
    assert_eq!(after.waiting().clock, Some(ClockKind::Completion));
}

#[test]
fn a_target_refused_before_the_rest_leaves_a_request_that_is_refused() {
    let scene = Scene::new();
    let one = Answer {
        ground: Some(Ground::Incomplete),
        ..plain(Outcome::Refused)
    };
    let request = done(scene.answer(scene.executing(scene.freeze()), 1, one, NOW));
    let refused = done(request.refuse(&scene.responder, Ground::Overbroad, String::new(), scene.terms(), NOW));

    assert_eq!(refused.status, Status::Refused);
    assert_eq!(
        outcomes(&refused),
        [
            Some((Outcome::Refused, Some(Ground::Incomplete))),
            Some((Outcome::Refused, Some(Ground::Overbroad)))
        ]
    );
}

#[test]
fn from_whatever_status_it_is_refused_no_target_stays_without_an_outcome() {
    let scene = Scene::new();
    for &status in Status::ALL {
        for before in [scene.executing(scene.freeze()), scene.partly_answered()] {
            let request = Request { status, ..before };
            let answered = request.targets[0].answer.is_some();
            let change = request.refuse(
                &scene.responder,
                Ground::Overbroad,
                String::new(),
                scene.terms(),
                hours(1),
            );
            let Ok(change) = change else {
                assert!(Act::Refuse.from(status).is_err(), "{status}");
                continue;
            };
            let after = change.after();
            assert_eq!(after.unanswered().count(), 0, "{status}");
            let expected = if answered { Status::Answered } else { Status::Refused };
            assert_eq!(after.status, expected, "{status}");
        }
    }
}

#[test]
fn a_maintained_request_is_answered_target_by_target() {
    let scene = Scene::new();
    let note = "Within the order".to_owned();
    let maintained = done(scene.refused().maintain(&scene.second, note, scene.terms(), NOW));
    assert_eq!(outcomes(&maintained), [None, None]);

    let request = done(maintained.acknowledge(&scene.intake, "NB-1".to_owned(), NOW));
    let request = done(request.start(&scene.responder, NOW));
    let once = done(scene.answer(request, 1, frozen("100"), NOW));
    assert_eq!(once.status, Status::PartlyAnswered);
}

#[test]
fn what_is_opened_again_is_not_refused_as_a_whole() {
    let scene = Scene::new();
    let note = "A new account".to_owned();
    let reopened = done(scene.closed().reopen(&scene.second, &[1], note, scene.terms(), NOW));
    assert_eq!(
        reopened.may(Act::Refuse, &scene.responder),
        Err(Refusal::NotNow(NotNow::GivenAnew))
    );
}
