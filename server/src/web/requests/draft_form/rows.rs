//! How the rows of targets are read: which are ticked, and how much of which asset each has.

use crate::domain::change::Fault;
use crate::domain::ids::IndicatorId;
use crate::domain::money::{Asset, Units};
use crate::domain::requests::{MOST_TARGETS, hops};
use crate::service::requests::drafting::{Chosen, Offer};
use crate::store::cases::Sought;
use crate::text::Words;
use crate::web::form::clean_line;

use super::DraftForm;

/// The longest transaction, in characters: well above the longest in use (Solana, 88).
const LONGEST_TXID: usize = 128;

/// The button that looks for indicators, and the beginning of the one that shows older ones.
pub const FIND: &str = "find";
const OLDER: &str = "older.";

/// The longest words one looks for, in characters.
const LONGEST_WORDS: usize = 200;

/// How the button is sent that shows those numbered below `number`.
pub fn older(number: u32) -> String {
    format!("{OLDER}{number}")
}

impl DraftForm {
    /// Whether only other indicators are looked for: nothing is read or saved.
    pub fn seeks(&self) -> bool {
        self.then == FIND || self.then.starts_with(OLDER)
    }

    /// Which indicators the form offers next. Where others are looked for, rows stay that are ticked or in which something
    /// stands; else every row stays in its place, since what is wrong is told by its number.
    pub fn offer(&self) -> Offer {
        let is_used = |row: &&String| {
            let at = self.row.iter().position(|known| known == *row);
            let cells = [&self.asset, &self.amount, &self.txid].map(|column| cell(column, at));
            self.pick.contains(*row) || cells.iter().any(|cell| !cell.trim().is_empty())
        };
        let kept = self.row.iter().filter(|row| !self.seeks() || is_used(row));
        Offer {
            kept: kept.filter_map(|row| row.parse().ok()).collect(),
            sought: sought(&self.find, self.begins()),
        }
    }

    /// The number before which the page of those found begins, as it is typed or pressed now.
    pub fn begins(&self) -> &str {
        match self.then.strip_prefix(OLDER) {
            Some(number) => number,
            None if self.then == FIND => "",
            None => &self.before,
        }
    }

    /// What was typed for the row of `indicator`: whether it is chosen, asset, amount, transaction.
    pub fn typed_row(&self, indicator: IndicatorId) -> (bool, &str, &str, &str) {
        let id = indicator.to_string();
        let at = self.row.iter().position(|row| *row == id);
        (
            self.pick.contains(&id),
            cell(&self.asset, at),
            cell(&self.amount, at),
            cell(&self.txid, at),
        )
    }

    /// Whether the row of an indicator is ticked here with just these cells.
    fn has_row(&self, row: &String, cells: [&String; 3]) -> bool {
        let at = self.row.iter().position(|known| known == row);
        self.pick.contains(row) && [&self.asset, &self.amount, &self.txid].map(|column| cell(column, at)) == cells
    }

    pub(super) fn chosen(
        &self,
        words: &Words,
        chain_of: impl Fn(IndicatorId) -> Option<String>,
        saved: Option<&Self>,
        faults: &mut Vec<Fault>,
    ) -> Vec<Chosen> {
        let length = self.row.len();
        let is_ragged = [&self.asset, &self.amount, &self.txid]
            .iter()
            .any(|column| column.len() != length);
        if is_ragged || self.pick.len() > MOST_TARGETS || length > 10 * MOST_TARGETS {
            faults.push(Fault::new("targets", "too_many").with("most", MOST_TARGETS));
            return Vec::new();
        }
        let columns = self
            .row
            .iter()
            .zip(&self.asset)
            .zip(self.amount.iter().zip(&self.txid))
            .zip(1u32..);
        let mut chosen = Vec::new();
        for (((row, asset), (amount, txid)), number) in columns {
            if !self.pick.contains(row) {
                // What was typed into a row means something. Taking the tick off a row as it was saved does too.
                let is_blank = [asset, amount, txid].iter().all(|cell| cell.trim().is_empty());
                if !is_blank && !saved.is_some_and(|saved| saved.has_row(row, [asset, amount, txid])) {
                    faults.push(Fault::new(format!("pick.{number}"), "not_ticked"));
                }
                continue;
            }
            let Ok(indicator) = row.parse::<IndicatorId>() else {
                faults.push(Fault::new("targets", "unknown_choice"));
                continue;
            };
            let chain = chain_of(indicator).unwrap_or_default();
            let asset = read_asset(&chain, asset, number, faults);
            let amount = read_amount(words, asset.as_ref(), amount, number, faults);
            let txid = read_txid(&chain, txid, number, faults);
            chosen.push(Chosen {
                indicator,
                asset,
                amount,
                txid,
            });
        }
        chosen
    }
}

/// What an address or a form asks to be looked for.
pub fn sought(words: &str, before: &str) -> Sought {
    Sought {
        words: words.trim().chars().take(LONGEST_WORDS).collect(),
        before: before.parse().ok(),
    }
}

fn cell(column: &[String], at: Option<usize>) -> &str {
    at.and_then(|at| column.get(at)).map_or("", String::as_str)
}

fn read_asset(chain: &str, symbol: &str, number: u32, faults: &mut Vec<Fault>) -> Option<Asset> {
    let symbol = symbol.trim();
    if symbol.is_empty() {
        return None;
    }
    let found = Asset::find(chain, symbol);
    if found.is_none() {
        faults.push(Fault::new(format!("asset.{number}"), "unknown_choice"));
    }
    found
}

fn read_txid(chain: &str, typed: &str, number: u32, faults: &mut Vec<Fault>) -> String {
    let field = format!("txid.{number}");
    let before = faults.len();
    let typed = clean_line(&field, typed, LONGEST_TXID, faults);
    if faults.len() > before {
        return typed;
    }
    hops::transaction(field, chain, &typed).unwrap_or_else(|fault| {
        faults.push(fault);
        typed
    })
}

fn read_amount(
    words: &Words,
    asset: Option<&Asset>,
    amount: &str,
    number: u32,
    faults: &mut Vec<Fault>,
) -> Option<Units> {
    if amount.trim().is_empty() {
        return None;
    }
    let Some(asset) = asset else {
        faults.push(Fault::new(format!("asset.{number}"), "no_asset"));
        return None;
    };
    words
        .amount_at(format!("amount.{number}"), amount, asset.decimals)
        .map_err(|fault| faults.push(fault))
        .ok()
}
