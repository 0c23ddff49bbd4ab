//! Rows that count checks of verify codes, and applications to join: one a client and what it does, as long as something is used up.

use jiff::SignedDuration;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use super::{Connection, Error, Tx};
use crate::domain::values::Time;
use crate::domain::verify_checks::Allowance;

/// Counts a check of `client` at `now`, whichever instance asks: one statement, and no two of them count as one.
/// Answers how long until the next, where all are used up.
pub async fn count(tx: &Tx, client: &str, allowance: Allowance, now: Time) -> Result<Option<SignedDuration>, Error> {
    let Allowance { at_once, each: rest } = allowance;
    // Whoever has used nothing up begins now.
    let since = Expr::case(Expr::col(("verify_checks", "used_until_at")).lt(now), now)
        .finally(Expr::col(("verify_checks", "used_until_at")));
    let each = i64::try_from(rest.as_micros()).map_err(Error::unreadable)?;
    let latest = now.plus(rest * (i32::try_from(at_once.get()).map_err(Error::unreadable)? - 1));
    let statement = Query::insert()
        .into_table("verify_checks")
        .columns(["client", "used_until_at"])
        .values_panic([client.into(), now.plus(rest).into()])
        .on_conflict(
            OnConflict::column("client")
                .value("used_until_at", Expr::expr(since).add(each))
                .action_and_where(Expr::col(("verify_checks", "used_until_at")).lte(latest))
                .to_owned(),
        )
        .returning_col("used_until_at")
        .take();
    if tx.query_one(&statement).await?.is_some() {
        return Ok(None);
    }
    let used = Query::select()
        .column("used_until_at")
        .from("verify_checks")
        .and_where(Expr::col("client").eq(client))
        .take();
    let row = tx.query_one(&used).await?;
    let used = row.map(|row| row.try_get_by_index::<Time>(0)).transpose()?;
    Ok(Some(used.map_or(rest, |used| used.since(latest))))
}

/// Forgets clients that have nothing used up; answers how many.
pub async fn forget(tx: &Tx, now: Time) -> Result<u64, Error> {
    let statement = Query::delete()
        .from_table("verify_checks")
        .and_where(Expr::col("used_until_at").lte(now))
        .take();
    Ok(tx.execute(&statement).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::verify_checks::{APPLICATIONS, AT_ONCE, CODES, EACH};
    use crate::store::testing::Scratch;

    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    async fn check(db: &crate::store::Db, client: &str, now: Time) -> Option<SignedDuration> {
        let tx = db.begin().await.unwrap();
        let wait = count(&tx, client, CODES, now).await.unwrap();
        tx.commit().await.unwrap();
        wait
    }

    #[tokio::test]
    async fn a_client_checks_so_often_however_many_instances_it_asks() {
        for scratch in Scratch::each().await {
            let other = crate::store::Db::connect(&scratch.database).await.unwrap();
            for turn in 0..AT_ONCE.get() {
                let db = if turn % 2 == 0 { &scratch.db } else { &other };
                assert_eq!(check(db, "one", NOW).await, None, "{turn}");
            }

            for db in [&scratch.db, &other] {
                assert_eq!(check(db, "one", NOW).await, Some(EACH));
                assert_eq!(check(db, "other", NOW).await, None);
            }
            let later = NOW.plus(EACH);
            assert_eq!(check(&other, "one", later).await, None);
            assert_eq!(check(&scratch.db, "one", later).await, Some(EACH));
        }
    }

    #[tokio::test]
    async fn applications_are_fewer_and_come_back_later_than_checks() {
        for scratch in Scratch::each().await {
            let apply = async |now| {
                let tx = scratch.db.begin().await.unwrap();
                let wait = count(&tx, "one", APPLICATIONS, now).await.unwrap();
                tx.commit().await.unwrap();
                wait
            };
            for _ in 0..APPLICATIONS.at_once.get() {
                assert_eq!(apply(NOW).await, None);
            }
            assert_eq!(apply(NOW).await, Some(APPLICATIONS.each));
            assert_eq!(apply(NOW.plus(APPLICATIONS.each)).await, None);
        }
    }

    #[tokio::test]
    async fn who_has_nothing_used_up_is_forgotten_and_others_are_not() {
        for scratch in Scratch::each().await {
            check(&scratch.db, "once", NOW).await;
            check(&scratch.db, "twice", NOW).await;
            check(&scratch.db, "twice", NOW).await;

            let tx = scratch.db.begin().await.unwrap();
            assert_eq!(forget(&tx, NOW).await.unwrap(), 0);
            assert_eq!(forget(&tx, NOW.plus(EACH)).await.unwrap(), 1);
            assert_eq!(forget(&tx, NOW.plus(EACH * 2)).await.unwrap(), 1);
        }
    }
}
