//! Between a hold, its claims and alarms, and their rows.

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use crate::domain::clocks::alarms;
use crate::domain::holds::{Claim, Hold, Order};
use crate::domain::ids::HoldId;
use crate::domain::values::Time;
use crate::store::Error;
use crate::store::entity::{claims, hold_alarms, holds};

use super::{asset_of, small};

/// The row of a hold.
pub(in crate::store::requests) fn hold_row(hold: &Hold) -> holds::ActiveModel {
    let Hold {
        id,
        request,
        target,
        position,
        holder,
        asker,
        asset,
        amount,
        frozen,
        status,
        placed_at,
        end_named_at,
        until,
        lift_reason,
        ended_at,
        order,
        claims: _,
    } = hold.clone();
    holds::Model {
        id,
        request_id: request,
        target_id: target,
        position: i64::from(position),
        holder_id: holder,
        asker_id: asker,
        symbol: asset.symbol,
        decimals: i64::from(asset.decimals),
        amount,
        frozen,
        status,
        stands: status.stands(),
        runs: status.runs(),
        placed_at,
        end_named_at,
        until_at: until,
        lift_reason,
        ended_at,
        order_expected_on: order.expected_on.map(|on| on.to_string()),
        order_court: order.court,
    }
    .into_active_model()
    .reset_all()
}

/// The row of a claim on `hold`.
pub(in crate::store::requests) fn claim_row(hold: HoldId, claim: &Claim) -> claims::ActiveModel {
    let Claim {
        id,
        organisation,
        request,
        rank,
        until,
        cap,
        ended_at,
    } = claim.clone();
    claims::Model {
        id,
        hold_id: hold,
        organisation_id: organisation,
        request_id: request,
        rank: i64::from(rank),
        until_at: until,
        cap,
        ended_at,
    }
    .into_active_model()
    .reset_all()
}

/// The alarms of a hold that stands from `since`.
pub(in crate::store::requests) fn alarm_rows(hold: &Hold, since: Time) -> Vec<hold_alarms::ActiveModel> {
    alarms(since, hold.until)
        .into_iter()
        .map(|alarm| hold_alarms::ActiveModel {
            hold_id: Set(hold.id),
            rings_at: Set(alarm.at),
            until_at: Set(hold.until),
            hours_ahead: Set(alarm.ahead.duration().as_hours()),
            rung_at: Set(None),
        })
        .collect()
}

/// The hold of a row with its claims.
pub(in crate::store::requests) fn hold_of(row: holds::Model, claims: Vec<Claim>) -> Result<Hold, Error> {
    let holds::Model {
        id,
        request_id,
        target_id,
        position,
        holder_id,
        asker_id,
        symbol,
        decimals,
        amount,
        frozen,
        status,
        stands: _,
        runs: _,
        placed_at,
        end_named_at,
        until_at,
        lift_reason,
        ended_at,
        order_expected_on,
        order_court,
    } = row;
    Ok(Hold {
        id,
        request: request_id,
        target: target_id,
        position: small(position)?,
        holder: holder_id,
        asker: asker_id,
        asset: asset_of(symbol, decimals)?,
        amount,
        frozen,
        status,
        placed_at,
        end_named_at,
        until: until_at,
        lift_reason,
        ended_at,
        order: order_of(order_expected_on, order_court)?,
        claims,
    })
}

/// The order of two columns.
pub(in crate::store) fn order_of(expected_on: Option<String>, court: String) -> Result<Order, Error> {
    let expected_on = expected_on
        .map(|on| on.parse().map_err(Error::unreadable))
        .transpose()?;
    Ok(Order { expected_on, court })
}

/// The claim of a row.
pub(in crate::store::requests) fn claim_of(row: claims::Model) -> Result<Claim, Error> {
    let claims::Model {
        id,
        hold_id: _,
        organisation_id,
        request_id,
        rank,
        until_at,
        cap,
        ended_at,
    } = row;
    Ok(Claim {
        id,
        organisation: organisation_id,
        request: request_id,
        rank: small(rank)?,
        until: until_at,
        cap,
        ended_at,
    })
}
