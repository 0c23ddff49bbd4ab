//! Sign-out at the provider ends the session here (OpenID Connect Back-Channel Logout 1.0), and no forged letter does.

use actix_web::http::header;
use actix_web::test::TestRequest;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{ANA, ana_joins, arrives, bound, can_run, count, fills, invites, knows, leaf, takes_up};
use crate::support::providers::{Browser, Provider};
use crate::support::{BASE, Client, Fetched, Site, form};

const AMR: (&str, &str) = ("amr", "mfa");

/// Where the provider of this house writes to, as its page says.
async fn letters(admin: &Client) -> String {
    let page = admin.reads("/provider").await;
    let (_, rest) = page.body.split_once(&format!("{BASE}/providers/")).unwrap();
    let id: String = rest
        .chars()
        .take_while(|letter| letter.is_ascii_hexdigit() || *letter == '-')
        .collect();
    format!("/providers/{id}/logout")
}

/// A letter comes from the provider's own machine: without cookies, without a token of ours, and of no origin.
async fn comes(site: &Site, to: &str, body: &str) -> Fetched {
    let letter = TestRequest::post()
        .uri(to)
        .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .peer_addr(([127, 0, 0, 1], 4000).into())
        .set_payload(body.to_owned());
    site.nobody().send(letter).await
}

fn is_in(fetched: &Fetched) -> bool {
    fetched.status == 200
}

#[actix_web::test]
async fn a_sign_out_at_the_provider_ends_every_session_it_began_and_no_other() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    fills(&admin, "/provider/edit", &[AMR]).await;
    let to = letters(&admin).await;
    provider.control("letters", &json!({ "to": format!("{BASE}{to}") }));
    let mfa = json!({"amr": ["mfa"]});
    let (ana, browser, _) = ana_joins(&site, &admin, mfa.clone(), &provider).await;
    let bo = ("bo", "bo.berg@people.example", "Bo Berg");
    invites(&admin, bo, "officer").await;
    knows(&provider, bo, mfa);
    let his = site.nobody();
    let arrived = arrives(&his, &Browser::of(bo.0), bo.1).await;
    takes_up(&his, &arrived).await;
    // Two sessions here, begun in one session there.
    let second = site.nobody();
    arrives(&second, &browser, ANA.1).await;
    for client in [&ana, &second, &his] {
        assert!(is_in(&client.get("/home").await));
    }

    let written = provider.control("logout", &json!({"sub": ANA.0}));

    let written = written.as_array().unwrap();
    assert_eq!(written.len(), 1, "{written:?}");
    let letter = |name: &str| written.first().unwrap()[name].as_str().unwrap();
    assert_eq!(letter("url"), format!("{BASE}{to}"));
    assert!(is_in(&ana.get("/home").await), "the letter is on its way");
    let taken = comes(&site, &to, letter("body")).await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    assert!(taken.header("cache-control").contains("no-store"));
    for client in [&ana, &second] {
        let next = client.get("/home").await;
        assert!(
            next.leads_to().is_some_and(|to| to.starts_with("/sign-in")),
            "{}",
            next.status
        );
    }
    for client in [&his, &admin] {
        assert!(is_in(&client.get("/account").await));
    }

    // A letter counts once: who signed in anew since stays.
    let again = site.nobody();
    assert!(super::is_home(&arrives(&again, &browser, ANA.1).await));
    let replayed = comes(&site, &to, letter("body")).await;
    assert_eq!(replayed.status, 400);
    assert!(is_in(&again.get("/home").await));
}

/// Letters that are refused, and why.
fn forged() -> Vec<(&'static str, Value)> {
    let event = "http://schemas.openid.net/event/backchannel-logout";
    vec![
        ("for another audience", json!({"claims": {"aud": "another"}})),
        (
            "of another issuer",
            json!({"claims": {"iss": "https://provider.example"}}),
        ),
        ("with a nonce, as an ID token has", json!({"claims": {"nonce": "n"}})),
        ("without events", json!({"claims": {"events": null}})),
        (
            "of another event",
            json!({"claims": {"events": {"http://schemas.openid.net/event/other": {}}}}),
        ),
        (
            "with an event that is no object",
            json!({"claims": {"events": {event: "yes"}}}),
        ),
        ("with events in a list", json!({"claims": {"events": [event]}})),
        ("without a name of its own", json!({"claims": {"jti": null}})),
        ("about nobody", json!({"claims": {"sub": null, "sid": null}})),
        ("without a time", json!({"claims": {"iat": null}})),
        ("of before", json!({"shift": {"iat": -900, "exp": -600}})),
        ("of the future", json!({"shift": {"iat": 600, "exp": 900}})),
        ("signed by nobody", json!({"sign": "none"})),
        ("signed with the secret", json!({"sign": "secret"})),
        ("signed with the public key as a secret", json!({"sign": "public"})),
        ("without its signature", json!({"sign": "stripped"})),
        ("signed by a stranger", json!({"sign": "stranger"})),
        ("signed by a key nobody knows", json!({"sign": "unknown"})),
        ("signed by a key it brings along", json!({"sign": "brought"})),
    ]
}

#[actix_web::test]
async fn no_forged_letter_ends_a_session() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    fills(&admin, "/provider/edit", &[AMR]).await;
    let to = letters(&admin).await;
    invites(&admin, ANA, "officer").await;
    forger.forges(&json!({"person": {"amr": ["mfa"]}}));
    let ana = site.nobody();
    let arrived = arrives(&ana, &Browser::of(ANA.0), ANA.1).await;
    takes_up(&ana, &arrived).await;
    assert!(is_in(&ana.get("/home").await));

    for (what, faults) in forged() {
        site.wait(SignedDuration::from_mins(1));
        forger.is_at(&site);
        let token = forger.letter(&faults);
        let answer = comes(&site, &to, &form(&[("logout_token", &token)])).await;
        assert_eq!(answer.status, 400, "a letter {what}");
        assert!(answer.header("cache-control").contains("no-store"), "{what}");
        assert!(is_in(&ana.get("/home").await), "a letter {what}");
        let leaf = leaf(&site, "provider_refused").await;
        assert!(leaf.contains("logout"), "{what}: {leaf}");
    }
    // An ID token is no letter, nor is nothing, nor are two.
    let token = forger.letter(&json!({}));
    for body in [
        String::new(),
        form(&[("logout_token", "")]),
        form(&[("logout_token", "e30.e30.e30")]),
        form(&[("logout_token", token.as_str()), ("logout_token", token.as_str())]),
        form(&[("token", token.as_str())]),
        "x".repeat(200_000),
    ] {
        let answer = comes(&site, &to, &body).await;
        assert!(
            (400..500).contains(&answer.status.as_u16()),
            "{}: {}",
            answer.status,
            answer.body
        );
        assert!(is_in(&ana.get("/home").await));
    }
    let nobodys = "/providers/01940000-0000-7000-8000-000000000000/logout";
    let answer = comes(&site, nobodys, &form(&[("logout_token", &token)])).await;
    assert!((400..500).contains(&answer.status.as_u16()));
    assert!(is_in(&ana.get("/home").await));

    // By its session, or by its person only: the right one ends it.
    for (claims, sid) in [(json!({"sub": null}), "session-1"), (json!({"sid": null}), "session-2")] {
        forger.forges(&json!({"person": {"amr": ["mfa"]}, "claims": {"sid": sid}}));
        let ana = site.nobody();
        assert!(super::is_home(&arrives(&ana, &Browser::of(ANA.0), ANA.1).await));
        let token = forger.letter(&json!({ "claims": claims }));
        let answer = comes(&site, &to, &form(&[("logout_token", &token)])).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(!is_in(&ana.get("/home").await), "{claims}");
    }
}

/// What one house's provider writes says nothing about the people of another, though they have the same subject.
#[actix_web::test]
async fn a_letter_reaches_the_people_of_its_own_provider_only() {
    use crosshold::domain::actor::{OrganisationKind, Role};
    if !can_run() {
        return;
    }
    let (first, second) = (Provider::forger(json!({})), Provider::forger(json!({})));
    let (site, admin) = bound(&first).await;
    super::house(&site, super::EXCHANGE, OrganisationKind::Exchange, "northbank.example").await;
    let theirs = site.member_of(super::EXCHANGE, &[Role::ExchangeAdmin]).await;
    super::binds(&theirs, &second, "northbank.example").await;
    fills(&admin, "/provider/edit", &[AMR]).await;
    invites(&admin, ANA, "officer").await;
    first.forges(&json!({"person": {"amr": ["mfa"]}}));
    let ana = site.nobody();
    let arrived = arrives(&ana, &Browser::of(ANA.0), ANA.1).await;
    takes_up(&ana, &arrived).await;

    let token = second.letter(&json!({}));
    let (own, other) = (letters(&theirs).await, letters(&admin).await);
    let answer = comes(&site, &own, &form(&[("logout_token", &token)])).await;
    assert!([200, 400].contains(&answer.status.as_u16()));
    let answer = comes(&site, &other, &form(&[("logout_token", &token)])).await;
    assert_eq!(answer.status, 400);
    assert!(is_in(&ana.get("/home").await));
}

/// Whoever floods the door is told to wait, and sessions stay.
#[actix_web::test]
async fn a_flood_of_letters_is_held_back() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    let to = letters(&admin).await;
    let before = count(&site, "sessions").await;
    let mut statuses = Vec::new();
    for _ in 0..400 {
        let answer = comes(&site, &to, &form(&[("logout_token", "a.b.c")])).await;
        statuses.push(answer.status.as_u16());
    }
    assert!(
        statuses.starts_with(&[400]) && statuses.contains(&429),
        "{:?}",
        statuses.last()
    );
    assert_eq!(count(&site, "sessions").await, before);
}
