//! Saving: only from a change, only what changed, with its leaves and notices in the same transaction.

mod kept;

use std::collections::HashMap;

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IdenStatic, Iterable, QueryFilter, QuerySelect};

use super::{Message, rows};
use crate::domain::audit::{Call, Entry, OF_ASKER, Subject, Who};
use crate::domain::change::Change;
use crate::domain::events::Event;
use crate::domain::ids::RequestId;
use crate::domain::notices::Parties;
use crate::domain::requests::{Request, Target};
use crate::store::entity::{messages, requests, targets};
use crate::store::{Error, Tx, audit, notices, pace};

use kept::{placed_by, save_holds, save_preservations};

/// Saves a change: the request, those of its parts that changed, its leaves and notices. Answers `false` where somebody
/// else saved the request in between; the caller then ends the transaction, and nothing is saved.
pub async fn save(tx: &Tx, change: &Change<Request>, why: &str, call: &Call) -> Result<bool, Error> {
    let after = change.after();
    save_outcomes_given_anew(tx, change).await?;
    let Some(version) = save_request(tx, change).await? else {
        return Ok(false);
    };
    save_targets(tx, change).await?;
    save_holds(tx, change).await?;
    save_preservations(tx, change).await?;
    if change
        .events()
        .iter()
        .any(|event| matches!(event, Event::Issued { .. }))
    {
        pace::count_issued(tx, after.author).await?;
    }

    let own = Subject::request(after.id, version, after.case).because(why);
    let placed_by_others: Vec<RequestId> = change
        .events()
        .iter()
        .filter_map(|event| placed_by(after, event))
        .filter(|placed_by| *placed_by != after.id)
        .collect();
    let mut others: HashMap<RequestId, Subject> = HashMap::new();
    if !placed_by_others.is_empty() {
        let versions: Vec<(RequestId, i64)> = requests::Entity::find()
            .select_only()
            .columns([requests::Column::Id, requests::Column::Version])
            .filter(requests::Column::Id.is_in(placed_by_others))
            .into_tuple()
            .all(tx)
            .await?;
        for (id, version) in versions {
            others.insert(id, Subject::request(id, version, after.case).because(why));
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

async fn save_request(tx: &Tx, change: &Change<Request>) -> Result<Option<i64>, Error> {
    let after = change.after();
    let Some(before) = change.before() else {
        requests::Entity::insert(rows::row_of(after, 1, change.at()))
            .exec_without_returning(tx)
            .await?;
        return Ok(Some(1));
    };
    let version = before.version + 1;
    // A key that is set anew, even to what it is, has every row looked at that refers to it.
    let row = requests::ActiveModel {
        id: NotSet,
        case_id: NotSet,
        asker_id: NotSet,
        created_at: NotSet,
        ..rows::row_of(after, version, change.at())
    };
    let row = requests::ActiveModel {
        // Both sides sort by the last change: what one of them never learns is none.
        updated_at: if is_of_asker(change) { NotSet } else { row.updated_at },
        ..row
    };
    let saved = requests::Entity::update_many()
        .set(row)
        .filter(requests::Column::Id.eq(after.id))
        .filter(requests::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok((saved.rows_affected == 1).then_some(version))
}

/// Whether nothing happened but what the asker alone ever learns.
fn is_of_asker(change: &Change<Request>) -> bool {
    change.events().iter().all(|event| OF_ASKER.contains(&event.act()))
}

/// An outcome that is given anew is saved before the request moves on: the database lets it change only while the
/// request is being looked at again.
async fn save_outcomes_given_anew(tx: &Tx, change: &Change<Request>) -> Result<(), Error> {
    let Some(before) = change.before() else { return Ok(()) };
    let after = change.after();
    let pairs = before.targets.iter().zip(&after.targets);
    let anew = pairs.filter(|(old, new)| old.id == new.id && is_given_anew(old, new));
    let rows = anew.map(|(_, target)| rows::target_row(after.id, target)).collect();
    put(tx, rows, targets::Column::Id).await
}

fn is_given_anew(old: &Target, new: &Target) -> bool {
    old.answer.is_some() && new.answer.is_some() && old.answer != new.answer
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
    let pairs = before.iter().zip(&after.targets);
    let changed = pairs.filter(|(old, new)| old != new && !is_given_anew(old, new));
    let changed = changed.map(|(_, target)| rows::target_row(after.id, target));
    put(tx, changed.collect(), targets::Column::Id).await
}

/// Adds rows or, where their key is there, writes them anew: one statement, however many.
async fn put<A>(tx: &Tx, rows: Vec<A>, key: <A::Entity as EntityTrait>::Column) -> Result<(), Error>
where
    A: ActiveModelTrait,
{
    use sea_orm::sea_query::OnConflict;
    if rows.is_empty() {
        return Ok(());
    }
    let rest = <A::Entity as EntityTrait>::Column::iter().filter(|column| column.as_str() != key.as_str());
    A::Entity::insert_many(rows)
        .on_conflict(OnConflict::column(key).update_columns(rest).to_owned())
        .exec_without_returning(tx)
        .await?;
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
