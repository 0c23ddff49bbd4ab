//! The site in tests: a database of its own, a clock that stands still, and people who use the pages.
#![expect(clippy::panic, reason = "a page that is not as it must be fails the test")]

mod authenticator;
mod check;
mod client;
mod database;
pub mod providers;
mod words;

use std::cell::Cell;
use std::rc::Rc;

use actix_web::body::to_bytes;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, init_service, try_call_service};
use clap::Parser as _;
use crosshold::app::{self, App, Clock};
use crosshold::config::{Options, Secret, Settings};
use crosshold::domain::actor::{Assurance, OrganisationKind, Role, Roles};
use crosshold::domain::clocks::{Calendar, WorkingWeek};
use crosshold::domain::ids::{OrganisationId, PersonId};
use crosshold::domain::organisations::attestation::Attestation;
use crosshold::domain::organisations::{self, Organisation};
use crosshold::domain::people::{self, Factor, Person, Theme};
use crosshold::domain::values::{Time, Zone};
use crosshold::service::passwords;
use crosshold::store;
use crosshold::store::settings::Site as Kind;
use crosshold::text::Language;
use crosshold::web::WAYS;
use futures_util::future::{FutureExt, LocalBoxFuture};
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait as _, Statement};
use tokio::sync::OnceCell;
use tokio::sync::watch;

pub use authenticator::{Authenticator, Twist};
pub use client::{Client, Fetched};
use database::Database;
pub use database::{server, url_on};
pub use words::form;

/// Sunday 22 November 2026, 16:00 UTC.
pub const NOW: Time = Time::from_micros(1_795_363_200_000_000);

/// The password of everybody in tests.
pub const PASSWORD: &str = "correct horse battery staple";

/// The secret of every authenticator app in tests, in base 32.
pub const TOTP_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Where the site is, as the browsers of its people see it.
pub const BASE: &str = "https://crosshold.example";

type Serve = Rc<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Raw>>;

/// What came back, before it is looked at.
pub struct Raw {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A site of its own for one test.
pub struct Site {
    pub app: App,
    serve: Serve,
    database: Rc<Database>,
    _stop: watch::Sender<bool>,
}

impl Site {
    /// An empty site for real people.
    pub async fn new() -> Self {
        Self::of(Kind::Serve).await
    }

    /// An empty demonstration.
    pub async fn demo() -> Self {
        Self::of(Kind::Demo).await
    }

    async fn of(kind: Kind) -> Self {
        Self::over(
            Rc::new(Database::new().await),
            Secret::random().unwrap(),
            kind,
            true,
            &[],
        )
        .await
    }

    /// An empty site for real people, behind proxies that say where calls come from.
    pub async fn behind_proxies() -> Self {
        let options = ["--trusted-proxies", "10.0.0.0/8", "--country-header", "CF-IPCountry"];
        let (database, secret) = (Rc::new(Database::new().await), Secret::random().unwrap());
        Self::over(database, secret, Kind::Serve, true, &options).await
    }

    /// Another instance of the same site, over the same database.
    pub async fn instance(&self) -> Self {
        Self::over(
            Rc::clone(&self.database),
            (*self.app.secret).clone(),
            self.app.site,
            true,
            &[],
        )
        .await
    }

    /// As [`Site::instance`], which asks nobody on this machine, as no site does outside of tests.
    pub async fn guarded(&self) -> Self {
        Self::over(
            Rc::clone(&self.database),
            (*self.app.secret).clone(),
            self.app.site,
            false,
            &[],
        )
        .await
    }

    async fn over(database: Rc<Database>, secret: Secret, kind: Kind, loopback: bool, more: &[&str]) -> Self {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            options: Options,
        }
        let line = Line::parse_from(["crosshold", "--base-url", BASE].iter().chain(more));
        let mut settings = Settings::read(&line.options, &|_| None).unwrap();
        assert!(!settings.loopback_providers, "who does not ask for it has it");
        settings.loopback_providers = loopback;
        let (app, stop) = App::over(database.db.clone(), Clock::fixed(NOW), settings, secret, kind, BASE);
        let service = Rc::new(init_service(app::site(app.clone(), WAYS)).await);
        let serve = move |request: TestRequest| {
            let service = Rc::clone(&service);
            async move {
                let (status, headers, body) = match try_call_service(&*service, request.to_request()).await {
                    Ok(response) => (response.status(), response.headers().clone(), response.into_body()),
                    Err(error) => {
                        let response = error.error_response();
                        (response.status(), response.headers().clone(), response.into_body())
                    }
                };
                let body = to_bytes(body).await.unwrap_or_default().to_vec();
                Raw { status, headers, body }
            }
            .boxed_local()
        };
        Self {
            app,
            serve: Rc::new(serve),
            database,
            _stop: stop,
        }
    }

    /// Lets time pass.
    pub fn wait(&self, duration: SignedDuration) {
        self.app.clock.advance(duration);
    }

    /// Somebody who is not signed in, with an English browser.
    pub fn nobody(&self) -> Client {
        self.nobody_in(Language::English)
    }

    /// As [`Site::nobody`], with a browser in another language.
    pub fn nobody_in(&self, language: Language) -> Client {
        Client::new(Rc::clone(&self.serve), &self.app, language)
    }

    /// As [`Site::nobody`], whose calls come through `peer`, which says that they come from `country`.
    pub fn nobody_through(&self, peer: &str, country: Rc<Cell<&'static str>>) -> Client {
        let (serve, peer) = (Rc::clone(&self.serve), format!("{peer}:443").parse().unwrap());
        let through =
            move |request: TestRequest| serve(request.peer_addr(peer).insert_header(("cf-ipcountry", country.get())));
        Client::new(Rc::new(through), &self.app, Language::English)
    }

    /// An officer of the agency `name`, signed in. Agencies and exchanges are made as they are named.
    pub async fn officer_of(&self, name: &str) -> Client {
        self.member_of(name, &[Role::Officer]).await
    }

    /// A supervisor of the agency `name`, signed in.
    pub async fn supervisor_of(&self, name: &str) -> Client {
        self.member_of(name, &[Role::Supervisor]).await
    }

    /// Who takes requests on at the exchange `name`, signed in.
    pub async fn intake_of(&self, name: &str) -> Client {
        self.member_of(name, &[Role::Intake]).await
    }

    /// Who answers at the exchange `name`, signed in.
    pub async fn responder_of(&self, name: &str) -> Client {
        self.member_of(name, &[Role::Responder]).await
    }

    /// Somebody with `roles` at `name`, signed in.
    pub async fn member_of(&self, name: &str, roles: &[Role]) -> Client {
        let person = self.person_of(name, roles).await;
        let client = self.nobody();
        client.signs_in(&person).await;
        client
    }

    /// Somebody with `roles` at `name`, with an account and not signed in.
    pub async fn person_of(&self, name: &str, roles: &[Role]) -> Person {
        let kind = roles.first().map_or(OrganisationKind::Agency, |role| role.kind());
        let organisation = self.organisation(name, kind).await;
        let id = PersonId::new(self.app.now());
        let person = Person {
            id,
            organisation: organisation.id,
            email: format!("{}@people.example", id.to_string().replace('-', "")),
            name: format!(
                "{} {}",
                if roles.contains(&Role::Officer) { "Ana" } else { "Rui" },
                &id.to_string()[24..]
            ),
            badge: None,
            phone: None,
            language: "en".to_owned(),
            theme: Theme::System,
            zone: None,
            assurance: Assurance::L3,
            standing: people::Standing::Active,
            roles: roles.iter().copied().collect::<Roles>(),
        };
        self.keep(&person).await;
        person
    }

    /// Keeps a person whose password is [`PASSWORD`].
    pub async fn keep(&self, person: &Person) {
        static HASH: OnceCell<String> = OnceCell::const_new();
        let hash = HASH
            .get_or_init(|| async { passwords::hash(PASSWORD).await.unwrap() })
            .await;
        let tx = self.app.db.begin().await.unwrap();
        store::people::insert(&tx, person, Some(hash.clone()), self.app.now())
            .await
            .unwrap();
        // Nobody looks twice at what those ask whom everybody knows.
        store::pace::put_issued(&tx, person.id, 100).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// So many requests of `person` were issued.
    pub async fn has_issued(&self, person: &Person, issued: u32) {
        let tx = self.app.db.begin().await.unwrap();
        store::pace::put_issued(&tx, person.id, issued).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The organisation `name`; made where there is none: verified, in Lisbon, Monday to Friday, all day.
    pub async fn organisation(&self, name: &str, kind: OrganisationKind) -> Organisation {
        if let Some(found) = store::organisations::named(self.app.db.read(), name).await.unwrap() {
            return found;
        }
        let zone: Zone = "Europe/Lisbon".parse().unwrap();
        let organisation = Organisation {
            id: OrganisationId::new(self.app.now()),
            kind,
            country: "PT".parse().unwrap(),
            name: name.to_owned(),
            legal_name: name.to_owned(),
            calendar: Calendar {
                zone,
                week: WorkingWeek::MONDAY_TO_FRIDAY,
                holidays: [].into(),
                hours: None,
            },
            holidays: Vec::new(),
            languages: vec!["en".to_owned()],
            domains: vec!["people.example".to_owned()],
            switchboard: Some("+351 21 000 0000".to_owned()),
            standing: organisations::Standing::Active,
            verified_at: Some(self.app.now()),
            attestation: Attestation::by_two(self.app.now()),
        };
        let tx = self.app.db.begin().await.unwrap();
        store::organisations::insert(&tx, &organisation, self.app.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        organisation
    }

    /// Every session was proved by `factor`, so long ago, on a device that its person has known for long.
    pub async fn proved(&self, factor: Factor, ago: SignedDuration) {
        let tx = self.app.db.begin().await.unwrap();
        let shown_at = self.app.now().plus(-ago).micros();
        let proved = Statement::from_sql_and_values(
            tx.get_database_backend(),
            "UPDATE sessions SET factor = $1, factor_at = $2, device_known_since_at = 0",
            [factor.code().into(), shown_at.into()],
        );
        tx.execute_raw(proved).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Keeps the language of `person`.
    pub async fn speaks(&self, person: &Person) {
        let tx = self.app.db.begin().await.unwrap();
        store::people::set_language(&tx, person.id, &person.language)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Changes where a person stands.
    pub async fn set_standing(&self, person: &Person, standing: people::Standing) {
        let tx = self.app.db.begin().await.unwrap();
        store::people::set_standing(&tx, person.id, standing).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Changes whether an organisation takes part.
    pub async fn set_organisation_standing(&self, name: &str, standing: organisations::Standing) {
        let found = store::organisations::named(self.app.db.read(), name)
            .await
            .unwrap()
            .unwrap();
        let tx = self.app.db.begin().await.unwrap();
        store::organisations::set_standing(&tx, found.id, standing)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Every row of every table, as text, for tests of what changes nothing or keeps no secret.
    pub async fn dump(&self) -> String {
        self.database.dump().await
    }
}
