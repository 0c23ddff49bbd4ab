//! Whether an extension can be answered before what it is about ends: one that comes too late is said to, while its
//! urgency can still be changed and the exchange can still be called.

use crate::domain::clocks::{ClockKind, Deadline, Origin, Urgency};
use crate::domain::values::Time;

use super::kinds::Kind;
use super::request::{Content, Request};
use super::terms::{Terms, clock_of};

/// An extension that the exchange may answer too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// Until when the exchange may answer it, were it issued now.
    pub answered_by: Time,
    /// When the first of what it is about ends.
    pub ends: Time,
    /// The least urgency under which the answer is due in time; nothing where none is fast enough that is true of money
    /// already held. Flash and emergency say what has happened, not by when an answer is wanted.
    pub fits: Option<Urgency>,
}

impl Request {
    /// Whether the answer to this extension may come when the first of what it is about has ended, were it issued at
    /// `at`. Nothing where it is in time, or asks for no extension.
    pub fn late(&self, terms: Terms<'_>, at: Time) -> Option<Late> {
        if self.content.kind != Kind::Extend {
            return None;
        }
        let holds = self.holds.iter().filter(|hold| hold.status.stands());
        let data = self.preservations.iter().filter(|kept| kept.status.stands());
        let ends = holds.map(|hold| hold.until).chain(data.map(|kept| kept.until)).min()?;
        let answered_by = self.answered_by(self.content.urgency, terms, at)?;
        if answered_by < ends {
            return None;
        }
        let is_in_time = |urgency: &Urgency| {
            !urgency.is_emergency() && self.answered_by(*urgency, terms, at).is_some_and(|due| due < ends)
        };
        Some(Late {
            answered_by,
            ends,
            fits: Urgency::ALL.iter().rev().copied().find(is_in_time),
        })
    }

    /// Until when every target has its outcome, by what is promised of `urgency` to a request issued at `at`.
    fn answered_by(&self, urgency: Urgency, terms: Terms<'_>, at: Time) -> Option<Time> {
        let content = Content {
            urgency,
            ..self.content.clone()
        };
        let request = Self {
            content,
            ..self.clone()
        };
        let kind = ClockKind::Execution;
        let clock = clock_of(&request, kind, terms.recipient, terms.promises, Origin::Issue, at)?;
        let Deadline { due, .. } = clock.clock.deadline();
        Some(*due)
    }
}
