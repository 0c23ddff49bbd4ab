use std::collections::{BTreeSet, HashSet};

use jiff::SignedDuration;

use super::*;
use crate::domain::actor::{Assurance, OrganisationKind, Role, Roles};
use crate::domain::cases::indicators::ChecksumState;
use crate::domain::cases::{
    Batch, IndicatorKey, Observed, Status, Typed, TypedBatch, typed::TypedLoss, typed::TypedVictims,
};
use crate::domain::clocks::{Calendar, WorkingWeek};
use crate::domain::ids::{IndicatorId, OrganisationId, PersonId};
use crate::domain::indicators::{Chain, IndicatorKind, Network};
use crate::domain::organisations::attestation::Attestation;
use crate::domain::organisations::{self, Organisation};
use crate::domain::people::{self, Person, Theme};
use crate::domain::values::Time;
use crate::store::paging::{Paged, Place};
use crate::store::statements::counted;
use crate::store::testing::Scratch;
use crate::store::{self, Db};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

/// An agency with an officer.
async fn officer_of(db: &Db, name: &str) -> Actor {
    let country = "PT".parse().unwrap();
    let organisation = Organisation {
        id: OrganisationId::new(NOW),
        kind: OrganisationKind::Agency,
        country,
        name: name.to_owned(),
        legal_name: name.to_owned(),
        calendar: Calendar {
            zone: "Europe/Lisbon".parse().unwrap(),
            week: WorkingWeek::MONDAY_TO_FRIDAY,
            holidays: BTreeSet::new().into_iter().collect(),
            hours: None,
        },
        holidays: Vec::new(),
        languages: vec!["pt".to_owned()],
        domains: Vec::new(),
        switchboard: None,
        standing: organisations::Standing::Active,
        verified_at: Some(NOW),
        attestation: Attestation::by_two(NOW),
    };
    let person = Person {
        id: PersonId::new(NOW),
        organisation: organisation.id,
        email: format!("officer@{}.example", name.to_lowercase()),
        name: "Ana Silva".to_owned(),
        badge: None,
        phone: None,
        language: "en".to_owned(),
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L2,
        standing: people::Standing::Active,
        roles: Roles::default().with(Role::Officer),
    };
    let tx = db.begin().await.unwrap();
    store::organisations::insert(&tx, &organisation, NOW).await.unwrap();
    store::people::insert(&tx, &person, None, NOW).await.unwrap();
    tx.commit().await.unwrap();
    Actor {
        person: Some(person.id),
        organisation: organisation.id,
        kind: OrganisationKind::Agency,
        country,
        roles: person.roles,
        assurance: person.assurance,
        session: None,
        proof: None,
        is_restricted: false,
        unfamiliar: crate::domain::pace::Unfamiliar::default(),
    }
}

fn facts(title: &str) -> Facts {
    let typed = Typed {
        title: title.to_owned(),
        offence: "07".to_owned(),
        summary: "Two lines\nof facts.".to_owned(),
        from: "2026-11-03".to_owned(),
        losses: vec![TypedLoss {
            asset: "ETH/18".to_owned(),
            amount: "0.000000000000000001".to_owned(),
            value: "1.50".to_owned(),
            currency: "EUR".to_owned(),
            price_source: "median of three".to_owned(),
            priced_at: "2026-11-16T15:00".to_owned(),
        }],
        victims: vec![TypedVictims {
            country: "PT".to_owned(),
            count: "11".to_owned(),
        }],
        ..Typed::default()
    };
    typed.read().unwrap()
}

async fn opened(db: &Db, actor: &Actor, reference: &str, title: &str, minute: i64) -> Case {
    let at = NOW.plus(SignedDuration::from_mins(minute));
    let change = Case::open(CaseId::new(at), reference.to_owned(), facts(title), actor, at).unwrap();
    let tx = db.begin().await.unwrap();
    save(&tx, &change).await.unwrap();
    tx.commit().await.unwrap();
    change.after().clone()
}

fn wanted() -> Wanted {
    Wanted {
        text: String::new(),
        status: None,
        sort: Sort::Updated,
        place: Place::First,
    }
}

fn references(listed: &Paged<Summary, Mark>) -> Vec<&str> {
    listed.rows.iter().map(|case| case.reference.as_str()).collect()
}

fn observed(value: &str) -> Observed {
    Observed {
        key: IndicatorKey {
            kind: IndicatorKind::Address,
            chain: Some(Chain::Tron),
            network: Network::Mainnet,
            value: value.to_owned(),
            tag: String::new(),
        },
        typed: value.to_owned(),
        checksum: ChecksumState::Holds,
    }
}

fn batch(observed: Vec<Observed>) -> Batch {
    let said = TypedBatch {
        note: "deposit".to_owned(),
        source: "Tracing report".to_owned(),
        source_grade: "B".to_owned(),
        information_grade: "2".to_owned(),
        confidence: "medium".to_owned(),
    };
    said.read(observed.into_iter().map(Into::into).collect(), 0, 0).unwrap()
}

async fn add(db: &Db, actor: &Actor, id: CaseId, values: &[String]) -> u32 {
    let observed: Vec<_> = values.iter().map(|value| observed(value)).collect();
    let keys: Vec<_> = observed.iter().map(|one| one.key.clone()).collect();
    let tx = db.begin().await.unwrap();
    let case = lock(&tx, actor, id).await.unwrap().unwrap();
    let known = known(&tx, actor, id, &keys).await.unwrap();
    let change = case.add_indicators(batch(observed), &known, actor, NOW).unwrap();
    add_indicators(&tx, &change).await.unwrap();
    tx.commit().await.unwrap();
    change.after().merged
}

#[tokio::test]
async fn a_case_comes_back_as_it_was_saved() {
    for Scratch { db, .. } in &Scratch::each().await {
        let officer = officer_of(db, "PJ").await;
        let case = opened(db, &officer, "PJ-1", "Lisbon", 0).await;
        assert_eq!(find(db.read(), &officer, case.id).await.unwrap(), Some(case.clone()));

        let tx = db.begin().await.unwrap();
        let locked = lock(&tx, &officer, case.id).await.unwrap().unwrap();
        let change = locked.revise(facts("Porto"), 1, &officer, NOW).unwrap();
        save(&tx, &change).await.unwrap();
        tx.commit().await.unwrap();

        let (found, statements) = counted(find(db.read(), &officer, case.id)).await;
        assert_eq!(found.unwrap().as_ref(), Some(change.after()));
        assert_eq!(statements, 1);
    }
}

#[tokio::test]
async fn nobody_else_knows_of_a_case() {
    for Scratch { db, .. } in &Scratch::each().await {
        let officer = officer_of(db, "PJ").await;
        let stranger = officer_of(db, "GC").await;
        let admin = Actor {
            roles: Roles::default().with(Role::AgencyAdmin),
            ..officer.clone()
        };
        let case = opened(db, &officer, "PJ-1", "Lisbon", 0).await;
        add(db, &officer, case.id, &["T1".to_owned()]).await;
        let ours = indicators(db.read(), &officer, case.id, 0).await.unwrap().rows;
        let ids: Vec<IndicatorId> = ours.iter().map(|one| one.id).collect();

        for other in [&stranger, &admin] {
            assert_eq!(find(db.read(), other, case.id).await.unwrap(), None);
            assert!(list(db.read(), other, &wanted()).await.unwrap().rows.is_empty());
            assert!(indicators(db.read(), other, case.id, 0).await.unwrap().rows.is_empty());
            assert!(
                indicators_by_id(db.read(), other, case.id, &ids)
                    .await
                    .unwrap()
                    .is_empty()
            );
            let keys = [observed("T1").key];
            assert!(known(db.read(), other, case.id, &keys).await.unwrap().is_empty());
        }
        assert_eq!(ours.len(), 1);
    }
}

#[tokio::test]
async fn an_indicator_is_had_through_its_own_case_only() {
    for Scratch { db, .. } in &Scratch::each().await {
        let officer = officer_of(db, "PJ").await;
        let (one, two) = (
            opened(db, &officer, "PJ-1", "Lisbon", 0).await,
            opened(db, &officer, "PJ-2", "Porto", 1).await,
        );
        add(db, &officer, one.id, &["T1".to_owned()]).await;
        let rows = indicators(db.read(), &officer, one.id, 0).await.unwrap().rows;
        let ids = [rows[0].id];

        assert_eq!(indicators_by_id(db.read(), &officer, one.id, &ids).await.unwrap(), rows);
        assert!(
            indicators_by_id(db.read(), &officer, two.id, &ids)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_reference_stands_once_in_an_agency() {
    for Scratch { db, .. } in &Scratch::each().await {
        let officer = officer_of(db, "PJ").await;
        let stranger = officer_of(db, "GC").await;
        opened(db, &officer, "A-1", "Lisbon", 0).await;
        opened(db, &stranger, "A-1", "Madrid", 0).await;

        let change = Case::open(CaseId::new(NOW), "A-1".to_owned(), facts("Again"), &officer, NOW).unwrap();
        let tx = db.begin().await.unwrap();
        let error = save(&tx, &change).await.unwrap_err();
        assert!(error.is_taken(REFERENCE_TAKEN), "{error:?}");
    }
}

#[tokio::test]
async fn the_list_is_read_in_pages_both_ways() {
    for Scratch { db, .. } in &Scratch::each().await {
        let officer = officer_of(db, "PJ").await;
        for minute in 0..60 {
            opened(db, &officer, &format!("PJ-{minute:02}"), "Lisbon", minute).await;
        }
        for (sort, first, last) in [(Sort::Updated, "PJ-59", "PJ-00"), (Sort::Reference, "PJ-00", "PJ-59")] {
            let page = async |place: Place<Mark>| {
                let wanted = Wanted {
                    sort,
                    place,
                    ..wanted()
                };
                let (listed, statements) = counted(list(db.read(), &officer, &wanted)).await;
                assert_eq!(statements, 1);
                listed.unwrap()
            };
            let one = page(Place::First).await;
            let two = page(Place::After(one.older.clone().unwrap())).await;
            let three = page(Place::After(two.older.clone().unwrap())).await;

            assert_eq!((one.rows.len(), two.rows.len(), three.rows.len()), (25, 25, 10));
            assert_eq!((references(&one)[0], references(&three)[9]), (first, last));
            let all: HashSet<_> = [&one, &two, &three].into_iter().flat_map(references).collect();
            assert_eq!(all.len(), 60);
            assert_eq!((&one.newer, &three.older), (&None, &None));
            let back = page(Place::Before(three.newer.clone().unwrap())).await;
            assert_eq!(back.rows, two.rows);
            let top = page(Place::Before(two.newer.clone().unwrap())).await;
            assert_eq!(top.rows, one.rows);
            for mark in [&one.older, &two.newer, &two.older, &three.newer].into_iter().flatten() {
                assert_eq!(Mark::read(sort, &mark.text()).as_ref(), Some(mark));
            }
        }
    }
}

#[tokio::test]
async fn a_case_is_found_by_part_of_reference_or_title_in_any_case() {
    for Scratch { db, .. } in &Scratch::each().await {
        let officer = officer_of(db, "PJ").await;
        let case = opened(db, &officer, "PJ-1187/2026", "ÉVORA: 100% of a_wallet", 0).await;
        opened(db, &officer, "PJ-2", "Other", 1).await;

        for (text, found) in [
            ("1187", true),
            ("pj-1187", true),
            ("évora", true),
            ("100%", true),
            ("a_w", true),
            ("a%w", false),
            ("axw", false),
            ("\\", false),
            ("' OR 1=1 --", false),
        ] {
            let wanted = Wanted {
                text: text.to_owned(),
                ..wanted()
            };
            let listed = list(db.read(), &officer, &wanted).await.unwrap();
            assert_eq!(references(&listed).contains(&case.reference.as_str()), found, "{text}");
        }
        let closed = Wanted {
            status: Some(Status::Closed),
            ..wanted()
        };
        assert!(list(db.read(), &officer, &closed).await.unwrap().rows.is_empty());
    }
}

#[tokio::test]
async fn ten_thousand_indicators_are_added_in_few_statements_and_read_in_pages() {
    for Scratch { db, .. } in &Scratch::each().await {
        let officer = officer_of(db, "PJ").await;
        let case = opened(db, &officer, "PJ-1", "Lisbon", 0).await;
        let values: Vec<String> = (0..10_000).map(|n| format!("T{n:05}")).collect();

        let (merged, statements) = counted(add(db, &officer, case.id, &values)).await;
        assert_eq!(merged, 0);
        assert!(statements <= 45, "{statements}");
        assert_eq!(add(db, &officer, case.id, &values[9_990..]).await, 10);

        let (page, statements) = counted(indicators(db.read(), &officer, case.id, 9_940)).await;
        let page = page.unwrap();
        assert_eq!((page.rows.len(), statements), (50, 1));
        assert_eq!(page.rows[0].observed.key.value, "T09940");
        let last = indicators(db.read(), &officer, case.id, page.after.unwrap())
            .await
            .unwrap();
        assert_eq!((last.rows.len(), last.after), (10, None));
        let found = find(db.read(), &officer, case.id).await.unwrap().unwrap();
        assert_eq!((found.indicators, found.version), (10_000, 1));
    }
}
