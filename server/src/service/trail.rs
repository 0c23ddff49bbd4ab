//! Reading the whole trail, for those who audit. That they read it is a leaf too (security S60): who watches is watched.

use std::collections::HashMap;

use super::{Context, Error};
use crate::domain::actor::Role;
use crate::domain::audit::{Period, Sort, Who};
use crate::domain::events::Event;
use crate::domain::ids::{LeafId, OrganisationId, PersonId};
use crate::domain::organisations::Organisation;
use crate::store::audit::{self, Line, Search};
use crate::store::{organisations, people};

/// How many lines stand on a page.
pub const PAGE: u64 = 50;

/// A page of the trail.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The lines, newest first.
    pub lines: Vec<Line>,
    /// Where the next page begins, where there is one.
    pub older: Option<LeafId>,
    /// Names of the people on it, and of the one who was looked for.
    pub people: HashMap<PersonId, String>,
    /// Names of the organisations on it.
    pub organisations: HashMap<OrganisationId, String>,
    /// Organisations one can look for, by name.
    pub directory: Vec<Organisation>,
}

/// The lines that `search` finds and that are older than `before`. A leaf holds no content, so an auditor reads all.
pub async fn list(cx: &Context<'_>, search: &Search, before: Option<LeafId>) -> Result<Listing, Error> {
    cx.actor.has(Role::Auditor)?;
    let db = cx.db.read();
    let mut lines = audit::newest(db, search, PAGE + 1, before).await?;
    let is_more = lines.len() as u64 > PAGE;
    if is_more {
        lines.pop();
    }
    let who: Vec<PersonId> = lines
        .iter()
        .filter_map(|line| line.person)
        .chain(search.person)
        .collect();
    let of: Vec<OrganisationId> = lines.iter().filter_map(|line| line.organisation).collect();
    let listing = Listing {
        older: lines.last().filter(|_| is_more).map(|line| line.leaf),
        people: people::names(db, who).await?,
        organisations: organisations::names(db, of).await?,
        directory: organisations::directory(db, cx.actor).await?,
        lines,
    };
    let Search {
        act,
        organisation,
        person,
        from,
        until,
    } = search.clone();
    let event = Event::TrailRead {
        only: act,
        organisation,
        person,
        from,
        until,
    };
    record(cx, &event).await?;
    Ok(listing)
}

/// What happened of one act, or of acts of one sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The word of the act or the sort, as the trail is searched by it.
    pub act: &'static str,
    /// Within the last twenty-four hours, at most [`audit::MOST_COUNTED`].
    pub day: u64,
    /// Within the last seven days, at most as many.
    pub week: u64,
}

/// What the trail comes to, and what was refused last.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Changes, readings, refusals and failed sign-ins.
    pub figures: Vec<Figure>,
    /// The newest refusals.
    pub refusals: Vec<Line>,
    /// Names of the people in them.
    pub people: HashMap<PersonId, String>,
    /// Names of the organisations in them.
    pub organisations: HashMap<OrganisationId, String>,
}

/// What is counted.
const COUNTED: [&str; 4] = [Sort::Changes.code(), Sort::Reads.code(), DENIED, "sign_in_failed"];

/// The act of a refusal.
const DENIED: &str = "denied";

/// How many refusals stand below the figures.
const REFUSALS: u64 = 8;

/// The trail at a glance: five statements. Lines are shown of it, so that this is a reading too.
pub async fn overview(cx: &Context<'_>) -> Result<Overview, Error> {
    cx.actor.has(Role::Auditor)?;
    let db = cx.db.read();
    let search = |act: &str, period: Period| Search {
        act: Some(act.to_owned()),
        from: Some(period.since(cx.now)),
        ..Search::default()
    };
    let [days, weeks] = [Period::Day, Period::Week].map(|period| COUNTED.map(|act| search(act, period)));
    let [day, week] = [days.each_ref(), weeks.each_ref()];
    let (day, week) = (audit::counts(db, day).await?, audit::counts(db, week).await?);
    let counted = COUNTED.into_iter().zip(day).zip(week);
    let figures = counted.map(|((act, day), week)| Figure { act, day, week }).collect();
    let denied = Search {
        act: Some(DENIED.to_owned()),
        ..Search::default()
    };
    let refusals = audit::newest(db, &denied, REFUSALS, None).await?;
    let who: Vec<PersonId> = refusals.iter().filter_map(|line| line.person).collect();
    let of: Vec<OrganisationId> = refusals.iter().filter_map(|line| line.organisation).collect();
    let overview = Overview {
        figures,
        people: people::names(db, who).await?,
        organisations: organisations::names(db, of).await?,
        refusals,
    };
    let event = Event::TrailRead {
        only: denied.act,
        organisation: None,
        person: None,
        from: None,
        until: None,
    };
    record(cx, &event).await?;
    Ok(overview)
}

/// The exact bytes of a leaf.
pub async fn leaf(cx: &Context<'_>, leaf: LeafId) -> Result<String, Error> {
    cx.actor.has(Role::Auditor)?;
    let body = audit::body(cx.db.read(), leaf).await?.ok_or(Error::NotFound)?;
    record(cx, &Event::LeafRead { leaf }).await?;
    Ok(body)
}

async fn record(cx: &Context<'_>, event: &Event) -> Result<(), Error> {
    let tx = cx.db.begin().await?;
    audit::record_one(&tx, event, Who::of(cx.actor, event), None, cx.call, cx.now).await?;
    Ok(tx.commit().await?)
}
