//! Many requests at once, as a suspension begins or ends: locked first, then written in large pieces, so that a thousand
//! cost hardly more statements than one.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};

use super::columns::Clocks;
use super::rows;
use crate::domain::audit::{Call, Entry, Subject, Who};
use crate::domain::change::Change;
use crate::domain::ids::{OrganisationId, PersonId, RequestId, SuspensionId};
use crate::domain::requests::Request;
use crate::store::entity::requests;
use crate::store::{Error, Tx, audit, for_update};

/// Requests that are read, changed and written together: each takes nine values, and SQLite takes 32,766 in a statement.
pub const CHUNK: usize = 500;

/// Which requests.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// What is open of the organisation, or of the person there.
    Concerned(OrganisationId, Option<PersonId>),
    /// What stands under the mark of the suspension, which is of the organisation or of somebody there.
    Marked(OrganisationId, SuspensionId),
}

/// What is open of `organisation` on either side, or of `person` there, who wrote it last or approved it.
pub(in crate::store) fn concerned(organisation: OrganisationId, person: Option<PersonId>) -> Condition {
    let open = Condition::all().add(requests::Column::IsOver.eq(false));
    match person {
        Some(person) => {
            let hands = Condition::any()
                .add(requests::Column::AuthorId.eq(person))
                // As approvals are kept: no other text of theirs has an id in it.
                .add(Expr::col((requests::Entity, requests::Column::Approvals)).like(format!("%{person}%")));
            open.add(requests::Column::AskerId.eq(organisation)).add(hands)
        }
        None => open.add(
            Condition::any()
                .add(requests::Column::AskerId.eq(organisation))
                .add(requests::Column::RecipientId.eq(organisation)),
        ),
    }
}

fn marked(organisation: OrganisationId, suspension: SuspensionId) -> Condition {
    Condition::all()
        .add(requests::Column::IsStopped.eq(true))
        .add(
            Condition::any()
                .add(requests::Column::AskerId.eq(organisation))
                .add(requests::Column::RecipientId.eq(organisation)),
        )
        .add(Expr::col((requests::Entity, requests::Column::Stops)).like(format!("%{suspension}%")))
}

/// The ids of `which`, the newest first, locked until the transaction ends: before anything is written, as everybody locks.
pub async fn lock(tx: &Tx, which: Which) -> Result<Vec<RequestId>, Error> {
    let which = match which {
        Which::Concerned(organisation, person) => concerned(organisation, person),
        Which::Marked(organisation, suspension) => marked(organisation, suspension),
    };
    let select = requests::Entity::find()
        .select_only()
        .column(requests::Column::Id)
        .filter(which)
        .order_by_desc(requests::Column::Id);
    Ok(for_update(select, tx).into_tuple().all(tx).await?)
}

/// The requests `ids`, as far as a suspension changes them: without targets, holds and data, whose row it never touches.
pub async fn get(tx: &Tx, ids: &[RequestId]) -> Result<Vec<Request>, Error> {
    let found = requests::Entity::find()
        .filter(requests::Column::Id.is_in(ids.iter().copied()))
        .order_by_desc(requests::Column::Id)
        .all(tx)
        .await?;
    let bare = |row| rows::request_of(row, Vec::new(), Vec::new(), Vec::new());
    Ok(found.into_iter().map(bare).collect())
}

/// Saves what a suspension changed of requests that [`lock`] has locked, at most [`CHUNK`] of them, with their leaves: five
/// statements. `why` is the reason as a code.
pub async fn save(tx: &Tx, changes: &[Change<Request>], why: &str, call: &Call) -> Result<(), Error> {
    let Some(first) = changes.first() else { return Ok(()) };
    let mut values: Vec<Value> = vec![first.at().into()];
    let mut places = Vec::with_capacity(changes.len());
    for change in changes {
        let after = change.after();
        let waiting = after.waiting();
        let row: [Value; 9] = [
            after.id.into(),
            after.stops.clone().into(),
            after.stops.are_any().into(),
            Clocks(after.clocks.clone()).into(),
            waiting.on.into(),
            waiting.due.unwrap_or(rows::NEVER).into(),
            waiting.clock.map(|clock| clock.code().to_owned()).into(),
            after
                .clocks
                .iter()
                .filter_map(|held| held.clock.breaches_at())
                .min()
                .map(|at| at.micros())
                .into(),
            after.question.map(|question| question.deadline.micros()).into(),
        ];
        let from = values.len() + 1;
        let names: Vec<String> = (from..from + row.len()).map(|at| format!("${at}")).collect();
        places.push(format!("({})", names.join(", ")));
        values.extend(row);
    }
    let sql = format!(
        "WITH news (id, stops, is_stopped, clocks, waiting_on, due_at, due_clock, breaches_at, question_deadline_at) \
         AS (VALUES {}) \
         UPDATE requests SET stops = news.stops, is_stopped = news.is_stopped, clocks = news.clocks, \
         waiting_on = news.waiting_on, due_at = news.due_at, due_clock = news.due_clock, \
         breaches_at = news.breaches_at, question_deadline_at = news.question_deadline_at, \
         version = requests.version + 1, updated_at = $1 \
         FROM news WHERE requests.id = news.id",
        places.join(", ")
    );
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    tx.execute_raw(statement).await?;
    tell(tx, changes, why, call).await
}

async fn tell(tx: &Tx, changes: &[Change<Request>], why: &str, call: &Call) -> Result<(), Error> {
    let Some(first) = changes.first() else { return Ok(()) };
    let subjects: Vec<Subject> = changes
        .iter()
        .map(|change| {
            let after = change.after();
            Subject::request(after.id, after.version + 1, after.case).because(why)
        })
        .collect();
    let mut entries = Vec::with_capacity(changes.len());
    for (change, subject) in changes.iter().zip(&subjects) {
        for event in change.events() {
            entries.push(Entry {
                event,
                who: Who::of(change.actor(), event),
                subject: Some(subject),
                call,
            });
        }
    }
    for some in entries.chunks(CHUNK) {
        audit::record(tx, some, first.at()).await?;
    }
    Ok(())
}
