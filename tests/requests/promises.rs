//! Promises as both sides read them: which is named, what the asker may set in its place, what stays of those that were
//! kept, and that non-disclosure ends.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::service::deadlines;
use crosshold::store::audit::{Search, newest};
use crosshold::text::Language;
use jiff::SignedDuration;

use super::{EXCHANGE, POLICE, Stage, draft_with, issue};
use crate::support::Site;

#[tokio::test(flavor = "current_thread")]
async fn a_request_that_is_maintained_waits_for_its_acknowledgement_everywhere() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let at = |below: &str| format!("{page}/{below}");
    stage.responder.reads(at("refusal")).await;
    let ground = [("ground", "overbroad"), ("note", "Too many accounts.")];
    stage.responder.sends_on(&at("refusal"), &ground).await;
    stage.supervisor.reads(at("maintenance")).await;
    stage
        .supervisor
        .sends_on(&at("maintenance"), &[("note", "It is one account.")])
        .await;

    for reader in [&stage.supervisor, &stage.intake] {
        reader.reads(&page).await.shows("requests.waits.promise.ack");
        reader
            .reads("/requests")
            .await
            .shows("requests.waits.promise.ack")
            .hides("requests.waits.promise.decision");
    }
    stage.intake.reads("/home").await.shows("home.until.ack");
}

#[tokio::test(flavor = "current_thread")]
async fn a_new_deadline_leaves_the_exchange_the_time_to_acknowledge() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = format!("/requests/{}", stage.issued().await);
    let form = format!("{page}/deadline");
    for &language in Language::ALL {
        stage.supervisor.reads("/account").await;
        let tag = [("tag", language.tag()), ("to", "/")];
        stage.supervisor.sends("/language", &tag).await;
        stage
            .supervisor
            .reads(&form)
            .await
            .shows("requests.acts.replace_deadline.lead")
            .shows("requests.acts.replace_deadline.between");
        let sooner = stage.supervisor.sends(&form, &[("due", "2026-11-22T18:00")]).await;
        assert_eq!(sooner.status, 422, "{}", sooner.text());
        sooner.shows("errors.field.sooner_than_acknowledged");
    }
    stage.supervisor.reads("/account").await;
    stage.supervisor.sends("/language", &[("tag", "en"), ("to", "/")]).await;
    // After the day until which something is asked to be held an answer is of no use.
    let too_late = stage.supervisor.sends(&form, &[("due", "2026-12-19T09:00")]).await;
    assert_eq!(too_late.status, 422);
    too_late.shows("errors.field.later_than_needed");
    stage.supervisor.reads(&form).await;
    stage
        .supervisor
        .sends_on(&form, &[("due", "2026-12-18T15:00")])
        .await
        .shows("requests.acts.replace_deadline.done");

    // In a year's time: whoever reads it sees which year.
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let long = draft_with(&site, &author, &exchange, |content| {
        content.until = Some("2027-12-18".parse().unwrap());
        let why = "The court sits in a year.".to_owned();
        content.exceptions.insert("within_basis".to_owned(), why);
    });
    let page = issue(&officer, &[&stage.supervisor], &long.await).await;
    let form = format!("{page}/deadline");
    stage.supervisor.reads(&form).await;
    stage
        .supervisor
        .sends_on(&form, &[("due", "2027-11-20T15:00")])
        .await
        .shows("requests.acts.replace_deadline.done")
        .says("20 Nov 2027");
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_given_anew_leaves_the_promise_that_was_kept_before() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    for position in [1, 2] {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        stage.responder.sends_on(&form, &[("outcome", "no_match")]).await;
    }
    stage.officer.reads(&page).await.hides("clocks.state.before");
    site.wait(SignedDuration::from_mins(5));
    stage.officer.reads(format!("{page}/dispute")).await;
    let note = [("targets", "1"), ("note", "The receipt names this address.")];
    stage.officer.sends_on(&format!("{page}/dispute"), &note).await;
    let form = format!("{page}/targets/1/answer");
    stage.responder.reads(&form).await;
    stage.responder.sends_on(&form, &[("outcome", "no_match")]).await;

    for reader in [&stage.officer, &stage.responder] {
        reader
            .reads(&page)
            .await
            .shows("clocks.state.before")
            .says("Before that: Issued")
            .says("Answer disputed");
    }
}

/// How often the trail tells that non-disclosure ends.
async fn told(site: &Site) -> usize {
    let search = Search {
        act: Some("secrecy_alarm".to_owned()),
        ..Search::default()
    };
    newest(site.app.db.read(), &search, 50, None).await.unwrap().len()
}

#[tokio::test(flavor = "current_thread")]
async fn before_a_non_disclosure_ends_both_sides_are_told_once() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let stage = Stage::on(&site).await;
    let secret = draft_with(&site, &author, &exchange, |content| {
        content.secret_until = Some("2026-12-22".parse().unwrap());
        content.secret_basis = "Article 86 of the Code of Criminal Procedure".to_owned();
    })
    .await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let stage = Stage {
        draft: secret,
        officer,
        ..stage
    };
    let supervisor = site.person_of(POLICE, &[Role::Supervisor]).await;
    let responder = site.person_of(EXCHANGE, &[Role::Responder]).await;
    let page = format!("/requests/{}", stage.issued().await);
    for reader in [&stage.officer, &stage.responder] {
        reader.reads(&page).await.shows("requests.secrecy.name").says("30 d");
    }
    deadlines::round(&site.app.db, site.app.now()).await.unwrap();
    assert_eq!(told(&site).await, 0);

    // A week before, and two instances look at once and again.
    site.wait(SignedDuration::from_hours(24 * 24));
    let instance = site.instance().await;
    for _ in 0..2 {
        let (one, other) = futures_util::future::join(
            deadlines::round(&site.app.db, site.app.now()),
            deadlines::round(&instance.app.db, site.app.now()),
        )
        .await;
        one.unwrap();
        other.unwrap();
    }
    assert_eq!(told(&site).await, 1);
    let overdue = deadlines::overdue(&site.app.db, site.app.now()).await.unwrap();
    assert_eq!(overdue.count, 0, "nothing is left to tell");

    for person in [&supervisor, &responder, &author] {
        let client = site.nobody();
        client.signs_in(person).await;
        client.reads("/notices").await.shows("notices.act.secrecy_alarm");
        client
            .reads(&page)
            .await
            .shows("trail.event.secrecy_alarm")
            .shows("requests.secrecy.name");
    }
    site.wait(SignedDuration::from_hours(10 * 24));
    deadlines::round(&site.app.db, site.app.now()).await.unwrap();
    assert_eq!(told(&site).await, 2, "what nobody told in time is told once");
    let client = site.responder_of(EXCHANGE).await;
    client.reads(&page).await.shows("requests.secrecy.ended_text");
}
