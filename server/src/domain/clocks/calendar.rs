//! Whose working days: the week, holidays and hours of an organisation in its own zone.
//!
//! How working days are counted:
//! - Counting starts at the given instant. The end is the same local time of day on the Nth working day after that day.
//! - Where that day is no working day, counting starts at midnight with which the next working day begins, so that the
//!   recipient has N whole working days. (Saturday noon plus one working day ends when Monday ends.)
//! - What counts from midnight ends with the Nth working day itself, and no day off after it is given away. (Saturday
//!   noon plus five working days ends when Friday ends; so does Monday midnight plus five.)
//! - Opening hours neither lengthen nor shorten a day: they say when a desk answers, not what a day is.
//! - A local time that the clocks jump over reads as much later; one that comes twice reads as the first, unless that
//!   were before the start.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::civil::{self, Date, Weekday};
use serde::{Deserialize, Serialize};

use super::{Span, Step};
use crate::domain::actor::words;
use crate::domain::values::{Malformed, Time, Zone};

/// How many skipped days a step names before it only counts the rest.
const SKIPPED_NAMED: usize = 40;

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "mon"),
    (Weekday::Tuesday, "tue"),
    (Weekday::Wednesday, "wed"),
    (Weekday::Thursday, "thu"),
    (Weekday::Friday, "fri"),
    (Weekday::Saturday, "sat"),
    (Weekday::Sunday, "sun"),
];

/// The weekdays on which an organisation works: at least one. Stored as text, such as `mon,tue,wed,thu,fri`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WorkingWeek(u8);

impl WorkingWeek {
    /// Monday to Friday.
    pub const MONDAY_TO_FRIDAY: Self = Self(0b001_1111);
    /// Sunday to Thursday, as in much of the Gulf.
    pub const SUNDAY_TO_THURSDAY: Self = Self(0b100_1111);
    /// All seven days.
    pub const EVERY_DAY: Self = Self(0b111_1111);

    /// The week with these working days.
    ///
    /// # Errors
    /// [`Malformed`] where there is none: no promise in working days could ever end.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Result<Self, Malformed> {
        match days.into_iter().fold(0, |week, day| week | bit(day)) {
            0 => Err(Malformed("working week")),
            week => Ok(Self(week)),
        }
    }

    /// Whether `day` is a working day.
    pub fn has(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// The working days, from Monday on.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        WEEKDAYS
            .into_iter()
            .map(|(day, _)| day)
            .filter(move |day| self.has(*day))
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.to_monday_zero_offset()
}

impl fmt::Display for WorkingWeek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes = WEEKDAYS
            .into_iter()
            .filter(|(day, _)| self.has(*day))
            .map(|(_, code)| code);
        f.write_str(&codes.collect::<Vec<_>>().join(","))
    }
}

impl FromStr for WorkingWeek {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let days: Option<Vec<Weekday>> = text
            .split(',')
            .map(|code| WEEKDAYS.into_iter().find(|(_, c)| *c == code).map(|(day, _)| day))
            .collect();
        Self::of(days.ok_or(Malformed("working week"))?)
    }
}

impl TryFrom<String> for WorkingWeek {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<WorkingWeek> for String {
    fn from(week: WorkingWeek) -> Self {
        week.to_string()
    }
}

/// Opening hours of a working day, local time. Midnight as the closing time is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "OpenClose", into = "OpenClose")]
pub struct Hours {
    opens: civil::Time,
    closes: civil::Time,
}

impl Hours {
    /// Open from `opens` until just before `closes`.
    ///
    /// # Errors
    /// [`Malformed`] where it would close before it opens: a desk over midnight has no hours here, but works every day.
    pub fn new(opens: civil::Time, closes: civil::Time) -> Result<Self, Malformed> {
        if opens < closes || closes == civil::Time::midnight() {
            Ok(Self { opens, closes })
        } else {
            Err(Malformed("opening hours"))
        }
    }

    /// When the desk opens, local time.
    pub fn opens(self) -> civil::Time {
        self.opens
    }

    /// When it closes, local time; midnight is the end of the day.
    pub fn closes(self) -> civil::Time {
        self.closes
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenClose {
    opens: civil::Time,
    closes: civil::Time,
}

impl TryFrom<OpenClose> for Hours {
    type Error = Malformed;
    fn try_from(OpenClose { opens, closes }: OpenClose) -> Result<Self, Malformed> {
        Self::new(opens, closes)
    }
}

impl From<Hours> for OpenClose {
    fn from(Hours { opens, closes }: Hours) -> Self {
        Self { opens, closes }
    }
}

words! {
    /// Why a day is no working day.
    DayOff("kind of day off") {
        /// Outside the working week.
        Weekend = "weekend",
        /// A holiday on what would be a working day.
        Holiday = "holiday",
    }
}

/// A day that did not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skipped {
    /// The day, in the organisation's zone.
    pub on: Date,
    /// Why.
    pub why: DayOff,
}

/// When an organisation works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Where its days begin and end.
    pub zone: Zone,
    /// Its working days.
    pub week: WorkingWeek,
    /// Its holidays, as days in `zone`.
    #[serde(default)]
    pub holidays: BTreeSet<Date>,
    /// Its opening hours; `None` is all day.
    #[serde(default)]
    pub hours: Option<Hours>,
}

impl Calendar {
    /// Every day, all day, no holidays.
    pub fn round_the_clock(zone: Zone) -> Self {
        Self {
            zone,
            week: WorkingWeek::EVERY_DAY,
            holidays: BTreeSet::new(),
            hours: None,
        }
    }

    /// Why `date` is no working day; `None` where it is one.
    pub fn day_off(&self, date: Date) -> Option<DayOff> {
        if !self.week.has(date.weekday()) {
            Some(DayOff::Weekend)
        } else if self.holidays.contains(&date) {
            Some(DayOff::Holiday)
        } else {
            None
        }
    }

    /// Where `span` from `start` ends, with the steps that lead there.
    pub(in crate::domain) fn after(&self, start: Time, span: Span) -> (Time, Vec<Step>) {
        let due = match span {
            Span::Minutes { count } => start.plus(SignedDuration::from_mins(i64::from(count))),
            Span::Hours { count } => start.plus(SignedDuration::from_hours(i64::from(count))),
            Span::Days { count } => self.days_after(start, count),
            Span::WorkingDays { count } => return self.working_days_after(start, count),
        };
        (due, vec![Step::Plus { span }])
    }

    fn days_after(&self, start: Time, count: u16) -> Time {
        let (today, time) = self.local(start);
        let date = today.saturating_add(jiff::Span::new().days(i64::from(count)));
        self.instant(date, time).max(start)
    }

    fn working_days_after(&self, start: Time, count: u16) -> (Time, Vec<Step>) {
        let (mut date, mut time) = self.local(start);
        let mut steps = Vec::new();
        if self.day_off(date).is_some() {
            let mut skipped = SkippedDays::default();
            date = self.working_day_from(date, &mut skipped);
            time = civil::Time::midnight();
            steps.push(Step::NextWorkingDay {
                at: self.instant(date, time).max(start),
                skipped: skipped.named,
                more: skipped.more,
            });
        }
        let mut skipped = SkippedDays::default();
        // From midnight the first day counts whole, and the last ends with the midnight after it.
        let is_whole = time == civil::Time::midnight() && count > 0;
        for _ in 0..count - u16::from(is_whole) {
            let Ok(next) = date.tomorrow() else { break };
            date = self.working_day_from(next, &mut skipped);
        }
        if is_whole {
            date = date.tomorrow().unwrap_or(date);
        }
        steps.push(Step::WorkingDays {
            count,
            skipped: skipped.named,
            more: skipped.more,
        });
        (self.instant(date, time).max(start), steps)
    }

    /// The first working day from `date` on; the last day there is where none follows.
    fn working_day_from(&self, mut date: Date, skipped: &mut SkippedDays) -> Date {
        while let (Some(why), Ok(next)) = (self.day_off(date), date.tomorrow()) {
            skipped.push(Skipped { on: date, why });
            date = next;
        }
        date
    }

    /// The local day and time of day of an instant.
    pub(super) fn local(&self, at: Time) -> (Date, civil::Time) {
        let local = at.timestamp().to_zoned(self.zone.time_zone()).datetime();
        (local.date(), local.time())
    }

    /// The instant of a local time; stops at the edge of what can be dated.
    pub(super) fn instant(&self, date: Date, time: civil::Time) -> Time {
        let edge = if date.year() > 0 {
            Timestamp::MAX
        } else {
            Timestamp::MIN
        };
        let zoned = date.to_datetime(time).to_zoned(self.zone.time_zone());
        Time::from(zoned.map_or(edge, |zoned| zoned.timestamp()))
    }
}

#[derive(Default)]
struct SkippedDays {
    named: Vec<Skipped>,
    more: u32,
}

impl SkippedDays {
    fn push(&mut self, day: Skipped) {
        if self.named.len() < SKIPPED_NAMED {
            self.named.push(day);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests;
