//! Fields in which an organisation says when it works and what it speaks: how they are shown, and how they are read.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::{self, Date, Weekday};
use jiff::tz;

use super::page::Page;
use super::views::{Choice, ChoiceGroup};
use crate::domain::applications::{LONGEST_NAME, MOST_HOLIDAYS, MOST_LANGUAGES};
use crate::domain::change::Fault;
use crate::domain::clocks::{Calendar, Hours, WorkingWeek};
use crate::domain::hidden::hides;
use crate::domain::organisations::Holiday;

/// The words of the weekdays, as they are sent.
const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "mon"),
    (Weekday::Tuesday, "tue"),
    (Weekday::Wednesday, "wed"),
    (Weekday::Thursday, "thu"),
    (Weekday::Friday, "fri"),
    (Weekday::Saturday, "sat"),
    (Weekday::Sunday, "sun"),
];

/// Languages that authorities and exchanges work in, as BCP 47 tags: what can be chosen.
const LANGUAGES: &[&str] = &[
    "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "ga", "he",
    "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "ko", "ky", "lo", "lt", "lv", "mk", "mn", "ms",
    "mt", "my", "nb", "ne", "nl", "pl", "pt", "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "tg", "th",
    "tk", "tr", "uk", "ur", "uz", "vi", "zh-Hans", "zh-Hant",
];

/// Parts of the world by which zones are grouped; other names of the zone database are of no place.
const REGIONS: &[&str] = &[
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// A Monday.
const MONDAY: Date = civil::date(2024, 1, 1);

/// The name of a weekday.
pub fn day_name(page: &Page, day: Weekday) -> String {
    let ahead = i64::from(day.to_monday_zero_offset());
    let date = MONDAY.checked_add(Span::new().days(ahead)).unwrap_or(MONDAY);
    page.words().weekday(date)
}

/// The days one can tick, from Monday on.
pub fn days(page: &Page, typed: &[String]) -> Vec<Choice> {
    let choice = |(day, code): (Weekday, &str)| Choice {
        chosen: typed.iter().any(|one| one == code),
        ..Choice::new(code, day_name(page, day), "")
    };
    DAYS.into_iter().map(choice).collect()
}

/// The words of the days of `week`, as they are typed.
pub fn typed_days(week: WorkingWeek) -> Vec<String> {
    let codes = DAYS.into_iter().filter(|(day, _)| week.has(*day));
    codes.map(|(_, code)| code.to_owned()).collect()
}

/// The week that was ticked.
pub fn week(field: &str, typed: &[String], faults: &mut Vec<Fault>) -> Option<WorkingWeek> {
    let known: Option<Vec<Weekday>> = typed
        .iter()
        .map(|code| DAYS.into_iter().find(|(_, known)| known == code).map(|(day, _)| day))
        .collect();
    let week = known
        .ok_or("unknown_choice")
        .and_then(|days| WorkingWeek::of(days).map_err(|_| "no_working_day"));
    week.map_err(|code| faults.push(Fault::new(field, code))).ok()
}

/// The hours that were typed; nothing in both fields is all day.
pub fn hours(opens: &str, closes: &str, faults: &mut Vec<Fault>) -> Option<Hours> {
    let (opens, closes) = (opens.trim(), closes.trim());
    if opens.is_empty() && closes.is_empty() {
        return None;
    }
    let mut read = |field: &str, typed: &str| {
        // Only hours and minutes: nobody opens on the second.
        let time = civil::Time::strptime("%H:%M", typed).ok();
        if time.is_none() {
            faults.push(Fault::new(
                field,
                if typed.is_empty() { "both_hours" } else { "no_hour" },
            ));
        }
        time
    };
    let (opens, closes) = (read("opens", opens), read("closes", closes));
    let hours = opens.zip(closes).map(|(opens, closes)| Hours::new(opens, closes));
    if let Some(Err(_)) = hours {
        faults.push(Fault::new("closes", "closes_early"));
    }
    hours.and_then(Result::ok)
}

/// A time of day as it is typed.
pub fn typed_hour(time: civil::Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// The holidays that were pasted, a line each: day and name. `known` keeps its names in other languages where day and name
/// stay as they were.
pub fn holidays(page: &Page, field: &str, typed: &str, known: &[Holiday], faults: &mut Vec<Fault>) -> Vec<Holiday> {
    let mut read: Vec<Holiday> = Vec::new();
    for (place, line) in typed.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if read.len() == MOST_HOLIDAYS {
            faults.push(Fault::new(field, "too_many").with("most", MOST_HOLIDAYS));
            break;
        }
        let mut fault = |code: &'static str| faults.push(Fault::new(field, code).with("line", place + 1));
        let (day, name) = line.split_once([' ', '\t', ',', ';']).unwrap_or((line, ""));
        let name = name.trim();
        let Ok(on) = day.parse::<Date>() else {
            fault("holiday_day");
            continue;
        };
        if name.is_empty() || name.chars().count() > LONGEST_NAME || hides(name) {
            fault("holiday_name");
        } else if read.iter().any(|one| one.on == on) {
            fault("holiday_twice");
        } else {
            let before = known.iter().find(|one| one.on == on && one.name(page.lang()) == name);
            let names = || BTreeMap::from([(page.lang().to_owned(), name.to_owned())]);
            read.push(Holiday {
                on,
                names: before.map_or_else(names, |one| one.names.clone()),
            });
        }
    }
    read.sort_by_key(|one| one.on);
    read
}

/// Holidays as they are typed: a line each, in the reader's language where there is a name in it.
pub fn typed_holidays(page: &Page, holidays: &[Holiday]) -> String {
    let line = |day: &Holiday| format!("{} {}", day.on, day.name(page.lang()));
    holidays.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The languages one can choose, by name.
pub fn languages(page: &Page, first: &str, typed: &str) -> Vec<Choice> {
    let mut named: Vec<(&str, String)> = LANGUAGES.iter().map(|tag| (*tag, language_name(page, tag))).collect();
    // One that was entered before there was a list.
    if !typed.is_empty() && !LANGUAGES.contains(&typed) {
        named.push((typed, language_name(page, typed)));
    }
    page.words().sort_by_name(&mut named, |(_, name)| name.as_str());
    let mut choices = vec![Choice::new("", page.t(first), typed)];
    choices.extend(named.into_iter().map(|(tag, name)| Choice::new(tag, name, typed)));
    choices
}

/// The name of a language.
pub fn language_name(page: &Page, tag: &str) -> String {
    page.words().language_named(tag).unwrap_or_else(|| tag.to_owned())
}

/// The languages that were chosen, each once, in order; `known` were chosen before.
pub fn chosen_languages(field: &str, typed: &[String], known: &[String], faults: &mut Vec<Fault>) -> Vec<String> {
    let mut chosen: Vec<String> = Vec::new();
    for tag in typed.iter().filter(|tag| !tag.is_empty()) {
        if !LANGUAGES.contains(&tag.as_str()) && !known.contains(tag) {
            faults.push(Fault::new(field, "unknown_choice"));
        } else if !chosen.contains(tag) {
            chosen.push(tag.clone());
        }
    }
    if chosen.is_empty() {
        faults.push(Fault::new(field, "required"));
    } else if chosen.len() > MOST_LANGUAGES {
        faults.push(Fault::new(field, "too_many").with("most", MOST_LANGUAGES));
    }
    chosen
}

/// The zones one can choose, by part of the world and place.
pub fn zones(page: &Page, typed: &str) -> Vec<ChoiceGroup> {
    let mut groups = vec![ChoiceGroup {
        name: None,
        choices: vec![
            Choice::new("", page.t("site.field.choose"), typed),
            Choice::new("UTC", "UTC", typed),
        ],
    }];
    let names: Vec<String> = tz::db().available().map(|name| name.as_str().to_owned()).collect();
    for region in REGIONS {
        let of_region = names
            .iter()
            .filter(|name| name.split('/').next() == Some(region) && name.contains('/'));
        let mut named: Vec<(String, String)> = of_region
            .map(|name| (name.clone(), page.words().zone_city(name)))
            .collect();
        page.words().sort_by_name(&mut named, |(_, city)| city.as_str());
        // Older names of one place.
        named.dedup_by(|next, kept| next.1 == kept.1 && next.0 != typed);
        if !named.is_empty() {
            groups.push(ChoiceGroup {
                name: Some(
                    page.t(&format!("organisations.region.{}", region.to_lowercase()))
                        .into_owned(),
                ),
                choices: named
                    .into_iter()
                    .map(|(name, city)| Choice::new(name, city, typed))
                    .collect(),
            });
        }
    }
    groups
}

/// The working days and the hours, where the organisation is.
pub fn told(page: &Page, calendar: &Calendar) -> String {
    let days = calendar.week.days().map(|day| day_name(page, day)).collect::<Vec<_>>();
    let days = page.words().list(&days);
    let place = page.words().zone_city(calendar.zone.name());
    match calendar.hours {
        Some(hours) => {
            let gaps = [
                ("days", days),
                ("opens", typed_hour(hours.opens())),
                ("closes", typed_hour(hours.closes())),
                ("place", place),
            ];
            page.ta("home.members.fact.hours_of", gaps)
        }
        None => page.ta("home.members.fact.all_day", [("days", days), ("place", place)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_both_or_none_and_close_after_they_open() {
        for (opens, closes, code) in [
            ("", "", None),
            ("09:00", "18:00", None),
            ("09:00", "00:00", None),
            ("09:00", "", Some(("closes", "both_hours"))),
            ("9h", "18:00", Some(("opens", "no_hour"))),
            ("18:00", "09:00", Some(("closes", "closes_early"))),
            ("25:00", "26:00", Some(("opens", "no_hour"))),
        ] {
            let mut faults = Vec::new();
            let read = hours(opens, closes, &mut faults);
            let told = faults.first().map(|fault| (fault.field.as_str(), fault.code));
            assert_eq!(told, code, "{opens} {closes}");
            assert_eq!(read.is_some(), code.is_none() && !opens.is_empty());
        }
    }

    #[test]
    fn a_week_has_a_day_that_is_one() {
        let week = |typed: &[&str]| {
            let typed: Vec<String> = typed.iter().map(|code| (*code).to_owned()).collect();
            let mut faults = Vec::new();
            let read = super::week("week", &typed, &mut faults);
            (read, faults.first().map(|fault| fault.code))
        };
        assert_eq!(
            week(&["mon", "tue"]).0.map(typed_days),
            Some(vec!["mon".to_owned(), "tue".to_owned()])
        );
        assert_eq!(week(&[]).1, Some("no_working_day"));
        assert_eq!(week(&["mon", "someday"]).1, Some("unknown_choice"));
    }

    #[test]
    fn languages_are_some_of_the_list_each_once() {
        let chosen = |typed: &[&str]| {
            let typed: Vec<String> = typed.iter().map(|tag| (*tag).to_owned()).collect();
            let mut faults = Vec::new();
            let read = chosen_languages("languages", &typed, &["gsw".to_owned()], &mut faults);
            (read, faults.first().map(|fault| fault.code))
        };
        assert_eq!(
            chosen(&["pt", "", "en"]),
            (vec!["pt".to_owned(), "en".to_owned()], None)
        );
        assert_eq!(chosen(&["pt", "pt", "gsw"]).0, ["pt", "gsw"]);
        assert_eq!(chosen(&["", ""]).1, Some("required"));
        assert_eq!(chosen(&["xx"]).1, Some("unknown_choice"));
        assert_eq!(chosen(&["pt", "en", "fr", "de"]).1, Some("too_many"));
    }
}
