//! Opening an account that stood still because nobody signed in.

use actix_web::web;
use serde::Deserialize;

use super::act::{ActPage, Asked, field};
use super::{crumbs, href, id_in};
use crate::domain::change::{Fault, Refusal};
use crate::domain::people::Act;
use crate::service::Error;
use crate::service::members::{self, Opened};
use crate::web::form::{Typed, required_text};
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{ErrorSummary, Tone};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 1000;

/// Why.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    reason: String,
}

/// `GET /members/{id}/reinstatement`.
pub async fn new(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let opened = members::open(&caller.context(), id_in(&id)?).await?;
    shown(&view(page, &caller, &opened, "", &[]))
}

/// `POST /members/{id}/reinstatement`.
pub async fn create(page: Page, caller: Caller, id: web::Path<String>, typed: Typed<Form>) -> Answer {
    let (cx, id) = (caller.context(), id_in(&id)?);
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    if !is_sent {
        let opened = members::open(&cx, id).await?;
        return shown(&view(page, &caller, &opened, &form.reason, &[]));
    }
    let mut faults = Vec::new();
    let reason = required_text("reason", &form.reason, LONGEST_REASON, &mut faults);
    let done = match Refusal::unless_empty(faults) {
        Ok(()) => members::reinstate(&cx, id, reason).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => {
            page.say_next(Tone::Ok, "members.reinstatement.done", &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let opened = members::open(&cx, id).await?;
            view(page, &caller, &opened, &form.reason, &faults).answer(&faults)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(page: Page, caller: &Caller, opened: &Opened, typed: &str, faults: &[Fault]) -> ActPage {
    let person = &opened.member.person;
    let title = page.t("members.act.reinstate").into_owned();
    let back = href(person.id);
    let refused = opened.may(&caller.context(), Act::Reinstate).err();
    ActPage {
        crumbs: crumbs(&page, Some((back.clone(), person.name.clone())), &title),
        lead: page.ta("members.reinstatement.lead", [("name", person.name.as_str())]),
        action: format!("{back}/reinstatement"),
        about: super::show::facts(&page, opened),
        hidden: Vec::new(),
        asked: vec![Asked::Area(
            field(&page, "reason", "members.field.reason.label", faults)
                .hint(page.t("members.field.reason.hint"))
                .value(typed),
        )],
        errors: ErrorSummary::default(),
        submit: title.clone(),
        class: "primary",
        refused: refused.map(|refusal| page.refusal(&refusal)),
        back,
        title,
        page,
    }
}
