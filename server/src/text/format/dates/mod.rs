//! Dates and times. All in the Gregorian calendar and by 24 hours; months are named by words, since 03/04 is two
//! different days on two sides of an ocean.

mod moments;
#[cfg(test)]
mod tests;

use icu::calendar::Gregorian;
use icu::datetime::fieldsets::{E, MD, MDE, MDET, MDT, T, YMD, YMDE, YMDET, YMDT};
use icu::datetime::options::{Length, YearStyle};
use icu::datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use icu::locale::Locale;
use icu::time::DateTime;
use jiff::civil;
use jiff_icu::ConvertFrom as _;

use super::built_in;
use crate::domain::values::{Time, Zone};
use crate::text::Words;

type Form<Fields> = FixedCalendarDateTimeFormatter<Gregorian, Fields>;

/// The forms of dates and times of one language.
pub(super) struct Dates {
    date: Form<YMD>,
    long_date: Form<YMDE>,
    short_date: Form<MD>,
    weekday: Form<E>,
    time: Form<T>,
    time_seconds: Form<T>,
    date_time: Form<YMDT>,
    date_time_seconds: Form<YMDET>,
    short_date_time: Form<MDT>,
    day_time: Form<MDET>,
    full_day_time: Form<YMDET>,
}

impl Dates {
    pub(super) fn new(locale: &Locale, length: Length) -> Self {
        let by = DateTimeFormatterPreferences::from(locale);
        let year = YearStyle::Full;
        let date = YMD::for_length(length).with_year_style(year);
        let full_date = YMDE::for_length(length).with_year_style(year);
        let short_date = MD::for_length(length);
        Self {
            date: built_in(Form::try_new(by, date)),
            long_date: built_in(Form::try_new(by, YMDE::long().with_year_style(year))),
            short_date: built_in(Form::try_new(by, short_date)),
            weekday: built_in(Form::try_new(by, E::long())),
            time: built_in(Form::try_new(by, T::hm())),
            time_seconds: built_in(Form::try_new(by, T::hms())),
            date_time: built_in(Form::try_new(by, date.with_time_hm())),
            date_time_seconds: built_in(Form::try_new(by, full_date.with_time_hms())),
            short_date_time: built_in(Form::try_new(by, short_date.with_time_hm())),
            day_time: built_in(Form::try_new(by, MDE::for_length(length).with_time_hm())),
            full_day_time: built_in(Form::try_new(by, full_date.with_time_hm())),
        }
    }
}

impl Words {
    /// A date: `22 Nov 2026`.
    pub fn date(&self, date: civil::Date) -> String {
        self.formats.dates.date.format(&at_midnight(date)).to_string()
    }

    /// A date with its weekday, spelled out: `Sunday, 22 November 2026`.
    pub fn date_long(&self, date: civil::Date) -> String {
        self.formats.dates.long_date.format(&at_midnight(date)).to_string()
    }

    /// A date as it is told on `today`: `22 Nov`, or where it is of another year `22 Nov 2027`.
    pub fn date_short(&self, date: civil::Date, today: civil::Date) -> String {
        if date.year() != today.year() {
            return self.date(date);
        }
        self.formats.dates.short_date.format(&at_midnight(date)).to_string()
    }

    /// A day of the week: `Sunday`.
    pub fn weekday(&self, date: civil::Date) -> String {
        self.formats.dates.weekday.format(&at_midnight(date)).to_string()
    }

    /// The time of day in `zone`: `16:00`.
    pub fn time(&self, time: Time, zone: &Zone) -> String {
        self.formats.dates.time.format(&in_zone(time, zone)).to_string()
    }

    /// Date and time in `zone`: `22 Nov 2026, 16:00`. The page says which zone.
    pub fn date_time(&self, time: Time, zone: &Zone) -> String {
        self.formats.dates.date_time.format(&in_zone(time, zone)).to_string()
    }

    /// Weekday, date and time to the second in `zone`: `Sun, 22 Nov 2026, 16:00:00`. For what must be exact.
    pub fn date_time_seconds(&self, time: Time, zone: &Zone) -> String {
        self.formats
            .dates
            .date_time_seconds
            .format(&in_zone(time, zone))
            .to_string()
    }

    /// Date and time in `zone` as they are told at `now`: `22 Nov, 16:00`, or where they are of another year
    /// `22 Nov 2027, 16:00`.
    pub fn date_time_short(&self, time: Time, zone: &Zone, now: Time) -> String {
        if !is_this_year(time, zone, now) {
            return self.date_time(time, zone);
        }
        self.formats
            .dates
            .short_date_time
            .format(&in_zone(time, zone))
            .to_string()
    }

    /// As [`Words::date_time_short`], with the weekday: `Sun 22 Nov, 16:00`, `Mon, 22 Nov 2027, 16:00`. For what is due.
    pub fn day_time(&self, time: Time, zone: &Zone, now: Time) -> String {
        let dates = &self.formats.dates;
        let here = in_zone(time, zone);
        if is_this_year(time, zone, now) {
            dates.day_time.format(&here).to_string()
        } else {
            dates.full_day_time.format(&here).to_string()
        }
    }

    /// As [`Words::date_time`], in UTC and saying so: `22 Nov 2026, 16:00 UTC`.
    pub fn utc(&self, time: Time) -> String {
        says_utc(self.date_time(time, &Zone::utc()))
    }

    /// As [`Words::date_time_seconds`], in UTC and saying so: `Sun, 22 Nov 2026, 16:00:00 UTC`.
    pub fn utc_seconds(&self, time: Time) -> String {
        says_utc(self.date_time_seconds(time, &Zone::utc()))
    }
}

/// Whether `time` is of the same year as `now` in `zone`: then the year is plain.
fn is_this_year(time: Time, zone: &Zone, now: Time) -> bool {
    time.date_in(zone).year() == now.date_in(zone).year()
}

/// UTC has the same name in every language.
const UTC: &str = "UTC";

/// A no-break space, so that a time does not part from its zone.
fn says_utc(time: String) -> String {
    time + "\u{a0}" + UTC
}

fn in_zone(time: Time, zone: &Zone) -> DateTime<Gregorian> {
    gregorian(time.timestamp().to_zoned(zone.time_zone()).datetime())
}

fn at_midnight(date: civil::Date) -> DateTime<Gregorian> {
    gregorian(date.at(0, 0, 0, 0))
}

fn gregorian(civil: civil::DateTime) -> DateTime<Gregorian> {
    let iso = DateTime::convert_from(civil);
    DateTime {
        date: iso.date.to_calendar(Gregorian),
        time: iso.time,
    }
}
