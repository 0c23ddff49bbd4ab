//! Lifting a suspension, with a reason.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::show::title;
use super::{LONGEST_NOTE, field, href, id_in, reasons};
use crate::domain::change::{Fault, Refusal};
use crate::domain::suspensions::LiftedFor;
use crate::service::suspensions::{self, Opened};
use crate::service::{Context, Error};
use crate::web::form::{Typed, required_text};
use crate::web::page::{Answer, Page, answered, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Choice, Crumb, ErrorSummary, FieldView, Tone};

#[derive(Template)]
#[template(path = "suspensions/lift.html")]
struct LiftPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    action: String,
    back: String,
    errors: ErrorSummary,
    reason: FieldView,
    reasons: Vec<Choice>,
    note: FieldView,
    refused: Option<String>,
}

/// As it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Form {
    lifted_for: String,
    note: String,
}

/// `GET /suspensions/{id}/lift`.
pub async fn ask(page: Page, caller: Caller, id: Path<String>) -> Answer {
    let opened = suspensions::open(&caller.context(), id_in(&id)?).await?;
    if opened.suspension.lifted.is_some() {
        return see_other(&href(opened.suspension.id));
    }
    shown(&view(page, &opened, &Form::default(), &[]))
}

/// `POST /suspensions/{id}/lift`.
pub async fn lift(page: Page, caller: Caller, id: Path<String>, typed: Typed<Form>) -> Answer {
    let (cx, id) = (caller.context(), id_in(&id)?);
    let form = match typed {
        Typed::Sent(form) => form,
        Typed::Resumed(form) => {
            let opened = suspensions::open(&cx, id).await?;
            return shown(&view(page, &opened, &form, &[]));
        }
    };
    match end(&cx, id, &form).await {
        Ok(()) => {
            page.say_next(Tone::Ok, "suspensions.lift.done", &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let opened = suspensions::open(&cx, id).await?;
            let view = view(page, &opened, &form, &faults);
            answered(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(error) => Err(error.into()),
    }
}

async fn end(cx: &Context<'_>, id: crate::domain::ids::SuspensionId, form: &Form) -> Result<(), Error> {
    let mut faults = Vec::new();
    let reason: Option<LiftedFor> = form.lifted_for.parse().ok();
    if reason.is_none() {
        let code = if form.lifted_for.is_empty() {
            "required"
        } else {
            "unknown_choice"
        };
        faults.push(Fault::new("lifted_for", code));
    }
    let note = required_text("note", &form.note, LONGEST_NOTE, &mut faults);
    Refusal::unless_empty(faults)?;
    suspensions::lift(cx, id, reason.ok_or(Refusal::Unseen)?, note).await?;
    Ok(())
}

fn view(page: Page, opened: &Opened, form: &Form, faults: &[Fault]) -> LiftPage {
    let id = opened.suspension.id;
    let codes: Vec<&'static str> = LiftedFor::ALL.iter().map(|reason| reason.code()).collect();
    let reason = field(&page, "lifted_for", &form.lifted_for, faults);
    let note = field(&page, "note", &form.note, faults);
    let own = title(&page, opened);
    let title = page.t("suspensions.act.lift").into_owned();
    LiftPage {
        crumbs: vec![
            Crumb {
                href: Some("/suspensions".to_owned()),
                text: page.t("suspensions.index.title").into_owned(),
            },
            Crumb {
                href: Some(href(id)),
                text: own.clone(),
            },
            Crumb {
                href: None,
                text: title.clone(),
            },
        ],
        lead: page.na(
            "suspensions.lift.lead",
            opened.suspension.done.requests,
            [("what", own)],
        ),
        action: format!("{}/lift", href(id)),
        back: href(id),
        errors: ErrorSummary::of(page.words(), [&reason, &note], faults),
        reasons: reasons(&page, "lifted_for", &codes, &form.lifted_for),
        reason,
        note,
        refused: opened.may_lift.as_ref().err().map(|refusal| page.refusal(refusal)),
        title,
        page,
    }
}
