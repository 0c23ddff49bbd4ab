//! Rows of kept forms: sealed, under the hash of a ticket that only the page of the sign-in carries.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::kept_forms::{ActiveModel, Column, Entity, Model};
use super::{Error, Tx};
use crate::domain::ids::PersonId;
use crate::domain::values::Time;

/// A form as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// SHA-256 of the ticket, hexadecimal.
    pub ticket_hash: String,
    /// By whom it was filled in.
    pub person: PersonId,
    /// What nobody reads without the ticket.
    pub sealed: Vec<u8>,
    /// Since when.
    pub kept_at: Time,
    /// Until when.
    pub expires_at: Time,
}

/// Keeps a form; beyond the newest `most` of its person nothing stays.
pub async fn insert(tx: &Tx, form: Sealed, most: usize) -> Result<(), Error> {
    let Sealed {
        ticket_hash,
        person,
        sealed,
        kept_at,
        expires_at,
    } = form;
    Entity::insert(ActiveModel {
        ticket_hash: Set(ticket_hash),
        person_id: Set(person),
        sealed: Set(sealed),
        kept_at: Set(kept_at),
        expires_at: Set(expires_at),
    })
    .exec_without_returning(tx)
    .await?;
    let mut known: Vec<String> = Entity::find()
        .select_only()
        .column(Column::TicketHash)
        .filter(Column::PersonId.eq(person))
        .order_by_desc(Column::KeptAt)
        .order_by_desc(Column::TicketHash)
        .into_tuple()
        .all(tx)
        .await?;
    if known.len() > most {
        let beyond = known.split_off(most);
        Entity::delete_many()
            .filter(Column::TicketHash.is_in(beyond))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// The form of a ticket, whosever it is: what may be done with it is for the caller to decide.
pub async fn find(db: &impl ConnectionTrait, ticket_hash: &str) -> Result<Option<Sealed>, Error> {
    let row = Entity::find_by_id(ticket_hash.to_owned()).one(db).await?;
    Ok(row.map(|row| {
        let Model {
            ticket_hash,
            person_id,
            sealed,
            kept_at,
            expires_at,
        } = row;
        Sealed {
            ticket_hash,
            person: person_id,
            sealed,
            kept_at,
            expires_at,
        }
    }))
}

/// Removes the form of a ticket.
pub async fn remove(tx: &Tx, ticket_hash: &str) -> Result<(), Error> {
    Entity::delete_by_id(ticket_hash.to_owned()).exec(tx).await?;
    Ok(())
}

/// Removes what expired at `now` or before; answers how many there were.
pub async fn remove_expired(tx: &Tx, now: Time) -> Result<u64, Error> {
    let removed = Entity::delete_many()
        .filter(Column::ExpiresAt.lte(now))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected)
}
