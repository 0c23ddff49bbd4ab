//! Passkeys on pages: what asks for one, and the answers to scripts that begin a ceremony.

pub mod own;
pub mod showing;
pub mod signing;

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde_json::Value;

use super::error::Failure;
use super::page::{Answer, Page};
use super::routes::app_of;
use super::session::{Around, hash_key};
use crate::app::App;
use crate::service::passkeys::{Ended, NoSite, Place, Site};
use crate::store::sessions::Session;

/// What asks for a passkey: the script of the page does it when the form is sent.
#[derive(Clone, Debug)]
pub struct AskView {
    /// The section of its words: `passkeys.ask.NAME`.
    pub name: &'static str,
    /// Where the form is sent, with what the authenticator answered.
    pub action: String,
    /// Where the script asks what the authenticator is to answer.
    pub begin: String,
    /// `create` or `get`.
    pub kind: &'static str,
    /// Further fields of the form that are sent there.
    pub sends: &'static str,
    /// The address of the site to which passkeys are bound.
    pub origin: String,
    /// What is said on a page that was opened under another address.
    pub elsewhere: String,
    /// Why there can be no passkeys here.
    pub why_not: Option<String>,
    /// Why what was shown was not taken.
    pub error: Option<String>,
}

impl AskView {
    /// A form that goes to `action` and asks for a passkey that is there.
    pub fn get(page: &Page, name: &'static str, action: impl Into<String>) -> Self {
        let action = action.into();
        let site = Site::at(page.base_url());
        let address = [("address", page.base_url())];
        Self {
            name,
            begin: format!("{action}/challenge"),
            action,
            kind: "get",
            sends: "",
            origin: site.as_ref().map(|site| site.origin.clone()).unwrap_or_default(),
            elsewhere: page.ta("passkeys.script.elsewhere", address),
            why_not: site.err().map(|why| match why {
                NoSite::Number => page.ta("passkeys.why_not.number", address),
                NoSite::Plain => page.ta("passkeys.why_not.plain", address),
            }),
            error: None,
        }
    }

    /// The same, that asks to make one.
    #[must_use]
    pub fn creating(self) -> Self {
        Self { kind: "create", ..self }
    }

    /// The same, whose script also sends these fields when it begins.
    #[must_use]
    pub fn sending(self, sends: &'static str) -> Self {
        Self { sends, ..self }
    }

    /// The same, with why what was shown was not taken.
    #[must_use]
    pub fn wrong(self, error: Option<String>) -> Self {
        Self { error, ..self }
    }

    /// A word of its section.
    pub fn word(&self, page: &Page, part: &str) -> String {
        page.t(&format!("passkeys.ask.{}.{part}", self.name)).into_owned()
    }
}

/// Where a ceremony takes place: this call, on a site that can have passkeys.
#[derive(Clone)]
pub struct Here {
    /// The app.
    pub app: web::Data<App>,
    /// What is known of the call.
    pub around: Rc<Around>,
    site: Site,
}

impl Here {
    /// For use cases.
    pub fn place(&self) -> Place<'_> {
        Place {
            db: &self.app.db,
            now: self.around.now,
            call: &self.around.call,
            site: &self.site,
            browser: self.around.browser(),
            device: self.around.device.as_deref(),
            key: hash_key(&self.app),
        }
    }

    /// Whose sign-in it is, complete or not.
    ///
    /// # Errors
    /// Nobody's.
    pub fn session(&self) -> Result<&Session, Failure> {
        let session = self.around.session.as_ref().or(self.around.pending.as_ref());
        session.ok_or(Failure::NotFound)
    }
}

impl Here {
    /// This call.
    ///
    /// # Errors
    /// The site can have no passkeys: no page of ours asks for one there.
    pub fn at(app: web::Data<App>, around: Rc<Around>) -> Result<Self, Failure> {
        let site = Site::at(&app.base_url).map_err(|_| Failure::NotFound)?;
        Ok(Self { app, around, site })
    }
}

impl FromRequest for Here {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let here = || Self::at(app_of(request)?, Around::of(request)?);
        ready(here())
    }
}

/// What the script hands to the browser.
pub fn options(options: &Value) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .body(options.to_string()))
}

/// Why a ceremony did not end as it should, as the key of what the page says; `Err` where it did, with what came of it.
pub fn told<T>(ended: Ended<T>, credential: &str) -> Result<&'static str, T> {
    match ended {
        Ended::Right(right) => Err(right),
        // Without the script, or where it could not begin.
        Ended::Wrong | Ended::Late if credential.is_empty() => Ok("passkeys.error.unasked"),
        Ended::Wrong => Ok("passkeys.error.wrong"),
        Ended::Late => Ok("passkeys.error.late"),
        Ended::Locked => Ok("sign_in.error.locked"),
    }
}
