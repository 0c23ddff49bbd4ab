//! Signing in and out.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::demo;
use super::error::Failure;
use super::form::{Checked, Kept, Nothing};
use super::kept_forms::page_of;
use super::landing::landing;
use super::page::{Answer, Page, answered, local, see_other, shown};
use super::query::Query;
use super::routes::app_of;
use super::session::{Around, BEFORE, Caller, SESSION, cookie, no_cookie};
use super::views::{ErrorSummary, FieldView};
use crate::app::App;
use crate::service::kept_forms::{self, Claim, Written};
use crate::service::sign_in::{self, Begun, Tried};

#[derive(Template)]
#[template(path = "sign_in/show.html")]
struct ShowPage {
    page: Page,
    email: FieldView,
    password: FieldView,
    errors: ErrorSummary,
    kept: Kept,
    /// Whether the form was kept, or a page asked for, before one was signed in.
    notice: Option<&'static str>,
    /// The browser came from another site and left the session's cookie behind: it asks again by itself.
    asks_again: bool,
    cast: Vec<demo::CastView>,
}

/// What goes on once one is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The form is shown with what was typed.
    Shows,
    /// The form has no page of its own: it is sent.
    Sends,
}

#[derive(Template)]
#[template(path = "sign_in/again.html")]
struct AgainPage {
    page: Page,
    to: String,
    fields: Vec<(String, String)>,
    shows: bool,
}

/// Where one goes after signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    to: String,
}

/// What the form of the sign-in says while it changes its language.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    email: String,
    to: String,
    kept: String,
}

/// `GET /sign-in`.
pub async fn show(request: HttpRequest, page: Page, Query(wanted): Query<Wanted>) -> Answer {
    let to = local(&wanted.to);
    if page.visitor.is_some() && (to.is_some() || !page.demo) {
        return see_other(&to.map_or_else(|| "/home".to_owned(), landing));
    }
    let site = request.headers().get("sec-fetch-site");
    let asks_again = to.is_some() && page.visitor.is_none() && site.is_some_and(|site| site == "cross-site");
    let kept = Kept {
        to: to.unwrap_or_default().to_owned(),
        ..Kept::default()
    };
    let cast = demo::cast(&page, &*app_of(&request)?).await?;
    shown(&ShowPage {
        notice: to.filter(|to| *to != "/home").map(|_| "sign_in.show.first"),
        asks_again,
        cast,
        ..form(page, kept, "", None)
    })
}

/// What is typed to sign in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    email: String,
    password: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kept: String,
}

/// `POST /sign-in`.
pub async fn create(
    request: HttpRequest,
    page: Page,
    Checked(Credentials {
        email,
        password,
        to,
        kept,
    }): Checked<Credentials>,
) -> Answer {
    let app = app_of(&request)?;
    let around = Around::of(&request)?;
    let tried = sign_in::by_password(&app.db, around.now, &around.call, &around.agent, &email, &password);
    let error = match tried.await? {
        Tried::In(begun) => {
            end_before(&app, &around).await?;
            return signed_in(&app, &around, begun, Kept::read(&to, &kept)).await;
        }
        Tried::Wrong => "sign_in.error.wrong",
        Tried::Locked => "sign_in.error.locked",
    };
    let kept = Kept::read(&to, &kept).unwrap_or_default();
    let cast = demo::cast(&page, &app).await?;
    let again = ShowPage {
        cast,
        ..form(page, kept, &email, Some(error))
    };
    answered(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// The form in another language, with what was typed into it but for the password.
pub async fn in_language(request: &HttpRequest, page: Page, fields: &str) -> Answer {
    let Typed { email, to, kept } = serde_html_form::from_str(fields).unwrap_or_default();
    let kept = Kept::read(&to, &kept).unwrap_or_default();
    let cast = demo::cast(&page, &*app_of(request)?).await?;
    shown(&ShowPage {
        notice: kept.ticket.as_ref().map(|_| "sign_in.show.kept"),
        cast,
        ..form(page, kept, &email, None)
    })
}

/// `POST /sign-out`.
pub async fn end(caller: Option<Caller>, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    if let Some(caller) = caller {
        sign_in::out(&caller.context()).await?;
    }
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "/sign-in"))
        .insert_header(("clear-site-data", "\"cache\", \"storage\""))
        .cookie(no_cookie(SESSION))
        .finish())
}

/// Who signs in again leaves no session behind.
pub async fn end_before(app: &App, around: &Around) -> Result<(), Failure> {
    let Some(actor) = &around.actor else {
        return Ok(());
    };
    let cx = crate::service::Context {
        db: &app.db,
        actor,
        now: around.now,
        call: &around.call,
        as_of: None,
    };
    Ok(sign_in::out(&cx).await?)
}

/// The first answer of a new session: on to where one wanted to go, or to the form that met no session. What another
/// person left behind leads nowhere.
pub async fn signed_in(app: &App, around: &Around, begun: Begun, kept: Option<Kept>) -> Answer {
    let Begun { token, person, .. } = begun;
    let to = match kept {
        None => "/home".to_owned(),
        Some(Kept { to, ticket: None, .. }) => to,
        Some(Kept {
            to,
            ticket: Some(ticket),
            ..
        }) => match kept_forms::claim(&app.db, around.now, person, &ticket).await? {
            Claim::Own => page_of(&ticket),
            Claim::Anothers => "/home".to_owned(),
            Claim::Gone => to,
        },
    };
    let mut response = see_other(&to)?;
    for cookie in [cookie(SESSION, token), no_cookie(BEFORE)] {
        response.add_cookie(&cookie).map_err(Failure::internal)?;
    }
    Ok(response)
}

/// The sign-in for a form that met no session; in the demonstration as anybody, and the form waits for its writer only.
pub async fn kept_page(page: Page, app: &App, kept: &Kept) -> Result<String, Failure> {
    let notice = match (kept.is_lost, &kept.ticket) {
        (true, _) => "sign_in.show.lost",
        (false, Some(_)) => "sign_in.show.kept",
        (false, None) => "sign_in.show.first",
    };
    let cast = demo::cast(&page, app).await?;
    let shown = ShowPage {
        notice: Some(notice),
        cast,
        ..form(page, kept.clone(), "", None)
    };
    Ok(shown.render()?)
}

/// What was typed before, to be gone on with by a button.
pub fn again_page(page: Page, written: &Written, then: Then) -> Result<String, Failure> {
    let again = AgainPage {
        page,
        to: written.to.clone(),
        fields: serde_html_form::from_str(&written.fields).unwrap_or_default(),
        shows: then == Then::Shows,
    };
    Ok(again.render()?)
}

fn form(page: Page, kept: Kept, typed: &str, error: Option<&str>) -> ShowPage {
    let email = FieldView::new("email", page.t("sign_in.field.email.label"))
        .left_to_right()
        .keyboard("email")
        .value(typed)
        .error(error.map(|key| page.t(key).into_owned()));
    let password = FieldView::new("password", page.t("sign_in.field.password.label")).left_to_right();
    let errors = ErrorSummary::whole(page.words(), &email);
    ShowPage {
        page,
        email,
        password,
        errors,
        kept,
        notice: None,
        asks_again: false,
        cast: Vec::new(),
    }
}
