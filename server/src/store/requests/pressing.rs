//! How often a person sent requests of the two highest urgencies, by the trail, which is the same for all instances.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::domain::events::Event;
use crate::domain::ids::{PersonId, RequestId};
use crate::domain::values::Time;
use crate::store::Error;

/// When `person` sent each request of the two highest urgencies for approval after `since`, `own` left out: it may be
/// sent again after it was returned. One statement.
pub async fn pressed_by(
    db: &impl ConnectionTrait,
    person: PersonId,
    own: RequestId,
    since: Time,
) -> Result<Vec<Time>, Error> {
    let submitted = Event::Submitted {
        score: 0,
        exceptions: Vec::new(),
    };
    let leaf = |column: &'static str| Expr::col(("leaves", column));
    let query = Query::select()
        .expr_as(leaf("happened_at").min(), "sent_at")
        .from("leaves")
        .inner_join("requests", Expr::col(("requests", "id")).equals(("leaves", "thing_id")))
        .and_where(leaf("person_id").eq(person))
        .and_where(leaf("act").eq(submitted.act()))
        .and_where(leaf("happened_at").gt(since))
        .and_where(Expr::col(("requests", "is_emergency")).eq(true))
        .and_where(Expr::col(("requests", "id")).ne(own))
        .group_by_col(("requests", "id"))
        .to_owned();
    db.query_all(&query)
        .await?
        .iter()
        .map(|row| row.try_get("", "sent_at").map_err(Error::from))
        .collect()
}
