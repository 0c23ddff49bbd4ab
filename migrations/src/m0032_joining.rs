//! How organisations join: applications, what two verifiers found out about each, and until when that holds. The database
//! keeps what the rules promise (S71): one person confirms once, only two who reached the same number make an
//! organisation, and what was recorded does not change.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::guard::{Event, Guard, changes};
use crate::schema::{
    create, id, index, integer, json, key, references, sorted_text, text, text_null, time, time_null, unique, uuid,
    uuid_null, version, word, word_null,
};

/// `domain::applications::KINDS`.
const KINDS: &[&str] = &["agency", "exchange", "coordinator", "oversight"];
/// `domain::applications::Status`.
const STATUSES: &[&str] = &["received", "confirmed", "differing", "accepted", "refused", "withdrawn"];
/// `domain::applications::Reason`.
const REASONS: &[&str] = &[
    "no_such_body",
    "no_authority",
    "foreign_domain",
    "denied",
    "unreachable",
    "taken",
    "duplicate",
    "incomplete",
];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        applications(manager).await?;
        attestations(manager).await?;
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        for statement in [ONE_OF_EACH, ATTESTED_SINCE] {
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

async fn applications(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("applications")
                // The id of the organisation that it may become.
                .col(id())
                .col(text("reference"))
                .col(word("kind", KINDS))
                .col(text("country"))
                .col(sorted_text(manager.get_connection(), "name"))
                // Names, reference and domains in lower case: what one looks for.
                .col(text("search_text"))
                // `domain::applications::Content`.
                .col(json("content"))
                .col(word("status", STATUSES))
                .col(time("status_since"))
                .col(time("received_at"))
                .col(uuid_null("decided_by_id"))
                .col(word_null("reason", REASONS))
                .col(text("note").default("").take())
                .col(version())
                .foreign_key(&mut references("applications", "decided_by_id", "people"))
                .take(),
        )
        .await?;
    manager.create_index(unique("applications", &["reference"])).await?;
    manager
        .create_index(index("applications", &["status", "received_at", "id"]))
        .await?;
    manager
        .create_table(
            create("application_confirmations")
                .col(uuid("application_id"))
                .col(uuid("person_id"))
                .col(time("confirmed_at"))
                // The number that was called, in the one form in which numbers are compared.
                .col(text("number"))
                // `domain::applications::Callback`.
                .col(json("callback"))
                // `domain::applications::Check`, such as `register_entry,licence`.
                .col(text("checks"))
                .col(text("note"))
                // When its author recorded it anew; nothing while it stands.
                .col(time_null("replaced_at"))
                .primary_key(&mut key(&["application_id", "person_id", "confirmed_at"]))
                .foreign_key(&mut references(
                    "application_confirmations",
                    "application_id",
                    "applications",
                ))
                .foreign_key(&mut references("application_confirmations", "person_id", "people"))
                .take(),
        )
        .await
}

async fn attestations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        // How many verifiers called back when it joined.
        integer("verifiers").default(0).take(),
        // When somebody last called back.
        time_null("attested_at"),
        // Until when that holds.
        time_null("attest_by_at"),
        // What its administrator confirmed since, and who and when; nothing once a verifier has called back.
        time_null("stated_at"),
        uuid_null("stated_by_id"),
        text_null("stated_domains"),
    ] {
        let mut added = Table::alter().table("organisations").add_column(column).take();
        manager.alter_table(added.take()).await?;
    }
    manager
        .create_index(index("organisations", &["standing", "attest_by_at"]))
        .await?;
    manager
        .create_table(
            create("attestation_alarms")
                .col(uuid("organisation_id"))
                // The end it warns of.
                .col(time("until_at"))
                // Zero tells that it has ended.
                .col(integer("days_left"))
                .col(time("rung_at"))
                .primary_key(&mut key(&["organisation_id", "until_at", "days_left"]))
                .foreign_key(&mut references(
                    "attestation_alarms",
                    "organisation_id",
                    "organisations",
                ))
                .take(),
        )
        .await
}

/// A person confirms an application once; recording it anew replaces what stood.
const ONE_OF_EACH: &str = "CREATE UNIQUE INDEX application_confirmations_person_key \
     ON application_confirmations (application_id, person_id) WHERE replaced_at IS NULL";

/// What was verified before holds for a year from then.
const ATTESTED_SINCE: &str = "UPDATE organisations SET attested_at = verified_at, \
     attest_by_at = verified_at + 31536000000000 WHERE verified_at IS NOT NULL AND kind <> 'platform'";

/// `domain::applications::Status`: what follows upon what.
const PASSAGES: &[(&str, &[&str])] = &[
    ("received", &["confirmed", "refused", "withdrawn"]),
    ("confirmed", &["differing", "accepted", "refused", "withdrawn"]),
    ("differing", &["accepted", "refused", "withdrawn"]),
];

fn is_no_passage() -> String {
    let pairs: Vec<String> = PASSAGES
        .iter()
        .flat_map(|(from, to)| to.iter().map(move |to| format!("'{from}>{to}'")))
        .collect();
    format!(
        "NEW.status <> OLD.status AND OLD.status || '>' || NEW.status NOT IN ({})",
        pairs.join(",")
    )
}

/// Two people reached the same number, and both say so still.
const BY_TWO: &str = "EXISTS (SELECT 1 FROM application_confirmations AS one \
     JOIN application_confirmations AS other ON other.application_id = one.application_id \
     AND other.person_id <> one.person_id AND other.number = one.number \
     WHERE one.application_id = NEW.id AND one.replaced_at IS NULL AND other.replaced_at IS NULL)";

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            name: "applications_are_accepted_by_two",
            table: "applications",
            event: Event::Write,
            wrong: format!("NEW.status = 'accepted' AND NOT {BY_TWO}"),
            says: "two verifiers reach the same number",
        },
        Guard {
            name: "applications_follow_their_course",
            table: "applications",
            event: Event::Update,
            wrong: is_no_passage(),
            says: "no act leads from this status to that one",
        },
        Guard {
            name: "applications_stay_as_received",
            table: "applications",
            event: Event::Update,
            wrong: changes(&["id", "reference", "kind", "country", "name", "content", "received_at"]),
            says: "what was applied for does not change",
        },
        Guard {
            name: "applications_are_kept",
            table: "applications",
            event: Event::Delete,
            wrong: "TRUE".to_owned(),
            says: "applications are kept",
        },
        Guard {
            name: "application_confirmations_stay_as_recorded",
            table: "application_confirmations",
            event: Event::Update,
            wrong: format!(
                "OLD.replaced_at IS NOT NULL OR NEW.replaced_at IS NULL OR {}",
                changes(&[
                    "application_id",
                    "person_id",
                    "confirmed_at",
                    "number",
                    "callback",
                    "checks",
                    "note"
                ])
            ),
            says: "what a verifier recorded does not change",
        },
        Guard {
            name: "application_confirmations_are_kept",
            table: "application_confirmations",
            event: Event::Delete,
            wrong: "TRUE".to_owned(),
            says: "what a verifier recorded is kept",
        },
        Guard {
            name: "organisations_join_by_two",
            table: "organisations",
            event: Event::Write,
            wrong: "NEW.standing = 'active' AND EXISTS (SELECT 1 FROM applications \
                    WHERE applications.id = NEW.id AND applications.status <> 'accepted')"
                .to_owned(),
            says: "an organisation takes part once two verifiers have confirmed it",
        },
        Guard {
            name: "organisations_are_not_waved_through",
            table: "organisations",
            event: Event::Update,
            wrong: "OLD.standing = 'pending' AND NEW.standing = 'active' AND NOT EXISTS (SELECT 1 FROM applications \
                    WHERE applications.id = NEW.id AND applications.status = 'accepted')"
                .to_owned(),
            says: "an organisation takes part once two verifiers have confirmed it",
        },
    ]
}
