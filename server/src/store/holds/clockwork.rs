//! What the clock has to do, and the alarms it takes so that each rings once.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::ids::{HoldId, RequestId};
use crate::domain::values::Time;
use crate::store::Error;
use crate::store::entity::{hold_alarms, holds, requests};

/// What the clock has to do by `now`: requests with a clock to breach or a question unanswered, holds at their end,
/// and alarms, at most `limit` of each.
#[derive(Debug, Default)]
pub struct DueWork {
    /// Requests with clocks whose breach is to be recorded.
    pub breaches: Vec<RequestId>,
    /// Requests whose question was not answered in time.
    pub unanswered: Vec<RequestId>,
    /// Requests that nobody reviewed in time, of which that is still to be told.
    pub unreviewed: Vec<RequestId>,
    /// Requests of which is to be told that their non-disclosure ends.
    pub secrets: Vec<RequestId>,
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

/// What is due by `now`: six statements.
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
        .filter(requests::Column::IsStopped.eq(false))
        .filter(requests::Column::QuestionDeadlineAt.lte(now))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let unreviewed = requests::Entity::find()
        .select_only()
        .column(requests::Column::Id)
        .filter(requests::Column::ReviewDueAt.lte(now))
        .filter(requests::Column::ReviewedAt.is_null())
        .filter(requests::Column::ReviewOverdueAt.is_null())
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let secrets = requests::Entity::find()
        .select_only()
        .column(requests::Column::Id)
        .filter(requests::Column::SecretRingsAt.lte(now))
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
        unreviewed,
        secrets,
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
pub async fn take_alarm(tx: &crate::store::Tx, alarm: &DueAlarm, now: Time) -> Result<bool, Error> {
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
