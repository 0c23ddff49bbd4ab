//! Why there is no page, and the page that says so in the reader's language.

use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError};
use askama::Template;
use futures_util::future::FutureExt;

use super::form::{Kept, kept_for_confirmation};
use super::page::Page;
use super::routes::app_of;
use super::session::{Around, give_cookies};
use super::views::ErrorView;
use super::{headers, query, sign_in};
use crate::app::App;
use crate::domain::change::Refusal;
use crate::domain::ids::CallId;
use crate::service;
use crate::service::kept_forms::Written;

/// Why a handler, or the route before it, gives no page.
#[derive(Debug)]
pub enum Failure {
    /// Nothing here, or nothing this caller may know of: the answer is the same.
    NotFound,
    /// A rule, or the table of routes, refused.
    Refused(Refusal),
    /// Somebody else changed it in the meantime.
    Conflict,
    /// The same may work a little later.
    Unavailable,
    /// A mistake of ours; it is in the log under the call's id.
    Internal,
    /// What was sent is no form of ours.
    Unreadable,
    /// The address names no place in its list: nobody types one.
    Place,
    /// The address asks for what its page does not know.
    Query,
    /// What was sent is too long.
    TooLarge,
    /// Too often; so many seconds until the next time.
    TooMany(u64),
    /// The route knows these methods only.
    Method(String),
    /// Another site sent it (S37).
    Foreign,
    /// The token is not the caller's, and there is nothing to show again.
    Stale,
    /// Nobody is signed in; what was typed is kept.
    SignIn(Kept),
    /// Nobody is signed in; this is where to.
    GoSignIn(String),
    /// What was typed before must be sent again, now that somebody is signed in.
    SendAgain(Written),
    /// As before, to be shown in its form first.
    ShowAgain(Written),
}

impl Failure {
    /// A mistake of ours, told to the log once, here.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "internal failure");
        Self::Internal
    }

    /// The section of the words that tell it.
    fn words(&self) -> &'static str {
        match self {
            Self::NotFound => "site.error.not_found",
            Self::Refused(Refusal::Unseen) => "site.error.not_found",
            Self::Refused(Refusal::NotNow(_) | Refusal::Spent { .. }) => "errors.not_now",
            Self::Refused(Refusal::Fields(_) | Refusal::Gate(_)) => "errors.not_acceptable",
            Self::Refused(
                Refusal::NeedsRole(_)
                | Refusal::NeedsAssurance(_)
                | Refusal::NeedsPasskey
                | Refusal::Unconfirmed
                | Refusal::FourEyes
                | Refusal::OwnReview
                | Refusal::MorePrivilege
                | Refusal::OwnAccount
                | Refusal::OwnSuspension
                | Refusal::Stopped
                | Refusal::OtherSide,
            ) => "site.error.forbidden",
            Self::Conflict | Self::Refused(Refusal::Stale) => "site.error.conflict",
            Self::Unavailable => "site.error.unavailable",
            Self::Internal => "site.error.internal",
            Self::Unreadable => "site.error.unreadable",
            Self::Place => "errors.place",
            Self::Query => "errors.query",
            Self::TooLarge => "site.error.too_large",
            Self::TooMany(_) => "site.error.too_many",
            Self::Method(_) => "errors.method",
            Self::Foreign => "errors.foreign",
            Self::Stale | Self::SignIn(_) | Self::GoSignIn(_) | Self::SendAgain(_) | Self::ShowAgain(_) => {
                "site.error.form_expired"
            }
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.words())
    }
}

impl From<service::Error> for Failure {
    fn from(error: service::Error) -> Self {
        match error {
            service::Error::NotFound => Self::NotFound,
            service::Error::Refused(refusal) => Self::Refused(refusal),
            service::Error::Conflict => Self::Conflict,
            service::Error::Unavailable(cause) => {
                tracing::warn!(%cause, "the database is not available");
                Self::Unavailable
            }
            service::Error::Internal(cause) => Self::internal(cause),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        service::Error::from(refusal).into()
    }
}

impl From<crate::store::Error> for Failure {
    fn from(error: crate::store::Error) -> Self {
        service::Error::from(error).into()
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::internal(error)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Refused(Refusal::Unseen) => StatusCode::NOT_FOUND,
            Self::Refused(Refusal::NotNow(_) | Refusal::Stale) | Self::Conflict => StatusCode::CONFLICT,
            Self::Refused(Refusal::Spent { .. }) => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(Refusal::Fields(_) | Refusal::Gate(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused(
                Refusal::NeedsRole(_)
                | Refusal::NeedsAssurance(_)
                | Refusal::NeedsPasskey
                | Refusal::Unconfirmed
                | Refusal::FourEyes
                | Refusal::OwnReview
                | Refusal::MorePrivilege
                | Refusal::OwnAccount
                | Refusal::OwnSuspension
                | Refusal::Stopped
                | Refusal::OtherSide,
            ) => StatusCode::FORBIDDEN,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unreadable | Self::Place | Self::Query => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Foreign | Self::Stale | Self::ShowAgain(_) => StatusCode::FORBIDDEN,
            Self::SignIn(_) => StatusCode::UNAUTHORIZED,
            Self::GoSignIn(_) => StatusCode::SEE_OTHER,
            Self::SendAgain(_) => StatusCode::OK,
        }
    }

    /// Without a body: [`pages`] writes it, since only there the language is known.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Self::GoSignIn(to) = self {
            response.insert_header((header::LOCATION, to.as_str()));
        }
        if let Self::Method(allowed) = self {
            response.insert_header((header::ALLOW, allowed.as_str()));
        }
        if let Self::TooMany(seconds) = self {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if matches!(self, Self::Unavailable) {
            response.insert_header((header::RETRY_AFTER, "5"));
        }
        let mut response = response.finish();
        response.extensions_mut().insert(Rc::new(self.copy()));
        response
    }
}

impl Failure {
    fn copy(&self) -> Self {
        match self {
            Self::NotFound => Self::NotFound,
            Self::Refused(refusal) => Self::Refused(refusal.clone()),
            Self::Conflict => Self::Conflict,
            Self::Unavailable => Self::Unavailable,
            Self::Internal => Self::Internal,
            Self::Unreadable => Self::Unreadable,
            Self::Place => Self::Place,
            Self::Query => Self::Query,
            Self::TooLarge => Self::TooLarge,
            Self::TooMany(seconds) => Self::TooMany(*seconds),
            Self::Method(allowed) => Self::Method(allowed.clone()),
            Self::Foreign => Self::Foreign,
            Self::Stale => Self::Stale,
            Self::SignIn(kept) => Self::SignIn(kept.clone()),
            Self::GoSignIn(to) => Self::GoSignIn(to.clone()),
            Self::SendAgain(written) => Self::SendAgain(written.clone()),
            Self::ShowAgain(written) => Self::ShowAgain(written.clone()),
        }
    }
}

#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage {
    page: Page,
    error: ErrorView,
}

/// Writes the page of every answer that has none.
pub async fn pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let answered = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    let Ok(answered) = answered else {
        return Err(Failure::internal("a call panicked outside its handler").into());
    };
    let mut response = written(answered?.map_into_boxed_body()).await;
    give_cookies(&mut response);
    Ok(response)
}

async fn written(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let failure = response.response().extensions().get::<Rc<Failure>>().cloned();
    let failure = match failure {
        Some(failure) => failure,
        None if is_ours(&response) => return response,
        None => Rc::new(by_status(status)),
    };
    let page = match page_of(response.request(), &failure).await {
        Ok(page) => page,
        Err(_) => return response,
    };
    let kept = [header::ALLOW, header::RETRY_AFTER, header::LOCATION].map(|name| {
        let value = response.headers().get(&name).cloned();
        (name, value)
    });
    let mut written = HttpResponse::build(failure.status_code())
        .content_type("text/html; charset=utf-8")
        .body(page);
    for (name, value) in kept {
        if let Some(value) = value {
            written.headers_mut().insert(name, value);
        }
    }
    response.into_response(written)
}

/// Whether a handler of ours wrote the answer: everything but the bare errors of the framework.
fn is_ours(response: &ServiceResponse<BoxBody>) -> bool {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .map(header::HeaderValue::as_bytes);
    !is_error || kind.is_some_and(|kind| kind.starts_with(b"text/html") || kind.starts_with(b"application/"))
}

fn by_status(status: StatusCode) -> Failure {
    match status {
        StatusCode::NOT_FOUND => Failure::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        StatusCode::METHOD_NOT_ALLOWED => Failure::Method("GET, HEAD".to_owned()),
        status if status.is_server_error() => Failure::Internal,
        _ => Failure::Unreadable,
    }
}

async fn page_of(request: &actix_web::HttpRequest, failure: &Failure) -> Result<String, Failure> {
    let around = Around::of(request)?;
    let app = app_of(request)?;
    let page = Page::plain(&app, Rc::clone(&around), request);
    match failure {
        Failure::GoSignIn(_) => return Ok(String::new()),
        Failure::SignIn(kept) => return sign_in::kept_page(page, &app, kept).await,
        Failure::SendAgain(written) => return sign_in::again_page(page, written, sign_in::Then::Sends),
        Failure::ShowAgain(written) => return sign_in::again_page(page, written, sign_in::Then::Shows),
        Failure::Refused(Refusal::Unconfirmed) => {
            let kept = kept_for_confirmation(request).await?;
            return sign_in::confirmation::page(page, kept).await;
        }
        Failure::NotFound
        | Failure::Refused(_)
        | Failure::Conflict
        | Failure::Unavailable
        | Failure::Internal
        | Failure::Unreadable
        | Failure::Place
        | Failure::Query
        | Failure::TooLarge
        | Failure::TooMany(_)
        | Failure::Method(_)
        | Failure::Foreign
        | Failure::Stale => {}
    }
    let words = failure.words();
    let sentence = if let Failure::Refused(refusal) = failure
        && !matches!(refusal, Refusal::Unseen | Refusal::Stale)
    {
        page.refusal(refusal)
    } else {
        page.t(&format!("{words}.sentence")).into_owned()
    };
    let error = ErrorView {
        title: page.t(&format!("{words}.title")).into_owned(),
        sentence,
        advice: page.t(&format!("{words}.advice")).into_owned(),
        id: around.call.id.to_string(),
        beginning: query::beginning(request, failure),
        assurance: matches!(failure, Failure::Refused(Refusal::NeedsAssurance(_))),
    };
    Ok(ErrorPage { page, error }.render()?)
}

/// The page for a call that ended outside of everything: nothing is known of its reader, so it is in the site's
/// language.
pub fn failed(app: &App, call: CallId) -> HttpResponse {
    let words = app.settings.site_language.words();
    let mut response = HttpResponse::InternalServerError()
        .content_type("text/plain; charset=utf-8")
        .body(format!(
            "{}\n{}\n{} {call}\n",
            words.t("site.error.internal.sentence"),
            words.t("site.error.internal.advice"),
            words.t("site.error.quote"),
        ));
    headers::apply(response.headers_mut());
    response
}
