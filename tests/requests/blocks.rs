//! An account that is blocked though nothing was in it: a hold of nothing, with an end that both sides see and speak of.

use crosshold::domain::requests::kinds::Scope;
use crosshold::service::deadlines;
use crosshold::text::Language;
use jiff::SignedDuration;

use super::drafts::draft_of;
use super::preservations::issue_as_filled;
use super::releases::sums;
use super::{EXCHANGE, POLICE, Stage};
use crate::support::Site;
use crosshold::domain::actor::{OrganisationKind, Role};

const BLOCKED: [(&str, &str); 5] = [
    ("outcome", "frozen_zero_balance"),
    ("match_basis", "deposit_address"),
    ("relied_on", "request"),
    ("placed_at", "2026-11-22T16:00:00"),
    ("until", "2026-11-28T14:03"),
];

/// The account of the first target is blocked, and the second nobody has; the page of the request.
async fn blocked(stage: &Stage) -> String {
    let page = stage.begun().await;
    for (position, fields) in [(1, &BLOCKED[..]), (2, &[("outcome", "no_match")][..])] {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        stage
            .responder
            .sends_on(&form, fields)
            .await
            .shows("requests.acts.answer.done");
    }
    page
}

/// The id of the hold on the page of the exchange.
fn hold_of(page: &crate::support::Fetched) -> String {
    let (_, rest) = page.body.split_once("/holds/").unwrap();
    rest.split('/').next().unwrap().to_owned()
}

#[tokio::test(flavor = "current_thread")]
async fn a_block_counts_as_a_hold_on_both_sides_and_adds_no_money() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = blocked(&stage).await;
    let id = hold_of(&stage.responder.reads(&page).await);
    let below = ["lift", "extension"].map(|act| format!("{page}/holds/{id}/{act}"));
    for language in Language::ALL {
        for reader in [&stage.officer, &stage.responder] {
            let chosen = [("tag", language.tag()), ("to", page.as_str())];
            reader.sends("/language", &chosen).await;
            let read = reader.reads(&page).await;
            read.shows("holds.block.name")
                .shows("holds.block.text")
                .shows("holds.clock.mark.ends")
                .shows("trail.block.placed")
                .hides("holds.block.incoming")
                .hides("requests.show.no_holds");
            reader
                .reads("/holds")
                .await
                .shows("holds.block.name")
                .shows("holds.block.text");
        }
        stage.officer.reads("/home").await.shows("home.block.with_order");
        for form in ["extension/new", "release/new"] {
            stage
                .officer
                .reads(format!("{page}/{form}"))
                .await
                .shows("requests.form.block")
                .hides("requests.form.field.part.label");
        }
        for form in &below {
            stage.responder.reads(form).await.shows("holds.block.name");
        }
    }
    let chosen = [("tag", "en"), ("to", "/home")];
    stage.officer.sends("/language", &chosen).await;
    let read = stage.officer.reads(&page).await;
    read.says("1 hold")
        .says("4 days uncovered")
        .shows("requests.show.ask_extension")
        .shows("requests.show.ask_release");
    assert_eq!(
        sums(&read),
        [
            "Asked: 58 ETH · 412,508.22 USDT",
            "Frozen: Nothing",
            "Held now: Nothing"
        ]
    );
    stage.officer.reads("/home").await.says("1 hold, 1 exchange");
    // What to do next leads there: for the agency alone, to which the case is known.
    let read = stage.officer.reads(&page).await;
    read.shows("requests.next.extend_scope");
    let begins = |read: &crate::support::Fetched| read.body.contains("/requests/new\"");
    assert!(begins(&read), "{}", read.body);
    assert!(!begins(&stage.responder.reads(&page).await));
}

#[tokio::test(flavor = "current_thread")]
async fn a_block_is_lengthened_lifted_whole_or_stated_to_have_run_out() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = blocked(&stage).await;
    let colleague = site.person_of(EXCHANGE, &[Role::Responder]).await;
    let id = hold_of(&stage.responder.reads(&page).await);
    let hold = format!("{page}/holds/{id}");
    let lift = format!("{hold}/lift");
    let form = stage.responder.reads(&lift).await;
    form.shows("requests.acts.lift_hold.block");
    assert_eq!(form.value_of("amount"), None);
    let longer = format!("{hold}/extension");
    stage.responder.reads(&longer).await;
    stage
        .responder
        .sends_on(&longer, &[("until", "2026-11-29T16:00")])
        .await
        .shows("requests.acts.extend_hold.done");
    stage.officer.reads(&page).await.shows("holds.status.extended");

    // Its end comes: it is due for the exchange's word, and both sides are told.
    site.wait(SignedDuration::from_hours(7 * 24 - 6));
    deadlines::round(&site.app.db, site.app.now()).await.unwrap();
    site.wait(SignedDuration::from_hours(6));
    deadlines::round(&site.app.db, site.app.now()).await.unwrap();
    let officer = site.officer_of(POLICE).await;
    let responder = site.nobody();
    responder.signs_in(&colleague).await;
    officer
        .reads("/home")
        .await
        .shows("home.block.at_end.asker")
        .says("1 hold ended without word")
        .never_says("1 hold ended without word:");
    responder.reads("/home").await.shows("home.block.at_end.recipient");
    responder.reads("/notices").await.shows("notices.act.hold_expiry_due");
    let lapse = format!("{hold}/lapse");
    responder.reads(&lapse).await;
    responder
        .sends_on(&lapse, &[])
        .await
        .shows("requests.acts.lapse_hold.done");
    officer
        .reads(&page)
        .await
        .shows("holds.status.lapsed")
        .shows("holds.block.name")
        .shows("requests.show.hold_lapsed");
}

#[tokio::test(flavor = "current_thread")]
async fn a_release_of_a_block_names_no_amount_and_lets_it_go_whole() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = blocked(&stage).await;
    let form = stage.officer.reads(format!("{page}/release/new")).await;
    let hold = form.value_of("holds").unwrap();
    let asked = [
        ("holds", hold.as_str()),
        ("reason", "cleared"),
        ("facts", "The account was found to be another customer's."),
    ];
    let part = [("row", hold.as_str()), ("amount", "1")];
    let wrong: Vec<_> = asked.iter().chain(&part).copied().collect();
    let wrong = stage.officer.sends(&format!("{page}/release"), &wrong).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("errors.field.block_is_whole");
    stage.officer.reads(format!("{page}/release/new")).await;
    let edit = stage.officer.sends(&format!("{page}/release"), &asked).await;
    let edit = edit.leads_to().unwrap();
    let draft = edit.trim_end_matches("/edit").to_owned();
    let form = stage.officer.reads(&edit).await;
    form.hides("requests.form.field.part.label");
    let number = issue_as_filled(&stage.officer, &stage.supervisor, &form, &draft).await;
    let follower = format!("/requests/{number}");
    stage
        .intake
        .reads(&follower)
        .await
        .shows("holds.block.name")
        .never_says("0 USDT");
    stage
        .intake
        .sends_on(&format!("{follower}/acknowledgement"), &[("reference", "NB-2")])
        .await;
    stage.responder.reads(&follower).await;
    stage.responder.sends_on(&format!("{follower}/start"), &[]).await;
    let answer = format!("{follower}/targets/1/answer");
    stage
        .responder
        .reads(&answer)
        .await
        .shows("holds.block.name")
        .hides("requests.acts.answer.group.let_go");
    stage
        .responder
        .sends_on(&answer, &[("outcome", "released")])
        .await
        .shows("requests.acts.answer.done");
    stage
        .officer
        .reads(&page)
        .await
        .shows("holds.lift_reason.asked_by_asker")
        .never_says("0 USDT");
    stage.officer.reads("/holds").await.hides("holds.block.name");
}

#[tokio::test(flavor = "current_thread")]
async fn a_withdrawal_is_not_confirmed_before_the_block_is_spoken_of() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = blocked(&stage).await;
    let withdrawal = format!("{page}/withdrawal");
    stage.supervisor.reads(&withdrawal).await.shows("holds.block.name");
    stage
        .supervisor
        .sends_on(&withdrawal, &[("note", "The victim was paid.")])
        .await;
    let confirmation = format!("{page}/withdrawal/confirmation");
    let form = stage.responder.reads(&confirmation).await;
    form.shows("holds.block.name").shows("requests.fate.hold.let_go.label");
    let silent = stage.responder.sends(&confirmation, &[]).await;
    assert_eq!(silent.status, 422);
    let (_, rest) = form.body.split_once("name=\"hold-").unwrap();
    let field = format!("hold-{}", rest.split('"').next().unwrap());
    stage
        .responder
        .sends_on(&confirmation, &[(field.as_str(), "let_go")])
        .await
        .shows("requests.acts.confirm_withdrawal.done");
    stage
        .officer
        .reads(&page)
        .await
        .shows("requests.status.withdrawn")
        .shows("holds.lift_reason.request_withdrawn");
}

#[tokio::test(flavor = "current_thread")]
async fn where_no_asset_was_asked_the_account_is_blocked_all_the_same() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let draft = draft_of(&site, &author, &exchange, |content, targets| {
        content.scope = Scope::IncomingToo;
        content.uncapped_reason = "The account takes in the deposits of every victim.".to_owned();
        for target in targets {
            (target.asset, target.amount) = (None, None);
        }
    })
    .await;
    let stage = Stage {
        officer,
        supervisor: site.supervisor_of(POLICE).await,
        intake: site.intake_of(EXCHANGE).await,
        responder: site.responder_of(EXCHANGE).await,
        draft,
    };
    let page = blocked(&stage).await;
    for reader in [&stage.officer, &stage.responder] {
        reader
            .reads(&page)
            .await
            .says("1 hold")
            .shows("holds.block.name")
            .shows("holds.block.incoming");
        reader.reads("/holds").await.shows("holds.block.name");
        reader.reads("/home").await;
    }
    // Found to hold money after all, in an asset that nobody had asked for: both stand.
    stage.officer.reads(format!("{page}/dispute")).await;
    let dispute = [("targets", "1"), ("note", "The explorer shows a balance.")];
    stage.officer.sends_on(&format!("{page}/dispute"), &dispute).await;
    let form = format!("{page}/targets/1/answer");
    stage
        .responder
        .reads(&form)
        .await
        .shows("requests.acts.answer.frees_block")
        .shows("requests.acts.answer.hint.stands_block");
    let silent = stage.responder.sends(&form, &[("outcome", "no_match")]).await;
    assert_eq!(silent.status, 422);
    silent.shows("errors.field.frees_block");
    let found = [
        ("outcome", "frozen_full"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("asset", "USDT.6"),
        ("amount", "50"),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-11-28T14:03"),
    ];
    stage.responder.sends_on(&form, &found).await;
    let read = stage.officer.reads(&page).await;
    read.says("2 holds").says("50 USDT").shows("holds.block.name");
    assert_eq!(sums(&read), ["Frozen: 50 USDT", "Held now: 50 USDT"]);
}
