//! Reading the whole trail, for those who audit. That they read it is a leaf too (security S60): who watches is watched.

use std::collections::HashMap;

use super::{Context, Error};
use crate::domain::actor::Role;
use crate::domain::audit::Who;
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
