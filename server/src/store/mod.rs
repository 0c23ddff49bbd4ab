//! Rows: the only floor that speaks SQL. This module connects, begins, and knows what differs between SQLite and
//! PostgreSQL; every other file here is one thing's queries.
//!
//! A query function takes `&impl ConnectionTrait`, so that it runs on [`Db::read`] and inside a [`Tx`] alike. Inside a
//! transaction every read uses the transaction: the read pool would show the state before it.

pub mod applications;
pub mod assurance;
pub mod attestations;
pub mod audit;
pub mod cases;
pub mod columns;
mod connect;
pub mod counts;
pub mod devices;
pub mod ends;
mod entity;
mod error;
pub mod factors;
pub mod failures;
pub mod holds;
pub mod invitations;
pub mod kept_forms;
pub mod legal_bases;
pub mod measures;
pub mod members;
pub mod notices;
pub mod numbers;
pub mod organisations;
pub mod outbox;
pub mod pace;
pub mod paging;
pub mod passkeys;
pub mod people;
pub mod presence;
pub mod preservations;
pub mod providers;
pub mod requests;
pub mod resets;
pub mod sessions;
pub mod settings;
pub mod statements;
pub mod suspensions;
#[cfg(test)]
pub mod testing;
mod tx;
pub mod verify_checks;

use std::sync::Arc;

use std::fmt;

use sea_orm::sea_query::LockType;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, QuerySelect, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};

pub use connect::Database;
pub use error::{Entry, Error};
/// What a query runs on, as the floors above name it: [`Db::read`] or a [`Tx`].
pub use sea_orm::ConnectionTrait as Connection;
pub use tx::Tx;

/// The database: reads from one pool, writes through another. On SQLite the writer is a single connection and the
/// readers cannot write; on PostgreSQL both are the same pool. A clone is the same database.
#[derive(Clone)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    bases: Arc<legal_bases::Versions>,
}

impl Db {
    /// Opens `database`, which is created where it is a file that does not exist. The schema is not touched: see
    /// [`Db::migrate`].
    pub async fn connect(database: &Database) -> Result<Self, Error> {
        let (read, write) = connect::pools(database).await?;
        Ok(Self {
            read,
            write,
            bases: Arc::default(),
        })
    }

    /// Applies what the schema lacks; answers how many migrations that were. Safe in several instances at once.
    pub async fn migrate(&self) -> Result<u32, Error> {
        Ok(migrations::up(&self.write).await?)
    }

    /// Whether the database answers and its schema is the one this program was built for.
    pub async fn is_current(&self) -> Result<bool, Error> {
        Ok(migrations::pending(&self.read).await?.is_empty())
    }

    /// For reading outside a transaction. On SQLite a write through it fails.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Starts a transaction: the only way to write. What is not committed is rolled back when the `Tx` is dropped.
    /// On SQLite it holds the one write lock from the start, so never begin a second one while a first is open.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that begins")]
    pub async fn begin(&self) -> Result<Tx, Error> {
        // A deferred SQLite transaction that reads first cannot wait for the lock later: it fails with BUSY_SNAPSHOT.
        let sqlite_transaction_mode = (!is_postgres(&self.write)).then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions {
            sqlite_transaction_mode,
            ..TransactionOptions::default()
        };
        Ok(Tx(self.write.begin_with_options(options).await?))
    }

    /// How large the database is, in bytes.
    pub async fn size(&self) -> Result<u64, Error> {
        let sql = if self.is_postgres() {
            "SELECT pg_database_size(current_database()) AS bytes"
        } else {
            "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()"
        };
        let statement = Statement::from_string(self.read.get_database_backend(), sql);
        let row = self.read.query_one_raw(statement).await?;
        let bytes: i64 = row.map(|row| row.try_get("", "bytes")).transpose()?.unwrap_or(0);
        Ok(u64::try_from(bytes).unwrap_or(0))
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        is_postgres(&self.write)
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(self) -> Result<(), Error> {
        self.read.close_by_ref().await?;
        Ok(self.write.close_by_ref().await?)
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_postgres() {
            "Db(PostgreSQL)"
        } else {
            "Db(SQLite)"
        })
    }
}

/// Whether `connection` speaks to PostgreSQL; otherwise it is SQLite.
pub fn is_postgres(connection: &impl ConnectionTrait) -> bool {
    connection.get_database_backend() == DbBackend::Postgres
}

/// As [`for_update`], of a row that others refer to: what is told to somebody, or done by them, refers to their row and need
/// not wait for a change that leaves its key as it is.
pub fn for_change<S: QuerySelect>(select: S, on: &impl ConnectionTrait) -> S {
    if is_postgres(on) {
        select.lock(LockType::NoKeyUpdate)
    } else {
        select
    }
}

/// Locks the selected rows until the transaction ends, so that a use case decides on what it will change.
/// PostgreSQL: `SELECT … FOR UPDATE`. SQLite: nothing to do, since [`Db::begin`] holds the only write lock.
pub fn for_update<S: QuerySelect>(select: S, on: &impl ConnectionTrait) -> S {
    if is_postgres(on) {
        select.lock_exclusive()
    } else {
        select
    }
}

#[cfg(test)]
mod tests;
