//! Looking up whom to suspend.

use askama::Template;
use serde::Deserialize;

use super::index::LONGEST;
use crate::domain::actor::Role;
use crate::service::suspensions::{self, Candidates};
use crate::web::page::{Answer, Page};
use crate::web::query::{Filters, Query};
use crate::web::session::Caller;
use crate::web::views::{Crumb, FieldView};
use crate::web::words;

#[derive(Template)]
#[template(path = "suspensions/new.html")]
struct NewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    lead: &'static str,
    text: FieldView,
    organisations: Vec<RowView>,
    people: Vec<RowView>,
    /// Whether something was looked for.
    is_asked: bool,
}

struct RowView {
    id: String,
    name: String,
    about: String,
    standing: String,
    href: String,
    act: &'static str,
    refused: Option<String>,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    q: String,
}

/// `GET /suspensions/new`.
pub async fn new(page: Page, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let mut filters = Filters::default();
    let text = filters.words(&page, "q", &asked.q, LONGEST);
    let Candidates { organisations, people } = suspensions::candidates(&caller.context(), &text).await?;
    let is_verifier = caller.actor().has(Role::Verifier).is_ok();
    let organisations = organisations.iter().map(|(organisation, allowed)| {
        let kind = page
            .t(&format!("organisations.kind.{}", organisation.kind))
            .into_owned();
        let about = [("kind", kind), ("country", page.country(organisation.country))];
        RowView {
            id: format!("refused-{}", organisation.id),
            name: organisation.name.clone(),
            about: page.ta("organisations.about", about),
            standing: page
                .t(&format!("organisations.standing.{}", organisation.standing))
                .into_owned(),
            href: format!("/organisations/{}/suspension", organisation.id),
            act: "suspensions.act.lock_down",
            refused: allowed.as_ref().err().map(|refusal| page.refusal(refusal)),
        }
    });
    let people = people.iter().map(|found| RowView {
        id: format!("refused-{}", found.person.id),
        name: found.person.name.clone(),
        about: page.ta(
            "suspensions.new.about_person",
            [
                ("roles", words::roles(page.words(), found.person.roles)),
                ("organisation", found.organisation.clone()),
            ],
        ),
        standing: page
            .t(&format!("people.standing.{}", found.person.standing))
            .into_owned(),
        href: format!("/people/{}/suspension", found.person.id),
        act: "suspensions.act.suspend",
        refused: found.allowed.as_ref().err().map(|refusal| page.refusal(refusal)),
    });
    let (organisations, people) = (organisations.collect(), people.collect());
    let crumbs = vec![
        Crumb {
            href: Some("/suspensions".to_owned()),
            text: page.t("suspensions.index.title").into_owned(),
        },
        Crumb {
            href: None,
            text: page.t("suspensions.new.title").into_owned(),
        },
    ];
    filters.answer(&NewPage {
        crumbs,
        lead: if is_verifier {
            "suspensions.new.lead"
        } else {
            "suspensions.new.lead_own"
        },
        text: FieldView::new("q", page.t("suspensions.index.q"))
            .value(&asked.q)
            .error(filters.fault("q"))
            .optional(),
        organisations,
        people,
        is_asked: !is_verifier || !text.is_empty(),
        page,
    })
}
