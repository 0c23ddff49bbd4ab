//! What the address of a page asks for, behind its question mark.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::error::Failure;
use crate::domain::ids::LeafId;
use crate::store::paging::Place;

/// The query of an address, as `T` reads it. `T` denies unknown keys: a filter that is mistyped and passed over would
/// show a list of something else. One that is given twice could mean either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        #[expect(clippy::disallowed_types, reason = "this is what reads it")]
        let read = actix_web::web::Query::<T>::from_query(request.query_string());
        ready(read.map(|read| Self(read.into_inner())).map_err(|_| Failure::Query))
    }
}

/// The place in a list that an address names, each row as `read` reads it.
///
/// # Errors
/// No place: it is none of ours, or two at once; nobody types it.
pub fn place_of<C>(after: &str, before: &str, read: impl Fn(&str) -> Option<C>) -> Result<Place<C>, Failure> {
    let row = |text: &str| read(text).ok_or(Failure::Place);
    match (after, before) {
        ("", "") => Ok(Place::First),
        (after, "") => Ok(Place::After(row(after)?)),
        ("", before) => Ok(Place::Before(row(before)?)),
        (_, _) => Err(Failure::Place),
    }
}

/// Before which leaf the page of a timeline begins; nothing at the newest.
///
/// # Errors
/// No place, as [`place_of`].
pub fn leaf_of(before: &str) -> Result<Option<LeafId>, Failure> {
    if before.is_empty() {
        return Ok(None);
    }
    before.parse().map(Some).map_err(|_| Failure::Place)
}

/// The keys that say where in a list a page begins.
const PLACES: [&str; 2] = ["after", "before"];

/// The address of the beginning of what `request` asked for: with the same filters where they were understood, else
/// without any. Always a path of this site, since a route took it.
pub fn beginning(request: &HttpRequest, failure: &Failure) -> Option<String> {
    let path = request.path();
    let keeps_filters = matches!(failure, Failure::Place);
    if !keeps_filters && !matches!(failure, Failure::Query) {
        return None;
    }
    let pairs: Vec<(String, String)> = serde_html_form::from_str(request.query_string()).unwrap_or_default();
    let filters: Vec<_> = pairs
        .into_iter()
        .filter(|(key, _)| keeps_filters && !PLACES.contains(&key.as_str()))
        .collect();
    let query = serde_html_form::to_string(filters).unwrap_or_default();
    Some(if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    })
}
