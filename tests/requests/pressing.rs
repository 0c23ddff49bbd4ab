//! Requests that cannot wait: how many, how they are found, and what their forms ask for.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::clocks::Urgency;
use crosshold::domain::requests::pressing::MOST;
use jiff::SignedDuration;
use scraper::{Html, Selector};

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

async fn submits(client: &Client, page: &str) -> Fetched {
    let version = client.reads(page).await.value_of("version").unwrap();
    client
        .sends(&format!("{page}/submission"), &[("version", &version)])
        .await
}

#[tokio::test(flavor = "current_thread")]
async fn the_sixth_that_cannot_wait_waits_until_the_first_is_a_day_old() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let (officer, colleague) = (site.nobody(), site.supervisor_of(POLICE).await);
    officer.signs_in(&author).await;
    let mut drafts = Vec::new();
    for at in 0..=MOST {
        let draft = draft_with(&site, &author, &exchange, |content| {
            content.urgency = if at % 2 == 0 {
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
    refused.shows("refusals.spent");
    officer.reads(sixth).await.shows("requests.status.draft");
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
                let mut next = Some(format!("/requests?urgency={urgency}&sort={sort}{more}"));
                let mut seen = Vec::new();
                while let Some(address) = next {
                    let page = officer.reads(&address).await;
                    seen.extend(links(&page, "table.queue tbody th a[href]"));
                    next = links(&page, "nav.pages a[rel=next]").pop();
                }
                assert_eq!(seen.len(), expected.len(), "{urgency} {sort} {more}");
                assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), expected, "{urgency} {sort}");
            }
        }
    }
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
    let sent = officer.sends(&format!("{page}/submission"), &[("version", "1")]).await;
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
