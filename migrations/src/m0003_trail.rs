//! What happened and who is told: the leaves of the trail, notices, the outbox, and the counters of public numbers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::schema::{
    create, id, index, integer, json, json_null, key, references, text, text_null, time, time_null, unique, uuid,
    uuid_null, word,
};

/// Endings of an act: `domain::events::Ending`.
const ENDINGS: &[&str] = &["ok", "deny", "error"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        leaves(manager).await?;
        leaf_details(manager).await?;
        guard(manager).await?;
        leaf_clock(manager).await?;
        notices(manager).await?;
        outbox(manager).await?;
        numbers(manager).await
    }
}

/// A leaf is written once and never touched again: its place in the log is a row of another table. No foreign keys:
/// the log stands by itself. Ids sort as the leaves happened, so each index ends with the id.
async fn leaves(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("leaves")
                .col(id())
                .col(time("happened_at"))
                // `domain::events::Event::act`. Not checked here, since later versions know more.
                .col(text("act"))
                .col(word("out", ENDINGS))
                .col(uuid_null("person_id"))
                .col(uuid_null("organisation_id"))
                .col(text_null("thing"))
                .col(uuid_null("thing_id"))
                .col(uuid_null("case_id"))
                // The exact bytes that are hashed: RFC 8785 JSON.
                .col(text("body"))
                .take(),
        )
        .await?;
    for columns in [
        &["thing_id", "thing", "id"][..],
        &["case_id", "id"],
        &["person_id", "id"],
        &["organisation_id", "id"],
        &["act", "id"],
    ] {
        manager.create_index(index("leaves", columns)).await?;
    }
    Ok(())
}

/// What a leaf commits to by a salted hash. It can be erased, and a row without details is a tombstone.
async fn leaf_details(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("leaf_details")
                .col(ColumnDef::new("leaf_id").uuid().not_null().primary_key())
                .col(ColumnDef::new("salt").binary().null())
                .col(json_null("details"))
                .col(time_null("erased_at"))
                .check(Expr::cust(
                    "(erased_at IS NULL AND salt IS NOT NULL AND details IS NOT NULL) \
                     OR (erased_at IS NOT NULL AND salt IS NULL AND details IS NULL)",
                ))
                .foreign_key(&mut references("leaf_details", "leaf_id", "leaves"))
                .take(),
        )
        .await
}

/// Nobody changes or removes a leaf, nor details otherwise than by erasing them (security S62).
async fn guard(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements = if manager.get_database_backend() == DbBackend::Postgres {
        GUARDS_OF_POSTGRES
    } else {
        GUARDS_OF_SQLITE
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// `ENABLE ALWAYS`: otherwise a session that plays the replica would pass them by.
const GUARDS_OF_POSTGRES: &[&str] = &[
    "CREATE FUNCTION leaves_stay() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN RAISE EXCEPTION 'the trail is only added to'; END $$",
    "CREATE TRIGGER leaves_stay BEFORE UPDATE OR DELETE ON leaves FOR EACH ROW EXECUTE FUNCTION leaves_stay()",
    "CREATE TRIGGER leaves_stay_whole BEFORE TRUNCATE ON leaves EXECUTE FUNCTION leaves_stay()",
    "CREATE TRIGGER leaf_details_stay BEFORE DELETE ON leaf_details FOR EACH ROW EXECUTE FUNCTION leaves_stay()",
    "CREATE TRIGGER leaf_details_stay_whole BEFORE TRUNCATE ON leaf_details EXECUTE FUNCTION leaves_stay()",
    "CREATE TRIGGER leaf_details_are_only_erased BEFORE UPDATE ON leaf_details FOR EACH ROW \
     WHEN (NEW.leaf_id <> OLD.leaf_id OR OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL) \
     EXECUTE FUNCTION leaves_stay()",
    "ALTER TABLE leaves ENABLE ALWAYS TRIGGER leaves_stay",
    "ALTER TABLE leaves ENABLE ALWAYS TRIGGER leaves_stay_whole",
    "ALTER TABLE leaf_details ENABLE ALWAYS TRIGGER leaf_details_stay",
    "ALTER TABLE leaf_details ENABLE ALWAYS TRIGGER leaf_details_stay_whole",
    "ALTER TABLE leaf_details ENABLE ALWAYS TRIGGER leaf_details_are_only_erased",
];

/// `INSERT OR REPLACE` removes a row without asking the trigger on DELETE, so inserting over a row is refused as well.
const GUARDS_OF_SQLITE: &[&str] = &[
    "CREATE TRIGGER leaves_stay_unchanged BEFORE UPDATE ON leaves \
     BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END",
    "CREATE TRIGGER leaves_stay BEFORE DELETE ON leaves \
     BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END",
    "CREATE TRIGGER leaves_are_not_replaced BEFORE INSERT ON leaves \
     WHEN EXISTS (SELECT 1 FROM leaves WHERE id = NEW.id) \
     BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END",
    "CREATE TRIGGER leaf_details_stay BEFORE DELETE ON leaf_details \
     BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END",
    "CREATE TRIGGER leaf_details_are_not_replaced BEFORE INSERT ON leaf_details \
     WHEN EXISTS (SELECT 1 FROM leaf_details WHERE leaf_id = NEW.leaf_id) \
     BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END",
    "CREATE TRIGGER leaf_details_are_only_erased BEFORE UPDATE ON leaf_details \
     WHEN NEW.leaf_id <> OLD.leaf_id OR OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL \
     BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END",
];

/// One row: when the last leaf happened. Taking it puts the writers of leaves in one order, in which time never
/// decreases (security S67).
async fn leaf_clock(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("leaf_clock")
                .col(
                    ColumnDef::new("id")
                        .big_integer()
                        .not_null()
                        .primary_key()
                        .check(Expr::cust("id = 1")),
                )
                .col(time("last_at"))
                .take(),
        )
        .await?;
    manager
        .get_connection()
        .execute_unprepared("INSERT INTO leaf_clock (id, last_at) VALUES (1, 0)")
        .await?;
    Ok(())
}

/// A notice is a leaf told to a person.
async fn notices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("notices")
                .col(uuid("person_id"))
                .col(uuid("leaf_id"))
                .col(uuid("organisation_id"))
                .col(text("act"))
                .col(text("thing"))
                .col(uuid("thing_id"))
                // What the thing's URL ends with: its number or its id.
                .col(text("path"))
                // What the sentence names.
                .col(json("gaps"))
                .col(time("created_at"))
                .col(time_null("read_at"))
                .primary_key(&mut key(&["person_id", "leaf_id"]))
                .foreign_key(&mut references("notices", "person_id", "people"))
                .take(),
        )
        .await?;
    let mut unread = index("notices", &["person_id"]);
    unread
        .name("notices_unread_idx")
        .and_where(Expr::col("read_at").is_null());
    manager.create_index(unread).await
}

async fn outbox(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("outbox")
                .col(id())
                // `store::outbox::Kind`. Not checked here, since later versions know more.
                .col(text("kind"))
                .col(json("payload"))
                // What is put in twice under one key is there once.
                .col(text("dedupe_key"))
                .col(time("run_at"))
                .col(integer("attempts"))
                .col(time_null("locked_until"))
                .col(text_null("last_error"))
                .col(time_null("done_at"))
                .col(time_null("dead_at"))
                .take(),
        )
        .await?;
    manager.create_index(unique("outbox", &["dedupe_key"])).await?;
    let mut waiting = index("outbox", &["kind", "run_at"]);
    waiting
        .name("outbox_waiting_idx")
        .and_where(Expr::cust("done_at IS NULL AND dead_at IS NULL"));
    manager.create_index(waiting).await
}

async fn numbers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("numbers")
                // Such as `FR`.
                .col(text("series"))
                .col(integer("year"))
                .col(integer("last"))
                .primary_key(&mut key(&["series", "year"]))
                .take(),
        )
        .await
}
