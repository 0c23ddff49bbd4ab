//! The whole trail, as auditors read it.

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;
use crosshold::domain::events::Event;
use crosshold::store::audit::{Search, newest};
use crosshold::text::Language;
use sea_orm::{ConnectionTrait as _, DbBackend};

use super::requests::Stage;
use super::support::Site;

fn first_leaf(body: &str) -> String {
    let (_, rest) = body.split_once("href=\"/trail/").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[actix_web::test]
async fn an_auditor_reads_who_did_what_and_the_leaf_itself() {
    let site = Site::new().await;
    let ana = site.person_of("Polícia Judiciária", &[Role::Officer]).await;
    site.nobody().signs_in(&ana).await;
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;

    for &language in Language::ALL {
        auditor.reads("/account").await;
        auditor
            .sends("/language", &[("tag", language.tag()), ("to", "/")])
            .await;
        let page = auditor.reads("/trail").await;
        page.shows("trail.act.signed_in")
            .says(&ana.name)
            .says("Polícia Judiciária");
    }
    let page = auditor.reads(format!("/trail?person={}", ana.id)).await;
    page.shows("trail.index.only_person");
    let leaf = auditor.reads(format!("/trail/{}", first_leaf(&page.body))).await;
    leaf.shows("trail.show.hash")
        .says("\"act\":\"signed_in\"")
        .says(&format!("\"user\":\"{}\"", ana.id));
}

#[actix_web::test]
async fn the_trail_is_searched_and_what_makes_no_sense_is_not_asked_for() {
    let site = Site::new().await;
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;

    auditor
        .reads("/trail?act=signed_in&from=2026-11-22&to=2026-11-22")
        .await
        .hides("trail.index.none");
    auditor.reads("/trail?from=2026-11-23").await.shows("trail.index.none");
    auditor.reads("/trail?to=2026-11-21").await.shows("trail.index.none");
    auditor.reads("/trail?act=issued").await.shows("trail.index.none");
    let told = auditor.get("/trail?act=%27&organisation=x&from=today&last=soon").await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    told.shows("errors.filter.choice").hides("trail.index.none");
}

#[actix_web::test]
async fn only_auditors_read_the_trail() {
    let site = Site::new().await;
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;
    let leaf = first_leaf(&auditor.reads("/trail").await.body);
    let officer = site.officer_of("Polícia Judiciária").await;

    for path in ["/trail".to_owned(), format!("/trail/{leaf}")] {
        assert_eq!(officer.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let absent = auditor.get("/trail/0193c2e8-0000-7000-8000-000000000000").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn who_reads_the_trail_stands_in_it() {
    let site = Site::new().await;
    let ana = site.person_of("Polícia Judiciária", &[Role::Officer]).await;
    site.nobody().signs_in(&ana).await;
    let watcher = site.person_of("Inspectorate", &[Role::Auditor]).await;
    let auditor = site.nobody();
    auditor.signs_in(&watcher).await;

    let page = auditor.reads(format!("/trail?person={}&act=signed_in", ana.id)).await;
    let leaf = first_leaf(&page.body);
    auditor.reads(format!("/trail/{leaf}")).await;
    auditor.get("/trail/0193c2e8-0000-7000-8000-000000000000").await;

    let own = Search {
        person: Some(watcher.id),
        ..Search::default()
    };
    let lines = newest(site.app.db.read(), &own, 10, None).await.unwrap();
    let events: Vec<_> = lines.into_iter().map(|line| line.event.unwrap()).collect();
    assert_eq!(
        events,
        [
            Event::Denied {
                route: "/trail/{leaf}".to_owned(),
                reason: "unseen".to_owned()
            },
            Event::LeafRead {
                leaf: leaf.parse().unwrap()
            },
            Event::TrailRead {
                only: Some("signed_in".to_owned()),
                organisation: None,
                person: Some(ana.id),
                from: None,
                until: None
            },
            Event::SignedIn {
                method: "demo".to_owned()
            }
        ]
    );
    auditor
        .reads("/trail?act=trail_read")
        .await
        .shows("trail.act.trail_read");
}

/// Every page that shows what stands in a case or a request is a reading of it (S60); lists and one's own are not.
#[actix_web::test]
async fn every_page_of_a_case_or_a_request_leaves_a_leaf_of_its_reading() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    stage.officer.reads("/cases/new").await;
    let case = [
        ("version", "0"),
        ("title", "Sites"),
        ("offence", "07"),
        ("summary", "Two."),
    ];
    let case = stage.officer.sends("/cases", &case).await.leads_to().unwrap();
    let draft = format!("/requests/{}", stage.draft);
    for (path, act) in [
        (case.clone(), Some("case_read")),
        (format!("{case}/edit"), Some("case_read")),
        (format!("{case}/requests/new"), Some("case_read")),
        (draft.clone(), Some("request_read")),
        (format!("{draft}/edit"), Some("request_read")),
        (format!("{draft}/discard"), Some("request_read")),
        ("/requests".to_owned(), None),
        ("/holds".to_owned(), None),
        ("/cases".to_owned(), None),
        ("/home".to_owned(), None),
        ("/notices".to_owned(), None),
    ] {
        let count = async || newest(site.app.db.read(), &Search::default(), 500, None).await.unwrap();
        let before = count().await.len();
        stage.officer.reads(&path).await;
        let after = count().await;
        let told: Vec<_> = after[..after.len() - before]
            .iter()
            .map(|line| line.act.as_str())
            .collect();
        assert_eq!(told, act.into_iter().collect::<Vec<_>>(), "{path}");
    }
}

/// The page of an act that is not possible shows the request in its place: that is one reading, and one denial.
#[tokio::test(flavor = "current_thread")]
async fn a_page_that_says_no_is_one_reading_and_one_denial() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = format!("/requests/{}", stage.issued().await);
    for (reader, below) in [
        (&stage.supervisor, "approval"),
        (&stage.supervisor, "return"),
        (&stage.supervisor, "reopening"),
        (&stage.officer, "answers"),
        (&stage.officer, "acceptance"),
        (&stage.officer, "dispute"),
        (&stage.officer, "again/new"),
        (&stage.officer, "extension/new"),
        (&stage.officer, "release/new"),
        (&stage.intake, "targets/1/answer"),
        (&stage.responder, "targets/1/answer"),
        (&stage.responder, "withdrawal/confirmation"),
        (&stage.responder, "acknowledgement"),
    ] {
        let count = async || newest(site.app.db.read(), &Search::default(), 500, None).await.unwrap();
        let before = count().await.len();
        let no = reader.get(&format!("{page}/{below}")).await;
        assert!(no.status.is_client_error(), "{below} {}", no.status);
        let after = count().await;
        let mut told: Vec<_> = after[..after.len() - before]
            .iter()
            .map(|line| line.act.as_str())
            .collect();
        told.sort_unstable();
        assert_eq!(told, ["denied", "request_read"], "{below}");
    }
}

/// S61: what the trail cannot tell is not done, and nothing is shown whose reading it cannot tell.
#[tokio::test(flavor = "current_thread")]
async fn where_the_trail_cannot_be_written_nothing_is_done_or_shown() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = format!("/requests/{}", stage.draft);
    let version = stage.officer.reads(&page).await.value_of("as_of").unwrap();
    stage.officer.reads("/cases/new").await;
    let db = &site.app.db;
    let tx = db.begin().await.unwrap();
    let full: &[&str] = if tx.get_database_backend() == DbBackend::Postgres {
        &[
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'could not extend file'; END $$",
            "CREATE TRIGGER full_disk BEFORE INSERT ON leaves FOR EACH ROW EXECUTE FUNCTION full_disk()",
        ]
    } else {
        &["CREATE TRIGGER full_disk BEFORE INSERT ON leaves BEGIN SELECT RAISE(ABORT, 'disk full'); END"]
    };
    for statement in full {
        tx.execute_unprepared(statement).await.unwrap();
    }
    tx.commit().await.unwrap();
    let before = site.dump().await;

    let case = [
        ("version", "0"),
        ("title", "Sites"),
        ("offence", "07"),
        ("summary", "Two."),
    ];
    let submission = format!("{page}/submission");
    for answer in [
        stage.officer.sends("/cases", &case).await,
        stage.officer.sends(&submission, &[("as_of", &version)]).await,
        stage.officer.get(&page).await,
        stage.officer.get("/requests/FR-2026-999999").await,
    ] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text());
        answer.shows("site.error.unavailable.title");
    }
    assert_eq!(site.dump().await, before);
}
