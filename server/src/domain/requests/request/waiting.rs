//! On whom a request waits, since when, and against which promise.

use crate::domain::actor::words;
use crate::domain::clocks::{Clock, ClockKind, Urgency};
use crate::domain::values::Time;

use crate::domain::requests::kinds::Status;

use super::{Request, RequestClock};

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
    /// What the recipient owes all the same while it waits for an answer: clocks of an emergency never stand still.
    pub meanwhile: Option<(ClockKind, Time)>,
}

impl Status {
    /// On whom a request waits that stands here.
    pub const fn waits_on(self) -> Party {
        match self {
            Self::Draft => Party::Author,
            Self::InReview | Self::Embargoed => Party::Approver,
            Self::Issued
            | Self::Acknowledged
            | Self::Maintained
            | Self::Executing
            | Self::PartlyAnswered
            | Self::Disputed
            | Self::Withdrawing => Party::Recipient,
            Self::Clarification | Self::Answered | Self::Refused => Party::Asker,
            Self::Redirected | Self::ClosedUnanswered | Self::Withdrawn | Self::Closed | Self::Superseded => {
                Party::Nobody
            }
        }
    }

    /// The clock of whom it waits on: the one that waits for what moves the request on from here. Nothing where no clock
    /// waits for that.
    pub const fn promised_by(self) -> Option<ClockKind> {
        match self.next_act() {
            Some(act) => act.awaited_by(),
            None => None,
        }
    }
}

/// Whether the recipient owes something while it waits for an answer: only where no question stops a clock.
const fn may_run_on(status: Status, urgency: Urgency) -> bool {
    matches!(status, Status::Clarification) && !urgency.pauses()
}

/// What the recipient owes all the same while its question is open: to decide, else to carry it out.
pub fn runs_on(status: Status, urgency: Urgency, clocks: &[RequestClock]) -> Option<(ClockKind, Time)> {
    if !may_run_on(status, urgency) {
        return None;
    }
    [ClockKind::Decision, ClockKind::Execution]
        .into_iter()
        .find_map(|kind| {
            let running = |held: &RequestClock| held.clock.due().filter(|_| held.clock.kind() == kind);
            clocks.iter().rev().find_map(running).map(|due| (kind, due))
        })
}

impl Request {
    /// Whom it waits on, since when, against which promise.
    pub fn waiting(&self) -> Waiting {
        if let Some((on, since)) = self.waits_stopped() {
            return Waiting {
                on,
                since,
                due: None,
                clock: None,
                meanwhile: None,
            };
        }
        let clock = self.status.promised_by();
        let asks = self.status == Status::Clarification;
        let due = if asks {
            self.question.map(|question| question.deadline)
        } else {
            clock.and_then(|kind| self.clock(kind).and_then(Clock::due))
        };
        Waiting {
            on: self.status.waits_on(),
            since: self.status_since,
            due,
            clock,
            meanwhile: runs_on(self.status, self.content.urgency, &self.clocks),
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
