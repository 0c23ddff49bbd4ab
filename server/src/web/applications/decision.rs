//! An application that is refused, or taken back by whoever sent it.

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::{crumbs, href, id_in, path_of};
use crate::domain::applications::{Act, Application, Reason};
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::OrganisationId;
use crate::service::{Context, Error, applications};
use crate::web::form::{Typed, required_text};
use crate::web::page::{Answer, Page, again, answered, see_other, shown};
use crate::web::requests::typed::{LONGEST_TEXT, chosen, read};
use crate::web::session::Caller;
use crate::web::views::{Choice, Crumb, ErrorSummary, FieldView, Tone};

#[derive(Template)]
#[template(path = "applications/decision.html")]
struct DecisionPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    action: String,
    back: String,
    /// Why it was not done the first time.
    stale: Option<String>,
    refused: Option<String>,
    summary: ErrorSummary,
    /// Of a refusal alone.
    reason: Option<(FieldView, Vec<Choice>)>,
    note: FieldView,
}

/// As it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Decided {
    reason: String,
    note: String,
}

/// `GET /applications/{id}/refusal`.
pub async fn new_refusal(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    first(page, caller, &id, Act::Refuse).await
}

/// `POST /applications/{id}/refusal`.
pub async fn refuse(page: Page, caller: Caller, id: web::Path<String>, typed: Typed<Decided>) -> Answer {
    send(page, caller, &id, Act::Refuse, typed).await
}

/// `GET /applications/{id}/withdrawal`.
pub async fn new_withdrawal(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    first(page, caller, &id, Act::Withdraw).await
}

/// `POST /applications/{id}/withdrawal`.
pub async fn withdraw(page: Page, caller: Caller, id: web::Path<String>, typed: Typed<Decided>) -> Answer {
    send(page, caller, &id, Act::Withdraw, typed).await
}

async fn first(page: Page, caller: Caller, id: &str, act: Act) -> Answer {
    let opened = applications::show(&caller.context(), id_in(id)?).await?;
    shown(&view(
        page,
        &caller,
        &opened.application,
        act,
        &Decided::default(),
        &[],
        None,
    ))
}

async fn send(page: Page, caller: Caller, id: &str, act: Act, typed: Typed<Decided>) -> Answer {
    let (cx, id) = (caller.context(), id_in(id)?);
    let typed = match typed {
        Typed::Sent(typed) => typed,
        Typed::Resumed(typed) => {
            let opened = applications::show(&cx, id).await?;
            return shown(&view(page, &caller, &opened.application, act, &typed, &[], None));
        }
    };
    match typed.send(&cx, id, act).await {
        Ok(()) => {
            page.say_next(Tone::Ok, &format!("applications.done.{act}"), &[])
                .await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let opened = applications::show(&cx, id).await?;
            again(&view(page, &caller, &opened.application, act, &typed, &faults, None))
        }
        Err(Error::Refused(refusal @ Refusal::NotNow(_))) => {
            let opened = applications::show(&cx, id).await?;
            let stale = Some(page.refusal(&refusal));
            let view = view(page, &caller, &opened.application, act, &typed, &[], stale);
            answered(StatusCode::CONFLICT, &view)
        }
        Err(error) => Err(error.into()),
    }
}

impl Decided {
    async fn send(&self, cx: &Context<'_>, id: OrganisationId, act: Act) -> Result<(), Error> {
        let mut faults = Vec::new();
        let reason = (act == Act::Refuse).then(|| chosen::<Reason>("reason", &self.reason, &mut faults));
        let note = required_text("note", &self.note, LONGEST_TEXT, &mut faults);
        match reason {
            Some(reason) => applications::refuse(cx, id, read(reason, faults)?, note).await,
            None => {
                Refusal::unless_empty(faults)?;
                applications::withdraw(cx, id, note).await
            }
        }
    }
}

fn view(
    page: Page,
    caller: &Caller,
    application: &Application,
    act: Act,
    typed: &Decided,
    faults: &[Fault],
    stale: Option<String>,
) -> DecisionPage {
    let title = page.t(&format!("applications.act.{act}")).into_owned();
    let field = |name: &str| {
        let fault = faults.iter().find(|fault| fault.field == name);
        FieldView::new(name, page.t(&format!("applications.field.{name}.label")))
            .error(fault.map(|fault| page.fault(fault)))
    };
    let reason = (act == Act::Refuse).then(|| {
        let reasons = Reason::ALL.iter();
        let reasons =
            reasons.map(|one| Choice::new(one.code(), page.t(&format!("applications.reason.{one}")), &typed.reason));
        (field("reason"), reasons.collect())
    });
    let note = field("note")
        .value(&typed.note)
        .hint(page.t(&format!("applications.note_hint.{act}")));
    let fields = reason.iter().map(|(field, _)| field).chain(std::iter::once(&note));
    let refused = application.may(act, caller.actor()).err();
    DecisionPage {
        crumbs: crumbs(&page, application, Some(&title)),
        lead: page.t(&format!("applications.lead.{act}")).into_owned(),
        action: format!("{}/{}", href(application.id), path_of(act)),
        back: href(application.id),
        stale,
        refused: refused.map(|refusal| page.refusal(&refusal)),
        summary: ErrorSummary::of(page.words(), fields, faults),
        reason,
        note,
        title,
        page,
    }
}
