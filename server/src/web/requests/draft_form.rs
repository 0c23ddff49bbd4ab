//! What is typed into the form of a request, and how it is read.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::domain::change::Fault;
use crate::domain::clocks::Urgency;
use crate::domain::ids::{IndicatorId, LegalBasisId, OrganisationId};
use crate::domain::money::{Asset, Units};
use crate::domain::requests::kinds::{AtExpiry, DataKind, Kind, Route, Scope, Tlp};
use crate::domain::requests::quality::{Check, callback};
use crate::domain::requests::{Content, DataWanted, MOST_TARGETS, Request};
use crate::service::requests::drafting::{Chosen, Written};
use crate::text::Words;
use crate::web::form::{clean_line, clean_text};
use crate::web::seen;

/// The longest facts, in characters: about five lines, with room.
pub const LONGEST_FACTS: usize = 2000;
/// The longest line of text.
pub const LONGEST_LINE: usize = 200;
/// The longest explanation.
pub const LONGEST_NOTE: usize = 1000;

/// The fields of the form, as they were sent. The rows of targets are lists of equal length; `pick` names those chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DraftForm {
    pub version: String,
    pub opened: String,
    pub kind: String,
    pub recipient: String,
    pub basis: String,
    pub urgency: String,
    pub urgency_reason: String,
    pub callback: String,
    pub language: String,
    pub scope: String,
    pub uncapped_reason: String,
    pub until: String,
    pub order_expected_on: String,
    pub order_court: String,
    pub at_expiry: String,
    pub facts: String,
    pub tlp: String,
    pub secret_until: String,
    pub data: Vec<String>,
    pub data_from: String,
    pub data_to: String,
    pub release_reason: String,
    pub row: Vec<String>,
    pub asset: Vec<String>,
    pub amount: Vec<String>,
    pub txid: Vec<String>,
    pub pick: Vec<String>,
    pub check: Vec<String>,
    pub explanation: Vec<String>,
    pub then: String,
}

impl DraftForm {
    /// An empty form for a request of `kind`, with the usual choices made.
    pub fn blank(kind: Kind, language: &str) -> Self {
        Self {
            kind: kind.code().to_owned(),
            language: language.to_owned(),
            urgency: Urgency::Routine.code().to_owned(),
            scope: Scope::AssetAmount.code().to_owned(),
            at_expiry: AtExpiry::AskFirst.code().to_owned(),
            tlp: Tlp::Amber.code().to_owned(),
            ..Self::default()
        }
    }

    /// The form of a draft as it is saved.
    pub fn of(request: &Request) -> Self {
        let content = &request.content;
        let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let period = content.data.first();
        let mut form = Self {
            version: request.version.to_string(),
            kind: content.kind.code().to_owned(),
            recipient: content.recipient.to_string(),
            basis: content.basis.to_string(),
            urgency: content.urgency.code().to_owned(),
            urgency_reason: content.urgency_reason.clone(),
            callback: content.callback.clone(),
            language: content.language.clone(),
            scope: content.scope.code().to_owned(),
            uncapped_reason: content.uncapped_reason.clone(),
            until: date(content.until),
            order_expected_on: date(content.order_expected_on),
            order_court: content.order_court.clone(),
            at_expiry: content.at_expiry.code().to_owned(),
            facts: content.facts.clone(),
            tlp: content.tlp.code().to_owned(),
            secret_until: date(content.secret_until),
            data: content
                .data
                .iter()
                .map(|wanted| wanted.kind.code().to_owned())
                .collect(),
            data_from: date(period.and_then(|wanted| wanted.from)),
            data_to: date(period.and_then(|wanted| wanted.to)),
            release_reason: content
                .release_reason
                .map(|reason| reason.code().to_owned())
                .unwrap_or_default(),
            ..Self::default()
        };
        for target in &request.targets {
            let Some(indicator) = target.indicator else { continue };
            let symbol = target
                .asset
                .as_ref()
                .map(|asset| asset.symbol.clone())
                .unwrap_or_default();
            let decimals = target.asset.as_ref().map_or(0, |asset| asset.decimals);
            form.pick.push(indicator.to_string());
            form.row.push(indicator.to_string());
            form.asset.push(symbol);
            form.amount
                .push(target.amount.map(|amount| amount.plain(decimals)).unwrap_or_default());
            form.txid.push(target.txid.clone());
        }
        for (check, why) in &content.exceptions {
            form.check.push(check.clone());
            form.explanation.push(why.clone());
        }
        form.opened = seen::marks(&form.fields());
        form
    }

    /// The fields a colleague may have changed, each with what stands in it.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let rows = [&self.pick, &self.asset, &self.amount, &self.txid];
        let together = |columns: &[&Vec<String>]| {
            columns
                .iter()
                .map(|column| column.join("|"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        vec![
            ("recipient", self.recipient.clone()),
            ("basis", self.basis.clone()),
            ("urgency", self.urgency.clone()),
            ("urgency_reason", self.urgency_reason.clone()),
            ("callback", self.callback.clone()),
            ("language", self.language.clone()),
            ("targets", together(&rows)),
            ("scope", self.scope.clone()),
            ("uncapped_reason", self.uncapped_reason.clone()),
            ("release_reason", self.release_reason.clone()),
            ("until", self.until.clone()),
            ("at_expiry", self.at_expiry.clone()),
            ("order_expected_on", self.order_expected_on.clone()),
            ("order_court", self.order_court.clone()),
            ("data", together(&[&self.data])),
            ("data_from", self.data_from.clone()),
            ("data_to", self.data_to.clone()),
            ("facts", self.facts.clone()),
            ("tlp", self.tlp.clone()),
            ("secret_until", self.secret_until.clone()),
            ("explanation", together(&[&self.check, &self.explanation])),
        ]
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

    /// What was explained of `check`.
    pub fn explained(&self, check: Check) -> &str {
        let at = self.check.iter().position(|known| known == check.code());
        at.and_then(|at| self.explanation.get(at)).map_or("", String::as_str)
    }

    /// Reads the form. `chain_of` tells the chain of an indicator, which decides the decimals of its assets; `saved` is
    /// the draft as it stands, where there is one. Amounts may be grouped as `words` prints them.
    ///
    /// # Errors
    /// Every fault at once, each under the name of its field; those of a row under `amount.N`, N from 1.
    pub fn read(
        &self,
        words: &Words,
        chain_of: impl Fn(IndicatorId) -> Option<String>,
        saved: Option<&Self>,
    ) -> Result<Written, Vec<Fault>> {
        let mut faults = Vec::new();
        let content = self.content(&mut faults);
        let chosen = self.chosen(words, chain_of, saved, &mut faults);
        match content {
            Some(content) if faults.is_empty() => Ok(Written { content, chosen }),
            Some(_) | None => Err(faults),
        }
    }

    fn content(&self, faults: &mut Vec<Fault>) -> Option<Content> {
        let kind = word::<Kind>("kind", &self.kind, faults);
        let recipient = word::<OrganisationId>("recipient", &self.recipient, faults);
        let basis = word::<LegalBasisId>("basis", &self.basis, faults);
        let urgency = word::<Urgency>("urgency", &self.urgency, faults);
        let scope = optional_word::<Scope>("scope", &self.scope, faults);
        let at_expiry = optional_word::<AtExpiry>("at_expiry", &self.at_expiry, faults);
        let tlp = word::<Tlp>("tlp", &self.tlp, faults);
        let release_reason = optional_word("release_reason", &self.release_reason, faults);
        let language = clean_line("language", &self.language, 35, faults);
        if language.is_empty() {
            faults.push(Fault::new("language", "required"));
        }
        let data = self.data(faults);
        let exceptions = self.exceptions(faults);
        let until = date("until", &self.until, faults);
        let order_expected_on = date("order_expected_on", &self.order_expected_on, faults);
        let secret_until = date("secret_until", &self.secret_until, faults);
        let urgency_reason = clean_line("urgency_reason", &self.urgency_reason, LONGEST_LINE, faults);
        let callback = self.callback(faults);
        let uncapped_reason = clean_line("uncapped_reason", &self.uncapped_reason, LONGEST_LINE, faults);
        let order_court = clean_line("order_court", &self.order_court, LONGEST_LINE, faults);
        let facts = clean_text("facts", &self.facts, LONGEST_FACTS, faults);
        Some(Content {
            kind: kind?,
            route: Route::Direct,
            recipient: recipient?,
            urgency: urgency?,
            urgency_reason,
            callback,
            language,
            basis: basis?,
            scope: scope.unwrap_or(Scope::AssetAmount),
            uncapped_reason,
            until,
            order_expected_on,
            order_court,
            at_expiry: at_expiry.unwrap_or(AtExpiry::AskFirst),
            facts,
            offence: String::new(),
            victims: BTreeMap::new(),
            losses: Vec::new(),
            data,
            tlp: tlp?,
            secret_until,
            release_reason,
            exceptions,
        })
    }

    /// The number in one form, so that whoever calls back dials what was meant.
    fn callback(&self, faults: &mut Vec<Fault>) -> String {
        let typed = clean_line("callback", &self.callback, 40, faults);
        if typed.is_empty() {
            return typed;
        }
        callback(&typed).unwrap_or_else(|| {
            faults.push(Fault::new("callback", "no_phone"));
            typed
        })
    }

    fn data(&self, faults: &mut Vec<Fault>) -> Vec<DataWanted> {
        let from = date("data_from", &self.data_from, faults);
        let to = date("data_to", &self.data_to, faults);
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            faults.push(Fault::new("data_to", "before_start"));
        }
        let mut kinds: Vec<DataKind> = self
            .data
            .iter()
            .filter_map(|kind| word::<DataKind>("data", kind, faults))
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.into_iter().map(|kind| DataWanted { kind, from, to }).collect()
    }

    fn exceptions(&self, faults: &mut Vec<Fault>) -> BTreeMap<String, String> {
        let mut exceptions = BTreeMap::new();
        for (check, why) in self.check.iter().zip(&self.explanation) {
            let Some(check) = word::<Check>("explanation", check, faults) else {
                continue;
            };
            let why = clean_line(&format!("explanation.{check}"), why, LONGEST_NOTE, faults);
            if !why.is_empty() {
                exceptions.insert(check.code().to_owned(), why);
            }
        }
        exceptions
    }

    fn chosen(
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
            let txid = clean_line(&format!("txid.{number}"), txid, 128, faults);
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
        .amount_typed(amount, asset.decimals)
        .map_err(|_| {
            let fault = Fault::new(format!("amount.{number}"), "no_amount");
            faults.push(fault.with("decimals", asset.decimals));
        })
        .ok()
}

/// A coded word that must be one of its kind.
fn word<T: std::str::FromStr>(field: &str, typed: &str, faults: &mut Vec<Fault>) -> Option<T> {
    typed
        .trim()
        .parse()
        .map_err(|_| faults.push(Fault::new(field, "required")))
        .ok()
}

fn optional_word<T: std::str::FromStr>(field: &str, typed: &str, faults: &mut Vec<Fault>) -> Option<T> {
    if typed.trim().is_empty() {
        None
    } else {
        word(field, typed, faults)
    }
}

/// A date as the browser's own field sends it: `2026-12-18`.
pub fn date(field: &str, typed: &str, faults: &mut Vec<Fault>) -> Option<Date> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let read = typed
        .parse::<Date>()
        .ok()
        .filter(|date| (1970..=2200).contains(&date.year()) && typed.len() == 10);
    if read.is_none() {
        faults.push(Fault::new(field, "no_date"));
    }
    read
}
