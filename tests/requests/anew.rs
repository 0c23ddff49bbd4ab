//! A target that is answered anew while money is held on it: the form tells what is held and asks before it is let go.

use crosshold::domain::actor::Role;
use crosshold::domain::requests::kinds::Kind;

use super::{EXCHANGE, Stage};
use crate::support::Site;
use crosshold::text::Language;

const NO_MATCH: (&str, &str) = ("outcome", "no_match");

/// Both targets are answered, the first is held, and the officer disputes; the page of the request.
async fn disputed(stage: &Stage) -> String {
    let page = stage.begun().await;
    let frozen = frozen("412508.22");
    stage
        .responder
        .reads(&format!("{page}/targets/1/answer"))
        .await
        .hides("requests.acts.answer.held_now");
    stage
        .responder
        .sends_on(&format!("{page}/targets/1/answer"), &frozen)
        .await;
    stage
        .responder
        .sends_on(&format!("{page}/targets/2/answer"), &[NO_MATCH])
        .await;
    stage.officer.reads(&page).await;
    let note = [("targets", "1"), ("note", "The receipt names this address.")];
    stage.officer.sends_on(&format!("{page}/dispute"), &note).await;
    page
}

fn frozen(amount: &str) -> [(&str, &str); 7] {
    [
        ("outcome", "frozen_full"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("asset", "USDT.6"),
        ("amount", amount),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-12-10T12:00"),
    ]
}

#[tokio::test(flavor = "current_thread")]
async fn money_that_an_answer_would_free_is_told_and_ticked_first() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let colleague = site.member_of(EXCHANGE, &[Role::Responder]).await;
    let page = disputed(&stage).await;
    let form = format!("{page}/targets/1/answer");
    stage
        .responder
        .reads(&form)
        .await
        .shows("requests.acts.answer.held_now")
        .shows("requests.acts.answer.frees")
        .shows("requests.acts.answer.disputed")
        .says("The receipt names this address.")
        .shows("requests.acts.answer.answered_before")
        .says("412,508.22 USDT");

    let silent = [NO_MATCH, ("note", "The account was closed in May.")];
    let refused = stage.responder.sends(&form, &silent).await;
    assert_eq!(refused.status, 422);
    refused
        .shows("errors.field.frees_held")
        .says("The account was closed in May.");
    stage.officer.reads(&page).await.hides("holds.status.released");

    let ticked = [NO_MATCH, ("frees", "yes")];
    stage
        .responder
        .sends_on(&form, &ticked)
        .await
        .shows("requests.acts.answer.done");
    stage
        .officer
        .reads(&page)
        .await
        .shows("holds.status.released")
        .shows("requests.show.let_go");
    stage.officer.reads("/notices").await.shows("notices.act.hold_released");
    colleague.reads("/notices").await.shows("notices.act.hold_released");
}

#[tokio::test(flavor = "current_thread")]
async fn the_same_freeze_once_more_lets_nothing_go() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = disputed(&stage).await;
    let form = format!("{page}/targets/1/answer");
    stage.responder.reads(&form).await;
    stage
        .responder
        .sends_on(&form, &frozen("412508.22"))
        .await
        .shows("requests.acts.answer.done")
        .hides("holds.status.released")
        .hides("holds.lift_reason.answered_anew");
}

#[tokio::test(flavor = "current_thread")]
async fn data_that_an_answer_would_let_go_is_told_and_ticked_first() {
    let site = Site::new().await;
    let stage = Stage::asking(&site, Kind::Preserve).await;
    let colleague = site.member_of(EXCHANGE, &[Role::Responder]).await;
    let page = stage.begun().await;
    let preserved = [
        ("outcome", "preserved"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("until", "2026-12-10T12:00"),
    ];
    for (position, fields) in [(1, &preserved[..]), (2, &[NO_MATCH][..])] {
        let form = format!("{page}/targets/{position}/answer");
        stage
            .responder
            .reads(&form)
            .await
            .hides("requests.acts.answer.kept_now");
        stage.responder.sends_on(&form, fields).await;
    }
    stage.officer.reads(&page).await;
    let note = [("targets", "1"), ("note", "The receipt names this address.")];
    stage.officer.sends_on(&format!("{page}/dispute"), &note).await;

    let form = format!("{page}/targets/1/answer");
    stage
        .responder
        .reads(&form)
        .await
        .shows("requests.acts.answer.kept_now")
        .shows("requests.acts.answer.frees_data");
    let refused = stage.responder.sends(&form, &[NO_MATCH]).await;
    assert_eq!(refused.status, 422);
    refused.shows("errors.field.frees_kept");
    stage
        .officer
        .reads(&page)
        .await
        .hides("preservations.lift_reason.answered_anew");

    // The same once more keeps it as the same, and a sooner end draws it nearer.
    stage
        .responder
        .sends_on(&form, &preserved)
        .await
        .shows("requests.acts.answer.done")
        .hides("preservations.lift_reason.answered_anew");
    stage.officer.reads(&page).await;
    stage.officer.sends_on(&format!("{page}/dispute"), &note).await;
    let sooner = [
        ("outcome", "preserved"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("until", "2026-12-05T12:00"),
    ];
    stage.responder.reads(&form).await;
    let silent = stage.responder.sends(&form, &sooner).await;
    silent.shows("errors.field.frees_sooner");
    let sooner = [sooner.as_slice(), &[("frees", "yes")]].concat();
    stage
        .responder
        .sends_on(&form, &sooner)
        .await
        .shows("trail.event.preservation_changed");

    stage.officer.reads(&page).await;
    stage.officer.sends_on(&format!("{page}/dispute"), &note).await;
    stage.responder.reads(&form).await;
    stage
        .responder
        .sends_on(&form, &[NO_MATCH, ("frees", "yes")])
        .await
        .shows("requests.acts.answer.done");
    stage
        .officer
        .reads(&page)
        .await
        .shows("preservations.lift_reason.answered_anew");
    for reader in [&stage.officer, &colleague] {
        reader
            .reads("/notices")
            .await
            .shows("notices.act.preservation_released");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_dispute_names_its_targets_and_only_these_are_answered_anew() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    for (position, fields) in [(1, &frozen("412508.22")[..]), (2, &[NO_MATCH])] {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        stage.responder.sends_on(&form, fields).await;
    }
    let (dispute, why) = (format!("{page}/dispute"), "The receipt names this address.");
    for &language in Language::ALL {
        let chosen = [("tag", language.tag()), ("to", "/home")];
        stage.officer.sends("/language", &chosen).await;
        let form = stage.officer.reads(&dispute).await;
        form.shows("requests.field.targets.label")
            .shows("requests.acts.dispute.answer");
        let ticks = form.form_to(&dispute);
        assert!(
            ticks.iter().all(|(name, _)| name != "targets"),
            "none is chosen for the reader"
        );
        // None, and one that there is not: told at the field, and the reason stays.
        for typed in [&[("note", why)][..], &[("targets", "7"), ("note", why)]] {
            let wrong = stage.officer.sends(&dispute, typed).await;
            assert_eq!(wrong.status.as_u16(), 422);
            wrong.says(why);
        }
    }
    stage
        .officer
        .sends("/language", &[("tag", "en"), ("to", "/home")])
        .await;

    let sent = stage
        .officer
        .sends_on(&dispute, &[("targets", "2"), ("note", why)])
        .await;
    sent.shows("requests.acts.dispute.done")
        .says("Answer disputed: Target 2")
        .says(why);

    let read = stage.responder.reads(&page).await;
    read.says("Answer disputed: Target 2")
        .says(why)
        .shows("requests.show.disputed");
    assert!(read.body.contains(&format!("{page}/targets/2/answer")));
    assert!(!read.body.contains(&format!("{page}/targets/1/answer")));
    let first = stage.responder.get(&format!("{page}/targets/1/answer")).await;
    assert_eq!(first.status.as_u16(), 409);
    first.shows("refusals.not_disputed");
    let kept = stage
        .responder
        .sends(&format!("{page}/targets/1/answer"), &[NO_MATCH, ("frees", "yes")])
        .await;
    assert_eq!(kept.status.as_u16(), 409);
    stage
        .intake
        .reads("/notices")
        .await
        .says("disputes an answer to request");
    let form = format!("{page}/targets/2/answer");
    stage.responder.reads(&form).await;
    stage
        .responder
        .sends_on(&form, &[NO_MATCH])
        .await
        .hides("requests.show.disputed");
    stage.officer.reads(&page).await.shows("requests.status.answered");
}
