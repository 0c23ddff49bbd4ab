//! The page of a case, and its steps from status to status.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::{href, id_in, looks};
use crate::domain::cases::{Case, Indicator, Status};
use crate::domain::ids::CaseId;
use crate::service::cases::{self, Opened};
use crate::service::{Context, Error};
use crate::web::error::Failure;
use crate::web::form::Checked;
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{AddressView, Crumb, Fact, Tag, TimelineEntry, Tone};

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
    timeline: Vec<TimelineEntry>,
    steps: Vec<StepView>,
    version: i64,
}

struct IndicatorView {
    number: String,
    kind: String,
    address: Option<AddressView>,
    value: String,
    note: String,
    origin: String,
    added: String,
    checked: Option<Tag>,
}

/// A request of the case.
pub struct RequestView {
    /// Its page.
    pub href: String,
    /// Its number, or what stands for it.
    pub name: String,
    /// To whom.
    pub recipient: String,
    /// Where it stands.
    pub status: Tag,
    /// On whom it waits.
    pub waiting: String,
}

/// A step to another status.
struct StepView {
    label: String,
    to: Status,
    /// Why this reader may not take it.
    refused: Option<String>,
}

/// Where the table of indicators begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    after: String,
}

/// `GET /cases/{id}`.
pub async fn show(page: Page, caller: Caller, id: web::Path<String>, from: web::Query<From>) -> Answer {
    let cx = caller.context();
    let after = from.after.parse().unwrap_or(0);
    let opened = cases::read(&cx, id_in(&id)?, after).await?;
    let requests = requests_of_case(&cx, &page, opened.case.id).await?;
    shown(&view(page, &caller, &opened, requests, after))
}

/// The requests of a case, what changed last first.
async fn requests_of_case(_cx: &Context<'_>, _page: &Page, _case: CaseId) -> Result<Vec<RequestView>, Error> {
    Ok(Vec::new())
}

fn view(page: Page, caller: &Caller, opened: &Opened, requests: Vec<RequestView>, after: u32) -> ShowPage {
    let case = &opened.case;
    let facts = &case.facts;
    let words = page.words();
    let href = href(case.id);
    let name = |person| opened.people.get(&person).cloned().unwrap_or_default();
    let organisation = page.visitor.as_ref().map(|visitor| visitor.organisation.clone());
    let lead = [
        ("reference", case.reference.clone()),
        ("organisation", organisation.unwrap_or_default()),
        ("date", page.date_time(case.opened_at)),
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
            .map(|(country, count)| Fact::new(page.country(country), words.number(*count)))
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
        indicator_count: words.number(case.indicators),
        more: opened
            .indicators
            .after
            .map(|after| format!("{href}?after={after}#indicators")),
        first: (after > 0).then(|| format!("{href}#indicators")),
        requests,
        timeline: opened
            .timeline
            .iter()
            .map(|line| looks::event(&page, line, line.person.and_then(|person| opened.people.get(&person))))
            .collect(),
        steps: steps(&page, case, caller),
        version: case.version,
        href,
        page,
    }
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
        Fact::new(page.t("cases.show.updated"), page.date_time(case.updated_at)),
    ]
}

fn indicator(page: &Page, row: &Indicator, by: &str) -> IndicatorView {
    let key = &row.observed.key;
    let is_on_chain = key.kind.is_on_chain();
    let added = [("date", page.date_time(row.added_at)), ("person", by.to_owned())];
    IndicatorView {
        number: page.words().number(row.position),
        kind: page.t(&format!("indicators.kind.{}", key.kind)).into_owned(),
        address: is_on_chain.then(|| looks::address(page, key.chain.as_ref(), &key.value, &key.tag)),
        value: key.value.clone(),
        note: row.note.clone(),
        origin: looks::origin(page, row),
        added: page.ta("cases.show.added", added),
        checked: looks::checksum(page, row.observed.checksum, key.kind),
    }
}

fn steps(page: &Page, case: &Case, caller: &Caller) -> Vec<StepView> {
    let step = |to: Status| StepView {
        label: page.t(step_key(case.status, to)).into_owned(),
        to,
        refused: case
            .may_become(to, caller.actor())
            .err()
            .map(|refusal| page.refusal(&refusal)),
    };
    case.status.steps().iter().map(|(to, _)| step(*to)).collect()
}

/// What the step is called: coming back has a word of its own.
fn step_key(from: Status, to: Status) -> &'static str {
    match (from, to) {
        (Status::Closed, Status::Active) => "cases.step.reopen",
        (Status::Archived, Status::Closed) => "cases.step.unarchive",
        (_, Status::Open | Status::Active) => "cases.step.activate",
        (_, Status::Dormant) => "cases.step.rest",
        (_, Status::Closed) => "cases.step.close",
        (_, Status::Archived | Status::Purged) => "cases.step.archive",
    }
}

/// A step, from the version that was read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    status: String,
    version: String,
}

/// `POST /cases/{id}/status`.
pub async fn set_status(page: Page, caller: Caller, id: web::Path<String>, step: Checked<Step>) -> Answer {
    let id = id_in(&id)?;
    let Checked(Step { status, version }) = step;
    let (Ok(to), Ok(version)) = (status.parse::<Status>(), version.parse()) else {
        return Err(Failure::Unreadable);
    };
    cases::change_status(&caller.context(), id, to, version).await?;
    page.say_next(Tone::Ok, &format!("cases.show.now.{to}"), &[]).await?;
    see_other(&href(id))
}
