//! The public check of a code, as anybody uses it.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use crosshold::domain::verify_checks::AT_ONCE;
use crosshold::text::Language;
use scraper::{Html, Selector};

use super::{EXCHANGE, POLICE, hold};
use crate::requests::Stage;
use crate::support::{Client, Fetched, Site};

/// The verify code, as it stands on the page of the request.
async fn code_of(reader: &Client, number: &str) -> String {
    let page = reader.reads(format!("/requests/{number}")).await;
    let html = Html::parse_document(&page.body);
    let link = Selector::parse("main a[href^=\"/verify/\"]").unwrap();
    let href = html
        .select(&link)
        .next()
        .unwrap()
        .value()
        .attr("href")
        .unwrap()
        .to_owned();
    href.trim_start_matches("/verify/").to_owned()
}

#[tokio::test(flavor = "current_thread")]
async fn anybody_checks_a_code_and_learns_nothing_else() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = hold(&stage).await;
    let code = code_of(&stage.officer, &number).await;
    let anybody = site.nobody();

    anybody.reads("/verify").await.shows("verify.field.code.label");
    let typed = code.replace('-', "").to_lowercase();
    let page = anybody.follows(&format!("/verify?code={typed}")).await;
    page.shows("verify.show.live")
        .says(&number)
        .says(POLICE)
        .says("Portugal")
        .shows("requests.kind.freeze");
    page.says("16:00:00 UTC").says("Lisbon").says(&code);
    for secret in [
        EXCHANGE,
        "412,508.22",
        "TR7NHq",
        "Lisbon criminal court",
        "Ana ",
        "NB-1",
        "urgent",
        "Urgent",
    ] {
        page.never_says(secret);
    }
    for &language in Language::ALL {
        site.nobody_in(language).reads(format!("/verify/{code}")).await;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_wrong_code_and_one_never_issued_are_the_same_bytes() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    stage.issued().await;
    let anybody = site.nobody();
    anybody.reads("/verify").await;

    let never = anybody.get("/verify/0000-0000-0000-0000").await;
    for wrong in [
        "/verify/x",
        "/verify/0000000000000000",
        "/verify/UUUU-UUUU-UUUU-UUUU",
        "/verify?code=no+code",
        "/verify/%3Cb%3E",
    ] {
        let page = anybody.get(wrong).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{wrong}");
        assert_eq!(page.body, never.body, "{wrong}");
        let names = |page: &Fetched| {
            page.headers
                .iter()
                .filter(|(name, _)| *name != "x-request-id")
                .map(|(name, value)| format!("{name}: {value:?}"))
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(names(&page), names(&never), "{wrong}");
    }
    never.shows("verify.show.unknown");
    let empty = anybody.get("/verify?code=").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.shows("verify.field.code.error");
}

#[tokio::test(flavor = "current_thread")]
async fn checks_are_limited() {
    let site = Site::new().await;
    let anybody = site.nobody();
    for _ in 0..AT_ONCE.get() {
        assert_eq!(
            anybody.get("/verify/0000-0000-0000-0000").await.status,
            StatusCode::NOT_FOUND
        );
    }

    let page = anybody.get("/verify/0000-0000-0000-0000").await;

    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!((1..=60).contains(&page.header("retry-after").parse::<u64>().unwrap()));
    page.shows("site.error.too_many.title");
    anybody.reads("/verify").await;
}

#[tokio::test(flavor = "current_thread")]
async fn what_one_instance_counted_another_knows() {
    let site = Site::new().await;
    for _ in 0..AT_ONCE.get() {
        site.nobody().get("/verify/0000-0000-0000-0000").await;
    }

    let other = site.instance().await;
    let page = other.nobody().get("/verify/0000-0000-0000-0000").await;

    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!((1..=60).contains(&page.header("retry-after").parse::<u64>().unwrap()));
}
