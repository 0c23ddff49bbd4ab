//! What is told before anybody acts on it: targets without a checksum, answers that come too late, people who are
//! missing; and what is typed beside a target, by the rules of its chain.

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::cases::indicators::ChecksumState;
use crosshold::domain::cases::indicators::NoTag;
use crosshold::domain::clocks::Urgency;
use crosshold::domain::requests::kinds::Kind;
use crosshold::text::Language;
use jiff::SignedDuration;

use super::{EXCHANGE, POLICE, Stage, draft_of, draft_with, issue};
use crate::cases::case_with;
use crate::support::{Client, Site};

#[tokio::test(flavor = "current_thread")]
async fn that_an_address_has_no_checksum_is_told_to_author_approver_and_exchange() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let draft = draft_of(&site, &author, &exchange, |_, targets| {
        for target in targets.iter_mut().skip(1) {
            target.checksum = ChecksumState::None;
        }
    })
    .await;
    let (page, edit) = (format!("/requests/{draft}"), format!("/requests/{draft}/edit"));

    for (reader, path) in [(&officer, &edit), (&officer, &page), (&stage.supervisor, &page)] {
        reader
            .reads(path)
            .await
            .shows("requests.check.checksums.warn")
            .hides("requests.check.checksums.pass")
            .says("To be compared with care: Target 2");
    }
    officer.reads(&page).await.shows("requests.by_eye.none");
    let page = issue(&officer, &[&stage.supervisor], &draft).await;

    let read = stage.intake.reads(&page).await;
    read.shows("requests.by_eye.none");
    assert_eq!(
        read.body.matches("class=\"address compared\"").count(),
        1,
        "what is compared by eye shows whole"
    );
    assert_eq!(read.text().matches("No checksum in this form").count(), 1);
    let acknowledged = [("reference", "NB-1")];
    stage
        .intake
        .sends_on(&format!("{page}/acknowledgement"), &acknowledged)
        .await;
    stage.responder.reads(&page).await;
    stage.responder.sends_on(&format!("{page}/start"), &[]).await;
    let form = |position: u32| format!("{page}/targets/{position}/answer");
    stage.responder.reads(form(2)).await.shows("requests.by_eye.none");
    stage.responder.reads(form(1)).await.hides("requests.by_eye.none");
}

#[tokio::test(flavor = "current_thread")]
async fn a_target_that_is_stated_to_have_no_tag_is_named_and_stops_nothing() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let at = site.app.now();
    for said in [Some(NoTag { by: author.id, at }), None] {
        let draft = draft_of(&site, &author, &exchange, |_, targets| {
            for target in targets.iter_mut().skip(1) {
                target.chain = "xrp".to_owned();
                target.value = "rG1QQv2nh2gr7RCZ1P8YYcBUKCCN633jCn".to_owned();
                target.tag = String::new();
                target.no_tag = said;
            }
        })
        .await;
        for path in [format!("/requests/{draft}"), format!("/requests/{draft}/edit")] {
            let read = officer.reads(&path).await;
            read.says("Without a tag or memo: Target 2");
            // On what nobody spoke is explained.
            match said {
                Some(_) => read
                    .shows("requests.check.tags.warn")
                    .shows("requests.beside.no_tag_said_by"),
                None => read
                    .shows("requests.check.tags.explain")
                    .hides("requests.beside.no_tag_said_by"),
            };
        }
        if said.is_some() {
            let read = officer.reads(format!("/requests/{draft}")).await;
            read.shows("requests.show.no_tag_by").says(&author.name);
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn where_targets_are_chosen_it_is_told_which_have_no_checksum() {
    let site = Site::new().await;
    site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let officer = site.officer_of(POLICE).await;
    let lines = "chain,address\nethereum,0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb\n\
        solana,4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T\n\
        tron,TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f\nhedera,0.0.98";
    let path = case_with(&officer, "PJ-10", lines).await;

    let form = officer.reads(format!("{path}/requests/new")).await;

    assert_eq!(form.text().matches("No checksum in this form").count(), 2);
    form.shows("requests.by_eye.unchecked");
    assert_eq!(form.body.matches("class=\"address compared\"").count(), 3);
    form.says("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb");
}

#[tokio::test(flavor = "current_thread")]
async fn an_extension_that_comes_too_late_says_so_and_proposes_no_emergency() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let form = format!("{page}/targets/1/answer");
    let frozen = [
        ("outcome", "frozen_full"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("asset", "USDT.6"),
        ("amount", "412508.22"),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-12-10T12:00"),
    ];
    stage.responder.reads(&form).await;
    stage.responder.sends_on(&form, &frozen).await;
    let begin = async |officer: &Client| {
        let form = officer.reads(format!("{page}/extension/new")).await;
        let hold = form.value_of("holds").unwrap();
        let facts = "The hearing was moved by the court; the order is expected two weeks later.";
        let fields = [("holds", hold.as_str()), ("until", "2026-12-30"), ("facts", facts)];
        let sent = officer.sends(&format!("{page}/extension"), &fields).await;
        sent.leads_to().unwrap()
    };
    let early = begin(&stage.officer).await;
    stage.officer.reads(&early).await.shows("requests.check.in_time.pass");

    site.wait(SignedDuration::from_hours(17 * 24));
    let (officer, supervisor) = (site.officer_of(POLICE).await, site.supervisor_of(POLICE).await);
    let edit = begin(&officer).await;

    let draft = edit.trim_end_matches("/edit").to_owned();
    for (reader, path) in [(&officer, &edit), (&officer, &draft), (&supervisor, &draft)] {
        reader
            .reads(path)
            .await
            .shows("requests.check.in_time.warn")
            .shows("requests.beside.late_anyhow")
            .hides("requests.beside.late")
            .says("call the exchange’s duty desk now");
    }
    // It stops nothing.
    let form = officer.reads(&edit).await;
    let mut sent = form.form_to(&draft);
    sent.retain(|(name, _)| name != "csrf");
    let explain = |check: &str| {
        sent.iter()
            .filter(|(name, _)| name == "check")
            .position(|(_, one)| one == check)
    };
    let document = explain("document");
    let mut place = 0;
    for (name, value) in &mut sent {
        if name == "explanation" {
            if Some(place) == document {
                *value = "It follows by post.".to_owned();
            }
            place += 1;
        }
    }
    sent.push(("then".to_owned(), "submit".to_owned()));
    let fields: Vec<(&str, &str)> = sent
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    officer
        .sends_on(&draft, &fields)
        .await
        .shows("requests.status.in_review");
    supervisor.reads(&draft).await.shows("requests.check.in_time.warn");
}

#[tokio::test(flavor = "current_thread")]
async fn that_too_few_can_approve_an_emergency_is_told_while_it_is_written() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let draft = draft_with(&site, &author, &exchange, |content| {
        content.urgency = Urgency::Emergency;
        content.callback = "+351210000000".to_owned();
    })
    .await;
    let (page, edit) = (format!("/requests/{draft}"), format!("/requests/{draft}/edit"));
    for path in [&page, &edit] {
        officer
            .reads(path)
            .await
            .shows("requests.check.approvers.warn")
            .shows("requests.beside.nobody");
    }

    let first = site.person_of(POLICE, &[Role::Supervisor]).await;
    let read = officer.reads(&edit).await;
    read.says("At least 40 and at most");
    read.shows("requests.check.approvers.warn")
        .says(&format!("Could approve: {}", first.name));

    let second = site.person_of(POLICE, &[Role::Supervisor]).await;
    for path in [&page, &edit] {
        officer
            .reads(path)
            .await
            .shows("requests.check.approvers.pass")
            .says(&first.name)
            .says(&second.name);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_transaction_that_is_none_is_told_at_its_field_in_every_language() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let form = format!("{page}/targets/2/answer");
    let moved = |txid: &'static str, destination: &'static str| {
        [
            ("outcome", "moved_before"),
            ("match_basis", "deposit_address"),
            ("moved_at", "2026-11-20T10:00:00"),
            ("txid", txid),
            ("destination", destination),
            ("exchange", "Halden Markets"),
            ("note", "Withdrawn by the customer."),
        ]
    };
    for &language in Language::ALL {
        let chosen = [("tag", language.tag()), ("to", "/home")];
        stage.responder.sends("/language", &chosen).await;

        let wrong = stage.responder.sends(&form, &moved("zzz", "zzz")).await;

        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong
            .shows("errors.field.no_txid")
            .shows("indicators.reason.prefix")
            .says("Withdrawn by the customer.");
        for field in ["txid", "destination"] {
            assert_eq!(wrong.value_of(field).as_deref(), Some("zzz"));
            assert!(wrong.body.contains(&format!("href=\"#{field}\"")), "{field}");
        }
    }
    let other = "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f";
    let elsewhere = stage.responder.sends(&form, &moved("", other)).await;
    elsewhere.shows("indicators.reason.wrong_chain");

    const HASH: &str = "1360F8668647D623A9132D1FEC566CC3F0CF870B0AA3B77B4AE152CB8B74C9B3";
    let right = moved(HASH, "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb");
    stage.responder.sends_on(&form, &right).await;
    stage
        .officer
        .reads(&page)
        .await
        .says(&format!("0x{}", HASH.to_lowercase()))
        .says("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb");
}

#[tokio::test(flavor = "current_thread")]
async fn a_transaction_typed_beside_a_target_is_read_by_the_rules_of_its_chain() {
    let site = Site::new().await;
    site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let officer = site.officer_of(POLICE).await;
    let path = case_with(&officer, "PJ-10", "tron TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f").await;
    let action = format!("{path}/requests");
    let form = officer.reads(format!("{path}/requests/new")).await;
    let mut typed = form.form_to(&action);
    typed.retain(|(name, _)| name != "csrf");
    let row = form.value_of("row").unwrap();
    typed.push(("pick".to_owned(), row));
    for (name, value) in &mut typed {
        if name == "txid" {
            *value = "zzz".to_owned();
        }
    }
    let fields: Vec<(&str, &str)> = typed
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();

    let wrong = officer.sends(&action, &fields).await;

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.shows("errors.field.no_txid");
    assert!(wrong.body.contains("href=\"#txid.1\""));
    assert_eq!(wrong.value_of("txid").as_deref(), Some("zzz"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_question_that_nobody_could_answer_in_time_is_not_sent() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let form = format!("{page}/questions");
    let question = |deadline: &'static str| {
        [
            ("question", "tag_missing"),
            ("body", "Which destination tag?"),
            ("language", "en"),
            ("deadline", deadline),
        ]
    };
    stage.responder.reads(&form).await.shows("requests.acts.ask.least");

    // The clock of a site stands at 16:00 on a Sunday in UTC, which Lisbon keeps as well.
    let soon = stage.responder.sends(&form, &question("2026-11-22T16:02")).await;

    assert_eq!(soon.status, StatusCode::UNPROCESSABLE_ENTITY);
    soon.shows("errors.field.less_than_working_day")
        .says("Which destination tag?");
    assert!(soon.body.contains("href=\"#deadline\""));
    stage.officer.reads(&page).await.shows("requests.status.executing");
    let later = stage.responder.sends_on(&form, &question("2026-11-24T00:00")).await;
    later.shows("requests.status.clarification");
}

#[tokio::test(flavor = "current_thread")]
async fn after_one_refusal_among_answers_the_page_names_what_it_offers() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let answers: [&[(&str, &str)]; 2] = [
        &[("outcome", "no_match")],
        &[("outcome", "refused"), ("ground", "insufficient_id")],
    ];
    for (position, answer) in (1..).zip(answers) {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        stage.responder.sends_on(&form, answer).await;
    }

    let seen = stage.officer.reads(&page).await;
    seen.shows("requests.next.dispute_the_ground")
        .shows("requests.act.dispute")
        .hides("requests.next.answer_the_ground");
    assert!(!seen.body.contains("/maintenance\""), "{}", seen.text());
}

#[tokio::test(flavor = "current_thread")]
async fn who_approves_reads_on_the_same_page_what_is_approved() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = format!("/requests/{}", stage.draft);
    let version = stage.officer.reads(&page).await.value_of("as_of").unwrap();
    stage
        .officer
        .sends(&format!("{page}/submission"), &[("as_of", &version)])
        .await;
    for &language in Language::ALL {
        let chosen = [("tag", language.tag()), ("to", "/home")];
        stage.supervisor.reads("/home").await;
        stage.supervisor.sends("/language", &chosen).await;
        let form = stage.supervisor.reads(format!("{page}/approval")).await;
        form.says("Northbank Exchange")
            .says("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
            .says("0x52908400098527886E0F7030069857D2E4169EE7")
            .says("USDT")
            .says("It closed on 17 November.")
            .says("The letter follows by post.")
            .shows("requests.basis.vol_letter.name")
            .shows("requests.field.until.label");
    }
}

/// A second request for the same is seldom meant: author and approver are told, with the number of the first.
#[tokio::test(flavor = "current_thread")]
async fn that_an_exchange_is_asked_the_same_already_is_told_until_it_has_answered() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let other = site.organisation("Halden Markets", OrganisationKind::Exchange).await;
    let [same, elsewhere, info] = [
        draft_with(&site, &author, &exchange, |_| ()).await,
        draft_with(&site, &author, &other, |_| ()).await,
        draft_with(&site, &author, &exchange, |content| content.kind = Kind::Info).await,
    ];
    let edit = |draft: &str| format!("/requests/{draft}/edit");
    officer
        .reads(edit(&same))
        .await
        .shows("requests.check.not_asked_already.pass");

    let page = stage.begun().await;
    let number = page.trim_start_matches("/requests/");
    officer
        .reads(edit(&same))
        .await
        .shows("requests.check.not_asked_already.warn")
        .says(&format!("Target 1 is asked in {number}."))
        .says(&format!("Target 2 is asked in {number}."));
    for draft in [&elsewhere, &info] {
        officer
            .reads(edit(draft))
            .await
            .shows("requests.check.not_asked_already.pass");
    }
    let stranger = site.person_of("Guardia Civil", &[Role::Officer]).await;
    let theirs = draft_with(&site, &stranger, &exchange, |_| ()).await;
    let client = site.nobody();
    client.signs_in(&stranger).await;
    client
        .reads(edit(&theirs))
        .await
        .shows("requests.check.not_asked_already.pass")
        .never_says(number);

    // What is answered may be asked again: of the other it still waits.
    let answer = format!("{page}/targets/2/answer");
    stage.responder.reads(&answer).await;
    stage.responder.sends_on(&answer, &[("outcome", "no_match")]).await;
    officer
        .reads(edit(&same))
        .await
        .says(&format!("Target 1 is asked in {number}."))
        .never_says("Target 2 is asked in");
}
