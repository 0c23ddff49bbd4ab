//! The review after a flash or emergency request (domain §3): within three days of its issue somebody of the asking
//! agency looks at whether it was one. It is the agency's own affair; the exchange never learns of it.

use jiff::SignedDuration;

use crate::domain::actor::{Actor, words};
use crate::domain::change::{Change, NotNow, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::PersonId;
use crate::domain::values::Time;

use super::acts::Act;
use super::request::Request;

/// From issue to review. No source states a span: three days reach over a weekend, and the memory of the night is fresh.
pub const WITHIN: SignedDuration = SignedDuration::from_hours(72);

words! {
    /// What a review finds.
    Finding("finding") {
        /// It could not wait, and was sent as it should have been.
        Justified = "justified",
        /// There was a case, but not one for this urgency: "urgent" would have done.
        WrongUrgency = "justified_wrong_urgency",
        /// It should not have been sent so.
        NotJustified = "not_justified",
    }
}

impl Finding {
    /// Whether it must be explained, and is told to those it concerns: everything but that all was right.
    pub const fn finds_fault(self) -> bool {
        match self {
            Self::Justified => false,
            Self::WrongUrgency | Self::NotJustified => true,
        }
    }
}

/// The review that a request owes since its issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// By when.
    pub due: Time,
    /// When the clock told that nobody had done it.
    pub overdue_at: Option<Time>,
    /// What was found: once, and for good.
    pub found: Option<Found>,
    /// The active supervisors of the asker, as they stood when the request was read for somebody of theirs; not known
    /// otherwise.
    pub supervisors: Option<Vec<PersonId>>,
}

/// What somebody found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The coded finding.
    pub finding: Finding,
    /// In words.
    pub note: String,
    /// Who found it.
    pub by: PersonId,
    /// When.
    pub at: Time,
}

impl Review {
    /// What a request owes that is issued at `at`.
    pub fn after(at: Time) -> Self {
        Self {
            due: at.plus(WITHIN),
            overdue_at: None,
            found: None,
            supervisors: None,
        }
    }

    /// Whether it was due by `now` and nobody has done it.
    pub fn is_late(&self, now: Time) -> bool {
        self.found.is_none() && self.due <= now
    }
}

/// Whose hands a request went through before it was issued.
#[derive(Clone, Copy, Debug)]
pub struct Hands<'a> {
    /// Who wrote it as it was issued.
    pub author: PersonId,
    /// Who wrote any of it.
    pub writers: &'a [PersonId],
    /// Who approved it, in their order: the last issued it.
    pub approvers: &'a [PersonId],
}

impl Hands<'_> {
    /// Whether `actor` may review what went through these hands, where `supervisors` are the active ones of its agency.
    /// That is for a supervisor who neither wrote nor approved any of it. Only where the agency has none may an approver,
    /// and never who issued it: an agency of two supervisors would have nobody who can. Where it is not known who there
    /// is, no approver may.
    ///
    /// # Errors
    /// It is for somebody else to review.
    pub fn may_review(&self, actor: &Actor, supervisors: Option<&[PersonId]>) -> Result<(), Refusal> {
        let Some(person) = actor.person else {
            return Err(Refusal::OwnReview);
        };
        if self.is_uninvolved(person) {
            return Ok(());
        }
        let is_free = |known: &[PersonId]| known.iter().any(|other| self.is_uninvolved(*other));
        let nobody_else = supervisors.is_some_and(|known| !is_free(known));
        let is_earlier = self.approvers.contains(&person) && self.approvers.last() != Some(&person);
        if nobody_else && is_earlier && !self.wrote(person) {
            Ok(())
        } else {
            Err(Refusal::OwnReview)
        }
    }

    fn is_uninvolved(&self, person: PersonId) -> bool {
        !self.wrote(person) && !self.approvers.contains(&person)
    }

    fn wrote(&self, person: PersonId) -> bool {
        self.author == person || self.writers.contains(&person)
    }
}

impl Request {
    /// Who issued it: who gave the last approval that was needed.
    pub fn issuer(&self) -> Option<PersonId> {
        let last = self.approvals.last().map(|approval| approval.by);
        last.filter(|_| self.issued_at.is_some())
    }

    /// Whether `actor` may review it, by [`Hands::may_review`].
    pub(super) fn may_be_reviewed_by(&self, actor: &Actor) -> Result<(), Refusal> {
        // What owes none, or has had it, says so to everybody.
        if self.owes_review().is_err() {
            return Ok(());
        }
        let approvers: Vec<PersonId> = self.approvals.iter().map(|approval| approval.by).collect();
        let hands = Hands {
            author: self.author,
            writers: &self.writers,
            approvers: &approvers,
        };
        let supervisors = self.review.as_ref().and_then(|review| review.supervisors.as_deref());
        hands.may_review(actor, supervisors)
    }

    /// Whether its review was made by one of those who approved it: the record says so.
    pub fn is_reviewed_by_approver(&self) -> bool {
        let found = self.review.as_ref().and_then(|review| review.found.as_ref());
        found.is_some_and(|found| self.approvals.iter().any(|approval| approval.by == found.by))
    }

    /// Somebody else than those who sent it finds whether it was a case for its urgency. That is final.
    ///
    /// # Errors
    /// As [`Request::may`], stale, or a fault is found and not explained.
    pub fn reviewed(
        self,
        actor: &Actor,
        version: i64,
        finding: Finding,
        note: String,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.may(Act::Review, actor)?;
        self.at_version(version)?;
        if finding.finds_fault() && note.trim().is_empty() {
            return Err(Refusal::field("review_note", "required"));
        }
        let by = actor.person.ok_or(Refusal::Unseen)?;
        let mut after = self.clone();
        let review = after.review.as_mut().ok_or(Refusal::NotNow(NotNow::NoReview))?;
        review.found = Some(Found {
            finding,
            note: note.clone(),
            by,
            at,
        });
        let by_approver = after.is_reviewed_by_approver();
        let event = Event::Reviewed {
            finding,
            note,
            by_approver,
        };
        Ok(Change::of(self, after, event, actor, at))
    }

    /// A review that nobody did in time is told, once. It can still be done. Nothing otherwise.
    pub fn overdue_review(self, clockwork: &Actor, now: Time) -> Option<Change<Self>> {
        let mut after = self.clone();
        let review = after.review.as_mut()?;
        if !review.is_late(now) || review.overdue_at.is_some() {
            return None;
        }
        review.overdue_at = Some(now);
        let due = review.due;
        Some(Change::of(self, after, Event::ReviewOverdue { due }, clockwork, now))
    }

    /// Whether there is something left to review.
    pub(super) fn owes_review(&self) -> Result<(), Refusal> {
        match &self.review {
            None => Err(Refusal::NotNow(NotNow::NoReview)),
            Some(Review { found: Some(_), .. }) => Err(Refusal::NotNow(NotNow::Reviewed)),
            Some(Review { found: None, .. }) => Ok(()),
        }
    }
}
