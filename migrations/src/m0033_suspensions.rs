//! Suspensions of people and organisations, with what was done and how they were lifted; and on each request who of it is
//! suspended. What was kept before has nobody suspended.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::guard::{Event, Guard};
use crate::schema::{
    boolean, create, id, index, integer, integer_null, json, references, text, text_null, time, time_null, uuid,
    uuid_null, word,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                create("suspensions")
                    .col(id())
                    .col(uuid("organisation_id"))
                    .col(word("kind", KINDS))
                    // Nobody where the whole organisation is stopped.
                    .col(uuid_null("person_id"))
                    // Where person or organisation stood before.
                    .col(text("was"))
                    .col(word("side", &["platform", "own"]))
                    .col(uuid_null("suspended_by_id"))
                    .col(text("reason"))
                    .col(text("note"))
                    .col(time("suspended_at"))
                    .col(integer("people_count"))
                    .col(integer("session_count"))
                    .col(integer("request_count"))
                    .col(integer("clock_count"))
                    .col(integer("told_count"))
                    .col(time_null("lifted_at"))
                    .col(uuid_null("lifted_by_id"))
                    .col(text_null("lifted_for"))
                    .col(text_null("lift_note"))
                    .col(integer_null("lifted_request_count"))
                    // What is searched by its parts: the names at the time.
                    .col(text("words"))
                    .foreign_key(&mut references("suspensions", "organisation_id", "organisations"))
                    .foreign_key(&mut references("suspensions", "person_id", "people"))
                    .foreign_key(&mut references("suspensions", "suspended_by_id", "people"))
                    .foreign_key(&mut references("suspensions", "lifted_by_id", "people"))
                    .to_owned(),
            )
            .await?;
        for columns in [&["suspended_at", "id"][..], &["organisation_id", "suspended_at", "id"]] {
            manager.create_index(index("suspensions", columns)).await?;
        }
        for column in [
            json("stops").default(NOBODY).take(),
            boolean("is_stopped").default(false).take(),
        ] {
            let mut added = Table::alter().table("requests").add_column(column).take();
            manager.alter_table(added.take()).await?;
        }
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        for statement in [ONE_OF_PERSON, ONE_OF_ORGANISATION, STOPPED_ASKED, STOPPED_ANSWERED] {
            on.execute_unprepared(statement).await?;
        }
        for guard in guards() {
            for statement in guard.statements(backend) {
                on.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

/// `domain::actor::OrganisationKind`.
const KINDS: &[&str] = &["agency", "exchange", "coordinator", "oversight", "platform"];

/// `domain::requests::stops::Stops` of nobody.
const NOBODY: &str = "{\"all\":[],\"since\":null}";

/// Nobody is suspended twice at once.
const ONE_OF_PERSON: &str = "CREATE UNIQUE INDEX suspensions_of_person_key ON suspensions (person_id) \
     WHERE lifted_at IS NULL AND person_id IS NOT NULL";
const ONE_OF_ORGANISATION: &str = "CREATE UNIQUE INDEX suspensions_of_organisation_key ON suspensions (organisation_id) \
     WHERE lifted_at IS NULL AND person_id IS NULL";

/// Few rows of many, so that the index holds no others.
const STOPPED_ASKED: &str =
    "CREATE INDEX requests_stopped_asked_idx ON requests (asker_id, due_at, id) WHERE is_stopped";
const STOPPED_ANSWERED: &str =
    "CREATE INDEX requests_stopped_answered_idx ON requests (recipient_id, due_at, id) WHERE is_stopped";

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            name: "suspensions_are_kept",
            table: "suspensions",
            event: Event::Delete,
            wrong: "OLD.id IS NOT NULL".to_owned(),
            says: "a suspension stays in the books",
        },
        Guard {
            name: "suspensions_are_lifted_once",
            table: "suspensions",
            event: Event::Update,
            wrong: "OLD.lifted_at IS NOT NULL".to_owned(),
            says: "a suspension is lifted once",
        },
        Guard {
            name: "suspensions_say_how_they_ended",
            table: "suspensions",
            event: Event::Write,
            wrong: "(NEW.lifted_at IS NULL) <> (NEW.lifted_for IS NULL)".to_owned(),
            says: "who lifts a suspension says why",
        },
        Guard {
            name: "requests_are_not_issued_while_stopped",
            table: "requests",
            event: Event::Update,
            wrong: "NEW.is_stopped AND OLD.issued_at IS NULL AND NEW.issued_at IS NOT NULL".to_owned(),
            says: "nothing is issued in the name of who is suspended",
        },
    ]
}
