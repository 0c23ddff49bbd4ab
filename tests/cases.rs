//! Cases as officers work them: opening, changing, pasting addresses; and as others must not see them.

mod paste;
mod steps;

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;
use crosshold::store::statements::counted;
use crosshold::text::Language;

use super::support::{Client, Fetched, Site};

const TRON: &str = "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f";
const BAD_TRON: &str = "TGfxipMmZNZnrUxYsv3SpJLuq3iXMf7rGa";
const XRP: &str = "rEn1b6VysnWAZ7yqBhC2Eji745QkqJpKAp";
const EVM: &str = "0x53653f485fa1265ddcb6fea7e41f7bb55039127d";

/// What an officer writes of a case.
fn facts<'a>(reference: &'a str, title: &'a str) -> Vec<(&'a str, &'a str)> {
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
fn with<'a>(mut fields: Vec<(&'a str, &'a str)>, name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter_mut().find(|(field, _)| *field == name).unwrap().1 = value;
    fields
}

/// What is said of a pasted list.
fn list(lines: &str) -> Vec<(&str, &str)> {
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
async fn opens(officer: &Client, reference: &str, title: &str) -> String {
    officer.reads("/cases/new").await;
    let sent = officer.sends("/cases", &facts(reference, title)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    sent.leads_to().unwrap()
}

/// What is the same on two pages of the same kind: all but the ids, such as that of the call.
fn without_ids(fetched: &Fetched) -> String {
    let is_of_id = |character: char| character.is_ascii_hexdigit() || character == '-';
    let mut rest = String::new();
    let mut word = String::new();
    for character in fetched.body.chars().chain(['\n']) {
        if is_of_id(character) {
            word.push(character);
            continue;
        }
        if word.len() != 36 {
            rest.push_str(&word);
        }
        word.clear();
        rest.push(character);
    }
    rest
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
            .sends("/language", &[("language", language.tag()), ("to", "/cases")])
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
        let wrong = officer.sends("/cases", &with(facts("", ""), "amount", "1,5")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.shows("errors.field.required").shows("errors.field.no_amount");
    }
}

#[actix_web::test]
async fn nothing_typed_is_lost_when_something_is_wrong() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    officer.reads("/cases/new").await;
    let fields = with(with(facts("PJ-1", "Title"), "amount", "412 508,22"), "offence", "");

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
async fn another_agencys_case_is_as_absent_as_none() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Secret title").await;
    let supervisor = site.supervisor_of("Guardia Civil").await;
    let admin = site.member_of("Polícia Judiciária", &[Role::AgencyAdmin]).await;
    let exchange = site.intake_of("Northbank Exchange").await;
    supervisor
        .reads("/cases")
        .await
        .shows("cases.index.empty")
        .never_says("Secret");
    let before = site.dump().await;

    let none = "/cases/01939000-0000-7000-8000-000000000000";
    for ending in ["", "/edit", "/indicators/new"] {
        let foreign = supervisor.get(&format!("{path}{ending}")).await;
        let absent = supervisor.get(&format!("{none}{ending}")).await;
        assert_eq!(
            (foreign.status, absent.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
        );
        assert_eq!(without_ids(&foreign), without_ids(&absent), "{ending}");
        for other in [&admin, &exchange] {
            assert_eq!(
                other.get(&format!("{path}{ending}")).await.status,
                StatusCode::FORBIDDEN
            );
        }
    }
    for (ending, fields) in [
        ("/edit", with(facts("PJ-1", "Mine now"), "version", "1")),
        ("/status", vec![("status", "active"), ("version", "1")]),
        ("/indicators", list(TRON)),
        ("/indicators/preview", list(TRON)),
    ] {
        let foreign = supervisor.sends(&format!("{path}{ending}"), &fields).await;
        let absent = supervisor.sends(&format!("{none}{ending}"), &fields).await;
        assert_eq!(
            (foreign.status, absent.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            "{ending}"
        );
        assert_eq!(without_ids(&foreign), without_ids(&absent), "{ending}");
    }
    for id in ["nothing", "..", "1", "%00"] {
        assert_eq!(
            supervisor.get(&format!("/cases/{id}")).await.status,
            StatusCode::NOT_FOUND,
            "{id}"
        );
    }
    let cases = |dump: &str| dump.lines().filter(|line| line.contains("Secret title")).count();
    assert_eq!(cases(&before), cases(&site.dump().await));
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

#[actix_web::test]
async fn fields_nobody_asked_for_and_fields_sent_twice_are_refused() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Title").await;
    let before = officer.reads(&path).await.text();

    for extra in [
        "id",
        "owner_id",
        "owner",
        "status",
        "opened_by",
        "updated_at",
        "indicator_count",
        "search_text",
        "title",
    ] {
        for target in ["/cases", &format!("{path}/edit")] {
            let mut fields = with(facts("PJ-9", "Other"), "version", "1");
            fields.push((extra, "closed"));
            let sent = officer.sends(target, &fields).await;
            assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{extra} to {target}");
        }
        if extra != "status" {
            let fields = [("status", "active"), ("version", "1"), (extra, "x")];
            let sent = officer.sends(&format!("{path}/status"), &fields).await;
            assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{extra}");
        }
        let mut fields = list(TRON);
        fields.push((extra, "x"));
        let sent = officer.sends(&format!("{path}/indicators"), &fields).await;
        assert_eq!(sent.status, StatusCode::BAD_REQUEST, "{extra}");
    }
    let after = officer.reads(&path).await;
    assert_eq!(before.contains("Other"), after.text().contains("Other"));
    after.shows("cases.status.open").shows("cases.show.no_indicators");
}

#[actix_web::test]
async fn what_hides_or_turns_text_is_refused_and_markup_is_only_text() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    for title in ["a\u{202e}b", "a\u{200b}b", "a\u{0}b", "a\nb"] {
        let sent = officer.sends("/cases", &facts("", title)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{title:?}");
    }

    let title = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{7*7}}";
    let path = opens(&officer, "<b>1</b>", title).await;
    officer.reads(&path).await.says(title);
    officer
        .reads("/cases?q=%3Cscript%3E&status=%22%3E&sort=' OR 1=1&after=%00&before=x".replace(' ', "%20"))
        .await;
}

#[actix_web::test]
async fn pages_cost_few_statements_however_much_there_is() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let mut path = String::new();
    for n in 0..30 {
        path = opens(&officer, &format!("PJ-{n:02}"), "Title").await;
    }
    let lines: String = (0..120).map(|n| format!("eth 0x{n:040x}\n")).collect();
    officer.sends(&format!("{path}/indicators"), &list(&lines)).await;
    officer.reads(&path).await;

    let (list, statements) = counted(officer.reads("/cases")).await;
    list.shows("site.pages.older");
    assert!(statements <= 8, "list: {statements}");
    let (show, statements) = counted(officer.reads(format!("{path}?after=50"))).await;
    show.shows("cases.show.more_indicators")
        .shows("cases.show.first_indicators");
    assert!(statements <= 12, "show: {statements}");
}

#[actix_web::test]
async fn the_list_keeps_its_filters_from_page_to_page() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    for n in 0..27 {
        opens(&officer, &format!("PJ-{n:02}"), "Title").await;
    }
    opens(&officer, "X", "Other").await;

    let one = officer.reads("/cases?q=title&sort=reference&status=open").await;
    one.says("PJ-00").never_says("PJ-25").never_says("Other");
    let next = one
        .body
        .split("href=\"/cases?")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&")
        .replace("&#38;", "&");
    assert!(
        next.contains("q=title") && next.contains("sort=reference") && next.contains("status=open"),
        "{next}"
    );
    officer
        .reads(format!("/cases?{next}"))
        .await
        .says("PJ-26")
        .never_says("PJ-00")
        .never_says("Other");
    for bad in [
        "q=",
        "sort=up",
        "status=gone",
        "after=-1",
        "before=99999999999999999999",
        "after=a_b&sort=updated",
    ] {
        officer.reads(format!("/cases?{bad}")).await;
    }
}
