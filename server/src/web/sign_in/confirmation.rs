//! Confirming that it is still oneself, before an act that asks for it (S21): with what was typed kept meanwhile.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

use super::factor::code_field;
use super::{admit, signed_in, signed_in_to_demonstration};
use crate::domain::people::Factor;
use crate::domain::providers::host_of;
use crate::service::factors::{self, Shown};
use crate::service::{passkeys, providers, sign_in};
use crate::web::error::Failure;
use crate::web::form::{Checked, Kept};
use crate::web::page::{Answer, Page, answered, local, shown};
use crate::web::passkeys::AskView;
use crate::web::query::Query;
use crate::web::routes::app_of;
use crate::web::session::{Around, Entrant, hash_key};
use crate::web::views::{ErrorSummary, FieldView};

#[derive(Template)]
#[template(path = "sign_in/confirmation.html")]
struct NewPage {
    page: Page,
    kept: Kept,
    /// Where a code of the app confirms; never a weaker factor than the session was signed in by.
    code: Option<FieldView>,
    /// Where a passkey does, of whoever has one.
    passkey: Option<AskView>,
    /// Where one signs in once more at the organisation's own provider.
    provider: Option<String>,
    errors: ErrorSummary,
}

impl NewPage {
    async fn of(page: Page, kept: Kept, error: Option<&str>) -> Result<Self, Failure> {
        let passkey = passkey(&page).await?;
        let shown = page.around().session.as_ref().and_then(|session| session.shown);
        let takes_code = shown.is_some_and(|(before, _)| Factor::Totp.confirms(before));
        let provider = provider(&page).await?;
        let error = error.map(|key| page.t(key).into_owned());
        let code = takes_code.then(|| {
            let field = code_field(&page, error);
            match shown {
                Some((Factor::Recovery, _)) => field.hint(page.t("sign_in.confirmation.recovery")),
                Some(_) | None => field,
            }
        });
        Ok(Self {
            errors: ErrorSummary::of(page.words(), &code, &[]),
            page,
            kept,
            code,
            passkey,
            provider,
        })
    }
}

/// The host of the provider at which the session began, where its second factor confirms.
async fn provider(page: &Page) -> Result<Option<String>, Failure> {
    let session = page.around().session.as_ref();
    let began_at = session.filter(|session| {
        let shown = session.shown.map(|(before, _)| before);
        shown.is_some_and(|before| Factor::Provider.confirms(before))
    });
    let Some(id) = began_at.and_then(|session| session.provider) else {
        return Ok(None);
    };
    let found = providers::of_session(page.db(), id).await?;
    Ok(found.map(|kept| host_of(&kept.provider.issuer).to_owned()))
}

/// What asks for a passkey; nothing of whoever has none.
async fn passkey(page: &Page) -> Result<Option<AskView>, Failure> {
    let has_any = match &page.visitor {
        Some(visitor) => passkeys::has_any(page.db(), &visitor.actor).await?,
        None => false,
    };
    Ok(has_any.then(|| AskView::get(page, "confirmation", "/confirmation/passkey")))
}

/// The page again, since the passkey that was shown was not taken.
pub async fn refused(page: Page, kept: Kept, error: &str) -> Answer {
    let error = page.t(error).into_owned();
    let mut again = NewPage::of(page, kept, None).await?;
    again.passkey = again.passkey.map(|ask| ask.wrong(Some(error)));
    answered(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// Where one goes after confirming.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    to: String,
}

/// `GET /confirmation`.
pub async fn new(page: Page, Query(wanted): Query<Wanted>) -> Answer {
    let kept = Kept {
        to: local(&wanted.to).unwrap_or("/home").to_owned(),
        ..Kept::default()
    };
    shown(&NewPage::of(page, kept, None).await?)
}

/// The page that answers an act which is to be confirmed first.
pub async fn page(page: Page, kept: Kept) -> Result<String, Failure> {
    Ok(NewPage::of(page, kept, None).await?.render()?)
}

/// A code, with what goes along with a confirmation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    passcode: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kept: String,
}

/// `POST /confirmation`.
pub async fn create(page: Page, entrant: Entrant, Checked(sent): Checked<Confirmed>) -> Answer {
    let (app, around, session) = (&entrant.app, &entrant.around, entrant.session());
    let Confirmed { passcode, to, kept } = sent;
    let kept = Kept::read(&to, &kept);
    admit(app, around.address, None)?;
    let device = around.device.as_deref();
    let key = hash_key(app);
    let tried = factors::show(&app.db, &key, around.now, &around.call, session, device, &passcode);
    let error = match tried.await? {
        Shown::Proved(begun, _) => return signed_in(app, around, begun, kept).await,
        Shown::Wrong => "sign_in.factor.wrong",
        Shown::Locked => "sign_in.error.locked",
    };
    let again = NewPage::of(page, kept.unwrap_or_default(), Some(error)).await?;
    answered(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// What goes along with a confirmation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goes {
    #[serde(default)]
    to: String,
    #[serde(default)]
    kept: String,
}

/// `POST /demo/confirmation`: one click, in the demonstration only.
pub async fn by_demonstration(request: HttpRequest, Checked(Goes { to, kept }): Checked<Goes>) -> Answer {
    let (app, around) = (app_of(&request)?, Around::of(&request)?);
    let session = around.session.as_ref().ok_or(Failure::NotFound)?;
    let begun = sign_in::prove(&app.db, around.now, &around.call, session, Factor::Demo).await?;
    signed_in_to_demonstration(&app, &around, begun, Kept::read(&to, &kept)).await
}
