//! What is due, as the homes and the list of holds show it.

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::clocks::Urgency;
use crosshold::service::deadlines;
use crosshold::store::statements::counted;
use crosshold::text::Language;
use jiff::SignedDuration;
use scraper::Selector;

use super::{EXCHANGE, POLICE, hold};
use crate::requests::{Stage, approve, draft_with};
use crate::support::{Fetched, Site};

#[tokio::test(flavor = "current_thread")]
async fn what_is_due_stands_on_the_home_of_whoever_can_move_it_on() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;

    stage.officer.reads("/home").await.shows("requests.act.revise");
    stage.supervisor.reads("/home").await.hides("requests.act.revise");
    let number = stage.issued().await;
    stage
        .intake
        .reads("/home")
        .await
        .says(&number)
        .shows("requests.act.acknowledge")
        .shows("home.until.ack");
    stage.officer.reads("/home").await.never_says(&number);
    site.wait(SignedDuration::from_hours(5));
    // So long after their last page they sign in again.
    let (officer, intake) = (site.officer_of(POLICE).await, site.intake_of(EXCHANGE).await);
    officer.reads("/home").await.says(&number).says("1 h late");
    intake.reads("/requests?due=overdue").await.says("1 h late.");
}

#[tokio::test(flavor = "current_thread")]
async fn a_flash_that_runs_stands_at_once_on_the_homes_of_its_author_and_of_supervisors() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let draft = draft_with(&site, &author, &exchange, |content| {
        content.urgency = Urgency::Flash;
        content.callback = "+351210000000".to_owned();
    })
    .await;
    let page = format!("/requests/{draft}");
    let version = officer.reads(&page).await.value_of("as_of").unwrap();
    officer
        .sends(&format!("{page}/submission"), &[("as_of", &version)])
        .await;
    officer.reads("/home").await.says(EXCHANGE);
    let second = site.supervisor_of(POLICE).await;
    let to = approve(&[&stage.supervisor, &second], &page).await;
    let number = to.trim_start_matches("/requests/").to_owned();

    for reader in [&officer, &stage.supervisor, &second] {
        reader.reads("/home").await.says(&number).shows("home.until.ack");
    }
    // A colleague who did not write it has no part in it.
    stage.officer.reads("/home").await.never_says(&number);
    let stranger = site.supervisor_of("Guardia Civil").await;
    stranger.reads("/home").await.never_says(&number);
}

#[tokio::test(flavor = "current_thread")]
async fn the_end_of_a_hold_stands_on_both_homes() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = hold(&stage).await;

    let home = stage.officer.reads("/home").await;
    home.says(&number)
        .says("412,508.22 USDT")
        .says("4 days uncovered")
        .shows("holds.index.extend");
    stage
        .officer
        .reads("/holds")
        .await
        .says("4 days uncovered.")
        .shows("holds.clock.mark.order");
    stage.responder.reads("/holds").await.says(POLICE);
    // Who holds it reads beforehand what ends this week; their word is not owed yet.
    let home = stage.responder.reads("/home").await;
    assert!(part(&home, "later").contains(&number), "{}", part(&home, "later"));
    home.says("1 thing waits on you");
    site.wait(SignedDuration::from_hours(6 * 24));
    // The day is over for the sessions too.
    let officer = site.officer_of(POLICE).await;
    officer
        .reads("/holds")
        .await
        .shows("holds.clock.end_due_text.asker")
        .shows("sums.unsaid")
        .shows("sums.nothing");
    // What came to its end is counted as held nowhere, whether the clock wrote so or not.
    for _ in 0..2 {
        officer
            .reads("/home")
            .await
            .says("0 holds, 0 exchanges")
            .says("1 hold ended without word: 412,508.22 USDT")
            .says("0 uncovered");
        deadlines::round(&site.app.db, site.app.now()).await.unwrap();
    }
    officer
        .reads(format!("/requests/{number}"))
        .await
        .shows("requests.show.ended_unsaid")
        .shows("sums.unsaid")
        .shows("holds.status.expiry_due");
    let responder = site.responder_of(EXCHANGE).await;
    responder.reads("/home").await.says(&number).shows("holds.index.say");
    responder
        .reads("/holds")
        .await
        .shows("holds.clock.end_due_text.recipient");
}

#[tokio::test(flavor = "current_thread")]
async fn every_role_has_a_home_in_every_language() {
    let site = Site::new().await;
    for &role in Role::ALL {
        for &language in Language::ALL {
            let mut person = site
                .person_of(&format!("Organisation of {}", role.kind()), &[role])
                .await;
            language.tag().clone_into(&mut person.language);
            let client = site.nobody_in(language);
            site.speaks(&person).await;
            client.signs_in(&person).await;
            let home = client.reads("/home").await;
            assert_eq!(home.page_language(), language);
            let works = matches!(
                role,
                Role::Officer | Role::Supervisor | Role::Intake | Role::Responder | Role::Counsel
            );
            if works {
                home.shows("home.nothing_waits").shows(&format!("home.role.{role}"));
                client.reads("/requests").await;
                client.reads("/holds").await.shows("holds.index.none");
            } else {
                home.shows(&format!("home.role.{role}"));
                assert_eq!(client.get("/requests").await.status, StatusCode::FORBIDDEN);
            }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn counsel_sees_what_counsel_may_refuse_until_it_is_answered() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let counsel = site.member_of(EXCHANGE, &[Role::Counsel]).await;
    let elsewhere = site.member_of("Halden Markets", &[Role::Counsel]).await;
    counsel.reads("/home").await.shows("home.role.counsel");

    let number = stage.issued().await;
    let refusal = format!("/requests/{number}/refusal");
    let home = counsel.reads("/home").await;
    home.says(&number)
        .shows("home.for_counsel.one")
        .shows("home.why.counsel");
    assert!(home.body.contains(&format!("href=\"{refusal}\"")));
    elsewhere.reads("/home").await.never_says(&number);
    stage.responder.reads("/home").await.hides("home.why.counsel");

    counsel.reads(&refusal).await;
    let ground = [("ground", "conflict_of_law"), ("note", "The law here forbids it.")];
    counsel
        .sends_on(&refusal, &ground)
        .await
        .shows("requests.status.refused");
    counsel
        .reads("/home")
        .await
        .never_says(&number)
        .shows("home.role.counsel");
}

/// What stands in the part of the home under the heading `id`.
fn part(home: &Fetched, id: &str) -> String {
    let part = Selector::parse(&format!("section[aria-labelledby=\"{id}\"]")).unwrap();
    let text: Vec<String> = home.html().select(&part).map(|part| part.text().collect()).collect();
    text.concat().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many things stand in the part of the home under the heading `id`.
fn things(home: &Fetched, id: &str) -> usize {
    let thing = Selector::parse(&format!("section[aria-labelledby=\"{id}\"] ul.due > li")).unwrap();
    home.html().select(&thing).count()
}

/// How many the navigation says wait behind the home.
fn badge(page: &Fetched) -> String {
    let count = Selector::parse("nav a[href=\"/home\"] .count").unwrap();
    page.html()
        .select(&count)
        .map(|count| count.text().collect::<String>())
        .collect()
}

/// What is due decides, not what is pressing; what has no date stands in a part of its own.
#[tokio::test(flavor = "current_thread")]
async fn only_what_is_due_by_then_stands_before_tomorrow() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let flash = draft_with(&site, &author, &exchange, |content| {
        content.urgency = Urgency::Flash;
        content.callback = "+351210000000".to_owned();
    })
    .await;

    // A draft has no date, however pressing it is.
    let home = officer.reads("/home").await;
    assert_eq!(
        (things(&home, "soon"), things(&home, "undated"), things(&home, "later")),
        (0, 1, 0)
    );
    home.shows("home.undated").shows("home.until.urgency");
    home.says("1 thing waits on you; to do before this time tomorrow: 0.");
    // With the approver it is not hidden either.
    let page = format!("/requests/{flash}");
    let version = officer.reads(&page).await.value_of("as_of").unwrap();
    officer
        .sends(&format!("{page}/submission"), &[("as_of", &version)])
        .await;
    let home = stage.supervisor.reads("/home").await;
    assert_eq!((things(&home, "soon"), things(&home, "undated")), (0, 1));
    let second = site.supervisor_of(POLICE).await;
    let to = approve(&[&stage.supervisor, &second], &page).await;
    // Issued, its first promise ends within the hour.
    assert_eq!(things(&officer.reads("/home").await, "soon"), 1);
    let at = |below: &str| format!("{to}/{below}");
    stage.intake.reads(&to).await;
    let reference = [("reference", "NB-1")];
    stage.intake.sends_on(&at("acknowledgement"), &reference).await;
    stage.responder.reads(&to).await;
    stage.responder.sends_on(&at("start"), &[]).await;
    for position in ["1", "2"] {
        let form = at(&format!("targets/{position}/answer"));
        stage.responder.reads(&form).await;
        stage.responder.sends_on(&form, &[("outcome", "no_match")]).await;
    }

    // Five working days to accept it: an emergency, and not for today.
    let home = officer.reads("/home").await;
    let number = to.trim_start_matches("/requests/");
    assert_eq!((things(&home, "soon"), things(&home, "later")), (0, 1));
    assert!(part(&home, "later").contains(number));
    home.shows("clocks.urgency.flash");
}

/// A hold at its end waits on the responder: the figures count it, and they are those of the lists.
#[tokio::test(flavor = "current_thread")]
async fn a_hold_past_its_end_is_counted_where_its_word_is_owed() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    hold(&stage).await;
    let before = stage.responder.reads("/home").await;
    before.says("1 thing waits on you");
    site.wait(SignedDuration::from_hours(6 * 24));
    let responder = site.responder_of(EXCHANGE).await;

    let home = responder.reads("/home").await;

    home.says("2 things wait on you");
    let soon = things(&home, "soon");
    assert_eq!(soon, 2, "the answer that is late, and the hold");
    assert_eq!(badge(&home), "2");
    assert_eq!(badge(&responder.reads("/requests").await), "2");
    home.says("to do before this time tomorrow: 2.")
        .says("2 before this time tomorrow");
    // The agency waits for it: it stands there as well, and is not the agency's to do.
    let officer = site.officer_of(POLICE).await;
    let home = officer.reads("/home").await;
    home.shows("home.nothing_waits");
    assert_eq!(badge(&home), "");
    assert!(
        part(&home, "soon").contains("of which on you: 0"),
        "{}",
        part(&home, "soon")
    );
}

/// Says that the hold of `number` lapsed.
async fn lapses(site: &Site, number: &str) {
    let responder = site.responder_of(EXCHANGE).await;
    let page = responder.reads(format!("/requests/{number}")).await;
    let lapse = page
        .body
        .split('"')
        .find(|part| part.ends_with("/lapse"))
        .unwrap()
        .to_owned();
    responder.reads(&lapse).await;
    responder.sends_on(&lapse, &[]).await.shows("holds.status.lapsed");
}

/// Nothing is worse than a hold that nobody saw end.
#[tokio::test(flavor = "current_thread")]
async fn a_hold_that_lapsed_stands_on_the_home_until_somebody_saw_to_it() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = hold(&stage).await;
    let form = format!("/requests/{number}/targets/2/answer");
    stage.responder.reads(&form).await;
    stage.responder.sends_on(&form, &[("outcome", "no_match")]).await;
    let page = format!("/requests/{number}");
    stage.officer.reads(&page).await;
    let version = stage.officer.reads(&page).await.value_of("version");
    let version = version.as_deref().map(|version| ("version", version));
    let fields: Vec<(&str, &str)> = version.into_iter().collect();
    stage.officer.reads(format!("{page}/acceptance")).await;
    stage.officer.sends_on(&format!("{page}/acceptance"), &fields).await;
    site.wait(SignedDuration::from_hours(6 * 24));
    deadlines::round(&site.app.db, site.app.now()).await.unwrap();

    lapses(&site, &number).await;

    let (officer, supervisor) = (site.officer_of(POLICE).await, site.supervisor_of(POLICE).await);
    for reader in [&officer, &supervisor] {
        let home = reader.reads("/home").await;
        home.hides("home.nothing_waits")
            .says("1 thing waits on you; to do before this time tomorrow: 1.")
            .says(&number)
            .shows("home.hold.lapsed")
            .shows("holds.status.lapsed");
        assert_eq!(things(&home, "soon"), 1);
        assert_eq!(badge(&reader.reads("/requests").await), "1");
    }
    let (_, statements) = counted(officer.reads("/home")).await;
    assert!(statements <= 8, "{statements} statements");
    for (name, others) in [
        ("Guardia Civil", site.officer_of("Guardia Civil").await),
        (EXCHANGE, site.responder_of(EXCHANGE).await),
    ] {
        let home = others.reads("/home").await;
        home.hides("home.hold.lapsed");
        assert!(!home.text().contains("1 thing waits"), "{name}");
    }

    // Somebody asks anew about the same address.
    let again = format!("{page}/reopening");
    supervisor.reads(&again).await;
    supervisor
        .sends_on(&again, &[("targets", "1"), ("note", "Look again.")])
        .await
        .shows("requests.status.acknowledged");
    officer.reads("/home").await.says(&number).shows("home.hold.lapsed");
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    draft_with(&site, &author, &exchange, |_| ()).await;
    officer.reads("/home").await.hides("home.hold.lapsed");
}
