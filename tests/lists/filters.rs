//! What a list is asked to leave in: where it does not know it, it says so.

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;
use crosshold::text::Language;

use super::POLICE;
use crate::support::Site;

#[tokio::test(flavor = "current_thread")]
async fn a_filter_that_a_list_does_not_know_is_told_on_every_list() {
    let site = Site::new().await;
    let officer = site.officer_of(POLICE).await;
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;
    let long = "a".repeat(201);

    for &language in Language::ALL {
        for reader in [&officer, &auditor] {
            let chosen = [("tag", language.tag()), ("to", "/home")];
            reader.sends("/language", &chosen).await;
        }
        for (reader, list, told) in [
            (&officer, "/requests?status=frozen", "choice"),
            (&officer, "/cases?status=frozen", "choice"),
            (&officer, "/cases?sort=name", "choice"),
            (&officer, "/organisations?kind=bank", "choice"),
            (&auditor, "/trail?act=frozen", "choice"),
            (&auditor, "/trail?organisation=x", "choice"),
            (&auditor, "/trail?last=year", "choice"),
            (&auditor, "/trail?from=yesterday", "date"),
            (&auditor, "/trail?to=2026-99-99", "date"),
            (&officer, &format!("/requests?q={long}"), "long"),
            (&officer, &format!("/cases?q={long}"), "long"),
            (&officer, &format!("/organisations?q={long}"), "long"),
        ] {
            let page = reader.get(list).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{list}");
            page.shows(&format!("errors.filter.{told}"));
        }
        // What no field of the page is typed into is told as a place is.
        for (reader, list) in [
            (&officer, "/requests?part=all"),
            (&officer, "/requests?sort=name"),
            (&officer, "/holds?kept=gold"),
            (&auditor, "/trail?person=x"),
        ] {
            let page = reader.get(list).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{list}");
            page.shows("errors.query.title");
        }
    }
}
