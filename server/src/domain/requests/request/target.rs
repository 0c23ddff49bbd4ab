//! What a request is about, target by target, and what the exchange says of each.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::cases::indicators::{ChecksumState, NoTag};
use crate::domain::ids::{HoldId, IndicatorId, PersonId, PreservationId, TargetId};
use crate::domain::indicators::IndicatorKind;
use crate::domain::money::{Asset, Units};
use crate::domain::values::Time;

use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::Confidence;
use crate::domain::requests::outcomes::Outcome;

use super::Found;

/// An indicator inside a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: TargetId,
    /// Its place, from 1; the asker and the exchange both say "target 3".
    pub position: u32,
    /// The indicator of the case it was made from.
    pub indicator: Option<IndicatorId>,
    /// The kind of indicator, such as `address`.
    pub what: String,
    /// The chain by name; empty where the indicator has none.
    pub chain: String,
    /// Its canonical form.
    pub value: String,
    /// Destination tag or memo.
    pub tag: String,
    /// That the asker says it has no tag, though its chain has them.
    pub no_tag: Option<NoTag>,
    /// Whether a checksum stands behind it, as it was first given: the canonical form does not tell.
    pub checksum: ChecksumState,
    /// Which asset is expected there.
    pub asset: Option<Asset>,
    /// At most this much; also what is expected.
    pub amount: Option<Units>,
    /// The transaction that brought it there.
    pub txid: String,
    /// How sure the asker is.
    pub confidence: Confidence,
    /// Where the asker has it from.
    pub source: String,
    /// The hold it is about, for requests that follow another.
    pub hold: Option<HoldId>,
    /// The preservation it is about, for requests that follow another.
    pub preservation: Option<PreservationId>,
    /// The exchange's answer.
    pub answer: Option<Answer>,
    /// Whether that answer is to be given anew, since it is disputed or the request was opened again for it.
    pub anew: bool,
}

impl Target {
    /// What the answer of a release that stands let go already: nothing where there is none.
    pub(in crate::domain) fn let_go_before(&self) -> Units {
        let released = self
            .answer
            .as_ref()
            .filter(|answer| answer.outcome == Outcome::Released);
        released
            .and_then(|answer| answer.let_go.first())
            .map_or(Units::ZERO, |part| part.amount)
    }

    /// Why it must be compared with its source character by character: its form has no checksum, or the rules of its chain
    /// are not known here. Nothing where its checksum holds, or it is no address.
    pub fn compared_by_eye(&self) -> Option<ChecksumState> {
        let kind: IndicatorKind = self.what.parse().ok()?;
        self.checksum.by_eye(kind)
    }
}

/// What the exchange says of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The coded outcome.
    pub outcome: Outcome,
    /// The ground, where refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// In words, beside the code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// A stable pseudonym of the account.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub account: String,
    /// What is held, per asset; of a release what stays held, which follows from what it let go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// Placed at, to the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Time>,
    /// Held, extended or preserved until.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// When and where to the assets went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement: Option<Movement>,
    /// More is held than the cap, since it cannot be divided; the note says why.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indivisible: bool,
    /// What is held gets free by it, in whole or in part, and whoever answered said so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub frees: bool,
    /// What it let go, per asset. Of a release who answers says so, or nothing where it is what was asked; of any other
    /// answer it follows from what was held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub let_go: Vec<Held>,
    /// The other company.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entity: String,
    /// By what the account was found, and what was found there.
    #[serde(default, skip_serializing_if = "Found::is_empty")]
    pub found: Found,
    /// When it was answered.
    pub at: Time,
    /// Who answered.
    pub by: PersonId,
}

impl Answer {
    /// An answer of which only the outcome is said.
    pub const fn of(outcome: Outcome, at: Time, by: PersonId) -> Self {
        Self {
            outcome,
            ground: None,
            note: String::new(),
            account: String::new(),
            held: Vec::new(),
            placed_at: None,
            until: None,
            movement: None,
            indivisible: false,
            frees: false,
            let_go: Vec::new(),
            entity: String::new(),
            found: Found {
                match_basis: None,
                relied_on: None,
                lines: Vec::new(),
                limits: BTreeSet::new(),
                review_at: None,
            },
            at,
            by,
        }
    }

    /// A target refused on `ground`, with what was said beside it.
    pub(in crate::domain) fn refused(ground: Ground, note: String, at: Time, by: PersonId) -> Self {
        Self {
            ground: Some(ground),
            note,
            ..Self::of(Outcome::Refused, at, by)
        }
    }
}

/// An amount of an asset in an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// Of what.
    pub asset: Asset,
    /// How much.
    pub amount: Units,
}

/// Where assets went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    /// When.
    pub at: Time,
    /// By which transaction.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub txid: String,
    /// To which address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub destination: String,
    /// To which exchange, if known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exchange: String,
}
