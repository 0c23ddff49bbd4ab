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

#[actix_web::test]
async fn what_one_filters_by_stands_in_the_address_and_what_is_unknown_is_told() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    site.organisation("Northbank Exchange", OrganisationKind::Exchange)
        .await;
    // Sunday: nobody is there.
    officer
        .reads("/organisations?open=now")
        .await
        .shows("organisations.index.none");
    site.wait(jiff::SignedDuration::from_mins(10));
    for filter in [
        "country=PT",
        "language=en",
        "sort=country",
        "sort=kind",
        "kind=exchange&country=PT",
    ] {
        officer
            .reads(format!("/organisations?{filter}"))
            .await
            .says("Northbank Exchange");
    }
    officer
        .reads("/organisations?country=FR")
        .await
        .shows("organisations.index.none");
    for filter in [
        "country=xx",
        "language=%20",
        "open=later",
        "sort=age",
        "kind=platform",
        "standing=suspended",
    ] {
        let refused = officer.get(&format!("/organisations?{filter}")).await;
        assert_eq!(refused.status, 422, "{filter}");
    }
}

#[actix_web::test]
async fn an_organisation_has_its_page_for_members_and_what_they_may_not_know_of_is_absent() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let exchange = site
        .organisation("Northbank Exchange", OrganisationKind::Exchange)
        .await;
    let stopped = site.organisation("Stopped Exchange", OrganisationKind::Exchange).await;
    site.set_organisation_standing("Stopped Exchange", Standing::Suspended)
        .await;
    let platform = site.organisation("Platform", OrganisationKind::Platform).await;

    for &language in Language::ALL {
        officer.reads("/account").await;
        officer
            .sends("/language", &[("tag", language.tag()), ("to", "/")])
            .await;
        let page = officer.reads(format!("/organisations/{}", exchange.id)).await;
        page.says("Northbank Exchange")
            .says("+351 21 000 0000")
            .shows("organisations.show.call_back")
            .shows("organisations.assurance.by_two")
            .shows("organisations.assurance.until");
    }
    let absent = officer.get("/organisations/01939000-0000-7000-8000-000000000000").await;
    assert_eq!(absent.status, 404);
    let without = |fetched: &super::support::Fetched, id: &str| {
        fetched
            .body
            .replace(&fetched.header("x-request-id"), "CALL")
            .replace(id, "ID")
    };
    for unseen in [stopped.id, platform.id] {
        let fetched = officer.get(&format!("/organisations/{unseen}")).await;
        assert_eq!(fetched.status, 404);
        assert_eq!(
            without(&fetched, &unseen.to_string()),
            without(&absent, "01939000-0000-7000-8000-000000000000")
        );
    }
}

#[actix_web::test]
async fn verifiers_find_organisations_of_every_standing() {
    let site = Site::new().await;
    let verifier = site
        .member_of("Platform", &[crosshold::domain::actor::Role::Verifier])
        .await;
    let stopped = site.organisation("Stopped Exchange", OrganisationKind::Exchange).await;
    site.set_organisation_standing("Stopped Exchange", Standing::Suspended)
        .await;
    verifier
        .reads("/organisations?standing=suspended")
        .await
        .says("Stopped Exchange")
        .shows("organisations.standing.suspended");
    verifier.reads(format!("/organisations/{}", stopped.id)).await;
    let home = verifier.reads("/home").await;
    assert!(home.body.contains(&format!("/organisations/{}", stopped.id)));
}

#[actix_web::test]
async fn a_long_directory_is_read_page_by_page() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    for number in 0..55 {
        site.organisation(&format!("Exchange {number:02}"), OrganisationKind::Exchange)
            .await;
    }
    let first = officer.reads("/organisations?kind=exchange").await;
    first.says("Exchange 00").says("Exchange 49").never_says("Exchange 50");
    let (_, rest) = first.body.split_once("rel=\"next\"").map_or(("", ""), |(before, _)| {
        before.rsplit_once("href=\"").unwrap_or_default()
    });
    let next = rest
        .split('"')
        .next()
        .unwrap_or_default()
        .replace("&amp;", "&")
        .replace("&#38;", "&");
    let second = officer.reads(&next).await;
    second.says("Exchange 54").never_says("Exchange 49");
}
