//! How people come, stay and go: invitations, when somebody last signed in, why an account stands still, and who looks
//! after what somebody left behind.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::schema::{
    create, id, index, integer, references, text, text_null, time, time_null, unique, uuid, uuid_null, word_null,
};

/// How an invitation ended: `domain::invitations::Ended`.
const ENDED: &[&str] = &["accepted", "withdrawn"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        people(manager).await?;
        // Who looks after an issued request at the asker's, since its author left: what was issued does not change.
        let keeper = Table::alter()
            .table("requests")
            .add_column(uuid_null("keeper_id"))
            .take();
        manager.alter_table(keeper).await?;
        invitations(manager).await
    }
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        // When the person last signed in; who never did counts from the account's making.
        integer("signed_in_at").default(0).take(),
        // Since when an administrator knows that the account stands still soon.
        time_null("idle_told_at"),
        // Since when it stands still because nobody signed in; nothing where it was stopped for another reason.
        time_null("idle_at"),
        time_null("left_at"),
    ] {
        let mut added = Table::alter().table("people").add_column(column).take();
        manager.alter_table(added.take()).await?;
    }
    let on = manager.get_connection();
    on.execute_unprepared(SEEN).await?;
    manager
        .create_index(index("people", &["standing", "signed_in_at"]))
        .await
}

/// The trail knows when everybody signed in.
const SEEN: &str = "UPDATE people SET signed_in_at = coalesce((SELECT max(leaves.happened_at) FROM leaves \
     WHERE leaves.person_id = people.id AND leaves.act = 'signed_in'), created_at)";

async fn invitations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("invitations")
                .col(id())
                .col(uuid("organisation_id"))
                // The account it makes, or opens again: there is none before it is accepted.
                .col(uuid("person_id"))
                .col(text("email"))
                .col(text("name"))
                .col(text_null("badge"))
                .col(text("language"))
                // Words with commas between them: `officer,supervisor`.
                .col(text("roles"))
                .col(uuid("invited_by_id"))
                .col(time("created_at"))
                .col(time("sent_at"))
                .col(time("expires_at"))
                // What the link is made of, with the program's secret: without that nobody can make it.
                .col(text("nonce"))
                // SHA-256 of what stands in the link, hexadecimal; the link itself is kept nowhere.
                .col(text("token_hash"))
                .col(word_null("ended", ENDED))
                .col(time_null("ended_at"))
                .foreign_key(&mut references("invitations", "organisation_id", "organisations"))
                .foreign_key(&mut references("invitations", "invited_by_id", "people"))
                .take(),
        )
        .await?;
    manager.create_index(unique("invitations", &["token_hash"])).await?;
    manager
        .create_index(index("invitations", &["organisation_id", "created_at"]))
        .await?;
    manager.get_connection().execute_unprepared(OPEN).await?;
    Ok(())
}

/// One mailbox is invited once at a time to one organisation.
const OPEN: &str = "CREATE UNIQUE INDEX invitations_organisation_id_email_key ON invitations (organisation_id, email) WHERE ended IS NULL";
