//! Requests that ended with nothing answered, and that nobody has gone on with.

use jiff::SignedDuration;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::domain::actor::{Actor, Role};
use crate::domain::requests::kinds::Status;
use crate::domain::values::Time;
use crate::store::cases::is_open_of_request;
use crate::store::counts::number_of;
use crate::store::entity::requests;

use super::MOST_COUNTED;

/// How long a request that was sent to the wrong exchange, or left since its question was not answered, stands before its
/// agency.
const LEFT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The ids of what ended with nothing answered, and with nothing done about it since: sent to the wrong exchange, or left
/// over a question. It waits on nobody, so that no list of what is open has it; whoever works at the agency asks anew, or
/// closes the case. At most `limit`, the last first; nothing where `actor` works on no request of an agency.
pub(super) fn left_open(actor: &Actor, now: Time, limit: u64) -> Option<SelectStatement> {
    use requests::Column;
    let works = [Role::Officer, Role::Supervisor];
    if !works.iter().any(|role| actor.roles.has(*role)) {
        return None;
    }
    let of = |table: &'static str, column: &'static str| Expr::col((table, column));
    let asked_anew = Query::select()
        .expr(Expr::value(1_i64))
        .from_as("requests", "anew")
        .and_where(of("anew", "traced_from_id").equals(("requests", "id")))
        .and_where(
            of("anew", "status")
                .ne(Status::Withdrawn)
                .or(of("anew", "issued_at").is_not_null()),
        )
        .take();
    let walk = requests::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AskerId.eq(actor.organisation))
        // As the index says it, whose rows are of these alone.
        .filter(Expr::cust("requests.status IN ('redirected','closed_unanswered')"))
        .filter(Column::StatusSinceAt.gte(now.plus(-LEFT_FOR)))
        .filter(Expr::exists(asked_anew).not())
        .filter(is_open_of_request())
        .order_by_desc(Column::StatusSinceAt)
        .order_by_desc(Column::Id)
        .limit(limit);
    // A part of a union has no order of its own.
    let ids = Query::select()
        .column(Column::Id)
        .from_subquery(QueryTrait::into_query(walk), "left_open")
        .take();
    Some(ids)
}

/// The number of those, as part of a statement.
pub fn counted_left_open(actor: &Actor, now: Time) -> Expr {
    left_open(actor, now, MOST_COUNTED).map_or_else(|| Expr::value(0_i64), number_of)
}
