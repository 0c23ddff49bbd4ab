//! Steps of a case from status to status, and the pages of what happened.

use actix_web::http::StatusCode;
use crosshold::text::Language;

use super::opens;
use crate::support::Site;

#[actix_web::test]
async fn a_step_is_confirmed_on_a_page_that_says_what_follows() {
    let site = Site::new().await;
    let supervisor = site.supervisor_of("Polícia Judiciária").await;
    let path = opens(&supervisor, "PJ-1", "Title").await;

    for &language in Language::ALL {
        supervisor
            .sends("/language", &[("tag", language.tag()), ("to", "/cases")])
            .await;
        let case = supervisor.reads(&path).await;
        assert!(!case.body.contains(&format!("action=\"{path}/status\"")));
        let asked = supervisor.reads(format!("{path}/status?to=closed")).await;
        asked.shows("cases.status_page.close").shows("cases.step.close");
    }
    supervisor.reads(&path).await.shows("cases.status.open");
}

#[actix_web::test]
async fn ending_a_case_says_why_and_the_timeline_keeps_it() {
    let site = Site::new().await;
    let supervisor = site.supervisor_of("Polícia Judiciária").await;
    let path = opens(&supervisor, "PJ-1", "Title").await;
    let status = format!("{path}/status");
    let step =
        |version: &'static str, reason: &'static str| [("status", "closed"), ("version", version), ("reason", reason)];

    let silent = supervisor.sends(&status, &step("1", " ")).await;
    let rested = supervisor
        .sends(&status, &[("status", "dormant"), ("version", "1")])
        .await;
    let stale = supervisor.sends(&status, &step("1", "Paid back in full.")).await;
    let closed = supervisor.sends_on(&status, &step("2", "Paid back in full.")).await;

    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    silent.says("Why: This is needed.");
    assert_eq!(rested.status, StatusCode::SEE_OTHER);
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale
        .shows("cases.status_page.stale")
        .shows("cases.status.dormant")
        .says("Paid back in full.");
    closed.shows("cases.show.now.closed").says("Paid back in full.");
}

#[actix_web::test]
async fn a_step_that_is_no_step_is_not_offered_and_not_taken() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Title").await;

    let page = officer.reads(format!("{path}/status?to=closed")).await;
    page.says("Only a supervisor may do this.");
    for (asked, expected) in [
        ("?to=purged", StatusCode::OK),
        ("?to=gone", StatusCode::NOT_FOUND),
        ("", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(officer.get(&format!("{path}/status{asked}")).await.status, expected);
    }
    let page = officer.reads(format!("{path}/status?to=purged")).await;
    assert!(page.body.contains("step-refused"));
}

#[actix_web::test]
async fn every_step_of_a_case_stands_on_its_page_or_says_why_not() {
    let site = Site::new().await;
    let supervisor = site.supervisor_of("Polícia Judiciária").await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&supervisor, "PJ-1", "Title").await;
    let mut version = 1;
    for (status, steps) in [
        ("open", ["activate", "rest", "close", "archive"].as_slice()),
        ("active", &["rest", "close", "archive"]),
        ("dormant", &["activate", "close", "archive"]),
        ("closed", &["reopen", "rest", "archive"]),
        ("archived", &["activate", "rest", "unarchive"]),
    ] {
        if status != "open" {
            let now = version.to_string();
            let step = [("status", status), ("version", now.as_str()), ("reason", "Paid back.")];
            let sent = supervisor.sends(&format!("{path}/status"), &step).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
            version += 1;
        }
        for reader in [&supervisor, &officer] {
            let page = reader.reads(&path).await;
            for step in steps {
                page.shows(&format!("cases.step.{step}"));
            }
        }
        let read = officer.reads(&path).await;
        read.says("Only a supervisor may do this.");
        supervisor
            .reads(&path)
            .await
            .never_says("Only a supervisor may do this.");
    }
}

#[actix_web::test]
async fn everything_that_happened_in_a_case_is_reached_page_by_page() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Title").await;
    let mut version = 1;
    for _ in 0..15 {
        for status in ["active", "dormant"] {
            let now = version.to_string();
            let step = [("status", status), ("version", now.as_str())];
            let sent = officer.sends(&format!("{path}/status"), &step).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
            version += 1;
        }
    }

    let (mut at, mut lines, mut pages) = (path.clone(), 0, 0);
    loop {
        let page = officer.reads(&at).await;
        lines += page.body.matches("class=\"when\"").count();
        pages += 1;
        let links = page.body.split("href=\"").skip(1);
        let mut links = links.filter_map(|part| part.split('"').next());
        let next = links.find(|link| link.contains("before="));
        let Some(next) = next else {
            page.shows("trail.event.case_opened");
            break;
        };
        at = next.split('#').next().unwrap().to_owned();
        assert!(pages < 10, "{at}");
    }

    assert_eq!((lines, pages), (31, 3));
}
