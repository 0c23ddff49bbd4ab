//! Who uses the site: organisations with their calendars, people with their roles, and their sessions.

use sea_orm_migration::prelude::*;

use crate::schema::{
    create, id, index, key, references, sorted_text, text, text_null, time, time_null, unique, uuid, word,
};

/// Kinds of organisation: `domain::actor::OrganisationKind`.
const KINDS: &[&str] = &["agency", "exchange", "coordinator", "oversight", "platform"];
/// Standings of an organisation: `domain::organisations::Standing`.
const STANDINGS: &[&str] = &["pending", "active", "suspended"];
/// Standings of a person: `domain::people::Standing`.
const PERSON_STANDINGS: &[&str] = &["invited", "active", "suspended", "left"];
/// Roles: `domain::actor::Role`.
const ROLES: &[&str] = &[
    "officer",
    "supervisor",
    "agency_admin",
    "intake",
    "responder",
    "counsel",
    "exchange_admin",
    "coordinator",
    "auditor",
    "verifier",
    "operator",
];
const ASSURANCES: &[&str] = &["L0", "L1", "L2", "L3", "L4"];
const THEMES: &[&str] = &["system", "light", "dark"];
const STAGES: &[&str] = &["password_done", "complete"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        organisations(manager).await?;
        people(manager).await?;
        sessions(manager).await
    }
}

async fn organisations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("organisations")
                .col(id())
                .col(word("kind", KINDS))
                .col(text("country"))
                .col(sorted_text(manager.get_connection(), "name"))
                .col(text("legal_name"))
                .col(text("zone"))
                // Weekdays, such as `mon,tue,wed,thu,fri`.
                .col(text("week"))
                // Local times, as JSON; nothing is all day.
                .col(text_null("hours"))
                // Tags in the order of preference, such as `pt,en`.
                .col(text("languages"))
                .col(text_null("switchboard"))
                .col(word("standing", STANDINGS))
                .col(time_null("verified_at"))
                .col(time("created_at"))
                .take(),
        )
        .await?;
    manager.create_index(unique("organisations", &["name"])).await?;
    manager
        .create_index(index("organisations", &["standing", "kind", "name"]))
        .await?;
    manager
        .create_table(
            create("holidays")
                .col(uuid("organisation_id"))
                // A day in the organisation's zone: `2026-12-25`.
                .col(sorted_text(manager.get_connection(), "held_on"))
                // Its name by language, as JSON.
                .col(text("names"))
                .primary_key(&mut key(&["organisation_id", "held_on"]))
                .foreign_key(&mut references("holidays", "organisation_id", "organisations"))
                .take(),
        )
        .await
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("people")
                .col(id())
                .col(uuid("organisation_id"))
                // Trimmed and in lower case.
                .col(text("email"))
                .col(text("name"))
                .col(text_null("badge"))
                .col(text_null("phone"))
                .col(text("language"))
                .col(word("theme", THEMES))
                // Nothing is the organisation's zone.
                .col(text_null("zone"))
                // PHC string; nothing is no sign-in by password.
                .col(text_null("password_hash"))
                .col(word("assurance", ASSURANCES))
                .col(word("standing", PERSON_STANDINGS))
                .col(time("created_at"))
                .foreign_key(&mut references("people", "organisation_id", "organisations"))
                .take(),
        )
        .await?;
    manager.create_index(unique("people", &["email"])).await?;
    manager
        .create_index(index("people", &["organisation_id", "standing"]))
        .await?;
    manager
        .create_table(
            create("person_roles")
                .col(uuid("person_id"))
                .col(word("role", ROLES))
                .primary_key(&mut key(&["person_id", "role"]))
                .foreign_key(&mut references("person_roles", "person_id", "people"))
                .take(),
        )
        .await
}

async fn sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("sessions")
                .col(id())
                // SHA-256 of the token in the cookie, hexadecimal; the token itself is kept nowhere.
                .col(text("token_hash"))
                .col(uuid("person_id"))
                .col(time("created_at"))
                .col(time("last_seen_at"))
                .col(time("expires_at"))
                .col(word("stage", STAGES))
                .col(text("form_secret"))
                .col(text("agent_hash"))
                // What the next page says once, as JSON.
                .col(text_null("flash"))
                .foreign_key(&mut references("sessions", "person_id", "people"))
                .take(),
        )
        .await?;
    manager.create_index(unique("sessions", &["token_hash"])).await?;
    manager
        .create_index(index("sessions", &["person_id", "created_at"]))
        .await?;
    manager.create_index(index("sessions", &["expires_at"])).await?;
    manager
        .create_table(
            create("sign_in_failures")
                .col(id())
                // SHA-256 of the address that was typed, hexadecimal.
                .col(text("account_hash"))
                .col(time("failed_at"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("sign_in_failures", &["account_hash", "failed_at"]))
        .await?;
    manager.create_index(index("sign_in_failures", &["failed_at"])).await
}
