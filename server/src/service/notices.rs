//! Reading one's own notices.

use super::{Context, Error};
use crate::domain::ids::{LeafId, PersonId};
use crate::store::notices::{self, Told};

/// How many notices stand on a page.
pub const PAGE: u64 = 50;

/// A page of notices.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The notices, newest first.
    pub notices: Vec<Told>,
    /// Where the next page begins, where there is one.
    pub older: Option<LeafId>,
}

/// The actor's notices that are older than `before`.
pub async fn list(cx: &Context<'_>, before: Option<LeafId>) -> Result<Listing, Error> {
    let mut notices = notices::list(cx.db.read(), reader(cx)?, before, PAGE + 1).await?;
    let is_more = notices.len() as u64 > PAGE;
    if is_more {
        notices.pop();
    }
    let older = notices.last().filter(|_| is_more).map(|told| told.leaf);
    Ok(Listing { notices, older })
}

/// Marks one notice as read.
pub async fn mark_read(cx: &Context<'_>, notice: LeafId) -> Result<(), Error> {
    let tx = cx.db.begin().await?;
    if !notices::mark_read(&tx, reader(cx)?, notice, cx.now).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Marks as read all notices up to `newest`, the first one that stood on the page.
pub async fn mark_all_read(cx: &Context<'_>, newest: LeafId) -> Result<(), Error> {
    let tx = cx.db.begin().await?;
    notices::mark_all_read(&tx, reader(cx)?, newest, cx.now).await?;
    Ok(tx.commit().await?)
}

fn reader(cx: &Context<'_>) -> Result<PersonId, Error> {
    cx.actor.person.ok_or(Error::NotFound)
}
