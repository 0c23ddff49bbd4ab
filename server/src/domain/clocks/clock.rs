//! A clock: it runs, stands still for a stated reason, and ends by being met or by the end of its request.
//!
//! A breach is something that happened, not a state: a late clock still runs and can still be met.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{ClockKind, Deadline, Origin, Step, Urgency};
use crate::domain::actor::words;
use crate::domain::change::{self, NotNow};
use crate::domain::values::Time;

words! {
    /// Why a clock stands still. There is no other reason.
    PauseReason("reason for a pause") {
        /// The recipient asked the asker a question.
        Clarification = "clarification",
        /// An authority of the recipient's country reviews the request.
        AuthorityReview = "authority_review",
        /// The recipient objects; the asker must answer.
        RecipientObjection = "recipient_objection",
        /// Somebody of the request is suspended: nobody is held to a promise that they may not keep.
        Suspension = "suspension",
    }
}

/// Where a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum State {
    /// It runs.
    Running {
        /// Since the start or the last pause.
        since: Time,
    },
    /// It stands still.
    Paused {
        /// Since when.
        since: Time,
        /// What will be left of it when it runs again; negative where it was late already.
        remaining: SignedDuration,
        /// Why.
        reason: PauseReason,
    },
    /// What it waited for was done.
    Met {
        /// When.
        at: Time,
    },
    /// Its request or hold ended without it.
    Stopped {
        /// When.
        at: Time,
    },
}

impl State {
    /// The word in rows and keys.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Running { .. } => "running",
            Self::Paused { .. } => "paused",
            Self::Met { .. } => "met",
            Self::Stopped { .. } => "stopped",
        }
    }
}

/// Why a clock cannot do what is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockRefusal {
    /// Flash and emergency stand still for a suspension alone, and the end of a hold for nothing.
    #[error("this clock never pauses")]
    NeverPauses,
    /// It already stands still.
    #[error("the clock is paused")]
    Paused,
    /// It does not stand still.
    #[error("the clock is not paused")]
    NotPaused,
    /// It was met or stopped.
    #[error("the clock has ended")]
    Ended,
    /// The new end has passed already.
    #[error("the deadline has passed")]
    PastDeadline,
    /// The end of a hold is the exchange's to state, by extending it.
    #[error("the end of a hold is not a deadline")]
    EndOfHold,
}

impl From<ClockRefusal> for change::Refusal {
    fn from(refusal: ClockRefusal) -> Self {
        match refusal {
            ClockRefusal::NeverPauses => Self::NotNow(NotNow::NeverPauses),
            ClockRefusal::Paused => Self::NotNow(NotNow::InClarification),
            ClockRefusal::NotPaused => Self::NotNow(NotNow::NoQuestion),
            ClockRefusal::Ended => Self::NotNow(NotNow::Over),
            ClockRefusal::PastDeadline => Self::field("deadline", "past"),
            ClockRefusal::EndOfHold => Self::OtherSide,
        }
    }
}

/// One clock of a request or hold. An instant before the last change counts as that change: clocks of machines step
/// back, these do not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    kind: ClockKind,
    /// Kept from the start, so that a later change of urgency cannot stop a clock that was promised not to stop.
    pausable: bool,
    started_at: Time,
    deadline: Deadline,
    /// Running time before the current state.
    ran: SignedDuration,
    state: State,
    breached_at: Option<Time>,
}

impl Clock {
    /// A clock of a request that runs from `at`.
    pub fn start(kind: ClockKind, urgency: Urgency, deadline: Deadline, at: Time) -> Self {
        Self {
            kind,
            pausable: urgency.pauses() && kind.pauses(),
            started_at: at,
            deadline,
            ran: SignedDuration::ZERO,
            state: State::Running { since: at },
            breached_at: None,
        }
    }

    /// The clock of a hold placed at `placed` that ends at `until`.
    pub fn of_hold(placed: Time, until: Time) -> Self {
        let deadline = Deadline::of_hold(placed, None, until);
        Self {
            pausable: false,
            ..Self::start(ClockKind::Expiry, Urgency::Routine, deadline, placed)
        }
    }

    /// What it measures.
    pub fn kind(&self) -> ClockKind {
        self.kind
    }

    /// When it started.
    pub fn started_at(&self) -> Time {
        self.started_at
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// When it was met or stopped, if it was.
    pub fn ended_at(&self) -> Option<Time> {
        match self.state {
            State::Met { at } | State::Stopped { at } => Some(at),
            State::Running { .. } | State::Paused { .. } => None,
        }
    }

    /// Whether it is there to take the request back, after which nothing else starts.
    pub fn takes_back(&self) -> bool {
        let from = Origin::Withdrawal;
        self.deadline
            .steps
            .iter()
            .any(|step| matches!(step, Step::Started { from: begun, .. } if *begun == from))
    }

    /// Its end and how that was computed. While paused: the end had it run on.
    pub fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    /// When it ends, as long as it runs: a paused clock has no end.
    pub fn due(&self) -> Option<Time> {
        match self.state {
            State::Running { .. } => Some(self.deadline.due),
            State::Paused { .. } | State::Met { .. } | State::Stopped { .. } => None,
        }
    }

    /// Since when it was late, if it ever was.
    pub fn breached_at(&self) -> Option<Time> {
        self.breached_at
    }

    /// The instant at which a breach is to be recorded, unless something happens before.
    pub fn breaches_at(&self) -> Option<Time> {
        self.due().filter(|_| self.breached_at.is_none())
    }

    /// Whether a breach is to be recorded now.
    pub fn is_due(&self, now: Time) -> bool {
        self.breaches_at().is_some_and(|due| due <= now)
    }

    /// Whether it runs and its end has passed, recorded or not.
    pub fn is_late(&self, now: Time) -> bool {
        self.due().is_some_and(|due| due <= now)
    }

    /// How long it ran until `now`, without pauses.
    pub fn elapsed(&self, now: Time) -> SignedDuration {
        match self.state {
            State::Running { since } => self.ran.saturating_add(now.max(since).since(since)),
            State::Paused { .. } | State::Met { .. } | State::Stopped { .. } => self.ran,
        }
    }

    /// How long is left at `now`; negative where it is late; `None` where it has ended.
    pub fn remaining(&self, now: Time) -> Option<SignedDuration> {
        match self.state {
            State::Running { .. } => Some(self.deadline.due.since(now)),
            State::Paused { remaining, .. } => Some(remaining),
            State::Met { .. } | State::Stopped { .. } => None,
        }
    }

    /// It stands still from `at` on. A breach that nobody recorded yet is recorded first.
    ///
    /// # Errors
    /// As [`Clock::may_pause`].
    pub fn pause(self, reason: PauseReason, at: Time) -> Result<Self, ClockRefusal> {
        self.may_pause(reason)?;
        let at = at.max(self.changed_at());
        let clock = self.settled(at);
        let remaining = clock.deadline.due.since(at);
        Ok(Self {
            ran: clock.elapsed(at),
            state: State::Paused {
                since: at,
                remaining,
                reason,
            },
            ..clock
        })
    }

    /// Whether it ever stands still for `reason`. A suspension stops every promise, that of an emergency too: nobody is to
    /// act on the word of who is suspended. The end of a hold stands still for nothing: money does not wait.
    pub const fn stands_still_for(&self, reason: PauseReason) -> bool {
        match reason {
            PauseReason::Suspension => self.kind.pauses(),
            PauseReason::Clarification | PauseReason::AuthorityReview | PauseReason::RecipientObjection => {
                self.pausable
            }
        }
    }

    /// As it is from `at` on where there are these `reasons` to stand still and no others, the weightiest first: it stands
    /// still for the first that it stands still for at all, and runs where there is none. What is left of it is the same
    /// however the reasons followed each other; how long it stood still for each is told apart.
    #[must_use]
    pub fn under(self, reasons: &[PauseReason], at: Time) -> Self {
        let wanted = reasons.iter().copied().find(|reason| self.stands_still_for(*reason));
        let stands_for = match self.state {
            State::Met { .. } | State::Stopped { .. } => return self,
            State::Running { .. } => None,
            State::Paused { reason, .. } => Some(reason),
        };
        if stands_for == wanted {
            return self;
        }
        let running = self.clone().resume(at).unwrap_or(self);
        match wanted {
            Some(reason) => running.clone().pause(reason, at).unwrap_or(running),
            None => running,
        }
    }

    /// Whether it may be paused now for `reason`.
    ///
    /// # Errors
    /// [`ClockRefusal::NeverPauses`], [`ClockRefusal::Paused`] or [`ClockRefusal::Ended`].
    pub fn may_pause(&self, reason: PauseReason) -> Result<(), ClockRefusal> {
        match self.state {
            State::Running { .. } if self.stands_still_for(reason) => Ok(()),
            State::Running { .. } => Err(ClockRefusal::NeverPauses),
            State::Paused { .. } => Err(ClockRefusal::Paused),
            State::Met { .. } | State::Stopped { .. } => Err(ClockRefusal::Ended),
        }
    }

    /// It runs again from `at` on. Its end moves by exactly the time it stood still, or stood still since the asker
    /// named a new end.
    ///
    /// # Errors
    /// [`ClockRefusal::NotPaused`] or [`ClockRefusal::Ended`].
    pub fn resume(mut self, at: Time) -> Result<Self, ClockRefusal> {
        let (remaining, reason) = match self.state {
            State::Paused { remaining, reason, .. } => (remaining, reason),
            State::Running { .. } => return Err(ClockRefusal::NotPaused),
            State::Met { .. } | State::Stopped { .. } => return Err(ClockRefusal::Ended),
        };
        let at = at.max(self.changed_at());
        let since = self.deadline.due.plus(-remaining);
        self.deadline.due = at.plus(remaining);
        self.deadline.steps.push(Step::Paused {
            reason,
            since,
            until: at,
        });
        Ok(Self {
            state: State::Running { since: at },
            ..self
        })
    }

    /// What it waited for was done at `at`, be it late. A paused clock can be met: the answer may come before the
    /// clarification.
    ///
    /// # Errors
    /// [`ClockRefusal::Ended`].
    pub fn meet(self, at: Time) -> Result<Self, ClockRefusal> {
        self.end(at, |at| State::Met { at })
    }

    /// Its request or hold ended at `at` without it.
    ///
    /// # Errors
    /// [`ClockRefusal::Ended`].
    pub fn stop(self, at: Time) -> Result<Self, ClockRefusal> {
        self.end(at, |at| State::Stopped { at })
    }

    /// The clock with its breach, if it runs, is late at `now` and no breach was recorded: so at most once.
    pub fn breach(&self, now: Time) -> Option<Self> {
        self.is_due(now).then(|| self.clone().settled(now))
    }

    /// The asker sets another end at `at`. A pause stays: what is left when it runs again is then counted from `at` to
    /// the new end, since the asker knew of the pause so far. A breach recorded earlier stays too.
    ///
    /// # Errors
    /// [`ClockRefusal::EndOfHold`], [`ClockRefusal::PastDeadline`] or [`ClockRefusal::Ended`].
    pub fn replace_deadline(self, due: Time, at: Time) -> Result<Self, ClockRefusal> {
        self.may_replace_deadline()?;
        let at = at.max(self.changed_at());
        if due <= at {
            return Err(ClockRefusal::PastDeadline);
        }
        let clock = self.settled(at);
        let state = match clock.state {
            State::Paused { since, reason, .. } => State::Paused {
                since,
                remaining: due.since(at),
                reason,
            },
            State::Running { .. } | State::Met { .. } | State::Stopped { .. } => clock.state,
        };
        Ok(Self {
            state,
            deadline: clock.deadline.replaced(due, at),
            ..clock
        })
    }

    /// Whether the asker may set another end now.
    ///
    /// # Errors
    /// [`ClockRefusal::EndOfHold`] or [`ClockRefusal::Ended`].
    pub fn may_replace_deadline(&self) -> Result<(), ClockRefusal> {
        match (self.kind, self.state) {
            (_, State::Met { .. } | State::Stopped { .. }) => Err(ClockRefusal::Ended),
            (ClockKind::Expiry, State::Running { .. } | State::Paused { .. }) => Err(ClockRefusal::EndOfHold),
            (
                ClockKind::Ack | ClockKind::Decision | ClockKind::Execution | ClockKind::Completion,
                State::Running { .. } | State::Paused { .. },
            ) => Ok(()),
        }
    }

    fn end(self, at: Time, state: impl FnOnce(Time) -> State) -> Result<Self, ClockRefusal> {
        match self.state {
            State::Running { .. } | State::Paused { .. } => {}
            State::Met { .. } | State::Stopped { .. } => return Err(ClockRefusal::Ended),
        }
        let at = at.max(self.changed_at());
        let clock = self.settled(at);
        Ok(Self {
            ran: clock.elapsed(at),
            state: state(at),
            ..clock
        })
    }

    /// With the breach that has happened by `at`, so that none is lost where an act comes before the record. It is
    /// dated to the end that passed, whenever somebody looked.
    fn settled(self, at: Time) -> Self {
        if self.is_due(at) {
            Self {
                breached_at: Some(self.deadline.due),
                ..self
            }
        } else {
            self
        }
    }

    /// The last change: nothing can happen before it.
    fn changed_at(&self) -> Time {
        match self.state {
            // A new end set during a pause is a change too: its instant is where what is left is counted from.
            State::Paused { since, remaining, .. } => since.max(self.deadline.due.plus(-remaining)),
            State::Running { since } => since,
            State::Met { at } | State::Stopped { at } => at,
        }
    }
}

#[cfg(test)]
mod tests;
