//! Rows of notices. Everybody reads and marks their own only.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{ActiveValue::Set, ConnectionTrait, Order, QueryOrder, QuerySelect, QueryTrait};

use super::counts::number_of;
use super::entity::{notices, people, person_roles};
use super::outbox::{self, Mail};
use super::{Error, Tx};
use crate::domain::actor::{Actor, Role};
use crate::domain::audit::{Subject, Thing};
use crate::domain::change::Change;
use crate::domain::events::Event;
use crate::domain::ids::{LeafId, OrganisationId, PersonId};
use crate::domain::notices::{self as rule, Audience, Gaps, Notice, Parties};
use crate::domain::people::Standing;
use crate::domain::values::Time;

/// A notice as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The leaf it tells of; names the notice.
    pub leaf: LeafId,
    /// `Event::act`.
    pub act: String,
    /// On what.
    pub thing: Thing,
    /// What the thing's URL ends with: its number or its id.
    pub path: String,
    /// What the sentence names.
    pub gaps: Gaps,
    /// When it happened.
    pub at: Time,
    /// When it was read.
    pub read_at: Option<Time>,
}

/// Unread notices are counted up to here: beyond it the number says nothing more.
pub const MOST_COUNTED: u64 = 100;

/// Tells everybody whom `change` concerns, and puts a mail for each into the outbox: two statements. `leaves` are those of its events, in order; `path` is
/// what the URL of `subject` ends with. Answers to how many.
pub async fn tell<T>(
    tx: &Tx,
    change: &Change<T>,
    leaves: &[LeafId],
    subject: &Subject,
    parties: &Parties,
    path: &str,
) -> Result<u64, Error> {
    tell_those(tx, change, leaves, subject, &rule::of(change.events(), parties), path).await
}

/// As [`tell`], to whom `notices` name.
pub async fn tell_those<T>(
    tx: &Tx,
    change: &Change<T>,
    leaves: &[LeafId],
    subject: &Subject,
    notices: &[Notice],
    path: &str,
) -> Result<u64, Error> {
    let told = notices
        .iter()
        .filter_map(|notice| Some((notice, *leaves.get(notice.event)?)));
    tell_some(tx, told, (change.actor(), change.at()), subject, path).await
}

/// Audiences in one statement.
const TOGETHER: usize = 50;

/// Tells all of `notices`, which tell of one leaf, however many audiences there are, and puts a mail for each person into
/// the outbox. No person is in two of the audiences. Answers to how many.
pub async fn tell_all(
    tx: &Tx,
    notices: &[Notice],
    leaf: LeafId,
    by: (&Actor, Time),
    subject: &Subject,
    path: &str,
) -> Result<u64, Error> {
    let mut told = 0;
    for some in notices.chunks(TOGETHER) {
        told += tell_some(tx, some.iter().map(|notice| (notice, leaf)), by, subject, path).await?;
    }
    Ok(told)
}

/// Tells `notice`, of the leaf `leaf`, which `by` did; as [`tell_all`].
pub async fn tell_of(
    tx: &Tx,
    notice: &Notice,
    leaf: LeafId,
    by: &Actor,
    at: Time,
    subject: &Subject,
    path: &str,
) -> Result<u64, Error> {
    tell_some(tx, std::iter::once((notice, leaf)), (by, at), subject, path).await
}

async fn tell_some<'a>(
    tx: &Tx,
    notices: impl Iterator<Item = (&'a Notice, LeafId)>,
    (actor, at): (&Actor, Time),
    subject: &Subject,
    path: &str,
) -> Result<u64, Error> {
    let selects = notices.map(|(notice, leaf)| told_by(notice, leaf, actor, at, subject, path));
    let Some(all) = selects.reduce(|mut all, next| {
        all.union(UnionType::All, next);
        all
    }) else {
        return Ok(0);
    };
    let mut insert = Query::insert().into_table("notices").take();
    insert.columns([
        "person_id",
        "leaf_id",
        "organisation_id",
        "act",
        "thing",
        "thing_id",
        "path",
        "gaps",
        "created_at",
    ]);
    insert.select_from(all).map_err(Error::unreadable)?;
    insert.returning(Query::returning().columns(["person_id", "leaf_id"]));
    let mut mails = Vec::new();
    for row in tx.query_all(&insert).await? {
        mails.push(Mail {
            person: row.try_get("", "person_id")?,
            leaf: row.try_get("", "leaf_id")?,
            path: local(subject.thing, path),
        });
    }
    outbox::put_mails(tx, &mails, at).await?;
    Ok(mails.len() as u64)
}

/// Tells `person` of what `events` say of the own account, on the site and by mail: a notice for each that is told. `leaves`
/// are those of the events, in order.
pub async fn tell_owner(
    tx: &Tx,
    person: PersonId,
    organisation: OrganisationId,
    events: &[Event],
    leaves: &[LeafId],
    at: Time,
) -> Result<(), Error> {
    let told = events
        .iter()
        .zip(leaves)
        .filter(|(event, _)| rule::is_told_to_owner(event));
    let (mut rows, mut mails) = (Vec::new(), Vec::new());
    for (event, leaf) in told {
        let gaps = Gaps { count: 1, until: None };
        rows.push(notices::ActiveModel {
            person_id: Set(person),
            leaf_id: Set(*leaf),
            organisation_id: Set(organisation),
            act: Set(event.act().to_owned()),
            thing: Set(Thing::Person),
            thing_id: Set(person.0),
            path: Set(person.to_string()),
            gaps: Set(serde_json::to_string(&gaps).map_err(Error::unreadable)?),
            created_at: Set(at),
            read_at: Set(None),
        });
        mails.push(Mail {
            person,
            leaf: *leaf,
            path: ACCOUNT.to_owned(),
        });
    }
    if !rows.is_empty() {
        notices::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    outbox::put_mails(tx, &mails, at).await
}

/// The page of one's own account.
const ACCOUNT: &str = "/account";

/// The page of the thing, on this site.
fn local(thing: Thing, path: &str) -> String {
    match thing {
        Thing::Case => format!("/cases/{path}"),
        Thing::Request | Thing::Hold => format!("/requests/{path}"),
        Thing::Organisation => format!("/organisations/{path}"),
        Thing::Person | Thing::Site => "/notices".to_owned(),
    }
}

fn told_by(notice: &Notice, leaf: LeafId, actor: &Actor, at: Time, subject: &Subject, path: &str) -> SelectStatement {
    let Audience {
        organisation,
        roles,
        people: named,
        working,
    } = &notice.audience;
    let gaps = serde_json::to_string(&notice.gaps).unwrap_or_else(|_| "null".to_owned());
    let mut told = has_role(roles);
    if !named.is_empty() {
        let is_named = people::Column::Id.is_in(named.iter().copied());
        told = told.or(is_named.and(has_role(working)));
    }
    people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .expr(value(leaf))
        .column(people::Column::OrganisationId)
        .expr(value(notice.act))
        .expr(value(subject.thing))
        .expr(value(subject.id))
        .expr(value(path))
        .expr(value(gaps))
        .expr(value(at))
        .filter(people::Column::OrganisationId.eq(*organisation))
        .filter(people::Column::Standing.eq(Standing::Active))
        .apply_if(actor.person, |select, actor| {
            select.filter(people::Column::Id.ne(actor))
        })
        .filter(told)
        .into_query()
}

fn value(value: impl Into<Value>) -> SimpleExpr {
    Expr::value(value.into())
}

fn has_role(roles: &[Role]) -> SimpleExpr {
    let with_role = Query::select()
        .expr(Expr::value(1_i64))
        .from(person_roles::Entity)
        .and_where(
            Expr::col((person_roles::Entity, person_roles::Column::PersonId))
                .eq(Expr::col((people::Entity, people::Column::Id))),
        )
        .and_where(person_roles::Column::Role.is_in(roles.iter().copied()))
        .take();
    Expr::exists(with_role)
}

/// How many notices `person` has not read, at most [`MOST_COUNTED`], as part of a statement. Nobody has none.
pub fn counted_unread(person: Option<PersonId>) -> Expr {
    let some = notices::Entity::find()
        .select_only()
        .expr(value(1_i64))
        .filter(notices::Column::PersonId.eq(person))
        .filter(notices::Column::ReadAt.is_null())
        .limit(MOST_COUNTED);
    number_of(some.into_query())
}

/// The newest `limit` notices of `person` that are older than `before`.
pub async fn list(
    db: &impl ConnectionTrait,
    person: PersonId,
    before: Option<LeafId>,
    limit: u64,
) -> Result<Vec<Told>, Error> {
    let rows = own(person)
        .apply_if(before, |select, leaf| select.filter(notices::Column::LeafId.lt(leaf)))
        .order_by(notices::Column::LeafId, Order::Desc)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(told).collect()
}

/// Marks one notice of `person` as read; answers whether there is such a notice.
pub async fn mark_read(tx: &Tx, person: PersonId, leaf: LeafId, now: Time) -> Result<bool, Error> {
    let Some(row) = own(person).filter(notices::Column::LeafId.eq(leaf)).one(tx).await? else {
        return Ok(false);
    };
    if row.read_at.is_none() {
        notices::Entity::update_many()
            .col_expr(notices::Column::ReadAt, value(now))
            .filter(notices::Column::PersonId.eq(person))
            .filter(notices::Column::LeafId.eq(leaf))
            .exec(tx)
            .await?;
    }
    Ok(true)
}

/// Marks as read what `person` has not read, up to and with `newest`: not what came while the page was open.
pub async fn mark_all_read(tx: &Tx, person: PersonId, newest: LeafId, now: Time) -> Result<u64, Error> {
    let marked = notices::Entity::update_many()
        .col_expr(notices::Column::ReadAt, value(now))
        .filter(notices::Column::PersonId.eq(person))
        .filter(notices::Column::ReadAt.is_null())
        .filter(notices::Column::LeafId.lte(newest))
        .exec(tx)
        .await?;
    Ok(marked.rows_affected)
}

fn own(person: PersonId) -> Select<notices::Entity> {
    notices::Entity::find().filter(notices::Column::PersonId.eq(person))
}

fn told(row: notices::Model) -> Result<Told, Error> {
    let notices::Model {
        person_id: _,
        leaf_id,
        organisation_id: _,
        act,
        thing,
        thing_id: _,
        path,
        gaps,
        created_at,
        read_at,
    } = row;
    Ok(Told {
        leaf: leaf_id,
        act,
        thing,
        path,
        gaps: serde_json::from_str(&gaps).map_err(Error::unreadable)?,
        at: created_at,
        read_at,
    })
}

#[cfg(test)]
mod tests;
