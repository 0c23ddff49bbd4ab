//! Assets that left after the request was received: the answer reports it as an incident, once.

use jiff::SignedDuration;

use super::scene::{NOW, Scene, done, events, faults, frozen, hours, moved};
use crate::domain::events::Event;
use crate::domain::requests::kinds::Kind;
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::{Answer, Request};

fn disputed(scene: &Scene, request: Request) -> Request {
    done(request.dispute(&scene.author, &[1], "Look again".to_owned(), scene.terms(), hours(3)))
}

#[test]
fn only_what_left_after_receipt_is_reported_as_an_incident() {
    let scene = Scene::new();
    for &outcome in Outcome::ALL {
        assert_eq!(outcome.is_incident(), outcome == Outcome::MovedDuring, "{outcome}");
        let reports = Outcome::of(Kind::Freeze).contains(&outcome) && outcome.tells_movement();
        let at = if outcome == Outcome::MovedDuring { 1 } else { -1 };
        let answer = moved(outcome, hours(at));
        let request = scene.executing(scene.freeze());
        let Ok(change) = scene.answer(request, 1, answer, hours(2)) else {
            continue;
        };
        let expected: &[&str] = if reports && outcome.is_incident() {
            &["target_answered", "incident_reported"]
        } else {
            &["target_answered"]
        };
        assert_eq!(events(&change), expected, "{outcome}");
    }
}

#[test]
fn the_incident_names_its_target_and_when_the_assets_left() {
    let scene = Scene::new();
    let request = scene.executing(scene.freeze());
    let target = request.targets[1].id;
    let change = scene
        .answer(request, 2, moved(Outcome::MovedDuring, hours(1)), hours(2))
        .unwrap();
    let incident = Event::IncidentReported {
        target,
        position: 2,
        moved_at: hours(1),
    };
    assert!(change.events().contains(&incident));
}

#[test]
fn given_anew_an_incident_is_reported_where_it_is_another() {
    let scene = Scene::new();
    let first = done(scene.answer(
        scene.executing(scene.freeze()),
        1,
        moved(Outcome::MovedDuring, hours(1)),
        hours(2),
    ));
    let incident = disputed(&scene, done(scene.answer(first, 2, frozen("100"), hours(2))));
    let held = disputed(&scene, scene.answered());
    let freeing = |at| Answer {
        frees: true,
        ..moved(Outcome::MovedDuring, hours(at))
    };
    for (before, answer, reported) in [
        (&incident, freeing(1), false),
        (&incident, freeing(2), true),
        (
            &incident,
            moved(Outcome::MovedBefore, NOW.plus(-jiff::SignedDuration::from_hours(1))),
            false,
        ),
        (&held, freeing(1), true),
    ] {
        let change = scene.answer(before.clone(), 1, answer, hours(4)).unwrap();
        assert_eq!(events(&change).contains(&"incident_reported"), reported);
    }
}

/// The issue is known to the fraction of a second, and what happened since is typed to the second or to the minute.
#[test]
fn what_happened_in_the_second_or_minute_of_issue_happened_after_it() {
    let scene = Scene::new();
    let issued = NOW.plus(SignedDuration::from_millis(46_300));
    let mut request = scene.executing(scene.freeze());
    request.issued_at = Some(issued);
    let after = |seconds: i64| NOW.plus(SignedDuration::from_secs(seconds));
    for (typed, expected) in [
        (after(0), Some(issued)),
        (after(46), Some(issued)),
        (after(47), Some(after(47))),
        (after(10), None),
        (after(-60), None),
    ] {
        let placed = Answer {
            placed_at: Some(typed),
            ..frozen("100")
        };
        for (answer, fault) in [
            (placed, "placed_at:before_issue"),
            (moved(Outcome::MovedDuring, typed), "moved_at:before_issue"),
        ] {
            let change = scene.answer(request.clone(), 1, answer, hours(1));
            let Some(expected) = expected else {
                assert_eq!(faults(change), [fault]);
                continue;
            };
            let said = done(change).targets[0].answer.clone().unwrap();
            let at = said.placed_at.or(said.movement.map(|moved| moved.at));
            assert_eq!(at, Some(expected));
        }
    }
}
