//! What the exchange found behind a target, as it is typed and as both sides read it.

use scraper::Selector;

use super::Stage;
use crate::support::Site;

#[tokio::test(flavor = "current_thread")]
async fn what_was_found_is_typed_once_and_read_by_both_sides_in_their_language() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let form = format!("{page}/targets/1/answer");
    let asked = stage.responder.reads(&form).await;
    // What is usual comes first, and nothing is stated for the exchange.
    let usual = [("match_basis", "deposit_address"), ("relied_on", "request")];
    for (name, code) in usual {
        let filled = asked.form_to(&form);
        assert!(filled.contains(&(name.to_owned(), String::new())), "{name}");
        let first = Selector::parse(&format!("select[name={name}] option:not([value=\"\"])")).unwrap();
        let first = asked.html().select(&first).next().unwrap();
        assert_eq!(first.attr("value"), Some(code));
    }
    let frozen = [
        ("outcome", "frozen_partial"),
        ("asset", "USDT.6"),
        ("amount", "1200.5"),
        ("before", "1500"),
        ("value", "1104.46"),
        ("currency", "EUR"),
        ("price_source", "ECB reference rate"),
        ("priced_at", "2026-11-22T15:00"),
        ("match_basis", "transaction"),
        ("relied_on", "own_terms"),
        ("limits", "staked"),
        ("limits", "lent"),
        ("review_at", "2026-12-01T09:00"),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-12-10T12:00"),
    ];
    // Every contradiction stands at its field, and nothing typed is lost.
    for (field, typed, fault) in [
        ("before", "1200", "errors.field.less_than_held"),
        ("before", "x", "errors.field.no_amount"),
        ("value", "1.234", "errors.field.two_amounts"),
        ("currency", "", "errors.field.required"),
        ("price_source", "", "errors.field.no_price_source"),
        ("priced_at", "", "errors.field.required"),
        ("priced_at", "2026-12-22T15:00", "errors.field.in_the_future"),
        ("limits", "sold", "errors.field.unknown_choice"),
        ("match_basis", "guess", "errors.field.unknown_choice"),
        ("relied_on", "guess", "errors.field.unknown_choice"),
        ("relied_on", "binding_basis", "errors.field.not_binding"),
        ("review_at", "2026-12-11T09:00", "errors.field.after_the_end"),
        ("outcome", "no_match", "errors.field.not_with_outcome"),
    ] {
        let mut wrong: Vec<(&str, &str)> = frozen.iter().filter(|(name, _)| *name != field).copied().collect();
        wrong.push((field, typed));
        let refused = stage.responder.sends(&form, &wrong).await;
        assert_eq!(refused.status, 422, "{field} {typed}");
        refused.shows(fault);
        if field != "price_source" {
            assert_eq!(refused.value_of("price_source").as_deref(), Some("ECB reference rate"));
        }
    }
    stage.responder.reads(&form).await;
    stage
        .responder
        .sends_on(&form, &frozen)
        .await
        .shows("requests.acts.answer.done");
    // What was chosen beforehand is no part of an answer that found nothing.
    let second = format!("{page}/targets/2/answer");
    let nothing = [
        ("outcome", "no_match"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
    ];
    stage.responder.reads(&second).await;
    stage.responder.sends_on(&second, &nothing).await;

    for reader in [&stage.officer, &stage.responder] {
        let read = reader.reads(&page).await;
        for key in [
            "requests.match_basis.transaction",
            "requests.relied_on.own_terms",
            "requests.limit.staked",
            "requests.limit.lent",
        ] {
            read.shows(key);
        }
        read.hides("requests.match_basis.deposit_address")
            .hides("requests.relied_on.request")
            .says("1,500 USDT")
            .says("299.50 USDT")
            .says("1,104.46")
            .says("ECB reference rate");
    }
}
