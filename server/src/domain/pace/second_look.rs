//! What is looked at twice before it is issued: decided as it is sent, and kept with the request, so that it never flips
//! while supervisors look at it.

use serde::{Deserialize, Serialize};

use super::{Limits, Unfamiliar};
use crate::domain::actor::words;

words! {
    /// Why a request is looked at twice.
    Why("reason of a second look") {
        /// It is one of the first of its author.
        FirstRequests = "first_requests",
        /// It was sent from a device that is new to who sent it.
        NewDevice = "new_device",
        /// Or from such a country.
        NewCountry = "new_country",
    }
}

/// A second look at one request: each approver has spoken with the officer, and there are two of them where the agency
/// has two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondLook {
    /// Why, at least one reason, in the order of [`Why::ALL`].
    pub why: Vec<Why>,
    /// How many approve it: 2, or 1 where no more could.
    pub approvals: u8,
}

impl SecondLook {
    /// The second look at what is sent by an officer of whom `issued` requests were issued, from somewhere as familiar as
    /// `unfamiliar` says, where `able` colleagues could approve it. Nothing where there is no reason.
    pub fn of(issued: u64, limits: &Limits, unfamiliar: Unfamiliar, able: usize) -> Option<Self> {
        let holds = |why: Why| match why {
            Why::FirstRequests => issued < u64::from(limits.bounded().first_requests),
            Why::NewDevice => unfamiliar.device,
            Why::NewCountry => unfamiliar.country,
        };
        let why: Vec<Why> = Why::ALL.iter().copied().filter(|why| holds(*why)).collect();
        (!why.is_empty()).then_some(Self {
            why,
            approvals: if able >= 2 { 2 } else { 1 },
        })
    }
}
