//! Call-backs: which number was called, where it was found, whom one spoke to. A number that came with what is to be
//! checked proves nothing (domain §8).

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::domain::actor::words;
use crate::domain::change::Fault;
use crate::domain::indicators::IndicatorKind;
use crate::domain::values::Time;

/// The longest number as typed, in characters.
pub const LONGEST_NUMBER: usize = 40;

/// The longest reference or name of who was spoken to, in characters.
pub const LONGEST_SAID: usize = 300;

/// A call-back tells of the day it was made, not of last year.
pub const OLDEST_CALL: SignedDuration = SignedDuration::from_hours(24 * 30);

words! {
    /// Where the number was found that was called.
    NumberSource("source of a number") {
        /// The directory of this site.
        Directory = "directory",
        /// A printed or official directory of authorities.
        OfficialDirectory = "official_directory",
        /// The site of the government or of the authority above it.
        GovernmentSite = "government_site",
        /// The register of companies or of licences.
        Register = "register",
        /// The national desk or bureau of its country.
        NationalDesk = "national_desk",
        /// The application itself: proves nothing, and is refused.
        Application = "application",
    }
}

impl NumberSource {
    /// Whether the number was found without the help of whoever is to be checked.
    pub const fn is_independent(self) -> bool {
        match self {
            Self::Directory | Self::OfficialDirectory | Self::GovernmentSite | Self::Register | Self::NationalDesk => {
                true
            }
            Self::Application => false,
        }
    }
}

/// A call-back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Callback {
    /// The number, as one writes it: `+351 21 555 0134`.
    pub number: String,
    /// Where it was found.
    pub source: NumberSource,
    /// Where exactly: page, volume, address and day.
    pub reference: String,
    /// When it was called.
    pub called_at: Time,
    /// Whom one spoke to: name and office.
    pub spoke_to: String,
}

impl Callback {
    /// What is wrong with it at `now`.
    pub fn faults(&self, now: Time) -> Vec<Fault> {
        let mut faults = Vec::new();
        if digits(&self.number).is_none() {
            faults.push(Fault::new("number", "no_phone"));
        }
        if !self.source.is_independent() {
            faults.push(Fault::new("source", "number_of_application"));
        }
        if self.reference.is_empty() {
            faults.push(Fault::new("reference", "required"));
        }
        if self.called_at > now {
            faults.push(Fault::new("called_at", "in_the_future"));
        } else if now.since(self.called_at) > OLDEST_CALL {
            faults.push(Fault::new("called_at", "call_too_old"));
        }
        if self.spoke_to.is_empty() {
            faults.push(Fault::new("spoke_to", "required"));
        }
        faults
    }

    /// Whether it was `number` that was called, however either is written.
    pub fn reaches(&self, number: &str) -> bool {
        digits(&self.number).is_some_and(|called| Some(called) == digits(number))
    }
}

/// The number in the one form in which numbers are compared: `+` and digits. Nothing where it is no international number.
pub fn digits(number: &str) -> Option<String> {
    IndicatorKind::Phone.normalise(None, number).ok()
}
