//! Whether our second factor is asked still: what the provider says of `acr` and `amr`, and what the house takes for one.

use jiff::SignedDuration;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use super::{ANA, ana_joins, arrives, bound, can_run, fills, invites, is_home, knows, leaf, onward, takes_up};
use crate::support::providers::{Browser, Provider};
use crate::support::{Client, Fetched, Site};

const PROOFS: [(&str, &str); 2] = [("acr", "phr\nphrh"), ("amr", "mfa\nhwk")];

#[actix_web::test]
async fn what_the_house_takes_for_a_second_factor_is_not_asked_again() {
    if !can_run() {
        return;
    }
    for (what, more, is_enough) in [
        ("a password", json!({"amr": ["pwd"]}), false),
        ("nothing", json!({"amr": []}), false),
        ("another class", json!({"acr": "basic", "amr": ["pwd"]}), false),
        ("a class of the list", json!({"acr": "phr", "amr": ["pwd"]}), true),
        ("the other class of the list", json!({"acr": "phrh"}), true),
        ("a way of the list", json!({"amr": ["pwd", "mfa"]}), true),
        ("a way that is not on the list", json!({"amr": ["pwd", "otp"]}), false),
        ("a way in capitals", json!({"amr": ["pwd", "MFA"]}), false),
    ] {
        let provider = Provider::real(json!({}));
        let (site, admin) = bound(&provider).await;
        fills(&admin, "/provider/edit", &PROOFS).await;

        let (ana, browser, landed) = ana_joins(&site, &admin, more, &provider).await;

        let to = if is_enough { "/home" } else { "/account/factors" };
        assert_eq!(landed.leads_to().as_deref(), Some(to), "{what}");
        let home = ana.get("/home").await;
        assert_eq!(home.status.as_u16(), if is_enough { 200 } else { 303 }, "{what}");

        // What is enough is the house's to say, and to take back.
        if is_enough {
            let signed_in = leaf(&site, "signed_in").await;
            assert!(signed_in.contains("\"provider\""), "{what}: {signed_in}");
            fills(&admin, "/provider/edit", &[("acr", ""), ("amr", "")]).await;
            let again = site.nobody();
            let arrived = arrives(&again, &browser, ANA.1).await;
            assert_eq!(arrived.leads_to().as_deref(), Some("/account/factors"), "{what}");
            assert_eq!(again.get("/home").await.status, 303, "{what}");
        }
    }
}

/// What is no word of the list is no proof, whatever it looks like, and wherever else it stands.
#[actix_web::test]
async fn what_only_looks_like_a_second_factor_is_none() {
    if !can_run() {
        return;
    }
    for faults in [
        json!({"claims": {"amr": "mfa"}, "userinfo": {"amr": ["mfa"], "acr": "phr"}}),
        json!({"claims": {"acr": ["phr"]}}),
        json!({"claims": {"acr": true, "amr": [["mfa"], {"mfa": true}]}}),
        json!({"claims": {"acr": "", "amr": [""]}}),
        json!({"claims": {"acr": " phr "}}),
        json!({"userinfo": {"amr": ["mfa"], "acr": "phr"}}),
    ] {
        let forger = Provider::forger(json!({}));
        let (site, admin) = bound(&forger).await;
        fills(&admin, "/provider/edit", &PROOFS).await;
        invites(&admin, ANA, "officer").await;
        forger.forges(&faults);
        let ana = site.nobody();

        let arrived = arrives(&ana, &Browser::of(ANA.0), ANA.1).await;

        // Where it cannot be read at all the whole token is refused.
        if arrived.status == 303 {
            let landed = takes_up(&ana, &arrived).await;
            assert_eq!(landed.leads_to().as_deref(), Some("/account/factors"), "{faults}");
        } else {
            arrived.shows("providers.refused.malformed.title");
        }
        assert!(!is_home(&ana.get("/sign-in").await), "{faults}");
    }
}

/// Whoever has a factor of ours shows it where the provider asked for a password only.
#[actix_web::test]
async fn a_factor_of_ours_is_asked_where_the_provider_asked_for_none() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    let (ana, browser, _) = ana_joins(&site, &admin, json!({}), &provider).await;
    ana.reads("/account/factors").await;
    ana.has_app().await;

    let again = site.nobody();
    let arrived = arrives(&again, &browser, ANA.1).await;
    assert_eq!(arrived.leads_to().as_deref(), Some("/sign-in/factor"));
    assert_eq!(again.get("/home").await.status, 303);
    again.reads("/sign-in/factor").await;
    let wrong = again.sends("/sign-in/factor", &[("passcode", "000000")]).await;
    assert_eq!(wrong.status, 422);
    let right = again.sends("/sign-in/factor", &[("passcode", &again.code())]).await;
    assert!(is_home(&right), "{}", right.text());
    assert!(leaf(&site, "signed_in").await.contains("\"provider+totp\""));
}

/// When the factor of the newest session was shown.
async fn factor_at(site: &Site) -> Option<i64> {
    let db = site.app.db.read();
    let newest = Statement::from_string(
        db.get_database_backend(),
        "SELECT factor_at FROM sessions WHERE person_id IN (SELECT id FROM people WHERE email = 'ana.silva@people.example') \
         ORDER BY factor_at DESC",
    );
    let row = db.query_one_raw(newest).await.unwrap().unwrap();
    row.try_get("", "factor_at").unwrap()
}

/// `ana`, who signed in ten minutes ago, confirms who she is at the provider.
async fn confirms(site: &Site, provider: &Provider, ana: &Client, browser: &Browser) -> (String, Fetched) {
    site.wait(SignedDuration::from_mins(10));
    provider.is_at(site);
    ana.reads("/account").await;
    let page = ana
        .sends("/confirmation/provider", &[("to", "/account"), ("kept", "")])
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    let address = onward(&page);
    let back = browser.goes(&address);
    (address, ana.get(&back).await)
}

#[actix_web::test]
async fn what_counts_is_confirmed_at_the_provider_and_it_asks_anew() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    fills(&admin, "/provider/edit", &PROOFS).await;
    let (ana, browser, _) = ana_joins(&site, &admin, json!({"amr": ["mfa"]}), &provider).await;
    let token = ana.cookie("__Host-session");

    let (address, confirmed) = confirms(&site, &provider, &ana, &browser).await;

    assert!(
        address.contains("prompt=login") && address.contains("max_age=0"),
        "{address}"
    );
    assert_eq!(
        confirmed.leads_to().as_deref(),
        Some("/account"),
        "{}",
        confirmed.text()
    );
    assert_eq!(factor_at(&site).await, Some(site.app.now().micros()));
    assert_ne!(ana.cookie("__Host-session"), token, "a new token at each step-up (S16)");

    // This time a password was enough there.
    knows(&provider, ANA, json!({"amr": ["pwd"]}));
    let shown_at = factor_at(&site).await;
    let (_, refused) = confirms(&site, &provider, &ana, &browser).await;
    assert_eq!(refused.status, 403);
    refused.shows("providers.refused.factor.title");
    assert_eq!(factor_at(&site).await, shown_at);
    ana.reads("/account").await.says(ANA.2);
}

#[actix_web::test]
async fn a_confirmation_by_another_or_of_before_is_none() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    fills(&admin, "/provider/edit", &PROOFS).await;
    invites(&admin, ANA, "officer").await;
    let with = |more: Value| {
        let mut claims = json!({"amr": ["mfa"]});
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        json!({ "claims": claims })
    };
    forger.forges(&with(json!({})));
    let (ana, browser) = (site.nobody(), Browser::of(ANA.0));
    let arrived = arrives(&ana, &browser, ANA.1).await;
    assert!(is_home(&takes_up(&ana, &arrived).await));
    let shown_at = factor_at(&site).await;
    let mut stale = with(json!({}));
    stale["shift"] = json!({"auth_time": -300});

    for (faults, code) in [
        (stale, "auth_time"),
        (with(json!({"auth_time": null})), "auth_time"),
        (with(json!({"auth_time": "now"})), "malformed"),
        (with(json!({"sub": "another"})), "another"),
        (with(json!({"amr": ["pwd"]})), "factor"),
        (with(json!({"nonce": "another"})), "nonce"),
        (with(json!({"aud": "another"})), "audience"),
    ] {
        forger.forges(&faults);
        let (_, refused) = confirms(&site, &forger, &ana, &browser).await;
        assert_eq!(refused.status, 403, "{faults}: {}", refused.text());
        refused.shows(&format!("providers.refused.{code}.title"));
        assert!(
            leaf(&site, "provider_refused").await.contains(&format!("\"{code}\"")),
            "{faults}"
        );
        assert_eq!(factor_at(&site).await, shown_at, "{faults}");
        // She loses nothing but this try.
        ana.reads("/account").await;
        assert!(ana.cookie("__Host-session").is_some());
    }
}

/// A confirmation began in one session and is not ended by another.
#[actix_web::test]
async fn a_confirmation_is_no_way_in_and_a_way_in_no_confirmation() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    fills(&admin, "/provider/edit", &PROOFS).await;
    let (ana, browser, _) = ana_joins(&site, &admin, json!({"amr": ["mfa"]}), &provider).await;
    site.wait(SignedDuration::from_mins(10));
    provider.is_at(&site);
    let page = ana
        .sends("/confirmation/provider", &[("to", "/account"), ("kept", "")])
        .await;
    let back = browser.goes(&onward(&page));

    let stranger = site.nobody();
    let fetched = stranger.get(&format!("{back}&again=yes")).await;
    super::is_refused(&stranger, &fetched, "state");

    // Whoever signed in with a password and a code of ours has nothing to confirm at a provider.
    let theirs = admin
        .sends("/confirmation/provider", &[("to", "/account"), ("kept", "")])
        .await;
    assert!((400..500).contains(&theirs.status.as_u16()), "{}", theirs.status);
    assert_eq!(
        site.nobody().get("/confirmation/provider").await.status.as_u16() / 100,
        4
    );
}
