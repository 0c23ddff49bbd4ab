//! The page on which an administrator sets how fast the agency may go.

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::pace::Limit;
use crosshold::domain::people::Factor;
use jiff::SignedDuration;

use super::{EXCHANGE, POLICE, leaves};
use crate::support::Site;

const TYPED: [(&str, &str); 5] = [
    ("first_requests", "5"),
    ("sent_per_officer", "30"),
    ("sent_per_organisation", "٢٠٠"),
    ("pressing", "6"),
    ("unfamiliar_for", "48"),
];

/// What is typed, with `value` in `field`, made as of `version`.
fn with<'a>(field: &str, value: &'a str, version: &'a str) -> Vec<(&'static str, &'a str)> {
    let typed = TYPED
        .iter()
        .map(|&(name, typed)| (name, if name == field { value } else { typed }));
    typed.chain([("version", version)]).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn an_administrator_sets_the_limits_within_their_bounds() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let supervisor = site.supervisor_of(POLICE).await;
    let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
    let page = format!("/organisations/{}/pace", agency.id);
    admin
        .reads(&format!("/organisations/{}", agency.id))
        .await
        .shows("pace.see");
    let first = admin.reads(&page).await;
    assert_eq!(first.value_of("pressing").as_deref(), Some("5"));
    let version = first.value_of("version").unwrap();

    for &limit in Limit::ALL {
        let (least, most) = limit.bounds();
        for value in [
            (least - 1).to_string(),
            (most + 1).to_string(),
            "many".to_owned(),
            String::new(),
        ] {
            let refused = admin.sends(&page, &with(limit.code(), &value, &version)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{limit} {value}");
            refused.shows("errors.field.between");
            assert_eq!(
                refused.value_of(limit.code()).as_deref(),
                Some(value.as_str()),
                "as typed"
            );
        }
    }
    assert_eq!(leaves(&site, "pace_changed").await, 0);

    let set = admin.sends_on(&page, &with("", "", &version)).await;
    set.shows("pace.done");
    assert_eq!(set.value_of("sent_per_organisation").as_deref(), Some("200"));
    assert_eq!(leaves(&site, "pace_changed").await, 1);
    supervisor.reads("/notices").await.shows("notices.act.pace_changed");
    let read = supervisor.reads(&page).await;
    read.says("200").hides("pace.submit");

    let stale = admin.sends(&page, &with("pressing", "8", &version)).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.shows("pace.stale");
    assert_eq!(stale.value_of("pressing").as_deref(), Some("8"));
    let now = stale.value_of("version").unwrap();
    let again = admin.sends(&page, &with("pressing", "8", &now)).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "current_thread")]
async fn nobody_else_sets_them_and_only_who_leads_or_verifies_reads_them() {
    let site = Site::new().await;
    let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let page = format!("/organisations/{}/pace", agency.id);
    for (organisation, role, reads, sets) in [
        (POLICE, Role::Officer, 403, 403),
        (POLICE, Role::Supervisor, 200, 403),
        ("Guardia Civil", Role::Supervisor, 404, 403),
        ("Guardia Civil", Role::AgencyAdmin, 404, 404),
        (EXCHANGE, Role::ExchangeAdmin, 403, 403),
        (EXCHANGE, Role::Intake, 403, 403),
        ("Platform", Role::Verifier, 200, 403),
        ("Platform", Role::Operator, 403, 403),
    ] {
        let client = site.member_of(organisation, &[role]).await;
        assert_eq!(client.get(&page).await.status.as_u16(), reads, "{role}");
        let sent = client.sends(&page, &with("", "", "0")).await;
        assert_eq!(sent.status.as_u16(), sets, "{role}");
    }
    assert_eq!(leaves(&site, "pace_changed").await, 0);
    let verifier = site.member_of("Platform", &[Role::Verifier]).await;
    let none = verifier.get(&format!("/organisations/{}/pace", exchange.id)).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "exchanges have none");
}

#[tokio::test(flavor = "current_thread")]
async fn setting_them_needs_a_passkey_shown_just_now() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
    let page = format!("/organisations/{}/pace", agency.id);
    site.proved(Factor::Totp, SignedDuration::ZERO).await;
    admin.reads(&page).await.shows("refusals.needs_passkey");
    let refused = admin.sends(&page, &with("", "", "0")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    site.proved(Factor::Passkey, SignedDuration::from_mins(6)).await;
    let asked = admin.sends(&page, &with("", "", "0")).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    asked.shows("sign_in.confirmation.title");
    site.proved(Factor::Passkey, SignedDuration::ZERO).await;
    let set = admin.sends(&page, &with("", "", "0")).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER);
}
