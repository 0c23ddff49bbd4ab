//! The homes of those who work on no request: what each role may know stands there, and nothing else does.

use actix_web::http::StatusCode;
use crosshold::app::Ran;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::organisations::Standing;
use crosshold::domain::people;
use crosshold::store::statements::counted;
use jiff::SignedDuration;
use scraper::{Html, Selector};

use super::{EXCHANGE, POLICE};
use crate::requests::Stage;
use crate::support::{Fetched, Site};

/// The texts of the cells of the row that begins with `first`, in the table below the heading `id`.
fn row(page: &Fetched, id: &str, first: &str) -> Vec<String> {
    let html = Html::parse_document(&page.body);
    let rows = Selector::parse(&format!("section[aria-labelledby=\"{id}\"] tbody tr")).unwrap();
    let cells = Selector::parse("th, td").unwrap();
    let text = |cell: scraper::ElementRef<'_>| {
        let text: String = cell.text().collect();
        let text: String = text
            .chars()
            .filter(|one| !('\u{2066}'..='\u{2069}').contains(one))
            .collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let rows = html.select(&rows);
    let mut rows = rows.map(|row| row.select(&cells).map(text).collect::<Vec<_>>());
    rows.find(|row| row.first().is_some_and(|cell| cell.starts_with(first)))
        .unwrap_or_default()
}

/// Rows below the head of the table of the page.
fn lines(page: &Fetched) -> usize {
    page.html().select(&Selector::parse("tbody tr").unwrap()).count()
}

#[tokio::test(flavor = "current_thread")]
async fn each_figure_of_an_auditor_leads_to_the_lines_it_counts() {
    let site = Site::new().await;
    let auditor = site.person_of("Inspectorate", &[Role::Auditor]).await;
    let officer = site.officer_of(POLICE).await;
    for path in ["/trail", "/trail", "/organisations"] {
        officer.get(path).await;
    }
    let nobody = site.nobody();
    nobody.reads("/sign-in").await;
    nobody
        .sends("/sign-in", &[("email", "no@such.example"), ("password", "x")])
        .await;
    site.wait(SignedDuration::from_hours(30));
    let later = site.officer_of(POLICE).await;
    assert_eq!(later.get("/trail").await.status, StatusCode::FORBIDDEN);
    let client = site.nobody();
    client.signs_in(&auditor).await;

    let home = client.reads("/home").await;

    home.shows("home.auditor.figures");
    for (key, act, day, week) in [
        ("denied", "denied", 1, 3),
        ("sign_in_failed", "sign_in_failed", 0, 1),
        ("changes", "changes", 0, 0),
    ] {
        let name = home
            .page_language()
            .words()
            .t(&format!("home.auditor.{key}"))
            .into_owned();
        let row = row(&home, "trail-figures", &name);
        assert_eq!(row[1..], [day.to_string(), week.to_string()], "{key}");
        for (period, count) in [("24h", day), ("7d", week)] {
            let href = format!("/trail?act={act}&last={period}");
            assert!(
                home.body.contains(&href.replace('&', "&#38;")) || home.body.contains(&href),
                "{href}"
            );
            let trail = client.reads(&href).await;
            assert_eq!(lines(&trail), count, "{href}");
        }
    }
    // What was refused last stands below, with the page and who it was.
    let refused = row(&home, "refusals", "");
    assert!(refused[1].contains(POLICE), "{refused:?}");
    assert_eq!(refused[2], "TrailThe person has none of the roles it needs");
    // Looking at it is a reading, too.
    let reads = client.reads("/trail?act=reads&last=24h").await;
    assert!(lines(&reads) > 6);
    client.reads("/trail?act=changes").await.shows("trail.sort.changes");
    client
        .reads("/trail?act=trail_read&last=7d&from=2026-11-24")
        .await
        .shows("trail.act.trail_read");
}

#[tokio::test(flavor = "current_thread")]
async fn a_verifier_sees_every_organisation_and_what_it_lacks() {
    let site = Site::new().await;
    site.organisation(POLICE, OrganisationKind::Agency).await;
    site.organisation("Stopped Exchange", OrganisationKind::Exchange).await;
    site.set_organisation_standing("Stopped Exchange", Standing::Suspended)
        .await;
    let supervisor = site.person_of(POLICE, &[Role::Supervisor]).await;
    let verifier = site.member_of("Platform", &[Role::Verifier]).await;

    let home = verifier.reads("/home").await;

    home.shows("home.verifier.register")
        .shows("organisations.standing.suspended");
    let police = row(&home, "register", POLICE);
    assert!(police[1].contains("22 Nov 2026"), "{police:?}");
    assert!(
        police[3].contains("No desk hours") && police[3].contains("No holiday"),
        "{police:?}"
    );
    assert!(
        police[3].contains("Officer") && !police[3].contains("Supervisor"),
        "{police:?}"
    );
    assert!(row(&home, "register", "Stopped Exchange")[3].contains("Counsel"));
    // Who no longer works there holds no role.
    site.set_standing(&supervisor, people::Standing::Left).await;
    let home = verifier.reads("/home").await;
    assert!(row(&home, "register", POLICE)[3].contains("Supervisor"));
    // Verifiers find every organisation in the directory as well; its members only those that take part.
    verifier.reads("/organisations").await.says("Stopped Exchange");
    let officer = site.officer_of(POLICE).await;
    officer.reads("/organisations").await.never_says("Stopped Exchange");
}

#[tokio::test(flavor = "current_thread")]
async fn an_operator_sees_how_the_installation_is_and_nothing_of_what_is_in_it() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = stage.issued().await;
    let operator = site.member_of("Platform", &[Role::Operator]).await;
    let home = operator.reads("/home").await;
    home.shows("home.operator.none.title")
        .shows("home.operator.always_ready")
        .shows("home.operator.fact.current")
        .says(env!("CARGO_PKG_VERSION"))
        .never_says(&number)
        .never_says(POLICE);

    let now = site.app.now();
    site.app.vitals.ran("deadlines", Ran { at: now, done: true });
    site.app.vitals.ran("outbox", Ran { at: now, done: false });
    site.app.vitals.unready(now);
    site.wait(SignedDuration::from_mins(10));
    let home = operator.reads("/home").await;
    home.hides("home.operator.always_ready").says("10 min ago");
    assert!(row(&home, "jobs", "Tell of deadlines")[2].contains("Done"));
    assert!(row(&home, "jobs", "Send what waits")[2].contains("Failed"));
    // Nobody runs the clock here: what falls due stays untold, and shows.
    site.wait(SignedDuration::from_hours(5));
    let operator = site.member_of("Platform", &[Role::Operator]).await;
    operator.reads("/home").await.says("Overdue for the clock1promises");
}

#[tokio::test(flavor = "current_thread")]
async fn a_coordinator_sees_how_much_is_stuck_with_whom_and_not_what() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    site.organisation("Halden Markets", OrganisationKind::Exchange).await;
    let number = stage.issued().await;
    let desk = "Joint desk";
    let coordinator = site.member_of(desk, &[Role::Coordinator]).await;

    let home = coordinator.reads("/home").await;
    assert_eq!(row(&home, "stuck", EXCHANGE)[1..4], ["1", "0", "0"]);
    assert_eq!(row(&home, "stuck", "Halden Markets")[1..4], ["0", "0", "0"]);
    site.wait(SignedDuration::from_hours(5));
    let coordinator = site.member_of(desk, &[Role::Coordinator]).await;
    let (home, statements) = counted(coordinator.reads("/home")).await;

    let late = row(&home, "stuck", EXCHANGE);
    assert_eq!(late[1..4], ["1", "1", "0"]);
    assert!(late[4].starts_with("1 h late"), "{late:?}");
    assert!(statements <= 8, "{statements} statements");
    home.never_says(&number).never_says(POLICE);
    for path in ["/requests", "/cases", "/holds", &format!("/requests/{number}")] {
        assert_eq!(coordinator.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn who_looks_after_an_organisation_sees_its_people_and_hours_and_of_no_other() {
    let site = Site::new().await;
    for (name, role, other) in [
        (POLICE, Role::AgencyAdmin, Role::Supervisor),
        (EXCHANGE, Role::ExchangeAdmin, Role::Counsel),
    ] {
        let colleague = site.person_of(name, &[other]).await;
        let stranger = site.person_of(&format!("Other {name}"), &[other]).await;
        let admin = site.member_of(name, &[role]).await;

        let home = admin.reads("/home").await;

        home.says(&colleague.name)
            .never_says(&stranger.name)
            .shows("home.members.fact.no_holidays")
            .shows("home.members.fact.all_day")
            .says("Monday, Tuesday, Wednesday, Thursday and Friday");
        let roles = home
            .page_language()
            .words()
            .t(&format!("people.role.{other}"))
            .into_owned();
        assert_eq!(row(&home, "members", &colleague.name)[1], roles);
        site.set_standing(&colleague, people::Standing::Suspended).await;
        admin
            .reads("/home")
            .await
            .shows("people.standing.suspended")
            .says(&roles);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn who_has_several_roles_finds_them_all() {
    let site = Site::new().await;
    let both = site.member_of(POLICE, &[Role::Officer, Role::AgencyAdmin]).await;
    both.reads("/home")
        .await
        .shows("home.nothing_waits")
        .shows("home.members.title")
        .shows("home.role.agency_admin");
    let platform = site.member_of("Platform", &[Role::Verifier, Role::Operator]).await;
    platform
        .reads("/home")
        .await
        .shows("home.verifier.register")
        .shows("home.operator.jobs");
    let officer = site.officer_of(POLICE).await;
    officer.reads("/home").await.hides("home.members.title");
}
