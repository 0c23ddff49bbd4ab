//! What the asking agency does with a request: send, approve, answer questions, take back, accept or dispute.

use super::act_page::{Asked, Asking, Form, Group, Place, handlers, lead_by_pauses};
use super::content::told_of;
use super::typed::{LONGEST_TEXT, chosen, language, read, required_moment};
use crate::domain::actor::Actor;
use crate::domain::change::Refusal;
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::ReturnReason;
use crate::service::requests::answering::{self, Said};
use crate::service::requests::{Opened, issuing};
use crate::service::{Context, Error};
use crate::text::Language;
use crate::web::form::{clean_text, required_text};
use crate::web::page::Page;
use crate::web::views::{Choice, Fact};

/// The languages a message may be written in.
pub fn languages(asking: &Asking<'_>, typed: &str) -> Vec<Choice> {
    let name = |language: &Language| asking.page.words().language_name(*language);
    Language::ALL
        .iter()
        .map(|language| Choice::new(language.tag(), name(language), typed))
        .collect()
}

/// An act that a sentence explains, and nothing else.
macro_rules! noted {
    ($(#[$doc:meta])* $module:ident, $act:ident, $name:literal, $path:literal, $danger:literal, $does:path) => {
        $(#[$doc])*
        pub mod $module {
            use super::*;

            /// As it was typed.
            #[derive(Clone, Debug, Default, serde::Deserialize)]
            #[serde(deny_unknown_fields, default)]
            pub struct Typed {
                note: String,
            }

            handlers!(Typed);

            impl Form for Typed {
                const NAME: &'static str = $name;
                const DANGER: bool = $danger;

                fn path(_place: &Place) -> String {
                    $path.to_owned()
                }

                fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
                    request.may(Act::$act, actor)
                }

                fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
                    Self::default()
                }

                fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
                    vec![Group {
                        fields: vec![Asked::Area(asking.field("note", &self.note))],
                        ..Group::default()
                    }]
                }

                async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
                    let mut faults = Vec::new();
                    let note = required_text("note", &self.note, LONGEST_TEXT, &mut faults);
                    Refusal::unless_empty(faults)?;
                    $does(cx, &place.reference, note).await
                }
            }
        }
    };
}

noted!(
    /// Maintaining a refused request.
    maintenance, Maintain, "maintain", "maintenance", false, issuing::maintain
);
noted!(
    /// Answering for a request in place of who is suspended.
    standing_by, StandBy, "standing_by", "standing-by", false, issuing::stand_by
);
noted!(
    /// Taking a request back.
    withdrawal, Withdraw, "withdraw", "withdrawal", true, issuing::withdraw
);

/// An act that is confirmed and says nothing more.
macro_rules! confirmed {
    ($(#[$doc:meta])* $module:ident, $act:ident, $name:literal, $path:literal, $danger:literal, $does:path, $about:path, $done:path) => {
        $(#[$doc])*
        pub mod $module {
            use super::*;

            /// The button says all.
            #[derive(Clone, Debug, Default, serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct Typed {}

            handlers!(Typed);

            impl Form for Typed {
                const NAME: &'static str = $name;
                const DANGER: bool = $danger;
                const TYPES: bool = false;

                fn path(_place: &Place) -> String {
                    $path.to_owned()
                }

                fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
                    request.may(Act::$act, actor)
                }

                fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
                    Self {}
                }

                fn done(request: &Request) -> &'static str {
                    $done(request)
                }

                fn groups(&self, _asking: &Asking<'_>) -> Vec<Group> {
                    Vec::new()
                }

                fn about(asking: &Asking<'_>) -> Vec<Fact> {
                    $about(asking)
                }

                async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
                    $does(cx, &place.reference).await
                }
            }
        }
    };
}

confirmed!(
    /// Accepting an answer.
    acceptance, Accept, "accept", "acceptance", false, issuing::accept, standing, always
);
confirmed!(
    /// Throwing a draft away.
    discard, Discard, "discard", "discard", true, issuing::discard, standing, always
);

/// It was done, and that is all.
const fn always(_: &Request) -> &'static str {
    "done"
}

/// The request, and what stands by it now.
fn standing(asking: &Asking<'_>) -> Vec<Fact> {
    let mut facts = asking.request();
    facts.extend(asking.standing());
    facts
}

/// What is sent or approved: who asks whom, and all that the packet will say.
pub(super) fn told(asking: &Asking<'_>) -> Vec<Fact> {
    let mut facts = asking.request();
    facts.extend(told_of(asking.page, asking.opened));
    facts
}

confirmed!(
    /// Sending a draft to the approver.
    submission, Submit, "submit", "submission", false, issuing::submit, told, always
);
/// Sending a draft back to its author.
pub mod sending_back {
    use super::*;

    /// As it was typed.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Typed {
        reason: String,
        note: String,
    }

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "send_back";

        fn path(_place: &Place) -> String {
            "return".to_owned()
        }

        fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
            request.may(Act::SendBack, actor)
        }

        fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
            Self::default()
        }

        fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
            let reasons = asking.choices_or_none("return_reason", ReturnReason::ALL, &self.reason);
            let note = asking.field("note", &self.note).optional();
            // Whoever was asked never learns of a draft.
            let note = note.hint(asking.page.t("requests.field.review_note.hint"));
            vec![Group {
                fields: vec![
                    Asked::One(asking.field("reason", &self.reason), reasons),
                    Asked::Area(note),
                ],
                ..Group::default()
            }]
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
            let mut faults = Vec::new();
            let reason: Option<ReturnReason> = chosen("reason", &self.reason, &mut faults);
            let note = clean_text("note", &self.note, LONGEST_TEXT, &mut faults);
            let reason = read(reason, faults)?;
            issuing::send_back(cx, &place.reference, reason, note).await
        }
    }
}

/// Answering the open question.
pub mod answers {
    use super::*;

    /// As it was typed.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Typed {
        body: String,
        language: String,
    }

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "clarify";

        fn lead(page: &Page, request: &Request, _: &Place) -> String {
            lead_by_pauses(page, request, Self::NAME)
        }

        fn path(_place: &Place) -> String {
            "answers".to_owned()
        }

        fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
            request.may(Act::Clarify, actor)
        }

        fn first(_opened: &Opened, _place: &Place, page: &Page) -> Self {
            Self {
                body: String::new(),
                language: page.lang().to_owned(),
            }
        }

        fn about(asking: &Asking<'_>) -> Vec<Fact> {
            let page = asking.page;
            let Some(open) = asking.opened.request.question else {
                return Vec::new();
            };
            let question = page.t(&format!("requests.question.{}", open.question)).into_owned();
            let mut facts = vec![Fact::new(page.t("requests.field.question.label"), question)];
            let asked = asking.opened.messages.iter().find(|message| message.id == open.id);
            facts.extend(asked.map(|message| Fact::new(page.t("requests.field.asked.label"), message.body.clone())));
            facts.push(Fact::new(
                page.t("requests.field.deadline.label"),
                asking.both_sides(open.deadline),
            ));
            facts
        }

        fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
            vec![Group {
                fields: vec![
                    Asked::Area(asking.field("body", &self.body)),
                    Asked::One(
                        asking.field("language", &self.language),
                        languages(asking, &self.language),
                    ),
                ],
                ..Group::default()
            }]
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
            let mut faults = Vec::new();
            let body = required_text("body", &self.body, LONGEST_TEXT, &mut faults);
            let language = language("language", &self.language, &mut faults);
            Refusal::unless_empty(faults)?;
            answering::clarify(cx, &place.reference, Said { body, language }).await
        }
    }
}

/// Setting a new deadline.
pub mod deadline {
    use super::*;

    /// In which zone the deadline is typed, and between when it may be.
    fn between(asking: &Asking<'_>) -> String {
        let (page, opened) = (asking.page, asking.opened);
        let earliest = opened
            .request
            .earliest_new_deadline(&opened.recipient.calendar, page.now());
        let latest = opened.request.latest_new_deadline(&opened.asker.calendar, page.now());
        let gaps = [
            ("zone", page.words().zone_city(page.zone().name())),
            ("when", asking.both_sides(earliest)),
            ("latest", asking.both_sides(latest)),
        ];
        page.ta("requests.acts.replace_deadline.between", gaps)
    }

    /// As it was typed.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Typed {
        due: String,
    }

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "replace_deadline";

        fn path(_place: &Place) -> String {
            "deadline".to_owned()
        }

        fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
            request.may(Act::ReplaceDeadline, actor)
        }

        fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
            Self::default()
        }

        fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
            vec![Group {
                fields: vec![Asked::Moment(
                    asking.field("due", &self.due).hint(between(asking)),
                    false,
                )],
                ..Group::default()
            }]
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, page: &Page) -> Result<Request, Error> {
            let mut faults = Vec::new();
            let due = required_moment("due", &self.due, page.zone(), &mut faults);
            let due = read(due, faults)?;
            issuing::replace_deadline(cx, &place.reference, due).await
        }
    }
}
