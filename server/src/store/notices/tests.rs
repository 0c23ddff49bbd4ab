use std::collections::BTreeSet;

use super::*;
use crate::domain::actor::{Assurance, OrganisationKind};
use crate::domain::audit::Call;
use crate::domain::clocks::{Calendar, WorkingWeek};
use crate::domain::events::Event;
use crate::domain::ids::{CallId, CaseId, OrganisationId, RequestId, TargetId};
use crate::domain::notices::change_of;
use crate::domain::organisations::attestation::Attestation;
use crate::domain::organisations::{self, Organisation};
use crate::domain::people::{Person, Theme};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::values::Zone;
use crate::store::counts;
use crate::store::testing::Scratch;
use crate::store::{self, Db, audit, statements};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

/// An agency and an exchange with one person of each kind that matters here.
struct Cast {
    officer: Person,
    supervisor: Person,
    responder: Person,
    intake: Person,
    request: RequestId,
}

fn organisation(name: &str, kind: OrganisationKind) -> Organisation {
    Organisation {
        id: OrganisationId::new(NOW),
        kind,
        country: "PT".parse().unwrap(),
        name: name.to_owned(),
        legal_name: name.to_owned(),
        calendar: Calendar {
            zone: Zone::utc(),
            week: WorkingWeek::MONDAY_TO_FRIDAY,
            holidays: std::iter::empty().collect(),
            hours: None,
        },
        holidays: Vec::new(),
        languages: vec!["en".to_owned()],
        domains: Vec::new(),
        switchboard: None,
        standing: organisations::Standing::Active,
        verified_at: None,
        attestation: Attestation::default(),
    }
}

fn person(of: &Organisation, email: &str, roles: &[Role], standing: Standing) -> Person {
    Person {
        id: PersonId::new(NOW),
        organisation: of.id,
        email: email.to_owned(),
        name: email.to_owned(),
        badge: None,
        phone: None,
        language: "en".to_owned(),
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L3,
        standing,
        roles: roles.iter().copied().collect(),
    }
}

impl Cast {
    async fn in_place(db: &Db) -> Self {
        let agency = organisation("Agency", OrganisationKind::Agency);
        let exchange = organisation("Exchange", OrganisationKind::Exchange);
        let cast = Self {
            officer: person(&agency, "officer", &[Role::Officer], Standing::Active),
            supervisor: person(
                &agency,
                "supervisor",
                &[Role::Supervisor, Role::Officer],
                Standing::Active,
            ),
            responder: person(&exchange, "responder", &[Role::Responder], Standing::Active),
            intake: person(&exchange, "intake", &[Role::Intake], Standing::Active),
            request: RequestId::new(NOW),
        };
        let others = [
            person(&agency, "colleague", &[Role::Officer], Standing::Active),
            person(&agency, "admin", &[Role::AgencyAdmin], Standing::Active),
            person(&agency, "suspended", &[Role::Supervisor], Standing::Suspended),
            person(&exchange, "gone", &[Role::Responder], Standing::Left),
        ];
        let tx = db.begin().await.unwrap();
        for organisation in [&agency, &exchange] {
            store::organisations::insert(&tx, organisation, NOW).await.unwrap();
        }
        let own = [&cast.officer, &cast.supervisor, &cast.responder, &cast.intake];
        for person in own.into_iter().chain(&others) {
            store::people::insert(&tx, person, None, NOW).await.unwrap();
        }
        tx.commit().await.unwrap();
        cast
    }

    fn parties(&self) -> Parties {
        Parties {
            asker: self.officer.organisation,
            author: self.officer.id,
            recipient: self.responder.organisation,
            handler: None,
            issuer: None,
        }
    }

    async fn does(&self, db: &Db, person: &Person, events: Vec<Event>) {
        let actor = Actor {
            person: Some(person.id),
            organisation: person.organisation,
            kind: OrganisationKind::Agency,
            country: "PT".parse().unwrap(),
            roles: person.roles,
            assurance: person.assurance,
            session: None,
            proof: None,
            is_restricted: false,
            unfamiliar: crate::domain::pace::Unfamiliar::default(),
        };
        let subject = Subject::request(self.request, 1, CaseId::new(NOW));
        let call = Call {
            id: CallId::new(NOW),
            source: None,
        };
        let change = change_of(events, &actor, NOW);
        let tx = db.begin().await.unwrap();
        let parties = self.parties();
        let saving = audit::save_events(&tx, &change, &subject, &call, Some((&parties, "FR-2026-000001")));
        let (saved, statements) = statements::counted(saving).await;
        saved.unwrap();
        assert!(statements <= 5);
        tx.commit().await.unwrap();
    }
}

fn answered(position: u32) -> Event {
    Event::TargetAnswered {
        target: TargetId::new(NOW),
        position,
        outcome: Outcome::NoMatch,
        ground: None,
    }
}

fn issued() -> Event {
    Event::Issued {
        number: "FR-2026-000001".to_owned(),
        packet_hash: String::new(),
        spoke: false,
    }
}

async fn told_to(db: &Db, cast: &Cast) -> BTreeSet<PersonId> {
    let rows = notices::Entity::find().all(db.read()).await.unwrap();
    assert!(rows.iter().all(|row| row.thing_id == cast.request.0));
    rows.into_iter().map(|row| row.person_id).collect()
}

#[tokio::test]
async fn everybody_concerned_is_told_save_who_did_it_and_who_may_not_know() {
    for Scratch { db, .. } in &Scratch::each().await {
        let cast = Cast::in_place(db).await;

        cast.does(db, &cast.supervisor, vec![issued()]).await;

        let expected = [cast.officer.id, cast.intake.id, cast.responder.id];
        assert_eq!(told_to(db, &cast).await, BTreeSet::from(expected));
    }
}

#[tokio::test]
async fn an_author_who_lost_the_role_is_not_told() {
    for Scratch { db, .. } in &Scratch::each().await {
        let cast = Cast::in_place(db).await;
        let tx = db.begin().await.unwrap();
        person_roles::Entity::delete_many()
            .filter(person_roles::Column::PersonId.eq(cast.officer.id))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();

        cast.does(db, &cast.responder, vec![answered(1)]).await;

        assert_eq!(told_to(db, &cast).await, BTreeSet::from([cast.supervisor.id]));
    }
}

#[tokio::test]
async fn a_change_that_answers_many_targets_is_one_notice() {
    for Scratch { db, .. } in &Scratch::each().await {
        let cast = Cast::in_place(db).await;

        cast.does(db, &cast.responder, (1..=12).map(answered).collect()).await;

        let notices = list(db.read(), cast.officer.id, None, 50).await.unwrap();
        let [notice] = &notices[..] else { panic!("one notice") };
        assert_eq!((notice.act.as_str(), notice.gaps.count), ("target_answered", 12));
        assert_eq!((notice.path.as_str(), notice.thing), ("FR-2026-000001", Thing::Request));
        assert_eq!(unread(db.read(), cast.officer.id).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn notices_are_read_in_pages_and_marked_by_their_own_reader_only() {
    for Scratch { db, .. } in &Scratch::each().await {
        let cast = Cast::in_place(db).await;
        for position in 1..=5 {
            cast.does(db, &cast.responder, vec![answered(position)]).await;
        }
        let officer = cast.officer.id;

        let first = list(db.read(), officer, None, 3).await.unwrap();
        let rest = list(db.read(), officer, Some(first[2].leaf), 3).await.unwrap();
        assert_eq!((first.len(), rest.len()), (3, 2));
        assert!(
            first
                .iter()
                .chain(&rest)
                .is_sorted_by(|newer, older| newer.leaf > older.leaf)
        );

        let tx = db.begin().await.unwrap();
        assert!(!mark_read(&tx, cast.intake.id, first[0].leaf, NOW).await.unwrap());
        assert!(mark_read(&tx, officer, first[0].leaf, NOW).await.unwrap());
        assert_eq!(unread(&tx, officer).await.unwrap(), 4);
        assert_eq!(mark_all_read(&tx, officer, first[2].leaf, NOW).await.unwrap(), 3);
        assert_eq!(unread(&tx, officer).await.unwrap(), 1);
        assert_eq!(unread(&tx, cast.supervisor.id).await.unwrap(), 5);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_change_that_concerns_nobody_tells_nobody() {
    for Scratch { db, .. } in &Scratch::each().await {
        let cast = Cast::in_place(db).await;
        cast.does(db, &cast.officer, vec![Event::DraftChanged]).await;
        assert!(told_to(db, &cast).await.is_empty());
    }
}

async fn unread(db: &impl ConnectionTrait, person: PersonId) -> Result<u64, Error> {
    let [unread] = counts::together(db, [counted_unread(Some(person))]).await?;
    Ok(unread)
}

#[tokio::test]
async fn everybody_who_is_told_gets_a_mail_that_says_only_where_to_look() {
    for Scratch { db, .. } in &Scratch::each().await {
        let cast = Cast::in_place(db).await;

        cast.does(db, &cast.supervisor, vec![issued()]).await;

        let told = notices::Entity::find().all(db.read()).await.unwrap();
        let jobs = outbox::take(db, &[outbox::Kind::Mail], 10, NOW).await.unwrap();
        let mails: BTreeSet<String> = jobs.iter().map(|job| job.payload.to_string()).collect();
        let expected = told.iter().map(|notice| {
            let (leaf, person) = (notice.leaf_id, notice.person_id);
            format!(r#"{{"leaf":"{leaf}","path":"/requests/FR-2026-000001","person":"{person}"}}"#)
        });
        assert_eq!((told.len(), mails), (3, expected.collect()));
    }
}

#[tokio::test]
async fn a_change_that_is_undone_sends_nothing() {
    for Scratch { db, .. } in &Scratch::each().await {
        let cast = Cast::in_place(db).await;
        let mail = Mail {
            person: cast.officer.id,
            leaf: LeafId::first_at(NOW),
            path: "/requests/FR-2026-000001".to_owned(),
        };

        let tx = db.begin().await.unwrap();
        outbox::put_mails(&tx, &[mail.clone(), mail.clone()], NOW)
            .await
            .unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(outbox::waiting_and_dead(db.read()).await.unwrap(), (0, 0));

        for _ in 0..2 {
            let tx = db.begin().await.unwrap();
            outbox::put_mails(&tx, std::slice::from_ref(&mail), NOW).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(outbox::waiting_and_dead(db.read()).await.unwrap(), (1, 0));
    }
}
