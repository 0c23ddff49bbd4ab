//! The form of a new request: what Enter presses, which legal bases stand in it, and what the gate says before it is saved.

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::text::Language;
use scraper::Selector;

use super::drafts::case_of;
use super::{EXCHANGE, POLICE, Stage};
use crate::support::{Fetched, Site};

fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn enter_saves_and_looks_for_nothing_where_a_case_has_many_indicators() {
    let site = Site::new().await;
    let officer = site.member_of(POLICE, &[Role::Officer]).await;
    let path = case_of(&officer, 25).await;

    let form = officer.reads(format!("{path}/requests/new")).await;

    form.shows("requests.form.find");
    let html = form.html();
    for within in ["button[form=\"form\"], form#form button", "form#form button"] {
        let all = select(within);
        let sends = |button: &scraper::ElementRef<'_>| button.value().attr("type") == Some("submit");
        let first = html.select(&all).find(sends).unwrap().value();
        assert!(first.attr("formaction").is_none(), "{within}: {first:?}");
        assert!(
            matches!(first.attr("value"), None | Some("save")),
            "{within}: {first:?}"
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_legal_bases_of_other_jurisdictions_stand_apart_and_say_which() {
    let site = Site::new().await;
    let officer = site.member_of(POLICE, &[Role::Officer]).await;
    let path = case_of(&officer, 1).await;
    for &language in Language::ALL {
        let chosen = [("tag", language.tag()), ("to", "/home")];
        officer.sends("/language", &chosen).await;
        let words = language.words();
        let form = officer.reads(format!("{path}/requests/new?kind=freeze")).await;
        let group = |name: &str| -> Vec<String> {
            let label = words.t(&format!("requests.form.bases.{name}"));
            let options = select(&format!("#basis optgroup[label=\"{label}\"] option"));
            form.html()
                .select(&options)
                .map(|option| option.text().collect())
                .collect()
        };
        let (here, elsewhere) = (group("here"), group("elsewhere"));
        assert_eq!(here.len(), 1, "{here:?}");
        assert!(
            here.concat()
                .contains(words.t("requests.basis.vol_letter.name").as_ref()),
            "{here:?}"
        );
        assert_eq!(elsewhere.len(), 6, "{elsewhere:?}");
        let named = |country: &str| {
            let name = words.country(country.parse().unwrap());
            elsewhere.iter().filter(|option| option.contains(&name)).count()
        };
        assert!(
            named("HK") >= 2 && named("SG") >= 1 && named("CN") >= 1,
            "{elsewhere:?}"
        );
        // What does not carry this kind, or goes another way, is not offered.
        for code in ["eu_epoc", "eu_1805_freeze", "us_2703f"] {
            form.hides(&format!("requests.basis.{code}.name"));
        }
    }
    // An instrument of the Union is for an agency of a member that takes part in it.
    let info = officer.reads(format!("{path}/requests/new?kind=info")).await;
    let words = Language::Arabic.words();
    let label = words.t("requests.form.bases.here");
    let options = select(&format!("#basis optgroup[label=\"{label}\"] option"));
    let here: String = info.html().select(&options).flat_map(|option| option.text()).collect();
    assert!(here.contains(words.t("requests.basis.eu_epoc.name").as_ref()), "{here}");
    assert!(
        !here.contains(words.t("requests.basis.us_warrant.name").as_ref()),
        "{here}"
    );
}

/// What the gate says on a page, line by line.
fn gate(page: &Fetched) -> Vec<String> {
    let lines = select("#gate .checks > li");
    let said = page.html().select(&lines).map(|line| {
        let text: String = line.text().collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    said.collect()
}

#[tokio::test(flavor = "current_thread")]
async fn what_the_gate_says_stands_on_a_new_form_that_came_back_as_on_its_draft() {
    let site = Site::new().await;
    let exchange = site
        .organisation(EXCHANGE, OrganisationKind::Exchange)
        .await
        .id
        .to_string();
    let officer = site.member_of(POLICE, &[Role::Officer]).await;
    let path = case_of(&officer, 1).await;
    let (new, action) = (format!("{path}/requests/new"), format!("{path}/requests"));
    let form = officer.reads(&new).await;
    assert!(gate(&form).is_empty());
    let basis = select("#basis option:not([value=\"\"])");
    let basis = form
        .html()
        .select(&basis)
        .next()
        .unwrap()
        .value()
        .attr("value")
        .unwrap()
        .to_owned();
    let row = form.value_of("row").unwrap();
    let creates = form.value_of("creates").unwrap();
    let fields = |until: &'static str| {
        vec![
            ("creates", creates.clone()),
            ("kind", "freeze".to_owned()),
            ("recipient", exchange.clone()),
            ("basis", basis.clone()),
            ("urgency", "flash".to_owned()),
            ("language", "en".to_owned()),
            ("scope", "asset_amount".to_owned()),
            ("tlp", "amber".to_owned()),
            ("until", until.to_owned()),
            ("row", row.clone()),
            ("asset", "ETH".to_owned()),
            ("amount", "1.5".to_owned()),
            ("txid", String::new()),
            ("pick", row.clone()),
            ("then", "submit".to_owned()),
        ]
    };
    let send = async |until: &'static str| {
        let fields = fields(until);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        officer.sends_on(&action, &fields).await
    };

    let wrong = send("soon").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong
        .shows("requests.check.approvers.warn")
        .shows("requests.beside.nobody")
        .shows("requests.check.end_date.block");
    let saved = send("").await;
    saved.shows("requests.form.stopped");
    assert_eq!(gate(&wrong), gate(&saved));
}

#[tokio::test(flavor = "current_thread")]
async fn an_extension_that_came_back_says_that_it_is_late() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let answer = format!("{page}/targets/1/answer");
    let frozen = [
        ("outcome", "frozen_full"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("asset", "USDT.6"),
        ("amount", "412508.22"),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-12-10T12:00"),
    ];
    stage.responder.reads(&answer).await;
    stage.responder.sends_on(&answer, &frozen).await;
    site.wait(jiff::SignedDuration::from_hours(17 * 24));
    let officer = site.officer_of(POLICE).await;
    let form = officer.reads(format!("{page}/extension/new")).await;
    assert!(gate(&form).is_empty());
    let hold = form.value_of("holds").unwrap();

    let wrong = officer
        .sends(
            &format!("{page}/extension"),
            &[("holds", hold.as_str()), ("until", "soon")],
        )
        .await;

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong
        .shows("requests.check.in_time.warn")
        .shows("requests.check.approvers.pass");
}
