//! Rows of second factors: secrets of authenticator apps, sealed, and recovery codes, hashed. Each code counts once, also
//! where two instances of the site are shown it at the same time.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};

use super::entity::{passkeys, people, recovery_codes, totp_secrets};
use super::{Error, Tx};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::people::Held;
use crate::domain::values::Time;

/// What `person` has. Three statements, whoever it is.
pub async fn held(db: &impl ConnectionTrait, person: PersonId) -> Result<Held, Error> {
    let apps = totp_secrets::Entity::find_by_id(person).count(db).await?;
    let recovery_codes = recovery_codes::Entity::find()
        .filter(recovery_codes::Column::PersonId.eq(person))
        .filter(recovery_codes::Column::UsedAt.is_null())
        .count(db)
        .await?;
    Ok(Held {
        has_totp: apps > 0,
        passkeys: super::passkeys::count(db, person).await?,
        recovery_codes,
    })
}

/// What each of `organisation` has who has anything. Three statements.
pub async fn held_by(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Result<HashMap<PersonId, Held>, Error> {
    let there = || {
        people::Entity::find()
            .select_only()
            .column(people::Column::Id)
            .filter(people::Column::OrganisationId.eq(organisation))
            .into_query()
    };
    let mut held: HashMap<PersonId, Held> = HashMap::new();
    let apps: Vec<PersonId> = totp_secrets::Entity::find()
        .select_only()
        .column(totp_secrets::Column::PersonId)
        .filter(totp_secrets::Column::PersonId.in_subquery(there()))
        .into_tuple()
        .all(db)
        .await?;
    for person in apps {
        held.entry(person).or_default().has_totp = true;
    }
    let codes: Vec<PersonId> = recovery_codes::Entity::find()
        .select_only()
        .column(recovery_codes::Column::PersonId)
        .filter(recovery_codes::Column::PersonId.in_subquery(there()))
        .filter(recovery_codes::Column::UsedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    for person in codes {
        held.entry(person).or_default().recovery_codes += 1;
    }
    let keys: Vec<PersonId> = passkeys::Entity::find()
        .select_only()
        .column(passkeys::Column::PersonId)
        .filter(passkeys::Column::PersonId.in_subquery(there()))
        .into_tuple()
        .all(db)
        .await?;
    for person in keys {
        held.entry(person).or_default().passkeys += 1;
    }
    Ok(held)
}

/// Keeps the secret of an authenticator app, in place of the one before. `step` is that of the code it was confirmed by.
pub async fn put_totp(tx: &Tx, person: PersonId, sealed: Vec<u8>, step: i64, at: Time) -> Result<(), Error> {
    use totp_secrets::Column;
    totp_secrets::Entity::insert(totp_secrets::ActiveModel {
        person_id: Set(person),
        sealed: Set(sealed),
        last_step: Set(step),
        created_at: Set(at),
    })
    .on_conflict(
        OnConflict::column(Column::PersonId)
            .update_columns([Column::Sealed, Column::LastStep, Column::CreatedAt])
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// The sealed secret of the authenticator app, and since when.
pub async fn totp(db: &impl ConnectionTrait, person: PersonId) -> Result<Option<(Vec<u8>, Time)>, Error> {
    let row = totp_secrets::Entity::find_by_id(person).one(db).await?;
    Ok(row.map(|row| {
        let totp_secrets::Model {
            person_id: _,
            sealed,
            last_step: _,
            created_at,
        } = row;
        (sealed, created_at)
    }))
}

/// Uses up the code of `step`, and with it all before. Answers no where it was used up already.
pub async fn use_step(tx: &Tx, person: PersonId, step: i64) -> Result<bool, Error> {
    use totp_secrets::Column;
    let used = totp_secrets::Entity::update_many()
        .col_expr(Column::LastStep, Expr::value(step))
        .filter(Column::PersonId.eq(person))
        .filter(Column::LastStep.lt(step))
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Takes away every factor of `person`, whose account is closed.
pub async fn remove_all(tx: &Tx, person: PersonId) -> Result<(), Error> {
    remove_totp(tx, person).await?;
    super::passkeys::remove_all(tx, person).await?;
    recovery_codes::Entity::delete_many()
        .filter(recovery_codes::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets the authenticator app; answers whether there was one.
pub async fn remove_totp(tx: &Tx, person: PersonId) -> Result<bool, Error> {
    let removed = totp_secrets::Entity::delete_by_id(person).exec(tx).await?;
    Ok(removed.rows_affected > 0)
}

/// Keeps new recovery codes, by their hashes. Those before are worth nothing any more, used or not.
pub async fn put_recovery_codes(tx: &Tx, person: PersonId, hashes: Vec<String>, at: Time) -> Result<(), Error> {
    recovery_codes::Entity::delete_many()
        .filter(recovery_codes::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    let rows = hashes.into_iter().map(|code_hash| recovery_codes::ActiveModel {
        code_hash: Set(code_hash),
        person_id: Set(person),
        created_at: Set(at),
        used_at: Set(None),
    });
    recovery_codes::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Uses up the code of `hash`. Answers no where `person` has no such code, or it was used up already.
pub async fn use_recovery_code(tx: &Tx, person: PersonId, hash: &str, at: Time) -> Result<bool, Error> {
    use recovery_codes::Column;
    let used = recovery_codes::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(at))
        .filter(Column::CodeHash.eq(hash))
        .filter(Column::PersonId.eq(person))
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    async fn operator(db: &crate::store::Db) -> PersonId {
        let first = crate::service::bootstrap::First {
            email: "r.devries@platform.example".to_owned(),
            name: "R. de Vries".to_owned(),
            password_hash: "hash".to_owned(),
            country: "NL".parse().unwrap(),
            language: "en".to_owned(),
        };
        let made = crate::service::bootstrap::first_operator(db, NOW, first).await;
        made.unwrap().unwrap().id
    }

    #[tokio::test]
    async fn a_code_counts_once_and_new_codes_end_the_old_ones() {
        for scratch in Scratch::each().await {
            let person = operator(&scratch.db).await;
            let tx = scratch.db.begin().await.unwrap();
            assert_eq!(held(&tx, person).await.unwrap(), Held::default());

            put_totp(&tx, person, b"one".to_vec(), 100, NOW).await.unwrap();
            for (step, is_used) in [
                (99, false),
                (100, false),
                (101, true),
                (101, false),
                (100, false),
                (102, true),
            ] {
                assert_eq!(use_step(&tx, person, step).await.unwrap(), is_used, "{step}");
            }
            put_totp(&tx, person, b"other".to_vec(), 102, NOW).await.unwrap();
            assert_eq!(totp(&tx, person).await.unwrap().unwrap().0, b"other");

            let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
            put_recovery_codes(&tx, person, codes(&["a", "b"]), NOW).await.unwrap();
            assert!(use_recovery_code(&tx, person, "a", NOW).await.unwrap());
            assert!(!use_recovery_code(&tx, person, "a", NOW).await.unwrap());
            assert!(!use_recovery_code(&tx, PersonId::new(NOW), "b", NOW).await.unwrap());
            let own = held(&tx, person).await.unwrap();
            assert_eq!((own.has_totp, own.recovery_codes), (true, 1));
            put_recovery_codes(&tx, person, codes(&["c", "d"]), NOW).await.unwrap();
            assert!(!use_recovery_code(&tx, person, "b", NOW).await.unwrap());
            assert!(use_recovery_code(&tx, person, "c", NOW).await.unwrap());

            assert!(remove_totp(&tx, person).await.unwrap() && !remove_totp(&tx, person).await.unwrap());
            assert!(!use_step(&tx, person, 200).await.unwrap());
        }
    }
}
