//! Closing the account of whoever leaves, once their open work is with a colleague.

use actix_web::web;
use serde::Deserialize;

use super::act::{ActPage, Asked, field};
use super::show::work;
use super::{crumbs, href, id_in};
use crate::domain::change::{Fault, Refusal};
use crate::domain::people::Act;
use crate::service::Error;
use crate::service::members::{self, Opened};
use crate::web::error::Failure;
use crate::web::form::Typed;
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Choice, ErrorSummary, Tone};
use crate::web::words;

/// Who takes the open work over.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    to: String,
}

/// `GET /members/{id}/leaving`.
pub async fn new(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let opened = members::open(&caller.context(), id_in(&id)?).await?;
    shown(&view(page, &caller, &opened, "", &[]).await?)
}

/// `POST /members/{id}/leaving`.
pub async fn create(page: Page, caller: Caller, id: web::Path<String>, typed: Typed<Form>) -> Answer {
    let (cx, id) = (caller.context(), id_in(&id)?);
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    if !is_sent {
        let opened = members::open(&cx, id).await?;
        return shown(&view(page, &caller, &opened, &form.to, &[]).await?);
    }
    let to = match form.to.as_str() {
        "" => None,
        to => Some(to.parse().map_err(|_| Failure::Unreadable)?),
    };
    match members::leave(&cx, id, to).await {
        Ok(count) => {
            let gaps = [("count", page.words().number(count))];
            page.say_next(Tone::Ok, "members.leaving.done", &gaps).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let opened = members::open(&cx, id).await?;
            view(page, &caller, &opened, &form.to, &faults).await?.answer(&faults)
        }
        Err(error) => Err(error.into()),
    }
}

async fn view(page: Page, caller: &Caller, opened: &Opened, typed: &str, faults: &[Fault]) -> Result<ActPage, Failure> {
    let person = &opened.member.person;
    let cx = caller.context();
    let refused = opened.may(&cx, Act::Leave).err().map(|refusal| page.refusal(&refusal));
    let colleagues = members::who_could_take_over(&cx, person).await?;
    let title = page.t("members.act.leave").into_owned();
    let back = href(person.id);
    let has_work = opened.work.total() > 0;
    let refused = match refused {
        None if has_work && colleagues.is_empty() => Some(page.t("members.leaving.nobody").into_owned()),
        refused => refused,
    };
    let mut choices = vec![Choice::new("", page.t("site.field.choose"), typed)];
    choices.extend(colleagues.iter().map(|colleague| {
        let roles = words::roles(page.words(), colleague.roles);
        let gaps = [("name", colleague.name.clone()), ("roles", roles)];
        Choice::new(
            colleague.id.to_string(),
            page.ta("members.leaving.colleague", gaps),
            typed,
        )
    }));
    let to = field(&page, "to", "members.field.to.label", faults).hint(page.t("members.field.to.hint"));
    Ok(ActPage {
        crumbs: crumbs(&page, Some((back.clone(), person.name.clone())), &title),
        lead: page.ta("members.leaving.lead", [("name", person.name.as_str())]),
        action: format!("{back}/leaving"),
        about: work(&page, opened),
        hidden: Vec::new(),
        asked: if has_work {
            vec![Asked::One(to, choices)]
        } else {
            Vec::new()
        },
        errors: ErrorSummary::default(),
        submit: title.clone(),
        class: "danger sure",
        refused,
        back,
        title,
        page,
    })
}
