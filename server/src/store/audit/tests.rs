use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use super::*;
use crate::domain::audit::commitment;
use crate::domain::ids::{CallId, CaseId, OrganisationId, PersonId, RequestId};
use crate::store::testing::Scratch;
use crate::store::{Db, settings};

const NOW: Time = Time::from_micros(1_795_363_200_123_456);

fn id(last: u8) -> Uuid {
    Uuid::from_u128(0x0193_5c2e_8f00_7000_8000_0000_0000_0000 + u128::from(last))
}

fn call() -> Call {
    Call {
        id: CallId(id(1)),
        source: None,
    }
}

/// The people of an agency that asks.
fn asker(organisation: u8) -> Reader {
    Reader {
        organisation: OrganisationId(id(organisation)),
        asks: true,
    }
}

fn request() -> Subject {
    Subject::request(RequestId(id(2)), 1, CaseId(id(3)))
}

fn of(organisation: u8) -> Who {
    Who {
        person: Some(PersonId(id(4))),
        organisation: Some(OrganisationId(id(organisation))),
        ..Who::nobody()
    }
}

async fn happened(db: &Db, organisation: u8, events: &[Event]) -> Vec<LeafId> {
    let (subject, call) = (request(), call());
    let entries: Vec<_> = events
        .iter()
        .map(|event| Entry {
            event,
            who: of(organisation),
            subject: Some(&subject),
            call: &call,
        })
        .collect();
    let tx = db.begin().await.unwrap();
    let ids = record(&tx, &entries, NOW).await.unwrap();
    tx.commit().await.unwrap();
    ids
}

fn acknowledged(reference: &str) -> Event {
    Event::Acknowledged {
        reference: reference.to_owned(),
    }
}

async fn is_refused(db: &Db, sql: &str) -> bool {
    let tx = db.begin().await.unwrap();
    let refused = tx.execute_unprepared(sql).await.is_err();
    tx.rollback().await.unwrap();
    refused
}

#[tokio::test]
async fn a_leaf_is_never_changed_nor_removed() {
    for Scratch { db, .. } in &Scratch::each().await {
        happened(db, 5, &[acknowledged("A-1")]).await;

        for column in [
            "id",
            "happened_at",
            "act",
            "out",
            "person_id",
            "organisation_id",
            "thing",
            "thing_id",
            "case_id",
            "body",
        ] {
            assert!(
                is_refused(db, &format!("UPDATE leaves SET {column} = {column}")).await,
                "{column}"
            );
        }
        assert!(is_refused(db, "DELETE FROM leaves").await);
        assert!(is_refused(db, "DELETE FROM leaf_details").await);
        assert!(is_refused(db, "UPDATE leaf_details SET details = '{}'").await);
        assert!(is_refused(db, "UPDATE leaf_details SET details = NULL").await);
        if db.is_postgres() {
            assert!(is_refused(db, "TRUNCATE leaves CASCADE").await);
            assert!(is_refused(db, "TRUNCATE leaf_details").await);
            assert!(
                is_refused(
                    db,
                    "SET LOCAL session_replication_role = replica; DELETE FROM leaf_details"
                )
                .await
            );
        } else {
            assert!(is_refused(db, "INSERT OR REPLACE INTO leaves SELECT * FROM leaves").await);
            assert!(is_refused(db, "INSERT OR REPLACE INTO leaf_details SELECT * FROM leaf_details").await);
        }
    }
}

#[tokio::test]
async fn details_can_be_erased_once_and_leave_a_tombstone() {
    for Scratch { db, .. } in &Scratch::each().await {
        let leaf = happened(db, 5, &[acknowledged("A-1")]).await[0];

        let tx = db.begin().await.unwrap();
        assert!(erase(&tx, leaf, NOW).await.unwrap());
        assert!(!erase(&tx, leaf, NOW).await.unwrap());
        tx.commit().await.unwrap();

        let lines = timeline(db.read(), &request(), asker(5), 10, None).await;
        let [line] = &lines.unwrap()[..] else {
            panic!("one line")
        };
        assert_eq!(
            (line.leaf, line.act.as_str(), &line.event),
            (leaf, "acknowledged", &None)
        );
        assert!(body(db.read(), leaf).await.unwrap().unwrap().contains("acknowledged"));
        assert!(is_refused(db, "UPDATE leaf_details SET erased_at = erased_at + 1").await);
    }
}

#[tokio::test]
async fn what_a_leaf_cannot_tell_does_not_happen() {
    for Scratch { db, .. } in &Scratch::each().await {
        let tx = db.begin().await.unwrap();
        settings::set(&tx, "business", "changed").await.unwrap();
        let subject = request().because("x".repeat(5_000));
        let failed = record_one(&tx, &Event::Started, of(5), Some(&subject), &call(), NOW).await;
        drop(tx);

        assert!(failed.is_err());
        assert_eq!(settings::get(db.read(), "business").await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_the_database_will_not_record_does_not_happen() {
    for Scratch { db, .. } in &Scratch::each().await {
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("DROP TABLE leaf_details").await.unwrap();
        tx.commit().await.unwrap();

        let tx = db.begin().await.unwrap();
        settings::set(&tx, "business", "changed").await.unwrap();
        let failed = record_one(&tx, &Event::Started, of(5), Some(&request()), &call(), NOW).await;
        drop(tx);

        assert!(failed.is_err());
        assert_eq!(settings::get(db.read(), "business").await.unwrap(), None);
        assert!(newest(db.read(), &Search::default(), 1, None).await.is_err());
    }
}

#[tokio::test]
async fn leaves_written_at_once_are_visible_in_their_order() {
    for Scratch { db, .. } in &Scratch::each().await {
        futures_util::future::join_all((0..12).map(async |turn| {
            let event = acknowledged(&turn.to_string());
            happened(db, 5, &[event.clone(), event]).await
        }))
        .await;

        let sql = "SELECT happened_at FROM leaves ORDER BY id";
        let backend = db.read().get_database_backend();
        let rows = db
            .read()
            .query_all_raw(Statement::from_string(backend, sql))
            .await
            .unwrap();
        let times: Vec<i64> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        let expected: Vec<i64> = (0..12).flat_map(|turn| [NOW.micros() + turn; 2]).collect();
        assert_eq!(times, expected);
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_set_the_trail_back() {
    for Scratch { db, .. } in &Scratch::each().await {
        let first = happened(db, 5, &[Event::Started]).await[0];
        let tx = db.begin().await.unwrap();
        let earlier = Time::from_micros(NOW.micros() - 3_600_000_000);
        let second = record_one(&tx, &Event::Answered, of(5), Some(&request()), &call(), earlier)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(second > first);
    }
}

#[tokio::test]
async fn a_timeline_is_read_in_pages_newest_first() {
    for Scratch { db, .. } in &Scratch::each().await {
        let events: Vec<Event> = (0..7).map(|turn| acknowledged(&turn.to_string())).collect();
        happened(db, 5, &events).await;

        let (mut read, mut before) = (Vec::new(), None);
        loop {
            let lines = timeline(db.read(), &Subject::case(CaseId(id(3)), 1), asker(5), 3, before)
                .await
                .unwrap();
            let Some(last) = lines.last() else { break };
            before = Some(last.leaf);
            read.extend(lines.into_iter().filter_map(|line| line.event));
        }

        assert_eq!(read, events.into_iter().rev().collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn the_other_side_reads_only_what_both_are_told_and_nobody_who_read() {
    for Scratch { db, .. } in &Scratch::each().await {
        let issued = Event::Issued {
            number: "FR-2026-000001".to_owned(),
            packet_hash: "00".to_owned(),
            spoke: false,
        };
        happened(
            db,
            5,
            &[
                Event::RequestDrafted,
                Event::Approved { spoke: false },
                issued.clone(),
                Event::RequestRead,
            ],
        )
        .await;
        happened(db, 6, &[Event::RequestRead, acknowledged("A-1")]).await;

        let read_by = async |organisation| {
            let reader = Reader {
                asks: organisation == 5,
                ..asker(organisation)
            };
            let lines = timeline(db.read(), &request(), reader, 10, None).await.unwrap();
            lines.into_iter().map(|line| line.act).collect::<Vec<_>>()
        };
        assert_eq!(read_by(6).await, ["acknowledged", "issued"]);
        assert_eq!(read_by(7).await, ["acknowledged", "issued"]);
        assert_eq!(
            read_by(5).await,
            ["acknowledged", "issued", "approved", "request_drafted"]
        );
    }
}

#[tokio::test]
async fn a_review_is_told_to_the_asker_alone_whoever_tells_it() {
    for Scratch { db, .. } in &Scratch::each().await {
        let overdue = Event::ReviewOverdue { due: NOW };
        let reviewed = Event::Reviewed {
            finding: crate::domain::requests::review::Finding::Justified,
            note: String::new(),
            by_approver: false,
        };
        let tx = db.begin().await.unwrap();
        record_one(&tx, &overdue, Who::nobody(), Some(&request()), &call(), NOW)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        happened(db, 5, &[reviewed]).await;

        for (reader, acts) in [
            (asker(5), vec!["reviewed", "review_overdue"]),
            (
                Reader {
                    asks: false,
                    ..asker(6)
                },
                vec![],
            ),
        ] {
            let lines = timeline(db.read(), &request(), reader, 10, None).await.unwrap();
            let told: Vec<String> = lines.into_iter().map(|line| line.act).collect();
            assert_eq!(told, acts);
        }
    }
}

#[tokio::test]
async fn the_whole_trail_is_searched_by_act_person_organisation_and_time() {
    for Scratch { db, .. } in &Scratch::each().await {
        happened(db, 5, &[Event::Started, Event::Answered]).await;
        happened(db, 6, &[Event::Started]).await;

        let count = async |search: Search| newest(db.read(), &search, 10, None).await.unwrap().len();
        let all = Search::default();
        assert_eq!(count(all.clone()).await, 3);
        assert_eq!(
            count(Search {
                act: Some("started".to_owned()),
                ..all.clone()
            })
            .await,
            2
        );
        assert_eq!(
            count(Search {
                organisation: Some(OrganisationId(id(6))),
                ..all.clone()
            })
            .await,
            1
        );
        assert_eq!(
            count(Search {
                person: Some(PersonId(id(9))),
                ..all.clone()
            })
            .await,
            0
        );
        let later = Some(Time::from_micros(NOW.micros() + 1));
        assert_eq!(
            count(Search {
                from: later,
                ..all.clone()
            })
            .await,
            1
        );
        assert_eq!(count(Search { until: later, ..all }).await, 2);
    }
}

#[tokio::test]
async fn a_stored_leaf_commits_to_its_stored_details() {
    for Scratch { db, .. } in &Scratch::each().await {
        let leaf = happened(db, 5, &[acknowledged("“ref”\r\n\u{1b}[31m")]).await[0];

        let details = leaf_details::Entity::find_by_id(leaf)
            .one(db.read())
            .await
            .unwrap()
            .unwrap();
        let salt: [u8; 32] = details.salt.unwrap().try_into().unwrap();
        let det = commitment(&salt, &details.details.unwrap());
        let body = body(db.read(), leaf).await.unwrap().unwrap();
        assert!(body.contains(&format!("\"det\":\"{det}\"")) && !body.contains("ref"));
    }
}

#[tokio::test]
async fn writing_leaves_costs_three_statements() {
    for Scratch { db, .. } in &Scratch::each().await {
        let events: Vec<Event> = (0..40).map(|turn| acknowledged(&turn.to_string())).collect();
        let (_, statements) = crate::store::statements::counted(happened(db, 5, &events)).await;
        assert_eq!(statements, 3);
    }
}
