//! Who calls: the session behind the cookie, the language, the time and the id of the call.

use std::cell::Cell;
use std::net::IpAddr;
use std::rc::Rc;

use actix_web::body::MessageBody;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest, ResponseError, web};
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use subtle::ConstantTimeEq;

use super::denials;
use super::error::Failure;
use super::form::token;
use super::kept_forms;
use super::nul;
use super::routes::{Route, app_of};
use crate::app::App;
use crate::domain::actor::Actor;
use crate::domain::audit::{self, Call};
use crate::domain::ids::CallId;
use crate::domain::pace::NOWHERE;
use crate::domain::people::Stage;
use crate::domain::values::{Country, Time};
use crate::service::Context;
use crate::service::sign_in::{self, secret};
use crate::store::sessions::Session;
use crate::text::Language;

/// The cookie of a session.
pub const SESSION: &str = "__Host-session";
/// The cookie of whoever is not signed in: what the tokens of their forms are made from.
pub const BEFORE: &str = "__Host-before";
/// The cookie of the language chosen without an account.
pub const LANGUAGE: &str = "__Host-language";

/// The cookie of a browser in which somebody has signed in: an account knows it again by that.
pub const DEVICE: &str = "__Host-device";

/// What is known of a call before its handler.
#[derive(Debug)]
pub struct Around {
    /// When it came.
    pub now: Time,
    /// Its id and where it came from.
    pub call: Call,
    /// Its session, where somebody is signed in.
    pub session: Option<Session>,
    /// The session of a sign-in that is not complete; its person is nobody yet but on the pages of its next steps.
    pub pending: Option<Session>,
    /// Who acts, where somebody is signed in.
    pub actor: Option<Actor>,
    /// The language of the answer.
    pub language: Language,
    /// The name of the browser, cut short.
    pub agent: String,
    /// The network address it came from, where it has one.
    pub address: Option<IpAddr>,
    /// The country it came from, where a proxy of ours is to tell it.
    pub country: Option<Country>,
    /// The cookie by which an account may know the browser.
    pub device: Option<String>,
    /// What the tokens of its forms are made from.
    form_secret: String,
    csrf: String,
    /// Whether the caller must be given the cookie of [`BEFORE`].
    is_new: Cell<bool>,
}

impl Around {
    /// What is known of the call `request`.
    pub fn of(request: &HttpRequest) -> Result<Rc<Self>, Failure> {
        request
            .extensions()
            .get::<Rc<Self>>()
            .cloned()
            .ok_or_else(|| Failure::internal("the call was not identified"))
    }

    /// The token its forms must carry.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// What only this browser has, as long as its session: what it began, nobody else ends.
    pub fn browser(&self) -> &str {
        &self.form_secret
    }

    /// Whether `token` is the one its forms carry. In constant time.
    pub fn accepts(&self, token: &str) -> bool {
        self.csrf.as_bytes().ct_eq(token.as_bytes()).into()
    }
}

/// Finds out who calls, refuses what another site sent, and hands both to what is inside.
pub async fn identify(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let around = match around(request.request()).await {
        Ok(around) => Rc::new(around),
        Err(failure) => return Ok(request.into_response(failure.error_response())),
    };
    request.extensions_mut().insert(Rc::clone(&around));
    // What no route takes changes nothing, whoever sent it: the answer says so (S47).
    let route = request.match_pattern().unwrap_or_default();
    let is_taken = Route::find(request.method(), &route).is_some();
    let answer = if is_taken && is_foreign(request.request()) {
        // Somebody has their name used, or uses it so.
        let kept = denials::keep(request.request(), &route, "foreign").await;
        let failure = kept.err().unwrap_or(Failure::Foreign);
        request.into_response(failure.error_response())
    } else if nul::in_address(&mut request) {
        request.into_response(Failure::NotFound.error_response())
    } else if let Err(failure) = kept_forms::fill(&mut request, &around).await {
        request.into_response(failure.error_response())
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    Ok(answer)
}

/// Gives the cookie of [`BEFORE`] with a page that has forms, where the caller has none.
pub fn give_cookies<B>(response: &mut ServiceResponse<B>) {
    let Ok(around) = Around::of(response.request()) else {
        return;
    };
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page && around.is_new.get() {
        // A header value of ours cannot be refused.
        let _ = response
            .response_mut()
            .add_cookie(&cookie(BEFORE, around.form_secret.clone()));
    }
}

/// A cookie only this site reads, only over TLS, never a script, never on behalf of another site (S17).
pub fn cookie(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .finish()
}

/// The cookie of a language, for a year.
pub fn language_cookie(language: Language) -> Cookie<'static> {
    let mut cookie = cookie(LANGUAGE, language.tag().to_owned());
    cookie.set_max_age(Duration::days(365));
    cookie
}

/// The cookie of a browser, for a year.
pub fn device_cookie(token: String) -> Cookie<'static> {
    let mut cookie = cookie(DEVICE, token);
    cookie.set_max_age(Duration::days(365));
    cookie
}

/// Takes the cookie `name` away.
pub fn no_cookie(name: &'static str) -> Cookie<'static> {
    let mut cookie = cookie(name, String::new());
    cookie.make_removal();
    cookie
}

/// Whether another site sent this: it would change something, and the browser does not say that we asked (S37).
/// A browser that does not tell the site must name our own address as the origin; one that tells both must not
/// contradict itself. Our pages send no referrer, so that browsers call their origin `null`. Reports of the browser
/// itself are not acts.
fn is_foreign(request: &HttpRequest) -> bool {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    ) {
        return false;
    }
    // Nor are calls of providers, who come without a browser and show what they have signed.
    if request.path() == super::headers::REPORT || super::providers::logout::is_of_provider(request.path()) {
        return false;
    }
    let said = |name: &str| {
        let mut values = request.headers().get_all(name).map(header::HeaderValue::as_bytes);
        (values.next(), values.next().is_some())
    };
    let app = app_of(request).ok();
    let is_own = |origin: &[u8]| app.as_ref().is_some_and(|app| app.is_own(origin));
    match (said("sec-fetch-site"), said("origin")) {
        // Said twice is said by two.
        ((_, true), _) | (_, (_, true)) => true,
        ((Some(site), _), (origin, _)) => {
            site != b"same-origin" || origin.is_some_and(|origin| origin != b"null" && !is_own(origin))
        }
        ((None, _), (origin, _)) => !origin.is_some_and(is_own),
    }
}

/// Keys the hashes of where calls come from.
pub fn hash_key(app: &App) -> [u8; 32] {
    Sha256::digest(app.secret.expose()).into()
}

async fn around(request: &HttpRequest) -> Result<Around, Failure> {
    let app = app_of(request)?;
    let now = app.now();
    let agent = agent(request);
    let id = request.extensions().get::<CallId>().copied();
    let call = Call {
        id: id.unwrap_or_else(|| CallId::new(now)),
        source: Some(audit::source(&hash_key(&app), &address(request, &app), &agent)),
    };
    let is_static = request.path().starts_with("/static/");
    let session = match request.cookie(SESSION) {
        Some(token) if !is_static => sign_in::resume(&app.db, now, token.value(), is_sign_of_life(request)).await?,
        Some(_) | None => None,
    };
    let country = country(request, &app);
    let actor = session.as_ref().and_then(|session| session.actor(now, country));
    let csrf_of = session.as_ref().map(|session| session.person.id);
    let before = request
        .cookie(BEFORE)
        .map(|cookie| cookie.value().to_owned())
        .filter(|value| (32..=64).contains(&value.len()));
    let (form_secret, is_new) = match (&session, before) {
        (Some(session), _) => (session.form_secret.clone(), false),
        (None, Some(before)) => (before, false),
        (None, None) => (secret()?, true),
    };
    let csrf = token::token(&hash_key(&app), &form_secret, csrf_of);
    let language = language(request, session.as_ref(), app.settings.site_language);
    let (session, pending) = match session {
        Some(session) if session.stage == Stage::Complete => (Some(session), None),
        pending => (None, pending),
    };
    Ok(Around {
        now,
        call,
        language,
        session,
        pending,
        actor,
        agent,
        address: address(request, &app).parse().ok(),
        country,
        device: request.cookie(DEVICE).map(|cookie| cookie.value().to_owned()),
        form_secret,
        csrf,
        is_new: Cell::new(is_new),
    })
}

/// What a page asks for by itself does not keep a session alive (S18): live updates and previews.
fn is_sign_of_life(request: &HttpRequest) -> bool {
    let dest = request.headers().get("sec-fetch-dest");
    *request.method() != Method::GET || dest.is_none_or(|dest| dest == "document")
}

/// The account's language, else the one chosen, else the one the browser asks for, else the site's.
fn language(request: &HttpRequest, session: Option<&Session>, site: Language) -> Language {
    let of_account = session.and_then(|session| Language::from_tag(&session.person.language));
    let chosen = || {
        request
            .cookie(LANGUAGE)
            .and_then(|cookie| Language::from_tag(cookie.value()))
    };
    let asked = || {
        let header = request.headers().get(header::ACCEPT_LANGUAGE)?;
        Language::negotiate(header.to_str().ok()?)
    };
    of_account.or_else(chosen).or_else(asked).unwrap_or(site)
}

/// How much of a browser's name is read.
const LONGEST_AGENT: usize = 256;

fn agent(request: &HttpRequest) -> String {
    let name = request.headers().get(header::USER_AGENT);
    let name = name.and_then(|name| name.to_str().ok()).unwrap_or_default();
    name.chars().take(LONGEST_AGENT).collect()
}

/// The caller's network address; what a proxy says counts only where the proxy is ours (S43).
pub fn address(request: &HttpRequest, app: &App) -> String {
    let Some(peer) = request.peer_addr() else {
        return String::new();
    };
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok());
    app.settings.proxies.client(peer.ip(), forwarded).to_string()
}

/// The country a call comes from, as a proxy of ours says in the header that is set. Where none of ours says it, or what is
/// said is none, it comes from nowhere that is known; where no header is set, none is asked.
fn country(request: &HttpRequest, app: &App) -> Option<Country> {
    let header = app.settings.country_header.as_deref()?;
    let is_ours = request
        .peer_addr()
        .is_some_and(|peer| app.settings.proxies.trusts(peer.ip().to_canonical()));
    let mut said = request.headers().get_all(header).filter(|_| is_ours);
    // Said twice is said by two.
    let said = match (said.next(), said.next()) {
        (Some(said), None) => said.to_str().unwrap_or_default(),
        (_, _) => "",
    };
    said.trim()
        .to_ascii_uppercase()
        .parse()
        .or_else(|_| NOWHERE.parse())
        .ok()
}

/// Where a sign-in goes on that is not complete.
pub const fn next_step(stage: Stage) -> &'static str {
    match stage {
        Stage::PasswordDone => "/sign-in/factor",
        Stage::Enrolling => "/account/factors",
        Stage::Complete => "/home",
    }
}

/// Whoever is signed in, with what a use case needs. A handler of a route for members takes this.
#[derive(Clone)]
pub struct Caller {
    /// The app.
    pub app: web::Data<App>,
    /// What is known of the call.
    pub around: Rc<Around>,
    actor: Actor,
}

impl Caller {
    /// What the use case needs.
    pub fn context(&self) -> Context<'_> {
        Context {
            db: &self.app.db,
            actor: &self.actor,
            now: self.around.now,
            call: &self.around.call,
            as_of: None,
        }
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl FromRequest for Caller {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready((|| {
            let around = Around::of(request)?;
            // The table lets nobody else come here; without this a route declared too wide would answer.
            let actor = around.actor.clone().ok_or(Failure::NotFound)?;
            Ok(Self {
                app: app_of(request)?,
                around,
                actor,
            })
        })())
    }
}

/// Whoever is signing in, or is signed in: what the pages of second factors need. They act on the session's own person, and
/// no address or form names another (S05).
#[derive(Clone)]
pub struct Entrant {
    /// The app.
    pub app: web::Data<App>,
    /// What is known of the call.
    pub around: Rc<Around>,
    session: Session,
}

impl Entrant {
    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }
}

impl FromRequest for Entrant {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready((|| {
            let around = Around::of(request)?;
            let session = around.session.as_ref().or(around.pending.as_ref());
            Ok(Self {
                app: app_of(request)?,
                session: session.cloned().ok_or(Failure::NotFound)?,
                around,
            })
        })())
    }
}
