//! The data that is asked: each kind with a period of its own, as it is typed, checked, issued and read on both sides.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::requests::DataWanted;
use crosshold::domain::requests::kinds::{DataKind, Kind};
use crosshold::store;
use crosshold::text::Language;
use sea_orm::{ConnectionTrait, Statement};

use super::{EXCHANGE, POLICE, Stage, draft_with};
use crate::support::Site;

/// `form` with each of `changes` in place of what stood there.
fn filled(form: &[(String, String)], changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let is_changed = |name: &String| changes.iter().any(|(changed, _)| changed == name) || name == "csrf";
    let kept = form.iter().filter(|(name, _)| !is_changed(name)).cloned();
    let new = changes
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    kept.chain(new).collect()
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// What is typed: two kinds ticked, the period of all, and that of log-ins alone.
fn typed(from: &'static str, to: &'static str, own: [&'static str; 2]) -> Vec<(&'static str, &'static str)> {
    vec![
        ("data", "kyc_basic"),
        ("data", "ledger"),
        ("data", "login_ip_device"),
        ("data_from", from),
        ("data_to", to),
        ("period", "login_ip_device"),
        ("period_from", own[0]),
        ("period_to", own[1]),
    ]
}

#[tokio::test(flavor = "current_thread")]
async fn each_kind_of_data_may_have_a_period_of_its_own() {
    let site = Site::new().await;
    let stage = Stage::asking(&site, Kind::Info).await;
    let draft = format!("/requests/{}", stage.draft);
    let edit = format!("{draft}/edit");
    let form = stage.officer.reads(&edit).await.form_to(&draft);
    for (typed, field, fault) in [
        (
            typed("2026-09-01", "2026-11-20", ["2026-11-21", ""]),
            "period_to.login_ip_device",
            "errors.field.before_start",
        ),
        (
            typed("2026-09-01", "2026-11-20", ["1 Nov", ""]),
            "period_from.login_ip_device",
            "errors.field.no_date",
        ),
        (
            typed("2026-11-20", "2026-09-01", ["", ""]),
            "data_to",
            "errors.field.before_start",
        ),
        (
            [
                &typed("2026-09-01", "", ["", ""])[..],
                &[
                    ("period", "fiat_rails"),
                    ("period_from", "2026-09-09"),
                    ("period_to", ""),
                ],
            ]
            .concat(),
            "period_from.fiat_rails",
            "errors.field.kind_not_ticked",
        ),
    ] {
        let fields = filled(&form, &typed);
        let refused = stage.officer.sends(&draft, &pairs(&fields)).await;
        assert_eq!(refused.status, 422, "{field}");
        refused.shows(fault);
        assert!(refused.body.contains(&format!("href=\"#{field}\"")), "{}", refused.body);
        // Nothing typed is lost, and what is wrong is seen.
        let again = refused.form_to(&draft);
        for (name, value) in typed.iter().filter(|(_, value)| !value.is_empty()) {
            assert!(
                again.contains(&((*name).to_owned(), (*value).to_owned())),
                "{name} {value}: {again:?}"
            );
        }
    }

    let fields = filled(&form, &typed("2026-09-01", "2026-11-20", ["2026-11-06", ""]));
    let saved = stage.officer.sends(&draft, &pairs(&fields)).await;

    assert_eq!(saved.status, 303, "{}", saved.text());
    let shown = stage.officer.reads(&draft).await;
    for (kind, period) in [
        ("ledger", "1 Sept 2026 to 20 Nov 2026"),
        ("login_ip_device", "6 Nov 2026 to 20 Nov 2026"),
    ] {
        let word = Language::English
            .words()
            .t(&format!("requests.data.{kind}"))
            .to_string();
        shown.says(&format!("{word}, {period}"));
    }
    shown
        .shows("requests.data.kyc_basic")
        .says("The days begin and end at midnight in Lisbon.");
    // The form shows it as it was typed, and saves the same.
    let again = stage.officer.reads(&edit).await.form_to(&draft);
    for (name, value) in [
        ("data_from", "2026-09-01"),
        ("data_to", "2026-11-20"),
        ("period_from", "2026-11-06"),
    ] {
        assert!(
            again.contains(&(name.to_owned(), value.to_owned())),
            "{name} {value}: {again:?}"
        );
    }
    assert!(!again.contains(&("period_to".to_owned(), "2026-11-20".to_owned())));
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_to_come_is_not_asked_for_and_what_is_long_or_open_is_explained() {
    let site = Site::new().await;
    let stage = Stage::asking(&site, Kind::Info).await;
    let draft = format!("/requests/{}", stage.draft);
    let edit = format!("{draft}/edit");
    for (typed, key, named) in [
        // It is the 22nd.
        (typed("2026-09-01", "2026-11-23", ["", ""]), "block", "data_period"),
        (typed("", "", ["", ""]), "explain", "data_span"),
        (typed("2015-01-01", "", ["2026-11-01", ""]), "explain", "data_span"),
    ] {
        let form = stage.officer.reads(&edit).await.form_to(&draft);
        let form: Vec<_> = form
            .into_iter()
            .filter(|(name, _)| !name.starts_with("period"))
            .collect();
        let fields = filled(&form, &typed);
        stage.officer.sends(&draft, &pairs(&fields)).await;
        let told = stage.officer.reads(&edit).await;
        told.shows(&format!("requests.check.{named}.{key}"))
            .says("Concerns: Deposits, withdrawals and trades");
        assert!(!told.text().contains("Concerns: Name"), "{}", told.text());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn both_sides_and_whoever_answers_read_which_data_is_asked_for_which_days() {
    let site = Site::new().await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let bases = store::legal_bases::current(site.app.db.read()).await.unwrap();
    let basis = bases.iter().find(|basis| basis.code == "eu_epoc").unwrap().id;
    let draft = draft_with(&site, &author, &exchange, |content| {
        content.kind = Kind::Info;
        content.basis = basis;
        content.data = [
            (DataKind::KycBasic, None, None),
            (DataKind::Ledger, Some("2026-09-01"), Some("2026-11-20")),
            (DataKind::LoginIpDevice, Some("2026-11-06"), Some("2026-11-21")),
        ]
        .map(|(kind, from, to)| DataWanted {
            kind,
            from: from.map(|day| day.parse().unwrap()),
            to: to.map(|day| day.parse().unwrap()),
        })
        .into();
    })
    .await;
    let stage = Stage {
        officer,
        draft,
        ..Stage::on(&site).await
    };
    let page = stage.begun().await;
    let answer = format!("{page}/targets/1/answer");
    let told = [
        "Name, date of birth, address",
        "Deposits, withdrawals and trades, 1 Sept 2026 to 20 Nov 2026",
        "Log-ins, IP addresses, devices, 6 Nov 2026 to 21 Nov 2026",
        "The days begin and end at midnight in Lisbon.",
    ];
    for read in [
        stage.officer.reads(&page).await,
        stage.responder.reads(&page).await,
        stage.responder.reads(&answer).await,
    ] {
        for text in told {
            read.says(text);
        }
        read.never_says("No cap");
    }
    let db = site.app.db.read();
    let sql = "SELECT packet FROM requests WHERE number IS NOT NULL";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    let packet: String = row.try_get("", "packet").unwrap();
    let data = concat!(
        r#""data":[{"kind":"kyc_basic"},"#,
        r#"{"from":"2026-09-01","kind":"ledger","to":"2026-11-20"},"#,
        r#"{"from":"2026-11-06","kind":"login_ip_device","to":"2026-11-21"}]"#
    );
    assert!(packet.contains(data), "{packet}");

    // A part of it is an answer only with what is missing.
    let part = [("outcome", "produced_partial"), ("match_basis", "deposit_address")];
    let silent = stage.responder.sends(&answer, &part).await;
    assert_eq!(silent.status, 422);
    silent.shows("errors.field.what_is_missing");
    assert!(silent.body.contains("href=\"#note\""), "{}", silent.body);
    let told = [part[0], part[1], ("note", "Log-ins are kept for ten days only.")];
    stage.responder.sends_on(&answer, &told).await;
    stage
        .officer
        .reads(&page)
        .await
        .says("Log-ins are kept for ten days only.")
        .shows("requests.next.read_the_data");
}

#[tokio::test(flavor = "current_thread")]
async fn a_target_whose_data_is_to_be_kept_says_so_where_an_amount_would_stand() {
    let site = Site::new().await;
    let stage = Stage::asking(&site, Kind::Preserve).await;
    let page = stage.begun().await;
    for language in Language::ALL {
        for reader in [&stage.officer, &stage.responder] {
            let to = [("tag", language.tag()), ("to", page.as_str())];
            reader.sends("/language", &to).await;
            reader
                .reads(&page)
                .await
                .says(&language.words().t("requests.show.asked_data.keep"));
        }
    }
}
