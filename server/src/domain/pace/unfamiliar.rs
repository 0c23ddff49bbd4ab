//! Whether somebody acts from a device or a country that is new to them.

use jiff::SignedDuration;

use super::Limits;
use crate::domain::people::Factor;
use crate::domain::values::{Country, Time};

/// Where a call comes from that says no country, though a proxy of ours was to say it: the code of CLDR for an unknown
/// region. It is new to whoever was never there, so that nobody is let through for hiding.
pub const NOWHERE: &str = "ZZ";

/// What is new to who acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unfamiliar {
    /// The device.
    pub device: bool,
    /// The country.
    pub country: bool,
}

/// What was known when somebody signed in, or last confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrived {
    /// Since when the person is known to use the device; nothing where it is not known at all.
    pub device: Option<Time>,
    /// From which country, and since when the person is known to call from there.
    pub country: Option<(Country, Time)>,
}

impl Unfamiliar {
    /// Whether anything is.
    pub const fn is_any(self) -> bool {
        self.device || self.country
    }

    /// What is new at `now` to somebody who signed in as `arrived` says, by `factor`, and calls from `country`; no country
    /// is asked where nothing tells it. In the demonstration everybody is anybody, from anywhere.
    pub fn of(arrived: Arrived, factor: Factor, country: Option<Country>, limits: &Limits, now: Time) -> Self {
        if factor.is_of_demonstration() {
            return Self::default();
        }
        let span = SignedDuration::from_hours(i64::from(limits.bounded().unfamiliar_for));
        let is_new = |since: Time| now.since(since) < span;
        Self {
            device: arrived.device.is_none_or(is_new),
            country: country.is_some_and(|here| {
                let known = arrived.country.filter(|(there, _)| *there == here);
                known.is_none_or(|(_, since)| is_new(since))
            }),
        }
    }
}
