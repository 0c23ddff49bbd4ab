//! Holds that lapsed and that the agency has not seen to. Money that was frozen may be gone: it stands before everybody who
//! works at the agency until one of them has done something about it.

use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use crate::domain::actor::{Actor, Role};
use crate::domain::holds::HoldStatus;
use crate::domain::requests::kinds::Status;
use crate::store::cases::is_open_of_request;
use crate::store::counts::number_of;
use crate::store::measures;

use super::MOST_SUMMED;
use super::standing::HOLDS;

/// What the asker writes itself: a request that came there since the lapse was seen to.
const OF_ASKER: [Status; 5] = [
    Status::Closed,
    Status::Withdrawing,
    Status::Withdrawn,
    Status::Disputed,
    Status::Maintained,
];

/// The holds of the agency of `actor` that lapsed and were not seen to, the last first, as rows of [`HOLDS`]; nothing where
/// `actor` works on no request of an agency.
pub(in crate::store) fn lapsed(actor: &Actor) -> Option<SelectStatement> {
    Some(
        HOLDS
            .rows_that(unseen(actor)?)
            .order_by(("holds", "ended_at"), Order::Desc)
            .order_by(("holds", "id"), Order::Desc)
            .limit(measures::PAGE)
            .to_owned(),
    )
}

/// The number of those, as part of a statement.
pub fn counted_lapsed(actor: &Actor) -> Expr {
    let Some(unseen) = unseen(actor) else {
        return Expr::value(0_i64);
    };
    let of = |table: &'static str, column: &'static str| Expr::col((table, column));
    let some = Query::select()
        .expr(Expr::value(1_i64))
        .from("holds")
        .inner_join("requests", of("requests", "id").equals(("holds", "request_id")))
        .inner_join("targets", of("targets", "id").equals(("holds", "target_id")))
        .cond_where(unseen)
        .limit(MOST_SUMMED)
        .take();
    number_of(some)
}

/// Which they are. A lapse is seen to once, since then:
/// - the agency accepted, disputed, maintained or took back the request that placed it,
/// - or began another request about the same target, and did not throw it away,
/// - or the target is held again;
/// - or the case is over.
fn unseen(actor: &Actor) -> Option<Condition> {
    let asks = [Role::Officer, Role::Supervisor];
    if !asks.iter().any(|role| actor.roles.has(*role)) {
        return None;
    }
    let of = |table: &'static str, column: &'static str| Expr::col((table, column));
    let ended = || of("holds", "ended_at");
    let seen_to = of("requests", "status")
        .is_in(OF_ASKER)
        .and(of("requests", "status_since_at").gte(ended()));
    let asked_anew = Query::select()
        .expr(Expr::value(1_i64))
        .from_as("targets", "again")
        .join_as(
            sea_orm::JoinType::InnerJoin,
            "requests",
            "anew",
            of("anew", "id").equals(("again", "request_id")),
        )
        .and_where(of("again", "chain").equals(("targets", "chain")))
        .and_where(of("again", "value").equals(("targets", "value")))
        .and_where(of("anew", "asker_id").equals(("holds", "asker_id")))
        .and_where(of("anew", "created_at").gte(ended()))
        .and_where(
            of("anew", "status")
                .ne(Status::Withdrawn)
                .or(of("anew", "issued_at").is_not_null()),
        )
        .take();
    let held_again = Query::select()
        .expr(Expr::value(1_i64))
        .from_as("holds", "later")
        .and_where(of("later", "target_id").equals(("holds", "target_id")))
        .and_where(of("later", "stands").eq(true))
        .take();
    Some(
        Condition::all()
            .add(of("holds", "asker_id").eq(actor.organisation))
            // As the index says it, whose rows are of these alone.
            .add(Expr::cust(format!("holds.status = '{}'", HoldStatus::Lapsed)))
            .add(seen_to.not())
            .add(is_open_of_request())
            .add(Expr::exists(asked_anew).not())
            .add(Expr::exists(held_again).not()),
    )
}
