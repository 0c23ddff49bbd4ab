use std::collections::BTreeSet;

use super::*;
use crate::store::testing::Scratch;

const NOW: Time = Time::from_micros(1_795_363_200_000_000);
const MAIL: &[Kind] = &[Kind::Mail];

async fn with_jobs(db: &Db, keys: &[&str]) {
    let tx = db.begin().await.unwrap();
    for key in keys {
        put(&tx, Kind::Mail, key, &serde_json::json!({ "key": key }), NOW)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_job_put_in_twice_is_done_once() {
    for Scratch { db, .. } in &Scratch::each().await {
        with_jobs(db, &["a", "a"]).await;

        let jobs = take(db, MAIL, 10, NOW).await.unwrap();
        let [job] = &jobs[..] else { panic!("one job") };
        finish(db, job, NOW).await.unwrap();

        assert!(take(db, MAIL, 10, NOW.plus(LEASE * 2)).await.unwrap().is_empty());
        assert_eq!(waiting_and_dead(db.read()).await.unwrap(), (0, 0));
    }
}

#[tokio::test]
async fn two_workers_never_hold_the_same_job() {
    for Scratch { db, .. } in &Scratch::each().await {
        with_jobs(db, &["a", "b", "c", "d", "e", "f", "g", "h"]).await;

        let takes = (0..6).map(|_| take(db, MAIL, 2, NOW));
        let taken: Vec<Job> = futures_util::future::join_all(takes)
            .await
            .into_iter()
            .flat_map(Result::unwrap)
            .collect();

        assert_eq!(
            taken.iter().map(|job| job.id).collect::<BTreeSet<_>>().len(),
            taken.len()
        );
        assert_eq!(taken.len(), 8);
    }
}

#[tokio::test]
async fn a_job_whose_worker_died_is_given_to_another_and_the_first_word_does_not_count() {
    for Scratch { db, .. } in &Scratch::each().await {
        with_jobs(db, &["a"]).await;
        let first = take(db, MAIL, 1, NOW).await.unwrap().remove(0);
        assert!(take(db, MAIL, 1, NOW).await.unwrap().is_empty());

        let later = NOW.plus(LEASE + SignedDuration::from_secs(1));
        let second = take(db, MAIL, 1, later).await.unwrap().remove(0);
        finish(db, &first, later).await.unwrap();

        assert_eq!((first.id, second.attempt), (second.id, 2));
        assert_eq!(waiting_and_dead(db.read()).await.unwrap(), (1, 0));
    }
}

#[tokio::test]
async fn a_job_that_fails_rests_longer_each_time_and_is_set_aside_in_the_end() {
    for Scratch { db, .. } in &Scratch::each().await {
        with_jobs(db, &["a"]).await;
        let mut now = NOW;
        for attempt in 1..=MOST_ATTEMPTS {
            let job = take(db, MAIL, 1, now).await.unwrap().remove(0);
            assert_eq!(job.attempt, attempt);
            let is_dead = fail(db, &job, "refused", now).await.unwrap();
            assert_eq!(is_dead, attempt == MOST_ATTEMPTS);
            assert!(take(db, MAIL, 1, now).await.unwrap().is_empty());
            now = now.plus(rest_after(attempt));
        }
        assert!(take(db, MAIL, 1, now.plus(LONGEST_REST)).await.unwrap().is_empty());
        assert_eq!(waiting_and_dead(db.read()).await.unwrap(), (0, 1));
    }
}

#[tokio::test]
async fn what_nobody_can_deliver_stays() {
    for Scratch { db, .. } in &Scratch::each().await {
        with_jobs(db, &["a"]).await;
        assert!(take(db, &[], 10, NOW).await.unwrap().is_empty());
        assert_eq!(waiting_and_dead(db.read()).await.unwrap(), (1, 0));
    }
}

#[test]
fn rests_double_up_to_an_end() {
    assert_eq!(rest_after(1), FIRST_REST);
    assert_eq!(rest_after(2), FIRST_REST * 2);
    assert_eq!(rest_after(1_000), LONGEST_REST);
}

#[tokio::test]
async fn nothing_waits_or_is_remembered_without_end() {
    for Scratch { db, .. } in &Scratch::each().await {
        with_jobs(db, &["a", "b"]).await;
        let job = take(db, MAIL, 1, NOW).await.unwrap().remove(0);
        finish(db, &job, NOW).await.unwrap();

        assert_eq!(sweep(db, NOW.plus(PATIENCE)).await.unwrap(), (0, 0));
        let late = NOW.plus(PATIENCE).plus(SignedDuration::from_micros(1));
        assert_eq!(sweep(db, late).await.unwrap(), (1, 1));
        assert_eq!(waiting_and_dead(db.read()).await.unwrap(), (0, 1));
        assert!(take(db, MAIL, 1, late).await.unwrap().is_empty());

        assert_eq!(sweep(db, late.plus(PATIENCE * 2)).await.unwrap(), (0, 1));
        assert_eq!(waiting_and_dead(db.read()).await.unwrap(), (0, 0));
    }
}
