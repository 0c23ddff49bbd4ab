//! The start: what is due for the reader.

mod due;
mod roles;

use askama::Template;

use due::{FigureView, ListView, Parted, figures, split};
use roles::{SectionView, sections};

use super::page::{Answer, Page, see_other, shown};
use super::routes::Route;
use super::session::Caller;
use crate::domain::actor::{Actor, Role};
use crate::domain::passkeys::Lack;
use crate::service::passkeys;
use crate::service::requests::listing::{self, DAY, Due};

#[derive(Template)]
#[template(path = "home/show.html")]
struct WorkPage {
    page: Page,
    now: String,
    lead: String,
    advice: Vec<String>,
    lack: Option<LackView>,
    figures: Vec<FigureView>,
    soon_title: String,
    soon: ListView,
    undated: ListView,
    later: ListView,
    more: Option<String>,
    may_draft: bool,
    /// What the reader's other roles find.
    sections: Vec<SectionView>,
}

#[derive(Template)]
#[template(path = "home/other.html")]
struct OtherPage {
    page: Page,
    now: String,
    lack: Option<LackView>,
    sections: Vec<SectionView>,
}

/// What one lacks of what one's roles ask for, and what to do about it.
#[derive(Clone, Debug)]
struct LackView {
    text: String,
    href: &'static str,
    label: String,
}

/// `GET /`: to the sign-in, or home.
pub async fn start(page: Page) -> Answer {
    see_other(if page.visitor.is_some() { "/home" } else { "/sign-in" })
}

/// `GET /home`: what is due for those who work on requests, what there is for everybody else.
pub async fn show(page: Page, caller: Caller) -> Answer {
    let sections = sections(&page, &caller).await?;
    let lack = passkeys::lacks(&caller.context())
        .await?
        .map(|lack| lack_view(&page, lack));
    if caller.actor().roles.iter().any(works) {
        let due = listing::due(&caller.context()).await?;
        return shown(&WorkPage {
            lack,
            ..work(page, caller.actor(), &due, sections)
        });
    }
    let now = now(&page);
    shown(&OtherPage {
        now,
        lack,
        sections,
        page,
    })
}

fn lack_view(page: &Page, lack: Lack) -> LackView {
    let (name, href) = match lack {
        Lack::None => ("none", "/account/passkeys/new"),
        Lack::Unused => ("unused", "/confirmation"),
    };
    let word = |part: &str| page.t(&format!("passkeys.lack.{name}.{part}")).into_owned();
    LackView {
        text: word("text"),
        href,
        label: word("act"),
    }
}

/// Whether `role` works on requests.
const fn works(role: Role) -> bool {
    match role {
        Role::Officer | Role::Supervisor | Role::Intake | Role::Responder | Role::Counsel => true,
        Role::AgencyAdmin
        | Role::ExchangeAdmin
        | Role::Coordinator
        | Role::Auditor
        | Role::Verifier
        | Role::Operator => false,
    }
}

fn now(page: &Page) -> String {
    let words = page.words();
    let gaps = [
        ("date", words.date_long(page.now().date_in(page.zone()))),
        ("time", words.time(page.now(), page.zone())),
        ("place", words.zone_city(page.zone().name())),
    ];
    page.ta("home.now", gaps)
}

fn work(page: Page, actor: &Actor, due: &Due, sections: Vec<SectionView>) -> WorkPage {
    let Parted { soon, undated, later } = split(&page, actor, due);
    let tomorrow = page.words().time(page.now().plus(DAY), page.zone());
    // The same number as beside the entry of this page, counted once.
    let waits = page.visitor.as_ref().map_or(0, |visitor| visitor.waits);
    let shown = soon.own + undated.own + later.own;
    let is_more = waits > u64::try_from(shown).unwrap_or(u64::MAX);
    let is_idle = [&soon, &undated, &later].iter().all(|list| list.things.is_empty());
    WorkPage {
        now: now(&page),
        lead: match waits {
            0 => page.t("home.nothing_waits").into_owned(),
            waits => page.na("home.waits", waits, [("soon", page.words().number(soon.own))]),
        },
        advice: advice(&page, actor, due, is_idle),
        lack: None,
        figures: figures(&page, actor, due, waits, soon.own),
        soon_title: page.ta("home.before", [("time", tomorrow)]),
        more: is_more.then(|| page.n("home.more", waits)),
        may_draft: Route::is_open("/cases", actor),
        soon,
        undated,
        later,
        sections,
        page,
    }
}

/// What to do where nothing is due; and to counsel always, on whom nothing waits by itself.
fn advice(page: &Page, actor: &Actor, due: &Due, is_idle: bool) -> Vec<String> {
    let say = |role: Role| match role {
        Role::Counsel if due.figures.for_counsel > 0 => page.n("home.for_counsel", due.figures.for_counsel),
        Role::Officer
        | Role::Supervisor
        | Role::AgencyAdmin
        | Role::Intake
        | Role::Responder
        | Role::Counsel
        | Role::ExchangeAdmin
        | Role::Coordinator
        | Role::Auditor
        | Role::Verifier
        | Role::Operator => page.t(&format!("home.role.{role}")).into_owned(),
    };
    let told = |role: &Role| works(*role) && (is_idle || *role == Role::Counsel);
    actor.roles.iter().filter(told).map(say).collect()
}
