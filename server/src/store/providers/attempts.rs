//! Attempts to sign in at providers, each used once; and the tokens that ended sessions, each of which counts once.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::ids::{ProviderId, SessionId};
use crate::domain::providers::Purpose;
use crate::domain::values::Time;
use crate::store::entity::provider_attempts::{ActiveModel, Column, Entity, Model};
use crate::store::entity::provider_logouts as logouts;
use crate::store::{Error, Tx};

/// An attempt.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    /// SHA-256 of what goes to the provider and comes back, hexadecimal.
    pub state_hash: String,
    /// SHA-256 of what only the browser has.
    pub bound_to: String,
    /// Where.
    pub provider: ProviderId,
    /// For what.
    pub purpose: Purpose,
    /// Whose session is confirmed.
    pub session: Option<SessionId>,
    /// What ties the answer to it.
    pub nonce: String,
    /// The verifier of PKCE, sealed.
    pub sealed_verifier: Vec<u8>,
    /// Where one was going, as JSON.
    pub wanted: Option<String>,
    /// Who is invited and has still to accept the rules of use, sealed.
    pub sealed_arrival: Option<Vec<u8>>,
    /// Whether somebody came back with it.
    pub is_used: bool,
    /// When it began.
    pub created_at: Time,
    /// Until when it counts.
    pub expires_at: Time,
}

/// Keeps an attempt. Whatever this browser began before is over.
pub async fn insert(tx: &Tx, attempt: Attempt) -> Result<(), Error> {
    let Attempt {
        state_hash,
        bound_to,
        provider,
        purpose,
        session,
        nonce,
        sealed_verifier,
        wanted,
        sealed_arrival,
        is_used,
        created_at,
        expires_at,
    } = attempt;
    Entity::insert(ActiveModel {
        state_hash: Set(state_hash),
        bound_to: Set(bound_to),
        provider_id: Set(provider),
        purpose: Set(purpose),
        session_id: Set(session),
        nonce: Set(nonce),
        sealed_verifier: Set(sealed_verifier),
        wanted: Set(wanted),
        sealed_arrival: Set(sealed_arrival),
        is_used: Set(is_used),
        created_at: Set(created_at),
        expires_at: Set(expires_at),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// The attempt of a state that the browser `bound_to` began, with whether this call is the first to use it.
pub async fn take(tx: &Tx, state_hash: &str, bound_to: &str) -> Result<Option<(Attempt, bool)>, Error> {
    let used = Entity::update_many()
        .col_expr(Column::IsUsed, Expr::value(true))
        .filter(Column::StateHash.eq(state_hash))
        .filter(Column::BoundTo.eq(bound_to))
        .filter(Column::IsUsed.eq(false))
        .exec(tx)
        .await?;
    let row = Entity::find_by_id(state_hash.to_owned()).one(tx).await?;
    let row = row.filter(|row| row.bound_to == bound_to);
    Ok(row.map(|row| (read(row), used.rows_affected == 1)))
}

/// Keeps who came back and has still to accept the rules of use.
pub async fn keep_arrival(tx: &Tx, state_hash: &str, sealed: Vec<u8>, until: Time) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::SealedArrival, Expr::value(sealed))
        .col_expr(Column::ExpiresAt, Expr::value(until))
        .filter(Column::StateHash.eq(state_hash))
        .exec(tx)
        .await?;
    Ok(())
}

/// The attempt by which this browser came back, and has still to accept the rules of use.
pub async fn arrived(db: &impl ConnectionTrait, bound_to: &str, now: Time) -> Result<Option<Attempt>, Error> {
    let row = Entity::find()
        .filter(Column::BoundTo.eq(bound_to))
        .filter(Column::SealedArrival.is_not_null())
        .filter(Column::ExpiresAt.gt(now))
        .order_by_desc(Column::CreatedAt)
        .one(db)
        .await?;
    Ok(row.map(read))
}

/// It is over; answers whether it was there.
pub async fn remove(tx: &Tx, state_hash: &str) -> Result<bool, Error> {
    let removed = Entity::delete_by_id(state_hash.to_owned()).exec(tx).await?;
    Ok(removed.rows_affected == 1)
}

/// Notes a token that ends sessions; answers whether it is the first time.
pub async fn note_logout(tx: &Tx, provider: ProviderId, token_hash: String, until: Time) -> Result<bool, Error> {
    let row = logouts::ActiveModel {
        provider_id: Set(provider),
        token_hash: Set(token_hash),
        expires_at: Set(until),
    };
    let noted = logouts::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(noted == 1)
}

/// Forgets attempts and tokens that count no more since `before`.
pub async fn forget(tx: &Tx, before: Time) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::ExpiresAt.lt(before))
        .exec(tx)
        .await?;
    logouts::Entity::delete_many()
        .filter(logouts::Column::ExpiresAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}

fn read(row: Model) -> Attempt {
    let Model {
        state_hash,
        bound_to,
        provider_id,
        purpose,
        session_id,
        nonce,
        sealed_verifier,
        wanted,
        sealed_arrival,
        is_used,
        created_at,
        expires_at,
    } = row;
    Attempt {
        state_hash,
        bound_to,
        provider: provider_id,
        purpose,
        session: session_id,
        nonce,
        sealed_verifier,
        wanted,
        sealed_arrival,
        is_used,
        created_at,
        expires_at,
    }
}
