//! The columns, keys and indexes we use, each in one short call, so that a migration reads like a list.
//!
//! Names of constraints follow PostgreSQL's own habit (`people_email_key`), also on SQLite, where the store rebuilds
//! them from the error: a page can then say which field was taken.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// A new table. Tables are plural.
pub fn create(table: &'static str) -> TableCreateStatement {
    Table::create().table(table).take()
}

/// The primary key `id`: a UUIDv7.
pub fn id() -> ColumnDef {
    ColumnDef::new("id").uuid().not_null().primary_key().take()
}

/// An id of another thing; name it `organisation_id`, and add [`references`].
pub fn uuid(column: &'static str) -> ColumnDef {
    ColumnDef::new(column).uuid().not_null().take()
}

/// As [`uuid`], or nothing.
pub fn uuid_null(column: &'static str) -> ColumnDef {
    ColumnDef::new(column).uuid().null().take()
}

/// An instant: microseconds since 1970 in UTC, `domain::values::Time`. Name it `…_at`.
pub fn time(column: &'static str) -> ColumnDef {
    integer(column)
}

/// As [`time`], or nothing.
pub fn time_null(column: &'static str) -> ColumnDef {
    integer_null(column)
}

/// A whole number of 64 bits.
pub fn integer(column: &'static str) -> ColumnDef {
    ColumnDef::new(column).big_integer().not_null().take()
}

/// As [`integer`], or nothing.
pub fn integer_null(column: &'static str) -> ColumnDef {
    ColumnDef::new(column).big_integer().null().take()
}

/// Yes or no. Where it matters who and when, keep an instant and a person instead.
pub fn boolean(column: &'static str) -> ColumnDef {
    ColumnDef::new(column).boolean().not_null().take()
}

/// Text of any length. Limits are rules, not columns.
pub fn text(column: &'static str) -> ColumnDef {
    ColumnDef::new(column).text().not_null().take()
}

/// As [`text`], or nothing.
pub fn text_null(column: &'static str) -> ColumnDef {
    ColumnDef::new(column).text().null().take()
}

/// One of `words`: a state or a kind.
pub fn word(column: &'static str, words: &[&'static str]) -> ColumnDef {
    text(column)
        .check(Expr::col(column).is_in(words.iter().copied()))
        .take()
}

/// As [`word`], or nothing.
pub fn word_null(column: &'static str, words: &[&'static str]) -> ColumnDef {
    text_null(column)
        .check(Expr::col(column).is_in(words.iter().copied()))
        .take()
}

/// JSON kept as text: written and read whole, never asked into.
pub fn json(column: &'static str) -> ColumnDef {
    text(column)
}

/// As [`json`], or nothing.
pub fn json_null(column: &'static str) -> ColumnDef {
    text_null(column)
}

/// An amount in an asset's smallest unit: 78 digits with leading zeros, so that it sorts as text.
/// `on` is the manager's connection: `manager.get_connection()`.
pub fn amount(on: &impl ConnectionTrait, column: &'static str) -> ColumnDef {
    sorted_text(on, column)
        .check(Expr::cust(format!("length({column}) = 78")))
        .take()
}

/// As [`amount`], or nothing.
pub fn amount_null(on: &impl ConnectionTrait, column: &'static str) -> ColumnDef {
    amount(on, column).null().take()
}

/// Text that sorts by its bytes on both databases, as paging by key needs.
pub fn sorted_text(on: &impl ConnectionTrait, column: &'static str) -> ColumnDef {
    let mut column = text(column);
    if on.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

/// How often the row was saved. A save names the version it read; the loser of two gets a conflict.
pub fn version() -> ColumnDef {
    integer("version").default(1).take()
}

/// `column` holds the `id` of a row of `target`, which cannot go away while it does.
pub fn references(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}_fkey"))
        .from(table, column)
        .to(target, "id")
        .on_delete(ForeignKeyAction::Restrict)
        .on_update(ForeignKeyAction::Restrict)
        .take()
}

/// A primary key of several columns.
pub fn key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().primary().take();
    for column in columns {
        index.col(*column);
    }
    index
}

/// No two rows of `table` agree in `columns`. The store reports a clash as `Taken("TABLE_COLUMNS_key")`.
pub fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    named(table, columns, "key").unique().take()
}

/// Finds rows of `table` by `columns`, in this order.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    named(table, columns, "idx")
}

fn named(table: &'static str, columns: &[&'static str], ending: &str) -> IndexCreateStatement {
    let mut index = Index::create()
        .name(format!("{table}_{}_{ending}", columns.join("_")))
        .table(table)
        .take();
    for column in columns {
        index.col(*column);
    }
    index
}
