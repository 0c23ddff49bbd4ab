//! The site as one service: what wraps every call, and the routes inside.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{Data, FormConfig, JsonConfig, PayloadConfig, ServiceConfig};
use actix_web::{Error, HttpResponse};

use super::{App, health, wire};
use crate::domain::ids::CallId;
use crate::telemetry::calls;

/// The largest body in bytes, where what reads it does not say otherwise.
pub const FORM_LIMIT: usize = 256 * 1024;

/// The largest body of a form that takes pasted lists or a file of them, in bytes.
pub const PASTE_LIMIT: usize = 4 * 1024 * 1024;

/// What the ways in bring: the seam between this module, which knows no page, and those that do.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// Adds every route, its guards and its default.
    pub routes: fn(&mut ServiceConfig),
    /// The answer to a call whose handler panicked or took too long; status 500 or 503 is set afterwards.
    pub failed: fn(&App, CallId) -> HttpResponse,
    /// Sets the headers that every answer carries (security S35, S36), also where no page is.
    pub headers: fn(&mut HeaderMap),
}

/// The whole site for one worker. Layers from the outside: the log and figures of each call, which also catch panics
/// and overlong calls; what can be answered at all; compression; whatever the routes bring.
pub fn site(
    app: App,
    ways: Ways,
) -> actix_web::App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()>,
> {
    actix_web::App::new()
        .app_data(Data::new(app))
        .app_data(ways)
        .app_data(PayloadConfig::new(FORM_LIMIT))
        .app_data(FormConfig::default().limit(FORM_LIMIT))
        .app_data(JsonConfig::default().limit(FORM_LIMIT))
        .configure(health::routes)
        .configure(ways.routes)
        .wrap(Compress::default())
        .wrap(from_fn(wire::framed))
        .wrap(from_fn(calls::observe))
}
