//! An account that was blocked though nothing was in it is a hold of nothing: with an end, alarms and a fate. What was
//! answered so before has its hold from here on.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Hours before the end (`domain::clocks::Ahead`).
const AHEAD: &[i64] = &[720, 336, 168, 72, 24, 6];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        for statement in [answered_before(backend), CLAIMS_OF_THOSE.to_owned(), alarms_of_those()] {
            on.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

/// A hold for what was answered so, under the id of its target, since when and until when its answer says; of the asset that
/// was asked, else of one that the answer names. What was taken back since is left out: nobody asks for it, and nobody said
/// what became of it.
fn answered_before(backend: DbBackend) -> String {
    let of_answer = |postgres: &str, sqlite: &str| {
        if backend == DbBackend::Postgres {
            format!("(targets.answer::json #>> '{{{postgres}}}')")
        } else {
            format!("json_extract(targets.answer, '$.{sqlite}')")
        }
    };
    let whole = |value: String| {
        if backend == DbBackend::Postgres {
            format!("{value}::bigint")
        } else {
            value
        }
    };
    let of_content = |field: &str| {
        if backend == DbBackend::Postgres {
            format!("(requests.content::json ->> '{field}')")
        } else {
            format!("json_extract(requests.content, '$.{field}')")
        }
    };
    let (placed, until) = (
        whole(of_answer("placed_at", "placed_at")),
        whole(of_answer("until", "until")),
    );
    let symbol = of_answer("held,0,asset,symbol", "held[0].asset.symbol");
    let decimals = whole(of_answer("held,0,asset,decimals", "held[0].asset.decimals"));
    let (day, court) = (of_content("order_expected_on"), of_content("order_court"));
    let nothing = "0".repeat(78);
    format!(
        "INSERT INTO holds (id, request_id, target_id, position, holder_id, asker_id, symbol, decimals, amount, frozen, \
         status, stands, runs, placed_at, until_at, order_expected_on, order_court) \
         SELECT targets.id, requests.id, targets.id, targets.position, requests.recipient_id, requests.asker_id, \
         coalesce(targets.symbol, {symbol}, ''), \
         CASE WHEN targets.symbol IS NULL THEN coalesce({decimals}, 0) ELSE coalesce(targets.decimals, 0) END, \
         '{nothing}', '{nothing}', 'placed', TRUE, TRUE, {placed}, {until}, {day}, coalesce({court}, '') \
         FROM targets JOIN requests ON requests.id = targets.request_id \
         WHERE targets.outcome = 'frozen_zero_balance' AND {placed} IS NOT NULL AND {until} IS NOT NULL \
         AND requests.status <> 'withdrawn'"
    )
}

/// The claim of who asked, under the same id.
const CLAIMS_OF_THOSE: &str = "INSERT INTO claims (id, hold_id, organisation_id, request_id, rank, until_at, cap) \
     SELECT holds.id, holds.id, holds.asker_id, holds.request_id, 1, holds.until_at, targets.amount \
     FROM holds JOIN targets ON targets.id = holds.target_id WHERE holds.id = holds.target_id";

/// Alarms as a new hold gets them. Those whose time had come when the last leaf was written have rung.
fn alarms_of_those() -> String {
    let ahead: Vec<String> = AHEAD.iter().map(|hours| format!("SELECT {hours} AS hours")).collect();
    let rings = "holds.until_at - ahead.hours * 3600000000";
    format!(
        "INSERT INTO hold_alarms (hold_id, rings_at, until_at, hours_ahead, rung_at) \
         SELECT holds.id, {rings}, holds.until_at, ahead.hours, \
         CASE WHEN {rings} <= (SELECT max(happened_at) FROM leaves) THEN {rings} END \
         FROM holds CROSS JOIN ({}) AS ahead \
         WHERE holds.id = holds.target_id AND ahead.hours * 3600000000 <= (holds.until_at - holds.placed_at) / 3",
        ahead.join(" UNION ALL ")
    )
}
