//! The box in the bar: what one may know of is found however it is written, and nothing else is.

use crosshold::domain::actor::Role;
use crosshold::store::statements::counted;

use super::cases::case_with;
use super::requests::{Stage, draft_of};
use super::support::{Client, Fetched, Site};

const AGENCY: &str = "Polícia Judiciária";
const TRON: &str = "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f";
/// What the request of the stage is about.
const TARGET: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
const EVM: &str = "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb";

async fn finds(reader: &Client, text: &str) -> Fetched {
    let query = super::support::form(&[("q", text)]);
    reader.reads(format!("/search?{query}")).await
}

/// A case with two addresses.
async fn case(officer: &Client, reference: &str) -> String {
    case_with(
        officer,
        reference,
        &format!("tron {TRON}\nethereum {}", EVM.to_lowercase()),
    )
    .await
}

#[actix_web::test]
async fn an_officer_finds_what_the_own_agency_has_however_it_is_written() {
    let site = Site::new().await;
    let officer = site.officer_of(AGENCY).await;
    let path = case(&officer, "PJ-2026-7").await;

    for text in ["PJ-2026-7", "pj-2026", "TRADING", "  trading "] {
        finds(&officer, text)
            .await
            .says("False trading site")
            .shows("search.show.cases");
    }
    let upper = format!("0x{}", EVM.trim_start_matches("0x").to_uppercase());
    for text in [TRON, &format!(" {TRON} "), EVM, &EVM.to_lowercase(), &upper] {
        let found = finds(&officer, text).await;
        found.shows("search.show.sightings").says("PJ-2026-7");
        assert!(found.body.contains(&format!("{path}#indicators")), "{text}");
    }
    let found = finds(&officer, "trading").await;
    assert_eq!(found.value_of("q").as_deref(), Some("trading"), "it stands in the box");
    for text in [
        "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9",
        "nothing of ours",
        "%",
        "_",
        "<script>",
    ] {
        finds(&officer, text)
            .await
            .shows("search.show.none")
            .never_says("False trading");
    }
    officer.reads("/search").await.shows("search.show.blank");
    officer.reads("/search?q=%20").await.shows("search.show.blank");
}

#[actix_web::test]
async fn nobody_finds_what_is_another_organisations() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = stage.issued().await;
    case(&stage.officer, "PJ-2026-7").await;
    let draft = stage.draft.clone();

    for reader in [&stage.officer, &stage.supervisor, &stage.intake, &stage.responder] {
        finds(reader, &number).await.says(&number).shows("search.show.requests");
        finds(reader, TARGET).await.says(&number);
    }
    stage.intake.reads(format!("/requests/{number}")).await;
    let strangers = [
        site.member_of("Guardia Civil", &[Role::Officer, Role::Supervisor])
            .await,
        site.member_of("Halden Markets", &[Role::Intake, Role::Responder, Role::Counsel])
            .await,
    ];
    for reader in strangers.iter().chain([&stage.intake]) {
        for text in ["PJ-2026-7", "trading", TRON, EVM, &draft] {
            let found = finds(reader, text).await;
            found.never_says("False trading").hides("search.show.sightings");
            assert!(!found.body.contains("href=\"/cases/"), "{text}");
        }
    }
    for reader in &strangers {
        for text in [number.as_str(), TARGET, "FR-", "0"] {
            let found = finds(reader, text).await;
            found.shows("search.show.none");
            assert!(!found.body.contains("href=\"/requests/"), "{text}");
        }
    }
}

#[actix_web::test]
async fn an_exchange_does_not_find_what_was_not_issued() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;

    finds(&stage.officer, TARGET).await.shows("search.show.requests");
    finds(&stage.intake, TARGET).await.shows("search.show.none");
}

#[actix_web::test]
async fn the_box_stands_in_the_bar_of_those_who_work_and_costs_few_statements() {
    let site = Site::new().await;
    let officer = site.officer_of(AGENCY).await;
    for number in 0..12 {
        case(&officer, &format!("PJ-2026-{number}")).await;
    }
    let box_of = |fetched: &Fetched| fetched.body.contains("id=\"search-all\"");

    for (words, what) in [
        ("trading", "search.show.more_cases"),
        (TRON, "search.show.newest.other"),
    ] {
        let (found, statements) = counted(finds(&officer, words)).await;
        assert!(statements <= 8, "{words}: {statements} statements");
        found.shows(what);
    }
    assert!(box_of(&officer.reads("/home").await));
    assert!(box_of(
        &site.intake_of("Northbank Exchange").await.reads("/account").await
    ));
    let auditor = site.member_of("Inspectorate", &[Role::Auditor]).await;
    assert!(!box_of(&auditor.reads("/account").await));
    assert_eq!(auditor.get("/search?q=PJ").await.status, 403);
    assert!(!box_of(&site.nobody().reads("/sign-in").await));
    let long = "a".repeat(4000);
    finds(&officer, &long).await.shows("search.show.none");
}

#[actix_web::test]
async fn an_address_or_a_transaction_must_be_whole_and_is_found_however_it_is_written() {
    const HASH: &str = "1360f8668647d623a9132d1fec566cc3f0cf870b0aa3b77b4ae152cb8b74c9b3";
    let site = Site::new().await;
    let author = site.person_of(AGENCY, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let exchange = site
        .organisation(
            "Northbank Exchange",
            crosshold::domain::actor::OrganisationKind::Exchange,
        )
        .await;
    draft_of(&site, &author, &exchange, |_, targets| {
        targets[0].txid = HASH.to_owned();
        targets[1].value = EVM.to_owned();
        targets[1].txid = format!("0x{HASH}");
    })
    .await;
    case(&officer, "PJ-2026-7").await;

    let capital = format!("0X{}", EVM.trim_start_matches("0x").to_uppercase());
    for text in [EVM, &capital, &EVM.to_lowercase()] {
        finds(&officer, text)
            .await
            .shows("search.show.requests")
            .shows("search.show.sightings");
    }
    for text in [
        HASH.to_owned(),
        format!("0x{HASH}"),
        format!("0X{}", HASH.to_uppercase()),
    ] {
        let found = finds(&officer, &text).await;
        found.shows("search.show.requests");
    }
    for text in [&EVM[..20], &TARGET[..10], &TARGET[5..20], &HASH[..20]] {
        finds(&officer, text).await.shows("search.show.none");
    }
    let strangers = site.officer_of("Guardia Civil").await;
    finds(&strangers, HASH).await.shows("search.show.none");
}

#[actix_web::test]
async fn the_filter_of_the_list_finds_by_the_same_rule_as_the_box() {
    const HASH: &str = "1360f8668647d623a9132d1fec566cc3f0cf870b0aa3b77b4ae152cb8b74c9b3";
    const LEFT: &str = "9f3b0c7c1b6e4a0d8f6ce4a1b2c3d4e5f60718293a4b5c6d7e8f901a2b3c4d5e";
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let number = page.trim_start_matches("/requests/").to_owned();
    let lists = async |reader: &Client, text: &str| {
        let query = super::support::form(&[("q", text), ("part", "open")]);
        let (list, statements) = counted(reader.reads(format!("/requests?{query}"))).await;
        assert!(statements <= 8, "{text}: {statements} statements");
        list.body.contains(&format!("href=\"{page}\""))
    };
    let capital = "0X52908400098527886E0F7030069857D2E4169EE7";
    for text in [
        TARGET,
        capital,
        &capital.to_lowercase(),
        &number,
        &number.to_lowercase(),
        &number[3..],
        "NB-1",
        "nb-",
    ] {
        assert!(lists(&stage.officer, text).await, "{text}");
        assert!(lists(&stage.responder, text).await, "{text}");
        finds(&stage.officer, text).await.shows("search.show.requests");
    }
    // A part of an address is none, and a transaction nobody named is not there.
    for text in [
        &TARGET[..20],
        &TARGET[5..25],
        &capital[..12],
        &TARGET.to_lowercase(),
        HASH,
        LEFT,
    ] {
        assert!(!lists(&stage.officer, text).await, "{text}");
        finds(&stage.officer, text).await.shows("search.show.none");
    }

    // By which transaction the funds left is found as well, once the exchange says so.
    let form = format!("{page}/targets/1/answer");
    let moved = [
        ("outcome", "moved_before"),
        ("match_basis", "deposit_address"),
        ("moved_at", "2026-11-21T10:00"),
        ("txid", &LEFT.to_uppercase()),
        ("destination", TRON),
    ];
    stage.responder.reads(&form).await;
    stage.responder.sends_on(&form, &moved).await.says("1 of 2");
    for text in [LEFT.to_owned(), LEFT.to_uppercase(), format!("0X{LEFT}")] {
        assert!(lists(&stage.officer, &text).await, "{text}");
        assert!(lists(&stage.responder, &text).await, "{text}");
    }
    let stranger = site.officer_of("Guardia Civil").await;
    for text in [LEFT, TARGET, &number] {
        assert!(!lists(&stranger, text).await, "{text}");
    }
    stage
        .officer
        .reads("/requests")
        .await
        .shows("requests.index.filter.words_hint");
}
