//! What ended stays as it ended, for money as for data; and a hold is found by its target, which a case sums over.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::guard::{Event, Guard, changes};
use crate::schema::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index("holds", &["target_id"])).await?;
        let guard = Guard {
            name: "holds_end_once",
            table: "holds",
            event: Event::Update,
            wrong: format!(
                "OLD.ended_at IS NOT NULL AND {}",
                changes(&["status", "until_at", "lift_reason", "ended_at", "amount"])
            ),
            says: "a hold ends once",
        };
        for statement in guard.statements(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}
