//! Where a provider says that sessions ended there (OpenID Connect Back-Channel Logout 1.0 §2.5). No browser comes here: what
//! counts is the token, which the provider has signed.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;
use serde::Deserialize;

use crate::service::Error;
use crate::service::providers::{self, Way};
use crate::web::error::Failure;
use crate::web::page::Answer;
use crate::web::routes::app_of;
use crate::web::session::{Around, hash_key};

/// The longest body that is read, in bytes.
const LONGEST: usize = 64 * 1024;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    logout_token: String,
}

/// Whether `path` is of a call that a provider makes by itself.
pub fn is_of_provider(path: &str) -> bool {
    path.strip_prefix("/providers/")
        .and_then(|rest| rest.strip_suffix("/logout"))
        .is_some_and(|id| !id.contains('/'))
}

/// `POST /providers/{id}/logout`.
pub async fn create(request: HttpRequest, mut payload: web::Payload, id: web::Path<String>) -> Answer {
    let (app, around) = (app_of(&request)?, Around::of(&request)?);
    if let Some(address) = around.address {
        let admitted = app.logouts.admit(address);
        admitted.map_err(|wait| Failure::TooMany(wait.as_secs() + 1))?;
    }
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .map(header::HeaderValue::as_bytes);
    if !kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded")) {
        return no();
    }
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Failure::Unreadable)?;
        if body.len() + chunk.len() > LONGEST {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    // What else stands there is ignored, as the standard asks.
    let sent: Sent = serde_html_form::from_bytes(&body).unwrap_or_default();
    let Ok(id) = id.parse() else { return no() };
    let key = hash_key(&app);
    let way = Way {
        db: &app.db,
        now: around.now,
        call: &around.call,
        agent: &around.agent,
        key: &key,
        reach: &app.providers,
        base_url: &app.base_url,
    };
    match providers::end(&way, id, &sent.logout_token).await {
        Ok(Ok(())) => Ok(answer(&mut HttpResponse::Ok())),
        Ok(Err(_)) | Err(Error::NotFound) => no(),
        Err(error) => Err(error.into()),
    }
}

fn no() -> Answer {
    Ok(answer(&mut HttpResponse::BadRequest()))
}

fn answer(builder: &mut actix_web::HttpResponseBuilder) -> HttpResponse {
    builder.insert_header((header::CACHE_CONTROL, "no-store")).finish()
}
