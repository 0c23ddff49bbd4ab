//! Forms that met no session, kept for whoever filled them in until that person signs in again.

use sea_orm_migration::prelude::*;

use crate::schema::{create, index, references, text, time, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                create("kept_forms")
                    // What opens the form is in its page alone.
                    .col(text("ticket_hash").primary_key().take())
                    .col(uuid("person_id"))
                    .col(ColumnDef::new("sealed").blob().not_null())
                    .col(time("kept_at"))
                    .col(time("expires_at"))
                    .foreign_key(&mut references("kept_forms", "person_id", "people"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("kept_forms", &["person_id", "kept_at"]))
            .await?;
        manager.create_index(index("kept_forms", &["expires_at"])).await
    }
}
