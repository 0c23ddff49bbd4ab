//! Signing an approval: what the script asks for, and what everybody can check afterwards.

use actix_web::http::header;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use super::{AskView, Here, options};
use crate::domain::requests::Request;
use crate::service::Context;
use crate::service::passkeys::approving;
use crate::service::requests::open;
use crate::web::error::Failure;
use crate::web::form::{AsOf, Checked, Nothing};
use crate::web::page::{Answer, Page};
use crate::web::requests::words::reference;
use crate::web::session::Caller;

/// What asks for the signature on the page of an approval; nothing where the reader signs none.
pub fn ask(page: &Page, request: &Request) -> Option<AskView> {
    let signs = page.visitor.as_ref().is_some_and(|visitor| visitor.actor.signs());
    let action = format!("/requests/{}/approval", reference(request));
    signs.then(|| AskView::get(page, "approval", action).sending("as_of"))
}

/// Where an approval is signed; nothing on a site that can have no passkeys.
pub fn here(page: &Page) -> Option<Here> {
    page.here().ok()
}

/// `POST /requests/{reference}/approval/challenge`.
pub async fn begin(
    here: Here,
    caller: Caller,
    named: Path<String>,
    Checked(Nothing {}): Checked<Nothing>,
    request: HttpRequest,
) -> Answer {
    let cx = Context {
        as_of: Some(AsOf::of(&request).told()?),
        ..caller.context()
    };
    options(&approving::begin(&cx, &here.place(), &named).await?)
}

/// `GET /requests/{reference}/approvals/{n}.json`: what was signed, for whoever checks it without us.
pub async fn show(caller: Caller, named: Path<(String, String)>) -> Answer {
    let (reference, n) = named.into_inner();
    let n = n.parse().map_err(|_| Failure::NotFound)?;
    let cx = caller.context();
    let opened = open(&cx, &reference).await?;
    let told = approving::export(&cx, &opened.request, n).await?;
    let name = format!("attachment; filename=\"{reference}-approval-{n}.json\"");
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(told))
}
