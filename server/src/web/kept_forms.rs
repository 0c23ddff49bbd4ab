//! The page of a kept form: the form itself with what was typed, at an address that can be asked for again. Nothing is
//! sent by it.

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest, Url};
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::web::Bytes;
use futures_util::stream;

use super::error::Failure;
use super::form::RESUME;
use super::landing::is_form_of_members;
use super::page::Answer;
use super::routes::app_of;
use super::session::{Around, hash_key};
use crate::service::kept_forms;

/// Where the pages of kept forms stand.
const PLACE: &str = "/kept/";

/// The address in the browser, where it is not that of the form that is shown.
#[derive(Clone, Debug)]
pub struct ShownAt(pub String);

/// The page of the form of `ticket`.
pub fn page_of(ticket: &str) -> String {
    format!("{PLACE}{ticket}")
}

/// `GET /kept/{ticket}`, where there is no such form, or none of this reader.
pub async fn show() -> Answer {
    Err(Failure::NotFound)
}

/// Puts the kept form into the place of a call for its page, asked to be shown: whoever takes the form shows it with
/// what was typed, and the table of routes asks whether this reader may still send it.
pub async fn fill(request: &mut ServiceRequest, around: &Around) -> Result<(), Failure> {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(ticket) = request.path().strip_prefix(PLACE).filter(|_| is_read) else {
        return Ok(());
    };
    let Some(person) = around.actor.as_ref().and_then(|actor| actor.person) else {
        return Ok(());
    };
    let app = app_of(request.request())?;
    let opened = kept_forms::open(&app.db, around.now, &hash_key(&app), person, ticket).await?;
    let Some(written) = opened.filter(|written| is_form_of_members(&written.to)) else {
        return Ok(());
    };
    let Ok(to) = written.to.parse::<Uri>() else {
        return Ok(());
    };
    let shown_at = ShownAt(request.path().to_owned());
    request.extensions_mut().insert(shown_at);
    let head = request.head_mut();
    head.method = Method::POST;
    head.uri = to.clone();
    head.headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    request.match_info_mut().set(Url::new(to));
    let body = format!("csrf={}&{RESUME}=yes&{}", around.csrf(), written.fields);
    let body = stream::iter([Ok(Bytes::from(body))]);
    request.set_payload(Payload::Stream {
        payload: Box::pin(body),
    });
    Ok(())
}
