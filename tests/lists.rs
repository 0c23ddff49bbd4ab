//! Lists, what is due, holds and the public check, as people use them.

mod filters;
mod homes;
mod roles;
mod verify;

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;
use crosshold::domain::requests::kinds::Status;
use crosshold::store::requests::lists::Part;
use crosshold::store::statements::counted;
use crosshold::text::Language;
use jiff::SignedDuration;
use scraper::{Html, Selector};

use crate::requests::{Stage, draft};
use crate::support::{Fetched, Site};

const POLICE: &str = "Polícia Judiciária";
const EXCHANGE: &str = "Northbank Exchange";

/// Requests named in the tables of a list, in order.
fn listed(page: &Fetched) -> Vec<String> {
    let html = Html::parse_document(&page.body);
    let links = Selector::parse("table.queue tbody th a[href]").unwrap();
    html.select(&links)
        .map(|link| link.value().attr("href").unwrap().to_owned())
        .collect()
}

fn next_of(page: &Fetched) -> Option<String> {
    link_of(page, "next")
}

fn previous_of(page: &Fetched) -> Option<String> {
    link_of(page, "prev")
}

fn link_of(page: &Fetched, rel: &str) -> Option<String> {
    let html = Html::parse_document(&page.body);
    let next = Selector::parse(&format!("nav.pages a[rel={rel}]")).unwrap();
    html.select(&next)
        .next()
        .map(|link| link.value().attr("href").unwrap().to_owned())
}

/// A hold of target 1 placed by the responder, until 28 November.
async fn hold(stage: &Stage) -> String {
    let number = stage.issued().await;
    let page = format!("/requests/{number}");
    stage.intake.reads(format!("{page}/acknowledgement")).await;
    stage
        .intake
        .sends_on(&format!("{page}/acknowledgement"), &[("reference", "NB-1")])
        .await;
    stage.responder.reads(&page).await;
    stage.responder.sends_on(&format!("{page}/start"), &[]).await;
    let frozen = [
        ("outcome", "frozen_full"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("asset", "USDT.6"),
        ("amount", "412508.22"),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-11-28T14:03"),
        ("account", "NB-7731"),
    ];
    stage
        .responder
        .sends_on(&format!("{page}/targets/1/answer"), &frozen)
        .await;
    number
}

#[tokio::test(flavor = "current_thread")]
async fn sixty_requests_page_by_page_stand_there_once_each() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let exchange = site
        .organisation(EXCHANGE, crosshold::domain::actor::OrganisationKind::Exchange)
        .await;
    let mut drafted = BTreeSet::new();
    for at in 0..60 {
        drafted.insert(format!("/requests/{}", draft(&site, &author, &exchange).await));
        // Half of them share their times, so that only the id tells them apart.
        if at % 2 == 0 {
            site.wait(SignedDuration::from_secs(1));
        }
    }
    let officer = site.nobody();
    officer.signs_in(&author).await;

    for sort in ["due", "changed"] {
        let mut page = officer.reads(format!("/requests?kind=freeze&sort={sort}")).await;
        let mut seen = listed(&page);
        let mut pages = 1;
        let mut turned = vec![listed(&page)];
        assert_eq!(previous_of(&page), None);
        while let Some(next) = next_of(&page) {
            assert!(
                next.contains("kind=freeze") && next.contains(&format!("sort={sort}")),
                "{next}"
            );
            page = officer.reads(&next).await;
            page.shows("site.pages.to_first");
            seen.extend(listed(&page));
            turned.push(listed(&page));
            pages += 1;
        }
        // And back again, page by page, to the top.
        while let Some(previous) = previous_of(&page) {
            assert!(
                previous.contains("kind=freeze") && previous.contains(&format!("sort={sort}")),
                "{previous}"
            );
            turned.pop();
            page = officer.reads(&previous).await;
            assert_eq!(Some(&listed(&page)), turned.last());
        }
        page.hides("site.pages.to_first");
        assert_eq!(turned.len(), 1);
        assert_eq!(pages, 3);
        assert_eq!(seen.len(), 60);
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), drafted);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn filters_live_in_the_address() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = stage.issued().await;
    let found = format!("/requests/{number}");

    let exchange = site
        .organisation(EXCHANGE, crosshold::domain::actor::OrganisationKind::Exchange)
        .await;
    let party = format!("party={}", exchange.id);
    for filter in [
        "q=TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "status=issued",
        "urgency=urgent",
        "kind=freeze",
        "due=week",
        "mine=yes",
        "part=on_them",
        party.as_str(),
        &format!("q={}", number.to_lowercase()),
    ] {
        let page = stage.officer.reads(format!("/requests?{filter}")).await;
        assert_eq!(listed(&page), std::slice::from_ref(&found), "{filter}");
    }
    for filter in [
        "q=%25",
        "q=_",
        "status=answered",
        "urgency=routine",
        "kind=info",
        "due=overdue",
        "part=on_us",
        "part=over",
    ] {
        let page = stage.officer.reads(format!("/requests?{filter}")).await;
        assert_eq!(listed(&page), [] as [String; 0], "{filter}");
    }
    let queue = stage
        .intake
        .reads("/requests?status=issued&q=TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
        .await;
    assert_eq!(
        queue.value_of("q").as_deref(),
        Some("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
    );
    queue
        .shows("requests.index.recipient.title")
        .shows("requests.index.filter.clear");
    assert_eq!(listed(&queue), [found]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_filter_that_is_none_is_told_at_its_field() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;

    for filter in [
        "status=frozen",
        "urgency=soon",
        "kind=0",
        "party=x",
        "due=never",
        "mine=no",
    ] {
        let page = stage.officer.get(&format!("/requests?{filter}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{filter}");
        assert_eq!(listed(&page).len(), 1, "{filter}");
    }
    let page = stage.officer.get("/requests?status=frozen").await;
    // Nothing is filtered by it, and the page does not say so.
    page.shows("errors.filter.choice").hides("requests.index.filtered");
    let page = stage.officer.get("/requests?status=frozen&kind=freeze").await;
    page.shows("errors.filter.choice").shows("requests.index.filtered");
    let long = "a".repeat(201);
    let page = stage.officer.get(&format!("/requests?q={long}")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows("errors.filter.long");
    for place in [
        "x",
        "1_2",
        "_",
        "9999999999999999999_01939000-0000-7000-8000-000000000000",
    ] {
        let page = stage.officer.get(&format!("/requests?after={place}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{place}");
        for other in [
            "/requests?before",
            "/holds?after",
            "/holds?before",
            "/holds?kept=data&before",
            "/cases?after",
            "/cases?q=a&before",
            "/notices?before",
        ] {
            let page = stage.officer.get(&format!("{other}={place}")).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{other}={place}");
            page.shows("errors.place.title").shows("errors.beginning");
        }
    }
}

/// The statuses that the filter of a list offers.
fn offered(page: &Fetched) -> Vec<String> {
    let html = Html::parse_document(&page.body);
    let options = Selector::parse("select[name=status] option").unwrap();
    html.select(&options)
        .map(|option| option.value().attr("value").unwrap().to_owned())
        .filter(|status| !status.is_empty())
        .collect()
}

#[tokio::test(flavor = "current_thread")]
async fn a_tab_offers_only_statuses_that_can_stand_in_it() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    stage.issued().await;
    for (reader, asks) in [(&stage.officer, true), (&stage.intake, false)] {
        let mut all = Vec::new();
        for part in [Part::OnUs, Part::OnThem, Part::Over] {
            let page = reader.reads(format!("/requests?part={}", part.code())).await;
            let found = offered(&page);
            for status in &found {
                assert!(
                    part.may_hold(status.parse().unwrap(), asks),
                    "{status} under {}",
                    part.code()
                );
            }
            assert!(!found.is_empty());
            all.extend(found);
        }
        all.sort_unstable();
        let met = Status::REACHED.iter().filter(|status| asks || status.is_issued());
        let mut every: Vec<String> = met.map(|status| status.code().to_owned()).collect();
        every.sort_unstable();
        assert_eq!(all, every, "each in one tab, and all in some");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_status_turns_the_list_to_its_tab_and_another_tab_lets_it_go() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let found = format!("/requests/{}", stage.issued().await);

    let page = stage.officer.reads("/requests?part=over&status=issued").await;
    assert_eq!(listed(&page), [found]);
    assert_eq!(page.value_of("part").as_deref(), Some("open"));
    assert!(offered(&page).contains(&"issued".to_owned()));
    let html = Html::parse_document(&page.body);
    let tabs = Selector::parse("nav.tabs a").unwrap();
    let tabs: Vec<&str> = html.select(&tabs).filter_map(|tab| tab.value().attr("href")).collect();
    let keeps: Vec<bool> = tabs.iter().map(|tab| tab.contains("status=issued")).collect();
    assert_eq!(keeps, [true, false, true, false], "{tabs:?}");
    let over = stage.officer.reads("/requests?part=over").await;
    assert!(!over.body.contains("name=\"due\""), "what is over is due to nobody");
}

#[tokio::test(flavor = "current_thread")]
async fn nobody_else_finds_a_request_or_a_hold() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = hold(&stage).await;
    let others = [
        site.officer_of("Guardia Civil").await,
        site.supervisor_of("Guardia Civil").await,
        site.intake_of("Halden Markets").await,
        site.responder_of("Halden Markets").await,
    ];

    for other in others {
        for path in ["/home", "/requests", "/requests?q=tr7", "/requests?part=over", "/holds"] {
            other.reads(path).await.never_says(&number).never_says("412,508.22");
        }
    }
    let intake = site.intake_of(EXCHANGE).await;
    intake.reads("/requests").await.says(&number);
    intake.reads("/holds").await.says("412,508.22 USDT");
}

#[tokio::test(flavor = "current_thread")]
async fn a_draft_is_not_in_the_queue_before_it_is_issued() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;

    assert_eq!(listed(&stage.intake.reads("/requests").await), [] as [String; 0]);
    stage.intake.reads("/home").await.shows("home.nothing_waits");
    assert_eq!(
        listed(&stage.officer.reads("/requests").await),
        [format!("/requests/{}", stage.draft)]
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_page_costs_at_most_eight_statements() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    hold(&stage).await;

    for (reader, path) in [
        (&stage.officer, "/requests"),
        (&stage.supervisor, "/requests?part=on_us&status=issued"),
        (&stage.intake, "/requests?sort=changed"),
        (&stage.officer, "/home"),
        // A supervisor's has the reviews besides.
        (&stage.supervisor, "/home"),
        (&stage.responder, "/home"),
        (&stage.officer, "/holds"),
        (&stage.responder, "/holds"),
    ] {
        reader.reads(path).await;
        let (_, statements) = counted(reader.reads(path)).await;
        assert!((1..=8).contains(&statements), "{path}: {statements} statements");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn lists_speak_every_language() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    hold(&stage).await;
    for &language in Language::ALL {
        for (name, role) in [(POLICE, Role::Supervisor), (EXCHANGE, Role::Responder)] {
            let mut person = site.person_of(name, &[role]).await;
            language.tag().clone_into(&mut person.language);
            site.speaks(&person).await;
            let client = site.nobody_in(language);
            client.signs_in(&person).await;
            for path in ["/home", "/requests", "/requests?status=issued", "/holds"] {
                assert_eq!(client.reads(path).await.page_language(), language);
            }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_over_stands_by_its_last_change_and_says_so() {
    let site = Site::new().await;
    let first = Stage::on(&site).await;
    site.wait(SignedDuration::from_mins(2));
    let second = Stage::on(&site).await;
    // The one begun last is thrown away first.
    for stage in [&second, &first] {
        let page = format!("/requests/{}", stage.draft);
        stage.officer.reads(&page).await;
        stage.officer.sends(&format!("{page}/discard"), &[]).await;
        site.wait(SignedDuration::from_mins(2));
    }
    for address in ["/requests?part=over", "/requests?part=over&sort=due"] {
        let over = first.officer.reads(address).await;
        over.says("the last change on top")
            .never_says("what is due first on top");
        let place = |stage: &Stage| over.body.find(&format!("/requests/{}", stage.draft)).unwrap();
        assert!(place(&first) < place(&second), "the last change on top: {address}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_an_address_asks_for_that_its_page_does_not_know_is_refused_with_a_way_back() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;
    let way_back = |page: &Fetched| {
        let html = Html::parse_document(&page.body);
        let first = Selector::parse("main .actions a.primary").unwrap();
        html.select(&first)
            .next()
            .and_then(|link| link.value().attr("href"))
            .map(str::to_owned)
    };
    for list in [
        "/requests",
        "/holds",
        "/cases",
        "/notices",
        "/organisations",
        "/search",
        "/trail",
    ] {
        let reader = if list == "/trail" { &auditor } else { &stage.officer };
        for query in ["staus=late", "page=2", "q=a&q=b&x", "utm_source=mail"] {
            let page = reader.get(&format!("{list}?{query}")).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{list}?{query}");
            page.shows("errors.query.title").shows("errors.query.advice");
            assert_eq!(way_back(&page).as_deref(), Some(list));
        }
        reader.reads(list).await;
    }
    // Where only the place is wrong the filters stay.
    for (asked, kept) in [
        ("/requests?kind=freeze&after=AAAA", "/requests?kind=freeze"),
        ("/holds?kept=data&after=x", "/holds?kept=data"),
        ("/cases?after=1_2&q=lisbon&before=x", "/cases?q=lisbon"),
        ("/cases?after=AAAA", "/cases"),
        ("/notices?before=AAAA", "/notices"),
    ] {
        let page = stage.officer.get(asked).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{asked}");
        page.shows("errors.place.title");
        assert_eq!(way_back(&page).as_deref(), Some(kept), "{asked}");
    }
    let page = auditor.get("/trail?act=signed_in&before=AAAA").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(way_back(&page).as_deref(), Some("/trail?act=signed_in"));
    let french = site.nobody_in(Language::French);
    french.get("/verify?kode=1").await.shows("errors.query.title");
}
