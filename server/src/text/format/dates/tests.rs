//! What dates and times look like in each language.

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
    assert_eq!(
        said(|w| w.date_short(date, date)),
        ["2 Nov", "11月2日", "2 nov.", "2 نوفمبر"]
    );
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
        said(|w| w.date_time_short(morning(), &singapore, morning())),
        ["2 Nov, 14:05", "11月2日 14:05", "2 nov., 14:05", "2 نوفمبر في 14:05"]
    );
    assert_eq!(
        said(|w| w.day_time(morning(), &singapore, morning())),
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
    let seen = |text: String| text.replace(['\u{2067}', '\u{2068}', '\u{2069}'], "");
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
        plain(words.day_moment(morning(), &[&singapore], morning())),
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

/// What is due in a year's time is not due in three days.
#[test]
fn the_year_is_told_wherever_it_is_not_this_one() {
    let next_year: Time = "2027-11-20T15:00:00Z"
        .parse::<jiff::Timestamp>()
        .expect("a time")
        .into();
    let utc = Zone::utc();
    assert_eq!(
        said(|w| w.day_time(next_year, &utc, morning())),
        [
            "Sat, 20 Nov 2027, 15:00",
            "2027年11月20日周六 15:00",
            "sam. 20 nov. 2027, 15:00",
            "السبت، 20 نوفمبر 2027 في 15:00"
        ]
    );
    for &language in Language::ALL {
        let words = language.words();
        for told in [
            words.day_time(next_year, &utc, morning()),
            words.day_moment(next_year, &[&utc], morning()),
            words.date_time_short(next_year, &utc, morning()),
            words.date_short(next_year.date_in(&utc), morning().date_in(&utc)),
        ] {
            assert!(told.contains("2027"), "{language:?}: {told}");
        }
        assert!(
            !words.day_time(next_year, &utc, next_year).contains("2027"),
            "{language:?}"
        );
    }
}

#[test]
fn at_the_turn_of_the_year_each_place_tells_its_own() {
    let eve: Time = "2026-12-31T22:00:00Z"
        .parse::<jiff::Timestamp>()
        .expect("a time")
        .into();
    let singapore: Zone = "Asia/Singapore".parse().expect("a zone");
    let words = Language::English.words();
    let plain = |said: String| said.replace(['\u{a0}', '\u{202f}'], " ");
    assert_eq!(
        plain(words.day_moment(eve, &[&singapore], morning())),
        "Fri, 1 Jan 2027, 06:00 Singapore · Thu 31 Dec, 22:00 UTC"
    );
    assert_eq!(
        plain(words.moment(eve, &[&singapore])),
        "1 Jan 2027, 06:00 Singapore · 31 Dec 2026, 22:00 UTC"
    );
}
