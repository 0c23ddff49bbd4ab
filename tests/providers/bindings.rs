//! Binding a provider, saying what it may decide, and letting go of it: for administrators of the house, and nobody else.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::people::Factor;
use crosshold::text::Language;
use jiff::SignedDuration;
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use super::{
    ANA, DOMAIN, EXCHANGE, POLICE, ana_joins, arrives, begins, binding, binds, bound, can_run, count, fills, house,
    is_refused, knows, leaf,
};
use crate::support::providers::{Browser, Provider};
use crate::support::{Site, form};

#[actix_web::test]
async fn an_administrator_binds_tests_changes_and_lets_go_of_a_provider() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let other = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    admin.reads("/provider").await.shows("providers.show.title");
    let open = other.reads("/provider/binding").await.form_to("/provider/binding");
    let typed = binding(&provider, DOMAIN);
    let kept = open.iter().filter(|(name, _)| typed.iter().all(|(own, _)| own != name));
    let mut late: Vec<(&str, &str)> = kept.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    late.extend(&typed);

    binds(&admin, &provider, DOMAIN).await;
    let page = admin.reads("/provider").await;
    page.says(&provider.issuer)
        .says(DOMAIN)
        .says("https://crosshold.example/sign-in/provider/return");
    for path in ["/provider", "/provider/edit", "/provider/secret", "/provider/unbinding"] {
        let page = admin.reads(path).await;
        assert!(!page.body.contains(&provider.secret), "{path} shows the secret");
    }
    assert!(!site.dump().await.contains(&provider.secret), "the secret lies open");
    let told = leaf(&site, "provider_bound").await;
    assert!(
        told.contains(&provider.issuer) && !told.contains(&provider.secret),
        "{told}"
    );
    // There is one at a time, whoever has the form open still.
    assert_eq!(
        admin.get("/provider/binding").await.leads_to().as_deref(),
        Some("/provider")
    );
    let refused = other.posts("/provider/binding", &form(&late)).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert_eq!(count(&site, "providers").await, 1);

    admin.reads("/provider").await;
    admin.sends_on("/provider/test", &[]).await.shows("providers.test.ok");
    leaf(&site, "provider_tested").await;

    let fields = [("acr", "phr"), ("amr", "mfa\nhwk")];
    let done = fills(&admin, "/provider/edit", &fields).await;
    assert_eq!(done.leads_to().as_deref(), Some("/provider"), "{}", done.text());
    leaf(&site, "provider_changed").await;
    let shown = admin.reads("/provider/edit").await.form_to("/provider/edit");
    for (name, value) in fields {
        assert!(shown.contains(&(name.to_owned(), value.to_owned())), "{shown:?}");
    }

    let (ana, browser, _) = ana_joins(&site, &admin, json!({"acr": "phr"}), &provider).await;
    ana.reads("/home").await;
    let done = fills(&admin, "/provider/unbinding", &[]).await;
    assert_eq!(done.leads_to().as_deref(), Some("/provider"), "{}", done.text());
    leaf(&site, "provider_unbound").await;
    assert_ne!(ana.get("/home").await.status, 200, "what it began is over");
    let visitor = site.nobody();
    visitor.reads("/sign-in/provider").await;
    let nobodys = visitor.sends("/sign-in/provider", &[("email", ANA.1)]).await;
    assert_eq!(nobodys.status, 422);
    nobodys.shows("providers.error.no_provider");
    drop(browser);

    // What was let go of can be bound anew, and knows its people again only by what they prove.
    admin.reads("/provider").await;
    binds(&admin, &provider, DOMAIN).await;
}

#[actix_web::test]
async fn what_came_back_after_the_provider_was_let_go_of_leads_nowhere() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    super::invites(&admin, ANA, "officer").await;
    let ana = site.nobody();
    let back = Browser::of(ANA.0).goes(&begins(&ana, ANA.1).await);
    fills(&admin, "/provider/unbinding", &[]).await;

    let fetched = ana.get(&back).await;

    assert_eq!(fetched.status, 403, "{}", fetched.text());
    assert!(ana.cookie("__Host-session").is_none());
    assert_eq!(count(&site, "people").await, 1);
}

#[actix_web::test]
async fn what_cannot_be_bound_is_told_beside_its_field_and_nothing_is_kept() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let right = binding(&forger, DOMAIN);
    for (name, value) in [
        ("issuer", ""),
        ("issuer", "the provider"),
        ("issuer", "http://provider.example"),
        ("issuer", "http://127.0.0.1:1"),
        ("client_id", ""),
        ("client_secret", ""),
        ("domains", "elsewhere.example"),
        ("domains", "mail.people.example"),
        ("domains", "example"),
        ("domains", ""),
    ] {
        let mut fields = right.clone();
        fields.retain(|(other, _)| *other != name);
        fields.push((name, value));
        let refused = fills(&admin, "/provider/binding", &fields).await;
        assert_eq!(refused.status, 422, "{name}={value}: {}", refused.text());
        assert!(!refused.body.contains(&forger.secret), "a secret is not shown again");
    }
    // Nobody was asked anything for a form that is wrong in itself.
    assert!(forger.calls().is_empty());
    for discovery in [
        json!({"issuer": "https://provider.example"}),
        json!({"issuer": format!("{}/", forger.issuer)}),
        json!({"authorization_endpoint": null}),
        json!({"token_endpoint": null}),
        json!({"jwks_uri": null}),
        json!({"token_endpoint": "https://elsewhere.example/token"}),
        json!({"authorization_endpoint": "javascript:alert(1)"}),
    ] {
        forger.forges(&json!({ "discovery": discovery }));
        let refused = fills(&admin, "/provider/binding", &right).await;
        assert_eq!(refused.status, 422, "{discovery}: {}", refused.text());
    }
    for at in [
        json!({"status": 500}),
        json!({"bytes": 8_000_000}),
        json!({"body": "<p>", "type": "text/html"}),
    ] {
        forger.forges(&json!({"at": {"/.well-known/openid-configuration": at}}));
        let refused = fills(&admin, "/provider/binding", &right).await;
        assert_eq!(refused.status, 422, "{at}: {}", refused.text());
    }
    assert_eq!(count(&site, "providers").await, 0);

    // A field that nobody asked for is refused as everywhere.
    forger.forges(&json!({}));
    let mut fields = right.clone();
    fields.push(("organisation", "another"));
    let refused = fills(&admin, "/provider/binding", &fields).await;
    assert!((400..500).contains(&refused.status.as_u16()));
    assert_eq!(count(&site, "providers").await, 0);
}

/// A domain leads to one provider, and to that of its own house.
#[actix_web::test]
async fn a_domain_is_bound_once() {
    if !can_run() {
        return;
    }
    let (first, second) = (Provider::forger(json!({})), Provider::forger(json!({})));
    let (site, _) = bound(&first).await;
    // Another house says to be at the same domain: it was verified there too.
    let theirs = site.member_of(EXCHANGE, &[Role::ExchangeAdmin]).await;

    let refused = fills(&theirs, "/provider/binding", &binding(&second, DOMAIN)).await;

    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(count(&site, "providers").await, 1);
    assert!(begins(&site.nobody(), ANA.1).await.starts_with(&first.issuer));
}

#[actix_web::test]
async fn nobody_but_an_administrator_of_the_house_comes_near_it() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, _) = bound(&forger).await;
    let before = site.dump().await;
    let rows = |dump: &str| {
        let rows = dump.lines().filter(|row| row.starts_with("provider"));
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    for role in [
        Role::Officer,
        Role::Supervisor,
        Role::Intake,
        Role::Operator,
        Role::Verifier,
        Role::Auditor,
    ] {
        let name = match role.kind() {
            OrganisationKind::Agency => POLICE,
            OrganisationKind::Exchange => EXCHANGE,
            OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform => "The platform",
        };
        let client = site.member_of(name, &[role]).await;
        for path in [
            "/provider",
            "/provider/binding",
            "/provider/edit",
            "/provider/secret",
            "/provider/unbinding",
        ] {
            let fetched = client.get(path).await;
            assert!(
                [403, 404].contains(&fetched.status.as_u16()),
                "{role} {path}: {}",
                fetched.status
            );
            fetched.never_says(&forger.issuer);
        }
        for (path, fields) in [
            ("/provider/binding", binding(&forger, DOMAIN)),
            (
                "/provider/edit",
                vec![("as_of", "1"), ("domains", DOMAIN), ("amr", "pwd")],
            ),
            ("/provider/secret", vec![("as_of", "1"), ("client_secret", "another")]),
            ("/provider/test", vec![]),
            ("/provider/unbinding", vec![("as_of", "1")]),
        ] {
            let fetched = client.sends(path, &fields).await;
            assert!(
                [403, 404].contains(&fetched.status.as_u16()),
                "{role} {path}: {}",
                fetched.status
            );
        }
    }
    // The administrator of another house has a page of their own, and sees nothing of this one.
    let theirs = site.member_of(EXCHANGE, &[Role::ExchangeAdmin]).await;
    theirs.reads("/provider").await.never_says(&forger.issuer);
    for (path, fields) in [
        (
            "/provider/edit",
            vec![("as_of", "1"), ("domains", DOMAIN), ("amr", "pwd")],
        ),
        ("/provider/secret", vec![("as_of", "1"), ("client_secret", "another")]),
        ("/provider/unbinding", vec![("as_of", "1")]),
    ] {
        let fetched = theirs.sends(path, &fields).await;
        assert!(
            (400..500).contains(&fetched.status.as_u16()),
            "{path}: {}",
            fetched.status
        );
    }
    for path in ["/provider", "/provider/edit"] {
        let to = site.nobody().get(path).await.leads_to();
        assert!(to.is_some_and(|to| to.starts_with("/sign-in")));
    }
    assert_eq!(rows(&site.dump().await), rows(&before));
}

/// Who decides how people sign in shows a passkey for it, just now (S21); a code of an app is not enough.
#[actix_web::test]
async fn every_change_asks_for_a_passkey_shown_just_now() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    let shown = admin.reads("/provider/edit").await.form_to("/provider/edit");
    let changed = shown.iter().map(|(name, value)| {
        let value = if name == "amr" { "pwd" } else { value.as_str() };
        (name.as_str(), value)
    });
    let changed = form(&changed.collect::<Vec<_>>());
    for (factor, ago) in [
        (Factor::Demo, SignedDuration::from_mins(6)),
        (Factor::Totp, SignedDuration::ZERO),
    ] {
        site.proved(factor, ago).await;
        let asked = admin.posts("/provider/edit", &changed).await;
        assert_eq!(asked.status, 403, "{factor:?}: {}", asked.text());
        let asked = admin.sends("/provider/unbinding", &[("as_of", "1")]).await;
        assert_eq!(asked.status, 403, "{factor:?}: {}", asked.text());
    }
    site.proved(Factor::Demo, SignedDuration::ZERO).await;
    admin.reads("/provider").await;
    let shown = admin.reads("/provider/edit").await.form_to("/provider/edit");
    assert!(shown.contains(&("amr".to_owned(), String::new())), "{shown:?}");
}

#[actix_web::test]
async fn two_administrators_do_not_undo_each_other() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    let other = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let old = other.reads("/provider/edit").await.value_of("as_of").unwrap();
    assert_eq!(fills(&admin, "/provider/edit", &[("amr", "mfa")]).await.status, 303);

    for (path, fields) in [
        (
            "/provider/edit",
            vec![
                ("domains", DOMAIN),
                ("acr", "phr"),
                ("amr", ""),
                ("groups_claim", ""),
                ("groups", ""),
            ],
        ),
        ("/provider/secret", vec![("client_secret", "another of some length")]),
        ("/provider/unbinding", vec![]),
    ] {
        let mut fields = fields;
        fields.push(("as_of", &old));
        let stale = other.sends(path, &fields).await;
        assert_eq!(stale.status, 409, "{path}: {}", stale.text());
    }
    let shown = admin.reads("/provider/edit").await.form_to("/provider/edit");
    assert!(shown.contains(&("amr".to_owned(), "mfa".to_owned())), "{shown:?}");
}

/// The word agreed on with the provider changes on both sides, and whoever has the old one gets nothing.
#[actix_web::test]
async fn a_secret_is_replaced() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    let (_, browser, _) = ana_joins(&site, &admin, json!({}), &provider).await;

    let wrong = [("client_secret", "not what was agreed on")];
    assert_eq!(fills(&admin, "/provider/secret", &wrong).await.status, 303);
    leaf(&site, "provider_secret_replaced").await;
    let ana = site.nobody();
    let fetched = arrives(&ana, &browser, ANA.1).await;
    is_refused(&ana, &fetched, "exchange");

    let right = [("client_secret", provider.secret.as_str())];
    assert_eq!(fills(&admin, "/provider/secret", &right).await.status, 303);
    knows(&provider, ANA, json!({}));
    assert_eq!(arrives(&site.nobody(), &browser, ANA.1).await.status, 303);
    assert!(!site.dump().await.contains(&provider.secret));
}

/// A house loses a domain: whoever has a mailbox there is let in by its provider no more.
#[actix_web::test]
async fn a_domain_that_is_the_houses_no_more_lets_nobody_in() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let site = Site::new().await;
    house(&site, EXCHANGE, OrganisationKind::Exchange, "northbank.example").await;
    let admin = site.member_of(EXCHANGE, &[Role::ExchangeAdmin]).await;
    binds(&admin, &provider, "northbank.example").await;
    let bo = ("bo", "bo.berg@northbank.example", "Bo Berg");
    super::invites(&admin, bo, "intake").await;
    knows(&provider, bo, json!({}));
    let his = site.nobody();
    let back = Browser::of(bo.0).goes(&begins(&his, bo.1).await);
    let tx = site.app.db.begin().await.unwrap();
    let lost = "UPDATE organisations SET domains = 'elsewhere.example' WHERE domains = 'northbank.example'";
    tx.execute_unprepared(lost).await.unwrap();
    tx.commit().await.unwrap();

    let fetched = his.get(&back).await;

    assert_eq!(fetched.status, 403, "{}", fetched.text());
    let visitor = site.nobody();
    visitor.reads("/sign-in/provider").await;
    let nobodys = visitor.sends("/sign-in/provider", &[("email", bo.1)]).await;
    assert_eq!(nobodys.status, 422);
}

#[actix_web::test]
async fn its_pages_are_read_in_every_language() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (_, admin) = bound(&forger).await;
    for &language in Language::ALL {
        admin.reads("/account").await;
        admin.sends("/language", &[("tag", language.tag()), ("to", "/")]).await;
        for path in ["/provider", "/provider/edit", "/provider/secret", "/provider/unbinding"] {
            assert_eq!(admin.reads(path).await.page_language(), language, "{path}");
        }
    }
}
