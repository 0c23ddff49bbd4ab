//! Each HTTP call: its id, its line in the log, its figures, and an answer even where the handler fails.

use std::any::Any;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError};
use futures_util::FutureExt as _;
use tracing::Instrument as _;

use crate::app::{App, Ways};
use crate::domain::ids::CallId;
use crate::store::statements;

/// Carries the id of the call, which error pages and leaves quote, to whoever reports a problem.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How long a handler may take. A body that trickles in counts; an answer that streams out does not.
const LIMIT: Duration = Duration::from_secs(30);

/// Wraps every call. Handlers find its [`CallId`] among the request's extensions.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(app) = request.app_data::<Data<App>>().cloned() else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let failed = request.app_data::<Ways>().map(|ways| ways.failed);
    let id = CallId::new(app.now());
    request.extensions_mut().insert(id);
    let method = name(request.method());
    let route = request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let span = tracing::info_span!("call", call = %id, method, route);

    let start = Instant::now();
    let answer = AssertUnwindSafe(tokio::time::timeout(LIMIT, next.call(request))).catch_unwind();
    let (answer, statements) = statements::counted(answer.instrument(span.clone())).await;
    let answer = match answer {
        Ok(Ok(answer)) => answer.map(ServiceResponse::map_into_boxed_body),
        Ok(Err(_)) => Err(Failed::Overdue.into()),
        Err(panic) => Err(Failed::of(panic).into()),
    };
    let answer = match answer {
        Ok(mut answer) => {
            mark(answer.response_mut(), id);
            Ok(answer)
        }
        // Only this way out exists without a request: an error that brings its whole answer along.
        Err(error) => {
            let mut response = match (error.as_error::<Failed>(), failed) {
                (Some(failure), Some(page)) => {
                    let mut response = page(&app, id);
                    *response.status_mut() = failure.status_code();
                    response
                }
                (Some(_), None) | (None, _) => error.error_response(),
            };
            mark(&mut response, id);
            Err((response.status(), InternalError::from_response(error, response)))
        }
    };

    let status = match &answer {
        Ok(answer) => answer.status(),
        Err((status, _)) => *status,
    };
    let elapsed = start.elapsed();
    metrics::counter!("crosshold_calls_total", "route" => route.clone(), "method" => method,
        "status" => status.as_str().to_owned())
    .increment(1);
    metrics::histogram!("crosshold_call_seconds", "route" => route).record(elapsed.as_secs_f64());
    span.in_scope(|| {
        let (status, ms) = (status.as_u16(), elapsed.as_secs_f64() * 1000.0);
        if status >= 500 {
            tracing::error!(status, ms, statements, "failed");
        } else {
            tracing::info!(status, ms, statements, "answered");
        }
    });
    answer.map_err(|(_, error)| error.into())
}

fn mark(response: &mut HttpResponse<impl MessageBody>, id: CallId) {
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
}

/// A stranger may send any word as a method; logs and figures know only the real ones.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Why a handler gave no answer.
#[derive(Clone, Copy, Debug)]
enum Failed {
    Panicked,
    Overdue,
}

impl Failed {
    fn of(_: Box<dyn Any + Send>) -> Self {
        // The hook has logged the place; the message may quote data.
        metrics::counter!("crosshold_panics_total").increment(1);
        Self::Panicked
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Panicked => "the handler panicked",
            Self::Overdue => "the handler took too long",
        })
    }
}

impl ResponseError for Failed {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Overdue => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
