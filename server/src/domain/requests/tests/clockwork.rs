//! Clocks while people act, and what the clock itself does.

use jiff::SignedDuration;

use super::scene::{NOW, Scene, all_let_go, done, events, faults, frozen, hours};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::{ClockKind, Origin, State, Step, Urgency};
use crate::domain::holds::HoldStatus;
use crate::domain::ids::MessageId;
use crate::domain::requests::kinds::{Kind, Question, Status};
use crate::domain::requests::questions::earliest_deadline;
use crate::domain::requests::{Party, Request};
use crate::domain::values::Time;

fn asked(scene: &Scene, request: Request, deadline: Time, at: Time) -> Request {
    done(request.ask(
        &scene.responder,
        MessageId::new(NOW),
        Question::TagMissing,
        deadline,
        scene.terms(),
        at,
    ))
}

fn due(request: &Request, kind: ClockKind) -> Option<Time> {
    request.clock(kind).unwrap().due()
}

#[test]
fn a_question_pauses_the_clocks_and_the_answer_moves_their_ends_by_the_pause() {
    let scene = Scene::new();
    let request = asked(&scene, scene.executing(scene.freeze()), hours(40), hours(10));
    assert_eq!(due(&request, ClockKind::Execution), None);
    assert_eq!(
        (request.waiting().on, request.waiting().due),
        (Party::Asker, Some(hours(40)))
    );

    let answered = done(request.clarify(&scene.author, MessageId::new(NOW), hours(16)));

    assert_eq!(answered.status, Status::Executing);
    assert_eq!(due(&answered, ClockKind::Execution), Some(hours(96 + 6)));
}

#[test]
fn after_a_clarification_it_goes_on_where_it_stood() {
    let scene = Scene::new();
    let partly = done(scene.answer(scene.executing(scene.freeze()), 1, frozen("100"), NOW));
    let maintained = done(
        scene
            .refused()
            .maintain(&scene.second, "Within the order".to_owned(), scene.terms(), NOW),
    );
    let again = done(maintained.acknowledge(&scene.intake, "NB-1".to_owned(), NOW));
    let reopened = done(
        scene
            .closed()
            .reopen(&scene.second, &[1], "More".to_owned(), scene.terms(), NOW),
    );
    for (request, status) in [
        (scene.acknowledged(scene.freeze()), Status::Acknowledged),
        (scene.executing(scene.freeze()), Status::Executing),
        (partly, Status::PartlyAnswered),
        (again, Status::Acknowledged),
        (reopened.clone(), Status::Acknowledged),
        (done(reopened.start(&scene.responder, NOW)), Status::Executing),
    ] {
        assert_eq!(request.status, status);
        let asked = asked(&scene, request, hours(40), NOW);
        let answered = done(asked.clarify(&scene.author, MessageId::new(NOW), hours(1)));
        assert_eq!(answered.status, status);
    }
}

/// With what the clock of `kind` that counts began, and when.
fn begun(request: &Request, kind: ClockKind) -> Option<(Origin, Time)> {
    match request.clock(kind)?.deadline().steps.first()? {
        Step::Started { from, at } => Some((*from, *at)),
        Step::NextWorkingDay { .. }
        | Step::Plus { .. }
        | Step::WorkingDays { .. }
        | Step::Named { .. }
        | Step::Later { .. }
        | Step::Paused { .. }
        | Step::Replaced { .. } => None,
    }
}

#[test]
fn a_clock_says_with_what_it_starts_first_and_anew() {
    use ClockKind::{Ack, Completion, Decision, Execution};
    let scene = Scene::new();
    let (note, terms, at) = (|| "Look again".to_owned(), scene.terms(), hours(1));
    let issued = scene.issued(scene.freeze());
    for kind in [Ack, Decision, Execution] {
        assert_eq!(begun(&issued, kind), Some((Origin::Issue, NOW)), "{kind}");
    }
    let answered = scene.answered();
    assert_eq!(begun(&answered, Completion), Some((Origin::LastOutcome, NOW)));

    let maintained = done(scene.refused().maintain(&scene.second, note(), terms, at));
    for kind in [Ack, Decision, Execution] {
        assert_eq!(begun(&maintained, kind), Some((Origin::Maintenance, at)), "{kind}");
    }
    let reopened = done(scene.closed().reopen(&scene.second, &[1], note(), terms, at));
    for kind in [Decision, Execution] {
        assert_eq!(begun(&reopened, kind), Some((Origin::Reopening, at)), "{kind}");
    }
    assert_eq!(begun(&reopened, Ack), Some((Origin::Issue, NOW)));
    let disputed = done(answered.dispute(&scene.author, &[1, 2], note(), terms, at));
    assert_eq!(begun(&disputed, Execution), Some((Origin::Dispute, at)));
    let withdrawing = done(issued.withdraw(&scene.second, note(), terms, at));
    assert_eq!(begun(&withdrawing, Execution), Some((Origin::Withdrawal, at)));
}

#[test]
fn clocks_of_flash_and_emergency_never_stand_still() {
    let scene = Scene::new();
    for urgency in [Urgency::Flash, Urgency::Emergency] {
        let request = scene.executing(scene.draft(Kind::Freeze, urgency));
        let before = due(&request, ClockKind::Execution);
        let request = asked(&scene, request, hours(5), NOW);
        assert_eq!(due(&request, ClockKind::Execution), before);
        assert!(before.is_some());
    }
}

#[test]
fn a_question_is_due_within_thirty_days_and_not_in_the_past() {
    let scene = Scene::new();
    for (deadline, fault) in [(NOW, "deadline:in_the_past"), (hours(30 * 24 + 1), "deadline:too_far")] {
        let request = scene.acknowledged(scene.freeze());
        let message = MessageId::new(NOW);
        assert_eq!(
            faults(request.ask(&scene.intake, message, Question::Other, deadline, scene.terms(), NOW)),
            [fault]
        );
    }
}

#[test]
fn a_question_leaves_the_asker_a_working_day_or_in_an_emergency_as_long_as_an_acknowledgement() {
    let scene = Scene::new();
    // From a Sunday afternoon a working day is the Monday.
    let minutes = |count| NOW.plus(SignedDuration::from_mins(count));
    for &urgency in Urgency::ALL {
        let (least, fault) = match urgency {
            Urgency::Flash => (minutes(15), "deadline:less_than_minutes"),
            Urgency::Emergency => (minutes(60), "deadline:less_than_minutes"),
            Urgency::Urgent | Urgency::Priority | Urgency::Routine => (hours(8 + 24), "deadline:less_than_working_day"),
        };
        let ask = |deadline: Time| {
            let request = scene.acknowledged(scene.draft(Kind::Freeze, urgency));
            let message = MessageId::new(NOW);
            request.ask(&scene.intake, message, Question::Other, deadline, scene.terms(), NOW)
        };

        let just_before = Time::from_micros(least.micros() - 1);
        assert_eq!(faults(ask(just_before)), [fault], "{urgency}");
        assert_eq!(faults(ask(minutes(2))), [fault], "{urgency}");
        assert_eq!(done(ask(least)).status, Status::Clarification, "{urgency}");
        let calendar = scene.terms().asker;
        assert_eq!(earliest_deadline(urgency, calendar, NOW), least, "{urgency}");
    }
}

#[test]
fn a_question_without_an_answer_closes_the_request_once_its_deadline_has_passed() {
    let scene = Scene::new();
    let request = asked(&scene, scene.executing(scene.freeze()), hours(40), NOW);
    assert!(request.clone().close_unanswered(&scene.clockwork, hours(39)).is_none());

    let change = request.close_unanswered(&scene.clockwork, hours(40)).unwrap();

    assert_eq!(
        (change.after().status, events(&change)),
        (Status::ClosedUnanswered, vec!["closed_unanswered"])
    );
    assert!(
        change
            .after()
            .clocks
            .iter()
            .all(|held| held.clock.remaining(hours(40)).is_none())
    );
    assert!(
        change
            .after()
            .clone()
            .close_unanswered(&scene.clockwork, hours(41))
            .is_none()
    );
}

#[test]
fn a_breach_on_the_way_to_an_unanswered_end_is_told() {
    let scene = Scene::new();
    let request = scene.executing(scene.draft(Kind::Freeze, Urgency::Flash));
    let request = asked(&scene, request, hours(5), NOW);
    let change = request.close_unanswered(&scene.clockwork, hours(6)).unwrap();
    assert_eq!(events(&change), ["closed_unanswered", "clock_breached"]);
}

#[test]
fn each_broken_promise_is_an_event_exactly_once_and_changes_no_status() {
    let scene = Scene::new();
    let request = scene.issued(scene.freeze());
    assert!(request.clone().breach(&scene.clockwork, hours(3)).is_none());

    let first = request.breach(&scene.clockwork, hours(60)).unwrap();
    assert_eq!(
        (events(&first), first.after().status),
        (vec!["clock_breached"; 2], Status::Issued)
    );
    assert!(first.after().clone().breach(&scene.clockwork, hours(61)).is_none());

    let late = first
        .after()
        .clone()
        .acknowledge(&scene.intake, "NB-1".to_owned(), hours(62))
        .unwrap();
    assert_eq!(events(&late), ["acknowledged"]);
    let last = late.after().clone().breach(&scene.clockwork, hours(97)).unwrap();
    assert_eq!(events(&last), ["clock_breached"]);
}

#[test]
fn a_late_act_tells_the_breach_that_nobody_told_before() {
    let scene = Scene::new();
    let late = scene
        .issued(scene.freeze())
        .acknowledge(&scene.intake, "NB-1".to_owned(), hours(5))
        .unwrap();
    assert_eq!(events(&late), ["acknowledged", "clock_breached"]);
    assert!(late.after().clone().breach(&scene.clockwork, hours(6)).is_none());
}

#[test]
fn the_asker_reacts_and_the_completion_clock_is_met() {
    let scene = Scene::new();
    let note = || "No".to_owned();
    let accepted = done(scene.answered().accept(&scene.author, hours(1)));
    let disputed = done(
        scene
            .answered()
            .dispute(&scene.author, &[1], note(), scene.terms(), hours(1)),
    );
    let maintained = done(scene.refused().maintain(&scene.second, note(), scene.terms(), hours(1)));
    for request in [accepted, disputed, maintained] {
        let completion = request.clock(ClockKind::Completion).unwrap();
        assert_eq!(completion.state(), State::Met { at: hours(1) }, "{}", request.status);
    }
}

#[test]
fn taking_back_maintaining_disputing_and_reopening_say_why() {
    let scene = Scene::new();
    let blank = || "  ".to_owned();
    let required = ["note:required"];
    assert_eq!(
        faults(scene.answered().withdraw(&scene.second, blank(), scene.terms(), NOW)),
        required
    );
    assert_eq!(
        faults(
            scene
                .answered()
                .dispute(&scene.author, &[1], blank(), scene.terms(), NOW)
        ),
        required
    );
    assert_eq!(
        faults(scene.refused().maintain(&scene.second, blank(), scene.terms(), NOW)),
        required
    );
    assert_eq!(
        faults(scene.closed().reopen(&scene.second, &[1], blank(), scene.terms(), NOW)),
        required
    );
}

#[test]
fn a_hold_whose_end_has_come_is_due_once_and_lapses_only_by_the_word_of_the_exchange() {
    let scene = Scene::new();
    let request = scene.answered();
    let (hold, end) = (request.holds[0].id, hours(7 * 24));
    assert!(
        request
            .clone()
            .expire(hold, &scene.clockwork, hours(7 * 24 - 1))
            .is_none()
    );
    let early = request.clone().lapse_hold(&scene.responder, hold, end).map(|_| ());
    assert_eq!(early, Err(Refusal::NotNow(NotNow::HoldNotDue)));

    let expired = request.expire(hold, &scene.clockwork, end).unwrap();
    assert_eq!(events(&expired), ["hold_expiry_due"]);
    let expired = expired.after().clone();
    assert_eq!(expired.held(hold).unwrap().status, HoldStatus::ExpiryDue);
    assert!(expired.clone().expire(hold, &scene.clockwork, hours(999)).is_none());
    assert!(expired.clone().alarm(hold, 6, &scene.clockwork, end).is_none());

    let lapsed = expired.clone().lapse_hold(&scene.responder, hold, end).unwrap();
    assert_eq!(events(&lapsed), ["hold_lapsed"]);
    assert_eq!(lapsed.after().held(hold).unwrap().lift_reason, None);
    let extended = done(expired.extend_hold(&scene.responder, hold, hours(9 * 24), end));
    assert_eq!(extended.held(hold).unwrap().status, HoldStatus::Extended);
}

#[test]
fn only_a_hold_that_is_due_ever_lapses() {
    let scene = Scene::new();
    for &status in HoldStatus::ALL {
        let mut request = scene.answered();
        request.holds[0].status = status;
        let hold = request.holds[0].id;
        let lapses = request.lapse_hold(&scene.responder, hold, hours(999)).is_ok();
        assert_eq!(lapses, status == HoldStatus::ExpiryDue, "{status}");
    }
}

#[test]
fn an_alarm_changes_nothing_but_tells_both_sides() {
    let scene = Scene::new();
    let request = scene.answered();
    let hold = request.holds[0].id;
    let alarm = request
        .clone()
        .alarm(hold, 24, &scene.clockwork, hours(6 * 24))
        .unwrap();
    assert_eq!((alarm.after(), events(&alarm)), (&request, vec!["hold_alarm"]));
}

/// A request of `urgency` that was answered and is taken back an hour after its issue.
fn taken_back(scene: &Scene, urgency: Urgency) -> Request {
    let request = scene.executing(scene.draft(Kind::Freeze, urgency));
    let request = done(scene.answer(request, 1, frozen("100"), NOW));
    done(request.withdraw(&scene.second, "Settled".to_owned(), scene.terms(), hours(1)))
}

#[test]
fn a_withdrawal_waits_on_the_exchange_against_a_promise_of_its_own() {
    let scene = Scene::new();
    for (urgency, promised) in [
        (Urgency::Flash, 1),
        (Urgency::Emergency, 8),
        (Urgency::Urgent, 48),
        (Urgency::Priority, 5 * 24),
        (Urgency::Routine, 10 * 24),
    ] {
        let request = taken_back(&scene, urgency);
        let waiting = request.waiting();
        assert_eq!(
            (waiting.on, waiting.since, waiting.due, waiting.clock),
            (
                Party::Recipient,
                hours(1),
                Some(hours(1 + promised)),
                Some(ClockKind::Execution)
            ),
            "{urgency}"
        );
        let late = request.clone().breach(&scene.clockwork, hours(1 + promised)).unwrap();
        assert_eq!(events(&late), ["clock_breached"]);
        assert_eq!(late.after().status, Status::Withdrawing);
        assert!(late.after().clone().breach(&scene.clockwork, hours(9_999)).is_none());

        let fates = all_let_go(&request);
        let confirmed = done(request.confirm_withdrawal(&scene.responder, &fates, hours(2)));
        let clock = confirmed.clock(ClockKind::Execution).unwrap();
        assert_eq!(clock.state(), State::Met { at: hours(2) });
        assert!(confirmed.breach(&scene.clockwork, hours(9_999)).is_none());
    }
}

#[test]
fn what_a_basis_rules_of_executing_does_not_rule_letting_go() {
    use crate::domain::clocks::{Promise, Source, Span};
    use crate::domain::requests::terms::{Promises, Terms};
    let scene = Scene::new();
    let promise = Promise::of(
        Source::Basis {
            code: "eu_epoc".to_owned(),
        },
        Span::Minutes { count: 1 },
    );
    let promises = Promises {
        basis: vec![(ClockKind::Execution, promise)],
    };
    let terms = Terms {
        promises: &promises,
        ..scene.terms()
    };
    let request = scene.executing(scene.freeze());
    let withdrawing = done(request.withdraw(&scene.second, "Settled".to_owned(), terms, NOW));
    assert_eq!(due(&withdrawing, ClockKind::Execution), Some(hours(48)));
}
