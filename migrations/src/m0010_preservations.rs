//! Data that is kept unchanged until a date: a preservation for each target that was answered so, with its alarms. It is
//! no money and has no amount, so it is no hold. What was answered so before has its row from here on.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::guard::{Event, Guard, changes};
use crate::schema::{
    boolean, create, id, index, integer, key, references, text_null, time, time_null, uuid, uuid_null, word,
};

/// `domain::preservations::PreservationStatus`.
const STATUSES: &[&str] = &["kept", "extended", "expiry_due", "lapsed", "released"];

/// Hours before the end (`domain::clocks::Ahead`).
const AHEAD: &[i64] = &[720, 336, 168, 72, 24, 6];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        preservations(manager).await?;
        alarms(manager).await?;
        let mut named = Table::alter().table("targets").take();
        manager
            .alter_table(named.add_column(uuid_null("preservation_id")).take())
            .await?;
        manager.create_index(index("targets", &["preservation_id"])).await?;
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        on.execute_unprepared(&answered_before(backend)).await?;
        on.execute_unprepared(&alarms_of_those()).await?;
        for guard in guards() {
            for statement in guard.statements(backend) {
                on.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

async fn preservations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("preservations")
                .col(id())
                .col(uuid("request_id"))
                .col(uuid("target_id"))
                .col(integer("position"))
                .col(uuid("holder_id"))
                .col(uuid("asker_id"))
                .col(word("status", STATUSES))
                .col(boolean("stands"))
                .col(boolean("runs"))
                .col(time("placed_at"))
                // None without an end.
                .col(time("until_at"))
                .col(text_null("lift_reason"))
                .col(time_null("ended_at"))
                .foreign_key(&mut references("preservations", "request_id", "requests"))
                .foreign_key(&mut references("preservations", "target_id", "targets"))
                .foreign_key(&mut references("preservations", "holder_id", "organisations"))
                .foreign_key(&mut references("preservations", "asker_id", "organisations"))
                .take(),
        )
        .await?;
    for columns in [
        &["request_id"][..],
        &["asker_id", "stands", "until_at", "id"],
        &["holder_id", "stands", "until_at", "id"],
        &["asker_id", "status"],
        &["holder_id", "status"],
        &["runs", "until_at"],
    ] {
        manager.create_index(index("preservations", columns)).await?;
    }
    Ok(())
}

async fn alarms(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("preservation_alarms")
                .col(uuid("preservation_id"))
                .col(time("rings_at"))
                // The end it warns of; an alarm of an end that was moved does not ring.
                .col(time("until_at"))
                .col(integer("hours_ahead"))
                .col(time_null("rung_at"))
                .primary_key(&mut key(&["preservation_id", "rings_at"]))
                .foreign_key(&mut references(
                    "preservation_alarms",
                    "preservation_id",
                    "preservations",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index("preservation_alarms", &["rung_at", "rings_at"]))
        .await
}

/// A row for what was answered as preserved before there were any, under the id of its target. What was taken back
/// since is left out: nobody asks for it.
fn answered_before(backend: DbBackend) -> String {
    let of_answer = |field: &str| {
        if backend == DbBackend::Postgres {
            format!("(targets.answer::json ->> '{field}')::bigint")
        } else {
            format!("json_extract(targets.answer, '$.{field}')")
        }
    };
    let (at, until) = (of_answer("at"), of_answer("until"));
    format!(
        "INSERT INTO preservations (id, request_id, target_id, position, holder_id, asker_id, status, stands, runs, \
         placed_at, until_at) \
         SELECT targets.id, requests.id, targets.id, targets.position, requests.recipient_id, requests.asker_id, \
         'kept', TRUE, TRUE, {at}, {until} \
         FROM targets JOIN requests ON requests.id = targets.request_id \
         WHERE targets.outcome = 'preserved' AND {until} IS NOT NULL AND requests.status <> 'withdrawn'"
    )
}

/// Alarms as a new row gets them. Those whose time had come when the last leaf was written have rung.
fn alarms_of_those() -> String {
    let ahead: Vec<String> = AHEAD.iter().map(|hours| format!("SELECT {hours} AS hours")).collect();
    let rings = "preservations.until_at - ahead.hours * 3600000000";
    format!(
        "INSERT INTO preservation_alarms (preservation_id, rings_at, until_at, hours_ahead, rung_at) \
         SELECT preservations.id, {rings}, preservations.until_at, ahead.hours, \
         CASE WHEN {rings} <= (SELECT max(happened_at) FROM leaves) THEN {rings} END \
         FROM preservations CROSS JOIN ({}) AS ahead \
         WHERE ahead.hours * 3600000000 <= (preservations.until_at - preservations.placed_at) / 3",
        ahead.join(" UNION ALL ")
    )
}

fn guards() -> Vec<Guard> {
    let fixed = [
        "id",
        "request_id",
        "target_id",
        "position",
        "holder_id",
        "asker_id",
        "placed_at",
    ];
    let is_issued =
        "EXISTS (SELECT 1 FROM requests WHERE requests.id = OLD.request_id AND requests.issued_at IS NOT NULL)";
    let elsewhere = "what is about a preservation goes to the exchange that keeps the data";
    vec![
        Guard {
            name: "preservations_are_the_recipients",
            table: "preservations",
            event: Event::Write,
            wrong: "NEW.holder_id IS DISTINCT FROM (SELECT recipient_id FROM requests WHERE id = NEW.request_id)"
                .to_owned(),
            says: "who was asked keeps the data",
        },
        Guard {
            name: "preservations_stay_what_they_are",
            table: "preservations",
            event: Event::Update,
            wrong: changes(&fixed),
            says: "a preservation stays what it is",
        },
        Guard {
            name: "preservations_end_once",
            table: "preservations",
            event: Event::Update,
            wrong: format!(
                "OLD.ended_at IS NOT NULL AND {}",
                changes(&["status", "until_at", "lift_reason", "ended_at"])
            ),
            says: "a preservation ends once",
        },
        Guard {
            name: "preservations_are_kept",
            table: "preservations",
            event: Event::Delete,
            wrong: "TRUE".to_owned(),
            says: "a preservation is kept",
        },
        Guard {
            name: "targets_name_preservations_of_the_recipient",
            table: "targets",
            event: Event::Write,
            wrong: "NEW.preservation_id IS NOT NULL AND (NEW.hold_id IS NOT NULL OR NOT EXISTS \
                 (SELECT 1 FROM preservations JOIN requests ON requests.recipient_id = preservations.holder_id \
                 WHERE preservations.id = NEW.preservation_id AND requests.id = NEW.request_id))"
                .to_owned(),
            says: elsewhere,
        },
        Guard {
            name: "targets_keep_their_preservation",
            table: "targets",
            event: Event::Update,
            wrong: format!("{} AND {is_issued}", changes(&["preservation_id"])),
            says: "what was issued does not change",
        },
        Guard {
            name: "requests_go_to_the_keeper",
            table: "requests",
            event: Event::Update,
            wrong: "NEW.recipient_id <> OLD.recipient_id AND EXISTS (SELECT 1 FROM targets \
                 JOIN preservations ON preservations.id = targets.preservation_id \
                 WHERE targets.request_id = NEW.id AND preservations.holder_id <> NEW.recipient_id)"
                .to_owned(),
            says: elsewhere,
        },
    ]
}
