//! Rows of the browsers in which people have signed in. What stands in the cookie is not here, only its SHA-256.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::devices::{ActiveModel, Column, Entity, Model};
use super::entity::people;
use super::{Error, Tx};
use crate::domain::ids::{DeviceId, PersonId};
use crate::domain::people::Agent;
use crate::domain::values::Time;

/// A browser of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// What it calls itself.
    pub agent: Agent,
    /// When its person first signed in there.
    pub first_seen_at: Time,
    /// And last.
    pub last_seen_at: Time,
}

/// Whether whoever has the mailbox `email` has signed in where the cookie hashes to `token_hash`. One statement, whether or
/// not there is an account.
pub async fn is_known(db: &impl ConnectionTrait, token_hash: &str, email: &str) -> Result<bool, Error> {
    let known = Entity::find()
        .join(
            JoinType::InnerJoin,
            Entity::belongs_to(people::Entity)
                .from(Column::PersonId)
                .to(people::Column::Id)
                .into(),
        )
        .filter(Column::TokenHash.eq(token_hash))
        .filter(people::Column::Email.eq(email))
        .count(db)
        .await?;
    Ok(known > 0)
}

/// Notes that `person` has signed in where the cookie hashes to `token_hash`; answers whether that is one of theirs.
pub async fn touch(tx: &Tx, person: PersonId, token_hash: &str, agent: Agent, at: Time) -> Result<bool, Error> {
    let touched = Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(at))
        .col_expr(Column::Agent, Expr::value(agent))
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(touched.rows_affected == 1)
}

/// Since when `person` is known where the cookie hashes to `token_hash`.
pub async fn known_since(db: &impl ConnectionTrait, person: PersonId, token_hash: &str) -> Result<Option<Time>, Error> {
    Ok(Entity::find()
        .select_only()
        .column(Column::FirstSeenAt)
        .filter(Column::PersonId.eq(person))
        .filter(Column::TokenHash.eq(token_hash))
        .into_tuple()
        .one(db)
        .await?)
}

/// Keeps a browser of `person`; of more than `most` those seen longest ago are forgotten. Answers how many there were.
pub async fn insert(
    tx: &Tx,
    person: PersonId,
    token_hash: String,
    agent: Agent,
    at: Time,
    most: u64,
) -> Result<u64, Error> {
    let own = Entity::find().filter(Column::PersonId.eq(person));
    let known = own.clone().count(tx).await?;
    if known >= most {
        let beyond: Vec<DeviceId> = own
            .select_only()
            .column(Column::Id)
            .order_by_asc(Column::LastSeenAt)
            .limit(known - most + 1)
            .into_tuple()
            .all(tx)
            .await?;
        Entity::delete_many().filter(Column::Id.is_in(beyond)).exec(tx).await?;
    }
    Entity::insert(ActiveModel {
        id: Set(DeviceId::new(at)),
        person_id: Set(person),
        token_hash: Set(token_hash),
        agent: Set(agent),
        first_seen_at: Set(at),
        last_seen_at: Set(at),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(known)
}

/// The browsers of a person, the one seen last first, each with whether its cookie hashes to `token_hash`.
pub async fn of_person(
    db: &impl ConnectionTrait,
    person: PersonId,
    token_hash: &str,
) -> Result<Vec<(Device, bool)>, Error> {
    let rows = Entity::find()
        .filter(Column::PersonId.eq(person))
        .order_by_desc(Column::LastSeenAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    let read = |row: Model| {
        let Model {
            id,
            person_id: _,
            token_hash: of_row,
            agent,
            first_seen_at,
            last_seen_at,
        } = row;
        let device = Device {
            id,
            agent,
            first_seen_at,
            last_seen_at,
        };
        (device, of_row == token_hash)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Forgets one browser of `person`; answers whether there was one.
pub async fn remove(tx: &Tx, person: PersonId, id: DeviceId) -> Result<bool, Error> {
    let removed = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected > 0)
}

/// Forgets every browser of `person`: whoever has their cookies has nothing any more.
pub async fn remove_all(tx: &Tx, person: PersonId) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}
