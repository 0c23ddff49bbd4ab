//! Evidence of how sure we are of people: it is only added to, and taken back once. Whoever has a level already keeps it by
//! a piece of evidence that says it was recorded before; that has the id of the person, who has no other of its sort.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::guard::{Event, Guard, changes};
use crate::schema::{
    create, id, index, integer, json, key, references, text_null, time, time_null, uuid, uuid_null, word, word_null,
};

/// `domain::assurance::EvidenceKind`.
const KINDS: &[&str] = &[
    "recorded",
    "mailbox",
    "badge",
    "voucher",
    "callback",
    "desk",
    "hardware_key",
];

/// `domain::assurance::RevokedFor`.
const REASONS: &[&str] = &[
    "mistaken",
    "badge_gone",
    "word_taken_back",
    "compromised",
    "key_removed",
    "left",
];

/// What stays as it was recorded.
const KEPT: &[&str] = &[
    "id",
    "person_id",
    "kind",
    "what",
    "recorded_by_id",
    "recorded_at",
    "expires_at",
];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        evidence(manager).await?;
        let asked = create("callbacks_asked")
            .col(uuid("person_id"))
            .col(uuid("asked_by_id"))
            .col(time("asked_at"))
            .primary_key(&mut key(&["person_id"]))
            .foreign_key(&mut references("callbacks_asked", "person_id", "people"))
            .foreign_key(&mut references("callbacks_asked", "asked_by_id", "people"))
            .take();
        manager.create_table(asked).await?;
        manager.create_index(index("callbacks_asked", &["asked_at"])).await?;
        let alarms = create("evidence_alarms")
            .col(uuid("evidence_id"))
            .col(integer("days_left"))
            .col(time("rung_at"))
            .primary_key(&mut key(&["evidence_id", "days_left"]))
            .foreign_key(&mut references("evidence_alarms", "evidence_id", "assurance_evidence"))
            .take();
        manager.create_table(alarms).await?;
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        on.execute_unprepared(AS_BEFORE).await?;
        for statement in guards().iter().flat_map(|guard| guard.statements(backend)) {
            on.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

async fn evidence(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("assurance_evidence")
                .col(id())
                .col(uuid("person_id"))
                .col(word("kind", KINDS))
                .col(json("what"))
                // Nobody where the system recorded it.
                .col(uuid_null("recorded_by_id"))
                .col(time("recorded_at"))
                .col(time_null("expires_at"))
                .col(time_null("revoked_at"))
                .col(uuid_null("revoked_by_id"))
                .col(word_null("revoked_for", REASONS))
                .col(text_null("revoke_note"))
                .foreign_key(&mut references("assurance_evidence", "person_id", "people"))
                .foreign_key(&mut references("assurance_evidence", "recorded_by_id", "people"))
                .foreign_key(&mut references("assurance_evidence", "revoked_by_id", "people"))
                .take(),
        )
        .await?;
    for columns in [&["person_id", "recorded_at"][..], &["expires_at"], &["recorded_by_id"]] {
        manager.create_index(index("assurance_evidence", columns)).await?;
    }
    Ok(())
}

/// The level of whoever has one stays what it is, and says so.
const AS_BEFORE: &str = "INSERT INTO assurance_evidence (id, person_id, kind, what, recorded_at) \
     SELECT id, id, 'recorded', '{\"kind\":\"recorded\",\"level\":\"' || assurance || '\"}', created_at \
     FROM people WHERE assurance <> 'L0'";

fn guards() -> [Guard; 4] {
    let guard = |name, event, wrong: &str, says| Guard {
        name,
        table: "assurance_evidence",
        event,
        wrong: wrong.to_owned(),
        says,
    };
    [
        guard(
            "evidence_is_kept",
            Event::Delete,
            "OLD.id IS NOT NULL",
            "evidence stays in the books",
        ),
        guard(
            "evidence_is_not_changed",
            Event::Update,
            &changes(KEPT),
            "evidence stays as it was recorded",
        ),
        guard(
            "evidence_is_revoked_once",
            Event::Update,
            "OLD.revoked_at IS NOT NULL",
            "evidence is taken back once",
        ),
        guard(
            "evidence_says_why_it_is_revoked",
            Event::Write,
            "(NEW.revoked_at IS NULL) <> (NEW.revoked_for IS NULL)",
            "who takes evidence back says why",
        ),
    ]
}
