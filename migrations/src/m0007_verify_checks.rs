//! How many checks of a verify code each client has used up, for all instances together.

use sea_orm_migration::prelude::*;

use crate::schema::{create, index, text, time};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                create("verify_checks")
                    // A keyed hash of the client's network; nobody's address is kept.
                    .col(text("client").primary_key().take())
                    // Each check moves it on by a while; once it has passed nothing is used up, and the row goes.
                    .col(time("used_until_at"))
                    .take(),
            )
            .await?;
        manager.create_index(index("verify_checks", &["used_until_at"])).await
    }
}
