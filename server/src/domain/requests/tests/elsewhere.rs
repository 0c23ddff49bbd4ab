//! What is asked of another exchange: what the first has not or does not do, and nothing it holds.

use super::scene::{NOW, Scene, bitcoin, done, follower, moved, plain};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::Urgency;
use crate::domain::holds::HoldStatus;
use crate::domain::ids::RequestId;
use crate::domain::requests::acts::Act;
use crate::domain::requests::drafting::Origin;
use crate::domain::requests::flows::{Flow, MOST_FLOWS};
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::onward::Hop;
use crate::domain::requests::outcomes::{NextStep, Outcome};
use crate::domain::requests::{Answer, Request};

/// Positions of the targets that are to be asked for elsewhere.
fn elsewhere(request: &Request) -> Vec<u32> {
    request.elsewhere().map(|target| target.position).collect()
}

#[test]
fn what_was_not_found_sent_on_or_refused_is_asked_elsewhere_and_nothing_else() {
    let scene = Scene::new();
    for &outcome in Outcome::ALL {
        let mut request = scene.partly_answered();
        request.status = Status::Answered;
        request.targets[1].answer = Some(plain(outcome));
        let leads = matches!(
            outcome,
            Outcome::NoMatch
                | Outcome::UnsupportedAsset
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
fn what_moved_is_asked_elsewhere_only_where_the_address_it_reached_is_told() {
    let scene = Scene::new();
    for outcome in [Outcome::MovedBefore, Outcome::MovedDuring] {
        for (destination, chain, step) in [
            (
                "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
                "bitcoin",
                NextStep::FollowTheFunds,
            ),
            ("", "bitcoin", NextStep::TraceTheFunds),
            // Of an account without a chain it is no address that could be asked about.
            (
                "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
                "",
                NextStep::TraceTheFunds,
            ),
        ] {
            for exchange in ["", "Halden Markets"] {
                let mut request = scene.partly_answered();
                request.status = Status::Answered;
                let mut answer = moved(outcome, NOW);
                let told = answer.movement.as_mut().unwrap();
                destination.clone_into(&mut told.destination);
                exchange.clone_into(&mut told.exchange);
                request.targets[1].answer = Some(answer);
                chain.clone_into(&mut request.targets[1].chain);

                let follows = step == NextStep::FollowTheFunds;
                assert_eq!(request.next_step(&request.targets[1]), Some(step), "{outcome}");
                assert_eq!(elsewhere(&request).is_empty(), !follows, "{outcome}");
                assert_eq!(request.may(Act::AskElsewhere, &scene.author).is_ok(), follows);
                assert_eq!(request.may_ask_anew(&scene.author, 2).is_ok(), follows);
                assert_eq!(request.may_follow_funds(&scene.author, 2).is_ok(), follows);
            }
        }
    }
}

#[test]
fn one_target_is_asked_anew_exactly_where_it_is_left_open() {
    let scene = Scene::new();
    for &outcome in Outcome::ALL {
        for &status in Status::ALL {
            let mut request = scene.partly_answered();
            request.status = status;
            request.targets[1].answer = Some(plain(outcome));

            let open = elsewhere(&request);

            for position in [1, 2] {
                let may = request.may_ask_anew(&scene.author, position);
                let expected = Act::AskElsewhere.from(status).is_ok() && open.contains(&position);
                assert_eq!(may.is_ok(), expected, "{outcome} {status} {position}");
                for nobody in [&scene.stranger, &scene.responder] {
                    assert!(request.may_ask_anew(nobody, position).is_err());
                }
            }
            assert!(request.may_ask_anew(&scene.author, 9).is_err());
            // Whom it is asked of is said only of what is asked anew.
            let step = request.next_step(&request.targets[1]);
            assert!(!step.is_some_and(NextStep::asks_the_same) || step.is_some_and(NextStep::leads_elsewhere));
        }
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

#[test]
fn funds_are_followed_where_an_answer_names_the_address_they_reached() {
    let scene = Scene::new();
    for &outcome in Outcome::ALL {
        for &status in Status::ALL {
            for destination in ["", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"] {
                let mut request = scene.partly_answered();
                request.status = status;
                let mut answer = moved(outcome, NOW);
                destination.clone_into(&mut answer.movement.as_mut().unwrap().destination);
                request.targets[1].answer = Some(answer);

                let allowed = request.may_follow_funds(&scene.author, 2);

                let asks = Act::AskElsewhere.from(status).is_ok();
                let went = outcome.tells_movement() && !destination.is_empty();
                assert_eq!(allowed.is_ok(), asks && went, "{outcome} {status} {destination}");
                for nobody in [&scene.stranger, &scene.responder] {
                    assert!(request.may_follow_funds(nobody, 2).is_err());
                }
                assert!(
                    request.may_follow_funds(&scene.author, 1).is_err(),
                    "its funds are held"
                );
            }
        }
    }
}

#[test]
fn what_follows_funds_is_a_flash_to_be_issued_by_others_and_its_packet_names_nothing_before() {
    let scene = Scene::new();
    let mut old = scene.partly_answered();
    old.content
        .exceptions
        .insert("language".to_owned(), "Told of the first".to_owned());
    let hop = Hop {
        reason: "The funds moved on".to_owned(),
        source: "Fund flow from a".to_owned(),
    };
    let next = scene.stranger.organisation;
    let went = moved(Outcome::MovedBefore, NOW).movement.unwrap();
    let earlier = Flow::told(&old.targets[0], &went);
    old.content.flows = vec![earlier.clone(); MOST_FLOWS];
    old.content.why_recipient = "Told of the first".to_owned();
    let content = old.onward(next, &old.targets[1], &went, &hop);
    assert_eq!(
        (content.kind, content.urgency, content.recipient),
        (Kind::Freeze, Urgency::Flash, next)
    );
    assert!(content.exceptions.is_empty());
    assert_eq!(content.facts, old.content.facts);
    assert_eq!(content.why_recipient, "");
    // The hop comes last, and there are never more than an exchange reads.
    assert_eq!(content.flows.len(), MOST_FLOWS);
    assert_eq!(content.flows.last(), Some(&Flow::told(&old.targets[1], &went)));
    assert_eq!(content.flows.first(), Some(&earlier));

    let id = RequestId::new(NOW);
    let targets = old.targets.clone();
    let draft = Request::draft(
        &scene.second,
        scene.case(),
        id,
        content,
        targets,
        Origin::Onward(&old),
        NOW,
    );
    let draft = done(draft);

    assert_eq!(
        (draft.status, draft.traced_from, draft.parent),
        (Status::Draft, Some(old.id), None)
    );
    // Who wrote the first wrote of this as well.
    assert!(!draft.could_be_approved_by(&scene.author) && !draft.could_be_approved_by(&scene.second));
    assert!(draft.could_be_approved_by(&scene.third));
}

#[test]
fn a_refusal_is_to_be_mended_only_where_its_ground_can_be() {
    let scene = Scene::new();
    for &ground in Ground::ALL {
        for &status in Status::ALL {
            let mut request = scene.partly_answered();
            request.status = status;
            request.targets[1].answer = Some(Answer {
                ground: Some(ground),
                ..plain(Outcome::Refused)
            });

            let step = request.next_step(&request.targets[1]);

            let may = |act: Act| act.from(status).is_ok();
            let expected = may(Act::AskElsewhere).then(|| {
                match (ground.is_correctable(), may(Act::Maintain), may(Act::Dispute)) {
                    (true, true, _) => NextStep::AnswerTheGround,
                    (true, false, true) => NextStep::DisputeTheGround,
                    (true, false, false) => NextStep::MendTheGround,
                    (false, true, _) => NextStep::ContestTheRefusal,
                    (false, false, true) => NextStep::DisputeTheRefusal,
                    (false, false, false) => NextStep::AskAnotherWay,
                }
            });
            assert_eq!(step, expected, "{ground} {status}");
            // What cannot be mended is not asked of the same exchange once more.
            let same = step.is_some_and(NextStep::asks_the_same);
            assert_eq!(same, step.is_some() && ground.is_correctable(), "{ground} {status}");
        }
    }
}

#[test]
fn what_was_asked_to_be_released_and_is_still_held_is_asked_again_or_disputed() {
    let scene = Scene::new();
    let released = |count: &str, stays: &str| Answer {
        let_go: vec![bitcoin(count)],
        held: vec![bitcoin(stays)],
        ..plain(Outcome::Released)
    };
    for &status in Status::ALL {
        let mut request = follower(&scene.answered(), Kind::Release);
        request.status = status;
        request.targets[0].amount = Some(bitcoin("40").amount);
        request.targets[0].answer = Some(released("30", "70"));
        let step = |left: &str, stands: HoldStatus| {
            let mut request = request.clone();
            request.holds[0].amount = bitcoin(left).amount;
            request.holds[0].status = stands;
            request.next_step(&request.targets[0])
        };
        let rest = if Act::Dispute.from(status).is_ok() {
            NextStep::DisputeTheRest
        } else {
            NextStep::AskForTheRest
        };
        assert_eq!(request.not_released(&request.targets[0]), Some(bitcoin("10").amount));
        assert_eq!(step("70", HoldStatus::PartlyReleased), Some(rest), "{status}");
        assert_eq!(step("65", HoldStatus::PartlyReleased), Some(rest), "{status}");
        // The rest was let go since, or all of it.
        let done = Some(NextStep::NoteInCase);
        assert_eq!(step("60", HoldStatus::PartlyReleased), done, "{status}");
        assert_eq!(step("70", HoldStatus::Released), done, "{status}");

        request.targets[0].answer = Some(released("40", "60"));
        assert_eq!(request.not_released(&request.targets[0]), None);
        assert_eq!(request.next_step(&request.targets[0]), done, "{status}");
    }
}

#[test]
fn an_answer_that_holds_nothing_for_the_asker_never_reads_as_if_it_did_or_as_if_all_was_done() {
    let scene = Scene::new();
    let expected = [
        (Outcome::AlreadyFrozen, NextStep::JoinHold),
        (Outcome::AlreadyRestricted, NextStep::AskForOwnHold),
        (Outcome::MatchNoAction, NextStep::AskWithMore),
        (Outcome::OmnibusOrHotWallet, NextStep::AskByTransaction),
        (Outcome::NotHeld, NextStep::NoteInCase),
        (Outcome::Unhosted, NextStep::NoteInCase),
        (Outcome::AccountClosed, NextStep::NoteInCase),
    ];
    for &kind in Kind::FILED {
        let mut request = scene.draft(kind, Urgency::Routine);
        request.status = Status::Answered;
        for (outcome, step) in expected.iter().filter(|(one, _)| Outcome::of(kind).contains(one)) {
            request.targets[0].answer = Some(plain(*outcome));
            // Here a hold stands; there it does not.
            let is_open = *outcome == Outcome::NotHeld && kind.follows();
            let step = if is_open { NextStep::SettleWhatStands } else { *step };
            assert_eq!(request.next_step(&request.targets[0]), Some(step), "{kind} {outcome}");
        }
    }
    // Once it stands no more, there is nothing to settle.
    let mut request = scene.draft(Kind::Extend, Urgency::Routine);
    request.status = Status::Answered;
    request.targets[0].answer = Some(plain(Outcome::NotHeld));
    request.holds[0].status = HoldStatus::Released;
    assert_eq!(request.next_step(&request.targets[0]), Some(NextStep::NoteInCase));
}

/// What an answer sends to a place of its own is not bundled with the rest and sent to one exchange.
#[test]
fn together_goes_only_what_no_answer_says_where_to_ask_for() {
    let scene = Scene::new();
    let mut request = scene.partly_answered();
    request.status = Status::Answered;
    let may = |request: &Request| request.may_ask_together(&scene.author);
    let by_target = Err(Refusal::NotNow(NotNow::TargetByTarget));
    for (outcome, expected) in [
        (Outcome::OtherEntity, by_target.clone()),
        (Outcome::NestedService, by_target),
        (Outcome::NoMatch, Ok(())),
        (Outcome::Refused, Ok(())),
        (Outcome::FrozenFull, Err(Refusal::NotNow(NotNow::NothingElsewhere))),
    ] {
        request.targets[1].answer = Some(plain(outcome));
        assert_eq!(may(&request), expected, "{outcome}");
    }
}
