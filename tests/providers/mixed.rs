//! What comes back to the wrong browser, at the wrong time, twice, or from the wrong provider.

use actix_web::test::TestRequest;
use crosshold::domain::actor::{OrganisationKind, Role};
use jiff::SignedDuration;
use serde_json::json;

use super::{
    ANA, DOMAIN, EXCHANGE, POLICE, arrives, begins, binds, bound, can_run, count, house, invites, is_refused, leaf,
};
use crate::support::Site;
use crate::support::providers::{Browser, Provider};

const BO: (&str, &str, &str) = ("bo", "bo.berg@people.example", "Bo Berg");

/// `path` with another value of `name`.
fn with(path: &str, name: &str, value: &str) -> String {
    let (before, query) = path.split_once('?').unwrap();
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((other, _)) if other == name => format!("{name}={value}"),
        _ => part.to_owned(),
    });
    format!("{before}?{}", parts.collect::<Vec<_>>().join("&"))
}

fn value(path: &str, name: &str) -> String {
    let (_, query) = path.split_once('?').unwrap();
    let found = query.split('&').find_map(|part| part.strip_prefix(&format!("{name}=")));
    found.unwrap().to_owned()
}

/// Session fixation: what one browser began another does not end, with or without an attempt of its own.
#[actix_web::test]
async fn what_one_browser_began_no_other_ends() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    for who in [ANA, BO] {
        invites(&admin, who, "officer").await;
        super::knows(&provider, who, json!({}));
    }
    let (ana, bo) = (site.nobody(), site.nobody());
    let hers = Browser::of(ANA.0).goes(&begins(&ana, ANA.1).await);
    let his = Browser::of(BO.0).goes(&begins(&bo, BO.1).await);

    // His address in her browser, in one that began nothing, and in his own with her code or her state.
    for (visitor, path) in [
        (ana.copy(), his.clone()),
        (site.nobody(), format!("{his}&again=yes")),
        (ana.copy(), with(&hers, "state", &value(&his, "state"))),
    ] {
        let fetched = visitor.get(&path).await;
        is_refused(&visitor, &fetched, "state");
        assert!(leaf(&site, "provider_refused").await.contains("\"state\""));
    }
    // Her code under his state: the provider takes it from nobody who cannot show her verifier.
    let mixed = with(&his, "code", &value(&hers, "code"));
    let fetched = bo.get(&mixed).await;
    is_refused(&bo, &fetched, "exchange");
    assert_eq!(count(&site, "people").await, 1);
}

/// A provider that takes any code from anybody does not help whoever brings a code of somebody else: the nonce is hers.
#[actix_web::test]
async fn a_code_of_another_attempt_is_refused_although_the_provider_takes_it() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    invites(&admin, ANA, "officer").await;
    forger.forges(&json!({"lax": true}));
    let (ana, thief) = (site.nobody(), site.nobody());
    let hers = Browser::of(ANA.0).goes(&begins(&ana, ANA.1).await);
    let theirs = Browser::of(ANA.0).goes(&begins(&thief, ANA.1).await);

    let fetched = thief.get(&with(&theirs, "code", &value(&hers, "code"))).await;

    is_refused(&thief, &fetched, "nonce");
}

/// An address that led in leads in once, whoever tries, at once or at the same time.
#[actix_web::test]
async fn an_address_that_came_back_counts_once() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    invites(&admin, ANA, "officer").await;
    forger.forges(&json!({"lax": true}));
    let ana = site.nobody();
    let back = Browser::of(ANA.0).goes(&begins(&ana, ANA.1).await);
    let before = ana.copy();
    assert_eq!(ana.get(&back).await.status, 303);
    for visitor in [&ana, &before] {
        let fetched = visitor.get(&back).await;
        is_refused(visitor, &fetched, "replayed");
        assert!(leaf(&site, "provider_refused").await.contains("\"replayed\""));
    }

    let both = site.nobody();
    let back = Browser::of(ANA.0).goes(&begins(&both, ANA.1).await);
    let other = both.copy();
    let (one, two) = futures_util::future::join(both.get(&back), other.get(&back)).await;
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 403]);
}

/// A code that the provider gave to one site, and that was used there, is refused by the provider itself.
#[actix_web::test]
async fn a_used_code_is_refused() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    let (_, browser, _) = super::ana_joins(&site, &admin, json!({}), &provider).await;
    let ana = site.nobody();
    let first = browser.goes(&begins(&ana, ANA.1).await);
    assert_eq!(ana.get(&first).await.status, 303);

    let again = site.nobody();
    let second = browser.goes(&begins(&again, ANA.1).await);
    let fetched = again.get(&with(&second, "code", &value(&first, "code"))).await;

    is_refused(&again, &fetched, "exchange");
}

/// Ten minutes are enough to sign in; what comes back later begins again.
#[actix_web::test]
async fn an_attempt_lasts_ten_minutes() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    invites(&admin, ANA, "officer").await;
    for (minutes, is_late) in [(9, false), (11, true)] {
        let ana = site.nobody();
        let back = Browser::of(ANA.0).goes(&begins(&ana, ANA.1).await);
        site.wait(SignedDuration::from_mins(minutes));
        forger.is_at(&site);
        let fetched = ana.get(&back).await;
        if is_late {
            is_refused(&ana, &fetched, "late");
        } else {
            assert_eq!(fetched.status, 303, "{}", fetched.text());
        }
    }
}

/// Mix-up (RFC 9700 §4.4): who signs in at one provider does not get the code of another one in.
#[actix_web::test]
async fn a_code_of_one_provider_is_not_taken_to_another() {
    if !can_run() {
        return;
    }
    let (honest, forger) = (Provider::real(json!({})), Provider::forger(json!({})));
    let site = Site::new().await;
    house(&site, EXCHANGE, OrganisationKind::Exchange, "northbank.example").await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let theirs = site.member_of(EXCHANGE, &[Role::ExchangeAdmin]).await;
    binds(&admin, &honest, DOMAIN).await;
    binds(&theirs, &forger, "northbank.example").await;
    invites(&admin, ANA, "officer").await;
    super::knows(&honest, ANA, json!({}));
    let code = {
        let ana = site.nobody();
        let back = Browser::of(ANA.0).goes(&begins(&ana, ANA.1).await);
        value(&back, "code")
    };
    forger.calls();

    // Her browser is led from the forger to what the honest one said, in its name and in the forger's.
    for issuer in [&honest.issuer, &forger.issuer] {
        forger.forges(&json!({"back": {"code": code, "iss": issuer}}));
        let ana = site.nobody();
        let fetched = arrives(&ana, &Browser::of(ANA.0), "bo@northbank.example").await;
        let code = if *issuer == honest.issuer { "issuer" } else { "exchange" };
        is_refused(&ana, &fetched, code);
    }
    // In the name of the honest one, the code was shown to nobody.
    let exchanges = forger.calls();
    assert_eq!(exchanges.iter().filter(|call| call["path"] == "/token").count(), 1);

    // What began at the honest one, and comes back in the forger's name.
    let ana = site.nobody();
    let back = Browser::of(ANA.0).goes(&begins(&ana, ANA.1).await);
    let named = forger.issuer.replace(':', "%3A").replace('/', "%2F");
    let fetched = ana.get(&with(&back, "iss", &named)).await;
    is_refused(&ana, &fetched, "issuer");
    assert!(forger.calls().iter().all(|call| call["path"] != "/token"));
}

/// The strict cookie stays behind on the way from the provider: the page asks again by itself, once.
#[actix_web::test]
async fn whoever_comes_from_the_provider_is_known_on_a_second_look() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    invites(&admin, ANA, "officer").await;
    super::knows(&provider, ANA, json!({}));
    let ana = site.nobody();
    let back = Browser::of(ANA.0).goes(&begins(&ana, ANA.1).await);

    let from_there = TestRequest::get()
        .uri(&back)
        .insert_header(("sec-fetch-site", "cross-site"));
    let asks = site.nobody().send(from_there).await;
    assert_eq!(asks.status, 200, "{}", asks.body);
    assert!(asks.body.contains("http-equiv=\"refresh\"") && asks.body.contains("again=yes"));
    // Nothing of another's address stands on it that is more than an address.
    let canary = site
        .nobody()
        .get("/sign-in/provider/return?code=%22%3E%3Cb%3E&state=x")
        .await;
    assert!(!canary.body.contains("<b>"));

    let fetched = ana.get(&format!("{back}&again=yes")).await;
    assert_eq!(fetched.leads_to().as_deref(), Some("/sign-in/provider/acceptance"));
}

/// What is asked badly is refused as it is everywhere: no page breaks, nothing is signed in.
#[actix_web::test]
async fn what_comes_back_broken_is_refused() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, _) = bound(&forger).await;
    let long = "x".repeat(5_000);
    for query in [
        "again=yes".to_owned(),
        "again=yes&state=&code=".to_owned(),
        "again=yes&state=%00&code=%ff".to_owned(),
        format!("again=yes&state={long}&code={long}"),
        "again=yes&state=a&state=b&code=c&code=d".to_owned(),
        "again=yes&error=%3Cscript%3Ealert(1)%3C%2Fscript%3E".to_owned(),
        "again=yes&state=a&error=access_denied&error_description=%3Cb%3Ecall%20this%20number".to_owned(),
    ] {
        let visitor = site.nobody();
        begins(&visitor, ANA.1).await;
        let fetched = visitor.get(&format!("/sign-in/provider/return?{query}")).await;
        assert!(
            (400..500).contains(&fetched.status.as_u16()),
            "{query}: {}",
            fetched.status
        );
        fetched.never_says("call this number").never_says("alert(1)");
        assert!(visitor.cookie("__Host-session").is_none());
    }
    assert!(forger.calls().iter().all(|call| call["path"] != "/token"));
}
