//! Opening an ended request again: for which answers, and why.

use super::{answers, positions};
use crate::domain::actor::Actor;
use crate::domain::change::Refusal;
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::Status;
use crate::service::requests::{Opened, issuing};
use crate::service::{Context, Error};
use crate::web::form::required_text;
use crate::web::page::Page;
use crate::web::requests::act_page::{Asked, Asking, Form, Group, Place, handlers};
use crate::web::requests::typed::LONGEST_TEXT;
use crate::web::views::{Fact, FieldView};

/// As it was typed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    targets: Vec<String>,
    note: String,
}

handlers!(Typed);

impl Form for Typed {
    const NAME: &'static str = "reopen";

    /// A question that nobody answered is answered now, in the reason.
    fn lead(page: &Page, request: &Request, _: &Place) -> String {
        let key = if request.status == Status::ClosedUnanswered {
            "lead_unanswered"
        } else if request.could_be_given_anew().next().is_none() {
            "lead_whole"
        } else {
            "lead"
        };
        page.t(&format!("requests.acts.{}.{key}", Self::NAME)).into_owned()
    }

    fn path(_place: &Place) -> String {
        "reopening".to_owned()
    }

    fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
        request.may(Act::Reopen, actor)
    }

    /// The only answer comes ticked where it is all there is; of several none is chosen for the reader.
    fn first(opened: &Opened, _place: &Place, _page: &Page) -> Self {
        let request = &opened.request;
        let mut given = request.could_be_given_anew();
        let targets = match (given.next(), request.targets.as_slice()) {
            (Some(only), [_]) => vec![only.position.to_string()],
            (Some(_) | None, _) => Vec::new(),
        };
        Self {
            targets,
            ..Self::default()
        }
    }

    /// The question that was not answered.
    fn about(asking: &Asking<'_>) -> Vec<Fact> {
        let (page, opened) = (asking.page, asking.opened);
        let mut facts = asking.request();
        if opened.request.status != Status::ClosedUnanswered {
            return facts;
        }
        let question = opened.messages.iter().rev().find(|message| message.question.is_some());
        if let Some((message, question)) = question.and_then(|message| Some((message, message.question?))) {
            let coded = page.t(&format!("requests.question.{question}")).into_owned();
            facts.push(Fact::new(page.t("requests.field.question.label"), coded));
            facts.push(Fact::new(page.t("requests.field.asked.label"), message.body.clone()));
        }
        facts
    }

    fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
        let request = &asking.opened.request;
        let answers = answers(asking, request.could_be_given_anew(), &self.targets);
        let mut fields = Vec::new();
        if !answers.is_empty() {
            let field = FieldView {
                label: asking.page.t("requests.field.reopened.label").into_owned(),
                ..asking.field("targets", "")
            };
            let is_all = answers.len() == request.targets.len();
            let field = if is_all { field } else { field.optional() };
            fields.push(Asked::Any(field, answers));
        }
        fields.push(Asked::Area(asking.field("note", &self.note)));
        vec![Group {
            fields,
            ..Group::default()
        }]
    }

    async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
        let mut faults = Vec::new();
        let positions = positions(&self.targets, &mut faults);
        let note = required_text("note", &self.note, LONGEST_TEXT, &mut faults);
        Refusal::unless_empty(faults)?;
        issuing::reopen(cx, &place.reference, &positions, note).await
    }
}
