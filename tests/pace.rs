//! How fast an agency may go (security S74): a burst is stopped and told, the first requests of an officer are looked at
//! twice, and whoever acts from somewhere new confirms who they are.

mod afar;
mod settings;

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::audit::Call;
use crosshold::domain::ids::CallId;
use crosshold::domain::organisations::Organisation;
use crosshold::domain::pace::Limits;
use crosshold::domain::people::{Person, Proof};
use crosshold::service::{Context, pace};
use crosshold::store;
use futures_util::future::join;
use sea_orm::{ConnectionTrait, Statement};

use crate::requests::draft;
use crate::support::{Client, Fetched, Site};

const POLICE: &str = "Polícia Judiciária";
const EXCHANGE: &str = "Northbank Exchange";

/// The agency has set `limits`.
pub async fn sets(site: &Site, limits: Limits) {
    let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
    let admin = site.person_of(POLICE, &[Role::AgencyAdmin]).await;
    let actor = admin.actor(&agency, Some(Proof::DEMO));
    let call = Call {
        id: CallId::new(site.app.now()),
        source: None,
    };
    let cx = Context {
        db: &site.app.db,
        actor: &actor,
        now: site.app.now(),
        call: &call,
        as_of: None,
    };
    let version = pace::show(&cx, agency.id).await.unwrap().version;
    pace::set(&cx, agency.id, version, limits).await.unwrap();
}

async fn exchange(site: &Site) -> Organisation {
    site.organisation(EXCHANGE, OrganisationKind::Exchange).await
}

/// The page of a new draft of `author`.
async fn drafted(site: &Site, author: &Person) -> String {
    format!("/requests/{}", draft(site, author, &exchange(site).await).await)
}

async fn submits(client: &Client, page: &str) -> Fetched {
    client.reads(page).await;
    client.sends(&format!("{page}/submission"), &[]).await
}

/// How many leaves say `act`.
async fn leaves(site: &Site, act: &str) -> usize {
    let search = store::audit::Search {
        act: Some(act.to_owned()),
        ..store::audit::Search::default()
    };
    let found = store::audit::newest(site.app.db.read(), &search, 50, None).await;
    found.unwrap().len()
}

#[tokio::test(flavor = "current_thread")]
async fn a_burst_is_stopped_and_told_to_those_who_look_after_it() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let supervisor = site.supervisor_of(POLICE).await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let verifier = site.member_of("Platform", &[Role::Verifier]).await;
    let elsewhere = site.supervisor_of("Guardia Civil").await;
    sets(
        &site,
        Limits {
            sent_per_officer: 2,
            ..Limits::default()
        },
    )
    .await;
    let mut drafts = Vec::new();
    for _ in 0..4 {
        drafts.push(drafted(&site, &author).await);
    }

    let mut sent = Vec::new();
    for page in &drafts {
        sent.push(submits(&officer, page).await.status.as_u16());
    }

    assert_eq!(sent, [303, 303, 429, 429]);
    let page = drafts.last().unwrap();
    let read = officer.reads(page).await;
    read.shows("requests.status.draft").shows("refusals.spent_officer");
    assert_eq!(leaves(&site, "pace_reached").await, 1, "once a day");
    let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
    for who in [&supervisor, &admin, &verifier] {
        let notices = who.reads("/notices").await;
        notices.says("more than the 2 requests of a day");
        let told = who.reads(&format!("/organisations/{}/pace", agency.id)).await;
        told.shows("pace.stopped").says(&author.name);
    }
    for who in [&officer, &elsewhere] {
        who.reads("/notices")
            .await
            .never_says("more than the 2 requests of a day");
    }
    assert_eq!(
        submits(&supervisor, page).await.status,
        StatusCode::SEE_OTHER,
        "a colleague can"
    );
    // The day after it goes on, and what is too much then is told anew.
    site.wait(jiff::SignedDuration::from_hours(24) + jiff::SignedDuration::from_mins(1));
    officer.signs_in(&author).await;
    let third = submits(&officer, drafts.get(2).unwrap()).await;
    assert_eq!(third.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "current_thread")]
async fn of_two_at_once_at_the_edge_of_a_cap_one_is_sent() {
    for of_organisation in [false, true] {
        let site = Site::new().await;
        let other = site.instance().await;
        let one = site.person_of(POLICE, &[Role::Officer]).await;
        let two = if of_organisation {
            site.person_of(POLICE, &[Role::Officer]).await
        } else {
            one.clone()
        };
        let clients = (site.nobody(), other.nobody());
        clients.0.signs_in(&one).await;
        clients.1.signs_in(&two).await;
        let limits = Limits {
            sent_per_officer: if of_organisation { 9 } else { 1 },
            sent_per_organisation: if of_organisation { 1 } else { 9 },
            ..Limits::default()
        };
        sets(&site, limits).await;
        let (first, second) = (drafted(&site, &one).await, drafted(&site, &two).await);

        let sent = join(submits(&clients.0, &first), submits(&clients.1, &second)).await;

        let mut codes = [sent.0.status.as_u16(), sent.1.status.as_u16()];
        codes.sort_unstable();
        assert_eq!(codes, [303, 429], "{of_organisation}");
        assert_eq!(leaves(&site, "submitted").await, 1);
        assert_eq!(leaves(&site, "pace_reached").await, 1);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn two_supervisors_look_at_an_officers_first_requests_and_the_exchange_learns_of_it() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    site.has_issued(&author, 2).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let (first, second) = (site.supervisor_of(POLICE).await, site.supervisor_of(POLICE).await);
    let intake = site.intake_of(EXCHANGE).await;
    let page = drafted(&site, &author).await;

    assert_eq!(submits(&officer, &page).await.status, StatusCode::SEE_OTHER);
    let waits = officer.reads(&page).await;
    waits.shows("requests.waits.on.second_look");
    waits.shows("requests.second_look.why.first_requests");
    officer.reads("/requests").await.shows("requests.second_look.tag");

    let approval = format!("{page}/approval");
    first.reads(&approval).await.shows("requests.second_look.spoke");
    let silent = first.sends(&approval, &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    silent.shows("errors.field.not_spoken");
    let once = first.sends_on(&approval, &[("spoke", "yes")]).await;
    once.shows("requests.acts.approve.done_waits");
    let twice = first.sends(&approval, &[("spoke", "yes")]).await;
    assert_eq!(twice.status, StatusCode::FORBIDDEN);
    twice.shows("refusals.four_eyes");
    intake.reads("/requests").await.hides("requests.second_look.tag");

    second.reads(&approval).await;
    let issued = second.sends(&approval, &[("spoke", "yes")]).await;
    let page = issued.leads_to().unwrap();
    second.reads(&page).await.shows("requests.acts.approve.done");

    let read = intake.reads(&page).await;
    read.shows("requests.second_look.why.first_requests");
    read.says("2 supervisors looked at it, and each spoke with the officer");
    read.shows("requests.second_look.approver_spoke");
    intake.reads("/requests").await.shows("requests.second_look.tag");
    let db = site.app.db.read();
    let sql = "SELECT packet FROM requests WHERE number IS NOT NULL";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    let packet: String = row.try_get("", "packet").unwrap();
    assert!(packet.contains(r#""second_look":{"approvals":2,"why":["first_requests"]}"#));
    assert!(packet.contains(r#""spoke_with_author":true"#));

    // The next is one of somebody whom everybody knows.
    let next = drafted(&site, &author).await;
    assert_eq!(submits(&officer, &next).await.status, StatusCode::SEE_OTHER);
    officer.reads(&next).await.hides("requests.second_look.tag");
    let sent = first.sends(&format!("{next}/approval"), &[]).await;
    first
        .reads(&sent.leads_to().unwrap())
        .await
        .shows("requests.acts.approve.done");
}

#[tokio::test(flavor = "current_thread")]
async fn where_nobody_else_could_one_supervisor_looks_and_says_so() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    site.has_issued(&author, 0).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let supervisor = site.supervisor_of(POLICE).await;
    let page = drafted(&site, &author).await;
    assert_eq!(submits(&officer, &page).await.status, StatusCode::SEE_OTHER);

    let approval = format!("{page}/approval");
    assert_eq!(
        supervisor.sends(&approval, &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let issued = supervisor.sends(&approval, &[("spoke", "yes")]).await;

    let page = issued.leads_to().unwrap();
    let read = supervisor.reads(&page).await;
    read.says("One supervisor looked at it and spoke with the officer before it was issued.");
}
