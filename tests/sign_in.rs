//! Signing in and out, sessions, and what was typed when one ended.

mod confirmations;
mod factors;
mod guesses;
mod passwords;
mod sessions;

use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use crosshold::domain::actor::Role;
use crosshold::domain::people::Standing;
use crosshold::text::Language;
use jiff::SignedDuration;

use super::support::{PASSWORD, Site};

const AGENCY: &str = "Polícia Judiciária";

#[actix_web::test]
async fn an_officer_signs_in_and_out() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let officer = site.nobody();

    officer.signs_in(&person).await;
    officer
        .reads("/account")
        .await
        .shows("people.account.title")
        .says(&person.name);

    let out = officer.sends("/sign-out", &[]).await;
    assert_eq!(out.leads_to().as_deref(), Some("/sign-in"));
    assert!(out.header("clear-site-data").contains("cache"));
    assert_eq!(
        officer.get("/account").await.leads_to().as_deref(),
        Some("/sign-in?to=%2Faccount")
    );
}

#[actix_web::test]
async fn who_has_no_account_and_who_has_the_wrong_password_read_the_same() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let mut pages = Vec::new();
    for (email, password) in [
        (person.email.as_str(), "not the password at all"),
        ("somebody@else.example", PASSWORD),
        ("", ""),
    ] {
        let client = site.nobody();
        let fetched = client
            .sends("/sign-in", &[("email", email), ("password", password)])
            .await;
        assert_eq!(fetched.status, 422);
        fetched.shows("sign_in.error.wrong");
        let value = format!("value=\"{email}\"");
        pages.push(
            fetched
                .body
                .replace(&value, "")
                .replace("value=\"\"", "")
                .replace(&client.token(), ""),
        );
        assert!(!fetched.body.contains(PASSWORD) && !fetched.body.contains("not the password"));
    }
    assert_eq!(pages.first(), pages.get(1));
    assert_eq!(pages.first(), pages.get(2));
}

#[actix_web::test]
async fn suspended_and_departed_people_do_not_get_in() {
    let site = Site::new().await;
    for standing in [Standing::Invited, Standing::Suspended, Standing::Left] {
        let person = site.person_of(AGENCY, &[Role::Officer]).await;
        site.set_standing(&person, standing).await;
        let client = site.nobody();
        let fetched = client
            .sends("/sign-in", &[("email", &person.email), ("password", PASSWORD)])
            .await;
        fetched.shows("sign_in.error.wrong");
        assert!(client.cookie("__Host-session").is_none());
    }
}

#[actix_web::test]
async fn five_failures_lock_for_a_quarter_of_an_hour_whether_or_not_there_is_an_account() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    for email in [person.email.as_str(), "somebody@else.example"] {
        let client = site.nobody();
        for _ in 0..5 {
            let fetched = client
                .sends("/sign-in", &[("email", email), ("password", "wrong")])
                .await;
            fetched.shows("sign_in.error.wrong");
        }
        let upper = email.to_uppercase();
        let locked = client
            .sends("/sign-in", &[("email", &upper), ("password", PASSWORD)])
            .await;
        locked.shows("sign_in.error.locked");
        assert!(client.cookie("__Host-session").is_none());
    }

    site.wait(SignedDuration::from_mins(16));
    site.nobody().signs_in(&person).await;
}

#[actix_web::test]
async fn one_goes_on_to_where_one_wanted_and_never_to_another_site() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    for (to, expected) in [
        ("/organisations?kind=exchange", "/organisations?kind=exchange"),
        ("//example.org", "/home"),
        ("/\\example.org", "/home"),
        ("https://example.org", "/home"),
        ("", "/home"),
    ] {
        let client = site.nobody();
        let fields = [("email", person.email.as_str()), ("password", PASSWORD), ("to", to)];
        let fetched = client.signs_in_by_pages(&person, &fields).await;
        assert_eq!(fetched.leads_to().as_deref(), Some(expected), "{to}");
    }
}

#[actix_web::test]
async fn the_language_is_the_accounts_then_the_chosen_then_the_browsers() {
    let site = Site::new().await;
    for &language in Language::ALL {
        let client = site.nobody_in(language);
        assert_eq!(client.reads("/sign-in").await.page_language(), language);
        assert_eq!(client.get("/nowhere").await.page_language(), language);
    }

    let client = site.nobody_in(Language::French);
    client.reads("/sign-in").await;
    let switched = client.sends_on("/language", &[("tag", "ar"), ("to", "/sign-in")]).await;
    assert_eq!(switched.page_language(), Language::Arabic);

    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    client.signs_in(&person).await;
    assert_eq!(client.reads("/account").await.page_language(), Language::English);
    let switched = client
        .sends_on("/language", &[("tag", "zh-Hans"), ("to", "/account")])
        .await;
    assert_eq!(switched.page_language(), Language::SimplifiedChinese);
    let elsewhere = site.nobody();
    elsewhere.signs_in(&person).await;
    assert_eq!(
        elsewhere.reads("/account").await.page_language(),
        Language::SimplifiedChinese
    );
}

#[actix_web::test]
async fn only_the_demonstration_lets_one_be_anybody() {
    let (site, demo) = (Site::new().await, Site::demo().await);
    let person = demo.person_of(AGENCY, &[Role::Officer]).await;
    let id = person.id.to_string();

    assert_eq!(
        site.nobody().sends("/demo/sign-in", &[("person", &id)]).await.status,
        404
    );
    site.nobody().reads("/sign-in").await.hides("sign_in.demo.title");

    for &language in Language::ALL {
        let visitor = demo.nobody_in(language);
        visitor
            .reads("/sign-in")
            .await
            .shows("sign_in.demo.title")
            .says(AGENCY)
            .says(&person.name);
    }
    let visitor = demo.nobody();
    let fetched = visitor.sends("/demo/sign-in", &[("person", &id)]).await;
    assert_eq!(fetched.leads_to().as_deref(), Some("/home"));
    visitor
        .reads("/account")
        .await
        .says(&person.name)
        .shows("site.demo.text");
}

#[actix_web::test]
async fn a_link_from_another_site_finds_the_session_on_a_second_look() {
    let site = Site::new().await;
    let from_mail = TestRequest::get()
        .uri("/sign-in?to=%2Forganisations")
        .insert_header(("sec-fetch-site", "cross-site"))
        .insert_header((header::ACCEPT, "text/html"));
    // The strict cookie stays behind on the way from another site; the page asks again by itself.
    let fetched = site.nobody().send(from_mail).await;
    assert!(fetched.body.contains("http-equiv=\"refresh\""), "{}", fetched.body);

    let officer = site.officer_of(AGENCY).await;
    let fetched = officer.get("/sign-in?to=%2Forganisations").await;
    assert_eq!(fetched.leads_to().as_deref(), Some("/organisations"));
    assert_eq!(officer.calls(Method::HEAD, "/sign-in").await.status, 303);
}

/// What a sign-in, its end and a refusal leave in the trail, in order (S60); nothing that was typed is among it.
#[actix_web::test]
async fn every_sign_in_its_end_and_every_refusal_leave_a_leaf() {
    use crosshold::store::audit::{Search, body, newest};
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer, Role::Supervisor]).await;
    let visitor = site.nobody();
    visitor.reads("/sign-in").await;
    let typed = [
        ("email", person.email.as_str()),
        ("password", "not the password at all"),
    ];
    visitor.sends("/sign-in", &typed).await;
    visitor.signs_in(&person).await;
    // The table refuses, then a rule does: who wrote it does not approve it.
    assert_eq!(visitor.get("/trail").await.status, 403);
    let exchange = site
        .organisation(
            "Northbank Exchange",
            crosshold::domain::actor::OrganisationKind::Exchange,
        )
        .await;
    let page = format!("/requests/{}", crate::requests::draft(&site, &person, &exchange).await);
    let version = visitor.reads(&page).await.value_of("as_of").unwrap();
    visitor
        .sends(&format!("{page}/submission"), &[("as_of", &version)])
        .await;
    let refused = visitor.sends(&format!("{page}/approval"), &[("as_of", "2")]).await;
    assert_eq!(refused.status, 403);
    visitor.sends("/sign-out", &[]).await;

    let lines = newest(site.app.db.read(), &Search::default(), 50, None).await.unwrap();
    let mut told = Vec::new();
    for line in lines.iter().rev() {
        let leaf = body(site.app.db.read(), line.leaf).await.unwrap().unwrap();
        assert!(
            !leaf.contains(&person.email) && !leaf.contains("not the password"),
            "{leaf}"
        );
        if ["sign_in_failed", "signed_in", "denied", "signed_out"].contains(&line.act.as_str()) {
            told.push(format!("{} {} {}", line.act, line.ending, line.person.is_some()));
        }
    }
    assert_eq!(
        told,
        [
            "sign_in_failed deny false",
            "signed_in ok true",
            "denied deny true",
            "denied deny true",
            "signed_out ok true"
        ]
    );
}
