//! Every answer that says no to somebody signed in leaves a leaf, whatever page it says so on.

use std::rc::Rc;

use actix_web::HttpRequest;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;

use super::error::Failure;
use super::routes::app_of;
use super::session::Around;
use crate::domain::change::Refusal;
use crate::service::Context;
use crate::service::denials::{self, Named};

/// Why `response` says no, as a code; nothing where it does not: what is typed wrong is no denial, nor is a stranger at
/// a page for members. `noticed` is the refusal of a use case.
pub fn reason(response: &ServiceResponse, noticed: Option<&'static str>) -> Option<&'static str> {
    let failure = response.response().extensions().get::<Rc<Failure>>().cloned();
    if let Some(Failure::Refused(refusal)) = failure.as_deref() {
        return match refusal {
            Refusal::Fields(_) | Refusal::Gate(_) => None,
            Refusal::Unseen
            | Refusal::NeedsRole(_)
            | Refusal::NeedsAssurance(_)
            | Refusal::FourEyes
            | Refusal::OwnReview
            | Refusal::OtherSide
            | Refusal::NotNow(_)
            | Refusal::Spent { .. }
            | Refusal::Stale => Some(refusal.code()),
        };
    }
    if matches!(failure.as_deref(), Some(Failure::ShowAgain(_) | Failure::Stale)) {
        return Some("form_token");
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Refusal::Unseen.code()),
        StatusCode::FORBIDDEN => Some(noticed.unwrap_or("forbidden")),
        StatusCode::CONFLICT => Some(noticed.unwrap_or(Refusal::Stale.code())),
        _ => None,
    }
}

/// Keeps the leaf, where somebody is signed in.
///
/// # Errors
/// There were too many, or the trail cannot be written: then the answer must not be given.
pub async fn keep(request: &HttpRequest, route: &str, reason: &str) -> Result<(), Failure> {
    let around = Around::of(request)?;
    let Some(actor) = &around.actor else { return Ok(()) };
    let app = app_of(request)?;
    let cx = Context {
        db: &app.db,
        actor,
        now: around.now,
        call: &around.call,
        as_of: None,
    };
    match denials::record(&cx, route, reason, named(request.path())).await? {
        None => Ok(()),
        Some(wait) => Err(Failure::TooMany(wait.as_secs().unsigned_abs().max(1))),
    }
}

/// The thing that an address names.
fn named(path: &str) -> Named<'_> {
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next()) {
        (Some("cases"), Some(id)) => Named::Case(id),
        (Some("requests"), Some(reference)) => Named::Request(reference),
        (_, _) => Named::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thing_is_what_the_address_names() {
        for (path, expected) in [
            ("/requests/FR-2026-000001/approval", Named::Request("FR-2026-000001")),
            ("/cases/0193/indicators/preview", Named::Case("0193")),
            ("/requests", Named::Nothing),
            ("/trail/0193", Named::Nothing),
            ("/", Named::Nothing),
        ] {
            assert_eq!(named(path), expected, "{path}");
        }
    }
}
