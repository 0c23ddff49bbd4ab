//! Amounts as people type or copy them: with a full stop, or grouped the way our own pages print them in the reader's
//! language. What could mean two things is refused: nothing is guessed, least of all by a factor of a thousand.

use super::{Language, Words};
use crate::domain::money::Units;
use crate::domain::values::Malformed;

impl Words {
    /// Reads `text` as units of an asset with `decimals` digits: a plain number with a full stop in every language, and
    /// the grouping and decimal sign of the reader's own.
    ///
    /// # Errors
    /// `Malformed("amount")` where it is no number, has more digits than the asset, or could mean two numbers, as
    /// `1,234` does.
    pub fn amount_typed(&self, text: &str, decimals: u8) -> Result<Units, Malformed> {
        let plain = self.plain_amount(text).ok_or(Malformed("amount"))?;
        Units::typed(&plain, decimals)
    }

    /// The plain number with a full stop that `text` writes, as [`Words::amount_typed`] reads it; nothing where it is no
    /// number, or could mean two.
    pub fn plain_amount(&self, text: &str) -> Option<String> {
        plain(text, self.language())
    }
}

/// What divides groups of thousands, and what the decimals, where a language prints them.
const fn signs(language: Language) -> (char, char) {
    match language {
        Language::French => (' ', ','),
        Language::English | Language::SimplifiedChinese | Language::Arabic => (',', '.'),
    }
}

/// The plain number; nothing where it is none, or more than one.
fn plain(text: &str, language: Language) -> Option<String> {
    let text: String = text.chars().filter(|sign| !turns(*sign)).map(western).collect();
    let text = text.trim();
    if text.chars().all(|sign| sign.is_ascii_digit() || sign == '.') {
        return Some(text.to_owned());
    }
    let (group, decimal) = signs(language);
    let (whole, fraction) = match text.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.chars().all(|sign| sign.is_ascii_digit());
    if !fraction.is_none_or(digits) {
        return None;
    }
    let groups: Vec<&str> = whole.split(group).collect();
    let is_grouped = groups.len() > 1;
    let (first, rest) = groups.split_first()?;
    let are_thousands = rest.iter().all(|part| part.len() == 3 && digits(part));
    let leads = if is_grouped {
        first.len() <= 3 && !first.starts_with('0')
    } else {
        true
    };
    if !digits(first) || !leads || !are_thousands || is_ambiguous(text) {
        return None;
    }
    let whole = groups.concat();
    Some(match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    })
}

/// A single comma before three digits divides thousands on one side of an ocean and decimals on the other.
fn is_ambiguous(text: &str) -> bool {
    let Some((before, after)) = text.split_once(',') else {
        return false;
    };
    let is_number = |part: &str| part.chars().all(|sign| sign.is_ascii_digit());
    after.len() == 3 && is_number(after) && is_number(before) && before.len() <= 3 && !before.starts_with('0')
}

/// Whether `sign` only turns the direction of text: it comes along when a figure is copied from an Arabic page.
const fn turns(sign: char) -> bool {
    matches!(sign, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2066}'..='\u{2069}')
}

/// Arabic digits and signs, and spaces that do not break, as the figures of our pages have them.
fn western(sign: char) -> char {
    match sign {
        '\u{66b}' => '.',
        '\u{66c}' => ',',
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(sign) - 0x660, 10).unwrap_or(sign),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(language: Language, text: &str) -> Option<String> {
        let units = language.words().amount_typed(text, 6).ok()?;
        Some(units.plain(6))
    }

    #[test]
    fn what_our_pages_print_is_read_in_the_readers_language() {
        for (language, printed) in [
            (Language::English, "412,508.22"),
            (Language::SimplifiedChinese, "412,508.22"),
            (Language::Arabic, "\u{200e}412,508.22"),
            (Language::Arabic, "٤١٢٬٥٠٨٫٢٢"),
            (Language::French, "412\u{202f}508,22"),
            (Language::French, "412\u{a0}508,22"),
            (Language::French, "412508,22"),
        ] {
            assert_eq!(read(language, printed).as_deref(), Some("412508.22"), "{printed}");
        }
        for language in Language::ALL {
            assert_eq!(read(*language, "412508.22").as_deref(), Some("412508.22"));
        }
        assert_eq!(read(Language::English, "1,234,567").as_deref(), Some("1234567"));
        assert_eq!(read(Language::French, "1\u{202f}234").as_deref(), Some("1234"));
        assert_eq!(read(Language::French, "0,125").as_deref(), Some("0.125"));
    }

    #[test]
    fn what_could_mean_two_numbers_is_refused_in_every_language() {
        for language in Language::ALL {
            for text in [
                "1,234",
                "412,508",
                "1.234,56",
                "12,34,567",
                "1,23",
                "",
                ",",
                "1,",
                "1 2,3.4",
            ] {
                let read = read(*language, text);
                let is_plain_french = *language == Language::French && text == "1,23";
                assert_eq!(read, is_plain_french.then(|| "1.23".to_owned()), "{language:?} {text}");
            }
        }
        assert_eq!(read(Language::French, "412,508.22"), None);
        assert_eq!(read(Language::English, "412 508,22"), None);
    }

    proptest::proptest! {
        #[test]
        fn a_printed_amount_is_never_read_as_another(units in 0_u64..u64::MAX) {
            let units = Units(ruint::aliases::U256::from(units));
            for language in Language::ALL {
                let words = language.words();
                let printed = words.amount(units.0, 6, "USDT").replace("USDT", "");
                if let Ok(read) = words.amount_typed(&printed, 6) {
                    proptest::prop_assert_eq!(read, units, "{}", printed);
                }
            }
        }
    }
}
