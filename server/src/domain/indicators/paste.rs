//! What officers paste: addresses one a line, or a CSV table with headings. Nothing is dropped in silence: each line
//! comes back with its number, a verdict on address and tag, and the line it repeats.

mod line;

use std::collections::HashMap;

use crate::domain::hidden::{hides, is_deceptive};
use crate::domain::indicators::{Chain, Network, Reason, Tag, TagVerdict, Verdict, check, check_tag, suggest};

use line::parts_of;

/// Lines with something on them that are taken at once.
pub const MOST_ROWS: usize = 10_000;

/// Bytes that are taken at once: 1 MiB.
pub const MOST_BYTES: usize = 1024 * 1024;

/// How much of a line comes back as it was typed, in characters.
const RAW: usize = 160;

/// How much of source, asset and amount is kept, in characters.
const BESIDE: usize = 200;

/// Too much to read at once; nothing was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooMuch {
    /// More than [`MOST_ROWS`] lines.
    Rows,
    /// More than [`MOST_BYTES`] bytes.
    Bytes,
}

/// The chain of a row, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainOf {
    /// The line names it.
    Stated(Chain),
    /// Only this chain has addresses of this form.
    Suggested(Chain),
    /// Several do, the likelier first; a person must say which. The row is checked as the first.
    Ambiguous(Vec<Chain>),
    /// None is known to.
    Unknown,
}

impl ChainOf {
    /// The chain the row was checked on.
    pub fn chain(&self) -> Option<&Chain> {
        match self {
            Self::Stated(chain) | Self::Suggested(chain) => Some(chain),
            Self::Ambiguous(chains) => chains.first(),
            Self::Unknown => None,
        }
    }
}

/// One line of what was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line it begins on, from 1.
    pub line: usize,
    /// What stands there, shortened, hidden characters made visible.
    pub raw: String,
    /// The address as typed, without white space around it.
    pub address: String,
    /// Its chain.
    pub chain: ChainOf,
    /// Its network; none where the word is not known, and then nothing is checked.
    pub network: Option<Network>,
    /// What the rules say of the address.
    pub verdict: Verdict,
    /// The tag that counts: as typed, or found inside the address.
    pub tag: Option<Tag>,
    /// What the rules say of the tag.
    pub tag_verdict: TagVerdict,
    /// Column `source`: where the person has it from.
    pub source: Option<String>,
    /// Column `asset`.
    pub asset: Option<String>,
    /// Column `amount`, as typed.
    pub amount: Option<String>,
    /// The earlier line with the same address and tag, on the same chain and network.
    pub duplicate_of: Option<usize>,
}

/// Reads a paste box or a CSV file. A line is `address`, `chain address [tag]` or `address chain [tag]`, its parts
/// separated by tabs, semicolons, commas or spaces; what follows the third part belongs to the tag. A word that is no chain
/// known here is one only beside what may be an address; of prose nothing is read. A first line with
/// the heading `address` makes it a table: columns chain, address, tag or memo, network, source, asset and amount count,
/// others are passed over. Empty lines do not count as rows.
pub fn read(text: &str) -> Result<Vec<Row>, TooMuch> {
    if text.len() > MOST_BYTES {
        return Err(TooMuch::Bytes);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = match Headings::of(text) {
        Some(headings) => table(text, &headings)?,
        None => lines(text)?,
    };
    mark_duplicates(&mut rows);
    Ok(rows)
}

/// The columns of a table that nothing is read from, as they are headed; nothing where `text` is no table.
pub fn passed_over(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().find(|line| !line.trim().is_empty());
    let Some((headings, first)) = Headings::of(text).zip(first) else {
        return Vec::new();
    };
    let cells = first.split(char::from(headings.delimiter)).map(unquoted);
    cells
        .zip(&headings.columns)
        .filter(|(cell, column)| column.is_none() && !cell.is_empty())
        .map(|(cell, _)| visible(cell, HEADING))
        .take(MOST_HEADINGS)
        .collect()
}

/// How much of a heading is shown, in characters.
const HEADING: usize = 40;

/// How many headings are shown.
const MOST_HEADINGS: usize = 20;

/// What one line says, before it is judged.
#[derive(Default)]
struct Cells {
    chain: String,
    address: String,
    tag: String,
    network: String,
    source: String,
    asset: String,
    amount: String,
}

/// Which column is which, and what separates them.
struct Headings {
    delimiter: u8,
    columns: Vec<Option<Column>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Chain,
    Address,
    Tag,
    Network,
    Source,
    Asset,
    Amount,
}

impl Headings {
    /// The headings of a table; none where the first line with something on it is a row already.
    fn of(text: &str) -> Option<Self> {
        let first = text.lines().find(|line| !line.trim().is_empty())?;
        let count = |delimiter: u8| first.bytes().filter(|b| *b == delimiter).count();
        let delimiter = [b'\t', b';', b',']
            .into_iter()
            .max_by_key(|d| count(*d))
            .filter(|d| count(*d) > 0)?;
        let mut columns: Vec<Option<Column>> = first
            .split(char::from(delimiter))
            .map(|cell| Column::of(unquoted(cell)))
            .collect();
        // Of two columns of one name the first counts.
        for place in 0..columns.len() {
            let (before, rest) = columns.split_at_mut(place);
            if let Some(column) = rest.first_mut().filter(|column| before.contains(column)) {
                *column = None;
            }
        }
        columns
            .contains(&Some(Column::Address))
            .then_some(Self { delimiter, columns })
    }
}

impl Column {
    fn of(heading: &str) -> Option<Self> {
        match heading.to_lowercase().replace(['_', '-'], " ").as_str() {
            "chain" | "blockchain" => Some(Self::Chain),
            "address" | "wallet" | "wallet address" => Some(Self::Address),
            "tag" | "memo" | "destination tag" | "tag/memo" | "memo/tag" => Some(Self::Tag),
            "network" => Some(Self::Network),
            "source" => Some(Self::Source),
            "asset" | "token" | "currency" | "coin" => Some(Self::Asset),
            "amount" => Some(Self::Amount),
            _ => None,
        }
    }
}

fn table(text: &str, headings: &Headings) -> Result<Vec<Row>, TooMuch> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(headings.delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut has_headings = false;
    let mut count = Count {
        text: text.as_bytes(),
        at: 0,
        line: 1,
    };
    // Reading from memory text that is UTF-8 already, no record can fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if !has_headings {
            has_headings = true;
            continue;
        }
        if rows.len() == MOST_ROWS {
            return Err(TooMuch::Rows);
        }
        let mut cells = Cells::default();
        for (column, cell) in headings.columns.iter().zip(&record) {
            let Some(column) = column else { continue };
            *match column {
                Column::Chain => &mut cells.chain,
                Column::Address => &mut cells.address,
                Column::Tag => &mut cells.tag,
                Column::Network => &mut cells.network,
                Column::Source => &mut cells.source,
                Column::Asset => &mut cells.asset,
                Column::Amount => &mut cells.amount,
            } = cell.trim().to_owned();
        }
        let line = count.line_at(record.position().map_or(0, csv::Position::byte));
        let delimiter = char::from(headings.delimiter).to_string();
        let raw = record.iter().collect::<Vec<_>>().join(&delimiter);
        rows.push(judged(line, &raw, cells));
    }
    Ok(rows)
}

/// Counts lines while a table is read: the reader's own count is one behind after a carriage return.
struct Count<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl Count<'_> {
    /// The line on which the record that begins at `byte`, or at the first line with something on it after, begins.
    fn line_at(&mut self, byte: u64) -> usize {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(found) = self
            .text
            .get(self.at)
            .filter(|found| self.at < byte || matches!(found, b'\r' | b'\n'))
        {
            self.line += usize::from(*found == b'\n');
            self.at += 1;
        }
        self.line
    }
}

fn lines(text: &str) -> Result<Vec<Row>, TooMuch> {
    let mut rows = Vec::new();
    for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if rows.len() == MOST_ROWS {
            return Err(TooMuch::Rows);
        }
        rows.push(judged(place + 1, line, parts_of(line)));
    }
    Ok(rows)
}

/// A cell without white space and quotation marks around it.
fn unquoted(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('"')
        .and_then(|cell| cell.strip_suffix('"'))
        .map_or(cell, str::trim)
}

fn judged(line: usize, raw: &str, cells: Cells) -> Row {
    let network = Network::read(&cells.network).ok();
    let is_hidden = raw.split('\r').any(hides);
    let chain = if is_hidden { ChainOf::Unknown } else { chain_of(&cells) };
    let verdict = match (chain.chain(), network) {
        (_, _) if is_hidden => Verdict::Invalid(Reason::Deceptive),
        (_, _) if cells.address.is_empty() => Verdict::Invalid(Reason::Empty),
        (Some(chain), Some(network)) => check(chain, network, &cells.address),
        (_, _) => Verdict::Unchecked,
    };
    let checked = if let Verdict::Valid(checked) = &verdict {
        Some(checked)
    } else {
        None
    };
    let (tag, tag_verdict) = match chain.chain() {
        Some(chain) => check_tag(chain, checked, &cells.tag),
        None => (None, TagVerdict::NotNeeded),
    };
    let beside = |text: String| (!text.is_empty()).then(|| visible(&text, BESIDE));
    Row {
        line,
        raw: visible(raw.trim(), RAW),
        address: visible(&cells.address, RAW),
        chain,
        network,
        verdict,
        tag,
        tag_verdict,
        source: beside(cells.source),
        asset: beside(cells.asset),
        amount: beside(cells.amount),
        duplicate_of: None,
    }
}

fn chain_of(cells: &Cells) -> ChainOf {
    if !cells.chain.is_empty() {
        // A word that cannot be a chain's name leaves the row unchecked; it is never replaced by a guess.
        return cells.chain.parse().map_or(ChainOf::Unknown, ChainOf::Stated);
    }
    let mut chains = suggest(&cells.address);
    match chains.len() {
        0 => ChainOf::Unknown,
        1 => chains.pop().map_or(ChainOf::Unknown, ChainOf::Suggested),
        _ => ChainOf::Ambiguous(chains),
    }
}

/// At most `most` characters on one line, those that hide or turn text shown as `�`.
fn visible(text: &str, most: usize) -> String {
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        _ if is_deceptive(c) => char::REPLACEMENT_CHARACTER,
        _ => c,
    };
    let mut short: String = text.chars().take(most).map(shown).collect();
    if text.chars().nth(most).is_some() {
        short.push('…');
    }
    short
}

/// What makes two rows one: chain, network, stored address and tag.
type Identity = (Option<Chain>, Option<Network>, String, Option<Tag>);

fn mark_duplicates(rows: &mut [Row]) {
    let mut seen: HashMap<Identity, usize> = HashMap::new();
    for row in rows {
        let address = match &row.verdict {
            Verdict::Valid(checked) => checked.canonical.clone(),
            Verdict::Unchecked => row.address.clone(),
            Verdict::Invalid(_) => continue,
        };
        let key = (row.chain.chain().cloned(), row.network, address, row.tag.clone());
        let first = *seen.entry(key).or_insert(row.line);
        row.duplicate_of = (first != row.line).then_some(first);
    }
}

#[cfg(test)]
mod tests;
