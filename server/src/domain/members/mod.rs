//! What becomes of a member: roles, corrections, leaving, and standing still where nobody signed in.

pub mod administering;

use jiff::SignedDuration;

use administering::{keepers, may};

use crate::domain::actor::{Actor, OrganisationKind, Role, Roles};
use crate::domain::change::{Change, Fault, NotNow, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::PersonId;
use crate::domain::people::{Act, Person, Standing, fits};
use crate::domain::values::Time;

/// Whoever has not signed in for so long is stopped (CJIS AC-2(3); S13).
pub const IDLE_AFTER: SignedDuration = SignedDuration::from_hours(90 * 24);

/// So long before, their administrator is told.
pub const IDLE_TOLD: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Where a member works, as far as rules need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// What the organisation is.
    pub kind: OrganisationKind,
    /// The roles that somebody else active there has.
    pub held_by_others: Roles,
}

impl Place {
    /// Refuses where `person` is the last who has one of the roles that look after the organisation, and would have
    /// only `after`.
    fn is_kept(&self, person: &Person, after: Roles) -> Result<(), Refusal> {
        let is_last = |role: &Role| person.roles.has(*role) && !after.has(*role) && !self.held_by_others.has(*role);
        let is_counted = person.standing == Standing::Active;
        if is_counted && keepers(self.kind).iter().any(is_last) {
            return Err(Refusal::NotNow(NotNow::LastAdministrator));
        }
        Ok(())
    }
}

/// What stands on the badge, and the direct line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// As on the badge.
    pub name: String,
    /// Its number.
    pub badge: Option<String>,
    /// Direct line.
    pub phone: Option<String>,
}

impl Person {
    /// Whether `actor` may do `act` to this account now. Pages ask it before they show a button.
    ///
    /// # Errors
    /// As [`may`]; or the account is closed, or does not stand still.
    pub fn may(&self, act: Act, actor: &Actor, place: &Place, is_idle: bool) -> Result<Roles, Refusal> {
        let grantable = may(act, actor, self, place.kind)?;
        match (act, self.standing) {
            (_, Standing::Left) => Err(Refusal::NotNow(NotNow::HasLeft)),
            (Act::Reinstate, Standing::Suspended) if is_idle => Ok(grantable),
            (Act::Reinstate, Standing::Invited | Standing::Active | Standing::Suspended) => {
                Err(Refusal::NotNow(NotNow::NotIdle))
            }
            (Act::Leave, Standing::Invited | Standing::Active | Standing::Suspended) => {
                place.is_kept(self, Roles::default())?;
                Ok(grantable)
            }
            (
                Act::ChangeRoles | Act::Correct | Act::EndSessions | Act::Invite | Act::Resend | Act::Withdraw,
                Standing::Invited | Standing::Active | Standing::Suspended,
            ) => Ok(grantable),
        }
    }

    /// Other roles, from the next call on. Nothing where they are those the person has.
    ///
    /// # Errors
    /// As [`Person::may`]; roles that do not fit, or that the actor may not give; nobody would look after the
    /// organisation; not confirmed.
    pub fn change_roles(
        self,
        actor: &Actor,
        roles: Roles,
        place: &Place,
        at: Time,
    ) -> Result<Option<Change<Self>>, Refusal> {
        let grantable = self.may(Act::ChangeRoles, actor, place, false)?;
        fits(roles, place.kind)?;
        let changed = Role::ALL
            .iter()
            .filter(|role| roles.has(**role) != self.roles.has(**role));
        let faults = changed
            .clone()
            .filter(|role| !grantable.has(**role))
            .map(|_| Fault::new("roles", "not_yours_to_give"))
            .take(1)
            .collect();
        Refusal::unless_empty(faults)?;
        if changed.count() == 0 {
            return Ok(None);
        }
        place.is_kept(&self, roles)?;
        actor.has_confirmed(Act::ChangeRoles.needs())?;
        let event = Event::RolesChanged {
            from: self.roles.iter().collect(),
            to: roles.iter().collect(),
        };
        let after = Self { roles, ..self.clone() };
        Ok(Some(Change::of(self, after, event, actor, at)))
    }

    /// The roles that groups at the organisation's own provider give: the person does it by signing in there, and nobody else
    /// decides. Nothing where they are those the person has.
    pub fn follow_groups(self, roles: Roles, person: &Actor, at: Time) -> Option<Change<Self>> {
        if roles == self.roles {
            return None;
        }
        let event = Event::RolesFromGroups {
            from: self.roles.iter().collect(),
            to: roles.iter().collect(),
        };
        let after = Self { roles, ..self.clone() };
        Some(Change::of(self, after, event, person, at))
    }

    /// Name, badge and direct line as they are. Nothing where they are so already.
    ///
    /// # Errors
    /// As [`Person::may`]; not confirmed.
    pub fn correct(
        self,
        actor: &Actor,
        known: Known,
        place: &Place,
        at: Time,
    ) -> Result<Option<Change<Self>>, Refusal> {
        self.may(Act::Correct, actor, place, false)?;
        let Known { name, badge, phone } = known;
        let after = Self {
            name,
            badge,
            phone,
            ..self.clone()
        };
        if after == self {
            return Ok(None);
        }
        actor.has_confirmed(Act::Correct.needs())?;
        Ok(Some(Change::of(self, after, Event::PersonCorrected, actor, at)))
    }

    /// The account is closed; `handed` requests went to a colleague before, in the same transaction. The name stays
    /// where it stands.
    ///
    /// # Errors
    /// As [`Person::may`]; not confirmed.
    pub fn leave(self, actor: &Actor, handed: u32, place: &Place, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Leave, actor, place, false)?;
        actor.has_confirmed(Act::Leave.needs())?;
        let after = Self {
            standing: Standing::Left,
            ..self.clone()
        };
        Ok(Change::of(self, after, Event::PersonLeft { handed }, actor, at))
    }

    /// Opens the account of somebody who had not signed in for long.
    ///
    /// # Errors
    /// As [`Person::may`]; not confirmed.
    pub fn reinstate(
        self,
        actor: &Actor,
        reason: String,
        is_idle: bool,
        place: &Place,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.may(Act::Reinstate, actor, place, is_idle)?;
        actor.has_confirmed(Act::Reinstate.needs())?;
        let after = Self {
            standing: Standing::Active,
            ..self.clone()
        };
        Ok(Change::of(self, after, Event::PersonReinstated { reason }, actor, at))
    }

    /// The clock stops an account that nobody signed in to since `seen`; nothing where that is not so long ago, or where
    /// nobody could let the person in again: the last who keep the platform.
    pub fn stop_idle(self, seen: Time, place: &Place, clock: &Actor, at: Time) -> Option<Change<Self>> {
        let is_idle = self.standing == Standing::Active && at.since(seen) >= IDLE_AFTER;
        let is_spared = place.kind == OrganisationKind::Platform && place.is_kept(&self, Roles::default()).is_err();
        if !is_idle || is_spared {
            return None;
        }
        let after = Self {
            standing: Standing::Suspended,
            ..self.clone()
        };
        Some(Change::of(self, after, Event::PersonIdle { seen }, clock, at))
    }

    /// Whether the person could take over the open requests of a colleague, on the side that asks or is asked.
    pub fn may_take_over(&self, from: PersonId) -> bool {
        const ASKERS: &[Role] = &[Role::Officer, Role::Supervisor];
        let asks = ASKERS.iter().any(|role| self.roles.has(*role)) && self.standing == Standing::Active;
        self.id != from && (asks || self.may_handle())
    }
}

#[cfg(test)]
mod tests;
