//! Passkeys: adding one, signing in by it, confirming with it, and whatever is no passkey of one's own.
#![expect(clippy::indexing_slicing, reason = "what is not there fails the test")]

mod approvals;

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;
use crosshold::domain::ids::PasskeyId;
use crosshold::domain::people::{Person, Standing};
use crosshold::store;
use jiff::SignedDuration;
use serde_json::Value;

use super::support::{Authenticator, Client, Fetched, PASSWORD, Site, Twist};

const AGENCY: &str = "Polícia Judiciária";

/// What the site asks of an authenticator.
async fn asked(client: &Client, path: &str, fields: &[(&str, &str)]) -> Value {
    let fetched = client.sends(&format!("{path}/challenge"), fields).await;
    assert_eq!(fetched.status, StatusCode::OK, "{}", fetched.body);
    assert_eq!(fetched.header("content-type"), "application/json");
    serde_json::from_str(&fetched.body).unwrap()
}

/// Adds a passkey in the session of `client`.
async fn adds(client: &Client, device: &Authenticator) -> Fetched {
    let options = asked(client, "/account/passkeys", &[("name", "Laptop")]).await;
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "preferred");
    let made = device.makes(&options, Twist::None).to_string();
    client
        .sends("/account/passkeys", &[("name", "Laptop"), ("credential", &made)])
        .await
}

/// Shows the newest passkey of `device` at `path`.
async fn shows(client: &Client, device: &Authenticator, path: &str, twist: Twist) -> Fetched {
    let options = asked(client, path, &[]).await;
    assert_eq!(options["userVerification"], "required");
    let shown = device.shows(&options, twist).to_string();
    client.sends(path, &[("credential", &shown)]).await
}

/// Somebody with a passkey, in a browser that is not signed in.
pub async fn owner(site: &Site, roles: &[Role]) -> (Person, Authenticator) {
    let person = site.person_of(AGENCY, roles).await;
    let (client, device) = (site.nobody(), Authenticator::default());
    client.signs_in(&person).await;
    assert_eq!(adds(&client, &device).await.status, StatusCode::OK);
    (person, device)
}

/// Signed in by the passkey alone.
pub async fn signed_in(site: &Site, device: &Authenticator) -> Client {
    let client = site.nobody();
    let fetched = shows(&client, device, "/sign-in/passkey", Twist::None).await;
    assert_eq!(fetched.leads_to().as_deref(), Some("/home"), "{}", fetched.body);
    client
}

/// The first passkey of `person`.
async fn passkey(site: &Site, person: &Person) -> PasskeyId {
    let own = store::passkeys::of_person(site.app.db.read(), person.id).await.unwrap();
    own[0].passkey.id
}

#[actix_web::test]
async fn a_passkey_is_added_and_signs_in_by_itself() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let (first, device) = (site.nobody(), Authenticator::default());
    first.signs_in(&person).await;
    first.reads("/account/passkeys/new").await.shows("passkeys.new.lead");

    // Whoever had no factor gets recovery codes with the first.
    let added = adds(&first, &device).await;
    assert_eq!(added.status, StatusCode::OK);
    first.reads("/account/passkeys").await.says("Laptop");
    first.reads("/notices").await.shows("notices.act.passkey_added");

    let client = signed_in(&site, &device).await;
    client.reads("/account").await.says(&person.name);
    client.reads("/account/passkeys").await.hides("passkeys.index.never");
}

#[actix_web::test]
async fn who_has_no_factor_enrols_a_passkey_and_then_shows_it_after_the_password() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let (client, device) = (site.nobody(), Authenticator::default());
    let credentials = [("email", person.email.as_str()), ("password", PASSWORD)];
    let begun = client.sends("/sign-in", &credentials).await;
    assert_eq!(begun.leads_to().as_deref(), Some("/account/factors"));
    client.reads("/account/factors").await.shows("passkeys.index.add");
    client.reads("/account/passkeys/new").await;

    assert_eq!(adds(&client, &device).await.status, StatusCode::OK);
    client.reads("/home").await;

    let other = site.nobody();
    let begun = other.sends("/sign-in", &credentials).await;
    assert_eq!(begun.leads_to().as_deref(), Some("/sign-in/factor"));
    other.reads("/sign-in/factor").await.shows("passkeys.ask.factor.submit");
    // By the password alone nobody adds another.
    let refused = other.sends("/account/passkeys/challenge", &[("name", "Mine")]).await;
    assert_eq!(refused.leads_to().as_deref(), Some("/sign-in/factor"));
    let shown = shows(&other, &device, "/sign-in/factor/passkey", Twist::None).await;
    assert_eq!(shown.leads_to().as_deref(), Some("/home"));
    other.reads("/home").await;
}

#[actix_web::test]
async fn whatever_is_not_the_owners_answer_to_this_question_signs_nobody_in() {
    let site = Site::new().await;
    for twist in [
        Twist::Origin,
        Twist::Site,
        Twist::Embedded,
        Twist::Kind,
        Twist::Unverified,
        Twist::Absent,
        Twist::Challenge,
        Twist::Signature,
        Twist::Owner,
    ] {
        let (_, device) = owner(&site, &[Role::Officer]).await;
        let client = site.nobody();
        let refused = shows(&client, &device, "/sign-in/passkey", twist).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{twist:?}");
        refused.shows("passkeys.error.wrong");
        assert_eq!(client.get("/home").await.status, StatusCode::SEE_OTHER, "{twist:?}");
    }
}

#[actix_web::test]
async fn no_passkey_is_made_for_another_site_or_without_its_owner() {
    let site = Site::new().await;
    let client = site.officer_of(AGENCY).await;
    for twist in [
        Twist::Origin,
        Twist::Site,
        Twist::Embedded,
        Twist::Kind,
        Twist::Unverified,
        Twist::Absent,
        Twist::Challenge,
    ] {
        let device = Authenticator::default();
        let options = asked(&client, "/account/passkeys", &[("name", "Laptop")]).await;
        let made = device.makes(&options, twist).to_string();
        let fields = [("name", "Laptop"), ("credential", made.as_str())];
        let refused = client.sends("/account/passkeys", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{twist:?}");
        refused.shows("passkeys.error.wrong");
    }
    client.reads("/account/passkeys").await.shows("passkeys.index.none");
}

#[actix_web::test]
async fn an_answer_counts_once_and_in_its_own_browser_and_time() {
    let site = Site::new().await;
    let (_, device) = owner(&site, &[Role::Officer]).await;
    let (client, thief) = (site.nobody(), site.nobody());
    let path = "/sign-in/passkey";

    // Of another browser, which asked something itself.
    let options = asked(&client, path, &[]).await;
    asked(&thief, path, &[]).await;
    let shown = device.shows(&options, Twist::None).to_string();
    let refused = thief.sends(path, &[("credential", &shown)]).await;
    refused.shows("passkeys.error.wrong");

    let taken = client.sends(path, &[("credential", &shown)]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    let late = site.nobody();
    late.sends(path, &[("credential", &shown)])
        .await
        .shows("passkeys.error.late");

    // What was begun for one purpose ends for no other.
    let options = asked(&late, path, &[]).await;
    let shown = device.shows(&options, Twist::None).to_string();
    let confirmed = client.sends("/confirmation/passkey", &[("credential", &shown)]).await;
    confirmed.shows("passkeys.error.late");

    site.wait(SignedDuration::from_secs(301));
    late.sends(path, &[("credential", &shown)])
        .await
        .shows("passkeys.error.late");
}

#[actix_web::test]
async fn a_passkey_that_may_be_a_copy_is_refused_and_its_owner_is_told() {
    let site = Site::new().await;
    let (_, device) = owner(&site, &[Role::Officer]).await;
    let client = signed_in(&site, &device).await;

    let refused = shows(&site.nobody(), &device, "/sign-in/passkey", Twist::Counter).await;

    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    client.reads("/notices").await.shows("notices.act.passkey_refused");
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;
    auditor.reads("/trail").await.shows("trail.act.passkey_refused");
}

#[actix_web::test]
async fn who_may_not_act_reads_what_a_passkey_that_nobody_knows_is_told() {
    let site = Site::new().await;
    let nobody = Authenticator::default();
    let stranger = site.officer_of(AGENCY).await;
    let options = asked(&stranger, "/account/passkeys", &[("name", "Never kept")]).await;
    nobody.makes(&options, Twist::None);
    let unknown = shows(&site.nobody(), &nobody, "/sign-in/passkey", Twist::None).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    unknown.shows("passkeys.error.wrong");

    for standing in [Standing::Suspended, Standing::Left] {
        let (person, device) = owner(&site, &[Role::Officer]).await;
        site.set_standing(&person, standing).await;
        let refused = shows(&site.nobody(), &device, "/sign-in/passkey", Twist::None).await;
        assert_eq!(refused.text(), unknown.text(), "{standing}");
        assert_eq!(refused.status, unknown.status);
    }
}

#[actix_web::test]
async fn wrong_answers_lock_the_account_as_wrong_passwords_do() {
    let site = Site::new().await;
    let (person, device) = owner(&site, &[Role::Officer]).await;
    let client = site.nobody();

    for _ in 0..5 {
        shows(&client, &device, "/sign-in/passkey", Twist::Signature).await;
    }

    let locked = shows(&client, &device, "/sign-in/passkey", Twist::None).await;
    locked.shows("sign_in.error.locked");
    let credentials = [("email", person.email.as_str()), ("password", PASSWORD)];
    site.nobody()
        .sends("/sign-in", &credentials)
        .await
        .shows("sign_in.error.locked");
    site.wait(SignedDuration::from_mins(16));
    signed_in(&site, &device).await;
}

#[actix_web::test]
async fn nobody_touches_the_passkeys_of_another() {
    let site = Site::new().await;
    let (person, device) = owner(&site, &[Role::Officer]).await;
    let (_, own) = owner(&site, &[Role::Officer]).await;
    let thief = signed_in(&site, &own).await;
    let id = passkey(&site, &person).await;

    for (path, fields) in [
        (format!("/account/passkeys/{id}"), &[("name", "Mine now")][..]),
        (format!("/account/passkeys/{id}/removal"), &[]),
    ] {
        assert_eq!(thief.sends(&path, fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(
        thief.get(&format!("/account/passkeys/{id}")).await.status,
        StatusCode::NOT_FOUND
    );
    // Another's passkey confirms nothing.
    let shown = shows(&thief, &device, "/confirmation/passkey", Twist::None).await;
    shown.shows("passkeys.error.wrong");

    // Nor is one that is known added to another account.
    let options = asked(&thief, "/account/passkeys", &[("name", "Twice")]).await;
    assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), 1);
    signed_in(&site, &device)
        .await
        .reads("/account/passkeys")
        .await
        .says("Laptop");
    assert_eq!(passkey(&site, &person).await, id);
}

#[actix_web::test]
async fn a_passkey_changes_only_after_a_factor_was_shown_just_now_and_the_last_one_stays() {
    let site = Site::new().await;
    let (person, device) = owner(&site, &[Role::Officer]).await;
    let client = signed_in(&site, &device).await;
    let page = format!("/account/passkeys/{}", passkey(&site, &person).await);
    site.wait(SignedDuration::from_mins(6));

    let asks = client.sends(&page, &[("name", "Security key")]).await;
    assert_eq!(asks.status, StatusCode::FORBIDDEN);
    asks.shows("passkeys.ask.confirmation.submit");
    let fields = asks.form_to("/confirmation/passkey");
    let kept = fields.iter().find(|(name, _)| name == "kept").unwrap().1.clone();
    let options = asked(&client, "/confirmation/passkey", &[]).await;
    let shown = device.shows(&options, Twist::None).to_string();
    let sent = [
        ("credential", shown.as_str()),
        ("to", page.as_str()),
        ("kept", kept.as_str()),
    ];
    let again = client.sends_on("/confirmation/passkey", &sent).await;
    assert_eq!(again.value_of("name").as_deref(), Some("Security key"));
    client
        .sends_on(&page, &[("name", "Security key")])
        .await
        .says("Security key");

    let stays = client.sends(&format!("{page}/removal"), &[]).await;
    assert_eq!(stays.status, StatusCode::CONFLICT);
    let second = Authenticator::default();
    assert_eq!(
        adds(&client, &second).await.leads_to().as_deref(),
        Some("/account/passkeys")
    );
    let removed = client.sends_on(&format!("{page}/removal"), &[]).await;
    removed.shows("passkeys.show.removed").never_says("Security key");

    // What was removed signs nobody in.
    let refused = shows(&site.nobody(), &device, "/sign-in/passkey", Twist::None).await;
    refused.shows("passkeys.error.wrong");
    signed_in(&site, &second).await;
}

#[actix_web::test]
async fn what_is_sent_without_the_script_is_told_so() {
    let site = Site::new().await;
    let client = site.nobody();
    let read = client.reads("/sign-in").await;
    read.shows("passkeys.script.without")
        .shows("passkeys.ask.sign_in.submit");

    let refused = client.sends("/sign-in/passkey", &[("credential", "")]).await;

    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("passkeys.error.unasked");
    for bad in ["{}", "null", "[[[["] {
        client.sends("/sign-in/passkey/challenge", &[]).await;
        let refused = client.sends("/sign-in/passkey", &[("credential", bad)]).await;
        refused.shows("passkeys.error.wrong");
    }
}
