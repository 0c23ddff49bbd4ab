//! Applies migrations one at a time, each with its record in one transaction, under a lock that all instances share.

use sea_orm_migration::sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use sea_orm_migration::{DbErr, MigratorTrait};

use crate::Migrator;

/// The PostgreSQL advisory lock that a migrating instance holds. Any number will do, as long as it never changes.
const LOCK: i64 = 0x6372_6f73_7368_6f6c;

/// Applies what is missing and answers how many migrations that were. Safe when several instances start at once: one
/// applies, the others wait and find nothing left. Where it is cut off, the migrations already applied stay, the one
/// under way leaves nothing, and the next run goes on from there. A database that knows a migration this program does
/// not know is refused: it belongs to a later version.
pub async fn up(db: &DatabaseConnection) -> Result<u32, DbErr> {
    up_of::<Migrator>(db).await
}

/// The names of the migrations that this database still lacks. Writes nothing.
pub async fn pending(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let pending = Migrator::get_pending_migrations_read_only(db).await?;
    Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
}

pub(crate) async fn up_of<M: MigratorTrait>(db: &DatabaseConnection) -> Result<u32, DbErr> {
    let mut applied = 0;
    while up_one::<M>(db).await? {
        applied += 1;
    }
    Ok(applied)
}

/// Whether there was one to apply. Each step takes the lock anew and looks again, since another instance may have
/// gone on in between.
async fn up_one<M: MigratorTrait>(db: &DatabaseConnection) -> Result<bool, DbErr> {
    let tx = locked(db).await?;
    let is_due = !M::get_pending_migrations(&tx).await?.is_empty();
    if is_due {
        M::up(&tx, Some(1)).await?;
    }
    tx.commit().await?;
    Ok(is_due)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the schema stands below the store and takes its own lock"
)]
async fn locked(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let is_postgres = db.get_database_backend() == DbBackend::Postgres;
    let sqlite_transaction_mode = (!is_postgres).then_some(SqliteTransactionMode::Immediate);
    let tx = db
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode,
            ..Default::default()
        })
        .await?;
    if is_postgres {
        // The time limits of ordinary work do not fit a migration, nor the wait for another instance's one.
        tx.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
        tx.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
        tx.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0")
            .await?;
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})"))
            .await?;
    }
    Ok(tx)
}

#[cfg(test)]
mod tests;
