//! What sums are made of: holds as far as they are counted, and what was asked of them.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{Condition, ConnectionTrait, QueryResult};

use super::visible_to;
use crate::domain::actor::Actor;
use crate::domain::ids::{CaseId, OrganisationId, TargetId};
use crate::domain::money::{Asset, Units};
use crate::domain::requests::Answer;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::sums::{Asked, Frozen, Moved, Place, asked_once};
use crate::domain::values::Time;
use crate::store::{Error, is_postgres};

/// How much is looked at for sums.
pub const MOST_SUMMED: u64 = 1000;

/// Holds that stand, of one asset and between the same two, of which the same is said: as the figures count them.
#[derive(Clone, Debug)]
pub struct Held {
    /// What is held, and until when the first of them. What was let go of them in parts is not looked at.
    pub frozen: Frozen,
    /// The exchange that holds.
    pub holder: OrganisationId,
    /// The agency that asked.
    pub asker: OrganisationId,
}

/// What is the same of holds that are counted together.
const ALIKE: [&str; 7] = [
    "symbol",
    "decimals",
    "status",
    "holder_id",
    "asker_id",
    "is_past",
    "is_soon",
];

/// What stands, for the figures, the next end first and at most [`MOST_SUMMED`]: one statement. Those are one group of
/// which as much is said, and whose ends lie on the same side of `now` and of `soon`: a thousand rows would cost more to
/// hand over than to read.
pub async fn held(db: &impl ConnectionTrait, actor: &Actor, now: Time, soon: Time) -> Result<Vec<Held>, Error> {
    let until = || Expr::col(("holds", "until_at"));
    let standing = Query::select()
        .columns(
            [
                "symbol",
                "decimals",
                "status",
                "holder_id",
                "asker_id",
                "amount",
                "until_at",
            ]
            .map(|column| ("holds", column)),
        )
        .expr_as(until().lte(now), "is_past")
        .expr_as(until().lt(soon), "is_soon")
        .from("holds")
        .cond_where(
            Condition::all()
                .add(visible_to(actor))
                .add(Expr::col(("holds", "stands")).eq(true)),
        )
        .order_by(("holds", "until_at"), Order::Asc)
        .limit(MOST_SUMMED)
        .to_owned();
    // Added here, since no column of either database holds 256 bits.
    let amounts = if is_postgres(db) {
        "string_agg(ltrim(amount, '0'), ',')"
    } else {
        "group_concat(ltrim(amount, '0'))"
    };
    let query = Query::select()
        .columns(ALIKE)
        .expr_as(Expr::cust("min(until_at)"), "first_until_at")
        .expr_as(Expr::cust(amounts), "amounts")
        .from_subquery(standing, "standing")
        .group_by_columns(ALIKE)
        .to_owned();
    let mut all = Vec::new();
    for row in db.query_all(&query).await? {
        all.extend(group(&row)?);
    }
    Ok(all)
}

/// The holds of one group, as one; each by itself where no figure can hold their sum.
fn group(row: &QueryResult) -> Result<Vec<Held>, Error> {
    let asset = asset(row.try_get("", "symbol")?, row.try_get("", "decimals")?)?;
    let (status, until) = (row.try_get("", "status")?, row.try_get("", "first_until_at")?);
    let (holder, asker) = (row.try_get("", "holder_id")?, row.try_get("", "asker_id")?);
    let amounts: String = row.try_get("", "amounts")?;
    let amounts = amounts.split(',').map(units).collect::<Result<Vec<Units>, Error>>()?;
    let held = |holds: usize, amount: Units| Held {
        frozen: Frozen {
            holds,
            asset: asset.clone(),
            amount,
            frozen: amount,
            status,
            until,
        },
        holder,
        asker,
    };
    let sum = amounts.iter().try_fold(Units::ZERO, |sum, amount| sum.plus(*amount));
    Ok(match sum {
        Some(sum) => vec![held(amounts.len(), sum)],
        None => amounts.into_iter().map(|amount| held(1, amount)).collect(),
    })
}

/// An amount without its leading zeros; nothing is left of zero itself.
fn units(digits: &str) -> Result<Units, Error> {
    if digits.is_empty() {
        return Ok(Units::ZERO);
    }
    digits.parse().map_err(Error::unreadable)
}

/// What a case asked to freeze, and what was frozen.
#[derive(Clone, Debug, Default)]
pub struct OfCase {
    /// What was asked, where an amount was named: each amount once, however often it was asked.
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
        .expr_as(of("requests", "id"), "asking_id")
        .columns(["chain", "value", "tag", "txid", "answer"].map(|column| ("targets", column)))
        .column(("requests", "traced_from_id"))
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
    let (mut last, mut all) = (None, Vec::new());
    for row in rows {
        // A target with holds of several assets stands in as many rows.
        let target: TargetId = row.try_get("", "target_id")?;
        if last.replace(target) != Some(target) {
            all.extend(asked(&row)?);
        }
        found.frozen.extend(frozen(&row)?);
    }
    found.asked = asked_once(&all);
    Ok(found)
}

fn asked(row: &QueryResult) -> Result<Option<Asked>, Error> {
    let symbol: Option<String> = row.try_get("", "asked_symbol")?;
    let decimals: Option<i64> = row.try_get("", "asked_decimals")?;
    let amount: Option<Units> = row.try_get("", "asked_amount")?;
    let (Some(symbol), Some(decimals), Some(amount)) = (symbol, decimals, amount) else {
        return Ok(None);
    };
    let answer: Option<Answer> = row.try_get("", "answer")?;
    let tells = answer.filter(|answer| answer.outcome.tells_movement());
    Ok(Some(Asked {
        request: row.try_get("", "asking_id")?,
        traced_from: row.try_get("", "traced_from_id")?,
        place: Place {
            asset: asset(symbol, decimals)?,
            chain: row.try_get("", "chain")?,
            value: row.try_get("", "value")?,
            tag: row.try_get("", "tag")?,
        },
        txid: row.try_get("", "txid")?,
        amount,
        moved: tells.and_then(|answer| answer.movement).map(|moved| Moved {
            destination: moved.destination,
            txid: moved.txid,
        }),
    }))
}

fn frozen(row: &QueryResult) -> Result<Option<Frozen>, Error> {
    let Some(symbol) = row.try_get::<Option<String>>("", "symbol")? else {
        return Ok(None);
    };
    Ok(Some(Frozen {
        holds: 1,
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
