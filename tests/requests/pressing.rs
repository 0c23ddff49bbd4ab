//! Requests that cannot wait: how many, how they are found, and what their forms ask for.
#![expect(clippy::indexing_slicing, reason = "what is not there fails the test")]

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::clocks::Urgency;
use crosshold::domain::ids::OrganisationId;
use crosshold::domain::pace::Limit;
use crosshold::domain::requests::kinds::{Kind, Status};
use crosshold::domain::requests::{Content, Request};
use crosshold::text::Language;
use jiff::SignedDuration;
use scraper::{Html, Selector};

use super::races::desk::{Desk, page};
use super::{EXCHANGE, POLICE, Stage, draft_with};
use crate::support::{Client, Fetched, Site};

/// The addresses of `selector` on a page.
fn links(page: &Fetched, selector: &str) -> Vec<String> {
    let html = Html::parse_document(&page.body);
    let links = Selector::parse(selector).unwrap();
    html.select(&links)
        .map(|link| link.value().attr("href").unwrap().to_owned())
        .collect()
}

/// The requests of every page of the list at `address`.
async fn walked(client: &Client, address: String) -> Vec<String> {
    let (mut next, mut seen) = (Some(address), Vec::new());
    while let Some(address) = next {
        let page = client.reads(&address).await;
        seen.extend(links(&page, "table.queue tbody th a[href]"));
        next = links(&page, "nav.pages a[rel=next]").pop();
    }
    seen
}

async fn submits(client: &Client, page: &str) -> Fetched {
    // Where its button stands with a reason, it is sent all the same.
    client.reads(page).await;
    client.sends(&format!("{page}/submission"), &[]).await
}

#[tokio::test(flavor = "current_thread")]
async fn the_sixth_that_cannot_wait_waits_until_the_first_is_a_day_old() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let (officer, colleague) = (site.nobody(), site.supervisor_of(POLICE).await);
    officer.signs_in(&author).await;
    let mut drafts = Vec::new();
    for at in 0..=Limit::Pressing.default() {
        let draft = draft_with(&site, &author, &exchange, |content| {
            content.urgency = if at.is_multiple_of(2) {
                Urgency::Flash
            } else {
                Urgency::Emergency
            };
            content.callback = "+351210000000".to_owned();
        });
        drafts.push(format!("/requests/{}", draft.await));
    }
    let (sixth, five) = drafts.split_last().unwrap();
    for page in five {
        let sent = submits(&officer, page).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        // Time goes on, so that there is a first one.
        site.wait(SignedDuration::from_mins(1));
    }

    let refused = submits(&officer, sixth).await;

    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    refused.shows("refusals.spent_pressing");
    // Its page says so too, and counts it among what stops it.
    officer
        .reads(sixth)
        .await
        .shows("requests.status.draft")
        .shows("refusals.spent_pressing");
    assert_eq!(submits(&colleague, sixth).await.status, StatusCode::SEE_OTHER);

    let seventh = draft_with(&site, &author, &exchange, |content| {
        content.urgency = Urgency::Flash;
        content.callback = "+351210000000".to_owned();
    });
    let seventh = format!("/requests/{}", seventh.await);
    site.wait(SignedDuration::from_hours(24) - SignedDuration::from_mins(6));
    officer.signs_in(&author).await;
    assert_eq!(submits(&officer, &seventh).await.status, StatusCode::TOO_MANY_REQUESTS);
    site.wait(SignedDuration::from_mins(2));
    assert_eq!(submits(&officer, &seventh).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "current_thread")]
async fn each_urgency_is_found_by_its_filter_on_every_page_in_either_order() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let mut drafted: Vec<(Urgency, String)> = Vec::new();
    for _ in 0..13 {
        for &urgency in Urgency::ALL {
            for _ in 0..=usize::from(urgency == Urgency::Routine) {
                let draft = draft_with(&site, &author, &exchange, |content| content.urgency = urgency).await;
                drafted.push((urgency, format!("/requests/{draft}")));
            }
        }
        site.wait(SignedDuration::from_secs(1));
    }

    for &urgency in Urgency::ALL {
        let of_it = drafted.iter().filter(|(of, _)| *of == urgency);
        let expected: BTreeSet<String> = of_it.map(|(_, page)| page.clone()).collect();
        for sort in ["due", "changed"] {
            for more in ["", "&kind=freeze&status=draft&mine=yes"] {
                let address = format!("/requests?urgency={urgency}&sort={sort}{more}");
                let seen = walked(&officer, address).await;
                assert_eq!(seen.len(), expected.len(), "{urgency} {sort} {more}");
                assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), expected, "{urgency} {sort}");
            }
        }
    }
}

/// A request of each urgency in each status that an exchange sees, of all kinds, from two agencies.
async fn queue(desk: &Desk, elsewhere: OrganisationId) -> Vec<Request> {
    let statuses: Vec<Status> = Status::REACHED
        .iter()
        .copied()
        .filter(|status| status.is_issued())
        .collect();
    let of = |at: usize, draft: Request| {
        let content = Content {
            kind: [Kind::Freeze, Kind::Preserve, Kind::Info][at % 3],
            urgency: Urgency::ALL[at % Urgency::ALL.len()],
            ..draft.content.clone()
        };
        let begun = desk.begun(at, Request { content, ..draft });
        Request {
            asker: if at.is_multiple_of(4) { elsewhere } else { begun.asker },
            status: statuses[at / Urgency::ALL.len()],
            ..begun
        }
    };
    let mut all = desk.keep(Urgency::ALL.len() * statuses.len(), of).await;
    let held = desk.keep(6, |at, draft| desk.held(at + 500, draft)).await;
    let follows = |at: usize, draft: Request| {
        let content = Content {
            kind: if at.is_multiple_of(2) {
                Kind::Extend
            } else {
                Kind::Release
            },
            urgency: if at < 2 { Urgency::Flash } else { Urgency::Routine },
            ..draft.content.clone()
        };
        desk.issued(at + 700, Request { content, ..draft })
    };
    all.extend(desk.extend(&held, follows).await);
    all.extend(held);
    all
}

#[tokio::test(flavor = "current_thread")]
async fn every_filter_of_the_queue_leaves_in_what_it_names_and_nothing_else() {
    let desk = Desk::new().await;
    let elsewhere = desk.site.organisation("Guardia Civil", OrganisationKind::Agency).await;
    let all = queue(&desk, elsewhere.id).await;
    desk.site.wait(SignedDuration::from_hours(26));
    let intake = desk.site.intake_of(EXCHANGE).await;
    let (now, zone) = (desk.site.app.now(), &elsewhere.calendar.zone);
    let today = now.date_in(zone);
    let due = |request: &Request| request.waiting().due.filter(|_| !request.status.is_over());
    let due_on = |request: &Request| due(request).map(|due| due.date_in(zone));
    let week = today.checked_add(jiff::Span::new().days(6)).unwrap();
    type Leaves<'a> = Box<dyn Fn(&Request) -> bool + 'a>;
    let mut filters: Vec<(String, Leaves<'_>)> = vec![
        (
            "due=overdue".to_owned(),
            Box::new(|one| due(one).is_some_and(|due| due < now)),
        ),
        (
            "due=today".to_owned(),
            Box::new(|one| due_on(one).is_some_and(|on| on <= today)),
        ),
        (
            "due=week".to_owned(),
            Box::new(|one| due_on(one).is_some_and(|on| on <= week)),
        ),
    ];
    for &urgency in Urgency::ALL {
        let leaves: Leaves<'_> = Box::new(move |one| one.content.urgency == urgency);
        filters.push((format!("urgency={urgency}"), leaves));
    }
    for &status in Status::REACHED.iter().filter(|status| status.is_issued()) {
        filters.push((format!("status={status}"), Box::new(move |one| one.status == status)));
    }
    for &kind in Kind::FILED {
        filters.push((format!("kind={kind}"), Box::new(move |one| one.content.kind == kind)));
    }
    for agency in [all[0].asker, all[1].asker] {
        filters.push((format!("party={agency}"), Box::new(move |one| one.asker == agency)));
    }

    for (named, leaves) in &filters {
        let of_it = |one: &&Request| leaves(one);
        assert!(
            all.iter().any(leaves) && !all.iter().all(leaves),
            "{named} tells nothing apart"
        );
        for (part, is_over) in [("open", false), ("over", true)] {
            for flash in ["", "&urgency=flash"] {
                if named.starts_with("urgency") && !flash.is_empty() {
                    continue;
                }
                let expected: BTreeSet<String> = all
                    .iter()
                    .filter(of_it)
                    // A status stands in one part alone: its filter turns the list to that one.
                    .filter(|one| named.starts_with("status") || one.status.is_over() == is_over)
                    .filter(|one| flash.is_empty() || one.content.urgency == Urgency::Flash)
                    .map(page)
                    .collect();

                let seen = walked(&intake, format!("/requests?part={part}&{named}{flash}")).await;

                assert_eq!(
                    seen.len(),
                    expected.len(),
                    "{part} {named}{flash}: {seen:?} {expected:?}"
                );
                assert_eq!(
                    seen.into_iter().collect::<BTreeSet<_>>(),
                    expected,
                    "{part} {named}{flash}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_nobody_can_dial_is_no_number_to_call_back() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let page = format!("/requests/{}", draft_with(&site, &author, &exchange, |_| ()).await);
    let form = officer.reads(format!("{page}/edit")).await.form_to(&page);
    let typed = |number| {
        let fields = form.iter().filter(|(name, _)| name != "csrf");
        let fields = fields.map(|(name, value)| match name.as_str() {
            "callback" => (name.as_str(), number),
            name => (name, value.as_str()),
        });
        fields.collect::<Vec<(&str, &str)>>()
    };

    for number in [
        "21 555 0134",
        "+0351215550134",
        "+351",
        "call the desk",
        "+351 21 555 0134 5678 90",
        "++351215550134",
    ] {
        for &language in Language::ALL {
            officer
                .sends("/language", &[("tag", language.tag()), ("to", "/home")])
                .await;
            let again = officer.sends(&page, &typed(number)).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
            again.shows("errors.field.no_phone");
            assert_eq!(again.value_of("callback").as_deref(), Some(number));
            assert!(links(&again, ".error-summary a[href]").contains(&"#callback".to_owned()));
        }
    }
    let saved = officer.sends(&page, &typed("00351 (21) 555-0134")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let edit = officer.reads(format!("{page}/edit")).await;
    assert_eq!(edit.value_of("callback").as_deref(), Some("+351215550134"));
}

#[tokio::test(flavor = "current_thread")]
async fn what_the_quality_gate_finds_leads_to_a_field_that_is_there() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let officer = site.nobody();
    officer.signs_in(&author).await;
    let draft = draft_with(&site, &author, &exchange, |content| {
        content.urgency = Urgency::Emergency;
        content.urgency_reason = "Too short.".to_owned();
        content.until = None;
        content.facts = "Few words.".to_owned();
        content.exceptions.clear();
    });
    let page = format!("/requests/{}", draft.await);

    let shown = officer.reads(&page).await;
    let edit = officer.reads(format!("{page}/edit")).await;

    let mut found = links(&edit, "#gate a[href^='#']");
    assert!(found.len() > 5, "{found:?}");
    let from_page = links(&shown, "main a[href*='/edit#']");
    assert!(!from_page.is_empty());
    found.extend(
        from_page
            .iter()
            .map(|link| link.trim_start_matches(&format!("{page}/edit")).to_owned()),
    );
    for field in ["#urgency_reason", "#callback", "#until", "#facts"] {
        assert!(found.iter().any(|link| link == field), "{field} in {found:?}");
    }
    let html = Html::parse_document(&edit.body);
    for link in found {
        let id = link.trim_start_matches('#');
        let target = Selector::parse(&format!("[id=\"{id}\"]")).unwrap();
        assert!(html.select(&target).next().is_some(), "{link} leads nowhere");
    }
    let sent = officer.sends(&format!("{page}/submission"), &[("as_of", "1")]).await;
    assert!(sent.status.is_client_error(), "{}", sent.status);
    officer.reads(&page).await.shows("requests.status.draft");
}

#[tokio::test(flavor = "current_thread")]
async fn what_can_be_mended_is_asked_first_by_a_link_that_has_chosen_the_question() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;

    let form = stage.responder.reads(format!("{page}/refusal")).await;

    form.shows("requests.acts.refuse.ask_first");
    let start = format!("{page}/questions");
    assert!(links(&form, "main a[href]").contains(&start));
    let instead = links(&form, "main a[href*='/questions?question=']");
    assert!(!instead.is_empty());
    for link in instead {
        let (_, question) = link.split_once("question=").unwrap();
        let asked = stage.responder.reads(&link).await.form_to(&start);
        assert!(
            asked.contains(&("question".to_owned(), question.to_owned())),
            "{link}: {asked:?}"
        );
    }
}
