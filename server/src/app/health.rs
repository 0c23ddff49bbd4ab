//! For whoever watches the program: is it there, can it work, and its figures.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{Data, ServiceConfig, get, head, resource, to};
use actix_web::{Error, HttpResponse, Responder};
use metrics_exporter_prometheus::PrometheusHandle;

use super::{App, Ways};

/// `/healthz`: the process answers. `/readyz`: so does the database, and its schema is the one we were built for.
pub(super) fn routes(config: &mut ServiceConfig) {
    let alive = resource("/healthz").route(get().to(alive)).route(head().to(alive));
    let ready = resource("/readyz").route(get().to(ready)).route(head().to(ready));
    config
        .service(alive.default_service(to(unknown_method)).wrap(from_fn(dress)))
        .service(ready.default_service(to(unknown_method)).wrap(from_fn(dress)));
}

/// `/metrics`, on a listener of its own.
pub(super) fn figures(config: &mut ServiceConfig) {
    let figures = resource("/metrics").route(get().to(metrics)).route(head().to(metrics));
    config.service(figures.default_service(to(unknown_method)));
}

/// Gives an answer the headers that every answer carries.
pub(super) async fn dress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let ways = request.app_data::<Ways>().copied();
    let mut response = next.call(request).await?;
    if let Some(ways) = ways {
        (ways.headers)(response.headers_mut());
    }
    Ok(response)
}

/// S47: what is known is said with what is not.
async fn unknown_method() -> impl Responder {
    let mut response = HttpResponse::MethodNotAllowed();
    response.insert_header((ALLOW, "GET, HEAD"));
    answer(response)
}

async fn alive() -> impl Responder {
    answer(HttpResponse::Ok())
}

async fn ready(app: Data<App>) -> impl Responder {
    match app.db.is_current().await {
        Ok(true) => answer(HttpResponse::Ok()),
        Ok(false) => {
            app.vitals.unready(app.now());
            tracing::warn!("not ready: the schema is not current");
            answer(HttpResponse::ServiceUnavailable())
        }
        Err(error) => {
            app.vitals.unready(app.now());
            tracing::warn!(%error, "not ready");
            answer(HttpResponse::ServiceUnavailable())
        }
    }
}

fn answer(mut response: actix_web::HttpResponseBuilder) -> HttpResponse {
    response.insert_header((CACHE_CONTROL, "no-store")).finish()
}

async fn metrics(figures: Data<PrometheusHandle>) -> impl Responder {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4"))
        .body(figures.render())
}
