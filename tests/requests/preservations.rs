//! Data that is kept, as both sides follow it: preserved, warned of, extended, ended; and what the database refuses.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::people::Person;
use crosshold::domain::requests::kinds::Kind;
use crosshold::service::deadlines;
use crosshold::store::audit::{Search, newest};
use crosshold::store::statements::counted;
use crosshold::text::Language;
use jiff::SignedDuration;
use sea_orm::ConnectionTrait;

use super::{EXCHANGE, POLICE, Stage, approve};
use crate::support::{Client, Site};

/// How often the trail tells of `act`.
async fn told(site: &Site, act: &str) -> usize {
    let search = Search {
        act: Some(act.to_owned()),
        ..Search::default()
    };
    newest(site.app.db.read(), &search, 50, None).await.unwrap().len()
}

/// The clock looks twice: what it did once it does not do again.
async fn clock(site: &Site) {
    for _ in 0..2 {
        deadlines::round(&site.app.db, site.app.now()).await.unwrap();
    }
}

async fn signed_in(site: &Site, person: &Person) -> Client {
    let client = site.nobody();
    client.signs_in(person).await;
    client
}

async fn answers(responder: &Client, page: &str, position: u32, fields: &[(&str, &str)]) {
    let form = format!("{page}/targets/{position}/answer");
    responder.reads(&form).await;
    responder
        .sends_on(&form, fields)
        .await
        .shows("requests.acts.answer.done");
}

/// The data of the first target is kept until the 24th at noon, that of the second nobody has; the page.
async fn kept(stage: &Stage) -> String {
    let page = stage.begun().await;
    let preserved = [
        ("outcome", "preserved"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("until", "2026-11-24T12:00"),
    ];
    answers(&stage.responder, &page, 1, &preserved).await;
    answers(&stage.responder, &page, 2, &[("outcome", "no_match")]).await;
    page
}

/// A draft that asks to keep the data of `page` until `until`; where it is edited, or the form again.
async fn extension(officer: &Client, page: &str, until: &str) -> crate::support::Fetched {
    let form = officer.reads(format!("{page}/extension/new")).await;
    form.shows("requests.form.about_data")
        .hides("requests.form.about_holds");
    let id = form.value_of("preservations").unwrap();
    let fields = [
        ("preservations", id.as_str()),
        ("until", until),
        (
            "facts",
            "The request for production is with the prosecutor and goes out next week.",
        ),
    ];
    officer.sends(&format!("{page}/extension"), &fields).await
}

#[tokio::test(flavor = "current_thread")]
async fn preserved_data_is_warned_of_extended_and_goes_on_to_its_new_end() {
    let site = Site::new().await;
    let stage = Stage::asking(&site, Kind::Preserve).await;
    let page = kept(&stage).await;
    for reader in [&stage.officer, &stage.responder] {
        reader
            .reads(&page)
            .await
            .shows("requests.show.preservations")
            .shows("preservations.status.kept")
            .shows("preservations.clock.mark.ends")
            .shows("clocks.source.preserved")
            .hides("requests.show.no_holds");
        let list = reader.reads("/holds?kept=data").await;
        list.says("FR-2026-000001").shows("clocks.step.started.preservation");
        reader.reads("/holds").await.shows("holds.index.none");
    }
    stage.officer.reads("/home").await.shows("home.data.kept");

    // Who works there before the alarm is told of it.
    let supervisor = site.person_of(POLICE, &[Role::Supervisor]).await;
    let responder = site.person_of(EXCHANGE, &[Role::Responder]).await;
    // Of forty-four hours only the warning six hours before is no longer than a third.
    site.wait(SignedDuration::from_hours(39));
    clock(&site).await;
    assert_eq!(told(&site, "preservation_alarm").await, 1);
    let officer = site.officer_of(POLICE).await;
    let (supervisor, responder) = (signed_in(&site, &supervisor).await, signed_in(&site, &responder).await);
    supervisor
        .reads("/notices")
        .await
        .shows("notices.act.preservation_alarm");
    responder
        .reads("/notices")
        .await
        .shows("notices.act.preservation_alarm");
    supervisor.reads(&page).await.shows("trail.event.preservation_alarm");

    let sooner = extension(&officer, &page, "2026-11-23").await;
    assert_eq!(sooner.status, 422);
    sooner.shows("errors.field.not_later");
    let edit = extension(&officer, &page, "2026-12-20").await.leads_to().unwrap();
    let draft = edit.trim_end_matches("/edit").to_owned();
    let form = officer.reads(&edit).await;
    form.shows("requests.form.recipient_fixed")
        .shows("requests.form.field.keep_until.label")
        .says(EXCHANGE);
    assert_eq!(form.value_of("until").as_deref(), Some("2026-12-20"));
    clock(&site).await;
    assert_eq!(
        told(&site, "preservation_alarm").await,
        1,
        "a draft about it rings nothing anew"
    );
    let number = issue_as_filled(&officer, &supervisor, &form, &draft).await;

    let follower = format!("/requests/{number}");
    let intake = site.intake_of(EXCHANGE).await;
    intake.reads(&follower).await;
    let reference = [("reference", "NB-2")];
    intake
        .sends_on(&format!("{follower}/acknowledgement"), &reference)
        .await;
    responder.reads(&follower).await.shows("requests.show.preservations");
    responder.sends_on(&format!("{follower}/start"), &[]).await;
    let longer = [("outcome", "extended"), ("until", "2026-12-19T12:00")];
    answers(&responder, &follower, 1, &longer).await;

    officer
        .reads(&page)
        .await
        .shows("preservations.status.extended")
        .shows("requests.desired.extended_data");
    clock(&site).await;
    site.wait(SignedDuration::from_hours(8));
    clock(&site).await;
    assert_eq!(told(&site, "preservation_extended").await, 1);
    assert_eq!(told(&site, "preservation_expiry_due").await, 0, "its end was moved");
}

/// The draft is saved as it is with why no document is attached, sent and approved; its number.
pub(super) async fn issue_as_filled(
    officer: &Client,
    supervisor: &Client,
    form: &crate::support::Fetched,
    draft: &str,
) -> String {
    let filled = form.form_to(draft);
    let mut sent: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| !matches!(*name, "csrf" | "explanation" | "then" | "check"))
        .collect();
    sent.extend([("check", "document"), ("explanation", "The letter follows by post.")]);
    sent.push(("then", "submit"));
    let to = officer.sends(draft, &sent).await.leads_to().unwrap();
    assert!(
        !to.contains("gate"),
        "the gate stops it: {}",
        officer.reads(to.as_str()).await.text()
    );
    let to = approve(&[supervisor], draft).await;
    to.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test(flavor = "current_thread")]
async fn at_its_end_data_waits_for_the_word_of_the_exchange_and_lapsed_is_not_lifted() {
    let site = Site::new().await;
    let stage = Stage::asking(&site, Kind::Preserve).await;
    let page = kept(&stage).await;
    let early = stage.responder.reads(&page).await;
    assert!(!early.body.contains("/lapse\""), "{}", early.text());

    site.wait(SignedDuration::from_hours(48));
    clock(&site).await;
    assert_eq!(told(&site, "preservation_expiry_due").await, 1);
    let (officer, responder) = (site.officer_of(POLICE).await, site.responder_of(EXCHANGE).await);
    officer
        .reads(&page)
        .await
        .shows("preservations.status.expiry_due")
        .shows("preservations.clock.end_due_text.asker");
    officer.reads("/home").await.shows("home.data.at_end.asker");
    responder.reads("/home").await.shows("home.data.at_end.recipient");
    responder.reads("/holds?kept=data").await.shows("holds.index.say");

    let read = responder.reads(&page).await;
    let lapse = read
        .body
        .split('"')
        .find(|part| part.ends_with("/lapse"))
        .unwrap()
        .to_owned();
    let other = site.organisation("Halden Markets", OrganisationKind::Exchange).await;
    let stranger = site.responder_of(&other.name).await;
    assert_eq!(stranger.get(&lapse).await.status, 404);
    assert_eq!(officer.get(&lapse).await.status, 403);
    responder
        .reads(&lapse)
        .await
        .shows("requests.acts.lapse_preservation.lead");
    responder
        .sends_on(&lapse, &[])
        .await
        .shows("preservations.status.lapsed")
        .hides("preservations.status.released");
    officer
        .reads(&page)
        .await
        .shows("preservations.status.lapsed")
        .shows("requests.show.preservation_lapsed")
        .hides("requests.outcome_hint.preserved");
    assert_eq!(told(&site, "preservation_lapsed").await, 1);
    assert_eq!(responder.sends(&lapse, &[]).await.status, 409);
    officer
        .reads("/holds?kept=data")
        .await
        .shows("preservations.index.none");
}

#[tokio::test(flavor = "current_thread")]
async fn taken_back_it_is_let_go_where_the_exchange_says_so() {
    let site = Site::new().await;
    let stage = Stage::asking(&site, Kind::Preserve).await;
    let page = kept(&stage).await;
    let withdrawal = format!("{page}/withdrawal");
    stage.supervisor.reads(&withdrawal).await;
    let note = [("note", "The data was produced.")];
    stage.supervisor.sends_on(&withdrawal, &note).await;
    let confirmation = format!("{page}/withdrawal/confirmation");
    let form = stage.responder.reads(&confirmation).await;
    form.shows("requests.fate.data.let_go.label");
    let (_, rest) = form.body.split_once("name=\"data-").unwrap();
    let field = format!("data-{}", rest.split('"').next().unwrap());
    stage
        .responder
        .sends_on(&confirmation, &[(field.as_str(), "let_go")])
        .await
        .shows("preservations.status.released")
        .shows("preservations.lift_reason.request_withdrawn");
}

#[tokio::test(flavor = "current_thread")]
async fn its_pages_cost_no_more_statements_than_those_of_holds_and_speak_every_language() {
    let site = Site::new().await;
    let stage = Stage::asking(&site, Kind::Preserve).await;
    let page = kept(&stage).await;
    for reader in [&stage.officer, &stage.responder] {
        for (path, most) in [(page.as_str(), 12), ("/holds?kept=data", 8), ("/home", 8)] {
            reader.reads(path).await;
            let (_, statements) = counted(reader.reads(path)).await;
            assert!((1..=most).contains(&statements), "{path}: {statements} statements");
        }
    }
    let read = stage.responder.reads(&page).await;
    let acts: Vec<String> = read
        .body
        .split('"')
        .filter(|part| part.contains("/preservations/"))
        .map(str::to_owned)
        .collect();
    assert_eq!(acts.len(), 2, "{acts:?}");
    for language in Language::ALL {
        for reader in [&stage.officer, &stage.responder] {
            let chosen = [("tag", language.tag()), ("to", page.as_str())];
            reader.sends("/language", &chosen).await;
            for path in [page.as_str(), "/holds", "/holds?kept=data", "/home"] {
                assert_eq!(reader.reads(path).await.page_language(), *language);
            }
        }
        for act in &acts {
            assert_eq!(stage.responder.reads(act).await.page_language(), *language);
        }
        for below in ["extension/new", "release/new"] {
            let form = stage.officer.reads(format!("{page}/{below}")).await;
            assert_eq!(form.page_language(), *language);
        }
    }
}

/// Raw statements, each of which the database refuses by itself, on the engine under test.
#[tokio::test(flavor = "current_thread")]
async fn the_database_refuses_what_no_rule_of_preservations_allows() {
    let site = Site::new().await;
    let stage = Stage::asking(&site, Kind::Preserve).await;
    let page = kept(&stage).await;
    site.organisation("Halden Markets", OrganisationKind::Exchange).await;
    let edit = extension(&stage.officer, &page, "2026-12-15").await.leads_to().unwrap();
    assert!(edit.contains("/edit"));
    let there = "(SELECT id FROM organisations WHERE name = 'Halden Markets')";
    let done = |sql: String| {
        let db = &site.app.db;
        async move {
            let tx = db.begin().await.unwrap();
            let done = tx.execute_unprepared(&sql).await;
            let told = done.as_ref().err().map(ToString::to_string).unwrap_or_default();
            tx.rollback().await.unwrap();
            (done.map(|done| done.rows_affected()).unwrap_or(0), told)
        }
    };
    for sql in [
        format!("UPDATE preservations SET holder_id = {there}"),
        "UPDATE preservations SET placed_at = placed_at + 1".to_owned(),
        "UPDATE preservations SET until_at = NULL".to_owned(),
        "UPDATE preservations SET status = 'gone'".to_owned(),
        "DELETE FROM preservations".to_owned(),
        format!("UPDATE requests SET recipient_id = {there} WHERE kind = 'extend'"),
        "UPDATE targets SET preservation_id = (SELECT id FROM preservations) WHERE outcome = 'preserved'".to_owned(),
    ] {
        let (rows, told) = done(sql.clone()).await;
        assert!(rows == 0 && !told.is_empty(), "{sql}: {rows} rows, {told}");
        assert!(!told.contains("syntax") && !told.contains("no such"), "{sql}: {told}");
    }
    let (rows, told) = done("UPDATE preservations SET until_at = until_at + 1".to_owned()).await;
    assert!(rows == 1, "{told}");
    let read = stage.responder.reads(&page).await;
    let lift = read
        .body
        .split('"')
        .find(|part| part.ends_with("/lift"))
        .unwrap()
        .to_owned();
    stage.responder.reads(&lift).await;
    stage.responder.sends_on(&lift, &[("reason", "court_order")]).await;
    let (rows, told) = done("UPDATE preservations SET until_at = until_at + 1".to_owned()).await;
    assert!(rows == 0 && told.contains("ends once"), "{told}");
}
