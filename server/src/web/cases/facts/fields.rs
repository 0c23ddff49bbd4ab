//! The fields of the form of a case.

use crate::domain::cases::typed::{TypedLoss, TypedVictims, asset_code, assets};
use crate::domain::cases::{Offence, countries};
use crate::domain::change::Fault;
use crate::domain::indicators::Chain;
use crate::domain::money::CURRENCIES;
use crate::web::cases::looks;
use crate::web::page::Page;
use crate::web::views::{Choice, FieldView};

/// Empty lines under what is written of losses and of victims; without a script a form cannot grow.
const SPARE: usize = 2;

/// A line of the losses.
pub struct LossView {
    pub title: String,
    pub asset: FieldView,
    pub assets: Vec<Choice>,
    pub amount: FieldView,
    pub value: FieldView,
    pub currency: FieldView,
    pub currencies: Vec<Choice>,
    pub price_source: FieldView,
    pub priced_at: FieldView,
}

/// A line of the victims.
pub struct VictimsView {
    pub country: FieldView,
    pub countries: Vec<Choice>,
    pub count: FieldView,
}

/// What was written, and spare lines under it; a form that comes back has none more than before.
pub fn rows<T: Clone + Default>(written: &[T], is_blank: fn(&T) -> bool) -> impl Iterator<Item = (usize, T)> {
    let count = written
        .iter()
        .rposition(|line| !is_blank(line))
        .map_or(0, |last| last + 1);
    let spare = std::iter::repeat_n(T::default(), SPARE);
    written.iter().take(count).cloned().chain(spare).enumerate()
}

/// A field of its own.
pub fn text(page: &Page, name: &str, value: &str, faults: &[Fault]) -> FieldView {
    FieldView::new(name, page.t(&format!("cases.field.{name}.label")))
        .value(value)
        .error(error(page, name, faults))
}

/// A field of a line: its id names the line, its name does not.
fn part(page: &Page, list: &str, place: usize, name: &str, value: &str, faults: &[Fault]) -> FieldView {
    let id = format!("{list}.{place}.{name}");
    FieldView::new(name, page.t(&format!("cases.field.{name}.label")))
        .value(value)
        .error(error(page, &id, faults))
        .id(id)
}

fn error(page: &Page, field: &str, faults: &[Fault]) -> Option<String> {
    let fault = faults.iter().find(|fault| fault.field == field)?;
    Some(page.fault(fault))
}

/// Every offence, with its code.
pub fn offences(page: &Page, typed: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", page.t("site.field.choose"), typed)];
    choices.extend(
        Offence::ALL
            .iter()
            .map(|offence| Choice::new(offence.code(), looks::offence(page, *offence), typed)),
    );
    choices
}

/// The fields of a loss.
pub fn loss(page: &Page, place: usize, line: &TypedLoss, faults: &[Fault]) -> LossView {
    let field = |name: &str, value: &str| part(page, "losses", place, name, value, faults);
    // Only the first line explains itself.
    let amount = |name: &str, value: &str| {
        let field = field(name, value).optional().left_to_right().keyboard("decimal");
        if place == 0 {
            field.hint(page.t("amounts.hint"))
        } else {
            field
        }
    };
    let mut currencies = vec![Choice::new("", page.t("site.field.choose"), &line.currency)];
    currencies.extend(
        CURRENCIES
            .iter()
            .map(|(code, _)| Choice::new(*code, *code, &line.currency)),
    );
    LossView {
        title: page.ta("cases.form.loss", [("number", page.words().number(place + 1))]),
        asset: field("asset", &line.asset).optional(),
        assets: asset_choices(page, &line.asset),
        amount: amount("amount", &line.amount),
        value: amount("value", &line.value),
        currency: field("currency", &line.currency).optional(),
        currencies,
        price_source: field("price_source", &line.price_source).optional(),
        priced_at: field("priced_at", &line.priced_at).optional(),
    }
}

/// A symbol that has other decimals elsewhere says on which chains it is meant.
fn asset_choices(page: &Page, typed: &str) -> Vec<Choice> {
    let all = assets();
    let is_ambiguous = |symbol: &str| all.iter().filter(|(asset, _)| asset.symbol == symbol).count() > 1;
    let label = |symbol: &str, chains: &[Chain]| {
        if is_ambiguous(symbol) {
            let chains: Vec<String> = chains.iter().map(|chain| looks::chain(page, chain)).collect();
            let chains = page.words().list_or(&chains);
            page.ta("cases.form.asset_on", [("asset", symbol), ("chains", &chains)])
        } else {
            symbol.to_owned()
        }
    };
    let mut choices = vec![Choice::new("", page.t("site.field.choose"), typed)];
    choices.extend(
        all.iter()
            .map(|(asset, chains)| Choice::new(asset_code(asset), label(&asset.symbol, chains), typed)),
    );
    choices
}

/// The fields of the victims of a country.
pub fn line_of_victims(page: &Page, place: usize, line: &TypedVictims, faults: &[Fault]) -> VictimsView {
    let field = |name: &str, value: &str| part(page, "victims", place, name, value, faults);
    let mut named: Vec<(String, String)> = countries()
        .iter()
        .map(|country| (country.to_string(), page.country(country)))
        .collect();
    page.words().sort_by_name(&mut named, |(_, name)| name.as_str());
    let mut choices = vec![Choice::new("", page.t("site.field.choose"), &line.country)];
    choices.extend(
        named
            .into_iter()
            .map(|(code, name)| Choice::new(code, name, &line.country)),
    );
    VictimsView {
        country: field("country", &line.country).optional(),
        countries: choices,
        count: field("count", &line.count)
            .optional()
            .left_to_right()
            .keyboard("numeric"),
    }
}
