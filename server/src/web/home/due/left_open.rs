//! A request that ended with nothing answered, and what can be done about it.

use super::asked::asks;
use super::{DueView, StepView};
use crate::domain::actor::Actor;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::Status;
use crate::store::organisations::Brief;
use crate::store::requests::lists::Row;
use crate::web::page::Page;
use crate::web::requests::lines::other_side;
use crate::web::requests::words::{status_tag, urgency_view};

pub(super) fn left_open(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> DueView {
    let other = other_side(row, actor);
    let other = organisations.iter().find(|organisation| organisation.id == other);
    let href = format!("/requests/{}", row.reference);
    let (act, path) = if row.status == Status::Redirected {
        (Act::AskElsewhere, "again/new")
    } else {
        (Act::Reopen, "reopening")
    };
    let may = actor.has_any(act.roles()).is_ok();
    let gaps = [
        ("thing", row.reference.clone()),
        ("party", other.map(|other| other.name.clone()).unwrap_or_default()),
    ];
    DueView {
        hot: true,
        left: page.words().duration(page.now().since(row.since)),
        class: "late",
        until: page.t("home.until.left_open").into_owned(),
        title: page.ta("home.title_of", gaps),
        urgency: Some(urgency_view(page, row.urgency)),
        tags: vec![status_tag(page, row.status)],
        why: page.ta(&format!("home.why.{}", row.status), [("what", asks(page, row))]),
        quote: None,
        waiting: None,
        step: StepView {
            id: format!("step-{}", row.id),
            href: if may { format!("{href}/{path}") } else { href.clone() },
            label: if may {
                page.t(&format!("requests.act.{act}")).into_owned()
            } else {
                page.t("home.open").into_owned()
            },
            primary: may,
            refused: None,
        },
        href,
    }
}
