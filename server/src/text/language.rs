//! The languages of the site, and which of them a browser asks for.

use std::cmp::Reverse;
use std::sync::LazyLock;

use icu::datetime::options::Length;
use icu::locale::{LanguageIdentifier, LocaleDirectionality, LocaleExpander};
use serde::{Deserialize, Serialize};

use super::Words;

static DIRECTIONS: LocaleDirectionality = LocaleDirectionality::new_common();
static LIKELY: LazyLock<LocaleExpander> = LazyLock::new(LocaleExpander::new_common);

/// How much of an `Accept-Language` header is read. Browsers send fewer than ten languages.
const LONGEST_HEADER: usize = 1_000;

/// Declares the languages, one line each: tag, own name, whose way of writing dates and figures it follows, and the
/// length of its dates. A language also needs its file in `locales/`, and nothing else.
macro_rules! languages {
    ($($(#[$doc:meta])* $language:ident $tag:literal $own_name:literal $written_as:literal $length:ident;)+) => {
        /// A language of the site.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum Language {
            $($(#[$doc])* $language,)+
        }

        impl Language {
            /// Every language, in the order of the language switch. The first is spoken where nothing else fits.
            pub const ALL: &'static [Self] = &[$(Self::$language),+];

            /// The BCP 47 tag, as in `lang` attributes and as the name of the file in `locales/`.
            pub const fn tag(self) -> &'static str {
                match self { $(Self::$language => $tag,)+ }
            }

            /// What its own speakers call it.
            pub const fn own_name(self) -> &'static str {
                match self { $(Self::$language => $own_name,)+ }
            }

            /// The locale whose dates and figures it follows.
            pub(super) const fn written_as(self) -> &'static str {
                match self { $(Self::$language => $written_as,)+ }
            }

            /// How long its dates must be to name the month by a word: figures alone are read differently by country.
            pub(super) const fn date_length(self) -> Length {
                match self { $(Self::$language => Length::$length,)+ }
            }

            /// Its words and forms, built at the first call.
            pub fn words(self) -> &'static Words {
                match self {
                    $(Self::$language => {
                        static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(Language::$language));
                        &WORDS
                    })+
                }
            }
        }
    };
}

languages! {
    /// English. Day before month and 24 hours, as most of the world writes them.
    English "en" "English" "en-GB" Medium;
    /// Simplified Chinese.
    SimplifiedChinese "zh-Hans" "简体中文" "zh-Hans" Medium;
    /// French.
    French "fr" "Français" "fr" Medium;
    /// Arabic, with Western digits.
    Arabic "ar" "العربية" "ar" Long;
}

/// Which way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Direction {
    /// The value of a `dir` attribute.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl Language {
    /// Which way it is written.
    pub fn direction(self) -> Direction {
        let right_to_left = identifier(self.tag()).is_some_and(|identifier| DIRECTIONS.is_right_to_left(&identifier));
        if right_to_left {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        }
    }

    /// The language with exactly this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.tag() == tag)
    }

    /// The best language for an `Accept-Language` header (RFC 9110, section 12.5.4), or none where it names none of
    /// ours. The same language in the same script comes first (`zh-SG` is Simplified Chinese), then the same language
    /// in another script (`zh-TW`, for want of Traditional Chinese). Only the start of a very long header is read.
    pub fn negotiate(accept_language: &str) -> Option<Self> {
        let mut wishes: Vec<Wish> = accept_language
            .get(..accept_language.floor_char_boundary(LONGEST_HEADER))
            .unwrap_or_default()
            .split(',')
            .filter_map(Wish::read)
            .collect();
        wishes.sort_by_key(|wish| Reverse(wish.weight));
        let find = |fits: fn(&LanguageIdentifier, &LanguageIdentifier) -> bool| {
            wishes.iter().find_map(|wish| wish.language(fits))
        };
        find(|wished, ours| wished.language == ours.language && wished.script == ours.script)
            .or_else(|| find(|wished, ours| wished.language == ours.language))
    }
}

impl TryFrom<String> for Language {
    type Error = crate::domain::values::Malformed;
    fn try_from(tag: String) -> Result<Self, Self::Error> {
        Self::from_tag(&tag).ok_or(crate::domain::values::Malformed("language"))
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.tag().to_owned()
    }
}

/// One range of an `Accept-Language` header.
struct Wish {
    /// None is `*`: any.
    identifier: Option<LanguageIdentifier>,
    /// In thousandths.
    weight: u16,
}

impl Wish {
    /// None where it is malformed or not wanted (`q=0`).
    fn read(text: &str) -> Option<Self> {
        let (range, weight) = match text.split_once(';') {
            Some((range, parameter)) => (range.trim(), thousandths(parameter.trim().strip_prefix("q=")?)?),
            None => (text.trim(), 1_000),
        };
        let identifier = if range == "*" { None } else { Some(identifier(range)?) };
        (weight > 0).then_some(Self { identifier, weight })
    }

    fn language(&self, fits: fn(&LanguageIdentifier, &LanguageIdentifier) -> bool) -> Option<Language> {
        match &self.identifier {
            None => Language::ALL.first().copied(),
            Some(wished) => Language::ALL
                .iter()
                .copied()
                .find(|language| identifier(language.tag()).is_some_and(|ours| fits(wished, &ours))),
        }
    }
}

/// `tag` with its likely script and region: `zh` is `zh-Hans-CN`.
fn identifier(tag: &str) -> Option<LanguageIdentifier> {
    let mut identifier = LanguageIdentifier::try_from_str(tag).ok()?;
    LIKELY.maximize(&mut identifier);
    Some(identifier)
}

/// A weight of RFC 9110, section 12.4.2 (`1`, `0.8`, `0.125`), in thousandths.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    match whole {
        "1" if fraction.bytes().all(|digit| digit == b'0') => Some(1_000),
        "0" => format!("{fraction:0<3}").parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_found_by_its_tag() {
        for &language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
        assert_eq!(Language::from_tag("EN"), None);
        assert_eq!(Language::from_tag(""), None);
    }

    #[test]
    fn only_arabic_runs_from_right_to_left() {
        for &language in Language::ALL {
            let expected = if language == Language::Arabic { "rtl" } else { "ltr" };
            assert_eq!(language.direction().attribute(), expected, "{language:?}");
        }
    }

    #[test]
    fn a_browser_gets_the_language_it_likes_best() {
        for (header, expected) in [
            ("fr", Some(Language::French)),
            ("fr-CA,fr;q=0.9,en;q=0.8", Some(Language::French)),
            ("de-DE,de;q=0.9,ar-EG;q=0.8,en;q=0.7", Some(Language::Arabic)),
            ("en;q=0.5, fr;q=0.9", Some(Language::French)),
            ("en;q=0, fr;q=0.1", Some(Language::French)),
            ("zh", Some(Language::SimplifiedChinese)),
            ("zh-CN", Some(Language::SimplifiedChinese)),
            ("zh-SG", Some(Language::SimplifiedChinese)),
            ("zh-TW,zh;q=0.9,en;q=0.8", Some(Language::SimplifiedChinese)),
            ("zh-TW,fr;q=0.5", Some(Language::French)),
            ("zh-Hant-HK", Some(Language::SimplifiedChinese)),
            ("de, *;q=0.1", Some(Language::English)),
            ("de", None),
            ("en;q=0", None),
            ("", None),
        ] {
            assert_eq!(Language::negotiate(header), expected, "{header}");
        }
    }

    #[test]
    fn a_malformed_or_endless_header_does_no_harm() {
        for header in [
            ";;;,,,",
            "q=1",
            "en;q=2",
            "en;q=0.1234",
            "en;q=-1",
            "é;q=é",
            "*;q=0",
            "\u{0}",
            "-",
            "en;level=1",
        ] {
            assert_eq!(Language::negotiate(header), None, "{header:?}");
        }
        assert_eq!(Language::negotiate(&"é,".repeat(100_000)), None);
        assert_eq!(
            Language::negotiate(&format!("fr,{}", "de,".repeat(100_000))),
            Some(Language::French)
        );
    }
}
