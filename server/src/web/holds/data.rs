//! Data that is kept, by its end: the other part of the list, and what the home page asks of it.

use super::clock::{Kept, Standing};
use super::{CardView, IndexPage, NextStep, asked_next, is_asker, party, tabs, zones};
use crate::domain::actor::{Actor, Role};
use crate::domain::requests::kinds::Status;
use crate::domain::values::{Time, Zone};
use crate::service::requests::listing;
use crate::store::organisations::Brief;
use crate::store::preservations::{Cursor, Row};
use crate::web::error::Failure;
use crate::web::page::{Answer, Page, shown};
use crate::web::requests::words::address;
use crate::web::session::Caller;
use crate::web::views::PagesView;

/// `GET /holds?kept=data`.
pub(super) async fn index(page: Page, caller: Caller, after: &str) -> Answer {
    let after = match after {
        "" => None,
        text => Some(Cursor::read(text).ok_or(Failure::Unreadable)?),
    };
    let found = listing::preservations(&caller.context(), after).await?;
    let actor = caller.actor();
    let cards: Vec<CardView> = found
        .rows
        .iter()
        .map(|row| card(&page, actor, row, &found.organisations))
        .collect();
    let side = if is_asker(actor) { "asker" } else { "recipient" };
    let word = |key: &str| page.t(&format!("preservations.index.{key}")).into_owned();
    shown(&IndexPage {
        lead: word(&format!("{side}.lead")),
        tabs: tabs(&page, true),
        title: word("standing"),
        sums: Vec::new(),
        pages: PagesView {
            summary: page.n("holds.index.shown", cards.len()),
            newer: after.map(|_| "/holds?kept=data".to_owned()),
            older: found.next.map(|next| format!("/holds?kept=data&after={}", next.text())),
        },
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
        extended_at: row.extended_at,
        until: row.until,
        order_expected_on: None,
        order_court: "",
        zone,
        holder_zone,
        asks,
    }
}

/// Whether the end has come, with or without a word of the exchange.
pub fn is_at_end(row: &Row, now: Time) -> bool {
    standing(row, &Zone::utc(), &Zone::utc(), true).is_at_end(now)
}

/// What the reader can do about it, where the reader may.
pub fn next_step(page: &Page, actor: &Actor, row: &Row) -> Option<NextStep> {
    let may = |roles: &[Role]| roles.iter().any(|role| actor.roles.has(*role));
    let zone = Zone::utc();
    let kept = standing(row, &zone, &zone, is_asker(actor));
    let request = format!("/requests/{}", row.number);
    let (key, href, primary) = if kept.asks {
        let (key, path) = asked_next(row.request_status)?;
        let is_primary = row.request_status == Status::Withdrawn || kept.is_near(page.now());
        (key, format!("{request}/{path}"), is_primary)
    } else {
        ("say", request, true)
    };
    let is_theirs = if kept.asks {
        may(&[Role::Officer, Role::Supervisor])
    } else {
        kept.is_at_end(page.now()) && may(&[Role::Responder])
    };
    is_theirs.then(|| NextStep {
        href,
        label: page.t(&format!("holds.index.{key}")).into_owned(),
        primary,
    })
}
