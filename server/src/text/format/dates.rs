//! Dates and times. All in the Gregorian calendar and by 24 hours; months are named by words, since 03/04 is two
//! different days on two sides of an ocean.

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

    /// A date where the year is plain: `22 Nov`.
    pub fn date_short(&self, date: civil::Date) -> String {
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

    /// Date and time in `zone` where the year is plain: `22 Nov, 16:00`.
    pub fn date_time_short(&self, time: Time, zone: &Zone) -> String {
        self.formats
            .dates
            .short_date_time
            .format(&in_zone(time, zone))
            .to_string()
    }

    /// Weekday, date and time in `zone` where the year is plain: `Sun 22 Nov, 16:00`. For what is due.
    pub fn day_time(&self, time: Time, zone: &Zone) -> String {
        self.formats.dates.day_time.format(&in_zone(time, zone)).to_string()
    }

    /// One moment where each of `zones` is, and in UTC: `25 Feb 2027, 03:00 Berlin · 10:00 Singapore · 02:00 UTC`. The
    /// first place is the reader's own. Others repeat the date only where it is another there; a place named before is
    /// not named again.
    pub fn moment(&self, time: Time, zones: &[&Zone]) -> String {
        let dates = &self.formats.dates;
        self.in_places(
            time,
            zones,
            |at| dates.date_time.format(&at).to_string(),
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
            |at| dates.date_time_seconds.format(&at).to_string(),
            |at| dates.date_time_seconds.format(&at).to_string(),
            |at| dates.time_seconds.format(&at).to_string(),
        )
    }

    /// As [`Words::moment`], with the weekday and without the year, which is plain. For what is due.
    pub fn day_moment(&self, time: Time, zones: &[&Zone]) -> String {
        let dates = &self.formats.dates;
        self.in_places(
            time,
            zones,
            |at| dates.day_time.format(&at).to_string(),
            |at| dates.short_date_time.format(&at).to_string(),
            |at| dates.time.format(&at).to_string(),
        )
    }

    /// As [`Words::day_moment`], place by place. For a table, where each stands on a line.
    pub fn day_moments(&self, time: Time, zones: &[&Zone]) -> Vec<String> {
        let dates = &self.formats.dates;
        self.place_by_place(
            time,
            zones,
            |at| dates.day_time.format(&at).to_string(),
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
        whole: impl Fn(DateTime<Gregorian>) -> String,
        other_day: impl Fn(DateTime<Gregorian>) -> String,
        same_day: impl Fn(DateTime<Gregorian>) -> String,
    ) -> String {
        let parts = self.place_by_place(time, zones, whole, other_day, same_day);
        let join =
            |first: String, second: String| self.ta("site.moment.beside", [("first", first), ("second", second)]);
        parts.into_iter().reduce(join).unwrap_or_default()
    }

    fn place_by_place(
        &self,
        time: Time,
        zones: &[&Zone],
        whole: impl Fn(DateTime<Gregorian>) -> String,
        other_day: impl Fn(DateTime<Gregorian>) -> String,
        same_day: impl Fn(DateTime<Gregorian>) -> String,
    ) -> Vec<String> {
        let utc = Zone::utc();
        let mut told: Vec<&str> = Vec::new();
        let mut first_day = None;
        let mut parts = Vec::new();
        for zone in zones.iter().copied().chain([&utc]) {
            if told.contains(&zone.name()) {
                continue;
            }
            told.push(zone.name());
            let here = time.date_in(zone);
            let at = in_zone(time, zone);
            let said = match first_day {
                None => whole(at),
                Some(day) if day == here => same_day(at),
                Some(_) => other_day(at),
            };
            first_day = first_day.or(Some(here));
            parts.push(self.at_place(said, zone));
        }
        parts
    }

    /// As [`Words::date_time`], in UTC and saying so: `22 Nov 2026, 16:00 UTC`.
    pub fn utc(&self, time: Time) -> String {
        says_utc(self.date_time(time, &Zone::utc()))
    }

    /// As [`Words::date_time_seconds`], in UTC and saying so: `Sun, 22 Nov 2026, 16:00:00 UTC`.
    pub fn utc_seconds(&self, time: Time) -> String {
        says_utc(self.date_time_seconds(time, &Zone::utc()))
    }

    /// As [`Words::date_time_short`], in UTC and saying so: `22 Nov, 16:00 UTC`.
    pub fn utc_short(&self, time: Time) -> String {
        says_utc(self.date_time_short(time, &Zone::utc()))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    /// What `say` says in each language, no-break spaces as spaces.
    fn said(say: impl Fn(&Words) -> String) -> Vec<String> {
        Language::ALL
            .iter()
            .map(|language| say(language.words()).replace(['\u{a0}', '\u{202f}'], " "))
            .collect()
    }

    /// Monday 2 November 2026, 06:05:09 UTC.
    fn morning() -> Time {
        "2026-11-02T06:05:09.9Z"
            .parse::<jiff::Timestamp>()
            .expect("a time")
            .into()
    }

    #[test]
    fn dates_name_the_month_by_a_word() {
        let date = civil::date(2026, 11, 2);
        assert_eq!(
            said(|w| w.date(date)),
            ["2 Nov 2026", "2026年11月2日", "2 nov. 2026", "2 نوفمبر 2026"]
        );
        assert_eq!(
            said(|w| w.date_long(date)),
            [
                "Monday, 2 November 2026",
                "2026年11月2日星期一",
                "lundi 2 novembre 2026",
                "الاثنين، 2 نوفمبر 2026"
            ]
        );
        assert_eq!(said(|w| w.date_short(date)), ["2 Nov", "11月2日", "2 nov.", "2 نوفمبر"]);
        assert_eq!(said(|w| w.weekday(date)), ["Monday", "星期一", "lundi", "الاثنين"]);
    }

    #[test]
    fn times_are_of_the_zone_asked_for() {
        let singapore: Zone = "Asia/Singapore".parse().expect("a zone");
        assert_eq!(
            said(|w| w.time(morning(), &singapore)),
            ["14:05", "14:05", "14:05", "14:05"]
        );
        assert_eq!(
            said(|w| w.date_time(morning(), &singapore)),
            [
                "2 Nov 2026, 14:05",
                "2026年11月2日 14:05",
                "2 nov. 2026, 14:05",
                "2 نوفمبر 2026 في 14:05"
            ]
        );
        assert_eq!(
            said(|w| w.date_time_short(morning(), &singapore)),
            ["2 Nov, 14:05", "11月2日 14:05", "2 nov., 14:05", "2 نوفمبر في 14:05"]
        );
        assert_eq!(
            said(|w| w.day_time(morning(), &singapore)),
            [
                "Mon 2 Nov, 14:05",
                "11月2日周一 14:05",
                "lun. 2 nov., 14:05",
                "الاثنين، 2 نوفمبر في 14:05"
            ]
        );
    }

    #[test]
    fn a_zone_may_turn_the_day() {
        let ottawa: Zone = "America/Toronto".parse().expect("a zone");
        let night = "2026-11-02T03:00:00Z"
            .parse::<jiff::Timestamp>()
            .expect("a time")
            .into();
        assert_eq!(
            Language::English.words().date_time_seconds(night, &ottawa),
            "Sun, 1 Nov 2026, 22:00:00"
        );
    }

    #[test]
    fn utc_says_so_in_every_language() {
        assert_eq!(
            said(|w| w.utc(morning())),
            [
                "2 Nov 2026, 06:05 UTC",
                "2026年11月2日 06:05 UTC",
                "2 nov. 2026, 06:05 UTC",
                "2 نوفمبر 2026 في 06:05 UTC"
            ]
        );
        assert_eq!(
            said(|w| w.utc_seconds(morning())),
            [
                "Mon, 2 Nov 2026, 06:05:09 UTC",
                "2026年11月2日周一 06:05:09 UTC",
                "lun. 2 nov. 2026, 06:05:09 UTC",
                "الاثنين، 2 نوفمبر 2026 في 06:05:09 UTC"
            ]
        );
        assert!(
            Language::English
                .words()
                .utc_short(morning())
                .ends_with("06:05\u{a0}UTC")
        );
    }

    #[test]
    fn a_moment_is_told_where_the_reader_is_then_where_others_are() {
        let zone = |name: &str| name.parse::<Zone>().expect("a zone");
        let (lisbon, singapore, toronto) = (zone("Europe/Lisbon"), zone("Asia/Singapore"), zone("America/Toronto"));
        let night: Time = "2026-11-02T03:00:00Z"
            .parse::<jiff::Timestamp>()
            .expect("a time")
            .into();

        // Each part keeps its own direction, by marks that nobody sees.
        let seen = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(
            said(|w| seen(w.moment(night, &[&singapore, &lisbon, &singapore]))),
            [
                "2 Nov 2026, 11:00 Singapore · 03:00 Lisbon · 03:00 UTC",
                "新加坡 2026年11月2日 11:00 · 里斯本 03:00 · 03:00 UTC",
                "2 nov. 2026, 11:00 Singapour · 03:00 Lisbonne · 03:00 UTC",
                "2 نوفمبر 2026 في 11:00 سنغافورة · 03:00 لشبونة · 03:00 UTC"
            ]
        );
        let words = Language::English.words();
        let plain = |said: String| said.replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(
            plain(words.moment(night, &[&toronto])),
            "1 Nov 2026, 22:00 Toronto · 2 Nov, 03:00 UTC"
        );
        assert_eq!(plain(words.moment(night, &[&Zone::utc()])), "2 Nov 2026, 03:00 UTC");
        assert_eq!(
            plain(words.moment_seconds(morning(), &[&lisbon])),
            "Mon, 2 Nov 2026, 06:05:09 Lisbon · 06:05:09 UTC"
        );
        assert_eq!(
            plain(words.day_moment(morning(), &[&singapore])),
            "Mon 2 Nov, 14:05 Singapore · 06:05 UTC"
        );
    }

    #[test]
    fn midnight_is_the_hour_nought() {
        let midnight = "2026-11-02T00:00:00Z"
            .parse::<jiff::Timestamp>()
            .expect("a time")
            .into();
        assert_eq!(
            said(|w| w.time(midnight, &Zone::utc())),
            ["00:00", "00:00", "00:00", "00:00"]
        );
    }
}
