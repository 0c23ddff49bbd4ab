//! Second factors: nobody gets in without one, a code counts once, and nobody enrols one for another.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use crosshold::domain::actor::Role;
use crosshold::domain::people::{FAILURES, Person, RECOVERY_CODES, Stage};
use crosshold::service::factors::newest_code;
use crosshold::web::routes::{Access, ROUTES};
use futures_util::future::join;
use jiff::SignedDuration;

use super::AGENCY;
use crate::support::{Client, Fetched, PASSWORD, Site, TOTP_SECRET};

/// Has shown the password and nothing else.
async fn half_way(client: &Client, person: &Person) -> Fetched {
    let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
    client.sends("/sign-in", &fields).await
}

async fn officer(site: &Site) -> Person {
    site.person_of(AGENCY, &[Role::Officer]).await
}

/// Somebody who has an app and has shown the password.
async fn asked_for_a_code(site: &Site) -> (Person, Client) {
    let person = officer(site).await;
    let client = site.nobody();
    client.gives_app(&person).await;
    assert_eq!(
        half_way(&client, &person).await.leads_to().as_deref(),
        Some("/sign-in/factor")
    );
    client.reads("/sign-in/factor").await;
    (person, client)
}

async fn shows(client: &Client, code: &str) -> Fetched {
    client.sends("/sign-in/factor", &[("passcode", code)]).await
}

fn is_in(fetched: &Fetched) -> bool {
    fetched.leads_to().as_deref() == Some("/home")
}

/// The secret on the page of an enrolment, and the codes on that of recovery codes: both can be copied.
fn copied(page: &Fetched) -> String {
    let copied = page.body.split("data-copy=\"").nth(1).unwrap();
    copied.split('"').next().unwrap().to_owned()
}

/// S01: by the password alone nothing is open but what comes next, and there is no exempt route.
#[actix_web::test]
async fn before_a_second_factor_every_route_leads_to_the_next_step() {
    let site = Site::new().await;
    let mut tried = 0;
    for (stage, next) in [
        (Stage::PasswordDone, "/sign-in/factor"),
        (Stage::Enrolling, "/account/factors"),
    ] {
        let person = officer(&site).await;
        let client = site.nobody();
        if stage == Stage::PasswordDone {
            client.gives_app(&person).await;
        }
        assert_eq!(half_way(&client, &person).await.leads_to().as_deref(), Some(next));
        for route in ROUTES {
            tried += 1;
            let is_open = matches!(route.access, Access::Public | Access::Demo) || route.access.is_for(stage);
            if is_open {
                continue;
            }
            let path = route.path.replace("{id}", "01939000-0000-7000-8000-000000000000");
            let method = Method::from_bytes(route.method.as_bytes()).unwrap();
            let fetched = client.calls(method, &path.replace(['{', '}'], "")).await;
            assert_eq!(fetched.status, 303, "{} {}", route.method, route.path);
            assert_eq!(
                fetched.leads_to().as_deref(),
                Some(next),
                "{} {}",
                route.method,
                route.path
            );
        }
    }
    assert_eq!(tried, 2 * ROUTES.len());
}

#[actix_web::test]
async fn whoever_has_no_factor_enrols_an_app_and_is_shown_recovery_codes_once() {
    let site = Site::new().await;
    let person = officer(&site).await;
    let client = site.nobody();
    let fields = [
        ("email", person.email.as_str()),
        ("password", PASSWORD),
        ("to", "/cases"),
    ];
    let asked = client.sends("/sign-in", &fields).await;
    assert_eq!(asked.leads_to().as_deref(), Some("/account/factors"));
    let page = client.reads("/account/factors").await;
    page.shows("people.factors.first");
    let (secret, sealed) = (copied(&page), page.value_of("sealed").unwrap());

    let wrong = client
        .sends("/account/factors", &[("sealed", &sealed), ("passcode", "000000")])
        .await;
    assert_eq!(wrong.status, 422);
    wrong.shows("people.factors.wrong");
    assert_eq!(copied(&wrong), secret, "a wrong code changes nothing that was scanned");
    let token = client.cookie("__Host-session");
    let code = newest_code(&secret, site.app.now()).unwrap();
    let done = client
        .sends("/account/factors", &[("sealed", &sealed), ("passcode", &code)])
        .await;

    assert_eq!(done.status, 200, "{}", done.text());
    done.shows("people.recovery.keep");
    let codes = copied(&done);
    assert_eq!(codes.lines().count(), RECOVERY_CODES);
    assert!(
        done.body.contains("href=\"/cases\""),
        "one goes on to where one was going"
    );
    assert_ne!(client.cookie("__Host-session"), token, "a new token (S16)");
    client.reads("/cases").await;
    let dump = site.dump().await;
    for kept in codes.lines().map(str::to_owned).chain([secret, PASSWORD.to_owned()]) {
        let plain = kept.replace('-', "");
        assert!(
            !dump.contains(&kept) && !dump.contains(&plain),
            "{kept} is in the database"
        );
    }
    assert!(!dump.contains(&client.cookie("__Host-session").unwrap()));
    assert!(!dump.contains(&client.cookie("__Host-device").unwrap()));
}

#[actix_web::test]
async fn one_goes_on_where_one_was_going_and_leaves_by_cancelling() {
    let site = Site::new().await;
    let (_, client) = asked_for_a_code(&site).await;
    client.reads("/sign-in/factor").await.shows("sign_in.factor.cancel");
    client.reads("/sign-in").await;
    let thief = client.copy();
    let left = client.sends("/sign-out", &[]).await;
    assert_eq!(left.leads_to().as_deref(), Some("/sign-in"));
    assert_eq!(
        thief.get("/sign-in/factor").await.leads_to().as_deref(),
        Some("/sign-in?to=%2Fsign-in%2Ffactor")
    );
}

/// S03, RFC 6238 §5.2: also at two instances of the site at once.
#[tokio::test(flavor = "current_thread")]
async fn a_code_counts_once_also_at_two_instances_at_once() {
    let site = Site::new().await;
    let other = site.instance().await;
    let person = officer(&site).await;
    let (here, there) = (site.nobody(), other.nobody());
    here.gives_app(&person).await;
    for client in [&here, &there] {
        half_way(client, &person).await;
        client.reads("/sign-in/factor").await;
    }
    let code = here.code();

    let (one, two) = join(shows(&here, &code), shows(&there, &code)).await;

    assert_eq!(usize::from(is_in(&one)) + usize::from(is_in(&two)), 1);
    let again = site.nobody();
    half_way(&again, &person).await;
    again.reads("/sign-in/factor").await;
    shows(&again, &code).await.shows("sign_in.factor.wrong");
    site.wait(SignedDuration::from_secs(30));
    other.wait(SignedDuration::from_secs(30));
    assert!(is_in(&shows(&again, &again.code()).await));
}

#[actix_web::test]
async fn codes_of_the_step_before_and_after_count_and_no_others() {
    let site = Site::new().await;
    for (seconds, expected) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
        let (_, client) = asked_for_a_code(&site).await;
        let code = newest_code(TOTP_SECRET, site.app.now().plus(SignedDuration::from_secs(seconds))).unwrap();
        assert_eq!(is_in(&shows(&client, &code).await), expected, "{seconds}");
    }
}

/// S04: wrong codes count like wrong passwords, and the right one is no way around.
#[actix_web::test]
async fn five_wrong_codes_lock_the_account_and_a_right_password_between_does_not_help() {
    let site = Site::new().await;
    let (person, client) = asked_for_a_code(&site).await;
    for at in 0..FAILURES {
        shows(&client, "000000").await.shows("sign_in.factor.wrong");
        if at + 1 < FAILURES {
            half_way(&client, &person).await;
            client.reads("/sign-in/factor").await;
        }
    }
    let locked = shows(&client, &client.code()).await;
    assert_eq!(locked.status, 422);
    locked.shows("sign_in.error.locked");
    half_way(&site.nobody(), &person).await.shows("sign_in.error.locked");

    site.wait(SignedDuration::from_mins(16));
    assert!(is_in(&shows(&client, &client.code()).await));
}

#[actix_web::test]
async fn a_recovery_code_gets_one_in_once() {
    let site = Site::new().await;
    let person = officer(&site).await;
    let client = site.nobody();
    half_way(&client, &person).await;
    let page = client.reads("/account/factors").await;
    let code = newest_code(&copied(&page), site.app.now()).unwrap();
    let sealed = page.value_of("sealed").unwrap();
    let codes = client
        .sends("/account/factors", &[("sealed", &sealed), ("passcode", &code)])
        .await;
    let codes = copied(&codes);
    let first = codes.lines().next().unwrap().to_lowercase();

    for (typed, expected) in [
        (first.as_str(), true),
        (first.as_str(), false),
        ("0000-0000-0000-0000", false),
    ] {
        let lost = site.nobody();
        half_way(&lost, &person).await;
        lost.reads("/sign-in/factor").await.shows("sign_in.factor.recovery");
        lost.reads("/sign-in/recovery").await;
        let tried = lost.sends("/sign-in/recovery", &[("passcode", typed)]).await;
        assert_eq!(is_in(&tried), expected, "{typed}: {}", tried.text());
    }
    client.reads("/notices").await.shows("notices.act.recovery_code_used");
}

/// S05: the enrolment knows the session's own person and no other.
#[actix_web::test]
async fn nobody_enrols_a_factor_for_another() {
    let site = Site::new().await;
    let (one, other) = (officer(&site).await, officer(&site).await);
    let (here, there) = (site.nobody(), site.nobody());
    half_way(&here, &one).await;
    half_way(&there, &other).await;
    let theirs = there.reads("/account/factors").await;
    here.reads("/account/factors").await;
    let (secret, sealed) = (copied(&theirs), theirs.value_of("sealed").unwrap());
    let code = newest_code(&secret, site.app.now()).unwrap();

    let planted = here
        .sends("/account/factors", &[("sealed", &sealed), ("passcode", &code)])
        .await;
    assert_eq!(planted.status, 422);
    planted.shows("people.factors.expired");
    let id = other.id.to_string();
    let fields = [
        ("sealed", sealed.as_str()),
        ("passcode", code.as_str()),
        ("person", id.as_str()),
    ];
    assert_eq!(here.sends("/account/factors", &fields).await.status, 400);
    assert!(!site.dump().await.lines().any(|row| row.starts_with("totp_secrets:")));
}

/// By the password alone nobody adds a second app to an account that has one.
#[actix_web::test]
async fn a_sign_in_that_began_before_there_was_a_factor_enrols_none_after_it() {
    let site = Site::new().await;
    let person = officer(&site).await;
    let (owner, thief) = (site.nobody(), site.nobody());
    half_way(&owner, &person).await;
    half_way(&thief, &person).await;
    let page = thief.reads("/account/factors").await;
    owner.gives_app(&person).await;

    let code = newest_code(&copied(&page), site.app.now()).unwrap();
    let sealed = page.value_of("sealed").unwrap();
    let sent = thief
        .sends("/account/factors", &[("sealed", &sealed), ("passcode", &code)])
        .await;

    assert_eq!(sent.leads_to().as_deref(), Some("/sign-in"));
    assert_eq!(
        thief.get("/account/factors").await.leads_to().as_deref(),
        Some("/sign-in?to=%2Faccount%2Ffactors")
    );
    owner.reads("/sign-in").await;
    let signed_in = owner
        .signs_in_by_pages(&person, &[("email", &person.email), ("password", PASSWORD)])
        .await;
    assert!(is_in(&signed_in));
}

/// S08: a stranger's failures count for strangers; the officer's own browser has a row of its own.
#[actix_web::test]
async fn strangers_lock_no_officer_out_of_a_browser_the_account_knows() {
    let site = Site::new().await;
    let person = officer(&site).await;
    let own = site.nobody();
    let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
    own.signs_in_by_pages(&person, &fields).await;
    own.sends("/sign-out", &[]).await;
    let stranger = site.nobody();
    for _ in 0..=FAILURES {
        let wrong = [("email", person.email.as_str()), ("password", "not the password")];
        stranger.sends("/sign-in", &wrong).await;
    }

    stranger.sends("/sign-in", &fields).await.shows("sign_in.error.locked");
    own.reads("/sign-in").await;
    assert!(is_in(&own.signs_in_by_pages(&person, &fields).await));
    own.reads("/notices")
        .await
        .shows("notices.act.signed_in_after_failures");
    // The cookie is worth nothing at another account, and its own failures lock it.
    let other = officer(&site).await;
    let thief = own.copy();
    thief.sends("/sign-out", &[]).await;
    thief.reads("/sign-in").await;
    for _ in 0..FAILURES {
        thief
            .sends("/sign-in", &[("email", &other.email), ("password", "wrong")])
            .await;
        thief
            .sends("/sign-in", &[("email", &person.email), ("password", "wrong")])
            .await;
    }
    half_way(&site.nobody(), &other).await.shows("sign_in.error.locked");
    thief.sends("/sign-in", &fields).await.shows("sign_in.error.locked");
}

/// S15: the first browser is no news, every further one is.
#[actix_web::test]
async fn a_sign_in_in_a_browser_the_account_does_not_know_is_told_on_the_site_and_by_mail() {
    let site = Site::new().await;
    let person = officer(&site).await;
    let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
    let (first, second) = (site.nobody(), site.nobody());
    first.signs_in_by_pages(&person, &fields).await;
    first.reads("/notices").await.hides("notices.act.device_added");
    first.signs_in_by_pages(&person, &fields).await;
    first.reads("/notices").await.hides("notices.act.device_added");

    second.signs_in_by_pages(&person, &fields).await;

    first.reads("/notices").await.shows("notices.act.device_added");
    let dump = site.dump().await;
    let mails: Vec<&str> = dump.lines().filter(|row| row.starts_with("outbox:")).collect();
    assert_eq!(mails.len(), 1, "{mails:?}");
}

/// A link in a mail leaves the cookie behind; nothing is shown by it.
#[actix_web::test]
async fn the_page_of_the_second_factor_is_only_there_in_a_sign_in() {
    let site = Site::new().await;
    let signed_in = site.officer_of(AGENCY).await;
    for path in ["/sign-in/factor", "/sign-in/recovery"] {
        assert_eq!(signed_in.get(path).await.leads_to().as_deref(), Some("/home"), "{path}");
        assert_eq!(site.nobody().get(path).await.status, 303);
    }
    let head = TestRequest::default().method(Method::HEAD).uri("/sign-in/factor");
    assert_eq!(signed_in.send(head).await.status, 303);
}
