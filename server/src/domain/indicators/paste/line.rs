//! One line that is no row of a table: what of it is a chain, an address and a tag.

use super::{Cells, unquoted};
use crate::domain::indicators::{Chain, suggest};

/// Chain, address and tag of a line, in either order of the first two.
pub(super) fn parts_of(line: &str) -> Cells {
    let delimiter = ['\t', ';', ','].into_iter().find(|delimiter| line.contains(*delimiter));
    let parts: Vec<&str> = match delimiter {
        Some(delimiter) => line.split(delimiter).map(unquoted).collect(),
        None => line.split_whitespace().map(unquoted).collect(),
    };
    let (first, second) = (
        parts.first().copied().unwrap_or(""),
        parts.get(1).copied().unwrap_or(""),
    );
    let rest = |from: usize| {
        let rest = parts.get(from..).unwrap_or_default();
        rest.iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let cells = |chain: &str, address: &str, tag: String| Cells {
        chain: chain.to_owned(),
        address: address.to_owned(),
        tag,
        ..Cells::default()
    };
    if second.is_empty() {
        cells("", first, rest(2))
    } else if Chain::known(first).is_some() {
        cells(first, second, rest(2))
    } else if Chain::known(second).is_some() {
        cells(second, first, rest(2))
    } else if delimiter.is_some() && is_listed(first, second) {
        cells(first, second, rest(2))
    } else if first.len() < second.len() && first.len() <= 20 {
        // A chain nobody here knows, before a longer address.
        unknown(line, &parts, cells(first, second, rest(2)))
    } else if parts.len() > 2 && second.chars().all(|c| c.is_alphabetic()) {
        unknown(line, &parts, cells(second, first, rest(2)))
    } else if delimiter.is_none() && suggest(first).is_empty() {
        // Words that name neither a chain nor an address: nothing is read from them.
        cells("", line.trim(), String::new())
    } else {
        cells("", first, rest(1))
    }
}

/// `cells` of a chain nobody here knows, where they can be meant so; of prose nothing is read, and the line stands as its
/// own value until a person looks at it.
fn unknown(line: &str, parts: &[&str], cells: Cells) -> Cells {
    let is_prose =
        parts.len() > 3 && line.split_whitespace().count() >= parts.len() && !line.contains([',', ';', '\t']);
    if is_prose || !may_be_address(&cells.address) {
        return Cells {
            address: line.trim().to_owned(),
            ..Cells::default()
        };
    }
    cells
}

/// Whether a list that divides its cells says that `value` is on a `chain` nobody here knows: a name, and one word as no
/// prose has it.
fn is_listed(chain: &str, value: &str) -> bool {
    let is_name = |text: &str| {
        text.len() <= LONG_ENOUGH
            && text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let is_word = |text: &str| {
        let has_digit = text.chars().any(|c| c.is_ascii_digit());
        text.len() >= if has_digit { SHORTEST } else { NAMED }
            && text.chars().all(|c| c.is_ascii_alphanumeric() || ".:-_".contains(c))
    };
    is_name(chain) && suggest(chain).is_empty() && is_word(value)
}

/// Whether `text` may be an address of a chain without rules here: one word with a digit, a number in front or long.
fn may_be_address(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_digit()) && text.len() >= SHORTEST;
    let has_digit = text.chars().any(|c| c.is_ascii_digit());
    (begins || text.len() >= LONG_ENOUGH) && has_digit && !text.contains(char::is_whitespace)
}

/// The shortest account number that is taken for an address, in bytes.
const SHORTEST: usize = 5;

/// The length of account names of chains that name accounts by letters alone, as EOS does, in bytes.
const NAMED: usize = 12;

/// So long no word of prose is, in bytes.
const LONG_ENOUGH: usize = 20;
