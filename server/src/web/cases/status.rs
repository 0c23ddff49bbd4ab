//! A step of a case to another status: what follows from it, and why, before it is taken.

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::{crumbs, href, id_in, looks};
use crate::domain::cases::{Case, Status};
use crate::domain::change::{Fault, Refusal};
use crate::service::{Error, cases};
use crate::web::error::Failure;
use crate::web::form::{Typed, clean_text};
use crate::web::page::{Answer, Page, again, answered, see_other, shown};
use crate::web::query::Query;
use crate::web::session::Caller;
use crate::web::views::{Crumb, ErrorSummary, FieldView, Tag, Tone};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 1000;

#[derive(Template)]
#[template(path = "cases/status.html")]
struct StatusPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    now: Tag,
    href: String,
    to: Status,
    version: i64,
    /// Whether the button takes the case away from those who work it.
    ends: bool,
    /// Why it was not done the first time.
    stale: Option<String>,
    /// Why this reader cannot do it now.
    refused: Option<String>,
    summary: ErrorSummary,
    reason: FieldView,
    submit: String,
}

/// Which status the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    to: String,
}

/// A step, from the version that was read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    status: String,
    version: String,
    #[serde(default)]
    reason: String,
}

/// `GET /cases/{id}/status?to=…`.
pub async fn ask_status(page: Page, caller: Caller, id: web::Path<String>, Query(asked): Query<Asked>) -> Answer {
    let to = asked.to.parse().map_err(|_| Failure::NotFound)?;
    let case = cases::of_form(&caller.context(), id_in(&id)?).await?;
    shown(&view(page, &caller, &case, to, "", &[], None))
}

/// `POST /cases/{id}/status`.
pub async fn set_status(page: Page, caller: Caller, id: web::Path<String>, typed: Typed<Step>) -> Answer {
    let (step, is_sent) = match typed {
        Typed::Sent(step) => (step, true),
        Typed::Resumed(step) => (step, false),
    };
    let (cx, id) = (caller.context(), id_in(&id)?);
    let (Ok(to), Ok(version)) = (step.status.parse::<Status>(), step.version.parse()) else {
        return Err(Failure::Unreadable);
    };
    if !is_sent {
        let case = cases::of_form(&cx, id).await?;
        return shown(&view(page, &caller, &case, to, &step.reason, &[], None));
    }
    let mut faults = Vec::new();
    let reason = clean_text("reason", &step.reason, LONGEST_REASON, &mut faults);
    let done = match Refusal::unless_empty(faults) {
        Ok(()) => cases::change_status(&cx, id, to, &reason, version).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => {
            page.say_next(Tone::Ok, &format!("cases.show.now.{to}"), &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let case = cases::of_form(&cx, id).await?;
            again(&view(page, &caller, &case, to, &step.reason, &faults, None))
        }
        Err(Error::Conflict | Error::Refused(Refusal::Stale | Refusal::NotNow(_))) => {
            let case = cases::of_form(&cx, id).await?;
            let now = page.t(&format!("cases.status.{}", case.status)).into_owned();
            let stale = page.ta("cases.status_page.stale", [("status", now)]);
            let view = view(page, &caller, &case, to, &step.reason, &[], Some(stale));
            answered(StatusCode::CONFLICT, &view)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(
    page: Page,
    caller: &Caller,
    case: &Case,
    to: Status,
    typed: &str,
    faults: &[Fault],
    stale: Option<String>,
) -> StatusPage {
    let word = step_word(case.status, to);
    let title = page.t(&format!("cases.step.{word}")).into_owned();
    let fault = faults.iter().find(|fault| fault.field == "reason");
    let reason = FieldView::new("reason", page.t("cases.field.reason.label"))
        .hint(page.t("cases.field.reason.hint"))
        .value(typed)
        .error(fault.map(|fault| page.fault(fault)));
    let reason = if case.status.needs_reason(to) {
        reason
    } else {
        reason.optional()
    };
    StatusPage {
        crumbs: crumbs(&page, case, &title),
        lead: page.t(&format!("cases.status_page.{word}")).into_owned(),
        now: looks::status(&page, case.status),
        href: href(case.id),
        to,
        version: case.version,
        ends: matches!(to, Status::Closed | Status::Archived | Status::Purged),
        stale,
        refused: case
            .may_become(to, caller.actor())
            .err()
            .map(|refusal| page.refusal(&refusal)),
        summary: ErrorSummary::of(page.words(), [&reason], faults),
        reason,
        submit: title.clone(),
        title,
        page,
    }
}

/// What the step is called: coming back has a word of its own.
pub const fn step_word(from: Status, to: Status) -> &'static str {
    match (from, to) {
        (Status::Closed, Status::Active) => "reopen",
        (Status::Archived, Status::Closed) => "unarchive",
        (_, Status::Open | Status::Active) => "activate",
        (_, Status::Dormant) => "rest",
        (_, Status::Closed) => "close",
        (_, Status::Archived | Status::Purged) => "archive",
    }
}
