//! Rows of failures to sign in: by the password and by the second factor alike. They count for the mailbox that was typed,
//! whether or not there is an account, and apart for each browser that the account knows.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Func, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, prelude::Uuid};

use super::entity::sign_in_failures::{ActiveModel, Column, Entity};
use super::{Error, Tx, is_postgres};
use crate::domain::ids::new_uuid;
use crate::domain::values::Time;

/// Where a failure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter<'a> {
    /// SHA-256 of the mailbox, hexadecimal.
    pub account: &'a str,
    /// SHA-256 of the cookie of a browser that the account knows, hexadecimal; empty for every other.
    pub device: &'a str,
}

/// Counts the failures since `since`, and adds one at `at` where there were fewer than `most`: whoever goes on trying does
/// not keep the account locked. It counts before anything is compared, so that guesses at the same time cannot slip past
/// each other; [`take_back`] removes it. Answers how many there were, and the one that was added.
pub async fn count_and_add(
    tx: &Tx,
    counter: Counter<'_>,
    since: Time,
    at: Time,
    most: u64,
) -> Result<(u64, Uuid), Error> {
    if is_postgres(tx) {
        // One after the other: two at once would both count what was there before. SQLite has one writer as it is.
        let key = format!("{}{}", counter.account, counter.device);
        let lock = Query::select()
            .expr(Func::cust("pg_advisory_xact_lock").arg(Func::cust("hashtextextended").arg(key).arg(0_i64)))
            .take();
        tx.query_one(&lock).await?;
    }
    Entity::delete_many()
        .filter(Column::FailedAt.lt(since))
        .exec(tx)
        .await?;
    let failures = Entity::find()
        .filter(Column::AccountHash.eq(counter.account))
        .filter(Column::DeviceHash.eq(counter.device))
        .filter(Column::FailedAt.gte(since))
        .count(tx)
        .await?;
    let id = new_uuid(at);
    if failures < most {
        Entity::insert(ActiveModel {
            id: Set(id),
            account_hash: Set(counter.account.to_owned()),
            device_hash: Set(counter.device.to_owned()),
            failed_at: Set(at),
        })
        .exec_without_returning(tx)
        .await?;
    }
    Ok((failures, id))
}

/// It was no failure.
pub async fn take_back(tx: &Tx, id: Uuid) -> Result<(), Error> {
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// How many there were at `account` since `since`, from whichever browser.
pub async fn of_account(db: &impl ConnectionTrait, account: &str, since: Time) -> Result<u64, Error> {
    let all = Entity::find()
        .filter(Column::AccountHash.eq(account))
        .filter(Column::FailedAt.gte(since));
    Ok(all.count(db).await?)
}

/// Whoever has signed in ends the row of failures of that browser; those of others go on counting.
pub async fn forget(tx: &Tx, counter: Counter<'_>) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::AccountHash.eq(counter.account))
        .filter(Column::DeviceHash.eq(counter.device))
        .exec(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::store::testing::Scratch;

    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    #[tokio::test]
    async fn failures_are_counted_within_their_time_up_to_the_most_and_apart_for_each_browser() {
        for scratch in Scratch::each().await {
            let tx = scratch.db.begin().await.unwrap();
            let add = async |account, device, at: Time| {
                let since = at.plus(-SignedDuration::from_mins(15));
                let counter = Counter { account, device };
                count_and_add(&tx, counter, since, at, 3).await.unwrap()
            };
            for expected in [0, 1, 2, 3, 3] {
                assert_eq!(add("a", "", NOW).await.0, expected);
            }
            for other in [("b", ""), ("a", "known"), ("a", "another")] {
                assert_eq!(add(other.0, other.1, NOW).await.0, 0);
            }
            assert_eq!(of_account(&tx, "a", NOW).await.unwrap(), 5);

            let account = "a";
            forget(
                &tx,
                Counter {
                    account,
                    device: "known",
                },
            )
            .await
            .unwrap();
            assert_eq!(of_account(&tx, "a", NOW).await.unwrap(), 4);
            let (before, id) = add("b", "", NOW).await;
            assert_eq!(before, 1);
            take_back(&tx, id).await.unwrap();
            assert_eq!(of_account(&tx, "b", NOW).await.unwrap(), 1);

            assert_eq!(add("a", "", NOW.plus(SignedDuration::from_mins(16))).await.0, 0);
        }
    }
}
