//! Funds that went on to the next exchange, and indicators that are looked for among many.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::text::Language;

use super::drafts::case_of;
use super::{EXCHANGE, POLICE, Stage, approve};
use crate::support::{Fetched, Site};

const NEXT: &str = "Halden Markets";
const HASH: &str = "0x1360f8668647d623a9132d1fec566cc3f0cf870b0aa3b77b4ae152cb8b74c9b3";
const REACHED: &str = "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb";

/// The second target is answered: its funds went on to `exchange`; the page of the request.
async fn moved_on(stage: &Stage, exchange: &str) -> String {
    let page = stage.begun().await;
    let form = format!("{page}/targets/2/answer");
    let answer = [
        ("outcome", "moved_before"),
        ("match_basis", "deposit_address"),
        ("moved_at", "2026-11-20T10:00:00"),
        ("txid", HASH),
        ("destination", "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb"),
        ("exchange", exchange),
    ];
    stage.responder.reads(&form).await;
    stage.responder.sends_on(&form, &answer).await;
    page
}

fn fields(typed: &[(String, String)]) -> Vec<(&str, &str)> {
    typed
        .iter()
        .filter(|(name, _)| name != "csrf")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test(flavor = "current_thread")]
async fn funds_that_went_on_lead_to_a_flash_draft_that_tells_the_next_exchange_nothing_of_the_first() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let next = site.organisation(NEXT, OrganisationKind::Exchange).await;
    let page = moved_on(&stage, "halden markets ").await;
    let number = page.trim_start_matches("/requests/").to_owned();
    let ask = format!("{page}/again/new?target=2");
    let read = stage.officer.reads(&page).await;
    assert!(read.body.contains(&format!("href=\"{ask}\"")));

    let form = stage.officer.reads(&ask).await;
    form.shows("requests.onward.lead").says(REACHED).says(HASH);
    let action = format!("{page}/again");
    let typed = form.form_to(&action);
    assert!(
        typed.contains(&("recipient".to_owned(), next.id.to_string())),
        "{typed:?}"
    );
    let edit = stage.officer.sends(&action, &fields(&typed)).await.leads_to().unwrap();

    let draft = edit.trim_end_matches("/edit").to_owned();
    let written = stage.officer.reads(&edit).await.form_to(&draft);
    for (name, value) in [
        ("kind", "freeze"),
        ("urgency", "flash"),
        ("recipient", &next.id.to_string()),
        ("txid", HASH),
        ("amount", "58"),
    ] {
        assert!(
            written.contains(&(name.to_owned(), value.to_owned())),
            "{name} {written:?}"
        );
    }
    assert_eq!(written.iter().filter(|(name, _)| name == "pick").count(), 1);
    let flows = written
        .iter()
        .find(|(name, _)| name == "flows")
        .map(|(_, flows)| flows)
        .unwrap();
    assert!(flows.contains(HASH) && flows.contains(REACHED), "{flows}");
    let shown = stage.officer.reads(&draft).await;
    shown.says(REACHED).says(&format!("Continues {number}"));
    // The address stands in the case: with it the case has one indicator.
    stage.officer.reads(&page).await.shows("requests.show.traced_on");
    // Where it comes from is our sentence, in the language of each reader.
    let case = shown.body.split('"').find(|part| part.starts_with("/cases/")).unwrap();
    for (language, told) in [("fr", "Flux des fonds depuis 0x"), ("en", "Fund flow from 0x")] {
        let chosen = [("tag", language), ("to", "/home")];
        stage.officer.sends("/language", &chosen).await;
        for page in [case, draft.as_str()] {
            stage.officer.reads(page).await.says(told);
        }
    }
    for stranger in [&stage.responder, &site.responder_of(NEXT).await] {
        assert_eq!(stranger.get(&draft).await.status, 404, "nothing is sent by itself");
    }

    let mut sent = written.clone();
    for (name, value) in &mut sent {
        if name == "callback" {
            *value = "+351210000000".to_owned();
        }
    }
    sent.push(("then".to_owned(), "submit".to_owned()));
    stage
        .officer
        .sends_on(&draft, &fields(&sent))
        .await
        .shows("requests.status.in_review");
    let second = site.supervisor_of(POLICE).await;
    let to = approve(&[&stage.supervisor, &second], &draft).await;
    assert_ne!(to, draft);
    let desk = site.intake_of(NEXT).await;
    desk.reads(&to)
        .await
        .says(REACHED)
        .says(HASH)
        .never_says(&number)
        .never_says(EXCHANGE)
        .hides("requests.show.traced_from");
    stage.intake.reads(&page).await.hides("requests.show.traced_on");
}

#[tokio::test(flavor = "current_thread")]
async fn an_exchange_that_takes_no_part_is_named_and_none_is_chosen_in_every_language() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = moved_on(&stage, "Kraken Bay").await;
    for &language in Language::ALL {
        let chosen = [("tag", language.tag()), ("to", "/home")];
        stage.officer.sends("/language", &chosen).await;
        let form = stage.officer.reads(format!("{page}/again/new?target=2")).await;
        form.shows("requests.onward.stranger").says("Kraken Bay");
        let typed = form.form_to(&format!("{page}/again"));
        assert!(typed.contains(&("recipient".to_owned(), String::new())), "{typed:?}");
        let none = stage.officer.sends(&format!("{page}/again"), &fields(&typed)).await;
        assert_eq!(none.status, 422);
        none.shows("requests.onward.lead");
    }
    let held = stage.officer.get(&format!("{page}/again/new?target=1")).await;
    assert_eq!(held.status, 409, "its funds are nowhere else");
    assert_eq!(
        stage.officer.get(&format!("{page}/again/new?target=9")).await.status,
        404
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_entity_that_an_answer_names_is_asked_for_its_target_alone() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let next = site.organisation(NEXT, OrganisationKind::Exchange).await;
    let page = stage.begun().await;
    for (position, answer) in [
        (1, &[("outcome", "no_match")][..]),
        (2, &[("outcome", "other_entity"), ("entity", NEXT)][..]),
    ] {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        stage.responder.sends_on(&form, answer).await;
    }
    let (ask, action) = (format!("{page}/again/new?target=2"), format!("{page}/again"));
    let seen = stage.officer.reads(&page).await;
    seen.shows("requests.next.reissue");
    assert!(seen.body.contains(&format!("href=\"{ask}\"")), "{}", seen.body);

    let form = stage.officer.reads(&ask).await;
    form.shows("requests.again.title")
        .never_says("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
    let typed = form.form_to(&action);
    assert!(
        typed.contains(&("recipient".to_owned(), next.id.to_string())),
        "{typed:?}"
    );
    let draft = stage.officer.sends(&action, &fields(&typed)).await.leads_to().unwrap();
    let draft = stage.officer.reads(draft.trim_end_matches("/edit")).await;
    draft
        .says(NEXT)
        .says("0x52908400098527886E0F7030069857D2E4169EE7")
        .never_says("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
}

fn rows(page: &Fetched, action: &str) -> usize {
    page.form_to(action).iter().filter(|(name, _)| name == "row").count()
}

#[tokio::test(flavor = "current_thread")]
async fn every_indicator_of_a_case_can_be_found_ticked_and_saved_and_what_was_typed_stays() {
    let site = Site::new().await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let officer = site.member_of(POLICE, &[Role::Officer]).await;
    let path = case_of(&officer, 130).await;
    let action = format!("{path}/requests");
    let new = format!("{path}/requests/new");
    let first = format!("0x{:040x}", 0x2);
    let newest = format!("0x{:040x}", 130);

    // What is looked for stands in the address as well.
    let found = officer.reads(format!("{new}?find={first}")).await;
    assert_eq!(rows(&found, &action), 1);
    found.says(&first);
    let form = officer.reads(&new).await;
    assert_eq!(rows(&form, &action), 100);
    form.never_says(&first);
    let mut typed = form.form_to(&action);
    let row = form.value_of("row").unwrap();
    typed.push(("pick".to_owned(), row.clone()));
    for (name, value) in &mut typed {
        match name.as_str() {
            "facts" => "What was typed so far.".clone_into(value),
            "recipient" => *value = exchange.id.to_string(),
            "find" => value.clone_from(&first),
            _ => {}
        }
    }
    typed.push(("then".to_owned(), "find".to_owned()));

    let found = officer.sends(&action, &fields(&typed)).await;

    assert_eq!(found.status, 200, "{}", found.text());
    found.says("What was typed so far.").says(&first).says(&newest);
    assert_eq!(rows(&found, &action), 2);
    let mut typed = found.form_to(&action);
    assert!(typed.contains(&("pick".to_owned(), row.clone())));
    assert!(typed.contains(&("recipient".to_owned(), exchange.id.to_string())));
    let second = typed.iter().filter(|(name, _)| name == "row").nth(1).unwrap().1.clone();
    typed.push(("pick".to_owned(), second.clone()));
    // A mistake is told at its row, and both rows stand in their places.
    let mut wrong = typed.clone();
    wrong.iter_mut().filter(|(name, _)| name == "txid").nth(1).unwrap().1 = "zzz".to_owned();
    let told = officer.sends(&action, &fields(&wrong)).await;
    assert_eq!(told.status, 422);
    assert!(told.body.contains("href=\"#txid.2\""));
    assert_eq!(rows(&told, &action), 2);

    let basis = found.body.split("name=\"basis\"").nth(1).unwrap();
    let basis = basis
        .split("value=\"")
        .nth(2)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    for (name, value) in &mut typed {
        if name == "basis" {
            value.clone_from(&basis);
        }
    }
    typed.push(("then".to_owned(), "save".to_owned()));
    let saved = officer.sends(&action, &fields(&typed)).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let edit = saved.leads_to().unwrap();
    let draft = edit.trim_end_matches("/edit").to_owned();

    // Both stay on the form, whatever is looked for.
    for query in ["", "?find=no-such", "?before=40"] {
        let form = officer.reads(format!("{edit}{query}")).await;
        form.says(&first).says(&newest);
        let picks = form.form_to(&draft);
        let picks: Vec<_> = picks.iter().filter(|(name, _)| name == "pick").collect();
        assert_eq!(picks.len(), 2, "{query}");
    }
    officer
        .reads(format!("{edit}?find=no-such"))
        .await
        .shows("requests.form.found_none");
    let mut older = officer.reads(&edit).await.form_to(&draft);
    older.push(("then".to_owned(), "older.31".to_owned()));
    let older = officer.sends(&draft, &fields(&older)).await;
    older.says(&format!("0x{:040x}", 30)).shows("requests.form.newest");
}

#[tokio::test(flavor = "current_thread")]
async fn a_case_with_few_indicators_is_not_searched() {
    let site = Site::new().await;
    site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let officer = site.officer_of(POLICE).await;
    let path = case_of(&officer, 20).await;
    officer
        .reads(format!("{path}/requests/new"))
        .await
        .hides("requests.form.field.find.label");
}
