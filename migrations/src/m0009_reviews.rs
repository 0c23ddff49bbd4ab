//! The review after a flash or emergency request: by when, what was found and by whom. A finding is written once.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::guard::{Event, Guard, changes};
use crate::schema::{text, time_null, uuid_null, word_null};

/// `domain::requests::review::Finding`.
const FINDINGS: &[&str] = &["justified", "justified_wrong_urgency", "not_justified"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            // Nothing where none is owed.
            time_null("review_due_at"),
            // When the clock told that it was not done; nothing until then.
            time_null("review_overdue_at"),
            word_null("review_finding", FINDINGS),
            text("review_note").default("").take(),
            uuid_null("reviewed_by_id"),
            time_null("reviewed_at"),
        ] {
            let mut added = Table::alter().table("requests").add_column(column).take();
            manager.alter_table(added.take()).await?;
        }
        let on = manager.get_connection();
        for statement in [OWED_SINCE, WAITING, UNTOLD] {
            on.execute_unprepared(statement).await?;
        }
        let backend = manager.get_database_backend();
        for guard in guards(backend) {
            for statement in guard.statements(backend) {
                on.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

/// What was issued before owes its review as well, within 72 hours of its issue.
const OWED_SINCE: &str =
    "UPDATE requests SET review_due_at = issued_at + 259200000000 WHERE is_emergency AND issued_at IS NOT NULL";

/// The reviews that an agency owes, the first due first. Few rows of many, so that the index holds no others.
const WAITING: &str = "CREATE INDEX requests_reviews_wait_idx ON requests (asker_id, review_due_at, id) \
     WHERE review_due_at IS NOT NULL AND reviewed_at IS NULL";

/// Those of which the clock has still to tell that they are overdue.
const UNTOLD: &str = "CREATE INDEX requests_reviews_untold_idx ON requests (review_due_at) \
     WHERE review_due_at IS NOT NULL AND reviewed_at IS NULL AND review_overdue_at IS NULL";

fn guards(backend: DbBackend) -> Vec<Guard> {
    let finding = ["review_finding", "review_note", "reviewed_by_id", "reviewed_at"];
    // The last approval is the one that issued it.
    let reviews_own = if backend == DbBackend::Postgres {
        "(NEW.reviewed_by_id::text IN (SELECT json_array_elements_text(NEW.writers::json)) \
         OR NEW.reviewed_by_id::text = NEW.approvals::json -> -1 ->> 'by')"
    } else {
        "(EXISTS (SELECT 1 FROM json_each(NEW.writers) \
         WHERE replace(value, '-', '') = lower(hex(NEW.reviewed_by_id))) \
         OR replace(json_extract(NEW.approvals, '$[#-1].by'), '-', '') = lower(hex(NEW.reviewed_by_id)))"
    };
    vec![
        Guard {
            name: "requests_reviews_are_whole",
            table: "requests",
            event: Event::Write,
            wrong: "(NEW.reviewed_at IS NULL) <> (NEW.review_finding IS NULL) \
                 OR (NEW.reviewed_at IS NULL) <> (NEW.reviewed_by_id IS NULL) \
                 OR (NEW.reviewed_at IS NOT NULL AND NEW.review_due_at IS NULL) \
                 OR (NEW.review_due_at IS NOT NULL AND NEW.issued_at IS NULL)"
                .to_owned(),
            says: "a review is of what was issued, and has who, when and what",
        },
        Guard {
            name: "requests_reviews_have_four_eyes",
            table: "requests",
            event: Event::Write,
            wrong: format!("NEW.reviewed_by_id IS NOT NULL AND {reviews_own}"),
            says: "nobody reviews what they wrote or issued",
        },
        Guard {
            name: "requests_reviews_are_final",
            table: "requests",
            event: Event::Update,
            wrong: format!(
                "OLD.reviewed_at IS NOT NULL AND {} OR OLD.review_due_at IS NOT NULL AND {}",
                changes(&finding),
                changes(&["review_due_at"])
            ),
            says: "what a review found stays, and so does by when it was due",
        },
    ]
}
