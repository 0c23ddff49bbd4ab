//! One member: what is known, how much work is open, and what can be done to the account.

use actix_web::web;
use askama::Template;

use super::{Place, crumbs, href, id_in, tag};
use crate::domain::actor::OrganisationKind;
use crate::domain::change::Refusal;
use crate::domain::people::{Act, Standing};
use crate::service::members::{self, Opened};
use crate::service::{assurance, suspensions};
use crate::web::assurance::{LevelView, level};
use crate::web::page::{Answer, Page, shown};
use crate::web::session::Caller;
use crate::web::views::{Crumb, Fact, Tag};
use crate::web::words;

#[derive(Template)]
#[template(path = "members/show.html")]
struct ShowPage {
    page: Page,
    crumbs: Vec<Crumb>,
    name: String,
    standing: Tag,
    /// Why the account stands still, or is closed.
    banner: Option<(String, String)>,
    facts: Vec<Fact>,
    work: Vec<Fact>,
    level: LevelView,
    /// Where evidence is recorded.
    assurance: String,
    acts: Vec<ActView>,
}

/// Something that can be done, or why not.
struct ActView {
    id: &'static str,
    label: String,
    href: String,
    class: &'static str,
    refused: Option<String>,
}

/// `GET /members/{id}`.
pub async fn show(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let id = id_in(&id)?;
    let opened = members::open(&caller.context(), id).await?;
    let assured = assurance::open(&caller.context(), id).await?;
    let person = &opened.member.person;
    let stops = suspensions::may_suspend(&caller.context(), person).await?;
    let place = match person.standing {
        Standing::Invited => Place::Invited,
        Standing::Active => Place::Active,
        Standing::Suspended => Place::Suspended,
        Standing::Left => Place::Left,
    };
    shown(&ShowPage {
        crumbs: crumbs(&page, None, &person.name),
        name: person.name.clone(),
        standing: tag(&page, place),
        banner: banner(&page, &opened),
        facts: facts(&page, &opened),
        work: work(&page, &opened),
        level: level(&page, &caller, &assured),
        assurance: crate::web::assurance::href(id),
        acts: acts(&page, &caller, &opened, stops),
        page,
    })
}

fn banner(page: &Page, opened: &Opened) -> Option<(String, String)> {
    let said = |key: &str, at: crate::domain::values::Time| {
        let gaps = [("date", page.date(at.date_in(page.zone())))];
        (
            page.t(&format!("members.show.{key}.title")).into_owned(),
            page.ta(&format!("members.show.{key}.text"), gaps),
        )
    };
    match opened.member.person.standing {
        Standing::Suspended => opened.member.idle_at.map(|at| said("idle", at)),
        Standing::Left => opened.member.left_at.map(|at| said("left", at)),
        Standing::Invited | Standing::Active => None,
    }
}

/// What is known of the account.
pub(super) fn facts(page: &Page, opened: &Opened) -> Vec<Fact> {
    let member = &opened.member;
    let person = &member.person;
    let words = page.words();
    let label = |key: &str| page.t(key).into_owned();
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| label("members.show.none"));
    let date = |at: crate::domain::values::Time| page.date(at.date_in(page.zone()));
    let language = words
        .language_named(&person.language)
        .unwrap_or_else(|| person.language.clone());
    vec![
        Fact::new(label("people.field.organisation.label"), &opened.organisation.name),
        Fact::latin(label("people.field.email.label"), &person.email),
        Fact::new(label("people.field.roles.label"), words::roles(words, person.roles)),
        Fact::new(label("people.field.assurance.label"), super::level(page, member)),
        Fact::new(label("members.field.badge.label"), or_none(&person.badge)),
        Fact::new(label("members.field.phone.label"), or_none(&person.phone)),
        Fact::new(label("people.field.language.label"), language),
        Fact::new(label("members.field.since.label"), date(member.created_at)),
        Fact::new(label("members.field.seen.label"), date(member.signed_in_at)),
        Fact::new(label("members.field.sessions.label"), words.number(opened.sessions)),
    ]
}

/// How much is open: never what. Nothing where nobody works on requests.
pub(super) fn work(page: &Page, opened: &Opened) -> Vec<Fact> {
    let fact = |key: &str, count: u64| Fact::new(page.t(&format!("members.work.{key}")), page.words().number(count));
    match opened.organisation.kind {
        OrganisationKind::Agency => vec![fact("drafts", opened.work.drafts), fact("sent", opened.work.sent)],
        OrganisationKind::Exchange => vec![fact("in_hand", opened.work.in_hand)],
        OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform => Vec::new(),
    }
}

fn acts(page: &Page, caller: &Caller, opened: &Opened, stops: Result<(), Refusal>) -> Vec<ActView> {
    let cx = caller.context();
    let id = opened.member.person.id;
    let offered = [
        (Act::ChangeRoles, "roles", "primary"),
        (Act::Correct, "edit", ""),
        (Act::EndSessions, "sessions", ""),
        (Act::Reinstate, "reinstatement", "primary"),
        (Act::Leave, "leaving", "danger"),
    ];
    // What is only done to an account that stands still is no act of one that does not, and nothing of one that is closed.
    let has_left = opened.member.person.standing == Standing::Left;
    let is_offered = |act: &Act| !has_left && (*act != Act::Reinstate || opened.member.idle_at.is_some());
    let suspend = ActView {
        id: "suspend",
        label: page.t("members.act.suspend").into_owned(),
        href: format!("/people/{id}/suspension"),
        class: "danger",
        refused: stops.err().map(|refusal| page.refusal(&refusal)),
    };
    offered
        .into_iter()
        .filter(|(act, _, _)| is_offered(act))
        .map(|(act, path, class)| ActView {
            id: act.code(),
            label: page.t(&format!("members.act.{act}")).into_owned(),
            href: format!("{}/{path}", href(id)),
            class,
            refused: opened.may(&cx, act).err().map(|refusal| page.refusal(&refusal)),
        })
        .chain((!has_left).then_some(suspend))
        .collect()
}
