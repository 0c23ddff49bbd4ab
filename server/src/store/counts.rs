//! Counting rows of several kinds in one statement.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Query, SelectStatement};

use super::Error;

/// What several [`number_of`] come to, in one statement.
pub async fn together<const N: usize>(db: &impl ConnectionTrait, counted: [Expr; N]) -> Result<[u64; N], Error> {
    let statement = Query::select().exprs(counted).to_owned();
    let row = db.query_one(&statement).await?;
    let mut counts = [0; N];
    for (at, count) in counts.iter_mut().enumerate() {
        let counted: i64 = row
            .as_ref()
            .map(|row| row.try_get_by_index(at))
            .transpose()?
            .unwrap_or(0);
        *count = u64::try_from(counted).unwrap_or(0);
    }
    Ok(counts)
}

/// The number of rows of `some`, as part of a statement.
pub(super) fn number_of(some: SelectStatement) -> Expr {
    let counting = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from_subquery(some, "some_rows")
        .to_owned();
    Expr::SubQuery(None, Box::new(counting.into()))
}
