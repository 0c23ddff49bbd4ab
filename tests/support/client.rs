//! People who use the pages with a browser of their own: cookies, forms, and a look at every page they fetch.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use actix_web::cookie::Cookie;
use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use crosshold::app::{App, Clock};
use crosshold::domain::audit::Call;
use crosshold::domain::ids::{CallId, PersonId};
use crosshold::domain::people::Person;
use crosshold::service::{factors, sign_in};
use crosshold::store::Db;
use crosshold::text::Language;
use crosshold::web::form::AS_OF;
use crosshold::web::form::creates::{CREATES, minted};
use crosshold::web::session::{SESSION, hash_key};
use scraper::{Html, Selector};
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use super::words::{form, squeezed};
use super::{Raw, Serve, TOTP_SECRET, check};

/// Somebody with a browser.
pub struct Client {
    serve: Serve,
    /// What the site seals its forms with: see [`Client::sends`].
    pub key: [u8; 32],
    /// What its forms are made of: see [`Client::sends`].
    db: Db,
    clock: Clock,
    /// What the browser asks for; an account has a language of its own.
    pub language: Language,
    cookies: RefCell<BTreeMap<String, String>>,
    csrf: RefCell<Option<String>>,
}

/// A page or another answer.
#[derive(Debug)]
pub struct Fetched {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub body: String,
    language: Language,
    /// The page as a browser reads it, read once.
    read: OnceCell<Html>,
}

impl Client {
    pub fn new(serve: Serve, app: &App, language: Language) -> Self {
        Self {
            serve,
            key: hash_key(app),
            db: app.db.clone(),
            clock: app.clock.clone(),
            language,
            cookies: RefCell::default(),
            csrf: RefCell::default(),
        }
    }

    /// Another browser with the same cookies, as a thief would have.
    pub fn copy(&self) -> Self {
        Self {
            serve: Rc::clone(&self.serve),
            key: self.key,
            db: self.db.clone(),
            clock: self.clock.clone(),
            language: self.language,
            cookies: self.cookies.clone(),
            csrf: self.csrf.clone(),
        }
    }

    /// Reads a page that must be there.
    pub async fn reads(&self, path: impl AsRef<str>) -> Fetched {
        let fetched = self.get(path.as_ref()).await;
        assert_eq!(fetched.status, StatusCode::OK, "{}: {}", path.as_ref(), fetched.body);
        fetched
    }

    /// Asks for `path`, whatever comes.
    pub async fn get(&self, path: &str) -> Fetched {
        self.send(
            TestRequest::get()
                .uri(path)
                .insert_header(("sec-fetch-site", "same-origin")),
        )
        .await
    }

    /// Asks for `path`, and goes on to where it leads.
    pub async fn follows(&self, path: &str) -> Fetched {
        let mut fetched = self.get(path).await;
        for _ in 0..5 {
            let Some(to) = fetched.leads_to() else { break };
            fetched = self.get(&to).await;
        }
        fetched
    }

    /// Sends a form with the token of the last page that had one. Where `fields` do not say what it creates, or as of which
    /// version it was made, it is a form that was just shown.
    pub async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Fetched {
        if self.csrf.borrow().is_none() {
            self.follows("/account").await;
        }
        let token = self.token();
        let mut all = vec![("csrf", token.as_str())];
        let creates = self
            .creates(path)
            .filter(|_| fields.iter().all(|(name, _)| *name != CREATES));
        all.extend(creates.as_deref().map(|value| (CREATES, value)));
        let as_of = match fields.iter().any(|(name, _)| *name == AS_OF) {
            false => self.as_of(path).await.map(|version| version.to_string()),
            true => None,
        };
        all.extend(as_of.as_deref().map(|value| (AS_OF, value)));
        all.extend(fields);
        self.posts(path, &form(&all)).await
    }

    /// What a form creates that is shown now and goes `to`; nothing where it creates nothing.
    pub fn creates(&self, to: &str) -> Option<String> {
        let parts: Vec<&str> = to.split('/').collect();
        let is_creating = matches!(
            parts.as_slice(),
            ["", "cases"]
                | ["", "members", "invitations"]
                | ["", "cases", _, "requests"]
                | ["", "requests", _, "extension" | "release" | "again"]
        );
        let token = self.token();
        let person = token.split('.').nth(1).filter(|_| is_creating)?;
        Some(minted(&self.key, person.parse().ok()?, to, super::NOW))
    }

    /// As of which version a form is made that is shown now and goes `to`; nothing where there is nothing to be made of.
    pub async fn as_of(&self, to: &str) -> Option<i64> {
        let parts: Vec<&str> = to.split('/').collect();
        let (sql, values): (&str, Vec<Value>) = match parts.as_slice() {
            ["", "requests", named, _, ..] => (
                "SELECT version AS of FROM requests WHERE number = $1 OR id = $2",
                vec![(*named).into(), named.parse::<Uuid>().unwrap_or_default().into()],
            ),
            ["", "cases", case, "indicators", position, "tag"] => (
                "SELECT coalesce(no_tag_at, 0) AS of FROM indicators WHERE case_id = $1 AND position = $2",
                vec![case.parse::<Uuid>().ok()?.into(), position.parse::<i32>().ok()?.into()],
            ),
            _ => return None,
        };
        let db = self.db.read();
        let asked = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        let row = db.query_one_raw(asked).await.unwrap()?;
        Some(row.try_get("", "of").unwrap())
    }

    /// Sends a form, and goes on to where it leads.
    pub async fn sends_on(&self, path: &str, fields: &[(&str, &str)]) -> Fetched {
        let fetched = self.sends(path, fields).await;
        match fetched.leads_to() {
            Some(to) => self.follows(&to).await,
            None => fetched,
        }
    }

    /// Posts a body as it is, as a page of ours would.
    pub async fn posts(&self, path: &str, body: &str) -> Fetched {
        let request = TestRequest::post()
            .uri(path)
            .insert_header(("sec-fetch-site", "same-origin"))
            .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
            .set_payload(body.to_owned());
        self.send(request).await
    }

    /// Asks with any method and nothing in the body.
    pub async fn calls(&self, method: Method, path: &str) -> Fetched {
        let request = TestRequest::default()
            .method(method)
            .uri(path)
            .insert_header(("sec-fetch-site", "same-origin"));
        self.send(request).await
    }

    /// Sends any request with the cookies of this browser.
    pub async fn send(&self, mut request: TestRequest) -> Fetched {
        for (name, value) in self.cookies.borrow().iter() {
            request = request.cookie(Cookie::new(name.clone(), value.clone()));
        }
        let request = request
            .insert_header((header::ACCEPT_LANGUAGE, self.language.tag()))
            .insert_header((header::USER_AGENT, "tests"));
        let Raw { status, headers, body } = (self.serve)(request).await;
        self.keep_cookies(&headers);
        let fetched = Fetched {
            status,
            headers,
            body: String::from_utf8(body).unwrap_or_default(),
            language: self.language,
            read: OnceCell::new(),
        };
        if fetched.is_page() {
            check::page(fetched.html(), &fetched.body);
            if let Some(token) = fetched.value_of("csrf") {
                *self.csrf.borrow_mut() = Some(token);
            }
        }
        fetched
    }

    fn keep_cookies(&self, headers: &header::HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            check::cookie(line);
            let cookie = Cookie::parse(line.to_owned()).unwrap();
            let is_gone = cookie.max_age().is_some_and(|age| age.is_zero());
            let mut cookies = self.cookies.borrow_mut();
            if is_gone {
                cookies.remove(cookie.name());
            } else {
                // Forms of before belong to nobody any more.
                if cookie.name() == SESSION {
                    *self.csrf.borrow_mut() = None;
                }
                cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
    }

    /// Is signed in, as by a passkey shown this moment, which stays fresh for as long as the session lives: whoever tries
    /// what a factor does signs in through the pages.
    pub async fn signs_in(&self, person: &Person) {
        let call = Call {
            id: CallId::new(super::NOW),
            source: None,
        };
        let begun = sign_in::by_demonstration(&self.db, self.clock.now(), &call, "tests", person.id);
        let begun = begun.await.unwrap();
        let tx = self.db.begin().await.unwrap();
        let stays_fresh = Statement::from_sql_and_values(
            tx.get_database_backend(),
            "UPDATE sessions SET factor_at = expires_at WHERE person_id = $1",
            [person.id.0.into()],
        );
        tx.execute_raw(stays_fresh).await.unwrap();
        tx.commit().await.unwrap();
        self.has_cookie(SESSION, &begun.token);
        self.follows("/account").await;
    }

    /// Signs in through the pages: what `fields` say, then a code of the authenticator app, which `person` has from now on.
    /// Answers the page of the password where that is not right.
    pub async fn signs_in_by_pages(&self, person: &Person, fields: &[(&str, &str)]) -> Fetched {
        self.gives_app(person).await;
        let asked = self.sends("/sign-in", fields).await;
        if asked.leads_to().as_deref() != Some("/sign-in/factor") {
            return asked;
        }
        self.reads("/sign-in/factor").await;
        self.sends("/sign-in/factor", &[("passcode", &self.code())]).await
    }

    /// Gives `person` an authenticator app, none of whose codes was used.
    pub async fn gives_app(&self, person: &Person) {
        self.gives_app_to(person.id).await;
    }

    /// Whoever is signed in has an authenticator app from now on.
    pub async fn has_app(&self) {
        let token = self.token();
        self.gives_app_to(token.split('.').nth(1).unwrap().parse().unwrap())
            .await;
    }

    async fn gives_app_to(&self, person: PersonId) {
        let tx = self.db.begin().await.unwrap();
        factors::give_totp(&tx, &self.key, person, TOTP_SECRET, self.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// What the authenticator apps of tests show now.
    pub fn code(&self) -> String {
        factors::newest_code(TOTP_SECRET, self.clock.now()).unwrap()
    }

    /// The token of the last page that had one.
    pub fn token(&self) -> String {
        self.csrf.borrow().clone().unwrap_or_default()
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Plants a cookie.
    pub fn has_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }
}

impl Fetched {
    /// Whether it is a page of ours.
    pub fn is_page(&self) -> bool {
        self.header("content-type").starts_with("text/html") && !self.body.is_empty()
    }

    /// The page as a browser reads it.
    pub fn html(&self) -> &Html {
        self.read.get_or_init(|| Html::parse_document(&self.body))
    }

    /// The value of a header; empty where there is none.
    pub fn header(&self, name: &str) -> String {
        let value = self.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        value.unwrap_or_default()
    }

    /// Where it leads.
    pub fn leads_to(&self) -> Option<String> {
        let to = self.headers.get(header::LOCATION)?;
        Some(to.to_str().unwrap().to_owned())
    }

    /// Whether the words of `key` stand on it, in its own language; gaps may hold anything.
    #[track_caller]
    pub fn shows(&self, key: &str) -> &Self {
        assert!(self.has(key), "{key} does not stand on: {}", self.text());
        self
    }

    /// Whether the words of `key` do not stand on it.
    #[track_caller]
    pub fn hides(&self, key: &str) -> &Self {
        assert!(!self.has(key), "{key} stands on: {}", self.text());
        self
    }

    fn has(&self, key: &str) -> bool {
        let language = self.page_language();
        assert!(language.words().has(key), "there are no words for {key}");
        let words = language.words().t(key);
        let text = self.text();
        let mut rest = text.as_str();
        let parts = words.split("%{").enumerate().map(|(place, part)| match place {
            0 => part,
            _ => part.split_once('}').map_or("", |(_, after)| after),
        });
        for part in parts {
            match rest.split_once(&squeezed(part)) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        true
    }

    /// Whether `text` stands on it.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(
            self.text().contains(&squeezed(text)),
            "{text} does not stand on: {}",
            self.text()
        );
        self
    }

    /// Whether `text` does not stand on it.
    #[track_caller]
    pub fn never_says(&self, text: &str) -> &Self {
        assert!(
            !self.text().contains(&squeezed(text)),
            "{text} stands on: {}",
            self.text()
        );
        self
    }

    /// All that is read on the page, with single spaces and without marks of direction.
    pub fn text(&self) -> String {
        squeezed(&self.html().root_element().text().collect::<String>())
    }

    /// The language the page says it is in.
    pub fn page_language(&self) -> Language {
        let tag = self
            .html()
            .root_element()
            .value()
            .attr("lang")
            .unwrap_or_default()
            .to_owned();
        Language::from_tag(&tag).unwrap_or(self.language)
    }

    /// The value of the first input named `name`: in what the page is about, else in what stands around it.
    pub fn value_of(&self, name: &str) -> Option<String> {
        let html = self.html();
        let first = |within: &str| {
            let input = Selector::parse(&format!("{within} input[name=\"{name}\"]")).unwrap();
            html.select(&input).next()
        };
        let value = first("main").or_else(|| first("html"))?.value().attr("value");
        Some(value.unwrap_or_default().to_owned())
    }

    /// Every named value of the form that is sent to `action`, as a browser would send it without a button.
    pub fn form_to(&self, action: &str) -> Vec<(String, String)> {
        let html = self.html();
        let form = Selector::parse(&format!("form[action=\"{action}\"]")).unwrap();
        let fields = Selector::parse("input[name], textarea[name], select[name]").unwrap();
        let chosen = Selector::parse("option[selected]").unwrap();
        let Some(form) = html.select(&form).next() else {
            panic!("no form leads to {action}: {}", self.body);
        };
        form.select(&fields)
            .filter(|field| {
                let kind = field.value().attr("type").unwrap_or_default();
                !matches!(kind, "checkbox" | "radio") || field.value().attr("checked").is_some()
            })
            .map(|field| {
                let name = field.value().attr("name").unwrap_or_default().to_owned();
                let value = match field.value().name() {
                    "textarea" => field.text().collect::<String>().trim_start_matches('\n').to_owned(),
                    "select" => field
                        .select(&chosen)
                        .next()
                        .and_then(|option| option.value().attr("value"))
                        .unwrap_or_default()
                        .to_owned(),
                    _ => field.value().attr("value").unwrap_or_default().to_owned(),
                };
                (name, value)
            })
            .collect()
    }
}
