//! Legal bases: versioned rows that an installation edits. A request keeps the version it was issued under.
//! Not legal advice: facts that were not confirmed against the primary text are data, never law.

use super::actor::words;
use super::ids::LegalBasisId;
use super::requests::kinds::{DataKind, Kind, Route};
use super::values::Country;

words! {
    /// Whether the recipient must obey.
    Binding("binding force") {
        /// It decides by itself.
        No = "no",
        /// It must.
        Yes = "yes",
        /// A statute says so, without an order.
        ByLaw = "by_law",
    }
}

/// Where a basis comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Jurisdiction {
    /// Any country.
    Any,
    /// The European Union, without Denmark and Ireland (Regulation (EU) 2018/1805 recitals 53–54).
    EuropeanUnion,
    /// The parties of a treaty, told in the text.
    Parties,
    /// One country.
    Of(Country),
}

/// The members bound by the Union's instruments on freezing: all but Denmark and Ireland.
const UNION: &[&str] = &[
    "AT", "BE", "BG", "HR", "CY", "CZ", "EE", "FI", "FR", "DE", "GR", "HU", "IT", "LV", "LT", "LU", "MT", "NL", "PL",
    "PT", "RO", "SK", "SI", "ES", "SE",
];

impl Jurisdiction {
    /// The stored word: `any`, `EU`, `parties` or a country code.
    pub fn code(&self) -> String {
        match self {
            Self::Any => "any".to_owned(),
            Self::EuropeanUnion => "EU".to_owned(),
            Self::Parties => "parties".to_owned(),
            Self::Of(country) => country.to_string(),
        }
    }
}

impl std::str::FromStr for Jurisdiction {
    type Err = super::values::Malformed;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "any" => Ok(Self::Any),
            "EU" => Ok(Self::EuropeanUnion),
            "parties" => Ok(Self::Parties),
            country => country.parse().map(Self::Of),
        }
    }
}

/// One version of a legal basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalBasis {
    /// The version's id.
    pub id: LegalBasisId,
    /// The stable word, such as `vol_letter`.
    pub code: String,
    /// Counts from 1.
    pub version: u32,
    /// Whose law it is.
    pub jurisdiction: Jurisdiction,
    /// What may be asked on it.
    pub kinds: Vec<Kind>,
    /// What data may be asked for on it; nothing named is any (domain §3: a letter asks only whether an account exists).
    pub data: Vec<DataKind>,
    /// How it reaches who holds the money.
    pub route: Route,
    /// Whether it binds.
    pub binding: Binding,
    /// The longest period it allows, in days, where it names one.
    pub longest_days: Option<u32>,
}

impl LegalBasis {
    /// Whether an authority of `country` may rely on it, as far as we know.
    pub fn is_of(&self, country: Country) -> bool {
        match &self.jurisdiction {
            Jurisdiction::Any | Jurisdiction::Parties => true,
            Jurisdiction::EuropeanUnion => UNION.contains(&country.code()),
            Jurisdiction::Of(own) => *own == country,
        }
    }
}
