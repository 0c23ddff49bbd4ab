//! What the asker writes into a request.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::clocks::Urgency;
use crate::domain::holds::Order;
use crate::domain::ids::{LegalBasisId, OrganisationId, PersonId};
use crate::domain::money::{Asset, Fiat, Units};
use crate::domain::values::Country;

use crate::domain::requests::flows::Flow;
use crate::domain::requests::kinds::{AtExpiry, DataKind, Kind, ReleaseReason, Route, Scope, Tlp};
use crate::domain::requests::undertakings::Undertaking;

/// More targets than this are several requests: an exchange answers each by hand.
pub const MOST_TARGETS: usize = 100;

/// What the asker writes. It changes only while the request is a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// What is asked.
    pub kind: Kind,
    /// Direct, or through an authority.
    pub route: Route,
    /// The exchange.
    pub recipient: OrganisationId,
    /// Why this exchange.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why_recipient: String,
    /// Who answers for the author when the author is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<PersonId>,
    /// How pressing.
    pub urgency: Urgency,
    /// Why it cannot wait; needed for flash and emergency.
    pub urgency_reason: String,
    /// Where the asker answers a call at once; needed for flash and emergency.
    pub callback: String,
    /// The authoritative language, as a BCP 47 tag.
    pub language: String,
    /// The version of the legal basis.
    pub basis: LegalBasisId,
    /// How much of an account.
    pub scope: Scope,
    /// Why no amount caps it, where none does.
    pub uncapped_reason: String,
    /// Until the end of this day, in the asker's zone.
    pub until: Option<Date>,
    /// When the order is expected.
    pub order_expected_on: Option<Date>,
    /// From which court.
    pub order_court: String,
    /// What to do at the end.
    pub at_expiry: AtExpiry,
    /// A neutral summary in about five lines.
    pub facts: String,
    /// How the funds moved, in the order in which they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<Flow>,
    /// ICCS code of the offence.
    pub offence: String,
    /// Victims by country of residence: counts only.
    pub victims: BTreeMap<Country, u32>,
    /// What was lost.
    pub losses: Vec<Loss>,
    /// Data that is (also) wanted.
    pub data: Vec<DataWanted>,
    /// How far the recipient may pass it on.
    pub tlp: Tlp,
    /// Do not tell the customer before this day has ended.
    pub secret_until: Option<Date>,
    /// On which basis the customer must not be told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub secret_basis: String,
    /// What the asker undertakes.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub undertakings: BTreeSet<Undertaking>,
    /// Why a release is asked.
    pub release_reason: Option<ReleaseReason>,
    /// Explained exceptions of the quality gate: check → explanation.
    pub exceptions: BTreeMap<String, String>,
}

impl Content {
    /// The order that is to make binding what it asks to hold.
    pub fn order(&self) -> Order {
        Order {
            expected_on: self.order_expected_on,
            court: self.order_court.clone(),
        }
    }
}

/// What was lost, in one asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loss {
    /// Of what.
    pub asset: Asset,
    /// How much.
    pub amount: Units,
    /// Its value, where told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Fiat>,
}

/// One kind of data with its period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataWanted {
    /// What.
    pub kind: DataKind,
    /// From this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// To the end of this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl DataKind {
    /// Whether it tells what happened, day by day, so that it is asked for a period. What an exchange has on file of a
    /// customer is asked as it stands; a period of it may be named, and none is needed.
    pub const fn is_of_period(self) -> bool {
        match self {
            Self::BalancesAt | Self::Ledger | Self::FiatRails | Self::LoginIpDevice | Self::TravelRule => true,
            Self::Existence
            | Self::KycBasic
            | Self::KycDocuments
            | Self::Contact
            | Self::LinkedAccounts
            | Self::AddressAttribution => false,
        }
    }
}

/// Records are kept for five years at least (FATF Recommendation 11): asking for more is asking for what may be gone.
const YEARS_KEPT: i16 = 5;

impl DataWanted {
    /// Whether its period is one that lies behind `today` or ends with it: what is to come nobody can hand over.
    pub fn is_over(&self, today: Date) -> bool {
        !self.is_reversed() && self.from.max(self.to).is_none_or(|last| last <= today)
    }

    /// Whether its period ends before it begins.
    pub fn is_reversed(&self) -> bool {
        self.from.zip(self.to).is_some_and(|(from, to)| from > to)
    }

    /// Whether it says from when, where it is of a period, and asks for no more than must be kept; one without a last day
    /// goes up to `today`.
    pub fn is_bounded(&self, today: Date) -> bool {
        let Some(from) = self.from else {
            return !self.kind.is_of_period();
        };
        let kept = jiff::Span::new().years(YEARS_KEPT);
        from.checked_add(kept)
            .is_ok_and(|last| self.to.unwrap_or(today) <= last)
    }
}
