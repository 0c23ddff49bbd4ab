//! The list of data that is kept, the next end first.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, FromQueryResult};

use crate::domain::actor::Actor;
use crate::domain::ids::{OrganisationId, PreservationId};
use crate::domain::preservations::PreservationStatus;
use crate::domain::requests::kinds::Status;
use crate::domain::values::Time;
use crate::store::Error;
use crate::store::entity::preservations;

use super::visible_to;

/// Rows a page shows.
pub const PAGE: u64 = 25;

/// What a list shows of a preservation and of the request that placed it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: PreservationId,
    /// The number of the request that placed it.
    pub number: String,
    /// Where that request stands.
    pub request_status: Status,
    /// The exchange that keeps the data.
    pub holder: OrganisationId,
    /// The agency that asked.
    pub asker: OrganisationId,
    /// Where it stands.
    pub status: PreservationStatus,
    /// Since when.
    pub placed_at: Time,
    /// When it was last extended, where it was.
    pub extended_at: Option<Time>,
    /// Its end.
    pub until: Time,
    /// What the target is: `address` and the like.
    pub what: String,
    /// Its chain by name; empty where it has none.
    pub chain: String,
    /// Its canonical form.
    pub value: String,
    /// Destination tag or memo.
    pub tag: String,
}

#[derive(FromQueryResult)]
struct Found {
    id: PreservationId,
    holder_id: OrganisationId,
    asker_id: OrganisationId,
    status: PreservationStatus,
    placed_at: Time,
    extended_at: Option<Time>,
    until_at: Time,
    number: Option<String>,
    request_status: Status,
    what: String,
    chain: String,
    value: String,
    tag: String,
}

/// Where a page ends, and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The end of its last preservation.
    pub until: Time,
    /// Its id.
    pub id: PreservationId,
}

impl Cursor {
    /// As it stands in the URL.
    pub fn text(&self) -> String {
        format!("{}_{}", self.until.micros(), self.id)
    }

    /// From the URL; nothing where it is none.
    pub fn read(text: &str) -> Option<Self> {
        let (until, id) = text.split_once('_')?;
        Some(Self {
            until: Time::from_micros(until.parse().ok()?),
            id: id.parse().ok()?,
        })
    }
}

/// A page of preservations that stand, the next end first, and where the next page begins: one statement.
pub async fn standing(
    db: &impl ConnectionTrait,
    actor: &Actor,
    after: Option<Cursor>,
    limit: u64,
) -> Result<(Vec<Row>, Option<Cursor>), Error> {
    let of = |table: &'static str, column: &'static str| Expr::col((table, column));
    let limit = Ord::min(limit, PAGE);
    let query = Query::select()
        .columns(
            [
                "id",
                "holder_id",
                "asker_id",
                "status",
                "placed_at",
                "extended_at",
                "until_at",
            ]
            .map(|column| ("preservations", column)),
        )
        .column(("requests", "number"))
        .columns(["what", "chain", "value", "tag"].map(|column| ("targets", column)))
        .expr_as(of("requests", "status"), "request_status")
        .from("preservations")
        .inner_join("requests", of("requests", "id").equals(("preservations", "request_id")))
        .inner_join("targets", of("targets", "id").equals(("preservations", "target_id")))
        .cond_where(standing_for(actor, after))
        .order_by(("preservations", "until_at"), Order::Asc)
        .order_by(("preservations", "id"), Order::Asc)
        .limit(limit + 1)
        .to_owned();
    let mut rows = Vec::new();
    for row in db.query_all(&query).await? {
        rows.push(row_of(Found::from_query_result(&row, "")?));
    }
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| has_more).map(|last| Cursor {
        until: last.until,
        id: last.id,
    });
    Ok((rows, next))
}

fn standing_for(actor: &Actor, after: Option<Cursor>) -> Condition {
    use preservations::Column;
    let standing = Condition::all().add(visible_to(actor)).add(Column::Stands.eq(true));
    let Some(Cursor { until, id }) = after else {
        return standing;
    };
    standing.add(
        Condition::any()
            .add(Column::UntilAt.gt(until))
            .add(Condition::all().add(Column::UntilAt.eq(until)).add(Column::Id.gt(id))),
    )
}

fn row_of(found: Found) -> Row {
    let Found {
        id,
        holder_id,
        asker_id,
        status,
        placed_at,
        extended_at,
        until_at,
        number,
        request_status,
        what,
        chain,
        value,
        tag,
    } = found;
    Row {
        id,
        number: number.unwrap_or_default(),
        request_status,
        holder: holder_id,
        asker: asker_id,
        status,
        placed_at,
        extended_at,
        until: until_at,
        what,
        chain,
        value,
        tag,
    }
}
