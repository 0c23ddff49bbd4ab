//! What a case does not take, and from whom.

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;

use super::{TRON, facts, list, opens, with};
use crate::support::{Fetched, Site};

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
    let strange = "/cases?q=%3Cscript%3E&status=%22%3E&sort=' OR 1=1".replace(' ', "%20");
    let told = officer.get(&strange).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(told.value_of("q").as_deref(), Some("<script>"));
}
