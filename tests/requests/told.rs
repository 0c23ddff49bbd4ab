//! What the page of a request tells: all that is issued, before it is, and since when each end counts.

use std::collections::BTreeMap;

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::cases::indicators::ChecksumState;
use crosshold::domain::money::{Asset, Fiat, Units};
use crosshold::domain::people;
use crosshold::domain::requests::flows::Flow;
use crosshold::domain::requests::kinds::{AtExpiry, Confidence, DataKind, ReleaseReason, Scope, Tlp};
use crosshold::domain::requests::{Content, DataWanted, Held, Loss, Target};
use crosshold::text::Language;
use jiff::SignedDuration;
use jiff::civil::Date;
use sea_orm::ConnectionTrait;

use super::{EXCHANGE, POLICE, Stage, draft_of};
use crate::support::{Fetched, Site};

/// The transaction that brought the money to the first target.
const BROUGHT_BY: &str = "3b1f0c5d7e9a2b4c6d8e0f1a3b5c7d9e1f2a4b6c8d0e2f4a6b8c0d1e3f5a7b9c";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn lost(amount: &str) -> Loss {
    let asset = Asset::find("ethereum", "ETH").unwrap();
    Loss {
        amount: Units::typed(amount, asset.decimals).unwrap(),
        asset,
        value: Some(Fiat {
            minor: 1_234_567,
            currency: "EUR".to_owned(),
            source: "Kraken daily close".to_owned(),
            priced_at: "2026-11-19T09:41:00Z".parse::<jiff::Timestamp>().unwrap().into(),
        }),
    }
}

/// Every field holds a value of its own, also those that this kind of request does not ask for.
fn filled(content: &mut Content, targets: &mut [Target]) {
    content.callback = "+351 21 555 0134".to_owned();
    content.language = "pt".to_owned();
    content.scope = Scope::AccountFull;
    content.uncapped_reason = "The account was opened for the scheme alone.".to_owned();
    content.at_expiry = AtExpiry::Lift;
    content.losses = vec![lost("7.25")];
    content.data = vec![DataWanted {
        kind: DataKind::Existence,
        from: Some(day("2026-10-04")),
        to: Some(day("2026-10-27")),
    }];
    content.tlp = Tlp::AmberStrict;
    content.flows = vec![Flow {
        chain: "tron".to_owned(),
        from: "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f".to_owned(),
        to: "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t".to_owned(),
        moved: Some(Held {
            asset: Asset::find("tron", "USDT").unwrap(),
            amount: Units::typed("8123.45", 6).unwrap(),
        }),
        txid: "c1".repeat(32),
        at: Some("2026-11-18T17:41:00Z".parse::<jiff::Timestamp>().unwrap().into()),
    }];
    content.release_reason = Some(ReleaseReason::Hardship);
    content.exceptions = BTreeMap::from([
        ("document".to_owned(), "The letter follows by courier.".to_owned()),
        ("language".to_owned(), "Its counsel reads Portuguese.".to_owned()),
        ("covered".to_owned(), "The hearing was brought forward.".to_owned()),
    ]);
    if let [first, second] = targets {
        first.tag = "771204".to_owned();
        first.txid = BROUGHT_BY.to_owned();
        first.confidence = Confidence::Medium;
        second.what = "contract".to_owned();
        second.checksum = ChecksumState::None;
        second.source = "the analyst’s own tracing".to_owned();
    }
}

/// Every field of the packet stands on `page`. A new field is named here by the compiler.
#[track_caller]
fn tells_all(page: &Fetched, content: &Content, targets: &[Target]) {
    let Content {
        kind,
        route,
        recipient: _,
        why_recipient,
        deputy: _,
        urgency,
        urgency_reason,
        callback,
        language,
        basis: _,
        scope,
        uncapped_reason,
        until,
        order_expected_on,
        order_court,
        at_expiry,
        facts,
        flows,
        offence,
        victims,
        losses,
        data,
        tlp,
        secret_until,
        secret_basis,
        undertakings,
        release_reason,
        exceptions,
    } = content;
    let words = Language::English.words();
    page.says(EXCHANGE).says("vol_letter");
    for key in [
        format!("requests.kind.{kind}"),
        format!("requests.route.{route}"),
        format!("clocks.urgency.{urgency}"),
        format!("requests.scope.{scope}"),
        format!("requests.at_expiry.{at_expiry}"),
        format!("requests.tlp.{tlp}"),
        format!("requests.release_reason.{}", release_reason.unwrap()),
        format!("cases.offence.{offence}"),
    ] {
        page.shows(&key);
    }
    page.says(&words.language_named(language).unwrap());
    for text in [
        urgency_reason,
        callback,
        uncapped_reason,
        order_court,
        facts,
        why_recipient,
        secret_basis,
    ] {
        page.says(text);
    }
    for date in [until, order_expected_on, secret_until] {
        page.says(&words.date(date.unwrap()));
    }
    for (country, count) in victims {
        page.says(&format!("{} {count}", words.country(*country)));
    }
    for loss in losses {
        let value = loss.value.as_ref().unwrap();
        page.says(&words.amount(loss.amount.0, loss.asset.decimals, &loss.asset.symbol))
            .says(&words.fiat(value.minor, &value.currency))
            .says(&value.source)
            .says("09:41");
    }
    for wanted in data {
        page.shows(&format!("requests.data.{}", wanted.kind));
        page.says(&words.date(wanted.from.unwrap()))
            .says(&words.date(wanted.to.unwrap()));
    }
    for one in undertakings {
        page.shows(&format!("requests.undertaking.{one}"));
    }
    for flow in flows {
        let moved = flow.moved.as_ref().unwrap();
        page.says(&flow.from)
            .says(&flow.to)
            .says(&flow.txid)
            .says(&words.amount(moved.amount.0, moved.asset.decimals, &moved.asset.symbol))
            .says("17:41");
    }
    for why in exceptions.values() {
        page.says(why);
    }
    for target in targets {
        tells(page, target);
    }
}

#[track_caller]
fn tells(page: &Fetched, target: &Target) {
    let Target {
        id: _,
        position,
        indicator: _,
        what,
        chain,
        value,
        tag,
        checksum,
        asset,
        amount,
        txid,
        confidence,
        source,
        hold: _,
        preservation: _,
        answer: _,
        anew: _,
        no_tag: _,
    } = target;
    let asset = asset.as_ref().unwrap();
    let amount = Language::English
        .words()
        .amount(amount.unwrap().0, asset.decimals, &asset.symbol);
    page.says(&format!("Target {position}"))
        .says(if chain == "tron" { "TRON" } else { "ETH" })
        .says(value)
        .says(tag)
        .says(&amount)
        .says(txid)
        .says(source)
        .shows(&format!("requests.confidence.{confidence}"));
    match checksum {
        ChecksumState::Holds => {}
        ChecksumState::None | ChecksumState::Unchecked => {
            page.shows(&format!("requests.by_eye.{checksum}"));
        }
    }
    if what != "address" {
        page.shows(&format!("indicators.kind.{what}"));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn who_approves_reads_every_field_that_is_issued_and_so_does_the_exchange() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let mut written = None;
    let draft = draft_of(&site, &author, &exchange, |content, targets| {
        filled(content, targets);
        written = Some((content.clone(), targets.clone()));
    })
    .await;
    let stage = Stage {
        supervisor: site.supervisor_of(POLICE).await,
        intake: site.intake_of(EXCHANGE).await,
        responder: site.responder_of(EXCHANGE).await,
        officer,
        draft,
    };
    let (content, targets) = written.unwrap();

    let page = format!("/requests/{}", stage.draft);
    tells_all(&stage.supervisor.reads(&page).await, &content, &targets);
    let number = stage.issued().await;
    let page = format!("/requests/{number}");
    for reader in [&stage.officer, &stage.supervisor, &stage.intake, &stage.responder] {
        let read = reader.reads(&page).await;
        tells_all(&read, &content, &targets);
        let copied = format!(r#"data-copy="{BROUGHT_BY}""#);
        assert!(read.body.contains(&copied), "nobody can copy the transaction");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_end_says_that_it_counts_from_the_dispute_or_the_extension() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let frozen = [
        ("outcome", "frozen_full"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("asset", "USDT.6"),
        ("amount", "412508.22"),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-12-10T12:00"),
    ];
    for (position, fields) in [("1", &frozen[..]), ("2", &[("outcome", "no_match")][..])] {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        stage.responder.sends_on(&form, fields).await;
    }
    for path in [page.as_str(), "/holds"] {
        let read = stage.officer.reads(path).await;
        read.shows("clocks.source.placed").hides("clocks.source.new_end");
    }
    site.wait(SignedDuration::from_mins(10));
    let zone = "Europe/Lisbon".parse().unwrap();
    let when = Language::English.words().moment(site.app.now(), &[&zone]);

    let read = stage.responder.reads(&page).await;
    let form = read
        .body
        .split('"')
        .find(|part| part.starts_with(&format!("{page}/holds/")) && part.ends_with("/extension"))
        .unwrap();
    stage.responder.reads(form).await;
    stage.responder.sends_on(form, &[("until", "2026-12-15T12:00")]).await;
    for path in [page.as_str(), "/holds"] {
        let read = stage.officer.reads(path).await;
        read.shows("clocks.source.new_end")
            .shows("clocks.step.started.new_end")
            .hides("clocks.source.placed")
            .says(&format!("Another end named on {when}"));
    }

    let read = stage.officer.reads(&page).await;
    read.hides("clocks.step.started.dispute");
    stage.officer.reads(format!("{page}/dispute")).await;
    let note = [("targets", "1"), ("note", "More stands in that account.")];
    stage.officer.sends_on(&format!("{page}/dispute"), &note).await;
    for reader in [&stage.officer, &stage.responder] {
        reader.reads(&page).await.shows("clocks.step.started.dispute");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn who_took_a_request_on_and_cannot_answer_it_is_named_nowhere() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = stage.issued().await;
    let page = format!("/requests/{number}");
    let intake = site.person_of(EXCHANGE, &[Role::Intake]).await;
    let responder = site.person_of(EXCHANGE, &[Role::Responder]).await;
    stage.intake.reads(format!("{page}/acknowledgement")).await;
    stage
        .intake
        .sends_on(&format!("{page}/acknowledgement"), &[("reference", "NB-1")])
        .await;
    let assignment = format!("{page}/assignment");
    let form = stage.intake.reads(&assignment).await;
    form.says(&responder.name).never_says(&intake.name);
    let refused = stage
        .intake
        .sends(&assignment, &[("handler", &intake.id.to_string())])
        .await;
    assert_eq!(refused.status, 422);

    // As an earlier version left it, and as it is once somebody has left.
    for handler in [&intake, &responder] {
        let tx = site.app.db.begin().await.unwrap();
        let id = handler.id.to_string();
        let id = if site.app.db.is_postgres() {
            format!("'{id}'")
        } else {
            format!("X'{}'", id.replace('-', ""))
        };
        tx.execute_unprepared(&format!(
            "UPDATE requests SET handler_id = {id} WHERE number = '{number}'"
        ))
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let names = |fetched: &Fetched| fetched.text().contains(&handler.name);
        let can_answer = handler.roles.has(Role::Responder);
        for path in [&page, "/requests", "/home"] {
            for reader in [&stage.intake, &stage.responder] {
                let read = reader.reads(path).await;
                if !can_answer {
                    assert!(!names(&read), "{path} names {}", handler.name);
                }
            }
        }
        assert_eq!(names(&stage.responder.reads(&page).await), can_answer);
        assert_eq!(names(&stage.responder.reads("/requests").await), can_answer);
    }
    site.set_standing(&responder, people::Standing::Left).await;
    for path in [&page, "/requests", "/home"] {
        let read = stage.intake.reads(path).await;
        read.never_says(&responder.name);
    }
    stage.responder.reads(&page).await.shows("requests.waits.on.unassigned");
}
