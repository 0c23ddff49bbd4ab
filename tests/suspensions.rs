//! Suspending somebody and lifting it, as people use the pages: it bites on the very next call, both sides see it, and what
//! a thousand requests need is done in one act.

mod drill;
mod pages;
mod races;

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::people::Person;
use sea_orm::{ConnectionTrait, Statement};

use super::requests::{draft, issue};
use super::support::{Client, Fetched, Site};

pub const POLICE: &str = "Polícia Judiciária";
pub const EXCHANGE: &str = "Northbank Exchange";
pub const PLATFORM: &str = "Platform";

const WHY: &[(&str, &str)] = &[
    ("reason", "compromised"),
    ("note", "The switchboard knew nothing of it."),
];
const LIFTS: &[(&str, &str)] = &[
    ("lifted_for", "mended"),
    ("note", "Called back; the account is theirs again."),
];

fn of_person(person: &Person) -> String {
    format!("/people/{}/suspension", person.id)
}

/// An officer with an issued request, signed in, and who else takes part.
struct Scene {
    author: Person,
    officer: Client,
    supervisor: Client,
    intake: Client,
    responder: Client,
    verifier: Client,
    /// The page of the request.
    page: String,
}

impl Scene {
    async fn on(site: &Site) -> Self {
        let author = site.person_of(POLICE, &[Role::Officer]).await;
        let officer = site.nobody();
        officer.signs_in(&author).await;
        let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
        let supervisor = site.supervisor_of(POLICE).await;
        let draft = draft(site, &author, &exchange).await;
        let page = issue(&officer, &[&supervisor], &draft).await;
        Self {
            author,
            officer,
            supervisor,
            intake: site.intake_of(EXCHANGE).await,
            responder: site.responder_of(EXCHANGE).await,
            verifier: site.member_of(PLATFORM, &[Role::Verifier]).await,
            page,
        }
    }

    fn at(&self, below: &str) -> String {
        format!("{}/{below}", self.page)
    }

    /// The officer is suspended by the platform; the page of the suspension.
    async fn suspends(&self) -> String {
        let path = of_person(&self.author);
        self.verifier.reads(&path).await;
        let sent = self.verifier.sends(&path, WHY).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        sent.leads_to().unwrap()
    }
}

async fn is_sent_to_sign_in(client: &Client, path: &str) {
    let fetched = client.get(path).await;
    assert_eq!(fetched.status, StatusCode::SEE_OTHER, "{path}");
    assert!(
        fetched.leads_to().unwrap().starts_with("/sign-in"),
        "{:?}",
        fetched.leads_to()
    );
}

/// How many rows `table` has where `condition`.
pub async fn count(site: &Site, table: &str, condition: &str) -> i64 {
    let db = site.app.db.read();
    let sql = format!("SELECT COUNT(*) AS many FROM {table} WHERE {condition}");
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    row.unwrap().unwrap().try_get("", "many").unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn a_suspended_officer_is_out_at_once_and_both_sides_see_their_request_stand_still() {
    let site = Site::new().await;
    let scene = Scene::on(&site).await;
    scene
        .officer
        .reads(&scene.page)
        .await
        .hides("requests.stopped.officer.tag");

    let path = of_person(&scene.author);
    scene
        .verifier
        .reads(&path)
        .await
        .says(&scene.author.name)
        .shows("suspensions.will.clocks")
        .shows("suspensions.will.holds");
    let done = scene.suspends().await;

    is_sent_to_sign_in(&scene.officer, &scene.page).await;
    is_sent_to_sign_in(&scene.officer, "/home").await;
    let progress = scene.verifier.reads(&done).await;
    progress
        .shows("suspensions.form.done")
        .shows("suspensions.state.standing")
        .says("The switchboard knew nothing of it.");
    for (client, side) in [
        (&scene.supervisor, "asker"),
        (&scene.intake, "recipient"),
        (&scene.responder, "recipient"),
    ] {
        client
            .reads(&scene.page)
            .await
            .shows("requests.stopped.officer.since")
            .shows(&format!("requests.stopped.officer.{side}"))
            .shows("clocks.pause.suspension")
            .shows("trail.stopped.officer")
            .says(&scene.author.name);
        client.reads("/requests").await.shows("requests.stopped.officer.tag");
        client
            .reads("/requests?stopped=yes")
            .await
            .shows("requests.stopped.officer.tag");
        client
            .reads("/notices")
            .await
            .shows("notices.act.person_suspended.one")
            .says(POLICE);
    }

    // What is not done on the word of who is suspended stands there with its reason; receipt may be said.
    scene
        .intake
        .sends_on(&scene.at("acknowledgement"), &[("reference", "NB-1")])
        .await
        .shows("requests.acts.acknowledge.done");
    scene
        .responder
        .reads(&scene.page)
        .await
        .shows("refusals.officer_suspended");
    let started = scene.responder.sends(&scene.at("start"), &[]).await;
    assert_eq!(started.status, StatusCode::CONFLICT);
    started.shows("refusals.officer_suspended");
}

#[tokio::test(flavor = "current_thread")]
async fn another_verifier_lifts_it_and_all_goes_on() {
    let site = Site::new().await;
    let scene = Scene::on(&site).await;
    let done = scene.suspends().await;
    let lift = format!("{done}/lift");

    // Who suspended does not lift, where another can.
    let other = site.member_of(PLATFORM, &[Role::Verifier]).await;
    scene.verifier.reads(&done).await.shows("refusals.own_suspension");
    let own = scene.verifier.sends(&lift, LIFTS).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let silent = other.sends(&lift, &[("lifted_for", ""), ("note", "")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);

    let lifted = other.sends_on(&lift, LIFTS).await;
    lifted
        .shows("suspensions.lift.done")
        .shows("suspensions.state.lifted")
        .says("Called back");
    let again = other.sends(&lift, LIFTS).await;
    assert_eq!(again.status, StatusCode::CONFLICT);

    let officer = site.nobody();
    officer.signs_in(&scene.author).await;
    officer
        .reads(&scene.page)
        .await
        .hides("requests.stopped.officer.since")
        .shows("trail.event.request_resumed");
    for client in [&scene.supervisor, &scene.intake] {
        client.reads(&scene.page).await.hides("requests.stopped.officer.since");
        client
            .reads("/notices")
            .await
            .shows("notices.act.suspension_lifted.one");
    }
    scene
        .verifier
        .reads("/suspensions")
        .await
        .never_says(&scene.author.name);
    scene
        .verifier
        .reads("/suspensions?state=lifted")
        .await
        .says(&scene.author.name);
}

#[tokio::test(flavor = "current_thread")]
async fn a_supervisor_stands_by_a_request_and_it_goes_on() {
    let site = Site::new().await;
    let scene = Scene::on(&site).await;
    scene.suspends().await;

    let path = scene.at("standing-by");
    scene
        .supervisor
        .reads(&path)
        .await
        .shows("requests.acts.standing_by.lead");
    let silent = scene.supervisor.sends(&path, &[("note", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = scene
        .supervisor
        .sends_on(&path, &[("note", "I worked this case with the officer.")])
        .await;
    done.shows("requests.acts.standing_by.done")
        .hides("requests.stopped.officer.since");

    scene.intake.reads("/notices").await.shows("notices.act.stood_by");
    scene
        .intake
        .reads(&scene.page)
        .await
        .hides("requests.stopped.officer.since")
        .shows("trail.event.stood_by");
    let again = scene.supervisor.sends(&path, &[("note", "Once more.")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "current_thread")]
async fn a_locked_down_agency_is_out_with_everybody_in_it() {
    let site = Site::new().await;
    let scene = Scene::on(&site).await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
    let path = format!("/organisations/{}/suspension", agency.id);
    admin
        .reads(&path)
        .await
        .shows("suspensions.organisation.lead")
        .shows("suspensions.will.people.other");
    let typed = |confirm| [WHY[0], WHY[1], ("confirm", confirm)];

    let other = admin.sends(&path, &typed("Policia Judiciaria")).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    other.shows("errors.field.other_name");
    assert_eq!(count(&site, "suspensions", "TRUE").await, 0);

    let done = admin.sends(&path, &typed(POLICE)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    done.shows("suspensions.show.signed_out");
    for client in [&admin, &scene.officer, &scene.supervisor] {
        is_sent_to_sign_in(client, "/home").await;
    }
    scene
        .intake
        .reads(&scene.page)
        .await
        .shows("requests.stopped.asker.since")
        .shows("requests.stopped.asker.recipient");
    scene
        .intake
        .reads("/notices")
        .await
        .shows("notices.act.organisation_suspended.one");

    // Made by the own administrator; nobody of it can sign in, so a verifier lifts it.
    let list = scene.verifier.reads("/suspensions?whom=organisations").await;
    list.says(POLICE).shows("suspensions.side.own");
    let standing = list
        .body
        .split("href=\"/suspensions/")
        .find(|part| !part.starts_with("new"))
        .map(str::to_owned);
    assert!(standing.is_some());
    let twice = scene.verifier.get(&path).await;
    let page = twice.leads_to().unwrap();
    scene
        .verifier
        .sends_on(&format!("{page}/lift"), LIFTS)
        .await
        .shows("suspensions.lift.done");
    let officer = site.nobody();
    officer.signs_in(&scene.author).await;
    officer.reads(&scene.page).await.hides("requests.stopped.asker.since");
}

#[tokio::test(flavor = "current_thread")]
async fn a_suspended_exchange_is_marked_for_those_who_wait_for_it() {
    let site = Site::new().await;
    let scene = Scene::on(&site).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let path = format!("/organisations/{}/suspension", exchange.id);
    let sent = scene
        .verifier
        .sends(&path, &[WHY[0], WHY[1], ("confirm", EXCHANGE)])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);

    is_sent_to_sign_in(&scene.intake, &scene.page).await;
    for client in [&scene.officer, &scene.supervisor] {
        client
            .reads(&scene.page)
            .await
            .shows("requests.stopped.recipient.since")
            .shows("requests.stopped.recipient.asker");
        client
            .reads("/notices")
            .await
            .shows("notices.act.organisation_suspended.one")
            .says(EXCHANGE);
    }
    scene.officer.reads("/organisations").await.never_says(EXCHANGE);
}

#[tokio::test(flavor = "current_thread")]
async fn a_draft_of_a_suspended_officer_is_not_approved_and_goes_on_with_a_colleague() {
    let site = Site::new().await;
    let scene = Scene::on(&site).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let draft = draft(&site, &scene.author, &exchange).await;
    let page = format!("/requests/{draft}");
    let version = scene.officer.reads(&page).await.value_of("as_of").unwrap();
    scene
        .officer
        .sends_on(&format!("{page}/submission"), &[("as_of", &version)])
        .await;
    scene.suspends().await;

    scene
        .supervisor
        .reads(&page)
        .await
        .shows("requests.stopped.officer.draft")
        .shows("refusals.officer_suspended");
    let approved = scene.supervisor.sends(&format!("{page}/approval"), &[]).await;
    assert_eq!(approved.status, StatusCode::CONFLICT);
    approved.shows("refusals.officer_suspended");
    assert_eq!(count(&site, "requests", "issued_at IS NOT NULL").await, 1);
}

#[tokio::test(flavor = "current_thread")]
async fn nobody_suspends_who_may_not_and_administrators_only_their_own() {
    let site = Site::new().await;
    let scene = Scene::on(&site).await;
    let admin = site.person_of(POLICE, &[Role::AgencyAdmin]).await;
    let own = site.nobody();
    own.signs_in(&admin).await;
    let foreign = site.member_of(EXCHANGE, &[Role::ExchangeAdmin]).await;
    let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
    let platform = site.organisation(PLATFORM, OrganisationKind::Platform).await;
    let operator = site.person_of(PLATFORM, &[Role::Operator]).await;
    let path = of_person(&scene.author);
    let of_agency = format!("/organisations/{}/suspension", agency.id);

    for (client, to, status) in [
        (&scene.supervisor, &path, StatusCode::FORBIDDEN),
        (&scene.intake, &path, StatusCode::FORBIDDEN),
        (&foreign, &path, StatusCode::NOT_FOUND),
        (&foreign, &of_agency, StatusCode::NOT_FOUND),
        (&own, &of_person(&operator), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(client.get(to).await.status, status, "{to}");
        let typed = [WHY[0], WHY[1], ("confirm", POLICE)];
        assert_eq!(client.sends(to, &typed).await.status, status, "{to}");
    }
    // The own account, the platform itself and the last operator stay, and the page says why.
    own.reads(of_person(&admin)).await.shows("refusals.own_account");
    assert_eq!(own.sends(&of_person(&admin), WHY).await.status, StatusCode::FORBIDDEN);
    let whole = format!("/organisations/{}/suspension", platform.id);
    for (to, fields) in [
        (whole, vec![WHY[0], WHY[1], ("confirm", PLATFORM)]),
        (of_person(&operator), WHY.to_vec()),
    ] {
        scene.verifier.reads(&to).await.shows("refusals.last_of_platform");
        assert_eq!(
            scene.verifier.sends(&to, &fields).await.status,
            StatusCode::CONFLICT,
            "{to}"
        );
    }
    assert_eq!(count(&site, "suspensions", "TRUE").await, 0);

    // The own administrator may, and lifts what they suspended; what the platform suspended they do not.
    let done = own.sends(&path, WHY).await.leads_to().unwrap();
    assert_eq!(foreign.get(&done).await.status, StatusCode::NOT_FOUND);
    own.sends_on(&format!("{done}/lift"), LIFTS)
        .await
        .shows("suspensions.lift.done");
    let by_platform = scene.suspends().await;
    own.reads(&by_platform).await.shows("refusals.needs_role");
    assert_eq!(
        own.sends(&format!("{by_platform}/lift"), LIFTS).await.status,
        StatusCode::FORBIDDEN
    );
}

/// What one finds by the status of an answer, for the races.
pub fn is_done(answer: &Fetched) -> bool {
    answer.status == StatusCode::SEE_OTHER && !answer.leads_to().unwrap_or_default().starts_with("/sign-in")
}
