use sea_orm::Statement;
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role, Roles};
use crate::domain::applications::{Act, Administrator, Callback, Found, NumberSource, Reason};
use crate::domain::clocks::{Calendar, WorkingWeek};
use crate::domain::organisations::attestation::Attestation;
use crate::domain::organisations::{Organisation, Standing};
use crate::domain::people::{self as persons, Factor, Person, Proof, Theme};
use crate::domain::values::Zone;
use crate::store::testing::Scratch;
use crate::store::{self, Db};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

const NUMBER: &str = "+351 21 555 0134";

async fn verifiers(db: &Db) -> [Actor; 2] {
    let platform = Organisation {
        id: OrganisationId::new(NOW),
        kind: OrganisationKind::Platform,
        country: "NL".parse().unwrap(),
        name: "Platform".to_owned(),
        legal_name: "Platform".to_owned(),
        calendar: Calendar::round_the_clock(Zone::utc()),
        holidays: Vec::new(),
        languages: vec!["en".to_owned()],
        domains: vec!["platform.example".to_owned()],
        switchboard: None,
        standing: Standing::Active,
        verified_at: Some(NOW),
        attestation: Attestation::default(),
    };
    let tx = db.begin().await.unwrap();
    store::organisations::insert(&tx, &platform, NOW).await.unwrap();
    let mut actors = Vec::new();
    for name in ["one", "other"] {
        let person = Person {
            id: PersonId::new(NOW),
            organisation: platform.id,
            email: format!("{name}@platform.example"),
            name: name.to_owned(),
            badge: None,
            phone: None,
            language: "en".to_owned(),
            theme: Theme::System,
            zone: None,
            assurance: Assurance::L4,
            standing: persons::Standing::Active,
            roles: Roles::default().with(Role::Verifier),
        };
        store::people::insert(&tx, &person, None, NOW).await.unwrap();
        let proof = Proof {
            factor: Factor::Passkey,
            is_fresh: true,
        };
        actors.push(person.actor(&platform, Some(proof)));
    }
    tx.commit().await.unwrap();
    actors.try_into().unwrap()
}

fn content(name: &str) -> Content {
    Content {
        kind: OrganisationKind::Agency,
        country: "PT".parse().unwrap(),
        name: name.to_owned(),
        legal_name: format!("{name}, by law"),
        authority: "Ministry".to_owned(),
        authority_reference: "Act 1".to_owned(),
        domains: vec!["pj.example".to_owned()],
        switchboard: "+351 21 000 6666".to_owned(),
        switchboard_found: "our site".to_owned(),
        zone: Zone::utc(),
        week: WorkingWeek::MONDAY_TO_FRIDAY,
        hours: None,
        holidays: Vec::new(),
        languages: vec!["pt".to_owned()],
        administrator: Administrator {
            name: "I. Rocha".to_owned(),
            email: "i.rocha@pj.example".to_owned(),
            position: "PJ-3050".to_owned(),
        },
    }
}

fn found(number: &str) -> Found {
    Found {
        checks: Check::of(OrganisationKind::Agency).to_vec(),
        callback: Callback {
            number: number.to_owned(),
            source: NumberSource::GovernmentSite,
            reference: "gov.example".to_owned(),
            called_at: NOW,
            spoke_to: "the desk".to_owned(),
        },
        note: "note".to_owned(),
    }
}

async fn received(db: &Db, nobody: &Actor, name: &str, at: Time) -> Application {
    let id = OrganisationId::new(at);
    let change = Application::receive(id, format!("AP-{id}"), content(name), nobody, at);
    let tx = db.begin().await.unwrap();
    assert!(save(&tx, &change).await.unwrap());
    tx.commit().await.unwrap();
    find(db.read(), id).await.unwrap().unwrap()
}

async fn records(db: &Db, id: OrganisationId, actor: &Actor, act: Act, number: &str, at: Time) -> Application {
    let tx = db.begin().await.unwrap();
    let application = lock(&tx, id).await.unwrap().unwrap();
    let change = match act {
        Act::Correct => application.correct(actor, found(number), &Clash::default(), at),
        Act::Confirm | Act::Refuse | Act::Withdraw => application.confirm(actor, found(number), &Clash::default(), at),
    };
    assert!(save(&tx, &change.unwrap()).await.unwrap());
    tx.commit().await.unwrap();
    find(db.read(), id).await.unwrap().unwrap()
}

async fn tries(db: &Db, sql: &str) -> Result<u64, String> {
    let tx = db.begin().await.unwrap();
    let done = tx
        .execute_raw(Statement::from_string(tx.get_database_backend(), sql))
        .await;
    let done = done.map(|done| done.rows_affected()).map_err(|error| error.to_string());
    tx.commit().await.ok();
    done
}

/// The id as this engine writes it in a statement.
fn literal(db: &Db, id: Uuid) -> String {
    if db.is_postgres() {
        format!("'{id}'")
    } else {
        format!("X'{}'", id.simple())
    }
}

#[tokio::test]
async fn what_verifiers_record_is_read_back_and_what_was_corrected_is_kept_aside() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let [one, other] = verifiers(db).await;
        let id = received(db, &one, "PJ", NOW).await.id;
        let once = records(db, id, &one, Act::Confirm, NUMBER, NOW).await;
        assert_eq!((once.status, once.version), (Status::Confirmed, 2));
        let later = NOW.plus(jiff::SignedDuration::from_secs(1));
        let differing = records(db, id, &other, Act::Confirm, "+351 21 555 0199", later).await;
        assert_eq!(differing.status, Status::Differing);
        let last = NOW.plus(jiff::SignedDuration::from_secs(2));
        let accepted = records(db, id, &other, Act::Correct, NUMBER, last).await;

        assert_eq!(accepted.status, Status::Accepted);
        assert_eq!(accepted.confirmations.len(), 2);
        assert_eq!(
            accepted.confirmations.first().map(|one| one.callback.clone()),
            Some(found(NUMBER).callback)
        );
        let rows = confirmations::Entity::find().all(db.read()).await.unwrap();
        assert_eq!(
            (rows.len(), rows.iter().filter(|row| row.replaced_at.is_some()).count()),
            (3, 1)
        );
    }
}

#[tokio::test]
async fn who_saves_what_another_has_changed_meanwhile_does_not() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let [one, other] = verifiers(db).await;
        let stale = received(db, &one, "PJ", NOW).await;
        records(db, stale.id, &one, Act::Confirm, NUMBER, NOW).await;

        let change = stale.confirm(&other, found(NUMBER), &Clash::default(), NOW).unwrap();
        let tx = db.begin().await.unwrap();
        assert!(!save(&tx, &change).await.unwrap());
    }
}

/// S71: what the rules promise the database keeps as well.
#[tokio::test]
async fn the_database_lets_no_organisation_in_that_two_have_not_confirmed() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let [one, other] = verifiers(db).await;
        let id = received(db, &one, "PJ", NOW).await.id;
        let this = literal(db, id.0);
        records(db, id, &one, Act::Confirm, NUMBER, NOW).await;

        let accept = format!("UPDATE applications SET status = 'accepted' WHERE id = {this}");
        assert!(tries(db, &accept).await.unwrap_err().contains("two verifiers"));
        let twice = format!(
            "INSERT INTO application_confirmations (application_id, person_id, confirmed_at, number, callback, checks, note) \
             SELECT application_id, person_id, confirmed_at + 1, number, callback, checks, note \
             FROM application_confirmations WHERE application_id = {this}"
        );
        assert!(tries(db, &twice).await.is_err());
        for wrong in [
            "UPDATE application_confirmations SET number = '+1'",
            "DELETE FROM application_confirmations",
            "UPDATE applications SET name = 'another'",
            "UPDATE applications SET status = 'received'",
            "DELETE FROM applications",
        ] {
            assert!(tries(db, wrong).await.is_err(), "{wrong}");
        }

        // Neither at once nor by way of another standing.
        let organisation = |standing| Organisation {
            standing,
            ..records_as(&content("PJ"), id)
        };
        let tx = db.begin().await.unwrap();
        assert!(
            store::organisations::insert(&tx, &organisation(Standing::Active), NOW)
                .await
                .is_err()
        );
        drop(tx);
        let tx = db.begin().await.unwrap();
        store::organisations::insert(&tx, &organisation(Standing::Pending), NOW)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let enter = format!("UPDATE organisations SET standing = 'active' WHERE id = {this}");
        assert!(tries(db, &enter).await.is_err());

        let later = NOW.plus(jiff::SignedDuration::from_secs(1));
        records(db, id, &other, Act::Confirm, NUMBER, later).await;
        assert_eq!(tries(db, &enter).await, Ok(1));
    }
}

fn records_as(content: &Content, id: OrganisationId) -> Organisation {
    Organisation {
        id,
        kind: content.kind,
        country: content.country,
        name: content.name.clone(),
        legal_name: content.legal_name.clone(),
        calendar: Calendar::round_the_clock(Zone::utc()),
        holidays: Vec::new(),
        languages: content.languages.clone(),
        domains: content.domains.clone(),
        switchboard: None,
        standing: Standing::Pending,
        verified_at: None,
        attestation: Attestation::default(),
    }
}

#[tokio::test]
async fn a_pending_organisation_that_nobody_applied_for_is_not_waved_through() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let id = OrganisationId::new(NOW);
        let tx = db.begin().await.unwrap();
        store::organisations::insert(&tx, &records_as(&content("PJ"), id), NOW)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let enter = format!(
            "UPDATE organisations SET standing = 'active' WHERE id = {}",
            literal(db, id.0)
        );
        assert!(tries(db, &enter).await.is_err());
    }
}

#[tokio::test]
async fn what_is_taken_is_found_whatever_its_case_and_by_each_domain() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let [one, _] = verifiers(db).await;
        let application = received(db, &one, "PLATFORM", NOW).await;
        let mut content = application.content.clone();
        content.domains.push("platform.example".to_owned());

        let clash = clash(db.read(), application.id, &content).await.unwrap();

        assert_eq!(clash.name.as_deref(), Some("Platform"));
        assert_eq!(clash.domains, [("platform.example".to_owned(), "Platform".to_owned())]);
    }
}

#[tokio::test]
async fn the_list_is_found_by_words_and_status_the_oldest_first_page_by_page() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let [one, _] = verifiers(db).await;
        for turn in 0..=PAGE {
            let at = NOW.plus(jiff::SignedDuration::from_secs(i64::try_from(turn).unwrap()));
            received(db, &one, &format!("Body {turn:02}"), at).await;
        }
        let wanted = |text: &str, statuses: &[Status], place| Wanted {
            text: text.to_owned(),
            statuses: statuses.to_vec(),
            place,
        };
        let names = |paged: &Paged<Application, Mark>| -> Vec<String> {
            paged.rows.iter().map(|one| one.content.name.clone()).collect()
        };
        let first = list(db.read(), &wanted("", &[], Place::First)).await.unwrap();
        assert_eq!(names(&first).first().map(String::as_str), Some("Body 00"));
        let next = list(db.read(), &wanted("", &[], Place::After(first.older.unwrap())))
            .await
            .unwrap();
        assert_eq!(names(&next), [format!("Body {PAGE:02}")]);
        let back = list(db.read(), &wanted("", &[], Place::Before(next.newer.unwrap())))
            .await
            .unwrap();
        assert_eq!(names(&back), names(&first));

        let found = list(db.read(), &wanted("BODY 07", &[Status::Received], Place::First))
            .await
            .unwrap();
        assert_eq!(names(&found), ["Body 07"]);
        assert!(
            list(db.read(), &wanted("%", &[], Place::First))
                .await
                .unwrap()
                .rows
                .is_empty()
        );
        assert!(
            list(db.read(), &wanted("", &[Status::Refused], Place::First))
                .await
                .unwrap()
                .rows
                .is_empty()
        );

        let other = &first.rows[0];
        let refused = other
            .clone()
            .refuse(&one, Reason::Denied, "no".to_owned(), NOW)
            .unwrap();
        let tx = db.begin().await.unwrap();
        save(&tx, &refused).await.unwrap();
        tx.commit().await.unwrap();
        let alike = alike(db.read(), &first.rows[1]).await.unwrap();
        assert!(!alike.is_empty() && alike.iter().all(|(id, _, _)| *id != other.id));
        let waits = waiting(db.read(), one.person.unwrap()).await.unwrap();
        assert_eq!(waits, (usize::try_from(PAGE).unwrap(), usize::try_from(PAGE).unwrap()));
    }
}
