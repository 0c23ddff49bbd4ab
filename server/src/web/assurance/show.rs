//! The evidence of one person, and what can be recorded; asking for a call-back.

use actix_web::web;
use askama::Template;

use super::{LevelView, href, level};
use crate::domain::assurance::Act;
use crate::domain::change::Refusal;
use crate::service::assurance::{self, Opened};
use crate::web::form::{Checked, Nothing};
use crate::web::members::id_in;
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Crumb, Fact, Tone};
use crate::web::words;

#[derive(Template)]
#[template(path = "assurance/show.html")]
struct ShowPage {
    page: Page,
    crumbs: Vec<Crumb>,
    name: String,
    facts: Vec<Fact>,
    view: LevelView,
    acts: Vec<ActView>,
}

/// Something that can be recorded, or why not.
struct ActView {
    id: &'static str,
    label: String,
    href: String,
    refused: Option<String>,
}

/// `GET /members/{id}/assurance`.
pub async fn show(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let opened = assurance::open(&caller.context(), id_in(&id)?).await?;
    let person = &opened.dossier.person;
    let label = |key: &str| page.t(key).into_owned();
    let none = || label("members.show.none");
    shown(&ShowPage {
        crumbs: crumbs(&page, &opened, None),
        name: person.name.clone(),
        facts: vec![
            Fact::new(label("people.field.organisation.label"), &opened.organisation.name),
            Fact::latin(label("people.field.email.label"), &person.email),
            Fact::new(
                label("people.field.roles.label"),
                words::roles(page.words(), person.roles),
            ),
            Fact::new(
                label("members.field.badge.label"),
                person.badge.clone().unwrap_or_else(none),
            ),
            Fact::latin(
                label("assurance.field.switchboard.label"),
                opened.organisation.switchboard.clone().unwrap_or_else(none),
            ),
        ],
        view: level(&page, &caller, &opened),
        acts: acts(&page, &caller, &opened),
        page,
    })
}

/// What this reader can record, or could but not now: what is for others is none of their buttons.
fn acts(page: &Page, caller: &Caller, opened: &Opened) -> Vec<ActView> {
    let id = opened.dossier.person.id;
    let offered = Act::RECORDING.iter().filter_map(|act| {
        let refused = opened
            .dossier
            .may(*act, caller.actor(), &opened.place, page.now())
            .err();
        let is_others = matches!(refused, Some(Refusal::NeedsRole(_)));
        (!is_others).then(|| ActView {
            id: act.code(),
            label: page.t(&format!("assurance.act.{act}")).into_owned(),
            href: format!("{}/{act}", href(id)),
            refused: refused.map(|refusal| page.refusal(&refusal)),
        })
    });
    offered.collect()
}

/// The way to a page below the list.
pub(super) fn crumbs(page: &Page, opened: &Opened, last: Option<&str>) -> Vec<Crumb> {
    let person = &opened.dossier.person;
    let crumb = |href: Option<String>, text: &str| Crumb {
        href,
        text: text.to_owned(),
    };
    let list = crumb(Some("/assurance".to_owned()), &page.t("assurance.index.title"));
    match last {
        None => vec![list, crumb(None, &person.name)],
        Some(last) => vec![list, crumb(Some(href(person.id)), &person.name), crumb(None, last)],
    }
}

/// `POST /members/{id}/assurance/asking`.
pub async fn ask(page: Page, caller: Caller, id: web::Path<String>, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    let id = id_in(&id)?;
    assurance::ask(&caller.context(), id).await?;
    page.say_next(Tone::Ok, "assurance.done.asking", &[]).await?;
    see_other(&href(id))
}

/// `POST /account/asking`.
pub async fn ask_own(page: Page, caller: Caller, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    let cx = caller.context();
    let own = cx.actor.person.ok_or(crate::web::error::Failure::NotFound)?;
    assurance::ask(&cx, own).await?;
    page.say_next(Tone::Ok, "assurance.done.asking", &[]).await?;
    see_other("/account")
}
