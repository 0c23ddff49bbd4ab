//! What every page needs: language, reader, token, navigation, message. Templates call its methods for every word.

mod flash;
mod posted;

use std::borrow::Cow;
use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use jiff::SignedDuration;
use jiff::civil;

use super::error::Failure;
use super::kept_forms::ShownAt;
use super::nav;
use super::passkeys::Here;
use super::routes::{Route, app_of};
use super::session::{Around, hash_key};
use super::views::{Flash, LanguageChoice, NavGroup, SearchBox, Tone};
use super::{static_files, words};
use crate::app::App;
use crate::domain::actor::{Actor, OrganisationKind};
use crate::domain::change::{Fault, Refusal};
use crate::domain::people::longest_idle;
use crate::domain::values::{Country, Time, Zone};
use crate::service::sign_in;
use crate::store::sessions::Session;
use crate::store::settings::Site;
use crate::text::{Count, Language, Words};
use crate::web::assurance::way_to;

pub use posted::Posted;

/// What a handler gives: an answer, or why there is none.
pub type Answer = Result<HttpResponse, Failure>;

/// Who reads, as the frame shows it.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who acts, for rules the page asks.
    pub actor: Actor,
    /// The person's name.
    pub name: String,
    /// The person's roles, in words.
    pub role: String,
    /// What the organisation is called.
    pub organisation: String,
    /// The place whose time is shown, in words.
    pub zone: String,
    /// How many notices were not read.
    pub unread: u64,
    /// How many things wait on the person, as the navigation says.
    pub waits: u64,
}

/// What every page needs.
#[derive(Clone)]
pub struct Page {
    words: &'static Words,
    zone: Zone,
    around: Rc<Around>,
    app: web::Data<App>,
    /// The token every form of the page carries.
    pub csrf: String,
    /// Where the language switch comes back to.
    pub path: String,
    /// Whether this is the demonstration.
    pub demo: bool,
    /// Whether the data were made up for load.
    pub made_up: bool,
    /// Who reads; nobody on public pages.
    pub visitor: Option<Visitor>,
    /// The side navigation.
    pub nav: Vec<NavGroup>,
    /// What an act before said.
    pub flash: Option<Flash>,
}

impl Page {
    /// A page without navigation, message and counts: asks the database nothing, so that it can tell of its absence.
    pub fn plain(app: &web::Data<App>, around: Rc<Around>, request: &HttpRequest) -> Self {
        let words = around.language.words();
        let zone = around.session.as_ref().map_or_else(Zone::utc, zone_of);
        let visitor = around
            .session
            .as_ref()
            .zip(around.actor.clone())
            .map(|(session, actor)| Visitor {
                role: words::roles(words, actor.roles),
                actor,
                name: session.person.name.clone(),
                organisation: session.organisation_name.clone(),
                zone: words.zone_city(zone.name()),
                unread: 0,
                waits: 0,
            });
        Self {
            words,
            zone,
            csrf: around.csrf().to_owned(),
            path: way_back(request),
            demo: app.site == Site::Demo,
            made_up: app.site == Site::Seed,
            visitor,
            nav: Vec::new(),
            flash: None,
            around,
            app: app.clone(),
        }
    }

    async fn full(request: HttpRequest) -> Result<Self, Failure> {
        let app = app_of(&request)?;
        let around = Around::of(&request)?;
        let mut page = Self::plain(&app, around, &request);
        let Some(session) = &page.around.session else {
            return Ok(page);
        };
        if let Some(kept) = &session.flash
            && *request.method() == Method::GET
        {
            page.flash = flash::said(page.words, kept);
            sign_in::set_flash(&app.db, session.id, None).await?;
        }
        page.count(request.path()).await?;
        Ok(page)
    }

    /// Counts what waits on whoever is signed in, for the navigation of the page at `path`.
    async fn count(&mut self, path: &str) -> Result<(), Failure> {
        if let Some(visitor) = &mut self.visitor {
            let counts = nav::counts(&self.app.db, &visitor.actor, self.around.now).await?;
            visitor.unread = counts.unread;
            visitor.waits = counts.own;
            self.nav = nav::groups(&visitor.actor, path, &counts, self.words);
        }
        Ok(())
    }

    /// The same page in another language: one that was chosen by this very call.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        self.words = language.words();
        self
    }

    /// Where a ceremony of passkeys takes place.
    ///
    /// # Errors
    /// The site can have none.
    pub(super) fn here(&self) -> Result<Here, Failure> {
        Here::at(self.app.clone(), Rc::clone(&self.around))
    }

    /// For what a part of the page asks by itself.
    pub(super) fn db(&self) -> &crate::store::Db {
        &self.app.db
    }

    /// The site's own address.
    pub fn base_url(&self) -> &str {
        &self.app.base_url
    }

    /// What is known of the call.
    pub fn around(&self) -> &Around {
        &self.around
    }

    /// What the seals in its forms are made with.
    pub(super) fn form_key(&self) -> [u8; 32] {
        hash_key(&self.app)
    }

    /// When the call came.
    pub fn now(&self) -> Time {
        self.around.now
    }

    /// What the address asks for under `name`; empty where it does not say.
    pub fn asked(&self, name: &str) -> String {
        let query = self.path.split_once('?').map_or("", |(_, query)| query);
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
        pairs
            .into_iter()
            .find(|(of, _)| of == name)
            .map_or_else(String::new, |(_, value)| value)
    }

    /// The words of the reader's language.
    pub fn words(&self) -> &'static Words {
        self.words
    }

    /// The zone times are shown in.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Tells the reader on the next page: `key` with its gaps.
    pub async fn say_next(&self, tone: Tone, key: &str, gaps: &[(&str, String)]) -> Result<(), Failure> {
        let Some(session) = &self.around.session else {
            return Ok(());
        };
        let kept = flash::kept(tone, key, gaps).map_err(Failure::internal)?;
        Ok(sign_in::set_flash(&self.app.db, session.id, Some(kept)).await?)
    }

    /// What `key` says.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.words.t(key)
    }

    /// What `key` says, its gaps filled.
    pub fn ta<'g, V: Display>(&self, key: &str, gaps: impl AsRef<[(&'g str, V)]>) -> String {
        self.words.ta(key, gaps)
    }

    /// What the plural `key` says of `count`.
    pub fn n(&self, key: &str, count: impl Count) -> String {
        self.words.n(key, count)
    }

    /// What the plural `key` says of `count`, its other gaps filled.
    pub fn na<'g, V: Display>(&self, key: &str, count: impl Count, gaps: impl AsRef<[(&'g str, V)]>) -> String {
        self.words.na(key, count, gaps)
    }

    /// For `lang`.
    pub fn lang(&self) -> &'static str {
        self.words.language().tag()
    }

    /// For `dir`.
    pub fn dir(&self) -> &'static str {
        self.words.language().direction().attribute()
    }

    /// Where a form goes that changes its language with all that is typed into it: to `action` it would have gone.
    pub fn carried(&self, tag: &str, action: &str) -> String {
        let query = serde_html_form::to_string([("tag", tag), ("to", action)]).unwrap_or_default();
        format!("/language/form?{query}")
    }

    /// The box in the bar; nothing where this reader has none.
    pub fn search_box(&self) -> Option<SearchBox> {
        let actor = &self.visitor.as_ref()?.actor;
        let has_cases = Route::is_open("/cases", actor);
        let side = if has_cases { "agency" } else { "exchange" };
        let is_found = self.path.starts_with("/search?");
        Route::is_open("/search", actor).then(|| SearchBox {
            label: self.t(&format!("site.search.{side}")).into_owned(),
            typed: if is_found { self.asked("q") } else { String::new() },
        })
    }

    /// What every page tells people of an organisation whose attestation has ended; nothing while it holds.
    pub fn restricted(&self) -> Option<Cow<'static, str>> {
        let actor = &self.visitor.as_ref()?.actor;
        let whose = match actor.kind {
            OrganisationKind::Agency => "agency",
            OrganisationKind::Exchange => "exchange",
            OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform => "other",
        };
        actor.is_restricted.then(|| self.t(&format!("site.restricted.{whose}")))
    }

    /// Whether the reader can do something about that.
    pub fn may_attest(&self) -> bool {
        let actor = self.visitor.as_ref().map(|visitor| &visitor.actor);
        actor.is_some_and(|actor| Route::is_open("/attestation", actor)) && self.path != "/attestation"
    }

    /// How long until the session of whoever reads ends without a sign of life, in seconds; nothing where nobody is signed in.
    pub fn idle_seconds(&self) -> Option<i64> {
        let session = self.around.session.as_ref()?;
        let idle = longest_idle(session.person.roles).as_secs();
        Some(idle.min(session.expires_at.since(self.around.now).as_secs()))
    }

    /// For the language switch.
    pub fn languages(&self) -> Vec<LanguageChoice> {
        LanguageChoice::all(self.words.language())
    }

    /// A date.
    pub fn date(&self, date: impl std::borrow::Borrow<civil::Date>) -> String {
        self.words.date(*date.borrow())
    }

    /// Date and time in the reader's zone.
    pub fn date_time(&self, time: impl std::borrow::Borrow<Time>) -> String {
        self.words.date_time(*time.borrow(), &self.zone)
    }

    /// A moment where the reader is, and in UTC.
    pub fn moment(&self, time: impl std::borrow::Borrow<Time>) -> String {
        self.words.moment(*time.borrow(), &[&self.zone])
    }

    /// A moment on which both sides act: where the reader is, where each side is, and in UTC.
    pub fn moment_of(&self, time: impl std::borrow::Borrow<Time>, sides: [&Zone; 2]) -> String {
        let [first, second] = sides;
        self.words.moment(*time.borrow(), &[&self.zone, first, second])
    }

    /// Date and time in UTC, which says so.
    pub fn utc(&self, time: impl std::borrow::Borrow<Time>) -> String {
        self.words.utc(*time.borrow())
    }

    /// A duration, two units at most.
    pub fn duration(&self, duration: impl std::borrow::Borrow<SignedDuration>) -> String {
        self.words.duration(*duration.borrow())
    }

    /// The name of a country.
    pub fn country(&self, country: impl std::borrow::Borrow<Country>) -> String {
        self.words.country(*country.borrow())
    }

    /// Why something cannot be done.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        let why = words::refusal(self.words, &self.zone, refusal);
        match (refusal, &self.visitor) {
            // What is missing, and whom to ask: nobody is only turned away.
            (Refusal::NeedsAssurance(need), Some(visitor)) => {
                let way = way_to(self, visitor.actor.assurance, *need, &[]);
                format!("{why} {way}")
            }
            (_, _) => why,
        }
    }

    /// What is wrong with a field.
    pub fn fault(&self, fault: &Fault) -> String {
        words::fault(self.words, fault)
    }

    /// Where a static file is served, by its plain name such as `css/base.css`.
    pub fn asset(&self, name: &str) -> String {
        static_files::address(name)
    }
}

impl FromRequest for Page {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(Self::full(request.clone()))
    }
}

/// The page, with 200.
pub fn shown(template: &impl Template) -> Answer {
    answered(StatusCode::OK, template)
}

/// The form again, with what was typed and what is wrong: 422.
pub fn again(template: &impl Template) -> Answer {
    answered(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// The page with another status.
pub fn answered(status: StatusCode, template: &impl Template) -> Answer {
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(template.render()?))
}

/// Go there, and do not repeat what was sent: 303.
pub fn see_other(to: &str) -> Answer {
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish())
}

/// `path` where it is one of this site (S44), else nothing: `//host`, `/\host` and whole addresses are elsewhere.
pub fn local(path: &str) -> Option<&str> {
    const LONGEST: usize = 2048;
    let rest = path.strip_prefix('/')?;
    let is_local = !rest.starts_with(['/', '\\'])
        && path.len() <= LONGEST
        && path
            .chars()
            .all(|character| character.is_ascii_graphic() && character != '\\');
    is_local.then_some(path)
}

/// The page itself where it can be asked for, else the start: what answers a form has no page of its own.
fn way_back(request: &HttpRequest) -> String {
    if let Some(ShownAt(path)) = request.extensions().get::<ShownAt>() {
        return path.clone();
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let pattern = request.match_pattern().unwrap_or_default();
    let is_page = Route::find(&Method::GET, &pattern).is_some();
    local(path).filter(|_| is_page).unwrap_or("/").to_owned()
}

fn zone_of(session: &Session) -> Zone {
    session
        .person
        .zone
        .clone()
        .unwrap_or_else(|| session.organisation_zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_never_sent_to_another_site() {
        for path in ["/", "/requests", "/requests?kind=freeze&q=a%20b", "/%2F%2Fexample.org"] {
            assert_eq!(local(path), Some(path));
        }
        let long = format!("/{}", "a".repeat(2048));
        for path in [
            "",
            "requests",
            "//example.org",
            "/\\example.org",
            "https://example.org",
            "/a\\b",
            "/a\nb",
            "/a b",
            "/é",
            "javascript:alert(1)",
            &long,
        ] {
            assert_eq!(local(path), None, "{path:?}");
        }
    }
}
