//! Assets that left after the request was received: an incident that both sides read, and what the agency does next.

use crosshold::domain::actor::Role;
use crosshold::text::Language;
use jiff::SignedDuration;

use super::{EXCHANGE, Stage};
use crate::support::Site;

const REACHED: &str = "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb";

/// The second target left seven minutes after its request was issued, to `destination`; the page of the request.
async fn left(site: &Site, stage: &Stage, destination: &str) -> String {
    let page = stage.begun().await;
    site.wait(SignedDuration::from_mins(10));
    let form = format!("{page}/targets/2/answer");
    let fields = [
        ("outcome", "moved_during"),
        ("match_basis", "deposit_address"),
        ("moved_at", "2026-11-22T16:07:00"),
        ("destination", destination),
        ("exchange", "Halden Markets"),
    ];
    stage
        .responder
        .reads(&form)
        .await
        .shows("requests.outcome_hint.moved_during");
    stage
        .responder
        .sends_on(&form, &fields)
        .await
        .shows("requests.acts.answer.done");
    page
}

#[tokio::test(flavor = "current_thread")]
async fn an_incident_stands_in_the_trail_and_both_sides_are_told_and_read_it() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let counsel = site.member_of(EXCHANGE, &[Role::Counsel]).await;
    let page = left(&site, &stage, "").await;

    let leaves = site.dump().await;
    let reported = leaves
        .lines()
        .filter(|row| row.starts_with("leaves:") && row.contains("incident_reported"));
    assert_eq!(reported.count(), 1);
    for told in [&stage.officer, &stage.supervisor, &stage.intake, &counsel] {
        for &language in Language::ALL {
            let chosen = [("tag", language.tag()), ("to", "/notices")];
            told.sends("/language", &chosen).await;
            told.reads("/notices").await.shows(match language {
                Language::English | Language::French | Language::Arabic => "notices.act.incident_reported.one",
                Language::SimplifiedChinese => "notices.act.incident_reported.other",
            });
            told.reads(&page)
                .await
                .shows("requests.show.incident")
                .shows("trail.event.incident_reported");
        }
    }
    // Who answered knows.
    stage.responder.reads(&page).await.shows("requests.show.incident");
    stage
        .responder
        .reads("/notices")
        .await
        .hides("trail.act.incident_reported");
}

#[tokio::test(flavor = "current_thread")]
async fn without_an_address_that_was_reached_the_agency_is_told_to_find_it_and_not_to_ask_about_the_old_one() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = left(&site, &stage, "").await;
    let read = stage.officer.reads(&page).await;
    read.shows("requests.next.trace_the_funds")
        .hides("requests.next.follow_the_funds");
    assert!(!read.body.contains("/again/new"), "{}", read.text());
    let ask = stage.officer.get(&format!("{page}/again/new?target=2")).await;
    assert_eq!(ask.status, 409);
    stage
        .responder
        .reads(&page)
        .await
        .hides("requests.next.trace_the_funds");
}

#[tokio::test(flavor = "current_thread")]
async fn with_the_address_that_was_reached_the_agency_asks_there() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = left(&site, &stage, REACHED).await;
    let read = stage.officer.reads(&page).await;
    read.shows("requests.next.follow_the_funds")
        .shows("requests.show.incident")
        .hides("requests.next.trace_the_funds");
    let ask = format!("{page}/again/new?target=2");
    assert!(read.body.contains(&format!("href=\"{ask}\"")));
    stage.officer.reads(&ask).await.shows("requests.onward.lead");
}
