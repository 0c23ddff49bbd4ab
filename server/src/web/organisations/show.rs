//! The page of one organisation: whether somebody is there, how to call back, and how sure one can be of it.

use actix_web::web;
use askama::Template;

use super::{assurance, desk, local, pace};
use crate::domain::actor::Role;
use crate::domain::organisations::Organisation;
use crate::domain::organisations::attestation::STATING;
use crate::domain::pace::Pace;
use crate::domain::suspensions::may_suspend_organisation;
use crate::service::organisations;
use crate::web::error::Failure;
use crate::web::hours;
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::routes::Route;
use crate::web::session::Caller;
use crate::web::views::{Crumb, Fact, Tag};

/// How far ahead holidays are shown, in days.
const COMING: i64 = 183;

#[derive(Template)]
#[template(path = "organisations/show.html")]
struct ShowPage {
    page: Page,
    crumbs: Vec<Crumb>,
    name: String,
    about: String,
    tags: Vec<Tag>,
    desk: Tag,
    desk_until: Option<String>,
    local: String,
    facts: Vec<Fact>,
    assurance: Vec<String>,
    /// What follows from an attestation that has ended.
    restricted: Option<String>,
    holidays: Vec<(String, String)>,
    /// What the reader can do about its attestation: where, the act, and why not now.
    acts: Vec<ActView>,
    /// Where it is told how fast it may go, for who may know.
    pace: Option<String>,
    /// Where it is locked down, for who may.
    lock_down: Option<String>,
    /// Whether the reader decides how its people sign in.
    has_provider: bool,
}

struct ActView {
    id: &'static str,
    href: String,
    label: String,
    refused: Option<String>,
}

/// `GET /organisations/{id}`.
pub async fn show(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let cx = caller.context();
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    match organisations::show(&cx, id).await {
        Ok(organisation) => shown(&view(page, &caller, &organisation)),
        // Its notices lead here as well.
        Err(_) if organisations::is_application(&cx, id).await? => see_other(&format!("/applications/{id}")),
        Err(error) => Err(error.into()),
    }
}

fn view(page: Page, caller: &Caller, organisation: &Organisation) -> ShowPage {
    let about = [
        (
            "kind",
            page.t(&format!("organisations.kind.{}", organisation.kind))
                .into_owned(),
        ),
        ("country", page.country(organisation.country)),
    ];
    let (tags, assured) = assurance(&page, organisation);
    let (desk, desk_until) = desk(&page, organisation);
    let restricted = organisation.is_restricted(page.now()).then(|| {
        let key = format!("organisations.restricted.{}", organisation.kind);
        page.t(&key).into_owned()
    });
    let holidays = organisation.coming_holidays(page.now(), COMING).into_iter();
    ShowPage {
        crumbs: vec![
            Crumb {
                href: Some("/organisations".to_owned()),
                text: page.t("organisations.index.title").into_owned(),
            },
            Crumb {
                href: None,
                text: organisation.name.clone(),
            },
        ],
        name: organisation.name.clone(),
        about: page.ta("organisations.about", about),
        tags,
        desk,
        desk_until,
        local: local(&page, organisation),
        facts: facts(&page, organisation),
        assurance: assured,
        restricted,
        holidays: holidays
            .map(|day| (page.words().date_long(day.on), day.name(page.lang()).to_owned()))
            .collect(),
        acts: acts(&page, caller, organisation),
        pace: Pace::of(organisation.id, organisation.kind)
            .may_read(caller.actor())
            .is_ok()
            .then(|| pace::href(organisation.id)),
        has_provider: organisation.id == caller.actor().organisation && Route::is_open("/provider", caller.actor()),
        lock_down: may_suspend_organisation(caller.actor(), organisation)
            .is_ok()
            .then(|| format!("{}/suspension", super::href(organisation.id))),
        page,
    }
}

fn facts(page: &Page, organisation: &Organisation) -> Vec<Fact> {
    let languages: Vec<String> = organisation
        .languages
        .iter()
        .map(|tag| hours::language_name(page, tag))
        .collect();
    let label = |field: &str| page.t(&format!("organisations.field.{field}.label")).into_owned();
    let mut facts = vec![
        Fact::new(label("legal_name"), &organisation.legal_name),
        match &organisation.switchboard {
            Some(number) => Fact::latin(label("switchboard"), number),
            None => Fact::new(label("switchboard"), page.t("organisations.index.no_switchboard")),
        },
    ];
    facts.push(if organisation.domains.is_empty() {
        Fact::new(label("domains"), page.t("organisations.show.no_domains"))
    } else {
        Fact::latin(label("domains"), organisation.domains.join(", "))
    });
    facts.push(Fact::new(label("hours"), hours::told(page, &organisation.calendar)));
    facts.push(Fact::new(label("languages"), page.words().list(&languages)));
    facts
}

fn acts(page: &Page, caller: &Caller, organisation: &Organisation) -> Vec<ActView> {
    let actor = caller.actor();
    let mut acts = Vec::new();
    if actor.roles.has(Role::Verifier) {
        acts.push(ActView {
            id: "renew-refused",
            href: format!("{}/renewal", super::href(organisation.id)),
            label: page.t("attestations.act.renew").into_owned(),
            refused: organisation
                .may_renew(actor, page.now())
                .err()
                .map(|refusal| page.refusal(&refusal)),
        });
    }
    if organisation.id == actor.organisation && actor.has_any(STATING).is_ok() {
        acts.push(ActView {
            id: "state-refused",
            href: "/attestation".to_owned(),
            label: page.t("attestations.act.state").into_owned(),
            refused: organisation
                .may_state(actor, page.now())
                .err()
                .map(|refusal| page.refusal(&refusal)),
        });
    }
    acts
}
