//! Targets are found by their value and by transactions, those by which funds came and those by which they left. Of a
//! request alone its number and reference are searched by their parts.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::schema::{index, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let moved = text("moved_txid").default("").take();
        manager
            .alter_table(Table::alter().table("targets").add_column(moved).take())
            .await?;
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        on.execute_unprepared(&moved_before(backend)).await?;
        on.execute_unprepared(WORDS).await?;
        for column in ["value", "txid", "moved_txid"] {
            manager.create_index(index("targets", &[column])).await?;
        }
        Ok(())
    }
}

/// What answers of before say, as it is looked for: 64 hexadecimal digits in lower case, with `0x` or without; other
/// transactions keep their case.
fn moved_before(backend: DbBackend) -> String {
    let moved = if backend == DbBackend::Postgres {
        "answer::json #>> '{movement,txid}'"
    } else {
        "json_extract(answer, '$.movement.txid')"
    };
    format!(
        "UPDATE targets SET moved_txid = CASE WHEN length({moved}) IN (64, 66) THEN lower({moved}) ELSE {moved} END \
         WHERE answer IS NOT NULL AND {moved} IS NOT NULL"
    )
}

/// The values of targets stood behind number and reference.
const WORDS: &str =
    "UPDATE requests SET words = substr(words, 1, length(coalesce(number, '')) + 1 + length(exchange_reference))";
