//! What is refused to somebody signed in stands in the trail: who tried what on which thing, and why not.

use actix_web::http::header;
use actix_web::test::TestRequest;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::audit::Thing;
use crosshold::domain::denials::{MOST, WITHIN};
use crosshold::domain::people::Person;
use crosshold::store::audit::{Line, Search, newest};
use jiff::SignedDuration;

use super::requests::{Stage, draft};
use super::support::{Client, Fetched, Site, form};

const POLICE: &str = "Polícia Judiciária";

/// The refusals of the trail, the oldest first.
async fn denials(site: &Site) -> Vec<Line> {
    let denied = Search {
        act: Some("denied".to_owned()),
        ..Search::default()
    };
    let mut lines = newest(site.app.db.read(), &denied, 1_000, None).await.unwrap();
    lines.reverse();
    lines
}

/// Route and reason of a refusal.
fn told(line: &Line) -> (String, String) {
    let event = serde_json::to_value(line.event.as_ref().unwrap()).unwrap();
    let word = |name: &str| event.get(name).and_then(|word| word.as_str()).unwrap().to_owned();
    (word("route"), word("reason"))
}

/// Thing, its id, and whether its case is named.
fn about(line: &Line) -> Option<(Thing, String, bool)> {
    let (thing, id) = line.thing?;
    Some((thing, id.to_string(), line.case.is_some()))
}

/// Somebody signed in, with their account.
async fn somebody(site: &Site, name: &str, roles: &[Role]) -> (Person, Client) {
    let person = site.person_of(name, roles).await;
    let client = site.nobody();
    client.signs_in(&person).await;
    (person, client)
}

/// The bytes of an answer without what the asker knows: the id of the call, and the address that was asked for.
fn bytes(fetched: &Fetched, path: &str) -> String {
    let body = fetched.body.replace(&fetched.header("x-request-id"), "ID");
    body.replace(path, "PATH")
}

#[actix_web::test]
async fn every_refusal_names_the_request_and_the_reason() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let (author, both) = somebody(&site, POLICE, &[Role::Officer, Role::Supervisor]).await;
    let exchange = site
        .organisation("Northbank Exchange", OrganisationKind::Exchange)
        .await;
    let own = draft(&site, &author, &exchange).await;
    let page = format!("/requests/{own}");
    let approval = format!("{page}/approval");

    // Nothing is to be approved yet, the reader lacks the role, the version is old, and who wrote it may not approve it.
    stage.supervisor.reads(&page).await;
    assert_eq!(stage.supervisor.sends(&approval, &[("as_of", "1")]).await.status, 409);
    both.reads(&page).await;
    assert_eq!(stage.officer.get(&approval).await.status, 403);
    assert_eq!(
        both.sends(&format!("{page}/submission"), &[("as_of", "7")])
            .await
            .status,
        409
    );
    both.sends_on(&format!("{page}/submission"), &[("as_of", "1")]).await;
    assert_eq!(both.sends(&approval, &[("as_of", "2")]).await.status, 403);
    assert_eq!(both.get(&approval).await.status, 403);

    let lines = denials(&site).await;
    let reasons: Vec<String> = lines.iter().map(|line| told(line).1).collect();
    assert_eq!(
        reasons,
        ["still_draft", "needs_role", "stale", "four_eyes", "four_eyes"]
    );
    for line in &lines {
        assert_eq!(about(line), Some((Thing::Request, own.clone(), true)));
        assert!(told(line).0.starts_with("/requests/{reference}/"));
        assert!(line.person.is_some() && line.organisation == Some(author.organisation));
    }
}

#[actix_web::test]
async fn who_asks_for_what_is_anothers_stands_in_the_trail_and_learns_nothing() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let (_, stranger) = somebody(&site, "Guardia Civil", &[Role::Officer, Role::Supervisor]).await;
    let lines = newest(site.app.db.read(), &Search::default(), 100, None).await.unwrap();
    let case = lines.iter().find_map(|line| line.case).unwrap().to_string();
    let absent = "01939000-0000-7000-8000-000000000000";
    stranger.reads("/account").await;

    let mut bodies = Vec::new();
    for (path, there) in [
        (format!("/cases/{case}"), Some((Thing::Case, case.clone(), false))),
        (format!("/cases/{absent}"), None),
        (
            format!("/requests/{}", stage.draft),
            Some((Thing::Request, stage.draft.clone(), false)),
        ),
        (format!("/requests/{absent}"), None),
        ("/requests/FR-2026-999999".to_owned(), None),
    ] {
        let before = denials(&site).await.len();
        let fetched = stranger.get(&path).await;
        assert_eq!(fetched.status, 404, "{path}");
        bodies.push(bytes(&fetched, &path));
        let after = denials(&site).await;
        assert_eq!(after.len(), before + 1, "{path}");
        assert_eq!(about(&after[before]), there, "{path}");
        assert_eq!(told(&after[before]).1, "unseen");
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));

    let before = denials(&site).await.len();
    let act = format!("/requests/{}/approval", stage.draft);
    assert_eq!(stranger.sends(&act, &[("as_of", "2")]).await.status, 404);
    let after = denials(&site).await;
    assert_eq!(
        about(&after[before]),
        Some((Thing::Request, stage.draft.clone(), false))
    );

    // What is of nobody in particular is denied to nobody, and strangers leave nothing.
    stranger.get("/nowhere").await;
    site.nobody().get(&format!("/cases/{case}")).await;
    assert_eq!(denials(&site).await.len(), after.len());
    // Refusals stand in the trail, not among what happened.
    stage
        .officer
        .reads(format!("/cases/{case}"))
        .await
        .hides("trail.act.denied");
}

#[actix_web::test]
async fn what_another_site_sends_in_ones_name_stands_in_the_trail() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let path = format!("/requests/{}/discard", stage.draft);
    let forged = TestRequest::post()
        .uri(&path)
        .insert_header(("sec-fetch-site", "cross-site"))
        .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .set_payload(form(&[("csrf", &stage.officer.token())]));
    assert_eq!(stage.officer.send(forged).await.status, 403);
    assert_eq!(stage.officer.posts(&path, "csrf=wrong").await.status, 403);

    let lines = denials(&site).await;
    let all: Vec<_> = lines.iter().map(told).collect();
    let route = "/requests/{reference}/discard".to_owned();
    assert_eq!(
        all,
        [(route.clone(), "foreign".to_owned()), (route, "form_token".to_owned())]
    );
    assert!(
        lines
            .iter()
            .all(|line| about(line) == Some((Thing::Request, stage.draft.clone(), true)))
    );
}

#[actix_web::test]
async fn a_flood_of_refusals_is_stopped_and_hinders_nothing_else() {
    let site = Site::new().await;
    let (_, prober) = somebody(&site, POLICE, &[Role::Officer]).await;
    for turn in 0..MOST {
        let fetched = prober.get(&format!("/cases/01939000-0000-7000-8000-{turn:012}")).await;
        assert_eq!(fetched.status, 404, "{turn}");
    }
    let stopped = prober.get("/cases/01939000-0000-7000-8000-000000000000").await;
    assert_eq!(stopped.status, 429);
    assert_eq!(stopped.header("retry-after"), WITHIN.as_secs().to_string());
    assert_eq!(prober.get("/trail").await.status, 429);

    let lines = denials(&site).await;
    assert_eq!(lines.len() as u64, MOST);
    assert_eq!(told(lines.last().unwrap()).1, "too_many");
    prober.reads("/cases").await;
    let other = site.officer_of(POLICE).await;
    assert_eq!(other.get("/trail").await.status, 403);

    site.wait(SignedDuration::from_hours(1));
    site.wait(SignedDuration::from_secs(1));
    let again = site.officer_of(POLICE).await;
    assert_eq!(again.get("/trail").await.status, 403);
}

#[actix_web::test]
async fn the_box_that_tells_which_addresses_a_case_has_leaves_a_leaf() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let lines = newest(site.app.db.read(), &Search::default(), 100, None).await.unwrap();
    let case = lines.iter().find_map(|line| line.case).unwrap();
    let page = format!("/cases/{case}/indicators");
    let readings = async || {
        let read = Search {
            act: Some("case_read".to_owned()),
            ..Search::default()
        };
        newest(site.app.db.read(), &read, 100, None).await.unwrap().len()
    };
    let before = readings().await;

    let blank = stage
        .officer
        .reads(format!("{page}/new"))
        .await
        .form_to(&format!("{page}/preview"));
    assert_eq!(readings().await, before + 1);
    let fields: Vec<(&str, &str)> = blank
        .iter()
        .filter(|(name, _)| name != "csrf")
        .map(|(name, value)| match name.as_str() {
            "lines" => ("lines", "tron TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
            name => (name, value.as_str()),
        })
        .collect();
    let shown = stage.officer.sends(&format!("{page}/preview"), &fields).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    assert_eq!(readings().await, before + 2);
}
