//! Forms with fields, characters and sizes that no page of ours sends.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::web::routes::{Access, ROUTES};

use super::{EXCHANGE, POLICE, Scene, absent};
use crate::support::form;

#[actix_web::test]
async fn no_post_takes_a_field_it_does_not_know_or_a_token_twice() {
    let scene = Scene::new().await;
    let police = scene
        .site
        .member_of(POLICE, &[Role::Officer, Role::Supervisor, Role::AgencyAdmin])
        .await;
    let exchange = scene
        .site
        .member_of(
            EXCHANGE,
            &[Role::Intake, Role::Responder, Role::Counsel, Role::ExchangeAdmin],
        )
        .await;
    let platform = scene
        .site
        .member_of("Platform", &[Role::Verifier, Role::Operator])
        .await;
    let before = scene.site.dump().await;

    for route in ROUTES
        .iter()
        .filter(|route| route.method == "POST" && route.name != "headers::report")
        // Who is signed in has no sign-in to go on with.
        .filter(|route| route.access != Access::Pending)
    {
        let is_of_exchange = route
            .access
            .roles()
            .is_some_and(|roles| roles.iter().all(|role| role.kind() != OrganisationKind::Agency));
        let is_of_platform = route
            .access
            .roles()
            .is_some_and(|roles| roles.contains(&Role::Verifier));
        let client = match (is_of_platform, is_of_exchange) {
            (true, _) => &platform,
            (false, true) => &exchange,
            (false, false) => &police,
        };
        let path = absent(route.path)
            .replace("/requests/FR-2026-999999", &scene.issued)
            .replace("/cases/01939000-0000-7000-8000-000000000000", &scene.case);
        let token = client.token();
        for body in [
            form(&[("csrf", token.as_str()), ("organisation_id", "1")]),
            form(&[("csrf", token.as_str()), ("csrf", token.as_str())]),
        ] {
            let fetched = client.posts(&path, &body).await;
            let expected = if route.access == Access::Demo { 404 } else { 400 };
            assert_eq!(fetched.status.as_u16(), expected, "{path}: {}", fetched.text());
        }
    }

    assert_eq!(scene.site.dump().await, before);
}

/// Fields of which a form has several.
const LISTS: [&str; 22] = [
    "asset",
    "amount",
    "value",
    "currency",
    "price_source",
    "priced_at",
    "country",
    "count",
    "pick",
    "row",
    "txid",
    "check",
    "explanation",
    "data",
    "targets",
    "holds",
    "line",
    "key",
    "line_chain",
    "line_tag",
    "no_tag",
    "tag",
];

#[actix_web::test]
async fn no_form_takes_one_value_twice() {
    let scene = Scene::new().await;
    let mut tried = 0;
    for (client, walk) in scene.walks().await {
        let before = scene.rows().await;
        for ((method, pattern), form) in &walk.forms {
            if *method != "POST" {
                continue;
            }
            for (name, value) in &form.fields {
                let is_list =
                    LISTS.contains(&name.as_str()) || form.fields.iter().filter(|(n, _)| n == name).count() > 1;
                if is_list {
                    continue;
                }
                let mut fields = form.sent();
                fields.push((name, value));
                let fetched = client.sends(&form.action, &fields).await;
                assert_eq!(fetched.status, 400, "{pattern}: {name} twice: {}", fetched.text());
                tried += 1;
            }
        }
        assert_eq!(scene.rows().await, before);
    }
    assert!(tried > 40, "the walk met only {tried} fields");
}

/// Text that shows otherwise than it is, or is no text.
const DECEPTIVE: [&str; 6] = [
    "Ana\u{202e}avliS",
    "a\u{0}b",
    "a\u{1b}[31mb",
    "a\u{200b}b",
    "a\u{2066}b",
    "\u{feff}a",
];

#[actix_web::test]
async fn no_field_takes_characters_that_deceive_or_a_megabyte() {
    let scene = Scene::new().await;
    let long = "a".repeat(1_000_000);
    let mut tried = Vec::new();
    let mut wrong = Vec::new();
    for (client, walk) in scene.walks().await {
        for ((method, pattern), form) in &walk.forms {
            if *method != "POST" || tried.contains(pattern) {
                continue;
            }
            tried.push(pattern);
            let before = scene.rows().await;
            // A pasted list is read line by line: the preview says of each what is wrong.
            let is_preview = pattern.ends_with("/preview");
            for name in form.texts.iter().filter(|name| !is_preview || *name != "lines") {
                for typed in DECEPTIVE.iter().copied().chain([long.as_str()]) {
                    let fetched = client.sends(&form.action, &form.with(name, typed)).await;
                    if !matches!(fetched.status.as_u16(), 422 | 413) {
                        let shown: String = typed.chars().take(9).collect();
                        wrong.push(format!("{pattern} {name}: {shown:?}: {}", fetched.status));
                    }
                }
            }
            let after = scene.rows().await;
            let changed = after.lines().filter(|row| !before.lines().any(|old| old == *row));
            wrong.extend(changed.map(|row| format!("{pattern}: {row:.300}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried.len() > 10, "{tried:?}");
}

/// PostgreSQL keeps no zero character in a text; no path, filter or form may bring it there.
#[actix_web::test]
async fn a_zero_character_reaches_no_database() {
    let scene = Scene::new().await;
    let auditor = scene.site.member_of("Inspectorate", &[Role::Auditor]).await;
    let officer = &scene.stage.officer;
    for path in [
        "/requests?q=%00",
        "/requests?q=a%00b",
        "/cases?q=%00",
        "/cases?q=a%00b",
        "/organisations?q=a%00b",
    ] {
        let fetched = officer.reads(path).await;
        assert!(!fetched.body.contains('\0'), "{path}");
    }
    let found = officer.reads("/cases?q=a%00b").await;
    assert_eq!(found.value_of("q").as_deref(), Some("a\u{fffd}b"));
    for path in [
        "/requests?after=%00&part=%00&status=%00&party=%00&due=%00&sort=%00",
        "/cases?sort=reference&after=%00",
        "/cases?before=%00",
        "/holds?after=%00",
        "/notices?before=%00",
        "/verify?code=%00",
    ] {
        let status = officer.get(path).await.status;
        assert!(!status.is_server_error(), "{path}: {status}");
    }
    let told = auditor.get("/trail?act=%00&organisation=%00&last=%00&from=%00").await;
    assert_eq!(told.status, 422);
    assert_eq!(auditor.get("/trail?person=%00").await.status, 400);
    assert_eq!(auditor.get("/trail?before=%00").await.status, 400);
    for path in [
        "/requests/%00",
        "/requests/a%00b/edit",
        "/cases/%00",
        "/trail/%00",
        "/verify/%00",
        "/static/%00",
    ] {
        assert_eq!(officer.get(path).await.status, 404, "{path}");
    }
    let visitor = scene.site.nobody();
    let tried = visitor
        .sends("/sign-in", &[("email", "a\0b@x"), ("password", "a\0b")])
        .await;
    assert_eq!(tried.status, 422);
    tried.shows("sign_in.error.wrong");
}
