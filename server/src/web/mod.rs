//! Pages: parse, call one use case or one query, answer with a page in the reader's language.

pub mod account;
pub mod cases;
pub mod demo;
mod denials;
pub mod error;
pub mod form;
pub mod headers;
pub mod holds;
pub mod home;
pub mod kept_forms;
mod landing;
pub mod language;
pub mod nav;
pub mod notices;
mod nul;
pub mod organisations;
pub mod page;
mod query;
pub mod requests;
pub mod routes;
pub mod search;
mod seen;
pub mod session;
pub mod sign_in;
pub mod static_files;
mod sums;
pub mod trail;
pub mod verify;
pub mod views;
pub mod words;

use crate::app::Ways;

/// The ways in of this program.
pub const WAYS: Ways = Ways {
    routes: routes::configure,
    failed: error::failed,
    headers: headers::apply,
};
