//! Pages: parse, call one use case or one query, answer with a page in the reader's language.

mod access;
pub mod account;
pub mod applications;
pub mod assurance;
pub mod attestations;
pub mod cases;
pub mod demo;
mod denials;
pub mod error;
pub mod form;
pub mod headers;
pub mod holds;
pub mod home;
mod hours;
pub mod invitations;
pub mod kept_forms;
mod landing;
pub mod language;
pub mod members;
pub mod nav;
pub mod notices;
mod nul;
pub mod organisations;
pub mod page;
pub mod passkeys;
pub mod providers;
mod query;
pub mod requests;
pub mod routes;
pub mod search;
mod seen;
pub mod session;
pub mod sign_in;
pub mod static_files;
mod sums;
pub mod suspensions;
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
