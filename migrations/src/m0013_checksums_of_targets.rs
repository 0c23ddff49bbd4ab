//! Whether a checksum stands behind a target, so that whoever acts on one without is told. Targets of before take it from
//! the indicator they were made from; of one that has none nothing is known.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::guard::{Event, Guard, changes};
use crate::schema::word;

/// `domain::cases::indicators::ChecksumState`.
const STATES: &[&str] = &["holds", "none", "unchecked"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let checksum = word("checksum", STATES).default("unchecked").take();
        manager
            .alter_table(Table::alter().table("targets").add_column(checksum).take())
            .await?;
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        on.execute_unprepared(OF_INDICATORS).await?;
        for statement in guard().statements(backend) {
            on.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

const OF_INDICATORS: &str = "UPDATE targets SET checksum = indicators.checksum FROM indicators \
     WHERE indicators.id = targets.indicator_id";

fn guard() -> Guard {
    let is_issued =
        "EXISTS (SELECT 1 FROM requests WHERE requests.id = OLD.request_id AND requests.issued_at IS NOT NULL)";
    Guard {
        name: "targets_keep_their_checksum",
        table: "targets",
        event: Event::Update,
        wrong: format!("{} AND {is_issued}", changes(&["checksum"])),
        says: "what was issued does not change",
    }
}
