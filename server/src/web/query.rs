//! What the address of a page asks for, behind its question mark.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use askama::Template;
use jiff::civil::Date;
use serde::de::DeserializeOwned;

use super::error::Failure;
use super::page::{Answer, Page, again, shown};
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

/// The filters of a list as its address asks for them. By what a field of its page offers no choice for the list is not
/// filtered, and the page says so at the field: passed over, it would show a list of something else.
#[derive(Clone, Debug, Default)]
pub struct Filters(Vec<(&'static str, String)>);

impl Filters {
    /// The choice that was `typed` into `field`; nothing where it is empty, or none that `read` knows.
    pub fn choice<T>(
        &mut self,
        page: &Page,
        field: &'static str,
        typed: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.read(field, typed, read, || page.t("errors.filter.choice").into_owned())
    }

    /// The day that was `typed` into `field`.
    pub fn day(&mut self, page: &Page, field: &'static str, typed: &str) -> Option<Date> {
        let read = |typed: &str| typed.parse().ok();
        self.read(field, typed, read, || page.t("errors.filter.date").into_owned())
    }

    /// What is looked for, of at most `longest` characters.
    pub fn words(&mut self, page: &Page, field: &'static str, typed: &str, longest: usize) -> String {
        let read = |typed: &str| (typed.chars().count() <= longest).then(|| typed.to_owned());
        let fault = || page.ta("errors.filter.long", [("longest", page.words().number(longest))]);
        self.read(field, typed.trim(), read, fault).unwrap_or_default()
    }

    fn read<T>(
        &mut self,
        field: &'static str,
        typed: &str,
        read: impl FnOnce(&str) -> Option<T>,
        fault: impl FnOnce() -> String,
    ) -> Option<T> {
        if typed.is_empty() {
            return None;
        }
        let read = read(typed);
        if read.is_none() {
            self.0.push((field, fault()));
        }
        read
    }

    /// What is wrong with the filter in `field`.
    pub fn fault(&self, field: &str) -> Option<String> {
        let mut faults = self.0.iter();
        faults.find(|(of, _)| *of == field).map(|(_, fault)| fault.clone())
    }

    /// The page of the list: 422 where it says what is wrong with a filter.
    ///
    /// # Errors
    /// The page cannot be written.
    pub fn answer(&self, list: &impl Template) -> Answer {
        if self.0.is_empty() { shown(list) } else { again(list) }
    }
}

/// What an address asks for that no field of its page is typed into, such as a tab or an order; as ever where it does not
/// say.
///
/// # Errors
/// Query: it is none of ours, and there is no field to tell it at.
pub fn linked<T: Default>(typed: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Failure> {
    if typed.is_empty() {
        return Ok(T::default());
    }
    read(typed).ok_or(Failure::Query)
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
