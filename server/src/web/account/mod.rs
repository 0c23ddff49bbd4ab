//! One's own account: what is known, what it is opened by, and where one is signed in.

pub mod factors;
pub mod password;
pub mod recovery;

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::change::Refusal;
use crate::domain::ids::{DeviceId, SessionId};
use crate::domain::people::Agent;
use crate::service::{assurance, factors as held, sign_in};
use crate::text::Language;
use crate::web::assurance::{LevelView, level};
use crate::web::error::Failure;
use crate::web::form::{Checked, Nothing};
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Fact, Tone};
use crate::web::words;

#[derive(Template)]
#[template(path = "account/show.html")]
struct ShowPage {
    page: Page,
    facts: Vec<Fact>,
    /// How sure we are of the reader.
    level: LevelView,
    /// Since when there is an authenticator app.
    app_since: Option<String>,
    /// Why it cannot be taken away.
    app_stays: Option<String>,
    /// How many recovery codes are left, in words.
    codes: String,
    has_codes: bool,
    devices: Vec<DeviceView>,
    sessions: Vec<SessionView>,
    has_others: bool,
}

struct SessionView {
    id: String,
    agent: String,
    since: String,
    seen: String,
    is_this: bool,
}

struct DeviceView {
    id: String,
    agent: String,
    first: String,
    last: String,
    is_this: bool,
}

/// `GET /account`.
pub async fn show(page: Page, caller: Caller) -> Answer {
    let cx = caller.context();
    let person = sign_in::own_account(&cx).await?;
    let sessions = sign_in::own_sessions(&cx).await?;
    let devices = sign_in::own_devices(&cx, caller.around.device.as_deref()).await?;
    let held = held::held(caller.app.db.read(), person.id).await?;
    let app_since = held::totp_since(&cx).await?;
    let opened = assurance::own(&cx).await?;
    let words = page.words();
    let language = Language::from_tag(&person.language).unwrap_or_else(|| words.language());
    let organisation = page.visitor.as_ref().map(|visitor| visitor.organisation.clone());
    let facts = vec![
        Fact::new(page.t("people.field.name.label"), person.name),
        Fact::latin(page.t("people.field.email.label"), person.email),
        Fact::new(
            page.t("people.field.organisation.label"),
            organisation.unwrap_or_default(),
        ),
        Fact::new(page.t("people.field.roles.label"), words::roles(words, person.roles)),
        Fact::new(page.t("people.field.language.label"), words.language_name(language)),
        Fact::new(page.t("people.field.zone.label"), words.zone_city(page.zone().name())),
    ];
    let sessions: Vec<SessionView> = sessions
        .into_iter()
        .map(|session| SessionView {
            id: session.id.to_string(),
            agent: agent(&page, session.agent),
            since: page.moment(session.created_at),
            seen: page.moment(session.last_seen_at),
            is_this: cx.actor.session == Some(session.id),
        })
        .collect();
    let devices = devices
        .into_iter()
        .map(|(device, is_this)| DeviceView {
            id: device.id.to_string(),
            agent: agent(&page, device.agent),
            first: page.moment(device.first_seen_at),
            last: page.moment(device.last_seen_at),
            is_this,
        })
        .collect();
    shown(&ShowPage {
        level: level(&page, &caller, &opened),
        facts,
        app_since: app_since.map(|since| page.moment(since)),
        app_stays: stays(&page, held.may_lose_totp()),
        codes: page.n("people.security.codes", held.recovery_codes),
        has_codes: held.recovery_codes > 0,
        devices,
        has_others: sessions.iter().any(|session| !session.is_this),
        sessions,
        page,
    })
}

fn stays(page: &Page, may: Result<(), Refusal>) -> Option<String> {
    may.err().map(|refusal| page.refusal(&refusal))
}

/// What a browser is called, as it says itself.
fn agent(page: &Page, agent: Agent) -> String {
    let browser = page.t(&format!("people.browser.{}", agent.browser));
    let system = page.t(&format!("people.system.{}", agent.system));
    page.ta("people.security.agent", [("browser", browser), ("system", system)])
}

/// `POST /account/sessions/{id}/end`.
pub async fn end_session(
    page: Page,
    caller: Caller,
    id: web::Path<String>,
    Checked(Nothing {}): Checked<Nothing>,
) -> Answer {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    sign_in::end_session(&caller.context(), id).await?;
    page.say_next(Tone::Ok, "people.account.session_ended", &[]).await?;
    see_other("/account")
}

/// `POST /account/sessions/end`: all but this one.
pub async fn end_others(page: Page, caller: Caller, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    sign_in::end_others(&caller.context()).await?;
    page.say_next(Tone::Ok, "people.security.others_ended", &[]).await?;
    see_other("/account")
}

/// `POST /account/session`: the person is still there. That it was asked is the sign of life.
pub async fn keep(_caller: Caller, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /account/devices/{id}/removal`.
pub async fn forget_device(
    page: Page,
    caller: Caller,
    id: web::Path<String>,
    Checked(Nothing {}): Checked<Nothing>,
) -> Answer {
    let id: DeviceId = id.parse().map_err(|_| Failure::NotFound)?;
    sign_in::forget_device(&caller.context(), id).await?;
    page.say_next(Tone::Ok, "people.security.device_forgotten", &[]).await?;
    see_other("/account")
}
