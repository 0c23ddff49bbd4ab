//! Who decides on a request decides on what they read: what changed meanwhile is told first, and nothing typed is lost.

use crosshold::domain::actor::Role;

use super::{POLICE, Stage};
use crate::support::{Client, Fetched, Site};

/// Both targets have their answer; the page of the request.
async fn answered(stage: &Stage) -> String {
    let page = stage.begun().await;
    for position in [1, 2] {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        stage.responder.sends_on(&form, &[("outcome", "no_match")]).await;
    }
    page
}

/// The form at `path` as it was opened, sent by `client` with `more`.
async fn sends_opened(client: &Client, opened: &Fetched, path: &str, more: &[(&str, &str)]) -> Fetched {
    let filled = opened.form_to(path);
    let mut fields: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| *name != "csrf" && more.iter().all(|(changed, _)| changed != name))
        .collect();
    fields.extend(more);
    client.sends(path, &fields).await
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_that_changed_meanwhile_is_not_accepted_unread() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = answered(&stage).await;
    let acceptance = format!("{page}/acceptance");
    let opened = stage.officer.reads(&acceptance).await;

    let colleague = site.member_of(POLICE, &[Role::Supervisor]).await;
    let dispute = format!("{page}/dispute");
    let form = colleague.reads(&dispute).await;
    let note = [("targets", "1"), ("note", "It moved a week later.")];
    sends_opened(&colleague, &form, &dispute, &note).await;
    let answer = format!("{page}/targets/1/answer");
    stage.responder.reads(&answer).await;
    stage.responder.sends_on(&answer, &[("outcome", "unhosted")]).await;

    let refused = sends_opened(&stage.officer, &opened, &acceptance, &[]).await;
    assert_eq!(refused.status, 409);
    refused
        .shows("requests.acts.changed")
        .shows("requests.acts.stale_title");
    // Read again, it is accepted.
    let read = stage.officer.reads(&acceptance).await;
    let again = sends_opened(&stage.officer, &read, &acceptance, &[]).await;
    assert_eq!(again.status, 303, "{}", again.text());
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_to_a_question_is_none_to_the_next() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let questions = format!("{page}/questions");
    let answers = format!("{page}/answers");
    let ask = |body: &'static str| {
        vec![
            ("question", "amount_unclear"),
            ("deadline", "2026-11-30T12:00"),
            ("body", body),
            ("language", "en"),
        ]
    };
    stage.responder.reads(&questions).await;
    let first = stage.responder.sends(&questions, &ask("Which account?")).await;
    assert_eq!(first.status, 303, "{}", first.text());
    let opened = stage.officer.reads(&answers).await;

    let colleague = site.member_of(POLICE, &[Role::Officer]).await;
    let form = colleague.reads(&answers).await;
    let sent = sends_opened(
        &colleague,
        &form,
        &answers,
        &[("body", "The second."), ("language", "en")],
    )
    .await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    stage.responder.reads(&questions).await;
    let second = stage.responder.sends(&questions, &ask("Until when?")).await;
    assert_eq!(second.status, 303, "{}", second.text());

    let typed = [("body", "The first account, at the old address."), ("language", "en")];
    let refused = sends_opened(&stage.officer, &opened, &answers, &typed).await;
    assert_eq!(refused.status, 409);
    refused.says("The first account, at the old address.");
    stage
        .officer
        .reads(&page)
        .await
        .never_says("The first account, at the old address.");
}

#[tokio::test(flavor = "current_thread")]
async fn a_draft_that_somebody_wrote_on_is_not_thrown_away_unread() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let draft = format!("/requests/{}", stage.draft);
    let discard = format!("{draft}/discard");
    let edit = format!("{draft}/edit");
    let opened = stage.officer.reads(&discard).await;
    let beside = stage.officer.reads(&edit).await;

    let colleague = site.member_of(POLICE, &[Role::Officer]).await;
    let form = colleague.reads(&edit).await;
    let facts = "A false trading site took deposits in November. The colleague added what the bank told today.";
    let saved = sends_opened(&colleague, &form, &draft, &[("facts", facts)]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());

    for form in [&opened, &beside] {
        let refused = sends_opened(&stage.officer, form, &discard, &[]).await;
        assert_eq!(refused.status, 409);
    }
    colleague.reads(&edit).await.says(facts);
}
