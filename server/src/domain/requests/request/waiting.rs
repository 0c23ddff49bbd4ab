//! On whom a request waits, since when, and against which promise.

use crate::domain::actor::words;
use crate::domain::clocks::{Clock, ClockKind};
use crate::domain::values::Time;

use crate::domain::requests::kinds::Status;

use super::Request;

words! {
    /// On whom a request waits.
    Party("party") {
        /// Its author: it is a draft.
        Author = "author",
        /// A supervisor of the asker.
        Approver = "approver",
        /// The exchange.
        Recipient = "recipient",
        /// The agency.
        Asker = "asker",
        /// Nobody: it is over.
        Nobody = "nobody",
    }
}

/// Whom it waits on, since when, against which promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// On whom.
    pub on: Party,
    /// Since when.
    pub since: Time,
    /// By when; nothing where nothing is promised, or the promise stands still.
    pub due: Option<Time>,
    /// Which clock promises it; a clarification has its own deadline and no clock.
    pub clock: Option<ClockKind>,
}

impl Request {
    /// Whom it waits on, since when, against which promise.
    pub fn waiting(&self) -> Waiting {
        let due_of = |kind| self.clock(kind).and_then(Clock::due);
        let (on, clock) = match self.status {
            Status::Draft => (Party::Author, None),
            Status::InReview | Status::Embargoed => (Party::Approver, None),
            Status::Issued => (Party::Recipient, Some(ClockKind::Ack)),
            Status::Acknowledged | Status::Maintained => (Party::Recipient, Some(ClockKind::Decision)),
            Status::Executing | Status::PartlyAnswered | Status::Disputed | Status::Withdrawing => {
                (Party::Recipient, Some(ClockKind::Execution))
            }
            Status::Clarification => (Party::Asker, None),
            Status::Answered | Status::Refused => (Party::Asker, Some(ClockKind::Completion)),
            Status::Redirected | Status::ClosedUnanswered | Status::Withdrawn | Status::Closed | Status::Superseded => {
                (Party::Nobody, None)
            }
        };
        let due = if self.status == Status::Clarification {
            self.question.map(|question| question.deadline)
        } else {
            clock.and_then(due_of)
        };
        Waiting {
            on,
            since: self.status_since,
            due,
            clock,
        }
    }

    /// Where it goes on after a clarification: where it stood before. A request that was opened again must be started
    /// again, whatever was answered before.
    pub(in crate::domain) fn resumed_status(&self) -> Status {
        let answered = self.targets.iter().filter(|target| target.answer.is_some()).count();
        if self.started_at.is_none() {
            Status::Acknowledged
        } else if answered == 0 || answered == self.targets.len() {
            Status::Executing
        } else {
            Status::PartlyAnswered
        }
    }
}
