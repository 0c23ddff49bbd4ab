//! Addresses that no page of ours leads to: strange cursors and filters, and what belongs to others.

use std::collections::BTreeSet;

use crosshold::domain::actor::Role;
use crosshold::web::routes::ROUTES;

use super::walk::Walk;
use super::{Scene, absent, strangers, without_ids};

/// What no page of ours writes into an address.
const STRANGE: [&str; 12] = [
    "-1",
    "0",
    "9223372036854775808",
    "1000000",
    "garbage",
    "%00",
    "%FF",
    "%F0%9F%A7%8A",
    "'%20OR%201=1--",
    "01939000-0000-7000-8000-000000000000",
    "2026-99-99",
    "%25_%25",
];

#[actix_web::test]
async fn strange_cursors_and_filters_break_no_list() {
    let scene = Scene::new().await;
    let auditor = scene.site.member_of("Inspectorate", &[Role::Auditor]).await;
    let mut walks = scene.walks().await;
    walks.push((&auditor, Walk::of(&auditor, &["/trail", "/home"]).await));
    let mut wrong = Vec::new();
    let mut tried = BTreeSet::new();
    for (client, walk) in &walks {
        for (pattern, pages) in &walk.pages {
            let Some(page) = pages.first() else { continue };
            let path = page.split('?').next().unwrap();
            let mut names: Vec<String> = pages.iter().flat_map(|page| names_in(page)).collect();
            if let Some(form) = walk.forms.get(&("GET", *pattern)) {
                names.extend(form.fields.iter().map(|(name, _)| name.clone()));
                names.extend(["after", "before", "sort"].map(str::to_owned));
            }
            names.sort();
            names.dedup();
            if !tried.insert((*pattern, names.clone())) {
                continue;
            }
            for name in &names {
                for value in STRANGE {
                    let fetched = client.get(&format!("{path}?{name}={value}")).await;
                    if fetched.status.is_server_error() {
                        wrong.push(format!("{path}?{name}={value}: {}", fetched.status));
                    }
                }
                let twice = client.get(&format!("{path}?{name}=1&{name}=2")).await;
                if twice.status.is_server_error() {
                    wrong.push(format!("{path}?{name} twice: {}", twice.status));
                }
            }
        }
    }
    for route in ROUTES
        .iter()
        .filter(|route| route.method == "GET" && route.path.contains('{'))
    {
        let Some((client, _)) = walks.iter().find(|(_, walk)| walk.pages.contains_key(route.path)) else {
            continue;
        };
        for value in STRANGE {
            let parts = route
                .path
                .split('/')
                .map(|part| if part.starts_with('{') { value } else { part });
            let path = parts.collect::<Vec<_>>().join("/");
            let fetched = client.get(&path).await;
            if fetched.status.is_server_error() {
                wrong.push(format!("{path}: {}", fetched.status));
            }
        }
    }
    let lists = tried.iter().filter(|(_, names)| names.contains(&"after".to_owned()));
    assert!(lists.count() > 2, "{tried:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names in the query of an address.
fn names_in(address: &str) -> Vec<String> {
    let (_, query) = address.split_once('?').unwrap_or_default();
    let fields = query.split('&').filter(|field| !field.is_empty());
    fields
        .map(|field| field.split('=').next().unwrap().to_owned())
        .collect()
}

#[actix_web::test]
async fn what_belongs_to_others_is_absent_on_every_page_and_to_every_form() {
    let scene = Scene::new().await;
    let walks = scene.walks().await;
    let strangers = strangers(&scene.site).await;
    let before = scene.rows().await;
    let mut tried = 0;
    for (_, walk) in &walks {
        let pages = walk
            .pages
            .iter()
            .flat_map(|(pattern, pages)| pages.iter().map(|page| (*pattern, page)));
        for (pattern, page) in pages.filter(|(pattern, _)| is_of_somebody(pattern)) {
            for stranger in &strangers {
                let (theirs, nothing) = (stranger.get(page).await, stranger.get(&absent(pattern)).await);
                let outcome = (theirs.status.as_u16(), nothing.status.as_u16());
                assert!(matches!(outcome, (404, 404) | (403, 403)), "{page}: {outcome:?}");
                assert_eq!(
                    without_ids(&theirs, page),
                    without_ids(&nothing, &absent(pattern)),
                    "{page}"
                );
                tried += 1;
            }
        }
        for ((_, pattern), form) in walk
            .forms
            .iter()
            .filter(|((method, pattern), _)| *method == "POST" && is_of_somebody(pattern))
        {
            for stranger in &strangers {
                let theirs = stranger.sends(&form.action, &form.sent()).await;
                let nothing = stranger.sends(&absent(pattern), &form.sent()).await;
                let outcome = (theirs.status.as_u16(), nothing.status.as_u16());
                assert!(
                    matches!(outcome, (404, 404) | (403, 403)),
                    "{}: {outcome:?}",
                    form.action
                );
                assert_eq!(
                    without_ids(&theirs, &form.action),
                    without_ids(&nothing, &absent(pattern)),
                    "{}",
                    form.action
                );
                tried += 1;
            }
        }
    }
    assert_eq!(scene.rows().await, before);
    assert!(tried > 60, "{tried}");
}

/// Whether a route names one thing of one organisation.
fn is_of_somebody(pattern: &str) -> bool {
    [
        "/cases/{id}",
        "/requests/{reference}",
        "/notices/{id}",
        "/account/sessions/{id}",
    ]
    .iter()
    .any(|start| pattern.starts_with(start))
}
