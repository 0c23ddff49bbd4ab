//! How an organisation joins: the public form, and the pages of the verifiers who look at what came in.

mod confirmation;
mod decision;
mod join;
mod show;

use askama::Template;
use serde::Deserialize;

pub use confirmation::{CallFields, call_fields, confirm, correct, new_confirmation, new_correction, read_call};
pub use decision::{new_refusal, new_withdrawal, refuse, withdraw};
pub use join::{create, in_language, language_fields, new, read_domains, read_holidays, received};
pub use show::show;

use super::error::Failure;
use super::page::{Answer, Page};
use super::query::{Filters, Query, place_of};
use super::session::Caller;
use super::views::{Choice, Crumb, FieldView, Icon, PagesView, Tag, Tone};
use crate::domain::actor::{OrganisationKind, words};
use crate::domain::applications::{Act, Application, Status};
use crate::domain::ids::OrganisationId;
use crate::service::applications;
use crate::store::applications::{Mark, Wanted};
use crate::store::paging::Paged;

/// The longest text that is looked for, in characters (S48).
const LONGEST: usize = 100;

words! {
    /// Which applications a list shows.
    Shown("filter") {
        /// Those for which somebody has still to do something.
        Open = "open",
        /// All of them.
        All = "all",
        /// Those that nobody has confirmed.
        Received = "received",
        /// Those that one has confirmed.
        Confirmed = "confirmed",
        /// Those of which two reached different numbers.
        Differing = "differing",
        /// Those that became organisations.
        Accepted = "accepted",
        /// Those that were refused.
        Refused = "refused",
        /// Those that were taken back.
        Withdrawn = "withdrawn",
    }
}

impl Shown {
    fn statuses(self) -> Vec<Status> {
        let open = || Status::ALL.iter().copied().filter(|status| status.is_open()).collect();
        match self {
            Self::Open => open(),
            Self::All => Vec::new(),
            Self::Received => vec![Status::Received],
            Self::Confirmed => vec![Status::Confirmed],
            Self::Differing => vec![Status::Differing],
            Self::Accepted => vec![Status::Accepted],
            Self::Refused => vec![Status::Refused],
            Self::Withdrawn => vec![Status::Withdrawn],
        }
    }
}

#[derive(Template)]
#[template(path = "applications/index.html")]
struct IndexPage {
    page: Page,
    text: FieldView,
    status: FieldView,
    statuses: Vec<Choice>,
    rows: Vec<RowView>,
    pages: Option<PagesView>,
    /// Whether there might be others.
    is_filtered: bool,
}

struct RowView {
    href: String,
    name: String,
    about: String,
    reference: String,
    received: String,
    since: String,
    status: Tag,
    waits: String,
}

/// What the address of the list asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    q: String,
    status: String,
    after: String,
    before: String,
}

/// `GET /applications`.
pub async fn index(page: Page, caller: Caller, Query(filter): Query<Filter>) -> Answer {
    let mut filters = Filters::default();
    let shown = filters.choice(&page, "status", &filter.status, |text| text.parse::<Shown>().ok());
    let shown = shown.unwrap_or(Shown::Open);
    let wanted = Wanted {
        text: filters.words(&page, "q", &filter.q, LONGEST),
        statuses: shown.statuses(),
        place: place_of(&filter.after, &filter.before, Mark::read)?,
    };
    let listed = applications::list(&caller.context(), &wanted).await?;
    let name = |shown: &Shown| page.t(&format!("applications.shown.{shown}"));
    let statuses = Shown::ALL
        .iter()
        .map(|one| Choice::new(one.code(), name(one), shown.code()));
    filters.answer(&IndexPage {
        text: FieldView::new("q", page.t("applications.index.search"))
            .value(&filter.q)
            .error(filters.fault("q"))
            .optional(),
        status: FieldView::new("status", page.t("applications.field.status.label"))
            .id("status-wanted")
            .error(filters.fault("status"))
            .optional(),
        statuses: statuses.collect(),
        rows: listed.rows.iter().map(|one| row(&page, &caller, one)).collect(),
        pages: pages(&page, &wanted, shown, &listed),
        is_filtered: !wanted.text.is_empty() || shown != Shown::Open,
        page,
    })
}

fn row(page: &Page, caller: &Caller, application: &Application) -> RowView {
    let content = &application.content;
    let about = [
        ("kind", kind_name(page, content.kind)),
        ("country", page.country(content.country)),
    ];
    RowView {
        href: href(application.id),
        name: content.name.clone(),
        about: page.ta("organisations.about", about),
        reference: application.reference.clone(),
        received: page.moment(application.received_at),
        since: page.duration(page.now().since(application.received_at)),
        status: status(page, application.status),
        waits: waits(page, caller, application),
    }
}

/// On whom it waits.
fn waits(page: &Page, caller: &Caller, application: &Application) -> String {
    let has_confirmed = application.confirmation_of(caller.actor()).is_some();
    let key = match application.status {
        Status::Received => "any",
        Status::Confirmed if has_confirmed => "another",
        Status::Confirmed => "you",
        Status::Differing if has_confirmed => "either_of_you",
        Status::Differing => "either",
        Status::Accepted | Status::Refused | Status::Withdrawn => "nobody",
    };
    page.t(&format!("applications.waits.{key}")).into_owned()
}

fn pages(page: &Page, wanted: &Wanted, shown: Shown, listed: &Paged<Application, Mark>) -> Option<PagesView> {
    if listed.newer.is_none() && listed.older.is_none() {
        return None;
    }
    let to = |name: &str, mark: &Option<Mark>| {
        let mark = mark.as_ref()?.text();
        let pairs = [
            ("q", wanted.text.as_str()),
            ("status", shown.code()),
            (name, mark.as_str()),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Some(format!("/applications?{}", serde_html_form::to_string(pairs).ok()?))
    };
    Some(PagesView {
        summary: page.t("applications.index.oldest").into_owned(),
        first: None,
        newer: to("before", &listed.newer),
        older: to("after", &listed.older),
    })
}

/// How a status looks.
fn status(page: &Page, status: Status) -> Tag {
    let (tone, icon) = match status {
        Status::Received => (Tone::Neutral, Icon::Inbox),
        Status::Confirmed => (Tone::Warn, Icon::Hourglass),
        Status::Differing => (Tone::Danger, Icon::Alert),
        Status::Accepted => (Tone::Ok, Icon::Verified),
        Status::Refused => (Tone::Danger, Icon::Cross),
        Status::Withdrawn => (Tone::Neutral, Icon::Undo),
    };
    Tag::new(tone, icon, page.t(&format!("applications.status.{status}")))
}

/// The name of a kind of organisation.
fn kind_name(page: &Page, kind: OrganisationKind) -> String {
    page.t(&format!("organisations.kind.{kind}")).into_owned()
}

/// The page of an application.
fn href(id: OrganisationId) -> String {
    format!("/applications/{id}")
}

/// The application in the address. What is no id names none.
fn id_in(path: &str) -> Result<OrganisationId, Failure> {
    path.parse().map_err(|_| Failure::NotFound)
}

/// The way to `title`, a page of `application` or the application itself.
fn crumbs(page: &Page, application: &Application, title: Option<&str>) -> Vec<Crumb> {
    let step = |href: Option<String>, text: String| Crumb { href, text };
    let own = title.map(|_| href(application.id));
    let mut crumbs = vec![
        step(
            Some("/applications".to_owned()),
            page.t("applications.index.title").into_owned(),
        ),
        step(own, application.content.name.clone()),
    ];
    crumbs.extend(title.map(|title| step(None, title.to_owned())));
    crumbs
}

/// Where an act is done, below the page of the application.
const fn path_of(act: Act) -> &'static str {
    match act {
        Act::Confirm => "confirmation",
        Act::Correct => "correction",
        Act::Refuse => "refusal",
        Act::Withdraw => "withdrawal",
    }
}
