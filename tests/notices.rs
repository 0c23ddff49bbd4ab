//! One's own notices.

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;
use crosshold::domain::audit::{Call, Subject, Who};
use crosshold::domain::events::Event;
use crosshold::domain::ids::{CallId, CaseId, LeafId, RequestId};
use crosshold::domain::people::Person;
use crosshold::store::audit;
use crosshold::text::Language;
use sea_orm::{ConnectionTrait, Statement, Value};

use super::support::Site;

/// Tells `person` of `act` on the request `number`.
async fn tell(site: &Site, person: &Person, act: &str, number: &str) -> LeafId {
    let now = site.app.now();
    let call = Call {
        id: CallId::new(now),
        source: None,
    };
    let subject = Subject::request(RequestId::new(now), 1, CaseId::new(now));
    let tx = site.app.db.begin().await.unwrap();
    let leaf = audit::record_one(&tx, &Event::Started, Who::nobody(), Some(&subject), &call, now)
        .await
        .unwrap();
    let values: Vec<Value> = vec![
        person.id.into(),
        leaf.into(),
        person.organisation.into(),
        act.into(),
        subject.id.into(),
        number.into(),
        r#"{"count":2}"#.into(),
        now.into(),
    ];
    let insert = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "INSERT INTO notices (person_id, leaf_id, organisation_id, act, thing, thing_id, path, gaps, created_at) \
         VALUES ($1, $2, $3, $4, 'request', $5, $6, $7, $8)",
        values,
    );
    tx.execute_raw(insert).await.unwrap();
    tx.commit().await.unwrap();
    leaf
}

#[actix_web::test]
async fn notices_lead_to_what_they_tell_of_and_are_marked_as_read() {
    let site = Site::new().await;
    let ana = site.person_of("Polícia Judiciária", &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&ana).await;
    officer
        .reads("/notices")
        .await
        .shows("notices.index.none")
        .hides("notices.index.mark_all");

    let first = tell(&site, &ana, "acknowledged", "FR-2026-000001").await;
    let newest = tell(&site, &ana, "target_answered", "FR-2026-000002").await;
    for &language in Language::ALL {
        officer.reads("/account").await;
        officer
            .sends("/language", &[("tag", language.tag()), ("to", "/")])
            .await;
        let page = officer.reads("/notices").await;
        page.shows("notices.act.acknowledged")
            .shows("notices.index.unread")
            .says("FR-2026-000002");
        assert!(page.body.contains("href=\"/requests/FR-2026-000001\""));
    }

    let marked = officer.sends_on(&format!("/notices/{first}/reading"), &[]).await;
    marked.shows("notices.index.read").shows("notices.index.unread");
    let marked = officer
        .sends_on("/notices/reading", &[("newest", &newest.to_string())])
        .await;
    marked.shows("notices.index.marked").hides("notices.index.unread");
}

#[actix_web::test]
async fn nobody_reads_or_marks_the_notices_of_another() {
    let site = Site::new().await;
    let ana = site.person_of("Polícia Judiciária", &[Role::Officer]).await;
    let notice = tell(&site, &ana, "acknowledged", "FR-2026-000001").await;
    let colleague = site.officer_of("Polícia Judiciária").await;

    colleague
        .reads("/notices")
        .await
        .shows("notices.index.none")
        .never_says("FR-2026-000001");
    let foreign = colleague.sends(&format!("/notices/{notice}/reading"), &[]).await;
    let absent = colleague
        .sends(&format!("/notices/{}/reading", LeafId::first_at(site.app.now())), &[])
        .await;
    assert_eq!(
        (foreign.status, absent.status),
        (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
    );
}

#[actix_web::test]
async fn older_notices_stand_on_further_pages() {
    let site = Site::new().await;
    let ana = site.person_of("Polícia Judiciária", &[Role::Officer]).await;
    for number in 1..=52 {
        tell(&site, &ana, "acknowledged", &format!("FR-2026-{number:06}")).await;
    }
    let officer = site.nobody();
    officer.signs_in(&ana).await;

    let first = officer.reads("/notices").await;
    first
        .says("FR-2026-000052")
        .says("FR-2026-000003")
        .never_says("FR-2026-000002");
    let (_, rest) = first.body.split_once("/notices?before=").unwrap();
    let (before, _) = rest.split_once('"').unwrap();
    officer
        .reads(format!("/notices?before={before}"))
        .await
        .says("FR-2026-000002")
        .never_says("FR-2026-000003");
}
