//! What is said of the tag or memo of an address that came without one: which it is, or that it has none.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;

use super::show::no_tag;
use super::{crumbs, href, id_in, looks};
use crate::domain::cases::tags::Said;
use crate::domain::cases::{Case, Indicator};
use crate::domain::change::{Fault, Refusal};
use crate::domain::indicators::{Chain, Tag};
use crate::service::{Error, cases};
use crate::web::error::Failure;
use crate::web::form::{AsOf, Typed};
use crate::web::page::{Answer, Page, again, answered, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{AddressView, Choice, Crumb, ErrorLine, ErrorSummary, FieldView, Tone};

#[derive(Template)]
#[template(path = "cases/tag.html")]
struct TagPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    address: AddressView,
    /// What was said of it last.
    now: String,
    /// As of which of these words the form is made.
    as_of: i64,
    /// What was said in between, where that stopped the saving.
    changes: Option<ErrorSummary>,
    /// Whether it was given a tag: nothing more can be said, and what was typed can be copied.
    is_over: bool,
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
    let (case, indicator) = cases::of_tag(&caller.context(), id_in(&id)?, position).await?;
    indicator.may_say_tag()?;
    shown(&view(page, &case, &indicator, &TagForm::default(), &[]))
}

/// `POST /cases/{id}/indicators/{position}/tag`.
pub async fn say_tag(
    page: Page,
    caller: Caller,
    place: web::Path<(String, u32)>,
    typed: Typed<TagForm>,
    request: HttpRequest,
) -> Answer {
    let cx = caller.context();
    let (id, position) = place.into_inner();
    let id = id_in(&id)?;
    let as_of = AsOf::of(&request).told()?;
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    let (case, indicator) = cases::of_tag(&cx, id, position).await?;
    if indicator.has_tag() {
        return overtaken(page, &case, &indicator, &form);
    }
    let again_with = |page: Page, faults: &[Fault]| {
        let mut view = view(page, &case, &indicator, &form, faults);
        // What was said in between is still told when the fields are right.
        view.as_of = as_of;
        view
    };
    if !is_sent {
        return shown(&again_with(page, &[]));
    }
    let chain = indicator.observed.key.chain.clone().ok_or(Failure::NotFound)?;
    let said = match read(&form, &chain) {
        Ok(said) => said,
        Err(fault) => return again(&again_with(page, &[fault])),
    };
    match cases::say_tag(&cx, id, position, said, as_of).await {
        Ok(()) => {
            page.say_next(Tone::Ok, "cases.tag.saved", &[]).await?;
            see_other(&format!("{}#indicators", href(id)))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => again(&again_with(page, &faults)),
        Err(Error::Conflict | Error::Refused(Refusal::Stale)) => {
            let (case, indicator) = cases::of_tag(&cx, id, position).await?;
            overtaken(page, &case, &indicator, &form)
        }
        Err(error) => Err(error.into()),
    }
}

/// Somebody else said something of the tag in between: what was typed stays, what was said is told above it. A tag that
/// was given stands; nothing more is said of it here.
fn overtaken(page: Page, case: &Case, indicator: &Indicator, form: &TagForm) -> Answer {
    let mut view = view(page, case, indicator, form, &[]);
    view.changes = Some(ErrorSummary {
        title: view.page.t("cases.tag.stale").into_owned(),
        lines: vec![ErrorLine {
            field: "tag".to_owned(),
            text: view.now.clone(),
        }],
    });
    answered(StatusCode::CONFLICT, &view)
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
        now: if indicator.has_tag() {
            page.ta("cases.tag.given", [("tag", key.tag.as_str())])
        } else {
            no_tag(&page, indicator)
        },
        as_of: indicator.tag_version(),
        changes: None,
        is_over: indicator.has_tag(),
        action: format!("{}/indicators/{}/tag", href(case.id), indicator.position),
        back: href(case.id),
        summary: ErrorSummary::of(page.words(), [&tag, &no_tag_field], faults),
        tag,
        none: vec![Choice::new(NONE, page.t("cases.paste.no_tag"), &form.no_tag)],
        no_tag: no_tag_field,
        page,
    }
}
