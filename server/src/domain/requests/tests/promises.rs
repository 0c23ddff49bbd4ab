//! Which promise is named while which act is awaited, what the asker may set in its place, and what stays of those that
//! were kept.

use jiff::SignedDuration;
use jiff::civil::date;

use super::scene::{NOW, Scene, done, faults, frozen, hours};
use super::table::in_status;
use crate::domain::change::Refusal;
use crate::domain::clocks::{Clock, ClockKind, State, Urgency};
use crate::domain::holds::LONGEST_HOLD_DAYS;
use crate::domain::ids::MessageId;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Kind, Question, Status};
use crate::domain::requests::{Promised, Request};
use crate::domain::values::Time;

#[test]
fn in_every_status_the_promise_is_that_of_the_act_which_is_awaited() {
    use ClockKind::{Ack, Completion, Decision, Execution};
    for &status in Status::ALL {
        let expected = match status.next_act() {
            Some(Act::Acknowledge) => Some(Ack),
            Some(Act::Start) => Some(Decision),
            Some(Act::Answer | Act::ConfirmWithdrawal) => Some(Execution),
            Some(Act::Accept) => Some(Completion),
            Some(Act::Revise | Act::Approve | Act::Clarify) | None => None,
            Some(other) => panic!("{status} waits for {other}"),
        };
        assert_eq!(status.promised_by(), expected, "{status}");
    }
    assert_eq!(Status::Maintained.promised_by(), Some(Ack));
}

/// Something that is done to a request.
type Deed<'a> = &'a dyn Fn(Request) -> Request;

/// The clock that is named.
fn named(request: &Request) -> &Clock {
    request.clock(request.waiting().clock.unwrap()).unwrap()
}

#[test]
fn the_promise_named_is_due_before_any_other_and_kept_by_the_act_that_is_awaited() {
    let scene = Scene::new();
    let (note, terms) = (|| "Look again".to_owned(), scene.terms());
    for &urgency in Urgency::ALL {
        let draft = || scene.draft(Kind::Freeze, urgency);
        let acknowledge = |request: Request| done(request.acknowledge(&scene.intake, "NB-1".to_owned(), hours(1)));
        let start = |request: Request| done(request.start(&scene.responder, hours(1)));
        let answer = |request: Request| {
            let first = done(scene.answer(request, 1, frozen("100"), hours(1)));
            done(scene.answer(first, 2, frozen("100"), hours(1)))
        };
        let accept = |request: Request| done(request.accept(&scene.author, hours(1)));
        let refused = done(scene.acknowledged(draft()).refuse(
            &scene.responder,
            crate::domain::requests::grounds::Ground::Overbroad,
            String::new(),
            terms,
            NOW,
        ));
        let answered = answer(scene.executing(draft()));
        let maintained = done(refused.clone().maintain(&scene.second, note(), terms, NOW));
        let reopened = done(accept(answered.clone()).reopen(&scene.second, &[1], note(), terms, hours(1)));
        let steps: [(Request, Deed<'_>, ClockKind); 8] = [
            (scene.issued(draft()), &acknowledge, ClockKind::Ack),
            (maintained.clone(), &acknowledge, ClockKind::Ack),
            (scene.acknowledged(draft()), &start, ClockKind::Decision),
            (acknowledge(maintained), &start, ClockKind::Decision),
            (reopened, &start, ClockKind::Decision),
            (scene.executing(draft()), &answer, ClockKind::Execution),
            (answered, &accept, ClockKind::Completion),
            (refused, &accept, ClockKind::Completion),
        ];
        for (before, act, kind) in steps {
            let place = format!("{urgency} {}", before.status);
            let clock = named(&before).clone();
            let first = before.clocks.iter().filter_map(|held| held.clock.due()).min();
            assert_eq!((clock.kind(), clock.due()), (kind, first), "{place}");
            assert_eq!(before.waiting().due, first, "{place}");

            let after = act(before);

            let kept = after
                .clocks
                .iter()
                .find(|held| held.clock.kind() == kind && held.clock.started_at() == clock.started_at());
            assert!(matches!(kept.unwrap().clock.state(), State::Met { .. }), "{place}");
        }
    }
}

#[test]
fn after_a_refusal_is_maintained_the_line_names_the_acknowledgement() {
    let scene = Scene::new();
    let maintained = done(scene.refused().maintain(
        &scene.second,
        "Within the order".to_owned(),
        scene.terms(),
        hours(2),
    ));
    let told = maintained.standing().told(&scene.author);
    // Urgent: four hours to acknowledge, from then on.
    assert_eq!(told.promise, Some((Promised::Clock(ClockKind::Ack), hours(6))));
}

fn replaced(scene: &Scene, request: Request, due: Time, at: Time) -> Result<Request, Refusal> {
    request
        .replace_deadline(&scene.second, due, scene.terms(), at)
        .map(|change| change.after().clone())
}

fn due(request: &Request, kind: ClockKind) -> Option<Time> {
    request.clock(kind).and_then(Clock::due)
}

#[test]
fn a_new_deadline_replaces_the_end_and_keeps_a_pause() {
    let scene = Scene::new();
    let request = scene.executing(scene.freeze());
    let sooner = replaced(&scene, request.clone(), hours(20), hours(1)).unwrap();
    assert_eq!(due(&sooner, ClockKind::Execution), Some(hours(20)));
    assert_eq!(
        faults(
            request
                .clone()
                .replace_deadline(&scene.second, hours(1), scene.terms(), hours(1))
        ),
        ["due:in_the_past"]
    );

    let message = MessageId::new(NOW);
    let paused = done(request.ask(
        &scene.responder,
        message,
        Question::TagMissing,
        hours(50),
        scene.terms(),
        hours(1),
    ));
    let replaced = replaced(&scene, paused, hours(20), hours(2)).unwrap();
    assert_eq!(due(&replaced, ClockKind::Execution), None);
}

/// As long as the urgency gives to acknowledge, from now on: so the end is never before that of the acknowledgement.
#[test]
fn a_new_deadline_is_never_sooner_than_the_exchange_could_acknowledge() {
    let scene = Scene::new();
    let calendar = scene.terms().recipient;
    for &urgency in Urgency::ALL {
        for &status in Status::ALL {
            let stage = match status {
                Status::Issued | Status::Maintained => scene.issued(scene.draft(Kind::Freeze, urgency)),
                Status::Acknowledged => scene.acknowledged(scene.draft(Kind::Freeze, urgency)),
                Status::Draft
                | Status::InReview
                | Status::Embargoed
                | Status::Redirected
                | Status::Clarification
                | Status::Executing
                | Status::PartlyAnswered
                | Status::Answered
                | Status::ClosedUnanswered
                | Status::Refused
                | Status::Withdrawing
                | Status::Withdrawn
                | Status::Closed
                | Status::Disputed
                | Status::Superseded => scene.executing(scene.draft(Kind::Freeze, urgency)),
            };
            let mut request = stage;
            request.status = status;
            let at = NOW;
            let least = request.earliest_new_deadline(calendar, at);
            let set = |due| request.clone().replace_deadline(&scene.second, due, scene.terms(), at);
            let just_before = Time::from_micros(least.micros() - 1);
            if let Err(not_now) = Act::ReplaceDeadline.from(status) {
                assert_eq!(set(least).map(|_| ()), Err(Refusal::NotNow(not_now)), "{status}");
                continue;
            }
            let place = format!("{urgency} {status}");
            assert_eq!(faults(set(just_before)), ["due:sooner_than_acknowledged"], "{place}");
            let after = done(set(least));
            // While a question is open the clock stands still, with its new end.
            let execution = after.clock(ClockKind::Execution).map(|clock| clock.deadline().due);
            assert_eq!(execution, Some(least), "{place}");
            assert!(due(&after, ClockKind::Ack).is_none_or(|ack| ack <= least), "{place}");
        }
    }
    let urgent = in_status(&scene, Status::Issued);
    assert_eq!(urgent.earliest_new_deadline(calendar, hours(1)), hours(5));
}

#[test]
fn a_new_deadline_is_never_after_what_is_asked_for() {
    let scene = Scene::new();
    let mut request = scene.executing(scene.freeze());
    let set = |request: &Request, due| request.clone().replace_deadline(&scene.second, due, scene.terms(), NOW);
    let second = SignedDuration::from_secs(1);
    let asker = scene.terms().asker;
    for (until, latest) in [
        (
            Some(date(2026, 12, 20)),
            Time::end_of(date(2026, 12, 20), &asker.zone).unwrap(),
        ),
        (None, hours(24 * LONGEST_HOLD_DAYS)),
    ] {
        request.content.until = until;
        assert_eq!(request.latest_new_deadline(asker, NOW), latest);
        assert_eq!(faults(set(&request, latest.plus(second))), ["due:later_than_needed"]);
        assert_eq!(due(&done(set(&request, latest)), ClockKind::Execution), Some(latest));
    }
}

/// Domain §3: a clock that was met or missed is a fact. What is promised anew after a dispute is another promise.
#[test]
fn what_became_of_a_promise_stays_where_another_is_made() {
    let scene = Scene::new();
    let answered = done(scene.answer(scene.partly_answered(), 2, frozen("100"), hours(3)));
    let of = |request: &Request| -> Vec<State> {
        let clocks = request.clocks.iter().map(|held| &held.clock);
        clocks
            .filter(|clock| clock.kind() == ClockKind::Execution)
            .map(Clock::state)
            .collect()
    };
    let first = State::Met { at: hours(3) };
    assert_eq!(of(&answered), [first]);

    let note = "The balance was higher".to_owned();
    let disputed = done(answered.dispute(&scene.author, &[1], note, scene.terms(), hours(4)));
    assert_eq!(of(&disputed), [first, State::Running { since: hours(4) }]);
    let again = done(scene.answer(disputed, 1, frozen("100"), hours(5)));

    assert_eq!(of(&again), [first, State::Met { at: hours(5) }]);
}
