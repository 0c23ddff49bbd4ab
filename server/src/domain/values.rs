//! Plain values that every rule uses: instants, dates, countries, zones, text that people typed.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// An instant in microseconds since 1970-01-01T00:00:00Z. Stored as BIGINT, so that it sorts and compares the same
/// on both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(i64);

impl Time {
    /// The instant `micros` microseconds after the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The same instant for calendar work. Instants beyond jiff's range stop at its edge.
    pub fn timestamp(self) -> jiff::Timestamp {
        let edge = if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(edge)
    }

    /// `duration` later (or earlier, where negative); stops at the edge of the range.
    pub fn plus(self, duration: SignedDuration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(micros))
    }

    /// How long after `earlier` this is; negative where it is before.
    pub fn since(self, earlier: Self) -> SignedDuration {
        SignedDuration::from_micros(self.0.saturating_sub(earlier.0))
    }

    /// RFC 3339 in UTC with milliseconds, as leaves and packets print it: `2026-11-22T16:00:00.000Z`.
    pub fn rfc3339_millis(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
    }

    /// The end of `date` in `zone`: the instant at which the next day begins there. Nothing at the edge of the calendar.
    pub fn end_of(date: Date, zone: &Zone) -> Option<Self> {
        let next = date.tomorrow().ok()?.to_zoned(zone.time_zone()).ok()?;
        Some(next.timestamp().into())
    }

    /// The civil date of this instant in `zone`.
    pub fn date_in(self, zone: &Zone) -> Date {
        self.timestamp().to_zoned(zone.time_zone()).date()
    }
}

impl From<jiff::Timestamp> for Time {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }
}

/// An IANA time zone by name, such as `Europe/Lisbon`. Only names the zone database knows can be made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(String);

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// For calendar work. A name that a later zone database dropped reads as UTC.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)
    }
}

impl FromStr for Zone {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        TimeZone::get(text).map_err(|_| Malformed("time zone"))?;
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Zone {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}

/// A country or territory by its ISO 3166-1 alpha-2 code, upper case, such as `PT`; or `EU`, `UN` for bodies above states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The two letters.
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Country {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([*a, *b])),
            _ => Err(Malformed("country")),
        }
    }
}

impl TryFrom<String> for Country {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

/// A stored or typed value that is not of its form; names the form, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {0}")]
pub struct Malformed(pub &'static str);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_print_milliseconds_in_utc() {
        assert_eq!(
            Time::from_micros(1_795_363_200_123_456).rfc3339_millis(),
            "2026-11-22T16:00:00.123Z"
        );
    }

    #[test]
    fn zones_and_countries_are_known_or_refused() {
        assert!("Europe/Lisbon".parse::<Zone>().is_ok());
        assert!("Europe/Lisboa".parse::<Zone>().is_err());
        assert_eq!("PT".parse::<Country>().map(|c| c.to_string()), Ok("PT".to_owned()));
        for bad in ["pt", "PRT", "", "P1", "ÜT"] {
            assert!(bad.parse::<Country>().is_err(), "{bad}");
        }
    }
}
