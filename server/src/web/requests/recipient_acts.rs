//! What the exchange does with a request: take it on, give it to a colleague, name the right recipient, ask, begin.
//! Answering a target, refusing and confirming a withdrawal stand apart.

use actix_web::web::Path;

use super::act_page::{Asked, Asking, Form, Group, Place, handlers, lead_by_pauses};
use super::asker_acts::languages;
use super::show::missed;
use super::typed::{LONGEST_LINE, LONGEST_TEXT, chosen, language, read, required_moment};
use super::words::reference;
use crate::domain::actor::Actor;
use crate::domain::change::Refusal;
use crate::domain::ids::PersonId;
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Question, RedirectReason};
use crate::service::requests::Opened;
use crate::service::requests::answering::{self, Said};
use crate::service::{Context, Error};
use crate::web::form::{Checked, Nothing, required_line, required_text};
use crate::web::page::{Answer, Page, see_other};
use crate::web::session::Caller;
use crate::web::views::{Choice, Tone};

/// `POST /requests/{reference}/start`: the button is the act.
pub async fn start(page: Page, caller: Caller, named: Path<String>, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    let request = match answering::start(&caller.context(), &named).await {
        Ok(request) => request,
        Err(error) => return missed(page, &caller, &named, error).await,
    };
    page.say_next(Tone::Ok, "requests.acts.start.done", &[]).await?;
    see_other(&format!("/requests/{}", reference(&request)))
}

/// Taking a request on.
pub mod acknowledgement {
    use super::*;

    /// As it was typed.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Typed {
        reference: String,
    }

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "acknowledge";

        fn path(_place: &Place) -> String {
            "acknowledgement".to_owned()
        }

        fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
            request.may(Act::Acknowledge, actor)
        }

        fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
            Self::default()
        }

        fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
            vec![Group {
                fields: vec![Asked::Line(asking.field("reference", &self.reference).left_to_right())],
                ..Group::default()
            }]
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
            let mut faults = Vec::new();
            let own = required_line("reference", &self.reference, LONGEST_LINE, &mut faults);
            Refusal::unless_empty(faults)?;
            answering::acknowledge(cx, &place.reference, own).await
        }
    }
}

/// Giving it to a colleague.
pub mod assignment {
    use super::*;

    /// As it was typed.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Typed {
        handler: String,
    }

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "assign";
        const COLLEAGUES: bool = true;

        fn path(_place: &Place) -> String {
            "assignment".to_owned()
        }

        fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
            request.may(Act::Assign, actor)
        }

        fn first(opened: &Opened, _place: &Place, _page: &Page) -> Self {
            Self {
                handler: opened
                    .request
                    .handler
                    .map(|handler| handler.to_string())
                    .unwrap_or_default(),
            }
        }

        fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
            let mut choices = vec![Choice::new("", asking.page.t("site.field.choose"), &self.handler)];
            choices.extend(
                asking
                    .colleagues
                    .iter()
                    .map(|person| Choice::new(person.id.to_string(), person.name.clone(), &self.handler)),
            );
            vec![Group {
                fields: vec![Asked::One(asking.field("handler", &self.handler), choices)],
                ..Group::default()
            }]
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
            let mut faults = Vec::new();
            let handler: Option<PersonId> = chosen("handler", &self.handler, &mut faults);
            let handler = read(handler, faults)?;
            answering::assign(cx, &place.reference, handler).await
        }
    }
}

/// Naming the right recipient.
pub mod redirection {
    use super::*;

    /// As it was typed.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Typed {
        reason: String,
        entity: String,
    }

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "redirect";
        const DANGER: bool = true;

        fn path(_place: &Place) -> String {
            "redirection".to_owned()
        }

        fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
            request.may(Act::Redirect, actor)
        }

        fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
            Self::default()
        }

        fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
            let reasons = asking.choices_or_none("redirect_reason", RedirectReason::ALL, &self.reason);
            vec![Group {
                fields: vec![
                    Asked::One(asking.field("reason", &self.reason), reasons),
                    Asked::Line(asking.field("entity", &self.entity)),
                ],
                ..Group::default()
            }]
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
            let mut faults = Vec::new();
            let reason: Option<RedirectReason> = chosen("reason", &self.reason, &mut faults);
            let entity = required_line("entity", &self.entity, LONGEST_LINE, &mut faults);
            let reason = read(reason, faults)?;
            answering::redirect(cx, &place.reference, reason, entity).await
        }
    }
}

/// Asking the asker.
pub mod questions {
    use super::*;
    use crate::domain::requests::questions::earliest_deadline;

    /// In which zone the deadline is typed, and before when it may not be.
    fn least(asking: &Asking<'_>) -> String {
        let page = asking.page;
        let opened = asking.opened;
        let earliest = earliest_deadline(opened.request.content.urgency, &opened.asker.calendar, page.now());
        let gaps = [
            ("zone", page.words().zone_city(page.zone().name())),
            ("when", asking.both_sides(earliest)),
        ];
        page.ta("requests.acts.ask.least", gaps)
    }

    /// As it was typed.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Typed {
        question: String,
        body: String,
        language: String,
        deadline: String,
    }

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "ask";

        fn lead(page: &Page, request: &Request, _: &Place) -> String {
            lead_by_pauses(page, request, Self::NAME)
        }

        fn path(_place: &Place) -> String {
            "questions".to_owned()
        }

        fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
            request.may(Act::Ask, actor)
        }

        fn first(_opened: &Opened, _place: &Place, page: &Page) -> Self {
            Self {
                question: page.asked("question"),
                language: page.lang().to_owned(),
                ..Self::default()
            }
        }

        fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
            let questions = asking.choices_or_none("question", Question::ALL, &self.question);
            let urgency = asking.opened.request.content.urgency;
            let hint = (!urgency.pauses()).then(|| asking.page.t("clocks.pause.never").into_owned());
            vec![Group {
                hint,
                fields: vec![
                    Asked::One(asking.field("question", &self.question), questions),
                    Asked::Area(asking.field("body", &self.body)),
                    Asked::One(
                        asking.field("language", &self.language),
                        languages(asking, &self.language),
                    ),
                    Asked::Moment(asking.field("deadline", &self.deadline).hint(least(asking)), false),
                ],
                ..Group::default()
            }]
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, page: &Page) -> Result<Request, Error> {
            let mut faults = Vec::new();
            let question: Option<Question> = chosen("question", &self.question, &mut faults);
            let body = required_text("body", &self.body, LONGEST_TEXT, &mut faults);
            let language = language("language", &self.language, &mut faults);
            let deadline = required_moment("deadline", &self.deadline, page.zone(), &mut faults);
            let (question, deadline) = read(question.zip(deadline), faults)?;
            answering::ask(cx, &place.reference, question, deadline, Said { body, language }).await
        }
    }
}
