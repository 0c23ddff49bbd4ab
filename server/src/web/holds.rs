//! Holds that stand, by their end, for both sides.

use actix_web::web::Query;
use askama::Template;
use jiff::SignedDuration;
use serde::Deserialize;

use super::error::Failure;
use super::page::{Answer, Page, shown};
use super::requests::words::{address, amount, hold_tag};
use super::session::Caller;
use super::views::{HoldBar, HoldView, Mark, PagesView, Uncovered};
use crate::domain::actor::{Actor, Role};
use crate::domain::clocks::uncovered_days;
use crate::domain::holds::HoldStatus;
use crate::domain::values::{Time, Zone};
use crate::service::requests::listing;
use crate::store::holds::{Cursor, Row};
use crate::store::organisations::Brief;

#[derive(Template)]
#[template(path = "holds/index.html")]
struct IndexPage {
    page: Page,
    lead: String,
    holds: Vec<CardView>,
    pages: PagesView,
    none: String,
}

/// A hold with what stands around it.
struct CardView {
    hold: HoldView,
    party: String,
    href: String,
    number: String,
    next: Option<NextStep>,
}

/// What can be done about a hold now.
pub struct NextStep {
    /// Where.
    pub href: String,
    /// What.
    pub label: String,
    /// Whether it is the thing to do now.
    pub primary: bool,
}

/// The address of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
}

/// `GET /holds`.
pub async fn index(page: Page, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let after = match asked.after.as_str() {
        "" => None,
        text => Some(Cursor::read(text).ok_or(Failure::Unreadable)?),
    };
    let found = listing::holds(&caller.context(), after).await?;
    let actor = caller.actor();
    let holds: Vec<CardView> = found
        .rows
        .iter()
        .map(|row| card(&page, actor, row, &found.organisations))
        .collect();
    let side = if is_asker(actor) { "asker" } else { "recipient" };
    shown(&IndexPage {
        lead: page.t(&format!("holds.index.{side}.lead")).into_owned(),
        pages: PagesView {
            summary: page.n("holds.index.shown", holds.len()),
            newer: after.map(|_| "/holds".to_owned()),
            older: found.next.map(|next| format!("/holds?after={}", next.text())),
        },
        none: page.t(&format!("holds.index.{side}.none")).into_owned(),
        holds,
        page,
    })
}

fn is_asker(actor: &Actor) -> bool {
    actor.kind == crate::domain::actor::OrganisationKind::Agency
}

fn card(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> CardView {
    CardView {
        hold: view(page, actor, row, organisations),
        party: party(page, actor, row, organisations),
        href: format!("/requests/{}", row.number),
        number: row.number.clone(),
        next: next_step(page, actor, row, organisations),
    }
}

/// Who stands on the other side of the reader's.
pub fn party_name(actor: &Actor, row: &Row, organisations: &[Brief]) -> String {
    other(actor, row, organisations).map_or_else(String::new, |other| other.name.clone())
}

fn other<'a>(actor: &Actor, row: &Row, organisations: &'a [Brief]) -> Option<&'a Brief> {
    let other = if row.holder == actor.organisation {
        row.asker
    } else {
        row.holder
    };
    organisations.iter().find(|organisation| organisation.id == other)
}

fn party(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> String {
    other(actor, row, organisations).map_or_else(String::new, |other| {
        page.ta(
            "holds.index.party",
            [("name", other.name.clone()), ("country", page.country(other.country))],
        )
    })
}

/// The days between the end of a hold and its order, counted where the asker is.
pub fn gap(row: &Row, organisations: &[Brief]) -> Option<u32> {
    row.order_expected_on
        .and_then(|order| uncovered_days(row.until, order, &asker_zone(row, organisations)))
}

fn asker_zone(row: &Row, organisations: &[Brief]) -> Zone {
    let asker = organisations.iter().find(|organisation| organisation.id == row.asker);
    asker.map_or_else(Zone::utc, |asker| asker.zone.clone())
}

/// Whether the end has come, with or without a word of the exchange.
pub fn is_at_end(row: &Row, now: Time) -> bool {
    row.status == HoldStatus::ExpiryDue || row.until <= now
}

/// What the reader can do about it, where the reader may.
pub fn next_step(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> Option<NextStep> {
    let may = |roles: &[Role]| roles.iter().any(|role| actor.roles.has(*role));
    let step = |key: &str, href: String, primary: bool| {
        Some(NextStep {
            href,
            label: page.t(&format!("holds.index.{key}")).into_owned(),
            primary,
        })
    };
    let (request, id) = (format!("/requests/{}", row.number), row.id);
    let is_pressing = is_at_end(row, page.now()) || row.until.since(page.now()) < NEAR;
    if is_asker(actor) {
        let is_short = gap(row, organisations).is_some() || row.order_expected_on.is_none();
        return may(&[Role::Officer, Role::Supervisor])
            .then(|| {
                step(
                    "extend",
                    format!("{request}/extension/new?hold={id}"),
                    is_short || is_pressing,
                )
            })
            .flatten();
    }
    if is_at_end(row, page.now()) && may(&[Role::Responder]) {
        return step("say", request, true);
    }
    None
}

/// The end is near below this, and alarms (domain §3: alarms of 3 and 1 days and 6 hours).
const NEAR: SignedDuration = SignedDuration::from_hours(72);

fn view(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> HoldView {
    let words = page.words();
    let rest = row.until.since(page.now());
    let is_over = is_at_end(row, page.now());
    let whole = row.until.since(row.placed_at);
    let zone = asker_zone(row, organisations);
    let order = row.order_expected_on.and_then(|on| on.to_zoned(zone.time_zone()).ok());
    let shown = if rest.is_negative() { -rest } else { rest };
    let of = if is_over {
        page.t("holds.index.past").into_owned()
    } else {
        page.ta("holds.index.left_of", [("whole", words.duration(whole))])
    };
    HoldView {
        amount: amount(page, row.amount, &row.asset),
        address: address(page, &row.what, &row.chain, &row.value, &row.tag),
        status: hold_tag(page, row.status),
        figure: words.duration(shown),
        figure_spoken: words.duration_spelled(shown),
        bar: HoldBar::new(
            row.placed_at,
            row.until,
            page.now(),
            order.map(|order| order.timestamp().into()),
            format!("{}, {of}", words.duration_spelled(shown)),
        ),
        of,
        near: is_over || rest < NEAR,
        marks: marks(page, row),
        uncovered: uncovered(page, actor, row, organisations),
        covered: covered(page, row, &zone),
    }
}

fn marks(page: &Page, row: &Row) -> Vec<Mark> {
    let words = page.words();
    let mark = |key: &str, when: String| Mark {
        name: page.t(&format!("holds.index.mark.{key}")).into_owned(),
        when,
    };
    let ends = mark("ends", words.utc(row.until));
    let mut marks = vec![mark("placed", words.utc_seconds(row.placed_at))];
    let Some(on) = row.order_expected_on else {
        marks.push(ends);
        return marks;
    };
    let order = mark("order", words.date(on));
    // In the order of time: what comes first stands first.
    if on < row.until.date_in(&Zone::utc()) {
        marks.extend([order, ends]);
    } else {
        marks.extend([ends, order]);
    }
    marks
}

fn uncovered(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> Option<Uncovered> {
    let side = if is_asker(actor) { "asker" } else { "recipient" };
    if is_at_end(row, page.now()) {
        return Some(Uncovered {
            length: page.t("holds.index.end_due").into_owned(),
            text: page.t(&format!("holds.index.{side}.end_due")).into_owned(),
        });
    }
    let gap = gap(row, organisations)?;
    let gaps = [
        ("end", page.words().utc(row.until)),
        (
            "order",
            row.order_expected_on.map(|on| page.date(on)).unwrap_or_default(),
        ),
    ];
    Some(Uncovered {
        length: page.n("holds.index.uncovered", gap),
        text: page.ta(&format!("holds.index.{side}.uncovered"), gaps),
    })
}

fn covered(page: &Page, row: &Row, zone: &Zone) -> Option<String> {
    let order = row.order_expected_on.filter(|_| !is_at_end(row, page.now()))?;
    let end = row.until.date_in(zone);
    let days = (end - order).get_days();
    u32::try_from(days).ok().map(|days| page.n("holds.index.covered", days))
}
