//! What a text may name of a request: one rule for the box that searches everything and for the filter of a list.

use crate::domain::indicators::{Chain, IndicatorKind, readings};

/// What a text may name. What stands on a chain must be whole, in any way of writing; of what people gave a name a part
/// is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// A part of a number or of the recipient's reference, in lower case. Nothing where the text is an address or a
    /// transaction: no number looks like one, and all numbers would have to be read.
    pub part: Option<String>,
    /// Whole addresses, each with its chain.
    pub addresses: Vec<(Chain, String)>,
    /// Other whole values of targets, such as an account or an address of a chain without rules.
    pub values: Vec<String>,
    /// Whole transactions, by which funds came to a target or left it.
    pub transactions: Vec<String>,
}

impl Named {
    /// What `text` may name; nothing where it is empty.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let whole = with_small_x(text);
        let addresses = readings(&whole);
        let transactions = transactions(&whole);
        let is_whole = !addresses.is_empty() || !transactions.is_empty();
        let mut values: Vec<String> = addresses.iter().map(|(_, value)| value.clone()).collect();
        values.extend(spellings(&whole));
        values.extend(transactions.iter().cloned());
        values.sort_unstable();
        values.dedup();
        Some(Self {
            part: (!is_whole).then(|| text.to_lowercase()),
            addresses,
            values,
            transactions,
        })
    }
}

/// `0x` in front, where it was written with a capital.
fn with_small_x(text: &str) -> String {
    text.strip_prefix("0X")
        .map_or_else(|| text.to_owned(), |digits| format!("0x{digits}"))
}

/// The forms in which a transaction would be stored, whatever its chain; none where it is a transaction of no chain.
fn transactions(text: &str) -> Vec<String> {
    let chains = Chain::ALL.iter();
    let mut forms: Vec<String> = chains
        .filter_map(|chain| IndicatorKind::Txid.normalise(Some(chain), text).ok())
        .collect();
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The forms in which anything but an address or a transaction would be stored.
fn spellings(text: &str) -> Vec<String> {
    let mut spellings = vec![text.to_owned(), text.to_lowercase()];
    let kinds = IndicatorKind::ALL.iter();
    spellings.extend(kinds.filter_map(|kind| kind.normalise(None, text).ok()));
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVM: &str = "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb";
    const HASH: &str = "1360f8668647d623a9132d1fec566cc3f0cf870b0aa3b77b4ae152cb8b74c9b3";

    #[test]
    fn an_address_is_whole_however_it_is_written_and_no_part_of_a_number() {
        let digits = EVM.trim_start_matches("0x");
        for text in [
            EVM.to_owned(),
            EVM.to_lowercase(),
            format!("0X{digits}"),
            format!(" 0X{} ", digits.to_uppercase()),
        ] {
            let named = Named::read(&text).unwrap();
            assert!(named.addresses.iter().any(|(_, value)| value == EVM), "{text}");
            assert_eq!(named.part, None, "{text}");
        }
    }

    #[test]
    fn a_transaction_is_looked_for_in_the_forms_of_every_chain() {
        for text in [
            HASH.to_owned(),
            HASH.to_uppercase(),
            format!("0X{}", HASH.to_uppercase()),
        ] {
            let named = Named::read(&text).unwrap();
            for form in [HASH.to_owned(), format!("0x{HASH}")] {
                assert!(
                    named.transactions.contains(&form) && named.values.contains(&form),
                    "{text}"
                );
            }
            assert_eq!(named.part, None, "{text}");
        }
    }

    #[test]
    fn anything_else_is_a_part_of_a_number_or_the_whole_of_a_value() {
        for text in ["FR-2026-0001", "nb-77", &EVM[..20], &HASH[..40], "ÉVORA 7"] {
            let named = Named::read(text).unwrap();
            assert_eq!(named.part, Some(text.to_lowercase()));
            assert!(named.addresses.is_empty() && named.transactions.is_empty(), "{text}");
            assert!(named.values.contains(&text.to_owned()), "{text}");
        }
        assert_eq!(Named::read(" \t"), None);
    }
}
