//! Facts about this database as a whole, such as whether it belongs to a real site or to the demonstration.

use sea_orm_migration::prelude::*;

use crate::schema::{create, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                create("settings")
                    .col(text("key").primary_key())
                    .col(text("value"))
                    .take(),
            )
            .await
    }
}
