//! Opens the pools, with the settings that each engine needs to keep evidence safe.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, DatabaseConnection};

use super::{Error, statements};

/// Which database to open. Its `Debug` shows no password.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// SQLite inside this program, in this file.
    File(PathBuf),
    /// A PostgreSQL server, 15 or later, by URL.
    Server(String),
}

impl Database {
    /// Reads `postgres://…`, `postgresql://…` or `sqlite:FILE`; nothing where it is none of these.
    pub fn from_url(url: &str) -> Option<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            // The driver reads it again when it connects; what it cannot read, such as a port beyond 65535, is told now.
            return url
                .parse::<PgConnectOptions>()
                .ok()
                .map(|_| Self::Server(url.to_owned()));
        }
        let file = url.strip_prefix("sqlite:")?;
        let file = file.strip_prefix("//").unwrap_or(file);
        (!file.is_empty() && !file.starts_with(':') && !file.contains('?')).then(|| Self::File(file.into()))
    }

    /// Where it is, without user and password.
    pub fn place(&self) -> String {
        match self {
            Self::File(file) => file.display().to_string(),
            Self::Server(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let rest = rest.split(['?', '#']).next().unwrap_or_default();
                format!("postgres://{}", rest.rsplit_once('@').map_or(rest, |(_, place)| place))
            }
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({})", self.place())
    }
}

/// How long to wait for SQLite's write lock and for a free connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// The read pool and the write pool.
pub(super) async fn pools(database: &Database) -> Result<(DatabaseConnection, DatabaseConnection), Error> {
    match database {
        Database::File(file) => {
            // The writer first: it creates the file and switches it to WAL.
            let write = open(of_file(file, Use::Write)).await?;
            let read = open(of_file(file, Use::Read)).await?;
            Ok((read, write))
        }
        Database::Server(url) => {
            let pool = open(of_server(url)).await?;
            Ok((pool.clone(), pool))
        }
    }
}

enum Use {
    Read,
    Write,
}

fn of_file(file: &Path, usage: Use) -> ConnectOptions {
    let mut options = common("sqlite:crosshold");
    let (connections, query_only) = match usage {
        Use::Read => (4, "ON"),
        Use::Write => (1, "OFF"),
    };
    // Connections to a file do not go stale, and a new one costs its caches.
    options
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    let file = file.to_owned();
    options.map_sqlx_sqlite_opts(move |sqlite: SqliteConnectOptions| {
        sqlite
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: what was answered as done survives a power cut. NORMAL would not promise that.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("trusted_schema", "OFF")
            .pragma("query_only", query_only)
    });
    options
}

fn of_server(url: &str) -> ConnectOptions {
    let mut options = common(url);
    options
        .max_connections(20)
        .set_application_name("crosshold")
        .statement_timeout(Duration::from_secs(30))
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30));
    options.map_sqlx_postgres_opts(|server| {
        server.options([("lock_timeout", "5s"), ("idle_in_transaction_session_timeout", "60s")])
    });
    options
}

/// One connection to a server, which is kept for what it holds: a new one would hold nothing.
pub(super) async fn alone(url: &str) -> Result<DatabaseConnection, Error> {
    let mut options = of_server(url);
    options.max_connections(1).idle_timeout(None).max_lifetime(None);
    open(options).await
}

fn common(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    // Statements are counted by `statements`; they are not logged, since their values are people's.
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .acquire_timeout(PATIENCE);
    options
}

async fn open(options: ConnectOptions) -> Result<DatabaseConnection, Error> {
    let mut pool = sea_orm::Database::connect(options).await?;
    statements::watch(&mut pool);
    Ok(pool)
}
