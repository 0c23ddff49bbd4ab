//! Sentences of the site from `locales/`, by key, with their gaps filled and their plurals chosen.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};

use icu::plurals::{PluralCategory, PluralRules};

use super::format::{Formats, built_in};
use super::{Direction, Language};

/// Everything the site can say in one language. One for each language exists: [`Language::words`].
pub struct Words {
    language: Language,
    direction: Direction,
    plurals: PluralRules,
    pub(super) formats: Formats,
}

/// A whole number that words are counted by: every integer, and a reference to one, since templates hand those over.
pub trait Count {
    /// The number. A count beyond the range stops at its edge.
    fn count(&self) -> i64;
}

macro_rules! counts {
    ($($integer:ty)+) => {
        $(impl Count for $integer {
            fn count(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        })+
    };
}
counts!(i32 i64 u8 u16 u32 u64 usize);

impl<C: Count> Count for &C {
    fn count(&self) -> i64 {
        (*self).count()
    }
}

impl Words {
    pub(super) fn new(language: Language) -> Self {
        let formats = Formats::new(language);
        Self {
            language,
            direction: language.direction(),
            plurals: built_in(PluralRules::try_new_cardinal((&formats.locale).into())),
            formats,
        }
    }

    /// The language these words are of.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The text of `key`. A text missing in this language is answered in English, one missing everywhere by its key;
    /// tests find both.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        find(self.language, key)
            .or_else(|| find(Language::English, key))
            .unwrap_or_else(|| Cow::Owned(key.to_owned()))
    }

    /// The text of `key`, with each gap `%{name}` filled by the value of that name. A gap without a value stays, and
    /// tests find it. In languages from right to left each value is isolated (Unicode UAX 9), so that a Latin name does
    /// not tear the sentence around it.
    pub fn ta<'g, V: Display>(&self, key: &str, gaps: impl AsRef<[(&'g str, V)]>) -> String {
        fill(&self.t(key), |name, filled| self.write_gap(gaps.as_ref(), name, filled))
    }

    /// The text of the plural `key` for `count`, with `%{count}` written as a number of the language.
    pub fn n(&self, key: &str, count: impl Count) -> String {
        self.na::<&str>(key, count, [])
    }

    /// The text of the plural `key` for `count`, with its other gaps filled as by [`Words::ta`].
    pub fn na<'g, V: Display>(&self, key: &str, count: impl Count, gaps: impl AsRef<[(&'g str, V)]>) -> String {
        let count = count.count();
        let word = category_word(self.plurals.category_for(count));
        let plural = format!("{key}.{word}");
        let text = find(self.language, &plural).unwrap_or_else(|| self.t(key));
        fill(&text, |name, filled| {
            if name == "count" {
                filled.push_str(&self.number(count));
                return true;
            }
            self.write_gap(gaps.as_ref(), name, filled)
        })
    }

    /// Whether this language itself has a text for `key`.
    pub fn has(&self, key: &str) -> bool {
        find(self.language, key).is_some()
    }

    /// The words that stand for the plural forms of this language, such as `one` and `other`.
    pub fn plural_forms(&self) -> Vec<&'static str> {
        self.plurals.categories().map(category_word).collect()
    }

    /// Every key of the file of `language`, sorted.
    pub fn keys(language: Language) -> Vec<Cow<'static, str>> {
        let texts = crate::_rust_i18n_backend()
            .messages_for_locale(language.tag())
            .unwrap_or_default();
        // The format of the file stands among the texts.
        let mut keys: Vec<_> = texts
            .into_iter()
            .map(|(key, _)| key)
            .filter(|key| key != "_version")
            .collect();
        keys.sort();
        keys
    }

    fn write_gap<V: Display>(&self, gaps: &[(&str, V)], name: &str, filled: &mut String) -> bool {
        let Some((_, value)) = gaps.iter().find(|(gap, _)| *gap == name) else {
            return false;
        };
        // Writing to a String cannot fail.
        let _ = match self.direction {
            Direction::LeftToRight => write!(filled, "{value}"),
            Direction::RightToLeft => write_isolated(filled, &value.to_string()),
        };
        true
    }
}

/// `value` between isolates. Its first letter tells its direction (FSI); but that rule passes over what is isolated
/// within, so that a date with its place would run left to right. A text that was filled before and has a letter of the
/// reader's script is the reader's own and runs with the page (RLI).
fn write_isolated(filled: &mut String, value: &str) -> std::fmt::Result {
    let was_filled = value.contains(['\u{2067}', '\u{2068}']);
    let is_own = was_filled && value.chars().any(|letter| matches!(letter, '\u{620}'..='\u{64a}'));
    let start = if is_own { '\u{2067}' } else { '\u{2068}' };
    write!(filled, "{start}{value}\u{2069}")
}

/// The text of `key` in the file of `language`.
fn find(language: Language, key: &str) -> Option<Cow<'static, str>> {
    crate::_rust_i18n_backend().translate(language.tag(), key)
}

/// `text` with its gaps filled by `write`, which answers whether it knew the gap. What is filled in is not read again.
pub(super) fn fill(text: &str, write: impl Fn(&str, &mut String) -> bool) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, gap)) = rest.split_once("%{") {
        filled.push_str(before);
        let Some((name, after)) = gap.split_once('}') else {
            filled.push_str("%{");
            rest = gap;
            break;
        };
        if !write(name, &mut filled) {
            filled.extend(["%{", name, "}"]);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The word of a plural form in keys, as CLDR names it.
fn category_word(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_said_in_each_language() {
        let said: Vec<_> = Language::ALL
            .iter()
            .map(|language| language.words().n("clocks.unit.day.spelled", 3))
            .collect();
        assert_eq!(
            said,
            ["3 days", "3 天", "3 jours", "3 أيام"].map(|text| text.replace(' ', "\u{a0}"))
        );
    }

    #[test]
    fn a_missing_text_is_its_key() {
        for &language in Language::ALL {
            assert_eq!(language.words().t("nowhere.at.all"), "nowhere.at.all");
            assert_eq!(language.words().n("nowhere.at.all", 2), "nowhere.at.all");
            assert!(!language.words().has("nowhere.at.all"));
        }
    }

    #[test]
    fn plurals_follow_the_rules_of_the_language() {
        let arabic = Language::Arabic.words();
        for (count, expected) in [
            (0, "0\u{a0}يوم"),
            (1, "يوم واحد"),
            (2, "يومان"),
            (5, "5\u{a0}أيام"),
            (11, "11\u{a0}يومًا"),
            (100, "100\u{a0}يوم"),
        ] {
            assert_eq!(arabic.n("clocks.unit.day.spelled", count), expected);
        }
        assert_eq!(Language::French.words().n("clocks.unit.day.spelled", 0), "0\u{a0}jour");
        assert_eq!(
            Language::English.words().n("clocks.unit.day.spelled", 1_204_usize),
            "1,204\u{a0}days"
        );
    }

    #[test]
    fn gaps_are_filled_once_and_unknown_gaps_stay() {
        let words = Language::English.words();
        let filled = words.ta("amounts.asset", [("figure", "%{symbol}"), ("symbol", "BTC")]);
        assert_eq!(filled, "%{symbol}\u{a0}BTC");
        assert_eq!(words.ta("amounts.asset", [("figure", 5)]), "5\u{a0}%{symbol}");
        assert_eq!(fill("50% of %{a", |_, _| false), "50% of %{a");
        assert_eq!(
            fill("%{}%{ü}", |name, filled| {
                filled.push_str(name);
                true
            }),
            "ü"
        );
    }

    #[test]
    fn values_in_a_text_from_right_to_left_are_isolated() {
        let filled = Language::Arabic
            .words()
            .ta("amounts.asset", [("figure", "5"), ("symbol", "BTC")]);
        assert_eq!(filled, "\u{2068}5\u{2069}\u{a0}\u{2068}BTC\u{2069}");
    }

    #[test]
    fn a_text_of_ours_within_another_runs_from_right_to_left() {
        let words = Language::Arabic.words();
        let place = words.ta("site.moment.at", [("time", "23 نوفمبر"), ("place", "لشبونة")]);
        let both = words.ta("amounts.asset", [("figure", place.as_str()), ("symbol", "BTC")]);
        assert!(both.starts_with("\u{2067}\u{2068}23 نوفمبر\u{2069}"), "{both:?}");
    }
}
