//! What a provider, or somebody in its place, gets wrong: each is refused with a page that says so, and leaves a leaf.

use crosshold::text::Language;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{ANA, DOMAIN, POLICE, arrives, begins, binds, bound, can_run, count, invites, is_home, is_refused, leaf};
use crate::support::providers::{Browser, Provider};
use crate::support::{Client, Site};

/// What is wrong, and why it is refused.
fn forgeries() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("another audience", json!({"claims": {"aud": "another"}}), "audience"),
        (
            "audiences without a party",
            json!({"claims": {"aud": ["crosshold", "another"]}}),
            "audience",
        ),
        (
            "another party",
            json!({"claims": {"aud": ["crosshold", "another"], "azp": "another"}}),
            "audience",
        ),
        (
            "one more audience",
            json!({"claims": {"aud": ["crosshold", "another"], "azp": "crosshold"}}),
            "audience",
        ),
        ("no audience", json!({"claims": {"aud": []}}), "audience"),
        (
            "another issuer",
            json!({"claims": {"iss": "https://provider.example"}}),
            "issuer",
        ),
        ("expired", json!({"shift": {"iat": -600, "exp": -61}}), "expired"),
        ("no end", json!({"claims": {"exp": null}}), "malformed"),
        ("issued in the future", json!({"shift": {"iat": 61}}), "future"),
        ("issued never", json!({"claims": {"iat": null}}), "malformed"),
        ("no nonce", json!({"claims": {"nonce": null}}), "nonce"),
        ("another nonce", json!({"claims": {"nonce": "another"}}), "nonce"),
        ("no subject", json!({"claims": {"sub": null}}), "malformed"),
        ("signed by nobody", json!({"sign": "none"}), "algorithm"),
        (
            "signed by nobody, in capitals",
            json!({"sign": "none", "header": {"alg": "NONE"}}),
            "algorithm",
        ),
        ("signed with the secret", json!({"sign": "secret"}), "algorithm"),
        (
            "signed with the public key as a secret",
            json!({"sign": "public"}),
            "algorithm",
        ),
        ("signature taken off", json!({"sign": "stripped"}), "signature"),
        ("signature of other words", json!({"sign": "changed"}), "signature"),
        (
            "signed by a stranger under a name of theirs",
            json!({"sign": "stranger"}),
            "signature",
        ),
        ("signed by a stranger", json!({"sign": "unknown"}), "key"),
        ("signed by a key it brings along", json!({"sign": "brought"}), "key"),
        ("no token", json!({"token": {"id_token": null}}), "malformed"),
        (
            "a token of two parts",
            json!({"token": {"id_token": "e30.e30"}}),
            "malformed",
        ),
        (
            "a token that is none",
            json!({"token": {"id_token": "ana"}}),
            "malformed",
        ),
        (
            "mixed up by the browser",
            json!({"back": {"iss": "https://provider.example"}}),
            "issuer",
        ),
        (
            "nameless, though it said it names itself",
            json!({"back": {"iss": null}}),
            "issuer",
        ),
        ("another code", json!({"back": {"code": "another"}}), "exchange"),
        (
            "declined",
            json!({"back": {"code": null, "error": "access_denied"}}),
            "declined",
        ),
        (
            "declined by somebody else",
            json!({"back": {"code": null, "error": "access_denied", "iss": "https://provider.example"}}),
            "issuer",
        ),
        (
            "mailbox not verified",
            json!({"claims": {"email_verified": false}}),
            "mailbox",
        ),
        (
            "mailbox verified by a word",
            json!({"claims": {"email_verified": "true"}}),
            "mailbox",
        ),
        (
            "mailbox never verified",
            json!({"claims": {"email_verified": null}, "userinfo": {"email_verified": null}}),
            "mailbox",
        ),
        (
            "no mailbox",
            json!({"claims": {"email": null}, "userinfo": {"email": null}}),
            "mailbox",
        ),
        (
            "mailbox elsewhere",
            json!({"claims": {"email": "ana.silva@elsewhere.example"}}),
            "mailbox",
        ),
        (
            "mailbox below the domain",
            json!({"claims": {"email": "ana.silva@mail.people.example"}}),
            "mailbox",
        ),
        (
            "mailbox that ends in the domain",
            json!({"claims": {"email": "ana.silva@elsewhere.example@people.example"}}),
            "mailbox",
        ),
        (
            "userinfo of another",
            json!({"claims": {"email": null}, "userinfo": {"sub": "another"}}),
            "malformed",
        ),
        (
            "keys that are none",
            json!({"sign": "unknown", "at": {"/jwks": {"body": "<p>", "type": "text/html"}}}),
            "unreachable",
        ),
        (
            "the token endpoint leads away",
            json!({"at": {"/token": {"redirect": "/elsewhere", "status": 307}}}),
            "unreachable",
        ),
        (
            "the token endpoint is at a loss",
            json!({"at": {"/token": {"status": 500}}}),
            "unreachable",
        ),
        (
            "the token endpoint hangs up",
            json!({"at": {"/token": {"drop": true}}}),
            "unreachable",
        ),
        (
            "the token endpoint never ends",
            json!({"at": {"/token": {"bytes": 8_000_000}}}),
            "unreachable",
        ),
        (
            "the token endpoint speaks no JSON",
            json!({"at": {"/token": {"body": "<p>", "type": "text/html"}}}),
            "malformed",
        ),
    ]
}

/// Whoever comes with a forgery in one language, and then in another.
async fn comes(site: &Site, language: Language) -> Client {
    // Keys are asked for again once a minute at most, and nobody comes too often.
    site.wait(SignedDuration::from_mins(2));
    site.nobody_in(language)
}

#[actix_web::test]
async fn every_forgery_is_refused_in_words_and_leaves_a_leaf() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    invites(&admin, ANA, "officer").await;
    let sessions = count(&site, "sessions").await;
    let others = [Language::French, Language::SimplifiedChinese, Language::Arabic];
    for ((what, faults, code), other) in forgeries().into_iter().zip(others.into_iter().cycle()) {
        for language in [Language::English, other] {
            let visitor = comes(&site, language).await;
            forger.is_at(&site);
            forger.forges(&faults);

            let fetched = arrives(&visitor, &Browser::of(ANA.0), ANA.1).await;

            println!("{what}");
            assert_eq!(fetched.page_language(), language, "{what}");
            is_refused(&visitor, &fetched, code);
            let leaf = leaf(&site, "provider_refused").await;
            assert!(leaf.contains(&format!("\"{code}\"")), "{what}: {leaf}");
            assert!(
                !leaf.contains("ana.silva") && !leaf.contains(&forger.secret),
                "{what}: {leaf}"
            );
        }
    }
    assert_eq!(count(&site, "sessions").await, sessions);
    assert_eq!(count(&site, "people").await, 1);

    // Nothing of all that stands in the way of who she is.
    forger.forges(&json!({}));
    let visitor = comes(&site, Language::English).await;
    forger.is_at(&site);
    let arrived = arrives(&visitor, &Browser::of(ANA.0), ANA.1).await;
    super::takes_up(&visitor, &arrived).await;
    assert!(visitor.cookie("__Host-session").is_some());
}

/// A clock that is a minute off is no forgery; a second more is.
#[actix_web::test]
async fn clocks_may_be_a_minute_apart() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    invites(&admin, ANA, "officer").await;
    for shift in [json!({"iat": 60}), json!({"iat": -600, "exp": -59}), json!({"exp": 0})] {
        forger.forges(&json!({ "shift": shift }));
        let visitor = site.nobody();
        let arrived = arrives(&visitor, &Browser::of(ANA.0), ANA.1).await;
        assert_eq!(
            arrived.leads_to().as_deref(),
            Some("/sign-in/provider/acceptance"),
            "{shift}"
        );
    }
    for (shift, code) in [
        (json!({"iat": 62}), "future"),
        (json!({"iat": -600, "exp": -62}), "expired"),
    ] {
        forger.forges(&json!({ "shift": shift }));
        let visitor = site.nobody();
        let fetched = arrives(&visitor, &Browser::of(ANA.0), ANA.1).await;
        is_refused(&visitor, &fetched, code);
    }
}

/// A provider that is slow, endless or elsewhere is left alone after a while, and before anything was typed there.
#[actix_web::test]
async fn a_provider_that_does_not_answer_is_said_to_be_out_of_reach() {
    if !can_run() {
        return;
    }
    for at in [
        json!({"drop": true}),
        json!({"status": 500}),
        json!({"status": 404}),
        json!({"redirect": "http://127.0.0.1:1/"}),
        json!({"bytes": 8_000_000}),
        json!({"body": "<p>", "type": "text/html"}),
        json!({"trickle": 200}),
    ] {
        let forger = Provider::forger(json!({}));
        let (site, _) = bound(&forger).await;
        // What was discovered is believed for ten minutes.
        site.wait(SignedDuration::from_mins(11));
        forger.is_at(&site);
        forger.forges(&json!({"at": {"/.well-known/openid-configuration": at}}));
        let visitor = site.nobody();

        visitor.reads("/sign-in/provider").await;
        let fetched = visitor.sends("/sign-in/provider", &[("email", ANA.1)]).await;

        is_refused(&visitor, &fetched, "unreachable");
        let leaf = leaf(&site, "provider_refused").await;
        assert!(leaf.contains("\"unreachable\""), "{at}: {leaf}");
    }
}

/// What discovery says is believed only as far as it goes together.
#[actix_web::test]
async fn a_provider_that_became_another_is_not_followed() {
    if !can_run() {
        return;
    }
    for discovery in [
        json!({"issuer": "https://provider.example"}),
        json!({"token_endpoint": "https://provider.example/token"}),
        json!({"jwks_uri": "https://provider.example/jwks"}),
        json!({"jwks_uri": null}),
        json!({"token_endpoint": null}),
        json!({"authorization_endpoint": "javascript:alert(1)"}),
        json!({"authorization_endpoint": "http://provider.example/authorize"}),
    ] {
        let forger = Provider::forger(json!({}));
        let (site, _) = bound(&forger).await;
        site.wait(SignedDuration::from_mins(11));
        forger.is_at(&site);
        forger.forges(&json!({ "discovery": discovery }));
        let visitor = site.nobody();

        visitor.reads("/sign-in/provider").await;
        let fetched = visitor.sends("/sign-in/provider", &[("email", ANA.1)]).await;

        println!("{discovery}");
        let code = if discovery["issuer"].is_string() {
            "issuer"
        } else {
            "unreachable"
        };
        is_refused(&visitor, &fetched, code);
    }
}

/// Keys change: new ones are fetched when a token names them, and no more often than once a minute.
#[actix_web::test]
async fn new_keys_are_fetched_and_old_ones_count_no_more() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    let (_, browser, _) = super::ana_joins(&site, &admin, json!({}), &provider).await;
    for keeps in [true, false] {
        provider.control("rotate", &json!({ "keeps": keeps }));
        site.wait(SignedDuration::from_mins(2));
        provider.is_at(&site);

        let ana = site.nobody();
        let arrived = arrives(&ana, &browser, ANA.1).await;

        assert_eq!(arrived.leads_to().as_deref(), Some("/account/factors"));
    }

    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    invites(&admin, ANA, "officer").await;
    let visitor = site.nobody();
    assert_eq!(arrives(&visitor, &Browser::of(ANA.0), ANA.1).await.status, 303);
    forger.calls();
    forger.forges(&json!({"sign": "unknown"}));
    for _ in 0..5 {
        let visitor = site.nobody();
        let fetched = arrives(&visitor, &Browser::of(ANA.0), ANA.1).await;
        is_refused(&visitor, &fetched, "key");
    }
    let asked = forger.calls().iter().filter(|call| call["path"] == "/jwks").count();
    assert!(asked <= 1, "keys were asked for {asked} times within a minute");
}

/// What every attempt carries (RFC 9700): a state, a nonce and a challenge of its own, and no secret in an address.
#[actix_web::test]
async fn an_attempt_is_bound_to_its_browser_and_keeps_its_secrets() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    invites(&admin, ANA, "officer").await;
    forger.calls();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let visitor = site.nobody();
        let address = begins(&visitor, ANA.1).await;
        let back = Browser::of(ANA.0).goes(&address);
        assert_eq!(visitor.get(&back).await.status, 303);
        let calls = forger.calls();
        let of = |path: &str| calls.iter().find(|call| call["path"] == path).unwrap().clone();
        let (asked, exchanged) = (of("/authorize")["query"].clone(), of("/token"));
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["client_id"], forger.client.as_str());
        assert!(!address.contains(&forger.secret));
        let body = exchanged["body"].as_str().unwrap();
        assert!(
            body.contains("code_verifier=") && !body.contains(&forger.secret),
            "{body}"
        );
        for name in ["state", "nonce", "code_challenge"] {
            let value = asked[name].as_str().unwrap().to_owned();
            assert!(value.len() >= 22, "{name}: {value}");
            assert!(!seen.contains(&value), "{name} was there before");
            seen.push(value);
        }
    }
}

/// The other organisation's provider is not asked about anybody here.
#[actix_web::test]
async fn a_forger_bound_to_one_house_says_nothing_about_another() {
    if !can_run() {
        return;
    }
    let (forger, provider) = (Provider::forger(json!({})), Provider::real(json!({})));
    let site = Site::new().await;
    let kind = crosshold::domain::actor::OrganisationKind::Exchange;
    super::house(&site, super::EXCHANGE, kind, "northbank.example").await;
    let admin = site
        .member_of(POLICE, &[crosshold::domain::actor::Role::AgencyAdmin])
        .await;
    let theirs = site
        .member_of(super::EXCHANGE, &[crosshold::domain::actor::Role::ExchangeAdmin])
        .await;
    binds(&admin, &provider, DOMAIN).await;
    binds(&theirs, &forger, "northbank.example").await;
    super::ana_joins(&site, &admin, json!({}), &provider).await;
    invites(&theirs, ("bo", "bo@northbank.example", "Bo Berg"), "intake").await;

    // Northbank's provider says that it is Ana of the police who comes: her mailbox, and even her subject.
    for claims in [
        json!({"sub": "bo", "email": ANA.1}),
        json!({"sub": ANA.0, "email": ANA.1}),
    ] {
        forger.forges(&json!({ "claims": claims }));
        let visitor = site.nobody();
        let fetched = arrives(&visitor, &Browser::of("bo"), "bo@northbank.example").await;
        is_refused(&visitor, &fetched, "mailbox");
    }
    // Nor does a mailbox below its own domain make an account of another house.
    forger.forges(&json!({"claims": {"sub": ANA.0, "email": "nobody@northbank.example"}}));
    let visitor = site.nobody();
    let fetched = arrives(&visitor, &Browser::of("bo"), "bo@northbank.example").await;
    is_refused(&visitor, &fetched, "unknown");
    assert!(!is_home(&fetched));
}
