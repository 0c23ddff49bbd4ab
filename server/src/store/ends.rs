//! What comes to its end next, money that is held and data that is kept, and what lapsed and nobody has seen to, in one
//! statement.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, Query, SelectStatement, UnionType};

use super::paging::Place;
use super::{Error, holds, measures, preservations};
use crate::domain::actor::Actor;

/// What stands, of each the first to end.
#[derive(Debug, Default)]
pub struct Ends {
    /// At most [`measures::PAGE`], the next end first.
    pub holds: Vec<holds::Row>,
    /// At most [`measures::PAGE`], the next end first.
    pub preservations: Vec<preservations::Row>,
    /// Holds that lapsed and that the reader's agency has not seen to, as [`holds::lapsed`] tells them; at most
    /// [`measures::PAGE`].
    pub lapsed: Vec<holds::Row>,
}

/// What both have.
const BOTH: [&str; 14] = [
    "id",
    "holder_id",
    "asker_id",
    "status",
    "placed_at",
    "end_named_at",
    "until_at",
    "number",
    "content",
    "request_status",
    "what",
    "chain",
    "value",
    "tag",
];

/// What money has beside.
const OF_MONEY: [&str; 6] = [
    "symbol",
    "decimals",
    "amount",
    "frozen",
    "order_expected_on",
    "order_court",
];

/// What a row is of.
const MONEY: i32 = 0;
const DATA: i32 = 1;
const LAPSED: i32 = 2;

/// What `actor` may know of that stands, of money and of data the first to end, and what lapsed: one statement.
pub async fn ends(db: &impl ConnectionTrait, actor: &Actor) -> Result<Ends, Error> {
    let money = holds::HOLDS.selected(holds::visible_to(actor), Place::<holds::Cursor>::First);
    let data =
        preservations::PRESERVATIONS.selected(preservations::visible_to(actor), Place::<preservations::Cursor>::First);
    let mut query = part(money, MONEY);
    query.union(UnionType::All, part(data, DATA));
    if let Some(lapsed) = holds::lapsed(actor) {
        query.union(UnionType::All, part(lapsed, LAPSED));
    }
    let mut ends = Ends::default();
    for row in db.query_all(&query).await? {
        let part: i32 = row.try_get("", "part")?;
        match part {
            DATA => ends.preservations.push(preservations::PRESERVATIONS.row(&row)?),
            LAPSED => ends.lapsed.push(holds::HOLDS.row(&row)?),
            _ => ends.holds.push(holds::HOLDS.row(&row)?),
        }
    }
    // Of several parts a statement keeps no order.
    ends.holds.sort_by_key(|row| (row.until, row.id));
    ends.preservations.sort_by_key(|row| (row.until, row.id));
    let page = usize::try_from(measures::PAGE).unwrap_or(usize::MAX);
    ends.holds.truncate(page);
    ends.preservations.truncate(page);
    ends.lapsed.sort_by_key(|row| (row.until, row.id));
    ends.lapsed.truncate(page);
    Ok(ends)
}

/// One part: the same columns in the same order, empty where data has none.
fn part(some: SelectStatement, which: i32) -> SelectStatement {
    let mut part = Query::select();
    part.columns(BOTH)
        .expr_as(Expr::cust(which.to_string()), Alias::new("part"));
    for column in OF_MONEY {
        if which == DATA {
            part.expr_as(Expr::cust("NULL"), Alias::new(column));
        } else {
            part.column(column);
        }
    }
    part.from_subquery(some, Alias::new("some_rows")).to_owned()
}
