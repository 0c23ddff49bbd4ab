//! One box over everything the reader may know of: cases, indicators in them, requests. Each kind begins from its own
//! `visible_to`, as its list does.

use std::collections::HashMap;

use super::{Context, Error};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::indicators::{Chain, IndicatorKind, readings};
use crate::store::cases::{self, Sighting, Sort, Summary, Wanted};
use crate::store::organisations::{self, Brief};
use crate::store::people;
use crate::store::requests::lists::{self, Named, Row};

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

impl<T> Hits<T> {
    fn of(mut found: Vec<T>) -> Self {
        let more = found.len() > MOST;
        found.truncate(MOST);
        Self { shown: found, more }
    }
}

/// What was found.
#[derive(Debug)]
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

/// Looks for `text`, which is not empty: five statements.
pub async fn find(cx: &Context<'_>, text: &str) -> Result<Found, Error> {
    let db = cx.db.read();
    let one_more = MOST as u64 + 1;
    let wanted = Wanted {
        text: text.to_owned(),
        status: None,
        sort: Sort::Updated,
        edge: None,
    };
    let whole = with_small_x(text);
    let addresses = readings(&whole);
    let mut values: Vec<String> = addresses.iter().map(|(_, value)| value.clone()).collect();
    values.extend(spellings(&whole));
    values.sort_unstable();
    values.dedup();
    let named = Named {
        words: text.to_owned(),
        addresses,
        values: values.clone(),
        transactions: transactions(&whole),
    };
    let cases = cases::list(db, cx.actor, &wanted).await?.cases;
    let sightings = cases::sightings(db, cx.actor, &values, one_more).await?;
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

/// `0x` in front, where it was written with a capital.
fn with_small_x(text: &str) -> String {
    text.strip_prefix("0X")
        .map_or_else(|| text.to_owned(), |digits| format!("0x{digits}"))
}

/// The forms in which a transaction would be stored, whatever its chain; none where it is a transaction of no chain.
fn transactions(text: &str) -> Vec<String> {
    let chains = Chain::ALL.iter();
    let mut forms: Vec<String> = chains
        .filter_map(|chain| IndicatorKind::Txid.normalise(Some(chain), text).ok())
        .collect();
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The forms in which anything but an address would be stored.
fn spellings(text: &str) -> Vec<String> {
    let mut spellings = vec![text.to_owned(), text.to_lowercase()];
    spellings.extend(transactions(text));
    let kinds = IndicatorKind::ALL.iter();
    spellings.extend(kinds.filter_map(|kind| kind.normalise(None, text).ok()));
    spellings
}
