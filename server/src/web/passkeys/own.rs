//! One's own passkeys: the list, adding one, its name, and doing without it.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::{AskView, Here, options, told};
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::PasskeyId;
use crate::domain::passkeys::{LONGEST_NAME, Passkey};
use crate::domain::people::Stage;
use crate::service::passkeys::{self, Added};
use crate::web::account::factors::codes_page;
use crate::web::error::Failure;
use crate::web::form::{Checked, Nothing, Typed, required_line};
use crate::web::page::{Answer, Page, Posted, answered, see_other, shown};
use crate::web::session::Caller;
use crate::web::sign_in::factor::wanted;
use crate::web::sign_in::{arrive, lands, with_session};
use crate::web::views::{ErrorSummary, FieldView, Tone};

const LIST: &str = "/account/passkeys";

/// A passkey in the list.
#[derive(Clone, Debug)]
pub struct PasskeyView {
    /// What its owner calls it.
    pub name: String,
    /// What its link says to whoever hears it.
    pub change: String,
    /// Its page.
    pub href: String,
    /// Since when.
    pub since: String,
    /// When it was shown last.
    pub used: String,
    /// Whether copies of it are on other devices.
    pub kind: String,
}

/// The reader's own passkeys, oldest first.
pub async fn views(page: &Page, caller: &Caller) -> Result<Vec<PasskeyView>, Failure> {
    let own = passkeys::list(&caller.context()).await?;
    Ok(own.iter().map(|passkey| view(page, passkey)).collect())
}

fn view(page: &Page, passkey: &Passkey) -> PasskeyView {
    let kind = if passkey.is_backed_up { "synced" } else { "bound" };
    let never = || page.t("passkeys.index.never").into_owned();
    PasskeyView {
        name: passkey.name.clone(),
        change: page.ta("passkeys.index.change", [("name", &passkey.name)]),
        href: format!("{LIST}/{}", passkey.id),
        since: page.moment(passkey.created_at),
        used: passkey.last_used_at.map_or_else(never, |at| page.moment(at)),
        kind: page.t(&format!("passkeys.index.{kind}")).into_owned(),
    }
}

#[derive(Template)]
#[template(path = "passkeys/index.html")]
struct IndexPage {
    page: Page,
    passkeys: Vec<PasskeyView>,
    ask: AskView,
}

/// `GET /account/passkeys`.
pub async fn index(page: Page, caller: Caller) -> Answer {
    let passkeys = views(&page, &caller).await?;
    let ask = adding(&page);
    shown(&IndexPage { passkeys, ask, page })
}

/// As it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewForm {
    name: String,
    credential: String,
}

#[derive(Template)]
#[template(path = "passkeys/new.html")]
struct NewPage {
    page: Page,
    ask: AskView,
    name: FieldView,
    errors: ErrorSummary,
    back: &'static str,
}

fn adding(page: &Page) -> AskView {
    AskView::get(page, "registration", LIST).creating().sending("name")
}

fn name_field(page: &Page, typed: &str, faults: &[Fault]) -> FieldView {
    let fault = faults.iter().find(|fault| fault.field == "name");
    FieldView::new("name", page.t("passkeys.field.name.label"))
        .hint(page.t("passkeys.field.name.hint"))
        .value(typed)
        .error(fault.map(|fault| page.fault(fault)))
}

fn new_page(page: Page, here: &Here, typed: &str, faults: &[Fault]) -> NewPage {
    let name = name_field(&page, typed, faults);
    let is_enrolling = here.session().is_ok_and(|session| session.stage != Stage::Complete);
    NewPage {
        ask: adding(&page),
        errors: ErrorSummary::of(page.words(), [&name], faults),
        name,
        back: if is_enrolling { "/account/factors" } else { LIST },
        page,
    }
}

/// `GET /account/passkeys/new`.
pub async fn new(page: Page, here: Here) -> Answer {
    shown(&new_page(page, &here, "", &[]))
}

fn named(typed: &str) -> Result<String, Vec<Fault>> {
    let mut faults = Vec::new();
    let name = required_line("name", typed, LONGEST_NAME, &mut faults);
    if faults.is_empty() { Ok(name) } else { Err(faults) }
}

/// What is typed before an authenticator is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    name: String,
}

/// `POST /account/passkeys/challenge`: not before there is a name, so that nothing is made in vain.
pub async fn begin(here: Here, Checked(Named { name }): Checked<Named>) -> Answer {
    named(&name).map_err(Refusal::Fields)?;
    options(&passkeys::begin_registration(&here.place(), here.session()?).await?)
}

/// `POST /account/passkeys`.
pub async fn create(page: Page, here: Here, typed: Typed<NewForm>) -> Answer {
    let NewForm { name, credential } = match typed {
        Typed::Resumed(form) => return shown(&new_page(page, &here, &form.name, &[])),
        Typed::Sent(form) => form,
    };
    let clean = match named(&name) {
        Ok(clean) => clean,
        Err(faults) => {
            let again = new_page(page, &here, &name, &faults);
            return answered(StatusCode::UNPROCESSABLE_ENTITY, &again);
        }
    };
    let session = here.session()?;
    let ended = passkeys::register(&here.place(), session, clean, &credential).await?;
    let Added { begun, codes } = match told(ended, &credential) {
        Err(added) => added,
        Ok(error) => {
            let error = page.t(error).into_owned();
            let mut again = new_page(page, &here, &name, &[]);
            again.ask = again.ask.wrong(Some(error));
            return answered(StatusCode::UNPROCESSABLE_ENTITY, &again);
        }
    };
    let (to, device) = match &begun {
        Some(begun) => (
            lands(&here.app, &here.around, begun, wanted(session)).await?,
            arrive(&here.app, &here.around, begun).await?,
        ),
        None => (LIST.to_owned(), None),
    };
    let response = if codes.is_empty() {
        page.say_next(Tone::Ok, "passkeys.new.done", &[]).await?;
        see_other(&to)?
    } else {
        codes_page(page, codes, to)?
    };
    match begun {
        Some(begun) => with_session(response, begun, device),
        None => Ok(response),
    }
}

#[derive(Template)]
#[template(path = "passkeys/show.html")]
struct ShowPage {
    page: Page,
    passkey: PasskeyView,
    name: FieldView,
    errors: ErrorSummary,
    /// Why it cannot be removed.
    stays: Option<String>,
}

async fn show_page(
    page: Page,
    caller: &Caller,
    id: PasskeyId,
    typed: Option<&str>,
    faults: &[Fault],
) -> Result<ShowPage, Failure> {
    let cx = caller.context();
    let passkey = passkeys::find(&cx, id).await?;
    let stays = passkeys::may_be_removed(&cx).await?.err();
    let name = name_field(&page, typed.unwrap_or(&passkey.name), faults);
    Ok(ShowPage {
        passkey: view(&page, &passkey),
        errors: ErrorSummary::of(page.words(), [&name], faults),
        name,
        stays: stays.map(|why| page.refusal(&why)),
        page,
    })
}

fn id_in(named: &str) -> Result<PasskeyId, Failure> {
    named.parse().map_err(|_| Failure::NotFound)
}

/// `GET /account/passkeys/{id}`.
pub async fn show(page: Page, caller: Caller, id: Path<String>) -> Answer {
    shown(&show_page(page, &caller, id_in(&id)?, None, &[]).await?)
}

/// As it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NameForm {
    name: String,
}

/// `POST /account/passkeys/{id}`: another name.
pub async fn rename(page: Posted, caller: Caller, id: Path<String>, typed: Typed<NameForm>) -> Answer {
    let id = id_in(&id)?;
    let name = match typed {
        Typed::Resumed(form) => {
            return shown(&show_page(page.full().await?, &caller, id, Some(&form.name), &[]).await?);
        }
        Typed::Sent(form) => form.name,
    };
    match named(&name) {
        Ok(clean) => passkeys::rename(&caller.context(), id, &clean).await?,
        Err(faults) => {
            let again = show_page(page.full().await?, &caller, id, Some(&name), &faults).await?;
            return answered(StatusCode::UNPROCESSABLE_ENTITY, &again);
        }
    }
    page.say_next(Tone::Ok, "passkeys.show.renamed", &[]).await?;
    see_other(LIST)
}

/// `POST /account/passkeys/{id}/removal`.
pub async fn remove(page: Posted, caller: Caller, id: Path<String>, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    passkeys::remove(&caller.context(), id_in(&id)?).await?;
    page.say_next(Tone::Ok, "passkeys.show.removed", &[]).await?;
    see_other(LIST)
}
