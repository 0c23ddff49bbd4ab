//! Answers that are given anew: those that are disputed, and those that an ended request is opened again for.

pub mod reopening;

use super::act_page::{Asked, Asking, Form, Group, Place, handlers};
use super::typed::LONGEST_TEXT;
use crate::domain::actor::Actor;
use crate::domain::change::{Fault, Refusal};
use crate::domain::requests::acts::Act;
use crate::domain::requests::{Request, Target};
use crate::service::requests::{Opened, issuing};
use crate::service::{Context, Error};
use crate::web::form::required_text;
use crate::web::page::Page;
use crate::web::views::Choice;

/// As it was typed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    targets: Vec<String>,
    note: String,
}

handlers!(Typed);

impl Form for Typed {
    const NAME: &'static str = "dispute";

    fn path(_place: &Place) -> String {
        "dispute".to_owned()
    }

    fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
        request.may(Act::Dispute, actor)
    }

    /// The only one comes ticked; of several none is chosen for the reader.
    fn first(opened: &Opened, _place: &Place, _page: &Page) -> Self {
        let targets = match opened.request.targets.as_slice() {
            [only] => vec![only.position.to_string()],
            [] | [_, ..] => Vec::new(),
        };
        Self {
            targets,
            ..Self::default()
        }
    }

    fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
        let answers = answers(asking, asking.opened.request.targets.iter(), &self.targets);
        vec![Group {
            fields: vec![
                Asked::Any(asking.field("targets", ""), answers),
                Asked::Area(asking.field("note", &self.note)),
            ],
            ..Group::default()
        }]
    }

    async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
        let mut faults = Vec::new();
        let positions = positions(&self.targets, &mut faults);
        if self.targets.is_empty() {
            faults.push(Fault::new("targets", "required"));
        }
        let note = required_text("note", &self.note, LONGEST_TEXT, &mut faults);
        Refusal::unless_empty(faults)?;
        issuing::dispute(cx, &place.reference, &positions, note).await
    }
}

/// The answers to `targets`, each by its address and outcome, those that were ticked ticked again.
fn answers<'a>(asking: &Asking<'_>, targets: impl Iterator<Item = &'a Target>, ticked: &[String]) -> Vec<Choice> {
    let page = asking.page;
    let choice = |target: &Target| {
        let answer = target.answer.as_ref()?;
        let position = target.position.to_string();
        let outcome = page.t(&format!("requests.outcome.{}", answer.outcome)).into_owned();
        let gaps = [
            ("position", position.clone()),
            ("address", target.value.clone()),
            ("outcome", outcome),
        ];
        let typed = ticked.iter().find(|ticked| **ticked == position);
        let label = page.ta("requests.acts.dispute.answer", gaps);
        Some(Choice::new(position, label, typed.map_or("", String::as_str)))
    };
    targets.filter_map(choice).collect()
}

/// The places that were ticked.
fn positions(typed: &[String], faults: &mut Vec<Fault>) -> Vec<u32> {
    let positions: Vec<Option<u32>> = typed.iter().map(|typed| typed.parse().ok()).collect();
    if positions.contains(&None) {
        faults.push(Fault::new("targets", "unknown_choice"));
    }
    positions.into_iter().flatten().collect()
}
