//! Who may do what, for those who check it: read from the very tables that decide.

mod others;

use askama::Template;
use serde::Deserialize;

use super::assurance;
use super::denials::place;
use super::page::{Answer, Page};
use super::query::{Filters, Query};
use super::routes::{Access, ROUTES, Route};
use super::views::{Choice, FieldView, Icon, Tag, Tone};
use super::words;
use crate::domain::actor::Role;
use crate::domain::assurance::{Part, least};
use crate::domain::clocks::Urgency;
use crate::domain::needs::Needs;
use crate::domain::pace::Limit;
use crate::domain::requests::acts::{Act, Side};
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::{organisations, people};

#[derive(Template)]
#[template(path = "access/show.html")]
struct ShowPage {
    page: Page,
    role: FieldView,
    roles: Vec<Choice>,
    text: FieldView,
    summary: String,
    routes: Vec<RouteView>,
    acts: Vec<ActView>,
    limits: Vec<LimitView>,
    others: Vec<OtherView>,
    levels: Vec<LevelView>,
    /// Level, evidence, for how long, who gives it.
    evidence: Vec<[String; 4]>,
    standings: Vec<StandingView>,
}

struct RouteView {
    place: String,
    does: String,
    path: &'static str,
    who: String,
}

struct ActView {
    act: String,
    side: String,
    who: String,
    from: String,
    asks: String,
}

struct OtherView {
    act: String,
    who: String,
    asks: String,
}

struct LevelView {
    kind: String,
    author: &'static str,
    approver: &'static str,
}

struct LimitView {
    name: String,
    default: String,
    bounds: String,
}

struct StandingView {
    person: String,
    organisation: String,
    may: Tag,
}

/// What the address of the page asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    role: String,
    q: String,
}

/// The longest text that is looked for, in characters (S48).
const LONGEST: usize = 100;

/// `GET /access`.
pub async fn show(page: Page, Query(asked): Query<Asked>) -> Answer {
    let mut filters = Filters::default();
    let role = filters.choice(&page, "role", &asked.role, |text| text.parse().ok());
    let text = filters.words(&page, "q", &asked.q, LONGEST).to_lowercase();
    let fits = |route: &RouteView| {
        [&route.place, &route.who]
            .iter()
            .any(|words| words.to_lowercase().contains(&text))
            || route.path.contains(&text)
    };
    let routes: Vec<RouteView> = ROUTES
        .iter()
        .filter(|route| role.is_none_or(|role| is_open(route.access, role)))
        .map(|route| route_of(&page, route))
        .filter(fits)
        .collect();
    let acts = Act::ALL.iter().copied();
    let acts = acts.filter(|act| role.is_none_or(|role| act.roles().contains(&role)));
    let mut roles = vec![Choice::new("", page.t("access.any_role"), &asked.role)];
    roles.extend(
        Role::ALL
            .iter()
            .map(|role| Choice::new(role.code(), words::role(page.words(), *role), &asked.role)),
    );
    filters.answer(&ShowPage {
        role: FieldView::new("role", page.t("people.field.roles.label"))
            .error(filters.fault("role"))
            .optional(),
        text: FieldView::new("q", page.t("access.search"))
            .value(&asked.q)
            .error(filters.fault("q"))
            .optional(),
        summary: page.n("access.routes.count", routes.len()),
        roles,
        routes,
        acts: acts.map(|act| act_of(&page, act)).collect(),
        others: others::all(&page, role),
        limits: limits(&page),
        levels: levels(&page),
        evidence: assurance::table(&page),
        standings: standings(&page),
        page,
    })
}

/// Whether whoever has `role` may call.
fn is_open(access: Access, role: Role) -> bool {
    access.roles().is_none_or(|roles| roles.contains(&role))
}

fn route_of(page: &Page, route: &'static Route) -> RouteView {
    let words = page.words();
    // Where no role opens it, it is one of these.
    const OTHERS: [(Access, &str); 5] = [
        (Access::Public, "anybody"),
        (Access::Demo, "demo"),
        (Access::Pending, "pending"),
        (Access::Enrolment, "enrolment"),
        (Access::Member, "member"),
    ];
    let other = OTHERS.iter().find(|(access, _)| *access == route.access);
    let who = match (route.access.roles(), other) {
        (Some(roles), _) => words::roles(words, roles.iter().copied().collect()),
        (None, Some((_, word))) => page.t(&format!("access.who.{word}")).into_owned(),
        (None, None) => String::new(),
    };
    let does = if route.method == "GET" { "reads" } else { "changes" };
    RouteView {
        place: place(words, route.path),
        does: page.t(&format!("access.does.{does}")).into_owned(),
        path: route.path,
        who,
    }
}

fn act_of(page: &Page, act: Act) -> ActView {
    let words = page.words();
    let side = match act.side() {
        Side::Asker => "access.side.asker",
        Side::Recipient => "access.side.recipient",
        Side::Both => "access.side.both",
    };
    let from = Status::ALL.iter().filter(|status| act.from(**status).is_ok());
    let from: Vec<String> = from
        .map(|status| page.t(&format!("requests.status.{status}")).into_owned())
        .collect();
    let named = page.t(&format!("requests.act.{act}"));
    ActView {
        act: named.trim_end_matches('…').to_owned(),
        side: page.t(side).into_owned(),
        who: words::roles(words, act.roles().iter().copied().collect()),
        from: words.list(&from),
        asks: asks(page, act.needs()),
    }
}

fn asks(page: &Page, needs: Needs) -> String {
    let Needs { passkey, fresh } = needs;
    let asked = match (passkey, fresh) {
        (true, _) => "access.asks.passkey",
        (false, true) => "access.asks.fresh",
        (false, false) => "access.asks.nothing",
    };
    page.t(asked).into_owned()
}

/// How sure one must be of who writes and who approves, by kind, and where it is pressing.
fn levels(page: &Page) -> Vec<LevelView> {
    let row = |kind: &Kind, urgency: Urgency| {
        let name = page.t(&format!("requests.kind.{kind}")).into_owned();
        LevelView {
            kind: if urgency.is_emergency() {
                page.ta("access.levels.pressing", [("kind", name)])
            } else {
                name
            },
            author: least(*kind, urgency, Part::Author).code(),
            approver: least(*kind, urgency, Part::Approver).code(),
        }
    };
    let calm = Kind::ALL.iter().map(|kind| row(kind, Urgency::Routine));
    let pressing = Kind::ALL.iter().map(|kind| row(kind, Urgency::Emergency));
    calm.chain(pressing).collect()
}

/// What an agency sets of how fast it goes, within which bounds.
fn limits(page: &Page) -> Vec<LimitView> {
    let number = |value: u32| page.words().number(value);
    let view = |limit: &Limit| {
        let (least, most) = limit.bounds();
        LimitView {
            name: page.t(&format!("pace.field.{limit}.label")).into_owned(),
            default: number(limit.default()),
            bounds: page.ta("pace.bounds", [("least", number(least)), ("most", number(most))]),
        }
    };
    Limit::ALL.iter().map(view).collect()
}

fn standings(page: &Page) -> Vec<StandingView> {
    let of = |person: people::Standing, organisation: organisations::Standing| {
        let may = if people::may_act(person, organisation) {
            Tag::new(Tone::Ok, Icon::Check, page.t("access.standings.may"))
        } else {
            Tag::new(Tone::Neutral, Icon::Lock, page.t("access.standings.may_not"))
        };
        StandingView {
            person: page.t(&format!("people.standing.{person}")).into_owned(),
            organisation: page.t(&format!("organisations.standing.{organisation}")).into_owned(),
            may,
        }
    };
    let organisations = organisations::Standing::ALL.iter();
    organisations
        .flat_map(|organisation| people::Standing::ALL.iter().map(move |person| (*person, *organisation)))
        .map(|(person, organisation)| of(person, organisation))
        .collect()
}
