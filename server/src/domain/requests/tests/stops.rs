//! What a suspension does to a request: over every status, every act and every reader; and how pauses stack.

use jiff::SignedDuration;

use super::scene::{NOW, Scene, done, events, hours};
use super::table::in_status;
use crate::domain::actor::OrganisationKind;
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::{ClockKind, PauseReason, State, Urgency};
use crate::domain::ids::{MessageId, OrganisationId, PersonId, SuspensionId};
use crate::domain::requests::acts::{Act, Side as Of};
use crate::domain::requests::kinds::{Kind, Question, ReturnReason, Status};
use crate::domain::requests::stops::Stopped;
use crate::domain::requests::{Party, Request};
use crate::domain::suspensions::{self, Done, Reason, Side, Suspension};
use crate::domain::values::Time;
use crate::domain::{organisations, people};

fn suspension(organisation: OrganisationId, person: Option<PersonId>, at: Time) -> Suspension {
    let of = match person {
        Some(person) => suspensions::Of::Person {
            person,
            was: people::Standing::Active,
        },
        None => suspensions::Of::Organisation {
            was: organisations::Standing::Active,
        },
    };
    Suspension {
        id: SuspensionId::new(at),
        organisation,
        kind: OrganisationKind::Agency,
        of,
        side: Side::Platform,
        by: None,
        reason: Reason::Forged,
        note: "Because".to_owned(),
        at,
        done: Done::default(),
        told: 0,
        lifted: None,
    }
}

fn of(scene: &Scene, who: Stopped, at: Time) -> Suspension {
    match who {
        Stopped::Asker => suspension(scene.agency, None, at),
        Stopped::Recipient => suspension(scene.exchange, None, at),
        Stopped::Officer => suspension(scene.agency, scene.author.person, at),
    }
}

fn stop(scene: &Scene, request: Request, who: Stopped, at: Time) -> (Request, Suspension) {
    let suspension = of(scene, who, at);
    let change = request.suspended(&suspension, &scene.clockwork, at).unwrap();
    (change.after().clone(), suspension)
}

fn lift(scene: &Scene, request: Request, suspension: &Suspension, at: Time) -> Request {
    let change = request.resumed(suspension, &scene.clockwork, at).unwrap();
    change.after().clone()
}

fn asked(scene: &Scene, request: Request, at: Time) -> Request {
    let deadline = at.plus(SignedDuration::from_hours(72));
    let message = MessageId::new(at);
    done(request.ask(
        &scene.intake,
        message,
        Question::TagMissing,
        deadline,
        scene.terms(),
        at,
    ))
}

#[test]
fn whatever_is_open_is_marked_once_and_what_is_over_never() {
    let scene = Scene::new();
    for &status in Status::ALL {
        for &who in Stopped::ALL {
            let request = in_status(&scene, status);
            let suspension = of(&scene, who, NOW);
            let change = request.clone().suspended(&suspension, &scene.clockwork, NOW);
            assert_eq!(change.is_some(), !status.is_over(), "{who} {status}");
            let Some(change) = change else { continue };
            assert!(change.after().stops.has(who), "{who} {status}");
            assert_eq!(events(&change)[0], "request_suspended");
            let again = change.after().clone().suspended(&suspension, &scene.clockwork, NOW);
            assert!(again.is_none(), "{who} {status}: marked twice");
        }
    }
}

#[test]
fn only_the_requests_of_who_is_suspended_are_marked() {
    let scene = Scene::new();
    let issued = scene.issued(scene.freeze());
    let marked = |suspension: &Suspension| {
        let change = issued.clone().suspended(suspension, &scene.clockwork, NOW);
        change.map(|change| change.after().stops.first().unwrap().who)
    };
    let elsewhere = scene.stranger.organisation;
    let officer = |person| suspension(scene.agency, person, NOW);

    assert_eq!(marked(&suspension(scene.agency, None, NOW)), Some(Stopped::Asker));
    assert_eq!(marked(&suspension(scene.exchange, None, NOW)), Some(Stopped::Recipient));
    assert_eq!(marked(&suspension(elsewhere, None, NOW)), None);
    assert_eq!(
        marked(&officer(scene.author.person)),
        Some(Stopped::Officer),
        "wrote it"
    );
    assert_eq!(
        marked(&officer(scene.second.person)),
        Some(Stopped::Officer),
        "approved it"
    );
    assert_eq!(marked(&officer(scene.third.person)), None, "had no hand in it");
    assert_eq!(marked(&suspension(scene.exchange, scene.intake.person, NOW)), None);
}

/// Every act of the table, from every status, by whoever could do it otherwise: allowed or refused as the table of
/// stopped acts says, and by the weightiest reason.
#[test]
fn an_act_goes_on_exactly_where_the_table_says() {
    let scene = Scene::new();
    let everybody = [
        &scene.author,
        &scene.second,
        &scene.third,
        &scene.intake,
        &scene.responder,
        &scene.counsel,
    ];
    for &status in Status::ALL {
        for &who in Stopped::ALL {
            if status.is_over() {
                continue;
            }
            let request = in_status(&scene, status);
            let (stopped, _) = stop(&scene, request.clone(), who, NOW);
            for &act in Act::ALL.iter().filter(|act| **act != Act::StandBy) {
                for actor in everybody {
                    let before = request.may(act, actor);
                    let expected = match before {
                        Ok(()) => act.while_stopped(who).map_err(Refusal::NotNow),
                        Err(_) => continue,
                    };
                    assert_eq!(stopped.may(act, actor), expected, "{act} from {status}, {who} stopped");
                }
            }
        }
    }
}

#[test]
fn nothing_is_held_let_go_or_handed_over_on_the_word_of_who_is_suspended() {
    for act in [
        Act::Start,
        Act::Answer,
        Act::ConfirmWithdrawal,
        Act::Redirect,
        Act::Approve,
        Act::Submit,
    ] {
        for &who in Stopped::ALL {
            assert!(act.while_stopped(who).is_err(), "{act} {who}");
        }
    }
    for &act in Act::ALL {
        // Nobody of whom is stopped can sign in; the table says the same.
        if act.side() == Of::Asker {
            assert_eq!(act.while_stopped(Stopped::Asker), Err(NotNow::AskerSuspended), "{act}");
        }
        if act.side() == Of::Recipient {
            assert_eq!(
                act.while_stopped(Stopped::Recipient),
                Err(NotNow::RecipientSuspended),
                "{act}"
            );
        }
    }
}

#[test]
fn the_exchange_still_does_with_its_holds_what_is_its_own_to_do() {
    let scene = Scene::new();
    for &who in Stopped::ALL {
        let (stopped, _) = stop(&scene, scene.partly_answered(), who, NOW);
        let hold = stopped.holds[0].id;
        let until = stopped.holds[0].until;

        let longer = stopped.clone().extend_hold(&scene.responder, hold, hours(300), NOW);
        assert_eq!(done(longer).holds[0].until, hours(300), "{who}");
        // Its end does not move, and comes.
        let change = stopped.expire(hold, &scene.clockwork, until).unwrap();
        assert_eq!(events(&change)[0], "hold_expiry_due", "{who}");
    }
}

#[test]
fn every_promise_stands_still_and_runs_again_with_what_it_had_left() {
    let scene = Scene::new();
    for &urgency in Urgency::ALL {
        for &who in Stopped::ALL {
            let issued = scene.issued(scene.draft(Kind::Freeze, urgency));
            let left: Vec<_> = issued.clocks.iter().map(|held| held.clock.remaining(NOW)).collect();

            let (stopped, suspension) = stop(&scene, issued, who, NOW);

            for held in &stopped.clocks {
                let is_for_it = matches!(
                    held.clock.state(),
                    State::Paused {
                        reason: PauseReason::Suspension,
                        ..
                    }
                );
                assert!(is_for_it, "{urgency} {who} {}", held.clock.kind());
            }
            let waiting = stopped.waiting();
            assert_eq!((waiting.due, waiting.since), (None, NOW), "{urgency} {who}");
            assert!(
                stopped.clone().breach(&scene.clockwork, hours(5_000)).is_none(),
                "{urgency} {who}"
            );
            let lifted = lift(&scene, stopped, &suspension, hours(1_000));
            let now: Vec<_> = lifted
                .clocks
                .iter()
                .map(|held| held.clock.remaining(hours(1_000)))
                .collect();
            assert_eq!(now, left, "{urgency} {who}");
            assert!(!lifted.stops.are_any());
        }
    }
}

/// A question and a suspension, in every order of beginning and ending: each clock has left what it had when the first of
/// them began, and a question that nobody could answer meanwhile is due so much later.
#[test]
fn two_pauses_stack_in_every_order() {
    let scene = Scene::new();
    let begin = || scene.acknowledged(scene.freeze());
    let execution = |request: &Request, at: Time| request.clock(ClockKind::Execution).unwrap().remaining(at).unwrap();
    let left = execution(&begin(), NOW);

    // Asked at 1, stopped at 2, lifted at 5, answered at 7: the question was due at 73 and is due at 76.
    let request = asked(&scene, begin(), hours(1));
    let (request, suspension) = stop(&scene, request, Stopped::Officer, hours(2));
    let paused = |request: &Request, reason| {
        let state = request.clock(ClockKind::Execution).unwrap().state();
        assert!(
            matches!(state, State::Paused { reason: of, .. } if of == reason),
            "{state:?}"
        );
    };
    paused(&request, PauseReason::Suspension);
    let request = lift(&scene, request, &suspension, hours(5));
    paused(&request, PauseReason::Clarification);
    assert_eq!(request.question.unwrap().deadline, hours(76));
    let request = done(request.clarify(&scene.second, MessageId::new(NOW), hours(7)));
    assert_eq!(execution(&request, hours(7)), left - SignedDuration::from_hours(1));

    // Asked at 1, stopped at 2, answered at 3, lifted at 6.
    let request = asked(&scene, begin(), hours(1));
    let (request, suspension) = stop(&scene, request, Stopped::Officer, hours(2));
    let request = done(request.clarify(&scene.second, MessageId::new(NOW), hours(3)));
    paused(&request, PauseReason::Suspension);
    let request = lift(&scene, request, &suspension, hours(6));
    assert_eq!(execution(&request, hours(6)), left - SignedDuration::from_hours(1));

    // Stopped at 1, asked at 2, lifted at 4: the question was due at 74 and is due at 76.
    let (request, suspension) = stop(&scene, begin(), Stopped::Officer, hours(1));
    let request = asked(&scene, request, hours(2));
    let request = lift(&scene, request, &suspension, hours(4));
    paused(&request, PauseReason::Clarification);
    assert_eq!(request.question.unwrap().deadline, hours(76));

    // Two suspensions that overlap: only the last to be lifted lets it go on.
    let (request, first) = stop(&scene, begin(), Stopped::Officer, hours(1));
    let (request, second) = stop(&scene, request, Stopped::Asker, hours(2));
    let request = lift(&scene, request, &first, hours(3));
    paused(&request, PauseReason::Suspension);
    assert_eq!(request.stops.since, Some(hours(1)), "it has stood still since then");
    let request = lift(&scene, request, &second, hours(9));
    assert_eq!(execution(&request, hours(9)), left - SignedDuration::from_hours(1));
}

#[test]
fn a_question_that_nobody_can_answer_closes_nothing() {
    let scene = Scene::new();
    for &who in Stopped::ALL {
        let request = asked(&scene, scene.acknowledged(scene.freeze()), NOW);
        let (stopped, suspension) = stop(&scene, request, who, hours(1));

        assert!(
            stopped.clone().close_unanswered(&scene.clockwork, hours(500)).is_none(),
            "{who}"
        );
        let lifted = lift(&scene, stopped, &suspension, hours(500));
        assert!(
            lifted.clone().close_unanswered(&scene.clockwork, hours(501)).is_none(),
            "{who}"
        );
        assert!(lifted.close_unanswered(&scene.clockwork, hours(571)).is_some(), "{who}");
    }
}

#[test]
fn it_waits_on_the_side_that_can_end_it() {
    let scene = Scene::new();
    for &status in Status::ALL.iter().filter(|status| !status.is_over()) {
        for &who in Stopped::ALL {
            let (stopped, _) = stop(&scene, in_status(&scene, status), who, hours(3));
            let waiting = stopped.waiting();
            let expected = match who {
                _ if !status.is_issued() => status.waits_on(),
                Stopped::Asker | Stopped::Officer => Party::Asker,
                Stopped::Recipient => Party::Recipient,
            };
            assert_eq!(waiting.on, expected, "{who} {status}");
            if status.is_issued() {
                assert_eq!((waiting.since, waiting.due), (hours(3), None), "{who} {status}");
            }
        }
    }
}

#[test]
fn a_supervisor_stands_by_it_in_place_of_an_officer_and_of_nobody_else() {
    let scene = Scene::new();
    let issued = || scene.issued(scene.freeze());
    let note = || "I know the case.".to_owned();
    let (stopped, suspension) = stop(&scene, issued(), Stopped::Officer, hours(1));

    assert_eq!(
        issued().may(Act::StandBy, &scene.third),
        Err(Refusal::NotNow(NotNow::NotSuspended))
    );
    for other in [&scene.intake, &scene.responder] {
        assert_eq!(stopped.may(Act::StandBy, other), Err(Refusal::OtherSide));
    }
    let silent = stopped.clone().stood_by(&scene.third, " ".to_owned(), hours(2));
    assert_eq!(silent.err(), Some(Refusal::field("note", "required")));
    let change = stopped.stood_by(&scene.third, note(), hours(2)).unwrap();
    assert_eq!(events(&change), ["stood_by"]);
    let after = change.after().clone();
    assert!(!after.stops.are_any());
    assert!(
        after
            .clocks
            .iter()
            .all(|held| matches!(held.clock.state(), State::Running { .. }))
    );
    assert!(
        after.resumed(&suspension, &scene.clockwork, hours(3)).is_none(),
        "its mark is gone"
    );

    // The agency itself is stopped: nobody of it stands by anything.
    let (both, _) = stop(&scene, issued(), Stopped::Officer, hours(1));
    let (both, _) = stop(&scene, both, Stopped::Asker, hours(1));
    let refused = both.stood_by(&scene.third, note(), hours(2));
    assert_eq!(refused.err(), Some(Refusal::NotNow(NotNow::AskerSuspended)));
}

#[test]
fn a_draft_of_a_suspended_officer_goes_on_in_the_name_of_who_takes_it_up() {
    let scene = Scene::new();
    let (draft, _) = stop(&scene, scene.freeze(), Stopped::Officer, NOW);
    assert_eq!(
        draft.may(Act::Submit, &scene.second),
        Err(Refusal::NotNow(NotNow::OfficerSuspended))
    );

    let mut content = draft.content.clone();
    content.facts.push_str(" It opened again.");
    let (version, targets) = (draft.version, draft.targets.clone());
    let revised = draft
        .revise(&scene.second, version, content, targets, NOW)
        .unwrap()
        .unwrap();
    assert!(!revised.after().stops.are_any(), "it is the colleague's now");

    let (in_review, _) = stop(&scene, scene.in_review(scene.freeze()), Stopped::Officer, NOW);
    assert_eq!(
        in_review.may(Act::Approve, &scene.second),
        Err(Refusal::NotNow(NotNow::OfficerSuspended))
    );
    let back = done(in_review.send_back(&scene.second, ReturnReason::FactsUnclear, String::new(), NOW));
    assert!(back.stops.has(Stopped::Officer), "it is still the officer's own");
}

#[test]
fn an_approval_of_who_is_suspended_counts_no_more_once_it_is_sent_back() {
    let scene = Scene::new();
    let draft = scene.draft(Kind::Freeze, Urgency::Emergency);
    let once = done(scene.approve(scene.in_review(draft), &scene.second));
    let suspended = suspension(scene.agency, scene.second.person, NOW);
    let stopped = once
        .suspended(&suspended, &scene.clockwork, NOW)
        .unwrap()
        .after()
        .clone();

    assert_eq!(
        stopped.may(Act::Approve, &scene.third),
        Err(Refusal::NotNow(NotNow::OfficerSuspended))
    );
    let back = done(stopped.send_back(&scene.third, ReturnReason::FactsUnclear, String::new(), NOW));
    assert!(!back.stops.are_any() && back.approvals.is_empty());
}

#[test]
fn what_ends_meanwhile_is_marked_no_more() {
    let scene = Scene::new();
    let (stopped, suspension) = stop(&scene, scene.answered(), Stopped::Officer, NOW);
    let closed = done(stopped.accept(&scene.second, NOW));

    assert!(!closed.stops.are_any());
    assert!(closed.resumed(&suspension, &scene.clockwork, NOW).is_none());
}
