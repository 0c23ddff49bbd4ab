//! What was answered, held and kept is not removed unseen either: not by `TRUNCATE`, and not by `INSERT OR REPLACE`, which
//! asks no trigger on UPDATE or DELETE. A row that is saved anew with what it says already passes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        if backend == DbBackend::Postgres {
            for table in ["targets", "holds", "preservations", "claims"] {
                for statement in not_truncated(table) {
                    on.execute_unprepared(&statement).await?;
                }
            }
        } else {
            for (table, wrong) in REPLACED {
                let statement = format!(
                    "CREATE TRIGGER {table}_are_kept_whole BEFORE INSERT ON {table} \
                     WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE {wrong}) \
                     BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
                );
                on.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

const SAYS: &str = "what was kept is not replaced";

/// Tables, and what of a row that is there a new one of its key may not change: as the guards on UPDATE have it.
const REPLACED: &[(&str, &str)] = &[
    (
        "targets",
        "(kept.id = NEW.id OR kept.request_id = NEW.request_id AND kept.position = NEW.position) \
         AND kept.outcome IS NOT NULL AND NEW.outcome IS NOT kept.outcome \
         AND NOT EXISTS (SELECT 1 FROM requests WHERE requests.id = kept.request_id \
         AND requests.status IN ('executing','disputed','maintained','acknowledged'))",
    ),
    (
        "holds",
        "kept.id = NEW.id AND kept.ended_at IS NOT NULL AND (NEW.status IS NOT kept.status \
         OR NEW.ended_at IS NOT kept.ended_at OR NEW.amount IS NOT kept.amount)",
    ),
    (
        "preservations",
        "kept.id = NEW.id AND kept.ended_at IS NOT NULL AND (NEW.status IS NOT kept.status \
         OR NEW.ended_at IS NOT kept.ended_at)",
    ),
];

fn not_truncated(table: &str) -> [String; 3] {
    [
        format!(
            "CREATE FUNCTION {table}_are_kept_whole() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
        ),
        format!(
            "CREATE TRIGGER {table}_are_kept_whole BEFORE TRUNCATE ON {table} \
             EXECUTE FUNCTION {table}_are_kept_whole()"
        ),
        format!("ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_are_kept_whole"),
    ]
}
