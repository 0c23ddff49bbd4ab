//! Cases and their indicators.

use sea_orm_migration::prelude::*;

use crate::schema::{
    create, id, index, integer, json, references, sorted_text, text, text_null, time, unique, uuid, version, word,
};

/// Where a case stands: `domain::cases::Status`.
const STATUSES: &[&str] = &["open", "active", "dormant", "closed", "archived", "purged"];
/// Kinds of indicator: `domain::indicators::IndicatorKind`.
const KINDS: &[&str] = &[
    "address",
    "txid",
    "account_uid",
    "email",
    "phone",
    "name_dob",
    "iban",
    "device_ip",
    "order_id",
    "contract",
];
const NETWORKS: &[&str] = &["mainnet", "testnet", "regtest"];
const CHECKSUMS: &[&str] = &["holds", "none", "unchecked"];
const SOURCE_GRADES: &[&str] = &["A", "B", "C", "X"];
const INFORMATION_GRADES: &[&str] = &["1", "2", "3", "4"];
const CONFIDENCES: &[&str] = &["high", "medium", "low"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        cases(manager).await?;
        indicators(manager).await
    }
}

async fn cases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("cases")
                .col(id())
                .col(uuid("owner_id"))
                .col(sorted_text(manager.get_connection(), "reference"))
                .col(text("title"))
                // Reference and title in lower case: both databases then find the same.
                .col(text("search_text"))
                // ICCS code, `domain::cases::Offence`. Not checked here, since later versions know more.
                .col(text("offence"))
                .col(text("summary"))
                // Days, such as `2026-11-03`.
                .col(text_null("from_on"))
                .col(text_null("to_on"))
                .col(json("losses"))
                .col(json("victims"))
                .col(word("status", STATUSES))
                .col(integer("indicator_count"))
                .col(uuid("opened_by"))
                .col(time("opened_at"))
                .col(time("updated_at"))
                .col(version())
                .foreign_key(&mut references("cases", "owner_id", "organisations"))
                .foreign_key(&mut references("cases", "opened_by", "people"))
                .take(),
        )
        .await?;
    manager
        .create_index(unique("cases", &["owner_id", "reference"]))
        .await?;
    for columns in [
        &["owner_id", "updated_at", "id"][..],
        &["owner_id", "status", "updated_at", "id"],
    ] {
        manager.create_index(index("cases", columns)).await?;
    }
    Ok(())
}

async fn indicators(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("indicators")
                .col(id())
                .col(uuid("case_id"))
                // Its number in the case, from 1.
                .col(integer("position"))
                .col(word("kind", KINDS))
                // `domain::indicators::Chain`; empty for what stands on none, so that the unique index sees it.
                .col(text("chain"))
                .col(word("network", NETWORKS))
                // In the one form in which it is matched.
                .col(text("value"))
                // Empty for none.
                .col(text("tag"))
                .col(text("typed"))
                .col(word("checksum", CHECKSUMS))
                .col(text("note"))
                .col(text("source"))
                .col(word("source_grade", SOURCE_GRADES))
                .col(word("information_grade", INFORMATION_GRADES))
                .col(word("confidence", CONFIDENCES))
                .col(uuid("added_by"))
                .col(time("added_at"))
                .foreign_key(&mut references("indicators", "case_id", "cases"))
                .foreign_key(&mut references("indicators", "added_by", "people"))
                .take(),
        )
        .await?;
    let key = ["case_id", "kind", "chain", "network", "value", "tag"];
    manager.create_index(unique("indicators", &key)).await?;
    manager
        .create_index(unique("indicators", &["case_id", "position"]))
        .await?;
    manager.create_index(index("indicators", &["value"])).await
}
