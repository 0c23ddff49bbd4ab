//! What the exchange found: by what the account was matched, on what it acts, what stood there, what limits the hold, and
//! what is held is worth (domain §5).

use std::collections::BTreeSet;

use super::super::act_page::{Asked, Asking, Group};
use super::super::typed::{chosen, maybe, moment};
use super::rows::{asset_of, id_of};
use super::{TargetAnswer, Wants, when};
use crate::domain::change::Fault;
use crate::domain::money::{CURRENCIES, Fiat, minor_digits};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::{AssetLine, Found, Limit, MatchBasis, ReliedOn, Target};
use crate::web::form::clean_line;
use crate::web::page::Page;
use crate::web::views::Choice;

/// The longest name of a source of prices, in characters.
const LONGEST_SOURCE: usize = 100;

/// `all` with the usual one first. None is chosen for the exchange: what it states may be read in court.
fn usual_first<T: Copy + PartialEq>(all: impl IntoIterator<Item = T>, usual: Option<T>) -> Vec<T> {
    let mut all: Vec<T> = all.into_iter().collect();
    all.sort_by_key(|one| Some(*one) != usual);
    all
}

impl TargetAnswer {
    /// The fields, where any outcome that is open can tell it.
    pub(super) fn found_group(&self, asking: &Asking<'_>, wants: &Wants) -> Option<Group> {
        let page = asking.page;
        let mut fields = Vec::new();
        if wants.account {
            let target = asking.opened.request.target(asking.place.position).ok();
            let usual = target.and_then(|target| target.what.parse().ok().and_then(MatchBasis::usual));
            let all = usual_first(MatchBasis::ALL.iter().copied(), usual);
            let choices = asking.choices_or_none("match_basis", &all, &self.match_basis);
            let field = asking.field("match_basis", &self.match_basis);
            fields.push(Asked::One(field.needed(when(page, "matched")), choices));
        }
        if wants.held || wants.until_kept {
            let binding = asking.opened.basis.binding;
            let open = ReliedOn::ALL.iter().copied().filter(|on| on.fits(binding));
            let open = usual_first(open, Some(ReliedOn::usual(binding)));
            let choices = asking.choices_or_none("relied_on", &open, &self.relied_on);
            let what = if wants.held { "held" } else { "preserved" };
            let field = asking.field("relied_on", &self.relied_on);
            fields.push(Asked::One(field.needed(when(page, what)), choices));
        }
        if wants.held {
            let limits = Limit::ALL.iter().map(|limit| {
                let typed = self.limits.iter().find(|typed| *typed == limit.code());
                let typed = typed.map_or("", String::as_str);
                Choice::new(limit.code(), page.t(&format!("requests.limit.{limit}")), typed)
            });
            fields.push(Asked::Any(asking.field("limits", "").optional(), limits.collect()));
        }
        if wants.held || wants.until_kept {
            let hint = asking.zone_hint();
            let field = asking.field("review_at", &self.review_at).hint(hint).optional();
            fields.push(Asked::Moment(field, false));
        }
        (!fields.is_empty()).then(|| Group {
            title: Some(page.t("requests.acts.answer.group.found").into_owned()),
            hint: Some(page.t("requests.acts.answer.hint.found").into_owned()),
            fields,
        })
    }

    /// The price of what is held, once for all rows.
    pub(super) fn price_fields(&self, asking: &Asking<'_>) -> Vec<Asked> {
        let page = asking.page;
        let mut currencies = vec![Choice::new("", page.t("site.field.choose"), &self.currency)];
        currencies.extend(
            CURRENCIES
                .iter()
                .map(|(code, _)| Choice::new(*code, *code, &self.currency)),
        );
        let needed = |name: &str, typed: &str| asking.field(name, typed).needed(when(page, "valued"));
        let priced_at = needed("priced_at", &self.priced_at).hint(asking.zone_hint());
        vec![
            Asked::Row(
                needed("currency", &self.currency),
                currencies,
                vec![needed("price_source", &self.price_source)],
            ),
            Asked::Moment(priced_at, false),
        ]
    }

    /// Reads it. What was chosen beforehand and `outcome` does not tell is left out; what was typed goes to the rule.
    pub(super) fn found(
        &self,
        page: &Page,
        target: &Target,
        outcome: Option<Outcome>,
        faults: &mut Vec<Fault>,
    ) -> Found {
        let match_basis: Option<MatchBasis> = maybe("match_basis", &self.match_basis, faults);
        let relied_on: Option<ReliedOn> = maybe("relied_on", &self.relied_on, faults);
        let limits: BTreeSet<Limit> = self
            .limits
            .iter()
            .filter_map(|typed| chosen("limits", typed, faults))
            .collect();
        let review_at = moment("review_at", &self.review_at, page.zone(), faults);
        Found {
            match_basis: match_basis.filter(|_| outcome.is_some_and(Outcome::finds_account)),
            relied_on: relied_on.filter(|_| outcome.is_some_and(Outcome::relies_on_basis)),
            lines: self.lines(page, target, faults),
            limits,
            review_at,
        }
    }

    /// What is told of each asset beside what is held.
    fn lines(&self, page: &Page, target: &Target, faults: &mut Vec<Fault>) -> Vec<AssetLine> {
        let words = page.words();
        let cell = |column: &[String], row: usize| column.get(row).map_or("", |typed| typed.trim()).to_owned();
        let rows = self.before.len().max(self.value.len());
        let typed: Vec<(usize, String, String)> = (0..rows)
            .map(|row| (row, cell(&self.before, row), cell(&self.value, row)))
            .filter(|(_, before, value)| !before.is_empty() || !value.is_empty())
            .collect();
        let price = self.price(page, typed.iter().any(|(_, _, value)| !value.is_empty()), faults);
        let mut lines = Vec::new();
        for (row, before, value) in typed {
            let Some(asset) = asset_of(target, &cell(&self.asset, row)) else {
                faults.push(Fault::new(id_of("asset", row), "unknown_choice"));
                continue;
            };
            let mut read = |name: &str, typed: &str, decimals: u8| {
                if typed.is_empty() {
                    return None;
                }
                words
                    .amount_at(id_of(name, row), typed, decimals)
                    .map_err(|fault| faults.push(fault))
                    .ok()
            };
            let before = read("before", &before, asset.decimals);
            let minor = read("value", &value, minor_digits(&self.currency).unwrap_or(2));
            let minor = minor.and_then(|units| {
                let wrong = |_| faults.push(Fault::new(id_of("value", row), "too_much"));
                i64::try_from(units.0).map_err(wrong).ok()
            });
            let value = price.clone().zip(minor).map(|(price, minor)| Fiat { minor, ..price });
            lines.push(AssetLine { asset, before, value });
        }
        lines
    }

    /// No value without the source and the time of its price (domain §2).
    fn price(&self, page: &Page, is_needed: bool, faults: &mut Vec<Fault>) -> Option<Fiat> {
        let source = clean_line("price_source", &self.price_source, LONGEST_SOURCE, faults);
        let priced_at = moment("priced_at", &self.priced_at, page.zone(), faults);
        if !is_needed {
            let is_told = !source.is_empty() || priced_at.is_some();
            faults.extend(is_told.then(|| Fault::new("value", "required")));
            return None;
        }
        if minor_digits(&self.currency).is_none() {
            faults.push(Fault::new("currency", "required"));
        }
        if source.is_empty() {
            faults.push(Fault::new("price_source", "no_price_source"));
        }
        if priced_at.is_none() && self.priced_at.trim().is_empty() {
            faults.push(Fault::new("priced_at", "required"));
        }
        Some(Fiat {
            minor: 0,
            currency: self.currency.clone(),
            source,
            priced_at: priced_at?,
        })
    }
}
