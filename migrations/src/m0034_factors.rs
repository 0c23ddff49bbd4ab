//! What people sign in with besides the password: authenticator apps, recovery codes, the browsers they are known by, and
//! resets of passwords.

use sea_orm_migration::prelude::*;

use crate::schema::{create, id, index, integer, references, text, time, time_null, unique, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        factors(manager).await?;
        devices(manager).await?;
        resets(manager).await?;
        // What the browser of a session is called in words; see `domain::people::Agent`.
        let agent = text("agent").default("other/other").take();
        manager
            .alter_table(Table::alter().table("sessions").add_column(agent).take())
            .await?;
        // The browser, where the account knows it: its failures count apart (S08). Empty for every other.
        let device = text("device_hash").default("").take();
        manager
            .alter_table(Table::alter().table("sign_in_failures").add_column(device).take())
            .await
    }
}

async fn factors(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("totp_secrets")
                .col(uuid("person_id").primary_key().take())
                // AES-256-GCM, bound to the person: the database alone makes no code.
                .col(ColumnDef::new("sealed").blob().not_null())
                // The last 30-second step a code of which was used; none of it or before counts again (RFC 6238 §5.2).
                .col(integer("last_step"))
                .col(time("created_at"))
                .foreign_key(&mut references("totp_secrets", "person_id", "people"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            create("recovery_codes")
                // Keyed hash of person and code: neither can be made from the database alone.
                .col(text("code_hash").primary_key().take())
                .col(uuid("person_id"))
                .col(time("created_at"))
                .col(time_null("used_at"))
                .foreign_key(&mut references("recovery_codes", "person_id", "people"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("recovery_codes", &["person_id", "used_at"]))
        .await
}

async fn devices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("devices")
                .col(id())
                .col(uuid("person_id"))
                // SHA-256 of the token in the cookie, hexadecimal; the token itself is kept nowhere.
                .col(text("token_hash"))
                .col(text("agent"))
                .col(time("first_seen_at"))
                .col(time("last_seen_at"))
                .foreign_key(&mut references("devices", "person_id", "people"))
                .take(),
        )
        .await?;
    manager.create_index(unique("devices", &["token_hash"])).await?;
    manager
        .create_index(index("devices", &["person_id", "last_seen_at"]))
        .await
}

async fn resets(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("password_resets")
                .col(id())
                // SHA-256 of the mailbox that was typed, hexadecimal: whoever has no account is counted just the same.
                .col(text("account_hash"))
                // Nobody where there is no account.
                .col(uuid_null("person_id"))
                // Random; with the id and the program's own secret it makes the token in the mail.
                .col(text("nonce"))
                .col(time("created_at"))
                .col(time("expires_at"))
                .col(time_null("used_at"))
                .foreign_key(&mut references("password_resets", "person_id", "people"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("password_resets", &["account_hash", "created_at"]))
        .await?;
    manager.create_index(index("password_resets", &["created_at"])).await
}
