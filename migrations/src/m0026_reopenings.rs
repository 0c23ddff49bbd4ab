//! An ended request is opened again for the answers it names: these alone are given anew, and each once, as in a dispute.
//! Where every answer stood in what had been opened again before, nothing was named, so all of it was.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::guard::{Event, Guard, changes, gone};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        let names = ["targets_have_one_outcome", "targets_are_disputed_once_answered"];
        for statement in names.iter().flat_map(|name| gone(name, "targets", backend)) {
            on.execute_unprepared(&statement).await?;
        }
        on.execute_unprepared("ALTER TABLE targets RENAME COLUMN disputed TO anew")
            .await?;
        on.execute_unprepared(OPENED_AGAIN).await?;
        for statement in [outcomes(), anew()].iter().flat_map(|guard| guard.statements(backend)) {
            on.execute_unprepared(&statement).await?;
        }
        if backend == DbBackend::Sqlite {
            on.execute_unprepared("DROP TRIGGER targets_are_kept_whole").await?;
            on.execute_unprepared(KEPT_WHOLE).await?;
        }
        Ok(())
    }
}

const OPENED_AGAIN: &str = "UPDATE targets SET anew = TRUE WHERE EXISTS (SELECT 1 FROM requests \
     WHERE requests.id = targets.request_id AND requests.status IN ('acknowledged','clarification','executing')) \
     AND NOT EXISTS (SELECT 1 FROM targets AS other WHERE other.request_id = targets.request_id AND other.outcome IS NULL)";

const STATUS: &str = "(SELECT status FROM requests WHERE requests.id = OLD.request_id)";

/// As before, but only of what is to be given anew.
fn outcomes() -> Guard {
    Guard {
        name: "targets_have_one_outcome",
        table: "targets",
        event: Event::Update,
        wrong: format!(
            "OLD.outcome IS NOT NULL AND {} AND NOT \
             (NEW.outcome IS NOT NULL AND OLD.anew AND {STATUS} IN ('executing','partly_answered','disputed') \
             OR NEW.outcome IS NULL AND {STATUS} IN ('maintained','acknowledged'))",
            changes(&["outcome", "answer"])
        ),
        says: "the outcome of a target is final",
    }
}

/// Only an answer is given anew, and only once it is disputed or its request opened again.
fn anew() -> Guard {
    Guard {
        name: "targets_are_given_anew_once_answered",
        table: "targets",
        event: Event::Update,
        wrong: format!(
            "NEW.anew AND NOT OLD.anew AND (NEW.outcome IS NULL OR {STATUS} NOT IN ('disputed','acknowledged'))"
        ),
        says: "only an answer is given anew",
    }
}

/// As before, and a row that is written in place of another changes an outcome only where that is to be given anew.
const KEPT_WHOLE: &str = "CREATE TRIGGER targets_are_kept_whole BEFORE INSERT ON targets \
     WHEN EXISTS (SELECT 1 FROM targets AS kept \
     WHERE (kept.id = NEW.id OR kept.request_id = NEW.request_id AND kept.position = NEW.position) \
     AND kept.outcome IS NOT NULL AND NEW.outcome IS NOT kept.outcome \
     AND NOT EXISTS (SELECT 1 FROM requests WHERE requests.id = kept.request_id \
     AND (kept.anew AND requests.status IN ('executing','partly_answered','disputed') \
     OR NEW.outcome IS NULL AND requests.status IN ('maintained','acknowledged')))) \
     BEGIN SELECT RAISE(ABORT, 'what was kept is not replaced'); END";
