//! The forms of a request: what stops them is told by the name of the field, and nothing typed is lost.

use actix_web::http::StatusCode;
use crosshold::domain::actor::OrganisationKind;
use crosshold::text::Language;
use scraper::{Html, Selector};

use super::{EXCHANGE, POLICE, Stage};
use crate::cases::case_with;
use crate::support::{Client, Fetched, Site};

const TRON: &str = "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f";
const BITCOIN: &str = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";

/// The lines of the error summary.
fn summary(fetched: &Fetched) -> Vec<String> {
    let html = Html::parse_document(&fetched.body);
    let lines = Selector::parse(".error-summary li").unwrap();
    html.select(&lines).map(|line| line.text().collect()).collect()
}

/// A case with two indicators; its path.
async fn case(officer: &Client) -> String {
    case_with(officer, "PJ-7", &format!("tron {TRON}\nbitcoin {BITCOIN}")).await
}

/// The fields of the form on `fetched`, with `values` in place of those of the same name; rows are named `amount 2`.
fn filled(fetched: &Fetched, action: &str, values: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = fetched.form_to(action);
    for (name, value) in values {
        let (name, place) = name.split_once(' ').unwrap_or((name, "1"));
        let place: usize = place.parse().unwrap();
        match fields.iter_mut().filter(|(field, _)| field == name).nth(place - 1) {
            Some((_, typed)) => *typed = (*value).to_owned(),
            None => fields.push((name.to_owned(), (*value).to_owned())),
        }
    }
    fields
}

async fn sends(client: &Client, action: &str, fields: &[(String, String)]) -> Fetched {
    let mut fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.retain(|(name, _)| *name != "csrf");
    client.sends(action, &fields).await
}

#[tokio::test(flavor = "current_thread")]
async fn the_summary_of_an_answer_names_the_field_in_every_language() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let form = format!("{page}/targets/1/answer");

    for &language in Language::ALL {
        stage
            .responder
            .sends("/language", &[("tag", language.tag()), ("to", "/home")])
            .await;
        let wrong = stage
            .responder
            .sends(
                &form,
                &[
                    ("outcome", "frozen_full"),
                    ("match_basis", "deposit_address"),
                    ("relied_on", "request"),
                ],
            )
            .await;

        let words = language.words();
        let line = |field: &str| {
            let label = words.t(&format!("requests.field.{field}.label"));
            let error = words.t("errors.field.required");
            words.ta(
                "site.errors.line",
                [("field", label.as_ref()), ("error", error.as_ref())],
            )
        };
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(summary(&wrong), [line("amount"), line("placed_at"), line("until")]);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_an_answer_needs_for_which_outcome_is_said_and_not_called_optional() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;

    let form = stage.responder.reads(format!("{page}/targets/1/answer")).await;

    for (field, when) in [
        ("placed_at", "held"),
        ("until", "held"),
        ("amount", "held"),
        ("moved_at", "movement"),
        ("entity", "entity"),
        ("ground", "refused"),
    ] {
        let html = Html::parse_document(&form.body);
        let label = Selector::parse(&format!("label[for=\"{field}\"]")).unwrap();
        let label: String = html.select(&label).next().unwrap().text().collect();
        let when = Language::English
            .words()
            .t(&format!("requests.acts.answer.when.{when}"));
        assert!(label.ends_with(when.as_ref()), "{label}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_summary_of_a_draft_names_the_field_and_a_row_that_is_not_ticked() {
    let site = Site::new().await;
    site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let officer = site.officer_of(POLICE).await;
    let path = case(&officer).await;
    let action = format!("{path}/requests");
    let form = officer.reads(format!("{path}/requests/new")).await;
    let row = form.value_of("row").unwrap();

    let typed = filled(
        &form,
        &action,
        &[
            ("until", "soon"),
            ("pick", &row),
            ("amount", "1"),
            ("amount 2", "0.5"),
            ("txid 2", "ab"),
        ],
    );
    let wrong = sends(&officer, &action, &typed).await;

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let lines = summary(&wrong);
    for expected in [
        "Exchange: This is needed.",
        "Legal basis: This is needed.",
        "Target in row 2: Something is typed in this row, but it is not ticked. Tick it to ask about this target, or empty the row.",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected} in {lines:?}");
    }
    assert!(
        lines.iter().any(|line| line.starts_with("Asset of row 1: ")),
        "{lines:?}"
    );
    assert!(lines.iter().any(|line| line.starts_with("Hold until: ")), "{lines:?}");
    let kept = filled(&wrong, &action, &[]);
    let amounts: Vec<&str> = kept
        .iter()
        .filter(|(name, _)| name == "amount")
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(amounts, ["1", "0.5"]);
    assert!(wrong.body.contains(r##"href="#pick.2""##));
}

#[tokio::test(flavor = "current_thread")]
async fn taking_the_tick_off_a_row_as_it_was_saved_takes_the_target_out() {
    let site = Site::new().await;
    site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let officer = site.officer_of(POLICE).await;
    let path = case(&officer).await;
    let action = format!("{path}/requests");
    let form = officer.reads(format!("{path}/requests/new")).await;
    let rows: Vec<String> = form
        .form_to(&action)
        .into_iter()
        .filter(|(name, _)| name == "row")
        .map(|(_, row)| row)
        .collect();
    let option = |field: &str| {
        let html = Html::parse_document(&form.body);
        let options = Selector::parse(&format!("select[name=\"{field}\"] option")).unwrap();
        let found = html
            .select(&options)
            .filter_map(|option| option.value().attr("value"))
            .find(|value| !value.is_empty());
        found.unwrap().to_owned()
    };
    let mut typed = filled(
        &form,
        &action,
        &[
            ("recipient", &option("recipient")),
            ("basis", &option("basis")),
            ("txid 1", &"ab".repeat(32)),
            ("txid 2", &"cd".repeat(32)),
            ("then", "save"),
        ],
    );
    typed.extend(rows.iter().map(|row| ("pick".to_owned(), row.clone())));
    let saved = sends(&officer, &action, &typed).await;
    let edit = saved.leads_to().unwrap();
    let draft = edit.trim_end_matches("/edit").to_owned();

    let form = officer.reads(&edit).await;
    form.says("Draft freeze request, case PJ-7");
    let mut fewer = form.form_to(&draft);
    let last = fewer.iter().rposition(|(name, _)| name == "pick").unwrap();
    fewer.remove(last);
    fewer.push(("then".to_owned(), "save".to_owned()));
    let taken = sends(&officer, &draft, &fewer).await;

    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let picks = officer.reads(&edit).await.form_to(&draft);
    assert_eq!(picks.iter().filter(|(name, _)| name == "pick").count(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn the_quality_gate_of_a_draft_is_read_before_the_button_that_sends_it() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = format!("/requests/{}", stage.draft);

    for (path, gate, send) in [
        (format!("{page}/edit"), r#"id="gate""#, r#"name="then" value="submit""#),
        (page.clone(), r#"id="gate""#, "/submission"),
    ] {
        let body = stage.officer.reads(&path).await.body;
        let (gate, send) = (body.find(gate).unwrap(), body.find(send).unwrap());
        assert!(gate < send, "{path}");
        assert_eq!(
            body.matches("/submission").count(),
            usize::from(!path.ends_with("edit"))
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_request_says_how_its_people_are_verified_what_the_offence_is_and_no_reason_where_none_is_asked() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = stage.issued().await;

    let read = stage.intake.reads(format!("/requests/{number}")).await;

    read.shows("requests.show.officer_assurance")
        .shows("people.assurance.L3")
        .says("Acts involving fraud, deception or corruption (investment and payment fraud, forgery, money laundering) (ICCS 07)")
        .says("Reason given: Funds reached");
}
