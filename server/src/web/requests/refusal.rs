//! Refusing a request as a whole, on a coded ground.

use serde::Deserialize;

use super::act_page::{Advice, Asked, Asking, Form, Group, Place, handlers};
use super::typed::{LONGEST_TEXT, chosen, read};
use super::words::reference;
use crate::domain::actor::{Actor, Role};
use crate::domain::change::{Fault, Refusal};
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::requests::grounds::Ground;
use crate::service::requests::{Opened, answering};
use crate::service::{Context, Error};
use crate::web::form::clean_text;
use crate::web::page::Page;
use crate::web::views::Choice;

/// As it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Refused {
    ground: String,
    note: String,
}

handlers!(Refused);

/// The grounds for a drop-down list, with nothing chosen at first.
pub fn grounds(asking: &Asking<'_>, typed: &str) -> Vec<Choice> {
    asking.choices_or_none("ground", Ground::ALL, typed)
}

impl Form for Refused {
    const NAME: &'static str = "refuse";
    const DANGER: bool = true;

    fn path(_place: &Place) -> String {
        "refusal".to_owned()
    }

    fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
        request.may(Act::Refuse, actor)
    }

    fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
        Self::default()
    }

    /// What the asker can mend is asked before it is refused.
    fn advice(asking: &Asking<'_>) -> Option<Advice> {
        let page = asking.page;
        let request = &asking.opened.request;
        request.may(Act::Ask, asking.actor).ok()?;
        Some(Advice {
            title: page.t("requests.acts.refuse.ask_first").into_owned(),
            text: page.t("requests.acts.refuse.ask_first_text").into_owned(),
            href: format!("/requests/{}/questions", reference(request)),
            label: page.t("requests.act.ask").into_owned(),
        })
    }

    fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
        let page = asking.page;
        let request = &asking.opened.request;
        let may_ask = request.may(Act::Ask, asking.actor).is_ok();
        let choice = |ground: &Ground| {
            let hint = page.t(&format!("requests.ground_hint.{ground}")).into_owned();
            let is_linked = ground.is_correctable() && may_ask;
            let mark = match (ground.needs_counsel(), ground.is_correctable() && !is_linked) {
                (true, true) => Some("requests.acts.refuse.counsel_and_mend"),
                (true, false) => Some("requests.acts.refuse.counsel"),
                (false, true) => Some("requests.acts.refuse.mend"),
                (false, false) => None,
            };
            let hint = match mark {
                Some(mark) => page.ta(
                    "requests.show.two",
                    [("first", hint), ("second", page.t(mark).into_owned())],
                ),
                None => hint,
            };
            let choice = Choice::new(
                ground.code(),
                page.t(&format!("requests.ground.{ground}")),
                &self.ground,
            )
            .hint(hint);
            if !is_linked {
                return choice;
            }
            let to = format!(
                "/requests/{}/questions?question={}",
                reference(request),
                ground.question()
            );
            choice.instead(to, page.t("requests.acts.refuse.mend"))
        };
        let choices = Ground::ALL.iter().map(choice).collect();
        vec![Group {
            fields: vec![
                Asked::Explained(asking.field("ground", &self.ground), choices),
                Asked::Area(asking.field("note", &self.note).optional()),
            ],
            ..Group::default()
        }]
    }

    async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
        let mut faults = Vec::new();
        let ground: Option<Ground> = chosen("ground", &self.ground, &mut faults);
        if ground.is_some_and(Ground::needs_counsel) && !cx.actor.roles.has(Role::Counsel) {
            faults.push(Fault::new("ground", "needs_counsel"));
        }
        let note = clean_text("note", &self.note, LONGEST_TEXT, &mut faults);
        let ground = read(ground, faults)?;
        answering::refuse(cx, &place.reference, ground, note).await
    }
}
