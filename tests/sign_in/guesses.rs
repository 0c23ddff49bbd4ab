//! Guessing at accounts and passwords: it tells nothing, and many at once get no further than one after the other.

use std::cell::Cell;

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;
use crosshold::domain::people::{FAILURES, Person, Standing};
use crosshold::store::statements::counted;
use crosshold::text::Language;
use futures_util::future::{join, join_all};
use jiff::SignedDuration;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::AGENCY;
use crate::support::{Client, Fetched, PASSWORD, Site};

/// What a guess cost: the password's comparison, and statements.
#[derive(Debug, PartialEq, Eq)]
struct Cost {
    passwords: u64,
    statements: u64,
}

/// How many passwords were compared on this thread so far.
fn passwords(figures: &PrometheusHandle) -> u64 {
    let figures = figures.render();
    let line = figures
        .lines()
        .find_map(|line| line.strip_prefix("crosshold_passwords_hashed_total "));
    line.map_or(0, |count| count.parse().unwrap())
}

async fn guess(client: &Client, email: &str, password: &str) -> Fetched {
    client
        .sends("/sign-in", &[("email", email), ("password", password)])
        .await
}

/// Its status, and its headers but the call's own id.
fn around(fetched: &Fetched) -> (StatusCode, Vec<String>) {
    let mut headers: Vec<String> = fetched
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id")
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    (fetched.status, headers)
}

async fn person_who(site: &Site, standing: Standing) -> Person {
    let person = site.person_of(AGENCY, &[Role::Officer, Role::Supervisor]).await;
    site.set_standing(&person, standing).await;
    person
}

/// A clock would tell of a machine that was busy; what is counted here is what takes the time (S09).
#[tokio::test(flavor = "current_thread")]
async fn a_guess_costs_the_same_whether_or_not_there_is_an_account() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let figures = recorder.handle();
    let _here = metrics::set_default_local_recorder(&recorder);
    let site = Site::new().await;
    let active = person_who(&site, Standing::Active).await;
    let suspended = person_who(&site, Standing::Suspended).await;
    let emails = [active.email.as_str(), suspended.email.as_str(), "nobody@else.example"];
    let long = "a".repeat(2000);

    // Past the fifth each of them is locked, and that costs the same too.
    for turn in 0..FAILURES + 2 {
        for password in ["not the password at all", long.as_str()] {
            let mut told = Vec::new();
            for email in emails {
                let client = site.nobody();
                client.reads("/sign-in").await;
                let before = passwords(&figures);
                let (fetched, statements) = counted(guess(&client, email, password)).await;
                let cost = Cost {
                    passwords: passwords(&figures) - before,
                    statements,
                };
                let body = fetched.body.replace(email, "").replace(&client.token(), "");
                told.push((cost, around(&fetched), body));
            }
            let first = told.first().unwrap();
            assert!(told.iter().all(|one| one == first), "{turn}: {told:#?}");
            assert_eq!(first.0.passwords, u64::from(password != long), "{turn}");
        }
    }
}

/// As many guesses as may be are answered, whether they come one after the other or at once (S08).
#[tokio::test(flavor = "current_thread")]
async fn of_two_hundred_guesses_at_once_five_are_looked_at() {
    let site = Site::new().await;
    let other = site.instance().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let mut clients = Vec::new();
    for at in 0..200 {
        let client = if at % 2 == 0 { site.nobody() } else { other.nobody() };
        client.reads("/sign-in").await;
        clients.push(client);
    }
    let waiting = Cell::new(clients.len());
    let upper = person.email.to_uppercase();

    let guesses = clients.iter().enumerate().map(async |(at, client)| {
        let email = if at % 3 == 0 { &upper } else { &person.email };
        // From the fiftieth on the right password is among them.
        let password = if at < 50 { "not the password" } else { PASSWORD };
        let fetched = guess(client, email, password).await;
        waiting.set(waiting.get() - 1);
        assert_eq!(fetched.status, StatusCode::UNPROCESSABLE_ENTITY);
        fetched
    });
    let visitor = site.nobody();
    let page = async {
        visitor.reads("/sign-in").await;
        waiting.get()
    };
    let (told, waiting_at_page) = join(join_all(guesses), page).await;

    let words = Language::English.words();
    let says = |key: &str| {
        let sentence = words.t(key);
        told.iter()
            .filter(|fetched| fetched.text().contains(sentence.as_ref()))
            .count()
    };
    assert_eq!(says("sign_in.error.wrong"), usize::try_from(FAILURES).unwrap());
    assert_eq!(says("sign_in.error.locked"), 200 - usize::try_from(FAILURES).unwrap());
    assert!(clients.iter().all(|client| client.cookie("__Host-session").is_none()));
    assert!(
        waiting_at_page > 100,
        "a page waited for the guesses: {waiting_at_page}"
    );
    guess(&visitor, &person.email, PASSWORD)
        .await
        .shows("sign_in.error.locked");
    site.wait(SignedDuration::from_mins(16));
    visitor.signs_in(&person).await;
}

#[tokio::test(flavor = "current_thread")]
async fn guesses_at_one_account_lock_no_other() {
    let site = Site::new().await;
    let (one, other) = (
        site.person_of(AGENCY, &[Role::Officer]).await,
        site.person_of(AGENCY, &[Role::Officer]).await,
    );
    let client = site.nobody();
    for _ in 0..FAILURES + 1 {
        guess(&client, &one.email, "not the password").await;
    }

    site.nobody().signs_in(&other).await;
}
