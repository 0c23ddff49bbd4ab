//! Rows of holds: who has a stake in one knows of it, and nobody else.

use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Error;
use super::entity::{hold_alarms, holds, request_clocks, requests, targets};
use super::requests::holds_where;
use crate::domain::actor::{Actor, Role};
use crate::domain::holds::Hold;
use crate::domain::ids::{HoldId, OrganisationId, RequestId};
use crate::domain::values::Time;

/// Rows a page shows.
pub const PAGE: u64 = 50;

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

/// A hold with what its list shows of the request that placed it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The hold.
    pub hold: Hold,
    /// The number of its request.
    pub number: String,
    /// When the order is expected, as the request says.
    pub order_expected_on: Option<jiff::civil::Date>,
    /// From which court.
    pub order_court: String,
    /// Chain and canonical value of the target.
    pub target: (String, String, String),
}

/// Holds that stand, by their end, the next first: three statements more than the holds' own two.
pub async fn standing(
    db: &impl ConnectionTrait,
    actor: &Actor,
    until_before: Option<Time>,
    after: Option<(Time, HoldId)>,
    limit: u64,
) -> Result<Vec<Row>, Error> {
    let mut select = holds::Entity::find()
        .select_only()
        .column(holds::Column::Id)
        .filter(visible_to(actor))
        .filter(holds::Column::Stands.eq(true));
    if let Some(before) = until_before {
        select = select.filter(holds::Column::UntilAt.lt(before));
    }
    if let Some((until, id)) = after {
        select = select.filter(
            Condition::any().add(holds::Column::UntilAt.gt(until)).add(
                Condition::all()
                    .add(holds::Column::UntilAt.eq(until))
                    .add(holds::Column::Id.gt(id)),
            ),
        );
    }
    let ids: Vec<HoldId> = select
        .order_by_asc(holds::Column::UntilAt)
        .order_by_asc(holds::Column::Id)
        .limit(Ord::min(limit, PAGE))
        .into_tuple()
        .all(db)
        .await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = holds_where(db, Condition::all().add(holds::Column::Id.is_in(ids))).await?;
    found.sort_by_key(|hold| (hold.until, hold.id));
    with_requests(db, found).await
}

async fn with_requests(db: &impl ConnectionTrait, found: Vec<Hold>) -> Result<Vec<Row>, Error> {
    let of: Vec<RequestId> = found.iter().map(|hold| hold.request).collect();
    let placed_by = requests::Entity::find()
        .filter(requests::Column::Id.is_in(of))
        .all(db)
        .await?;
    let on: Vec<_> = found.iter().map(|hold| hold.target).collect();
    let targets = targets::Entity::find()
        .filter(targets::Column::Id.is_in(on))
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .map(|hold| {
            let request = placed_by.iter().find(|row| row.id == hold.request);
            let target = targets.iter().find(|row| row.id == hold.target);
            Row {
                number: request.and_then(|row| row.number.clone()).unwrap_or_default(),
                order_expected_on: request.and_then(|row| row.content.order_expected_on),
                order_court: request.map(|row| row.content.order_court.clone()).unwrap_or_default(),
                target: target
                    .map(|row| (row.chain.clone(), row.value.clone(), row.tag.clone()))
                    .unwrap_or_default(),
                hold,
            }
        })
        .collect())
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
    let breaches = request_clocks::Entity::find()
        .select_only()
        .column(request_clocks::Column::RequestId)
        .filter(request_clocks::Column::BreachesAt.lte(now))
        .distinct()
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
