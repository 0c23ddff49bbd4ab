//! The directory.

use crosshold::domain::actor::OrganisationKind;
use crosshold::domain::organisations::Standing;
use crosshold::text::Language;

use super::support::Site;

#[actix_web::test]
async fn members_find_whom_they_can_ask_in_their_own_language() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    site.organisation("Northbank Exchange", OrganisationKind::Exchange)
        .await;
    site.organisation("Stopped Exchange", OrganisationKind::Exchange).await;
    site.set_organisation_standing("Stopped Exchange", Standing::Suspended)
        .await;
    site.organisation("Platform", OrganisationKind::Platform).await;

    for &language in Language::ALL {
        officer.reads("/account").await;
        officer
            .sends("/language", &[("tag", language.tag()), ("to", "/")])
            .await;
        let directory = officer.reads("/organisations").await;
        directory
            .shows("organisations.index.title")
            .shows("organisations.desk.closed")
            .says("Northbank Exchange")
            .says("Polícia Judiciária")
            .never_says("Stopped Exchange")
            .never_says("Platform");
    }
}

#[actix_web::test]
async fn what_one_looks_for_stands_in_the_address() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    site.organisation("Northbank Exchange", OrganisationKind::Exchange)
        .await;

    let found = officer.reads("/organisations?q=NORTH&kind=exchange").await;
    found.says("Northbank Exchange").never_says("Lisbon Polícia");
    assert_eq!(found.value_of("q").as_deref(), Some("NORTH"));
    officer
        .reads("/organisations?kind=coordinator")
        .await
        .shows("organisations.index.none");
    officer
        .reads("/organisations?q=%3Cscript%3E")
        .await
        .shows("organisations.index.none");
}

#[actix_web::test]
async fn exchanges_find_agencies_too() {
    let site = Site::new().await;
    site.organisation("Polícia Judiciária", OrganisationKind::Agency).await;
    let responder = site.responder_of("Northbank Exchange").await;
    responder.reads("/organisations").await.says("Polícia Judiciária");
}
