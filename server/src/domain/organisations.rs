//! Organisations: who may act at all, and when their desks work.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::actor::{OrganisationKind, words};
use super::clocks::{Calendar, Hours, WorkingWeek};
use super::ids::OrganisationId;
use super::values::{Country, Time, Zone};

words! {
    /// Whether an organisation takes part.
    Standing("standing of an organisation") {
        /// Not verified yet; nobody of it may sign in.
        Pending = "pending",
        /// Verified.
        Active = "active",
        /// Stopped for now; its people cannot act (security S27).
        Suspended = "suspended",
    }
}

/// An agency, an exchange, a desk, an inspectorate, or the platform itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Which.
    pub id: OrganisationId,
    /// What it is here for.
    pub kind: OrganisationKind,
    /// Where it is.
    pub country: Country,
    /// What everybody calls it.
    pub name: String,
    /// What stands in its register or statute.
    pub legal_name: String,
    /// When its desk works. Holidays are in [`Organisation::holidays`] too, with their names.
    pub calendar: Calendar,
    /// The names of its holidays.
    pub holidays: Vec<Holiday>,
    /// Languages it works in, as BCP 47 tags, the preferred one first.
    pub languages: Vec<String>,
    /// The number one calls back (domain §1): found independently, never typed in by who is called.
    pub switchboard: Option<String>,
    /// Whether it takes part.
    pub standing: Standing,
    /// When the platform verified it.
    pub verified_at: Option<Time>,
}

/// A day on which an organisation does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// In the organisation's zone.
    pub on: Date,
    /// Its name by language tag; at least English.
    pub names: BTreeMap<String, String>,
}

impl Holiday {
    /// Its name in `language`, else in English, else whatever there is.
    pub fn name(&self, language: &str) -> &str {
        self.names
            .get(language)
            .or_else(|| self.names.get("en"))
            .or_else(|| self.names.values().next())
            .map_or("", String::as_str)
    }
}

/// What makes up a calendar of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Where its days begin and end.
    pub zone: Zone,
    /// Its working days.
    pub week: WorkingWeek,
    /// Opening hours; nothing is all day.
    pub hours: Option<Hours>,
}

impl Desk {
    /// The calendar with these holidays.
    pub fn calendar(self, holidays: &[Holiday]) -> Calendar {
        let Self { zone, week, hours } = self;
        Calendar {
            zone,
            week,
            holidays: holidays.iter().map(|holiday| holiday.on).collect(),
            hours,
        }
    }
}

impl Organisation {
    /// Whether its people may act (S27).
    pub fn may_act(&self) -> bool {
        may_act(self.standing)
    }

    /// Whether every member finds it in the directory: who can ask, be asked or coordinate, and takes part.
    pub fn is_listed(&self) -> bool {
        self.may_act() && LISTED.contains(&self.kind)
    }
}

/// Kinds of organisations in the directory of members.
pub const LISTED: &[OrganisationKind] = &[
    OrganisationKind::Agency,
    OrganisationKind::Exchange,
    OrganisationKind::Coordinator,
];

/// Whether people of an organisation of this standing may act (S27).
pub fn may_act(standing: Standing) -> bool {
    match standing {
        Standing::Active => true,
        Standing::Pending | Standing::Suspended => false,
    }
}
