//! How fast an agency may go: what each has set, how many requests of each officer were issued, from which countries
//! people sign in, and what is looked at twice.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::guard::{Event, Guard, changes};
use crate::schema::{create, integer, json_null, key, references, text, text_null, time, time_null, uuid, version};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                create("paces")
                    .col(uuid("organisation_id").primary_key().take())
                    // `domain::pace::Limit`, each; the bounds are the domain's.
                    .col(integer("first_requests"))
                    .col(integer("sent_per_officer"))
                    .col(integer("sent_per_organisation"))
                    .col(integer("pressing"))
                    .col(integer("unfamiliar_for"))
                    .col(version())
                    .foreign_key(&mut references("paces", "organisation_id", "organisations"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                create("issued_counts")
                    .col(uuid("person_id").primary_key().take())
                    .col(integer("issued"))
                    .foreign_key(&mut references("issued_counts", "person_id", "people"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                create("person_countries")
                    .col(uuid("person_id"))
                    // Two letters; ZZ is one that nobody told.
                    .col(text("country"))
                    // The first there ever was counts as known from the beginning: 0.
                    .col(time("known_since_at"))
                    .col(time("last_seen_at"))
                    .primary_key(&mut key(&["person_id", "country"]))
                    .foreign_key(&mut references("person_countries", "person_id", "people"))
                    .take(),
            )
            .await?;
        sessions(manager).await?;
        let look = Table::alter()
            .table("requests")
            .add_column(json_null("second_look"))
            .take();
        manager.alter_table(look).await?;
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        on.execute_unprepared(COUNTED).await?;
        for statement in guards(backend).iter().flat_map(|guard| guard.statements(backend)) {
            on.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

fn guards(backend: DbBackend) -> [Guard; 2] {
    let too_few = if backend == DbBackend::Postgres {
        "(NEW.second_look::json ->> 'approvals')::bigint > json_array_length(NEW.approvals::json)"
    } else {
        "json_extract(NEW.second_look, '$.approvals') > json_array_length(NEW.approvals)"
    };
    [
        Guard {
            name: "requests_keep_their_second_look",
            table: "requests",
            event: Event::Update,
            wrong: format!("OLD.issued_at IS NOT NULL AND {}", changes(&["second_look"])),
            says: "what was issued does not change",
        },
        Guard {
            name: "requests_are_looked_at_twice",
            table: "requests",
            event: Event::Write,
            wrong: format!("NEW.issued_at IS NOT NULL AND NEW.second_look IS NOT NULL AND {too_few}"),
            says: "as many approve it as was decided when it was sent",
        },
    ]
}

/// What was known of device and country at the sign-in, or when it was last confirmed.
async fn sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        time_null("device_known_since_at"),
        text_null("country"),
        time_null("country_known_since_at"),
    ] {
        let mut added = Table::alter().table("sessions").add_column(column).take();
        manager.alter_table(added.take()).await?;
    }
    Ok(())
}

/// Whoever has had requests issued before is known by them.
const COUNTED: &str = "INSERT INTO issued_counts (person_id, issued) \
     SELECT author_id, count(*) FROM requests WHERE issued_at IS NOT NULL GROUP BY author_id";
