//! The form of a case: opening it, and changing its facts.

mod fields;
mod stale;

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use serde::Deserialize;

use fields::{LossView, VictimsView, line_of_victims, loss, offences, rows, text};
use stale::{changes, opened_as};

use super::{crumbs, href, id_in};
use crate::domain::cases::typed::{TypedLoss, TypedVictims};
use crate::domain::cases::{Case, Typed};
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::CaseId;
use crate::service::{Context, Error, cases};
use crate::text::Words;
use crate::web::form;
use crate::web::form::creates::other_form;
use crate::web::page::{Answer, Page, again, answered, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Choice, Crumb, ErrorSummary, FieldView, Tone};

/// Where the form goes that opens a case.
const OPENS: &str = "/cases";

#[derive(Template)]
#[template(path = "cases/form.html")]
struct FormPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    action: String,
    /// The case that it opens; empty where it changes one.
    creates: String,
    back: String,
    submit: String,
    version: i64,
    opened: String,
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

/// The fields as they are sent. Lines of losses and of victims are lists of equal length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaseForm {
    creates: String,
    version: String,
    opened: String,
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
            creates: _,
            version: _,
            opened: _,
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
    shown(&opening(page, &typed, "", &[]))
}

/// `POST /cases`.
pub async fn create(page: Page, caller: Caller, sent: form::Typed<CaseForm>) -> Answer {
    let (form, is_sent) = match sent {
        form::Typed::Sent(form) => (form, true),
        form::Typed::Resumed(form) => (form, false),
    };
    let creates = form.creates.clone();
    let typed = form.typed();
    if !is_sent {
        return shown(&opening(page, &typed, &creates, &[]));
    }
    let cx = caller.context();
    let id = match page.created(OPENS, &creates) {
        Some(id) => CaseId(id),
        None => return again(&opening(page, &typed, &creates, &[other_form("title")])),
    };
    if cases::is_opened(&cx, id).await? {
        return opened_before(page, &cx, id, &typed).await;
    }
    match cases::open(&cx, id, &in_plain(page.words(), &typed)).await {
        Ok(()) => {
            page.say_next(Tone::Ok, "cases.form.opened", &[]).await?;
            see_other(&href(id))
        }
        // Sent twice at the same time: the key of the database lets one through.
        Err(_) if cases::is_opened(&cx, id).await? => opened_before(page, &cx, id, &typed).await,
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let faults = told(page.words(), &typed, faults);
            again(&opening(page, &typed, &creates, &faults))
        }
        Err(error) => Err(error.into()),
    }
}

/// To the case that the same form has opened before. Sent once more with something else, such as after going back to mend
/// it, what is typed now stands in the form of that case, to be saved into it.
async fn opened_before(page: Page, cx: &Context<'_>, id: CaseId, typed: &Typed) -> Answer {
    if let Ok(case) = cases::of_form(cx, id).await {
        let saved = Typed::of(&case);
        let mut now = in_plain(page.words(), typed);
        if now.reference.trim().is_empty() {
            now.reference.clone_from(&saved.reference);
        }
        if !now.says_the_same(&saved) {
            let title = page.t("cases.form.opened_otherwise").into_owned();
            let mut form = editing(page, &case, typed, &[]);
            form.changes = Some(ErrorSummary {
                title,
                lines: Vec::new(),
            });
            return answered(actix_web::http::StatusCode::CONFLICT, &form);
        }
    }
    page.say_next(Tone::Warn, "cases.form.opened_before", &[]).await?;
    see_other(&href(id))
}

/// `GET /cases/{id}/edit`.
pub async fn edit(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let case = cases::open_form(&caller.context(), id_in(&id)?).await?;
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
    let opened = form.opened.clone();
    let typed = form.typed();
    if !is_sent {
        let case = cases::of_form(&cx, id).await?;
        let mut view = editing(page, &case, &typed, &[]);
        (view.version, view.opened) = (version, opened);
        return shown(&view);
    }
    match cases::revise(&cx, id, version, &in_plain(page.words(), &typed)).await {
        Ok(()) => {
            page.say_next(Tone::Ok, "cases.form.saved", &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let case = cases::of_form(&cx, id).await?;
            let faults = told(page.words(), &typed, faults);
            // The version stays that of the form: what was saved in between is still told when the fields are right.
            let mut view = editing(page, &case, &typed, &faults);
            (view.version, view.opened) = (version, opened);
            again(&view)
        }
        Err(Error::Conflict) => {
            let case = cases::of_form(&cx, id).await?;
            let mut view = editing(page, &case, &typed, &[]);
            view.changes = Some(changes(&view.page, &case, &opened));
            answered(StatusCode::CONFLICT, &view)
        }
        Err(error) => Err(error.into()),
    }
}

/// The same with plain figures, however they were written. What could mean two numbers or none is no amount, and stays
/// as it was typed where it is shown again.
fn in_plain(words: &Words, typed: &Typed) -> Typed {
    let plain = |text: &str, decimals: u8| match words.amount_typed(text, decimals) {
        Ok(units) => units.plain(decimals),
        // No number in the sense of the domain, whatever it is.
        Err(_) if !text.trim().is_empty() => NO_NUMBER.to_owned(),
        Err(_) => String::new(),
    };
    let line = |line: &TypedLoss| TypedLoss {
        amount: line
            .decimals()
            .map_or_else(|| line.amount.clone(), |decimals| plain(&line.amount, decimals)),
        value: plain(&line.value, line.minor_digits()),
        ..line.clone()
    };
    Typed {
        losses: typed.losses.iter().map(line).collect(),
        ..typed.clone()
    }
}

/// What no amount is written as.
const NO_NUMBER: &str = "?";

/// Why an amount could not be read, as it was typed.
fn told(words: &Words, typed: &Typed, faults: Vec<Fault>) -> Vec<Fault> {
    let told = |fault: Fault| {
        let place = fault
            .field
            .strip_prefix("losses.")
            .filter(|_| fault.code == "amount_needed");
        let Some((line, name)) = place.and_then(|place| place.split_once('.')) else {
            return fault;
        };
        let Some(line) = line.parse().ok().and_then(|at: usize| typed.losses.get(at)) else {
            return fault;
        };
        let (text, decimals) = if name == "value" {
            (&line.value, line.minor_digits())
        } else {
            (&line.amount, line.decimals().unwrap_or(0))
        };
        match words.amount_typed(text, decimals) {
            Err(unread) if !text.trim().is_empty() => words.no_amount(fault.field.clone(), &unread, decimals),
            Ok(_) | Err(_) => fault,
        }
    };
    faults.into_iter().map(told).collect()
}

fn opening(page: Page, typed: &Typed, creates: &str, faults: &[Fault]) -> FormPage {
    let creates = page.creates(OPENS, creates);
    let reference = text(&page, "reference", &typed.reference, faults)
        .hint(page.t("cases.field.reference.hint"))
        .optional();
    FormPage {
        creates,
        ..view(page, typed, faults, Some(reference))
    }
}

fn editing(page: Page, case: &Case, typed: &Typed, faults: &[Fault]) -> FormPage {
    FormPage {
        title: page.t("cases.form.edit_title").into_owned(),
        lead: page.ta("cases.form.edit_lead", [("reference", &case.reference)]),
        action: format!("{}/edit", href(case.id)),
        back: href(case.id),
        submit: page.t("cases.form.save").into_owned(),
        version: case.version,
        opened: opened_as(case),
        crumbs: crumbs(&page, case, &page.t("cases.form.edit_title")),
        ..view(page, typed, faults, None)
    }
}

fn view(page: Page, typed: &Typed, faults: &[Fault], reference: Option<FieldView>) -> FormPage {
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
    let mut fields = vec![&heading];
    fields.extend(&reference);
    fields.extend([&offence, &summary_text, &from, &to]);
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
    let summary = ErrorSummary::of(page.words(), fields, faults);
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
        action: OPENS.to_owned(),
        creates: String::new(),
        back: "/cases".to_owned(),
        submit: page.t("cases.form.open").into_owned(),
        version: 0,
        opened: String::new(),
        changes: None,
        summary,
        reference,
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
