//! What the word of the exchange does to preservations: by an answer, of its own accord, or with a withdrawal. Every
//! change goes through [`Measure::may_touch`].

use crate::domain::actor::Actor;
use crate::domain::change::{Change, Refusal};
use crate::domain::events::Event;
use crate::domain::holds::LiftReason;
use crate::domain::ids::PreservationId;
use crate::domain::measures::Measure;
use crate::domain::preservations::{Preservation, PreservationStatus};
use crate::domain::values::Time;

use super::answers::check_until;
use super::clockwork::made;
use super::outcomes::Outcome;
use super::request::{Answer, Request, Target};

impl Request {
    /// The preservation `id`, if it belongs to this request.
    ///
    /// # Errors
    /// Unseen: there is none.
    pub fn kept(&self, id: PreservationId) -> Result<&Preservation, Refusal> {
        self.preservations
            .iter()
            .find(|kept| kept.id == id)
            .ok_or(Refusal::Unseen)
    }

    /// The preservations a target is about: those placed on it, or the one it names; the last placed comes last.
    pub fn preservations_of(&self, target: &Target) -> impl Iterator<Item = &Preservation> {
        let (id, named) = (target.id, target.preservation);
        self.preservations
            .iter()
            .filter(move |kept| kept.target == id || Some(kept.id) == named)
    }

    /// The data that an earlier answer keeps of `target` and that is still kept.
    pub fn data_standing_on(&self, target: &Target) -> impl Iterator<Item = &Preservation> {
        let id = target.id;
        self.preservations
            .iter()
            .filter(move |kept| kept.target == id && kept.status.stands())
    }

    /// The exchange keeps data longer of its own accord.
    ///
    /// # Errors
    /// Not the keeper's responder, it has ended, or the end is not later or too far.
    pub fn extend_preservation(
        self,
        actor: &Actor,
        id: PreservationId,
        until: Time,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        let kept = self.kept(id)?;
        kept.keeps_longer(actor)?;
        check_until(until, kept.until.max(at), at)?;
        let mut after = self.clone();
        change(&mut after, actor, id, |kept| kept.extended(until, at))?;
        let event = Event::PreservationExtended {
            preservation: id,
            until,
        };
        Ok(made(self, after, event, actor, at))
    }

    /// The exchange lets data go of its own accord and says why.
    ///
    /// # Errors
    /// Not the keeper's responder, it has ended, or the reason is not the exchange's to give.
    pub fn lift_preservation(
        self,
        actor: &Actor,
        id: PreservationId,
        reason: LiftReason,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.kept(id)?.lets_go(actor)?;
        reason.must_be_own()?;
        let mut after = self.clone();
        let event = release(&mut after, actor, id, reason, at)?;
        Ok(made(self, after, event, actor, at))
    }

    /// The exchange states that a preservation ran out: only after its end, and only by its word.
    ///
    /// # Errors
    /// Not the keeper's responder, or its end has not come.
    pub fn lapse_preservation(self, actor: &Actor, id: PreservationId, at: Time) -> Result<Change<Self>, Refusal> {
        self.kept(id)?.lapses(actor)?;
        let mut after = self.clone();
        change(&mut after, actor, id, |kept| {
            kept.ended(PreservationStatus::Lapsed, None, at)
        })?;
        let event = Event::PreservationLapsed { preservation: id };
        Ok(made(self, after, event, actor, at))
    }
}

/// What a new answer does to the data that the one before kept: it stays the same preservation, with its new end, or it is
/// let go, as with holds ([`super::anew`]).
///
/// # Errors
/// Unseen: it is not the actor's to touch.
pub(super) fn settle(
    after: &mut Request,
    actor: &Actor,
    target: &Target,
    answer: &Answer,
    at: Time,
) -> Result<Vec<Event>, Refusal> {
    let earlier: Vec<Preservation> = after.data_standing_on(target).cloned().collect();
    let mut events = Vec::new();
    for Preservation { id, until: old, .. } in earlier {
        let preservation = id;
        match answer.until.filter(|_| keeps(answer)) {
            None => events.push(release(after, actor, id, LiftReason::AnsweredAnew, at)?),
            Some(until) if until > old => {
                change(after, actor, id, |kept| kept.extended(until, at))?;
                events.push(Event::PreservationExtended { preservation, until });
            }
            Some(until) if until < old => {
                change(after, actor, id, |kept| kept.drawn_nearer(until, at))?;
                events.push(Event::PreservationChanged { preservation, until });
            }
            Some(_) => {}
        }
    }
    Ok(events)
}

/// Whether data is kept under `answer`.
pub(super) fn keeps(answer: &Answer) -> bool {
    answer.outcome == Outcome::Preserved
}

/// What was answered as preserved is kept from now on, until the end that was named; nothing where the data of an earlier
/// answer is kept on.
pub(super) fn place(after: &mut Request, actor: &Actor, target: &Target, answer: &Answer) -> Option<Event> {
    let until = answer.until?;
    if after.data_standing_on(target).next().is_some() {
        return None;
    }
    let id = PreservationId::new(answer.at);
    after.preservations.push(Preservation {
        id,
        request: after.id,
        target: target.id,
        position: target.position,
        holder: actor.organisation,
        asker: after.asker,
        status: PreservationStatus::Kept,
        placed_at: answer.at,
        end_named_at: None,
        until,
        lift_reason: None,
        ended_at: None,
    });
    Some(Event::PreservationPlaced {
        preservation: id,
        position: target.position,
        until,
    })
}

/// What an extension or release does to the preservation its target names.
///
/// # Errors
/// Unseen: it is not the actor's to touch.
pub(super) fn change_named(
    after: &mut Request,
    actor: &Actor,
    id: PreservationId,
    answer: &Answer,
    at: Time,
) -> Result<Option<Event>, Refusal> {
    if answer.outcome == Outcome::Extended
        && let Some(until) = answer.until
    {
        change(after, actor, id, |kept| kept.extended(until, at))?;
        return Ok(Some(Event::PreservationExtended {
            preservation: id,
            until,
        }));
    }
    if answer.outcome == Outcome::Released {
        return release(after, actor, id, LiftReason::AskedByAsker, at).map(Some);
    }
    Ok(None)
}

/// The data is let go, and why.
///
/// # Errors
/// Unseen: it is not the actor's to touch.
pub(super) fn release(
    after: &mut Request,
    actor: &Actor,
    id: PreservationId,
    reason: LiftReason,
    at: Time,
) -> Result<Event, Refusal> {
    change(after, actor, id, |kept| {
        kept.ended(PreservationStatus::Released, Some(reason), at)
    })?;
    Ok(Event::PreservationReleased {
        preservation: id,
        reason,
    })
}

/// Changes a preservation by the word of `actor`.
///
/// # Errors
/// Unseen: the request has none of that id, or it is not the actor's to touch.
pub(super) fn change(
    request: &mut Request,
    actor: &Actor,
    id: PreservationId,
    change: impl FnOnce(Preservation) -> Preservation,
) -> Result<(), Refusal> {
    let kept = request
        .preservations
        .iter_mut()
        .find(|kept| kept.id == id)
        .ok_or(Refusal::Unseen)?;
    kept.may_touch(actor)?;
    *kept = change(kept.clone());
    Ok(())
}
