//! Lists of requests: filtered, sorted by what is due or by what changed, paged by key, never by offset.

mod filter;
mod left_open;
mod row;

use sea_orm::sea_query::{Expr, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use super::parts::{Part, Sort};
use super::visible_to;
use crate::domain::actor::{Actor, OrganisationKind, Role};
use crate::domain::ids::{CaseId, RequestId};
use crate::domain::requests::Named;
use crate::domain::values::Time;
use crate::store::entity::requests;
use crate::store::paging::{Paged, Place};
use crate::store::{Error, counts};

pub use filter::{DueBefore, Filter};
use filter::{condition, naming};
pub use left_open::counted_left_open;
use left_open::left_open;
use row::Listed;
pub use row::Row;
pub(super) use row::row_of;

/// Rows a page shows.
pub const PAGE: u64 = 25;

/// Counts stop here: more is shown as "99+", and costs no more than that.
pub const MOST_COUNTED: u64 = 100;

/// Where a page ends, and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sorted time of its last row.
    pub at: Time,
    /// Its id.
    pub id: RequestId,
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

/// A page of rows, and the places of the pages beside it.
pub type Page = Paged<Row, Cursor>;

/// A page of requests that `actor` may know of: one statement.
pub async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &Filter,
    sort: Sort,
    place: Place<Cursor>,
) -> Result<Page, Error> {
    use requests::Column;
    let by = match sort {
        Sort::Due => Column::DueAt,
        Sort::Changed => Column::UpdatedAt,
    };
    let is_upwards = match sort {
        Sort::Due => !place.is_backwards(),
        Sort::Changed => place.is_backwards(),
    };
    let mut select = requests::Entity::find().filter(condition(actor, filter));
    if let Place::After(Cursor { at, id }) | Place::Before(Cursor { at, id }) = place {
        let same = Condition::all().add(by.eq(at));
        let beyond = if is_upwards {
            Condition::any().add(by.gt(at)).add(same.add(Column::Id.gt(id)))
        } else {
            Condition::any().add(by.lt(at)).add(same.add(Column::Id.lt(id)))
        };
        select = select.filter(beyond);
    }
    select = if is_upwards {
        select.order_by_asc(by).order_by_asc(Column::Id)
    } else {
        select.order_by_desc(by).order_by_desc(Column::Id)
    };
    let found = select.limit(PAGE + 1).into_partial_model::<Listed>().all(db).await?;
    let Paged { rows, newer, older } = Paged::of(found, PAGE, &place, |row| Cursor {
        at: match sort {
            Sort::Due => row.due_at,
            Sort::Changed => row.updated_at,
        },
        id: row.id,
    });
    Ok(Page {
        rows: rows.into_iter().map(row_of).collect(),
        newer,
        older,
    })
}

/// The newest `limit` requests of a case that `actor` may know of, open or over, what changed last first: one statement.
pub async fn of_case(db: &impl ConnectionTrait, actor: &Actor, case: CaseId, limit: u64) -> Result<Vec<Row>, Error> {
    let rows = requests::Entity::find()
        .filter(visible_to(actor))
        .filter(requests::Column::CaseId.eq(case))
        .order_by_desc(requests::Column::UpdatedAt)
        .order_by_desc(requests::Column::Id)
        .limit(limit)
        .into_partial_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(row_of).collect())
}

/// The newest `limit` requests that `actor` may know of, open or over, that `named` names. One statement.
pub async fn found(db: &impl ConnectionTrait, actor: &Actor, named: &Named, limit: u64) -> Result<Vec<Row>, Error> {
    use requests::Column;
    let rows = requests::Entity::find()
        .filter(visible_to(actor))
        .filter(naming(named))
        .order_by_desc(Column::UpdatedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .into_partial_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(row_of).collect())
}

/// How many each of `filters` leaves in, up to [`MOST_COUNTED`] each: one statement.
pub async fn counts<const N: usize>(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filters: [&Filter; N],
) -> Result<[u64; N], Error> {
    counts::together(db, filters.map(|filter| counted(actor, filter))).await
}

/// The number of rows `filter` leaves in, as part of a statement.
pub fn counted(actor: &Actor, filter: &Filter) -> Expr {
    number_up_to(MOST_COUNTED, actor, filter)
}

/// 1 where anything fits `filter`, else 0, as part of a statement: it looks no further than the first.
pub fn any(actor: &Actor, filter: &Filter) -> Expr {
    number_up_to(1, actor, filter)
}

fn number_up_to(most: u64, actor: &Actor, filter: &Filter) -> Expr {
    let some = requests::Entity::find()
        .select_only()
        .expr(Expr::value(1_i64))
        .filter(condition(actor, filter))
        .limit(most);
    counts::number_of(sea_orm::QueryTrait::into_query(some))
}

/// What an organisation has to see to.
#[derive(Debug)]
pub struct Due {
    /// What waits on somebody: emergencies first, then by date.
    pub open: Vec<Row>,
    /// What ended with nothing answered and nothing done about it since, the first to end first.
    pub left_open: Vec<Row>,
}

/// What is due for the reader, late on the other side, flash or emergency of the reader's own agency and open, or open to
/// the word of counsel: what cannot wait first, then by its date. One statement.
pub async fn due(db: &impl ConnectionTrait, actor: &Actor, now: Time, limit: u64) -> Result<Due, Error> {
    use requests::Column;
    let own = Filter {
        part: Part::OnUs,
        own_turn: true,
        ..Filter::default()
    };
    let late = Filter {
        part: Part::OnThem,
        due_before: Some(DueBefore(now)),
        ..Filter::default()
    };
    // What the reader took on stays in sight while it waits on colleagues.
    let taken_on = Filter {
        part: Part::OnUs,
        mine: actor.person,
        ..Filter::default()
    };
    // What cannot wait is watched from its first minute, by who wrote it and by every supervisor.
    let watched = Filter {
        part: Part::OnThem,
        emergencies: Some(true),
        mine: actor.person.filter(|_| !actor.roles.has(Role::Supervisor)),
        ..Filter::default()
    };
    let written = Filter {
        part: Part::OnUs,
        emergencies: Some(true),
        mine: actor.person,
        ..Filter::default()
    };
    let asks = actor.kind == OrganisationKind::Agency && actor.person.is_some();
    let for_counsel = Filter {
        for_counsel: true,
        ..Filter::default()
    };
    let is_counsel = actor.roles.has(Role::Counsel);
    let has_mine = actor.kind == OrganisationKind::Exchange && actor.person.is_some();
    let any = Condition::any()
        .add(condition(actor, &own))
        .add(condition(actor, &late))
        .add_option(has_mine.then(|| condition(actor, &taken_on)))
        .add_option(is_counsel.then(|| condition(actor, &for_counsel)));
    let hot = any
        .clone()
        .add_option(asks.then(|| condition(actor, &watched)))
        .add_option(asks.then(|| condition(actor, &written)));
    let mut first = first_due(actor, true, hot, limit);
    first.union(UnionType::All, first_due(actor, false, any, limit));
    if let Some(left) = left_open(actor, now, limit) {
        first.union(UnionType::All, left);
    }
    let found = requests::Entity::find()
        .filter(Column::Id.in_subquery(first))
        .order_by_desc(Column::IsEmergency)
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .into_partial_model()
        .all(db)
        .await?;
    let (mut open, mut left_open): (Vec<Row>, Vec<Row>) =
        found.into_iter().map(row_of).partition(|row| !row.status.is_over());
    open.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    left_open.sort_by_key(|row| row.since);
    Ok(Due { open, left_open })
}

/// The ids of the first `limit` to be due that are open and fit `any`, of emergencies or of everything else. Each is one
/// walk along an index in the order of what is due, which ends with the last that is shown; all that fits would have to be
/// read to be sorted.
fn first_due(actor: &Actor, is_emergency: bool, any: Condition, limit: u64) -> SelectStatement {
    use requests::Column;
    let walk = requests::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(visible_to(actor))
        .filter(Column::IsOver.eq(false))
        .filter(Column::IsEmergency.eq(is_emergency))
        .filter(any)
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(limit);
    // A part of a union has no order of its own.
    Query::select()
        .column(Column::Id)
        .from_subquery(sea_orm::QueryTrait::into_query(walk), "first_due")
        .to_owned()
}
