//! Sessions: when they end, who ends them, and what was typed when one did.

use actix_web::test::TestRequest;
use crosshold::domain::actor::Role;
use crosshold::domain::people::Standing;
use jiff::SignedDuration;

use super::AGENCY;
use crate::support::{PASSWORD, Site, form};

#[actix_web::test]
async fn a_session_is_dead_after_signing_out_also_for_who_copied_it() {
    let site = Site::new().await;
    let officer = site.officer_of(AGENCY).await;
    let thief = officer.copy();

    officer.sends("/sign-out", &[]).await;

    assert_eq!(thief.get("/account").await.status, 303);
}

#[actix_web::test]
async fn a_token_from_before_the_sign_in_is_worth_nothing_after_it() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let victim = site.nobody();
    victim.has_cookie("__Host-session", "planted-planted-planted-planted-planted-pla");

    victim.signs_in(&person).await;

    assert_ne!(
        victim.cookie("__Host-session").unwrap(),
        "planted-planted-planted-planted-planted-pla"
    );
    let dump = site.dump().await;
    assert!(
        !dump.contains(&victim.cookie("__Host-session").unwrap()),
        "the token is in the database"
    );
    assert!(!dump.contains(PASSWORD));
}

#[actix_web::test]
async fn a_suspension_bites_on_the_very_next_call() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&person).await;

    site.set_standing(&person, Standing::Suspended).await;

    assert_eq!(officer.get("/account").await.status, 303);
}

#[actix_web::test]
async fn a_session_ends_when_idle_and_in_any_case_after_twelve_hours() {
    let site = Site::new().await;
    let (officer, supervisor) = (site.officer_of(AGENCY).await, site.supervisor_of(AGENCY).await);
    site.wait(SignedDuration::new(14 * 60 + 59, 0));
    supervisor.reads("/account").await;
    site.wait(SignedDuration::new(15 * 60, 0));
    officer.reads("/account").await;
    assert_eq!(
        supervisor.get("/account").await.status,
        303,
        "who approves is idle after 15 minutes"
    );
    site.wait(SignedDuration::new(30 * 60 + 1, 0));
    assert_eq!(officer.get("/account").await.status, 303, "others after 30");

    let officer = site.officer_of(AGENCY).await;
    for _ in 0..(12 * 60 / 29) {
        site.wait(SignedDuration::from_mins(29));
        officer.reads("/account").await;
    }
    site.wait(SignedDuration::from_mins(24));
    assert_eq!(officer.get("/account").await.status, 303);
}

#[actix_web::test]
async fn what_a_page_asks_by_itself_keeps_no_session_alive() {
    let site = Site::new().await;
    let officer = site.officer_of(AGENCY).await;
    site.wait(SignedDuration::from_mins(29));
    let polled = TestRequest::get()
        .uri("/account")
        .insert_header(("sec-fetch-dest", "empty"));
    assert_eq!(officer.send(polled).await.status, 200);
    site.wait(SignedDuration::from_mins(2));
    assert_eq!(officer.get("/account").await.status, 303);
}

#[actix_web::test]
async fn one_lists_and_ends_sessions_of_ones_own() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let (here, there) = (site.nobody(), site.nobody());
    there.signs_in(&person).await;
    here.signs_in(&person).await;
    let colleague = site.officer_of(AGENCY).await;
    let account = here.reads("/account").await;
    let end = account.body.split("action=\"/account/sessions/").nth(2).unwrap();
    let end = format!("/account/sessions/{}", end.split('"').next().unwrap());

    assert_eq!(colleague.sends(&end, &[]).await.status, 404);
    there.reads("/account").await;
    here.sends_on(&end, &[]).await.shows("people.account.session_ended");
    assert_eq!(there.get("/account").await.status, 303);
    here.reads("/account").await.hides("people.account.session_ended");
}

#[actix_web::test]
async fn a_button_pressed_before_is_carried_out_only_when_pressed_again() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let (here, there) = (site.nobody(), site.nobody());
    there.signs_in(&person).await;
    here.signs_in(&person).await;
    let account = here.reads("/account").await;
    let end = account.body.split("action=\"/account/sessions/").nth(2).unwrap();
    let end = format!("/account/sessions/{}", end.split('"').next().unwrap());
    let stale = here.token();
    here.sends("/sign-out", &[]).await;
    here.signs_in(&person).await;

    let stopped = here.posts(&end, &form(&[("csrf", &stale)])).await;
    assert_eq!(stopped.status, 403);
    stopped.shows("sign_in.again.lead");
    there.reads("/account").await;

    let resumed = here.sends(&end, &[("resume", "yes")]).await;
    resumed.shows("sign_in.send.lead");
    there.reads("/account").await;

    assert_eq!(here.sends(&end, &[]).await.status, 303);
    assert_eq!(there.get("/account").await.status, 303);
}

/// S18, to the second, by the site's clock.
#[actix_web::test]
async fn a_session_ends_after_thirty_minutes_idle_and_after_twelve_hours_to_the_second() {
    let site = Site::new().await;
    for (seconds, status) in [(29 * 60 + 59, 200), (30 * 60 + 1, 303)] {
        let officer = site.officer_of(AGENCY).await;
        site.wait(SignedDuration::from_secs(seconds));
        assert_eq!(officer.get("/account").await.status, status, "{seconds}");
    }
    for (last, status) in [(59, 200), (61, 303)] {
        let officer = site.officer_of(AGENCY).await;
        for _ in 0..(11 * 60 + 40) / 20 {
            site.wait(SignedDuration::from_mins(20));
            officer.reads("/account").await;
        }
        // Now at 11:40.
        site.wait(SignedDuration::from_secs(19 * 60 + last));
        assert_eq!(officer.get("/account").await.status, status, "{last}");
    }
}

/// The warning before the idle end: staying is a sign of life that leaves the page as it is.
#[actix_web::test]
async fn staying_signed_in_begins_the_idle_time_anew() {
    let site = Site::new().await;
    let officer = site.officer_of(AGENCY).await;
    let page = officer.reads("/account").await;
    assert!(page.body.contains("data-seconds=\"1800\""), "{}", page.body);
    let supervisor = site.supervisor_of(AGENCY).await.reads("/account").await;
    assert!(supervisor.body.contains("data-seconds=\"900\""));
    site.wait(SignedDuration::from_mins(29));
    assert_eq!(officer.sends("/account/session", &[]).await.status, 204);
    site.wait(SignedDuration::from_mins(29));
    officer.reads("/account").await;
    site.wait(SignedDuration::from_mins(31));
    assert_eq!(officer.sends("/account/session", &[]).await.status, 401);
}
