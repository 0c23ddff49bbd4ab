//! The start: what is due for the reader.

mod due;

use askama::Template;

use due::{DueView, FigureView, Parted, figures, split};

use super::page::{Answer, Page, see_other, shown};
use super::routes::Route;
use super::session::Caller;
use crate::domain::actor::{Actor, Role};
use crate::service::requests::listing::{self, DAY, Due};

#[derive(Template)]
#[template(path = "home/show.html")]
struct WorkPage {
    page: Page,
    now: String,
    lead: String,
    advice: Vec<String>,
    figures: Vec<FigureView>,
    soon_title: String,
    soon: Vec<DueView>,
    later: Vec<DueView>,
    more: Option<String>,
    may_draft: bool,
}

#[derive(Template)]
#[template(path = "home/other.html")]
struct OtherPage {
    page: Page,
    now: String,
    roles: Vec<RoleView>,
}

/// What a role can do here now, and what will come.
struct RoleView {
    title: String,
    text: String,
    links: Vec<(&'static str, String)>,
}

/// `GET /`: to the sign-in, or home.
pub async fn start(page: Page) -> Answer {
    see_other(if page.visitor.is_some() { "/home" } else { "/sign-in" })
}

/// `GET /home`: what is due for those who work on requests, what there is for everybody else.
pub async fn show(page: Page, caller: Caller) -> Answer {
    if works_on_requests(caller.actor()) {
        let due = listing::due(&caller.context()).await?;
        return shown(&work(page, caller.actor(), &due));
    }
    let now = now(&page);
    let roles = caller
        .actor()
        .roles
        .iter()
        .map(|role| role_view(&page, caller.actor(), role))
        .collect();
    shown(&OtherPage { now, roles, page })
}

fn works_on_requests(actor: &Actor) -> bool {
    [
        Role::Officer,
        Role::Supervisor,
        Role::Intake,
        Role::Responder,
        Role::Counsel,
    ]
    .iter()
    .any(|role| actor.roles.has(*role))
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

fn work(page: Page, actor: &Actor, due: &Due) -> WorkPage {
    let Parted { soon, later, own_soon } = split(&page, actor, due);
    let tomorrow = page.words().time(page.now().plus(DAY), page.zone());
    let own = due.requests.iter().filter(|row| listing::is_own_turn(row, actor));
    let shown = own.count() + due.reviews.len();
    let is_more = due.figures.own_turn > u64::try_from(shown).unwrap_or(u64::MAX);
    WorkPage {
        now: now(&page),
        lead: match due.figures.own_turn {
            0 => page.t("home.nothing_waits").into_owned(),
            waits => page.na("home.waits", waits, [("soon", page.words().number(own_soon))]),
        },
        advice: advice(&page, actor, due, soon.is_empty() && later.is_empty()),
        figures: figures(&page, actor, due, own_soon),
        soon_title: page.ta("home.before", [("time", tomorrow)]),
        more: is_more.then(|| page.n("home.more", due.figures.own_turn)),
        may_draft: Route::is_open("/cases", actor),
        soon,
        later,
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
    let told = |role: &Role| is_idle || *role == Role::Counsel;
    actor.roles.iter().filter(told).map(say).collect()
}

fn role_view(page: &Page, actor: &Actor, role: Role) -> RoleView {
    let links: &[(&'static str, &str)] = match role {
        Role::Auditor => &[
            ("/trail", "site.nav.trail"),
            ("/organisations", "site.nav.organisations"),
        ],
        Role::Verifier | Role::Operator | Role::AgencyAdmin | Role::ExchangeAdmin => &[
            ("/organisations", "site.nav.organisations"),
            ("/trail", "site.nav.trail"),
        ],
        Role::Coordinator => &[("/organisations", "site.nav.organisations")],
        Role::Officer | Role::Supervisor | Role::Intake | Role::Responder | Role::Counsel => {
            &[("/requests", "site.nav.requests")]
        }
    };
    RoleView {
        title: super::words::role(page.words(), role),
        text: page.t(&format!("home.role.{role}")).into_owned(),
        links: links
            .iter()
            .filter(|(href, _)| Route::is_open(href, actor))
            .map(|(href, key)| (*href, page.t(key).into_owned()))
            .collect(),
    }
}
