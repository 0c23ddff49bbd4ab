//! Name, badge and direct line of a member, as they are.

use actix_web::web;
use serde::Deserialize;

use super::act::{ActPage, Asked, field};
use super::{LONGEST_LINE, crumbs, href, id_in};
use crate::domain::change::{Fault, Refusal};
use crate::domain::members::Known;
use crate::domain::people::Act;
use crate::service::Error;
use crate::service::members::{self, Opened};
use crate::web::form::{Typed, clean_line, required_line};
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{ErrorSummary, Tone};

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    name: String,
    badge: String,
    phone: String,
}

impl Form {
    fn read(&self) -> Result<Known, Refusal> {
        let mut faults = Vec::new();
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let known = Known {
            name: required_line("name", &self.name, LONGEST_LINE, &mut faults),
            badge: some(clean_line("badge", &self.badge, LONGEST_LINE, &mut faults)),
            phone: some(clean_line("phone", &self.phone, LONGEST_LINE, &mut faults)),
        };
        Refusal::unless_empty(faults).map(|()| known)
    }
}

/// `GET /members/{id}/edit`.
pub async fn edit(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let opened = members::open(&caller.context(), id_in(&id)?).await?;
    let person = &opened.member.person;
    let form = Form {
        name: person.name.clone(),
        badge: person.badge.clone().unwrap_or_default(),
        phone: person.phone.clone().unwrap_or_default(),
    };
    shown(&view(page, &caller, &opened, &form, &[]))
}

/// `POST /members/{id}/edit`.
pub async fn update(page: Page, caller: Caller, id: web::Path<String>, typed: Typed<Form>) -> Answer {
    let (cx, id) = (caller.context(), id_in(&id)?);
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    if !is_sent {
        let opened = members::open(&cx, id).await?;
        return shown(&view(page, &caller, &opened, &form, &[]));
    }
    let done = match form.read() {
        Ok(known) => members::correct(&cx, id, known).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(is_changed) => {
            let key = if is_changed {
                "members.corrections.done"
            } else {
                "members.unchanged"
            };
            page.say_next(Tone::Ok, key, &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let opened = members::open(&cx, id).await?;
            view(page, &caller, &opened, &form, &faults).answer(&faults)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(page: Page, caller: &Caller, opened: &Opened, form: &Form, faults: &[Fault]) -> ActPage {
    let person = &opened.member.person;
    let title = page.t("members.act.correct").into_owned();
    let back = href(person.id);
    let refused = opened.may(&caller.context(), Act::Correct).err();
    ActPage {
        crumbs: crumbs(&page, Some((back.clone(), person.name.clone())), &title),
        lead: page.t("members.corrections.lead").into_owned(),
        action: format!("{back}/edit"),
        about: Vec::new(),
        hidden: Vec::new(),
        asked: vec![
            Asked::Line(
                field(&page, "name", "people.field.name.label", faults)
                    .hint(page.t("members.field.name.hint"))
                    .value(&form.name),
            ),
            Asked::Code(
                field(&page, "badge", "members.field.badge.label", faults)
                    .value(&form.badge)
                    .optional(),
            ),
            Asked::Code(
                field(&page, "phone", "members.field.phone.label", faults)
                    .hint(page.t("members.field.phone.hint"))
                    .value(&form.phone)
                    .left_to_right()
                    .keyboard("tel")
                    .optional(),
            ),
        ],
        errors: ErrorSummary::default(),
        submit: page.t("members.corrections.submit").into_owned(),
        class: "primary",
        refused: refused.map(|refusal| page.refusal(&refusal)),
        back,
        title,
        page,
    }
}
