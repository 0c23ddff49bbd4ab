//! The paste box: what becomes of each line, in small lists and in large ones.

use actix_web::http::StatusCode;

use super::{BAD_TRON, EVM, TRON, XRP, facts, list, opens, with};
use crate::support::{Site, form};

#[actix_web::test]
async fn each_pasted_line_is_judged_and_what_waits_comes_back() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Title").await;
    let lines = format!("tron {TRON}\ntron {BAD_TRON}\nxrp {XRP}\n{EVM}\nbitcoin {TRON}\ntron {TRON}\n\u{202e}{TRON}");

    let preview = officer
        .sends(&format!("{path}/indicators/preview"), &list(&lines))
        .await;
    assert_eq!(preview.status, StatusCode::OK);
    preview
        .shows("indicators.reason.checksum")
        .shows("indicators.verdict_hint.tag_missing");
    preview
        .shows("indicators.verdict_hint.ambiguous")
        .shows("indicators.reason.wrong_chain");
    preview
        .shows("indicators.verdict.duplicate")
        .shows("indicators.reason.deceptive");
    assert!(!preview.body.contains('\u{202e}') || preview.value_of("lines").is_none());

    let added = officer.sends(&format!("{path}/indicators"), &list(&lines)).await;
    assert_eq!(added.status, StatusCode::OK);
    added.shows("cases.paste.added_in_part");
    let rest = added.form_to(&format!("{path}/indicators/preview"));
    let box_now = rest.iter().find(|(name, _)| name == "lines").unwrap().1.clone();
    assert_eq!(
        box_now,
        format!("tron {BAD_TRON}\nxrp {XRP}\n{EVM}\nbitcoin {TRON}\n\u{202e}{TRON}")
    );
    let page = officer.reads(&path).await;
    page.says("TSFGVv")
        .shows("cases.checksum.holds")
        .says("exchange deposit")
        .says("Tracing report · B2");
    page.never_says("TGfxip").shows("trail.event.indicators_added");
}

#[actix_web::test]
async fn missing_chains_and_tags_are_given_line_by_line() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Title").await;
    let lines = format!("xrp {XRP}\n{EVM}");
    let preview = officer
        .sends(&format!("{path}/indicators/preview"), &list(&lines))
        .await;

    let mut fields = preview.form_to(&format!("{path}/indicators/preview"));
    let mut place = 0;
    for (name, value) in &mut fields {
        match name.as_str() {
            "line" => place += 1,
            "line_tag" if place == 1 => *value = "30417788".into(),
            "line_chain" if place == 2 => *value = "ethereum".into(),
            _ => {}
        }
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let added = officer.posts(&format!("{path}/indicators"), &form(&fields)).await;

    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let page = officer.reads(&path).await;
    page.says("30417788").says("ETH").shows("cases.checksum.none");
}

#[actix_web::test]
async fn ten_thousand_lines_are_previewed_and_added() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Title").await;
    let lines: Vec<String> = (0..10_000)
        .map(|n| {
            if n % 40 == 0 {
                format!("tron {BAD_TRON}{n}")
            } else {
                format!("eth 0x{n:040x}")
            }
        })
        .collect();
    let text = lines.join("\r\n");

    let preview = officer.sends(&format!("{path}/indicators/preview"), &list(&text)).await;
    assert_eq!(preview.status, StatusCode::OK);
    preview
        .says("9,750 lines can be added")
        .says("250 lines need you")
        .says("9,800 more lines are not shown");
    let added = officer.sends(&format!("{path}/indicators"), &list(&text)).await;
    added.says("9,750 new").says("250 lines need you");
    officer.reads(&path).await.says("9,750");

    let more = format!("{text}\r\neth 0x{:040x}", 20_000);
    let too_many = officer.sends(&format!("{path}/indicators"), &list(&more)).await;
    assert_eq!(too_many.status, StatusCode::UNPROCESSABLE_ENTITY);
    too_many.shows("errors.field.too_many");
}

#[actix_web::test]
async fn a_megabyte_is_read_and_more_is_told() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Title").await;
    let line = format!("tron {TRON} {}\n", "x".repeat(1000));
    let megabyte = line.repeat((1 << 20) / line.len());

    let fits = officer
        .sends(&format!("{path}/indicators/preview"), &list(&megabyte))
        .await;
    assert_eq!(fits.status, StatusCode::OK);
    let more = format!("{megabyte}{line}{line}");
    let too_large = officer.sends(&format!("{path}/indicators/preview"), &list(&more)).await;
    assert_eq!(too_large.status, StatusCode::UNPROCESSABLE_ENTITY);
    too_large.shows("errors.field.too_large");

    let long = "é".repeat(1 << 19);
    let in_title = officer.sends("/cases", &with(facts("PJ-2", "x"), "title", &long)).await;
    assert!(matches!(
        in_title.status,
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::PAYLOAD_TOO_LARGE
    ));
}

#[actix_web::test]
async fn what_no_chain_knows_is_not_said_to_be_of_several() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = opens(&officer, "PJ-1", "Title").await;

    let preview = officer
        .sends(
            &format!("{path}/indicators/preview"),
            &list("<script>alert(1)</script>"),
        )
        .await;

    preview
        .shows("indicators.verdict.unrecognised")
        .shows("indicators.verdict_hint.unrecognised")
        .hides("indicators.verdict_hint.ambiguous");
    preview.says("<script>alert(1)</script>");
}
