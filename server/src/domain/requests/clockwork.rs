//! What the clock itself does to a request: breaches, unanswered questions, alarms and the ends of holds. Each is
//! idempotent: what has happened does not happen again.

use crate::domain::actor::Actor;
use crate::domain::change::Change;
use crate::domain::clocks::ClockKind;
use crate::domain::events::Event;
use crate::domain::holds::HoldStatus;
use crate::domain::ids::{HoldId, PreservationId};
use crate::domain::measures::Measure;
use crate::domain::preservations::PreservationStatus;
use crate::domain::values::Time;

use super::kinds::Status;
use super::request::{Request, RequestClock};

impl Request {
    /// Promises that are broken by `now` become events. Nothing where none is.
    pub fn breach(self, clockwork: &Actor, now: Time) -> Option<Change<Self>> {
        let mut after = self.clone();
        for held in &mut after.clocks {
            if let Some(late) = held.clock.breach(now) {
                held.clock = late;
            }
        }
        let mut events = breaches(&self.clocks, &after.clocks).into_iter();
        let first = events.next()?;
        Some(events.fold(Change::of(self, after, first, clockwork, now), Change::and))
    }

    /// A question whose deadline has passed closes the request (domain §3). Nothing otherwise.
    pub fn close_unanswered(self, clockwork: &Actor, now: Time) -> Option<Change<Self>> {
        let question = self.question.filter(|question| question.deadline <= now)?;
        // Who is suspended, or waits for who is, has what was left of it when that is lifted.
        if self.status != Status::Clarification || self.stops.are_any() {
            return None;
        }
        let mut after = self.clone();
        stop_all(&mut after.clocks, question.deadline.max(self.status_since));
        after.question = None;
        let after = after.moved(Status::ClosedUnanswered, now);
        Some(made(self, after, Event::ClosedUnanswered, clockwork, now))
    }

    /// A hold whose end has come waits for the exchange's word. Never lapsed by itself, never released.
    pub fn expire(self, hold: HoldId, clockwork: &Actor, now: Time) -> Option<Change<Self>> {
        let mut after = self.clone();
        let held = after.holds.iter_mut().find(|held| held.id == hold)?;
        if !held.runs_out_by(now) {
            return None;
        }
        held.status = HoldStatus::ExpiryDue;
        let until = held.until;
        Some(Change::of(
            self,
            after,
            Event::HoldExpiryDue { hold, until },
            clockwork,
            now,
        ))
    }

    /// A hold comes to its end soon: tell both sides. The caller has claimed the alarm's row.
    pub fn alarm(self, hold: HoldId, hours_left: u32, clockwork: &Actor, now: Time) -> Option<Change<Self>> {
        let held = self.holds.iter().find(|held| held.id == hold)?;
        if !held.runs_after(now) {
            return None;
        }
        let event = Event::HoldAlarm {
            hold,
            hours_left,
            until: held.until,
        };
        let after = self.clone();
        Some(Change::of(self, after, event, clockwork, now))
    }

    /// As [`Request::expire`], of data that is kept: it waits for the exchange's word as well.
    pub fn expire_preservation(self, id: PreservationId, clockwork: &Actor, now: Time) -> Option<Change<Self>> {
        let mut after = self.clone();
        let kept = after.preservations.iter_mut().find(|kept| kept.id == id)?;
        if !kept.runs_out_by(now) {
            return None;
        }
        kept.status = PreservationStatus::ExpiryDue;
        let event = Event::PreservationExpiryDue {
            preservation: id,
            until: kept.until,
        };
        Some(Change::of(self, after, event, clockwork, now))
    }

    /// As [`Request::alarm`], of data that is kept.
    pub fn alarm_preservation(
        self,
        id: PreservationId,
        hours_left: u32,
        clockwork: &Actor,
        now: Time,
    ) -> Option<Change<Self>> {
        let kept = self.preservations.iter().find(|kept| kept.id == id)?;
        if !kept.runs_after(now) {
            return None;
        }
        let event = Event::PreservationAlarm {
            preservation: id,
            hours_left,
            until: kept.until,
        };
        let after = self.clone();
        Some(Change::of(self, after, event, clockwork, now))
    }
}

/// The change from `before` to `after`, its clocks running or standing still as `after` has it, with every breach that came
/// to light on the way.
pub(in crate::domain) fn made(
    before: Request,
    after: Request,
    event: Event,
    actor: &Actor,
    at: Time,
) -> Change<Request> {
    let after = after.with_clocks_settled(at);
    let late = breaches(&before.clocks, &after.clocks);
    late.into_iter()
        .fold(Change::of(before, after, event, actor, at), Change::and)
}

/// Breaches that `after` knows and `before` did not: each is an event.
fn breaches(before: &[RequestClock], after: &[RequestClock]) -> Vec<Event> {
    let known = |held: &RequestClock| {
        before
            .iter()
            .any(|old| old.id == held.id && old.clock.breached_at().is_some())
    };
    after
        .iter()
        .filter(|held| !known(held))
        .filter_map(|held| {
            let due = held.clock.breached_at()?;
            Some(Event::ClockBreached {
                clock: held.clock.kind(),
                due,
            })
        })
        .collect()
}

/// What the clocks of `kind` waited for was done.
pub(in crate::domain) fn meet(request: &mut Request, kind: ClockKind, at: Time) {
    for held in request.clocks.iter_mut().filter(|held| held.clock.kind() == kind) {
        if let Ok(clock) = held.clock.clone().meet(at) {
            held.clock = clock;
        }
    }
}

/// Every clock that has not ended is stopped.
pub(in crate::domain) fn stop_all(clocks: &mut [RequestClock], at: Time) {
    for held in clocks {
        if let Ok(clock) = held.clock.clone().stop(at) {
            held.clock = clock;
        }
    }
}
