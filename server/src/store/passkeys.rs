//! Rows of passkeys, and of ceremonies that have begun.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::passkey_ceremonies::{self as ceremonies, Entity as Ceremonies};
use super::entity::passkeys::{ActiveModel, Column, Entity, Model};
use super::{Error, Tx};
use crate::domain::ids::{PasskeyId, PersonId, RequestId};
use crate::domain::passkeys::{Passkey, Purpose};
use crate::domain::values::Time;

/// A passkey with what checks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The passkey.
    pub passkey: Passkey,
    /// How authenticators name it: base64url.
    pub credential_id: String,
    /// The public key with what was learnt of it, as JSON.
    pub credential: String,
    /// The model of the authenticator, as a UUID.
    pub aaguid: String,
    /// How often it signed, as it says itself; 0 where it does not count.
    pub counter: u32,
    /// Whether copies of it may be made.
    pub may_be_backed_up: bool,
}

/// Adds a passkey. One that is known already, whosever it is, answers [`Error::Taken`] with `passkeys_credential_id_key`.
pub async fn insert(tx: &Tx, kept: Kept) -> Result<(), Error> {
    let Kept {
        passkey,
        credential_id,
        credential,
        aaguid,
        counter,
        may_be_backed_up,
    } = kept;
    let Passkey {
        id,
        person,
        name,
        created_at,
        last_used_at,
        is_backed_up,
    } = passkey;
    Entity::insert(ActiveModel {
        id: Set(id),
        person_id: Set(person),
        credential_id: Set(credential_id),
        credential: Set(credential),
        name: Set(name),
        aaguid: Set(aaguid),
        counter: Set(i64::from(counter)),
        may_be_backed_up: Set(may_be_backed_up),
        is_backed_up: Set(is_backed_up),
        created_at: Set(created_at),
        last_used_at: Set(last_used_at),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// The passkeys of `person`, oldest first.
pub async fn of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Kept>, Error> {
    let rows = Entity::find()
        .filter(Column::PersonId.eq(person))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(kept).collect()
}

/// How many passkeys `person` has.
pub async fn count(db: &impl ConnectionTrait, person: PersonId) -> Result<u64, Error> {
    Ok(Entity::find().filter(Column::PersonId.eq(person)).count(db).await?)
}

/// The passkey that authenticators name so, whosever it is, locked until the transaction ends: it signs once at a time.
pub async fn lock_named(tx: &Tx, credential_id: &str) -> Result<Option<Kept>, Error> {
    let named = Entity::find().filter(Column::CredentialId.eq(credential_id));
    super::for_update(named, tx).one(tx).await?.map(kept).transpose()
}

/// Whose passkey authenticators name so.
pub async fn owner(db: &impl ConnectionTrait, credential_id: &str) -> Result<Option<PersonId>, Error> {
    let named = Entity::find().filter(Column::CredentialId.eq(credential_id));
    let owner = named.select_only().column(Column::PersonId).into_tuple();
    Ok(owner.one(db).await?)
}

/// A passkey was shown: what was learnt of it is kept.
pub async fn used(tx: &Tx, kept: &Kept, at: Time) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::Credential, Expr::value(kept.credential.as_str()))
        .col_expr(Column::Counter, Expr::value(i64::from(kept.counter)))
        .col_expr(Column::MayBeBackedUp, Expr::value(kept.may_be_backed_up))
        .col_expr(Column::IsBackedUp, Expr::value(kept.passkey.is_backed_up))
        .col_expr(Column::LastUsedAt, Expr::value(at))
        .filter(Column::Id.eq(kept.passkey.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives a passkey of `person` another name; answers whether there was one.
pub async fn rename(tx: &Tx, person: PersonId, id: PasskeyId, name: &str) -> Result<bool, Error> {
    let renamed = Entity::update_many()
        .col_expr(Column::Name, Expr::value(name))
        .filter(Column::Id.eq(id))
        .filter(Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(renamed.rows_affected > 0)
}

/// Removes a passkey of `person`; answers whether there was one.
pub async fn remove(tx: &Tx, person: PersonId, id: PasskeyId) -> Result<bool, Error> {
    let removed = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected > 0)
}

/// Removes every passkey of `person`, whose account is closed. What they signed keeps its own copy of the key.
pub async fn remove_all(tx: &Tx, person: PersonId) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

fn kept(row: Model) -> Result<Kept, Error> {
    let Model {
        id,
        person_id,
        credential_id,
        credential,
        name,
        aaguid,
        counter,
        may_be_backed_up,
        is_backed_up,
        created_at,
        last_used_at,
    } = row;
    Ok(Kept {
        passkey: Passkey {
            id,
            person: person_id,
            name,
            created_at,
            last_used_at,
            is_backed_up,
        },
        credential_id,
        credential,
        aaguid,
        counter: u32::try_from(counter).map_err(Error::unreadable)?,
        may_be_backed_up,
    })
}

/// A ceremony that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// By whose browser: SHA-256 of what its forms are made from, hexadecimal.
    pub bound_to: String,
    /// For what.
    pub purpose: Purpose,
    /// Whose, where that is known.
    pub person: Option<PersonId>,
    /// Which request is approved.
    pub request: Option<RequestId>,
    /// What its end is checked against, as JSON.
    pub state: String,
    /// Until when.
    pub expires_at: Time,
}

/// Begins a ceremony, in place of the one that its browser began before for the same purpose.
pub async fn begin(tx: &Tx, ceremony: Ceremony) -> Result<(), Error> {
    use ceremonies::Column;
    let Ceremony {
        bound_to,
        purpose,
        person,
        request,
        state,
        expires_at,
    } = ceremony;
    Ceremonies::insert(ceremonies::ActiveModel {
        bound_to: Set(bound_to),
        purpose: Set(purpose),
        person_id: Set(person),
        request_id: Set(request),
        state: Set(state),
        expires_at: Set(expires_at),
    })
    .on_conflict(
        OnConflict::columns([Column::BoundTo, Column::Purpose])
            .update_columns([Column::PersonId, Column::RequestId, Column::State, Column::ExpiresAt])
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Takes the ceremony that a browser began for `purpose`: it is there once, also where two ask at the same time.
pub async fn take(tx: &Tx, bound_to: &str, purpose: Purpose, now: Time) -> Result<Option<Ceremony>, Error> {
    let found = Ceremonies::find_by_id((bound_to.to_owned(), purpose)).one(tx).await?;
    if !remove_ceremony(tx, bound_to, purpose).await? {
        return Ok(None);
    }
    let ceremony = found.map(|row| {
        let ceremonies::Model {
            bound_to,
            purpose,
            person_id,
            request_id,
            state,
            expires_at,
        } = row;
        Ceremony {
            bound_to,
            purpose,
            person: person_id,
            request: request_id,
            state,
            expires_at,
        }
    });
    Ok(ceremony.filter(|ceremony| now < ceremony.expires_at))
}

async fn remove_ceremony(tx: &Tx, bound_to: &str, purpose: Purpose) -> Result<bool, Error> {
    let removed = Ceremonies::delete_many()
        .filter(ceremonies::Column::BoundTo.eq(bound_to))
        .filter(ceremonies::Column::Purpose.eq(purpose))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected > 0)
}

/// Forgets ceremonies that nobody ended; answers how many.
pub async fn forget(tx: &Tx, now: Time) -> Result<u64, Error> {
    let removed = Ceremonies::delete_many()
        .filter(ceremonies::Column::ExpiresAt.lte(now))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected)
}
