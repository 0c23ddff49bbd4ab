//! Until when an exchange does not tell its customer, and when both sides are next told that this ends; and the order in
//! which holds that lapsed are looked for. What was issued before has no such alarm: its end is a day of the agency's own
//! zone, and stands in the request alone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::schema::time_null;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            // Nothing where none was asked.
            time_null("secret_until_at"),
            // When the clock tells of it next; nothing where it has told all there is.
            time_null("secret_rings_at"),
        ] {
            let mut added = Table::alter().table("requests").add_column(column).take();
            manager.alter_table(added.take()).await?;
        }
        let on = manager.get_connection();
        for statement in [RINGING, LAPSED] {
            on.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// Few rows of many, so that the index holds no others.
const RINGING: &str =
    "CREATE INDEX requests_secret_rings_at_idx ON requests (secret_rings_at) WHERE secret_rings_at IS NOT NULL";

/// What lapsed, the last first: an agency is told until it has seen to it.
const LAPSED: &str = "CREATE INDEX holds_lapsed_idx ON holds (asker_id, ended_at, id) WHERE status = 'lapsed'";
