use super::*;
use crate::domain::actor::{Assurance, Roles};
use crate::domain::clocks::Calendar;
use crate::domain::organisations::Organisation;
use crate::domain::organisations::attestation::Attestation;
use crate::domain::people::{Person, Proof, Theme};
use crate::domain::suspensions::{LiftedFor, Reason, Told};
use crate::domain::values::Zone;
use crate::store::testing::Scratch;
use crate::store::{Db, organisations as stored, people as kept};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);
const MANY: Others = Others {
    verifiers: 2,
    operators: 2,
};

fn organisation(kind: OrganisationKind, name: &str) -> Organisation {
    Organisation {
        id: OrganisationId::new(NOW),
        kind,
        country: "PT".parse().unwrap(),
        name: name.to_owned(),
        legal_name: name.to_owned(),
        calendar: Calendar::round_the_clock(Zone::utc()),
        holidays: Vec::new(),
        languages: Vec::new(),
        domains: Vec::new(),
        switchboard: None,
        standing: parties::Standing::Active,
        verified_at: Some(NOW),
        attestation: Attestation::by_two(NOW),
    }
}

fn person(of: &Organisation, role: Role) -> Person {
    Person {
        id: PersonId::new(NOW),
        organisation: of.id,
        email: format!("{}@{}.example", role.code(), of.kind.code()),
        name: "Ana".to_owned(),
        badge: None,
        phone: None,
        language: "en".to_owned(),
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L3,
        standing: persons::Standing::Active,
        roles: [role].into_iter().collect::<Roles>(),
    }
}

async fn keep(db: &Db, organisation: &Organisation, people: &[&Person]) {
    let tx = db.begin().await.unwrap();
    stored::insert(&tx, organisation, NOW).await.unwrap();
    for person in people {
        kept::insert(&tx, person, None, NOW).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn suspended(actor: &Actor, person: &Person, at: Time) -> Change<Suspension> {
    let told = Told {
        reason: Reason::Forged,
        note: "The call-back knew nothing of it.".to_owned(),
    };
    let id = SuspensionId::new(at);
    Suspension::of_person(id, actor, person, OrganisationKind::Agency, MANY, told, at)
        .unwrap()
        .done(actor, Done::default())
}

#[tokio::test]
async fn one_stands_at_a_time_and_stays_in_the_books_as_it_ended() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let (agency, platform) = (
            organisation(OrganisationKind::Agency, "Polícia Judiciária"),
            organisation(OrganisationKind::Platform, "Crosshold"),
        );
        let (officer, verifier) = (person(&agency, Role::Officer), person(&platform, Role::Verifier));
        keep(db, &agency, &[&officer]).await;
        keep(db, &platform, &[&verifier]).await;
        let actor = verifier.actor(&platform, Some(Proof::DEMO));
        let change = suspended(&actor, &officer, NOW);
        let first = change.after().clone();
        let tx = db.begin().await.unwrap();
        insert(&tx, &change, "ana polícia judiciária").await.unwrap();
        tx.commit().await.unwrap();

        let stands = standing(db.read(), &actor, agency.id, Some(officer.id)).await.unwrap();
        assert_eq!(stands.as_ref(), Some(&first));
        assert_eq!(standing(db.read(), &actor, agency.id, None).await.unwrap(), None);
        let again = suspended(&actor, &officer, NOW.plus(jiff::SignedDuration::from_secs(1)));
        let tx = db.begin().await.unwrap();
        let taken = insert(&tx, &again, "ana").await.unwrap_err();
        assert!(matches!(taken, Error::Taken(_)), "{taken:?}");
        drop(tx);

        let lifted = first
            .clone()
            .lift(&actor, 0, LiftedFor::Mended, "It was mended".to_owned(), 3, NOW);
        let lifted = lifted.unwrap();
        let tx = db.begin().await.unwrap();
        save_lifted(&tx, &lifted).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            find(db.read(), &actor, first.id).await.unwrap().as_ref(),
            Some(lifted.after())
        );
        assert_eq!(
            standing(db.read(), &actor, agency.id, Some(officer.id)).await.unwrap(),
            None
        );
        let tx = db.begin().await.unwrap();
        assert!(save_lifted(&tx, &lifted).await.is_err(), "it is lifted once");
        drop(tx);
        for statement in ["DELETE FROM suspensions", "UPDATE suspensions SET note = 'Nothing'"] {
            let tx = db.begin().await.unwrap();
            assert!(tx.execute_unprepared(statement).await.is_err(), "{statement}");
        }

        // Another may follow.
        let tx = db.begin().await.unwrap();
        insert(&tx, &again, "ana").await.unwrap();
        tx.commit().await.unwrap();
        let wanted = |state, text: &str| Wanted {
            text: text.to_owned(),
            state,
            whom: None,
            kind: None,
        };
        for (state, text, found) in [
            (State::Standing, "", 1),
            (State::Lifted, "", 1),
            (State::All, "", 2),
            (State::All, "judici", 1),
            (State::All, "%", 0),
        ] {
            let listed = page(db.read(), &actor, &wanted(state, text), Place::First)
                .await
                .unwrap();
            assert_eq!(listed.rows.len(), found, "{state} {text}");
        }
    }
}

/// What the rows leave in is what the rule says, over every role, in the own organisation and elsewhere.
#[tokio::test]
async fn nobody_finds_one_that_they_may_not_know_of() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let (agency, platform) = (
            organisation(OrganisationKind::Agency, "Polícia Judiciária"),
            organisation(OrganisationKind::Platform, "Crosshold"),
        );
        let (officer, verifier) = (person(&agency, Role::Officer), person(&platform, Role::Verifier));
        keep(db, &agency, &[&officer]).await;
        keep(db, &platform, &[&verifier]).await;
        let change = suspended(&verifier.actor(&platform, Some(Proof::DEMO)), &officer, NOW);
        let tx = db.begin().await.unwrap();
        insert(&tx, &change, "ana").await.unwrap();
        tx.commit().await.unwrap();
        let suspension = change.after();
        for &role in Role::ALL {
            let elsewhere = organisation(role.kind(), "Elsewhere");
            for of in [&agency, &elsewhere] {
                let actor = Actor {
                    kind: role.kind(),
                    ..person(of, role).actor(of, None)
                };
                let found = find(db.read(), &actor, suspension.id).await.unwrap();
                assert_eq!(found.is_some(), suspension.may_know(&actor).is_ok(), "{role}");
            }
        }
    }
}
