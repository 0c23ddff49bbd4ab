//! Rows of holds: who has a stake in one knows of it, and nobody else.

mod clockwork;
mod lapsed;
mod standing;
mod sums;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::Error;
use super::entity::{holds, targets};
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::OrganisationId;
use crate::domain::values::Time;

pub use super::measures::PAGE;
pub use clockwork::{DueAlarm, DueWork, due, take_alarm};
pub use lapsed::counted_lapsed;
pub(super) use lapsed::lapsed;
pub(super) use standing::HOLDS;
pub use standing::{Cursor, Money, Row, standing};
pub use sums::{Held, MOST_SUMMED, OfCase, held, of_case};

/// What `actor` may know of: holds asked by the own agency, or held by the own exchange.
pub fn visible_to(actor: &Actor) -> Condition {
    let has = |roles: &[Role]| roles.iter().any(|role| actor.roles.has(*role));
    let mut visible = Condition::any();
    if has(&[Role::Officer, Role::Supervisor]) {
        visible = visible.add(holds::Column::AskerId.eq(actor.organisation));
    }
    if has(&[Role::Intake, Role::Responder, Role::Counsel]) {
        visible = visible.add(holds::Column::HolderId.eq(actor.organisation));
    }
    if visible.is_empty() {
        Condition::all().add(holds::Column::Id.is_null())
    } else {
        visible
    }
}

/// The number of holds whose end has come by `now`, on which the exchange's word is due, as part of a statement. Whether
/// the clock has written so already makes no difference.
pub fn counted_at_end(actor: &Actor, now: Time) -> Expr {
    let some = holds::Entity::find()
        .select_only()
        .expr(Expr::value(1_i64))
        .filter(visible_to(actor))
        .filter(holds::Column::Stands.eq(true))
        .filter(holds::Column::UntilAt.lte(now))
        .limit(MOST_SUMMED);
    super::counts::number_of(sea_orm::QueryTrait::into_query(some))
}

/// Chain and value of targets among `values` on which a hold for `asker` stands at `holder`.
pub async fn standing_on(
    db: &impl ConnectionTrait,
    asker: OrganisationId,
    holder: OrganisationId,
    values: &[&str],
) -> Result<Vec<(String, String)>, Error> {
    let held = Query::select()
        .column(holds::Column::TargetId)
        .from(holds::Entity)
        .and_where(holds::Column::AskerId.eq(asker))
        .and_where(holds::Column::HolderId.eq(holder))
        .and_where(holds::Column::Stands.eq(true))
        .to_owned();
    let rows: Vec<(String, String)> = targets::Entity::find()
        .select_only()
        .column(targets::Column::Chain)
        .column(targets::Column::Value)
        .filter(targets::Column::Value.is_in(values.iter().copied()))
        .filter(targets::Column::Id.in_subquery(held))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows)
}
