//! The second step of a sign-in: a code of the authenticator app, or a recovery code. Each way stands on the page by itself,
//! so that another is one more card.

use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

use super::{admit, signed_in};
use crate::domain::people::Stage;
use crate::service::factors::{self, Shown};
use crate::store::sessions::Session;
use crate::web::error::Failure;
use crate::web::form::{Checked, Kept};
use crate::web::page::{Answer, Page, answered, see_other, shown};
use crate::web::passkeys::{AskView, showing};
use crate::web::session::{Entrant, hash_key, next_step};
use crate::web::views::{ErrorSummary, FieldView};

#[derive(Template)]
#[template(path = "sign_in/factor.html")]
struct FactorPage {
    page: Page,
    /// Whose sign-in it is.
    email: String,
    code: FieldView,
    errors: ErrorSummary,
    /// Whether a recovery code is asked, and not one of the app.
    is_recovery: bool,
    has_totp: bool,
    has_recovery: bool,
    passkey: Option<AskView>,
    /// A passkey leads back to where one was going by itself.
    kept: Kept,
}

/// What is typed. The name is among those that no form keeps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    passcode: String,
}

/// `GET /sign-in/factor`.
pub async fn new(page: Page, entrant: Entrant) -> Answer {
    asked(page, &entrant, false).await
}

/// `POST /sign-in/factor`.
pub async fn create(page: Page, entrant: Entrant, Checked(code): Checked<Code>) -> Answer {
    tried(page, &entrant, code, false).await
}

/// `GET /sign-in/recovery`.
pub async fn new_recovery(page: Page, entrant: Entrant) -> Answer {
    asked(page, &entrant, true).await
}

/// `POST /sign-in/recovery`.
pub async fn recover(page: Page, entrant: Entrant, Checked(code): Checked<Code>) -> Answer {
    tried(page, &entrant, code, true).await
}

async fn asked(page: Page, entrant: &Entrant, is_recovery: bool) -> Answer {
    let session = entrant.session();
    if session.stage != Stage::PasswordDone {
        return see_other(next_step(session.stage));
    }
    let form = form(page, entrant, is_recovery, None).await?;
    // A code is all that a reset left.
    if !is_recovery && form.has_recovery && !form.has_totp && form.passkey.is_none() {
        return see_other("/sign-in/recovery");
    }
    shown(&form)
}

async fn tried(page: Page, entrant: &Entrant, Code { passcode }: Code, is_recovery: bool) -> Answer {
    let (app, around, session) = (&entrant.app, &entrant.around, entrant.session());
    if session.stage != Stage::PasswordDone {
        return see_other(next_step(session.stage));
    }
    admit(app, around.address, None)?;
    let device = around.device.as_deref();
    let key = hash_key(app);
    let tried = factors::show(&app.db, &key, around.now, &around.call, session, device, &passcode);
    let error = match tried.await? {
        Shown::Proved(begun, _) => return signed_in(app, around, begun, wanted(session)).await,
        Shown::Wrong if is_recovery => "sign_in.factor.wrong_recovery",
        Shown::Wrong => "sign_in.factor.wrong",
        Shown::Locked => "sign_in.error.locked",
    };
    let again = form(page, entrant, is_recovery, Some(error)).await?;
    answered(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// Where one was going when the sign-in began.
pub fn wanted(session: &Session) -> Option<Kept> {
    session.wanted.as_deref().and_then(Kept::unwritten)
}

async fn form(page: Page, entrant: &Entrant, is_recovery: bool, error: Option<&str>) -> Result<FactorPage, Failure> {
    let session = entrant.session();
    let held = factors::held(entrant.app.db.read(), session.person.id).await?;
    let error = error.map(|key| page.t(key).into_owned());
    let code = if is_recovery {
        recovery_field(&page, error)
    } else {
        code_field(&page, error)
    };
    Ok(FactorPage {
        errors: ErrorSummary::of(page.words(), [&code], &[]),
        email: session.person.email.clone(),
        code,
        is_recovery,
        has_totp: held.has_totp,
        has_recovery: held.recovery_codes > 0,
        passkey: (held.passkeys > 0 && !is_recovery).then(|| showing::factor(&page)),
        kept: Kept::default(),
        page,
    })
}

/// The field of a code of the app. What was typed is never shown again: it may count.
pub fn code_field(page: &Page, error: Option<String>) -> FieldView {
    FieldView::new("passcode", page.t("sign_in.field.code.label"))
        .hint(page.t("sign_in.field.code.hint"))
        .left_to_right()
        .keyboard("numeric")
        .error(error)
}

fn recovery_field(page: &Page, error: Option<String>) -> FieldView {
    FieldView::new("passcode", page.t("sign_in.field.recovery.label"))
        .hint(page.t("sign_in.field.recovery.hint"))
        .left_to_right()
        .error(error)
}
