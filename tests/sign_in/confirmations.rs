//! Acts that count ask for a factor shown just now (S21): the form is kept meanwhile, and nothing is done before.

use crosshold::domain::people::Factor;
use crosshold::domain::requests::acts::Act;
use jiff::SignedDuration;

use crate::requests::Stage;
use crate::support::{Client, Fetched, Site};

/// Longer than a factor is fresh.
const LONG_AGO: SignedDuration = SignedDuration::from_mins(6);

fn requests(dump: &str) -> Vec<String> {
    let is_theirs = |row: &&str| {
        ["requests:", "targets:", "holds:"]
            .iter()
            .any(|table| row.starts_with(table))
    };
    dump.lines().filter(is_theirs).map(str::to_owned).collect()
}

/// `client`, who showed `factor` long ago, is asked to confirm, loses nothing, and does it then.
async fn confirms_first(
    site: &Site,
    client: &Client,
    factor: Factor,
    action: &str,
    fields: &[(&str, &str)],
) -> Fetched {
    site.proved(factor, LONG_AGO).await;
    let page = client.reads(action).await;
    assert!(
        page.body.contains(&format!("action=\"{action}\"")),
        "the button stays: {action}"
    );
    let before = requests(&site.dump().await);

    let asked = client.sends(action, fields).await;

    assert_eq!(asked.status, 403, "{action}");
    asked.shows("sign_in.confirmation.title");
    assert_eq!(requests(&site.dump().await), before, "{action}");
    if factor == Factor::Totp {
        confirms_by_code(client, &asked, action).await;
    } else {
        asked.hides("sign_in.field.code.label");
        site.proved(factor, SignedDuration::ZERO).await;
    }
    client.reads(action).await;
    let done = client.sends(action, fields).await;
    assert_eq!(done.status, 303, "{action}: {}", done.text());
    assert_ne!(requests(&site.dump().await), before, "{action}");
    done
}

async fn confirms_by_code(client: &Client, asked: &Fetched, action: &str) {
    client.has_app().await;
    let (to, kept) = (asked.value_of("to").unwrap(), asked.value_of("kept").unwrap());
    assert!(!kept.is_empty(), "{action}");
    let with = |code: &str| {
        let code = code.to_owned();
        let (to, kept) = (to.clone(), kept.clone());
        async move {
            let fields = [
                ("passcode", code.as_str()),
                ("to", to.as_str()),
                ("kept", kept.as_str()),
            ];
            client.sends("/confirmation", &fields).await
        }
    };
    let wrong = with("000000").await;
    assert_eq!(wrong.status, 422);
    wrong.shows("sign_in.factor.wrong");
    assert_eq!(
        wrong.value_of("kept").as_deref(),
        Some(kept.as_str()),
        "a wrong code loses nothing"
    );
    let token = client.cookie("__Host-session");
    let right = with(&client.code()).await;
    assert_eq!(right.leads_to(), Some(format!("/kept/{kept}")), "{action}");
    assert_ne!(
        client.cookie("__Host-session"),
        token,
        "a new token at each step-up (S16)"
    );
    client.reads(right.leads_to().unwrap()).await;
}

#[tokio::test(flavor = "current_thread")]
async fn what_counts_is_confirmed_first_and_the_form_comes_back() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let draft = format!("/requests/{}", stage.draft);
    stage.officer.reads(&draft).await;
    stage.officer.sends(&format!("{draft}/submission"), &[]).await;
    let approval = format!("{draft}/approval");
    let approved = confirms_first(&site, &stage.supervisor, Factor::Demo, &approval, &[]).await;
    let page = approved.leads_to().unwrap();
    stage.intake.reads(&page).await;
    stage
        .intake
        .sends(&format!("{page}/acknowledgement"), &[("reference", "NB-1")])
        .await;
    stage.responder.reads(&page).await;
    stage.responder.sends(&format!("{page}/start"), &[]).await;
    let frozen = [
        ("outcome", "frozen_full"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("asset", "USDT.6"),
        ("amount", "412508.22"),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-12-10T12:00"),
    ];
    let answer = format!("{page}/targets/1/answer");
    confirms_first(&site, &stage.responder, Factor::Totp, &answer, &frozen).await;
    let read = stage.responder.reads(&page).await;
    let lift = read
        .body
        .split('"')
        .find(|part| part.ends_with("/lift"))
        .unwrap()
        .to_owned();
    confirms_first(
        &site,
        &stage.responder,
        Factor::Totp,
        &lift,
        &[("reason", "court_order")],
    )
    .await;
    let refusal = [("ground", "overbroad"), ("note", "The second is another customer's.")];
    confirms_first(
        &site,
        &stage.responder,
        Factor::Totp,
        &format!("{page}/refusal"),
        &refusal,
    )
    .await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_withdrawal_is_confirmed_first() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let note = [("note", "The victim was paid.")];
    confirms_first(
        &site,
        &stage.supervisor,
        Factor::Demo,
        &format!("{page}/withdrawal"),
        &note,
    )
    .await;

    // And so is the exchange's word on it.
    confirms_first(
        &site,
        &stage.responder,
        Factor::Demo,
        &format!("{page}/withdrawal/confirmation"),
        &[],
    )
    .await;
}

/// S02: whoever approves for an agency has a passkey; a code of an app, however fresh, is refused.
#[tokio::test(flavor = "current_thread")]
async fn by_a_code_of_an_app_nobody_approves() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let draft = format!("/requests/{}", stage.draft);
    stage.officer.reads(&draft).await;
    stage.officer.sends(&format!("{draft}/submission"), &[]).await;
    stage.supervisor.reads(&draft).await;
    site.proved(Factor::Totp, SignedDuration::ZERO).await;

    let refused = stage.supervisor.sends(&format!("{draft}/approval"), &[]).await;

    assert_eq!(refused.status, 403);
    refused.shows("refusals.needs_passkey");
}

/// What is walked above is what the table names; whoever adds to it adds here.
#[test]
fn the_acts_that_are_confirmed_are_these() {
    let fresh: Vec<Act> = Act::ALL.iter().copied().filter(|act| act.needs().fresh).collect();
    let mut expected = [
        Act::Approve,
        Act::Withdraw,
        Act::StandBy,
        Act::Answer,
        Act::Refuse,
        Act::ConfirmWithdrawal,
    ];
    expected.sort_by_key(|act| Act::ALL.iter().position(|one| one == act));
    assert_eq!(fresh, expected);
}

/// A session by passkey is confirmed by nothing weaker.
#[tokio::test(flavor = "current_thread")]
async fn a_code_confirms_no_session_that_was_signed_in_by_a_passkey() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    officer.has_app().await;
    site.proved(Factor::Demo, LONG_AGO).await;
    officer.reads("/confirmation").await.hides("sign_in.field.code.label");

    let tried = officer.sends("/confirmation", &[("passcode", &officer.code())]).await;

    assert_eq!(tried.status, 422);
    assert_eq!(officer.get("/account/password").await.status, 403);
}
