//! Between a preservation and its alarms, and their rows.

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use crate::domain::clocks::alarms;
use crate::domain::preservations::Preservation;
use crate::domain::values::Time;
use crate::store::Error;
use crate::store::entity::{preservation_alarms, preservations};

use super::small;

/// The row of a preservation.
pub(in crate::store::requests) fn preservation_row(kept: &Preservation) -> preservations::ActiveModel {
    let Preservation {
        id,
        request,
        target,
        position,
        holder,
        asker,
        status,
        placed_at,
        end_named_at,
        until,
        lift_reason,
        ended_at,
    } = kept.clone();
    preservations::Model {
        id,
        request_id: request,
        target_id: target,
        position: i64::from(position),
        holder_id: holder,
        asker_id: asker,
        status,
        stands: status.stands(),
        runs: status.runs(),
        placed_at,
        end_named_at,
        until_at: until,
        lift_reason,
        ended_at,
    }
    .into_active_model()
    .reset_all()
}

/// The alarms of a preservation that stands from `since`.
pub(in crate::store::requests) fn preservation_alarm_rows(
    kept: &Preservation,
    since: Time,
) -> Vec<preservation_alarms::ActiveModel> {
    alarms(since, kept.until)
        .into_iter()
        .map(|alarm| preservation_alarms::ActiveModel {
            preservation_id: Set(kept.id),
            rings_at: Set(alarm.at),
            until_at: Set(kept.until),
            hours_ahead: Set(alarm.ahead.duration().as_hours()),
            rung_at: Set(None),
        })
        .collect()
}

/// The preservation of a row.
pub(in crate::store::requests) fn preservation_of(row: preservations::Model) -> Result<Preservation, Error> {
    let preservations::Model {
        id,
        request_id,
        target_id,
        position,
        holder_id,
        asker_id,
        status,
        stands: _,
        runs: _,
        placed_at,
        end_named_at,
        until_at,
        lift_reason,
        ended_at,
    } = row;
    Ok(Preservation {
        id,
        request: request_id,
        target: target_id,
        position: small(position)?,
        holder: holder_id,
        asker: asker_id,
        status,
        placed_at,
        end_named_at,
        until: until_at,
        lift_reason,
        ended_at,
    })
}
