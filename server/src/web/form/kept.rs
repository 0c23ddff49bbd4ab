//! What was typed into a form that met no session, or that changes its language: kept for the person it was made for,
//! until that person can see it again.

use actix_web::dev::Payload;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::{TOKEN, body, name_of, token};
use crate::app::App;
use crate::domain::ids::PersonId;
use crate::service::kept_forms::{self, Written};
use crate::web::error::Failure;
use crate::web::landing::{is_form_of_members, landing};
use crate::web::page::local;
use crate::web::routes::app_of;
use crate::web::session::{Around, hash_key};

/// The field that asks to see the form again before it counts.
pub const RESUME: &str = "resume";

/// Where one was going when there was no session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// A path of this site that can be asked for.
    pub to: String,
    /// Opens the form, where one was filled in.
    pub ticket: Option<String>,
    /// Whether something was typed that could not be kept.
    pub is_lost: bool,
}

impl Kept {
    /// What the hidden fields of a sign-in say. Nothing where they are none of ours.
    pub fn read(to: &str, ticket: &str) -> Option<Self> {
        const LONGEST: usize = 64;
        let is_ticket = |ticket: &&str| {
            let mut letters = ticket.chars();
            (1..=LONGEST).contains(&ticket.len())
                && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        };
        Some(Self {
            to: landing(local(to)?),
            ticket: Some(ticket).filter(is_ticket).map(str::to_owned),
            is_lost: false,
        })
    }
}

impl Kept {
    /// As it is kept with a sign-in that is not complete.
    pub fn written(&self) -> Option<String> {
        serde_json::to_string(&(&self.to, &self.ticket)).ok()
    }

    /// What was [`Kept::written`].
    pub fn unwritten(text: &str) -> Option<Self> {
        let (to, ticket): (String, Option<String>) = serde_json::from_str(text).ok()?;
        Self::read(&to, ticket.as_deref().unwrap_or_default())
    }
}

/// Sends whoever is not signed in to the sign-in: from a page with the way back, from a form with what was typed.
pub async fn sign_in_first(request: &mut ServiceRequest) -> Failure {
    let to = address_of(request.request()).to_owned();
    if *request.method() == Method::GET || *request.method() == Method::HEAD {
        let query = serde_html_form::to_string([("to", &to)]).unwrap_or_default();
        return Failure::GoSignIn(format!("/sign-in?{query}"));
    }
    let http = request.request().clone();
    let mut payload = request.take_payload();
    let Ok(body) = body(&http, &mut payload).await else {
        return Failure::SignIn(Kept {
            to: landing(&to),
            ticket: None,
            is_lost: true,
        });
    };
    kept(&http, &to, &body)
        .await
        .map_or_else(|failure| failure, Failure::SignIn)
}

/// Keeps the form `body` that was going `to`, for whom its token was made.
async fn kept(request: &HttpRequest, to: &str, body: &str) -> Result<Kept, Failure> {
    let (app, around) = (app_of(request)?, Around::of(request)?);
    let owner = owner_of(&app, body);
    let fields = fields_of(body);
    // What a page asks by itself, such as a preview, is asked again soon.
    let is_sent = request
        .headers()
        .get("sec-fetch-dest")
        .is_none_or(|dest| dest == "document");
    let ticket = match owner {
        Some(owner) if is_sent && !fields.is_empty() && is_form_of_members(to) => {
            Some(keep(&app, &around, owner, to, &fields).await?)
        }
        Some(_) | None => None,
    };
    Ok(Kept {
        to: landing(to),
        is_lost: ticket.is_none() && !fields.is_empty(),
        ticket,
    })
}

/// Keeps the fields of a form that was going `to`; answers the ticket that opens it.
pub async fn keep(app: &App, around: &Around, person: PersonId, to: &str, fields: &str) -> Result<String, Failure> {
    let written = Written {
        to: to.to_owned(),
        fields: fields.to_owned(),
    };
    Ok(kept_forms::keep(&app.db, around.now, &hash_key(app), person, &written).await?)
}

/// Why a form whose token is not that of the caller does not count. Who filled it in gets it back with what was typed:
/// here, or after signing in. Nobody else does. It is safe to: the browser says that our own page sent it.
pub async fn stale(request: &HttpRequest, to: &str, body: &str) -> Failure {
    let (Ok(app), Ok(around)) = (app_of(request), Around::of(request)) else {
        return Failure::Stale;
    };
    let Some(owner) = owner_of(&app, body) else {
        return Failure::Stale;
    };
    let caller = around.actor.as_ref().and_then(|actor| actor.person);
    match caller {
        Some(caller) if caller == owner => Failure::ShowAgain(Written {
            to: to.to_owned(),
            fields: fields_of(body),
        }),
        None if is_form_of_members(to) => kept(request, to, body)
            .await
            .map_or_else(|failure| failure, Failure::SignIn),
        Some(_) | None => Failure::Stale,
    }
}

/// What a form of a member was sent with, for when its act must be confirmed first.
#[derive(Clone, Debug)]
pub struct Sent(pub Rc<str>);

/// Keeps the form of `request`, which is to be confirmed first, and where it goes; of a page only where.
///
/// # Errors
/// The database is not available.
pub async fn kept_for_confirmation(request: &HttpRequest) -> Result<Kept, Failure> {
    let to = address_of(request);
    let sent = request.extensions().get::<Sent>().cloned();
    match sent {
        Some(Sent(body)) => kept(request, to, &body).await,
        None => Ok(Kept {
            to: landing(to),
            ..Kept::default()
        }),
    }
}

/// Where a form was going.
pub fn address_of(request: &HttpRequest) -> &str {
    let to = request.uri().path_and_query().map_or("/", |path| path.as_str());
    local(to).unwrap_or("/")
}

/// For whom the form was made, by its token.
pub fn owner_of(app: &App, body: &str) -> Option<PersonId> {
    let mut fields = body.split('&').filter_map(|field| field.split_once('='));
    let (_, sent) = fields.find(|(name, _)| *name == TOKEN)?;
    token::owner(&hash_key(app), sent)
}

/// The fields without what is never written back into a page.
pub fn fields_of(body: &str) -> String {
    let fields: Vec<&str> = body
        .split('&')
        .filter(|field| !field.is_empty() && !is_secret(name_of(field)))
        .collect();
    fields.join("&")
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == TOKEN
        || name == RESUME
        // Until when something is secret is none.
        || name.ends_with("secret")
        || ["password", "token", "passcode", "otp", "credential"]
            .iter()
            .any(|word| name.contains(word))
}

/// Whatever a form holds that is on its way to another language: all of it, unread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried(pub String);

impl FromRequest for Carried {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let around = Around::of(&request)?;
            let body = body(&request, &mut payload).await?;
            let mut tokens = body.split('&').filter_map(|field| field.strip_prefix("csrf="));
            let token = tokens.next();
            if tokens.next().is_some() {
                return Err(Failure::Unreadable);
            }
            if token.is_some_and(|token| around.accepts(token)) {
                return Ok(Self(fields_of(&body)));
            }
            let asked: Vec<(String, String)> = serde_html_form::from_str(request.query_string()).unwrap_or_default();
            let to = asked.iter().find(|(name, _)| name == "to").map(|(_, to)| to.as_str());
            Err(stale(&request, to.and_then(local).unwrap_or("/"), &body).await)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_kept() {
        for name in [
            "csrf",
            "resume",
            "password",
            "new_password",
            "Token",
            "otp_code",
            "client_secret",
            "credential",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["reason", "secret_until"] {
            assert!(!is_secret(name), "{name}");
        }
        assert_eq!(fields_of("csrf=1&a=b&&password=c&resume=yes&d"), "a=b&d");
    }

    #[test]
    fn what_a_sign_in_says_leads_to_a_page_of_ours() {
        let read = |to, ticket| Kept::read(to, ticket).map(|kept| (kept.to, kept.ticket));

        assert_eq!(read("//example.org", "abc"), None);
        assert_eq!(read("/home", ""), Some(("/home".to_owned(), None)));
        assert_eq!(
            read("/home", "a-_9"),
            Some(("/home".to_owned(), Some("a-_9".to_owned())))
        );
        assert_eq!(read("/home", "a/b"), Some(("/home".to_owned(), None)));
        let preview = "/cases/0/indicators/preview";
        assert_eq!(read(preview, ""), Some(("/cases/0/indicators/new".to_owned(), None)));
    }
}
