//! What no act changes once a request was issued stays: its case, what its targets stand for, what was wanted and said of
//! it but by the act that says so, clocks that were met, and whose a claim is.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::guard::{Event, Guard, changes};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (on, backend) = (manager.get_connection(), manager.get_database_backend());
        for guard in guards(backend) {
            for statement in guard.statements(backend) {
                on.execute_unprepared(&statement).await?;
            }
        }
        if backend != DbBackend::Postgres {
            on.execute_unprepared(CLAIMS_ARE_NOT_REPLACED).await?;
        }
        Ok(())
    }
}

/// Whose a claim is, and what it may take.
const OF_A_CLAIM: &[&str] = &["id", "hold_id", "organisation_id", "request_id", "rank", "cap"];

/// A new row of the same key asks no trigger on UPDATE or DELETE. On PostgreSQL there is no such statement, and claims are
/// not truncated.
const CLAIMS_ARE_NOT_REPLACED: &str = "CREATE TRIGGER claims_are_kept_whole BEFORE INSERT ON claims \
     WHEN EXISTS (SELECT 1 FROM claims AS kept \
     WHERE (kept.id = NEW.id OR kept.hold_id = NEW.hold_id AND kept.rank = NEW.rank) \
     AND (NEW.id IS NOT kept.id OR NEW.hold_id IS NOT kept.hold_id OR NEW.rank IS NOT kept.rank \
     OR NEW.organisation_id IS NOT kept.organisation_id OR NEW.request_id IS NOT kept.request_id \
     OR NEW.cap IS NOT kept.cap OR kept.ended_at IS NOT NULL AND NEW.ended_at IS NOT kept.ended_at)) \
     BEGIN SELECT RAISE(ABORT, 'what was kept is not replaced'); END";

/// A clock that is gone, was begun at another time, forgets a breach, or ended otherwise than it did. Ids, times and
/// states are asked one by one, so that a clock may be written in another form later.
fn clocks_are_turned_back(backend: DbBackend) -> String {
    let (each, of) = if backend == DbBackend::Postgres {
        (
            "json_array_elements({row}.clocks::json) AS {name}(value)",
            "({name}.value #>> '{<path>}')",
        )
    } else {
        (
            "json_each({row}.clocks) AS {name}",
            "json_extract({name}.value, '$<path>')",
        )
    };
    let each = |row: &str, name: &str| each.replace("{row}", row).replace("{name}", name);
    let of = |name: &str, path: &[&str]| {
        let path = if backend == DbBackend::Postgres {
            path.join(",")
        } else {
            path.iter().map(|step| format!(".{step}")).collect()
        };
        of.replace("{name}", name).replace("<path>", &path)
    };
    let differs = |path: &[&str]| format!("{} IS DISTINCT FROM {}", of("now", path), of("was", path));
    let ended = of("was", &["clock", "state", "state"]);
    let breached = of("was", &["clock", "breached_at"]);
    format!(
        "NEW.clocks IS DISTINCT FROM OLD.clocks AND EXISTS (SELECT 1 FROM {was} WHERE NOT EXISTS \
         (SELECT 1 FROM {now} WHERE NOT ({id} OR {started} OR ({breached} IS NOT NULL AND {breach}) \
         OR ({ended} IN ('met','stopped') AND ({state} OR {at})))))",
        was = each("OLD", "was"),
        now = each("NEW", "now"),
        id = differs(&["id"]),
        started = differs(&["clock", "started_at"]),
        breach = differs(&["clock", "breached_at"]),
        state = differs(&["clock", "state", "state"]),
        at = differs(&["clock", "state", "at"]),
    )
}

fn guards(backend: DbBackend) -> Vec<Guard> {
    let is_issued =
        "EXISTS (SELECT 1 FROM requests WHERE requests.id = OLD.request_id AND requests.issued_at IS NOT NULL)";
    vec![
        Guard {
            name: "requests_stay_in_their_case",
            table: "requests",
            event: Event::Update,
            wrong: format!("OLD.issued_at IS NOT NULL AND {}", changes(&["case_id"])),
            says: "what was issued does not change",
        },
        Guard {
            name: "requests_are_wanted_as_asked",
            table: "requests",
            event: Event::Update,
            wrong: "OLD.issued_at IS NOT NULL AND NEW.desired <> OLD.desired AND (NEW.desired = 'active' \
                 OR NEW.desired = 'cancelled' AND (NEW.status <> 'withdrawing' OR OLD.status = 'withdrawing'))"
                .to_owned(),
            says: "only an act changes what is wanted",
        },
        Guard {
            name: "requests_keep_the_last_word",
            table: "requests",
            event: Event::Update,
            wrong: "OLD.issued_at IS NOT NULL AND NEW.remark <> OLD.remark AND NEW.status = OLD.status".to_owned(),
            says: "what is said of a request is said by an act",
        },
        Guard {
            name: "requests_keep_their_clocks",
            table: "requests",
            event: Event::Update,
            wrong: format!("OLD.issued_at IS NOT NULL AND {}", clocks_are_turned_back(backend)),
            says: "no clock is turned back",
        },
        Guard {
            name: "targets_stay_of_their_indicator",
            table: "targets",
            event: Event::Update,
            wrong: format!("{} AND {is_issued}", changes(&["indicator_id"])),
            says: "what was issued does not change",
        },
        Guard {
            name: "claims_stay_whose_they_are",
            table: "claims",
            event: Event::Update,
            wrong: format!(
                "{} OR OLD.ended_at IS NOT NULL AND {}",
                changes(OF_A_CLAIM),
                changes(&["until_at", "ended_at"])
            ),
            says: "a claim stays whose it is, and ends once",
        },
        Guard {
            name: "claims_are_kept",
            table: "claims",
            event: Event::Delete,
            wrong: "TRUE".to_owned(),
            says: "a claim is kept",
        },
    ]
}
