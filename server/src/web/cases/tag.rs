//! What is said of the tag or memo of an address that came without one: which it is, or that it has none.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::show::no_tag;
use super::{crumbs, href, id_in, looks};
use crate::domain::cases::indicators::Said;
use crate::domain::cases::{Case, Indicator};
use crate::domain::change::{Fault, Refusal};
use crate::domain::indicators::{Chain, Tag};
use crate::service::{Error, cases};
use crate::web::error::Failure;
use crate::web::form::Typed;
use crate::web::page::{Answer, Page, again, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{AddressView, Choice, Crumb, ErrorSummary, FieldView, Tone};

#[derive(Template)]
#[template(path = "cases/tag.html")]
struct TagPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    address: AddressView,
    now: String,
    action: String,
    back: String,
    summary: ErrorSummary,
    tag: FieldView,
    no_tag: FieldView,
    none: Vec<Choice>,
}

/// As it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TagForm {
    tag: String,
    no_tag: String,
}

/// How the tick is sent.
const NONE: &str = "yes";

/// `GET /cases/{id}/indicators/{position}/tag`.
pub async fn ask_tag(page: Page, caller: Caller, place: web::Path<(String, u32)>) -> Answer {
    let (id, position) = place.into_inner();
    let (case, indicator) = cases::untagged(&caller.context(), id_in(&id)?, position).await?;
    shown(&view(page, &case, &indicator, &TagForm::default(), &[]))
}

/// `POST /cases/{id}/indicators/{position}/tag`.
pub async fn say_tag(page: Page, caller: Caller, place: web::Path<(String, u32)>, typed: Typed<TagForm>) -> Answer {
    let cx = caller.context();
    let (id, position) = place.into_inner();
    let id = id_in(&id)?;
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    let (case, indicator) = cases::untagged(&cx, id, position).await?;
    if !is_sent {
        return shown(&view(page, &case, &indicator, &form, &[]));
    }
    let chain = indicator.observed.key.chain.clone().ok_or(Failure::NotFound)?;
    let said = match read(&form, &chain) {
        Ok(said) => said,
        Err(fault) => return again(&view(page, &case, &indicator, &form, &[fault])),
    };
    match cases::say_tag(&cx, id, position, said).await {
        Ok(()) => {
            page.say_next(Tone::Ok, "cases.tag.saved", &[]).await?;
            see_other(&format!("{}#indicators", href(id)))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => again(&view(page, &case, &indicator, &form, &faults)),
        Err(error) => Err(error.into()),
    }
}

/// One of the two, and not both.
fn read(form: &TagForm, chain: &Chain) -> Result<Said, Fault> {
    match (form.tag.trim().is_empty(), form.no_tag == NONE) {
        (true, true) => Ok(Said::NoTag),
        (true, false) => Err(Fault::new("tag", "tag_or_none")),
        (false, true) => Err(Fault::new("no_tag", "tag_or_none")),
        (false, false) => Tag::read(chain, &form.tag)
            .map(Said::Tag)
            .map_err(|_| Fault::new("tag", "no_tag_of_chain")),
    }
}

fn view(page: Page, case: &Case, indicator: &Indicator, form: &TagForm, faults: &[Fault]) -> TagPage {
    let key = &indicator.observed.key;
    let error = |name: &str| {
        let fault = faults.iter().find(|fault| fault.field == name);
        fault.map(|fault| page.fault(fault))
    };
    let kind = key.chain.as_ref().and_then(Chain::needs_tag);
    let label = kind
        .map(|kind| page.t(&format!("indicators.tag.{kind}")))
        .unwrap_or_default();
    let tag = FieldView::new("tag", label)
        .value(&form.tag)
        .error(error("tag"))
        .optional()
        .left_to_right();
    let no_tag_field = FieldView::new("no_tag", page.t("cases.tag.or"))
        .error(error("no_tag"))
        .optional();
    let title = page.ta("cases.tag.title", [("number", page.words().number(indicator.position))]);
    TagPage {
        crumbs: crumbs(&page, case, &title),
        title,
        address: looks::address(&page, key.kind, key.chain.as_ref(), &key.value, &key.tag),
        now: no_tag(&page, indicator),
        action: format!("{}/indicators/{}/tag", href(case.id), indicator.position),
        back: href(case.id),
        summary: ErrorSummary::of(page.words(), [&tag, &no_tag_field], faults),
        tag,
        none: vec![Choice::new(NONE, page.t("cases.paste.no_tag"), &form.no_tag)],
        no_tag: no_tag_field,
        page,
    }
}
