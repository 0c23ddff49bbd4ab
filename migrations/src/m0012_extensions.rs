//! When a hold or data that is kept was last extended, so that its page says since when its end is as it stands.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::schema::time_null;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        for (table, act, named) in [
            ("holds", "hold_extended", "hold"),
            ("preservations", "preservation_extended", "preservation"),
        ] {
            let mut added = Table::alter().table(table).add_column(time_null("extended_at")).take();
            manager.alter_table(added.take()).await?;
            on.execute_unprepared(&extended_before(backend, table, act, named))
                .await?;
        }
        Ok(())
    }
}

/// What was extended before was so when the trail last told of it. An erased entry no longer says of what it was.
fn extended_before(backend: DbBackend, table: &str, act: &str, named: &str) -> String {
    let (told_of, id) = if backend == DbBackend::Postgres {
        (
            format!("leaf_details.details::json ->> '{named}'"),
            format!("{table}.id::text"),
        )
    } else {
        (
            format!("replace(json_extract(leaf_details.details, '$.{named}'), '-', '')"),
            format!("lower(hex({table}.id))"),
        )
    };
    format!(
        "UPDATE {table} SET extended_at = told.last_at FROM \
         (SELECT {told_of} AS named, max(leaves.happened_at) AS last_at \
         FROM leaves JOIN leaf_details ON leaf_details.leaf_id = leaves.id \
         WHERE leaves.act = '{act}' AND leaf_details.details IS NOT NULL GROUP BY {told_of}) AS told \
         WHERE told.named = {id}"
    )
}
