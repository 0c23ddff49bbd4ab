//! Rows of attestations: which end soon or have ended, and of which end somebody was reminded.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{attestation_alarms as alarms, organisations};
use super::{Error, Tx};
use crate::domain::actor::OrganisationKind;
use crate::domain::ids::OrganisationId;
use crate::domain::organisations::Standing;
use crate::domain::organisations::attestation::{REMINDERS, reminders};
use crate::domain::values::Time;

/// A reminder that is due; with no days left it tells that the attestation has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueAlarm {
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// The end it tells of.
    pub until: Time,
    /// So many days are left.
    pub days_left: i64,
}

/// The reminders that are due at `now` and were not given: of each organisation the last one, since an earlier one that
/// nobody could give any more says nothing. Two statements.
pub async fn due(db: &impl ConnectionTrait, now: Time) -> Result<Vec<DueAlarm>, Error> {
    use organisations::Column;
    let ahead = REMINDERS.iter().copied().max().unwrap_or_default();
    let horizon = now.plus(jiff::SignedDuration::from_hours(24 * ahead));
    let ending: Vec<(OrganisationId, Time)> = organisations::Entity::find()
        .select_only()
        .columns([Column::Id, Column::AttestByAt])
        .filter(Column::Standing.eq(Standing::Active))
        .filter(Column::Kind.ne(OrganisationKind::Platform))
        .filter(Column::AttestByAt.lte(horizon))
        .order_by_asc(Column::AttestByAt)
        .into_tuple()
        .all(db)
        .await?;
    if ending.is_empty() {
        return Ok(Vec::new());
    }
    let given = alarms::Entity::find()
        .filter(alarms::Column::OrganisationId.is_in(ending.iter().map(|(id, _)| *id)))
        .all(db)
        .await?;
    let due = ending.into_iter().filter_map(|(organisation, until)| {
        let last = reminders(until)
            .chain([(0, until)])
            .filter(|(_, at)| *at <= now)
            .map(|(left, _)| left)
            .min();
        Some(DueAlarm {
            organisation,
            until,
            days_left: last?,
        })
    });
    Ok(due
        .filter(|due| {
            !given.iter().any(|row| {
                row.organisation_id == due.organisation && row.until_at == due.until && row.days_left <= due.days_left
            })
        })
        .collect())
}

/// Takes a reminder, so that it is given once however many instances look; answers whether it was there to take.
pub async fn take(tx: &Tx, alarm: &DueAlarm, now: Time) -> Result<bool, Error> {
    let DueAlarm {
        organisation,
        until,
        days_left,
    } = *alarm;
    let row = alarms::ActiveModel {
        organisation_id: Set(organisation),
        until_at: Set(until),
        days_left: Set(days_left),
        rung_at: Set(now),
    };
    let taken = alarms::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(taken == 1)
}

#[cfg(test)]
mod tests;
