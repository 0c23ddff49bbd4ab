//! What sums are made of: holds as far as they are counted, and what was asked of them.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect};

use super::visible_to;
use crate::domain::actor::Actor;
use crate::domain::holds::HoldStatus;
use crate::domain::ids::{CaseId, OrganisationId, TargetId};
use crate::domain::money::{Asset, Units};
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::sums::Frozen;
use crate::domain::values::Time;
use crate::store::Error;
use crate::store::entity::holds;

/// How much is looked at for sums.
pub const MOST_SUMMED: u64 = 1000;

/// One hold, as the figures count it.
#[derive(Clone, Debug)]
pub struct Held {
    /// What is held, and until when.
    pub frozen: Frozen,
    /// The exchange that holds.
    pub holder: OrganisationId,
    /// The agency that asked.
    pub asker: OrganisationId,
}

/// A row of the table, as far as it is summed.
type Row = (
    String,
    i64,
    Units,
    Units,
    HoldStatus,
    Time,
    OrganisationId,
    OrganisationId,
);

/// What stands, for the figures, the next end first and at most [`MOST_SUMMED`]: one statement.
pub async fn held(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Held>, Error> {
    use holds::Column;
    let rows: Vec<Row> = holds::Entity::find()
        .select_only()
        .columns([
            Column::Symbol,
            Column::Decimals,
            Column::Amount,
            Column::Frozen,
            Column::Status,
            Column::UntilAt,
            Column::HolderId,
            Column::AskerId,
        ])
        .filter(visible_to(actor))
        .filter(Column::Stands.eq(true))
        .order_by_asc(Column::UntilAt)
        .limit(MOST_SUMMED)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(symbol, decimals, amount, frozen, status, until, holder, asker)| {
            let frozen = Frozen {
                asset: asset(symbol, decimals)?,
                amount,
                frozen,
                status,
                until,
            };
            Ok(Held { frozen, holder, asker })
        })
        .collect()
}

/// What a case asked to freeze, and what was frozen.
#[derive(Clone, Debug, Default)]
pub struct OfCase {
    /// What was asked of each target, where an amount was named.
    pub asked: Vec<(Asset, Units)>,
    /// The holds.
    pub frozen: Vec<Frozen>,
    /// Whether that is all; beyond [`MOST_SUMMED`] nothing is looked at.
    pub is_all: bool,
}

/// What the issued freeze requests of `case` asked and placed: one statement. A request that was sent on asked nothing of
/// whom it was sent to first.
pub async fn of_case(db: &impl ConnectionTrait, actor: &Actor, case: CaseId) -> Result<OfCase, Error> {
    let of = |table: &'static str, column: &'static str| Expr::col((table, column));
    let query = Query::select()
        .expr_as(of("targets", "id"), "target_id")
        .expr_as(of("targets", "symbol"), "asked_symbol")
        .expr_as(of("targets", "decimals"), "asked_decimals")
        .expr_as(of("targets", "amount"), "asked_amount")
        .columns(["symbol", "decimals", "amount", "frozen", "status", "until_at"].map(|column| ("holds", column)))
        .from("requests")
        .inner_join("targets", of("targets", "request_id").equals(("requests", "id")))
        .left_join("holds", of("holds", "target_id").equals(("targets", "id")))
        .and_where(of("requests", "case_id").eq(case))
        .and_where(of("requests", "asker_id").eq(actor.organisation))
        .and_where(of("requests", "kind").eq(Kind::Freeze))
        .and_where(of("requests", "issued_at").is_not_null())
        .and_where(of("requests", "status").ne(Status::Redirected))
        .order_by(("targets", "id"), Order::Asc)
        .limit(MOST_SUMMED + 1)
        .to_owned();
    let mut rows = db.query_all(&query).await?;
    let most = usize::try_from(MOST_SUMMED).unwrap_or(usize::MAX);
    let mut found = OfCase {
        is_all: rows.len() <= most,
        ..OfCase::default()
    };
    rows.truncate(most);
    let mut last = None;
    for row in rows {
        // A target with holds of several assets stands in as many rows.
        let target: TargetId = row.try_get("", "target_id")?;
        if last.replace(target) != Some(target) {
            found.asked.extend(asked(&row)?);
        }
        found.frozen.extend(frozen(&row)?);
    }
    Ok(found)
}

fn asked(row: &QueryResult) -> Result<Option<(Asset, Units)>, Error> {
    let symbol: Option<String> = row.try_get("", "asked_symbol")?;
    let decimals: Option<i64> = row.try_get("", "asked_decimals")?;
    let amount: Option<Units> = row.try_get("", "asked_amount")?;
    let (Some(symbol), Some(decimals), Some(amount)) = (symbol, decimals, amount) else {
        return Ok(None);
    };
    Ok(Some((asset(symbol, decimals)?, amount)))
}

fn frozen(row: &QueryResult) -> Result<Option<Frozen>, Error> {
    let Some(symbol) = row.try_get::<Option<String>>("", "symbol")? else {
        return Ok(None);
    };
    Ok(Some(Frozen {
        asset: asset(symbol, row.try_get("", "decimals")?)?,
        amount: row.try_get("", "amount")?,
        frozen: row.try_get("", "frozen")?,
        status: row.try_get("", "status")?,
        until: row.try_get("", "until_at")?,
    }))
}

fn asset(symbol: String, decimals: i64) -> Result<Asset, Error> {
    let decimals = u8::try_from(decimals).map_err(Error::unreadable)?;
    Ok(Asset { symbol, decimals })
}
