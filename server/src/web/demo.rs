//! Signing in as anybody, in the demonstration only.

use actix_web::HttpRequest;
use serde::Deserialize;

use super::form::{Checked, Kept};
use super::page::{Answer, Page};
use super::routes::app_of;
use super::session::Around;
use super::sign_in::{end_before, signed_in_to_demonstration};
use super::words;
use crate::app::App;
use crate::domain::ids::PersonId;
use crate::service::{organisations, sign_in};
use crate::store::settings::Site;

/// An organisation with those one can be.
#[derive(Clone, Debug)]
pub struct CastView {
    /// Unique on the page.
    pub id: String,
    /// What the organisation is called.
    pub organisation: String,
    /// What it is and where, in words.
    pub about: String,
    /// Who works there.
    pub people: Vec<PersonView>,
}

/// Somebody one can be.
#[derive(Clone, Debug)]
pub struct PersonView {
    /// What is sent.
    pub id: String,
    /// The name.
    pub name: String,
    /// The roles, in words.
    pub role: String,
}

/// Everybody one can be; nobody outside the demonstration.
pub async fn cast(page: &Page, app: &App) -> Result<Vec<CastView>, super::error::Failure> {
    if app.site != Site::Demo {
        return Ok(Vec::new());
    }
    let cast = organisations::cast(&app.db).await?;
    let view = |(place, cast): (usize, organisations::Cast)| CastView {
        id: format!("cast-{place}"),
        about: page.ta(
            "organisations.about",
            [
                (
                    "kind",
                    page.t(&format!("organisations.kind.{}", cast.organisation.kind)),
                ),
                ("country", page.country(cast.organisation.country).into()),
            ],
        ),
        organisation: cast.organisation.name,
        people: cast
            .people
            .into_iter()
            .map(|person| PersonView {
                id: person.id.to_string(),
                name: person.name,
                role: words::roles(page.words(), person.roles),
            })
            .collect(),
    };
    Ok(cast.into_iter().enumerate().map(view).collect())
}

/// Whom one wants to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct As {
    person: PersonId,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kept: String,
}

/// `POST /demo/sign-in`.
pub async fn sign_in(request: HttpRequest, Checked(As { person, to, kept }): Checked<As>) -> Answer {
    let (app, around) = (app_of(&request)?, Around::of(&request)?);
    let begun = sign_in::by_demonstration(&app.db, around.now, &around.call, &around.agent, person).await?;
    end_before(&app, &around).await?;
    signed_in_to_demonstration(&app, &around, begun, Kept::read(&to, &kept)).await
}
