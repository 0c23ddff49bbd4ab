//! Why a statement did not do its work, in the three ways that matter above.

use std::ops::Deref;

use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr};

/// Why a statement did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique index has that value already. The name of the index, in PostgreSQL's form on both databases:
    /// `TABLE_COLUMN_COLUMN_key`, or `TABLE_pkey`.
    #[error("taken: {0}")]
    Taken(String),
    /// Busy, locked, unreachable, shutting down: the same may work a little later.
    #[error("the database is not available ({})", class(.0))]
    Unavailable(#[source] DbErr),
    /// A mistake of ours, or a row that does not read as what it should.
    #[error("the database refused ({})", class(.0))]
    Other(#[source] DbErr),
}

/// Why a server of databases did not let us in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It has no database of that name.
    NoDatabase,
    /// Not this user, or not with this password, or not there.
    NotLetIn,
}

impl Error {
    /// Whether the unique index `name` was in the way.
    pub fn is_taken(&self, name: &str) -> bool {
        match self {
            Self::Taken(taken) => taken == name,
            Self::Unavailable(_) | Self::Other(_) => false,
        }
    }

    /// Why a server of databases did not let us in, where it said so.
    pub fn entry(&self) -> Option<Entry> {
        let (Self::Unavailable(error) | Self::Other(error)) = self else {
            return None;
        };
        let Some(sqlx::Error::Database(report)) = cause(error) else {
            return None;
        };
        match report.code().as_deref() {
            Some("3D000") => Some(Entry::NoDatabase),
            Some("28000" | "28P01" | "42501") => Some(Entry::NotLetIn),
            _ => None,
        }
    }

    /// For a row that holds something its type does not allow.
    pub fn unreadable(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Other(DbErr::TryIntoErr {
            from: "row",
            into: "thing",
            source: std::sync::Arc::new(source),
        })
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
            return Self::Unavailable(error);
        }
        let Some(cause) = cause(&error) else {
            return Self::Other(error);
        };
        if let sqlx::Error::Database(report) = cause {
            return match taken(report.as_ref()) {
                Some(constraint) => Self::Taken(constraint),
                None if is_passing(report.as_ref()) => Self::Unavailable(error),
                None => Self::Other(error),
            };
        }
        if is_connection(cause) {
            Self::Unavailable(error)
        } else {
            Self::Other(error)
        }
    }
}

fn cause(error: &DbErr) -> Option<&sqlx::Error> {
    if let DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))
    | DbErr::Conn(RuntimeErr::SqlxError(cause)) = error
    {
        Some(cause.deref())
    } else {
        None
    }
}

/// What the log tells of an error: the database's own code, or what kind of error it is. Never its message, which may
/// quote what people wrote, or the address of the database with its password.
fn class(error: &DbErr) -> String {
    let kind = match cause(error) {
        Some(sqlx::Error::Database(report)) => {
            let code = report.code().unwrap_or_default();
            return match report.constraint() {
                Some(constraint) => format!("code {code}, constraint {constraint}"),
                None => format!("code {code}"),
            };
        }
        Some(sqlx::Error::Io(error)) => return format!("io: {}", error.kind()),
        Some(cause) => format!("{cause:?}"),
        None => format!("{error:?}"),
    };
    // The name of the variant, which ends where its content begins.
    let name = kind.split(|c: char| !c.is_ascii_alphanumeric()).next();
    name.unwrap_or_default().to_owned()
}

/// The name of the unique index in the way.
fn taken(report: &dyn sqlx::error::DatabaseError) -> Option<String> {
    match report.code().as_deref() {
        Some("23505") => Some(report.constraint().unwrap_or_default().to_owned()),
        Some("2067") => Some(named_by_columns(report.message(), true)),
        Some("1555") => Some(named_by_columns(report.message(), false)),
        _ => None,
    }
}

/// SQLite names the columns (`UNIQUE constraint failed: people.organisation_id, people.email`), or the index where it
/// covers expressions (`… failed: index 'people_email_key'`).
fn named_by_columns(message: &str, with_columns: bool) -> String {
    let what = message.rsplit_once("failed: ").map_or(message, |(_, what)| what);
    if let Some(index) = what.strip_prefix("index ") {
        return index.trim_matches('\'').to_owned();
    }
    let mut columns = what.split(", ").filter_map(|column| column.split_once('.')).peekable();
    let table = columns.peek().map_or("", |(table, _)| table).to_owned();
    if !with_columns {
        return format!("{table}_pkey");
    }
    columns.fold(table, |name, (_, column)| name + "_" + column) + "_key"
}

/// Whether the database says that it cannot now: SQLite BUSY and LOCKED with their extensions; PostgreSQL's classes
/// of connection, resources, operator intervention, and a lost race for a lock.
fn is_passing(report: &dyn sqlx::error::DatabaseError) -> bool {
    let code = report.code().unwrap_or_default();
    match code.parse::<u32>() {
        // An SQLSTATE has five characters, and SQLite's extended codes at most four.
        Ok(sqlite) if code.len() < 5 => matches!(sqlite & 0xff, 5 | 6),
        _ => matches!(code.get(..2), Some("08" | "53" | "57")) || matches!(code.as_ref(), "40001" | "40P01" | "55P03"),
    }
}

fn is_connection(cause: &sqlx::Error) -> bool {
    matches!(
        cause,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
    )
}
