//! The language switch.

use actix_web::HttpRequest;
use serde::Deserialize;

use super::form::Checked;
use super::page::{Answer, local, see_other};
use super::session::{Caller, language_cookie};
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
    let mut response = see_other(local(&to).unwrap_or("/"))?;
    response
        .add_cookie(&language_cookie(tag))
        .map_err(super::error::Failure::internal)?;
    Ok(response)
}
