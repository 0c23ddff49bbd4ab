//! Cases as officers work them: opening, changing, pasting addresses; and as others must not see them.

mod list;
mod paste;
mod refused;
mod steps;
mod tags;

use actix_web::http::StatusCode;
use crosshold::text::Language;

use super::support::{Client, Site};

const TRON: &str = "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f";
const BAD_TRON: &str = "TGfxipMmZNZnrUxYsv3SpJLuq3iXMf7rGa";
const XRP: &str = "rEn1b6VysnWAZ7yqBhC2Eji745QkqJpKAp";
const EVM: &str = "0x53653f485fa1265ddcb6fea7e41f7bb55039127d";

/// What an officer writes of a case.
pub fn facts<'a>(reference: &'a str, title: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("version", "0"),
        ("reference", reference),
        ("title", title),
        ("offence", "07"),
        (
            "summary",
            "Fourteen victims paid into a trading site.\r\nNothing was paid out.",
        ),
        ("from", "2026-11-03"),
        ("to", "2026-11-16"),
        ("asset", "USDT/6"),
        ("amount", "412508.22"),
        ("value", "380000"),
        ("currency", "EUR"),
        ("price_source", "median of three"),
        ("priced_at", "2026-11-16T15:00"),
        ("asset", ""),
        ("amount", ""),
        ("value", ""),
        ("currency", ""),
        ("price_source", ""),
        ("priced_at", ""),
        ("country", "PT"),
        ("count", "11"),
        ("country", ""),
        ("count", ""),
    ]
}

/// The same with another value for the first field called `name`.
pub fn with<'a>(mut fields: Vec<(&'a str, &'a str)>, name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter_mut().find(|(field, _)| *field == name).unwrap().1 = value;
    fields
}

/// What is said of a pasted list.
pub fn list(lines: &str) -> Vec<(&str, &str)> {
    vec![
        ("lines", lines),
        ("kind", "address"),
        ("chain", ""),
        ("source", "Tracing report"),
        ("note", "exchange deposit"),
        ("source_grade", "B"),
        ("information_grade", "2"),
        ("confidence", "medium"),
    ]
}

/// Opens a case; answers its path.
pub async fn opens(officer: &Client, reference: &str, title: &str) -> String {
    officer.reads("/cases/new").await;
    let sent = officer.sends("/cases", &facts(reference, title)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    sent.leads_to().unwrap()
}

/// A case with `lines` as its indicators; answers its path.
pub async fn case_with(officer: &Client, reference: &str, lines: &str) -> String {
    let path = opens(officer, reference, "False trading site").await;
    let added = officer.sends(&format!("{path}/indicators"), &list(lines)).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    path
}

#[actix_web::test]
async fn an_officer_opens_a_case_and_reads_what_was_written() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    officer
        .reads("/cases")
        .await
        .shows("cases.index.empty")
        .shows("cases.index.empty_advice");

    let path = opens(&officer, "PJ-2026-1187", "False trading site").await;

    let page = officer.reads(&path).await;
    page.shows("cases.form.opened")
        .says("False trading site")
        .says("PJ-2026-1187");
    page.shows("cases.status.open")
        .shows("cases.show.no_indicators")
        .shows("cases.show.no_requests");
    page.says("412,508.22 USDT")
        .says("380,000.00")
        .says("11 victims")
        .shows("trail.event.case_opened");
    officer
        .reads("/cases")
        .await
        .says("False trading site")
        .hides("cases.index.empty");
}

#[actix_web::test]
async fn a_case_without_a_reference_gets_one() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;

    let one = opens(&officer, "", "One").await;
    opens(&officer, "C-2026-000002", "Two").await;
    let three = opens(&officer, "", "Three").await;

    officer.reads(one).await.says("C-2026-000001");
    officer.reads(three).await.says("C-2026-000003");
}

#[actix_web::test]
async fn a_case_reads_in_every_language() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "False trading site").await;
    let lines = format!("tron {TRON}\nxrp {XRP}\n{EVM}\ntron {BAD_TRON}\n{TRON}");

    for &language in Language::ALL {
        officer
            .sends("/language", &[("tag", language.tag()), ("to", "/cases")])
            .await;
        for page in [
            "/cases",
            "/cases?q=nothing-like-it",
            "/cases/new",
            &path,
            &format!("{path}/edit"),
            &format!("{path}/indicators/new"),
        ] {
            officer.reads(page).await;
        }
        let preview = officer
            .sends(&format!("{path}/indicators/preview"), &list(&lines))
            .await;
        preview
            .shows("indicators.verdict.tag_missing")
            .shows("indicators.verdict.ambiguous");
        let wrong = officer.sends("/cases", &with(facts("", ""), "amount", "1,2,3")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.shows("errors.field.required").shows("errors.field.no_amount");
    }
}

#[actix_web::test]
async fn a_loss_is_read_as_the_readers_language_writes_it_and_never_guessed() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    for (language, amount, value) in [
        (Language::English, "412,508.22", "1,380,000"),
        (Language::English, "412508.22", "380000.50"),
        (Language::SimplifiedChinese, "412,508.22", "1,380,000.5"),
        (Language::French, "412 508,22", "380\u{202f}000,50"),
        (Language::French, "412,508.22", "380 000"),
        (Language::English, "412 508,22", "0,75"),
        (Language::Arabic, "٤١٢٬٥٠٨٫٢٢", "٣٨٠٠٠٠"),
    ] {
        let tongue = [("tag", language.tag()), ("to", "/cases/new")];
        officer.sends("/language", &tongue).await;
        officer.reads("/cases/new").await;
        let fields = with(with(facts("", "Title"), "amount", amount), "value", value);
        let opened = officer.sends("/cases", &fields).await;
        let form = format!("{}/edit", opened.leads_to().unwrap());
        let kept = officer.reads(&form).await.form_to(&form);
        assert!(
            kept.contains(&("amount".to_owned(), "412508.22".to_owned())),
            "{kept:?}"
        );
    }
    for (language, amount, why) in [
        (Language::English, "1,250", "two_amounts"),
        (Language::French, "1,250", "two_amounts"),
        (Language::Arabic, "1.250", "two_amounts"),
        (Language::English, "412508,22", "no_amount"),
        (Language::French, "41 2508,22", "no_amount"),
        (Language::SimplifiedChinese, "0.0000001", "too_fine"),
        (Language::French, "0", "amount_needed"),
    ] {
        let tongue = [("tag", language.tag()), ("to", "/cases/new")];
        officer.sends("/language", &tongue).await;
        officer.reads("/cases/new").await;
        let fields = with(facts("", "Title"), "amount", amount);
        let again = officer.sends("/cases", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        again.shows(&format!("errors.field.{why}"));
        assert_eq!(again.value_of("amount").as_deref(), Some(amount));
    }
}

#[actix_web::test]
async fn nothing_typed_is_lost_when_something_is_wrong() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    officer.reads("/cases/new").await;
    let fields = with(with(facts("PJ-1", "Title"), "amount", "412508,22"), "offence", "");

    let again = officer.sends("/cases", &fields).await;

    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again
        .shows("errors.field.no_amount")
        .shows("errors.field.unknown_choice");
    let kept = again.form_to("/cases");
    for (name, value) in &fields {
        let value = value.replace("\r\n", "\n");
        let stands = kept
            .iter()
            .any(|(field, typed)| field == name && typed.replace("\r\n", "\n") == value);
        assert!(stands || *name == "csrf", "{name} = {value} is lost: {kept:?}");
    }
}

#[actix_web::test]
async fn a_reference_is_used_once_in_an_agency() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let stranger = site.officer_of("Guardia Civil").await;
    opens(&officer, "A-1", "One").await;
    opens(&stranger, "A-1", "Theirs").await;

    let again = officer.sends("/cases", &facts("A-1", "Again")).await;

    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.shows("errors.field.reference_taken");
}

#[actix_web::test]
async fn the_second_of_two_edits_is_told_what_the_first_saved() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let colleague = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Before").await;
    let edit = format!("{path}/edit");
    let opened = officer.reads(&edit).await.value_of("opened").unwrap();
    let mut mine = with(facts("PJ-1", "Before"), "version", "1");
    mine.push(("opened", opened.as_str()));
    let mine = with(mine, "summary", "Mine, of the summary");
    let theirs = with(facts("PJ-1", "Theirs"), "version", "1");
    assert_eq!(colleague.sends(&edit, &theirs).await.status, StatusCode::SEE_OTHER);

    let conflict = officer.sends(&edit, &mine).await;

    assert_eq!(conflict.status, StatusCode::CONFLICT);
    conflict.shows("cases.form.stale").says("Theirs");
    // What the reader changed is not told as a change of the other's.
    assert!(conflict.body.contains("href=\"#title\""));
    assert!(!conflict.body.contains("href=\"#summary\""));
    assert_eq!(conflict.value_of("title").as_deref(), Some("Before"));
    assert_eq!(conflict.value_of("version").as_deref(), Some("2"));
    let mine = with(mine, "version", "2");
    assert_eq!(officer.sends(&edit, &mine).await.status, StatusCode::SEE_OTHER);
    officer
        .reads(&path)
        .await
        .says("Mine, of the summary")
        .never_says("Theirs");
}

#[actix_web::test]
async fn a_supervisor_closes_and_reopens_and_an_officer_is_told_why_not() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let supervisor = site.supervisor_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Title").await;
    let status = format!("{path}/status");
    officer
        .reads(&path)
        .await
        .shows("refusals.needs_role")
        .shows("cases.step.activate");

    assert_eq!(
        officer
            .sends(&status, &[("status", "closed"), ("version", "1")])
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    let closed = supervisor
        .sends_on(&status, &[("status", "closed"), ("version", "1"), ("reason", "Done.")])
        .await;
    closed.shows("cases.show.now.closed").shows("refusals.case_closed");
    let late = supervisor
        .sends(
            &status,
            &[("status", "archived"), ("version", "1"), ("reason", "Done.")],
        )
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    for (ending, fields) in [
        ("/edit", with(facts("PJ-1", "Late"), "version", "2")),
        ("/indicators", list(TRON)),
    ] {
        let refused = officer.sends(&format!("{path}{ending}"), &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{ending}");
    }
    for ending in ["/edit", "/indicators/new"] {
        assert_eq!(
            officer.get(&format!("{path}{ending}")).await.status,
            StatusCode::CONFLICT
        );
    }
    let purge = supervisor
        .sends(&status, &[("status", "purged"), ("version", "2")])
        .await;
    assert_eq!(purge.status, StatusCode::CONFLICT);
    let nonsense = supervisor.sends(&status, &[("status", "gone"), ("version", "2")]).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    let open = supervisor
        .sends_on(
            &status,
            &[("status", "active"), ("version", "2"), ("reason", "New leads.")],
        )
        .await;
    open.shows("cases.show.now.active").shows("cases.step.rest");
}
