//! Many requests at once, for made-up bulk: what a real request goes through is [`super::save`].

use sea_orm::EntityTrait;

use super::rows;
use crate::domain::requests::Request;
use crate::domain::values::Time;
use crate::store::entity::{claims, hold_alarms, holds, preservation_alarms, preservations, requests, targets};
use crate::store::{Error, Tx};

/// Rows in one statement: the widest row has 52 values, and SQLite takes 32,766.
const CHUNK: usize = 500;

/// Adds requests with their targets, holds, claims, preservations and alarms, as they are at `now`. Alarms that are past have
/// rung. No leaves and no notices are written.
pub async fn insert_many(tx: &Tx, all: &[Request], now: Time) -> Result<(), Error> {
    use sea_orm::ActiveValue::Set;

    let rows_of: Vec<_> = all
        .iter()
        .map(|request| rows::row_of(request, request.version.max(1), request.status_since))
        .collect();
    for chunk in rows_of.chunks(CHUNK) {
        requests::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    let all_targets: Vec<_> = all
        .iter()
        .flat_map(|request| {
            request
                .targets
                .iter()
                .map(|target| rows::target_row(request.id, target))
        })
        .collect();
    for chunk in all_targets.chunks(CHUNK) {
        targets::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    let all_holds: Vec<_> = all.iter().flat_map(|request| &request.holds).collect();
    for chunk in all_holds.chunks(CHUNK) {
        holds::Entity::insert_many(chunk.iter().map(|hold| rows::hold_row(hold)))
            .exec_without_returning(tx)
            .await?;
        let all_claims = chunk
            .iter()
            .flat_map(|hold| hold.claims.iter().map(|claim| rows::claim_row(hold.id, claim)));
        claims::Entity::insert_many(all_claims)
            .exec_without_returning(tx)
            .await?;
        let mut alarms = Vec::new();
        for hold in chunk {
            for mut alarm in rows::alarm_rows(hold, hold.placed_at) {
                let is_past = matches!(&alarm.rings_at, Set(at) if *at <= now);
                if is_past {
                    alarm.rung_at = Set(Some(now));
                }
                alarms.push(alarm);
            }
        }
        for chunk in alarms.chunks(CHUNK) {
            hold_alarms::Entity::insert_many(chunk.to_vec())
                .exec_without_returning(tx)
                .await?;
        }
    }
    insert_preservations(tx, all, now).await
}

async fn insert_preservations(tx: &Tx, all: &[Request], now: Time) -> Result<(), Error> {
    use sea_orm::ActiveValue::Set;

    let all_kept: Vec<_> = all.iter().flat_map(|request| &request.preservations).collect();
    for chunk in all_kept.chunks(CHUNK) {
        preservations::Entity::insert_many(chunk.iter().map(|kept| rows::preservation_row(kept)))
            .exec_without_returning(tx)
            .await?;
        let mut alarms = Vec::new();
        for kept in chunk {
            for mut alarm in rows::preservation_alarm_rows(kept, kept.placed_at) {
                let is_past = matches!(&alarm.rings_at, Set(at) if *at <= now);
                if is_past {
                    alarm.rung_at = Set(Some(now));
                }
                alarms.push(alarm);
            }
        }
        for chunk in alarms.chunks(CHUNK) {
            preservation_alarms::Entity::insert_many(chunk.to_vec())
                .exec_without_returning(tx)
                .await?;
        }
    }
    Ok(())
}
