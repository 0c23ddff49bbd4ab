//! What is asked of another exchange: what the first has not or does not do, and nothing it holds.

use super::scene::{Scene, plain};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::outcomes::{NextStep, Outcome};

/// Positions of the targets that are to be asked for elsewhere.
fn elsewhere(request: &Request) -> Vec<u32> {
    request.elsewhere().map(|target| target.position).collect()
}

#[test]
fn what_was_not_found_moved_sent_on_or_refused_is_asked_elsewhere_and_nothing_else() {
    let scene = Scene::new();
    for &outcome in Outcome::ALL {
        let mut request = scene.partly_answered();
        request.status = Status::Answered;
        request.targets[1].answer = Some(plain(outcome));
        let leads = matches!(
            outcome,
            Outcome::NoMatch
                | Outcome::UnsupportedAsset
                | Outcome::MovedBefore
                | Outcome::MovedDuring
                | Outcome::OtherEntity
                | Outcome::NestedService
                | Outcome::Refused
        );

        let expected: &[u32] = if leads { &[2] } else { &[] };
        assert_eq!(elsewhere(&request), expected, "{outcome}");
        let allowed = if leads {
            Ok(())
        } else {
            Err(Refusal::NotNow(NotNow::NothingElsewhere))
        };
        assert_eq!(request.may(Act::AskElsewhere, &scene.author), allowed, "{outcome}");
    }
}

#[test]
fn the_next_step_names_only_acts_that_can_be_done() {
    let scene = Scene::new();
    for &outcome in Outcome::ALL {
        for &status in Status::ALL {
            let mut request = scene.partly_answered();
            request.status = status;
            request.targets[1].answer = Some(plain(outcome));

            let step = request.next_step(&request.targets[1]);

            let named = step.map_or(&[][..], NextStep::acts);
            for act in named {
                assert_eq!(act.from(status), Ok(()), "{outcome} {status} {step:?}");
            }
            let mut expected = Vec::new();
            if outcome == Outcome::Refused && Act::AskElsewhere.from(status).is_ok() {
                let of_refusals = [Act::AskElsewhere, Act::Maintain, Act::Dispute];
                expected.extend(of_refusals.into_iter().filter(|act| act.from(status).is_ok()));
            }
            assert_eq!(named, expected, "{outcome} {status}");
        }
    }
}

#[test]
fn what_was_left_without_an_answer_is_asked_elsewhere_once_the_whole_was_sent_on_or_given_up() {
    let scene = Scene::new();
    for &status in Status::ALL {
        let request = Request {
            status,
            ..scene.partly_answered()
        };
        let is_left = matches!(status, Status::Redirected | Status::ClosedUnanswered);
        let expected: &[u32] = if is_left { &[2] } else { &[] };
        assert_eq!(elsewhere(&request), expected, "{status}");
    }
}

#[test]
fn what_is_about_holds_concerns_their_holder_only() {
    let scene = Scene::new();
    for &kind in Kind::ALL {
        let mut request = scene.refused();
        request.content.kind = kind;
        assert_eq!(request.elsewhere().next().is_none(), kind.follows(), "{kind}");
    }
}
