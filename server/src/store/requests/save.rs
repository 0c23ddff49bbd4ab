//! Saving: only from a change, only what changed, with its leaves and notices in the same transaction.

use std::collections::{HashMap, hash_map};

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Message, rows};
use crate::domain::audit::{Call, Entry, Subject, Who};
use crate::domain::change::Change;
use crate::domain::events::Event;
use crate::domain::ids::{HoldId, RequestId};
use crate::domain::notices::Parties;
use crate::domain::requests::Request;
use crate::store::entity::{claims, hold_alarms, holds, messages, request_clocks, requests, targets};
use crate::store::{Error, Tx, audit, notices};

/// Saves a change: the request, those of its parts that changed, its leaves and notices. Answers `false`, and saves
/// nothing, where somebody else saved the request in between.
pub async fn save(tx: &Tx, change: &Change<Request>, why: &str, call: &Call) -> Result<bool, Error> {
    let after = change.after();
    let Some(version) = save_request(tx, change).await? else {
        return Ok(false);
    };
    save_targets(tx, change).await?;
    save_holds(tx, change).await?;
    save_clocks(tx, change).await?;

    let own = Subject::request(after.id, version, after.case).because(why);
    let mut others: HashMap<RequestId, Subject> = HashMap::new();
    for event in change.events() {
        let Some(placed_by) = placed_by(after, event).filter(|placed_by| *placed_by != after.id) else {
            continue;
        };
        if let hash_map::Entry::Vacant(place) = others.entry(placed_by) {
            let parent = requests::Entity::find_by_id(placed_by).one(tx).await?;
            let version = parent.map_or(0, |row| row.version);
            place.insert(Subject::request(placed_by, version, after.case).because(why));
        }
    }
    let subject_of = |event: &Event| placed_by(after, event).and_then(|by| others.get(&by)).unwrap_or(&own);
    let entries: Vec<Entry<'_>> = change
        .events()
        .iter()
        .map(|event| Entry {
            event,
            who: Who::of(change.actor(), event),
            subject: Some(subject_of(event)),
            call,
        })
        .collect();
    let leaves = audit::record(tx, &entries, change.at()).await?;
    let path = after
        .seal
        .as_ref()
        .map_or_else(|| after.id.to_string(), |seal| seal.number.clone());
    notices::tell(tx, change, &leaves, &own, &Parties::from(after), &path).await?;
    Ok(true)
}

/// What happens to a hold stands in the timeline of the request that placed it, whoever caused it.
fn placed_by(request: &Request, event: &Event) -> Option<RequestId> {
    let hold = hold_of(event)?;
    request
        .holds
        .iter()
        .find(|held| held.id == hold)
        .map(|held| held.request)
}

fn hold_of(event: &Event) -> Option<HoldId> {
    if let Event::HoldPlaced { hold, .. }
    | Event::HoldExtended { hold, .. }
    | Event::HoldPartlyReleased { hold, .. }
    | Event::HoldReleased { hold, .. }
    | Event::HoldAlarm { hold, .. }
    | Event::HoldExpiryDue { hold, .. }
    | Event::HoldLapsed { hold } = event
    {
        Some(*hold)
    } else {
        None
    }
}

async fn save_request(tx: &Tx, change: &Change<Request>) -> Result<Option<i64>, Error> {
    let after = change.after();
    let Some(before) = change.before() else {
        requests::Entity::insert(rows::row_of(after, 1, change.at()))
            .exec_without_returning(tx)
            .await?;
        return Ok(Some(1));
    };
    let version = before.version + 1;
    let saved = requests::Entity::update_many()
        .set(rows::row_of(after, version, change.at()))
        .filter(requests::Column::Id.eq(after.id))
        .filter(requests::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok((saved.rows_affected == 1).then_some(version))
}

/// A draft's targets are rewritten whole; later one target at a time gets its answer.
async fn save_targets(tx: &Tx, change: &Change<Request>) -> Result<(), Error> {
    let after = change.after();
    let before = change.before().map_or(&[][..], |before| before.targets.as_slice());
    if before == after.targets.as_slice() {
        return Ok(());
    }
    let is_rewritten = before.len() != after.targets.len()
        || before
            .iter()
            .zip(&after.targets)
            .any(|(old, new)| old.id != new.id || old.position != new.position);
    if is_rewritten {
        if !before.is_empty() {
            targets::Entity::delete_many()
                .filter(targets::Column::RequestId.eq(after.id))
                .exec(tx)
                .await?;
        }
        if !after.targets.is_empty() {
            let all = after.targets.iter().map(|target| rows::target_row(after.id, target));
            targets::Entity::insert_many(all).exec_without_returning(tx).await?;
        }
        return Ok(());
    }
    for target in before
        .iter()
        .zip(&after.targets)
        .filter(|(old, new)| old != new)
        .map(|(_, new)| new)
    {
        targets::Entity::update_many()
            .set(rows::target_row(after.id, target))
            .filter(targets::Column::Id.eq(target.id))
            .exec(tx)
            .await?;
    }
    Ok(())
}

async fn save_holds(tx: &Tx, change: &Change<Request>) -> Result<(), Error> {
    let before = change.before().map_or(&[][..], |before| before.holds.as_slice());
    let mut new_claims = Vec::new();
    let mut alarms = Vec::new();
    let mut new_holds = Vec::new();
    for hold in &change.after().holds {
        let old = before.iter().find(|old| old.id == hold.id);
        let is_new_end = old.is_none_or(|old| old.until != hold.until) && hold.status.runs();
        if is_new_end {
            let since = old.map_or(hold.placed_at, |_| change.at());
            alarms.extend(rows::alarm_rows(hold, since));
        }
        let Some(old) = old else {
            new_holds.push(rows::hold_row(hold));
            new_claims.extend(hold.claims.iter().map(|claim| rows::claim_row(hold.id, claim)));
            continue;
        };
        if old != hold {
            holds::Entity::update_many()
                .set(rows::hold_row(hold))
                .filter(holds::Column::Id.eq(hold.id))
                .exec(tx)
                .await?;
            for claim in hold.claims.iter().filter(|claim| !old.claims.contains(claim)) {
                claims::Entity::update_many()
                    .set(rows::claim_row(hold.id, claim))
                    .filter(claims::Column::Id.eq(claim.id))
                    .exec(tx)
                    .await?;
            }
        }
    }
    if !new_holds.is_empty() {
        holds::Entity::insert_many(new_holds).exec_without_returning(tx).await?;
        claims::Entity::insert_many(new_claims)
            .exec_without_returning(tx)
            .await?;
    }
    if !alarms.is_empty() {
        insert_alarms(tx, alarms).await?;
    }
    Ok(())
}

/// An alarm of another end may ring at the same instant: the newer end takes its place.
async fn insert_alarms(tx: &Tx, alarms: Vec<hold_alarms::ActiveModel>) -> Result<(), Error> {
    use sea_orm::sea_query::OnConflict;
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

async fn save_clocks(tx: &Tx, change: &Change<Request>) -> Result<(), Error> {
    let after = change.after();
    let before = change.before().map_or(&[][..], |before| before.clocks.as_slice());
    let mut new = Vec::new();
    for held in &after.clocks {
        match before.iter().find(|old| old.id == held.id) {
            None => new.push(rows::clock_row(after.id, held)),
            Some(old) if old == held => {}
            Some(_) => {
                request_clocks::Entity::update_many()
                    .set(rows::clock_row(after.id, held))
                    .filter(request_clocks::Column::Id.eq(held.id))
                    .exec(tx)
                    .await?;
            }
        }
    }
    if !new.is_empty() {
        request_clocks::Entity::insert_many(new)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Adds a question or an answer, in the transaction of the change it belongs to.
pub async fn insert_message(tx: &Tx, message: Message) -> Result<(), Error> {
    let Message {
        id,
        request,
        organisation,
        person,
        question,
        deadline,
        answers,
        body,
        language,
        at,
    } = message;
    messages::Entity::insert(messages::ActiveModel {
        id: Set(id),
        request_id: Set(request),
        organisation_id: Set(organisation),
        person_id: Set(person),
        question: Set(question),
        deadline_at: Set(deadline),
        answers_id: Set(answers),
        body: Set(body),
        language: Set(language),
        sent_at: Set(at),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}
