//! The whole trail, as auditors read it.

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;
use crosshold::text::Language;

use super::support::Site;

fn first_leaf(body: &str) -> String {
    let (_, rest) = body.split_once("href=\"/trail/").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[actix_web::test]
async fn an_auditor_reads_who_did_what_and_the_leaf_itself() {
    let site = Site::new().await;
    let ana = site.person_of("Polícia Judiciária", &[Role::Officer]).await;
    site.nobody().signs_in(&ana).await;
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;

    for &language in Language::ALL {
        auditor.reads("/account").await;
        auditor
            .sends("/language", &[("tag", language.tag()), ("to", "/")])
            .await;
        let page = auditor.reads("/trail").await;
        page.shows("trail.act.signed_in")
            .says(&ana.name)
            .says("Polícia Judiciária");
    }
    let page = auditor.reads(format!("/trail?person={}", ana.id)).await;
    page.shows("trail.index.only_person");
    let leaf = auditor.reads(format!("/trail/{}", first_leaf(&page.body))).await;
    leaf.shows("trail.show.hash")
        .says("\"act\":\"signed_in\"")
        .says(&format!("\"user\":\"{}\"", ana.id));
}

#[actix_web::test]
async fn the_trail_is_searched_and_what_makes_no_sense_is_not_asked_for() {
    let site = Site::new().await;
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;

    auditor
        .reads("/trail?act=signed_in&from=2026-11-22&to=2026-11-22")
        .await
        .hides("trail.index.none");
    auditor.reads("/trail?from=2026-11-23").await.shows("trail.index.none");
    auditor.reads("/trail?to=2026-11-21").await.shows("trail.index.none");
    auditor.reads("/trail?act=issued").await.shows("trail.index.none");
    auditor
        .reads("/trail?act=%27&organisation=x&from=today&before=1")
        .await
        .hides("trail.index.none");
}

#[actix_web::test]
async fn only_auditors_read_the_trail() {
    let site = Site::new().await;
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;
    let leaf = first_leaf(&auditor.reads("/trail").await.body);
    let officer = site.officer_of("Polícia Judiciária").await;

    for path in ["/trail".to_owned(), format!("/trail/{leaf}")] {
        assert_eq!(officer.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let absent = auditor.get("/trail/0193c2e8-0000-7000-8000-000000000000").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}
