//! The reviews that an agency owes of its own flash and emergency requests.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::lists::{MOST_COUNTED, Row, row_of};
use super::visible_to;
use crate::domain::actor::{Actor, OrganisationKind};
use crate::domain::requests::acts::Act;
use crate::domain::values::Time;
use crate::store::entity::requests;
use crate::store::{Error, counts};

/// Which reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// All that nobody has done.
    All,
    /// Of those, what was due by then: late as the rule says it.
    By(Time),
}

/// What `actor`'s own agency owes. What the other side owes nobody learns, whatever is asked for.
pub(super) fn owed(actor: &Actor, which: Owed) -> Condition {
    use requests::Column;
    let owed = Condition::all()
        .add(Column::AskerId.eq(actor.organisation))
        .add(Column::ReviewDueAt.is_not_null())
        .add(Column::ReviewedAt.is_null());
    match which {
        Owed::All => owed,
        Owed::By(due) => owed.add(Column::ReviewDueAt.lte(due)),
    }
}

/// Whether reviews are `actor`'s to do.
fn reviews(actor: &Actor) -> bool {
    actor.kind == OrganisationKind::Agency && actor.has_any(Act::Review.roles()).is_ok()
}

/// The first `limit` reviews that wait on `actor` and those who share the role, the first due first: one statement, and
/// none for whoever reviews nothing.
pub async fn waiting(db: &impl ConnectionTrait, actor: &Actor, limit: u64) -> Result<Vec<Row>, Error> {
    if !reviews(actor) {
        return Ok(Vec::new());
    }
    let rows = requests::Entity::find()
        .filter(visible_to(actor))
        .filter(owed(actor, Owed::All))
        .order_by_asc(requests::Column::ReviewDueAt)
        .order_by_asc(requests::Column::Id)
        .limit(limit)
        .into_partial_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(row_of).collect())
}

/// How many wait on `actor`, up to [`MOST_COUNTED`], as part of a statement.
pub fn counted(actor: &Actor, which: Owed) -> Expr {
    let condition = if reviews(actor) {
        visible_to(actor)
    } else {
        Condition::all().add(requests::Column::Id.is_null())
    };
    let some = requests::Entity::find()
        .select_only()
        .expr(Expr::value(1_i64))
        .filter(condition)
        .filter(owed(actor, which))
        .limit(MOST_COUNTED);
    counts::number_of(sea_orm::QueryTrait::into_query(some))
}
