//! Rows of suspensions: saved only from a change, found through what the actor may know of.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{people, requests, sessions, suspensions};
use super::paging::{Paged, Place};
use super::{Error, Tx, counts, for_update};
use crate::domain::actor::{Actor, OrganisationKind, Role, words};
use crate::domain::change::Change;
use crate::domain::ids::{OrganisationId, PersonId, SuspensionId};
use crate::domain::organisations as parties;
use crate::domain::people::{self as persons, ADMINISTRATORS};
use crate::domain::suspensions::{Done, Lifted, Of, Others, Suspension};
use crate::domain::values::Time;

/// What `actor` may know of, as [`Suspension::may_know`] says.
pub fn visible_to(actor: &Actor) -> Condition {
    let all = Condition::all();
    if actor.roles.has(Role::Verifier) {
        all
    } else if actor.has_any(ADMINISTRATORS).is_ok() {
        all.add(suspensions::Column::OrganisationId.eq(actor.organisation))
    } else {
        all.add(suspensions::Column::Id.is_null())
    }
}

/// Keeps a suspension that begins. `words` are what it is searched by. Where there is one already it answers
/// [`Error::Taken`].
pub async fn insert(tx: &Tx, change: &Change<Suspension>, words: &str) -> Result<(), Error> {
    let row = row_of(change.after(), words);
    suspensions::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Keeps how many people were told: it is known last.
pub async fn save_told(tx: &Tx, id: SuspensionId, told: u32) -> Result<(), Error> {
    suspensions::Entity::update_many()
        .col_expr(suspensions::Column::ToldCount, Expr::value(i64::from(told)))
        .filter(suspensions::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps that it was lifted.
pub async fn save_lifted(tx: &Tx, change: &Change<Suspension>) -> Result<(), Error> {
    let Some(lifted) = change.after().lifted.clone() else {
        return Ok(());
    };
    let Lifted {
        at,
        by,
        reason,
        note,
        requests,
    } = lifted;
    let row = suspensions::ActiveModel {
        lifted_at: Set(Some(at)),
        lifted_by_id: Set(by),
        lifted_for: Set(Some(reason)),
        lift_note: Set(Some(note)),
        lifted_request_count: Set(Some(i64::from(requests))),
        ..Default::default()
    };
    suspensions::Entity::update_many()
        .set(row)
        .filter(suspensions::Column::Id.eq(change.after().id))
        .exec(tx)
        .await?;
    Ok(())
}

/// One that `actor` may know of.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, id: SuspensionId) -> Result<Option<Suspension>, Error> {
    let select = suspensions::Entity::find_by_id(id).filter(visible_to(actor));
    select.one(db).await?.map(suspension).transpose()
}

/// As [`find`], locked until the transaction ends.
pub async fn lock(tx: &Tx, actor: &Actor, id: SuspensionId) -> Result<Option<Suspension>, Error> {
    let select = suspensions::Entity::find_by_id(id).filter(visible_to(actor));
    for_update(select, tx).one(tx).await?.map(suspension).transpose()
}

/// The one under which `person`, or the whole of `organisation`, stands now, if `actor` may know of it.
pub async fn standing(
    db: &impl ConnectionTrait,
    actor: &Actor,
    organisation: OrganisationId,
    person: Option<PersonId>,
) -> Result<Option<Suspension>, Error> {
    use suspensions::Column;
    let of = match person {
        Some(person) => Column::PersonId.eq(person),
        None => Column::PersonId.is_null(),
    };
    let select = suspensions::Entity::find()
        .filter(visible_to(actor))
        .filter(Column::OrganisationId.eq(organisation))
        .filter(of)
        .filter(Column::LiftedAt.is_null());
    select.one(db).await?.map(suspension).transpose()
}

/// How many others of the platform may act, beside `except`: one statement.
pub async fn others(db: &impl ConnectionTrait, except: Option<PersonId>) -> Result<Others, Error> {
    let with = |role: Role| {
        let mut some = Query::select()
            .expr(Expr::value(1_i64))
            .from("people")
            .inner_join(
                "organisations",
                Expr::col(("organisations", "id")).equals(("people", "organisation_id")),
            )
            .inner_join(
                "person_roles",
                Expr::col(("person_roles", "person_id")).equals(("people", "id")),
            )
            .and_where(Expr::col(("organisations", "kind")).eq(OrganisationKind::Platform))
            .and_where(Expr::col(("organisations", "standing")).eq(parties::Standing::Active))
            .and_where(Expr::col(("people", "standing")).eq(persons::Standing::Active))
            .and_where(Expr::col(("person_roles", "role")).eq(role))
            .take();
        if let Some(except) = except {
            some.and_where(Expr::col(("people", "id")).ne(except));
        }
        counts::number_of(some)
    };
    let [verifiers, operators] = counts::together(db, [with(Role::Verifier), with(Role::Operator)]).await?;
    Ok(Others { verifiers, operators })
}

/// Whom a suspension would reach: people who may act, their sessions, and their open requests. Clocks are counted when it
/// is done.
pub async fn reach(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    person: Option<PersonId>,
) -> Result<Done, Error> {
    let of_people = |column: &'static str| {
        let mut all = Condition::all();
        all = all.add(Expr::col(("people", "organisation_id")).eq(organisation));
        if let Some(person) = person {
            all = all.add(Expr::col(("people", column)).eq(person));
        }
        all
    };
    let acting = Query::select()
        .expr(Expr::value(1_i64))
        .from(people::Entity)
        .cond_where(of_people("id"))
        .and_where(people::Column::Standing.eq(persons::Standing::Active))
        .take();
    let open = Query::select()
        .expr(Expr::value(1_i64))
        .from(sessions::Entity)
        .and_where(
            sessions::Column::PersonId.in_subquery(
                Query::select()
                    .column(("people", "id"))
                    .from(people::Entity)
                    .cond_where(of_people("id"))
                    .take(),
            ),
        )
        .take();
    let asked = Query::select()
        .expr(Expr::value(1_i64))
        .from(requests::Entity)
        .cond_where(super::requests::stops::concerned(organisation, person))
        .take();
    let found = counts::together(db, [acting, open, asked].map(counts::number_of)).await?;
    let [people, sessions, requests] = found.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Ok(Done {
        people,
        sessions,
        requests,
        clocks: 0,
    })
}

/// How many people of `organisation` may act: one, where it is about `person`.
pub async fn acting(tx: &Tx, organisation: OrganisationId) -> Result<u32, Error> {
    let some = Query::select()
        .expr(Expr::value(1_i64))
        .from(people::Entity)
        .and_where(people::Column::OrganisationId.eq(organisation))
        .and_where(people::Column::Standing.eq(persons::Standing::Active))
        .take();
    let [count] = counts::together(tx, [counts::number_of(some)]).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

words! {
    /// Which suspensions a list shows.
    State("state of a suspension") {
        /// Those that stand.
        Standing = "standing",
        /// Those that were lifted.
        Lifted = "lifted",
        /// Both.
        All = "all",
    }
}

words! {
    /// Of whom the suspensions are that a list shows.
    Whom("whom a suspension is of") {
        /// Of people.
        People = "people",
        /// Of whole organisations.
        Organisations = "organisations",
    }
}

/// What a list leaves in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a name or a mailbox, in lower case; empty is all.
    pub text: String,
    /// Which.
    pub state: State,
    /// Of whom.
    pub whom: Option<Whom>,
    /// Of organisations of this kind, or of people there.
    pub kind: Option<OrganisationKind>,
}

/// Rows a page shows.
pub const PAGE: u64 = 25;

/// The place of a row in the list, the last to begin first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When it began.
    pub at: Time,
    /// Which.
    pub id: SuspensionId,
}

impl Cursor {
    /// As it stands in the URL.
    pub fn text(&self) -> String {
        format!("{}_{}", self.at.micros(), self.id)
    }

    /// From the URL; nothing where it is none.
    pub fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('_')?;
        Some(Self {
            at: Time::from_micros(at.parse().ok()?),
            id: id.parse().ok()?,
        })
    }
}

/// A page of those that `actor` may know of: one statement.
pub async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    wanted: &Wanted,
    place: Place<Cursor>,
) -> Result<Paged<Suspension, Cursor>, Error> {
    use suspensions::Column;
    let mut select = suspensions::Entity::find().filter(visible_to(actor));
    select = match wanted.state {
        State::Standing => select.filter(Column::LiftedAt.is_null()),
        State::Lifted => select.filter(Column::LiftedAt.is_not_null()),
        State::All => select,
    };
    select = match wanted.whom {
        Some(Whom::People) => select.filter(Column::PersonId.is_not_null()),
        Some(Whom::Organisations) => select.filter(Column::PersonId.is_null()),
        None => select,
    };
    if let Some(kind) = wanted.kind {
        select = select.filter(Column::Kind.eq(kind));
    }
    if !wanted.text.is_empty() {
        let escaped = wanted
            .text
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        select = select.filter(Expr::col(Column::Words).like(LikeExpr::new(format!("%{escaped}%")).escape('\\')));
    }
    if let Place::After(Cursor { at, id }) | Place::Before(Cursor { at, id }) = place {
        let same = Condition::all().add(Column::SuspendedAt.eq(at));
        let beyond = if place.is_backwards() {
            Condition::any()
                .add(Column::SuspendedAt.gt(at))
                .add(same.add(Column::Id.gt(id)))
        } else {
            Condition::any()
                .add(Column::SuspendedAt.lt(at))
                .add(same.add(Column::Id.lt(id)))
        };
        select = select.filter(beyond);
    }
    select = if place.is_backwards() {
        select.order_by_asc(Column::SuspendedAt).order_by_asc(Column::Id)
    } else {
        select.order_by_desc(Column::SuspendedAt).order_by_desc(Column::Id)
    };
    let found = select.limit(PAGE + 1).all(db).await?;
    let read = found.into_iter().map(suspension).collect::<Result<Vec<_>, _>>()?;
    Ok(Paged::of(read, PAGE, &place, |row| Cursor { at: row.at, id: row.id }))
}

/// People and organisations whose name or mailbox has `text` in it, whom a verifier may suspend: at most `limit` of each.
pub async fn people_named(db: &impl ConnectionTrait, text: &str, limit: u64) -> Result<Vec<PersonId>, Error> {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = |column| {
        Expr::expr(sea_orm::sea_query::Func::lower(Expr::col(column)))
            .like(LikeExpr::new(format!("%{escaped}%")).escape('\\'))
    };
    Ok(people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(like(people::Column::Name).or(like(people::Column::Email)))
        .order_by_asc(people::Column::Name)
        .order_by_asc(people::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

fn count(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn row_of(suspension: &Suspension, words: &str) -> suspensions::Model {
    let Suspension {
        id,
        organisation,
        kind,
        of,
        side,
        by,
        reason,
        note,
        at,
        done,
        told,
        lifted,
    } = suspension.clone();
    let was = match of {
        Of::Person { was, .. } => was.code(),
        Of::Organisation { was } => was.code(),
    };
    suspensions::Model {
        id,
        organisation_id: organisation,
        kind,
        person_id: of.person(),
        was: was.to_owned(),
        side,
        suspended_by_id: by,
        reason,
        note,
        suspended_at: at,
        people_count: done.people.into(),
        session_count: done.sessions.into(),
        request_count: done.requests.into(),
        clock_count: done.clocks.into(),
        told_count: told.into(),
        lifted_at: lifted.as_ref().map(|lifted| lifted.at),
        lifted_by_id: lifted.as_ref().and_then(|lifted| lifted.by),
        lifted_for: lifted.as_ref().map(|lifted| lifted.reason),
        lifted_request_count: lifted.as_ref().map(|lifted| lifted.requests.into()),
        lift_note: lifted.map(|lifted| lifted.note),
        words: words.to_lowercase(),
    }
}

fn suspension(row: suspensions::Model) -> Result<Suspension, Error> {
    let suspensions::Model {
        id,
        organisation_id,
        kind,
        person_id,
        was,
        side,
        suspended_by_id,
        reason,
        note,
        suspended_at,
        people_count,
        session_count,
        request_count,
        clock_count,
        told_count,
        lifted_at,
        lifted_by_id,
        lifted_for,
        lift_note,
        lifted_request_count,
        words: _,
    } = row;
    let of = match person_id {
        Some(person) => Of::Person {
            person,
            was: was.parse().map_err(Error::unreadable)?,
        },
        None => Of::Organisation {
            was: was.parse().map_err(Error::unreadable)?,
        },
    };
    Ok(Suspension {
        id,
        organisation: organisation_id,
        kind,
        of,
        side,
        by: suspended_by_id,
        reason,
        note,
        at: suspended_at,
        done: Done {
            people: count(people_count),
            sessions: count(session_count),
            requests: count(request_count),
            clocks: count(clock_count),
        },
        told: count(told_count),
        lifted: lifted_at.zip(lifted_for).map(|(at, reason)| Lifted {
            at,
            by: lifted_by_id,
            reason,
            note: lift_note.unwrap_or_default(),
            requests: lifted_request_count.map_or(0, count),
        }),
    })
}

#[cfg(test)]
mod tests;
