//! Anybody may check the code of a request, without an account. The page tells what the law of the portal lets anybody
//! know and nothing else (domain §8); a wrong code and one that was never issued are answered by the same bytes.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;

use super::error::Failure;
use super::page::{Answer, Page, again, answered, see_other, shown};
use super::query::Query;
use super::requests::words::kind_tag;
use super::session::{address, hash_key};
use super::views::{ErrorSummary, FieldView, Tag};
use crate::app::{App, network};
use crate::domain::audit;
use crate::domain::organisations::Organisation;
use crate::service::codes::{grouped_code, normal_code};
use crate::service::requests::verify;
use crate::service::verify_checks;
use crate::store::requests::Verified;

#[derive(Template)]
#[template(path = "verify/new.html")]
struct NewPage {
    page: Page,
    code: FieldView,
    summary: ErrorSummary,
    is_unknown: bool,
}

#[derive(Template)]
#[template(path = "verify/show.html")]
struct ShowPage {
    page: Page,
    code: FieldView,
    found: FoundView,
}

/// All that anybody may learn.
struct FoundView {
    is_live: bool,
    code: String,
    number: String,
    agency: String,
    country: String,
    kind: Tag,
    issued_utc: String,
    issued_local: String,
    issued_at: String,
    hash: String,
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    code: Option<String>,
}

/// `GET /verify`: the form; with a code, on to its page.
pub async fn new(page: Page, request: HttpRequest, app: web::Data<App>, Query(asked): Query<Asked>) -> Answer {
    let Some(typed) = asked.code else {
        return shown(&form(page, None));
    };
    if typed.trim().is_empty() {
        let error = page.t("verify.field.code.error").into_owned();
        return again(&form(page, Some(error)));
    }
    match normal_code(&typed) {
        Some(code) => see_other(&format!("/verify/{}", grouped_code(&code))),
        None => {
            admit(&page, &request, &app).await?;
            unknown(page)
        }
    }
}

/// `GET /verify/{code}`.
pub async fn show(page: Page, request: HttpRequest, app: web::Data<App>, typed: Path<String>) -> Answer {
    admit(&page, &request, &app).await?;
    let Some(code) = normal_code(&typed) else {
        return unknown(page);
    };
    let Some((found, agency)) = verify(&app.db, &code).await? else {
        return unknown(page);
    };
    let found = view(&page, &code, &found, &agency);
    shown(&ShowPage {
        code: field(&page),
        found,
        page,
    })
}

/// Counts the check, here and over all instances; too many are refused before anything is looked up.
async fn admit(page: &Page, request: &HttpRequest, app: &App) -> Result<(), Failure> {
    // Behind a socket without addresses all are one.
    let client = address(request, app)
        .parse()
        .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    app.checks
        .admit(client)
        .map_err(|wait| Failure::TooMany(wait.as_secs().max(1)))?;
    let client = audit::source(&hash_key(app), &network(client).to_string(), "verify");
    match verify_checks::count(&app.db, &client, page.now()).await? {
        Some(wait) => Err(Failure::TooMany(u64::try_from(wait.as_secs()).unwrap_or(0).max(1))),
        None => Ok(()),
    }
}

/// Nothing of what was typed stands on the page, so that it is the same for every code.
fn unknown(mut page: Page) -> Answer {
    page.path = "/verify".to_owned();
    let unknown = NewPage {
        is_unknown: true,
        ..form(page, None)
    };
    answered(StatusCode::NOT_FOUND, &unknown)
}

fn form(page: Page, error: Option<String>) -> NewPage {
    let code = field(&page).error(error);
    let summary = ErrorSummary::of(page.words(), [&code], &[]);
    NewPage {
        code,
        summary,
        is_unknown: false,
        page,
    }
}

fn field(page: &Page) -> FieldView {
    FieldView::new("code", page.t("verify.field.code.label"))
        .hint(page.t("verify.field.code.hint"))
        .left_to_right()
}

fn view(page: &Page, code: &str, found: &Verified, agency: &Organisation) -> FoundView {
    let Verified {
        number,
        asker: _,
        kind,
        issued_at,
        packet_hash,
        is_live,
    } = found;
    let words = page.words();
    let zone = &agency.calendar.zone;
    let local = [
        ("time", words.date_time_seconds(*issued_at, zone)),
        ("place", words.zone_city(zone.name())),
    ];
    FoundView {
        is_live: *is_live,
        code: grouped_code(code),
        number: number.clone(),
        agency: agency.name.clone(),
        country: page.country(agency.country),
        kind: kind_tag(page, *kind),
        issued_utc: words.utc_seconds(*issued_at),
        issued_local: page.ta("verify.show.local", local),
        issued_at: issued_at.rfc3339_millis(),
        hash: packet_hash.clone(),
    }
}
