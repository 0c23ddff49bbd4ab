//! Attestation: who is reminded, who confirms, and what an organisation may not do once the date has passed.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::values::Time;
use crosshold::service::attestations;
use crosshold::text::Language;
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, Statement};

use super::{NUMBER, verifier};
use crate::requests::Stage;
use crate::support::{NOW, Site};

const POLICE: &str = "Polícia Judiciária";

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// Lets the attestation of `name` end at `until`.
async fn ends(site: &Site, name: &str, until: Time) {
    let tx = site.app.db.begin().await.unwrap();
    let statement = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "UPDATE organisations SET attest_by_at = $1 WHERE name = $2",
        [until.micros().into(), name.into()],
    );
    tx.execute_raw(statement).await.unwrap();
    tx.commit().await.unwrap();
}

async fn ticks(site: &Site) {
    attestations::remind(&site.app.db, site.app.now()).await.unwrap();
}

/// How many people were told of `act`.
async fn told(site: &Site, act: &str) -> usize {
    let dump = site.dump().await;
    let notices = dump.lines().filter(|row| row.starts_with("notices:"));
    notices.filter(|row| row.contains(act)).count()
}

fn data() -> Vec<(&'static str, &'static str)> {
    vec![
        ("week", "mon"),
        ("week", "sat"),
        ("opens", "10:00"),
        ("closes", "16:00"),
        ("holidays", "2026-12-25 Natal"),
        ("languages", "pt"),
        ("languages", ""),
        ("languages", ""),
        ("domains", "pj.example\r\ncrime.example"),
    ]
}

fn call(number: &str) -> Vec<(&str, &str)> {
    vec![
        ("number", number),
        ("source", "directory"),
        ("reference", "its page"),
        ("called_at", "2026-11-22T15:30"),
        ("spoke_to", "the desk"),
    ]
}

#[actix_web::test]
async fn administrators_and_verifiers_are_reminded_once_however_many_look() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let officer = site.member_of(POLICE, &[Role::Officer]).await;
    let verifier = verifier(&site).await;
    ends(&site, POLICE, NOW.plus(days(20))).await;
    let other = site.instance().await;
    for _ in 0..2 {
        ticks(&site).await;
        ticks(&other).await;
    }
    admin.reads("/notices").await.shows("notices.act.attestation_alarm");
    verifier.reads("/notices").await.shows("notices.act.attestation_alarm");
    officer.reads("/notices").await.hides("notices.act.attestation_alarm");
    assert_eq!(told(&site, "attestation_alarm").await, 2);

    ends(&site, POLICE, NOW.plus(-days(1))).await;
    for _ in 0..2 {
        ticks(&site).await;
    }
    assert_eq!(told(&site, "attestation_overdue").await, 2);
}

#[actix_web::test]
async fn an_administrator_confirms_and_a_verifier_calls_the_number_of_the_directory() {
    let site = Site::new().await;
    let organisation = site.organisation(POLICE, OrganisationKind::Agency).await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let one = verifier(&site).await;
    let renewal = format!("/organisations/{}/renewal", organisation.id);

    // Not before it is time.
    let early = admin.sends("/attestation", &data()).await;
    assert_eq!(early.status, 409);
    early.shows("refusals.attestation_not_due");
    ends(&site, POLICE, NOW.plus(days(20))).await;
    let unstated = one.sends(&renewal, &call("+351 21 000 0000")).await;
    assert_eq!(unstated.status, 409);
    unstated.shows("refusals.not_stated");

    for &language in Language::ALL {
        admin.reads("/account").await;
        admin.sends("/language", &[("tag", language.tag()), ("to", "/")]).await;
        admin.reads("/attestation").await.shows("attestations.state.lead");
    }
    let wrong: Vec<_> = data().into_iter().filter(|(field, _)| *field != "week").collect();
    let again = admin.sends("/attestation", &wrong).await;
    assert_eq!(again.status, 422);
    again.shows("errors.field.no_working_day").says("Natal");
    let stated = admin.sends("/attestation", &data()).await;
    assert_eq!(stated.status, 303, "{}", stated.body);
    one.reads("/notices").await.shows("notices.act.attestation_stated");
    let page = format!("/organisations/{}", organisation.id);
    let before = one.reads(&page).await;
    before.says("10:00").never_says("crime.example");

    let shown = one.reads(&renewal).await;
    shown.says("crime.example").shows("attestations.renew.lead");
    assert_eq!(shown.value_of("number").as_deref(), Some("+351 21 000 0000"));
    one.sends(&renewal, &call(NUMBER))
        .await
        .shows("errors.field.number_of_directory");
    let renewed = one.sends(&renewal, &call("+351 21 000 0000")).await;
    assert_eq!(renewed.status, 303, "{}", renewed.body);
    one.reads(&page)
        .await
        .says("crime.example")
        .shows("organisations.assurance.until");
    admin.reads("/notices").await.shows("notices.act.attestation_renewed");
    let over = one.sends(&renewal, &call("+351 21 000 0000")).await;
    assert_eq!(over.status, 409);
}

#[actix_web::test]
async fn only_the_own_administrator_and_a_verifier_have_these_pages() {
    let site = Site::new().await;
    let organisation = site.organisation(POLICE, OrganisationKind::Agency).await;
    let renewal = format!("/organisations/{}/renewal", organisation.id);
    for &role in Role::ALL {
        let name = format!("Organisation of {}", role.kind());
        let client = site.member_of(&name, &[role]).await;
        let own = client.get("/attestation").await.status.as_u16();
        let is_admin = matches!(role, Role::AgencyAdmin | Role::ExchangeAdmin);
        assert_eq!(own, if is_admin { 200 } else { 403 }, "{role}");
        let status = client.get(&renewal).await.status.as_u16();
        assert_eq!(status, if role == Role::Verifier { 200 } else { 403 }, "{role}");
    }
}

#[actix_web::test]
async fn an_agency_whose_attestation_has_ended_issues_nothing_new_and_what_is_issued_goes_on() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let issued = stage.issued().await;
    let second = Stage::on(&site).await;
    let waiting = second.draft.clone();
    let version = second
        .officer
        .reads(format!("/requests/{waiting}"))
        .await
        .value_of("as_of")
        .unwrap();
    let submission = format!("/requests/{waiting}/submission");
    let sent = second.officer.sends(&submission, &[("as_of", &version)]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    ends(&site, POLICE, NOW).await;

    let page = stage.supervisor.reads(format!("/requests/{waiting}")).await;
    page.shows("site.restricted.agency").shows("refusals.unattested");
    let form = stage.supervisor.get(&format!("/requests/{waiting}/approval")).await;
    form.shows("refusals.unattested");
    let refused = stage
        .supervisor
        .sends(&format!("/requests/{waiting}/approval"), &[])
        .await;
    assert_eq!(refused.status, 409);
    refused.shows("refusals.unattested");

    let path = format!("/requests/{issued}/acknowledgement");
    stage.intake.reads(&path).await;
    let taken = stage.intake.sends_on(&path, &[("reference", "NB-1")]).await;
    assert_eq!(taken.status, 200, "{}", taken.body);

    ends(&site, POLICE, NOW.plus(days(300))).await;
    let done = stage
        .supervisor
        .sends(&format!("/requests/{waiting}/approval"), &[])
        .await;
    assert_eq!(done.status, 303, "{}", done.body);
}

#[actix_web::test]
async fn an_exchange_whose_attestation_has_ended_is_marked_and_can_be_asked_all_the_same() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    ends(&site, "Northbank Exchange", NOW).await;

    let directory = stage.officer.reads("/organisations?kind=exchange").await;
    directory
        .shows("organisations.assurance.overdue")
        .shows("organisations.assurance.ended");
    stage.intake.reads("/home").await.shows("site.restricted.exchange");
    let number = stage.issued().await;
    assert!(!number.is_empty());
}
