//! Rows of people, their roles and the failures of their sign-ins.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::entity::{people, person_roles};
use super::{Error, Tx, is_postgres};
use crate::domain::actor::{Actor, Assurance, Role, Roles};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::organisations as parties;
use crate::domain::people::{HANDLERS, Person, Standing, may_act};
use crate::domain::values::Time;

/// What `actor` may know of: the colleagues.
pub fn visible_to(actor: &Actor) -> Condition {
    Condition::all().add(people::Column::OrganisationId.eq(actor.organisation))
}

/// One colleague.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, id: PersonId) -> Result<Option<Person>, Error> {
    let condition = visible_to(actor).add(people::Column::Id.eq(id));
    Ok(with_roles(db, condition).await?.pop())
}

/// Colleagues who work there now, by name.
pub async fn colleagues(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Person>, Error> {
    let condition = visible_to(actor).add(people::Column::Standing.eq(Standing::Active));
    with_roles(db, condition).await
}

/// Everybody who has an account there, by name, whatever their standing.
pub async fn members(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Person>, Error> {
    with_roles(db, visible_to(actor)).await
}

/// Anybody, whoever asks: for rules and jobs, never for a page.
pub async fn get(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<Person>, Error> {
    Ok(with_roles(db, Condition::all().add(people::Column::Id.eq(id)))
        .await?
        .pop())
}

/// Locks the row of a person until the transaction ends: what one person does at two places comes one after the other.
pub async fn lock(tx: &super::Tx, id: PersonId) -> Result<(), Error> {
    lock_many(tx, &[id]).await
}

/// As [`lock`], of several, always in one order.
pub async fn lock_many(tx: &super::Tx, ids: &[PersonId]) -> Result<(), Error> {
    let select = people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(people::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(people::Column::Id);
    let _: Vec<PersonId> = super::for_change(select, tx).into_tuple().all(tx).await?;
    Ok(())
}

/// Whether `person` may act, by their own standing and that of the organisation; and both stay as they are until the
/// transaction ends: who would suspend either waits for it. One statement.
pub async fn still_acts(tx: &super::Tx, person: PersonId) -> Result<bool, Error> {
    let stands = |table: &'static str, words: Vec<&'static str>| Expr::col((table, "standing")).is_in(words);
    let may = Standing::ALL
        .iter()
        .filter(|one| may_act(**one, parties::Standing::Active));
    let takes_part = parties::Standing::ALL.iter().filter(|one| parties::may_act(**one));
    let mut select = Query::select()
        .column(("people", "id"))
        .from("people")
        .inner_join(
            "organisations",
            Expr::col(("organisations", "id")).equals(("people", "organisation_id")),
        )
        .and_where(Expr::col(("people", "id")).eq(person))
        .and_where(stands("people", may.map(|one| one.code()).collect()))
        .and_where(stands("organisations", takes_part.map(|one| one.code()).collect()))
        .take();
    if is_postgres(tx) {
        select.lock_shared();
    }
    Ok(tx.query_one(&select).await?.is_some())
}

/// Those of `ids` that there are, whoever asks: for rules and jobs, never for a page.
pub async fn get_many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<Person>, Error> {
    with_roles(db, Condition::all().add(people::Column::Id.is_in(ids))).await
}

/// The names of people, whoever asks: pages show only those of events they may show.
pub async fn names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, String>, Error> {
    let ids: Vec<PersonId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = people::Entity::find()
        .filter(people::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Somebody whom the page of a request names.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "people::Entity")]
pub struct Known {
    /// Who.
    pub id: PersonId,
    /// As on the badge.
    pub name: String,
    /// How sure the platform is of them: a reader must know who asks.
    pub assurance: Assurance,
    /// The badge.
    pub badge: Option<String>,
    /// The official mailbox.
    pub email: String,
    /// Whether they can have a request in hand, as [`Person::may_handle`] says.
    #[sea_orm(from_expr = "handles()")]
    pub handles: bool,
}

/// Whether the person of the row can have a request in hand, as [`Person::may_handle`] says.
pub(super) fn handles() -> Expr {
    let roles = Query::select()
        .expr(Expr::value(1_i64))
        .from(person_roles::Entity)
        .and_where(
            Expr::col((person_roles::Entity, person_roles::Column::PersonId))
                .equals((people::Entity, people::Column::Id)),
        )
        .and_where(person_roles::Column::Role.is_in(HANDLERS.iter().copied()))
        .take();
    Expr::exists(roles).and(people::Column::Standing.eq(Standing::Active))
}

/// As [`names`], with what else the page of a request says of them.
pub async fn known(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, Known>, Error> {
    let rows: Vec<Known> = people::Entity::find()
        .filter(people::Column::Id.is_in(ids))
        .into_partial_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The roles that somebody active has, by organisation, whoever asks: for those who verify organisations. One statement.
pub async fn held_roles(db: &impl ConnectionTrait) -> Result<HashMap<OrganisationId, Roles>, Error> {
    let pairs: Vec<(OrganisationId, Role)> = people::Entity::find()
        .select_only()
        .distinct()
        .column(people::Column::OrganisationId)
        .column(person_roles::Column::Role)
        .join(
            JoinType::InnerJoin,
            people::Entity::belongs_to(person_roles::Entity)
                .from(people::Column::Id)
                .to(person_roles::Column::PersonId)
                .into(),
        )
        .filter(people::Column::Standing.eq(Standing::Active))
        .into_tuple()
        .all(db)
        .await?;
    let mut held: HashMap<OrganisationId, Roles> = HashMap::new();
    for (organisation, role) in pairs {
        let roles = held.entry(organisation).or_default();
        *roles = roles.with(role);
    }
    Ok(held)
}

/// Active people of an organisation, by name, whoever asks: for notices and the demonstration.
pub async fn active_in(db: &impl ConnectionTrait, organisation: OrganisationId) -> Result<Vec<Person>, Error> {
    let condition = Condition::all()
        .add(people::Column::OrganisationId.eq(organisation))
        .add(people::Column::Standing.eq(Standing::Active));
    with_roles(db, condition).await
}

/// The active supervisors of an agency: one statement.
pub async fn supervisors_of(db: &impl ConnectionTrait, agency: OrganisationId) -> Result<Vec<PersonId>, Error> {
    let supervisors = person_roles::Entity::find()
        .select_only()
        .column(person_roles::Column::PersonId)
        .filter(person_roles::Column::Role.eq(Role::Supervisor));
    Ok(people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(people::Column::OrganisationId.eq(agency))
        .filter(people::Column::Standing.eq(Standing::Active))
        .filter(people::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(supervisors)))
        .into_tuple()
        .all(db)
        .await?)
}

/// Active people of every organisation, by name, whoever asks: for the demonstration, which has few.
pub async fn active(db: &impl ConnectionTrait) -> Result<Vec<Person>, Error> {
    with_roles(db, Condition::all().add(people::Column::Standing.eq(Standing::Active))).await
}

/// How many accounts there are.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(people::Entity::find().count(db).await?)
}

/// Who has the mailbox `email` (as [`crate::domain::people::normal_email`] writes it), with the hash of the password.
/// Only signing in asks this.
pub async fn credentials(db: &impl ConnectionTrait, email: &str) -> Result<Option<(Person, Option<String>)>, Error> {
    let row = people::Entity::find()
        .filter(people::Column::Email.eq(email))
        .one(db)
        .await?;
    // Also of nobody: the same statements run whether or not there is an account (S09).
    let roles = roles_of(db, row.iter().map(|row| row.id)).await?;
    Ok(row.map(|row| {
        let hash = row.password_hash.clone();
        (person(row, &roles), hash)
    }))
}

/// Adds a person; a level of assurance comes with evidence that it was recorded so. A mailbox that is taken answers [`Error::Taken`] with `people_email_key`.
pub async fn insert(tx: &Tx, person: &Person, password_hash: Option<String>, at: Time) -> Result<(), Error> {
    let Person {
        id,
        organisation,
        email,
        name,
        badge,
        phone,
        language,
        theme,
        zone,
        assurance,
        standing,
        roles,
    } = person.clone();
    people::Entity::insert(people::ActiveModel {
        id: Set(id),
        organisation_id: Set(organisation),
        email: Set(email),
        name: Set(name),
        badge: Set(badge),
        phone: Set(phone),
        language: Set(language),
        theme: Set(theme),
        zone: Set(zone),
        password_hash: Set(password_hash),
        assurance: Set(assurance),
        standing: Set(standing),
        created_at: Set(at),
        signed_in_at: Set(at),
        idle_told_at: Set(None),
        idle_at: Set(None),
        left_at: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    let roles: Vec<_> = roles
        .iter()
        .map(|role| person_roles::ActiveModel {
            person_id: Set(id),
            role: Set(role),
        })
        .collect();
    if !roles.is_empty() {
        person_roles::Entity::insert_many(roles)
            .exec_without_returning(tx)
            .await?;
    }
    super::assurance::insert_recorded(tx, id, assurance, at).await
}

/// Changes where a person stands, by somebody's word: that nobody saw them for long counts no more. It bites on the very
/// next call.
pub async fn set_standing(tx: &Tx, id: PersonId, standing: Standing) -> Result<(), Error> {
    people::Entity::update_many()
        .col_expr(people::Column::Standing, Expr::value(standing))
        .col_expr(people::Column::IdleAt, Expr::value(None::<i64>))
        .filter(people::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// `person`, as a suspension finds them: whom only the clock stopped, since nobody had seen them for long, was stopped by
/// nobody.
pub async fn as_by_people(db: &impl ConnectionTrait, person: Person) -> Result<Person, Error> {
    if person.standing != Standing::Suspended {
        return Ok(person);
    }
    let idle = people::Entity::find_by_id(person.id)
        .filter(people::Column::IdleAt.is_not_null())
        .count(db)
        .await?;
    Ok(if idle > 0 {
        Person {
            standing: Standing::Active,
            ..person
        }
    } else {
        person
    })
}

/// Keeps the language a person chose.
pub async fn set_language(tx: &Tx, id: PersonId, tag: &str) -> Result<(), Error> {
    set(tx, id, people::Column::Language, Expr::value(tag)).await
}

/// Keeps the hash of a new password.
pub async fn set_password(tx: &Tx, id: PersonId, hash: &str) -> Result<(), Error> {
    set(tx, id, people::Column::PasswordHash, Expr::value(hash)).await
}

/// Notes that the person signed in: whoever does so stands still no more soon.
pub async fn note_sign_in(tx: &Tx, id: PersonId, at: Time) -> Result<(), Error> {
    people::Entity::update_many()
        .col_expr(people::Column::SignedInAt, Expr::value(at))
        .col_expr(people::Column::IdleToldAt, Expr::value(None::<i64>))
        .filter(people::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// As if everybody had signed in at `at`: for people who are made up, and joined long ago.
pub async fn note_sign_in_of_all(tx: &Tx, at: Time) -> Result<(), Error> {
    people::Entity::update_many()
        .col_expr(people::Column::SignedInAt, Expr::value(at))
        .exec(tx)
        .await?;
    Ok(())
}

async fn set(tx: &Tx, id: PersonId, column: people::Column, value: Expr) -> Result<(), Error> {
    people::Entity::update_many()
        .col_expr(column, value)
        .filter(people::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn with_roles(db: &impl ConnectionTrait, condition: Condition) -> Result<Vec<Person>, Error> {
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
    Ok(rows.into_iter().map(|row| person(row, &roles)).collect())
}

pub(super) async fn roles_of(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, Roles>, Error> {
    let rows = person_roles::Entity::find()
        .filter(person_roles::Column::PersonId.is_in(ids))
        .all(db)
        .await?;
    let mut roles: HashMap<PersonId, Roles> = HashMap::new();
    for person_roles::Model { person_id, role } in rows {
        let of_person = roles.entry(person_id).or_default();
        *of_person = of_person.with(role);
    }
    Ok(roles)
}

pub(super) fn person(row: people::Model, roles: &HashMap<PersonId, Roles>) -> Person {
    let people::Model {
        id,
        organisation_id,
        email,
        name,
        badge,
        phone,
        language,
        theme,
        zone,
        password_hash: _,
        assurance,
        standing,
        created_at: _,
        signed_in_at: _,
        idle_told_at: _,
        idle_at: _,
        left_at: _,
    } = row;
    Person {
        id,
        organisation: organisation_id,
        email,
        name,
        badge,
        phone,
        language,
        theme,
        zone,
        assurance,
        standing,
        roles: roles.get(&id).copied().unwrap_or_default(),
    }
}

/// Whether anybody works there in `role`, for rules that need a second pair of eyes.
pub async fn has_active(db: &impl ConnectionTrait, organisation: OrganisationId, role: Role) -> Result<bool, Error> {
    Ok(active_in(db, organisation)
        .await?
        .iter()
        .any(|person| person.roles.has(role)))
}
