//! Rows of holds: who has a stake in one knows of it, and nobody else.

use jiff::civil::Date;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

use super::Error;
use super::entity::{hold_alarms, holds, requests, targets};
use crate::domain::actor::{Actor, Role};
use crate::domain::holds::HoldStatus;
use crate::domain::ids::{HoldId, OrganisationId, RequestId};
use crate::domain::money::{Asset, Units};
use crate::domain::requests::Content;
use crate::domain::values::Time;

/// Rows a page shows.
pub const PAGE: u64 = 25;

/// What `actor` may know of: holds asked by the own agency, or held by the own exchange.
pub fn visible_to(actor: &Actor) -> Condition {
    let has = |roles: &[Role]| roles.iter().any(|role| actor.roles.has(*role));
    let mut visible = Condition::any();
    if has(&[Role::Officer, Role::Supervisor]) {
        visible = visible.add(holds::Column::AskerId.eq(actor.organisation));
    }
    if has(&[Role::Intake, Role::Responder, Role::Counsel]) {
        visible = visible.add(holds::Column::HolderId.eq(actor.organisation));
    }
    if visible.is_empty() {
        Condition::all().add(holds::Column::Id.is_null())
    } else {
        visible
    }
}

/// What a list shows of a hold and of the request that placed it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: HoldId,
    /// The number of the request that placed it.
    pub number: String,
    /// The exchange that holds.
    pub holder: OrganisationId,
    /// The agency that asked first.
    pub asker: OrganisationId,
    /// What is held.
    pub asset: Asset,
    /// How much.
    pub amount: Units,
    /// Where it stands.
    pub status: HoldStatus,
    /// Since when.
    pub placed_at: Time,
    /// Its end.
    pub until: Time,
    /// When the order is expected, as the request says.
    pub order_expected_on: Option<Date>,
    /// From which court.
    pub order_court: String,
    /// What the target is: `address` and the like.
    pub what: String,
    /// Its chain by name; empty where it has none.
    pub chain: String,
    /// Its canonical form.
    pub value: String,
    /// Destination tag or memo.
    pub tag: String,
}

#[derive(FromQueryResult)]
struct Found {
    id: HoldId,
    holder_id: OrganisationId,
    asker_id: OrganisationId,
    symbol: String,
    decimals: i64,
    amount: Units,
    status: HoldStatus,
    placed_at: Time,
    until_at: Time,
    number: Option<String>,
    content: Content,
    what: String,
    chain: String,
    value: String,
    tag: String,
}

/// Where a page of holds ends, and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The end of its last hold.
    pub until: Time,
    /// Its id.
    pub id: HoldId,
}

impl Cursor {
    /// As it stands in the URL.
    pub fn text(&self) -> String {
        format!("{}_{}", self.until.micros(), self.id)
    }

    /// From the URL; nothing where it is none.
    pub fn read(text: &str) -> Option<Self> {
        let (until, id) = text.split_once('_')?;
        Some(Self {
            until: Time::from_micros(until.parse().ok()?),
            id: id.parse().ok()?,
        })
    }
}

/// A page of holds that stand, the next end first, and where the next page begins: one statement.
pub async fn standing(
    db: &impl ConnectionTrait,
    actor: &Actor,
    after: Option<Cursor>,
    limit: u64,
) -> Result<(Vec<Row>, Option<Cursor>), Error> {
    let of = |table: &'static str, column: &'static str| Expr::col((table, column));
    let limit = Ord::min(limit, PAGE);
    let query = Query::select()
        .columns(
            [
                "id",
                "holder_id",
                "asker_id",
                "symbol",
                "decimals",
                "amount",
                "status",
                "placed_at",
                "until_at",
            ]
            .map(|column| ("holds", column)),
        )
        .columns(["number", "content"].map(|column| ("requests", column)))
        .columns(["what", "chain", "value", "tag"].map(|column| ("targets", column)))
        .from("holds")
        .inner_join("requests", of("requests", "id").equals(("holds", "request_id")))
        .inner_join("targets", of("targets", "id").equals(("holds", "target_id")))
        .cond_where(standing_for(actor, after))
        .order_by(("holds", "until_at"), Order::Asc)
        .order_by(("holds", "id"), Order::Asc)
        .limit(limit + 1)
        .to_owned();
    let mut rows = Vec::new();
    for row in db.query_all(&query).await? {
        rows.push(row_of(Found::from_query_result(&row, "")?)?);
    }
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| has_more).map(|last| Cursor {
        until: last.until,
        id: last.id,
    });
    Ok((rows, next))
}

fn standing_for(actor: &Actor, after: Option<Cursor>) -> Condition {
    use holds::Column;
    let standing = Condition::all().add(visible_to(actor)).add(Column::Stands.eq(true));
    let Some(Cursor { until, id }) = after else {
        return standing;
    };
    standing.add(
        Condition::any()
            .add(Column::UntilAt.gt(until))
            .add(Condition::all().add(Column::UntilAt.eq(until)).add(Column::Id.gt(id))),
    )
}

fn row_of(found: Found) -> Result<Row, Error> {
    let Found {
        id,
        holder_id,
        asker_id,
        symbol,
        decimals,
        amount,
        status,
        placed_at,
        until_at,
        number,
        content,
        what,
        chain,
        value,
        tag,
    } = found;
    Ok(Row {
        id,
        number: number.unwrap_or_default(),
        holder: holder_id,
        asker: asker_id,
        asset: Asset {
            symbol,
            decimals: u8::try_from(decimals).map_err(Error::unreadable)?,
        },
        amount,
        status,
        placed_at,
        until: until_at,
        order_expected_on: content.order_expected_on,
        order_court: content.order_court,
        what,
        chain,
        value,
        tag,
    })
}

/// How much is looked at for the figures.
pub const MOST_SUMMED: u64 = 1000;

/// One hold, as the figures count it.
#[derive(Clone, Debug)]
pub struct Held {
    /// What is held.
    pub asset: Asset,
    /// How much.
    pub amount: Units,
    /// The exchange that holds.
    pub holder: OrganisationId,
    /// The agency that asked.
    pub asker: OrganisationId,
    /// Its end.
    pub until: Time,
}

/// What stands, for the figures, the next end first and at most [`MOST_SUMMED`]: one statement.
pub async fn held(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Held>, Error> {
    use holds::Column;
    let rows: Vec<(String, i64, Units, OrganisationId, OrganisationId, Time)> = holds::Entity::find()
        .select_only()
        .columns([
            Column::Symbol,
            Column::Decimals,
            Column::Amount,
            Column::HolderId,
            Column::AskerId,
            Column::UntilAt,
        ])
        .filter(standing_for(actor, None))
        .order_by_asc(Column::UntilAt)
        .limit(MOST_SUMMED)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(symbol, decimals, amount, holder, asker, until)| {
            let decimals = u8::try_from(decimals).map_err(Error::unreadable)?;
            Ok(Held {
                asset: Asset { symbol, decimals },
                amount,
                holder,
                asker,
                until,
            })
        })
        .collect()
}

/// The number of holds at their end on which the exchange's word is due, as part of a statement.
pub fn counted_at_end(actor: &Actor) -> Expr {
    let some = holds::Entity::find()
        .select_only()
        .expr(Expr::value(1_i64))
        .filter(visible_to(actor))
        .filter(holds::Column::Status.eq(HoldStatus::ExpiryDue))
        .limit(MOST_SUMMED);
    super::counts::number_of(sea_orm::QueryTrait::into_query(some))
}

/// Chain and value of targets among `values` on which a hold for `asker` stands at `holder`.
pub async fn standing_on(
    db: &impl ConnectionTrait,
    asker: OrganisationId,
    holder: OrganisationId,
    values: &[&str],
) -> Result<Vec<(String, String)>, Error> {
    let held = Query::select()
        .column(holds::Column::TargetId)
        .from(holds::Entity)
        .and_where(holds::Column::AskerId.eq(asker))
        .and_where(holds::Column::HolderId.eq(holder))
        .and_where(holds::Column::Stands.eq(true))
        .to_owned();
    let rows: Vec<(String, String)> = targets::Entity::find()
        .select_only()
        .column(targets::Column::Chain)
        .column(targets::Column::Value)
        .filter(targets::Column::Value.is_in(values.iter().copied()))
        .filter(targets::Column::Id.in_subquery(held))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows)
}

/// What the clock has to do by `now`: requests with a clock to breach or a question unanswered, holds at their end,
/// and alarms, at most `limit` of each.
#[derive(Debug, Default)]
pub struct DueWork {
    /// Requests with clocks whose breach is to be recorded.
    pub breaches: Vec<RequestId>,
    /// Requests whose question was not answered in time.
    pub unanswered: Vec<RequestId>,
    /// Holds whose end has come.
    pub ended: Vec<(RequestId, HoldId)>,
    /// Alarms that ring.
    pub alarms: Vec<DueAlarm>,
}

/// An alarm that rings.
#[derive(Clone, Copy, Debug)]
pub struct DueAlarm {
    /// The request that placed the hold.
    pub request: RequestId,
    /// The hold.
    pub hold: HoldId,
    /// When it was to ring.
    pub rings_at: Time,
    /// Hours before the end.
    pub hours_ahead: u32,
}

/// What is due by `now`: four statements.
pub async fn due(db: &impl ConnectionTrait, now: Time, limit: u64) -> Result<DueWork, Error> {
    use crate::domain::requests::kinds::Status;
    let breaches = requests::Entity::find()
        .select_only()
        .column(requests::Column::Id)
        .filter(requests::Column::BreachesAt.lte(now))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let unanswered = requests::Entity::find()
        .select_only()
        .column(requests::Column::Id)
        .filter(requests::Column::Status.eq(Status::Clarification))
        .filter(requests::Column::QuestionDeadlineAt.lte(now))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let ended = holds::Entity::find()
        .select_only()
        .column(holds::Column::RequestId)
        .column(holds::Column::Id)
        .filter(holds::Column::Runs.eq(true))
        .filter(holds::Column::UntilAt.lte(now))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let ringing = hold_alarms::Entity::find()
        .filter(hold_alarms::Column::RungAt.is_null())
        .filter(hold_alarms::Column::RingsAt.lte(now))
        .order_by_asc(hold_alarms::Column::RingsAt)
        .limit(limit)
        .all(db)
        .await?;
    let alarms = with_holds(db, ringing).await?;
    Ok(DueWork {
        breaches,
        unanswered,
        ended,
        alarms,
    })
}

async fn with_holds(db: &impl ConnectionTrait, ringing: Vec<hold_alarms::Model>) -> Result<Vec<DueAlarm>, Error> {
    if ringing.is_empty() {
        return Ok(Vec::new());
    }
    let of = holds::Entity::find()
        .filter(holds::Column::Id.is_in(ringing.iter().map(|alarm| alarm.hold_id)))
        .all(db)
        .await?;
    Ok(ringing
        .into_iter()
        .filter_map(|alarm| {
            let hold = of.iter().find(|hold| hold.id == alarm.hold_id)?;
            Some(DueAlarm {
                request: hold.request_id,
                hold: hold.id,
                rings_at: alarm.rings_at,
                hours_ahead: u32::try_from(alarm.hours_ahead).unwrap_or(0),
            })
        })
        .collect())
}

/// Takes an alarm, so that it rings once however many instances look. Answers whether it was there to take and still
/// warns of the hold's end.
pub async fn take_alarm(tx: &super::Tx, alarm: &DueAlarm, now: Time) -> Result<bool, Error> {
    use sea_orm::sea_query::Expr;
    let until = hold_alarms::Entity::find()
        .filter(hold_alarms::Column::HoldId.eq(alarm.hold))
        .filter(hold_alarms::Column::RingsAt.eq(alarm.rings_at))
        .one(tx)
        .await?
        .map(|row| row.until_at);
    let taken = hold_alarms::Entity::update_many()
        .col_expr(hold_alarms::Column::RungAt, Expr::value(now))
        .filter(hold_alarms::Column::HoldId.eq(alarm.hold))
        .filter(hold_alarms::Column::RingsAt.eq(alarm.rings_at))
        .filter(hold_alarms::Column::RungAt.is_null())
        .exec(tx)
        .await?;
    let current = holds::Entity::find_by_id(alarm.hold)
        .one(tx)
        .await?
        .map(|hold| hold.until_at);
    Ok(taken.rows_affected == 1 && until == current)
}
