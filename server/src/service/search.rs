//! One box over everything the reader may know of: cases, indicators in them, requests. Each kind begins from its own
//! `visible_to`, as its list does.

use std::collections::HashMap;

use super::{Context, Error};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::requests::Named;
use crate::store::cases::{self, Sighting, Sort, Summary, Wanted};
use crate::store::organisations::{self, Brief};
use crate::store::paging::Place;
use crate::store::people;
use crate::store::requests::lists::{self, Row};

/// So many of each kind are shown; the lists have the others.
pub const MOST: usize = 10;

/// The longest text that is looked for, in characters: the longest address there is fits (S48).
pub const LONGEST: usize = 200;

/// What was found of one kind.
#[derive(Debug)]
pub struct Hits<T> {
    /// At most [`MOST`], the newest first.
    pub shown: Vec<T>,
    /// Whether there are others.
    pub more: bool,
}

impl<T> Default for Hits<T> {
    fn default() -> Self {
        Self {
            shown: Vec::new(),
            more: false,
        }
    }
}

impl<T> Hits<T> {
    fn of(mut found: Vec<T>) -> Self {
        let more = found.len() > MOST;
        found.truncate(MOST);
        Self { shown: found, more }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Cases, by reference and title.
    pub cases: Hits<Summary>,
    /// Indicators of cases, by their value, whatever way it was written.
    pub sightings: Hits<Sighting>,
    /// Requests, by a part of number or reference, and by the whole of an address or transaction.
    pub requests: Hits<Row>,
    /// Both sides of the requests.
    pub organisations: Vec<Brief>,
    /// Who wrote or handles them.
    pub people: HashMap<PersonId, String>,
}

impl Found {
    /// Whether nothing was.
    pub fn is_empty(&self) -> bool {
        self.cases.shown.is_empty() && self.sightings.shown.is_empty() && self.requests.shown.is_empty()
    }
}

/// Looks for `text`: five statements, none where it is empty.
pub async fn find(cx: &Context<'_>, text: &str) -> Result<Found, Error> {
    let db = cx.db.read();
    let one_more = MOST as u64 + 1;
    let Some(named) = Named::read(text) else {
        return Ok(Found::default());
    };
    let wanted = Wanted {
        text: text.to_owned(),
        status: None,
        sort: Sort::Updated,
        place: Place::First,
    };
    let cases = cases::list(db, cx.actor, &wanted).await?.rows;
    let sightings = cases::sightings(db, cx.actor, &named.values, one_more).await?;
    let requests = Hits::of(lists::found(db, cx.actor, &named, one_more).await?);
    let rows = || requests.shown.iter();
    let people: Vec<PersonId> = rows()
        .flat_map(|row| [Some(row.author), row.handler])
        .flatten()
        .collect();
    let people = people::names(db, people).await?;
    let sides: Vec<OrganisationId> = rows().flat_map(|row| [row.asker, row.recipient]).collect();
    let organisations = organisations::brief(db, sides, None).await?;
    Ok(Found {
        cases: Hits::of(cases),
        sightings: Hits::of(sightings),
        requests,
        organisations,
        people,
    })
}
