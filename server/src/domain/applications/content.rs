//! What an applicant says of the organisation, and of who is to be its first administrator.

use serde::{Deserialize, Serialize};

use crate::domain::actor::{OrganisationKind, Role};
use crate::domain::clocks::{Hours, WorkingWeek};
use crate::domain::organisations::Holiday;
use crate::domain::values::{Country, Zone};

/// Who is to be the first administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Administrator {
    /// As on the badge.
    pub name: String,
    /// The official mailbox, at one of the domains.
    pub email: String,
    /// Badge number or position.
    pub position: String,
}

impl Administrator {
    /// The role in which the first person of an organisation of this kind is invited. Where a kind has no administrators
    /// it is the one role there is.
    pub const fn role(kind: OrganisationKind) -> Role {
        match kind {
            OrganisationKind::Agency => Role::AgencyAdmin,
            OrganisationKind::Exchange => Role::ExchangeAdmin,
            OrganisationKind::Coordinator => Role::Coordinator,
            OrganisationKind::Oversight => Role::Auditor,
            OrganisationKind::Platform => Role::Operator,
        }
    }
}

/// What an applicant said. Nothing of it is known to be true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// What it would be here for.
    pub kind: OrganisationKind,
    /// Its jurisdiction.
    pub country: Country,
    /// What everybody calls it.
    pub name: String,
    /// What stands in its register or statute.
    pub legal_name: String,
    /// The register in which it stands, or the authority it belongs to.
    pub authority: String,
    /// Its number there, or the law it is founded on.
    pub authority_reference: String,
    /// Its official mail domains, each in the form in which it is compared.
    pub domains: Vec<String>,
    /// The number that was typed in. Nobody calls it.
    pub switchboard: String,
    /// Where that number is said to be found.
    pub switchboard_found: String,
    /// Where its days begin and end.
    pub zone: Zone,
    /// Its working days.
    pub week: WorkingWeek,
    /// Opening hours; nothing is all day.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// Its holidays.
    pub holidays: Vec<Holiday>,
    /// Languages it works in, as BCP 47 tags, the preferred one first.
    pub languages: Vec<String>,
    /// Who is to be invited first.
    pub administrator: Administrator,
}
