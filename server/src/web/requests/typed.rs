//! Reading what was typed into the forms of a request. What is wrong is told by its field; what was typed stays.

use std::str::FromStr;

use jiff::civil;

use crate::domain::change::{Fault, Refusal};
use crate::domain::values::{Time, Zone};
use crate::text::Language;

/// The longest note, question or answer, in characters.
pub const LONGEST_TEXT: usize = 4000;

/// The longest name, reference or pseudonym, in characters.
pub const LONGEST_LINE: usize = 200;

/// One of the words of a list, which must be chosen.
///
/// # Errors
/// Goes to `faults`: nothing was chosen, or what was sent is none of them.
pub fn chosen<T: FromStr>(field: &str, typed: &str, faults: &mut Vec<Fault>) -> Option<T> {
    if typed.is_empty() {
        faults.push(Fault::new(field, "required"));
        return None;
    }
    maybe(field, typed, faults)
}

/// As [`chosen`], where nothing need be chosen.
pub fn maybe<T: FromStr>(field: &str, typed: &str, faults: &mut Vec<Fault>) -> Option<T> {
    if typed.is_empty() {
        return None;
    }
    let read = typed.parse().ok();
    if read.is_none() {
        faults.push(Fault::new(field, "unknown_choice"));
    }
    read
}

/// A moment typed in the zone of whoever typed it. Nothing where nothing was typed.
pub fn moment(field: &str, typed: &str, zone: &Zone, faults: &mut Vec<Fault>) -> Option<Time> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let local: Option<civil::DateTime> = typed.replacen(' ', "T", 1).parse().ok();
    let read = local.and_then(|local| local.to_zoned(zone.time_zone()).ok());
    if read.is_none() {
        faults.push(Fault::new(field, "no_moment"));
    }
    read.map(|zoned| zoned.timestamp().into())
}

/// As [`moment`], and something must be typed.
pub fn required_moment(field: &str, typed: &str, zone: &Zone, faults: &mut Vec<Fault>) -> Option<Time> {
    if typed.trim().is_empty() {
        faults.push(Fault::new(field, "required"));
    }
    moment(field, typed, zone, faults)
}

/// The language a text is written in: one of ours.
pub fn language(field: &str, typed: &str, faults: &mut Vec<Fault>) -> String {
    match Language::from_tag(typed) {
        Some(language) => language.tag().to_owned(),
        None => {
            faults.push(Fault::new(field, "unknown_choice"));
            String::new()
        }
    }
}

/// What was read, unless something of it is wrong.
pub fn read<T>(read: Option<T>, faults: Vec<Fault>) -> Result<T, Refusal> {
    Refusal::unless_empty(faults)?;
    read.ok_or(Refusal::Unseen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_the_zone_of_who_typed_it() {
        let zone: Zone = "Asia/Singapore".parse().unwrap();
        let mut faults = Vec::new();

        for typed in ["2026-11-18T22:03:27", "2026-11-18 22:03:27", " 2026-11-18T22:03:27 "] {
            let time = moment("placed_at", typed, &zone, &mut faults).unwrap();
            assert_eq!(time.rfc3339_millis(), "2026-11-18T14:03:27.000Z");
        }
        assert!(moment("placed_at", "2026-11-18T22:03", &zone, &mut faults).is_some());
        assert_eq!(moment("placed_at", "", &zone, &mut faults), None);
        assert!(faults.is_empty());
    }

    #[test]
    fn what_is_no_moment_is_told_by_its_field() {
        for typed in [
            "yesterday",
            "2026-13-01T00:00",
            "2026-11-18",
            "18.11.2026 22:03",
            "2026-11-18T25:00",
        ] {
            let mut faults = Vec::new();
            let read = moment("placed_at", typed, &Zone::utc(), &mut faults);
            let is_told = faults == [Fault::new("placed_at", "no_moment")];
            assert!(read.is_none() && is_told || typed == "2026-11-18", "{typed}");
        }
    }
}
