//! Answers that hold something, but not for who asked: held for another authority, or restricted by the exchange itself.

use crosshold::text::Language;

use super::Stage;
use crate::support::Site;

#[tokio::test(flavor = "current_thread")]
async fn what_is_held_for_others_is_no_hold_of_ours_on_either_side() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let answers = [
        (1, "already_frozen", "requests.next.join_hold"),
        (2, "already_restricted", "requests.next.ask_for_own_hold"),
    ];
    for (position, outcome, _) in answers {
        let form = format!("{page}/targets/{position}/answer");
        stage.responder.reads(&form).await;
        // Neither an amount nor an end of ours goes with it.
        for (field, typed) in [
            ("amount", "1"),
            ("until", "2026-12-10T12:00"),
            ("placed_at", "2026-11-22T16:00:00"),
            ("entity", "Guardia Civil"),
            ("relied_on", "own_terms"),
        ] {
            let fields = [
                ("outcome", outcome),
                ("match_basis", "deposit_address"),
                ("asset", ""),
                (field, typed),
            ];
            let sent = stage.responder.sends(&form, &fields).await;
            // What is chosen beforehand is left out; what is typed is told.
            if field != "relied_on" {
                assert_eq!(sent.status, 422, "{outcome} {field}");
                stage.responder.reads(&form).await;
            } else {
                assert_eq!(sent.status, 303, "{outcome} {field}: {}", sent.text());
            }
        }
    }
    for (_, outcome, next) in answers {
        for language in Language::ALL {
            let to = [("tag", language.tag()), ("to", page.as_str())];
            stage.officer.sends("/language", &to).await;
            stage.responder.sends("/language", &to).await;
            let words = language.words();
            let word = words.t(&format!("requests.outcome.{outcome}")).to_string();
            let next = words.t(next).to_string();
            stage.officer.reads(&page).await.says(&word).says(&next);
            stage.responder.reads(&page).await.says(&word).never_says(&next);
        }
    }
    for reader in [&stage.officer, &stage.responder] {
        let to = [("tag", "en"), ("to", page.as_str())];
        reader.sends("/language", &to).await;
        reader.reads(&page).await.shows("requests.show.no_holds");
        reader.reads("/holds").await.shows("holds.index.none");
    }
    // Nothing of it counts as held in the case.
    let read = stage.officer.reads(&page).await;
    assert!(!read.body.contains("tag held"), "{}", read.body);
}

#[tokio::test(flavor = "current_thread")]
async fn a_hold_that_ends_before_what_was_asked_says_so_wherever_it_stands() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let form = format!("{page}/targets/1/answer");
    stage.responder.reads(&form).await;
    // Asked until 18 December.
    let frozen = [
        ("outcome", "frozen_full"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("asset", "USDT.6"),
        ("amount", "412508.22"),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-11-23T14:03"),
    ];
    stage.responder.sends_on(&form, &frozen).await;

    let early = "Ends 25 days before what was asked";
    for reader in [&stage.officer, &stage.responder] {
        for at in [page.as_str(), "/holds", "/home"] {
            reader.reads(at).await.says(early);
        }
    }
}
