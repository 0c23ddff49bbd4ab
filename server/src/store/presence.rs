//! Who is at work on a database of a server: an advisory lock of a connection of its own, which ends with the process,
//! however it ends. A pooler that gives each transaction another connection keeps none.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use super::{Error, connect};

/// The number of the lock, which other programs on the same database would have to share: "CHLD".
const LOCK: i32 = 0x4348_4c44;

/// What somebody does with a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Serves it, beside others that do.
    Serves,
    /// Fills it, alone.
    Fills,
}

impl Work {
    const fn lock(self) -> &'static str {
        match self {
            Self::Serves => "pg_try_advisory_lock_shared",
            Self::Fills => "pg_try_advisory_lock",
        }
    }
}

/// Somebody at work on a database of a server, while this lives.
#[derive(Debug)]
pub struct Presence {
    connection: DatabaseConnection,
    work: Work,
}

impl Presence {
    /// Somebody who would do `work` on the database at `url`.
    pub async fn at(url: &str, work: Work) -> Result<Self, Error> {
        let connection = connect::alone(url).await?;
        Ok(Self { connection, work })
    }

    /// Whether the database is held for this work, after taking it where it is not and nobody else is in the way: a
    /// connection that broke has let go of it.
    pub async fn is_held(&self) -> Result<bool, Error> {
        let take = self.work.lock();
        let sql = format!(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() \
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
             AND classid = 0 AND objid = {LOCK} AND objsubid = 1 AND granted) \
             THEN true ELSE {take}({LOCK}::bigint) END AS is_held"
        );
        let asked = Statement::from_string(self.connection.get_database_backend(), sql);
        let row = self.connection.query_one_raw(asked).await?;
        Ok(row.map(|row| row.try_get("", "is_held")).transpose()?.unwrap_or(false))
    }
}
