//! Amounts as people type or copy them: one reader for every field of an amount. Whatever can only mean one number is
//! read, with a full stop or a decimal comma, grouped by any sign, in western or Arabic digits. What could mean two is
//! refused and both are shown: nothing is guessed, least of all by a factor of a thousand.

use super::{Language, Words};
use crate::domain::change::Fault;
use crate::domain::money::{NoUnits, Units};

/// Why a text is no amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is no number, or none that is written in one way.
    NoNumber,
    /// It has more decimals than the asset.
    TooFine,
    /// Three digits behind the one sign divide thousands on one side of an ocean and decimals on the other.
    Ambiguous {
        /// What stands before the sign.
        before: String,
        /// The three digits behind it.
        after: String,
    },
}

impl Words {
    /// Reads `text` as units of an asset with `decimals` digits.
    ///
    /// # Errors
    /// Why it is no amount, as [`Unread`].
    pub fn amount_typed(&self, text: &str, decimals: u8) -> Result<Units, Unread> {
        let plain = plain(text, self.language())?;
        Units::read(&plain, decimals).map_err(|why| match why {
            NoUnits::TooFine => Unread::TooFine,
            NoUnits::NoNumber => Unread::NoNumber,
        })
    }

    /// As [`Words::amount_typed`], for the field `field`.
    ///
    /// # Errors
    /// The fault, whose sentence says how to write it.
    pub fn amount_at(&self, field: impl Into<String>, text: &str, decimals: u8) -> Result<Units, Fault> {
        self.amount_typed(text, decimals)
            .map_err(|unread| self.no_amount(field, &unread, decimals))
    }

    /// What is wrong with an amount in `field`, in the figures of the reader.
    pub fn no_amount(&self, field: impl Into<String>, unread: &Unread, decimals: u8) -> Fault {
        match unread {
            Unread::NoNumber => {
                let (plain, grouped) = self.amount_examples(decimals);
                Fault::new(field, "no_amount")
                    .with("plain", plain)
                    .with("grouped", grouped)
            }
            Unread::TooFine => Fault::new(field, "too_fine").with("decimals", decimals),
            Unread::Ambiguous { before, after } => Fault::new(field, "two_amounts")
                .with("many", format!("{before}{after}"))
                .with("few", format!("{before}.{after}0")),
        }
    }

    /// How an amount of an asset with `decimals` digits may be written: plain, and as our pages print it.
    pub fn amount_examples(&self, decimals: u8) -> (String, String) {
        let broken = decimals.min(2);
        let units = if broken == 0 {
            1_234_567_u64
        } else {
            1_234_550 / 10_u64.pow(2 - u32::from(broken))
        };
        let units = ruint::aliases::U256::from(units);
        (Units(units).plain(broken), self.figure(units, broken))
    }
}

/// Where a language writes its decimals behind a comma.
const fn has_decimal_comma(language: Language) -> bool {
    match language {
        Language::French => true,
        Language::English | Language::SimplifiedChinese | Language::Arabic => false,
    }
}

/// The signs of Arabic figures, which mean one thing each.
const ARABIC_DECIMAL: char = '\u{66b}';
const ARABIC_GROUP: char = '\u{66c}';

/// The plain number with a full stop.
fn plain(text: &str, language: Language) -> Result<String, Unread> {
    let text: String = text.chars().filter(|sign| !turns(*sign)).map(western).collect();
    let text = text.trim();
    let signs: Vec<char> = text.chars().filter(|sign| !sign.is_ascii_digit()).collect();
    let whole = |group: Option<char>| grouped(text, group);
    match (signs.as_slice(), signs.last().copied()) {
        ([], _) => whole(None),
        ([.., '.'], Some('.')) | ([.., ','], Some(',')) | ([.., ARABIC_DECIMAL], Some(ARABIC_DECIMAL)) => {
            let last = signs.last().copied().unwrap_or('.');
            let others = signs.get(..signs.len() - 1).unwrap_or_default();
            match others.first() {
                // The same again and again divides thousands, as any other sign before the last does.
                Some(_) if others.iter().all(|sign| *sign == last) && last != ARABIC_DECIMAL => whole(Some(last)),
                Some(group) if *group != last && others.iter().all(|sign| sign == group) => {
                    broken(text, Some(*group), last)
                }
                Some(_) => Err(Unread::NoNumber),
                None if last == ARABIC_DECIMAL => broken(text, None, last),
                None => alone(text, last, language),
            }
        }
        (all, Some(group)) if all.iter().all(|sign| *sign == group) && divides(group) => whole(Some(group)),
        (_, _) => Err(Unread::NoNumber),
    }
}

/// A single full stop or comma and no other sign. Whether the asset has three decimals says nothing: a price may come with
/// more than its currency has.
fn alone(text: &str, sign: char, language: Language) -> Result<String, Unread> {
    let Some((before, after)) = text.split_once(sign) else {
        return Err(Unread::NoNumber);
    };
    let could_group = after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0');
    if could_group {
        return Err(Unread::Ambiguous {
            before: before.to_owned(),
            after: after.to_owned(),
        });
    }
    let is_nought = !before.is_empty() && before.bytes().all(|digit| digit == b'0');
    if sign == '.' || is_nought || has_decimal_comma(language) {
        broken(text, None, sign)
    } else {
        // One digit too few of a group, or decimals: that nobody can tell.
        Err(Unread::NoNumber)
    }
}

/// A number with decimals behind `sign`.
fn broken(text: &str, group: Option<char>, sign: char) -> Result<String, Unread> {
    let (before, after) = text.rsplit_once(sign).ok_or(Unread::NoNumber)?;
    if after.is_empty() || !is_digits(after) {
        return Err(Unread::NoNumber);
    }
    Ok(format!("{}.{after}", grouped(before, group)?))
}

/// A whole number, in groups of thousands where `group` divides them.
fn grouped(text: &str, group: Option<char>) -> Result<String, Unread> {
    let Some(group) = group else {
        return if is_digits(text) {
            Ok(text.to_owned())
        } else {
            Err(Unread::NoNumber)
        };
    };
    let parts: Vec<&str> = text.split(group).collect();
    let Some((first, rest)) = parts.split_first() else {
        return Err(Unread::NoNumber);
    };
    let leads = is_digits(first) && first.len() <= 3 && !first.starts_with('0');
    if leads && rest.iter().all(|part| part.len() == 3 && is_digits(part)) {
        Ok(parts.concat())
    } else {
        Err(Unread::NoNumber)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Signs that divide thousands wherever they stand.
const fn divides(sign: char) -> bool {
    matches!(sign, ' ' | '\'' | ARABIC_GROUP)
}

/// Whether `sign` only turns the direction of text: it comes along when a figure is copied from an Arabic page.
const fn turns(sign: char) -> bool {
    matches!(sign, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2066}'..='\u{2069}')
}

/// Western digits, and one sign of each kind.
fn western(sign: char) -> char {
    match sign {
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        '\u{2019}' => '\'',
        '\u{ff0c}' => ',',
        '\u{ff0e}' => '.',
        '\u{660}'..='\u{669}' => digit(sign, 0x660),
        '\u{6f0}'..='\u{6f9}' => digit(sign, 0x6f0),
        '\u{ff10}'..='\u{ff19}' => digit(sign, 0xff10),
        other => other,
    }
}

fn digit(sign: char, nought: u32) -> char {
    char::from_digit(u32::from(sign) - nought, 10).unwrap_or(sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Gap;

    /// How `text` is read in every language with six decimals: the number, `?` where it could mean two, `-` where it is
    /// none. In the order English, Chinese, French, Arabic.
    fn read(text: &str, decimals: u8) -> [String; 4] {
        let languages = [
            Language::English,
            Language::SimplifiedChinese,
            Language::French,
            Language::Arabic,
        ];
        languages.map(|language| match language.words().amount_typed(text, decimals) {
            Ok(units) => units.plain(decimals),
            Err(Unread::Ambiguous { .. }) => "?".to_owned(),
            Err(Unread::NoNumber) => "-".to_owned(),
            Err(Unread::TooFine) => "<".to_owned(),
        })
    }

    #[test]
    fn what_can_mean_one_number_is_read_alike_in_every_language() {
        for (typed, number) in [
            ("50000.50", "50000.5"),
            ("50,000.50", "50000.5"),
            ("50.000,50", "50000.5"),
            ("50 000,50", "50000.5"),
            ("50 000.50", "50000.5"),
            ("50\u{202f}000,50", "50000.5"),
            ("50\u{a0}000,50", "50000.5"),
            ("50'000.50", "50000.5"),
            ("50’000,50", "50000.5"),
            ("٥٠٬٠٠٠٫٥٠", "50000.5"),
            ("٥٠٠٠٠٫٥", "50000.5"),
            ("۵۰۰۰۰.۵", "50000.5"),
            ("\u{200e}50,000.50", "50000.5"),
            ("５００００．５", "50000.5"),
            ("12 000", "12000"),
            ("12'000", "12000"),
            ("١٢٬٠٠٠", "12000"),
            ("1,234,567", "1234567"),
            ("1.234.567", "1234567"),
            ("1,234,567.8", "1234567.8"),
            ("1.234.567,8", "1234567.8"),
            ("12000", "12000"),
            ("0.750", "0.75"),
            ("0,750", "0.75"),
            ("0,5", "0.5"),
            ("1.5", "1.5"),
            ("1.2340", "1.234"),
            ("12.5000", "12.5"),
            ("1234.567", "1234.567"),
            ("0", "0"),
            ("007", "7"),
        ] {
            assert_eq!(read(typed, 6), [number; 4], "{typed}");
        }
    }

    #[test]
    fn three_digits_behind_one_sign_could_be_thousands_or_decimals_and_are_refused() {
        for typed in ["1,234", "12.500", "412,508", "100.000", "١,٢٣٤", "1.234", "50,000"] {
            assert_eq!(read(typed, 6), ["?"; 4], "{typed}");
            for decimals in [0, 2, 3, 18] {
                assert_eq!(read(typed, decimals), ["?"; 4], "{typed}");
            }
        }
        let words = Language::English.words();
        let unread = words.amount_typed("12.500", 6).unwrap_err();
        let fault = words.no_amount("amount", &unread, 6);
        assert_eq!(fault.code, "two_amounts");
        // Both readings are shown as they can be typed.
        let [many, few] = ["12500", "12.5000"].map(|typed| words.amount_typed(typed, 6).unwrap());
        assert_eq!((many.plain(6), few.plain(6)), ("12500".to_owned(), "12.5".to_owned()));
        let gaps: Vec<Gap> = fault.gaps.iter().map(|(_, gap)| gap.clone()).collect();
        assert_eq!(gaps, ["12500", "12.5000"].map(|typed| Gap::Text(typed.to_owned())));
    }

    #[test]
    fn a_comma_divides_decimals_alone_only_where_the_language_says_so() {
        for (typed, number) in [
            ("1,23", "1.23"),
            ("50000,5", "50000.5"),
            ("1,2345", "1.2345"),
            ("1234,567", "1234.567"),
        ] {
            assert_eq!(read(typed, 6), ["-", "-", number, "-"], "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_or_too_fine_is_refused() {
        for typed in [
            "",
            " ",
            ",",
            ".",
            ".5",
            "5.",
            "1,",
            "-1",
            "+1",
            "1e3",
            "0x10",
            "1_000",
            "12,34,567",
            "1 2,3.4",
            "1.23.45",
            "1,23.4",
            "1 00",
            "12 0000",
            "0 750",
            "1.234,567,8",
            "1 234 5",
            "a",
            "1 234.567 8",
            "٫٥",
            "1٫2٫3",
            "1,234 5",
        ] {
            assert_eq!(read(typed, 6), ["-"; 4], "{typed:?}");
        }
        assert_eq!(read("1.2345678", 6), ["<"; 4]);
        assert_eq!(read("1.5", 0), ["<"; 4]);
        assert_eq!(read("1.50", 1), ["1.5"; 4]);
    }

    #[test]
    fn both_examples_are_read_as_the_same() {
        for language in Language::ALL {
            for decimals in 0..=18 {
                let words = language.words();
                let (plain, grouped) = words.amount_examples(decimals);
                let read = |text: &str| words.amount_typed(text, decimals).unwrap().plain(decimals);
                assert_eq!(read(&plain), plain, "{language:?}");
                let is_whole = decimals == 0;
                assert_eq!(
                    read(&grouped),
                    if is_whole { "1234567".to_owned() } else { plain },
                    "{language:?}"
                );
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn a_printed_amount_is_never_read_as_another(units in 0_u64..u64::MAX, decimals in 0_u8..19) {
            let units = Units(ruint::aliases::U256::from(units));
            for language in Language::ALL {
                let words = language.words();
                let printed = words.figure(units.0, decimals);
                if let Ok(read) = words.amount_typed(&printed, decimals) {
                    proptest::prop_assert_eq!(read, units, "{}", printed);
                }
                let in_field = units.in_field(decimals);
                proptest::prop_assert_eq!(words.amount_typed(&in_field, decimals), Ok(units), "{}", in_field);
            }
        }
    }
}
