//! The page of a case.

use std::collections::HashMap;

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::status::step_word;
use super::{href, id_in, looks};
use crate::domain::cases::{Case, Indicator, Status};
use crate::domain::ids::LeafId;
use crate::domain::sums::sum_up;
use crate::service::cases::{self, Opened};
use crate::store::audit::Line;
use crate::store::holds::OfCase;
use crate::store::requests::lists::Row;
use crate::web::error::Failure;
use crate::web::page::{Answer, Page, shown};
use crate::web::query::{Query, leaf_of};
use crate::web::requests::actions::{ActionView, Buttons};
use crate::web::requests::{lines, words};
use crate::web::session::Caller;
use crate::web::sums;
use crate::web::views::{AddressView, Crumb, Fact, PagesView, Tag, TimelineEntry, UrgencyView, WaitingView};

#[derive(Template)]
#[template(path = "cases/show.html")]
struct ShowPage {
    page: Page,
    crumbs: Vec<Crumb>,
    href: String,
    title: String,
    lead: String,
    status: Tag,
    summary: Vec<String>,
    facts: Vec<Fact>,
    losses: Vec<String>,
    victims: Vec<Fact>,
    victim_count: String,
    /// Why this reader may not work on the case now.
    refused: Option<String>,
    indicators: Vec<IndicatorView>,
    indicator_count: String,
    more: Option<String>,
    first: Option<String>,
    requests: Vec<RequestView>,
    more_requests: bool,
    /// What was asked, frozen and became of it; nothing where nothing was asked.
    money: Vec<Fact>,
    /// That it is not all.
    money_note: Option<String>,
    timeline: Vec<TimelineEntry>,
    /// Where the timeline goes on; nothing where all of it stands here.
    timeline_pages: Option<PagesView>,
    steps: Buttons,
}

struct IndicatorView {
    number: String,
    kind: String,
    address: AddressView,
    note: String,
    origin: String,
    added: String,
    by: String,
    checked: Option<Tag>,
    /// What is said of its tag, where its chain has them and it has none.
    no_tag: Option<String>,
    /// Saying something else of it.
    say_tag: Option<(String, String)>,
}

/// A request of the case.
struct RequestView {
    href: String,
    number: String,
    is_number: bool,
    what: String,
    urgency: UrgencyView,
    recipient: String,
    status: Tag,
    waiting: WaitingView,
}

/// Where the table of indicators begins, and the timeline.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    after: String,
    before: String,
}

/// The same, understood.
#[derive(Clone, Copy, Debug)]
struct From {
    after: Option<u32>,
    before: Option<LeafId>,
}

impl Asked {
    fn read(&self) -> Result<From, Failure> {
        let after: Option<u32> = match self.after.as_str() {
            "" => None,
            after => Some(after.parse().map_err(|_| Failure::Place)?),
        };
        Ok(From {
            after: after.filter(|after| *after > 0),
            before: leaf_of(&self.before)?,
        })
    }
}

impl From {
    /// The address of the page with other beginnings.
    fn href(after: Option<u32>, before: Option<LeafId>, part: &str) -> String {
        let pairs = [
            ("after", after.map(|after| after.to_string())),
            ("before", before.map(|before| before.to_string())),
        ];
        let pairs: Vec<_> = pairs
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        let query = serde_html_form::to_string(pairs).unwrap_or_default();
        if query.is_empty() {
            format!("#{part}")
        } else {
            format!("?{query}#{part}")
        }
    }
}

/// `GET /cases/{id}`.
pub async fn show(page: Page, caller: Caller, id: web::Path<String>, Query(asked): Query<Asked>) -> Answer {
    let from = asked.read()?;
    let opened = cases::read(&caller.context(), id_in(&id)?, from.after.unwrap_or(0), from.before).await?;
    shown(&view(page, &caller, &opened, &from))
}

fn view(page: Page, caller: &Caller, opened: &Opened, from: &From) -> ShowPage {
    let case = &opened.case;
    let facts = &case.facts;
    let figures = page.words();
    let href = href(case.id);
    let name = |person| opened.people.get(&person).cloned().unwrap_or_default();
    let organisation = page.visitor.as_ref().map(|visitor| visitor.organisation.clone());
    let lead = [
        ("reference", case.reference.clone()),
        ("organisation", organisation.unwrap_or_default()),
        ("date", page.moment(case.opened_at)),
        ("person", name(case.opened_by)),
    ];
    let mut victims: Vec<_> = facts.victims.iter().collect();
    victims.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
    let victim_sum: u64 = facts.victims.values().map(|count| u64::from(*count)).sum();
    ShowPage {
        crumbs: vec![
            Crumb {
                href: Some("/cases".to_owned()),
                text: page.t("cases.index.title").into_owned(),
            },
            Crumb {
                href: None,
                text: case.reference.clone(),
            },
        ],
        title: facts.title.clone(),
        lead: page.ta("cases.show.lead", lead),
        status: looks::status(&page, case.status),
        summary: facts.summary.lines().map(ToOwned::to_owned).collect(),
        facts: facts_of(&page, case),
        losses: facts.losses.iter().map(|loss| looks::loss(&page, loss)).collect(),
        victims: victims
            .into_iter()
            .map(|(country, count)| Fact::new(page.country(country), figures.number(*count)))
            .collect(),
        victim_count: page.n("cases.show.victims", victim_sum),
        refused: case
            .may_work(caller.actor())
            .err()
            .map(|refusal| page.refusal(&refusal)),
        indicators: opened
            .indicators
            .rows
            .iter()
            .map(|row| indicator(&page, row, &name(row.added_by)))
            .collect(),
        indicator_count: figures.number(case.indicators),
        more: opened
            .indicators
            .after
            .map(|after| format!("{href}{}", From::href(Some(after), from.before, "indicators"))),
        first: from
            .after
            .map(|_| format!("{href}{}", From::href(None, from.before, "indicators"))),
        requests: opened
            .requests
            .iter()
            .map(|row| request(&page, caller, opened, row))
            .collect(),
        more_requests: opened.requests.len() as u64 == cases::REQUESTS,
        money: money(&page, &opened.money),
        money_note: (!opened.money.is_all).then(|| page.t("cases.show.money_at_least").into_owned()),
        timeline: timeline(&page, caller, opened),
        timeline_pages: timeline_pages(&page, opened, from, &href),
        steps: steps(&page, case, caller),
        href,
        page,
    }
}

fn request(page: &Page, caller: &Caller, opened: &Opened, row: &Row) -> RequestView {
    let recipient = opened.organisations.iter().find(|side| side.id == row.recipient);
    let people = |id| opened.people.get(&id).map(String::as_str);
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
        recipient: recipient.map(|side| side.name.clone()).unwrap_or_default(),
        status: words::status_tag(page, row.status),
        waiting: lines::waiting(page, caller.actor(), row, recipient, &people),
    }
}

/// Of the other side one reads which organisation acted, as on the page of a request: who there did it is its own affair.
fn timeline(page: &Page, caller: &Caller, opened: &Opened) -> Vec<TimelineEntry> {
    let numbers: HashMap<_, _> = opened
        .requests
        .iter()
        .filter(|row| row.has_number)
        .map(|row| (row.id.0, &row.reference))
        .collect();
    let entry = |line: &Line| {
        let by = if line.organisation == Some(caller.actor().organisation) {
            line.person.and_then(|person| opened.people.get(&person))
        } else {
            let sides = &mut opened.organisations.iter();
            sides
                .find(|side| line.organisation == Some(side.id))
                .map(|side| &side.name)
        };
        let about = line.thing.and_then(|(_, id)| numbers.get(&id).copied());
        looks::event(page, line, by, about)
    };
    opened.timeline.iter().map(entry).collect()
}

/// Nothing where the whole timeline stands on one page.
fn timeline_pages(page: &Page, opened: &Opened, from: &From, href: &str) -> Option<PagesView> {
    let to = |before| format!("{href}{}", From::href(from.after, before, "timeline"));
    let is_first = from.before.is_none();
    (!is_first || opened.older.is_some()).then(|| PagesView {
        summary: page.n("cases.show.lines", opened.timeline.len()),
        first: None,
        newer: (!is_first).then(|| to(None)),
        older: opened.older.map(|older| to(Some(older))),
    })
}

fn facts_of(page: &Page, case: &Case) -> Vec<Fact> {
    let facts = &case.facts;
    let day = |day| page.date(day);
    let period = match (facts.from, facts.to) {
        (Some(from), Some(to)) => page.ta("cases.show.period", [("from", day(from)), ("to", day(to))]),
        (Some(from), None) => page.ta("cases.show.period_from", [("from", day(from))]),
        (None, Some(to)) => page.ta("cases.show.period_to", [("to", day(to))]),
        (None, None) => page.t("cases.show.period_unknown").into_owned(),
    };
    vec![
        Fact::latin(page.t("cases.field.reference.label"), &case.reference),
        Fact::new(page.t("cases.field.offence.label"), looks::offence(page, facts.offence)),
        Fact::new(page.t("cases.show.period_label"), period),
        Fact::new(page.t("cases.show.updated"), page.moment(case.updated_at)),
    ]
}

/// What the requests of the case asked to freeze, and what became of it.
fn money(page: &Page, of: &OfCase) -> Vec<Fact> {
    let sums = sum_up(&of.asked, &of.frozen, page.now());
    if sums.is_empty() {
        return Vec::new();
    }
    sums::of_case(page, &sums)
}

fn indicator(page: &Page, row: &Indicator, by: &str) -> IndicatorView {
    let key = &row.observed.key;
    IndicatorView {
        number: page.words().number(row.position),
        kind: page.t(&format!("indicators.kind.{}", key.kind)).into_owned(),
        address: looks::address(page, key.kind, key.chain.as_ref(), &key.value, &key.tag)
            .compared(row.observed.checksum.by_eye(key.kind).is_some()),
        note: row.note.clone(),
        origin: looks::origin(page, row),
        added: page.date(row.added_at.date_in(page.zone())),
        by: by.to_owned(),
        checked: looks::checksum(page, row.observed.checksum, key.kind),
        no_tag: row.may_say_tag().is_ok().then(|| no_tag(page, row)),
        say_tag: row.may_say_tag().is_ok().then(|| {
            let label = page.ta("cases.tag.change", [("number", page.words().number(row.position))]);
            (format!("{}/indicators/{}/tag", href(row.case), row.position), label)
        }),
    }
}

/// That somebody said it has no tag, or that nobody said anything.
pub(super) fn no_tag(page: &Page, row: &Indicator) -> String {
    match row.no_tag {
        Some(said) => page.ta("cases.tag.said_none", [("when", page.moment(said.at))]),
        None => page.t("cases.tag.unsaid").into_owned(),
    }
}

/// Every status there is a step to from somewhere: those there is none to from here stay, with the reason.
const STEPS: &[Status] = &[Status::Active, Status::Dormant, Status::Closed, Status::Archived];

fn steps(page: &Page, case: &Case, caller: &Caller) -> Buttons {
    let step = |to: Status| {
        let label = page.t(&format!("cases.step.{}", step_word(case.status, to)));
        let path = format!("{}/status?to={to}", href(case.id));
        ActionView::of(
            page,
            &format!("become-{to}"),
            label,
            path,
            case.may_become(to, caller.actor()),
        )
    };
    let others = STEPS.iter().copied().filter(|to| *to != case.status);
    Buttons::of(others.map(step).collect())
}
