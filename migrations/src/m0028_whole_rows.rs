//! On SQLite a new row of the same key asks no trigger on UPDATE or DELETE: what an UPDATE may not change of a hold or a
//! preservation, `INSERT OR REPLACE` does not change either. PostgreSQL has no such statement.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            return Ok(());
        }
        let on = manager.get_connection();
        for (table, always, once_ended) in WHOLE {
            on.execute_unprepared(&format!("DROP TRIGGER IF EXISTS {table}_are_kept_whole"))
                .await?;
            let statement = format!(
                "CREATE TRIGGER {table}_are_kept_whole BEFORE INSERT ON {table} \
                 WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE kept.id = NEW.id \
                 AND ({} OR kept.ended_at IS NOT NULL AND ({}))) \
                 BEGIN SELECT RAISE(ABORT, 'what was kept is not replaced'); END",
                differs(always),
                differs(once_ended)
            );
            on.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

/// Tables, what of a row never changes, and what does not once it has ended: as the guards on UPDATE have it.
const WHOLE: &[(&str, &[&str], &[&str])] = &[
    (
        "holds",
        &[
            "request_id",
            "target_id",
            "position",
            "holder_id",
            "asker_id",
            "symbol",
            "decimals",
            "placed_at",
        ],
        &["status", "amount", "until_at", "lift_reason", "ended_at"],
    ),
    (
        "preservations",
        &[
            "request_id",
            "target_id",
            "position",
            "holder_id",
            "asker_id",
            "placed_at",
        ],
        &["status", "until_at", "lift_reason", "ended_at"],
    ),
];

fn differs(columns: &[&str]) -> String {
    let each: Vec<String> = columns
        .iter()
        .map(|column| format!("NEW.{column} IS NOT kept.{column}"))
        .collect();
    each.join(" OR ")
}
