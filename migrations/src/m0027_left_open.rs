//! The order in which is looked for what ended with nothing answered: its agency is told until it has done something.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(LEFT_OPEN).await?;
        Ok(())
    }
}

/// Few rows of many, so that the index holds no others.
const LEFT_OPEN: &str = "CREATE INDEX requests_left_open_idx ON requests (asker_id, status_since_at, id) \
     WHERE status IN ('redirected','closed_unanswered')";
