//! One's own password and second factor: changed by whoever has just confirmed, reset by mail and never past the second factor.

use std::collections::BTreeSet;

use actix_web::http::header;
use actix_web::test::TestRequest;
use crosshold::domain::actor::Role;
use crosshold::domain::people::{Factor, MOST_RESETS, Person, RESET_COUNTS_FOR, Standing};
use crosshold::service::resets;
use crosshold::store;
use crosshold::store::outbox::{AccountMail, Kind};
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, Statement};

use super::AGENCY;
use crate::support::{BASE, Client, PASSWORD, Site, form};

const NEW: &str = "seven tall herons wait for rain";

async fn officer(site: &Site) -> (Person, Client) {
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let client = site.nobody();
    client.signs_in(&person).await;
    (person, client)
}

/// The paths of the links in the mails that wait.
async fn links(site: &Site, client: &Client) -> Vec<String> {
    let jobs = store::outbox::take(&site.app.db, &[Kind::Mail], 1_000, site.app.now())
        .await
        .unwrap();
    let mut links = Vec::new();
    for job in jobs {
        let Ok(AccountMail::Reset { reset }) = serde_json::from_value(job.payload) else {
            continue;
        };
        let reset = store::resets::find(site.app.db.read(), reset, site.app.now())
            .await
            .unwrap();
        links.extend(reset.map(|reset| resets::path(&client.key, &reset).unwrap()));
    }
    links
}

#[actix_web::test]
async fn a_changed_password_ends_every_other_session_and_is_told() {
    let site = Site::new().await;
    let (person, client) = officer(&site).await;
    let elsewhere = site.nobody();
    elsewhere.signs_in(&person).await;
    client.reads("/account/password").await;
    for (old, new, fault) in [
        ("not the password", NEW, "errors.field.password_wrong"),
        (PASSWORD, "too short", "errors.field.password_short"),
        (PASSWORD, "Polícia Judiciária 2026!", "errors.field.password_known"),
        (PASSWORD, "1234567890123456789", "errors.field.password_common"),
        (PASSWORD, "", "errors.field.required"),
    ] {
        let again = client
            .sends("/account/password", &[("old_password", old), ("new_password", new)])
            .await;
        assert_eq!(again.status, 422, "{new}");
        again.shows(fault);
        assert!(
            !again.body.contains(PASSWORD) && (new.is_empty() || !again.body.contains(new)),
            "{new}"
        );
    }
    elsewhere.reads("/account").await;

    client
        .sends_on(
            "/account/password",
            &[("old_password", PASSWORD), ("new_password", NEW)],
        )
        .await
        .shows("people.password.changed");

    assert_eq!(elsewhere.get("/account").await.status, 303);
    client.reads("/notices").await.shows("notices.act.password_changed");
    let fields = |password| [("email", person.email.as_str()), ("password", password)];
    let other = site.nobody();
    other
        .sends("/sign-in", &fields(PASSWORD))
        .await
        .shows("sign_in.error.wrong");
    let signed_in = other.signs_in_by_pages(&person, &fields(NEW)).await;
    assert_eq!(signed_in.leads_to().as_deref(), Some("/home"));
}

/// S11: a hundred resets in a minute send three mails at most, and to nobody who is not there.
#[actix_web::test]
async fn a_hundred_resets_send_three_mails_and_the_answer_tells_nothing() {
    let site = Site::new().await;
    let (person, client) = officer(&site).await;
    let (gone, _) = officer(&site).await;
    site.set_standing(&gone, Standing::Suspended).await;
    let visitor = site.nobody();
    let mut pages = Vec::new();
    for email in [person.email.as_str(), "nobody@else.example", gone.email.as_str()] {
        for _ in 0..34 {
            let asked = visitor.sends("/sign-in/reset", &[("email", email)]).await;
            assert_eq!(asked.status, 200);
            pages.push(asked.body);
        }
    }
    assert!(pages.iter().all(|page| page == pages.first().unwrap()));

    let links = links(&site, &client).await;
    assert_eq!(u64::try_from(links.len()).unwrap(), MOST_RESETS);
    let dump = site.dump().await;
    for link in links {
        let token = link.rsplit('/').next().unwrap();
        assert!(!dump.contains(token), "a usable token is in the database");
    }
}

#[actix_web::test]
async fn a_reset_sets_the_password_once_and_the_second_factor_is_still_asked() {
    let site = Site::new().await;
    let (person, client) = officer(&site).await;
    client.has_app().await;
    let visitor = site.nobody();
    // S43: no name of a host that a call brings goes into a link.
    let asked = TestRequest::post()
        .uri("/sign-in/reset")
        .insert_header(("sec-fetch-site", "same-origin"))
        .insert_header((header::HOST, "evil.example"))
        .insert_header(("x-forwarded-host", "evil.example"))
        .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"));
    visitor.reads("/sign-in/reset").await;
    let body = form(&[("csrf", &visitor.token()), ("email", &person.email)]);
    visitor.send(asked.set_payload(body)).await.shows("sign_in.reset.sent");
    assert!(!site.dump().await.contains("evil.example"));
    assert_eq!(&*site.app.base_url, BASE);
    let link = links(&site, &client).await.pop().unwrap();
    visitor.reads(&link).await.shows("sign_in.new_password.lead");
    let weak = visitor.sends(&link, &[("new_password", "short")]).await;
    weak.shows("errors.field.password_short");

    let set = visitor.sends(&link, &[("new_password", NEW)]).await;

    assert_eq!(set.leads_to().as_deref(), Some("/sign-in/factor"));
    assert_eq!(client.get("/account").await.status, 303, "every session ends");
    assert_eq!(
        visitor.get("/home").await.leads_to().as_deref(),
        Some("/sign-in/factor")
    );
    visitor.reads("/sign-in/factor").await;
    let code = visitor.code();
    let signed_in = visitor.sends("/sign-in/factor", &[("passcode", &code)]).await;
    assert_eq!(signed_in.leads_to().as_deref(), Some("/home"));
    let again = site.nobody();
    for used in [
        again.get(&link).await,
        again.sends(&link, &[("new_password", NEW)]).await,
    ] {
        assert_eq!(used.status, 410);
        used.shows("sign_in.new_password.gone");
    }
}

#[actix_web::test]
async fn a_reset_that_is_old_made_up_or_of_somebody_without_a_factor_sets_nothing() {
    let site = Site::new().await;
    let (person, client) = officer(&site).await;
    let visitor = site.nobody();
    visitor.sends("/sign-in/reset", &[("email", &person.email)]).await;
    let link = links(&site, &client).await.pop().unwrap();
    // By a mail alone nobody enrols a factor.
    let set = visitor.sends(&link, &[("new_password", NEW)]).await;
    assert_eq!(set.status, 410);

    client.has_app().await;
    let mut made_up = link.clone();
    made_up.pop();
    made_up.push(if link.ends_with('A') { 'B' } else { 'A' });
    for path in [made_up.as_str(), "/sign-in/reset/AAAA", "/sign-in/reset/%C3%A9"] {
        assert_eq!(visitor.get(path).await.status, 410, "{path}");
    }
    site.wait(RESET_COUNTS_FOR);
    assert_eq!(visitor.get(&link).await.status, 410);
}

#[actix_web::test]
async fn recovery_codes_are_made_anew_and_the_last_factor_stays() {
    let site = Site::new().await;
    let (_, client) = officer(&site).await;
    client.has_app().await;
    client.reads("/account").await.shows("refusals.last_factor");
    let first = client.sends("/account/recovery-codes", &[]).await;
    first.shows("people.recovery.keep");
    let second = client.sends("/account/recovery-codes", &[]).await;
    assert_ne!(first.body, second.body);
    let kept = client.sends("/account/factors/totp/removal", &[]).await;
    assert_eq!(kept.status, 409);
    client.reads("/notices").await.shows("notices.act.recovery_codes_made");

    // S05, ASVS 7.5.1: each of these asks for a factor shown just now.
    site.proved(Factor::Totp, SignedDuration::from_mins(6)).await;
    client.reads("/account").await;
    for path in ["/account/recovery-codes", "/account/factors/totp/removal"] {
        let asked = client.sends(path, &[]).await;
        assert_eq!(asked.status, 403, "{path}");
        asked.shows("sign_in.confirmation.title");
    }
    for path in ["/account/factors", "/account/password"] {
        let asked = client.get(path).await;
        assert_eq!(asked.status, 403, "{path}");
        asked.shows("sign_in.confirmation.title");
    }
}

/// S43: what a client says of itself leaves the limit as it is.
#[actix_web::test]
async fn a_flood_from_one_network_is_stopped_whatever_it_says_of_itself() {
    let site = Site::new().await;
    let visitor = site.nobody();
    visitor.reads("/sign-in").await;
    let mut refused = None;
    for at in 0..400 {
        let body = form(&[("csrf", &visitor.token()), ("email", &format!("a@{at}.example"))]);
        let call = TestRequest::post()
            .uri("/sign-in/reset")
            .peer_addr(format!("[2001:db8:1:2::{at:x}]:443").parse().unwrap())
            .insert_header(("sec-fetch-site", "same-origin"))
            .insert_header(("x-forwarded-for", format!("198.51.100.{}", at % 250)))
            .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
            .set_payload(body);
        let fetched = visitor.send(call).await;
        if fetched.status == 429 {
            refused = Some(fetched);
            break;
        }
    }
    let refused = refused.expect("nothing stopped it");
    refused.shows("site.error.too_many.title");
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
}

/// S43: what a client says of where it comes from leaves the log as it is; what a listed proxy says counts.
#[actix_web::test]
async fn a_leaf_says_where_a_call_came_from_whatever_it_says_of_itself() {
    for (site, peer, from) in [
        (Site::new().await, "10.0.0.7:443", 1),
        (Site::behind_proxies().await, "203.0.113.9:443", 1),
        (Site::behind_proxies().await, "10.0.0.7:443", 3),
    ] {
        let visitor = site.nobody();
        visitor.reads("/sign-in").await;
        for at in 1..=3 {
            let fields = [
                ("csrf", visitor.token()),
                ("email", format!("a@{at}.example")),
                ("password", "not the right one".to_owned()),
            ];
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            let call = TestRequest::post()
                .uri("/sign-in")
                .peer_addr(peer.parse().unwrap())
                .insert_header(("sec-fetch-site", "same-origin"))
                .insert_header(("x-forwarded-for", format!("198.51.100.{at}")))
                .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
                .set_payload(form(&fields));
            assert_eq!(visitor.send(call).await.status, 422);
        }
        let db = site.app.db.read();
        let sql = "SELECT body FROM leaves WHERE act = 'sign_in_failed'";
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
            .await
            .unwrap();
        let source = |row: &sea_orm::QueryResult| {
            let body: String = row.try_get("", "body").unwrap();
            let body: serde_json::Value = serde_json::from_str(&body).unwrap();
            body["src"].as_str().unwrap().to_owned()
        };
        let sources: BTreeSet<String> = rows.iter().map(source).collect();
        assert_eq!((rows.len(), sources.len()), (3, from), "{peer}");
    }
}

/// S14: whoever signs in reads under which rules, in the language of the page.
#[actix_web::test]
async fn the_rules_of_use_stand_on_the_sign_in_in_every_language() {
    let site = Site::new().await;
    for &language in crosshold::text::Language::ALL {
        let page = site.nobody_in(language).reads("/sign-in").await;
        page.shows("sign_in.notice.text");
        assert_eq!(page.page_language(), language);
    }
}

#[actix_web::test]
async fn browsers_are_listed_in_words_and_forgotten_one_by_one() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
    let (here, there) = (site.nobody(), site.nobody());
    there.signs_in_by_pages(&person, &fields).await;
    here.signs_in_by_pages(&person, &fields).await;
    let account = here.reads("/account").await;
    account
        .shows("people.browser.other")
        .shows("people.security.this_browser");
    let forget = account
        .body
        .split('"')
        .find(|part| part.ends_with("/removal") && part.contains("/devices/"));
    let forget = forget.unwrap().to_owned();

    here.sends_on(&forget, &[])
        .await
        .shows("people.security.device_forgotten");
    here.sends_on("/account/sessions/end", &[])
        .await
        .shows("people.security.others_ended");

    assert_eq!(there.get("/account").await.status, 303);
    assert_eq!(here.sends(&forget, &[]).await.status, 404);
    here.reads("/account").await.hides("people.security.forget_browser");
}
