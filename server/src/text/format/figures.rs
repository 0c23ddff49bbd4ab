//! Numbers, shares and amounts. Exact: no float is used, no digit is lost.

use fixed_decimal::Decimal;
use icu::decimal::DecimalFormatter;
use icu::experimental::dimension::percent::formatter::PercentFormatter;
use icu::locale::Locale;
use ruint::aliases::U256;

use super::built_in;
use crate::text::catalogue::fill;
use crate::text::{Count, Words};

/// The forms of figures of one language.
pub(super) struct Figures {
    number: DecimalFormatter,
    percent: PercentFormatter<DecimalFormatter>,
}

impl Figures {
    pub(super) fn new(locale: &Locale) -> Self {
        Self {
            number: built_in(DecimalFormatter::try_new(locale.into(), Default::default())),
            percent: built_in(PercentFormatter::try_new(locale.into(), Default::default())),
        }
    }
}

impl Words {
    /// A whole number with its groups: `12,345`.
    pub fn number(&self, number: impl Count) -> String {
        self.formats
            .figures
            .number
            .format(&Decimal::from(number.count()))
            .to_string()
    }

    /// A share in hundredths of a percent, without useless noughts: 6250 is `62.5%`.
    pub fn percent(&self, hundredths: u32) -> String {
        let mut share = Decimal::from(hundredths);
        share.multiply_pow10(-2);
        share.trim_end();
        self.formats.figures.percent.format(&share).to_string()
    }

    /// An amount in the smallest units of an asset with `decimals` decimal places, and its symbol: `412,508.22 USDT`.
    /// Every digit the asset really has, without useless noughts at the end; a broken amount has two digits at least
    /// where the asset has two (`0.50 BTC`), a whole one none (`3 BTC`).
    pub fn amount(&self, units: U256, decimals: u8, symbol: &str) -> String {
        self.beside("amounts.asset", &self.figure(units, decimals), "symbol", symbol)
    }

    /// The figure of [`Words::amount`] alone, for columns that name the asset at their head.
    pub fn figure(&self, units: U256, decimals: u8) -> String {
        let digits = units.to_string();
        let Ok(mut figure) = digits.parse::<Decimal>() else {
            return digits;
        };
        figure.multiply_pow10(-i16::from(decimals));
        figure.trim_end();
        if figure.nonzero_magnitude_end() < 0 {
            figure.pad_end(-i16::from(decimals.min(2)));
        }
        self.formats.figures.number.format(&figure).to_string()
    }

    /// Money in the smallest units of an ISO 4217 currency, and its code: `EUR 470,160.10`.
    pub fn fiat(&self, minor: i64, currency: &str) -> String {
        self.beside("amounts.fiat", &self.fiat_figure(minor, currency), "currency", currency)
    }

    /// The figure of [`Words::fiat`] alone, for columns that name the currency at their head.
    pub fn fiat_figure(&self, minor: i64, currency: &str) -> String {
        let mut figure = Decimal::from(minor);
        figure.multiply_pow10(-i16::from(minor_digits(currency)));
        self.formats.figures.number.format(&figure).to_string()
    }

    fn beside(&self, key: &str, figure: &str, gap: &str, name_of_it: &str) -> String {
        fill(&self.t(key), |name, filled| {
            let value = match name {
                "figure" => figure,
                _ if name == gap => name_of_it,
                _ => return false,
            };
            filled.push_str(value);
            true
        })
    }
}

/// How many decimal places a currency has (ISO 4217, list one). Unlisted codes have two.
fn minor_digits(currency: &str) -> u8 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
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

    #[test]
    fn numbers_have_groups() {
        assert_eq!(
            said(|w| w.number(1_234_567)),
            ["1,234,567", "1,234,567", "1 234 567", "1,234,567"]
        );
        assert_eq!(said(|w| w.number(-5)), ["-5", "-5", "-5", "\u{200e}-5"]);
    }

    #[test]
    fn shares_have_only_the_digits_they_need() {
        assert_eq!(
            said(|w| w.percent(6_250)),
            ["62.5%", "62.5%", "62,5 %", "62.5\u{200e}%\u{200e}"]
        );
        assert_eq!(Language::English.words().percent(10_000), "100%");
        assert_eq!(Language::English.words().percent(0), "0%");
    }

    #[test]
    fn amounts_are_exact() {
        let units = U256::from(412_508_220_000_u64);
        assert_eq!(
            said(|w| w.amount(units, 6, "USDT")),
            [
                "412,508.22 USDT",
                "412,508.22 USDT",
                "412 508,22 USDT",
                "412,508.22 USDT"
            ]
        );
        let english = |units: u64, decimals| Language::English.words().figure(U256::from(units), decimals);
        assert_eq!(english(1, 8), "0.00000001");
        assert_eq!(english(50_000_000, 8), "0.50");
        assert_eq!(english(300_000_000, 8), "3");
        assert_eq!(english(5, 1), "0.5");
        assert_eq!(english(1_000, 0), "1,000");
        assert_eq!(english(0, 18), "0");
    }

    #[test]
    fn the_largest_amount_keeps_every_digit() {
        let figure = Language::English.words().figure(U256::MAX, 0).replace(',', "");
        assert_eq!(figure, U256::MAX.to_string());
        let figure = Language::English.words().figure(U256::MAX, u8::MAX);
        assert!(figure.starts_with("0.000") && figure.ends_with("639935"));
    }

    #[test]
    fn figure_and_name_do_not_part() {
        assert_eq!(Language::English.words().amount(U256::from(3), 0, "BTC"), "3\u{a0}BTC");
        assert_eq!(Language::English.words().fiat(300, "EUR"), "EUR\u{a0}3.00");
    }

    #[test]
    fn money_has_the_minor_units_of_its_currency() {
        assert_eq!(
            said(|w| w.fiat(47_016_010, "EUR")),
            ["EUR 470,160.10", "EUR 470,160.10", "470 160,10 EUR", "EUR 470,160.10"]
        );
        let english = |minor, currency| Language::English.words().fiat_figure(minor, currency);
        assert_eq!(english(470_160, "JPY"), "470,160");
        assert_eq!(english(1_500, "KWD"), "1.500");
        assert_eq!(english(5, "USD"), "0.05");
        assert_eq!(english(i64::MAX, "EUR"), "92,233,720,368,547,758.07");
    }
}
