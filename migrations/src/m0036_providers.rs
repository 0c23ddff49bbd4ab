//! Providers of sign-ins that organisations bind (OpenID Connect): their domains, whom they know, attempts to sign in there,
//! and what they said ended.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::schema::{
    boolean, create, id, index, json, key, references, text, text_null, time, time_null, unique, uuid, uuid_null,
    version, word,
};

/// `domain::providers::Purpose`, but for what begins elsewhere.
const PURPOSES: &[&str] = &["sign_in", "confirmation"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        providers(manager).await?;
        links(manager).await?;
        attempts(manager).await?;
        // Of a session that began at a provider: which, whom it knows, and its own name for the session.
        for column in [
            uuid_null("provider_id"),
            text_null("provider_subject"),
            text_null("provider_session"),
        ] {
            manager
                .alter_table(Table::alter().table("sessions").add_column(column).take())
                .await?;
        }
        manager.create_index(index("sessions", &["provider_id"])).await
    }
}

async fn providers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("providers")
                .col(id())
                .col(uuid("organisation_id"))
                .col(version())
                .col(text("issuer"))
                .col(text("client_id"))
                // AES-256-GCM, bound to the organisation and the provider: the database alone knows no secret.
                .col(ColumnDef::new("sealed_secret").blob().not_null())
                // The settings, as `store::providers` writes them.
                .col(json("settings"))
                .col(time("bound_at"))
                .col(time("secret_at"))
                .col(time_null("unbound_at"))
                .foreign_key(&mut references("providers", "organisation_id", "organisations"))
                .take(),
        )
        .await?;
    manager.get_connection().execute_unprepared(ONE).await?;
    // Only of those that are bound: whoever types a mailbox is led to the one that has its domain.
    manager
        .create_table(
            create("provider_domains")
                .col(text("domain").primary_key().take())
                .col(uuid("provider_id"))
                .foreign_key(&mut references("provider_domains", "provider_id", "providers"))
                .take(),
        )
        .await?;
    manager.create_index(index("provider_domains", &["provider_id"])).await
}

const ONE: &str =
    "CREATE UNIQUE INDEX providers_organisation_id_key ON providers (organisation_id) WHERE unbound_at IS NULL";

async fn links(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("provider_links")
                .col(uuid("provider_id"))
                .col(text("subject"))
                .col(uuid("person_id"))
                .col(time("created_at"))
                // Since when its second factor counts for an account that was there before: ours was shown with it.
                .col(time_null("proved_at"))
                .primary_key(&mut key(&["provider_id", "subject"]))
                .foreign_key(&mut references("provider_links", "provider_id", "providers"))
                .foreign_key(&mut references("provider_links", "person_id", "people"))
                .take(),
        )
        .await?;
    manager.create_index(unique("provider_links", &["person_id"])).await
}

async fn attempts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("provider_attempts")
                // SHA-256 of what goes to the provider and comes back, hexadecimal.
                .col(text("state_hash").primary_key().take())
                // SHA-256 of what only the browser has, in a cookie.
                .col(text("bound_to"))
                .col(uuid("provider_id"))
                .col(word("purpose", PURPOSES))
                // Whose session is confirmed.
                .col(uuid_null("session_id"))
                .col(text("nonce"))
                // The verifier of PKCE, AES-256-GCM.
                .col(ColumnDef::new("sealed_verifier").blob().not_null())
                .col(text_null("wanted"))
                // What was found out of whoever is invited and has still to accept the rules of use, AES-256-GCM.
                .col(ColumnDef::new("sealed_arrival").blob().null())
                .col(boolean("is_used"))
                .col(time("created_at"))
                .col(time("expires_at"))
                .foreign_key(&mut references("provider_attempts", "provider_id", "providers"))
                .take(),
        )
        .await?;
    manager.create_index(index("provider_attempts", &["bound_to"])).await?;
    manager
        .create_index(index("provider_attempts", &["expires_at"]))
        .await?;
    // Each token that ends sessions counts once.
    manager
        .create_table(
            create("provider_logouts")
                .col(uuid("provider_id"))
                .col(text("token_hash"))
                .col(time("expires_at"))
                .primary_key(&mut key(&["provider_id", "token_hash"]))
                .foreign_key(&mut references("provider_logouts", "provider_id", "providers"))
                .take(),
        )
        .await?;
    manager.create_index(index("provider_logouts", &["expires_at"])).await
}
