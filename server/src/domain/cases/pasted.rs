//! A pasted list, sorted into what can be added and what a person must look at first. Nothing is dropped: each line
//! comes back with what became of it.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::domain::change::{Fault, Refusal};
use crate::domain::indicators::paste::{self, ChainOf, MOST_BYTES, MOST_ROWS, Row, TooMuch};
use crate::domain::indicators::{
    Chain, Checksum, IndicatorKind, Network, Reason, TagKind, TagVerdict, Verdict, check, check_tag, suggest,
};

use super::indicators::{ChecksumState, Given, IndicatorKey, Observed};

/// How a list is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The chain of lines that name none; nothing asks for each.
    pub chain: Option<Chain>,
    /// What a person said of single lines, by [`Line::key`].
    pub corrections: HashMap<String, Correction>,
}

/// What a person said of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Its chain.
    pub chain: Option<Chain>,
    /// Its tag or memo; empty where none was typed.
    pub tag: String,
    /// That there is no tag, though the chain has them: a private wallet.
    pub has_no_tag: bool,
}

/// What a line waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// Which chain it is. These fit; where none is named, any may be meant.
    Chain(Vec<Chain>),
    /// A network that is known here.
    Network,
    /// Another value: why this one is none. Where it fits other chains, these.
    Value(Reason, Vec<Chain>),
    /// Its tag or memo, or the word that it has none.
    Tag(TagKind),
    /// A tag or memo of the form its chain asks for.
    TagForm(TagKind),
}

/// What becomes of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be added.
    Ready(Box<Given>),
    /// It says the same as this earlier line.
    Repeats(usize),
    /// The case has it already.
    Known,
    /// A person must look at it first.
    Needs(Need),
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub line: usize,
    /// Names the line by what stands on it, so that a correction follows it when lines above come or go.
    pub key: String,
    /// What it says, as typed, without what stands beside it.
    pub value: String,
    /// Its chain, where it has one.
    pub chain: Option<Chain>,
    /// Its tag or memo, where it has one.
    pub tag: String,
    /// What a person said of it.
    pub correction: Correction,
    /// What becomes of it.
    pub standing: Standing,
}

/// A list, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its lines, in order; empty lines are none.
    pub lines: Vec<Line>,
}

/// How many lines of a sheet there are of each standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Can be added.
    pub ready: usize,
    /// Say what another line or the case says already.
    pub merged: usize,
    /// Of those, how many repeat another line.
    pub repeated: usize,
    /// Wait for a person.
    pub needing: usize,
}

impl Reading {
    /// Reads `text` as a list of `kind`, one a line; addresses also as a table with headings.
    ///
    /// # Errors
    /// A fault in the field `lines` where there is too much, or nothing.
    pub fn read(&self, kind: IndicatorKind, text: &str) -> Result<Sheet, Refusal> {
        let mut lines = match kind {
            IndicatorKind::Address => paste::read(text)
                .map_err(too_much)?
                .iter()
                .map(|row| self.address(row))
                .collect(),
            IndicatorKind::Txid
            | IndicatorKind::AccountUid
            | IndicatorKind::Email
            | IndicatorKind::Phone
            | IndicatorKind::NameDob
            | IndicatorKind::Iban
            | IndicatorKind::DeviceIp
            | IndicatorKind::OrderId
            | IndicatorKind::Contract => self.plain(kind, text)?,
        };
        if lines.is_empty() {
            return Err(Refusal::field("lines", "required"));
        }
        mark_repeats(&mut lines);
        Ok(Sheet { lines })
    }

    fn plain(&self, kind: IndicatorKind, text: &str) -> Result<Vec<Line>, Refusal> {
        if text.len() > MOST_BYTES {
            return Err(too_much(TooMuch::Bytes));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let written = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let lines: Vec<Line> = written
            .take(MOST_ROWS + 1)
            .map(|(place, line)| self.value(kind, place + 1, line.trim()))
            .collect();
        if lines.len() > MOST_ROWS {
            return Err(too_much(TooMuch::Rows));
        }
        Ok(lines)
    }

    fn correction(&self, key: &str) -> Correction {
        self.corrections.get(key).cloned().unwrap_or_default()
    }

    /// A line that is all value: a transaction, an account, an e-mail address.
    fn value(&self, kind: IndicatorKind, line: usize, text: &str) -> Line {
        let key = key_of(text);
        let correction = self.correction(&key);
        let chain = correction.chain.clone().or_else(|| self.chain.clone());
        let chain = chain.filter(|_| kind.is_on_chain());
        let standing = if kind.is_on_chain() && chain.is_none() {
            Standing::Needs(Need::Chain(Vec::new()))
        } else {
            match kind.normalise(chain.as_ref(), text) {
                Ok(value) => ready(
                    kind,
                    chain.clone(),
                    Network::Mainnet,
                    value,
                    "",
                    text,
                    checksum_of(kind, chain.as_ref()),
                ),
                Err(reason) => Standing::Needs(Need::Value(reason, Vec::new())),
            }
        };
        Line {
            line,
            key,
            value: shown(text),
            chain,
            tag: String::new(),
            correction,
            standing,
        }
    }

    /// A line with chain, address and tag.
    fn address(&self, row: &Row) -> Line {
        let key = key_of(&row.raw);
        let correction = self.correction(&key);
        let chain = correction.chain.clone().or_else(|| self.chain_of(&row.chain));
        let tag = row.tag.as_ref().map(|tag| tag.as_str().to_owned()).unwrap_or_default();
        let mut line = Line {
            line: row.line,
            key,
            value: row.address.clone(),
            chain: chain.clone(),
            tag,
            standing: Standing::Known,
            correction,
        };
        line.standing = match (&row.verdict, chain, row.network) {
            (Verdict::Invalid(reason @ (Reason::Deceptive | Reason::Empty)), _, _) => {
                Standing::Needs(Need::Value(*reason, Vec::new()))
            }
            (_, _, None) => Standing::Needs(Need::Network),
            (_, None, Some(_)) => Standing::Needs(Need::Chain(match &row.chain {
                ChainOf::Ambiguous(chains) => chains.clone(),
                ChainOf::Stated(_) | ChainOf::Suggested(_) | ChainOf::Unknown => Vec::new(),
            })),
            (_, Some(chain), Some(network)) => stand(row, &mut line.tag, &line.correction, chain, network),
        };
        line
    }

    /// What the line itself says, then the chain of the list where it fits; of several none is guessed.
    fn chain_of(&self, of: &ChainOf) -> Option<Chain> {
        match of {
            ChainOf::Stated(chain) | ChainOf::Suggested(chain) => Some(chain.clone()),
            ChainOf::Ambiguous(chains) => self.chain.clone().filter(|chain| chains.contains(chain)),
            ChainOf::Unknown => self.chain.clone(),
        }
    }
}

impl Sheet {
    /// What the lines that can be added stand for.
    pub fn keys(&self) -> Vec<IndicatorKey> {
        self.ready().map(|given| given.observed.key.clone()).collect()
    }

    /// The same list, where lines the case has already are known.
    #[must_use]
    pub fn knowing(mut self, known: &HashSet<IndicatorKey>) -> Self {
        for line in &mut self.lines {
            if matches!(&line.standing, Standing::Ready(given) if known.contains(&given.observed.key)) {
                line.standing = Standing::Known;
            }
        }
        self
    }

    /// What can be added.
    pub fn ready(&self) -> impl Iterator<Item = &Given> {
        self.lines.iter().filter_map(|line| match &line.standing {
            Standing::Ready(given) => Some(given.as_ref()),
            Standing::Repeats(_) | Standing::Known | Standing::Needs(_) => None,
        })
    }

    /// How many there are of each standing.
    pub fn counts(&self) -> Counts {
        self.lines.iter().fold(Counts::default(), |mut counts, line| {
            match line.standing {
                Standing::Ready(_) => counts.ready += 1,
                Standing::Repeats(_) => {
                    counts.merged += 1;
                    counts.repeated += 1;
                }
                Standing::Known => counts.merged += 1,
                Standing::Needs(_) => counts.needing += 1,
            }
            counts
        })
    }

    /// The lines of `text`, which this list was read from, that wait for a person; with the headings, where it had any.
    pub fn waiting(&self, text: &str) -> String {
        let written: Vec<&str> = text.lines().collect();
        let first_row = self.lines.first().map_or(0, |line| line.line);
        let headings = written.iter().position(|line| !line.trim().is_empty());
        let headings = headings.filter(|place| place + 1 < first_row);
        let ends = self
            .lines
            .iter()
            .skip(1)
            .map(|line| line.line - 1)
            .chain([written.len()]);
        let waiting = self
            .lines
            .iter()
            .zip(ends)
            .filter(|(line, _)| matches!(line.standing, Standing::Needs(_)))
            .filter_map(|(line, end)| written.get(line.line - 1..end))
            .flatten();
        let mut waiting = waiting.peekable();
        // Headings alone are no list.
        let headings = headings
            .filter(|_| waiting.peek().is_some())
            .and_then(|place| written.get(place));
        headings
            .into_iter()
            .chain(waiting)
            .map(|line| line.trim_end())
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// An address on a chain and a network that are settled.
fn stand(row: &Row, tag: &mut String, correction: &Correction, chain: Chain, network: Network) -> Standing {
    let is_as_read = row.chain.chain() == Some(&chain);
    let verdict = if is_as_read {
        row.verdict.clone()
    } else {
        check(&chain, network, &row.address)
    };
    let (value, checksum, checked) = match verdict {
        Verdict::Invalid(reason) => {
            let fitting = if reason == Reason::WrongChain {
                suggest(&row.address)
            } else {
                Vec::new()
            };
            return Standing::Needs(Need::Value(reason, fitting));
        }
        Verdict::Unchecked => (row.address.clone(), ChecksumState::Unchecked, None),
        Verdict::Valid(checked) => {
            let state = match checked.checksum {
                Checksum::Holds => ChecksumState::Holds,
                Checksum::None => ChecksumState::None,
            };
            (checked.canonical.clone(), state, Some(checked))
        }
    };
    let typed = correction.tag.trim();
    let was_malformed = is_as_read && typed.is_empty() && row.tag_verdict == TagVerdict::Malformed;
    let (found, said) = check_tag(
        &chain,
        checked.as_ref(),
        if typed.is_empty() { tag.as_str() } else { typed },
    );
    let needed = chain.needs_tag();
    match (needed, said) {
        (Some(kind), TagVerdict::Missing) if !correction.has_no_tag && !was_malformed => {
            return Standing::Needs(Need::Tag(kind));
        }
        (Some(kind), TagVerdict::Missing | TagVerdict::Malformed) if !correction.has_no_tag => {
            return Standing::Needs(Need::TagForm(kind));
        }
        (None, _) | (_, TagVerdict::NotNeeded | TagVerdict::Missing | TagVerdict::Malformed | TagVerdict::Holds) => {}
    }
    *tag = found.map(|tag| tag.as_str().to_owned()).unwrap_or_default();
    let mut standing = ready(
        IndicatorKind::Address,
        Some(chain),
        network,
        value,
        tag,
        &row.address,
        checksum,
    );
    if let Standing::Ready(given) = &mut standing {
        given.has_no_tag = correction.has_no_tag && needed.is_some() && tag.is_empty();
        given.note = beside(row);
        given.source = row.source.clone().unwrap_or_default();
    }
    standing
}

/// What stands beside an address in its table: `5 USDT`. An amount without its asset is named by its column, so that no
/// bare figure stands in the case.
fn beside(row: &Row) -> String {
    match (&row.amount, &row.asset) {
        (Some(amount), Some(asset)) => format!("{amount} {asset}"),
        (Some(amount), None) => format!("amount: {amount}"),
        (None, Some(asset)) => asset.clone(),
        (None, None) => String::new(),
    }
}

fn ready(
    kind: IndicatorKind,
    chain: Option<Chain>,
    network: Network,
    value: String,
    tag: &str,
    typed: &str,
    checksum: ChecksumState,
) -> Standing {
    let key = IndicatorKey {
        kind,
        chain,
        network,
        value,
        tag: tag.to_owned(),
    };
    let typed = typed.to_owned();
    Standing::Ready(Box::new(Observed { key, typed, checksum }.into()))
}

/// A bank account has check digits (ISO 13616); a contract on a chain without rules is not checked; the rest has no
/// way to check itself.
fn checksum_of(kind: IndicatorKind, chain: Option<&Chain>) -> ChecksumState {
    match kind {
        IndicatorKind::Iban => ChecksumState::Holds,
        IndicatorKind::Address | IndicatorKind::Contract | IndicatorKind::Txid => match chain {
            Some(Chain::Other(_)) | None => ChecksumState::Unchecked,
            Some(_) => ChecksumState::None,
        },
        IndicatorKind::AccountUid
        | IndicatorKind::Email
        | IndicatorKind::Phone
        | IndicatorKind::NameDob
        | IndicatorKind::DeviceIp
        | IndicatorKind::OrderId => ChecksumState::None,
    }
}

fn mark_repeats(lines: &mut [Line]) {
    let mut seen: HashMap<IndicatorKey, usize> = HashMap::new();
    for line in lines {
        let Standing::Ready(given) = &line.standing else {
            continue;
        };
        let first = *seen.entry(given.observed.key.clone()).or_insert(line.line);
        if first != line.line {
            line.standing = Standing::Repeats(first);
        }
    }
}

/// Sixteen hexadecimal digits: enough to tell the lines of a list apart, and fit for the name of a field.
fn key_of(raw: &str) -> String {
    let digest = Sha256::digest(raw.trim().as_bytes());
    hex::encode(digest.get(..8).unwrap_or_default())
}

/// As paste boxes show a line: its beginning, hidden characters made visible.
fn shown(text: &str) -> String {
    const MOST: usize = 160;
    let visible = |c: char| {
        if crate::domain::hidden::is_deceptive(c) {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    text.chars().take(MOST).map(visible).collect()
}

fn too_much(of: TooMuch) -> Refusal {
    let fault = match of {
        TooMuch::Rows => Fault::new("lines", "too_many").with("most", MOST_ROWS),
        TooMuch::Bytes => Fault::new("lines", "too_large"),
    };
    Refusal::Fields(vec![fault])
}

#[cfg(test)]
mod tests;
