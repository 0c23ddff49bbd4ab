//! The register of organisations: when each was entered and verified, and what of it needs a look.

use super::{CellView, CountView, MOST, SectionView, TableView, heads, more};
use crate::domain::organisations::Oddity;
use crate::service::organisations::Registered;
use crate::store::assurance::Asked;
use crate::web::organisations::{href, standing};
use crate::web::page::Page;
use crate::web::views::{Icon, Tag, Tone};
use crate::web::words;

/// What a verifier finds.
pub fn section(
    page: &Page,
    view: SectionView,
    waiting: (usize, usize),
    asked: &[(Asked, String)],
    register: &[Registered],
) -> SectionView {
    let figure = |key: &str, count: usize, is_bad: bool| CountView {
        name: page.t(&format!("home.verifier.{key}")).into_owned(),
        value: page.words().number(count),
        detail: page.t(&format!("home.verifier.{key}_detail")).into_owned(),
        hot: is_bad && count > 0,
    };
    let odd = register.iter().filter(|one| !one.oddities.is_empty()).count();
    let out = register.iter().filter(|one| !one.organisation.may_act()).count();
    SectionView {
        figures: vec![
            CountView {
                name: page.t("home.verifier.waiting").into_owned(),
                value: page.words().number(waiting.0),
                detail: page.ta(
                    "home.verifier.waiting_detail",
                    [("own", page.words().number(waiting.1))],
                ),
                hot: waiting.1 > 0,
            },
            figure("all", register.len(), false),
            figure("odd", odd, true),
            figure("out", out, false),
        ],
        tables: vec![
            callbacks(page, asked),
            TableView {
                id: "register",
                title: page.t("home.verifier.register").into_owned(),
                heads: heads(page, "verifier", &["organisation", "verified", "standing", "look"]),
                rows: register.iter().take(MOST).map(|one| row(page, one)).collect(),
                none: (String::new(), String::new()),
                more: more(page, register.len()),
            },
        ],
        ..view
    }
}

/// Who waits for a call-back, the longest first.
fn callbacks(page: &Page, asked: &[(Asked, String)]) -> TableView {
    let row = |(one, organisation): &(Asked, String)| {
        vec![
            CellView {
                href: Some(crate::web::assurance::href(one.person.id)),
                ..CellView::new(&one.person.name)
            },
            CellView::new(organisation),
            CellView::new(page.moment(one.at)),
        ]
    };
    let none = ("assurance.index.asked_none", "assurance.index.asked_advice");
    TableView {
        id: "callbacks",
        title: page.t("assurance.index.asked").into_owned(),
        heads: [
            "people.field.name.label",
            "people.field.organisation.label",
            "assurance.field.since.label",
        ]
        .iter()
        .map(|key| page.t(key).into_owned())
        .collect(),
        rows: asked.iter().take(MOST).map(row).collect(),
        none: (page.t(none.0).into_owned(), page.t(none.1).into_owned()),
        more: None,
    }
}

fn row(page: &Page, registered: &Registered) -> Vec<CellView> {
    let Registered {
        organisation,
        entered_at,
        oddities,
    } = registered;
    let kind = page
        .t(&format!("organisations.kind.{}", organisation.kind))
        .into_owned();
    let about = [("kind", kind), ("country", page.country(organisation.country))];
    let date = |time: crate::domain::values::Time| page.date(time.date_in(page.zone()));
    let verified = match organisation.verified_at {
        Some(at) => date(at),
        None => page.t("home.verifier.never").into_owned(),
    };
    vec![
        CellView {
            href: Some(href(organisation.id)),
            ..CellView::new(&organisation.name).sub(page.ta("organisations.about", about))
        },
        CellView::new(verified).sub(page.ta("home.verifier.entered", [("date", date(*entered_at))])),
        CellView::tags(vec![standing(page, organisation.standing)]),
        if oddities.is_empty() {
            CellView::new(page.t("home.verifier.nothing"))
        } else {
            CellView::tags(oddities.iter().map(|oddity| tag(page, *oddity)).collect())
        },
    ]
}

fn tag(page: &Page, oddity: Oddity) -> Tag {
    let say = |key: &str| page.t(&format!("organisations.oddity.{key}")).into_owned();
    let text = match oddity {
        Oddity::Unverified => say("unverified"),
        Oddity::NoSwitchboard => say("no_switchboard"),
        Oddity::NoHours => say("no_hours"),
        Oddity::NoHolidays => say("no_holidays"),
        Oddity::Nobody(role) => page.ta(
            "organisations.oddity.nobody",
            [("role", words::role(page.words(), role))],
        ),
    };
    Tag::new(Tone::Warn, Icon::Alert, text).wrapping()
}
