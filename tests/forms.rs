//! What a form may and may not send.

use actix_web::http::header;
use actix_web::test::TestRequest;
use crosshold::domain::actor::Role;

use super::support::{BASE, PASSWORD, Site, form};

#[actix_web::test]
async fn no_form_counts_without_the_token_of_its_own_session() {
    let site = Site::new().await;
    let person = site.person_of("Polícia Judiciária", &[Role::Officer]).await;
    let (mine, other) = (site.nobody(), site.nobody());
    mine.reads("/sign-in").await;
    other.reads("/sign-in").await;
    let credentials = [("email", person.email.as_str()), ("password", PASSWORD)];

    for token in [None, Some(String::new()), Some("0".repeat(64)), Some(other.token())] {
        let mut fields = credentials.to_vec();
        if let Some(token) = &token {
            fields.push(("csrf", token));
        }
        let fetched = mine.posts("/sign-in", &form(&fields)).await;
        assert_eq!(fetched.status, 403, "{token:?}");
        assert!(mine.cookie("__Host-session").is_none());
    }

    mine.signs_in(&person).await;
    for token in [String::new(), other.token()] {
        assert_eq!(mine.posts("/sign-out", &form(&[("csrf", &token)])).await.status, 403);
        mine.reads("/account").await;
    }
}

#[actix_web::test]
async fn what_another_site_sends_is_refused_whatever_it_carries() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let token = officer.token();
    let post = || {
        TestRequest::post()
            .uri("/sign-out")
            .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
            .set_payload(form(&[("csrf", &token)]))
    };
    for foreign in ["cross-site", "same-site", "none", ""] {
        let request = post()
            .insert_header(("sec-fetch-site", foreign))
            .insert_header(("origin", BASE));
        officer.send(request).await.shows("errors.foreign.title");
    }
    for origin in ["https://evil.example", "null", "http://crosshold.example", ""] {
        officer
            .send(post().insert_header(("origin", origin)))
            .await
            .shows("errors.foreign.title");
    }
    for origin in ["https://evil.example", "http://crosshold.example", ""] {
        let request = post()
            .insert_header(("sec-fetch-site", "same-origin"))
            .insert_header(("origin", origin));
        officer.send(request).await.shows("errors.foreign.title");
    }
    let request = post()
        .insert_header(("sec-fetch-site", "same-origin"))
        .append_header(("sec-fetch-site", "cross-site"));
    officer.send(request).await.shows("errors.foreign.title");
    officer.send(post()).await.shows("errors.foreign.title");
    officer.reads("/account").await;

    let own = officer.send(post().insert_header(("origin", BASE))).await;
    assert_eq!(own.status, 303, "an old browser that names our origin");
}

#[actix_web::test]
async fn forms_of_another_shape_are_refused_in_words() {
    let site = Site::new().await;
    let visitor = site.nobody();
    visitor.reads("/sign-in").await;
    let token = visitor.token();
    let good = form(&[("csrf", token.as_str()), ("email", "a@b.example"), ("password", "x")]);
    for (body, status) in [
        (good.clone(), 422),
        (format!("{good}&role=operator"), 400),
        (format!("{good}&organisation_id=1"), 400),
        (format!("{good}&email=c%40d.example"), 400),
        (format!("{good}&csrf={token}"), 400),
        (format!("csrf={token}&email=%FF&password=x"), 400),
        (format!("csrf={token}&email=%C3%28&password=x"), 400),
        (format!("csrf={token}&email=%4&password=x"), 400),
        (format!("csrf={token}&email=a"), 400),
        (format!("{good}&kept={}", "a".repeat(1_100_000)), 413),
    ] {
        let fetched = visitor.posts("/sign-in", &body).await;
        assert_eq!(fetched.status.as_u16(), status, "{:.80}", body);
        match status {
            400 => fetched.shows("site.error.unreadable.sentence"),
            413 => fetched.shows("site.error.too_large.sentence"),
            _ => fetched.shows("sign_in.error.wrong"),
        };
    }
    let json = TestRequest::post()
        .uri("/sign-in")
        .insert_header(("sec-fetch-site", "same-origin"))
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .set_payload("{}");
    assert_eq!(visitor.send(json).await.status, 400);
}

#[actix_web::test]
async fn reports_are_small_json_and_nothing_else() {
    let site = Site::new().await;
    let report = |kind: &'static str, body: String| {
        TestRequest::post()
            .uri("/csp-report")
            .insert_header((header::CONTENT_TYPE, kind))
            .set_payload(body)
    };
    let visitor = site.nobody();
    for (kind, body, status) in [
        ("application/csp-report", "{\"csp-report\":{}}".to_owned(), 204),
        ("application/reports+json", "[]".to_owned(), 204),
        ("application/csp-report", "<!DOCTYPE x>".to_owned(), 400),
        ("text/xml", "<x/>".to_owned(), 400),
        ("application/csp-report", format!("\"{}\"", "a".repeat(20_000)), 413),
    ] {
        let fetched = visitor.send(report(kind, body)).await;
        assert_eq!(fetched.status.as_u16(), status, "{kind}");
    }
}
