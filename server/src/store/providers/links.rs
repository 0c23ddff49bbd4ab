//! Whom providers know: somebody of theirs, and the account here. After the first time nobody is found by a mailbox.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::domain::ids::{PersonId, ProviderId};
use crate::domain::values::Time;
use crate::store::entity::provider_links::{ActiveModel, Column, Entity};
use crate::store::{Error, Tx};

/// A tie between somebody of a provider and an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The account.
    pub person: PersonId,
    /// Whether the provider's second factor counts for it.
    pub is_proved: bool,
}

/// The account of `subject` at `provider`.
pub async fn find(db: &impl ConnectionTrait, provider: ProviderId, subject: &str) -> Result<Option<Link>, Error> {
    let row = Entity::find_by_id((provider, subject.to_owned())).one(db).await?;
    Ok(row.map(|row| Link {
        person: row.person_id,
        is_proved: row.proved_at.is_some(),
    }))
}

/// Ties `person` to `subject`.
///
/// # Errors
/// Taken: the account is tied to somebody else (`provider_links_person_id_key`), or that one to another account.
pub async fn insert(
    tx: &Tx,
    provider: ProviderId,
    subject: &str,
    person: PersonId,
    is_proved: bool,
    at: Time,
) -> Result<(), Error> {
    let row = ActiveModel {
        provider_id: Set(provider),
        subject: Set(subject.to_owned()),
        person_id: Set(person),
        created_at: Set(at),
        proved_at: Set(is_proved.then_some(at)),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The account showed a second factor of ours in a session that began at the provider: from now on the provider's counts.
pub async fn prove(tx: &Tx, provider: ProviderId, person: PersonId, at: Time) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::ProvedAt, Expr::value(at))
        .filter(Column::ProviderId.eq(provider))
        .filter(Column::PersonId.eq(person))
        .filter(Column::ProvedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Whoever leaves is tied to nobody.
pub async fn remove_of(tx: &Tx, person: PersonId) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// Nobody is tied to a provider that was let go of.
pub async fn remove_all(tx: &Tx, provider: ProviderId) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::ProviderId.eq(provider))
        .exec(tx)
        .await?;
    Ok(())
}
