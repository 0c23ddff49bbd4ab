//! Whose a hold is, as both sides and a third meet it; and what the database itself refuses.

use crosshold::domain::actor::{OrganisationKind, Role};
use sea_orm::ConnectionTrait;

use super::{EXCHANGE, Stage};
use crate::support::{Client, Site};

const FROZEN: &[(&str, &str)] = &[
    ("outcome", "frozen_full"),
    ("match_basis", "deposit_address"),
    ("relied_on", "request"),
    ("asset", "USDT.6"),
    ("amount", "412508.22"),
    ("placed_at", "2026-11-22T16:00:00"),
    ("until", "2026-12-10T12:00"),
];

/// The first target is held; the page of the request.
async fn held(stage: &Stage) -> String {
    let page = stage.begun().await;
    let form = format!("{page}/targets/1/answer");
    stage.responder.reads(&form).await;
    stage
        .responder
        .sends_on(&form, FROZEN)
        .await
        .shows("requests.acts.answer.done");
    page
}

/// A draft that asks to extend the holds of `page` until `until`; where it is edited, or the form again.
async fn extension(officer: &Client, page: &str, until: &str) -> crate::support::Fetched {
    let form = officer.reads(format!("{page}/extension/new")).await;
    let hold = form.value_of("holds").unwrap();
    let fields = [
        ("holds", hold.as_str()),
        ("until", until),
        (
            "facts",
            "The hearing was moved by the court; the order is expected two weeks later.",
        ),
    ];
    officer.sends(&format!("{page}/extension"), &fields).await
}

#[tokio::test(flavor = "current_thread")]
async fn an_extension_tells_its_exchange_and_cannot_be_sent_to_another() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let other = site.organisation("Halden Markets", OrganisationKind::Exchange).await;
    let edit = extension(&stage.officer, &page, "2026-12-20").await.leads_to().unwrap();
    let draft = edit.trim_end_matches("/edit").to_owned();

    let form = stage.officer.reads(&edit).await;
    form.shows("requests.form.recipient_fixed").says(EXCHANGE);
    let recipient = other.id.to_string();
    let filled = form.form_to(&draft);
    assert!(
        filled.iter().all(|(name, _)| name != "recipient"),
        "it is told, not asked"
    );
    let mut sent: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| *name != "csrf")
        .collect();
    sent.push(("recipient", &recipient));
    let refused = stage.officer.sends(&draft, &sent).await;
    assert_eq!(refused.status, 422);
    refused.shows("errors.field.not_the_holder");

    let stranger = site.responder_of("Halden Markets").await;
    for path in [&page, &draft, &edit] {
        assert_ne!(stranger.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_extension_that_would_end_the_hold_sooner_is_no_draft() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let form = extension(&stage.officer, &page, "2026-12-09").await;
    assert_eq!(form.status, 422);
    form.shows("errors.field.not_later");
}

#[tokio::test(flavor = "current_thread")]
async fn no_more_is_held_than_was_asked_unless_it_cannot_be_divided() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let form = format!("{page}/targets/2/answer");
    let answer = |amount: &'static str, until: &'static str| {
        vec![
            ("outcome", "frozen_full"),
            ("match_basis", "deposit_address"),
            ("relied_on", "request"),
            ("asset", "ETH.18"),
            ("amount", amount),
            ("placed_at", "2026-11-22T16:00:00"),
            ("until", until),
        ]
    };
    stage.responder.reads(&form).await;
    let much = stage.responder.sends(&form, &answer("290", "2026-12-10T12:00")).await;
    assert_eq!(much.status, 422);
    let long = stage.responder.sends(&form, &answer("58", "2027-03-10T12:00")).await;
    assert_eq!(long.status, 422);
    long.shows("errors.field.later_than_asked");

    let mut whole = answer("290", "2026-12-10T12:00");
    whole.push(("indivisible", "yes"));
    let silent = stage.responder.sends(&form, &whole).await;
    assert_eq!(silent.status, 422);
    silent.shows("errors.field.why_above_cap");
    whole.push(("note", "One validator deposit."));
    stage.responder.sends_on(&form, &whole).await;
    for reader in [&stage.officer, &stage.responder] {
        reader.reads(&page).await.shows("requests.show.above_cap");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn counsel_refuses_one_target_on_a_ground_that_needs_counsel() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let form = format!("{page}/targets/2/answer");
    let counsel = site.member_of(EXCHANGE, &[Role::Counsel]).await;
    counsel
        .reads(&form)
        .await
        .shows("requests.outcome.refused")
        .hides("requests.outcome.frozen_full");
    let fields = [("outcome", "refused"), ("ground", "conflict_of_law")];
    counsel.sends_on(&form, &fields).await.shows("requests.status.answered");
}

#[tokio::test(flavor = "current_thread")]
async fn a_target_whose_hold_was_lifted_is_not_called_frozen_any_more() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let read = stage.responder.reads(&page).await;
    let lift = read
        .body
        .split('"')
        .find(|part| part.ends_with("/lift"))
        .unwrap()
        .to_owned();
    stage.responder.reads(&lift).await;
    stage.responder.sends_on(&lift, &[("reason", "court_order")]).await;
    stage
        .officer
        .reads(&page)
        .await
        .shows("holds.status.released")
        .hides("requests.next.secure_the_hold");
}

/// Raw statements, each of which the database refuses by itself, on the engine under test.
#[tokio::test(flavor = "current_thread")]
async fn the_database_refuses_what_no_rule_allows() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    site.organisation("Halden Markets", OrganisationKind::Exchange).await;
    let edit = extension(&stage.officer, &page, "2026-12-20").await.leads_to().unwrap();
    assert!(edit.contains("/edit"));
    let question = [
        ("question", "tag_missing"),
        ("body", "Which destination tag?"),
        ("language", "en"),
        ("deadline", "2026-11-25T12:00"),
    ];
    stage.responder.reads(format!("{page}/questions")).await;
    stage.responder.sends_on(&format!("{page}/questions"), &question).await;
    let number = page.trim_start_matches("/requests/");
    let there = "(SELECT id FROM organisations WHERE name = 'Halden Markets')";
    let issued = format!("WHERE number = '{number}'");
    let mut refused: Vec<String> = [
        "packet = 'x'",
        "packet_hash = 'x'",
        "number = 'FR-1'",
        "verify_code = 'x'",
        "issued_at = issued_at + 1",
        "content = '{}'",
        "approvals = '[]'",
        "writers = '[]'",
        "status = 'closed'",
        "status = 'draft'",
        "case_id = id",
        "desired = 'cancelled'",
        "remark = 'x'",
        "clocks = '[]'",
        "clocks = replace(clocks, '\"met\"', '\"stopped\"')",
        "clocks = replace(clocks, '\"started_at\":', '\"started_at\":1')",
        // It owes no review, its author would be the reviewer, and half a finding is none.
        "review_finding = 'justified', reviewed_at = 1, reviewed_by_id = id",
        "review_due_at = 1, review_finding = 'justified', reviewed_at = 1, reviewed_by_id = author_id",
        "review_due_at = 1, review_finding = 'justified'",
        "review_finding = 'perfect'",
    ]
    .iter()
    .map(|set| format!("UPDATE requests SET {set} {issued}"))
    .collect();
    refused.extend([
        format!("UPDATE requests SET recipient_id = {there} {issued}"),
        format!("UPDATE requests SET recipient_id = {there} WHERE kind = 'extend'"),
        "UPDATE requests SET approvals = '[{\"by\":\"' || replace(replace(writers, '[\"', ''), '\"]', '') || \
         '\",\"at\":1}]' WHERE kind = 'extend'"
            .to_owned(),
        "UPDATE requests SET writers = '[]' WHERE kind = 'extend'".to_owned(),
        "UPDATE requests SET status = 'issued' WHERE kind = 'extend'".to_owned(),
        format!("DELETE FROM requests {issued}"),
        "UPDATE targets SET outcome = 'no_match' WHERE outcome = 'frozen_full'".to_owned(),
        "UPDATE targets SET outcome = NULL, answer = NULL WHERE outcome = 'frozen_full'".to_owned(),
        "UPDATE targets SET value = 'x' WHERE outcome = 'frozen_full'".to_owned(),
        "UPDATE targets SET indicator_id = request_id WHERE outcome = 'frozen_full'".to_owned(),
        format!("UPDATE claims SET organisation_id = {there}"),
        "UPDATE claims SET rank = rank + 1".to_owned(),
        "DELETE FROM claims".to_owned(),
        "DELETE FROM targets WHERE outcome = 'frozen_full'".to_owned(),
        format!("UPDATE holds SET holder_id = {there}"),
        "UPDATE holds SET placed_at = placed_at + 1".to_owned(),
        "DELETE FROM holds".to_owned(),
        "UPDATE messages SET body = 'x'".to_owned(),
        "DELETE FROM messages".to_owned(),
        "UPDATE legal_bases SET kinds = 'seize' WHERE code = 'vol_letter'".to_owned(),
        "DELETE FROM legal_bases WHERE code = 'mla'".to_owned(),
    ]);
    let done = |sql: String| {
        let db = &site.app.db;
        async move {
            let tx = db.begin().await.unwrap();
            let done = tx.execute_unprepared(&sql).await;
            let told = done.as_ref().err().map(ToString::to_string).unwrap_or_default();
            tx.rollback().await.unwrap();
            (done.map(|done| done.rows_affected()).unwrap_or(0), told)
        }
    };
    if site.app.db.read().get_database_backend() == sea_orm::DbBackend::Postgres {
        let tables = ["targets", "holds", "preservations", "claims"];
        refused.extend(tables.map(|table| format!("TRUNCATE {table} CASCADE")));
    }
    for sql in refused {
        let (rows, told) = done(sql.clone()).await;
        assert!(rows == 0 && !told.is_empty(), "{sql}: {rows} rows, {told}");
        assert!(!told.contains("syntax") && !told.contains("no such"), "{sql}: {told}");
    }
    for allowed in [
        format!("UPDATE requests SET remark = 'x', status = 'answered' {issued}"),
        format!("UPDATE requests SET desired = 'released' {issued}"),
        format!("UPDATE requests SET clocks = clocks || ' ' {issued}"),
        "UPDATE claims SET until_at = until_at + 1".to_owned(),
        "UPDATE holds SET until_at = until_at + 1".to_owned(),
        "UPDATE legal_bases SET retired_at = 1 WHERE code = 'mla'".to_owned(),
    ] {
        let (rows, told) = done(allowed.clone()).await;
        assert!(rows >= 1, "{allowed}: {told}");
    }
    let read = stage.responder.reads(&page).await;
    let lift = read.body.split('"').find(|part| part.ends_with("/lift")).unwrap();
    stage.responder.reads(lift).await;
    stage.responder.sends_on(lift, &[("reason", "court_order")]).await;
    for word in ["lapsed", "placed"] {
        let (rows, told) = done(format!("UPDATE holds SET status = '{word}' WHERE status = 'released'")).await;
        assert!(rows == 0 && told.contains("ends once"), "{told}");
    }
    let (rows, told) = done("UPDATE claims SET ended_at = NULL".to_owned()).await;
    assert!(rows == 0 && told.contains("ends once"), "{told}");
    if site.app.db.read().get_database_backend() == sea_orm::DbBackend::Sqlite {
        // A whole new row of the same key asks no trigger on UPDATE or DELETE.
        let columns = columns_of(&site, "holds").await;
        for (column, other) in [
            ("status", "'placed'"),
            ("until_at", "until_at + 1"),
            ("lift_reason", "'terms_ended'"),
            ("symbol", "'BTC'"),
            ("placed_at", "placed_at + 1"),
        ] {
            let with_other = |one: &str| {
                if one == column {
                    other.to_owned()
                } else {
                    one.to_owned()
                }
            };
            let changed: Vec<String> = columns.split(',').map(with_other).collect();
            let changed = changed.join(",");
            let replaced = format!("INSERT OR REPLACE INTO holds ({columns}) SELECT {changed} FROM holds");
            let (rows, told) = done(replaced).await;
            assert!(rows == 0 && told.contains("not replaced"), "{column}: {told}");
        }
        let columns_of_claims = columns_of(&site, "claims").await;
        let changed = columns_of_claims.replace("rank", "rank + 1");
        let replaced = format!("INSERT OR REPLACE INTO claims ({columns_of_claims}) SELECT {changed} FROM claims");
        let (rows, told) = done(replaced).await;
        assert!(rows == 0 && told.contains("not replaced"), "{told}");
        let same =
            format!("INSERT INTO holds ({columns}) SELECT {columns} FROM holds WHERE TRUE ON CONFLICT DO NOTHING");
        let (_, told) = done(same).await;
        assert_eq!(told, "", "what says the same passes");
    }
}

/// The columns of a table, as one would list them.
async fn columns_of(site: &Site, table: &str) -> String {
    let db = site.app.db.read();
    let sql = format!("SELECT group_concat(name) AS names FROM pragma_table_info('{table}')");
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "names").unwrap()
}

/// The trigger and the rules hold the same table of statuses, for every pair of them.
#[tokio::test(flavor = "current_thread")]
async fn the_database_knows_the_same_passages_as_the_rules() {
    use crosshold::domain::requests::kinds::Status;
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let number = page.trim_start_matches("/requests/");
    let db = &site.app.db;
    // From each status that an issued row can be brought into, one legal step after the other, all pairs are tried.
    let mut seen = vec![Status::PartlyAnswered];
    let mut ways: Vec<Vec<Status>> = vec![Vec::new()];
    let mut at = 0;
    while let Some(from) = seen.get(at).copied() {
        let way = ways.get(at).cloned().unwrap();
        at += 1;
        for &to in Status::ALL {
            let tx = db.begin().await.unwrap();
            for step in way.iter().chain([&to]).take(way.len()) {
                let sql = format!("UPDATE requests SET status = '{step}' WHERE number = '{number}'");
                tx.execute_unprepared(&sql).await.unwrap();
            }
            let sql = format!("UPDATE requests SET status = '{to}' WHERE number = '{number}'");
            let done = tx.execute_unprepared(&sql).await.is_ok();
            tx.rollback().await.unwrap();
            assert_eq!(done, from == to || from.may_become(to), "{from} to {to}");
            if done && !seen.contains(&to) {
                seen.push(to);
                ways.push(way.iter().copied().chain([to]).collect());
            }
        }
    }
    assert!(seen.len() >= 12, "{seen:?}");
}
