//! Passkeys of people, ceremonies that have begun, and what was signed at the approval of a request: that is only added to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::guard::{Event, Guard};
use crate::schema::{
    boolean, create, id, index, integer, json, key, references, text, time, time_null, unique, uuid, uuid_null, word,
};

/// What a ceremony is for: `domain::passkeys::Purpose`.
const PURPOSES: &[&str] = &["registration", "sign_in", "factor", "confirmation", "approval"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        passkeys(manager).await?;
        ceremonies(manager).await?;
        signatures(manager).await?;
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        for statement in guards().iter().flat_map(|guard| guard.statements(backend)) {
            on.execute_unprepared(&statement).await?;
        }
        for statement in kept_whole(backend) {
            on.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

async fn passkeys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("passkeys")
                .col(id())
                .col(uuid("person_id"))
                // base64url, as authenticators and browsers name it.
                .col(text("credential_id"))
                // The public key with what was learnt of it, as the library of the ceremonies keeps it. No secret.
                .col(json("credential"))
                .col(text("name"))
                // The model of the authenticator.
                .col(text("aaguid"))
                .col(integer("counter"))
                // Whether it may be copied to other devices of its owner, and is.
                .col(boolean("may_be_backed_up"))
                .col(boolean("is_backed_up"))
                .col(time("created_at"))
                .col(time_null("last_used_at"))
                .foreign_key(&mut references("passkeys", "person_id", "people"))
                .take(),
        )
        .await?;
    manager.create_index(unique("passkeys", &["credential_id"])).await?;
    manager
        .create_index(index("passkeys", &["person_id", "created_at"]))
        .await
}

async fn ceremonies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("passkey_ceremonies")
                // SHA-256 of what the forms of one browser are made from: nobody else ends what it began.
                .col(text("bound_to"))
                .col(word("purpose", PURPOSES))
                .col(uuid_null("person_id"))
                .col(uuid_null("request_id"))
                .col(json("state"))
                .col(time("expires_at"))
                .primary_key(&mut key(&["bound_to", "purpose"]))
                .foreign_key(&mut references("passkey_ceremonies", "person_id", "people"))
                .foreign_key(&mut references("passkey_ceremonies", "request_id", "requests"))
                .take(),
        )
        .await?;
    manager.create_index(index("passkey_ceremonies", &["expires_at"])).await
}

async fn signatures(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("approval_signatures")
                .col(id())
                .col(uuid("request_id"))
                // The version that was approved.
                .col(integer("version"))
                .col(uuid("person_id"))
                .col(time("signed_at"))
                // RFC 8785 JSON, and its SHA-256 in hexadecimal: the challenge that was signed.
                .col(text("statement"))
                .col(text("hash"))
                .col(text("origin"))
                .col(text("credential_id"))
                .col(integer("algorithm"))
                // SubjectPublicKeyInfo, authenticator data, client data and signature, base64url.
                .col(text("public_key"))
                .col(text("authenticator_data"))
                .col(text("client_data"))
                .col(text("signature"))
                .foreign_key(&mut references("approval_signatures", "request_id", "requests"))
                .foreign_key(&mut references("approval_signatures", "person_id", "people"))
                .take(),
        )
        .await?;
    manager.create_index(unique("approval_signatures", &["hash"])).await?;
    manager
        .create_index(unique("approval_signatures", &["request_id", "version", "person_id"]))
        .await
}

const SAYS: &str = "what was signed stays signed";

fn guards() -> [Guard; 2] {
    let guard = |name, event| Guard {
        name,
        table: "approval_signatures",
        event,
        wrong: "TRUE".to_owned(),
        says: SAYS,
    };
    [
        guard("approval_signatures_stay", Event::Update),
        guard("approval_signatures_are_kept", Event::Delete),
    ]
}

/// Not by `TRUNCATE` either, and not by `INSERT OR REPLACE`, which asks no trigger on DELETE.
fn kept_whole(backend: DbBackend) -> Vec<String> {
    let (table, name) = ("approval_signatures", "approval_signatures_are_kept_whole");
    if backend == DbBackend::Postgres {
        vec![
            format!(
                "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
            ),
            format!("CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}()"),
            format!("ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"),
        ]
    } else {
        vec![format!(
            "CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} AS kept \
             WHERE kept.id = NEW.id OR kept.hash = NEW.hash OR (kept.request_id = NEW.request_id \
             AND kept.version = NEW.version AND kept.person_id = NEW.person_id)) \
             BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )]
    }
}
