use jiff::SignedDuration;

use super::*;
use crate::domain::clocks::Calendar;
use crate::domain::organisations::Organisation;
use crate::domain::organisations::attestation::Attestation;
use crate::domain::values::Zone;
use crate::store::testing::Scratch;
use crate::store::{self, Db};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

fn later(days: i64) -> Time {
    NOW.plus(SignedDuration::from_hours(24 * days))
}

async fn ending(db: &Db, kind: OrganisationKind, standing: Standing, until: Time) -> OrganisationId {
    let id = OrganisationId::new(NOW);
    let organisation = Organisation {
        id,
        kind,
        country: "PT".parse().unwrap(),
        name: id.to_string(),
        legal_name: id.to_string(),
        calendar: Calendar::round_the_clock(Zone::utc()),
        holidays: Vec::new(),
        languages: vec!["en".to_owned()],
        domains: Vec::new(),
        switchboard: None,
        standing,
        verified_at: Some(NOW),
        attestation: Attestation {
            until: Some(until),
            ..Attestation::default()
        },
    };
    let tx = db.begin().await.unwrap();
    store::organisations::insert(&tx, &organisation, NOW).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn given(db: &Db, now: Time) -> Vec<(OrganisationId, i64)> {
    let mut given = Vec::new();
    for alarm in due(db.read(), now).await.unwrap() {
        let tx = db.begin().await.unwrap();
        if take(&tx, &alarm, now).await.unwrap() {
            given.push((alarm.organisation, alarm.days_left));
        }
        tx.commit().await.unwrap();
    }
    given
}

#[tokio::test]
async fn each_reminder_is_given_once_and_the_end_is_told_once() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let one = ending(db, OrganisationKind::Agency, Standing::Active, later(100)).await;
        ending(db, OrganisationKind::Platform, Standing::Active, later(10)).await;
        ending(db, OrganisationKind::Exchange, Standing::Suspended, later(10)).await;

        let mut told = Vec::new();
        for day in 0..120 {
            // Twice a day, on two instances.
            for _ in 0..2 {
                told.extend(
                    given(db, later(day))
                        .await
                        .into_iter()
                        .map(|(id, left)| (id, left, day)),
                );
            }
        }

        let expected = [(60, 40), (30, 70), (14, 86), (7, 93), (1, 99), (0, 100)];
        assert_eq!(told, expected.map(|(left, day)| (one, left, day)));
    }
}

#[tokio::test]
async fn of_reminders_that_nobody_could_give_only_the_last_is_given() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        let one = ending(db, OrganisationKind::Agency, Standing::Active, later(10)).await;
        assert_eq!(given(db, NOW).await, [(one, 14)]);
        assert_eq!(given(db, later(200)).await, [(one, 0)]);
        assert_eq!(given(db, later(201)).await, []);
    }
}

#[tokio::test]
async fn two_that_take_one_reminder_at_once_give_it_once() {
    for scratch in Scratch::each().await {
        let db = &scratch.db;
        ending(db, OrganisationKind::Agency, Standing::Active, later(10)).await;
        let alarm = due(db.read(), NOW).await.unwrap().pop().unwrap();
        let takes = async || {
            let tx = db.begin().await.unwrap();
            let taken = take(&tx, &alarm, NOW).await.unwrap();
            tx.commit().await.unwrap();
            taken
        };
        assert_eq!((takes().await, takes().await), (true, false));
    }
}
