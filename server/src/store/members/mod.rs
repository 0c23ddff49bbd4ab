//! Rows of people as those who look after them see them: with when they last signed in, and why an account stands still.

pub mod handing_over;

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::entity::{organisations, people, person_roles, sessions};
use super::people::{person, roles_of};
use super::{Error, Tx, audit, for_update};
use crate::domain::actor::{Actor, OrganisationKind, Role, Roles};
use crate::domain::audit::{Call, Subject};
use crate::domain::change::Change;
use crate::domain::ids::{LeafId, OrganisationId, PersonId};
use crate::domain::members::administering;
use crate::domain::people::{Person, Standing};
use crate::domain::values::Time;

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// When the account was made.
    pub created_at: Time,
    /// When the person last signed in; else when the account was made.
    pub signed_in_at: Time,
    /// Since when the account stands still because nobody signed in.
    pub idle_at: Option<Time>,
    /// When the person left.
    pub left_at: Option<Time>,
}

/// Whose accounts `actor` looks after: the own organisation's as its administrator; as a verifier those of organisations
/// that have no administrator, and the administrators of the others.
pub fn visible_to(actor: &Actor) -> Condition {
    use people::Column;
    let mut any = Condition::any();
    if actor.roles.has(Role::AgencyAdmin) || actor.roles.has(Role::ExchangeAdmin) {
        any = any.add(Column::OrganisationId.eq(actor.organisation));
    }
    if actor.roles.has(Role::Verifier) {
        let by_verifiers = OrganisationKind::ALL
            .iter()
            .copied()
            .filter(|kind| administering::administrators(*kind) == [Role::Verifier]);
        let there = organisations::Entity::find()
            .select_only()
            .column(organisations::Column::Id)
            .filter(organisations::Column::Kind.is_in(by_verifiers));
        let is_administrator = Query::select()
            .expr(Expr::value(1_i64))
            .from(person_roles::Entity)
            .and_where(
                Expr::col((person_roles::Entity, person_roles::Column::PersonId))
                    .equals((people::Entity, people::Column::Id)),
            )
            .and_where(person_roles::Column::Role.is_in([Role::AgencyAdmin, Role::ExchangeAdmin]))
            .take();
        any = any
            .add(Column::OrganisationId.in_subquery(there.into_query()))
            .add(Expr::exists(is_administrator));
    }
    if any.is_empty() {
        any = any.add(Column::Id.is_null());
    }
    any
}

/// The members of `organisation` that `actor` looks after, by name.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    organisation: OrganisationId,
) -> Result<Vec<Member>, Error> {
    let condition = Condition::all()
        .add(visible_to(actor))
        .add(people::Column::OrganisationId.eq(organisation));
    members(db, condition).await
}

/// Everybody at `organisation`, by name, whoever asks: for who has a shell on the machine.
pub async fn all(db: &impl ConnectionTrait, organisation: OrganisationId) -> Result<Vec<Member>, Error> {
    members(
        db,
        Condition::all().add(people::Column::OrganisationId.eq(organisation)),
    )
    .await
}

/// Everybody with an account at `organisation`, by name, whoever asks: the caller has asked whether they may know.
pub async fn of(db: &impl ConnectionTrait, organisation: OrganisationId) -> Result<Vec<Person>, Error> {
    super::people::with_roles(
        db,
        Condition::all().add(people::Column::OrganisationId.eq(organisation)),
    )
    .await
}

/// One whom `actor` looks after.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, id: PersonId) -> Result<Option<Member>, Error> {
    let condition = Condition::all().add(visible_to(actor)).add(people::Column::Id.eq(id));
    Ok(members(db, condition).await?.pop())
}

/// As [`find`], locked until the transaction ends, and with it who else keeps the organisation: two who take each other's
/// roles at once come one after the other.
pub async fn lock(tx: &Tx, actor: &Actor, id: PersonId) -> Result<Option<Member>, Error> {
    let Some(found) = find(tx, actor, id).await? else {
        return Ok(None);
    };
    lock_organisation(tx, found.person.organisation).await?;
    super::people::lock(tx, id).await?;
    find(tx, actor, id).await
}

/// Locks the row of an organisation until the transaction ends.
pub async fn lock_organisation(tx: &Tx, id: OrganisationId) -> Result<(), Error> {
    let select = organisations::Entity::find_by_id(id)
        .select_only()
        .column(organisations::Column::Id);
    let _: Option<OrganisationId> = for_update(select, tx).into_tuple().one(tx).await?;
    Ok(())
}

/// Who has the mailbox `email`, whoever asks: only inviting asks this, and tells it of the own organisation alone.
pub async fn of_mailbox(db: &impl ConnectionTrait, email: &str) -> Result<Option<Person>, Error> {
    let found = super::people::with_roles(db, Condition::all().add(people::Column::Email.eq(email))).await?;
    Ok(found.into_iter().next())
}

/// The roles that somebody active at `organisation` has besides `person`.
pub async fn roles_of_others(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Roles, Error> {
    let active = super::people::active_in(db, organisation).await?;
    let others = active.iter().filter(|other| other.id != person);
    Ok(others.flat_map(|other| other.roles.iter()).collect())
}

/// How many sessions each of the members of `organisation` has at `now`.
pub async fn sessions_in(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    now: Time,
) -> Result<HashMap<PersonId, u64>, Error> {
    let rows: Vec<(PersonId, i64)> = sessions::Entity::find()
        .select_only()
        .column(sessions::Column::PersonId)
        .expr(Expr::col(sessions::Column::Id).count())
        .filter(sessions::Column::ExpiresAt.gt(now))
        .filter(sessions::Column::PersonId.in_subquery(of_organisation(organisation)))
        .group_by(sessions::Column::PersonId)
        .into_tuple()
        .all(db)
        .await?;
    let count = |(person, count): (PersonId, i64)| (person, u64::try_from(count).unwrap_or(0));
    Ok(rows.into_iter().map(count).collect())
}

/// Ends every session of everybody at `organisation`, but one; answers how many there were.
pub async fn end_sessions_of(
    tx: &Tx,
    organisation: OrganisationId,
    but: Option<crate::domain::ids::SessionId>,
) -> Result<u64, Error> {
    let ended = sessions::Entity::delete_many()
        .filter(sessions::Column::PersonId.in_subquery(of_organisation(organisation)))
        .filter(Condition::all().add_option(but.map(|id| sessions::Column::Id.ne(id))))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

fn of_organisation(organisation: OrganisationId) -> sea_orm::sea_query::SelectStatement {
    people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(people::Column::OrganisationId.eq(organisation))
        .into_query()
}

/// Saves a change of a member with its leaf; answers that. It bites on the very next call.
pub async fn save(tx: &Tx, change: &Change<Person>, call: &Call) -> Result<Vec<LeafId>, Error> {
    let after = change.after();
    let (before, at) = (change.before(), change.at());
    let mut row = people::ActiveModel {
        name: Set(after.name.clone()),
        badge: Set(after.badge.clone()),
        phone: Set(after.phone.clone()),
        standing: Set(after.standing),
        ..Default::default()
    };
    let was = before.map(|person| person.standing);
    if was != Some(after.standing) {
        match after.standing {
            Standing::Left => row.left_at = Set(Some(at)),
            // Who is let in again has as long as anybody to sign in.
            Standing::Active => {
                row.idle_at = Set(None);
                row.idle_told_at = Set(None);
                row.signed_in_at = Set(at);
            }
            Standing::Suspended => row.idle_at = Set(Some(at)),
            Standing::Invited => {}
        }
    }
    people::Entity::update_many()
        .set(row)
        .filter(people::Column::Id.eq(after.id))
        .exec(tx)
        .await?;
    if before.map(|person| person.roles) != Some(after.roles) {
        set_roles(tx, after.id, after.roles).await?;
    }
    audit::save_leaves(tx, change, &Subject::person(after.id), call).await
}

/// Opens the account of somebody who had left, with what the invitation says, and a new password.
pub async fn reopen(tx: &Tx, person: &Person, password_hash: Option<String>, at: Time) -> Result<(), Error> {
    people::Entity::update_many()
        .set(people::ActiveModel {
            name: Set(person.name.clone()),
            badge: Set(person.badge.clone()),
            phone: Set(person.phone.clone()),
            language: Set(person.language.clone()),
            password_hash: Set(password_hash),
            assurance: Set(person.assurance),
            standing: Set(person.standing),
            signed_in_at: Set(at),
            idle_told_at: Set(None),
            idle_at: Set(None),
            left_at: Set(None),
            ..Default::default()
        })
        .filter(people::Column::Id.eq(person.id))
        .exec(tx)
        .await?;
    set_roles(tx, person.id, person.roles).await
}

async fn set_roles(tx: &Tx, id: PersonId, roles: Roles) -> Result<(), Error> {
    person_roles::Entity::delete_many()
        .filter(person_roles::Column::PersonId.eq(id))
        .exec(tx)
        .await?;
    let rows: Vec<_> = roles
        .iter()
        .map(|role| person_roles::ActiveModel {
            person_id: Set(id),
            role: Set(role),
        })
        .collect();
    if !rows.is_empty() {
        person_roles::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Active people who last signed in at `before` or earlier, the longest ago first; with `untold`, only those of whom nobody
/// was told that.
pub async fn idle(db: &impl ConnectionTrait, before: Time, untold: bool, most: u64) -> Result<Vec<PersonId>, Error> {
    let told = Condition::all().add_option(untold.then(|| people::Column::IdleToldAt.is_null()));
    Ok(people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(people::Column::Standing.eq(Standing::Active))
        .filter(people::Column::SignedInAt.lte(before))
        .filter(told)
        .order_by_asc(people::Column::SignedInAt)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?)
}

/// Takes the word that an account stands still soon: answers whether nobody has given it since the person signed in last.
pub async fn take_idle_word(tx: &Tx, id: PersonId, before: Time, at: Time) -> Result<bool, Error> {
    let taken = people::Entity::update_many()
        .col_expr(people::Column::IdleToldAt, Expr::value(at))
        .filter(people::Column::Id.eq(id))
        .filter(people::Column::Standing.eq(Standing::Active))
        .filter(people::Column::SignedInAt.lte(before))
        .filter(people::Column::IdleToldAt.is_null())
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Anybody, whoever asks: for the clock, never for a page.
pub async fn get(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<Member>, Error> {
    Ok(members(db, Condition::all().add(people::Column::Id.eq(id)))
        .await?
        .pop())
}

async fn members(db: &impl ConnectionTrait, condition: Condition) -> Result<Vec<Member>, Error> {
    let rows = people::Entity::find()
        .filter(condition)
        .order_by_asc(people::Column::Name)
        .order_by_asc(people::Column::Id)
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let roles = roles_of(db, rows.iter().map(|row| row.id)).await?;
    Ok(rows
        .into_iter()
        .map(|row| Member {
            created_at: row.created_at,
            signed_in_at: row.signed_in_at,
            idle_at: row.idle_at,
            left_at: row.left_at,
            person: person(row, &roles),
        })
        .collect())
}

#[cfg(test)]
mod tests;
