//! Every route with who may call it, as data: what is not in the table is not served, and a line without its
//! [`Access`] does not compile.

use actix_web::body::MessageBody;
use actix_web::dev::{Handler, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Next, from_fn};
use actix_web::{FromRequest, HttpRequest, ResponseError, guard, web};
use futures_util::future::{FutureExt, LocalBoxFuture};
use std::panic::AssertUnwindSafe;

use super::error::Failure;
use super::page::Answer;
use super::session::Around;
use super::{
    account, cases, demo, error, form, headers, holds, home, kept_forms, language, notices, organisations, requests,
    search, session, sign_in, static_files, trail, verify,
};
use crate::app::App;
use crate::domain::actor::{Actor, Role};
use crate::domain::change::Refusal;
use crate::domain::requests::acts::Act;
use crate::service::denials;
use crate::store::settings::Site;

/// Who may call a route at all. What they may know of is the store's affair, what they may do the rules'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody, and only in the demonstration; elsewhere there is no such route.
    Demo,
    /// Whoever is signed in.
    Member,
    /// Officers and supervisors.
    Agency,
    /// Officers.
    Officer,
    /// Supervisors.
    Supervisor,
    /// Administrators of agencies.
    AgencyAdmin,
    /// Everybody at an exchange.
    Exchange,
    /// Who takes requests on at an exchange.
    Intake,
    /// Who answers at an exchange.
    Responder,
    /// Who answers or refuses at an exchange: responders, and counsel, who refuses.
    ResponderOrCounsel,
    /// Counsel at an exchange.
    Counsel,
    /// Administrators of exchanges.
    ExchangeAdmin,
    /// Both sides of a request: agencies and exchanges.
    Parties,
    /// Those of both sides who work on requests.
    Workers,
    /// Coordinators.
    Coordinator,
    /// Auditors.
    Auditor,
    /// Auditors, and the platform's verifiers and operators.
    AuditorOrPlatform,
    /// Verifiers of the platform.
    Verifier,
    /// Operators of the platform.
    Operator,
}

impl Access {
    /// The roles that open it; nothing where it does not go by role.
    pub const fn roles(self) -> Option<&'static [Role]> {
        match self {
            Self::Public | Self::Demo | Self::Member => None,
            Self::Agency => Some(&[Role::Officer, Role::Supervisor]),
            Self::Officer => Some(&[Role::Officer]),
            Self::Supervisor => Some(&[Role::Supervisor]),
            Self::AgencyAdmin => Some(&[Role::AgencyAdmin]),
            Self::Exchange => Some(&[Role::Intake, Role::Responder, Role::Counsel, Role::ExchangeAdmin]),
            Self::Intake => Some(&[Role::Intake]),
            Self::Responder => Some(&[Role::Responder]),
            // The rule says who answers and refuses; the route repeats it and adds nothing.
            Self::ResponderOrCounsel => Some(Act::Answer.roles()),
            Self::Counsel => Some(&[Role::Counsel]),
            Self::ExchangeAdmin => Some(&[Role::ExchangeAdmin]),
            Self::Parties => Some(&[
                Role::Officer,
                Role::Supervisor,
                Role::Intake,
                Role::Responder,
                Role::Counsel,
                Role::ExchangeAdmin,
            ]),
            Self::Workers => Some(&[
                Role::Officer,
                Role::Supervisor,
                Role::Intake,
                Role::Responder,
                Role::Counsel,
            ]),
            Self::Coordinator => Some(&[Role::Coordinator]),
            Self::Auditor => Some(&[Role::Auditor]),
            Self::AuditorOrPlatform => Some(&[Role::Auditor, Role::Verifier, Role::Operator]),
            Self::Verifier => Some(&[Role::Verifier]),
            Self::Operator => Some(&[Role::Operator]),
        }
    }

    /// Whether one must be signed in.
    pub const fn is_for_members(self) -> bool {
        !matches!(self, Self::Public | Self::Demo)
    }

    /// Whether `actor` may call.
    ///
    /// # Errors
    /// Names the roles that may.
    pub fn permits(self, actor: &Actor) -> Result<(), Refusal> {
        match self.roles() {
            Some(roles) => actor.has_any(roles).map(|_| ()),
            None => Ok(()),
        }
    }
}

/// A line of the table.
#[derive(Clone, Copy)]
pub struct Route {
    /// `GET` or `POST`. Whoever may GET may HEAD.
    pub method: &'static str,
    /// As actix reads it: `/requests/{number}`.
    pub path: &'static str,
    /// Who may call.
    pub access: Access,
    /// The handler, as in `requests::show`.
    pub name: &'static str,
    route: fn() -> actix_web::Route,
}

impl Route {
    /// The route for `method` at the pattern `path`.
    pub fn find(method: &Method, path: &str) -> Option<&'static Self> {
        let method = if method == Method::HEAD { "GET" } else { method.as_str() };
        ROUTES.iter().find(|route| route.path == path && route.method == method)
    }
}

impl Route {
    /// Whether there is a page at `path` that `actor` may ask for.
    pub fn is_open(path: &str, actor: &Actor) -> bool {
        Self::find(&Method::GET, path).is_some_and(|route| route.access.permits(actor).is_ok())
    }
}

macro_rules! method {
    (get) => {
        ("GET", web::route().guard(guard::Any(guard::Get()).or(guard::Head())))
    };
    (post) => {
        ("POST", web::post())
    };
}

/// Declares the table: `method "path" Access module::handler;` a line.
macro_rules! routes {
    ($($method:ident $path:literal $access:ident $($handler:ident)::+;)+) => {
        /// Every route of the site.
        pub static ROUTES: &[Route] = &[$(Route {
            method: verb(stringify!($method)),
            path: $path,
            access: Access::$access,
            name: stringify!($($handler)::+),
            route: || method!($method).1.to(Caught($($handler)::+)),
        },)+];
    };
}

/// The method of the word in the table.
const fn verb(word: &'static str) -> &'static str {
    match word.as_bytes() {
        b"get" => "GET",
        _ => "POST",
    }
}

routes! {
    get  "/"                            Public  home::start;
    get  "/home"                        Member  home::show;
    get  "/sign-in"                     Public  sign_in::show;
    post "/sign-in"                     Public  sign_in::create;
    post "/sign-out"                    Public  sign_in::end;
    post "/demo/sign-in"                Demo    demo::sign_in;
    post "/language"                    Public  language::choose;
    post "/language/form"               Public  language::carry;
    get  "/kept/{ticket}"               Member  kept_forms::show;
    get  "/search"                      Workers search::show;
    get  "/requests"                    Workers requests::index;
    get  "/holds"                       Workers holds::index;
    get  "/verify"                      Public  verify::new;
    get  "/verify/{code}"               Public  verify::show;
    get  "/account"                     Member  account::show;
    post "/account/sessions/{id}/end"   Member  account::end_session;
    get  "/notices"                     Member  notices::index;
    post "/notices/reading"             Member  notices::mark_all;
    post "/notices/{id}/reading"        Member  notices::mark;
    get  "/organisations"               Member  organisations::index;
    get  "/trail"                       Auditor trail::index;
    get  "/trail/{leaf}"                Auditor trail::show;
    get  "/cases"                       Agency  cases::index;
    post "/cases"                       Agency  cases::create;
    get  "/cases/new"                   Agency  cases::new;
    get  "/cases/{id}"                  Agency  cases::show;
    get  "/cases/{id}/edit"             Agency  cases::edit;
    post "/cases/{id}/edit"             Agency  cases::revise;
    get  "/cases/{id}/status"           Agency  cases::ask_status;
    post "/cases/{id}/status"           Agency  cases::set_status;
    get  "/cases/{id}/indicators/new"   Agency  cases::new_indicators;
    post "/cases/{id}/indicators/preview" Agency cases::preview_indicators;
    post "/cases/{id}/indicators"       Agency  cases::add_indicators;
    get  "/cases/{id}/indicators/{position}/tag" Agency cases::ask_tag;
    post "/cases/{id}/indicators/{position}/tag" Agency cases::say_tag;
    post "/csp-report"                  Public  headers::report;
    get  "/cases/{id}/requests/new"                           Agency              requests::drafting::new;
    post "/cases/{id}/requests"                               Agency              requests::drafting::create;
    get  "/requests/{reference}"                              Parties             requests::show::show;
    post "/requests/{reference}"                              Agency              requests::drafting::update;
    get  "/requests/{reference}/edit"                         Agency              requests::drafting::edit;
    get  "/requests/{reference}/again/new"                    Agency              requests::again::new;
    post "/requests/{reference}/again"                        Agency              requests::again::create;
    get  "/requests/{reference}/extension/new"                Agency              requests::following::new_extension;
    post "/requests/{reference}/extension"                    Agency              requests::following::extend;
    get  "/requests/{reference}/release/new"                  Agency              requests::following::new_release;
    post "/requests/{reference}/release"                      Agency              requests::following::release;
    get  "/requests/{reference}/submission"                   Agency              requests::asker_acts::submission::new;
    post "/requests/{reference}/submission"                   Agency              requests::asker_acts::submission::create;
    get  "/requests/{reference}/approval"                     Supervisor          requests::asker_acts::approval::new;
    post "/requests/{reference}/approval"                     Supervisor          requests::asker_acts::approval::create;
    get  "/requests/{reference}/return"                       Supervisor          requests::asker_acts::sending_back::new;
    post "/requests/{reference}/return"                       Supervisor          requests::asker_acts::sending_back::create;
    get  "/requests/{reference}/discard"                      Agency              requests::asker_acts::discard::new;
    post "/requests/{reference}/discard"                      Agency              requests::asker_acts::discard::create;
    get  "/requests/{reference}/answers"                      Agency              requests::asker_acts::answers::new;
    post "/requests/{reference}/answers"                      Agency              requests::asker_acts::answers::create;
    get  "/requests/{reference}/maintenance"                  Supervisor          requests::asker_acts::maintenance::new;
    post "/requests/{reference}/maintenance"                  Supervisor          requests::asker_acts::maintenance::create;
    get  "/requests/{reference}/withdrawal"                   Supervisor          requests::asker_acts::withdrawal::new;
    post "/requests/{reference}/withdrawal"                   Supervisor          requests::asker_acts::withdrawal::create;
    get  "/requests/{reference}/acceptance"                   Agency              requests::asker_acts::acceptance::new;
    post "/requests/{reference}/acceptance"                   Agency              requests::asker_acts::acceptance::create;
    get  "/requests/{reference}/dispute"                      Agency              requests::disputes::new;
    post "/requests/{reference}/dispute"                      Agency              requests::disputes::create;
    get  "/requests/{reference}/deadline"                     Supervisor          requests::asker_acts::deadline::new;
    post "/requests/{reference}/deadline"                     Supervisor          requests::asker_acts::deadline::create;
    get  "/requests/{reference}/review"                       Supervisor          requests::review::new;
    post "/requests/{reference}/review"                       Supervisor          requests::review::create;
    get  "/requests/{reference}/reopening"                    Parties             requests::disputes::reopening::new;
    post "/requests/{reference}/reopening"                    Parties             requests::disputes::reopening::create;
    get  "/requests/{reference}/acknowledgement"              Intake              requests::recipient_acts::acknowledgement::new;
    post "/requests/{reference}/acknowledgement"              Intake              requests::recipient_acts::acknowledgement::create;
    get  "/requests/{reference}/assignment"                   Intake              requests::recipient_acts::assignment::new;
    post "/requests/{reference}/assignment"                   Intake              requests::recipient_acts::assignment::create;
    get  "/requests/{reference}/redirection"                  Intake              requests::recipient_acts::redirection::new;
    post "/requests/{reference}/redirection"                  Intake              requests::recipient_acts::redirection::create;
    get  "/requests/{reference}/questions"                    Exchange            requests::recipient_acts::questions::new;
    post "/requests/{reference}/questions"                    Exchange            requests::recipient_acts::questions::create;
    post "/requests/{reference}/start"                        Responder           requests::recipient_acts::start;
    get  "/requests/{reference}/targets/{position}/answer"    ResponderOrCounsel  requests::answer::new;
    post "/requests/{reference}/targets/{position}/answer"    ResponderOrCounsel  requests::answer::create;
    get  "/requests/{reference}/refusal"                      ResponderOrCounsel  requests::refusal::new;
    post "/requests/{reference}/refusal"                      ResponderOrCounsel  requests::refusal::create;
    get  "/requests/{reference}/withdrawal/confirmation"      Responder           requests::confirmation::new;
    post "/requests/{reference}/withdrawal/confirmation"      Responder           requests::confirmation::create;
    get  "/requests/{reference}/holds/{hold}/extension"       Responder           requests::measure_acts::extension::new;
    post "/requests/{reference}/holds/{hold}/extension"       Responder           requests::measure_acts::extension::create;
    get  "/requests/{reference}/holds/{hold}/lift"            Responder           requests::measure_acts::lift::new;
    post "/requests/{reference}/holds/{hold}/lift"            Responder           requests::measure_acts::lift::create;
    get  "/requests/{reference}/holds/{hold}/lapse"           Responder           requests::measure_acts::lapse::new;
    post "/requests/{reference}/holds/{hold}/lapse"           Responder           requests::measure_acts::lapse::create;
    get  "/requests/{reference}/preservations/{preservation}/extension" Responder requests::measure_acts::extension::new;
    post "/requests/{reference}/preservations/{preservation}/extension" Responder requests::measure_acts::extension::create;
    get  "/requests/{reference}/preservations/{preservation}/lift"      Responder requests::measure_acts::lift::new;
    post "/requests/{reference}/preservations/{preservation}/lift"      Responder requests::measure_acts::lift::create;
    get  "/requests/{reference}/preservations/{preservation}/lapse"     Responder requests::measure_acts::lapse::new;
    post "/requests/{reference}/preservations/{preservation}/lapse"     Responder requests::measure_acts::lapse::create;
    get  "/static/{file:.*}"            Public  static_files::show;
}

/// The whole site: who calls, error pages and headers around every route and around what is none.
pub fn configure(config: &mut web::ServiceConfig) {
    let site = web::scope("")
        .configure(table)
        .default_service(web::to(async || -> Answer { Err(Failure::NotFound) }))
        .wrap(from_fn(session::identify))
        .wrap(from_fn(error::pages))
        .wrap(from_fn(headers::set));
    config.service(site);
}

/// Serves the table. Among paths of one shape the one with more fixed words is asked first, wherever it stands.
fn table(config: &mut web::ServiceConfig) {
    let mut paths: Vec<&'static str> = ROUTES.iter().map(|route| route.path).collect();
    paths.sort_by_key(|path| path.split('/').map(|part| part.contains('{')).collect::<Vec<_>>());
    let mut served = Vec::new();
    for path in paths {
        if served.contains(&path) {
            continue;
        }
        served.push(path);
        let mut resource = web::resource(path);
        for route in ROUTES.iter().filter(|route| route.path == path) {
            resource = resource.route((route.route)());
        }
        config.service(resource.wrap(from_fn(move |request, next| admit(path, request, next))));
    }
}

/// Asks the table before the handler: no such method 405, not signed in: sign in first, wrong role 403 with the reason.
async fn admit(
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
    match super::denials::reason(response, noticed) {
        Some(_) if response.status() == StatusCode::NOT_FOUND && !is_for_members => Ok(()),
        Some(reason) => super::denials::keep(response.request(), path, reason).await,
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
    let Some(actor) = &around.actor else {
        return Err(form::sign_in_first(request).await);
    };
    let Err(refusal) = route.access.permits(actor) else {
        return Ok(());
    };
    super::denials::keep(request.request(), route.path, refusal.code()).await?;
    Err(Failure::Refused(refusal))
}

/// The app behind a call.
pub fn app_of(request: &HttpRequest) -> Result<web::Data<App>, Failure> {
    request
        .app_data::<web::Data<App>>()
        .cloned()
        .ok_or_else(|| Failure::internal("there is no app"))
}

/// A handler whose panic is an answer like any other failure: the process lives, and the page is ours (S46).
#[derive(Clone)]
struct Caught<H>(H);

impl<H, Args> Handler<Args> for Caught<H>
where
    H: Handler<Args, Output = Answer>,
    Args: FromRequest + 'static,
{
    type Output = Answer;
    type Future = LocalBoxFuture<'static, Answer>;

    fn call(&self, args: Args) -> Self::Future {
        let handled = AssertUnwindSafe(self.0.call(args)).catch_unwind();
        Box::pin(async move {
            handled.await.unwrap_or_else(|_| {
                metrics::counter!("crosshold_panics_total").increment(1);
                Err(Failure::internal("the handler panicked"))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_route_stands_in_the_table_twice() {
        let mut seen = HashSet::new();
        for route in ROUTES {
            assert!(
                seen.insert((route.method, route.path)),
                "{} {}",
                route.method,
                route.path
            );
        }
    }

    #[test]
    fn who_may_get_may_head() {
        for route in ROUTES.iter().filter(|route| route.method == "GET") {
            let head = Route::find(&Method::HEAD, route.path).map(|route| route.name);
            assert_eq!(head, Some(route.name));
        }
        assert!(Route::find(&Method::TRACE, "/").is_none());
    }
}
