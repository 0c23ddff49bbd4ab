//! What stands before every handler: the table is asked, and what says no is kept.

use actix_web::ResponseError;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;

use super::{Access, ROUTES, Route, app_of};
use crate::domain::people::Stage;
use crate::service::denials;
use crate::store::settings::Site;
use crate::web::error::Failure;
use crate::web::requests;
use crate::web::session::{self, Around};
use crate::web::{denials as answers, form};

/// Asks the table before the handler: no such method 405, not signed in: sign in first, wrong role 403 with the reason.
pub(super) async fn admit(
    path: &'static str,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    // Not `Err`: that would pass the error pages and the headers by.
    if let Err(failure) = check(path, &mut request).await {
        // An act of another role comes back to its request, with who may do it.
        let page = if let Failure::Refused(refusal) = &failure {
            requests::show::refused_act(path, &mut request, refusal).await
        } else {
            None
        };
        return Ok(request.into_response(page.unwrap_or_else(|| failure.error_response())));
    }
    let (response, noticed) = denials::noticed(next.call(request)).await;
    let response = response?.map_into_boxed_body();
    match keep_denial(path, &response, noticed).await {
        Ok(()) => Ok(response),
        Err(failure) => Ok(response.into_response(failure.error_response())),
    }
}

/// What says no to somebody signed in is a denial like the table's own: it leaves a leaf (S60). Who mistypes an address
/// that anybody may read is denied nothing.
async fn keep_denial(
    path: &'static str,
    response: &ServiceResponse,
    noticed: Option<&'static str>,
) -> Result<(), Failure> {
    let is_for_members =
        Route::find(response.request().method(), path).is_some_and(|route| route.access.is_for_members());
    match answers::reason(response, noticed) {
        Some(_) if response.status() == StatusCode::NOT_FOUND && !is_for_members => Ok(()),
        Some(reason) => answers::keep(response.request(), path, reason).await,
        None => Ok(()),
    }
}

async fn check(path: &'static str, request: &mut ServiceRequest) -> Result<(), Failure> {
    let app = app_of(request.request())?;
    let is_demo_only = ROUTES
        .iter()
        .any(|route| route.path == path && route.access == Access::Demo);
    if is_demo_only && app.site != Site::Demo {
        return Err(Failure::NotFound);
    }
    let Some(route) = Route::find(request.method(), path) else {
        let allowed = ROUTES.iter().filter(|route| route.path == path);
        let mut methods: Vec<&str> = allowed.map(|route| route.method).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        return Err(Failure::Method(methods.join(", ")));
    };
    if !route.access.is_for_members() {
        return Ok(());
    }
    let around = Around::of(request.request())?;
    if let Some(pending) = &around.pending {
        return if route.access.is_for(pending.stage) {
            Ok(())
        } else {
            Err(Failure::GoSignIn(session::next_step(pending.stage).to_owned()))
        };
    }
    let Some(actor) = &around.actor else {
        return Err(form::sign_in_first(request).await);
    };
    // Nothing is left to be done about a sign-in that is complete.
    if route.access == Access::Pending {
        return Err(Failure::GoSignIn(session::next_step(Stage::Complete).to_owned()));
    }
    let Err(refusal) = route.access.permits(actor) else {
        return Ok(());
    };
    answers::keep(request.request(), route.path, refusal.code()).await?;
    Err(Failure::Refused(refusal))
}
