//! That an address has no tag or memo though its chain has them: who said so and when. Of addresses and targets from
//! before nobody's word is known, so none is made up.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::guard::{Event, Guard, changes};
use crate::schema::{time_null, uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["indicators", "targets"] {
            for column in [uuid_null("no_tag_by_id"), time_null("no_tag_at")] {
                manager
                    .alter_table(Table::alter().table(table).add_column(column).take())
                    .await?;
            }
        }
        for statement in guard().statements(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

fn guard() -> Guard {
    let is_issued =
        "EXISTS (SELECT 1 FROM requests WHERE requests.id = OLD.request_id AND requests.issued_at IS NOT NULL)";
    Guard {
        name: "targets_keep_that_they_have_no_tag",
        table: "targets",
        event: Event::Update,
        wrong: format!("{} AND {is_issued}", changes(&["no_tag_by_id", "no_tag_at"])),
        says: "what was issued does not change",
    }
}
