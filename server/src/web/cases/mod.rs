//! Pages of cases: the list, the case, its facts, and its indicators from a pasted list.

mod facts;
mod indicators;
pub mod looks;
mod show;
mod status;
mod tag;

use askama::Template;
use serde::Deserialize;

pub use facts::{create, edit, new, revise};
pub use indicators::{add_indicators, new_indicators, preview_indicators};
pub use show::show;
pub use status::{ask_status, set_status};
pub use tag::{ask_tag, say_tag};

use super::error::Failure;
use super::page::{Answer, Page};
use super::query::{Filters, Query, place_of};
use super::session::Caller;
use super::views::{Choice, Crumb, FieldView, PagesView, Tag};
use crate::domain::cases::{Case, Status};
use crate::domain::ids::CaseId;
use crate::service::cases;
use crate::store::cases::{Mark, Sort, Summary, Wanted};
use crate::store::paging::Paged;

/// The way to a page below `case`.
fn crumbs(page: &Page, case: &Case, title: &str) -> Vec<Crumb> {
    let step = |href: Option<String>, text: String| Crumb { href, text };
    vec![
        step(Some("/cases".to_owned()), page.t("cases.index.title").into_owned()),
        step(Some(href(case.id)), case.reference.clone()),
        step(None, title.to_owned()),
    ]
}

/// The longest text that is looked for, in characters (S48).
const LONGEST: usize = 100;

#[derive(Template)]
#[template(path = "cases/index.html")]
struct IndexPage {
    page: Page,
    text: FieldView,
    status: FieldView,
    statuses: Vec<Choice>,
    sort: FieldView,
    sorts: Vec<Choice>,
    rows: Vec<RowView>,
    /// Why this reader may not open a case.
    refused: Option<String>,
    pages: Option<PagesView>,
    is_filtered: bool,
}

struct RowView {
    href: String,
    reference: String,
    title: String,
    offence: String,
    status: Tag,
    indicators: String,
    updated: String,
}

/// What the address of the list asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    q: String,
    status: String,
    sort: String,
    after: String,
    before: String,
}

impl Filter {
    fn wanted(&self, page: &Page, filters: &mut Filters) -> Result<Wanted, Failure> {
        let sort = filters.choice(page, "sort", &self.sort, |text| text.parse().ok());
        let sort = sort.unwrap_or(Sort::Updated);
        Ok(Wanted {
            text: filters.words(page, "q", &self.q, LONGEST),
            status: filters.choice(page, "status", &self.status, |text| text.parse().ok()),
            sort,
            place: place_of(&self.after, &self.before, |mark| Mark::read(sort, mark))?,
        })
    }
}

/// `GET /cases`.
pub async fn index(page: Page, caller: Caller, Query(filter): Query<Filter>) -> Answer {
    let mut filters = Filters::default();
    let wanted = filter.wanted(&page, &mut filters)?;
    let listed = cases::list(&caller.context(), &wanted).await?;
    let status_name = |status: Status| page.t(&format!("cases.status.{status}")).into_owned();
    let chosen = wanted.status.map(Status::code).unwrap_or_default();
    let mut statuses = vec![Choice::new("", page.t("cases.index.any_status"), chosen)];
    statuses.extend(
        Status::ALL
            .iter()
            .map(|status| Choice::new(status.code(), status_name(*status), chosen)),
    );
    let sorts = Sort::ALL
        .iter()
        .map(|sort| Choice::new(sort.code(), page.t(&format!("cases.sort.{sort}")), wanted.sort.code()))
        .collect();
    let refused = Case::may_open(caller.actor())
        .err()
        .map(|refusal| page.refusal(&refusal));
    filters.answer(&IndexPage {
        text: FieldView::new("q", page.t("cases.index.search"))
            .value(&filter.q)
            .error(filters.fault("q"))
            .optional(),
        status: FieldView::new("status", page.t("cases.field.status.label"))
            .id("status-wanted")
            .error(filters.fault("status"))
            .optional(),
        statuses,
        sort: FieldView::new("sort", page.t("cases.index.sort"))
            .error(filters.fault("sort"))
            .optional(),
        sorts,
        rows: listed.rows.iter().map(|case| row(&page, case)).collect(),
        refused,
        pages: pages(&page, &wanted, &listed),
        is_filtered: !wanted.text.trim().is_empty() || wanted.status.is_some(),
        page,
    })
}

fn row(page: &Page, case: &Summary) -> RowView {
    RowView {
        href: href(case.id),
        reference: case.reference.clone(),
        title: case.title.clone(),
        offence: page.t(&format!("cases.offence.{}", case.offence)).into_owned(),
        status: looks::status(page, case.status),
        indicators: page.words().number(case.indicator_count),
        updated: page.moment(case.updated_at),
    }
}

fn pages(page: &Page, wanted: &Wanted, listed: &Paged<Summary, Mark>) -> Option<PagesView> {
    if listed.newer.is_none() && listed.older.is_none() {
        return None;
    }
    let to = |name: &str, mark: &Option<Mark>| {
        let mark = mark.as_ref()?.text();
        let status = wanted.status.map(Status::code).unwrap_or_default();
        let pairs = [
            ("q", wanted.text.as_str()),
            ("status", status),
            ("sort", wanted.sort.code()),
            (name, mark.as_str()),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Some(format!("/cases?{}", serde_html_form::to_string(pairs).ok()?))
    };
    Some(PagesView {
        summary: page.t(&format!("cases.sort_summary.{}", wanted.sort)).into_owned(),
        first: None,
        newer: to("before", &listed.newer),
        older: to("after", &listed.older),
    })
}

/// The page of a case.
fn href(id: CaseId) -> String {
    format!("/cases/{id}")
}

/// The case in the address. What is no id names no case.
fn id_in(path: &str) -> Result<CaseId, Failure> {
    path.parse().map_err(|_| Failure::NotFound)
}
