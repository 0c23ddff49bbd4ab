//! Approving, and with the last approval issuing. What is looked at twice asks more than a button.

use super::act_page::{Asked, Asking, Form, Group, Place, handlers};
use super::asker_acts::told;
use super::second_look;
use super::show::cast;
use crate::domain::actor::Actor;
use crate::domain::change::Refusal;
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::service::passkeys::approving::Signing;
use crate::service::requests::{Opened, issuing};
use crate::service::{Context, Error};
use crate::web::page::Page;
use crate::web::passkeys::{AskView, signing};
use crate::web::views::{Choice, Fact};

/// How the form says it.
const SAID: &str = "yes";

/// What signs it, where the reader signed in by a passkey, and what the reader says beside.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    credential: String,
    spoke: String,
}

handlers!(Typed);

impl Form for Typed {
    const NAME: &'static str = "approve";
    const TYPES: bool = false;
    const SIGNED: bool = true;

    fn path(_place: &Place) -> String {
        "approval".to_owned()
    }

    fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
        request.may(Act::Approve, actor)
    }

    fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
        Self::default()
    }

    fn done(request: &Request) -> &'static str {
        approved(request)
    }

    /// Of what is looked at twice the approver says that they spoke with the officer.
    fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
        let (page, request) = (asking.page, &asking.opened.request);
        let Some(look) = &request.second_look else {
            return Vec::new();
        };
        let cast = cast(asking.opened, asking.actor);
        let officer = cast.person(request.author);
        let said = page.ta("requests.second_look.spoke", [("person", officer)]);
        vec![Group {
            title: Some(page.t("requests.second_look.title").into_owned()),
            hint: Some(second_look::why(page, look)),
            fields: vec![Asked::Any(
                asking.field("spoke", &self.spoke),
                vec![Choice::new(SAID, said, &self.spoke)],
            )],
        }]
    }

    fn about(asking: &Asking<'_>) -> Vec<Fact> {
        told(asking)
    }

    fn signs(asking: &Asking<'_>) -> Option<AskView> {
        signing::ask(asking.page, &asking.opened.request)
    }

    async fn send(&self, cx: &Context<'_>, place: &Place, page: &Page) -> Result<Request, Error> {
        let here = signing::here(page);
        let signing = here.as_ref().map(|here| Signing {
            place: here.place(),
            credential: &self.credential,
        });
        issuing::approve(cx, &place.reference, self.spoke == SAID, signing).await
    }
}

/// The last approval issues it; before, it still waits.
const fn approved(request: &Request) -> &'static str {
    if request.status.is_issued() {
        "done"
    } else {
        "done_waits"
    }
}
