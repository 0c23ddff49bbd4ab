//! What one organisation sets, and the bounds that the platform sets to that.

use serde::{Deserialize, Serialize};

use crate::domain::actor::{Actor, OrganisationKind, Role, words};
use crate::domain::change::{Change, Fault, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::OrganisationId;
use crate::domain::needs::PACE;
use crate::domain::values::Time;

words! {
    /// One thing that an organisation sets.
    Limit("limit") {
        /// So many of an officer's first issued requests are looked at twice.
        FirstRequests = "first_requests",
        /// So many requests one officer sends for approval in a day.
        SentPerOfficer = "sent_per_officer",
        /// So many all of the organisation send.
        SentPerOrganisation = "sent_per_organisation",
        /// So many flash and emergency requests one officer sends: what is always urgent is believed by nobody, and a stolen
        /// account presses first (domain §3, §8).
        Pressing = "pressing",
        /// For so many hours a device or a country is new to somebody.
        UnfamiliarFor = "unfamiliar_for",
    }
}

impl Limit {
    /// The least an organisation may set, and the most: what protects is never switched off. No source states a number.
    pub const fn bounds(self) -> (u32, u32) {
        match self {
            Self::FirstRequests => (1, 20),
            Self::SentPerOfficer => (1, 100),
            Self::SentPerOrganisation => (1, 1_000),
            Self::Pressing => (1, 10),
            // A week.
            Self::UnfamiliarFor => (1, 168),
        }
    }

    /// What holds where nobody set anything. Five that cannot wait let an officer follow one theft over five exchanges in a
    /// night; who needs more has a colleague send them, and a second pair of eyes on why.
    pub const fn default(self) -> u32 {
        match self {
            Self::FirstRequests => 3,
            Self::SentPerOfficer => 20,
            Self::SentPerOrganisation => 100,
            Self::Pressing => 5,
            Self::UnfamiliarFor => 24,
        }
    }
}

/// What one organisation has set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// [`Limit::FirstRequests`].
    pub first_requests: u32,
    /// [`Limit::SentPerOfficer`].
    pub sent_per_officer: u32,
    /// [`Limit::SentPerOrganisation`].
    pub sent_per_organisation: u32,
    /// [`Limit::Pressing`].
    pub pressing: u32,
    /// [`Limit::UnfamiliarFor`], in hours.
    pub unfamiliar_for: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(Limit::default)
    }
}

impl Limits {
    /// Each as `of` says.
    pub fn of(of: impl Fn(Limit) -> u32) -> Self {
        Self {
            first_requests: of(Limit::FirstRequests),
            sent_per_officer: of(Limit::SentPerOfficer),
            sent_per_organisation: of(Limit::SentPerOrganisation),
            pressing: of(Limit::Pressing),
            unfamiliar_for: of(Limit::UnfamiliarFor),
        }
    }

    /// What `limit` is set to.
    pub const fn get(&self, limit: Limit) -> u32 {
        match limit {
            Limit::FirstRequests => self.first_requests,
            Limit::SentPerOfficer => self.sent_per_officer,
            Limit::SentPerOrganisation => self.sent_per_organisation,
            Limit::Pressing => self.pressing,
            Limit::UnfamiliarFor => self.unfamiliar_for,
        }
    }

    /// The same within the bounds: what an earlier version allowed counts no further than this one does.
    #[must_use]
    pub fn bounded(self) -> Self {
        Self::of(|limit| {
            let (least, most) = limit.bounds();
            self.get(limit).clamp(least, most)
        })
    }

    /// What lies out of the bounds, by the word of the limit.
    pub fn faults(&self) -> Vec<Fault> {
        let out = Limit::ALL.iter().filter(|limit| {
            let (least, most) = limit.bounds();
            !(least..=most).contains(&self.get(**limit))
        });
        out.map(|limit| limit.out_of_bounds()).collect()
    }
}

impl Limit {
    /// That what was typed lies out of the bounds.
    pub fn out_of_bounds(self) -> Fault {
        let (least, most) = self.bounds();
        Fault::new(self.code(), "between")
            .with("least", least)
            .with("most", most)
    }
}

/// What an organisation has set, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Whose.
    pub organisation: OrganisationId,
    /// What that is: only agencies send.
    pub kind: OrganisationKind,
    /// What is set.
    pub limits: Limits,
    /// Counts changes; nothing was set before the first.
    pub version: i64,
}

impl Pace {
    /// Of an organisation that has set nothing.
    pub fn of(organisation: OrganisationId, kind: OrganisationKind) -> Self {
        Self {
            organisation,
            kind,
            limits: Limits::default(),
            version: 0,
        }
    }
}

/// Who sets it.
pub const SETTING: &[Role] = &[Role::AgencyAdmin];

impl Pace {
    /// Whether `actor` may know what is set: who leads the agency, and the verifiers.
    ///
    /// # Errors
    /// Unseen: it is no agency, or another's.
    pub fn may_read(&self, actor: &Actor) -> Result<(), Refusal> {
        let own = self.organisation == actor.organisation
            && (actor.roles.has(Role::Supervisor) || actor.roles.has(Role::AgencyAdmin));
        if self.kind == OrganisationKind::Agency && (own || actor.roles.has(Role::Verifier)) {
            Ok(())
        } else {
            Err(Refusal::Unseen)
        }
    }

    /// Whether `actor` may set it: the administrator of the agency itself.
    ///
    /// # Errors
    /// As [`Pace::may_read`], the wrong role, or no passkey.
    pub fn may_set(&self, actor: &Actor) -> Result<(), Refusal> {
        self.may_read(actor)?;
        actor.has_any(SETTING)?.in_organisation(self.organisation)?;
        actor.has_means(PACE).map(|_| ())
    }

    /// The administrator sets it anew. Nothing where it is as it was.
    ///
    /// # Errors
    /// As [`Pace::may_set`], unconfirmed, stale, or out of the bounds.
    pub fn set(self, actor: &Actor, version: i64, limits: Limits, at: Time) -> Result<Option<Change<Self>>, Refusal> {
        self.may_set(actor)?;
        actor.has_confirmed(PACE)?;
        if version != self.version {
            return Err(Refusal::Stale);
        }
        Refusal::unless_empty(limits.faults())?;
        if limits == self.limits {
            return Ok(None);
        }
        let after = Self {
            limits,
            version: self.version + 1,
            ..self
        };
        let event = Event::PaceChanged {
            from: self.limits,
            to: limits,
        };
        Ok(Some(Change::of(self, after, event, actor, at)))
    }
}
