//! A forgotten password: asking for a link by mail, and setting a new one by it. The second factor is asked all the same.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;

use super::{admit, signed_in};
use crate::domain::change::Fault;
use crate::domain::people::normal_email;
use crate::service::passwords::SHORTEST;
use crate::service::resets::{self, Set};
use crate::web::account::password::{faults_of, new_field};
use crate::web::form::Checked;
use crate::web::page::{Answer, Page, again, answered, shown};
use crate::web::routes::app_of;
use crate::web::session::{Around, hash_key};
use crate::web::views::{ErrorSummary, FieldView};

#[derive(Template)]
#[template(path = "sign_in/reset.html")]
struct AskPage {
    page: Page,
    email: FieldView,
    /// Whether it was sent: the answer is the same for every mailbox.
    is_sent: bool,
}

#[derive(Template)]
#[template(path = "sign_in/new_password.html")]
struct SetPage {
    page: Page,
    action: String,
    /// Nothing where the link counts no more.
    new: Option<FieldView>,
    least: usize,
    errors: ErrorSummary,
}

/// The mailbox.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    email: String,
}

/// The new password.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    new_password: String,
}

/// `GET /sign-in/reset`.
pub async fn new(page: Page) -> Answer {
    shown(&asks(page, false))
}

/// `POST /sign-in/reset`.
pub async fn create(request: HttpRequest, page: Page, Checked(Asked { email }): Checked<Asked>) -> Answer {
    let (app, around) = (app_of(&request)?, Around::of(&request)?);
    admit(&app, around.address, Some(&normal_email(&email)))?;
    resets::ask(&app.db, around.now, &around.call, &email).await?;
    shown(&asks(page, true))
}

fn asks(page: Page, is_sent: bool) -> AskPage {
    let email = FieldView::new("email", page.t("sign_in.field.email.label"))
        .left_to_right()
        .keyboard("email");
    AskPage { page, email, is_sent }
}

/// `GET /sign-in/reset/{token}`.
pub async fn show(request: HttpRequest, page: Page, token: web::Path<String>) -> Answer {
    let (app, around) = (app_of(&request)?, Around::of(&request)?);
    match resets::find(&app.db, &hash_key(&app), around.now, &token).await? {
        Some(_) => shown(&sets(page, &token, &[])),
        None => gone(page),
    }
}

/// `POST /sign-in/reset/{token}`.
pub async fn set(
    request: HttpRequest,
    page: Page,
    token: web::Path<String>,
    Checked(Typed { new_password }): Checked<Typed>,
) -> Answer {
    let (app, around) = (app_of(&request)?, Around::of(&request)?);
    admit(&app, around.address, None)?;
    let key = hash_key(&app);
    let (now, call, agent) = (around.now, &around.call, &around.agent);
    match resets::set(&app.db, &key, now, call, agent, &token, &new_password).await? {
        Set::Done(begun) => signed_in(&app, &around, begun, None).await,
        Set::Gone => gone(page),
        Set::Unfit(refusal) => again(&sets(page, &token, &faults_of(refusal, "new_password")?)),
    }
}

fn gone(page: Page) -> Answer {
    let gone = SetPage {
        page,
        action: String::new(),
        new: None,
        least: SHORTEST,
        errors: ErrorSummary::default(),
    };
    answered(StatusCode::GONE, &gone)
}

fn sets(page: Page, token: &str, faults: &[Fault]) -> SetPage {
    let new = new_field(&page, "new_password", faults);
    SetPage {
        errors: ErrorSummary::of(page.words(), [&new], faults),
        page,
        // What was decoded into the token goes back as it came: base64url needs no escape.
        action: format!("/sign-in/reset/{token}"),
        new: Some(new),
        least: SHORTEST,
    }
}
