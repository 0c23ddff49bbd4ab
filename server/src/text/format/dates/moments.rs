//! One moment in several places: where the reader is, where others are, and in UTC.

use icu::calendar::Gregorian;
use icu::time::DateTime;
use jiff::civil::Date;

use crate::domain::values::{Time, Zone};
use crate::text::Words;

use super::{UTC, in_zone, says_utc};

impl Words {
    /// One moment where each of `zones` is, and in UTC: `25 Feb 2027, 03:00 Berlin · 10:00 Singapore · 02:00 UTC`. The
    /// first place is the reader's own. Others repeat the date only where it is another there; a place named before is
    /// not named again.
    pub fn moment(&self, time: Time, zones: &[&Zone]) -> String {
        let dates = &self.formats.dates;
        self.in_places(
            time,
            zones,
            |zone| self.date_time(time, zone),
            |at| dates.short_date_time.format(&at).to_string(),
            |at| dates.time.format(&at).to_string(),
        )
    }

    /// As [`Words::moment`], with the weekday and to the second. For what must be exact.
    pub fn moment_seconds(&self, time: Time, zones: &[&Zone]) -> String {
        let dates = &self.formats.dates;
        self.in_places(
            time,
            zones,
            |zone| self.date_time_seconds(time, zone),
            |at| dates.date_time_seconds.format(&at).to_string(),
            |at| dates.time_seconds.format(&at).to_string(),
        )
    }

    /// As [`Words::moment`], with the weekday, and without the year where it is that of `now`. For what is due.
    pub fn day_moment(&self, time: Time, zones: &[&Zone], now: Time) -> String {
        let dates = &self.formats.dates;
        self.in_places(
            time,
            zones,
            |zone| self.day_time(time, zone, now),
            |at| dates.short_date_time.format(&at).to_string(),
            |at| dates.time.format(&at).to_string(),
        )
    }

    /// `time`, already in words of `zone`, with the place that zone is named after.
    pub fn at_place(&self, time: String, zone: &Zone) -> String {
        let place = self.zone_city(zone.name());
        if place == UTC {
            return says_utc(time);
        }
        self.ta("site.moment.at", [("time", time), ("place", place)])
    }

    fn in_places(
        &self,
        time: Time,
        zones: &[&Zone],
        whole: impl Fn(&Zone) -> String,
        other_day: impl Fn(DateTime<Gregorian>) -> String,
        same_day: impl Fn(DateTime<Gregorian>) -> String,
    ) -> String {
        let utc = Zone::utc();
        let mut told: Vec<&str> = Vec::new();
        let mut first_day: Option<Date> = None;
        let mut parts = Vec::new();
        for zone in zones.iter().copied().chain([&utc]) {
            if told.contains(&zone.name()) {
                continue;
            }
            told.push(zone.name());
            let here = time.date_in(zone);
            let said = match first_day {
                Some(day) if day == here => same_day(in_zone(time, zone)),
                // At the turn of the year each place has its own.
                Some(day) if day.year() == here.year() => other_day(in_zone(time, zone)),
                Some(_) | None => whole(zone),
            };
            first_day = first_day.or(Some(here));
            parts.push(self.at_place(said, zone));
        }
        let join =
            |first: String, second: String| self.ta("site.moment.beside", [("first", first), ("second", second)]);
        parts.into_iter().reduce(join).unwrap_or_default()
    }
}
