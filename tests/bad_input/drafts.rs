//! Long forms whose session ended, and forms that somebody else saved first: nothing typed is lost.

use crosshold::domain::actor::Role;
use crosshold::domain::requests::MOST_TARGETS;
use crosshold::domain::requests::flows::MOST_FLOWS;
use crosshold::web::requests::{LONGEST_FACTS, LONGEST_LINE, LONGEST_NOTE};
use jiff::SignedDuration;

use super::walk::{self, Form, Walk};
use super::{POLICE, Scene};
use crate::cases::case_with;
use crate::support::{Client, PASSWORD, form};

#[actix_web::test]
async fn a_long_form_outlives_the_session_in_which_it_was_typed() {
    let scene = Scene::new().await;
    let author = scene.site.person_of(POLICE, &[Role::Officer]).await;
    let officer = scene.site.nobody();
    officer.signs_in(&author).await;
    let draft = format!("/requests/{}", second_draft(&scene, &officer).await);
    for (page, action) in [
        (
            format!("{}/requests/new", scene.case),
            format!("{}/requests", scene.case),
        ),
        (format!("{draft}/edit"), draft.clone()),
    ] {
        let blank = form_on(&officer, &page, &action).await;
        let typed = blank.with(
            "facts",
            "Typed over the whole morning: “quoted” & <b>.\r\nAnd a second line.",
        );
        scene.site.wait(SignedDuration::from_hours(13));
        let before = scene.rows().await;

        let asked = officer.sends(&action, &typed).await;
        assert_eq!(asked.status, 401, "{}", asked.text());
        asked.shows("sign_in.show.kept");
        let sign_in = asked.form_to("/sign-in");
        let mut fields: Vec<(&str, &str)> = sign_in
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "csrf" | "email" | "password"))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        fields.push(("email", &author.email));
        fields.push(("password", PASSWORD));
        let signed_in = officer.signs_in_by_pages(&author, &fields).await;
        assert_eq!(signed_in.status, 303, "{}", signed_in.text());
        let shown = officer.reads(signed_in.leads_to().unwrap()).await;

        let fields = shown.form_to(&action);
        let facts = fields.iter().find(|(name, _)| name == "facts").unwrap();
        assert_eq!(
            facts.1.replace("\r\n", "\n"),
            "Typed over the whole morning: “quoted” & <b>.\nAnd a second line."
        );
        let is_request = |row: &&str| row.starts_with("requests:");
        let requests = |rows: &str| rows.lines().filter(is_request).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(requests(&scene.rows().await), requests(&before));
    }
}

/// A letter of four bytes, twelve as a form sends it: there is none that takes more.
const WIDEST: &str = "𠮷";

/// Checks that the quality gate lets the officer explain.
const EXPLAINED: [&str; 7] = [
    "checksums",
    "within_basis",
    "covered",
    "basis_here",
    "no_personal_data",
    "language",
    "document",
];

/// A case with as many addresses as a request may ask about, on a chain whose transactions are taken as they are; its
/// path.
async fn widest_case(officer: &Client) -> String {
    let rows = (1..=MOST_TARGETS).map(|n| format!("hedera,0.0.{n}\n"));
    let lines: String = std::iter::once("chain,address\n".to_owned()).chain(rows).collect();
    case_with(officer, "PJ-2026-8", &lines).await
}

/// Every field of `blank` filled to the last character it may have.
fn filled(blank: &Form) -> Vec<(String, String)> {
    let is_explanation = |name: &str| matches!(name, "check" | "explanation");
    let own = blank.fields.iter().filter(|(name, _)| !is_explanation(name));
    let mut fields: Vec<(String, String)> = own
        .map(|(name, value)| {
            let value = match name.as_str() {
                "facts" => WIDEST.repeat(LONGEST_FACTS),
                "flows" => longest_flows(),
                "urgency_reason" | "uncapped_reason" | "order_court" | "why_recipient" | "secret_basis" => {
                    WIDEST.repeat(LONGEST_LINE)
                }
                "callback" => "+351 21 000 0000".to_owned(),
                "txid" => WIDEST.repeat(128),
                _ => value.clone(),
            };
            (name.clone(), value)
        })
        .collect();
    for check in EXPLAINED {
        fields.push(("check".to_owned(), check.to_owned()));
        fields.push(("explanation".to_owned(), WIDEST.repeat(LONGEST_NOTE)));
    }
    fields
}

/// As many hops as a request may tell, each as long as it may be.
fn longest_flows() -> String {
    let hop = format!(
        "hedera, {}, {}, , , {}",
        "a".repeat(120),
        "b".repeat(120),
        "c".repeat(120)
    );
    vec![hop; MOST_FLOWS].join("\n")
}

fn as_sent(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    let fields = fields.iter().filter(|(name, _)| name != "csrf");
    fields.map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[actix_web::test]
async fn the_longest_draft_there_can_be_outlives_its_session_whole() {
    let scene = Scene::new().await;
    let author = scene.site.person_of(POLICE, &[Role::Officer]).await;
    let officer = scene.site.nobody();
    officer.signs_in(&author).await;
    let case = widest_case(&officer).await;
    let new = format!("{case}/requests");
    let blank = form_on(&officer, &format!("{case}/requests/new"), &new).await;
    // All of it is saved: nothing in it is longer than it may be.
    let saved = officer.sends(&new, &as_sent(&filled(&blank))).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let edit = saved.leads_to().unwrap();
    let action = edit.trim_end_matches("/edit").to_owned();
    let typed = filled(&form_on(&officer, &edit, &action).await);
    let length = form(&as_sent(&typed)).len();
    assert!(length > 256 * 1024, "{length}");
    scene.site.wait(SignedDuration::from_hours(13));

    let asked = officer.sends(&action, &as_sent(&typed)).await;
    assert_eq!(asked.status, 401, "{}", asked.text());
    asked.shows("sign_in.show.kept");
    let mut fields = asked.form_to("/sign-in");
    fields.retain(|(name, _)| matches!(name.as_str(), "to" | "kept"));
    fields.push(("email".to_owned(), author.email.clone()));
    fields.push(("password".to_owned(), PASSWORD.to_owned()));
    let signed_in = officer.signs_in_by_pages(&author, &as_sent(&fields)).await;
    assert_eq!(signed_in.status, 303, "{}", signed_in.text());
    let shown = officer.reads(signed_in.leads_to().unwrap()).await;

    let shown = shown.form_to(&action);
    let is_own = |name: &str| !matches!(name, "csrf" | "check" | "explanation");
    let lost = typed
        .iter()
        .filter(|(name, value)| is_own(name) && !shown.contains(&(name.clone(), value.clone())));
    let lost: Vec<&str> = lost.map(|(name, _)| name.as_str()).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let rows = |fields: &[(String, String)], name: &str| fields.iter().filter(|(field, _)| field == name).count();
    for name in ["row", "pick", "txid"] {
        assert_eq!(rows(&shown, name), MOST_TARGETS, "{name}");
    }
    let facts = shown.iter().find(|(name, _)| name == "facts").unwrap();
    assert!(facts.1 == WIDEST.repeat(LONGEST_FACTS), "the facts are lost");
}

#[actix_web::test]
async fn of_a_form_that_was_made_for_nobody_nothing_is_kept_and_it_is_said() {
    let scene = Scene::new().await;
    let visitor = scene.site.nobody();
    let before = scene.site.dump().await;
    let long = "a".repeat(32 * 1024);
    for typed in [long.as_str(), &long.repeat(4), &long.repeat(100)] {
        let asked = visitor
            .sends(&format!("{}/indicators", scene.case), &[("lines", typed)])
            .await;

        assert_eq!(asked.status, 401);
        asked.shows("sign_in.show.lost").hides("sign_in.show.kept");
        assert_eq!(asked.value_of("kept").as_deref(), Some(""));
    }
    assert_eq!(scene.site.dump().await, before);
}

/// The form on `page` that is sent to `action`.
async fn form_on(client: &Client, page: &str, action: &str) -> Form {
    let walk = Walk::of(client, &[page]).await;
    let pattern = walk::pattern("POST", action).unwrap();
    walk.forms.get(&("POST", pattern)).unwrap().clone()
}

/// A draft written on the page of the scene's case; its id.
async fn second_draft(scene: &Scene, officer: &Client) -> String {
    let action = format!("{}/requests", scene.case);
    let blank = form_on(officer, &format!("{}/requests/new", scene.case), &action).await;
    let saved = officer.sends(&action, &blank.with("facts", "As first saved.")).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let to = saved.leads_to().unwrap();
    to.trim_start_matches("/requests/")
        .split('/')
        .next()
        .unwrap()
        .to_owned()
}

#[actix_web::test]
async fn the_second_of_two_edits_keeps_what_was_typed_and_reads_what_changed() {
    let scene = Scene::new().await;
    let officer = &scene.stage.officer;
    let action = format!("/requests/{}", second_draft(&scene, officer).await);
    let blank = form_on(officer, &format!("{action}/edit"), &action).await;

    let first = officer
        .sends(&action, &blank.with("facts", "Saved in the first tab."))
        .await;
    let second = officer
        .sends(&action, &blank.with("facts", "Typed in the second tab."))
        .await;

    assert_eq!(first.status, 303, "{}", first.text());
    assert_eq!(second.status, 409, "{}", second.text());
    second.says("Typed in the second tab.").says("Saved in the first tab.");
    let kept = second.form_to(&action);
    let kept: Vec<(&str, &str)> = kept
        .iter()
        .filter(|(name, _)| name != "csrf")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let third = officer.sends(&action, &kept).await;
    assert_eq!(third.status, 303, "{}", third.text());
    officer
        .reads(format!("{action}/edit"))
        .await
        .says("Typed in the second tab.");
}
