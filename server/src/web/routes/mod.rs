//! Every route with who may call it, as data: what is not in the table is not served, and a line without its
//! [`Access`] does not compile.

mod access;
mod admission;

use actix_web::dev::Handler;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{FromRequest, HttpRequest, guard, web};
use futures_util::future::{FutureExt, LocalBoxFuture};
use std::panic::AssertUnwindSafe;

pub use access::Access;
use admission::admit;

use super::error::Failure;
use super::page::Answer;
use super::{
    access as rules, account, applications, assurance, attestations, cases, demo, error, headers, holds, home,
    invitations, kept_forms, language, members, notices, organisations, passkeys, providers, requests, search, session,
    sign_in, static_files, suspensions, trail, verify,
};
use crate::app::App;
use crate::domain::actor::Actor;

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
    get  "/sign-in/factor"              Pending sign_in::factor::new;
    post "/sign-in/factor"              Pending sign_in::factor::create;
    get  "/sign-in/recovery"            Pending sign_in::factor::new_recovery;
    post "/sign-in/recovery"            Pending sign_in::factor::recover;
    get  "/sign-in/reset"               Public  sign_in::reset::new;
    post "/sign-in/reset"               Public  sign_in::reset::create;
    get  "/sign-in/reset/{token}"       Public  sign_in::reset::show;
    post "/sign-in/reset/{token}"       Public  sign_in::reset::set;
    get  "/confirmation"                Member  sign_in::confirmation::new;
    post "/confirmation"                Member  sign_in::confirmation::create;
    get  "/sign-in/provider"            Public  sign_in::provider::new;
    post "/sign-in/provider"            Public  sign_in::provider::create;
    get  "/sign-in/provider/return"     Public  sign_in::provider::finish;
    get  "/sign-in/provider/acceptance" Public  sign_in::provider::ask;
    post "/sign-in/provider/acceptance" Public  sign_in::provider::accept;
    post "/confirmation/provider"       Member  sign_in::provider::confirm;
    get  "/provider"                    Administrator providers::show;
    get  "/provider/binding"            Administrator providers::binding::new;
    post "/provider/binding"            Administrator providers::binding::create;
    get  "/provider/edit"               Administrator providers::settings::edit;
    post "/provider/edit"               Administrator providers::settings::update;
    get  "/provider/secret"             Administrator providers::binding::new_secret;
    post "/provider/secret"             Administrator providers::binding::replace_secret;
    post "/provider/test"               Administrator providers::test;
    get  "/provider/unbinding"          Administrator providers::binding::ask_unbind;
    post "/provider/unbinding"          Administrator providers::binding::unbind;
    post "/providers/{id}/logout"       Public  providers::logout::create;
    post "/demo/confirmation"           Demo    sign_in::confirmation::by_demonstration;
    post "/demo/sign-in"                Demo    demo::sign_in;
    post "/sign-in/passkey"             Public  passkeys::showing::alone;
    post "/sign-in/passkey/challenge"   Public  passkeys::showing::begin_alone;
    get  "/sign-in/factor/passkey"      Pending passkeys::showing::new_factor;
    post "/sign-in/factor/passkey"      Pending passkeys::showing::complete;
    post "/sign-in/factor/passkey/challenge" Pending passkeys::showing::begin_factor;
    post "/confirmation/passkey"        Member  passkeys::showing::confirm;
    post "/confirmation/passkey/challenge" Member passkeys::showing::begin_confirmation;
    get  "/account/passkeys"            Member  passkeys::own::index;
    get  "/account/passkeys/new"        Enrolment passkeys::own::new;
    post "/account/passkeys"            Enrolment passkeys::own::create;
    post "/account/passkeys/challenge"  Enrolment passkeys::own::begin;
    get  "/account/passkeys/{id}"       Member  passkeys::own::show;
    post "/account/passkeys/{id}"       Member  passkeys::own::rename;
    post "/account/passkeys/{id}/removal" Member passkeys::own::remove;
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
    get  "/account/factors"             Enrolment account::factors::new;
    post "/account/factors"             Enrolment account::factors::create;
    post "/account/factors/totp/removal" Member account::recovery::remove_totp;
    post "/account/recovery-codes"      Member  account::recovery::create;
    get  "/account/password"            Member  account::password::new;
    post "/account/password"            Member  account::password::create;
    post "/account/session"             Member  account::keep;
    post "/account/sessions/end"        Member  account::end_others;
    post "/account/devices/{id}/removal" Member account::forget_device;
    get  "/notices"                     Member  notices::index;
    post "/notices/reading"             Member  notices::mark_all;
    post "/notices/{id}/reading"        Member  notices::mark;
    get  "/organisations"               Member  organisations::index;
    get  "/access"                      AuditorOrVerifier rules::show;
    get  "/organisations/{id}"          Member  organisations::show;
    get  "/organisations/{id}/renewal"  Verifier attestations::new_renewal;
    post "/organisations/{id}/renewal"  Verifier attestations::renew;
    get  "/organisations/{id}/pace"     PaceReader organisations::pace::show;
    post "/organisations/{id}/pace"     AgencyAdmin organisations::pace::set;
    get  "/attestation"                 Administrator attestations::new;
    post "/attestation"                 Administrator attestations::create;
    get  "/join"                        Public  applications::new;
    post "/join"                        Public  applications::create;
    get  "/join/{reference}"            Public  applications::received;
    get  "/applications"                Verifier applications::index;
    get  "/applications/{id}"           Verifier applications::show;
    get  "/applications/{id}/confirmation" Verifier applications::new_confirmation;
    post "/applications/{id}/confirmation" Verifier applications::confirm;
    get  "/applications/{id}/correction" Verifier applications::new_correction;
    post "/applications/{id}/correction" Verifier applications::correct;
    get  "/applications/{id}/refusal"   Verifier applications::new_refusal;
    post "/applications/{id}/refusal"   Verifier applications::refuse;
    get  "/applications/{id}/withdrawal" Verifier applications::new_withdrawal;
    post "/applications/{id}/withdrawal" Verifier applications::withdraw;
    get  "/suspensions"                 VerifierOrAdmin suspensions::index;
    get  "/suspensions/new"             VerifierOrAdmin suspensions::new;
    get  "/suspensions/{id}"            VerifierOrAdmin suspensions::show;
    get  "/suspensions/{id}/lift"       VerifierOrAdmin suspensions::ask_lift;
    post "/suspensions/{id}/lift"       VerifierOrAdmin suspensions::lift;
    get  "/people/{id}/suspension"      VerifierOrAdmin suspensions::of_person;
    post "/people/{id}/suspension"      VerifierOrAdmin suspensions::suspend;
    get  "/organisations/{id}/suspension" VerifierOrAdmin suspensions::of_organisation;
    post "/organisations/{id}/suspension" VerifierOrAdmin suspensions::lock_down;
    get  "/invitations/{token}"                      Public        invitations::acceptance::show;
    post "/invitations/{token}"                      Public        invitations::acceptance::accept;
    get  "/members"                                  VerifierOrAdmin members::index;
    get  "/members/sessions"                         VerifierOrAdmin members::sessions::ask_all;
    post "/members/sessions"                         VerifierOrAdmin members::sessions::end_all;
    get  "/members/invitations/new"                  VerifierOrAdmin invitations::new;
    post "/members/invitations"                      VerifierOrAdmin invitations::create;
    get  "/members/invitations/{id}"                 VerifierOrAdmin invitations::show;
    post "/members/invitations/{id}/resending"       VerifierOrAdmin invitations::resend;
    post "/members/invitations/{id}/withdrawal"      VerifierOrAdmin invitations::withdraw;
    get  "/members/{id}"                             VerifierOrAdmin members::show;
    get  "/members/{id}/roles"                       VerifierOrAdmin members::roles::new;
    post "/members/{id}/roles"                       VerifierOrAdmin members::roles::create;
    get  "/members/{id}/edit"                        VerifierOrAdmin members::corrections::edit;
    post "/members/{id}/edit"                        VerifierOrAdmin members::corrections::update;
    get  "/members/{id}/sessions"                    VerifierOrAdmin members::sessions::ask;
    post "/members/{id}/sessions"                    VerifierOrAdmin members::sessions::end;
    get  "/members/{id}/leaving"                     VerifierOrAdmin members::leaving::new;
    post "/members/{id}/leaving"                     VerifierOrAdmin members::leaving::create;
    get  "/members/{id}/reinstatement"               VerifierOrAdmin members::reinstatement::new;
    post "/members/{id}/reinstatement"               VerifierOrAdmin members::reinstatement::create;
    get  "/assurance"                                VerifierOrLead  assurance::index;
    get  "/members/{id}/assurance"                   VerifierOrLead  assurance::show;
    post "/members/{id}/assurance/asking"            VerifierOrLead  assurance::ask;
    get  "/members/{id}/assurance/{act}"             VerifierOrLead  assurance::new;
    post "/members/{id}/assurance/{act}"             VerifierOrLead  assurance::create;
    get  "/members/{id}/evidence/{evidence}/revocation"  VerifierOrLead assurance::ask_revocation;
    post "/members/{id}/evidence/{evidence}/revocation"  VerifierOrLead assurance::revoke;
    post "/account/asking"              Member  assurance::ask_own;
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
    get  "/requests/{reference}/approval"                     Supervisor          requests::approval::new;
    post "/requests/{reference}/approval"                     Supervisor          requests::approval::create;
    post "/requests/{reference}/approval/challenge"           Supervisor          passkeys::signing::begin;
    get  "/requests/{reference}/approvals/{n}.json"           Parties             passkeys::signing::show;
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
    get  "/requests/{reference}/standing-by"                  Supervisor          requests::asker_acts::standing_by::new;
    post "/requests/{reference}/standing-by"                  Supervisor          requests::asker_acts::standing_by::create;
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
