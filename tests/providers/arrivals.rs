//! Who comes by way of a provider: those who were invited, just in time, and nobody else.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::people::Standing;
use crosshold::text::Language;
use futures_util::future::{join, join_all};
use serde_json::json;

use super::{
    ANA, DOMAIN, EXCHANGE, POLICE, account, ana_joins, arrives, begins, binds, bound, can_run, count, fills, house,
    invites, is_home, is_refused, knows, leaf, takes_up,
};
use crate::support::providers::{Browser, Provider};
use crate::support::{Client, PASSWORD, Site};

#[actix_web::test]
async fn whoever_was_invited_comes_in_just_in_time_and_has_no_password() {
    if !can_run() {
        return;
    }
    // One says all in its token; the other says it only when it is asked.
    for more in [json!({}), json!({"terse": true, "alg": "ES256"})] {
        let provider = Provider::real(more);
        let (site, admin) = bound(&provider).await;
        invites(&admin, ANA, "officer").await;
        knows(&provider, ANA, json!({}));
        let (ana, browser) = (site.nobody(), Browser::of(ANA.0));

        let arrived = arrives(&ana, &browser, "  Ana.Silva@People.EXAMPLE ").await;
        assert_eq!(count(&site, "people").await, 1, "nobody before she accepts");
        assert!(ana.cookie("__Host-session").is_none());
        let terms = ana.reads("/sign-in/provider/acceptance").await;
        terms.says(POLICE).says(ANA.1);
        let refused = fills(&ana, "/sign-in/provider/acceptance", &[]).await;
        assert_eq!(refused.status, 422);
        assert_eq!(count(&site, "people").await, 1);
        let landed = takes_up(&ana, &arrived).await;

        // The provider asked for a password only: our second factor is enrolled.
        assert_eq!(landed.leads_to().as_deref(), Some("/account/factors"));
        let dump = site.dump().await;
        assert!(!dump.contains(&provider.secret), "the secret lies open");
        admin.reads("/members?standing=active").await.says(ANA.2);
        let linked = leaf(&site, "provider_linked").await;
        assert!(!linked.contains(ANA.1), "{linked}");

        // There is no password: whatever is typed is wrong.
        let typed = site.nobody();
        let fields = [("email", ANA.1), ("password", PASSWORD)];
        let fetched = typed.sends("/sign-in", &fields).await;
        assert!(fetched.leads_to().is_none() && typed.cookie("__Host-session").is_none());

        // The invitation was taken up: the next time she is simply there.
        let again = site.nobody();
        let arrived = arrives(&again, &browser, ANA.1).await;
        assert_eq!(arrived.leads_to().as_deref(), Some("/account/factors"));
        assert_eq!(count(&site, "people").await, 2);
    }
}

#[actix_web::test]
async fn whoever_was_not_invited_is_refused_and_leaves_no_account() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    knows(&provider, ANA, json!({}));
    for language in [Language::English, Language::Arabic] {
        let visitor = site.nobody_in(language);
        let fetched = arrives(&visitor, &Browser::of(ANA.0), ANA.1).await;
        is_refused(&visitor, &fetched, "unknown");
        assert!(leaf(&site, "provider_refused").await.contains("\"unknown\""));
    }
    assert_eq!(count(&site, "people").await, 1);

    // One page for all: whoever left, or was suspended, or whose invitation is over, looks the same.
    let mut pages = Vec::new();
    for standing in [Standing::Suspended, Standing::Left] {
        let email = format!("{standing:?}@people.example").to_lowercase();
        let person = account(&site, POLICE, &email, &[Role::Officer]).await;
        site.set_standing(&person, standing).await;
        knows(&provider, (&email, &email, "Somebody"), json!({}));
        let visitor = site.nobody();
        let fetched = arrives(&visitor, &Browser::of(&email), &email).await;
        is_refused(&visitor, &fetched, "unknown");
        pages.push(fetched.text());
    }
    invites(&admin, ANA, "officer").await;
    site.wait(jiff::SignedDuration::from_hours(73));
    provider.is_at(&site);
    let visitor = site.nobody();
    let fetched = arrives(&visitor, &Browser::of(ANA.0), ANA.1).await;
    is_refused(&visitor, &fetched, "unknown");
    pages.push(fetched.text());
    pages.dedup();
    assert_eq!(pages.len(), 1, "{pages:?}");
}

/// Two houses, each with its own provider, at the same time and through each other.
#[actix_web::test]
async fn two_organisations_sign_in_at_two_providers_at_once() {
    if !can_run() {
        return;
    }
    let (first, second) = (Provider::real(json!({})), Provider::real(json!({"alg": "ES256"})));
    let site = Site::new().await;
    house(&site, EXCHANGE, OrganisationKind::Exchange, "northbank.example").await;
    let police = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let exchange = site.member_of(EXCHANGE, &[Role::ExchangeAdmin]).await;
    binds(&police, &first, DOMAIN).await;
    binds(&exchange, &second, "northbank.example").await;
    // The same subject at both, and names that tell them apart.
    let bo = (ANA.0, "bo.berg@northbank.example", "Bo Berg");
    invites(&police, ANA, "officer").await;
    invites(&exchange, bo, "intake").await;
    knows(&first, ANA, json!({}));
    knows(&second, bo, json!({}));

    // Step by step, through each other, each with one browser for both providers.
    let (ana, his) = (site.nobody(), site.nobody());
    let (hers, browser) = (Browser::of(ANA.0), Browser::of(bo.0));
    let (to_first, to_second) = (begins(&ana, ANA.1).await, begins(&his, bo.1).await);
    assert!(to_first.starts_with(&first.issuer) && to_second.starts_with(&second.issuer));
    let (back, his_back) = (hers.goes(&to_first), browser.goes(&to_second));
    let his_arrived = his.get(&his_back).await;
    let arrived = ana.get(&back).await;
    takes_up(&ana, &arrived).await;
    takes_up(&his, &his_arrived).await;
    for (client, own, other) in [(&police, ANA.2, bo.2), (&exchange, bo.2, ANA.2)] {
        client
            .reads("/members?standing=active")
            .await
            .says(own)
            .never_says(other);
    }

    // Then at the same moment, several times.
    let visits = (0..4).map(|_| async {
        let (one, two) = (site.nobody(), site.nobody());
        let (to_one, to_two) = join(begins(&one, ANA.1), begins(&two, bo.1)).await;
        let (to_one, to_two) = (hers.goes(&to_one), browser.goes(&to_two));
        let (came, went) = join(one.get(&to_one), two.get(&to_two)).await;
        for (fetched, client, name) in [(came, &one, ANA.2), (went, &two, bo.2)] {
            assert_eq!(
                fetched.leads_to().as_deref(),
                Some("/account/factors"),
                "{name}: {}",
                fetched.text()
            );
            assert!(client.cookie("__Host-session").is_some());
        }
    });
    join_all(visits).await;

    // Neither provider says anything about the other's people.
    knows(&second, (ANA.0, ANA.1, ANA.2), json!({}));
    let visitor = site.nobody();
    let fetched = arrives(&visitor, &Browser::of(ANA.0), bo.1).await;
    is_refused(&visitor, &fetched, "mailbox");
}

#[actix_web::test]
async fn another_subject_with_the_same_mailbox_is_somebody_else() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    ana_joins(&site, &admin, json!({}), &provider).await;
    knows(&provider, ("ana-2", ANA.1, ANA.2), json!({}));

    let visitor = site.nobody();
    let fetched = arrives(&visitor, &Browser::of("ana-2"), ANA.1).await;
    is_refused(&visitor, &fetched, "unknown");

    // And Ana stays who she is under another mailbox.
    knows(&provider, (ANA.0, "ana.costa@people.example", ANA.2), json!({}));
    let ana = site.nobody();
    let fetched = arrives(&ana, &Browser::of(ANA.0), ANA.1).await;
    assert_eq!(fetched.leads_to().as_deref(), Some("/account/factors"));
}

/// An account that was there before is found by its mailbox, keeps its own second factor, and is linked from then on.
#[actix_web::test]
async fn an_account_of_before_is_linked_and_its_second_factor_is_asked_first() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    fills(&admin, "/provider/edit", &[("amr", "mfa")]).await;
    let person = account(&site, POLICE, ANA.1, &[Role::Officer]).await;
    knows(&provider, ANA, json!({"amr": ["pwd", "mfa"]}));
    let (ana, browser) = (site.nobody(), Browser::of(ANA.0));
    ana.gives_app(&person).await;

    // Whoever runs the provider could say to be anybody: the first time her own factor proves the link.
    let arrived = arrives(&ana, &browser, ANA.1).await;
    assert_eq!(arrived.leads_to().as_deref(), Some("/sign-in/factor"));
    ana.reads("/sign-in/factor").await;
    let landed = ana.sends("/sign-in/factor", &[("passcode", &ana.code())]).await;
    assert!(is_home(&landed), "{}", landed.text());
    assert!(leaf(&site, "signed_in").await.contains("\"provider+totp\""));

    let again = site.nobody();
    let arrived = arrives(&again, &browser, ANA.1).await;
    assert!(is_home(&arrived), "{}", arrived.text());
    again.reads("/account").await.says(&person.name);
}

/// Whom the house binds to its provider alone types no password any more.
#[actix_web::test]
async fn a_house_may_let_its_people_in_by_its_provider_only() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    let person = account(&site, POLICE, ANA.1, &[Role::Officer]).await;
    let types = async |client: &Client| {
        client
            .signs_in_by_pages(&person, &[("email", ANA.1), ("password", PASSWORD)])
            .await
    };
    assert!(is_home(&types(&site.nobody()).await));

    let done = fills(&admin, "/provider/edit", &[("only_way", "yes")]).await;
    assert_eq!(done.leads_to().as_deref(), Some("/provider"), "{}", done.text());

    let visitor = site.nobody();
    let fetched = types(&visitor).await;
    assert!(!is_home(&fetched) && visitor.cookie("__Host-session").is_none());
    knows(&provider, ANA, json!({}));
    let ana = site.nobody();
    let arrived = arrives(&ana, &Browser::of(ANA.0), ANA.1).await;
    assert_eq!(arrived.leads_to().as_deref(), Some("/sign-in/factor"));
}

#[actix_web::test]
async fn a_mailbox_of_no_provider_is_told_so_in_every_language() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, _) = bound(&provider).await;
    for &language in Language::ALL {
        let visitor = site.nobody_in(language);
        for email in ["ana@elsewhere.example", "ana@mail.people.example", "ana", ""] {
            visitor.reads("/sign-in/provider").await;
            let fetched = visitor.sends("/sign-in/provider", &[("email", email)]).await;
            assert_eq!(fetched.status, 422, "{email}");
            if email.ends_with("example") {
                fetched.shows("providers.error.no_provider");
            }
        }
    }
}
