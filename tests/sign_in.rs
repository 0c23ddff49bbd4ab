//! Signing in and out, sessions, and what was typed when one ended.

use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use crosshold::domain::actor::Role;
use crosshold::domain::people::Standing;
use crosshold::text::Language;
use jiff::SignedDuration;

use super::support::{PASSWORD, Site, form};

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
async fn a_session_is_dead_after_signing_out_also_for_who_copied_it() {
    let site = Site::new().await;
    let officer = site.officer_of(AGENCY).await;
    let thief = officer.copy();

    officer.sends("/sign-out", &[]).await;

    assert_eq!(thief.get("/account").await.status, 303);
}

#[actix_web::test]
async fn a_token_from_before_the_sign_in_is_worth_nothing_after_it() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let victim = site.nobody();
    victim.has_cookie("__Host-session", "planted-planted-planted-planted-planted-pla");

    victim.signs_in(&person).await;

    assert_ne!(
        victim.cookie("__Host-session").unwrap(),
        "planted-planted-planted-planted-planted-pla"
    );
    let dump = site.dump().await;
    assert!(
        !dump.contains(&victim.cookie("__Host-session").unwrap()),
        "the token is in the database"
    );
    assert!(!dump.contains(PASSWORD));
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
async fn a_suspension_bites_on_the_very_next_call() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&person).await;

    site.set_standing(&person, Standing::Suspended).await;

    assert_eq!(officer.get("/account").await.status, 303);
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
async fn a_session_ends_when_idle_and_in_any_case_after_twelve_hours() {
    let site = Site::new().await;
    let (officer, supervisor) = (site.officer_of(AGENCY).await, site.supervisor_of(AGENCY).await);
    site.wait(SignedDuration::new(14 * 60 + 59, 0));
    supervisor.reads("/account").await;
    site.wait(SignedDuration::new(15 * 60, 0));
    officer.reads("/account").await;
    assert_eq!(
        supervisor.get("/account").await.status,
        303,
        "who approves is idle after 15 minutes"
    );
    site.wait(SignedDuration::new(30 * 60 + 1, 0));
    assert_eq!(officer.get("/account").await.status, 303, "others after 30");

    let officer = site.officer_of(AGENCY).await;
    for _ in 0..(12 * 60 / 29) {
        site.wait(SignedDuration::from_mins(29));
        officer.reads("/account").await;
    }
    site.wait(SignedDuration::from_mins(24));
    assert_eq!(officer.get("/account").await.status, 303);
}

#[actix_web::test]
async fn what_a_page_asks_by_itself_keeps_no_session_alive() {
    let site = Site::new().await;
    let officer = site.officer_of(AGENCY).await;
    site.wait(SignedDuration::from_mins(29));
    let polled = TestRequest::get()
        .uri("/account")
        .insert_header(("sec-fetch-dest", "empty"));
    assert_eq!(officer.send(polled).await.status, 200);
    site.wait(SignedDuration::from_mins(2));
    assert_eq!(officer.get("/account").await.status, 303);
}

#[actix_web::test]
async fn one_lists_and_ends_sessions_of_ones_own() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let (here, there) = (site.nobody(), site.nobody());
    there.signs_in(&person).await;
    here.signs_in(&person).await;
    let colleague = site.officer_of(AGENCY).await;
    let account = here.reads("/account").await;
    let end = account.body.split("action=\"/account/sessions/").nth(1).unwrap();
    let end = format!("/account/sessions/{}", end.split('"').next().unwrap());

    assert_eq!(colleague.sends(&end, &[]).await.status, 404);
    there.reads("/account").await;
    here.sends_on(&end, &[]).await.shows("people.account.session_ended");
    assert_eq!(there.get("/account").await.status, 303);
    here.reads("/account").await.hides("people.account.session_ended");
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
        let fetched = client.sends("/sign-in", &fields).await;
        assert_eq!(fetched.leads_to().as_deref(), Some(expected), "{to}");
    }
}

#[actix_web::test]
async fn what_was_typed_survives_the_end_of_the_session() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&person).await;
    site.wait(SignedDuration::from_hours(1));
    let story = "Line \"one\" & <b>two</b>\r\nالسطر الثالث";
    let old = officer.token();

    // Any form of a member; this one has no page of its own.
    let to = "/account/sessions/01939000-0000-7000-8000-000000000000/end";
    let body = form(&[
        ("csrf", old.as_str()),
        ("story", story),
        ("password", "secret words"),
        ("item", "a"),
        ("item", "b"),
    ]);
    let asked = officer.posts(to, &body).await;
    assert_eq!(asked.status, 401);
    asked.shows("sign_in.show.kept");
    assert!(!asked.body.contains("secret") && !asked.body.contains(&old));

    let hidden = asked.form_to("/sign-in");
    let mut fields: Vec<(&str, &str)> = hidden
        .iter()
        .filter(|(name, _)| name == "to" || name == "kept")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.extend([("email", person.email.as_str()), ("password", "wrong")]);
    let again = officer.sends("/sign-in", &fields).await;
    assert_eq!(
        again.value_of("kept"),
        asked.value_of("kept"),
        "a wrong password loses nothing"
    );
    fields.pop();
    fields.push(("password", PASSWORD));
    let shown = officer.sends("/sign-in", &fields).await;

    assert_eq!(shown.status, 200);
    shown.shows("sign_in.again.lead");
    let kept: Vec<(String, String)> = shown
        .form_to(to)
        .into_iter()
        .filter(|(name, _)| name != "csrf")
        .collect();
    let expected = [("resume", "yes"), ("story", story), ("item", "a"), ("item", "b")];
    let lines = |text: &str| text.replace("\r\n", "\n");
    assert_eq!(
        kept.iter()
            .map(|(name, value)| (name.as_str(), lines(value)))
            .collect::<Vec<_>>(),
        expected.map(|(name, value)| (name, lines(value)))
    );
}

#[actix_web::test]
async fn a_button_pressed_before_is_carried_out_only_when_pressed_again() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let (here, there) = (site.nobody(), site.nobody());
    there.signs_in(&person).await;
    here.signs_in(&person).await;
    let account = here.reads("/account").await;
    let end = account.body.split("action=\"/account/sessions/").nth(1).unwrap();
    let end = format!("/account/sessions/{}", end.split('"').next().unwrap());
    let stale = here.token();
    here.sends("/sign-out", &[]).await;
    here.signs_in(&person).await;

    let stopped = here.posts(&end, &form(&[("csrf", &stale)])).await;
    assert_eq!(stopped.status, 403);
    stopped.shows("sign_in.again.lead");
    there.reads("/account").await;

    let resumed = here.sends(&end, &[("resume", "yes")]).await;
    resumed.shows("sign_in.send.lead");
    there.reads("/account").await;

    assert_eq!(here.sends(&end, &[]).await.status, 303);
    assert_eq!(there.get("/account").await.status, 303);
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
    let version = visitor.reads(&page).await.value_of("version").unwrap();
    visitor
        .sends(&format!("{page}/submission"), &[("version", &version)])
        .await;
    let refused = visitor.sends(&format!("{page}/approval"), &[("version", "2")]).await;
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
