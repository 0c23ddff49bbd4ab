//! The language switch.

use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::applications;
use super::error::Failure;
use super::form::{Carried, Checked, keep};
use super::kept_forms::page_of;
use super::landing::{is_form_of_members, landing};
use super::page::{Answer, Page, local, see_other};
use super::query::Query;
use super::session::{Caller, language_cookie};
use super::sign_in::in_language;
use crate::service::sign_in;
use crate::text::Language;

/// Which language, and where to go on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    tag: Language,
    #[serde(default)]
    to: String,
}

/// `POST /language`.
pub async fn choose(
    _request: HttpRequest,
    caller: Option<Caller>,
    Checked(Chosen { tag, to }): Checked<Chosen>,
) -> Answer {
    if let Some(caller) = caller {
        sign_in::choose_language(&caller.context(), tag.tag()).await?;
    }
    with_cookie(see_other(local(&to).unwrap_or("/"))?, tag)
}

/// `POST /language/form?tag=…&to=…`, from a page with a form: what stands in the form goes along and is shown again,
/// whether or not it was ever sent to where it belongs.
pub async fn carry(
    request: HttpRequest,
    page: Page,
    caller: Option<Caller>,
    Query(Chosen { tag, to }): Query<Chosen>,
    Carried(fields): Carried,
) -> Answer {
    let to = local(&to).unwrap_or("/");
    // Anybody may have typed there, so nothing is kept: it is shown again at once.
    if to == "/join" {
        if let Some(caller) = caller {
            sign_in::choose_language(&caller.context(), tag.tag()).await?;
        }
        return with_cookie(applications::in_language(page.in_language(tag), &fields)?, tag);
    }
    let Some(caller) = caller else {
        let response = match to {
            "/sign-in" => in_language(&request, page.in_language(tag), &fields).await?,
            _ => see_other(&landing(to))?,
        };
        return with_cookie(response, tag);
    };
    sign_in::choose_language(&caller.context(), tag.tag()).await?;
    let person = caller.actor().person.filter(|_| is_form_of_members(to));
    let to = match person {
        Some(person) => page_of(&keep(&caller.app, &caller.around, person, to, &fields).await?),
        None => landing(to),
    };
    with_cookie(see_other(&to)?, tag)
}

fn with_cookie(mut response: HttpResponse, language: Language) -> Answer {
    response
        .add_cookie(&language_cookie(language))
        .map_err(Failure::internal)?;
    Ok(response)
}
