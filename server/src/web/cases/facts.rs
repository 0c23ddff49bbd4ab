//! The form of a case: opening it, and changing its facts.

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::{href, id_in, looks};
use crate::domain::cases::typed::{TypedLoss, TypedVictims, asset_code, assets};
use crate::domain::cases::{Case, Offence, Typed, countries};
use crate::domain::change::{Fault, Refusal};
use crate::domain::money::CURRENCIES;
use crate::service::{Error, cases};
use crate::web::form;
use crate::web::page::{Answer, Page, again, answered, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Choice, Crumb, ErrorLine, ErrorSummary, FieldView, Tone};

/// Empty lines under what is written of losses and of victims; without a script a form cannot grow.
const SPARE: usize = 2;

#[derive(Template)]
#[template(path = "cases/form.html")]
struct FormPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    action: String,
    back: String,
    submit: String,
    version: i64,
    /// What was saved in between, where that stopped the saving.
    changes: Option<ErrorSummary>,
    summary: ErrorSummary,
    /// Only when the case is opened.
    reference: Option<FieldView>,
    heading: FieldView,
    offence: FieldView,
    offences: Vec<Choice>,
    text: FieldView,
    from: FieldView,
    to: FieldView,
    losses: Vec<LossView>,
    victims: Vec<VictimsView>,
}

struct LossView {
    title: String,
    asset: FieldView,
    assets: Vec<Choice>,
    amount: FieldView,
    value: FieldView,
    currency: FieldView,
    currencies: Vec<Choice>,
    price_source: FieldView,
    priced_at: FieldView,
}

struct VictimsView {
    country: FieldView,
    countries: Vec<Choice>,
    count: FieldView,
}

/// The fields as they are sent. Lines of losses and of victims are lists of equal length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaseForm {
    version: String,
    reference: String,
    title: String,
    offence: String,
    summary: String,
    from: String,
    to: String,
    asset: Vec<String>,
    amount: Vec<String>,
    value: Vec<String>,
    currency: Vec<String>,
    price_source: Vec<String>,
    priced_at: Vec<String>,
    country: Vec<String>,
    count: Vec<String>,
}

impl CaseForm {
    fn typed(self) -> Typed {
        let at = |list: &[String], place: usize| list.get(place).cloned().unwrap_or_default();
        let lines = |lists: &[&Vec<String>]| lists.iter().map(|list| list.len()).max().unwrap_or(0);
        let Self {
            version: _,
            reference,
            title,
            offence,
            summary,
            from,
            to,
            asset,
            amount,
            value,
            currency,
            price_source,
            priced_at,
            country,
            count,
        } = self;
        let losses = lines(&[&asset, &amount, &value, &currency, &price_source, &priced_at]);
        let victims = lines(&[&country, &count]);
        Typed {
            reference,
            title,
            offence,
            summary,
            from,
            to,
            losses: (0..losses)
                .map(|place| TypedLoss {
                    asset: at(&asset, place),
                    amount: at(&amount, place),
                    value: at(&value, place),
                    currency: at(&currency, place),
                    price_source: at(&price_source, place),
                    priced_at: at(&priced_at, place),
                })
                .collect(),
            victims: (0..victims)
                .map(|place| TypedVictims {
                    country: at(&country, place),
                    count: at(&count, place),
                })
                .collect(),
        }
    }
}

/// `GET /cases/new`.
pub async fn new(page: Page, caller: Caller) -> Answer {
    Case::may_open(caller.actor())?;
    let typed = Typed::default();
    shown(&opening(page, &typed, &[]))
}

/// `POST /cases`.
pub async fn create(page: Page, caller: Caller, sent: form::Typed<CaseForm>) -> Answer {
    let (typed, is_sent) = match sent {
        form::Typed::Sent(form) => (form.typed(), true),
        form::Typed::Resumed(form) => (form.typed(), false),
    };
    if !is_sent {
        return shown(&opening(page, &typed, &[]));
    }
    match cases::open(&caller.context(), &typed).await {
        Ok(id) => {
            page.say_next(Tone::Ok, "cases.form.opened", &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => again(&opening(page, &typed, &faults)),
        Err(error) => Err(error.into()),
    }
}

/// `GET /cases/{id}/edit`.
pub async fn edit(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let case = cases::of_form(&caller.context(), id_in(&id)?).await?;
    case.may_work(caller.actor())?;
    let typed = Typed::of(&case);
    shown(&editing(page, &case, &typed, &[]))
}

/// `POST /cases/{id}/edit`.
pub async fn revise(page: Page, caller: Caller, id: web::Path<String>, sent: form::Typed<CaseForm>) -> Answer {
    let (cx, id) = (caller.context(), id_in(&id)?);
    let (form, is_sent) = match sent {
        form::Typed::Sent(form) => (form, true),
        form::Typed::Resumed(form) => (form, false),
    };
    let version = form.version.parse().unwrap_or(0);
    let typed = form.typed();
    if !is_sent {
        let case = cases::of_form(&cx, id).await?;
        return shown(&editing(page, &case, &typed, &[]));
    }
    match cases::revise(&cx, id, version, &typed).await {
        Ok(()) => {
            page.say_next(Tone::Ok, "cases.form.saved", &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let case = cases::of_form(&cx, id).await?;
            // The version stays that of the form: what was saved in between is still told when the fields are right.
            let mut view = editing(page, &case, &typed, &faults);
            view.version = version;
            again(&view)
        }
        Err(Error::Conflict) => {
            let case = cases::of_form(&cx, id).await?;
            let mut view = editing(page, &case, &typed, &[]);
            view.changes = Some(changes(&view.page, &case, &typed));
            answered(StatusCode::CONFLICT, &view)
        }
        Err(error) => Err(error.into()),
    }
}

fn opening(page: Page, typed: &Typed, faults: &[Fault]) -> FormPage {
    let reference = text(&page, "reference", &typed.reference, faults)
        .hint(page.t("cases.field.reference.hint"))
        .optional();
    let mut view = view(page, typed, faults);
    view.summary.lines.splice(0..0, line_of(&view.page, &reference));
    view.reference = Some(reference);
    view
}

fn editing(page: Page, case: &Case, typed: &Typed, faults: &[Fault]) -> FormPage {
    let crumbs = vec![
        Crumb {
            href: Some("/cases".to_owned()),
            text: page.t("cases.index.title").into_owned(),
        },
        Crumb {
            href: Some(href(case.id)),
            text: case.reference.clone(),
        },
        Crumb {
            href: None,
            text: page.t("cases.form.edit_title").into_owned(),
        },
    ];
    FormPage {
        title: page.t("cases.form.edit_title").into_owned(),
        lead: page.ta("cases.form.edit_lead", [("reference", &case.reference)]),
        action: format!("{}/edit", href(case.id)),
        back: href(case.id),
        submit: page.t("cases.form.save").into_owned(),
        version: case.version,
        crumbs,
        ..view(page, typed, faults)
    }
}

fn view(page: Page, typed: &Typed, faults: &[Fault]) -> FormPage {
    let heading = text(&page, "title", &typed.title, faults).hint(page.t("cases.field.title.hint"));
    let offence = text(&page, "offence", &typed.offence, faults);
    let summary_text = text(&page, "summary", &typed.summary, faults)
        .hint(page.t("cases.field.summary.hint"))
        .optional();
    let from = text(&page, "from", &typed.from, faults).optional();
    let to = text(&page, "to", &typed.to, faults).optional();
    let losses: Vec<LossView> = rows(&typed.losses, TypedLoss::is_blank)
        .map(|(place, line)| loss(&page, place, &line, faults))
        .collect();
    let victims: Vec<VictimsView> = rows(&typed.victims, TypedVictims::is_blank)
        .map(|(place, line)| line_of_victims(&page, place, &line, faults))
        .collect();
    let mut fields = vec![&heading, &offence, &summary_text, &from, &to];
    for line in &losses {
        fields.extend([
            &line.asset,
            &line.amount,
            &line.value,
            &line.currency,
            &line.price_source,
            &line.priced_at,
        ]);
    }
    fields.extend(victims.iter().flat_map(|line| [&line.country, &line.count]));
    let summary = ErrorSummary {
        title: page.n("site.errors.title", faults.len()),
        lines: fields.into_iter().filter_map(|field| line_of(&page, field)).collect(),
    };
    FormPage {
        crumbs: vec![
            Crumb {
                href: Some("/cases".to_owned()),
                text: page.t("cases.index.title").into_owned(),
            },
            Crumb {
                href: None,
                text: page.t("cases.form.new_title").into_owned(),
            },
        ],
        title: page.t("cases.form.new_title").into_owned(),
        lead: page.t("cases.form.new_lead").into_owned(),
        action: "/cases".to_owned(),
        back: "/cases".to_owned(),
        submit: page.t("cases.form.open").into_owned(),
        version: 0,
        changes: None,
        summary,
        reference: None,
        heading,
        offence,
        offences: offences(&page, &typed.offence),
        text: summary_text,
        from,
        to,
        losses,
        victims,
        page,
    }
}

/// What was written, and spare lines under it; a form that comes back has none more than before.
fn rows<T: Clone + Default>(written: &[T], is_blank: fn(&T) -> bool) -> impl Iterator<Item = (usize, T)> {
    let count = written
        .iter()
        .rposition(|line| !is_blank(line))
        .map_or(0, |last| last + 1);
    let spare = std::iter::repeat_n(T::default(), SPARE);
    written.iter().take(count).cloned().chain(spare).enumerate()
}

fn text(page: &Page, name: &str, value: &str, faults: &[Fault]) -> FieldView {
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

/// What is wrong with a field, for the list on top: there the field must be named.
pub fn line_of(page: &Page, field: &FieldView) -> Option<ErrorLine> {
    let error = field.error.as_deref()?;
    let gaps = [("field", field.label.as_str()), ("error", error)];
    Some(ErrorLine {
        field: field.id.clone(),
        text: page.ta("cases.form.wrong", gaps),
    })
}

fn offences(page: &Page, typed: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", page.t("site.field.choose"), typed)];
    choices.extend(
        Offence::ALL
            .iter()
            .map(|offence| Choice::new(offence.code(), looks::offence(page, *offence), typed)),
    );
    choices
}

fn loss(page: &Page, place: usize, line: &TypedLoss, faults: &[Fault]) -> LossView {
    let field = |name: &str, value: &str| part(page, "losses", place, name, value, faults);
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
        amount: field("amount", &line.amount)
            .optional()
            .left_to_right()
            .keyboard("decimal"),
        value: field("value", &line.value)
            .optional()
            .left_to_right()
            .keyboard("decimal"),
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
    let label = |symbol: &str, chains: &[crate::domain::indicators::Chain]| {
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

fn line_of_victims(page: &Page, place: usize, line: &TypedVictims, faults: &[Fault]) -> VictimsView {
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

/// What is saved now where it differs from what was typed. The next save counts as made from what is saved now.
fn changes(page: &Page, case: &Case, typed: &Typed) -> ErrorSummary {
    let saved = Typed::of(case);
    let nothing = page.t("cases.form.nothing").into_owned();
    let facts = &case.facts;
    let words = page.words();
    let losses: Vec<String> = facts.losses.iter().map(|loss| looks::loss(page, loss)).collect();
    let victims: Vec<String> = facts
        .victims
        .iter()
        .map(|(country, count)| {
            let gaps = [("country", page.country(country)), ("count", words.number(*count))];
            page.ta("cases.form.victims_of", gaps)
        })
        .collect();
    let typed_facts = typed.read().ok();
    let same_losses = typed_facts.as_ref().is_some_and(|typed| typed.losses == facts.losses);
    let same_victims = typed_facts.as_ref().is_some_and(|typed| typed.victims == facts.victims);
    let day = |day: Option<jiff::civil::Date>| day.map(|day| page.date(day)).unwrap_or_default();
    let line = |field: &str, name: &str, is_same: bool, now: String| {
        let now = if now.is_empty() { nothing.clone() } else { now };
        let gaps = [("field", page.t(name).into_owned()), ("saved", now)];
        (!is_same).then(|| ErrorLine {
            field: field.to_owned(),
            text: page.ta("cases.form.saved_as", gaps),
        })
    };
    let same = |saved: &str, typed: &str| saved.replace("\r\n", "\n").trim() == typed.replace("\r\n", "\n").trim();
    let lines = [
        line(
            "title",
            "cases.field.title.label",
            same(&saved.title, &typed.title),
            saved.title.clone(),
        ),
        line(
            "offence",
            "cases.field.offence.label",
            saved.offence == typed.offence,
            looks::offence(page, facts.offence),
        ),
        line(
            "summary",
            "cases.field.summary.label",
            same(&saved.summary, &typed.summary),
            saved.summary.clone(),
        ),
        line(
            "from",
            "cases.field.from.label",
            saved.from == typed.from,
            day(facts.from),
        ),
        line("to", "cases.field.to.label", saved.to == typed.to, day(facts.to)),
        line("losses.0.asset", "cases.form.losses", same_losses, words.list(&losses)),
        line(
            "victims.0.country",
            "cases.form.victims",
            same_victims,
            words.list(&victims),
        ),
    ];
    ErrorSummary {
        title: page.t("cases.form.stale").into_owned(),
        lines: lines.into_iter().flatten().collect(),
    }
}
