//! Data that is kept, by its end: the other part of the list, and what the home page asks of it.

use super::clock::{Kept, NO_ORDER, Standing};
use super::{Asked, CardView, IndexPage, NextStep, Step, is_asker, pages, party, tabs, zones};
use crate::domain::actor::Actor;
use crate::domain::values::{Time, Zone};
use crate::service::requests::listing;
use crate::store::organisations::Brief;
use crate::store::preservations::{Cursor, Row};
use crate::web::page::{Answer, Page, shown};
use crate::web::query::place_of;
use crate::web::requests::words::address;
use crate::web::session::Caller;

/// `GET /holds?kept=data`.
pub(super) async fn index(page: Page, caller: Caller, asked: &Asked) -> Answer {
    let place = place_of(&asked.after, &asked.before, Cursor::read)?;
    let listing::Standing {
        page: found,
        organisations,
        sums: _,
    } = listing::preservations(&caller.context(), place).await?;
    let actor = caller.actor();
    let cards: Vec<CardView> = found
        .rows
        .iter()
        .map(|row| card(&page, actor, row, &organisations))
        .collect();
    let side = if is_asker(actor) { "asker" } else { "recipient" };
    let word = |key: &str| page.t(&format!("preservations.index.{key}")).into_owned();
    shown(&IndexPage {
        lead: word(&format!("{side}.lead")),
        tabs: tabs(&page, true),
        title: word("standing"),
        sums: Vec::new(),
        pages: pages(&page, "/holds?kept=data&", cards.len(), &found, Cursor::text),
        none_title: word("none"),
        none: word(&format!("{side}.none")),
        holds: cards,
        page,
    })
}

fn card(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> CardView {
    let place = address(page, &row.what, &row.chain, &row.value, &row.tag);
    let [holder_zone, zone] = zones(row, organisations);
    CardView {
        hold: standing(row, &zone, &holder_zone, is_asker(actor)).view(page, place),
        party: party(page, actor, [row.holder, row.asker], organisations),
        href: format!("/requests/{}", row.number),
        number: row.number.clone(),
        next: next_step(page, actor, row),
    }
}

/// A row as its clock shows it. No order makes a preservation binding: it is bound or not from the start.
fn standing<'a>(row: &Row, zone: &'a Zone, holder_zone: &'a Zone, asks: bool) -> Standing<'a> {
    Standing {
        kept: Kept::Data(row.kept),
        placed_at: row.placed_at,
        end_named_at: row.end_named_at,
        until: row.until,
        order: &NO_ORDER,
        asked: row.asked_until,
        zone,
        holder_zone,
        asks,
        may_extend: false,
    }
}

/// Whether the end has come, with or without a word of the exchange.
pub fn is_at_end(row: &Row, now: Time) -> bool {
    standing(row, &Zone::utc(), &Zone::utc(), true).is_at_end(now)
}

/// What is to be done about it, as with a hold.
pub fn next_step(page: &Page, actor: &Actor, row: &Row) -> Option<NextStep> {
    let zone = Zone::utc();
    let kept = standing(row, &zone, &zone, is_asker(actor));
    Step {
        id: row.id.to_string(),
        request: format!("/requests/{}", row.number),
        status: row.request_status,
        asks: kept.asks,
        at_end: kept.is_at_end(page.now()),
        pressing: kept.is_near(page.now()),
        chosen: format!("?preservation={}", row.id),
    }
    .view(page, actor)
}
