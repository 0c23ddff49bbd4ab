//! Data whose preservation ends: whose it is, until when, and the next step.

use super::held::is_soon_for;
use super::{DueView, StepView, left};
use crate::domain::actor::Actor;
use crate::domain::values::Time;
use crate::store::organisations::Brief;
use crate::store::preservations::Row;
use crate::web::holds::data::{is_at_end, next_step};
use crate::web::holds::{end_of, ends_early, party_name};
use crate::web::page::Page;
use crate::web::requests::words::{address, preservation_tag};
use crate::web::views::{Icon, Tag, Tone};

/// As with holds.
pub(super) fn is_shown(row: &Row, actor: &Actor, now: Time) -> bool {
    is_soon_for(actor, is_at_end(row, now), row.until, now)
}

pub(super) fn preservation(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> DueView {
    let at_end = is_at_end(row, page.now());
    let (left, class) = left(page, Some(row.until), at_end);
    let until = if at_end { "data_past" } else { "data" };
    let href = format!("/requests/{}", row.number);
    let id = format!("step-{}", row.id);
    let step = next_step(page, actor, row);
    let early = ends_early(page, row, organisations).filter(|_| !at_end);
    let early = early.map(|early| Tag::new(Tone::Warn, Icon::Alert, early).wrapping());
    let gaps = [
        ("thing", row.number.clone()),
        ("party", party_name(actor, row, organisations)),
    ];
    DueView {
        hot: at_end || class == "near",
        left,
        class,
        until: page.t(&format!("home.until.{until}")).into_owned(),
        title: page.ta("home.title_of", gaps),
        urgency: None,
        tags: std::iter::once(preservation_tag(page, row.kept)).chain(early).collect(),
        why: text(page, actor, row, organisations, at_end),
        quote: None,
        waiting: None,
        step: StepView {
            id,
            href: step.as_ref().map_or_else(|| href.clone(), |step| step.href.clone()),
            label: step
                .as_ref()
                .map_or_else(|| page.t("home.open").into_owned(), |step| step.label.clone()),
            primary: step.as_ref().is_some_and(|step| step.primary),
            refused: step.and_then(|step| step.refused),
        },
        href,
    }
}

fn text(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief], at_end: bool) -> String {
    let place = address(page, &row.what, &row.chain, &row.value, &row.tag);
    let key = match (at_end, row.holder == actor.organisation) {
        (false, _) => "home.data.kept",
        (true, true) => "home.data.at_end.recipient",
        (true, false) => "home.data.at_end.asker",
    };
    let gaps = [("address", place.value), ("until", end_of(page, row, organisations))];
    page.ta(key, gaps)
}
