//! Saving what a request keeps standing: holds with their claims, preservations, and the alarms before their ends.

use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

use super::put;
use crate::domain::change::Change;
use crate::domain::events::Event;
use crate::domain::ids::{HoldId, PreservationId, RequestId};
use crate::domain::requests::Request;
use crate::store::entity::{claims, hold_alarms, holds, preservation_alarms, preservations};
use crate::store::requests::rows;
use crate::store::{Error, Tx};

/// What happens to a hold or a preservation stands in the timeline of the request that placed it, whoever caused it.
pub(super) fn placed_by(request: &Request, event: &Event) -> Option<RequestId> {
    let hold = hold_of(event).and_then(|id| request.holds.iter().find(|held| held.id == id));
    let kept = preservation_of(event).and_then(|id| request.preservations.iter().find(|kept| kept.id == id));
    hold.map(|held| held.request).or(kept.map(|kept| kept.request))
}

fn hold_of(event: &Event) -> Option<HoldId> {
    if let Event::HoldPlaced { hold, .. }
    | Event::HoldExtended { hold, .. }
    | Event::HoldChanged { hold, .. }
    | Event::HoldPartlyReleased { hold, .. }
    | Event::HoldReleased { hold, .. }
    | Event::HoldAlarm { hold, .. }
    | Event::HoldExpiryDue { hold, .. }
    | Event::HoldLapsed { hold }
    | Event::HoldStays { hold, .. } = event
    {
        Some(*hold)
    } else {
        None
    }
}

fn preservation_of(event: &Event) -> Option<PreservationId> {
    if let Event::PreservationPlaced { preservation, .. }
    | Event::PreservationExtended { preservation, .. }
    | Event::PreservationChanged { preservation, .. }
    | Event::PreservationReleased { preservation, .. }
    | Event::PreservationAlarm { preservation, .. }
    | Event::PreservationExpiryDue { preservation, .. }
    | Event::PreservationLapsed { preservation }
    | Event::PreservationStays { preservation, .. } = event
    {
        Some(*preservation)
    } else {
        None
    }
}

/// What another request placed and a draft is now about has its row and its alarms already, and they may have changed
/// since they were read: a draft writes neither.
pub(super) async fn save_holds(tx: &Tx, change: &Change<Request>) -> Result<(), Error> {
    let before = change.before().map_or(&[][..], |before| before.holds.as_slice());
    let (mut changed, mut changed_claims) = (Vec::new(), Vec::new());
    let mut alarms = Vec::new();
    for hold in &change.after().holds {
        let old = before.iter().find(|old| old.id == hold.id);
        if old.is_none() && hold.request != change.after().id {
            continue;
        }
        let is_new_end = old.is_none_or(|old| old.until != hold.until) && hold.status.runs();
        if is_new_end {
            let since = old.map_or(hold.placed_at, |_| change.at());
            alarms.extend(rows::alarm_rows(hold, since));
        }
        if old == Some(hold) {
            continue;
        }
        changed.push(rows::hold_row(hold));
        let claims_before = old.map_or(&[][..], |old| old.claims.as_slice());
        let claims = hold.claims.iter().filter(|claim| !claims_before.contains(claim));
        changed_claims.extend(claims.map(|claim| rows::claim_row(hold.id, claim)));
    }
    put(tx, changed, holds::Column::Id).await?;
    put(tx, changed_claims, claims::Column::Id).await?;
    if !alarms.is_empty() {
        insert_alarms(tx, alarms).await?;
    }
    Ok(())
}

/// An alarm of another end may ring at the same instant: the newer end takes its place.
async fn insert_alarms(tx: &Tx, alarms: Vec<hold_alarms::ActiveModel>) -> Result<(), Error> {
    hold_alarms::Entity::insert_many(alarms)
        .on_conflict(
            OnConflict::columns([hold_alarms::Column::HoldId, hold_alarms::Column::RingsAt])
                .update_columns([
                    hold_alarms::Column::UntilAt,
                    hold_alarms::Column::HoursAhead,
                    hold_alarms::Column::RungAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// As [`save_holds`].
pub(super) async fn save_preservations(tx: &Tx, change: &Change<Request>) -> Result<(), Error> {
    let before = change
        .before()
        .map_or(&[][..], |before| before.preservations.as_slice());
    let (mut changed, mut alarms) = (Vec::new(), Vec::new());
    for kept in &change.after().preservations {
        let old = before.iter().find(|old| old.id == kept.id);
        if old.is_none() && kept.request != change.after().id {
            continue;
        }
        let is_new_end = old.is_none_or(|old| old.until != kept.until) && kept.status.runs();
        if is_new_end {
            let since = old.map_or(kept.placed_at, |_| change.at());
            alarms.extend(rows::preservation_alarm_rows(kept, since));
        }
        if old != Some(kept) {
            changed.push(rows::preservation_row(kept));
        }
    }
    put(tx, changed, preservations::Column::Id).await?;
    if alarms.is_empty() {
        return Ok(());
    }
    use preservation_alarms::Column;
    // As with holds: the newer end takes the place of another that rings at the same instant.
    preservation_alarms::Entity::insert_many(alarms)
        .on_conflict(
            OnConflict::columns([Column::PreservationId, Column::RingsAt])
                .update_columns([Column::UntilAt, Column::HoursAhead, Column::RungAt])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
