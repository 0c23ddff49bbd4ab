//! Ending the sessions of a member, or of everybody at an organisation.

use actix_web::web;
use serde::Deserialize;

use super::act::ActPage;
use super::{crumbs, href, id_in, organisation_of, with_organisation};
use crate::domain::people::Act;
use crate::service::members;
use crate::web::form::{Checked, Nothing};
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::query::Query;
use crate::web::session::Caller;
use crate::web::views::{ErrorSummary, Tone};

/// Whose.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Whose {
    organisation: String,
}

/// `GET /members/{id}/sessions`.
pub async fn ask(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let opened = members::open(&caller.context(), id_in(&id)?).await?;
    let person = &opened.member.person;
    let title = page.t("members.act.end_sessions").into_owned();
    let back = href(person.id);
    let refused = opened.may(&caller.context(), Act::EndSessions).err();
    shown(&ActPage {
        crumbs: crumbs(&page, Some((back.clone(), person.name.clone())), &title),
        lead: page.na(
            "members.sessions.lead",
            opened.sessions,
            [("name", person.name.as_str())],
        ),
        action: format!("{back}/sessions"),
        about: Vec::new(),
        hidden: Vec::new(),
        asked: Vec::new(),
        errors: ErrorSummary::default(),
        submit: title.clone(),
        class: "danger sure",
        refused: refused.map(|refusal| page.refusal(&refusal)),
        back,
        title,
        page,
    })
}

/// `POST /members/{id}/sessions`.
pub async fn end(page: Page, caller: Caller, id: web::Path<String>, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    let id = id_in(&id)?;
    let count = members::end_sessions(&caller.context(), id).await?;
    let gaps = [("count", page.words().number(count))];
    page.say_next(Tone::Ok, "members.sessions.done", &gaps).await?;
    see_other(&href(id))
}

/// `GET /members/sessions`.
pub async fn ask_all(page: Page, caller: Caller, Query(whose): Query<Whose>) -> Answer {
    let cx = caller.context();
    let listing = members::list(&cx, organisation_of(&caller, &whose.organisation)?).await?;
    let organisation = &listing.organisation;
    let refused = members::may_end_all(&cx, organisation.id, organisation.kind).err();
    let title = page.t("members.sessions.all").into_owned();
    shown(&ActPage {
        crumbs: crumbs(&page, None, &title),
        lead: page.ta(
            "members.sessions.lead_all",
            [("organisation", organisation.name.as_str())],
        ),
        action: "/members/sessions".to_owned(),
        back: with_organisation("/members", organisation.id, &caller),
        about: Vec::new(),
        hidden: vec![("organisation", organisation.id.to_string())],
        asked: Vec::new(),
        errors: ErrorSummary::default(),
        submit: title.clone(),
        class: "danger sure",
        refused: refused.map(|refusal| page.refusal(&refusal)),
        title,
        page,
    })
}

/// `POST /members/sessions`.
pub async fn end_all(page: Page, caller: Caller, Checked(whose): Checked<Whose>) -> Answer {
    let organisation = organisation_of(&caller, &whose.organisation)?;
    let count = members::end_all_sessions(&caller.context(), organisation).await?;
    let gaps = [("count", page.words().number(count))];
    page.say_next(Tone::Ok, "members.sessions.done", &gaps).await?;
    see_other(&with_organisation("/members", organisation, &caller))
}
