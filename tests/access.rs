//! Every route, asked by every kind of person with every method, compared with `golden/access.txt`.
//! `CROSSHOLD_GOLDEN=write` writes the file anew; read the difference before it is committed.

use std::fmt::Write as _;
use std::path::Path;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use crosshold::domain::actor::Role;
use crosshold::domain::requests::acts::Act;
use crosshold::domain::{organisations, people};
use crosshold::text::Language;
use crosshold::web::routes::ROUTES;

use super::support::{Client, PASSWORD, Site};

/// Who asks, each with a browser.
async fn everybody(site: &Site) -> Vec<(String, Client)> {
    let mut all = vec![("nobody".to_owned(), site.nobody())];

    let stranger = site.nobody();
    stranger.has_cookie("__Host-session", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    all.push(("stranger".to_owned(), stranger));

    // The password alone opens nothing (S01).
    let person = site.person_of("Polícia Judiciária", &[Role::Officer]).await;
    let enrolling = site.nobody();
    let typed = [("email", person.email.as_str()), ("password", PASSWORD)];
    enrolling.sends("/sign-in", &typed).await;
    all.push(("enrolling".to_owned(), enrolling));

    for (name, standing) in [
        ("invited", people::Standing::Invited),
        ("suspended", people::Standing::Suspended),
        ("left", people::Standing::Left),
    ] {
        let person = site.person_of("Polícia Judiciária", &[Role::Officer]).await;
        let client = site.nobody();
        client.signs_in(&person).await;
        site.set_standing(&person, standing).await;
        all.push((name.to_owned(), client));
    }

    let of_suspended = site.intake_of("Stopped Exchange").await;
    site.set_organisation_standing("Stopped Exchange", organisations::Standing::Suspended)
        .await;
    all.push(("of_suspended".to_owned(), of_suspended));

    for (name, has_app) in [("password_done", true), ("enrolling", false)] {
        let person = site.person_of("Polícia Judiciária", &[Role::Officer]).await;
        let client = site.nobody();
        if has_app {
            client.gives_app(&person).await;
        }
        let typed = [("email", person.email.as_str()), ("password", PASSWORD)];
        client.sends("/sign-in", &typed).await;
        all.push((name.to_owned(), client));
    }

    for &role in Role::ALL {
        let organisation = format!("Organisation of {}", role.kind());
        all.push((role.code().to_owned(), site.member_of(&organisation, &[role]).await));
    }
    all
}

/// A path of the pattern to which nothing belongs.
fn example(pattern: &str) -> String {
    let parts = pattern.split('/').map(|part| match part {
        "{id}" => "01939000-0000-7000-8000-000000000000",
        part if part.starts_with('{') => "nothing-here",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[actix_web::test]
async fn every_route_answers_exactly_whom_the_table_names() {
    let site = Site::new().await;
    let demo = Site::demo().await;
    let mut table = String::new();
    let kinds = everybody(&site).await;
    let names: Vec<&str> = kinds.iter().map(|(name, _)| name.as_str()).collect();
    writeln!(table, "method path | {} | nobody in the demonstration", names.join(" ")).unwrap();

    let mut paths: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    paths.sort_unstable();
    paths.dedup();
    paths.push("/nowhere");
    for path in paths {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::DELETE, Method::TRACE] {
            // Signing out would end what the other cells need.
            let is_known = ROUTES
                .iter()
                .any(|route| route.path == path && route.method == method.as_str());
            if !is_known && method != Method::HEAD && method != Method::DELETE && path != "/nowhere" {
                continue;
            }
            let mut statuses = Vec::new();
            for (_, client) in &kinds {
                let fetched = client.calls(method.clone(), &example(path)).await;
                statuses.push(fetched.status.as_u16().to_string());
            }
            let in_demo = demo
                .nobody()
                .calls(method.clone(), &example(path))
                .await
                .status
                .as_u16();
            writeln!(table, "{method} {path} | {} | {in_demo}", statuses.join(" ")).unwrap();
        }
    }

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/access.txt");
    #[expect(clippy::disallowed_methods, reason = "tests have no settings")]
    if std::env::var("CROSSHOLD_GOLDEN").is_ok_and(|value| value == "write") {
        std::fs::write(&file, &table).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    for (now, then) in table.lines().zip(golden.lines()) {
        assert_eq!(now, then, "see tests/golden/access.txt");
    }
    assert_eq!(table.lines().count(), golden.lines().count(), "routes came or went");
}

#[actix_web::test]
async fn methods_we_do_not_know_change_nothing_and_say_what_is_known() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    for method in [
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::TRACE,
        Method::OPTIONS,
    ] {
        let fetched = officer.calls(method.clone(), "/organisations").await;
        assert_eq!(fetched.status, 405, "{method}");
        assert_eq!(fetched.header("allow"), "GET, HEAD");
    }
}

/// S47: what no route takes changes nothing, so nobody asks who sent it.
#[actix_web::test]
async fn methods_we_do_not_know_are_called_so_whoever_sends_them() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let stranger = site.nobody();
    let unknown = Method::from_bytes(b"FOO").unwrap();
    for client in [&officer, &stranger] {
        for (method, path, allowed) in [
            (Method::PUT, "/home", "GET, HEAD"),
            (Method::DELETE, "/home", "GET, HEAD"),
            (Method::PATCH, "/cases/new", "GET, HEAD"),
            (Method::POST, "/home", "GET, HEAD"),
            (Method::CONNECT, "/requests", "GET, HEAD"),
            (unknown.clone(), "/sign-in", "GET, POST, HEAD"),
            (Method::PUT, "/sign-out", "POST"),
            (Method::DELETE, "/requests/FR-2026-000001/approval", "GET, POST, HEAD"),
            (Method::PUT, "/healthz", "GET, HEAD"),
            (unknown.clone(), "/readyz", "GET, HEAD"),
        ] {
            let request = TestRequest::default().method(method.clone()).uri(path);
            let fetched = client.send(request).await;
            assert_eq!(fetched.status, 405, "{method} {path}");
            assert_eq!(fetched.header("allow"), allowed, "{method} {path}");
        }
        for method in [Method::PUT, Method::DELETE, unknown.clone()] {
            let request = TestRequest::default().method(method.clone()).uri("/nowhere");
            assert_eq!(client.send(request).await.status, 404, "{method}");
        }
        // What a route takes is asked for its origin first.
        let request = TestRequest::post().uri("/cases");
        client.send(request).await.shows("errors.foreign.title");
    }
}

#[actix_web::test]
async fn what_is_absent_and_what_is_unseen_look_the_same() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let other = site.officer_of("Národní centrála").await;
    let session = other.reads("/account").await;
    let session = session.body.split("/account/sessions/").nth(1).map(str::to_owned);
    let absent = officer.get("/nowhere").await;
    let unseen = officer
        .sends("/account/sessions/01939000-0000-7000-8000-000000000000/end", &[])
        .await;

    assert_eq!((absent.status.as_u16(), unseen.status.as_u16()), (404, 404));
    let without_id = |fetched: &super::support::Fetched| fetched.body.replace(&fetched.header("x-request-id"), "ID");
    assert_eq!(without_id(&absent), without_id(&unseen));
    assert!(session.is_none(), "the only session cannot be ended from its own list");
}

#[actix_web::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let style = officer.reads("/account").await;
    let style = style
        .body
        .split("href=\"/static/css/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let style = format!("/static/css/{style}");
    for path in [
        "/home",
        "/account",
        "/organisations",
        "/nowhere",
        "/sign-in?to=%00",
        &style,
        "/csp-report",
        "/healthz",
        "/readyz",
        "/verify",
    ] {
        let fetched = officer.get(path).await;
        let policy = fetched.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        for word in [
            "frame-ancestors 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
        ] {
            assert!(policy.contains(word), "{path}: {policy}");
        }
        assert_eq!(fetched.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(fetched.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(fetched.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(fetched.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(
            fetched
                .header("strict-transport-security")
                .starts_with("max-age=63072000"),
            "{path}"
        );
        assert!(!fetched.header("permissions-policy").is_empty(), "{path}");
        let kept = fetched.header("cache-control");
        let expected = if path == style {
            "public, max-age=31536000, immutable"
        } else {
            "no-store"
        };
        assert_eq!(kept, expected, "{path}");
    }
}

#[actix_web::test]
async fn reading_changes_nothing() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    // That a verify code was checked, or a link that leads nowhere, is counted, and what was asked for and is not there stands in the trail.
    let dump = async || {
        let dump = site.dump().await;
        let told = [
            "verify_checks:",
            "leaves:",
            "leaf_details:",
            "leaf_clock:",
            "sign_in_failures:",
        ];
        let kept = dump
            .lines()
            .filter(|row| !told.iter().any(|table| row.starts_with(table)));
        kept.map(str::to_owned).collect::<Vec<_>>()
    };
    let before = dump().await;
    // What is refused is told to the trail.
    let is_open = |roles: Option<&[Role]>| roles.is_none_or(|roles| roles.contains(&Role::Officer));
    for route in ROUTES
        .iter()
        .filter(|route| route.method == "GET" && is_open(route.access.roles()))
    {
        officer.get(&example(route.path)).await;
    }
    assert_eq!(dump().await, before);
}

#[actix_web::test]
async fn who_may_do_what_is_read_by_those_who_check_it_and_by_nobody_else() {
    let site = Site::new().await;
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;
    let page = auditor.reads("/access").await;
    for route in ROUTES {
        page.says(route.path);
    }
    for act in Act::ALL.iter().filter(|act| act.needs().passkey) {
        assert!(page.text().contains(&words_of(*act)), "{act}");
    }
    page.shows("access.other.suspensions.lock_down")
        .shows("access.other.providers.unbind")
        .shows("access.other.attestations.renew");
    page.shows("access.asks.passkey").shows("access.standings.may_not");

    let narrowed = auditor.reads("/access?role=responder").await;
    narrowed
        .says("/requests/{reference}/refusal")
        .never_says("/requests/{reference}/submission");
    narrowed
        .shows("access.others.none")
        .hides("access.other.suspensions.lock_down");
    let found = auditor.reads("/access?q=redirection").await;
    found
        .says("/requests/{reference}/redirection")
        .never_says("/cases/{id}/edit");
    auditor
        .reads("/access?q=nothing+is+called+so")
        .await
        .shows("access.none");
    let unknown = auditor.get("/access?role=emperor").await;
    assert_eq!(unknown.status, 422);
    unknown.shows("errors.filter.choice");

    site.member_of("Platform", &[Role::Verifier])
        .await
        .reads("/access")
        .await;
    for role in [
        Role::Officer,
        Role::Supervisor,
        Role::ExchangeAdmin,
        Role::Coordinator,
        Role::Operator,
    ] {
        let elsewhere = site
            .member_of(&format!("Organisation of {}", role.kind()), &[role])
            .await;
        assert_eq!(elsewhere.get("/access").await.status, 403, "{role}");
    }
}

fn words_of(act: Act) -> String {
    let words = Language::English.words().t(&format!("requests.act.{act}"));
    words.trim_end_matches('…').to_owned()
}
