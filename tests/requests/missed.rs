//! Acts that come too late, or that are not the reader's: they come back to the request, in the reader's language, with
//! what happened meanwhile.

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::text::Language;

use super::{EXCHANGE, POLICE, Stage, draft};
use crate::support::{Client, Site};

/// Takes the request on, and begins.
async fn begins(stage: &Stage, page: &str) {
    stage.intake.reads(page).await;
    stage
        .intake
        .sends_on(&format!("{page}/acknowledgement"), &[("reference", "NB-1")])
        .await;
    stage.responder.reads(page).await;
    stage.responder.sends_on(&format!("{page}/start"), &[]).await;
}

async fn speaks(client: &Client, language: Language) {
    client
        .sends("/language", &[("tag", language.tag()), ("to", "/home")])
        .await;
}

#[tokio::test(flavor = "current_thread")]
async fn who_begins_second_comes_back_to_the_request_with_what_the_first_did() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = format!("/requests/{}", stage.issued().await);
    begins(&stage, &page).await;

    for &language in Language::ALL {
        speaks(&stage.responder, language).await;
        let late = stage.responder.sends(&format!("{page}/start"), &[]).await;

        assert_eq!(late.status, StatusCode::CONFLICT);
        assert_eq!(late.page_language(), language);
        late.shows("requests.acts.stale_title")
            .shows("refusals.already_started")
            .shows("requests.acts.changed")
            .shows("requests.show.asker_wants");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn who_takes_it_on_second_keeps_what_they_typed_and_is_offered_no_button() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = format!("/requests/{}", stage.issued().await);
    let form = format!("{page}/acknowledgement");
    let second = site.intake_of(EXCHANGE).await;
    second.reads(&form).await;
    begins(&stage, &page).await;

    let late = second.sends(&form, &[("reference", "NB-SECOND")]).await;
    let asked = second.get(&form).await;

    assert_eq!(late.status, StatusCode::CONFLICT);
    late.shows("requests.acts.stale_title").shows("requests.acts.changed");
    assert_eq!(late.value_of("reference").as_deref(), Some("NB-SECOND"));
    assert!(late.body.contains(r#"aria-describedby="act-refused""#));
    assert_eq!(asked.status, StatusCode::CONFLICT);
    asked
        .shows("requests.acts.stale_title")
        .shows("refusals.already_acknowledged")
        .shows("requests.show.asker_wants");
}

#[tokio::test(flavor = "current_thread")]
async fn a_draft_that_was_sent_meanwhile_comes_back_as_the_request_it_is() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let draft = format!("/requests/{}", stage.draft);
    let edit = format!("{draft}/edit");
    let fields = stage.officer.reads(&edit).await.form_to(&draft);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(name, _)| name != "csrf")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    stage.issued().await;

    for missed in [
        stage.officer.get(&edit).await,
        stage
            .officer
            .sends(&format!("{draft}/submission"), &[("as_of", "1")])
            .await,
        stage.officer.sends(&format!("{draft}/discard"), &[]).await,
    ] {
        assert_eq!(missed.status, StatusCode::CONFLICT);
        missed
            .shows("requests.acts.stale_title")
            .shows("refusals.already_issued")
            .shows("requests.status.issued");
    }
    let typed: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| {
            (
                *name,
                if *name == "facts" {
                    "Typed while it was issued"
                } else {
                    *value
                },
            )
        })
        .collect();
    let kept = stage.officer.sends(&draft, &typed).await;
    assert_eq!(kept.status, StatusCode::CONFLICT);
    kept.shows("refusals.already_issued")
        .shows("requests.form.to_request")
        .says("Typed while it was issued");
}

#[tokio::test(flavor = "current_thread")]
async fn an_act_of_another_role_comes_back_to_its_request() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let draft = format!("/requests/{}", stage.draft);

    let refused = stage.officer.get(&format!("{draft}/approval")).await;

    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    refused
        .shows("requests.acts.stale_title")
        .shows("requests.show.asker_wants");
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_for_somebody_else_to_do_comes_back_with_whose_it_is() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer, Role::Supervisor]).await;
    let both = site.nobody();
    both.signs_in(&author).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let page = format!("/requests/{}", draft(&site, &author, &exchange).await);
    let version = both.reads(&page).await.value_of("as_of").unwrap();
    both.sends_on(&format!("{page}/submission"), &[("as_of", &version)])
        .await;

    let refused = both.sends(&format!("{page}/approval"), &[("as_of", "2")]).await;

    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    refused
        .shows("requests.acts.stale_title")
        .shows("refusals.four_eyes")
        .shows("requests.show.asker_wants");
}

#[tokio::test(flavor = "current_thread")]
async fn a_bookmark_of_a_draft_leads_to_the_request_it_became_and_tells_others_nothing() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let stranger = site.officer_of("Guardia Civil").await;
    let draft = format!("/requests/{}", stage.draft);
    let number = stage.issued().await;

    let led = stage.officer.get(&draft).await.leads_to();

    assert_eq!(led, Some(format!("/requests/{number}")));
    for path in [draft.clone(), format!("{draft}/edit"), format!("{draft}/discard")] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}
