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
use crate::text::Words;

/// Why `response` says no, as a code; nothing where it does not: what is typed wrong is no denial, nor is a stranger at
/// a page for members. `noticed` is the refusal of a use case.
pub fn reason(response: &ServiceResponse, noticed: Option<&'static str>) -> Option<&'static str> {
    let failure = response.response().extensions().get::<Rc<Failure>>().cloned();
    if let Some(Failure::Refused(refusal)) = failure.as_deref() {
        return match refusal {
            // Who has still to confirm is asked to, and denied nothing.
            Refusal::Fields(_) | Refusal::Unconfirmed => None,
            Refusal::Gate(_)
            | Refusal::Unseen
            | Refusal::NeedsRole(_)
            | Refusal::NeedsAssurance(_)
            | Refusal::NeedsPasskey
            | Refusal::FourEyes
            | Refusal::OwnReview
            | Refusal::MorePrivilege
            | Refusal::OwnAccount
            | Refusal::OwnSuspension
            | Refusal::Stopped
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

/// What a route leads to, in words: a page, or what is done there. A route that is no more is told as it was.
pub fn place(words: &Words, route: &str) -> String {
    let key = place_key(route);
    if words.has(&key) {
        words.t(&key).into_owned()
    } else {
        route.to_owned()
    }
}

/// The key of a route: its fixed words one after another, and that it leads to one thing where it ends with its name. The
/// page on which something is begun is that of the act.
fn place_key(route: &str) -> String {
    let parts = || route.split('/').filter(|part| !part.is_empty());
    let is_fixed = |part: &&str| !part.starts_with('{') && *part != "new";
    let mut named: Vec<&str> = parts().filter(is_fixed).collect();
    if parts().next_back().is_some_and(|last| last.starts_with('{')) {
        named.push("one");
    }
    if named.is_empty() {
        named.push("start");
    }
    format!("trail.place.{}", named.join("_").replace('-', "_"))
}

/// Why somebody was refused, in words for who watches; of what the state forbids, in the words the person read.
pub fn why(words: &Words, reason: &str) -> String {
    let told = [format!("trail.denied.{reason}"), format!("refusals.{reason}")];
    let known = told.iter().find(|key| words.has(key));
    known.map_or_else(|| reason.to_owned(), |key| words.t(key).into_owned())
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
    use crate::domain::change::NotNow;
    use crate::domain::denials::TOO_MANY;
    use crate::domain::pace::Cap;
    use crate::text::Language;
    use crate::web::routes::ROUTES;

    /// Why anybody may be refused.
    fn reasons() -> Vec<&'static str> {
        let mut reasons: Vec<&str> = NotNow::ALL.iter().map(|why| why.code()).collect();
        let next = crate::domain::values::Time::from_micros(0);
        let refusals = [
            Refusal::Unseen,
            Refusal::NeedsRole(&[]),
            Refusal::NeedsAssurance(crate::domain::actor::Assurance::L2),
            Refusal::NeedsPasskey,
            Refusal::FourEyes,
            Refusal::OwnReview,
            Refusal::MorePrivilege,
            Refusal::OwnAccount,
            Refusal::OwnSuspension,
            Refusal::Stopped,
            Refusal::OtherSide,
            Refusal::Spent {
                cap: Cap::Pressing,
                most: 5,
                next,
            },
            Refusal::Stale,
        ];
        reasons.extend(refusals.iter().map(Refusal::code));
        reasons.extend(["form_token", "forbidden", TOO_MANY]);
        reasons
    }

    #[test]
    fn every_route_and_every_reason_has_its_words_in_every_language() {
        for &language in Language::ALL {
            let words = language.words();
            for route in ROUTES {
                let key = place_key(route.path);
                assert!(words.has(&key), "{language:?}: {key} of {}", route.path);
            }
            for reason in reasons() {
                let told = why(words, reason);
                assert!(told != reason && !told.contains("%{"), "{language:?}: {reason}: {told}");
            }
        }
        let english = Language::English.words();
        assert_eq!(
            place(english, "/requests/{reference}/again/new"),
            "Asking another exchange"
        );
        assert_eq!(place(english, "/no/more"), "/no/more");
    }

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
