use actix_web::body::to_bytes;
use actix_web::test::{TestRequest, call_service, init_service, try_call_service};
use actix_web::web::{Bytes, ReqData, ServiceConfig, get, post, resource};
use actix_web::{HttpResponse, Responder};

use super::*;
use crate::domain::ids::CallId;
use crate::store::testing::Scratch;

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

fn routes(config: &mut ServiceConfig) {
    config.service(resource("/panic").route(get().to(breaks))).service(
        resource("/echo/{number}")
            .route(get().to(says_its_id))
            .route(post().to(echo)),
    );
}

async fn breaks() -> HttpResponse {
    panic!("canary")
}

async fn says_its_id(id: ReqData<CallId>) -> impl Responder {
    id.to_string()
}

async fn echo(body: Bytes) -> impl Responder {
    body
}

const WAYS: Ways = Ways {
    routes,
    failed: |_, id| HttpResponse::Ok().body(format!("quote {id}")),
    headers: |_| {},
};

#[actix_web::test]
async fn a_panic_is_a_page_with_an_id_and_the_program_lives() {
    let scratch = Scratch::new().await;
    let (app, _stop) = App::still(scratch.db.clone(), NOW);
    let site = init_service(site(app, WAYS)).await;

    let error = try_call_service(&site, TestRequest::get().uri("/panic").to_request())
        .await
        .unwrap_err();
    let response = error.error_response();
    assert_eq!(response.status(), 500);
    let id = response
        .headers()
        .get("x-request-id")
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    let body = to_bytes(response.into_body()).await.unwrap();
    assert_eq!(body, format!("quote {id}"));

    let response = call_service(&site, TestRequest::get().uri("/healthz").to_request()).await;
    assert_eq!(response.status(), 200);
}

#[actix_web::test]
async fn a_handler_knows_the_id_that_the_answer_carries() {
    let scratch = Scratch::new().await;
    let (app, _stop) = App::still(scratch.db.clone(), NOW);
    let site = init_service(site(app, WAYS)).await;

    let response = call_service(&site, TestRequest::get().uri("/echo/1").to_request()).await;

    let id = response.headers().get("x-request-id").unwrap().clone();
    assert_eq!(to_bytes(response.into_body()).await.unwrap_or_default(), id.as_bytes());
}

#[actix_web::test]
async fn a_body_beyond_the_limit_is_refused() {
    let scratch = Scratch::new().await;
    let (app, _stop) = App::still(scratch.db.clone(), NOW);
    let site = init_service(site(app, WAYS)).await;

    for (size, status) in [(FORM_LIMIT, 200), (FORM_LIMIT + 1, 413)] {
        let request = TestRequest::post()
            .uri("/echo/1")
            .set_payload(vec![b'a'; size])
            .to_request();
        assert_eq!(call_service(&site, request).await.status(), status, "{size}");
    }
}

#[actix_web::test]
async fn ready_means_that_the_database_answers() {
    for scratch in Scratch::each().await {
        let (app, _stop) = App::still(scratch.db.clone(), NOW);
        let site = init_service(site(app, WAYS)).await;
        let ask = || TestRequest::get().uri("/readyz").to_request();
        assert_eq!(call_service(&site, ask()).await.status(), 200);

        scratch.db.clone().close().await.unwrap();

        assert_eq!(call_service(&site, ask()).await.status(), 503);
        let alive = TestRequest::default()
            .method(actix_web::http::Method::HEAD)
            .uri("/healthz");
        assert_eq!(call_service(&site, alive.to_request()).await.status(), 200);
        let trace = TestRequest::default()
            .method(actix_web::http::Method::TRACE)
            .uri("/healthz");
        assert_eq!(call_service(&site, trace.to_request()).await.status(), 405);
    }
}

#[actix_web::test]
async fn a_demonstration_and_a_site_never_share_a_database() {
    for scratch in Scratch::each().await {
        claim(&scratch.db, Site::Demo).await.unwrap();
        claim(&scratch.db, Site::Demo).await.unwrap();

        assert!(matches!(
            claim(&scratch.db, Site::Serve).await,
            Err(Error::Belongs { owner: Site::Demo, .. })
        ));
    }
}

#[test]
fn a_clock_that_stands_still_moves_only_when_moved() {
    let clock = Clock::fixed(NOW);
    let same = clock.clone();
    clock.advance(jiff::SignedDuration::from_hours(8));

    assert_eq!(same.now(), NOW.plus(jiff::SignedDuration::from_hours(8)));
    assert!(Clock::System.now() > NOW);
}
