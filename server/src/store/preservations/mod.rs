//! Rows of preservations: who has a stake in one knows of it, and nobody else.

mod clockwork;
mod standing;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use super::entity::preservations;
use crate::domain::actor::{Actor, Role};
use crate::domain::values::Time;

pub use super::measures::PAGE;
pub use clockwork::{DueAlarm, DueWork, due, take_alarm};
pub(super) use standing::PRESERVATIONS;
pub use standing::{Cursor, Row, standing};

/// Counts stop here, as those of holds do.
const MOST_COUNTED: u64 = super::holds::MOST_SUMMED;

/// What `actor` may know of: data kept for the own agency, or by the own exchange.
pub fn visible_to(actor: &Actor) -> Condition {
    let has = |roles: &[Role]| roles.iter().any(|role| actor.roles.has(*role));
    let mut visible = Condition::any();
    if has(&[Role::Officer, Role::Supervisor]) {
        visible = visible.add(preservations::Column::AskerId.eq(actor.organisation));
    }
    if has(&[Role::Intake, Role::Responder, Role::Counsel]) {
        visible = visible.add(preservations::Column::HolderId.eq(actor.organisation));
    }
    if visible.is_empty() {
        Condition::all().add(preservations::Column::Id.is_null())
    } else {
        visible
    }
}

/// The number of preservations whose end has come by `now`, on which the exchange's word is due, as part of a statement.
pub fn counted_at_end(actor: &Actor, now: Time) -> Expr {
    let some = preservations::Entity::find()
        .select_only()
        .expr(Expr::value(1_i64))
        .filter(visible_to(actor))
        .filter(preservations::Column::Stands.eq(true))
        .filter(preservations::Column::UntilAt.lte(now))
        .limit(MOST_COUNTED);
    super::counts::number_of(sea_orm::QueryTrait::into_query(some))
}
