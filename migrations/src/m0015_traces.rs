//! From which request the funds were followed that a later one asks for. Only its asker ever learns of it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::guard::{Event, Guard, changes};
use crate::schema::{index, uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let traced = uuid_null("traced_from_id");
        manager
            .alter_table(Table::alter().table("requests").add_column(traced).take())
            .await?;
        manager.create_index(index("requests", &["traced_from_id"])).await?;
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        for statement in guard().statements(backend) {
            on.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

fn guard() -> Guard {
    Guard {
        name: "requests_keep_their_trace",
        table: "requests",
        event: Event::Update,
        wrong: changes(&["traced_from_id"]),
        says: "from where funds were followed does not change",
    }
}
