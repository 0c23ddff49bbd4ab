//! Requests with their targets, clocks and messages, and the holds they place.

use sea_orm_migration::prelude::*;

use crate::schema::{
    amount, amount_null, boolean, create, id, index, integer, integer_null, json, json_null, key, references, text,
    text_null, time, time_null, unique, uuid, uuid_null, version, word, word_null,
};

/// `domain::requests::kinds::Kind`.
const KINDS: &[&str] = &[
    "freeze",
    "preserve",
    "info",
    "extend",
    "convert",
    "seize",
    "release",
    "return",
    "watch",
    "token_block",
    "amend",
    "withdraw",
    "assist",
    "ask",
];
/// `domain::clocks::Urgency`.
const URGENCIES: &[&str] = &["flash", "emergency", "urgent", "priority", "routine"];
/// `domain::requests::kinds::Status`.
const STATUSES: &[&str] = &[
    "draft",
    "in_review",
    "embargoed",
    "issued",
    "acknowledged",
    "redirected",
    "clarification",
    "executing",
    "partly_answered",
    "answered",
    "closed_unanswered",
    "refused",
    "maintained",
    "withdrawing",
    "withdrawn",
    "closed",
    "disputed",
    "superseded",
];
/// `domain::requests::kinds::Desired`.
const DESIRED: &[&str] = &["active", "extended", "released", "cancelled"];
/// `domain::requests::Party`.
const PARTIES: &[&str] = &["author", "approver", "recipient", "asker", "nobody"];
/// `domain::clocks::ClockKind`.
const CLOCKS: &[&str] = &["ack", "decision", "execution", "completion", "expiry"];
/// `domain::holds::HoldStatus`.
const HOLDS: &[&str] = &[
    "placed",
    "extended",
    "converted",
    "seizing",
    "seized",
    "returned",
    "forfeited",
    "partly_released",
    "released",
    "expiry_due",
    "lapsed",
    "stayed",
];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        requests(manager).await?;
        targets(manager).await?;
        holds(manager).await?;
        messages(manager).await
    }
}

async fn requests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("requests")
                .col(id())
                .col(uuid("case_id"))
                .col(uuid("asker_id"))
                .col(uuid("recipient_id"))
                .col(uuid("author_id"))
                // Everybody who wrote any of it: none of them approves it.
                .col(json("writers"))
                .col(word("kind", KINDS))
                .col(word("urgency", URGENCIES))
                .col(word("status", STATUSES))
                .col(time("status_since_at"))
                .col(word("desired", DESIRED))
                // What the asker writes: `domain::requests::Content`.
                .col(json("content"))
                .col(uuid_null("parent_id"))
                .col(json("approvals"))
                .col(text_null("number"))
                .col(text_null("verify_code"))
                .col(text("packet_hash"))
                // RFC 8785 bytes of what was issued; never changes after.
                .col(text("packet"))
                .col(time_null("issued_at"))
                .col(text("exchange_reference"))
                .col(uuid_null("handler_id"))
                .col(time_null("acknowledged_at"))
                .col(time_null("started_at"))
                .col(uuid_null("question_id"))
                .col(text_null("question"))
                .col(time_null("question_deadline_at"))
                .col(text_null("ground"))
                .col(text("remark"))
                .col(time("created_at"))
                .col(time("updated_at"))
                .col(version())
                // Kept beside the rest so that lists filter and sort without reading it.
                .col(word("waiting_on", PARTIES))
                .col(boolean("is_over"))
                .col(boolean("is_emergency"))
                // When the next thing is due; the end of time where nothing is.
                .col(time("due_at"))
                .col(word_null("due_clock", CLOCKS))
                // `domain::requests::RequestClock`, each.
                .col(json("clocks"))
                // When the next breach is to be recorded; nothing where no clock runs towards one.
                .col(time_null("breaches_at"))
                .col(json("asked"))
                .col(integer("target_count"))
                .col(integer("answered_count"))
                // Number, reference and addresses in lower case, for the search box of a list.
                .col(text("words"))
                // Four eyes, also below the rules: who wrote it alone has not approved it, and nothing is issued without
                // a number, a code and an approval.
                .check(Expr::cust(
                    "status IN ('draft','in_review','embargoed','withdrawn') OR \
                     (number IS NOT NULL AND verify_code IS NOT NULL AND issued_at IS NOT NULL AND approvals <> '[]')",
                ))
                .foreign_key(&mut references("requests", "case_id", "cases"))
                .foreign_key(&mut references("requests", "asker_id", "organisations"))
                .foreign_key(&mut references("requests", "recipient_id", "organisations"))
                .foreign_key(&mut references("requests", "author_id", "people"))
                .foreign_key(&mut references("requests", "parent_id", "requests"))
                .take(),
        )
        .await?;
    for columns in [&["number"][..], &["verify_code"]] {
        manager.create_index(unique("requests", columns)).await?;
    }
    for columns in [
        &["asker_id", "is_over", "due_at", "id"][..],
        &["recipient_id", "is_over", "due_at", "id"],
        &["asker_id", "is_over", "updated_at", "id"],
        &["recipient_id", "is_over", "updated_at", "id"],
        &["case_id", "id"],
        &["parent_id"],
        &["breaches_at"],
    ] {
        manager.create_index(index("requests", columns)).await?;
    }
    // All that the counts of what waits ask of a row, so that they read none.
    for (name, first, other) in [
        ("requests_asker_waits_idx", "asker_id", "recipient_id"),
        ("requests_recipient_waits_idx", "recipient_id", "asker_id"),
    ] {
        let rest = ["status", "author_id", other, "issued_at"];
        let waits = [&[first, "is_over", "waiting_on", "due_at", "is_emergency"][..], &rest].concat();
        manager
            .create_index(index("requests", &waits).name(name).take())
            .await?;
        let hot = [
            &[first, "is_over", "is_emergency", "due_at", "id", "waiting_on"][..],
            &rest,
        ]
        .concat();
        manager
            .create_index(index("requests", &hot).name(name.replace("waits", "hot")).take())
            .await?;
    }
    Ok(())
}

async fn targets(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let on = manager.get_connection();
    manager
        .create_table(
            create("targets")
                .col(id())
                .col(uuid("request_id"))
                .col(integer("position"))
                .col(uuid_null("indicator_id"))
                .col(text("what"))
                .col(text("chain"))
                .col(text("value"))
                .col(text("tag"))
                .col(text_null("symbol"))
                .col(integer_null("decimals"))
                .col(amount_null(on, "amount"))
                .col(text("txid"))
                .col(text("confidence"))
                .col(text("source"))
                .col(uuid_null("hold_id"))
                .col(text_null("outcome"))
                .col(json_null("answer"))
                .foreign_key(&mut references("targets", "request_id", "requests"))
                .take(),
        )
        .await?;
    manager
        .create_index(unique("targets", &["request_id", "position"]))
        .await?;
    manager.create_index(index("targets", &["chain", "value"])).await?;
    manager.create_index(index("targets", &["hold_id"])).await
}

async fn holds(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let on = manager.get_connection();
    manager
        .create_table(
            create("holds")
                .col(id())
                .col(uuid("request_id"))
                .col(uuid("target_id"))
                .col(integer("position"))
                .col(uuid("holder_id"))
                .col(uuid("asker_id"))
                .col(text("symbol"))
                .col(integer("decimals"))
                .col(amount(on, "amount"))
                .col(word("status", HOLDS))
                .col(boolean("stands"))
                .col(boolean("runs"))
                .col(time("placed_at"))
                .col(time("until_at"))
                .col(text_null("lift_reason"))
                .col(time_null("ended_at"))
                .foreign_key(&mut references("holds", "request_id", "requests"))
                .foreign_key(&mut references("holds", "target_id", "targets"))
                .foreign_key(&mut references("holds", "holder_id", "organisations"))
                .foreign_key(&mut references("holds", "asker_id", "organisations"))
                .take(),
        )
        .await?;
    for columns in [
        &["request_id"][..],
        &["asker_id", "stands", "until_at", "id"],
        &["holder_id", "stands", "until_at", "id"],
        &["asker_id", "status"],
        &["holder_id", "status"],
        &["runs", "until_at"],
    ] {
        manager.create_index(index("holds", columns)).await?;
    }
    manager
        .create_table(
            create("claims")
                .col(id())
                .col(uuid("hold_id"))
                .col(uuid("organisation_id"))
                .col(uuid("request_id"))
                .col(integer("rank"))
                .col(time("until_at"))
                .col(amount_null(on, "cap"))
                .col(time_null("ended_at"))
                .foreign_key(&mut references("claims", "hold_id", "holds"))
                .foreign_key(&mut references("claims", "organisation_id", "organisations"))
                .foreign_key(&mut references("claims", "request_id", "requests"))
                .take(),
        )
        .await?;
    manager.create_index(unique("claims", &["hold_id", "rank"])).await?;
    manager
        .create_table(
            create("hold_alarms")
                .col(uuid("hold_id"))
                .col(time("rings_at"))
                // The end it warns of; an alarm of an end that was moved does not ring.
                .col(time("until_at"))
                .col(integer("hours_ahead"))
                .col(time_null("rung_at"))
                .primary_key(&mut key(&["hold_id", "rings_at"]))
                .foreign_key(&mut references("hold_alarms", "hold_id", "holds"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("hold_alarms", &["rung_at", "rings_at"]))
        .await
}

async fn messages(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            create("messages")
                .col(id())
                .col(uuid("request_id"))
                .col(uuid("organisation_id"))
                .col(uuid("person_id"))
                // The coded question; nothing for an answer.
                .col(text_null("question"))
                .col(time_null("deadline_at"))
                // The question it answers.
                .col(uuid_null("answers_id"))
                .col(text("body"))
                .col(text("language"))
                .col(time("sent_at"))
                .foreign_key(&mut references("messages", "request_id", "requests"))
                .foreign_key(&mut references("messages", "organisation_id", "organisations"))
                .foreign_key(&mut references("messages", "person_id", "people"))
                .take(),
        )
        .await?;
    manager.create_index(index("messages", &["request_id", "id"])).await
}
