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
    /// The European Union: who of its members takes part differs by instrument. Without Denmark and Ireland: Regulation
    /// (EU) 2018/1805, recitals 53–54.
    EuropeanUnion,
    /// The parties of a treaty, told in the text.
    Parties,
    /// One country.
    Of(Country),
}

/// The members bound by every instrument of the Union here: all but Denmark and Ireland.
const UNION: &[&str] = &[
    "AT", "BE", "BG", "HR", "CY", "CZ", "EE", "FI", "FR", "DE", "GR", "HU", "IT", "LV", "LT", "LU", "MT", "NL", "PL",
    "PT", "RO", "SK", "SI", "ES", "SE",
];

/// The Union's instruments in which Ireland takes part as well: Regulation (EU) 2023/1543, recital 100. Denmark takes no
/// part in any.
const WITH_IRELAND: &[&str] = &["eu_epoc", "eu_epoc_pr"];

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
    /// Whether `kind` may be asked on it, in this way.
    pub fn carries(&self, kind: Kind, route: Route) -> bool {
        self.kinds.contains(&kind) && self.route == route
    }

    /// Whether an authority of `country` may rely on it, as far as we know.
    pub fn is_of(&self, country: Country) -> bool {
        match &self.jurisdiction {
            Jurisdiction::Any | Jurisdiction::Parties => true,
            Jurisdiction::EuropeanUnion => {
                let with_ireland = WITH_IRELAND.contains(&self.code.as_str());
                UNION.contains(&country.code()) || country.code() == "IE" && with_ireland
            }
            Jurisdiction::Of(own) => *own == country,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::values::Time;

    fn basis(code: &str, jurisdiction: Jurisdiction) -> LegalBasis {
        LegalBasis {
            id: LegalBasisId::new(Time::from_micros(0)),
            code: code.to_owned(),
            version: 1,
            jurisdiction,
            kinds: vec![Kind::Freeze],
            data: Vec::new(),
            route: Route::Direct,
            binding: Binding::Yes,
            longest_days: None,
        }
    }

    #[test]
    fn an_instrument_of_the_union_is_of_those_who_take_part_in_it() {
        let is_of =
            |code: &str, country: &str| basis(code, Jurisdiction::EuropeanUnion).is_of(country.parse().unwrap());
        for (code, country, expected) in [
            ("eu_1805_freeze", "PT", true),
            ("eu_1805_freeze", "IE", false),
            ("eu_1805_freeze", "DK", false),
            ("eu_epoc", "PT", true),
            ("eu_epoc", "IE", true),
            ("eu_epoc_pr", "IE", true),
            ("eu_epoc", "DK", false),
            ("eu_epoc", "GB", false),
        ] {
            assert_eq!(is_of(code, country), expected, "{code} {country}");
        }
    }

    #[test]
    fn a_basis_carries_its_kinds_on_its_own_way_alone() {
        let basis = basis("uk_cwfo", Jurisdiction::Any);
        assert!(basis.carries(Kind::Freeze, Route::Direct));
        assert!(!basis.carries(Kind::Freeze, Route::Authority));
        assert!(!basis.carries(Kind::Info, Route::Direct));
    }
}
