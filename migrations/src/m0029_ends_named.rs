//! The end of a hold, or of data that is kept, is named anew by an extension and by an answer given anew, which may also
//! draw it nearer: the row says when that was last done, whichever it was.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["holds", "preservations"] {
            let mut renamed = Table::alter()
                .table(table)
                .rename_column("extended_at", "end_named_at")
                .take();
            manager.alter_table(renamed.take()).await?;
        }
        Ok(())
    }
}
