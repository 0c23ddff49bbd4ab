use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::domain::clocks::{Calendar, Origin, Source, platform_promise};
use crate::domain::requests::kinds::Kind;
use crate::domain::values::Zone;

const START: Time = Time::from_micros(1_795_600_800_000_000);

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

/// Runs 48 hours from `START`.
fn clock() -> Clock {
    let promise = platform_promise(Urgency::Urgent, Kind::Freeze, ClockKind::Decision).unwrap();
    let calendar = Calendar::round_the_clock(Zone::utc());
    let deadline = Deadline::earliest(Origin::Issue, START, &[promise], &calendar).unwrap();
    Clock::start(ClockKind::Decision, Urgency::Urgent, deadline, START)
}

#[test]
fn a_running_clock_is_met() {
    let met = clock().meet(START.plus(hours(3))).unwrap();

    assert_eq!(
        met.state(),
        State::Met {
            at: START.plus(hours(3))
        }
    );
    assert_eq!(met.breached_at(), None);
    assert_eq!(met.elapsed(START.plus(hours(100))), hours(3));
    assert_eq!(met.due(), None);
}

#[test]
fn a_pause_moves_the_end_and_is_kept_as_a_step() {
    let paused = clock()
        .pause(PauseReason::Clarification, START.plus(hours(10)))
        .unwrap();
    assert_eq!(paused.due(), None);
    assert_eq!(paused.remaining(START.plus(hours(20))), Some(hours(38)));

    let resumed = paused.resume(START.plus(hours(30))).unwrap();

    assert_eq!(resumed.due(), Some(START.plus(hours(68))));
    assert_eq!(resumed.elapsed(START.plus(hours(31))), hours(11));
    assert_eq!(
        resumed.deadline().steps.last(),
        Some(&Step::Paused {
            reason: PauseReason::Clarification,
            since: START.plus(hours(10)),
            until: START.plus(hours(30))
        })
    );
}

#[test]
fn only_the_clocks_of_less_pressing_requests_pause() {
    for &urgency in Urgency::ALL {
        for &kind in ClockKind::ALL {
            let clock = Clock::start(kind, urgency, clock().deadline, START);
            for &reason in PauseReason::ALL {
                // A suspension stops every promise; nothing stops the end of a hold.
                let is_suspension = reason == PauseReason::Suspension;
                let pauses = (urgency.pauses() || is_suspension) && kind != ClockKind::Expiry;
                let paused = clock.clone().pause(reason, START.plus(hours(1)));
                assert_eq!(paused.is_ok(), pauses, "{urgency} {kind} {reason}");
                assert!(pauses || paused == Err(ClockRefusal::NeverPauses));
            }
        }
    }
}

/// In whatever order two reasons come and go: the clock stands still for the weightiest, has left what it had when the first
/// came, and tells how long it stood still for each.
#[test]
fn pauses_for_several_reasons_stack() {
    const BOTH: &[PauseReason] = &[PauseReason::Suspension, PauseReason::Clarification];
    let orders: [[&[PauseReason]; 3]; 4] = [
        [&BOTH[..1], BOTH, &BOTH[1..]],
        [&BOTH[..1], BOTH, &BOTH[..1]],
        [&BOTH[1..], BOTH, &BOTH[1..]],
        [&BOTH[1..], BOTH, &BOTH[..1]],
    ];
    for order in orders {
        let mut paused = clock();
        for (at, reasons) in [10, 20, 30].into_iter().zip(order) {
            paused = paused.under(reasons, START.plus(hours(at)));
            let stands_for = match paused.state() {
                State::Paused { reason, .. } => Some(reason),
                State::Running { .. } | State::Met { .. } | State::Stopped { .. } => None,
            };
            assert_eq!(stands_for, reasons.first().copied());
            assert_eq!(paused.remaining(START.plus(hours(at))), Some(hours(38)), "{order:?}");
            assert_eq!(paused.elapsed(START.plus(hours(at))), hours(10), "{order:?}");
        }
        let running = paused.under(&[], START.plus(hours(40)));
        assert_eq!(running.due(), Some(START.plus(hours(78))), "{order:?}");
        let stood_still = running.deadline().steps.iter().filter_map(|step| match step {
            Step::Paused { since, until, .. } => Some(until.since(*since)),
            Step::Started { .. }
            | Step::NextWorkingDay { .. }
            | Step::Plus { .. }
            | Step::WorkingDays { .. }
            | Step::Named { .. }
            | Step::Later { .. }
            | Step::Replaced { .. } => None,
        });
        assert_eq!(stood_still.fold(hours(0), |all, one| all + one), hours(30), "{order:?}");
    }
}

#[test]
fn what_is_late_when_a_suspension_begins_is_told_and_stays_late() {
    let late = clock().under(&[PauseReason::Suspension], START.plus(hours(50)));
    assert_eq!(late.breached_at(), Some(START.plus(hours(48))));

    let lifted = late.under(&[PauseReason::Clarification], START.plus(hours(60)));
    let lifted = lifted.under(&[], START.plus(hours(70)));
    assert_eq!(lifted.due(), Some(START.plus(hours(68))), "two hours late, as before");
    assert!(lifted.breaches_at().is_none(), "told once");
    let met = lifted.meet(START.plus(hours(71))).unwrap();
    assert_eq!(
        met.clone().under(&[PauseReason::Suspension], START.plus(hours(72))),
        met
    );
}

#[test]
fn a_clock_is_late_from_its_last_instant_on() {
    let due = START.plus(hours(48));
    let before = due.plus(SignedDuration::from_micros(-1));

    assert_eq!(clock().breach(before), None);
    assert!(!clock().is_late(before));

    let breached = clock().breach(due).unwrap();
    assert_eq!(breached.breached_at(), Some(due));
    assert!(matches!(breached.state(), State::Running { .. }));
    assert!(breached.is_late(due));
}

#[test]
fn a_breach_is_recorded_once_and_dated_to_the_end_that_passed() {
    let seen_late = clock().breach(START.plus(hours(60))).unwrap();

    assert_eq!(seen_late.breached_at(), Some(START.plus(hours(48))));
    assert_eq!(seen_late.breaches_at(), None);
    assert_eq!(seen_late.breach(START.plus(hours(61))), None);
}

#[test]
fn a_late_act_does_not_hide_a_breach_that_nobody_recorded() {
    let late = START.plus(hours(50));
    let due = Some(START.plus(hours(48)));

    assert_eq!(clock().meet(late).unwrap().breached_at(), due);
    assert_eq!(clock().stop(late).unwrap().breached_at(), due);
    assert_eq!(
        clock().pause(PauseReason::AuthorityReview, late).unwrap().breached_at(),
        due
    );
    assert_eq!(
        clock()
            .replace_deadline(START.plus(hours(90)), late)
            .unwrap()
            .breached_at(),
        due
    );
}

#[test]
fn a_clock_paused_when_late_stays_late_by_as_much() {
    let paused = clock()
        .pause(PauseReason::RecipientObjection, START.plus(hours(50)))
        .unwrap();
    assert_eq!(paused.remaining(START.plus(hours(70))), Some(hours(-2)));

    let resumed = paused.resume(START.plus(hours(70))).unwrap();

    assert_eq!(resumed.due(), Some(START.plus(hours(68))));
    assert_eq!(resumed.breach(START.plus(hours(99))), None);
}

#[test]
fn the_askers_deadline_replaces_the_end() {
    let end = START.plus(hours(20));
    let replaced = clock().replace_deadline(end, START.plus(hours(1))).unwrap();

    assert_eq!(replaced.due(), Some(end));
    assert_eq!(replaced.deadline().source, Source::Asker);
    assert_eq!(
        replaced.deadline().steps.last(),
        Some(&Step::Replaced {
            at: START.plus(hours(1)),
            was: START.plus(hours(48)),
            due: end
        })
    );
}

#[test]
fn the_askers_deadline_keeps_a_pause_and_moves_only_by_what_it_still_lasts() {
    let paused = clock()
        .pause(PauseReason::Clarification, START.plus(hours(10)))
        .unwrap();

    let replaced = paused
        .replace_deadline(START.plus(hours(100)), START.plus(hours(20)))
        .unwrap();
    assert_eq!(
        replaced.state(),
        State::Paused {
            since: START.plus(hours(10)),
            remaining: hours(80),
            reason: PauseReason::Clarification
        }
    );

    let resumed = replaced.resume(START.plus(hours(25))).unwrap();
    assert_eq!(resumed.due(), Some(START.plus(hours(105))));
    assert_eq!(
        resumed.deadline().steps.last(),
        Some(&Step::Paused {
            reason: PauseReason::Clarification,
            since: START.plus(hours(20)),
            until: START.plus(hours(25))
        })
    );
}

#[test]
fn a_deadline_in_the_past_or_of_a_hold_is_refused() {
    let now = START.plus(hours(5));

    assert_eq!(clock().replace_deadline(now, now), Err(ClockRefusal::PastDeadline));
    let hold = Clock::of_hold(START, START.plus(hours(48)));
    assert_eq!(
        hold.replace_deadline(START.plus(hours(99)), now),
        Err(ClockRefusal::EndOfHold)
    );
}

#[test]
fn a_hold_has_a_clock_that_ends_as_named() {
    let until = START.plus(hours(720));
    let hold = Clock::of_hold(START, until);

    assert_eq!(hold.due(), Some(until));
    assert_eq!(hold.deadline().source, Source::Placed);
    assert_eq!(
        hold.deadline().steps,
        [
            Step::Started {
                from: Origin::Placement,
                at: START
            },
            Step::Named { due: until }
        ]
    );
    assert_eq!(hold.breach(until).unwrap().breached_at(), Some(until));
}

#[test]
fn an_ended_clock_does_nothing_more() {
    let at = START.plus(hours(1));
    for ended in [clock().meet(at).unwrap(), clock().stop(at).unwrap()] {
        assert_eq!(
            ended.clone().pause(PauseReason::Clarification, at),
            Err(ClockRefusal::Ended)
        );
        assert_eq!(ended.clone().resume(at), Err(ClockRefusal::Ended));
        assert_eq!(ended.clone().meet(at), Err(ClockRefusal::Ended));
        assert_eq!(ended.clone().stop(at), Err(ClockRefusal::Ended));
        assert_eq!(
            ended.clone().replace_deadline(at.plus(hours(1)), at),
            Err(ClockRefusal::Ended)
        );
        assert_eq!(ended.breach(at.plus(hours(1000))), None);
        assert_eq!(ended.remaining(at), None);
    }
}

#[test]
fn a_clock_pauses_and_resumes_by_turns_only() {
    let paused = clock().pause(PauseReason::Clarification, START).unwrap();

    assert_eq!(
        paused.pause(PauseReason::Clarification, START),
        Err(ClockRefusal::Paused)
    );
    assert_eq!(clock().resume(START), Err(ClockRefusal::NotPaused));
}

#[test]
fn a_clock_is_stored_as_tagged_words_and_refuses_strange_ones() {
    let paused = clock()
        .pause(PauseReason::AuthorityReview, START.plus(hours(1)))
        .unwrap();

    let mut stored = serde_json::to_value(&paused).unwrap();

    assert_eq!(stored["kind"], "decision");
    assert_eq!(stored["state"]["state"], "paused");
    assert_eq!(stored["state"]["remaining"], "PT47H");
    assert_eq!(stored["state"]["reason"], "authority_review");
    assert_eq!(serde_json::from_value::<Clock>(stored.clone()).unwrap(), paused);
    stored["paused_at"] = 1.into();
    assert!(serde_json::from_value::<Clock>(stored).is_err());
    for &reason in PauseReason::ALL {
        assert_eq!(reason.code().parse(), Ok(reason));
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
    }
}

#[test]
fn a_refusal_reads_as_one_of_the_sites() {
    assert_eq!(
        change::Refusal::from(ClockRefusal::NeverPauses),
        change::Refusal::NotNow(NotNow::NeverPauses)
    );
    assert_eq!(
        change::Refusal::from(ClockRefusal::Ended),
        change::Refusal::NotNow(NotNow::Over)
    );
}

#[derive(Clone, Debug)]
enum Act {
    Pause(PauseReason),
    Resume,
    Breach,
    Replace(i64),
    Meet,
    Stop,
}

fn acts() -> impl Strategy<Value = Vec<(Act, i64)>> {
    let act = prop_oneof![
        4 => select(PauseReason::ALL.to_vec()).prop_map(Act::Pause),
        4 => Just(Act::Resume),
        4 => Just(Act::Breach),
        2 => (-10_000..200_000_i64).prop_map(Act::Replace),
        1 => Just(Act::Meet),
        1 => Just(Act::Stop),
    ];
    proptest::collection::vec((act, 0..100_000_i64), 0..40)
}

proptest! {
    #[test]
    fn a_walk_breaches_at_most_once_never_while_paused_and_counts_only_running_time(acts in acts()) {
        let mut clock = clock();
        let mut now = START;
        let mut breaches = 0;
        let mut running = SignedDuration::ZERO;
        for (act, seconds) in acts {
            let step = SignedDuration::from_secs(seconds);
            now = now.plus(step);
            if matches!(clock.state(), State::Running { .. }) {
                running += step;
            }
            prop_assert_eq!(clock.elapsed(now), running);

            let before = clock.clone();
            let after = match act {
                Act::Pause(reason) => clock.clone().pause(reason, now),
                Act::Resume => clock.clone().resume(now),
                Act::Breach => clock.breach(now).ok_or(ClockRefusal::NotPaused),
                Act::Replace(seconds) => {
                    clock.clone().replace_deadline(now.plus(SignedDuration::from_secs(seconds)), now)
                }
                Act::Meet => clock.clone().meet(now),
                Act::Stop => clock.clone().stop(now),
            };
            clock = after.unwrap_or(clock);

            if before.breached_at() != clock.breached_at() {
                breaches += 1;
                let ran = matches!(before.state(), State::Running { .. });
                prop_assert!(ran, "{before:?}");
                prop_assert_eq!(before.breached_at(), None);
            }
            let stored = serde_json::to_string(&clock).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Clock>(&stored).unwrap(), &clock);
        }
        prop_assert!(breaches <= 1);
    }

    #[test]
    fn a_paused_clock_neither_runs_nor_breaches(paused_after in 0..10_000_000_i64, later in 0..1_000_000_000_000_i64) {
        let at = START.plus(SignedDuration::from_secs(paused_after));
        let paused = clock().pause(PauseReason::Clarification, at).unwrap();

        let now = at.plus(SignedDuration::from_secs(later));

        prop_assert_eq!(paused.elapsed(now), paused.elapsed(at));
        prop_assert_eq!(paused.remaining(now), paused.remaining(at));
        prop_assert_eq!(paused.breach(now), None);
        prop_assert!(!paused.is_late(now));
    }

    #[test]
    fn pauses_move_the_end_by_exactly_their_sum(pauses in proptest::collection::vec((0..100_000_i64, 0..100_000_i64), 0..12)) {
        let mut moved = clock();
        let mut now = START;
        let mut paused_for = SignedDuration::ZERO;
        for (run, pause) in &pauses {
            now = now.plus(SignedDuration::from_secs(*run));
            moved = moved.pause(PauseReason::Clarification, now).unwrap();
            now = now.plus(SignedDuration::from_secs(*pause));
            moved = moved.resume(now).unwrap();
            paused_for += SignedDuration::from_secs(*pause);
        }

        prop_assert_eq!(moved.due().unwrap(), clock().due().unwrap().plus(paused_for));
        prop_assert_eq!(moved.elapsed(now).checked_add(paused_for).unwrap(), now.since(START));
    }

    #[test]
    fn recording_a_breach_before_or_with_the_answer_makes_the_same_clock(answered_after in 0..1_000_000_i64) {
        let now = START.plus(SignedDuration::from_secs(answered_after));
        let recorded_first = clock().breach(now).unwrap_or_else(clock);

        prop_assert_eq!(recorded_first.meet(now), clock().meet(now));
    }

    #[test]
    fn any_instants_in_any_order_never_panic(start: i64, due: i64, instants in proptest::collection::vec(any::<i64>(), 6)) {
        for extreme in [start, i64::MIN, i64::MAX] {
            let start = Time::from_micros(extreme);
            let deadline = Deadline { due: Time::from_micros(due), source: Source::Asker, steps: Vec::new() };
            let mut clock = Clock::start(ClockKind::Execution, Urgency::Urgent, deadline, start);
            for pair in instants.chunks(2) {
                let at = Time::from_micros(pair[0]);
                clock = clock.clone().pause(PauseReason::Clarification, at).unwrap_or(clock);
                clock = clock.clone().replace_deadline(Time::from_micros(pair[1]), at).unwrap_or(clock);
                clock = clock.clone().resume(Time::from_micros(pair[1])).unwrap_or(clock);
                clock = clock.breach(at).unwrap_or(clock);
            }
            prop_assert!(!clock.elapsed(Time::from_micros(i64::MAX)).is_negative());
            prop_assert!(clock.meet(Time::from_micros(i64::MIN)).is_ok());
        }
    }
}
