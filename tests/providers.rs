//! Signing in at an organisation's own provider (OpenID Connect): a real one, and one that says whatever a test names.
#![expect(clippy::indexing_slicing, reason = "what is not there fails the test")]

mod addresses;
mod arrivals;
mod bindings;
mod factors;
mod forgeries;
mod letters;
mod mixed;
mod roles;

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::ids::{OrganisationId, PersonId};
use crosshold::domain::organisations::Organisation;
use crosshold::domain::people::{Person, Standing};
use crosshold::store;
use crosshold::store::audit::{Search, body, newest};
use scraper::Selector;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use super::support::providers::{Browser, Provider, can_run};
use super::support::{Client, Fetched, Site, form};

const POLICE: &str = "Polícia Judiciária";
const EXCHANGE: &str = "Northbank Exchange";
/// The domain of every organisation that a test makes by its name only.
const DOMAIN: &str = "people.example";
/// The subject, the mailbox and the name of the person most tests are about.
const ANA: (&str, &str, &str) = ("ana", "ana.silva@people.example", "Ana Silva");

/// A site, and an administrator of the police who has bound `provider`.
async fn bound(provider: &Provider) -> (Site, Client) {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    binds(&admin, provider, DOMAIN).await;
    (site, admin)
}

/// `admin` binds `provider` to `domain`.
async fn binds(admin: &Client, provider: &Provider, domain: &str) {
    let done = fills(admin, "/provider/binding", &binding(provider, domain)).await;
    assert_eq!(done.leads_to().as_deref(), Some("/provider"), "{}", done.text());
}

fn binding<'a>(provider: &'a Provider, domain: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("issuer", &provider.issuer),
        ("client_id", &provider.client),
        ("client_secret", &provider.secret),
        ("domains", domain),
    ]
}

/// Sends the form at `path` as a browser has it, with `changes` in place of what it held under these names.
async fn fills(client: &Client, path: &str, changes: &[(&str, &str)]) -> Fetched {
    let shown = client.reads(path).await.form_to(path);
    let kept = shown
        .iter()
        .filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    let mut fields: Vec<(&str, &str)> = kept.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend(changes);
    client.posts(path, &form(&fields)).await
}

/// An organisation that is verified for `domain`.
async fn house(site: &Site, name: &str, kind: OrganisationKind, domain: &str) {
    let like = site.organisation(&format!("{name} of before"), kind).await;
    let organisation = Organisation {
        id: OrganisationId::new(site.app.now()),
        name: name.to_owned(),
        legal_name: name.to_owned(),
        domains: vec![domain.to_owned()],
        ..like
    };
    let tx = site.app.db.begin().await.unwrap();
    store::organisations::insert(&tx, &organisation, site.app.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Somebody with an account of before, whose mailbox is `email`.
async fn account(site: &Site, name: &str, email: &str, roles: &[Role]) -> Person {
    let like = site.person_of(name, roles).await;
    let person = Person {
        id: PersonId::new(site.app.now()),
        email: email.to_owned(),
        ..like.clone()
    };
    site.keep(&person).await;
    site.set_standing(&like, Standing::Left).await;
    person
}

/// `admin` invites `email`.
async fn invites(admin: &Client, (_, email, name): (&str, &str, &str), role: &str) {
    let fields = [("name", name), ("email", email), ("language", "en"), ("roles", role)];
    admin.reads("/members/invitations/new").await;
    let page = admin.sends_on("/members/invitations", &fields).await;
    page.shows("invitations.new.done");
}

/// The provider knows `who`, who showed there what `amr` says.
fn knows(provider: &Provider, (sub, email, name): (&str, &str, &str), more: Value) {
    let mut person = json!({ "sub": sub, "email": email, "name": name, "amr": ["pwd"] });
    for (name, value) in more.as_object().unwrap() {
        person[name] = value.clone();
    }
    provider.knows(&person);
}

/// `visitor` types a mailbox; where the page leads on to.
async fn begins(visitor: &Client, email: &str) -> String {
    visitor.reads("/sign-in/provider").await;
    let page = visitor.sends("/sign-in/provider", &[("email", email)]).await;
    assert_eq!(page.status, 200, "{}", page.text());
    onward(&page)
}

fn onward(page: &Fetched) -> String {
    let link = Selector::parse("a#onward").unwrap();
    let link = page.html().select(&link).next().unwrap();
    link.value().attr("href").unwrap().to_owned()
}

/// `visitor` signs in at the provider of `email`, and comes back.
async fn arrives(visitor: &Client, browser: &Browser, email: &str) -> Fetched {
    let back = browser.goes(&begins(visitor, email).await);
    visitor.get(&back).await
}

/// `visitor`, who came back with an invitation, takes it up.
async fn takes_up(visitor: &Client, arrived: &Fetched) -> Fetched {
    const HERE: &str = "/sign-in/provider/acceptance";
    assert_eq!(arrived.leads_to().as_deref(), Some(HERE), "{}", arrived.text());
    fills(visitor, HERE, &[("accepts", "yes")]).await
}

/// Ana is invited, comes by way of the provider, and takes her invitation up: she, her browser there, and where she lands.
async fn ana_joins(site: &Site, admin: &Client, more: Value, provider: &Provider) -> (Client, Browser, Fetched) {
    invites(admin, ANA, "officer").await;
    knows(provider, ANA, more);
    let (ana, browser) = (site.nobody(), Browser::of(ANA.0));
    let arrived = arrives(&ana, &browser, ANA.1).await;
    let landed = takes_up(&ana, &arrived).await;
    (ana, browser, landed)
}

/// Refuses `fetched` for `code`: the page says so in its own language, the trail keeps it, and nobody is signed in.
#[track_caller]
fn is_refused(visitor: &Client, fetched: &Fetched, code: &str) {
    let status = if code == "unreachable" { 503 } else { 403 };
    assert_eq!(fetched.status.as_u16(), status, "{code}: {}", fetched.text());
    fetched
        .shows(&format!("providers.refused.{code}.title"))
        .shows(&format!("providers.refused.{code}.text"));
    assert!(visitor.cookie("__Host-session").is_none(), "{code}");
}

/// What the newest leaf of `act` says, with its details.
async fn leaf(site: &Site, act: &str) -> String {
    let search = Search {
        act: Some(act.to_owned()),
        ..Search::default()
    };
    let db = site.app.db.read();
    let lines = newest(db, &search, 1, None).await.unwrap();
    assert!(!lines.is_empty(), "no leaf says {act}");
    let line = lines.first().unwrap();
    let told = "SELECT details FROM leaf_details WHERE leaf_id = $1";
    let told = Statement::from_sql_and_values(db.get_database_backend(), told, [line.leaf.0.into()]);
    let row = db.query_one_raw(told).await.unwrap();
    let details = row.and_then(|row| row.try_get::<Option<String>>("", "details").unwrap());
    let body = body(db, line.leaf).await.unwrap().unwrap();
    format!("{body} {}", details.unwrap_or_default())
}

/// How many rows there are in `table`.
async fn count(site: &Site, table: &str) -> usize {
    let dump = site.dump().await;
    dump.lines().filter(|row| row.starts_with(&format!("{table}:"))).count()
}

fn is_home(fetched: &Fetched) -> bool {
    fetched.leads_to().as_deref() == Some("/home")
}
