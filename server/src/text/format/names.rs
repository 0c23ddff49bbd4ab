//! Names of countries, languages and places, lists of names, and the order of names.

use std::cmp::Ordering;

use icu::collator::preferences::CollationNumericOrdering;
use icu::collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu::datetime::NoCalendarFormatter;
use icu::datetime::fieldsets::zone::ExemplarCity;
use icu::experimental::displaynames::DisplayNamesOptions;
use icu::experimental::displaynames::multi::{LocaleDisplayNamesFormatter, RegionDisplayNames};
use icu::list::ListFormatter;
use icu::locale::Locale;
use icu::time::TimeZone;
use icu::time::zone::iana::IanaParser;

use super::built_in;
use crate::domain::values::Country;
use crate::text::{Language, Words};

/// The names of one language.
pub(super) struct Names {
    regions: RegionDisplayNames,
    languages: LocaleDisplayNamesFormatter,
    cities: NoCalendarFormatter<ExemplarCity>,
    unknown_city: String,
    and: ListFormatter,
    or: ListFormatter,
    order: CollatorBorrowed<'static>,
}

impl Names {
    pub(super) fn new(locale: &Locale) -> Self {
        let cities = built_in(NoCalendarFormatter::try_new(locale.into(), ExemplarCity));
        let mut order = CollatorPreferences::from(locale);
        // "Unit 2" stands before "Unit 10".
        order.numeric_ordering = Some(CollationNumericOrdering::True);
        Self {
            regions: built_in(RegionDisplayNames::try_new(
                locale.into(),
                DisplayNamesOptions::default(),
            )),
            languages: built_in(LocaleDisplayNamesFormatter::try_new(
                locale.into(),
                DisplayNamesOptions::default(),
            )),
            unknown_city: cities.format(&TimeZone::UNKNOWN.without_offset()).to_string(),
            cities,
            and: built_in(ListFormatter::try_new_and(locale.into(), Default::default())),
            or: built_in(ListFormatter::try_new_or(locale.into(), Default::default())),
            order: built_in(Collator::try_new(order, Default::default())),
        }
    }
}

impl Words {
    /// The name of a country or territory; its code where it has no name.
    pub fn country(&self, country: Country) -> String {
        let region = country.code().parse().ok();
        region
            .and_then(|region| self.formats.names.regions.of(region))
            .unwrap_or(country.code())
            .to_owned()
    }

    /// The name of one of our languages in this one: `Simplified Chinese`.
    pub fn language_name(&self, language: Language) -> String {
        self.language_named(language.tag())
            .unwrap_or_else(|| language.own_name().to_owned())
    }

    /// The name of the language with this tag, ours or not: people work in more than the site speaks. None where the tag
    /// is no tag.
    pub fn language_named(&self, tag: &str) -> Option<String> {
        let locale = tag.parse().ok()?;
        Some(self.formats.names.languages.of(&locale).into_owned())
    }

    /// The place a zone is named after, for readers: `Europe/Lisbon` is `Lisbon`. UTC is `UTC` in every language.
    pub fn zone_city(&self, zone: &str) -> String {
        let last = zone.rsplit('/').next().unwrap_or(zone);
        if matches!(last, "UTC" | "UCT" | "Universal" | "Zulu") {
            return "UTC".to_owned();
        }
        let names = &self.formats.names;
        let city = names
            .cities
            .format(&IanaParser::new().parse(zone).without_offset())
            .to_string();
        if city == names.unknown_city {
            last.replace('_', " ")
        } else {
            city
        }
    }

    /// A list of all: `A, B and C`.
    pub fn list<I: AsRef<str>>(&self, items: &[I]) -> String {
        self.formats.names.and.format_to_string(items.iter().map(AsRef::as_ref))
    }

    /// A list of choices: `A, B or C`.
    pub fn list_or<I: AsRef<str>>(&self, items: &[I]) -> String {
        self.formats.names.or.format_to_string(items.iter().map(AsRef::as_ref))
    }

    /// Which of two names comes first in this language; numbers inside names by their value.
    pub fn compare(&self, left: &str, right: &str) -> Ordering {
        self.formats.names.order.compare(left, right)
    }

    /// Sorts things by their names as readers of this language expect. Equal names keep their order.
    pub fn sort_by_name<T>(&self, things: &mut [T], name: impl for<'t> Fn(&'t T) -> &'t str) {
        things.sort_by(|left, right| self.compare(name(left), name(right)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(say: impl Fn(&Words) -> String) -> Vec<String> {
        Language::ALL.iter().map(|language| say(language.words())).collect()
    }

    #[test]
    fn countries_are_named() {
        let country = |code: &str| code.parse::<Country>().expect("a country");
        assert_eq!(
            said(|w| w.country(country("PT"))),
            ["Portugal", "葡萄牙", "Portugal", "البرتغال"]
        );
        assert_eq!(
            said(|w| w.country(country("EU"))),
            ["European Union", "欧盟", "Union européenne", "الاتحاد الأوروبي"]
        );
        assert_eq!(said(|w| w.country(country("XX"))), ["XX", "XX", "XX", "XX"]);
    }

    #[test]
    fn languages_are_named_in_every_language() {
        assert_eq!(
            said(|w| w.language_name(Language::SimplifiedChinese)),
            ["Simplified Chinese", "简体中文", "chinois simplifié", "الصينية المبسطة"]
        );
        for &language in Language::ALL {
            let own = language.words().language_name(language);
            assert_eq!(own.to_lowercase(), language.own_name().to_lowercase());
        }
    }

    #[test]
    fn zones_are_named_by_their_city() {
        assert_eq!(
            said(|w| w.zone_city("Europe/Lisbon")),
            ["Lisbon", "里斯本", "Lisbonne", "لشبونة"]
        );
        assert_eq!(said(|w| w.zone_city("UTC")), ["UTC", "UTC", "UTC", "UTC"]);
        assert_eq!(said(|w| w.zone_city("Etc/UTC")), ["UTC", "UTC", "UTC", "UTC"]);
        assert_eq!(
            Language::English.words().zone_city("America/Argentina/Buenos_Aires"),
            "Buenos Aires"
        );
        assert_eq!(
            Language::French.words().zone_city("Nowhere/No_Such_Place"),
            "No Such Place"
        );
    }

    #[test]
    fn lists_are_joined_as_the_language_joins_them() {
        let items = ["A", "B", "C"];
        assert_eq!(
            said(|w| w.list(&items)),
            ["A, B and C", "A、B和C", "A, B et C", "A وB وC"]
        );
        assert_eq!(
            said(|w| w.list_or(&items)),
            ["A, B or C", "A、B或C", "A, B ou C", "A أو B أو C"]
        );
        assert_eq!(Language::English.words().list::<&str>(&[]), "");
    }

    #[test]
    fn names_stand_in_the_order_of_the_language() {
        let sorted = |language: Language| {
            let mut names = ["Zoé", "émile", "Eva", "山", "李", "ب", "أ", "Unit 10", "Unit 2"];
            language.words().sort_by_name(&mut names, |name| name);
            names.join(" ")
        };
        assert_eq!(sorted(Language::French), "émile Eva Unit 2 Unit 10 Zoé أ ب 山 李");
        assert_eq!(
            sorted(Language::SimplifiedChinese),
            "李 山 émile Eva Unit 2 Unit 10 Zoé أ ب"
        );
        assert_eq!(sorted(Language::Arabic), "أ ب émile Eva Unit 2 Unit 10 Zoé 山 李");
    }
}
