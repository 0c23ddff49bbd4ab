//! Legal bases: versioned rows, seeded with the instruments an officer meets first. Editable data, never hard law.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::schema::{create, id, integer, integer_null, text, time, time_null, unique, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// One seed row: id, code, jurisdiction, kinds, route, binding, longest period in days.
type Seed = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<i64>,
);

/// The first version of each basis. The ids are fixed, so that a request of one installation reads the same in another.
/// Periods that were not confirmed against the primary text are left open.
const SEEDS: &[Seed] = &[
    (
        "01900000-0000-7000-8000-000000000001",
        "vol_letter",
        "any",
        "freeze,preserve,info",
        "direct",
        "no",
        Some(60),
    ),
    (
        "01900000-0000-7000-8000-000000000002",
        "eu_1805_freeze",
        "EU",
        "assist",
        "authority",
        "yes",
        None,
    ),
    (
        "01900000-0000-7000-8000-000000000003",
        "eu_1805_confiscate",
        "EU",
        "assist",
        "authority",
        "yes",
        None,
    ),
    (
        "01900000-0000-7000-8000-000000000004",
        "eu_epoc",
        "EU",
        "info",
        "direct",
        "yes",
        None,
    ),
    (
        "01900000-0000-7000-8000-000000000005",
        "eu_epoc_pr",
        "EU",
        "preserve",
        "direct",
        "yes",
        Some(60),
    ),
    (
        "01900000-0000-7000-8000-000000000006",
        "budapest_29",
        "parties",
        "preserve",
        "direct",
        "by_law",
        None,
    ),
    (
        "01900000-0000-7000-8000-000000000007",
        "mla",
        "parties",
        "assist",
        "authority",
        "yes",
        None,
    ),
    (
        "01900000-0000-7000-8000-000000000008",
        "interpol_stop",
        "parties",
        "assist",
        "authority",
        "by_law",
        None,
    ),
    (
        "01900000-0000-7000-8000-000000000009",
        "us_2703f",
        "US",
        "preserve",
        "direct",
        "yes",
        Some(90),
    ),
    (
        "01900000-0000-7000-8000-00000000000a",
        "us_warrant",
        "US",
        "info",
        "direct",
        "yes",
        None,
    ),
    (
        "01900000-0000-7000-8000-00000000000b",
        "us_seizure",
        "US",
        "seize",
        "direct",
        "yes",
        None,
    ),
    (
        "01900000-0000-7000-8000-00000000000c",
        "uk_cwfo",
        "GB",
        "freeze",
        "direct",
        "yes",
        Some(731),
    ),
    (
        "01900000-0000-7000-8000-00000000000d",
        "uk_forfeiture",
        "GB",
        "seize",
        "direct",
        "yes",
        None,
    ),
    (
        "01900000-0000-7000-8000-00000000000e",
        "hk_lnc",
        "HK",
        "freeze",
        "direct",
        "no",
        None,
    ),
    (
        "01900000-0000-7000-8000-00000000000f",
        "hk_restraint",
        "HK",
        "freeze",
        "direct",
        "yes",
        None,
    ),
    (
        "01900000-0000-7000-8000-000000000010",
        "sg_cpc35",
        "SG",
        "freeze,seize",
        "direct",
        "yes",
        None,
    ),
    (
        "01900000-0000-7000-8000-000000000011",
        "cn_cpl144",
        "CN",
        "freeze",
        "direct",
        "yes",
        None,
    ),
    (
        "01900000-0000-7000-8000-000000000012",
        "tw_seizure",
        "TW",
        "freeze,seize",
        "direct",
        "yes",
        None,
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                create("legal_bases")
                    .col(id())
                    .col(text("code"))
                    .col(integer("version"))
                    .col(text("jurisdiction"))
                    .col(text("kinds"))
                    .col(word("route", &["direct", "authority"]))
                    .col(word("binding", &["no", "yes", "by_law"]))
                    .col(integer_null("longest_days"))
                    .col(time("valid_from_at"))
                    .col(time_null("retired_at"))
                    .take(),
            )
            .await?;
        manager
            .create_index(unique("legal_bases", &["code", "version"]))
            .await?;
        for (id, code, jurisdiction, kinds, route, binding, longest_days) in SEEDS {
            let id = sea_orm_migration::sea_orm::prelude::Uuid::parse_str(id)
                .map_err(|error| DbErr::Custom(error.to_string()))?;
            let row = Query::insert()
                .into_table("legal_bases")
                .columns([
                    "id",
                    "code",
                    "version",
                    "jurisdiction",
                    "kinds",
                    "route",
                    "binding",
                    "longest_days",
                    "valid_from_at",
                ])
                .values_panic([
                    id.into(),
                    (*code).into(),
                    1i64.into(),
                    (*jurisdiction).into(),
                    (*kinds).into(),
                    (*route).into(),
                    (*binding).into(),
                    (*longest_days).into(),
                    0i64.into(),
                ])
                .to_owned();
            manager.get_connection().execute(&row).await?;
        }
        Ok(())
    }
}
