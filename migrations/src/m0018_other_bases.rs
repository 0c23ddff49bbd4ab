//! What an exchange keeps after a withdrawal it keeps on another basis: the claim of who asked ends, and a hold or
//! preservation says on which. A hold says which order would make it binding, as the asker last named it; and its sums are
//! read from an index alone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::guard::{Event, Guard, changes};
use crate::schema::{index, text, text_null, word};

/// `domain::holds::HoldStatus`.
const HOLDS: &[&str] = &[
    "placed",
    "extended",
    "converted",
    "seizing",
    "seized",
    "returned",
    "forfeited",
    "partly_released",
    "released",
    "expiry_due",
    "lapsed",
    "stayed",
    "own_basis",
    "other_order",
];
/// `domain::preservations::PreservationStatus`.
const PRESERVATIONS: &[&str] = &[
    "kept",
    "extended",
    "expiry_due",
    "lapsed",
    "released",
    "own_basis",
    "other_order",
];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        let measures = [
            Measures {
                table: "holds",
                statuses: HOLDS,
                act: "hold_stays",
                named: "hold",
                end_once: Guard {
                    name: "holds_end_once",
                    table: "holds",
                    event: Event::Update,
                    wrong: ended_and_changes(&["status", "until_at", "lift_reason", "ended_at", "amount"]),
                    says: "a hold ends once",
                },
            },
            Measures {
                table: "preservations",
                statuses: PRESERVATIONS,
                act: "preservation_stays",
                named: "preservation",
                end_once: Guard {
                    name: "preservations_end_once",
                    table: "preservations",
                    event: Event::Update,
                    wrong: ended_and_changes(&["status", "until_at", "lift_reason", "ended_at"]),
                    says: "a preservation ends once",
                },
            },
        ];
        for measure in measures {
            measure.widen(manager).await?;
            for statement in [measure.stayed_before(backend), measure.stayed_unsaid()] {
                on.execute_unprepared(&statement).await?;
            }
            for statement in measure.end_once.statements(backend) {
                on.execute_unprepared(&statement).await?;
            }
        }
        on.execute_unprepared(CLAIMS_OF_THOSE).await?;
        orders(manager).await?;
        sums(manager).await
    }
}

fn ended_and_changes(columns: &[&str]) -> String {
    format!("OLD.ended_at IS NOT NULL AND {}", changes(columns))
}

/// A table of holds or preservations.
struct Measures {
    table: &'static str,
    statuses: &'static [&'static str],
    /// The act of the trail that tells that one stays after a withdrawal.
    act: &'static str,
    /// How its details name it.
    named: &'static str,
    end_once: Guard,
}

impl Measures {
    /// Lets the column of the status have more words. Its check cannot be changed on SQLite, so another column takes its
    /// place; what looks at it is made anew.
    async fn widen(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let Self { table, statuses, .. } = *self;
        let (on, guard) = (manager.get_connection(), self.end_once.name);
        if manager.get_database_backend() == DbBackend::Postgres {
            on.execute_unprepared(&format!("DROP TRIGGER {guard} ON {table}"))
                .await?;
            on.execute_unprepared(&format!("DROP FUNCTION {guard}()")).await?;
        } else {
            on.execute_unprepared(&format!("DROP TRIGGER {guard}")).await?;
        }
        for side in ["asker_id", "holder_id"] {
            on.execute_unprepared(&format!("DROP INDEX {table}_{side}_status_idx"))
                .await?;
        }
        let first = statuses.first().copied().unwrap_or_default();
        let altered = |change: &mut TableAlterStatement| change.table(table).take();
        let before = altered(Table::alter().rename_column("status", "status_before"));
        manager.alter_table(before).await?;
        let widened = word("status", statuses).default(first).take();
        manager.alter_table(altered(Table::alter().add_column(widened))).await?;
        on.execute_unprepared(&format!("UPDATE {table} SET status = status_before"))
            .await?;
        manager
            .alter_table(altered(Table::alter().drop_column("status_before")))
            .await?;
        for columns in [["asker_id", "status"], ["holder_id", "status"]] {
            manager.create_index(index(table, &columns)).await?;
        }
        Ok(())
    }

    /// What stayed after a withdrawal before stays on the basis that the trail tells of.
    fn stayed_before(&self, backend: DbBackend) -> String {
        let Self { table, act, named, .. } = self;
        let (told_of, basis, id) = if backend == DbBackend::Postgres {
            (
                format!("leaf_details.details::json ->> '{named}'"),
                "leaf_details.details::json ->> 'basis'",
                format!("{table}.id::text"),
            )
        } else {
            (
                format!("replace(json_extract(leaf_details.details, '$.{named}'), '-', '')"),
                "json_extract(leaf_details.details, '$.basis')",
                format!("lower(hex({table}.id))"),
            )
        };
        format!(
            "UPDATE {table} SET status = told.basis, stands = FALSE, runs = FALSE, ended_at = told.said_at FROM \
             (SELECT {told_of} AS named, {basis} AS basis, leaves.happened_at AS said_at \
             FROM leaves JOIN leaf_details ON leaf_details.leaf_id = leaves.id \
             WHERE leaves.act = '{act}' AND leaf_details.details IS NOT NULL) AS told \
             WHERE told.named = {id} AND {table}.stands = TRUE"
        )
    }

    /// Where the trail no longer tells on which, it is the exchange's own: it has named no other authority.
    fn stayed_unsaid(&self) -> String {
        let table = self.table;
        format!(
            "UPDATE {table} SET status = 'own_basis', stands = FALSE, runs = FALSE, ended_at = requests.status_since_at \
             FROM requests WHERE requests.id = {table}.request_id AND requests.status = 'withdrawn' \
             AND {table}.stands = TRUE"
        )
    }
}

const CLAIMS_OF_THOSE: &str = "UPDATE claims SET ended_at = holds.ended_at FROM holds WHERE holds.id = claims.hold_id \
     AND holds.status IN ('own_basis', 'other_order') AND claims.ended_at IS NULL";

/// The order as the request that placed the hold names it, or the extension issued last that names one.
async fn orders(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let (on, backend) = (manager.get_connection(), manager.get_database_backend());
    for column in [text_null("order_expected_on"), text("order_court").default("").take()] {
        let mut added = Table::alter().table("holds").take();
        manager.alter_table(added.add_column(column).take()).await?;
    }
    let of = |field: &str| {
        if backend == DbBackend::Postgres {
            format!("requests.content::json ->> '{field}'")
        } else {
            format!("json_extract(requests.content, '$.{field}')")
        }
    };
    let (day, court) = (of("order_expected_on"), of("order_court"));
    on.execute_unprepared(&format!(
        "UPDATE holds SET order_expected_on = {day}, order_court = coalesce({court}, '') FROM requests \
         WHERE requests.id = holds.request_id"
    ))
    .await?;
    on.execute_unprepared(&format!(
        "UPDATE holds SET order_expected_on = named.day, order_court = coalesce(named.court, '') FROM \
         (SELECT targets.hold_id AS hold_id, {day} AS day, {court} AS court, \
         row_number() OVER (PARTITION BY targets.hold_id ORDER BY requests.issued_at DESC, requests.id DESC) AS place \
         FROM targets JOIN requests ON requests.id = targets.request_id \
         WHERE targets.hold_id IS NOT NULL AND requests.kind = 'extend' AND requests.issued_at IS NOT NULL \
         AND {day} IS NOT NULL) AS named \
         WHERE named.hold_id = holds.id AND named.place = 1"
    ))
    .await?;
    Ok(())
}

/// What is summed of a hold stands beside what finds it, so that no row is looked up: the rows of one organisation lie far
/// apart among those of all.
async fn sums(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for (own, other) in [("asker", "holder"), ("holder", "asker")] {
        let on = manager.get_connection();
        on.execute_unprepared(&format!("DROP INDEX holds_{own}_id_stands_until_at_id_idx"))
            .await?;
        let mut summed = Index::create()
            .name(format!("holds_{own}_sums_idx"))
            .table("holds")
            .take();
        let own = format!("{own}_id");
        let other = format!("{other}_id");
        for column in [
            &own, "stands", "until_at", "id", "symbol", "decimals", "status", &other, "amount",
        ] {
            summed.col(Alias::new(column));
        }
        manager.create_index(summed).await?;
    }
    Ok(())
}
