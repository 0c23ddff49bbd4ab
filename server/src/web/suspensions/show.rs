//! One suspension: what was done, by whom, when, how many; and how it ended.

use actix_web::web::Path;
use askama::Template;

use super::{href, id_in, side, state};
use crate::domain::suspensions::Of;
use crate::service::suspensions::{self, Opened};
use crate::web::page::{Answer, Page, shown};
use crate::web::session::Caller;
use crate::web::views::{Crumb, Fact, Tag};

#[derive(Template)]
#[template(path = "suspensions/show.html")]
pub struct ShowPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    state: Tag,
    lead: String,
    /// Whether who reads it is signed out by it.
    signed_out: bool,
    facts: Vec<Fact>,
    note: String,
    done: Vec<CountView>,
    lifted: Option<LiftedView>,
    lift: LiftView,
}

struct CountView {
    name: String,
    value: String,
    detail: String,
}

struct LiftedView {
    facts: Vec<Fact>,
    note: String,
}

/// The button, or why there is none; nothing once it was lifted.
struct LiftView {
    href: Option<String>,
    label: String,
    refused: Option<String>,
}

/// `GET /suspensions/{id}`.
pub async fn show(page: Page, caller: Caller, id: Path<String>) -> Answer {
    let opened = suspensions::open(&caller.context(), id_in(&id)?).await?;
    shown(&view(page, &opened, false))
}

/// What it is called.
pub(super) fn title(page: &Page, opened: &Opened) -> String {
    let name = opened.person.as_ref().unwrap_or(&opened.organisation.name);
    page.ta("suspensions.show.title", [("name", name)])
}

/// The page itself.
pub(super) fn view(page: Page, opened: &Opened, signed_out: bool) -> ShowPage {
    let suspension = &opened.suspension;
    let title = title(&page, opened);
    let kind = match suspension.of {
        Of::Person { .. } => "person",
        Of::Organisation { .. } => "organisation",
    };
    let count = |key: &str, value: u32| CountView {
        name: page.t(&format!("suspensions.done.{key}")).into_owned(),
        value: page.words().number(value),
        detail: page.t(&format!("suspensions.done.{key}_detail")).into_owned(),
    };
    let done = suspension.done;
    ShowPage {
        crumbs: vec![
            Crumb {
                href: Some("/suspensions".to_owned()),
                text: page.t("suspensions.index.title").into_owned(),
            },
            Crumb {
                href: None,
                text: title.clone(),
            },
        ],
        state: state(&page, suspension),
        lead: page.t(&format!("suspensions.show.lead_{kind}")).into_owned(),
        signed_out,
        facts: facts(&page, opened),
        note: suspension.note.clone(),
        done: vec![
            count("people", done.people),
            count("sessions", done.sessions),
            count("requests", done.requests),
            count("clocks", done.clocks),
            count("told", suspension.told),
        ],
        lifted: lifted(&page, opened),
        lift: LiftView {
            href: (suspension.lifted.is_none() && !signed_out).then(|| format!("{}/lift", href(suspension.id))),
            label: page.t("suspensions.act.lift").into_owned(),
            refused: opened.may_lift.as_ref().err().map(|refusal| page.refusal(refusal)),
        },
        title,
        page,
    }
}

fn facts(page: &Page, opened: &Opened) -> Vec<Fact> {
    let suspension = &opened.suspension;
    let label = |key: &str| page.t(&format!("suspensions.fact.{key}")).into_owned();
    let mut facts = Vec::new();
    if let Some(person) = &opened.person {
        facts.push(Fact::new(label("person"), person.clone()));
    }
    facts.push(Fact::new(label("organisation"), opened.organisation.name.clone()));
    facts.push(Fact::new(label("since"), page.moment(suspension.at)));
    facts.push(Fact::new(label("by"), by(page, opened.by.as_deref())));
    facts.push(Fact::new(label("side"), side(page, suspension.side)));
    facts.push(Fact::new(
        label("reason"),
        page.t(&format!("suspensions.reason.{}", suspension.reason)),
    ));
    facts
}

/// The name, or that it was a command on the machine.
fn by(page: &Page, name: Option<&str>) -> String {
    name.map_or_else(|| page.t("suspensions.fact.by_command").into_owned(), str::to_owned)
}

fn lifted(page: &Page, opened: &Opened) -> Option<LiftedView> {
    let lifted = opened.suspension.lifted.as_ref()?;
    let label = |key: &str| page.t(&format!("suspensions.fact.{key}")).into_owned();
    Some(LiftedView {
        facts: vec![
            Fact::new(label("lifted_at"), page.moment(lifted.at)),
            Fact::new(label("lifted_by"), by(page, opened.lifted_by.as_deref())),
            Fact::new(
                label("lifted_for"),
                page.t(&format!("suspensions.lifted_for.{}", lifted.reason)),
            ),
            Fact::new(label("going_on"), page.words().number(lifted.requests)),
        ],
        note: lifted.note.clone(),
    })
}
