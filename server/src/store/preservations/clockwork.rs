//! What the clock has to do with data that is kept, and the alarms it takes so that each rings once.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::ids::{PreservationId, RequestId};
use crate::domain::values::Time;
use crate::store::entity::{preservation_alarms, preservations};
use crate::store::{Error, Tx};

/// What the clock has to do by `now`, at most `limit` of each.
#[derive(Debug, Default)]
pub struct DueWork {
    /// Preservations whose end has come.
    pub ended: Vec<(RequestId, PreservationId)>,
    /// Alarms that ring.
    pub alarms: Vec<DueAlarm>,
}

/// An alarm that rings.
#[derive(Clone, Copy, Debug)]
pub struct DueAlarm {
    /// The request that placed the preservation.
    pub request: RequestId,
    /// The preservation.
    pub preservation: PreservationId,
    /// When it was to ring.
    pub rings_at: Time,
    /// Hours before the end.
    pub hours_ahead: u32,
}

/// What is due by `now`: two statements, a third where alarms ring.
pub async fn due(db: &impl ConnectionTrait, now: Time, limit: u64) -> Result<DueWork, Error> {
    let ended = preservations::Entity::find()
        .select_only()
        .column(preservations::Column::RequestId)
        .column(preservations::Column::Id)
        .filter(preservations::Column::Runs.eq(true))
        .filter(preservations::Column::UntilAt.lte(now))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let ringing = preservation_alarms::Entity::find()
        .filter(preservation_alarms::Column::RungAt.is_null())
        .filter(preservation_alarms::Column::RingsAt.lte(now))
        .order_by_asc(preservation_alarms::Column::RingsAt)
        .limit(limit)
        .all(db)
        .await?;
    let alarms = with_requests(db, ringing).await?;
    Ok(DueWork { ended, alarms })
}

async fn with_requests(
    db: &impl ConnectionTrait,
    ringing: Vec<preservation_alarms::Model>,
) -> Result<Vec<DueAlarm>, Error> {
    if ringing.is_empty() {
        return Ok(Vec::new());
    }
    let of = preservations::Entity::find()
        .filter(preservations::Column::Id.is_in(ringing.iter().map(|alarm| alarm.preservation_id)))
        .all(db)
        .await?;
    Ok(ringing
        .into_iter()
        .filter_map(|alarm| {
            let kept = of.iter().find(|kept| kept.id == alarm.preservation_id)?;
            Some(DueAlarm {
                request: kept.request_id,
                preservation: kept.id,
                rings_at: alarm.rings_at,
                hours_ahead: u32::try_from(alarm.hours_ahead).unwrap_or(0),
            })
        })
        .collect())
}

/// Takes an alarm, so that it rings once however many instances look. Answers whether it was there to take and still
/// warns of the end.
pub async fn take_alarm(tx: &Tx, alarm: &DueAlarm, now: Time) -> Result<bool, Error> {
    use preservation_alarms::Column;
    let until = preservation_alarms::Entity::find()
        .filter(Column::PreservationId.eq(alarm.preservation))
        .filter(Column::RingsAt.eq(alarm.rings_at))
        .one(tx)
        .await?
        .map(|row| row.until_at);
    let taken = preservation_alarms::Entity::update_many()
        .col_expr(Column::RungAt, Expr::value(now))
        .filter(Column::PreservationId.eq(alarm.preservation))
        .filter(Column::RingsAt.eq(alarm.rings_at))
        .filter(Column::RungAt.is_null())
        .exec(tx)
        .await?;
    let current = preservations::Entity::find_by_id(alarm.preservation)
        .one(tx)
        .await?
        .map(|kept| kept.until_at);
    Ok(taken.rows_affected == 1 && until == current)
}
