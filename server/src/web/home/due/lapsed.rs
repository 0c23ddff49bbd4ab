//! A hold that lapsed and that nobody has seen to: what was held, and what can be done.

use super::{DueView, StepView, left};
use crate::domain::actor::Actor;
use crate::store::holds::Row;
use crate::store::organisations::Brief;
use crate::web::holds::clock::Kept;
use crate::web::holds::{end_of, party_name};
use crate::web::page::Page;
use crate::web::requests::words::hold_tag;

pub(super) fn lapsed(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> DueView {
    let (left, class) = left(page, Some(row.until), true);
    let href = format!("/requests/{}", row.number);
    let gaps = [
        ("thing", row.number.clone()),
        ("party", party_name(actor, row, organisations)),
    ];
    let held = Kept::Money(row.kept.amount, row.kept.frozen, &row.kept.asset, row.kept.status);
    let why = [("held", held.name(page)), ("until", end_of(page, row, organisations))];
    DueView {
        hot: true,
        left,
        class,
        until: page.t("home.until.hold_past").into_owned(),
        title: page.ta("home.title_of", gaps),
        urgency: None,
        tags: vec![hold_tag(page, row.kept.status)],
        why: page.ta("home.hold.lapsed", why),
        quote: None,
        waiting: None,
        step: StepView {
            id: format!("lapsed-{}", row.id),
            href: href.clone(),
            label: page.t("home.open").into_owned(),
            primary: true,
            refused: None,
        },
        href,
    }
}
