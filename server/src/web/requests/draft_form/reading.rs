//! How the fields of the form are read: every fault at once, each under its field.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::domain::change::Fault;
use crate::domain::clocks::Urgency;
use crate::domain::ids::{IndicatorId, LegalBasisId, OrganisationId, PersonId};
use crate::domain::requests::Content;
use crate::domain::requests::flows::{self, Flow, LONGEST_FLOWS};
use crate::domain::requests::kinds::{AtExpiry, Kind, Route, Scope, Tlp};
use crate::domain::requests::quality::{Check, callback};
use crate::domain::requests::undertakings::Undertaking;
use crate::domain::values::Time;
use crate::service::requests::drafting::{Chosen, Written};
use crate::text::Words;
use crate::web::form::{clean_line, clean_text};

use super::{DraftForm, LONGEST_FACTS, LONGEST_LINE, LONGEST_NOTE};

impl DraftForm {
    /// Reads the form. `chain_of` tells the chain of an indicator, which decides the decimals of its assets; `saved` is
    /// the draft as it stands, where there is one. Amounts may be grouped as `words` prints them; what the funds did is over
    /// by `now`.
    ///
    /// # Errors
    /// Every fault at once, each under the name of its field; those of a row under `amount.N`, N from 1.
    pub fn read(
        &self,
        words: &Words,
        now: Time,
        chain_of: impl Fn(IndicatorId) -> Option<String>,
        saved: Option<&Self>,
    ) -> Result<Written, Vec<Fault>> {
        let mut faults = Vec::new();
        let content = self.content(words, now, saved, &mut faults);
        // What is about holds keeps its targets; its rows say how much of each hold.
        let about_holds = content.as_ref().is_some_and(|content| content.kind.follows());
        let chosen = if about_holds {
            Vec::new()
        } else {
            self.chosen(words, chain_of, saved, &mut faults)
        };
        let parts = Vec::new();
        match content {
            Some(content) if faults.is_empty() => Ok(Written { content, chosen, parts }),
            Some(_) | None => Err(faults),
        }
    }

    /// What can be read of the form though something is wrong with it, for the gate; nothing where it does not say whom it
    /// asks on which basis.
    pub fn as_far_as_read(
        &self,
        words: &Words,
        now: Time,
        chain_of: impl Fn(IndicatorId) -> Option<String>,
    ) -> Option<Written> {
        let mut faults = Vec::new();
        let content = self.content(words, now, None, &mut faults)?;
        let chosen = self.chosen(words, chain_of, None, &mut faults).into_iter();
        // A transaction that cannot be read is told at its field, and the gate asks for none.
        let chosen = chosen.map(|chosen| Chosen {
            txid: String::new(),
            ..chosen
        });
        Some(Written {
            content,
            chosen: chosen.collect(),
            parts: Vec::new(),
        })
    }

    fn content(&self, words: &Words, now: Time, saved: Option<&Self>, faults: &mut Vec<Fault>) -> Option<Content> {
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
        let data = self.data(saved, faults);
        let exceptions = self.exceptions(faults);
        let until = date("until", &self.until, faults);
        let order_expected_on = date("order_expected_on", &self.order_expected_on, faults);
        let secret_until = date("secret_until", &self.secret_until, faults);
        let urgency_reason = clean_line("urgency_reason", &self.urgency_reason, LONGEST_LINE, faults);
        let callback = self.callback(faults);
        let uncapped_reason = clean_line("uncapped_reason", &self.uncapped_reason, LONGEST_LINE, faults);
        let order_court = clean_line("order_court", &self.order_court, LONGEST_LINE, faults);
        let facts = clean_text("facts", &self.facts, LONGEST_FACTS, faults);
        let flows = self.read_flows(words, now, faults);
        let why_recipient = clean_line("why_recipient", &self.why_recipient, LONGEST_LINE, faults);
        let deputy = optional_word::<PersonId>("deputy", &self.deputy, faults);
        let secret_basis = clean_line("secret_basis", &self.secret_basis, LONGEST_LINE, faults);
        let undertakings: BTreeSet<Undertaking> = self
            .undertakings
            .iter()
            .filter_map(|typed| word("undertakings", typed, faults))
            .collect();
        Some(Content {
            kind: kind?,
            route: Route::Direct,
            recipient: recipient?,
            why_recipient,
            deputy,
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
            flows,
            offence: String::new(),
            victims: BTreeMap::new(),
            losses: Vec::new(),
            data,
            tlp: tlp?,
            secret_until,
            secret_basis,
            undertakings,
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

    fn read_flows(&self, words: &Words, now: Time, faults: &mut Vec<Fault>) -> Vec<Flow> {
        let before = faults.len();
        let text = clean_text("flows", &self.flows, LONGEST_FLOWS, faults);
        if faults.len() > before {
            return Vec::new();
        }
        let amount = |typed: &str, decimals: u8| words.amount_typed(typed, decimals).ok();
        flows::typed(&text, now, amount).unwrap_or_else(|wrong| {
            faults.extend(wrong);
            Vec::new()
        })
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
}

/// A coded word that must be one of its kind.
pub(super) fn word<T: std::str::FromStr>(field: &str, typed: &str, faults: &mut Vec<Fault>) -> Option<T> {
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
