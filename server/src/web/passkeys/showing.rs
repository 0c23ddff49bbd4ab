//! Showing a passkey: to sign in by it alone, after a password, and to confirm.

use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

use super::{AskView, Here, options, told};
use crate::domain::passkeys::Purpose;
use crate::service::passkeys;
use crate::web::error::Failure;
use crate::web::form::{Checked, Kept, Nothing};
use crate::web::page::{Answer, Page, answered, shown};
use crate::web::sign_in::factor::wanted;
use crate::web::sign_in::{confirmation, end_before, passkey_refused, signed_in};

/// What the authenticator answered, and where one is going.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    credential: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kept: String,
}

#[derive(Template)]
#[template(path = "sign_in/passkey.html")]
struct FactorPage {
    page: Page,
    ask: AskView,
    kept: Kept,
}

/// `POST /sign-in/passkey/challenge`.
pub async fn begin_alone(here: Here, request: actix_web::HttpRequest, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    let client = crate::web::session::address(&request, &here.app).parse();
    if let Ok(client) = client {
        let admitted = here.app.ceremonies.admit(client);
        admitted.map_err(|wait| Failure::TooMany(wait.as_secs().max(1)))?;
    }
    options(&passkeys::begin(&here.place(), Purpose::SignIn, None).await?)
}

/// `POST /sign-in/passkey`: signed in by it alone, since its owner was verified.
pub async fn alone(page: Page, here: Here, Checked(sent): Checked<Sent>) -> Answer {
    let ended = passkeys::sign_in(&here.place(), &here.around.agent, &sent.credential).await?;
    let kept = Kept::read(&sent.to, &sent.kept);
    match told(ended, &sent.credential) {
        Ok(error) => passkey_refused(page, &here.app, kept, error).await,
        Err(begun) => {
            end_before(&here.app, &here.around).await?;
            signed_in(&here.app, &here.around, begun, kept).await
        }
    }
}

/// `GET /sign-in/factor/passkey`.
pub async fn new_factor(page: Page) -> Answer {
    let ask = factor(&page);
    shown(&FactorPage {
        page,
        ask,
        kept: Kept::default(),
    })
}

/// What asks for a passkey after the password.
pub fn factor(page: &Page) -> AskView {
    AskView::get(page, "factor", "/sign-in/factor/passkey")
}

/// `POST /sign-in/factor/passkey/challenge`.
pub async fn begin_factor(here: Here, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    options(&passkeys::begin(&here.place(), Purpose::Factor, Some(here.session()?)).await?)
}

/// `POST /sign-in/factor/passkey`: the sign-in is complete.
pub async fn complete(page: Page, here: Here, Checked(sent): Checked<Sent>) -> Answer {
    let session = here.session()?;
    let ended = passkeys::show(&here.place(), Purpose::Factor, session, &sent.credential).await?;
    match told(ended, &sent.credential) {
        Err(begun) => signed_in(&here.app, &here.around, begun, wanted(session)).await,
        Ok(error) => {
            let ask = factor(&page).wrong(Some(page.t(error).into_owned()));
            let kept = Kept::default();
            answered(StatusCode::UNPROCESSABLE_ENTITY, &FactorPage { page, ask, kept })
        }
    }
}

/// `POST /confirmation/passkey/challenge`.
pub async fn begin_confirmation(here: Here, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    options(&passkeys::begin(&here.place(), Purpose::Confirmation, Some(here.session()?)).await?)
}

/// `POST /confirmation/passkey`: on with what was to be confirmed.
pub async fn confirm(page: Page, here: Here, Checked(sent): Checked<Sent>) -> Answer {
    let session = here.session()?;
    let ended = passkeys::show(&here.place(), Purpose::Confirmation, session, &sent.credential).await?;
    let kept = Kept::read(&sent.to, &sent.kept);
    match told(ended, &sent.credential) {
        Ok(error) => confirmation::refused(page, kept.unwrap_or_default(), error).await,
        Err(begun) => signed_in(&here.app, &here.around, begun, kept).await,
    }
}
