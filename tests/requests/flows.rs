//! What a good request tells beside its targets: how the funds moved, why this exchange, who answers in the author's
//! absence, on which basis it is secret, and what the agency undertakes.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::requests::flows;
use sea_orm::{ConnectionTrait, Statement};

use super::{EXCHANGE, POLICE, Stage, draft_with};
use crate::support::{NOW, Site};

const FROM: &str = "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f";
const TO: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";

#[tokio::test(flavor = "current_thread")]
async fn what_a_good_request_tells_is_typed_once_issued_and_read_by_the_exchange() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let deputy = site.person_of(POLICE, &[Role::Officer]).await;
    let draft = format!("/requests/{}", stage.draft);
    let edit = format!("{draft}/edit");
    let txid = "ab".repeat(32);
    let good = format!("chain;from;to;amount;asset;txid;time\ntrx;{FROM};{TO};12000.50;usdt;{txid};2026-11-18 14:03");
    let filled = |changes: &[(&str, &str)], form: &[(String, String)]| -> Vec<(String, String)> {
        let is_changed = |name: &String| changes.iter().any(|(changed, _)| changed == name) || name == "csrf";
        let kept = form.iter().filter(|(name, _)| !is_changed(name)).cloned();
        let new = changes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        kept.chain(new).collect()
    };
    let form = stage.officer.reads(&edit).await.form_to(&draft);
    let someone = deputy.id.to_string();
    let stranger = site.person_of(EXCHANGE, &[Role::Responder]).await.id.to_string();

    for (field, typed, fault) in [
        ("flows", format!("tron,{FROM}"), "errors.field.flow_cells"),
        ("flows", format!("ethereum,{FROM},{TO}"), "errors.field.flow_from"),
        (
            "flows",
            format!("tron,{FROM},{TO},1e3,USDT"),
            "errors.field.flow_amount",
        ),
        ("flows", "tron\u{202e}".to_owned(), "errors.field.deceptive"),
        ("deputy", stranger, "errors.field.unknown_choice"),
        ("deputy", "x".to_owned(), "errors.field.required"),
        ("undertakings", "everything".to_owned(), "errors.field.required"),
        ("secret_basis", "x".repeat(201), "errors.field.too_long"),
        ("why_recipient", "two\nlines".to_owned(), "errors.field.one_line"),
    ] {
        let fields = filled(&[(field, &typed)], &form);
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let refused = stage.officer.sends(&draft, &pairs).await;
        assert_eq!(refused.status, 422, "{field} {typed}");
        refused.shows(fault);
    }

    let fields = filled(
        &[
            ("flows", &good),
            ("why_recipient", "Its receipt names the deposit address."),
            ("deputy", &someone),
            ("secret_until", "2026-12-24"),
            ("secret_basis", "Article 86 of the Code of Criminal Procedure"),
            ("undertakings", "this_case_only"),
            ("undertakings", "tell_the_outcome"),
        ],
        &form,
    );
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let saved = stage.officer.sends(&draft, &pairs).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let again = stage.officer.reads(&edit).await.form_to(&draft);
    let line = format!("tron, {FROM}, {TO}, 12000.5, USDT, {txid}, 2026-11-18 14:03:00");
    assert!(again.contains(&("flows".to_owned(), line)), "{again:?}");
    assert!(again.contains(&("deputy".to_owned(), someone.clone())));

    let shown = stage.officer.reads(&draft).await;
    shown
        .says(FROM)
        .says(&txid)
        .says("12,000.50 USDT")
        .says("Its receipt names the deposit address.")
        .shows("requests.undertaking.this_case_only")
        .shows("requests.undertaking.tell_the_outcome")
        .hides("requests.undertaking.order_or_release");
    // What people wrote keeps its own direction among sentences from right to left.
    let arabic = [("tag", "ar"), ("to", "/home")];
    stage.officer.sends("/language", &arabic).await;
    let shown = stage.officer.reads(&draft).await;
    assert!(
        shown.body.contains("<bdi>Its receipt names the deposit address.</bdi>"),
        "{}",
        shown.body
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_exchange_reads_who_asks_and_who_answers_in_their_absence_and_both_stand_in_the_packet() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let deputy = site.person_of(POLICE, &[Role::Supervisor]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let draft = draft_with(&site, &author, &exchange, |content| {
        content.deputy = Some(deputy.id);
        content.flows = flows::typed(&format!("tron,{FROM},{TO},,,,2026-11-18 14:03"), NOW, |_, _| None).unwrap();
    })
    .await;
    let stage = Stage {
        officer,
        draft,
        ..stage
    };
    let page = stage.begun().await;
    for reader in [&stage.officer, &stage.responder] {
        let read = reader.reads(&page).await;
        for text in [&author.name, &author.email, &deputy.name, &deputy.email] {
            read.says(text);
        }
        read.says(FROM).says("14:03").shows("requests.show.flow.unknown");
    }
    // Whether somebody is there now concerns who calls.
    stage.responder.reads(&page).await.shows("requests.show.desk");
    stage.officer.reads(&page).await.hides("requests.show.desk");
    let db = site.app.db.read();
    let sql = "SELECT packet FROM requests WHERE number IS NOT NULL";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    let packet: String = row.try_get("", "packet").unwrap();
    for told in [&author.email, &deputy.email, FROM, "2026-11-18T14:03:00.000Z"] {
        assert!(packet.contains(told), "{told}: {packet}");
    }
}
