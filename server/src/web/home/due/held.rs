//! A hold that ends: what it holds, whether an order comes in time, and the next step.

use jiff::SignedDuration;

use crate::domain::actor::{Actor, OrganisationKind};
use crate::domain::values::Time;
use crate::store::holds;
use crate::store::organisations::Brief;
use crate::web::holds::{end_of, ends_early, gap, is_at_end, next_step, party_name};
use crate::web::page::Page;
use crate::web::requests::words::{amount, hold_tag};
use crate::web::views::{Icon, Tag, Tone};

use super::{DueView, StepView, left};

/// Alarms begin thirty days before the end (domain §3). An exchange is asked when the end has come, and sees what ends
/// within a week, as the figure above counts it.
pub(super) fn is_shown(row: &holds::Row, actor: &Actor, now: Time) -> bool {
    is_soon_for(actor, is_at_end(row, now), row.until, now)
}

/// Whether what ends at `until` is soon enough to stand on the page of `actor`.
pub(super) fn is_soon_for(actor: &Actor, is_at_end: bool, until: Time, now: Time) -> bool {
    const AHEAD: SignedDuration = SignedDuration::from_hours(30 * 24);
    const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
    match actor.kind {
        OrganisationKind::Exchange => is_at_end || until < now.plus(WEEK),
        OrganisationKind::Agency
        | OrganisationKind::Coordinator
        | OrganisationKind::Oversight
        | OrganisationKind::Platform => until < now.plus(AHEAD),
    }
}

pub(super) fn hold(page: &Page, actor: &Actor, row: &holds::Row, organisations: &[Brief]) -> DueView {
    let at_end = is_at_end(row, page.now());
    let uncovered = gap(row, organisations).filter(|_| !at_end);
    let mut tags = vec![hold_tag(page, row.kept.status)];
    if let Some(days) = uncovered {
        tags.push(Tag::new(Tone::Danger, Icon::Alert, page.n("home.days_uncovered", days)));
    } else if row.kept.order.expected_on.is_none() && !at_end && actor.kind == OrganisationKind::Agency {
        tags.push(Tag::new(Tone::Warn, Icon::Question, page.t("home.no_order")));
    }
    let early = ends_early(page, row, organisations).filter(|_| !at_end);
    tags.extend(early.map(|early| Tag::new(Tone::Warn, Icon::Alert, early).wrapping()));
    let (left, class) = left(page, Some(row.until), at_end);
    let until = if at_end {
        "home.until.hold_past"
    } else {
        "home.until.hold"
    };
    let href = format!("/requests/{}", row.number);
    let step = next_step(page, actor, row, organisations);
    DueView {
        hot: at_end || uncovered.is_some() || class == "near",
        left,
        class: if uncovered.is_some() && class.is_empty() {
            "near"
        } else {
            class
        },
        until: page.t(until).into_owned(),
        title: page.ta(
            "home.title_of",
            [
                ("thing", row.number.clone()),
                ("party", party_name(actor, row, organisations)),
            ],
        ),
        urgency: None,
        tags,
        why: hold_text(page, actor, row, organisations, at_end),
        quote: None,
        waiting: None,
        step: step.map_or_else(
            || StepView {
                id: format!("step-{}", row.id),
                href: href.clone(),
                label: page.t("home.open").into_owned(),
                primary: false,
                refused: None,
            },
            |step| StepView {
                id: format!("step-{}", row.id),
                href: step.href,
                label: step.label,
                primary: step.primary,
                refused: step.refused,
            },
        ),
        href,
    }
}

fn hold_text(page: &Page, actor: &Actor, row: &holds::Row, organisations: &[Brief], at_end: bool) -> String {
    if row.kept.frozen.is_zero() {
        return block_text(page, actor, row, organisations, at_end);
    }
    let held = amount(page, row.kept.amount, &row.kept.asset);
    let until = end_of(page, row, organisations);
    if at_end {
        let side = if row.holder == actor.organisation {
            "recipient"
        } else {
            "asker"
        };
        return page.ta(&format!("home.hold.at_end.{side}"), [("held", held), ("until", until)]);
    }
    match row.kept.order.expected_on {
        Some(on) => {
            let gaps = [("held", held), ("until", until), ("order", page.date(on))];
            page.ta("home.hold.with_order", gaps)
        }
        None => page.ta("home.hold.without_order", [("held", held), ("until", until)]),
    }
}

/// As [`hold_text`], of an account that was empty when it was blocked.
fn block_text(page: &Page, actor: &Actor, row: &holds::Row, organisations: &[Brief], at_end: bool) -> String {
    let until = end_of(page, row, organisations);
    if at_end {
        let side = if row.holder == actor.organisation {
            "recipient"
        } else {
            "asker"
        };
        return page.ta(&format!("home.block.at_end.{side}"), [("until", until)]);
    }
    match row.kept.order.expected_on {
        Some(on) => page.ta("home.block.with_order", [("until", until), ("order", page.date(on))]),
        None => page.ta("home.block.without_order", [("until", until)]),
    }
}
