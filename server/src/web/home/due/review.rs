//! A review that is due: whose urgency is looked at, by when.

use super::asked::asks;
use super::{DueView, StepView, left};
use crate::domain::actor::Actor;
use crate::domain::requests::acts::Act;
use crate::service::requests::listing::Due;
use crate::store::requests::lists::Row;
use crate::web::page::Page;
use crate::web::requests::lines::{may_review, other_side};
use crate::web::requests::words::urgency_view;
use crate::web::views::{Icon, Tag, Tone};

/// The review of what was flash or emergency: whose urgency is looked at, and why it was said to be so.
pub(super) fn review(page: &Page, actor: &Actor, row: &Row, due: &Due) -> DueView {
    let late = row.review_due.is_some_and(|due| due <= page.now());
    let (left, class) = left(page, row.review_due, late);
    let other = due
        .organisations
        .iter()
        .find(|other| other.id == other_side(row, actor));
    let gaps = [
        ("thing", row.reference.clone()),
        ("party", other.map(|other| other.name.clone()).unwrap_or_default()),
    ];
    let (tone, icon, state) = if late {
        (Tone::Danger, Icon::Alert, "requests.review.overdue")
    } else {
        (Tone::Warn, Icon::Hourglass, "requests.review.due")
    };
    let href = format!("/requests/{}", row.reference);
    let may = may_review(row, actor, &due.supervisors);
    DueView {
        hot: late,
        left,
        class,
        until: page.t("home.until.review").into_owned(),
        title: page.ta("home.title_of", gaps),
        urgency: Some(urgency_view(page, row.urgency)),
        tags: vec![Tag::new(tone, icon, page.t(state))],
        why: page.ta("home.why.review", [("what", asks(page, row))]),
        quote: Some(row.urgency_reason.clone()).filter(|reason| !reason.is_empty()),
        waiting: None,
        step: StepView {
            id: format!("review-{}", row.id),
            href: format!("{href}/review"),
            label: page.t(&format!("requests.act.{}", Act::Review)).into_owned(),
            primary: true,
            refused: may.err().map(|refusal| page.refusal(&refusal)),
        },
        href,
    }
}
