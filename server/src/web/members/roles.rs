//! Other roles for a member.

use actix_web::web;
use serde::Deserialize;

use super::act::{ActPage, Asked, field};
use super::show::work;
use super::{crumbs, href, id_in};
use crate::domain::actor::{Role, Roles};
use crate::domain::change::{Fault, Refusal};
use crate::domain::people::Act;
use crate::service::Error;
use crate::service::members::{self, Opened};
use crate::web::error::Failure;
use crate::web::form::Typed;
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Choice, Tone};
use crate::web::words;

/// The roles that were ticked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    roles: Vec<String>,
}

/// The roles that `typed` names.
///
/// # Errors
/// A fault at the field: none of ours.
pub fn roles_of(typed: &[String]) -> Result<Roles, Refusal> {
    let roles: Result<Roles, _> = typed.iter().map(|text| text.parse::<Role>()).collect();
    roles.map_err(|_| Refusal::field("roles", "unknown_choice"))
}

/// A choice for each role that may be given, and for those that `held` has besides.
pub fn choices(page: &Page, grantable: Roles, held: Roles) -> Vec<Choice> {
    Role::ALL
        .iter()
        .filter(|role| grantable.has(**role) || held.has(**role))
        .map(|role| Choice {
            chosen: held.has(*role),
            ..Choice::new(role.code(), words::role(page.words(), *role), "")
                .hint(page.t(&format!("members.role_may.{role}")))
        })
        .collect()
}

/// `GET /members/{id}/roles`.
pub async fn new(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let opened = members::open(&caller.context(), id_in(&id)?).await?;
    let held = opened.member.person.roles;
    shown(&view(page, &caller, &opened, held, &[]))
}

/// `POST /members/{id}/roles`.
pub async fn create(page: Page, caller: Caller, id: web::Path<String>, typed: Typed<Form>) -> Answer {
    let (cx, id) = (caller.context(), id_in(&id)?);
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    let roles = match roles_of(&form.roles) {
        Ok(roles) => roles,
        Err(_) => return Err(Failure::Unreadable),
    };
    if !is_sent {
        let opened = members::open(&cx, id).await?;
        return shown(&view(page, &caller, &opened, roles, &[]));
    }
    match members::change_roles(&cx, id, roles).await {
        Ok(is_changed) => {
            let key = if is_changed {
                "members.roles.done"
            } else {
                "members.unchanged"
            };
            page.say_next(Tone::Ok, key, &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let opened = members::open(&cx, id).await?;
            view(page, &caller, &opened, roles, &faults).answer(&faults)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(page: Page, caller: &Caller, opened: &Opened, held: Roles, faults: &[Fault]) -> ActPage {
    let person = &opened.member.person;
    let may = opened.may(&caller.context(), Act::ChangeRoles);
    let title = page.t("members.act.change_roles").into_owned();
    let back = href(person.id);
    let roles = field(&page, "roles", "people.field.roles.label", faults).hint(page.t("members.roles.hint"));
    ActPage {
        crumbs: crumbs(&page, Some((back.clone(), person.name.clone())), &title),
        lead: page.ta("members.roles.lead", [("name", person.name.as_str())]),
        action: format!("{back}/roles"),
        about: work(&page, opened),
        hidden: Vec::new(),
        asked: vec![Asked::Any(roles, choices(&page, may.clone().unwrap_or_default(), held))],
        errors: crate::web::views::ErrorSummary::default(),
        submit: title.clone(),
        class: "primary",
        refused: may.err().map(|refusal| page.refusal(&refusal)),
        back,
        title,
        page,
    }
}
