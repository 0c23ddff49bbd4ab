//! How much was ever frozen under a hold, beside what is left of it: with both, what was let go in parts is known.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::guard::{Event, Guard};
use crate::schema::amount;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        let mut frozen = amount(on, "frozen");
        let mut added = Table::alter().table("holds").take();
        manager
            .alter_table(added.add_column(frozen.default("0".repeat(78)).take()).take())
            .await?;
        on.execute_unprepared("UPDATE holds SET frozen = amount").await?;
        on.execute_unprepared(&frozen_before(backend)).await?;
        for statement in guard().statements(backend) {
            on.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

/// What was frozen before is the most that the trail tells of. An erased entry no longer says how much it was; then it is
/// what is left.
fn frozen_before(backend: DbBackend) -> String {
    let (hold, units, id) = if backend == DbBackend::Postgres {
        (
            "leaf_details.details::json ->> 'hold'",
            "lpad(leaf_details.details::json ->> 'amount', 78, '0')",
            "holds.id::text",
        )
    } else {
        (
            "replace(json_extract(leaf_details.details, '$.hold'), '-', '')",
            "substr(printf('%078d', 0) || json_extract(leaf_details.details, '$.amount'), -78)",
            "lower(hex(holds.id))",
        )
    };
    format!(
        "UPDATE holds SET frozen = told.most FROM \
         (SELECT {hold} AS named, max({units}) AS most \
         FROM leaves JOIN leaf_details ON leaf_details.leaf_id = leaves.id \
         WHERE leaves.act IN ('hold_placed', 'hold_changed') AND leaf_details.details IS NOT NULL \
         GROUP BY {hold}) AS told \
         WHERE told.named = {id} AND told.most > holds.amount"
    )
}

fn guard() -> Guard {
    Guard {
        name: "holds_hold_what_was_frozen",
        table: "holds",
        event: Event::Write,
        wrong: "NEW.frozen < NEW.amount".to_owned(),
        says: "no more is held than was frozen",
    }
}
