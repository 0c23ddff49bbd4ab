//! The review after a flash request: who is asked, who may, what it says, and that the exchange learns nothing of it.

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::clocks::Urgency;
use crosshold::domain::people::{Person, Proof};
use crosshold::service::deadlines;
use crosshold::store::audit::{Line, Search, newest};
use crosshold::text::Language;
use jiff::SignedDuration;

use super::{EXCHANGE, POLICE, draft_with};
use crate::support::{Client, Site};

/// A flash request between both sides: written by the officer, approved by the first and issued by the second.
struct Flash {
    officer: Client,
    first: Client,
    issuer: Client,
    intake: Client,
    people: [Person; 4],
    page: String,
}

impl Flash {
    async fn on(site: &Site) -> Self {
        let author = site.person_of(POLICE, &[Role::Officer]).await;
        let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
        let draft = draft_with(site, &author, &exchange, |content| {
            content.urgency = Urgency::Flash;
            content.callback = "+351215550134".to_owned();
        })
        .await;
        let people = [
            author,
            site.person_of(POLICE, &[Role::Supervisor]).await,
            site.person_of(POLICE, &[Role::Supervisor]).await,
            site.person_of(EXCHANGE, &[Role::Intake]).await,
        ];
        let [officer, first, issuer, intake] = [0; 4].map(|_| site.nobody());
        for (client, person) in [&officer, &first, &issuer, &intake].into_iter().zip(&people) {
            client.signs_in(person).await;
        }
        let page = format!("/requests/{draft}");
        let mut to = page.clone();
        for (client, act) in [(&officer, "submission"), (&first, "approval"), (&issuer, "approval")] {
            let version = client.reads(&page).await.value_of("as_of").unwrap();
            let sent = client.sends(&format!("{page}/{act}"), &[("as_of", &version)]).await;
            to = sent.leads_to().unwrap();
        }
        assert!(to.starts_with("/requests/FR-"), "{to}");
        Self {
            officer,
            first,
            issuer,
            intake,
            people,
            page: to,
        }
    }

    /// Days have passed, and everybody signs in again.
    async fn signs_in_again(&self) {
        let clients = [&self.officer, &self.first, &self.issuer, &self.intake];
        for (client, person) in clients.into_iter().zip(&self.people) {
            client.signs_in(person).await;
        }
    }

    fn form(&self) -> String {
        format!("{}/review", self.page)
    }

    /// The version that it has now.
    async fn version_of(&self, site: &Site) -> String {
        let named = self.page.trim_start_matches("/requests/");
        let actor = self.people[0].actor(
            &site.organisation(POLICE, OrganisationKind::Agency).await,
            Some(Proof::DEMO),
        );
        let found = crosshold::store::requests::find(site.app.db.read(), &actor, named).await;
        found.unwrap().unwrap().version.to_string()
    }

    /// The version that the form of `client` is about.
    async fn version(&self, client: &Client) -> String {
        client.reads(self.form()).await.value_of("as_of").unwrap()
    }
}

/// Lines of the trail about `act`, newest first.
async fn told(site: &Site, act: &str) -> Vec<Line> {
    let search = Search {
        act: Some(act.to_owned()),
        ..Search::default()
    };
    newest(site.app.db.read(), &search, 50, None).await.unwrap()
}

/// What the reader's page says in its main part: nothing of what differs from one call to the next.
async fn main_of(client: &Client, path: &str) -> String {
    let body = client.reads(path).await.body;
    let (_, main) = body.split_once("<main").unwrap();
    let (main, _) = main.split_once("</main>").unwrap();
    main.split("name=\"csrf\"")
        .map(|part| part.split_once('>').map_or(part, |(_, rest)| rest))
        .collect()
}

async fn speaks(client: &Client, language: Language) {
    client
        .sends("/language", &[("tag", language.tag()), ("to", "/home")])
        .await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_flash_request_is_reviewed_by_a_supervisor_who_neither_wrote_nor_issued_it() {
    let site = Site::new().await;
    let flash = Flash::on(&site).await;

    for client in [&flash.officer, &flash.first, &flash.issuer] {
        client
            .reads(&flash.page)
            .await
            .shows("requests.review.title")
            .shows("requests.review.due")
            .shows("requests.review.own");
    }
    flash.first.reads("/home").await.shows("home.until.review");
    flash
        .issuer
        .reads("/home")
        .await
        .shows("home.until.review")
        .shows("refusals.own_review");
    flash.officer.reads("/home").await.hides("home.until.review");
    let version = flash.version(&flash.first).await;

    // Who sends it all the same is refused: the issuer, the officer, and the other side as if it were anything.
    let fields = [
        ("as_of", version.as_str()),
        ("finding", "justified"),
        ("review_note", ""),
    ];
    let own = flash.issuer.sends(&flash.form(), &fields).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    own.shows("refusals.own_review");
    assert_eq!(flash.issuer.get(&flash.form()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        flash.officer.sends(&flash.form(), &fields).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        flash.intake.sends(&flash.form(), &fields).await.status,
        StatusCode::FORBIDDEN
    );
    let stranger = site.supervisor_of("Guardia Civil").await;
    assert_eq!(stranger.get(&flash.form()).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        stranger.sends(&flash.form(), &fields).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(told(&site, "reviewed").await.is_empty());

    for &language in Language::ALL {
        speaks(&flash.first, language).await;
        flash
            .first
            .reads(flash.form())
            .await
            .shows("requests.finding_hint.justified")
            .shows("requests.field.review_note.hint");
    }
    speaks(&flash.first, Language::English).await;
    let fields = [
        ("as_of", version.as_str()),
        ("finding", "not_justified"),
        ("review_note", "The funds had rested for a week."),
    ];
    flash
        .first
        .sends_on(&flash.form(), &fields)
        .await
        .shows("requests.acts.review.done")
        .shows("requests.finding.not_justified")
        .says("The funds had rested for a week.")
        .hides("requests.review.due");

    // Who wrote it and who issued it are told; the request and both homes have nothing more to do.
    for client in [&flash.officer, &flash.issuer] {
        let notices = client.reads("/notices").await;
        notices.says("The review of request FR-2026-000001 found a fault with its urgency.");
        client.reads("/home").await.hides("home.until.review");
    }
    let own = flash.first.reads("/notices").await;
    own.never_says("found a fault");
    let [line] = &told(&site, "reviewed").await[..] else {
        panic!("one leaf")
    };
    assert!(line.person.is_some());

    // It is final.
    let again = flash.first.sends(&flash.form(), &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.shows("refusals.reviewed");
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_missing_is_told_by_its_field_and_what_was_typed_is_kept() {
    let site = Site::new().await;
    let flash = Flash::on(&site).await;
    let version = flash.version(&flash.first).await;
    let fields = |finding, note| [("as_of", version.as_str()), ("finding", finding), ("review_note", note)];

    let none = flash.first.sends(&flash.form(), &fields("", "Typed already")).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.shows("errors.field.required").says("Typed already");
    for finding in ["not_justified", "justified_wrong_urgency"] {
        let silent = flash.first.sends(&flash.form(), &fields(finding, "  ")).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "{finding}");
        assert!(silent.body.contains("href=\"#review_note\""), "{finding}");
    }
    let unknown = flash.first.sends(&flash.form(), &fields("perfect", "")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    unknown.shows("errors.field.unknown_choice");
    let long = "x".repeat(4_001);
    let long = flash.first.sends(&flash.form(), &fields("not_justified", &long)).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told(&site, "reviewed").await.is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn who_is_second_or_read_an_older_request_keeps_what_they_typed() {
    let site = Site::new().await;
    let flash = Flash::on(&site).await;
    let [first, other] = [site.supervisor_of(POLICE).await, site.supervisor_of(POLICE).await];
    let (version, theirs) = (flash.version(&first).await, flash.version(&other).await);
    flash.intake.reads(&flash.page).await;
    flash
        .intake
        .sends_on(&format!("{}/acknowledgement", flash.page), &[("reference", "NB-1")])
        .await;

    let typed = |version, note| [("as_of", version), ("finding", "not_justified"), ("review_note", note)];
    let stale = first
        .sends(&flash.form(), &typed(version.as_str(), "Typed at night"))
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.shows("requests.acts.stale_text").says("Typed at night");
    let anew = stale.value_of("as_of").unwrap();
    assert_ne!(anew, version);
    first
        .sends_on(&flash.form(), &typed(anew.as_str(), "Typed at night"))
        .await
        .shows("requests.acts.review.done");

    let second = other.sends(&flash.form(), &typed(theirs.as_str(), "Also typed")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    second.shows("refusals.reviewed").says("Also typed");
    assert_eq!(told(&site, "reviewed").await.len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_review_that_nobody_did_is_told_once_and_stands_where_supervisors_look() {
    let site = Site::new().await;
    let flash = Flash::on(&site).await;
    let round = async || deadlines::round(&site.app.db, site.app.now()).await.unwrap();
    site.wait(SignedDuration::from_hours(71));
    round().await;
    assert!(told(&site, "review_overdue").await.is_empty());
    site.wait(SignedDuration::from_hours(1));
    let instance = site.instance().await;
    round().await;
    deadlines::round(&instance.app.db, site.app.now()).await.unwrap();
    round().await;
    flash.signs_in_again().await;

    let overdue = told(&site, "review_overdue").await;
    let [line] = overdue.as_slice() else {
        panic!("{overdue:?}")
    };
    assert_eq!((line.person, line.organisation), (None, None), "the clock is nobody");
    for client in [&flash.first, &flash.issuer] {
        client.reads("/notices").await.says("was not reviewed in time");
        client.reads("/home").await.shows("requests.review.overdue");
    }
    flash
        .officer
        .reads("/notices")
        .await
        .never_says("was not reviewed in time");
    flash
        .officer
        .reads(&flash.page)
        .await
        .shows("requests.review.overdue_since");
    for filter in ["due", "overdue"] {
        let list = flash.first.reads(format!("/requests?review={filter}")).await;
        assert!(list.body.contains(&flash.page), "{filter}");
    }
    let wrong = flash.first.get("/requests?review=never").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

    // Late, and it can be done; then nothing waits any more.
    let version = flash.version(&flash.first).await;
    let fields = [
        ("as_of", version.as_str()),
        ("finding", "justified"),
        ("review_note", ""),
    ];
    flash
        .first
        .sends_on(&flash.form(), &fields)
        .await
        .shows("requests.finding.justified")
        .shows("requests.review.due_since");
    round().await;
    assert_eq!(told(&site, "review_overdue").await.len(), 1);
    let list = flash.first.reads("/requests?review=due").await;
    assert!(!list.body.contains(&flash.page));
}

#[tokio::test(flavor = "current_thread")]
async fn the_exchange_sees_nothing_of_a_review() {
    let site = Site::new().await;
    let flash = Flash::on(&site).await;
    let round = async || deadlines::round(&site.app.db, site.app.now()).await.unwrap();
    // Whatever else the clock has to tell of it is told before the review is due.
    site.wait(SignedDuration::from_hours(71));
    round().await;
    site.wait(SignedDuration::from_hours(9));
    flash.signs_in_again().await;
    let paths = [
        "/home".to_owned(),
        "/requests?sort=changed".to_owned(),
        "/requests?review=due".to_owned(),
        "/notices".to_owned(),
        flash.page.clone(),
    ];
    let mut before = Vec::new();
    for path in &paths {
        before.push(main_of(&flash.intake, path).await);
    }

    assert_eq!(round().await.events, 1);
    assert_eq!(told(&site, "review_overdue").await.len(), 1);
    let version = flash.version(&flash.first).await;
    let fields = [
        ("as_of", version.as_str()),
        ("finding", "not_justified"),
        ("review_note", "canary"),
    ];
    flash
        .first
        .sends_on(&flash.form(), &fields)
        .await
        .shows("requests.acts.review.done");

    for (path, before) in paths.iter().zip(&before) {
        assert_eq!(&main_of(&flash.intake, path).await, before, "{path}");
    }
    let page = flash.intake.reads(&flash.page).await;
    page.hides("requests.review.title").never_says("canary");
    let code = page
        .body
        .split("/verify/")
        .nth(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned());
    if let Some(code) = code {
        site.nobody()
            .reads(format!("/verify/{code}"))
            .await
            .never_says("canary");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_approver_reviews_only_while_the_agency_has_nobody_else_and_the_record_says_so() {
    let site = Site::new().await;
    let flash = Flash::on(&site).await;
    let other = site.person_of(POLICE, &[Role::Supervisor]).await;
    let version = flash.version_of(&site).await;
    let fields = [
        ("as_of", version.as_str()),
        ("finding", "justified"),
        ("review_note", ""),
    ];

    // There is a supervisor without a hand in it.
    flash.first.reads(&flash.page).await.shows("refusals.own_review");
    flash.first.reads("/home").await.shows("refusals.own_review");
    let own = flash.first.sends(&flash.form(), &fields).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    own.shows("refusals.own_review");

    // Nobody is left but who approved it first.
    site.set_standing(&other, crosshold::domain::people::Standing::Suspended)
        .await;
    flash.first.reads("/home").await.hides("refusals.own_review");
    assert_eq!(flash.issuer.get(&flash.form()).await.status, StatusCode::FORBIDDEN);
    let done = flash.first.sends_on(&flash.form(), &fields).await;
    done.shows("requests.review.by_approver")
        .shows("requests.review.found_by_approver");
    flash
        .intake
        .reads(&flash.page)
        .await
        .hides("requests.review.by_approver");
}
