//! Following money that had left before it could be frozen (domain §3: `moved_before` suggests a FLASH to the next
//! exchange, with the hops carried over). It begins a draft; nothing is sent by itself.

use std::collections::BTreeMap;

use crate::domain::actor::Actor;
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::Urgency;
use crate::domain::ids::OrganisationId;

use super::acts::Act;
use super::flows::{Flow, MOST_FLOWS};
use super::kinds::Kind;
use super::request::{Content, Movement, Request, Target};

/// What is said of a hop, in the language of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Why the next exchange cannot wait.
    pub reason: String,
    /// Where the address that was reached comes from. It names nobody: the next exchange reads it.
    pub source: String,
}

impl Target {
    /// Where its money went, if its answer names an address on a chain: only that could be a target in its turn.
    pub fn reached(&self) -> Option<&Movement> {
        let answer = self.answer.as_ref().filter(|answer| answer.outcome.tells_movement())?;
        let moved = answer.movement.as_ref()?;
        (!moved.destination.is_empty() && !self.chain.is_empty()).then_some(moved)
    }
}

impl Request {
    /// The target at `position` and where its money went, if `actor` may follow it from here.
    ///
    /// # Errors
    /// As [`Request::may`] of asking elsewhere; or the answer names no address on a chain that could be a target.
    pub fn may_follow_funds(&self, actor: &Actor, position: u32) -> Result<(&Target, &Movement), Refusal> {
        self.may(Act::AskElsewhere, actor)?;
        let target = self.target(position)?;
        let reached = target.reached().ok_or(Refusal::NotNow(NotNow::NothingElsewhere))?;
        Ok((target, reached))
    }

    /// The target at `position`, if `actor` may ask anew for it alone: of another exchange, or of the same once more.
    ///
    /// # Errors
    /// As [`Request::may`] of asking elsewhere; or the target is not left open.
    pub fn may_ask_anew(&self, actor: &Actor, position: u32) -> Result<&Target, Refusal> {
        self.may(Act::AskElsewhere, actor)?;
        let target = self.target(position)?;
        let is_open = self.elsewhere().any(|open| open.id == target.id);
        is_open
            .then_some(target)
            .ok_or(Refusal::NotNow(NotNow::NothingElsewhere))
    }

    /// Whether `actor` may ask another exchange about all that was left open and that no answer says where to ask for.
    ///
    /// # Errors
    /// As [`Request::may`] of asking elsewhere; or each target leads somewhere of its own.
    pub fn may_ask_together(&self, actor: &Actor) -> Result<(), Refusal> {
        self.may(Act::AskElsewhere, actor)?;
        match self.elsewhere_together().next() {
            Some(_) => Ok(()),
            None => Err(Refusal::NotNow(NotNow::TargetByTarget)),
        }
    }

    /// What is asked of `recipient`, whom the money of `target` reached as `moved` says: a freeze, as a flash, with the
    /// hop after those told before. What was explained of the first exchange and its targets is not said of the next.
    pub fn onward(&self, recipient: OrganisationId, target: &Target, moved: &Movement, hop: &Hop) -> Content {
        let mut flows = self.content.flows.clone();
        flows.truncate(MOST_FLOWS - 1);
        flows.push(Flow::told(target, moved));
        Content {
            kind: Kind::Freeze,
            recipient,
            urgency: Urgency::Flash,
            urgency_reason: hop.reason.clone(),
            why_recipient: String::new(),
            flows,
            exceptions: BTreeMap::new(),
            ..self.content.clone()
        }
    }
}
