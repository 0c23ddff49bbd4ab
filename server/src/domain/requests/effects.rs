//! What the word of the exchange does to holds. Every change goes through the hold's own [`Measure::may_touch`]; what it
//! does to preservations is in [`keeping`].

use crate::domain::actor::Actor;
use crate::domain::change::Refusal;
use crate::domain::events::Event;
use crate::domain::holds::{Claim, Hold, HoldStatus, LiftReason};
use crate::domain::ids::{ClaimId, HoldId};
use crate::domain::measures::Measure;
use crate::domain::money::{Asset, Units};
use crate::domain::values::Time;

use super::outcomes::Outcome;
use super::request::{Answer, Held, Request, Target};
use super::{anew, keeping};

/// What an answer does to holds and preservations.
///
/// # Errors
/// Unseen: one of them is not the actor's to touch.
pub(super) fn apply(
    after: &mut Request,
    actor: &Actor,
    target: &Target,
    answer: &Answer,
    at: Time,
) -> Result<Vec<Event>, Refusal> {
    let mut events = keeping::settle(after, actor, target, answer, at)?;
    events.extend(anew::settle(after, actor, target, answer, at)?);
    if answer.outcome.places_hold() {
        events.extend(place(after, actor, target, answer));
    } else if answer.outcome == Outcome::Preserved {
        events.extend(keeping::place(after, actor, target, answer));
    } else if let Some(kept) = target.preservation {
        events.extend(keeping::change_named(after, actor, kept, answer, at)?);
    } else {
        events.extend(change_named(after, actor, target, answer, at)?);
    }
    Ok(events)
}

/// What an extension or release does to the hold its target names.
fn change_named(
    after: &mut Request,
    actor: &Actor,
    target: &Target,
    answer: &Answer,
    at: Time,
) -> Result<Option<Event>, Refusal> {
    let Some(hold) = target.hold else { return Ok(None) };
    if answer.outcome == Outcome::Extended
        && let Some(until) = answer.until
    {
        change_hold(after, actor, hold, |held| held.extended(until, at))?;
        return Ok(Some(Event::HoldExtended { hold, until }));
    }
    if answer.outcome != Outcome::Released {
        return Ok(None);
    }
    let Some(left) = answer.held.first().filter(|left| !left.amount.is_zero()) else {
        return release(after, actor, hold, LiftReason::AskedByAsker, at).map(Some);
    };
    if after.held(hold)?.amount == left.amount {
        return Ok(None);
    }
    release_part(after, actor, hold, left.amount, LiftReason::AskedByAsker).map(Some)
}

/// A part of the hold is lifted, and why; so much is `left`, with the clock as it was.
///
/// # Errors
/// Unseen: it is not the actor's to touch.
pub(super) fn release_part(
    after: &mut Request,
    actor: &Actor,
    hold: HoldId,
    left: Units,
    reason: LiftReason,
) -> Result<Event, Refusal> {
    let held = after.held(hold)?;
    let (released, asset) = (held.amount.minus(left), held.asset.clone());
    change_hold(after, actor, hold, |held| held.reduced_to(left))?;
    Ok(Event::HoldPartlyReleased {
        hold,
        left,
        asset,
        released: Some(released),
        reason: Some(reason),
    })
}

/// The hold is lifted, and why.
///
/// # Errors
/// Unseen: it is not the actor's to touch.
pub(super) fn release(
    after: &mut Request,
    actor: &Actor,
    hold: HoldId,
    reason: LiftReason,
    at: Time,
) -> Result<Event, Refusal> {
    change_hold(after, actor, hold, |held| {
        held.ended(HoldStatus::Released, Some(reason), at)
    })?;
    Ok(Event::HoldReleased { hold, reason })
}

/// What is held from now on: one hold per asset, and where the account was empty one of nothing, which blocks it. None
/// where a hold of an earlier answer stands.
fn to_place(after: &Request, target: &Target, answer: &Answer) -> Vec<Held> {
    let standing: Vec<&Hold> = after.standing_on(target).collect();
    if answer.outcome == Outcome::FrozenZeroBalance {
        let told = answer.held.first().map(|held| &held.asset);
        let asset = target.asset.as_ref().or(told).cloned();
        let block = Held {
            asset: asset.unwrap_or_else(Asset::unnamed),
            amount: Units::ZERO,
        };
        let is_blocked = standing.iter().any(|hold| hold.is_block());
        return if is_blocked { Vec::new() } else { vec![block] };
    }
    let is_new = |held: &&Held| !held.amount.is_zero() && !standing.iter().any(|hold| hold.asset == held.asset);
    answer.held.iter().filter(is_new).cloned().collect()
}

/// A hold for each of [`to_place`].
fn place(after: &mut Request, actor: &Actor, target: &Target, answer: &Answer) -> Vec<Event> {
    let (Some(until), Some(placed_at)) = (answer.until, answer.placed_at) else {
        return Vec::new();
    };
    let mut events = Vec::new();
    let order = after.content.order();
    for held in to_place(after, target, answer) {
        let id = HoldId::new(answer.at);
        let claim = Claim {
            id: ClaimId::new(answer.at),
            organisation: after.asker,
            request: after.id,
            rank: 1,
            until,
            cap: target.amount,
            ended_at: None,
        };
        after.holds.push(Hold {
            id,
            request: after.id,
            target: target.id,
            position: target.position,
            holder: actor.organisation,
            asker: after.asker,
            asset: held.asset.clone(),
            amount: held.amount,
            frozen: held.amount,
            status: HoldStatus::Placed,
            placed_at,
            end_named_at: None,
            until,
            lift_reason: None,
            ended_at: None,
            order: order.clone(),
            claims: vec![claim],
        });
        events.push(Event::HoldPlaced {
            hold: id,
            position: target.position,
            amount: held.amount,
            asset: held.asset.clone(),
            until,
        });
    }
    events
}

/// Changes a hold by the word of `actor`.
///
/// # Errors
/// Unseen: the request has no such hold, or it is not the actor's to touch.
pub(super) fn change_hold(
    request: &mut Request,
    actor: &Actor,
    id: HoldId,
    change: impl FnOnce(Hold) -> Hold,
) -> Result<(), Refusal> {
    let hold = request
        .holds
        .iter_mut()
        .find(|hold| hold.id == id)
        .ok_or(Refusal::Unseen)?;
    hold.may_touch(actor)?;
    *hold = change(hold.clone());
    Ok(())
}
