//! Disputes: which answers they open again, and which stay final.

use super::scene::{NOW, Scene, done, events, faults, hours, plain};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::ClockKind;
use crate::domain::events::Event;
use crate::domain::notices::{self, Parties};
use crate::domain::requests::kinds::Status;
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::{Answer, Request};

fn disputed(scene: &Scene, positions: &[u32]) -> Request {
    done(scene.answered().dispute(
        &scene.author,
        positions,
        "It is there".to_owned(),
        scene.terms(),
        hours(1),
    ))
}

fn anew(scene: &Scene, request: Request, position: u32) -> Result<Request, Refusal> {
    let answer = Answer {
        frees: true,
        ..plain(Outcome::NoMatch)
    };
    let change = request.answer(&scene.responder, position, answer, scene.terms(), hours(2))?;
    Ok(change.after().clone())
}

#[test]
fn a_dispute_names_at_least_one_target_that_there_is_and_says_why() {
    let scene = Scene::new();
    for (positions, note, expected) in [
        (&[][..], "Because", &["targets:required"][..]),
        (&[3], "Because", &["targets:unknown_choice"]),
        (&[1, 9], "Because", &["targets:unknown_choice"]),
        (&[], " ", &["targets:required", "note:required"]),
        (&[2], "", &["note:required"]),
    ] {
        let request = scene.answered();
        let wrong = request.dispute(&scene.author, positions, note.to_owned(), scene.terms(), NOW);
        assert_eq!(faults(wrong), expected, "{positions:?}");
    }
}

#[test]
fn only_what_is_disputed_is_answered_anew_and_the_rest_keeps_its_outcome() {
    let scene = Scene::new();
    let before = scene.answered();
    let change = before
        .clone()
        .dispute(&scene.author, &[2], "It is there".to_owned(), scene.terms(), hours(1));
    let request = done(change);

    let named: Vec<u32> = request.anew().map(|target| target.position).collect();
    assert_eq!(named, [2]);
    let stands = Err(Refusal::NotNow(NotNow::NotDisputed));
    assert_eq!(request.may_answer(&scene.responder, 1), stands);
    assert_eq!(anew(&scene, request.clone(), 1).map(|_| ()), stands);
    assert_eq!(request.holds, before.holds);

    let after = anew(&scene, request, 2).unwrap();
    assert_eq!(after.status, Status::Answered);
    assert_eq!(after.targets[0], before.targets[0]);
    assert_eq!(after.anew().count(), 0);
}

#[test]
fn a_dispute_ends_with_the_last_of_its_answers_and_each_is_given_once() {
    let scene = Scene::new();
    let request = disputed(&scene, &[1, 2]);
    assert!(request.clock(ClockKind::Execution).is_some());

    let half = anew(&scene, request, 2).unwrap();
    assert_eq!(half.status, Status::Disputed);
    let once = Err(Refusal::NotNow(NotNow::NotDisputed));
    assert_eq!(anew(&scene, half.clone(), 2).map(|_| ()), once);

    let whole = anew(&scene, half, 1).unwrap();
    assert_eq!(whole.status, Status::Answered);
}

#[test]
fn a_second_dispute_is_about_what_it_names_alone() {
    let scene = Scene::new();
    let first = anew(&scene, disputed(&scene, &[1]), 1).unwrap();
    let again = done(first.dispute(&scene.author, &[2], "Still".to_owned(), scene.terms(), hours(3)));
    let named: Vec<u32> = again.anew().map(|target| target.position).collect();
    assert_eq!(named, [2]);
}

#[test]
fn what_is_disputed_is_told_with_the_dispute() {
    let scene = Scene::new();
    let request = scene.answered();
    let parties = Parties::from(&request);
    let change = request
        .dispute(&scene.author, &[2, 1], "Because".to_owned(), scene.terms(), NOW)
        .unwrap();
    assert_eq!(events(&change), ["disputed"]);
    let [Event::Disputed { targets, note }] = change.events() else {
        panic!("one event")
    };
    assert_eq!((targets.as_slice(), note.as_str()), (&[1, 2][..], "Because"));
    let [told] = &notices::of(change.events(), &parties)[..] else {
        panic!("one notice")
    };
    assert_eq!((told.audience.organisation, told.gaps.count), (scene.exchange, 2));
    // A leaf of before named no target.
    let old: Event = serde_json::from_str(r#"{"act":"disputed","note":"Because"}"#).unwrap();
    assert_eq!(
        old,
        Event::Disputed {
            targets: Vec::new(),
            note: "Because".to_owned()
        }
    );
}
