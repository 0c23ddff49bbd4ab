//! How sure we are of people: who records what of whom, what follows at once, and what the clock tells.

use crosshold::domain::actor::{Assurance, Role};
use crosshold::domain::ids::PersonId;
use crosshold::domain::people::{Factor, Person, Standing};
use crosshold::service::assurance;
use crosshold::store;
use crosshold::text::Language;
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, Statement};

use super::support::{Client, PASSWORD, Site};

const POLICE: &str = "Polícia Judiciária";
const OTHERS: &str = "Hong Kong Police";
const EXCHANGE: &str = "Northbank Exchange";
const PLATFORM: &str = "Platform";

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// Somebody with `roles` at `name` of whom the site knows no more than `level`.
async fn known(site: &Site, name: &str, roles: &[Role], level: Assurance) -> Person {
    let like = site.person_of(name, roles).await;
    site.set_standing(&like, Standing::Left).await;
    let id = PersonId::new(site.app.now());
    let person = Person {
        id,
        email: format!("{}@people.example", id.to_string().replace('-', "")),
        name: format!("Ida {}", &id.to_string()[24..]),
        assurance: level,
        ..like
    };
    site.keep(&person).await;
    person
}

async fn signed_in(site: &Site, person: &Person) -> Client {
    let client = site.nobody();
    client.signs_in(person).await;
    client
}

async fn level(site: &Site, person: &Person) -> Assurance {
    let found = store::people::get(site.app.db.read(), person.id).await.unwrap();
    found.unwrap().assurance
}

async fn ticks(site: &Site) {
    assurance::remind(&site.app.db, site.app.now()).await.unwrap();
}

fn page(person: &Person) -> String {
    format!("/members/{}/assurance", person.id)
}

const BADGE: &[(&str, &str)] = &[
    ("number", "PJ-4471"),
    ("issuer", "Polícia Judiciária"),
    ("expires_on", "2030-01-31"),
];
const CALL: &[(&str, &str)] = &[("reached", "the desk, and himself"), ("called_at", "2026-11-22T15:30")];
const DESK: &[(&str, &str)] = &[("desk", "NCB Lisbon"), ("reference", "7/26")];

async fn records(client: &Client, person: &Person, act: &str, fields: &[(&str, &str)]) -> u16 {
    client.get(&page(person)).await;
    client
        .sends(&format!("{}/{act}", page(person)), fields)
        .await
        .status
        .as_u16()
}

/// The evidence of a person that nobody took back, the newest first.
async fn evidence(site: &Site, person: &Person) -> Vec<String> {
    let found = store::assurance::get(site.app.db.read(), person.id)
        .await
        .unwrap()
        .unwrap();
    let counting = found.evidence.iter().filter(|one| one.revoked.is_none());
    counting.map(|one| one.id.to_string()).collect()
}

#[actix_web::test]
async fn somebody_new_is_lifted_level_by_level_and_each_step_counts_at_once() {
    let site = Site::new().await;
    let supervisor = site.member_of(POLICE, &[Role::Supervisor]).await;
    let verifier = site.member_of(PLATFORM, &[Role::Verifier]).await;
    let person = known(&site, POLICE, &[Role::Officer], Assurance::L1).await;
    let officer = signed_in(&site, &person).await;
    officer
        .reads("/account")
        .await
        .shows("assurance.kind.badge")
        .shows("assurance.kind.voucher");

    assert_eq!(records(&supervisor, &person, "badge", BADGE).await, 303);
    assert_eq!(level(&site, &person).await, Assurance::L1);
    assert_eq!(records(&supervisor, &person, "voucher", &[]).await, 303);
    assert_eq!(level(&site, &person).await, Assurance::L2);
    officer
        .reads("/account")
        .await
        .shows("people.assurance.L2")
        .shows("assurance.act.asking");
    officer.reads("/notices").await.shows("notices.act.assurance_changed");

    officer.reads("/account").await;
    assert_eq!(officer.sends("/account/asking", &[]).await.status, 303);
    officer.reads("/account").await;
    assert_eq!(officer.sends("/account/asking", &[]).await.status, 409);
    verifier.reads("/home").await.says(&person.name);
    verifier
        .reads("/assurance")
        .await
        .says(&person.name)
        .shows("assurance.index.asked");
    verifier.reads("/notices").await.shows("notices.act.callback_asked");

    assert_eq!(records(&verifier, &person, "callback", CALL).await, 303);
    assert_eq!(level(&site, &person).await, Assurance::L3);
    verifier.reads("/assurance").await.shows("assurance.index.asked_none");
    verifier
        .reads(page(&person))
        .await
        .says("+351 21 000 0000")
        .says("PJ-4471");
    assert_eq!(records(&verifier, &person, "desk", DESK).await, 303);
    assert_eq!(level(&site, &person).await, Assurance::L4);
    let dump = site.dump().await;
    let leaves = dump.lines().filter(|row| row.starts_with("leaves:"));
    assert!(leaves.clone().any(|row| row.contains("assurance_changed")));
    assert!(!leaves.clone().any(|row| row.contains("PJ-4471")));
}

#[actix_web::test]
async fn each_role_records_what_is_its_own_and_nothing_else() {
    let site = Site::new().await;
    let officer = site.person_of(POLICE, &[Role::Officer]).await;
    let responder = site.person_of(EXCHANGE, &[Role::Responder]).await;
    site.person_of(POLICE, &[Role::Supervisor]).await;
    site.person_of(EXCHANGE, &[Role::ExchangeAdmin]).await;
    for (name, role, person, badge, voucher, others) in [
        (POLICE, Role::Supervisor, &officer, 303, 303, 403),
        (POLICE, Role::AgencyAdmin, &officer, 303, 403, 403),
        (EXCHANGE, Role::ExchangeAdmin, &responder, 303, 303, 403),
        (PLATFORM, Role::Verifier, &officer, 403, 403, 303),
        (POLICE, Role::Officer, &officer, 403, 403, 403),
        (EXCHANGE, Role::Responder, &responder, 403, 403, 403),
        (PLATFORM, Role::Operator, &officer, 403, 403, 403),
    ] {
        let client = site.member_of(name, &[role]).await;
        let sent = |act: &'static str, fields| records(&client, person, act, fields);
        assert_eq!(sent("badge", BADGE).await, badge, "{role}");
        assert_eq!(sent("voucher", &[]).await, voucher, "{role}");
        assert_eq!(sent("callback", CALL).await, others, "{role}");
        assert_eq!(sent("desk", DESK).await, others, "{role}");
    }
}

#[actix_web::test]
async fn nobody_vouches_for_themselves_or_without_a_level_and_elsewhere_there_is_nobody() {
    let site = Site::new().await;
    let own = site.person_of(POLICE, &[Role::Supervisor]).await;
    let supervisor = signed_in(&site, &own).await;
    for (act, fields) in [("badge", BADGE), ("voucher", &[][..])] {
        assert_eq!(records(&supervisor, &own, act, fields).await, 403, "{act}");
    }
    let stranger = site.person_of(OTHERS, &[Role::Officer]).await;
    assert_eq!(supervisor.get(&page(&stranger)).await.status, 404);
    for act in ["badge", "voucher", "callback", "desk", "hardware_key"] {
        let path = format!("{}/{act}", page(&stranger));
        assert_eq!(supervisor.get(&path).await.status, 404, "{act}");
        assert_eq!(records(&supervisor, &stranger, act, &[]).await, 404, "{act}");
    }
    let of_stranger = evidence(&site, &stranger).await;
    let revocation = format!("/members/{}/evidence/{}/revocation", stranger.id, of_stranger[0]);
    assert_eq!(supervisor.get(&revocation).await.status, 404);
    assert_eq!(
        supervisor
            .get(&format!("/assurance?organisation={}", stranger.organisation))
            .await
            .status,
        404
    );

    let colleague = site.person_of(POLICE, &[Role::Officer]).await;
    let newcomer = known(&site, POLICE, &[Role::Supervisor], Assurance::L1).await;
    let newcomer = signed_in(&site, &newcomer).await;
    assert_eq!(records(&newcomer, &colleague, "voucher", &[]).await, 403);
    newcomer.reads("/home").await;
}

#[actix_web::test]
async fn a_verifier_vouches_only_for_the_first_ones() {
    let site = Site::new().await;
    let verifier = site.member_of(PLATFORM, &[Role::Verifier]).await;
    let first = known(&site, POLICE, &[Role::Supervisor], Assurance::L1).await;
    assert_eq!(records(&verifier, &first, "badge", BADGE).await, 303);
    assert_eq!(records(&verifier, &first, "voucher", &[]).await, 303);
    assert_eq!(level(&site, &first).await, Assurance::L2);
    let second = known(&site, POLICE, &[Role::Officer], Assurance::L1).await;
    assert_eq!(records(&verifier, &second, "voucher", &[]).await, 403);
}

#[actix_web::test]
async fn what_is_taken_back_bites_on_the_very_next_request() {
    let site = Site::new().await;
    let verifier = site.member_of(PLATFORM, &[Role::Verifier]).await;
    let person = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = signed_in(&site, &person).await;
    officer.reads("/account").await.shows("people.assurance.L3");
    let of_it = evidence(&site, &person).await;
    let revocation = format!("/members/{}/evidence/{}/revocation", person.id, of_it[0]);
    verifier.reads(&revocation).await.shows("assurance.reason.mistaken");
    assert_eq!(verifier.sends(&revocation, &[("reason", "left")]).await.status, 422);
    assert_eq!(
        verifier
            .sends(&revocation, &[("reason", "mistaken"), ("note", "")])
            .await
            .status,
        303
    );
    officer
        .reads("/account")
        .await
        .shows("people.assurance.L0")
        .shows("assurance.reason.mistaken");
    verifier.reads(page(&person)).await;
    assert_eq!(verifier.sends(&revocation, &[("reason", "mistaken")]).await.status, 409);
}

#[actix_web::test]
async fn what_is_not_typed_well_comes_back_and_what_is_not_asked_is_refused() {
    let site = Site::new().await;
    let supervisor = site.member_of(POLICE, &[Role::Supervisor]).await;
    let verifier = site.member_of(PLATFORM, &[Role::Verifier]).await;
    let person = site.person_of(POLICE, &[Role::Officer]).await;
    let late = [("number", "1"), ("issuer", "PJ"), ("expires_on", "2020-01-01")];
    supervisor.reads(format!("{}/badge", page(&person))).await;
    let again = supervisor.sends(&format!("{}/badge", page(&person)), &late).await;
    assert_eq!(again.status, 422);
    assert_eq!(
        again.shows("errors.field.in_the_past").value_of("issuer").as_deref(),
        Some("PJ")
    );
    assert_eq!(records(&supervisor, &person, "badge", &[]).await, 422);
    assert_eq!(records(&verifier, &person, "callback", &[]).await, 422);
    // The number is the directory's: nobody types one.
    let typed = [
        ("reached", "x"),
        ("called_at", "2026-11-22T15:30"),
        ("number", "+351 900 000 000"),
    ];
    assert_eq!(records(&verifier, &person, "callback", &typed).await, 400);
    assert_eq!(records(&supervisor, &person, "voucher", &[("level", "L4")]).await, 400);
    assert_eq!(records(&supervisor, &person, "revocation", &[]).await, 404);
    assert_eq!(supervisor.get(&format!("{}/king", page(&person))).await.status, 404);
    assert_eq!(supervisor.get("/assurance?level=L9").await.status, 422);
    assert_eq!(supervisor.get("/assurance?color=red").await.status, 400);
}

#[actix_web::test]
async fn evidence_is_recorded_with_a_passkey_shown_just_now() {
    let site = Site::new().await;
    let supervisor = site.member_of(POLICE, &[Role::Supervisor]).await;
    let person = site.person_of(POLICE, &[Role::Officer]).await;
    site.proved(Factor::Totp, SignedDuration::ZERO).await;
    assert_eq!(records(&supervisor, &person, "voucher", &[]).await, 403);
    site.proved(Factor::Passkey, SignedDuration::from_mins(9)).await;
    supervisor.reads(page(&person)).await;
    let confirm = supervisor.sends(&format!("{}/voucher", page(&person)), &[]).await;
    confirm.shows("sign_in.confirmation.title");
    assert_eq!(evidence(&site, &person).await.len(), 1);
}

#[actix_web::test]
async fn a_level_falls_with_what_it_rests_on_and_everybody_concerned_is_told() {
    let site = Site::new().await;
    let supervisor = site.member_of(POLICE, &[Role::Supervisor]).await;
    let person = known(&site, POLICE, &[Role::Officer], Assurance::L1).await;
    let soon = [("number", "1"), ("issuer", "PJ"), ("expires_on", "2026-12-20")];
    assert_eq!(records(&supervisor, &person, "badge", &soon).await, 303);
    assert_eq!(records(&supervisor, &person, "voucher", &[]).await, 303);
    supervisor.reads("/assurance?show=ending").await.says(&person.name);

    let other = site.instance().await;
    for _ in 0..2 {
        ticks(&site).await;
        ticks(&other).await;
    }
    let told = |dump: String, act: &str| {
        let notices = dump.lines().filter(|row| row.starts_with("notices:"));
        notices.filter(|row| row.contains(act)).count()
    };
    assert_eq!(told(site.dump().await, "evidence_ending"), 2);
    site.wait(days(22));
    ticks(&site).await;
    assert_eq!(told(site.dump().await, "evidence_ending"), 4);
    assert_eq!(level(&site, &person).await, Assurance::L2);
    site.wait(days(9));
    ticks(&site).await;
    ticks(&other).await;
    assert_eq!(level(&site, &person).await, Assurance::L1);
    assert_eq!(told(site.dump().await, "evidence_expired"), 1);
    assert_eq!(told(site.dump().await, "assurance_changed"), 2);
    let officer = signed_in(&site, &person).await;
    officer
        .reads("/account")
        .await
        .shows("people.assurance.L1")
        .shows("assurance.evidence.ended");
    officer.reads("/notices").await.shows("notices.act.assurance_changed");
}

#[actix_web::test]
async fn words_of_who_is_suspended_stay_and_are_listed_to_be_looked_at_again() {
    let site = Site::new().await;
    let supervisor = site.person_of(POLICE, &[Role::Supervisor]).await;
    let client = signed_in(&site, &supervisor).await;
    let other = site.member_of(POLICE, &[Role::Supervisor]).await;
    let person = known(&site, POLICE, &[Role::Officer], Assurance::L1).await;
    records(&client, &person, "badge", BADGE).await;
    assert_eq!(records(&client, &person, "voucher", &[]).await, 303);
    other.reads("/assurance?show=doubtful").await.never_says(&person.name);
    site.set_standing(&supervisor, Standing::Suspended).await;
    assert_eq!(level(&site, &person).await, Assurance::L2);
    other.reads("/assurance?show=doubtful").await.says(&person.name);
    other.reads(page(&person)).await.shows("assurance.evidence.doubtful");
    assert_ne!(records(&client, &person, "voucher", &[]).await, 303);
    // Nothing is recorded of who is suspended.
    assert_eq!(records(&other, &supervisor, "badge", BADGE).await, 409);
}

#[actix_web::test]
async fn the_first_sign_in_with_a_second_factor_proves_an_official_mailbox_only() {
    let site = Site::new().await;
    for (domain, expected) in [("people.example", Assurance::L1), ("elsewhere.example", Assurance::L0)] {
        let mut person = known(&site, POLICE, &[Role::Officer], Assurance::L0).await;
        person = Person {
            id: PersonId::new(site.app.now()),
            email: format!("somebody.else@{domain}"),
            ..person
        };
        site.keep(&person).await;
        let client = site.nobody();
        let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
        client.reads("/sign-in").await;
        client.signs_in_by_pages(&person, &fields).await;
        assert_eq!(level(&site, &person).await, expected, "{domain}");
    }
}

#[actix_web::test]
async fn evidence_is_neither_changed_nor_taken_away_behind_the_site() {
    let site = Site::new().await;
    site.person_of(POLICE, &[Role::Officer]).await;
    for statement in [
        "DELETE FROM assurance_evidence",
        "UPDATE assurance_evidence SET expires_at = 9000000000000000",
        "UPDATE assurance_evidence SET what = '{\"kind\":\"recorded\",\"level\":\"L4\"}'",
        "UPDATE assurance_evidence SET revoked_at = 1",
    ] {
        let tx = site.app.db.begin().await.unwrap();
        let done = tx
            .execute_raw(Statement::from_string(tx.get_database_backend(), statement))
            .await;
        assert!(done.is_err(), "{statement}");
    }
}

#[actix_web::test]
async fn the_pages_read_well_in_every_language_and_lists_filter() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let verifier = site.member_of(PLATFORM, &[Role::Verifier]).await;
    let low = known(&site, POLICE, &[Role::Officer], Assurance::L1).await;
    let high = site.person_of(POLICE, &[Role::Supervisor]).await;
    let officer = signed_in(&site, &low).await;
    for &language in Language::ALL {
        for client in [&admin, &verifier, &officer] {
            client.reads("/account").await;
            client.sends("/language", &[("tag", language.tag()), ("to", "/")]).await;
            client.reads("/account").await.shows("assurance.permits.title");
        }
        admin.reads("/assurance").await.says(&low.name).says(&high.name);
        admin
            .reads(format!("/members/{}", low.id))
            .await
            .shows("assurance.evidence.title");
        verifier
            .reads("/access")
            .await
            .shows("access.evidence.title")
            .shows("assurance.gives.callback");
        for act in ["badge", "voucher", "callback", "desk", "hardware_key"] {
            verifier
                .reads(format!("{}/{act}", page(&low)))
                .await
                .shows(&format!("assurance.act.{act}"));
        }
    }
    admin
        .reads("/assurance?level=L1")
        .await
        .says(&low.name)
        .never_says(&high.name);
    admin
        .reads("/members?assurance=L3")
        .await
        .says(&high.email)
        .never_says(&low.email);
    admin.reads("/members?assurance=ending").await.never_says(&high.email);
    assert_eq!(admin.get("/members?assurance=L9").await.status, 422);
}
