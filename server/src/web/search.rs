//! What the box in the bar finds: everything the reader may know of, a few of each kind.

use askama::Template;
use serde::Deserialize;

use super::cases::looks;
use super::page::{Answer, Page, shown};
use super::query::Query;
use super::requests::{lines, words};
use super::routes::Route;
use super::session::Caller;
use super::views::{AddressView, Tag, UrgencyView, WaitingView};
use crate::domain::actor::Actor;
use crate::service::search::{self, Found, LONGEST, MOST};
use crate::store::cases::{Sighting, Summary};
use crate::store::requests::lists::Row;

#[derive(Template)]
#[template(path = "search/show.html")]
struct ShowPage {
    page: Page,
    title: String,
    lead: String,
    /// Whether the reader works on cases.
    has_cases: bool,
    /// What can be looked for, where nothing was typed yet.
    is_blank: bool,
    is_empty: bool,
    cases: Vec<CaseView>,
    more_cases: Option<String>,
    sightings: Vec<SightingView>,
    more_sightings: Option<String>,
    requests: Vec<RequestView>,
    more_requests: Option<String>,
}

struct CaseView {
    href: String,
    reference: String,
    title: String,
    status: Tag,
    updated: String,
}

struct SightingView {
    address: AddressView,
    kind: String,
    href: String,
    reference: String,
    title: String,
}

struct RequestView {
    href: String,
    number: String,
    is_number: bool,
    what: String,
    urgency: UrgencyView,
    party: String,
    status: Tag,
    waiting: WaitingView,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    q: String,
}

/// `GET /search?q=…`.
pub async fn show(page: Page, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let text: String = asked.q.trim().chars().take(LONGEST).collect();
    let found = if text.is_empty() {
        None
    } else {
        Some(search::find(&caller.context(), &text).await?)
    };
    shown(&view(page, caller.actor(), &text, found.as_ref()))
}

fn view(page: Page, actor: &Actor, text: &str, found: Option<&Found>) -> ShowPage {
    let has_cases = Route::is_open("/cases", actor);
    let side = if has_cases { "agency" } else { "exchange" };
    let lead = match found {
        None => page.t(&format!("search.show.lead.{side}")).into_owned(),
        Some(_) => page.ta("search.show.found", [("text", text)]),
    };
    let elsewhere = |path: &str| {
        let query = serde_html_form::to_string([("q", text)]).unwrap_or_default();
        format!("{path}?{query}")
    };
    let more = |is_more: bool, path: &str| is_more.then(|| elsewhere(path));
    let mut view = ShowPage {
        title: page.t("search.show.title").into_owned(),
        lead,
        has_cases,
        is_blank: found.is_none(),
        is_empty: found.is_some_and(Found::is_empty),
        cases: Vec::new(),
        more_cases: None,
        sightings: Vec::new(),
        more_sightings: None,
        requests: Vec::new(),
        more_requests: None,
        page,
    };
    if let Some(found) = found {
        let page = &view.page;
        view.cases = found.cases.shown.iter().map(|case| case_view(page, case)).collect();
        view.more_cases = more(found.cases.more, "/cases");
        view.sightings = found.sightings.shown.iter().map(|seen| sighting(page, seen)).collect();
        view.more_sightings = found.sightings.more.then(|| page.n("search.show.newest", MOST));
        let requests = found.requests.shown.iter();
        view.requests = requests.map(|row| request(page, actor, row, found)).collect();
        view.more_requests = more(found.requests.more, "/requests");
    }
    view
}

fn case_view(page: &Page, case: &Summary) -> CaseView {
    CaseView {
        href: format!("/cases/{}", case.id),
        reference: case.reference.clone(),
        title: case.title.clone(),
        status: looks::status(page, case.status),
        updated: page.moment(case.updated_at),
    }
}

fn sighting(page: &Page, seen: &Sighting) -> SightingView {
    SightingView {
        address: looks::address(page, seen.kind, seen.chain.as_ref(), &seen.value, &seen.tag),
        kind: page.t(&format!("indicators.kind.{}", seen.kind)).into_owned(),
        href: format!("/cases/{}", seen.case),
        reference: seen.reference.clone(),
        title: seen.title.clone(),
    }
}

fn request(page: &Page, actor: &Actor, row: &Row, found: &Found) -> RequestView {
    let other = lines::other_side(row, actor);
    let other = found.organisations.iter().find(|side| side.id == other);
    let people = |id| found.people.get(&id).map(String::as_str);
    RequestView {
        href: format!("/requests/{}", row.reference),
        number: if row.has_number {
            row.reference.clone()
        } else {
            page.t("requests.index.no_number").into_owned()
        },
        is_number: row.has_number,
        what: lines::what(page, row),
        urgency: words::urgency_view(page, row.urgency),
        party: other.map(|side| side.name.clone()).unwrap_or_default(),
        status: words::status_tag(page, row.status),
        waiting: lines::waiting(page, actor, row, other, &people),
    }
}
