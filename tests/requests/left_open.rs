//! Requests that ended with nothing answered, and answers of an ended request that are given anew.

use crosshold::domain::actor::OrganisationKind;
use crosshold::service::deadlines;
use jiff::SignedDuration;

use super::{EXCHANGE, POLICE, Stage};
use crate::support::Site;

const NEXT: &str = "Halden Markets";

/// Sent on by intake to `entity`; what the exchange reads then.
async fn redirected(stage: &Stage, page: &str, entity: &str) -> crate::support::Fetched {
    let fields = [("reason", "group_company"), ("entity", entity)];
    let at = format!("{page}/redirection");
    stage.intake.reads(&at).await;
    stage.intake.sends_on(&at, &fields).await
}

#[tokio::test(flavor = "current_thread")]
async fn what_went_to_the_wrong_exchange_stands_on_the_home_until_the_right_one_is_asked() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let next = site.organisation(NEXT, OrganisationKind::Exchange).await;
    let number = stage.issued().await;
    let page = format!("/requests/{number}");

    for own in ["Northbank Exchange", "northbank exchange, Singapore"] {
        let refused = redirected(&stage, &page, own).await;
        refused.shows("errors.field.own_name");
        assert_eq!(refused.value_of("entity").as_deref(), Some(own));
    }
    redirected(&stage, &page, "halden markets (Switzerland)").await;

    let again = format!("{page}/again/new");
    for works in [&stage.officer, &stage.supervisor] {
        let home = works.reads("/home").await;
        home.says(&number).shows("home.until.left_open");
    }
    assert!(stage.officer.reads("/home").await.body.contains(&again));
    let others = site.officer_of("Guardia Civil").await;
    others.reads("/home").await.never_says(&number);
    site.responder_of(EXCHANGE)
        .await
        .reads("/home")
        .await
        .never_says(&number);

    // The name was written with its country.
    let form = stage.officer.reads(&again).await;
    let to = format!("{page}/again");
    assert!(
        form.form_to(&to)
            .contains(&("recipient".to_owned(), next.id.to_string()))
    );
    let begun = stage
        .officer
        .sends(&to, &[("recipient", &next.id.to_string())])
        .await
        .leads_to()
        .unwrap();
    stage.officer.reads("/home").await.hides("home.until.left_open");
    // Both name each other, and the exchange learns of neither.
    let draft = begun.trim_end_matches("/edit");
    let first = stage.officer.reads(&page).await;
    assert!(first.body.contains(&format!("href=\"{draft}\"")));
    stage.officer.reads(draft).await.says(&number);
    let theirs = stage.intake.reads(&page).await;
    assert!(!theirs.body.contains(draft));

    // Thrown away, it is nothing that was done.
    stage.officer.sends_on(&format!("{draft}/discard"), &[]).await;
    stage.officer.reads("/home").await.shows("home.until.left_open");
}

#[tokio::test(flavor = "current_thread")]
async fn an_ended_request_is_opened_again_for_the_answers_that_are_ticked() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    for position in ["1", "2"] {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        stage.responder.sends_on(&form, &[("outcome", "no_match")]).await;
    }
    stage.officer.reads(&page).await;
    stage.officer.sends_on(&format!("{page}/acceptance"), &[]).await;

    let reopening = format!("{page}/reopening");
    stage
        .supervisor
        .reads(&reopening)
        .await
        .shows("requests.field.reopened.label");
    stage
        .supervisor
        .sends_on(&reopening, &[("note", "It is there.")])
        .await
        .shows("errors.field.required")
        .says("It is there.");
    stage
        .supervisor
        .sends_on(&reopening, &[("targets", "2"), ("note", "It is there.")])
        .await
        .shows("requests.show.anew");
    let read = stage.responder.reads(&page).await;
    read.says("Opened again: Target 2");
    stage.responder.sends_on(&format!("{page}/start"), &[]).await;

    // What has an answer is with this exchange, and with no other.
    let elsewhere = stage.intake.get(&format!("{page}/redirection")).await;
    elsewhere.shows("refusals.already_started");
    let first = stage.responder.get(&format!("{page}/targets/1/answer")).await;
    first.shows("refusals.target_answered");
    let form = format!("{page}/targets/2/answer");
    stage
        .responder
        .reads(&form)
        .await
        .shows("requests.acts.answer.reopened")
        .says("It is there.");
    stage
        .responder
        .sends_on(&form, &[("outcome", "unhosted")])
        .await
        .shows("requests.status.answered");
}

#[tokio::test(flavor = "current_thread")]
async fn a_question_nobody_answered_says_so_and_is_answered_where_the_request_is_opened_again() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let ask = format!("{page}/questions");
    let deadline = site.app.now().plus(SignedDuration::from_hours(24 * 7));
    let fields = [
        ("question", "amount_unclear"),
        ("body", "Which of the two accounts?"),
        ("language", "en"),
        ("deadline", &deadline.rfc3339_millis()[..16]),
    ];
    stage.responder.reads(&ask).await;
    stage
        .responder
        .sends_on(&ask, &fields)
        .await
        .shows("requests.status.clarification");
    site.wait(SignedDuration::from_hours(24 * 8));
    deadlines::round(&site.app.db, site.app.now()).await.unwrap();

    let supervisor = site.supervisor_of(POLICE).await;
    supervisor
        .reads(&page)
        .await
        .shows("requests.status.closed_unanswered")
        .says("Not answered by");
    supervisor.reads("/home").await.shows("home.until.left_open");
    let reopening = format!("{page}/reopening");
    supervisor
        .reads(&reopening)
        .await
        .shows("requests.acts.reopen.lead_unanswered")
        .says("Which of the two accounts?");
    supervisor
        .sends_on(&reopening, &[("note", "The first one.")])
        .await
        .shows("requests.status.acknowledged");
    supervisor.reads("/home").await.hides("home.until.left_open");
    let responder = site.responder_of(EXCHANGE).await;
    responder.reads(&page).await.says("The first one.");
}
