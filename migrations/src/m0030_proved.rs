//! A session says by which second factor it was proved, and when; whoever is signed in without one signs in again. An
//! organisation has the domains of its official mailboxes.

use sea_orm_migration::prelude::*;

use crate::schema::{create, id, index, references, text, text_null, time, time_null, unique, uuid, word, word_null};

/// How far a sign-in has come: `domain::people::Stage`.
const STAGES: &[&str] = &["password_done", "enrolling", "complete"];
/// Second factors: `domain::people::Factor`.
const FACTORS: &[&str] = &["totp", "passkey", "recovery", "provider", "demo"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("sessions").take()).await?;
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
                    .col(word_null("factor", FACTORS))
                    // When that was shown last.
                    .col(time_null("factor_at"))
                    .col(text("form_secret"))
                    .col(text("agent_hash"))
                    // What the next page says once, as JSON.
                    .col(text_null("flash"))
                    // Where one was going when the sign-in began, as JSON.
                    .col(text_null("wanted"))
                    .check(Expr::cust(PROVED))
                    .foreign_key(&mut references("sessions", "person_id", "people"))
                    .take(),
            )
            .await?;
        manager.create_index(unique("sessions", &["token_hash"])).await?;
        manager
            .create_index(index("sessions", &["person_id", "created_at"]))
            .await?;
        manager.create_index(index("sessions", &["expires_at"])).await?;
        let domains = text("domains").default("").take();
        manager
            .alter_table(Table::alter().table("organisations").add_column(domains).take())
            .await
    }
}

/// A factor is known with when it was shown, and nobody is signed in without one (S01).
const PROVED: &str = "(factor IS NULL) = (factor_at IS NULL) AND (stage <> 'complete' OR factor IS NOT NULL)";
