//! What the rules promise, the database keeps as well (S30, S31): four eyes, the table of statuses, what was issued,
//! answered, said and relied on, and whose a hold is. Every guard is a trigger, and no act of the site meets one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::guard::{Event, Guard, changes};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let json = if backend == DbBackend::Postgres {
            &JSON_OF_POSTGRES
        } else {
            &JSON_OF_SQLITE
        };
        let on = manager.get_connection();
        for guard in guards(json) {
            for statement in guard.statements(backend) {
                on.execute_unprepared(&statement).await?;
            }
        }
        for table in KEPT_WHOLE {
            for statement in kept_whole(table, backend) {
                on.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

/// Tables of which no row is removed unseen: not by `TRUNCATE`, and not by `INSERT OR REPLACE`, which asks no trigger on
/// DELETE. Table, the keys that name a row, and which rows are kept.
const KEPT_WHOLE: &[(&str, &str, &str)] = &[
    (
        "requests",
        "id = NEW.id OR number = NEW.number OR verify_code = NEW.verify_code",
        "issued_at IS NOT NULL",
    ),
    ("messages", "id = NEW.id", "TRUE"),
    (
        "legal_bases",
        "id = NEW.id OR (code = NEW.code AND version = NEW.version)",
        "TRUE",
    ),
];

fn kept_whole((table, same, kept): &(&str, &str, &str), backend: DbBackend) -> Vec<String> {
    let says = "what was kept is not replaced";
    if backend == DbBackend::Postgres {
        vec![
            format!(
                "CREATE FUNCTION {table}_are_kept_whole() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION '{says}'; END $$"
            ),
            format!(
                "CREATE TRIGGER {table}_are_kept_whole BEFORE TRUNCATE ON {table} \
                 EXECUTE FUNCTION {table}_are_kept_whole()"
            ),
            format!("ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_are_kept_whole"),
        ]
    } else {
        vec![format!(
            "CREATE TRIGGER {table}_are_kept_whole BEFORE INSERT ON {table} \
             WHEN EXISTS (SELECT 1 FROM {table} WHERE ({same}) AND {kept}) \
             BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )]
    }
}

/// What is asked of JSON, which each engine says in its own words. `writers` is a list of ids, `approvals` a list of
/// objects with `by`.
struct Json {
    /// Somebody who wrote it approved it.
    approved_by_a_writer: &'static str,
    /// Somebody approved it twice.
    approved_twice: &'static str,
    /// How many approved it.
    approvals: &'static str,
    /// Its author is not among its writers.
    author_is_no_writer: &'static str,
    /// Somebody who wrote it is not among its writers any more.
    forgets_a_writer: &'static str,
}

const JSON_OF_SQLITE: Json = Json {
    approved_by_a_writer: "EXISTS (SELECT 1 FROM json_each(NEW.approvals) AS approval, json_each(NEW.writers) AS writer \
         WHERE json_extract(approval.value, '$.by') = writer.value)",
    approved_twice: "(SELECT count(*) <> count(DISTINCT json_extract(value, '$.by')) FROM json_each(NEW.approvals))",
    approvals: "json_array_length(NEW.approvals)",
    author_is_no_writer: "NOT EXISTS (SELECT 1 FROM json_each(NEW.writers) \
         WHERE replace(value, '-', '') = lower(hex(NEW.author_id)))",
    forgets_a_writer: "EXISTS (SELECT 1 FROM json_each(OLD.writers) \
         WHERE value NOT IN (SELECT value FROM json_each(NEW.writers)))",
};

const JSON_OF_POSTGRES: Json = Json {
    approved_by_a_writer: "EXISTS (SELECT 1 FROM json_array_elements(NEW.approvals::json) AS approval, \
         json_array_elements_text(NEW.writers::json) AS writer WHERE approval ->> 'by' = writer)",
    approved_twice: "(SELECT count(*) <> count(DISTINCT approval ->> 'by') \
         FROM json_array_elements(NEW.approvals::json) AS approval)",
    approvals: "json_array_length(NEW.approvals::json)",
    author_is_no_writer: "NEW.author_id::text NOT IN (SELECT json_array_elements_text(NEW.writers::json))",
    forgets_a_writer: "EXISTS (SELECT 1 FROM json_array_elements_text(OLD.writers::json) AS writer \
         WHERE writer NOT IN (SELECT json_array_elements_text(NEW.writers::json)))",
};

/// `domain::requests::kinds::Status::may_become`.
const PASSAGES: &[(&str, &[&str])] = &[
    ("draft", &["in_review", "withdrawn"]),
    ("in_review", &["draft", "issued", "withdrawn"]),
    ("issued", &["acknowledged", "redirected", "refused", "withdrawing"]),
    (
        "acknowledged",
        &[
            "redirected",
            "clarification",
            "executing",
            "answered",
            "refused",
            "withdrawing",
        ],
    ),
    (
        "clarification",
        &[
            "acknowledged",
            "executing",
            "partly_answered",
            "answered",
            "closed_unanswered",
            "refused",
            "withdrawing",
        ],
    ),
    (
        "executing",
        &["clarification", "partly_answered", "answered", "refused", "withdrawing"],
    ),
    (
        "partly_answered",
        &["clarification", "answered", "refused", "withdrawing"],
    ),
    ("answered", &["closed", "disputed", "withdrawing"]),
    ("refused", &["maintained", "closed"]),
    ("maintained", &["acknowledged", "refused", "withdrawing"]),
    ("disputed", &["answered", "withdrawing"]),
    ("withdrawing", &["withdrawn"]),
    ("closed", &["acknowledged"]),
    ("closed_unanswered", &["acknowledged"]),
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

fn guards(json: &Json) -> Vec<Guard> {
    let mut guards = guards_of_requests(json);
    guards.extend(guards_of_targets());
    guards.extend(guards_of_holds());
    guards.extend(guards_of_words());
    guards
}

fn guards_of_requests(json: &Json) -> Vec<Guard> {
    let issued = [
        "asker_id",
        "recipient_id",
        "author_id",
        "writers",
        "kind",
        "urgency",
        "content",
        "parent_id",
        "approvals",
        "number",
        "verify_code",
        "packet_hash",
        "packet",
        "issued_at",
        "created_at",
    ];
    let Json {
        approved_by_a_writer,
        approved_twice,
        approvals,
        author_is_no_writer,
        forgets_a_writer,
    } = json;
    let needed = "CASE WHEN NEW.urgency IN ('flash','emergency') THEN 2 ELSE 1 END";
    vec![
        Guard {
            name: "requests_have_four_eyes",
            table: "requests",
            event: Event::Write,
            wrong: format!(
                "{approved_by_a_writer} OR {approved_twice} OR {author_is_no_writer} \
                 OR (NEW.issued_at IS NOT NULL AND {approvals} < {needed})"
            ),
            says: "nobody approves what they wrote",
        },
        Guard {
            name: "requests_remember_writers",
            table: "requests",
            event: Event::Update,
            wrong: (*forgets_a_writer).to_owned(),
            says: "who wrote of a request stays its writer",
        },
        Guard {
            name: "requests_stay_as_issued",
            table: "requests",
            event: Event::Update,
            wrong: format!("OLD.issued_at IS NOT NULL AND {}", changes(&issued)),
            says: "what was issued does not change",
        },
        Guard {
            name: "requests_are_kept",
            table: "requests",
            event: Event::Delete,
            wrong: "OLD.issued_at IS NOT NULL".to_owned(),
            says: "what was issued is kept",
        },
        Guard {
            name: "requests_follow_the_life_cycle",
            table: "requests",
            event: Event::Update,
            wrong: is_no_passage(),
            says: "no act leads from this status to that one",
        },
        Guard {
            name: "requests_go_to_the_holder",
            table: "requests",
            event: Event::Update,
            wrong: "NEW.recipient_id <> OLD.recipient_id AND EXISTS (SELECT 1 FROM targets \
                 JOIN holds ON holds.id = targets.hold_id \
                 WHERE targets.request_id = NEW.id AND holds.holder_id <> NEW.recipient_id)"
                .to_owned(),
            says: "what is about a hold goes to the exchange that holds",
        },
    ]
}

fn guards_of_targets() -> Vec<Guard> {
    let asked = [
        "id",
        "request_id",
        "position",
        "what",
        "chain",
        "value",
        "tag",
        "symbol",
        "decimals",
        "amount",
        "txid",
        "confidence",
        "source",
        "hold_id",
    ];
    let is_issued =
        "EXISTS (SELECT 1 FROM requests WHERE requests.id = OLD.request_id AND requests.issued_at IS NOT NULL)";
    let status = "(SELECT status FROM requests WHERE requests.id = OLD.request_id)";
    vec![
        Guard {
            name: "targets_name_holds_of_the_recipient",
            table: "targets",
            event: Event::Write,
            wrong: "NEW.hold_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM holds \
                 JOIN requests ON requests.recipient_id = holds.holder_id \
                 WHERE holds.id = NEW.hold_id AND requests.id = NEW.request_id)"
                .to_owned(),
            says: "what is about a hold goes to the exchange that holds",
        },
        Guard {
            name: "targets_stay_as_issued",
            table: "targets",
            event: Event::Update,
            wrong: format!("{} AND {is_issued}", changes(&asked)),
            says: "what was issued does not change",
        },
        Guard {
            name: "targets_are_kept",
            table: "targets",
            event: Event::Delete,
            wrong: is_issued.to_owned(),
            says: "what was issued is kept",
        },
        Guard {
            name: "targets_have_one_outcome",
            table: "targets",
            event: Event::Update,
            // Given anew while the request is looked at again; taken back once it was maintained or opened again.
            wrong: format!(
                "OLD.outcome IS NOT NULL AND {} AND NOT \
                 (NEW.outcome IS NOT NULL AND {status} IN ('disputed','executing') \
                 OR NEW.outcome IS NULL AND {status} IN ('maintained','acknowledged'))",
                changes(&["outcome", "answer"])
            ),
            says: "the outcome of a target is final",
        },
    ]
}

fn guards_of_holds() -> Vec<Guard> {
    let fixed = [
        "id",
        "request_id",
        "target_id",
        "position",
        "holder_id",
        "asker_id",
        "symbol",
        "decimals",
        "placed_at",
    ];
    vec![
        Guard {
            name: "holds_are_the_recipients",
            table: "holds",
            event: Event::Write,
            wrong: "NEW.holder_id IS DISTINCT FROM (SELECT recipient_id FROM requests WHERE id = NEW.request_id)"
                .to_owned(),
            says: "who was asked holds",
        },
        Guard {
            name: "holds_stay_what_they_are",
            table: "holds",
            event: Event::Update,
            wrong: changes(&fixed),
            says: "a hold stays what it is",
        },
        Guard {
            name: "holds_are_kept",
            table: "holds",
            event: Event::Delete,
            wrong: "TRUE".to_owned(),
            says: "a hold is kept",
        },
        Guard {
            name: "claims_stand_at_the_holder",
            table: "claims",
            event: Event::Write,
            wrong: "(SELECT holder_id FROM holds WHERE id = NEW.hold_id) \
                 IS DISTINCT FROM (SELECT recipient_id FROM requests WHERE id = NEW.request_id)"
                .to_owned(),
            says: "a claim stands on a request to the exchange that holds",
        },
    ]
}

/// What was said, and the law that was relied on.
fn guards_of_words() -> Vec<Guard> {
    let law = [
        "id",
        "code",
        "version",
        "jurisdiction",
        "kinds",
        "route",
        "binding",
        "longest_days",
        "valid_from_at",
    ];
    let says = "what was said stays said";
    vec![
        Guard {
            name: "messages_stay",
            table: "messages",
            event: Event::Update,
            wrong: "TRUE".to_owned(),
            says,
        },
        Guard {
            name: "messages_are_kept",
            table: "messages",
            event: Event::Delete,
            wrong: "TRUE".to_owned(),
            says,
        },
        Guard {
            name: "legal_bases_stay",
            table: "legal_bases",
            event: Event::Update,
            wrong: changes(&law),
            says: "a version of a legal basis does not change",
        },
        Guard {
            name: "legal_bases_are_kept",
            table: "legal_bases",
            event: Event::Delete,
            wrong: "TRUE".to_owned(),
            says: "a version of a legal basis is kept",
        },
    ]
}
