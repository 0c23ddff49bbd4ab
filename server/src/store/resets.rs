//! Rows of resets of passwords. The token in the mail is not here: it is made from the row and the program's own secret.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Func, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};

use super::entity::password_resets::{ActiveModel, Column, Entity, Model};
use super::outbox::{self, AccountMail};
use super::{Error, Tx, is_postgres};
use crate::domain::ids::{PersonId, ResetId};
use crate::domain::values::Time;

/// A reset that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reset {
    /// Which.
    pub id: ResetId,
    /// SHA-256 of the mailbox that was typed, hexadecimal.
    pub account_hash: String,
    /// Whose password; nobody's where there is no account.
    pub person: Option<PersonId>,
    /// Random; makes the token.
    pub nonce: String,
    /// When it was asked for.
    pub created_at: Time,
    /// Until when it counts.
    pub expires_at: Time,
}

/// How many were asked for since `since`: of `account_hash`, and of all. Whoever asks at the same time waits.
pub async fn counted(tx: &Tx, account_hash: &str, since: Time) -> Result<(u64, u64), Error> {
    if is_postgres(tx) {
        let key = "password_resets";
        let lock = Query::select()
            .expr(Func::cust("pg_advisory_xact_lock").arg(Func::cust("hashtextextended").arg(key).arg(0_i64)))
            .take();
        tx.query_one(&lock).await?;
    }
    let lately = Entity::find().filter(Column::CreatedAt.gt(since));
    let all = lately.clone().count(tx).await?;
    let own = lately.filter(Column::AccountHash.eq(account_hash)).count(tx).await?;
    Ok((own, all))
}

/// Keeps one.
pub async fn insert(tx: &Tx, reset: Reset) -> Result<(), Error> {
    let Reset {
        id,
        account_hash,
        person,
        nonce,
        created_at,
        expires_at,
    } = reset;
    Entity::insert(ActiveModel {
        id: Set(id),
        account_hash: Set(account_hash),
        person_id: Set(person),
        nonce: Set(nonce),
        created_at: Set(created_at),
        expires_at: Set(expires_at),
        used_at: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Queues the mail of a reset, where it is of somebody. One statement either way.
pub async fn put_mail(tx: &Tx, id: ResetId, at: Time) -> Result<(), Error> {
    let of_somebody = Entity::find_by_id(id)
        .select_only()
        .column(Column::Id)
        .filter(Column::PersonId.is_not_null());
    let mail = AccountMail::Reset { reset: id };
    outbox::put_account_mail_where(tx, &mail, at, of_somebody.into_query()).await
}

/// One that counts at `now`: not used, not expired, of somebody.
pub async fn find(db: &impl ConnectionTrait, id: ResetId, now: Time) -> Result<Option<Reset>, Error> {
    let row = Entity::find_by_id(id)
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::PersonId.is_not_null())
        .one(db)
        .await?;
    Ok(row.map(|row| {
        let Model {
            id,
            account_hash,
            person_id,
            nonce,
            created_at,
            expires_at,
            used_at: _,
        } = row;
        Reset {
            id,
            account_hash,
            person: person_id,
            nonce,
            created_at,
            expires_at,
        }
    }))
}

/// Uses it up, and with it all others of `person`. Answers no where it was used up already.
pub async fn use_up(tx: &Tx, id: ResetId, person: PersonId, at: Time) -> Result<bool, Error> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(at))
        .filter(Column::PersonId.eq(person))
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Forgets what was asked for before `since`.
pub async fn forget(tx: &Tx, since: Time) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::CreatedAt.lt(since))
        .exec(tx)
        .await?;
    Ok(())
}
