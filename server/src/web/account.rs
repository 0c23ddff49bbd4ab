//! One's own account and sessions.

use actix_web::web;
use askama::Template;

use super::form::{Checked, Nothing};
use super::page::{Answer, Page, see_other, shown};
use super::session::Caller;
use super::views::{Fact, Tone};
use super::words;
use crate::domain::ids::SessionId;
use crate::service::sign_in;
use crate::text::Language;

#[derive(Template)]
#[template(path = "account/show.html")]
struct ShowPage {
    page: Page,
    facts: Vec<Fact>,
    sessions: Vec<SessionView>,
}

struct SessionView {
    id: String,
    since: String,
    seen: String,
    is_this: bool,
}

/// `GET /account`.
pub async fn show(page: Page, caller: Caller) -> Answer {
    let cx = caller.context();
    let person = sign_in::own_account(&cx).await?;
    let sessions = sign_in::own_sessions(&cx).await?;
    let words = page.words();
    let language = Language::from_tag(&person.language).unwrap_or_else(|| words.language());
    let organisation = page.visitor.as_ref().map(|visitor| visitor.organisation.clone());
    let level = format!("people.assurance.{}", person.assurance.code());
    let facts = vec![
        Fact::new(page.t("people.field.name.label"), person.name),
        Fact::latin(page.t("people.field.email.label"), person.email),
        Fact::new(
            page.t("people.field.organisation.label"),
            organisation.unwrap_or_default(),
        ),
        Fact::new(page.t("people.field.roles.label"), words::roles(words, person.roles)),
        Fact::new(page.t("people.field.assurance.label"), page.t(&level)),
        Fact::new(page.t("people.field.language.label"), words.language_name(language)),
        Fact::new(page.t("people.field.zone.label"), words.zone_city(page.zone().name())),
    ];
    let sessions = sessions
        .into_iter()
        .map(|session| SessionView {
            id: session.id.to_string(),
            since: page.moment(session.created_at),
            seen: page.moment(session.last_seen_at),
            is_this: cx.actor.session == Some(session.id),
        })
        .collect();
    shown(&ShowPage { page, facts, sessions })
}

/// `POST /account/sessions/{id}/end`.
pub async fn end_session(
    page: Page,
    caller: Caller,
    id: web::Path<String>,
    Checked(Nothing {}): Checked<Nothing>,
) -> Answer {
    let id: SessionId = id.parse().map_err(|_| super::error::Failure::NotFound)?;
    sign_in::end_session(&caller.context(), id).await?;
    page.say_next(Tone::Ok, "people.account.session_ended", &[]).await?;
    see_other("/account")
}
