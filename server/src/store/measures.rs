//! Lists of what stands, the next end first: holds of money and preservations of data, each from its own table, read and
//! paged alike.

use jiff::civil::Date;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, Value};
use sea_orm::{Condition, ConnectionTrait, QueryResult, TryGetable};
use serde::Deserialize;

use super::Error;
use super::paging::{Paged, Place};
use crate::domain::ids::OrganisationId;
use crate::domain::requests::kinds::Status;
use crate::domain::values::Time;

/// Rows a page shows.
pub const PAGE: u64 = 25;

/// What a list shows of a hold or a preservation and of the request that placed it.
#[derive(Clone, Debug)]
pub struct Row<I, K> {
    /// Its id.
    pub id: I,
    /// The number of the request that placed it.
    pub number: String,
    /// Where that request stands.
    pub request_status: Status,
    /// The exchange that holds the money or keeps the data.
    pub holder: OrganisationId,
    /// The agency that asked first.
    pub asker: OrganisationId,
    /// Since when.
    pub placed_at: Time,
    /// When another end was last named, where one was.
    pub end_named_at: Option<Time>,
    /// Its end.
    pub until: Time,
    /// The last day that the request asked, where the asker is.
    pub asked_until: Option<Date>,
    /// What the target is: `address` and the like.
    pub what: String,
    /// Its chain by name; empty where it has none.
    pub chain: String,
    /// Its canonical form.
    pub value: String,
    /// Destination tag or memo.
    pub tag: String,
    /// What is told of money alone, or of data alone.
    pub kept: K,
}

/// Of all that a request asks, the end alone.
#[derive(Clone, Debug, Deserialize)]
struct AskedEnd {
    until: Option<Date>,
}

fn asked_end(row: &QueryResult) -> Result<Option<Date>, Error> {
    let content: String = row.try_get("", "content")?;
    let asked: AskedEnd = serde_json::from_str(&content).map_err(Error::unreadable)?;
    Ok(asked.until)
}

/// Where a page ends, and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor<I> {
    /// The last end on it.
    pub until: Time,
    /// Whose end that is.
    pub id: I,
}

impl<I: std::fmt::Display + std::str::FromStr> Cursor<I> {
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

/// A table of measures, and what it has that the other does not.
pub(super) struct Table<K> {
    /// Its name.
    pub name: &'static str,
    /// Columns of its own that `read` needs.
    pub columns: &'static [&'static str],
    /// What those columns say.
    pub read: fn(&QueryResult) -> Result<K, Error>,
}

impl<K> Table<K> {
    /// A page of what stands among what is `visible`, the next end first: one statement.
    pub async fn standing<I>(
        &self,
        db: &impl ConnectionTrait,
        visible: Condition,
        place: Place<Cursor<I>>,
    ) -> Result<Paged<Row<I, K>, Cursor<I>>, Error>
    where
        I: TryGetable + Into<Value> + Copy,
    {
        let mut rows = Vec::new();
        for row in db.query_all(&self.selected(visible, place)).await? {
            rows.push(self.row(&row)?);
        }
        Ok(Paged::of(rows, PAGE, &place, |row| Cursor {
            until: row.until,
            id: row.id,
        }))
    }

    /// What a page is made from, one row more than it shows.
    pub fn selected<I: Into<Value> + Copy>(&self, visible: Condition, place: Place<Cursor<I>>) -> SelectStatement {
        let order = if place.is_backwards() { Order::Desc } else { Order::Asc };
        // All of them together: what is visible is one of several ways to see it.
        let standing = Condition::all()
            .add(visible)
            .add(Expr::col((self.name, "stands")).eq(true))
            .add(self.beyond(place));
        self.rows_that(standing)
            .order_by((self.name, "until_at"), order.clone())
            .order_by((self.name, "id"), order)
            .limit(PAGE + 1)
            .to_owned()
    }

    /// The rows that fit `which`, in no order.
    pub fn rows_that(&self, which: Condition) -> SelectStatement {
        const SHARED: [&str; 6] = ["id", "holder_id", "asker_id", "placed_at", "end_named_at", "until_at"];
        let of = |table: &'static str, column: &'static str| Expr::col((table, column));
        Query::select()
            .columns(SHARED.iter().chain(self.columns).map(|column| (self.name, *column)))
            .columns(["number", "content"].map(|column| ("requests", column)))
            .columns(["what", "chain", "value", "tag"].map(|column| ("targets", column)))
            .expr_as(of("requests", "status"), "request_status")
            .from(self.name)
            .inner_join("requests", of("requests", "id").equals((self.name, "request_id")))
            .inner_join("targets", of("targets", "id").equals((self.name, "target_id")))
            .cond_where(which)
            .to_owned()
    }

    fn beyond<I: Into<Value>>(&self, place: Place<Cursor<I>>) -> Condition {
        let end = || Expr::col((self.name, "until_at"));
        let id = || Expr::col((self.name, "id"));
        match place {
            Place::First => Condition::all(),
            Place::After(row) => Condition::any()
                .add(end().gt(row.until))
                .add(end().eq(row.until).and(id().gt(row.id.into()))),
            Place::Before(row) => Condition::any()
                .add(end().lt(row.until))
                .add(end().eq(row.until).and(id().lt(row.id.into()))),
        }
    }

    /// A row of such a page.
    pub fn row<I: TryGetable>(&self, row: &QueryResult) -> Result<Row<I, K>, Error> {
        let number: Option<String> = row.try_get("", "number")?;
        Ok(Row {
            id: row.try_get("", "id")?,
            number: number.unwrap_or_default(),
            request_status: row.try_get("", "request_status")?,
            holder: row.try_get("", "holder_id")?,
            asker: row.try_get("", "asker_id")?,
            placed_at: row.try_get("", "placed_at")?,
            end_named_at: row.try_get("", "end_named_at")?,
            until: row.try_get("", "until_at")?,
            asked_until: asked_end(row)?,
            what: row.try_get("", "what")?,
            chain: row.try_get("", "chain")?,
            value: row.try_get("", "value")?,
            tag: row.try_get("", "tag")?,
            kept: (self.read)(row)?,
        })
    }
}
