//! The end that the asker sets itself (domain §3): a new deadline replaces the ends of the clocks the exchange works
//! against, and is never sooner than the exchange could take the request on.

use jiff::SignedDuration;

use crate::domain::actor::Actor;
use crate::domain::change::{Change, Refusal};
use crate::domain::clocks::{Calendar, ClockKind, to_acknowledge};
use crate::domain::events::Event;
use crate::domain::holds::LONGEST_HOLD_DAYS;
use crate::domain::values::Time;

use super::acts::Act;
use super::clockwork::made;
use super::request::Request;
use super::terms::Terms;

impl Request {
    /// The earliest new deadline at `at`: as long as its urgency gives the exchange to acknowledge, counted anew in the
    /// exchange's days, wherever the request stands. It never lies before the end of the acknowledgement clock, which keeps
    /// its own, also where that stood still for a suspension and ends later than it would anew; and nobody makes a request as pressing as a flash without its reason and its second approver.
    pub fn earliest_new_deadline(&self, recipient: &Calendar, at: Time) -> Time {
        let anew = recipient.after(at, to_acknowledge(self.content.urgency)).0;
        let left = self.clock(ClockKind::Ack).and_then(|clock| clock.remaining(at));
        left.map_or(anew, |left| anew.max(at.plus(left)))
    }

    /// The latest new deadline at `at`: the end of the last day for which something is asked to be held or kept, in the
    /// asker's zone, since an answer after it comes too late; where no day is named, the longest that anything is held.
    pub fn latest_new_deadline(&self, asker: &Calendar, at: Time) -> Time {
        let asked = self.content.until.filter(|_| self.content.kind.needs_end());
        let asked = asked.and_then(|day| Time::end_of(day, &asker.zone));
        asked.unwrap_or_else(|| at.plus(SignedDuration::from_hours(24 * LONGEST_HOLD_DAYS)))
    }

    /// A supervisor sets a new end for the clocks the recipient works against: to decide and to execute. A pause stays.
    ///
    /// # Errors
    /// As [`Request::may`], the end has passed, or is sooner than [`Request::earliest_new_deadline`] or later than
    /// [`Request::latest_new_deadline`].
    pub fn replace_deadline(
        self,
        actor: &Actor,
        due: Time,
        terms: Terms<'_>,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.takes(Act::ReplaceDeadline, actor)?;
        if due <= at {
            return Err(Refusal::field("due", "in_the_past"));
        }
        if due < self.earliest_new_deadline(terms.recipient, at) {
            return Err(Refusal::field("due", "sooner_than_acknowledged"));
        }
        if due > self.latest_new_deadline(terms.asker, at) {
            return Err(Refusal::field("due", "later_than_needed"));
        }
        let mut after = self.clone();
        let mut replaced = false;
        for held in &mut after.clocks {
            let open = held.clock.may_replace_deadline().is_ok();
            if open && matches!(held.clock.kind(), ClockKind::Execution | ClockKind::Decision) {
                held.clock = held
                    .clock
                    .clone()
                    .replace_deadline(due, at)
                    .map_err(|_| Refusal::field("due", "in_the_past"))?;
                replaced = true;
            }
        }
        if !replaced {
            return Err(Refusal::field("due", "no_clock"));
        }
        Ok(made(self, after, Event::DeadlineReplaced { due }, actor, at))
    }
}
