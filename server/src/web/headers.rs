//! Headers on every answer, errors and static files too (S35, S36), and the reports of browsers that enforce them.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;

use super::error::Failure;
use super::page::Answer;

/// Where browsers report what the policy stopped.
pub const REPORT: &str = "/csp-report";

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; \
     report-uri /csp-report";

const FEATURES: &str = "accelerometer=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), \
     geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), usb=(), xr-spatial-tracking=()";

const ALWAYS: [(&str, &str); 8] = [
    ("content-security-policy", POLICY),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", FEATURES),
];

/// Sets the headers of every answer. What a handler said about caching stands; otherwise nothing is kept anywhere.
pub async fn set(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut response = next.call(request).await?;
    apply(response.headers_mut());
    Ok(response)
}

/// The headers of an answer that comes from outside of [`set`].
pub fn apply(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// The longest report that is read, in bytes.
const LONGEST_REPORT: usize = 16 * 1024;

/// Takes a report of a browser: small JSON and nothing else. What it says is counted, never followed.
pub async fn report(request: HttpRequest, mut payload: web::Payload) -> Answer {
    let kind = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_report = kind.is_some_and(|kind| {
        kind.starts_with(b"application/csp-report")
            || kind.starts_with(b"application/json")
            || kind.starts_with(b"application/reports+json")
    });
    if !is_report {
        return Err(Failure::Unreadable);
    }
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Failure::Unreadable)?;
        if body.len() + chunk.len() > LONGEST_REPORT {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    serde_json::from_slice::<serde::de::IgnoredAny>(&body).map_err(|_| Failure::Unreadable)?;
    metrics::counter!("crosshold_csp_reports_total").increment(1);
    Ok(HttpResponse::NoContent().finish())
}
