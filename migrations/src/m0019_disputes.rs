//! A dispute names the answers it is about: these alone are given anew, and each once. Of what was in dispute before
//! nothing was named, so all of it was.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::guard::{Event, Guard, changes};
use crate::schema::boolean;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let disputed = boolean("disputed").default(false).take();
        manager
            .alter_table(Table::alter().table("targets").add_column(disputed).take())
            .await?;
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        on.execute_unprepared(IN_DISPUTE).await?;
        for guard in [outcomes(), disputes()] {
            for statement in guard.statements_anew(backend) {
                on.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

const IN_DISPUTE: &str = "UPDATE targets SET disputed = TRUE WHERE outcome IS NOT NULL AND EXISTS \
     (SELECT 1 FROM requests WHERE requests.id = targets.request_id AND requests.status = 'disputed')";

const STATUS: &str = "(SELECT status FROM requests WHERE requests.id = OLD.request_id)";

/// As before, but in a dispute only of what is disputed.
fn outcomes() -> Guard {
    Guard {
        name: "targets_have_one_outcome",
        table: "targets",
        event: Event::Update,
        wrong: format!(
            "OLD.outcome IS NOT NULL AND {} AND NOT \
             (NEW.outcome IS NOT NULL AND ({STATUS} = 'executing' OR {STATUS} = 'disputed' AND OLD.disputed) \
             OR NEW.outcome IS NULL AND {STATUS} IN ('maintained','acknowledged'))",
            changes(&["outcome", "answer"])
        ),
        says: "the outcome of a target is final",
    }
}

/// Only an answer is disputed, and only while its request is.
fn disputes() -> Guard {
    Guard {
        name: "targets_are_disputed_once_answered",
        table: "targets",
        event: Event::Update,
        wrong: format!("NEW.disputed AND NOT OLD.disputed AND (NEW.outcome IS NULL OR {STATUS} <> 'disputed')"),
        says: "only an answer is disputed",
    }
}
