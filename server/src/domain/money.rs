//! Exact amounts: whole numbers of an asset's smallest unit, never floats.

use std::fmt;
use std::str::FromStr;

use ruint::aliases::U256;
use serde::{Deserialize, Serialize};

use super::values::{Malformed, Time};

/// The longest decimal text of a 256-bit number; stored zero-padded to it, amounts sort as text on both databases.
pub const STORED_DIGITS: usize = 78;

/// A quantity in the asset's smallest unit (satoshi, wei, sun).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Units(pub U256);

/// Why a text is no units of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoUnits {
    /// It is no plain decimal number, or too large.
    NoNumber,
    /// It has more digits than the asset.
    TooFine,
}

impl Units {
    /// Nothing.
    pub const ZERO: Self = Self(U256::ZERO);

    /// Reads what a person typed, such as `412508.22`, as units of an asset with `decimals` digits.
    ///
    /// A full stop divides; spaces, underscores and thousands' commas are refused, since `1,234` means two things.
    ///
    /// # Errors
    /// `Malformed("amount")` where it is no plain decimal number, has more digits than the asset, or is too large.
    pub fn typed(text: &str, decimals: u8) -> Result<Self, Malformed> {
        Self::read(text, decimals).map_err(|_| Malformed("amount"))
    }

    /// As [`Units::typed`], and says why not.
    ///
    /// # Errors
    /// As [`NoUnits`].
    pub fn read(text: &str, decimals: u8) -> Result<Self, NoUnits> {
        const BAD: NoUnits = NoUnits::NoNumber;
        let text = text.trim();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || text.len() > 100 || text.ends_with('.') || !digits(whole) || !digits(fraction) {
            return Err(BAD);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > usize::from(decimals) {
            return Err(NoUnits::TooFine);
        }
        let padded = format!("{whole}{fraction:0<width$}", width = usize::from(decimals));
        U256::from_str_radix(&padded, 10).map(Self).map_err(|_| BAD)
    }

    /// As [`Units::plain`], for an input field: with a further nought where three decimals could be taken for thousands.
    pub fn in_field(self, decimals: u8) -> String {
        let plain = self.plain(decimals);
        let is_double = plain
            .split_once('.')
            .is_some_and(|(whole, fraction)| fraction.len() == 3 && whole.len() <= 3 && !whole.starts_with('0'));
        if is_double { format!("{plain}0") } else { plain }
    }

    /// The plain decimal number, without grouping: what a packet carries.
    pub fn plain(self, decimals: u8) -> String {
        let decimals = usize::from(decimals);
        let digits = format!("{:0>width$}", self.0.to_string(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(decimals));
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() {
            whole.to_owned()
        } else {
            format!("{whole}.{fraction}")
        }
    }

    /// The text that is stored: 78 digits.
    pub fn stored(self) -> String {
        format!("{:0>width$}", self.0.to_string(), width = STORED_DIGITS)
    }

    /// The sum; nothing beyond 256 bits.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The rest, or zero where `other` is more.
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Units {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let digits = !text.is_empty() && text.len() <= STORED_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits {
            return Err(Malformed("amount"));
        }
        U256::from_str_radix(text, 10)
            .map(Self)
            .map_err(|_| Malformed("amount"))
    }
}

impl TryFrom<String> for Units {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Units> for String {
    fn from(units: Units) -> Self {
        units.to_string()
    }
}

/// An asset as a request names it: symbol and number of decimals.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Upper-case symbol, such as `USDT`.
    pub symbol: String,
    /// Digits after the point in the smallest unit.
    pub decimals: u8,
}

/// Assets whose decimals we know, per chain: (chain name, symbol, decimals). The first of a chain is its own coin.
/// A stablecoin's decimals differ by chain: USDT has 6 on TRON and Ethereum, 18 on BNB Smart Chain.
const KNOWN: &[(&str, &str, u8)] = &[
    ("bitcoin", "BTC", 8),
    ("bitcoin", "USDT", 8),
    ("litecoin", "LTC", 8),
    ("dogecoin", "DOGE", 8),
    ("bitcoincash", "BCH", 8),
    ("ethereum", "ETH", 18),
    ("ethereum", "USDT", 6),
    ("ethereum", "USDC", 6),
    ("ethereum", "DAI", 18),
    ("ethereum", "WBTC", 8),
    ("ethereum", "EURC", 6),
    ("ethereumclassic", "ETC", 18),
    ("arbitrum", "ETH", 18),
    ("arbitrum", "USDT", 6),
    ("arbitrum", "USDC", 6),
    ("optimism", "ETH", 18),
    ("optimism", "USDT", 6),
    ("optimism", "USDC", 6),
    ("base", "ETH", 18),
    ("base", "USDC", 6),
    ("linea", "ETH", 18),
    ("polygon", "POL", 18),
    ("polygon", "USDT", 6),
    ("polygon", "USDC", 6),
    ("bsc", "BNB", 18),
    ("bsc", "USDT", 18),
    ("bsc", "USDC", 18),
    ("avalanche", "AVAX", 18),
    ("avalanche", "USDT", 6),
    ("avalanche", "USDC", 6),
    ("gnosis", "XDAI", 18),
    ("fantom", "FTM", 18),
    ("tron", "TRX", 6),
    ("tron", "USDT", 6),
    ("tron", "USDC", 6),
    ("xrp", "XRP", 6),
    ("stellar", "XLM", 7),
    ("stellar", "USDC", 7),
    ("solana", "SOL", 9),
    ("solana", "USDC", 6),
    ("solana", "USDT", 6),
    ("monero", "XMR", 12),
    ("ton", "TON", 9),
    ("ton", "USDT", 6),
    ("cardano", "ADA", 6),
    ("polkadot", "DOT", 10),
    ("cosmos", "ATOM", 6),
];

impl Asset {
    /// None in particular: of an account that was blocked while nothing was in it, where nobody asked for an asset.
    pub const fn unnamed() -> Self {
        Self {
            symbol: String::new(),
            decimals: 0,
        }
    }

    /// Whether it is one, and not [`Asset::unnamed`].
    pub fn is_named(&self) -> bool {
        !self.symbol.is_empty()
    }

    /// The assets known on `chain`, its own coin first.
    pub fn known_on(chain: &str) -> impl Iterator<Item = Self> {
        KNOWN
            .iter()
            .filter(move |(on, _, _)| *on == chain)
            .map(|(_, symbol, decimals)| Self {
                symbol: (*symbol).to_owned(),
                decimals: *decimals,
            })
    }

    /// The asset called `symbol` on `chain`, if we know its decimals.
    pub fn find(chain: &str, symbol: &str) -> Option<Self> {
        Self::known_on(chain).find(|asset| asset.symbol.eq_ignore_ascii_case(symbol))
    }
}

/// A value in money of account: minor units, with the source and time of the price. No fiat value without a price time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fiat {
    /// Minor units (cent).
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// Where the price came from.
    pub source: String,
    /// When it held.
    pub priced_at: Time,
}

/// Currencies a loss may be told in, with the digits of their minor unit (ISO 4217).
pub const CURRENCIES: &[(&str, u8)] = &[
    ("EUR", 2),
    ("USD", 2),
    ("GBP", 2),
    ("CHF", 2),
    ("CNY", 2),
    ("HKD", 2),
    ("TWD", 2),
    ("SGD", 2),
    ("JPY", 0),
    ("KRW", 0),
    ("THB", 2),
    ("VND", 0),
    ("UAH", 2),
    ("CAD", 2),
    ("AUD", 2),
    ("AED", 2),
    ("SAR", 2),
    ("BRL", 2),
];

/// The digits of the minor unit of `currency`, if it is one of [`CURRENCIES`].
pub fn minor_digits(currency: &str) -> Option<u8> {
    CURRENCIES
        .iter()
        .find(|(code, _)| *code == currency)
        .map(|(_, digits)| *digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_comes_back_exactly() {
        for (typed, decimals, units) in [
            ("412508.22", 6, "412508220000"),
            ("1.84210000", 8, "184210000"),
            ("0.000000000000000001", 18, "1"),
            ("58", 18, "58000000000000000000"),
            ("007", 0, "7"),
        ] {
            let amount = Units::typed(typed, decimals).unwrap();
            assert_eq!(amount.to_string(), units);
            assert_eq!(Units::typed(&amount.plain(decimals), decimals), Ok(amount));
            assert_eq!(amount.stored().parse(), Ok(amount));
        }
    }

    #[test]
    fn what_could_mean_two_things_is_refused() {
        for bad in [
            "",
            ".",
            "1.",
            ".5",
            "1,234",
            "1 000",
            "-1",
            "+1",
            "1e3",
            "0x10",
            "1.2345678",
            "٣",
            "1.2.3",
            "1_0",
        ] {
            assert!(Units::typed(bad, 6).is_err(), "{bad}");
        }
        assert!(Units::typed(&"9".repeat(79), 0).is_err());
    }

    proptest::proptest! {
        #[test]
        fn stored_amounts_sort_like_numbers(a: u128, b: u128) {
            let (a, b) = (Units(U256::from(a)), Units(U256::from(b)));
            proptest::prop_assert_eq!(a.cmp(&b), a.stored().cmp(&b.stored()));
        }

        #[test]
        fn plain_text_reads_back(a: u128, decimals in 0u8..30) {
            let amount = Units(U256::from(a));
            proptest::prop_assert_eq!(Units::typed(&amount.plain(decimals), decimals), Ok(amount));
        }
    }
}
