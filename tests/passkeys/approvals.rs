//! Approving with proof (S69): what was signed is what is issued, and anybody can check it.

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;
use crosshold_verify::approval;
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, Statement};

use super::{adds, asked, owner, signed_in};
use crate::requests::Stage;
use crate::support::{Authenticator, Client, Fetched, Site, Twist};

/// A draft that waits for its approver: its page, and as of which version.
async fn in_review(site: &Site) -> (Stage, String) {
    let stage = Stage::on(site).await;
    let page = format!("/requests/{}", stage.draft);
    let version = stage.officer.reads(&page).await.value_of("as_of").unwrap();
    let sent = stage
        .officer
        .sends_on(&format!("{page}/submission"), &[("as_of", &version)])
        .await;
    assert_eq!(sent.status, StatusCode::OK);
    (stage, page)
}

/// Signs what the site asks to sign, and sends it.
async fn approves(client: &Client, device: &Authenticator, page: &str, twist: Twist) -> Fetched {
    let path = format!("{page}/approval");
    let options = asked(client, &path, &[]).await;
    assert_eq!(options["allowCredentials"].as_array().unwrap().len(), 1);
    let signed = device.shows(&options, twist).to_string();
    client.sends(&path, &[("credential", &signed)]).await
}

#[actix_web::test]
async fn what_is_approved_with_a_passkey_can_be_checked_by_anybody() {
    let site = Site::new().await;
    let (stage, page) = in_review(&site).await;
    let (person, device) = owner(&site, &[Role::Supervisor]).await;
    let supervisor = signed_in(&site, &device).await;
    // The approval is the confirmation: nobody is asked twice.
    site.wait(SignedDuration::from_mins(6));
    supervisor
        .reads(format!("{page}/approval"))
        .await
        .shows("passkeys.ask.approval.text");

    let approved = approves(&supervisor, &device, &page, Twist::None).await;

    let issued = approved.leads_to().unwrap();
    assert_ne!(issued, page, "{}", approved.body);
    for reader in [&supervisor, &stage.officer, &stage.intake] {
        reader.reads(&issued).await.shows("passkeys.approval.signed");
        let file = reader.reads(format!("{issued}/approvals/1.json")).await;
        let checked = approval::check(&file.body).unwrap();
        assert_eq!(checked.approver, person.name);
        assert_eq!(checked.issued_as.as_deref(), issued.strip_prefix("/requests/"));
        // One letter of what was signed.
        let altered = file.body.replacen("freeze", "freezd", 1);
        assert!(altered != file.body && approval::check(&altered).is_err());
    }
    let missing = supervisor.get(&format!("{issued}/approvals/2.json")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let foreign = site.supervisor_of("Guardia Civil").await;
    let unseen = foreign.get(&format!("{issued}/approvals/1.json")).await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn nothing_is_approved_without_the_right_signature() {
    let site = Site::new().await;
    let (_stage, page) = in_review(&site).await;
    let (_, device) = owner(&site, &[Role::Supervisor]).await;
    let supervisor = signed_in(&site, &device).await;
    let path = format!("{page}/approval");

    let unsigned = supervisor.sends(&path, &[]).await;
    assert_eq!(unsigned.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsigned.shows("errors.field.unsigned");
    for twist in [
        // First: what is refused later moves its counter on.
        Twist::Counter,
        Twist::Challenge,
        Twist::Signature,
        Twist::Unverified,
        Twist::Origin,
    ] {
        let refused = approves(&supervisor, &device, &page, twist).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{twist:?}");
        refused.shows("errors.field.wrong_signature");
    }
    // What was signed to sign in approves nothing.
    let other = site.nobody();
    let options = asked(&other, "/sign-in/passkey", &[]).await;
    let shown = device.shows(&options, Twist::None).to_string();
    asked(&supervisor, &path, &[]).await;
    let refused = supervisor.sends(&path, &[("credential", &shown)]).await;
    refused.shows("errors.field.wrong_signature");
    supervisor.reads(&page).await.shows("requests.status.in_review");
}

#[actix_web::test]
async fn what_was_signed_of_an_earlier_version_approves_nothing() {
    let site = Site::new().await;
    let (stage, page) = in_review(&site).await;
    let (_, device) = owner(&site, &[Role::Supervisor]).await;
    let supervisor = signed_in(&site, &device).await;
    let path = format!("{page}/approval");
    let options = asked(&supervisor, &path, &[]).await;
    let signed = device.shows(&options, Twist::None).to_string();

    // Sent back and sent once more: it stands as before, and is another version.
    let back = stage
        .supervisor
        .sends_on(
            &format!("{page}/return"),
            &[("reason", "facts_unclear"), ("note", "Which deposits?")],
        )
        .await;
    back.shows("requests.acts.send_back.done");
    stage.officer.sends_on(&format!("{page}/submission"), &[]).await;
    let stale = supervisor.sends(&path, &[("credential", &signed)]).await;

    assert_eq!(stale.status, StatusCode::CONFLICT);
    supervisor.reads(&page).await.shows("requests.status.in_review");
}

#[actix_web::test]
async fn who_signed_in_by_a_code_is_told_that_approving_needs_a_passkey() {
    let site = Site::new().await;
    let (_stage, page) = in_review(&site).await;
    let person = site.person_of("Polícia Judiciária", &[Role::Supervisor]).await;
    let supervisor = site.nobody();
    supervisor.signs_in(&person).await;
    let tx = site.app.db.begin().await.unwrap();
    let by_code = "UPDATE sessions SET factor = 'totp' WHERE person_id = $1";
    let by_code = Statement::from_sql_and_values(tx.get_database_backend(), by_code, [person.id.0.into()]);
    tx.execute_raw(by_code).await.unwrap();
    tx.commit().await.unwrap();

    supervisor.reads("/home").await.shows("passkeys.lack.none.text");
    let refused = supervisor.sends(&format!("{page}/approval"), &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    refused.shows("refusals.needs_passkey");
    let refused = supervisor.sends(&format!("{page}/approval/challenge"), &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    // With a passkey of their own, it is to be shown first.
    let device = Authenticator::default();
    assert_eq!(adds(&supervisor, &device).await.status, StatusCode::OK);
    supervisor.reads("/home").await.shows("passkeys.lack.unused.text");
    super::shows(&supervisor, &device, "/confirmation/passkey", Twist::None).await;
    supervisor.reads("/home").await.hides("passkeys.lack.unused.text");
    let approved = approves(&supervisor, &device, &page, Twist::None).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn what_was_signed_stays_as_it_was_signed() {
    let site = Site::new().await;
    let (_stage, page) = in_review(&site).await;
    let (_, device) = owner(&site, &[Role::Supervisor]).await;
    let supervisor = signed_in(&site, &device).await;
    approves(&supervisor, &device, &page, Twist::None).await;

    for statement in [
        "UPDATE approval_signatures SET hash = 'x'",
        "DELETE FROM approval_signatures",
    ] {
        let tx = site.app.db.begin().await.unwrap();
        let refused = tx.execute_unprepared(statement).await;
        assert!(refused.is_err(), "{statement}");
    }
}
