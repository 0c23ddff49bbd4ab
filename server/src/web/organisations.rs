//! The directory of organisations.

use askama::Template;
use serde::Deserialize;

use super::page::{Answer, Page};
use super::query::{Filters, Query};
use super::session::Caller;
use super::views::{Choice, FieldView, Icon, Tag, Tone};
use crate::domain::actor::OrganisationKind;
use crate::domain::clocks::Desk;
use crate::domain::organisations::{LISTED, Organisation};
use crate::service::organisations::{self, Wanted};

#[derive(Template)]
#[template(path = "organisations/index.html")]
struct IndexPage {
    page: Page,
    text: FieldView,
    kind: FieldView,
    kinds: Vec<Choice>,
    rows: Vec<RowView>,
    summary: String,
}

struct RowView {
    name: String,
    legal_name: String,
    kind: String,
    country: String,
    desk: Tag,
    desk_until: Option<String>,
    local: String,
    languages: String,
    switchboard: Option<String>,
}

/// What the address of the page asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    q: String,
    kind: String,
}

/// The longest text that is looked for, in characters (S48).
const LONGEST: usize = 100;

/// `GET /organisations`.
pub async fn index(page: Page, caller: Caller, Query(filter): Query<Filter>) -> Answer {
    let mut filters = Filters::default();
    let listed = |text: &str| LISTED.iter().copied().find(|kind| kind.code() == text);
    let wanted = Wanted {
        kind: filters.choice(&page, "kind", &filter.kind, listed),
        text: filters.words(&page, "q", &filter.q, LONGEST),
    };
    let found = organisations::directory(&caller.context(), &wanted).await?;
    let kind_name = |kind: OrganisationKind| page.t(&format!("organisations.kind.{kind}")).into_owned();
    let mut kinds = vec![Choice::new("", page.t("organisations.index.any_kind"), &filter.kind)];
    kinds.extend(
        LISTED
            .iter()
            .map(|kind| Choice::new(kind.code(), kind_name(*kind), &filter.kind)),
    );
    let text = FieldView::new("q", page.t("organisations.index.search"))
        .value(&filter.q)
        .error(filters.fault("q"))
        .optional();
    let kind = FieldView::new("kind", page.t("organisations.field.kind.label"))
        .error(filters.fault("kind"))
        .optional();
    let summary = page.n("organisations.index.count", found.len());
    let rows = found.iter().map(|organisation| row(&page, organisation)).collect();
    filters.answer(&IndexPage {
        text,
        kind,
        kinds,
        rows,
        summary,
        page,
    })
}

fn row(page: &Page, organisation: &Organisation) -> RowView {
    let words = page.words();
    let zone = &organisation.calendar.zone;
    let (desk, desk_until) = desk(page, organisation);
    let local = [
        ("time", words.time(page.now(), zone)),
        ("place", words.zone_city(zone.name())),
    ];
    let languages: Vec<String> = organisation
        .languages
        .iter()
        .map(|tag| words.language_named(tag).unwrap_or_else(|| tag.clone()))
        .collect();
    RowView {
        name: organisation.name.clone(),
        legal_name: organisation.legal_name.clone(),
        kind: page
            .t(&format!("organisations.kind.{}", organisation.kind))
            .into_owned(),
        country: page.country(organisation.country),
        desk,
        desk_until,
        local: page.ta("organisations.desk.local", local),
        languages: words.list(&languages),
        switchboard: organisation.switchboard.clone(),
    }
}

/// Whether somebody works there now, and until when that is so.
pub fn desk(page: &Page, organisation: &Organisation) -> (Tag, Option<String>) {
    let words = page.words();
    let zone = &organisation.calendar.zone;
    let (desk, until) = match organisation.calendar.desk(page.now()) {
        Desk::Open { until } => (
            Tag::new(Tone::Ok, Icon::Check, page.t("organisations.desk.open")),
            until.map(|until| ("organisations.desk.until", until)),
        ),
        Desk::Closed { until } => (
            Tag::new(Tone::Neutral, Icon::Clock, page.t("organisations.desk.closed")),
            until.map(|until| ("organisations.desk.opens", until)),
        ),
    };
    let until = until.map(|(key, until)| {
        page.ta(
            key,
            [("when", words.day_moment(until, &[page.zone(), zone], page.now()))],
        )
    });
    (desk, until)
}
