//! Counters of public numbers: each series counts from 1 in each year, without gaps.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Error, Tx};

/// The next number of `series` in `year`. Until the transaction ends others who ask for the same series wait, so that
/// a number that was not used after all goes to the next: ask late.
pub async fn next(tx: &Tx, series: &'static str, year: i16) -> Result<u64, Error> {
    let more = Expr::col(("numbers", "last")).add(1_i64);
    let statement = Query::insert()
        .into_table("numbers")
        .columns(["series", "year", "last"])
        .values_panic([series.into(), i64::from(year).into(), 1_i64.into()])
        .on_conflict(OnConflict::columns(["series", "year"]).value("last", more).to_owned())
        .returning_col("last")
        .take();
    let row = tx.query_one(&statement).await?;
    let row = row.ok_or_else(|| Error::Other(DbErr::RecordNotInserted))?;
    u64::try_from(row.try_get_by_index::<i64>(0)?).map_err(Error::unreadable)
}

/// The last number of `series` that was taken in each year: for made-up bulk.
pub async fn last(db: &impl ConnectionTrait, series: &'static str) -> Result<Vec<(i16, u64)>, Error> {
    let statement = Query::select()
        .columns(["year", "last"])
        .from("numbers")
        .and_where(Expr::col("series").eq(series))
        .take();
    let rows = db.query_all(&statement).await?;
    rows.iter()
        .map(|row| {
            let year = i16::try_from(row.try_get_by_index::<i64>(0)?).map_err(Error::unreadable)?;
            let last = u64::try_from(row.try_get_by_index::<i64>(1)?).map_err(Error::unreadable)?;
            Ok((year, last))
        })
        .collect()
}

/// Says that `last` is the last number taken of `series` in `year`: for made-up bulk.
pub async fn put(tx: &Tx, series: &'static str, year: i16, last: u64) -> Result<(), Error> {
    let last = i64::try_from(last).map_err(Error::unreadable)?;
    let statement = Query::insert()
        .into_table("numbers")
        .columns(["series", "year", "last"])
        .values_panic([series.into(), i64::from(year).into(), last.into()])
        .on_conflict(OnConflict::columns(["series", "year"]).update_column("last").to_owned())
        .take();
    tx.execute(&statement).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::store::testing::Scratch;

    #[tokio::test]
    async fn numbers_asked_for_at_once_have_no_gaps_and_no_doubles() {
        for Scratch { db, .. } in &Scratch::each().await {
            let takes = futures_util::future::join_all((0..24).map(async |turn| {
                let tx = db.begin().await.unwrap();
                let number = next(&tx, "FR", 2026).await.unwrap();
                if turn % 3 == 0 {
                    tx.rollback().await.unwrap();
                    return None;
                }
                tx.commit().await.unwrap();
                Some(number)
            }))
            .await;

            let taken: Vec<u64> = takes.into_iter().flatten().collect();
            assert_eq!(
                taken.iter().copied().collect::<BTreeSet<_>>(),
                (1..=16).collect::<BTreeSet<u64>>()
            );
            assert_eq!(taken.len(), 16);
        }
    }

    #[tokio::test]
    async fn each_series_and_year_counts_by_itself() {
        for Scratch { db, .. } in &Scratch::each().await {
            let tx = db.begin().await.unwrap();
            assert_eq!(next(&tx, "FR", 2026).await.unwrap(), 1);
            assert_eq!(next(&tx, "FR", 2026).await.unwrap(), 2);
            assert_eq!(next(&tx, "FR", 2027).await.unwrap(), 1);
            assert_eq!(next(&tx, "CS", 2026).await.unwrap(), 1);
        }
    }
}
