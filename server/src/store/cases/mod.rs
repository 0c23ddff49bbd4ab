//! Rows of cases and their indicators. Every query starts from [`visible_to`].

pub(super) mod columns;
mod indicators;
mod list;
mod sightings;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Select};

pub use indicators::{
    INDICATOR_TAKEN, Indicators, Sought, add_indicators, find_indicators, indicator_at, indicator_of, indicators,
    indicators_by_id, known, newest_indicators, save_tag,
};
pub use list::{Mark, Sort, Summary, Wanted, list};
pub use sightings::{Sighting, sightings};

use columns::{Losses, Victims};

use super::entity::cases;
use super::{Error, Tx, for_update};
use crate::domain::actor::Actor;
use crate::domain::audit::Subject;
use crate::domain::cases::{Case, Facts, Status, WORKERS};
use crate::domain::change::Change;
use crate::domain::ids::{CaseId, OrganisationId};
use crate::domain::values::Malformed;

/// The unique index of references within an agency.
pub const REFERENCE_TAKEN: &str = "cases_owner_id_reference_key";

/// What `actor` may know of: the cases of the own agency, for whoever works cases; for everybody else none.
pub fn visible_to(actor: &Actor) -> Condition {
    let works_cases = WORKERS.iter().any(|role| actor.roles.has(*role));
    Condition::all().add(cases::Column::OwnerId.is_in(works_cases.then_some(actor.organisation)))
}

/// Whether the case of a row of `requests` is still worked on, as part of a statement.
pub(super) fn is_open_of_request() -> Expr {
    let of = |table: &'static str, column: &'static str| Expr::col((table, column));
    let over = Status::ALL.iter().filter(|status| !status.is_open()).copied();
    let is_over = Query::select()
        .expr(Expr::value(1_i64))
        .from("cases")
        .and_where(of("cases", "id").equals(("requests", "case_id")))
        .and_where(of("cases", "status").is_in(over))
        .take();
    Expr::exists(is_over).not()
}

/// One case.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, id: CaseId) -> Result<Option<Case>, Error> {
    of(actor, id).one(db).await?.map(read).transpose()
}

/// One case, locked until the transaction ends.
pub async fn lock(tx: &Tx, actor: &Actor, id: CaseId) -> Result<Option<Case>, Error> {
    for_update(of(actor, id), tx).one(tx).await?.map(read).transpose()
}

/// A case, for the trail: also one that `actor` may not know of, whose leaf then belongs to no case.
pub async fn subject(db: &impl ConnectionTrait, actor: &Actor, id: CaseId) -> Result<Option<Subject>, Error> {
    let found: Option<(i64, OrganisationId)> = cases::Entity::find()
        .select_only()
        .columns([cases::Column::Version, cases::Column::OwnerId])
        .filter(cases::Column::Id.eq(id))
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.map(|(version, owner)| {
        let subject = Subject::case(id, version);
        if owner == actor.organisation {
            subject
        } else {
            subject.without_case()
        }
    }))
}

/// Whether the agency of `actor` has a case called `reference`.
pub async fn has_reference(db: &impl ConnectionTrait, actor: &Actor, reference: &str) -> Result<bool, Error> {
    let found = cases::Entity::find()
        .filter(visible_to(actor))
        .filter(cases::Column::Reference.eq(reference))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Saves a case that was opened or changed. A reference the agency uses already answers [`Error::Taken`] with
/// [`REFERENCE_TAKEN`].
pub async fn save(tx: &Tx, change: &Change<Case>) -> Result<(), Error> {
    let row = row(change.after());
    let Some(before) = change.before() else {
        cases::Entity::insert(row).exec_without_returning(tx).await?;
        return Ok(());
    };
    let saved = cases::Entity::update_many()
        .set(row)
        .filter(cases::Column::Id.eq(before.id))
        .filter(cases::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    // The row is locked since it was read: another version means that somebody did not lock.
    if saved.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::Other(DbErr::RecordNotUpdated))
    }
}

/// Adds many cases with their indicators, for made-up bulk: no leaves are written.
pub async fn insert_many(
    tx: &Tx,
    all: &[Case],
    all_indicators: &[crate::domain::cases::Indicator],
) -> Result<(), Error> {
    for chunk in all.chunks(500) {
        cases::Entity::insert_many(chunk.iter().map(row))
            .exec_without_returning(tx)
            .await?;
    }
    indicators::insert_many(tx, all_indicators).await
}

fn of(actor: &Actor, id: CaseId) -> Select<cases::Entity> {
    cases::Entity::find()
        .filter(visible_to(actor))
        .filter(cases::Column::Id.eq(id))
}

/// `case_id` of a child is one of a case that `actor` may know of, and this one.
fn in_case(column: impl ColumnTrait, actor: &Actor, id: CaseId) -> Condition {
    let cases = sea_orm::sea_query::Query::select()
        .column(cases::Column::Id)
        .from(cases::Entity)
        .cond_where(visible_to(actor).add(Expr::col(cases::Column::Id).eq(id)))
        .take();
    Condition::all().add(column.in_subquery(cases))
}

fn row(case: &Case) -> cases::ActiveModel {
    let Case {
        id,
        owner,
        reference,
        facts,
        status,
        indicators,
        opened_by,
        opened_at,
        updated_at,
        version,
    } = case.clone();
    let Facts {
        title,
        offence,
        summary,
        from,
        to,
        losses,
        victims,
    } = facts;
    cases::ActiveModel {
        id: Set(id),
        owner_id: Set(owner),
        search_text: Set(searchable(&format!("{reference} {title}"))),
        reference: Set(reference),
        title: Set(title),
        offence: Set(offence),
        summary: Set(summary),
        from_on: Set(from.map(|day| day.to_string())),
        to_on: Set(to.map(|day| day.to_string())),
        losses: Set(Losses(losses)),
        victims: Set(Victims(victims)),
        status: Set(status),
        indicator_count: Set(indicators.into()),
        opened_by: Set(opened_by),
        opened_at: Set(opened_at),
        updated_at: Set(updated_at),
        version: Set(version),
    }
}

fn read(row: cases::Model) -> Result<Case, Error> {
    let cases::Model {
        id,
        owner_id,
        reference,
        title,
        search_text: _,
        offence,
        summary,
        from_on,
        to_on,
        losses,
        victims,
        status,
        indicator_count,
        opened_by,
        opened_at,
        updated_at,
        version,
    } = row;
    let day = |text: Option<String>| {
        text.map(|text| text.parse().map_err(|_| Error::unreadable(Malformed("day"))))
            .transpose()
    };
    Ok(Case {
        id,
        owner: owner_id,
        reference,
        facts: Facts {
            title,
            offence,
            summary,
            from: day(from_on)?,
            to: day(to_on)?,
            losses: losses.0,
            victims: victims.0,
        },
        status,
        indicators: u32::try_from(indicator_count).map_err(Error::unreadable)?,
        opened_by,
        opened_at,
        updated_at,
        version,
    })
}

/// As it is looked for: in lower case. SQLite itself would fold only the Latin letters.
fn searchable(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests;
