//! Looking after the people of an organisation.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::people::{Person, Standing};
use crosshold::service::members::idle;
use crosshold::store;
use crosshold::text::Language;
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, Statement};

use super::requests::Stage;
use super::support::{Client, Site};

const POLICE: &str = "Polícia Judiciária";
const EXCHANGE: &str = "Northbank Exchange";

async fn standing(site: &Site, person: &Person) -> Standing {
    let found = store::people::get(site.app.db.read(), person.id).await.unwrap();
    found.unwrap().standing
}

async fn value(site: &Site, sql: &str, person: &Person) -> Option<String> {
    let db = site.app.db.read();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [person.id.0.into()]);
    let row = db.query_one_raw(statement).await.unwrap()?;
    row.try_get_by_index(0).unwrap()
}

#[actix_web::test]
async fn administrators_find_everybody_of_their_own_in_their_own_language() {
    let site = Site::new().await;
    let admin = site.person_of(POLICE, &[Role::AgencyAdmin]).await;
    let officer = site.person_of(POLICE, &[Role::Officer]).await;
    let gone = site.person_of(POLICE, &[Role::Supervisor]).await;
    site.set_standing(&gone, Standing::Left).await;
    let stranger = site.person_of(EXCHANGE, &[Role::Intake]).await;
    let client = site.nobody();
    client.signs_in(&admin).await;
    for &language in Language::ALL {
        client.reads("/account").await;
        client.sends("/language", &[("tag", language.tag()), ("to", "/")]).await;
        client
            .reads("/members")
            .await
            .shows("members.index.title")
            .says(&officer.email)
            .says(&gone.email)
            .never_says(&stranger.email);
        client
            .reads(format!("/members/{}", officer.id))
            .await
            .shows("members.work.hint")
            .shows("members.act.suspend")
            .says(&officer.email);
    }
    let found = client.reads("/members?standing=left&role=supervisor&sort=seen").await;
    found.says(&gone.email).never_says(&officer.email);
    client
        .reads(format!("/members?q={}", &officer.email[..12]))
        .await
        .says(&officer.email);
    client
        .reads("/members?q=nobody+of+that+name")
        .await
        .shows("members.index.none");
    assert_eq!(client.get("/members?standing=king").await.status, 422);
    assert_eq!(client.get("/members?color=red").await.status, 400);
    for below in ["", "/roles", "/edit", "/sessions", "/leaving", "/reinstatement"] {
        let path = format!("/members/{}{below}", stranger.id);
        assert_eq!(client.get(&path).await.status, 404, "{path}");
    }
    for below in ["/roles", "/edit", "/sessions", "/leaving", "/reinstatement"] {
        let path = format!("/members/{}{below}", stranger.id);
        let fields: &[(&str, &str)] = match below {
            "/roles" => &[("roles", "intake")],
            "/edit" => &[("name", "X")],
            "/reinstatement" => &[("reason", "X")],
            _ => &[],
        };
        assert_eq!(client.sends(&path, fields).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn other_roles_bite_on_the_next_request() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let person = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&person).await;
    officer.reads("/cases").await;

    let path = format!("/members/{}/roles", person.id);
    admin.reads(&path).await.shows("members.role_may.officer");
    let done = admin.sends_on(&path, &[("roles", "agency_admin")]).await;
    done.shows("members.roles.done");

    // The session is over, and what it could do with it.
    assert!(officer.get("/cases").await.leads_to().unwrap().starts_with("/sign-in"));
    officer.signs_in(&person).await;
    assert_eq!(officer.get("/cases").await.status, 403);
    officer.reads("/members").await;
    officer.reads("/notices").await.shows("notices.act.roles_changed");
    for (roles, key) in [
        (vec![], "errors.field.required"),
        (vec![("roles", "intake")], "errors.field.role_of_another_kind"),
    ] {
        let refused = admin.sends(&path, &roles).await;
        assert_eq!(refused.status, 422);
        refused.shows(key);
    }
    assert_eq!(admin.sends(&path, &[("roles", "king")]).await.status, 400);
    let same = admin.sends_on(&path, &[("roles", "agency_admin")]).await;
    same.shows("members.unchanged");
}

#[actix_web::test]
async fn nobody_changes_their_own_roles_or_leaves_an_organisation_alone() {
    let site = Site::new().await;
    let person = site.person_of(POLICE, &[Role::AgencyAdmin]).await;
    let admin = site.nobody();
    admin.signs_in(&person).await;
    let own = format!("/members/{}", person.id);
    admin.reads(&own).await.shows("refusals.own_account");
    for (below, fields) in [("roles", &[("roles", "officer")][..]), ("leaving", &[])] {
        let refused = admin.sends(&format!("{own}/{below}"), fields).await;
        assert_eq!(refused.status, 403, "{below}");
        refused.shows("refusals.own_account");
    }
    // A verifier cannot take away the last one either.
    let verifier = site.member_of("Platform", &[Role::Verifier]).await;
    let left = verifier.sends(&format!("{own}/leaving"), &[]).await;
    assert_eq!(left.status, 409);
    left.shows("refusals.last_administrator");
    assert_eq!(standing(&site, &person).await, Standing::Active);
    // Of an agency a verifier knows its administrators alone.
    let officer = site.person_of(POLICE, &[Role::Officer]).await;
    assert_eq!(verifier.get(&format!("/members/{}", officer.id)).await.status, 404);
    let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
    verifier
        .reads(format!("/members?organisation={}", agency.id))
        .await
        .says(&person.email)
        .never_says(&officer.email);
}

#[actix_web::test]
async fn sessions_of_one_or_of_all_end_at_once() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let (ana, rui) = (
        site.person_of(POLICE, &[Role::Officer]).await,
        site.person_of(POLICE, &[Role::Officer]).await,
    );
    let theirs = site.intake_of(EXCHANGE).await;
    let (one, other) = (site.nobody(), site.nobody());
    one.signs_in(&ana).await;
    other.signs_in(&rui).await;
    let is_out = async |client: &Client| client.get("/home").await.leads_to().is_some();

    let path = format!("/members/{}/sessions", ana.id);
    admin.reads(&path).await.shows("members.act.end_sessions");
    admin.sends_on(&path, &[]).await.shows("members.sessions.done");
    assert!(is_out(&one).await && !is_out(&other).await);

    one.signs_in(&ana).await;
    admin
        .reads("/members/sessions")
        .await
        .shows("members.sessions.lead_all");
    admin
        .sends_on("/members/sessions", &[])
        .await
        .shows("members.sessions.done");
    assert!(is_out(&one).await && is_out(&other).await);
    assert!(!is_out(&admin).await && !is_out(&theirs).await);
    let exchange = site
        .organisation(EXCHANGE, OrganisationKind::Exchange)
        .await
        .id
        .to_string();
    let foreign = admin.sends("/members/sessions", &[("organisation", &exchange)]).await;
    assert_eq!(foreign.status, 404);
    assert!(!is_out(&theirs).await);
}

#[actix_web::test]
async fn a_correction_changes_the_name_and_keeps_what_was_typed_wrong() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let ana = site.person_of(POLICE, &[Role::Officer]).await;
    let path = format!("/members/{}/edit", ana.id);
    admin.reads(&path).await;
    let wrong = admin
        .sends(&path, &[("name", ""), ("badge", "PJ-9"), ("phone", "")])
        .await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.value_of("badge").as_deref(), Some("PJ-9"));
    let done = admin
        .sends_on(
            &path,
            &[("name", "Ana Sousa"), ("badge", "PJ-9"), ("phone", "+351 21 1")],
        )
        .await;
    done.shows("members.corrections.done").says("Ana Sousa").says("PJ-9");
}

/// An officer leaves whose draft, whose issued request and whose name as a deputy stand open.
#[actix_web::test]
async fn open_work_of_whoever_leaves_goes_to_a_colleague_who_may_not_approve_it() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = stage.issued().await;
    let author = author_of(&site, &number).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let draft = super::requests::draft_with(&site, &author, &exchange, |_| {}).await;
    let heir = site.person_of(POLICE, &[Role::Officer, Role::Supervisor]).await;
    let heirs = site.nobody();
    heirs.signs_in(&heir).await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let path = format!("/members/{}/leaving", author.id);

    // Counted, never shown.
    let page = admin.reads(&path).await;
    page.shows("members.work.drafts").never_says(&number);
    let nobody = admin.sends(&path, &[("to", "")]).await;
    assert_eq!(nobody.status, 422);
    nobody.shows("errors.field.required");
    assert_eq!(standing(&site, &author).await, Standing::Active);
    let himself = admin.sends(&path, &[("to", &author.id.to_string())]).await;
    himself.shows("errors.field.unknown_choice");
    let stranger = site.person_of(EXCHANGE, &[Role::Responder]).await;
    let foreign = admin.sends(&path, &[("to", &stranger.id.to_string())]).await;
    foreign.shows("errors.field.unknown_choice");

    admin
        .sends_on(&path, &[("to", &heir.id.to_string())])
        .await
        .shows("members.leaving.done");

    assert_eq!(standing(&site, &author).await, Standing::Left);
    assert!(stage.officer.get("/home").await.leads_to().is_some());
    heirs.reads("/notices").await.shows("notices.act.handed_over.other");
    // The draft is the colleague's now, who sends it and cannot approve it.
    let page = format!("/requests/{draft}");
    let version = heirs.reads(&page).await.value_of("as_of").unwrap();
    heirs
        .sends_on(&format!("{page}/submission"), &[("as_of", &version)])
        .await;
    let own = heirs.sends(&format!("{page}/approval"), &[]).await;
    own.shows("refusals.four_eyes");
    // What was issued keeps the author its packet names; who looks after it is told what becomes of it.
    heirs
        .reads(format!("/requests/{number}"))
        .await
        .says(&author.name)
        .shows("trail.event.handed_over");
    stage
        .intake
        .reads(format!("/requests/{number}"))
        .await
        .hides("trail.event.handed_over");
    stage
        .intake
        .sends_on(&format!("/requests/{number}/acknowledgement"), &[("reference", "NB-2")])
        .await;
    heirs.reads("/notices").await.shows("notices.act.acknowledged");

    let again = admin.sends(&path, &[("to", &heir.id.to_string())]).await;
    assert_eq!(again.status, 409);
    again.shows("refusals.has_left");
}

async fn author_of(site: &Site, number: &str) -> Person {
    let db = site.app.db.read();
    let sql = "SELECT author_id FROM requests WHERE number = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [number.into()]);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    let id = crosshold::domain::ids::PersonId(row.try_get_by_index(0).unwrap());
    store::people::get(db, id).await.unwrap().unwrap()
}

#[actix_web::test]
async fn who_has_a_request_in_hand_hands_it_on() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let number = page.rsplit('/').next().unwrap().to_owned();
    let sql = "SELECT number FROM requests WHERE handler_id = $1";
    let everybody = store::people::active(site.app.db.read()).await.unwrap();
    let mut handler = None;
    for person in everybody {
        if value(&site, sql, &person).await.is_some() {
            handler = Some(person);
        }
    }
    let handler = handler.unwrap();
    let heir = site.person_of(EXCHANGE, &[Role::Responder]).await;
    let admin = site.member_of(EXCHANGE, &[Role::ExchangeAdmin]).await;
    let path = format!("/members/{}/leaving", handler.id);
    admin.reads(&path).await.shows("members.work.in_hand");
    admin
        .sends_on(&path, &[("to", &heir.id.to_string())])
        .await
        .shows("members.leaving.done");

    assert_eq!(value(&site, sql, &heir).await, Some(number));
    let heirs = site.nobody();
    heirs.signs_in(&heir).await;
    heirs
        .reads(&page)
        .await
        .shows("trail.event.handed_over")
        .says(&handler.name);
}

#[actix_web::test]
async fn who_approved_a_request_does_not_become_its_author() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = format!("/requests/{}", stage.draft);
    let version = stage.officer.reads(&page).await.value_of("as_of").unwrap();
    stage
        .officer
        .sends_on(&format!("{page}/submission"), &[("as_of", &version)])
        .await;
    let author = author_of_id(&site, &stage.draft).await;
    let supervisor = site.person_of(POLICE, &[Role::Supervisor]).await;
    let tx = site.app.db.begin().await.unwrap();
    let approvals = format!("[{{\"by\":\"{}\",\"at\":1}}]", supervisor.id);
    let sql = "UPDATE requests SET approvals = $2 WHERE author_id = $1";
    let statement =
        Statement::from_sql_and_values(tx.get_database_backend(), sql, [author.id.0.into(), approvals.into()]);
    tx.execute_raw(statement).await.unwrap();
    tx.commit().await.unwrap();
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;

    let refused = admin
        .sends(
            &format!("/members/{}/leaving", author.id),
            &[("to", &supervisor.id.to_string())],
        )
        .await;

    assert_eq!(refused.status, 422);
    refused.shows("errors.field.approved_it");
    assert_eq!(standing(&site, &author).await, Standing::Active);
}

async fn author_of_id(site: &Site, id: &str) -> Person {
    let db = site.app.db.read();
    let sql = "SELECT author_id FROM requests WHERE id = $1";
    let id: uuid::Uuid = id.parse().unwrap();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()]);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    let id = crosshold::domain::ids::PersonId(row.try_get_by_index(0).unwrap());
    store::people::get(db, id).await.unwrap().unwrap()
}

#[actix_web::test]
async fn ninety_days_without_a_sign_in_stop_an_account_once_and_an_administrator_opens_it() {
    let site = Site::new().await;
    let ana = site.person_of(POLICE, &[Role::Officer]).await;
    let admin = site.person_of(POLICE, &[Role::AgencyAdmin]).await;
    let days = |count: i64| SignedDuration::from_hours(24 * count);
    let tick = async |site: &Site| idle::round(&site.app.db, site.app.now()).await.unwrap();
    let instance = site.instance().await;

    site.wait(days(75));
    instance.wait(days(75));
    let client = site.nobody();
    client.signs_in(&admin).await;
    tick(&site).await;
    client.reads("/notices").await.hides("notices.act.idle_soon");

    site.wait(days(1));
    instance.wait(days(1));
    let (_, _) = futures_util::join!(tick(&site), tick(&instance));
    client.signs_in(&admin).await;
    let told = client.reads("/notices").await;
    told.shows("notices.act.idle_soon");
    assert_eq!(told.body.matches(&format!("/members/{}", ana.id)).count(), 1);

    site.wait(days(14));
    instance.wait(days(14));
    client.signs_in(&admin).await;
    let (_, _) = futures_util::join!(tick(&site), tick(&instance));
    assert_eq!(standing(&site, &ana).await, Standing::Suspended);
    let told = client.reads("/notices").await;
    told.shows("notices.act.person_idle");
    let db = site.app.db.read();
    let sql = "SELECT count(*) FROM leaves WHERE act = 'person_idle'";
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    assert_eq!(row.unwrap().try_get_by_index::<i64>(0).unwrap(), 1);

    let page = format!("/members/{}", ana.id);
    client.reads(&page).await.shows("members.show.idle.title");
    let none = client.sends(&format!("{page}/reinstatement"), &[("reason", " ")]).await;
    assert_eq!(none.status, 422);
    let done = client
        .sends_on(&format!("{page}/reinstatement"), &[("reason", "Back from leave.")])
        .await;
    done.shows("members.reinstatement.done");
    tick(&site).await;
    assert_eq!(standing(&site, &ana).await, Standing::Active);
    let anas = site.nobody();
    anas.signs_in(&ana).await;
    anas.reads("/notices").await.shows("notices.act.person_reinstated");
}

/// Who keeps the platform is never locked out by the clock; of an administrator who goes verifiers hear.
#[actix_web::test]
async fn the_last_who_keep_the_platform_are_spared_and_hear_of_administrators_who_are_stopped() {
    let site = Site::new().await;
    let verifier = site.person_of("Platform", &[Role::Verifier]).await;
    let admin = site.person_of(POLICE, &[Role::AgencyAdmin]).await;
    site.wait(SignedDuration::from_hours(24 * 91));

    idle::round(&site.app.db, site.app.now()).await.unwrap();

    assert_eq!(standing(&site, &verifier).await, Standing::Active);
    assert_eq!(standing(&site, &admin).await, Standing::Suspended);
    let client = site.nobody();
    client.signs_in(&verifier).await;
    client.reads("/notices").await.shows("notices.act.person_idle");
    let page = format!("/members/{}", admin.id);
    client.reads(&page).await;
    client
        .sends_on(
            &format!("{page}/reinstatement"),
            &[("reason", "Called back through the switchboard.")],
        )
        .await
        .shows("members.reinstatement.done");
    assert_eq!(standing(&site, &admin).await, Standing::Active);
}
