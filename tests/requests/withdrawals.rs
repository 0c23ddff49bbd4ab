//! Taken back: the exchange says what becomes of each hold, and what stays is nobody's here any more.

use crosshold::domain::requests::kinds::Kind;
use crosshold::service::deadlines;
use jiff::SignedDuration;

use super::Stage;
use super::preservations::issue_as_filled;
use super::releases::sums;
use crate::support::Site;

const REASON: &str = "A restraint order of the High Court stands on the same account.";

/// Both targets are held and the request is taken back; its page.
async fn taken_back(stage: &Stage) -> String {
    let page = held(stage).await;
    withdraw(stage, &page).await;
    page
}

/// Both targets are held; their page.
async fn held(stage: &Stage) -> String {
    let page = stage.begun().await;
    for (position, asset, amount) in [("1", "USDT.6", "412508.22"), ("2", "ETH.18", "58")] {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        let fields = [
            ("outcome", "frozen_full"),
            ("match_basis", "deposit_address"),
            ("relied_on", "request"),
            ("asset", asset),
            ("amount", amount),
            ("placed_at", "2026-11-22T16:00:00"),
            ("until", "2026-12-10T12:00"),
        ];
        stage
            .responder
            .sends_on(&form, &fields)
            .await
            .shows("requests.acts.answer.done");
    }
    page
}

async fn withdraw(stage: &Stage, page: &str) {
    let withdrawal = format!("{page}/withdrawal");
    stage.supervisor.reads(&withdrawal).await;
    let note = [("note", "The victim was paid.")];
    stage
        .supervisor
        .sends_on(&withdrawal, &note)
        .await
        .shows("requests.status.withdrawing");
}

/// The ids of what the form asks about, in its order.
fn asked(form: &crate::support::Fetched, start: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for part in form.body.split(&format!("name=\"{start}")).skip(1) {
        let id = part.split('"').next().unwrap().to_owned();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

#[tokio::test(flavor = "current_thread")]
async fn a_withdrawal_is_confirmed_with_a_word_on_each_hold_and_what_stays_is_not_held_for_the_agency() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = taken_back(&stage).await;
    for list in ["/home", "/holds"] {
        let seen = stage.officer.reads(list).await;
        seen.hides("holds.index.extend");
    }
    let confirmation = format!("{page}/withdrawal/confirmation");
    let form = stage.responder.reads(&confirmation).await;
    form.shows("requests.fate.hold.let_go.label");
    let ids = asked(&form, "hold-");
    let [first, second] = ids.as_slice() else {
        panic!("{ids:?}")
    };
    let [of_first, of_second] = [first, second].map(|id| format!("hold-{id}"));
    let note = format!("note-{second}");

    // Nothing ticked, one ticked, or no reason: told beside the hold, and nothing has happened.
    let one = [(of_first.as_str(), "let_go")];
    let unsaid = [one[0], (of_second.as_str(), "other_order"), (note.as_str(), " ")];
    for (fields, named) in [(&[][..], first), (&one[..], second), (&unsaid[..], second)] {
        let again = stage.responder.sends(&confirmation, fields).await;
        assert_eq!(again.status, 422);
        again.shows("errors.field.required");
        assert!(again.body.contains(&format!("-{named}-error")), "{}", again.body);
        stage
            .responder
            .reads(&page)
            .await
            .shows("requests.status.withdrawing")
            .hides("holds.lift_reason.request_withdrawn");
    }
    let strange = [("lifted", first.as_str())];
    assert_eq!(stage.responder.sends(&confirmation, &strange).await.status, 400);
    let wrong = stage
        .responder
        .sends(&confirmation, &[(of_first.as_str(), "perhaps")])
        .await;
    assert_eq!(wrong.status, 422);
    wrong.shows("errors.field.unknown_choice");

    let said = [one[0], (of_second.as_str(), "other_order"), (note.as_str(), REASON)];
    stage
        .responder
        .sends_on(&confirmation, &said)
        .await
        .shows("requests.acts.confirm_withdrawal.done");
    let seen = stage.officer.reads(&page).await;
    seen.shows("requests.status.withdrawn")
        .shows("holds.lift_reason.request_withdrawn")
        .shows("requests.other_basis.other_order")
        .says(REASON)
        .shows("holds.status.other_order")
        .shows("holds.kept_on.other_order.asker")
        .shows("refusals.on_other_basis")
        .hides("holds.clock.mark.ends")
        .shows("requests.show.why_kept");
    assert_eq!(
        seen.text().matches(REASON).count(),
        3,
        "at the target, on the card and on the timeline"
    );
    assert!(
        !seen.body.contains("/extension/new") && !seen.body.contains("/release/new"),
        "{}",
        seen.text()
    );
    assert_eq!(
        sums(&seen),
        [
            "Asked: 58 ETH · 412,508.22 USDT",
            "Frozen: 58 ETH · 412,508.22 USDT",
            "Held now: Nothing",
            "Released: 412,508.22 USDT",
            "Kept by the exchange on another basis: 58 ETH",
        ]
    );
    let case = seen.body.split('"').find(|part| part.starts_with("/cases/")).unwrap();
    // Of a case each amount that was asked counts once, and its name says so.
    assert_eq!(sums(&stage.officer.reads(case).await)[1..], sums(&seen)[1..]);
    for list in ["/home", "/holds"] {
        for reader in [&stage.officer, &stage.responder] {
            let seen = reader.reads(list).await;
            seen.never_says("58 ETH").hides("holds.index.extend");
        }
    }
    // The exchange reads the same of its own side, and nothing is left for it to do.
    let seen = stage.responder.reads(&page).await;
    seen.shows("holds.kept_on.other_order.recipient")
        .shows("requests.show.why_kept")
        .shows("refusals.on_other_basis");
    assert!(!seen.body.contains(&format!("/holds/{second}/")), "{}", seen.text());
    let lift = format!("{page}/holds/{second}/lift");
    let lifted = stage.responder.sends(&lift, &[("reason", "terms_ended")]).await;
    assert_eq!(lifted.status, 409);

    for kind in ["extension", "release"] {
        let early = stage.officer.get(&format!("{page}/{kind}/new")).await;
        assert_eq!(early.status, 409);
    }
    let longer = [
        ("holds", second.as_str()),
        ("until", "2026-12-20"),
        ("facts", "Longer."),
    ];
    assert_eq!(
        stage.officer.sends(&format!("{page}/extension"), &longer).await.status,
        409
    );
    // No clock runs, and no alarm rings: long after its end nobody is told of it.
    site.wait(SignedDuration::from_hours(40 * 24));
    deadlines::round(&site.app.db, site.app.now()).await.unwrap();
    let (officer, responder) = (
        site.officer_of(super::POLICE).await,
        site.responder_of(super::EXCHANGE).await,
    );
    for reader in [officer, responder] {
        reader.reads(&page).await.shows("holds.status.other_order");
        reader.reads("/home").await.never_says("58 ETH");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn data_that_stays_kept_after_a_withdrawal_is_not_kept_for_the_agency() {
    let site = Site::new().await;
    let stage = Stage::asking(&site, Kind::Preserve).await;
    let page = stage.begun().await;
    for (position, fields) in [
        (
            1,
            &[
                ("outcome", "preserved"),
                ("match_basis", "deposit_address"),
                ("relied_on", "request"),
                ("until", "2026-11-24T12:00"),
            ][..],
        ),
        (2, &[("outcome", "no_match")][..]),
    ] {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        stage.responder.sends_on(&form, fields).await;
    }
    let withdrawal = format!("{page}/withdrawal");
    stage.supervisor.reads(&withdrawal).await;
    let note = [("note", "The data was produced.")];
    stage.supervisor.sends_on(&withdrawal, &note).await;
    let confirmation = format!("{page}/withdrawal/confirmation");
    let form = stage.responder.reads(&confirmation).await;
    form.shows("requests.fate.data.own_basis.label");
    let ids = asked(&form, "data-");
    let [id] = ids.as_slice() else { panic!("{ids:?}") };
    let (field, why) = (format!("data-{id}"), format!("note-{id}"));
    let silent = stage.responder.sends(&confirmation, &[]).await;
    assert_eq!(silent.status, 422);
    let said = [
        (field.as_str(), "own_basis"),
        (why.as_str(), "Our own duty to keep records."),
    ];
    stage.responder.sends_on(&confirmation, &said).await;
    let seen = stage.officer.reads(&page).await;
    seen.shows("requests.status.withdrawn")
        .says("Our own duty to keep records.")
        .shows("preservations.status.own_basis")
        .shows("preservations.kept_on.own_basis.asker");
    assert!(
        !seen.body.contains("/extension/new") && !seen.body.contains("/release/new"),
        "{}",
        seen.text()
    );
    for reader in [&stage.officer, &stage.responder] {
        let seen = reader.reads("/holds?kept=data").await;
        seen.shows("preservations.index.none").hides("holds.index.extend");
    }
    let seen = stage.responder.reads(&page).await;
    seen.shows("preservations.kept_on.own_basis.recipient");
    assert!(!seen.body.contains(&format!("/preservations/{id}/")), "{}", seen.text());
    assert_eq!(stage.officer.get(&format!("{page}/release/new")).await.status, 409);
}

#[tokio::test(flavor = "current_thread")]
async fn why_a_hold_stays_is_told_on_every_request_that_is_about_it() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let form = stage.officer.reads(format!("{page}/extension/new")).await;
    let hold = form.value_of("holds").unwrap();
    let longer = [
        ("holds", hold.as_str()),
        ("until", "2026-12-20"),
        (
            "facts",
            "The hearing was moved by the court; the order is expected later.",
        ),
    ];
    let edit = stage.officer.sends(&format!("{page}/extension"), &longer).await;
    let draft = edit.leads_to().unwrap().trim_end_matches("/edit").to_owned();
    let form = stage.officer.reads(format!("{draft}/edit")).await;
    let follower = format!(
        "/requests/{}",
        issue_as_filled(&stage.officer, &stage.supervisor, &form, &draft).await
    );
    withdraw(&stage, &page).await;
    let confirmation = format!("{page}/withdrawal/confirmation");
    let form = stage.responder.reads(&confirmation).await;
    let said: Vec<(String, &str)> = asked(&form, "hold-")
        .into_iter()
        .flat_map(|id| [(format!("hold-{id}"), "other_order"), (format!("note-{id}"), REASON)])
        .collect();
    let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    stage.responder.sends_on(&confirmation, &said).await;

    for reader in [&stage.officer, &stage.responder] {
        reader
            .reads(&follower)
            .await
            .shows("holds.status.other_order")
            .shows("requests.show.why_kept")
            .says(REASON);
    }
}
