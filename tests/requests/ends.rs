//! How a request ends otherwise than by answers alone: taken back, refused in part, sent elsewhere.

use crosshold::domain::actor::OrganisationKind;
use crosshold::domain::clocks::ClockKind;
use crosshold::service::deadlines;
use crosshold::store::audit::{Line, Search, newest};
use jiff::SignedDuration;

use super::{EXCHANGE, Stage};
use crate::support::Site;

/// Lines of the trail about `act`, newest first.
async fn told(site: &Site, act: &str) -> Vec<Line> {
    let search = Search {
        act: Some(act.to_owned()),
        ..Search::default()
    };
    newest(site.app.db.read(), &search, 50, None).await.unwrap()
}

/// The request taken on and begun; its page.
async fn begun(stage: &Stage) -> String {
    let page = format!("/requests/{}", stage.issued().await);
    stage.intake.reads(&page).await;
    let reference = [("reference", "NB-1")];
    stage
        .intake
        .sends_on(&format!("{page}/acknowledgement"), &reference)
        .await;
    stage.responder.reads(&page).await;
    stage.responder.sends_on(&format!("{page}/start"), &[]).await;
    page
}

#[tokio::test(flavor = "current_thread")]
async fn a_withdrawal_that_nobody_confirms_is_a_broken_promise_told_to_both_sides() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = begun(&stage).await;
    stage.supervisor.reads(format!("{page}/withdrawal")).await;
    stage
        .supervisor
        .sends_on(&format!("{page}/withdrawal"), &[("note", "The victim was paid.")])
        .await
        .shows("requests.status.withdrawing");
    stage.responder.reads("/home").await.says("FR-2026-000001");

    // Urgent: what became of the holds is owed within 48 hours.
    site.wait(SignedDuration::from_hours(48));
    deadlines::round(&site.app.db, site.app.now()).await.unwrap();
    deadlines::round(&site.app.db, site.app.now()).await.unwrap();

    let late = told(&site, "clock_breached").await;
    let [line] = late.as_slice() else { panic!("{late:?}") };
    let event = line.event.clone().unwrap();
    let of = crosshold::domain::events::Event::ClockBreached {
        clock: ClockKind::Execution,
        due: site.app.now(),
    };
    assert_eq!(event, of);
    assert_eq!((line.person, line.organisation), (None, None), "the clock is nobody");
    let leaf = crosshold::store::audit::body(site.app.db.read(), line.leaf)
        .await
        .unwrap();
    assert!(leaf.unwrap().contains(r#""organisation":null"#));
}

#[tokio::test(flavor = "current_thread")]
async fn refusing_what_is_left_leaves_no_target_without_its_answer() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = begun(&stage).await;
    let form = format!("{page}/targets/1/answer");
    stage.responder.reads(&form).await;
    stage.responder.sends_on(&form, &[("outcome", "no_match")]).await;

    let refusal = format!("{page}/refusal");
    stage.responder.reads(&refusal).await.shows("requests.acts.refuse.lead");
    let fields = [("ground", "overbroad"), ("note", "The second is another customer's.")];
    stage
        .responder
        .sends_on(&refusal, &fields)
        .await
        .shows("requests.acts.refuse.done")
        .shows("requests.status.answered");

    stage
        .officer
        .reads(&page)
        .await
        .shows("requests.status.answered")
        .shows("requests.outcome.no_match")
        .shows("requests.outcome.refused")
        .shows("requests.ground.overbroad")
        .hides("requests.show.not_yet");
    assert_eq!(stage.responder.sends(&refusal, &fields).await.status, 409);
}

#[tokio::test(flavor = "current_thread")]
async fn asked_anew_after_a_redirection_it_follows_nothing_and_tells_nothing_of_the_first() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = stage.issued().await;
    let page = format!("/requests/{number}");
    stage.intake.reads(format!("{page}/redirection")).await;
    let fields = [("reason", "group_company"), ("entity", "Halden Markets")];
    stage
        .intake
        .sends_on(&format!("{page}/redirection"), &fields)
        .await
        .shows("requests.status.redirected");
    let other = site.organisation("Halden Markets", OrganisationKind::Exchange).await;

    let again = format!("{page}/again");
    let recipient = other.id.to_string();
    let seen = stage.officer.reads(&page).await;
    seen.shows("requests.act.ask_elsewhere");
    assert!(seen.body.contains(&format!(r#"href="{again}/new""#)), "{}", seen.text());
    let form = stage.officer.reads(format!("{again}/new")).await;
    form.shows("requests.again.title");
    let named = form.form_to(&again);
    assert!(
        named.contains(&("recipient".to_owned(), recipient.clone())),
        "{named:?}"
    );
    let empty = stage.officer.sends(&again, &[("recipient", "")]).await;
    assert_eq!(empty.status, 422);
    empty.shows("errors.field.required");
    let sent = stage.officer.sends(&again, &[("recipient", &recipient)]).await;
    let draft = sent.leads_to().unwrap();
    let draft = draft
        .trim_start_matches("/requests/")
        .trim_end_matches("/edit")
        .to_owned();
    let again = Stage { draft, ..stage };
    let anew = again.issued().await;

    assert_ne!(anew, number);
    let intake = site.intake_of("Halden Markets").await;
    intake
        .reads(format!("/requests/{anew}"))
        .await
        .shows("requests.status.issued")
        .never_says(&number)
        .never_says(EXCHANGE);
    assert_eq!(intake.get(&page).await.status, 404);
    let first = again.officer.reads(&page).await;
    first.shows("requests.status.redirected").says(&anew);
    again.intake.reads(&page).await.never_says(&anew);
    assert_eq!(told(&site, "followed").await.len(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn only_what_was_not_found_is_asked_of_another_exchange() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = begun(&stage).await;
    let again = format!("{page}/again");
    let other = site.organisation("Halden Markets", OrganisationKind::Exchange).await;
    let recipient = other.id.to_string();
    let early = stage.officer.sends(&again, &[("recipient", &recipient)]).await;
    assert_eq!(early.status, 409);
    early.shows("refusals.not_answered");
    let form = format!("{page}/targets/1/answer");
    stage.responder.reads(&form).await;
    stage.responder.sends_on(&form, &[("outcome", "no_match")]).await;

    let seen = stage.officer.reads(&page).await;
    seen.shows("requests.next.check_chain_and_tag");
    assert!(
        seen.body.contains(&format!(r#"<a href="{again}/new?target=1">"#)),
        "{}",
        seen.text()
    );
    // What is mended is asked of the same exchange once more; the act of the page asks another.
    let same = stage.officer.reads(format!("{again}/new?target=1")).await;
    same.shows("requests.again.same.title")
        .shows("requests.again.same.not_found")
        .says("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
    let first = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    assert!(
        same.form_to(&again)
            .contains(&("recipient".to_owned(), first.id.to_string()))
    );
    stage
        .officer
        .reads(format!("{again}/new"))
        .await
        .shows("requests.again.title");
    let open = stage.officer.get(&format!("{again}/new?target=2")).await;
    assert_eq!(open.status, 409, "it is not answered yet");
    let sent = stage.officer.sends(&again, &[("recipient", &recipient)]).await;

    let draft = sent.leads_to().unwrap();
    let draft = stage.officer.reads(draft.trim_end_matches("/edit")).await;
    draft
        .shows("requests.status.draft")
        .says("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
    // What the first exchange still works on is not told to the second.
    draft.never_says("0x52908400098527886E0F7030069857D2E4169EE7");
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_about_holds_is_not_written_from_a_case() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let bases = crosshold::store::legal_bases::current(site.app.db.read())
        .await
        .unwrap();
    let basis = bases.iter().find(|basis| basis.code == "vol_letter").unwrap();
    let (recipient, basis) = (exchange.id.to_string(), basis.id.to_string());
    stage.officer.reads("/cases/new").await;
    let case = [
        ("version", "0"),
        ("title", "Sites"),
        ("offence", "07"),
        ("summary", "Two."),
    ];
    let case = stage.officer.sends("/cases", &case).await.leads_to().unwrap();
    stage.officer.reads(format!("{case}/requests/new")).await;
    for kind in ["extend", "release"] {
        let fields = [
            ("kind", kind),
            ("recipient", &recipient),
            ("basis", &basis),
            ("urgency", "routine"),
            ("language", "en"),
            ("tlp", "amber"),
            ("until", "2026-12-18"),
            ("release_reason", "cleared"),
            ("facts", "The order is expected later than it was."),
        ];
        let again = stage.officer.sends(&format!("{case}/requests"), &fields).await;

        assert_eq!(again.status, 422, "{kind}");
        again
            .shows("errors.field.names_no_hold")
            .says("The order is expected later than it was.");
    }
    assert_eq!(told(&site, "request_drafted").await.len(), 1, "the stage's own");
}

/// Check and act are one transaction: of two who act at once on what both have read, one acts and one is told (S32).
#[tokio::test(flavor = "current_thread")]
async fn of_two_who_approve_or_take_back_at_once_one_wins() {
    let site = Site::new().await;
    for _ in 0..5 {
        let stage = Stage::on(&site).await;
        let other = site.supervisor_of(super::POLICE).await;
        let page = format!("/requests/{}", stage.draft);
        let version = stage.officer.reads(&page).await.value_of("as_of").unwrap();
        stage
            .officer
            .sends(&format!("{page}/submission"), &[("as_of", &version)])
            .await;
        let version = stage.supervisor.reads(&page).await.value_of("as_of").unwrap();
        other.reads(&page).await;

        let (approval, fields) = (format!("{page}/approval"), [("as_of", version.as_str())]);
        let (one, two) = tokio::join!(
            stage.supervisor.sends(&approval, &fields),
            other.sends(&approval, &fields)
        );
        let mut answered = [one.status.as_u16(), two.status.as_u16()];
        answered.sort_unstable();
        // The draft's own address is gone for who comes second, once the request has its number.
        assert!(matches!(answered, [303, 404 | 409]), "{answered:?}");

        let won = if one.status == 303 { one } else { two };
        let withdrawal = format!("{}/withdrawal", won.leads_to().unwrap());
        let note = [("note", "Settled.")];
        let (one, two) = tokio::join!(
            stage.supervisor.sends(&withdrawal, &note),
            other.sends(&withdrawal, &note)
        );
        let mut answered = [one.status.as_u16(), two.status.as_u16()];
        answered.sort_unstable();
        assert_eq!(answered, [303, 409]);
    }
    assert_eq!(told(&site, "issued").await.len(), 5);
    assert_eq!(told(&site, "withdrawal_asked").await.len(), 5);
}
