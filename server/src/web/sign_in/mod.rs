//! Signing in and out.

pub mod confirmation;
pub mod factor;
pub mod provider;
pub mod reset;

use std::net::IpAddr;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::app::App;
use crate::domain::people::{Stage, normal_email};
use crate::service::kept_forms::{self, Claim, Written};
use crate::service::providers;
use crate::service::sign_in::{self, Arrival, Begun, Tried, Try};
use crate::web::demo;
use crate::web::error::Failure;
use crate::web::form::{Checked, Kept, Nothing};
use crate::web::kept_forms::page_of;
use crate::web::landing::landing;
use crate::web::page::{Answer, Page, answered, local, see_other, shown};
use crate::web::passkeys::AskView;
use crate::web::query::Query;
use crate::web::routes::app_of;
use crate::web::session::{Around, BEFORE, Caller, SESSION, cookie, device_cookie, next_step, no_cookie};
use crate::web::views::{ErrorSummary, FieldView};

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
    /// By a passkey alone.
    passkey: AskView,
    /// At the organisation's own provider.
    provider: String,
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
    admit(&app, around.address, Some(&normal_email(&email)))?;
    if providers::is_only_way(&app.db, &email).await? {
        let kept = Kept::read(&to, &kept).unwrap_or_default();
        let cast = demo::cast(&page, &app).await?;
        let again = ShowPage {
            cast,
            ..form(page, kept, &email, Some("providers.error.only_way"))
        };
        return answered(StatusCode::UNPROCESSABLE_ENTITY, &again);
    }
    let wanted = Kept::read(&to, &kept).and_then(|kept| kept.written());
    let tried = Try {
        agent: &around.agent,
        device: around.device.as_deref(),
        email: &email,
        password: &password,
        wanted,
    };
    let error = match sign_in::by_password(&app.db, around.now, &around.call, tried).await? {
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

/// The sign-in again, since the passkey that was shown was not taken.
pub async fn passkey_refused(page: Page, app: &App, kept: Option<Kept>, error: &str) -> Answer {
    let cast = demo::cast(&page, app).await?;
    let form = form(page, kept.unwrap_or_default(), "", None);
    let error = form.page.t(error).into_owned();
    let again = ShowPage {
        passkey: form.passkey.clone().wrong(Some(error)),
        cast,
        ..form
    };
    answered(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// Counts a try from `address`, at the mailbox `email` where one was typed; too many are refused before anything is looked up.
///
/// # Errors
/// There were too many.
pub fn admit(app: &App, address: Option<IpAddr>, email: Option<&str>) -> Result<(), Failure> {
    let domain = email.map(|email| email.rsplit_once('@').map_or("", |(_, domain)| domain));
    let admitted = app.tries.admit(address, domain);
    admitted.map_err(|wait| Failure::TooMany(wait.as_secs() + 1))
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

/// `POST /sign-out`: also of a sign-in that is not complete.
pub async fn end(request: HttpRequest, caller: Option<Caller>, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    if let Some(caller) = caller {
        sign_in::out(&caller.context()).await?;
    } else if let Some(pending) = &Around::of(&request)?.pending {
        sign_in::stop(&app_of(&request)?.db, pending).await?;
    }
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "/sign-in"))
        .insert_header(("clear-site-data", "\"cache\", \"storage\""))
        .cookie(no_cookie(SESSION))
        .finish())
}

/// Who signs in again leaves no session behind.
pub async fn end_before(app: &App, around: &Around) -> Result<(), Failure> {
    if let Some(pending) = &around.pending {
        sign_in::stop(&app.db, pending).await?;
    }
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

/// The first answer of a new session: to the next step of the sign-in; where it is complete, on to where one wanted to go,
/// or to the form that met no session. From then on the account knows the browser.
pub async fn signed_in(app: &App, around: &Around, begun: Begun, kept: Option<Kept>) -> Answer {
    let device = arrive(app, around, &begun).await?;
    let to = lands(app, around, &begun, kept).await?;
    with_session(see_other(&to)?, begun, device)
}

/// As [`signed_in`], by one click in the demonstration: no browser is told of.
pub async fn signed_in_to_demonstration(app: &App, around: &Around, begun: Begun, kept: Option<Kept>) -> Answer {
    let to = lands(app, around, &begun, kept).await?;
    with_session(see_other(&to)?, begun, None)
}

/// The account knows the browser of a sign-in that is complete: answers the cookie for that, where it is new.
pub async fn arrive(app: &App, around: &Around, begun: &Begun) -> Result<Option<String>, Failure> {
    if begun.stage != Stage::Complete {
        return Ok(None);
    }
    let arrival = Arrival {
        agent: &around.agent,
        device: around.device.as_deref(),
        country: around.country,
    };
    Ok(sign_in::arrive(&app.db, around.now, &around.call, begun, arrival).await?)
}

/// `response` with the cookies of a session that has begun.
pub fn with_session(mut response: HttpResponse, begun: Begun, device: Option<String>) -> Answer {
    let cookies = [cookie(SESSION, begun.token), no_cookie(BEFORE)];
    for cookie in cookies.into_iter().chain(device.map(device_cookie)) {
        response.add_cookie(&cookie).map_err(Failure::internal)?;
    }
    Ok(response)
}

/// Where one goes on. What another person left behind leads nowhere.
pub async fn lands(app: &App, around: &Around, begun: &Begun, kept: Option<Kept>) -> Result<String, Failure> {
    Ok(match kept {
        _ if begun.stage != Stage::Complete => next_step(begun.stage).to_owned(),
        None => "/home".to_owned(),
        Some(Kept { to, ticket: None, .. }) => to,
        Some(Kept {
            to,
            ticket: Some(ticket),
            ..
        }) => match kept_forms::claim(&app.db, around.now, begun.person, &ticket).await? {
            Claim::Own => page_of(&ticket),
            Claim::Anothers => "/home".to_owned(),
            Claim::Gone => to,
        },
    })
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
    let passkey = AskView::get(&page, "sign_in", "/sign-in/passkey");
    let goes = [
        ("to", kept.to.as_str()),
        ("kept", kept.ticket.as_deref().unwrap_or_default()),
    ];
    let goes = goes
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect::<Vec<_>>();
    let query = serde_html_form::to_string(goes).unwrap_or_default();
    let join = if query.is_empty() { "" } else { "?" };
    ShowPage {
        provider: format!("/sign-in/provider{join}{query}"),
        passkey,
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
