//! What stands, by its end, for both sides: money that is held, and data that is kept.

pub mod clock;
pub mod data;

use askama::Template;
use serde::Deserialize;

use clock::{Kept, Standing};

use super::page::{Answer, Page, shown};
use super::query::{Query, linked, place_of};
use super::requests::words::address;
use super::session::Caller;
use super::sums;
use super::views::{Fact, HoldView, PagesView, Tab};
use crate::domain::actor::{Actor, Role};
use crate::domain::clocks::uncovered_days;
use crate::domain::ids::OrganisationId;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::values::{Time, Zone};
use crate::service::requests::listing;
use crate::store::holds::{Cursor, Row};
use crate::store::measures;
use crate::store::organisations::Brief;
use crate::store::paging::Paged;

#[derive(Template)]
#[template(path = "holds/index.html")]
struct IndexPage {
    page: Page,
    lead: String,
    tabs: Vec<Tab>,
    title: String,
    /// What is held in all, and what is unsaid; nothing of data.
    sums: Vec<Fact>,
    holds: Vec<CardView>,
    pages: PagesView,
    none_title: String,
    none: String,
}

/// A hold, or data that is kept, with what stands around it.
struct CardView {
    hold: HoldView,
    party: String,
    href: String,
    number: String,
    next: Option<NextStep>,
}

/// What can be done about a hold now.
pub struct NextStep {
    /// Unique on the page.
    pub id: String,
    /// Why this reader cannot do it.
    pub refused: Option<String>,
    /// Where.
    pub href: String,
    /// What.
    pub label: String,
    /// Whether it is the thing to do now.
    pub primary: bool,
}

/// The address of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// `data`, or money.
    kept: String,
    after: String,
    before: String,
}

/// What is listed: money, or data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Listed {
    #[default]
    Money,
    Data,
}

impl Listed {
    fn read(text: &str) -> Option<Self> {
        (text == "data").then_some(Self::Data)
    }
}

/// `GET /holds`.
pub async fn index(page: Page, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    match linked(&asked.kept, Listed::read)? {
        Listed::Data => return data::index(page, caller, &asked).await,
        Listed::Money => {}
    }
    let place = place_of(&asked.after, &asked.before, Cursor::read)?;
    let listing::Standing {
        page: found,
        organisations,
        sums,
    } = listing::holds(&caller.context(), place).await?;
    let actor = caller.actor();
    let holds: Vec<CardView> = found
        .rows
        .iter()
        .map(|row| card(&page, actor, row, &organisations))
        .collect();
    let side = if is_asker(actor) { "asker" } else { "recipient" };
    shown(&IndexPage {
        lead: page.t(&format!("holds.index.{side}.lead")).into_owned(),
        tabs: tabs(&page, false),
        title: page.t("holds.index.standing").into_owned(),
        sums: sums::standing(&page, &sums),
        pages: pages(&page, "/holds?", holds.len(), &found, Cursor::text),
        none_title: page.t("holds.index.none").into_owned(),
        none: page.t(&format!("holds.index.{side}.none")).into_owned(),
        holds,
        page,
    })
}

/// The pages beside this one, below the address `base`.
fn pages<R, C>(page: &Page, base: &str, shown: usize, found: &Paged<R, C>, text: fn(&C) -> String) -> PagesView {
    let first = found
        .newer
        .is_some()
        .then(|| base.trim_end_matches(['?', '&']).to_owned());
    PagesView {
        summary: page.n("holds.index.shown", shown),
        newer: found.newer.as_ref().map(|row| format!("{base}before={}", text(row))),
        older: found.older.as_ref().map(|row| format!("{base}after={}", text(row))),
        first,
    }
}

/// Money and data stand apart: one is never summed with the other.
fn tabs(page: &Page, is_data: bool) -> Vec<Tab> {
    let tab = |href: &str, key: &str, current| Tab {
        href: href.to_owned(),
        text: page.t(&format!("holds.index.tab.{key}")).into_owned(),
        count: None,
        current,
    };
    vec![
        tab("/holds", "money", !is_data),
        tab("/holds?kept=data", "data", is_data),
    ]
}

fn is_asker(actor: &Actor) -> bool {
    actor.kind == crate::domain::actor::OrganisationKind::Agency
}

fn card(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> CardView {
    let place = address(page, &row.what, &row.chain, &row.value, &row.tag);
    let [holder_zone, zone] = zones(row, organisations);
    let may_extend = asked_next(row.request_status).is_some() && actor.has_any(Act::Follow.roles()).is_ok();
    let hold = Standing {
        may_extend,
        ..standing(row, &zone, &holder_zone, is_asker(actor))
    };
    CardView {
        hold: hold.view(page, place),
        party: party(page, actor, [row.holder, row.asker], organisations),
        href: format!("/requests/{}", row.number),
        number: row.number.clone(),
        next: next_step(page, actor, row, organisations),
    }
}

/// Who stands on the other side of the reader's.
pub fn party_name<I, K>(actor: &Actor, row: &measures::Row<I, K>, organisations: &[Brief]) -> String {
    other(actor, [row.holder, row.asker], organisations).map_or_else(String::new, |other| other.name.clone())
}

fn other<'a>(actor: &Actor, [holder, asker]: [OrganisationId; 2], organisations: &'a [Brief]) -> Option<&'a Brief> {
    let other = if holder == actor.organisation { asker } else { holder };
    organisations.iter().find(|organisation| organisation.id == other)
}

fn party(page: &Page, actor: &Actor, sides: [OrganisationId; 2], organisations: &[Brief]) -> String {
    other(actor, sides, organisations).map_or_else(String::new, |other| {
        page.ta(
            "holds.index.party",
            [("name", other.name.clone()), ("country", page.country(other.country))],
        )
    })
}

/// The days between the end of a hold and its order, counted where the asker is.
pub fn gap(row: &Row, organisations: &[Brief]) -> Option<u32> {
    let [holder_zone, zone] = zones(row, organisations);
    standing(row, &zone, &holder_zone, true).gap()
}

/// The days by which what a row tells of ends before what was asked, counted where the asker is.
pub fn ends_early<I, K>(page: &Page, row: &measures::Row<I, K>, organisations: &[Brief]) -> Option<String> {
    let [_, zone] = zones(row, organisations);
    let days = uncovered_days(row.until, row.asked_until?, &zone)?;
    Some(page.n("requests.show.ends_early", days))
}

/// Whether the end has come, with or without a word of the exchange.
pub fn is_at_end(row: &Row, now: Time) -> bool {
    standing(row, &Zone::utc(), &Zone::utc(), true).is_at_end(now)
}

/// A row as its clock shows it.
fn standing<'a>(row: &'a Row, zone: &'a Zone, holder_zone: &'a Zone, asks: bool) -> Standing<'a> {
    Standing {
        kept: Kept::Money(row.kept.amount, row.kept.frozen, &row.kept.asset, row.kept.status),
        placed_at: row.placed_at,
        end_named_at: row.end_named_at,
        until: row.until,
        order: &row.kept.order,
        asked: row.asked_until,
        zone,
        holder_zone,
        asks,
        may_extend: false,
    }
}

/// Where the exchange is, and where the agency is.
fn zones<I, K>(row: &measures::Row<I, K>, organisations: &[Brief]) -> [Zone; 2] {
    [row.holder, row.asker].map(|id| {
        let found = organisations.iter().find(|organisation| organisation.id == id);
        found.map_or_else(Zone::utc, |organisation| organisation.zone.clone())
    })
}

/// The end of what a row tells of where the reader is, where both sides are, and in UTC.
pub fn end_of<I, K>(page: &Page, row: &measures::Row<I, K>, organisations: &[Brief]) -> String {
    let [holder, asker] = zones(row, organisations);
    page.moment_of(row.until, [&holder, &asker])
}

/// What the asker is offered to ask of what stands under a request in `status`: the act, and where it begins.
fn asked_next(status: Status) -> Option<(&'static str, &'static str)> {
    status
        .follow_ups()
        .contains(&Kind::Extend)
        .then_some(("extend", "extension/new"))
}

/// What is to be done about it; with the reason where it is the reader's side's to do and not the reader's.
pub fn next_step(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> Option<NextStep> {
    let [holder_zone, zone] = zones(row, organisations);
    let hold = standing(row, &zone, &holder_zone, is_asker(actor));
    let is_short = hold.gap().is_some() || row.kept.order.expected_on.is_none();
    Step {
        id: row.id.to_string(),
        request: format!("/requests/{}", row.number),
        status: row.request_status,
        asks: hold.asks,
        at_end: hold.is_at_end(page.now()),
        pressing: is_short || hold.is_near(page.now()),
        chosen: format!("?hold={}", row.id),
    }
    .view(page, actor)
}

/// What is to be done about what stands, money or data.
struct Step {
    id: String,
    request: String,
    status: Status,
    asks: bool,
    at_end: bool,
    pressing: bool,
    /// What the address names, below the form.
    chosen: String,
}

impl Step {
    fn view(self, page: &Page, actor: &Actor) -> Option<NextStep> {
        let Self { request, .. } = &self;
        let (key, roles, href) = if self.asks {
            let (key, path) = asked_next(self.status)?;
            (key, Act::Follow.roles(), format!("{request}/{path}{}", self.chosen))
        } else if self.at_end {
            // Only a responder's word says what became of it.
            ("say", [Role::Responder].as_slice(), request.clone())
        } else {
            return None;
        };
        Some(NextStep {
            id: format!("next-{}", self.id),
            refused: actor.has_any(roles).err().map(|refusal| page.refusal(&refusal)),
            href,
            label: page.t(&format!("holds.index.{key}")).into_owned(),
            primary: !self.asks || self.pressing,
        })
    }
}
