//! What people write of a case, as they write it, and what is made of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::domain::change::Fault;
use crate::domain::hidden::hides;
use crate::domain::indicators::Chain;
use crate::domain::money::{Asset, Fiat, Units, minor_digits};
use crate::domain::requests::Loss;
use crate::domain::values::Country;

use super::{Case, Facts, Offence, countries};

/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 200;
/// The longest reference, in characters.
pub const LONGEST_REFERENCE: usize = 64;
/// The longest summary, in characters.
pub const LONGEST_SUMMARY: usize = 5_000;
/// The longest name of a price source, in characters.
pub const LONGEST_PRICE_SOURCE: usize = 100;
/// More lines of losses or of victims than this are a table for a document.
pub const MOST_LINES: usize = 50;
/// More victims of one country than this is a mistake of typing.
pub const MOST_VICTIMS: u32 = 100_000_000;

/// What was written in the form of a case, unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The agency's own reference; empty asks for one. Only read when the case is opened.
    pub reference: String,
    /// The title.
    pub title: String,
    /// The code of an [`Offence`].
    pub offence: String,
    /// The summary.
    pub summary: String,
    /// A day such as `2026-11-03`, or nothing.
    pub from: String,
    /// A day, or nothing.
    pub to: String,
    /// One line an asset.
    pub losses: Vec<TypedLoss>,
    /// One line a country.
    pub victims: Vec<TypedVictims>,
}

/// A line of the losses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedLoss {
    /// Symbol and decimals, such as `USDT/6`: see [`assets`].
    pub asset: String,
    /// The amount, a plain decimal number.
    pub amount: String,
    /// What it was worth, in money; may be empty.
    pub value: String,
    /// In which currency.
    pub currency: String,
    /// Where the price came from.
    pub price_source: String,
    /// When the price held, in UTC, such as `2026-11-22T15:00`.
    pub priced_at: String,
}

/// A line of the victims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedVictims {
    /// Country of residence.
    pub country: String,
    /// How many.
    pub count: String,
}

impl TypedLoss {
    /// Whether nothing was written. A currency alone is nothing.
    pub fn is_blank(&self) -> bool {
        let Self {
            asset,
            amount,
            value,
            currency: _,
            price_source,
            priced_at,
        } = self;
        [asset, amount, value, price_source, priced_at]
            .iter()
            .all(|part| part.trim().is_empty())
    }
}

impl TypedVictims {
    /// Whether nothing was written.
    pub fn is_blank(&self) -> bool {
        self.country.trim().is_empty() && self.count.trim().is_empty()
    }
}

impl Typed {
    /// Whether it says the same as `other`: blank lines and spaces around say nothing.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let plain = |typed: &Self| {
            let mut plain = typed.clone();
            plain.losses.retain(|line| !line.is_blank());
            plain.victims.retain(|line| !line.is_blank());
            let lines = [
                &mut plain.reference,
                &mut plain.title,
                &mut plain.offence,
                &mut plain.summary,
                &mut plain.from,
                &mut plain.to,
            ];
            for line in lines {
                *line = line.trim().replace("\r\n", "\n");
            }
            plain
        };
        plain(self) == plain(other)
    }

    /// What stands in the form of a case that exists.
    pub fn of(case: &Case) -> Self {
        let Facts {
            title,
            offence,
            summary,
            from,
            to,
            losses,
            victims,
        } = &case.facts;
        Self {
            reference: case.reference.clone(),
            title: title.clone(),
            offence: offence.code().to_owned(),
            summary: summary.clone(),
            from: from.map(|day| day.to_string()).unwrap_or_default(),
            to: to.map(|day| day.to_string()).unwrap_or_default(),
            losses: losses.iter().map(typed_loss).collect(),
            victims: victims
                .iter()
                .map(|(country, count)| TypedVictims {
                    country: country.to_string(),
                    count: count.to_string(),
                })
                .collect(),
        }
    }

    /// The agency's own reference, where one was written.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn reference(&self) -> Result<Option<String>, Vec<Fault>> {
        let mut faults = Vec::new();
        let reference = read_line("reference", &self.reference, LONGEST_REFERENCE, &mut faults);
        if faults.is_empty() {
            Ok((!reference.is_empty()).then_some(reference))
        } else {
            Err(faults)
        }
    }

    /// The facts.
    ///
    /// # Errors
    /// All that is wrong, in the order of the form. Lines count from 0: `losses.0.amount`.
    pub fn read(&self) -> Result<Facts, Vec<Fault>> {
        let mut faults = Vec::new();
        let title = read_line("title", &self.title, LONGEST_TITLE, &mut faults);
        if title.is_empty() {
            faults.push(Fault::new("title", "required"));
        }
        let offence = self.offence.parse::<Offence>();
        if offence.is_err() {
            faults.push(Fault::new("offence", "unknown_choice"));
        }
        let summary = read_lines("summary", &self.summary, LONGEST_SUMMARY, &mut faults);
        let from = read_day("from", &self.from, &mut faults);
        let to = read_day("to", &self.to, &mut faults);
        if let (Some(first), Some(last)) = (from, to)
            && last < first
        {
            faults.push(Fault::new("to", "before_start"));
        }
        let losses = self.read_losses(&mut faults);
        let victims = self.read_victims(&mut faults);
        match offence {
            Ok(offence) if faults.is_empty() => Ok(Facts {
                title,
                offence,
                summary,
                from,
                to,
                losses,
                victims,
            }),
            Ok(_) | Err(_) => Err(faults),
        }
    }

    fn read_losses(&self, faults: &mut Vec<Fault>) -> Vec<Loss> {
        let written = || self.losses.iter().enumerate().filter(|(_, line)| !line.is_blank());
        if written().count() > MOST_LINES {
            faults.push(Fault::new("losses.0.asset", "too_many").with("most", MOST_LINES));
            return Vec::new();
        }
        let mut seen = BTreeSet::new();
        let mut losses = Vec::new();
        for (at, line) in written() {
            let Some(loss) = read_loss(at, line, faults) else {
                continue;
            };
            if seen.insert(loss.asset.clone()) {
                losses.push(loss);
            } else {
                faults.push(Fault::new(format!("losses.{at}.asset"), "asset_twice"));
            }
        }
        losses
    }

    fn read_victims(&self, faults: &mut Vec<Fault>) -> BTreeMap<Country, u32> {
        let mut victims = BTreeMap::new();
        for (at, line) in self.victims.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
            let country = line.country.trim().parse::<Country>().ok();
            let country = country.filter(|country| countries().contains(country));
            let count = line.count.trim().parse::<u32>().ok();
            match (country, count) {
                (None, _) => faults.push(Fault::new(format!("victims.{at}.country"), "unknown_choice")),
                (Some(country), Some(count)) if (1..=MOST_VICTIMS).contains(&count) => {
                    if victims.insert(country, count).is_some() {
                        faults.push(Fault::new(format!("victims.{at}.country"), "country_twice"));
                    }
                }
                (Some(_), _) => faults.push(Fault::new(format!("victims.{at}.count"), "no_count")),
            }
        }
        victims
    }
}

/// The assets a loss may be told in, by symbol, each with the chains where it has these decimals. The same symbol has
/// other decimals elsewhere: USDT has 6 on TRON and 18 on BNB Smart Chain.
pub fn assets() -> Vec<(Asset, Vec<Chain>)> {
    let mut assets: BTreeMap<Asset, Vec<Chain>> = BTreeMap::new();
    for chain in Chain::ALL {
        for asset in Asset::known_on(chain.name()) {
            assets.entry(asset).or_default().push(chain.clone());
        }
    }
    assets.into_iter().collect()
}

/// What a form sends for an asset: `USDT/6`.
pub fn asset_code(asset: &Asset) -> String {
    format!("{}/{}", asset.symbol, asset.decimals)
}

impl TypedLoss {
    /// The digits of its amount, by its asset; nothing where it names none that is known.
    pub fn decimals(&self) -> Option<u8> {
        let all = assets().into_iter().map(|(asset, _)| asset);
        let mut named = all.filter(|asset| asset_code(asset) == self.asset.trim());
        named.next().map(|asset| asset.decimals)
    }

    /// The digits of its value, by its currency; two where it names none that is known.
    pub fn minor_digits(&self) -> u8 {
        minor_digits(self.currency.trim()).unwrap_or(2)
    }
}

fn typed_loss(loss: &Loss) -> TypedLoss {
    let Loss { asset, amount, value } = loss;
    let line = TypedLoss {
        asset: asset_code(asset),
        amount: amount.in_field(asset.decimals),
        ..TypedLoss::default()
    };
    match value {
        None => line,
        Some(Fiat {
            minor,
            currency,
            source,
            priced_at,
        }) => TypedLoss {
            value: plain_money(*minor, minor_digits(currency).unwrap_or(0)),
            currency: currency.clone(),
            price_source: source.clone(),
            priced_at: priced_at.timestamp().strftime("%Y-%m-%dT%H:%M").to_string(),
            ..line
        },
    }
}

fn plain_money(minor: i64, digits: u8) -> String {
    let units = Units(ruint::aliases::U256::from(minor.unsigned_abs()));
    units.in_field(digits)
}

fn read_loss(at: usize, line: &TypedLoss, faults: &mut Vec<Fault>) -> Option<Loss> {
    let before = faults.len();
    let mut wrong = |field: &str, code: &'static str| faults.push(Fault::new(format!("losses.{at}.{field}"), code));
    let known = assets();
    let asset = known
        .into_iter()
        .map(|(asset, _)| asset)
        .find(|asset| asset_code(asset) == line.asset.trim());
    let Some(asset) = asset else {
        wrong("asset", "unknown_choice");
        return None;
    };
    let amount = Units::typed(&line.amount, asset.decimals).ok();
    let amount = amount.filter(|amount| !amount.is_zero());
    if amount.is_none() {
        faults.push(Fault::new(format!("losses.{at}.amount"), "amount_needed"));
    }
    let value = read_value(at, line, faults);
    let amount = amount.filter(|_| faults.len() == before)?;
    Some(Loss { asset, amount, value })
}

/// No value without the source and the time of its price (domain §2).
fn read_value(at: usize, line: &TypedLoss, faults: &mut Vec<Fault>) -> Option<Fiat> {
    let parts = [&line.value, &line.price_source, &line.priced_at];
    if parts.iter().all(|part| part.trim().is_empty()) {
        return None;
    }
    let before = faults.len();
    let field = |name: &str| format!("losses.{at}.{name}");
    let digits = minor_digits(line.currency.trim());
    if digits.is_none() {
        faults.push(Fault::new(field("currency"), "unknown_choice"));
    }
    let minor = Units::typed(&line.value, digits.unwrap_or(2))
        .ok()
        .and_then(|units| i64::try_from(units.0).ok())
        .filter(|minor| *minor > 0);
    if minor.is_none() {
        faults.push(Fault::new(field("value"), "amount_needed"));
    }
    let source = read_line(&field("price_source"), &line.price_source, LONGEST_PRICE_SOURCE, faults);
    if source.is_empty() {
        faults.push(Fault::new(field("price_source"), "no_price_source"));
    }
    let priced_at = line
        .priced_at
        .trim()
        .parse::<DateTime>()
        .ok()
        .and_then(|at| TimeZone::UTC.to_timestamp(at).ok());
    if priced_at.is_none() {
        faults.push(Fault::new(field("priced_at"), "no_moment"));
    }
    Some(Fiat {
        minor: minor.filter(|_| faults.len() == before)?,
        currency: line.currency.trim().to_owned(),
        source,
        priced_at: priced_at?.into(),
    })
}

/// One line of text, trimmed. A fault where it is longer than `most` characters, breaks into lines, or hides something.
pub(super) fn read_line(field: &str, text: &str, most: usize, faults: &mut Vec<Fault>) -> String {
    let text = text.trim();
    if text.contains(['\n', '\r', '\t']) {
        faults.push(Fault::new(field, "one_line"));
    } else if hides(text) {
        faults.push(Fault::new(field, "deceptive"));
    } else if text.chars().count() > most {
        faults.push(Fault::new(field, "too_long").with("longest", most));
    }
    text.to_owned()
}

/// Lines of text, trimmed, their ends as `\n`. A fault where they are longer than `most` characters or hide something.
pub(super) fn read_lines(field: &str, text: &str, most: usize, faults: &mut Vec<Fault>) -> String {
    let text = text.trim().replace("\r\n", "\n");
    if hides(&text) {
        faults.push(Fault::new(field, "deceptive"));
    } else if text.chars().count() > most {
        faults.push(Fault::new(field, "too_long").with("longest", most));
    }
    text
}

fn read_day(field: &str, text: &str, faults: &mut Vec<Fault>) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let day = text
        .parse::<Date>()
        .ok()
        .filter(|day| (1900..=2200).contains(&day.year()));
    if day.is_none() {
        faults.push(Fault::new(field, "no_date"));
    }
    day
}
