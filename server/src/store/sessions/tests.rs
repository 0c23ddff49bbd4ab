use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::date;

use super::*;
use crate::domain::actor::{Assurance, Role, Roles};
use crate::domain::clocks::{Calendar, WorkingWeek};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::organisations::attestation::Attestation;
use crate::domain::organisations::{Holiday, Organisation};
use crate::domain::people::{Standing, Theme};
use crate::store::testing::Scratch;
use crate::store::{Db, organisations as store, people};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

fn organisation(name: &str, kind: OrganisationKind) -> Organisation {
    let zone: Zone = "Europe/Lisbon".parse().unwrap();
    let holidays = vec![Holiday {
        on: date(2026, 12, 25),
        names: BTreeMap::from([("en".to_owned(), "Christmas".to_owned())]),
    }];
    Organisation {
        id: OrganisationId::new(NOW),
        kind,
        country: "PT".parse().unwrap(),
        name: name.to_owned(),
        legal_name: format!("{name} SA"),
        calendar: Calendar {
            zone,
            week: WorkingWeek::MONDAY_TO_FRIDAY,
            holidays: holidays.iter().map(|holiday| holiday.on).collect(),
            hours: None,
        },
        holidays,
        languages: vec!["pt".to_owned(), "en".to_owned()],
        domains: Vec::new(),
        switchboard: Some("+351 21 000 0000".to_owned()),
        standing: organisations::Standing::Active,
        verified_at: Some(NOW),
        attestation: Attestation::by_two(NOW),
    }
}

fn person(of: &Organisation, email: &str) -> Person {
    Person {
        id: PersonId::new(NOW),
        organisation: of.id,
        email: email.to_owned(),
        name: "Ana Silva".to_owned(),
        badge: None,
        phone: None,
        language: "en".to_owned(),
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L2,
        standing: Standing::Active,
        roles: Roles::default().with(Role::Officer).with(Role::Supervisor),
    }
}

async fn keep(db: &Db, organisation: &Organisation, person: &Person) {
    let tx = db.begin().await.unwrap();
    store::insert(&tx, organisation, NOW).await.unwrap();
    people::insert(&tx, person, None, NOW).await.unwrap();
    tx.commit().await.unwrap();
}

fn new_session(person: PersonId, hash: &str) -> NewSession {
    NewSession {
        id: SessionId::new(NOW),
        token_hash: hash.to_owned(),
        person,
        created_at: NOW,
        expires_at: NOW.plus(SignedDuration::from_hours(12)),
        stage: Stage::Complete,
        factor: Some(Factor::Totp),
        wanted: None,
        form_secret: "secret".to_owned(),
        agent_hash: "agent".to_owned(),
        agent: crate::domain::people::Agent::of(""),
        began_at: None,
    }
}

#[tokio::test]
async fn a_session_is_found_with_its_person_and_every_role_in_one_statement() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let agency = organisation("Polícia Judiciária", OrganisationKind::Agency);
        let ana = person(&agency, "ana@pj.example");
        keep(db, &agency, &ana).await;
        let tx = db.begin().await.unwrap();
        insert(&tx, new_session(ana.id, "one")).await.unwrap();
        tx.commit().await.unwrap();

        let (session, statements) = crate::store::statements::counted(find(db.read(), "one")).await;

        let session = session.unwrap().unwrap();
        assert_eq!(statements, 1);
        assert_eq!(session.person, ana);
        assert_eq!(session.organisation_name, agency.name);
        assert_eq!(session.organisation_zone, agency.calendar.zone);
        assert!(find(db.read(), "two").await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_session_ends_only_for_its_own_person() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let agency = organisation("Polícia Judiciária", OrganisationKind::Agency);
        let (ana, rui) = (person(&agency, "ana@pj.example"), person(&agency, "rui@pj.example"));
        keep(db, &agency, &ana).await;
        let tx = db.begin().await.unwrap();
        people::insert(&tx, &rui, None, NOW).await.unwrap();
        let session = new_session(ana.id, "one");
        let id = session.id;
        insert(&tx, session).await.unwrap();

        assert!(!end(&tx, rui.id, id).await.unwrap());
        assert_eq!(
            of_person(&tx, ana.id, NOW, NOW.plus(-SignedDuration::from_mins(30)))
                .await
                .unwrap()
                .len(),
            1
        );
        assert!(end(&tx, ana.id, id).await.unwrap());
        assert!(find(&tx, "one").await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_mailbox_has_one_account() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let agency = organisation("Polícia Judiciária", OrganisationKind::Agency);
        keep(db, &agency, &person(&agency, "ana@pj.example")).await;

        let tx = db.begin().await.unwrap();
        let again = people::insert(&tx, &person(&agency, "ana@pj.example"), None, NOW).await;

        assert!(again.unwrap_err().is_taken("people_email_key"));
    }
}

#[tokio::test]
async fn members_find_who_takes_part_and_nobody_else() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let agency = organisation("Polícia Judiciária", OrganisationKind::Agency);
        let ana = person(&agency, "ana@pj.example");
        keep(db, &agency, &ana).await;
        let exchange = organisation("Northbank Exchange", OrganisationKind::Exchange);
        let mut stopped = organisation("Stopped Exchange", OrganisationKind::Exchange);
        stopped.standing = organisations::Standing::Suspended;
        let platform = organisation("Platform", OrganisationKind::Platform);
        let tx = db.begin().await.unwrap();
        for other in [&exchange, &stopped, &platform] {
            store::insert(&tx, other, NOW).await.unwrap();
        }
        tx.commit().await.unwrap();

        let actor = ana.actor(&agency, None);
        let found = store::directory(db.read(), &actor).await.unwrap();

        assert_eq!(found, [exchange, agency]);
        assert!(store::find(db.read(), &actor, stopped.id).await.unwrap().is_none());
        assert!(store::find(db.read(), &actor, platform.id).await.unwrap().is_none());
    }
}
