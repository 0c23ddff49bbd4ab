//! Cases: what one agency works on, with its facts, its indicators and the requests made from them (domain §2).
//!
//! [`Case`] is the life cycle; [`typed`] reads what people write into [`Facts`]; [`indicators`] are the addresses,
//! transactions and accounts of a case, each with where it came from and how far that can be trusted.

mod countries;
pub mod indicators;
mod offence;
pub mod pasted;
pub mod tags;
pub mod typed;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::actor::{Actor, Role, words};
use super::change::{Change, NotNow, Refusal};
use super::events::Event;
use super::ids::{CaseId, OrganisationId, PersonId};
use super::requests::Loss;
use super::values::{Country, Time};

pub use countries::countries;
pub use indicators::{
    Additions, Batch, Evaluation, Given, Indicator, IndicatorKey, InformationGrade, Observed, SourceGrade, TypedBatch,
};
pub use offence::Offence;
pub use typed::Typed;

words! {
    /// Where a case stands (domain §2).
    Status("status of case") {
        /// Opened; nobody has begun.
        Open = "open",
        /// Being worked.
        Active = "active",
        /// Nothing to do until something new comes up.
        Dormant = "dormant",
        /// Over: read, not changed.
        Closed = "closed",
        /// Kept for as long as the law asks.
        Archived = "archived",
        /// Its content is gone; that there was a case stays.
        Purged = "purged",
    }
}

impl Status {
    /// Whether the case is worked: facts, indicators and requests may still be added.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Open | Self::Active | Self::Dormant => true,
            Self::Closed | Self::Archived | Self::Purged => false,
        }
    }

    /// The life cycle as a table: the statuses a person may bring the case to from here, and who may. Whoever works a
    /// case may let it rest; ending it, and undoing that, is the supervisor's. Nobody purges by hand: retention does.
    pub const fn steps(self) -> &'static [(Self, &'static [Role])] {
        match self {
            Self::Open => &[
                (Self::Active, WORKERS),
                (Self::Dormant, WORKERS),
                (Self::Closed, SUPERVISORS),
            ],
            Self::Active => &[(Self::Dormant, WORKERS), (Self::Closed, SUPERVISORS)],
            Self::Dormant => &[(Self::Active, WORKERS), (Self::Closed, SUPERVISORS)],
            Self::Closed => &[(Self::Active, SUPERVISORS), (Self::Archived, SUPERVISORS)],
            Self::Archived => &[(Self::Closed, SUPERVISORS)],
            Self::Purged => &[],
        }
    }

    /// Whether the step to `to` must say why: ending a case, and undoing that, is what others ask about later.
    pub fn needs_reason(self, to: Self) -> bool {
        let step = self.steps().iter().find(|(next, _)| *next == to);
        step.is_some_and(|(_, roles)| !roles.contains(&Role::Officer))
    }
}

/// Who works cases.
pub const WORKERS: &[Role] = &[Role::Officer, Role::Supervisor];
const SUPERVISORS: &[Role] = &[Role::Supervisor];

/// What people write of a case. Made by [`Typed::read`] only from what is acceptable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What the agency calls it, in a line.
    pub title: String,
    /// What is suspected.
    pub offence: Offence,
    /// What happened, neutrally.
    pub summary: String,
    /// First day of the offence, where known.
    pub from: Option<Date>,
    /// Last day of the offence, where known; not before the first.
    pub to: Option<Date>,
    /// What was lost, one line an asset.
    pub losses: Vec<Loss>,
    /// Victims by country of residence: counts only.
    pub victims: BTreeMap<Country, u32>,
}

/// A case of one agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its id, also in its URL.
    pub id: CaseId,
    /// The agency it belongs to. Nobody else knows of it.
    pub owner: OrganisationId,
    /// The agency's own file reference, or one we minted; unique within the agency.
    pub reference: String,
    /// What is written of it.
    pub facts: Facts,
    /// Where it stands.
    pub status: Status,
    /// How many indicators it has; the next one gets the number after.
    pub indicators: u32,
    /// Who opened it.
    pub opened_by: PersonId,
    /// When.
    pub opened_at: Time,
    /// When anything of it last changed.
    pub updated_at: Time,
    /// Counts changes of facts and status; a change made from an older version is refused.
    pub version: i64,
}

impl Case {
    /// Whether `actor` may open a case: whoever works cases, for the own agency.
    pub fn may_open(actor: &Actor) -> Result<PersonId, Refusal> {
        actor.has_any(WORKERS)?;
        // Cases are opened by people: the clock has no roles, so this cannot be reached by it.
        actor.person.ok_or(Refusal::NeedsRole(WORKERS))
    }

    /// A new case of the actor's agency.
    pub fn open(id: CaseId, reference: String, facts: Facts, actor: &Actor, at: Time) -> Result<Change<Self>, Refusal> {
        let opened_by = Self::may_open(actor)?;
        let event = Event::CaseOpened {
            reference: reference.clone(),
        };
        let case = Self {
            id,
            owner: actor.organisation,
            reference,
            facts,
            status: Status::Open,
            indicators: 0,
            opened_by,
            opened_at: at,
            updated_at: at,
            version: 1,
        };
        Ok(Change::new(case, event, actor, at))
    }

    /// Whether the case is worked: requests may be drafted in it.
    pub fn is_open(&self) -> bool {
        self.status.is_open()
    }

    /// Whether `actor` may work on the case now: change its facts, add indicators, draft requests.
    pub fn may_work(&self, actor: &Actor) -> Result<(), Refusal> {
        self.is_worked_by(actor)?;
        if self.is_open() {
            Ok(())
        } else {
            Err(Refusal::NotNow(NotNow::CaseClosed))
        }
    }

    /// The facts become `facts`, unless somebody changed the case since `version` was read.
    pub fn revise(self, facts: Facts, version: i64, actor: &Actor, at: Time) -> Result<Change<Self>, Refusal> {
        self.may_work(actor)?;
        self.is_at(version)?;
        let after = Self {
            facts,
            updated_at: at,
            version: self.version.saturating_add(1),
            ..self.clone()
        };
        Ok(Change::of(self, after, Event::CaseChanged, actor, at))
    }

    /// Whether `actor` may bring the case to `to` now.
    pub fn may_become(&self, to: Status, actor: &Actor) -> Result<(), Refusal> {
        self.is_worked_by(actor)?;
        let step = self.status.steps().iter().find(|(next, _)| *next == to);
        match step {
            Some((_, roles)) => actor.has_any(roles).map(|_| ()),
            None => Err(Refusal::NotNow(self.why_not(to))),
        }
    }

    /// The case comes to `to`, unless somebody changed it since `version` was read.
    pub fn become_status(
        self,
        to: Status,
        reason: &str,
        version: i64,
        actor: &Actor,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.may_become(to, actor)?;
        self.is_at(version)?;
        let reason = reason.trim();
        if reason.is_empty() && self.status.needs_reason(to) {
            return Err(Refusal::field("reason", "required"));
        }
        let event = Event::CaseStatusChanged {
            from: self.status.code().to_owned(),
            to: to.code().to_owned(),
            reason: reason.to_owned(),
        };
        let after = Self {
            status: to,
            updated_at: at,
            version: self.version.saturating_add(1),
            ..self.clone()
        };
        Ok(Change::of(self, after, event, actor, at))
    }

    fn is_worked_by(&self, actor: &Actor) -> Result<(), Refusal> {
        actor.in_organisation(self.owner)?.has_any(WORKERS).map(|_| ())
    }

    fn is_at(&self, version: i64) -> Result<(), Refusal> {
        if self.version == version {
            Ok(())
        } else {
            Err(Refusal::Stale)
        }
    }

    /// Why there is no step to `to`.
    fn why_not(&self, to: Status) -> NotNow {
        match to {
            Status::Open | Status::Active | Status::Dormant => {
                if self.is_open() {
                    NotNow::AlreadyStarted
                } else {
                    NotNow::CaseClosed
                }
            }
            Status::Closed => NotNow::CaseClosed,
            Status::Archived | Status::Purged => {
                if self.is_open() {
                    NotNow::NotOver
                } else {
                    NotNow::Over
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
