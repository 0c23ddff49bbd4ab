//! The trail's rows: leaves are added in the transaction of what they tell, read back as a timeline, and never changed.

mod reading;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr};

pub use reading::{Line, MOST_COUNTED, Reader, Search, body, counts, denials, newest, said_of_staying, timeline};

use super::entity::{leaf_details, leaves};
use super::{Error, Tx, notices};
use crate::domain::audit::{Call, Chance, Entry, Leaf, Subject, Who};
use crate::domain::change::Change;
use crate::domain::events::Event;
use crate::domain::ids::LeafId;
use crate::domain::notices::{Concerned, Parties, of_joining};
use crate::domain::values::Time;

/// Writes a leaf for each of `entries`, in order; answers their ids. Three statements, however many.
///
/// Call it last before the commit: the writers of leaves wait for each other from here on, so that in the order in
/// which leaves become visible their ids rise and their times never decrease (security S67). For that a leaf that
/// would not be later than the last one happens a microsecond after it; a clock that was set back is so borne until
/// it has caught up.
pub async fn record(tx: &Tx, entries: &[Entry<'_>], now: Time) -> Result<Vec<LeafId>, Error> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let at = tick(tx, now).await?;
    let mut ids = Vec::with_capacity(entries.len());
    let (mut all, mut all_details) = (Vec::with_capacity(entries.len()), Vec::with_capacity(entries.len()));
    for (ordinal, entry) in entries.iter().enumerate() {
        let ordinal = u16::try_from(ordinal).map_err(Error::unreadable)?;
        let leaf = Leaf::new(entry, at, ordinal, chance()?).map_err(Error::unreadable)?;
        ids.push(leaf.id);
        let (row, details) = rows_of(entry, leaf);
        all.push(row);
        all_details.push(details);
    }
    leaves::Entity::insert_many(all)
        .exec_without_returning(tx)
        .await
        .map_err(unkept)?;
    leaf_details::Entity::insert_many(all_details)
        .exec_without_returning(tx)
        .await
        .map_err(unkept)?;
    Ok(ids)
}

/// Where the trail cannot be written, whatever the reason, nothing is done, and the same may work once somebody has mended
/// it (S61).
fn unkept(error: DbErr) -> Error {
    let error = Error::from(error);
    tracing::error!(%error, "the trail cannot be written");
    match error {
        Error::Taken(_) => Error::Unavailable(DbErr::RecordNotInserted),
        Error::Unavailable(cause) | Error::Other(cause) => Error::Unavailable(cause),
    }
}

/// Writes one leaf: for signing in, for reading, for what was refused.
pub async fn record_one(
    tx: &Tx,
    event: &Event,
    who: Who,
    subject: Option<&Subject>,
    call: &Call,
    now: Time,
) -> Result<LeafId, Error> {
    let entry = Entry {
        event,
        who,
        subject,
        call,
    };
    let ids = record(tx, &[entry], now).await?;
    ids.first()
        .copied()
        .ok_or_else(|| Error::Other(DbErr::RecordNotInserted))
}

/// Writes all that `change` tells of `subject`: a leaf for each event, and the notices to `parties`, which lead to
/// `path`. At most five statements. Call it last before the commit, see [`record`].
pub async fn save_events<T>(
    tx: &Tx,
    change: &Change<T>,
    subject: &Subject,
    call: &Call,
    told: Option<(&Parties, &str)>,
) -> Result<(), Error> {
    let leaves = save_leaves(tx, change, subject, call).await?;
    if let Some((parties, path)) = told {
        notices::tell(tx, change, &leaves, subject, parties, path).await?;
    }
    Ok(())
}

/// As [`save_events`], of an organisation or of one that wants to be: verifiers and its own administrators are told, and
/// the notices lead to it.
pub async fn save_events_of_organisation<T>(
    tx: &Tx,
    change: &Change<T>,
    subject: &Subject,
    call: &Call,
    concerned: &Concerned,
) -> Result<(), Error> {
    let leaves = save_leaves(tx, change, subject, call).await?;
    let told = of_joining(change.events(), concerned);
    notices::tell_those(tx, change, &leaves, subject, &told, &subject.id.to_string()).await?;
    Ok(())
}

/// As [`save_events`], of what is no request's: answers the leaves, of which the caller tells whom it concerns.
pub async fn save_leaves<T>(tx: &Tx, change: &Change<T>, subject: &Subject, call: &Call) -> Result<Vec<LeafId>, Error> {
    let entries: Vec<_> = change
        .events()
        .iter()
        .map(|event| Entry {
            event,
            who: Who::of(change.actor(), event),
            subject: Some(subject),
            call,
        })
        .collect();
    record(tx, &entries, change.at()).await
}

/// Writes a leaf for each of `entries`, which are in the order of time: for made-up bulk. What is older than the last
/// leaf happens right after it: time never decreases.
pub async fn record_many(tx: &Tx, entries: &[(Time, Entry<'_>)]) -> Result<(), Error> {
    let (mut all, mut all_details) = (Vec::with_capacity(entries.len()), Vec::with_capacity(entries.len()));
    let mut last = last_at(tx).await?;
    for (at, entry) in entries {
        let at = if *at > last {
            *at
        } else {
            Time::from_micros(last.micros() + 1)
        };
        last = at;
        let leaf = Leaf::new(entry, at, 0, chance()?).map_err(Error::unreadable)?;
        let (row, details) = rows_of(entry, leaf);
        all.push(row);
        all_details.push(details);
    }
    if all.is_empty() {
        return Ok(());
    }
    tick(tx, last).await?;
    leaves::Entity::insert_many(all).exec_without_returning(tx).await?;
    leaf_details::Entity::insert_many(all_details)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Erases what the leaf tells in words: the leaf, and with it every proof, stays. Answers whether there was something
/// to erase.
pub async fn erase(tx: &Tx, leaf: LeafId, now: Time) -> Result<bool, Error> {
    use leaf_details::Column;
    let erased = leaf_details::Entity::update_many()
        .col_expr(Column::Salt, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::Details, Expr::value(None::<String>))
        .col_expr(Column::ErasedAt, Expr::value(now))
        .filter(Column::LeafId.eq(leaf))
        .filter(Column::ErasedAt.is_null())
        .exec(tx)
        .await?;
    Ok(erased.rows_affected > 0)
}

/// When the last leaf happened; long ago where there is none.
pub async fn last_at(db: &impl ConnectionTrait) -> Result<Time, Error> {
    let statement = Query::select().column("last_at").from("leaf_clock").take();
    let row = db.query_one(&statement).await?;
    let row = row.ok_or_else(|| Error::Other(DbErr::RecordNotFound("leaf_clock".to_owned())))?;
    Ok(row.try_get_by_index(0)?)
}

/// Takes the one row that orders the writers of leaves; answers the time of the leaves to come.
async fn tick(tx: &Tx, now: Time) -> Result<Time, Error> {
    let next = Expr::case(Expr::col("last_at").lt(now), now).finally(Expr::col("last_at").add(1_i64));
    let statement = Query::update()
        .table("leaf_clock")
        .value("last_at", next)
        .returning_col("last_at")
        .take();
    let row = tx.query_one(&statement).await?;
    let row = row.ok_or_else(|| Error::Other(DbErr::RecordNotFound("leaf_clock".to_owned())))?;
    Ok(row.try_get_by_index(0)?)
}

fn chance() -> Result<Chance, Error> {
    let mut chance = Chance {
        salt: [0; 32],
        id: [0; 6],
    };
    for bytes in [&mut chance.salt[..], &mut chance.id] {
        getrandom::fill(bytes).map_err(|error| Error::Other(DbErr::Custom(error.to_string())))?;
    }
    Ok(chance)
}

fn rows_of(entry: &Entry<'_>, leaf: Leaf) -> (leaves::ActiveModel, leaf_details::ActiveModel) {
    let Leaf {
        id,
        at,
        body,
        details,
        salt,
    } = leaf;
    let row = leaves::ActiveModel {
        id: Set(id),
        happened_at: Set(at),
        act: Set(entry.event.act().to_owned()),
        out: Set(entry.event.ending()),
        person_id: Set(entry.who.person),
        organisation_id: Set(entry.who.organisation),
        thing: Set(entry.subject.map(|subject| subject.thing)),
        thing_id: Set(entry.subject.map(|subject| subject.id)),
        case_id: Set(entry.subject.and_then(|subject| subject.case)),
        body: Set(body),
    };
    let details = leaf_details::ActiveModel {
        leaf_id: Set(id),
        salt: Set(Some(salt.to_vec())),
        details: Set(Some(details)),
        erased_at: Set(None),
    };
    (row, details)
}

#[cfg(test)]
mod tests;
