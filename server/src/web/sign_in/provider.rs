//! Signing in at the organisation's own provider: where one types a mailbox, is led on, and comes back.

use actix_web::cookie::time::Duration;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{admit, end_before, signed_in};
use crate::app::App;
use crate::domain::people::{host_of, normal_email};
use crate::domain::providers::{self as rule, ATTEMPT_LASTS, Trouble};
use crate::service::providers::{self, Awaited, Back, Came, Sent, Taken, Way};
use crate::store::providers::Kept as KeptProvider;
use crate::store::sessions::Session;
use crate::web::error::Failure;
use crate::web::form::{Checked, Kept};
use crate::web::invitations::acceptance;
use crate::web::page::{Answer, Page, answered, local, see_other, shown};
use crate::web::query::Query;
use crate::web::routes::app_of;
use crate::web::session::{Around, Entrant, cookie, hash_key, no_cookie};
use crate::web::views::{ErrorSummary, Fact, FieldView};

/// The cookie of an attempt: what only the browser has that began it.
const ATTEMPT: &str = "__Host-provider";

#[derive(Template)]
#[template(path = "sign_in/provider.html")]
struct NewPage {
    page: Page,
    email: FieldView,
    errors: ErrorSummary,
    kept: Kept,
}

#[derive(Template)]
#[template(path = "sign_in/onward.html")]
struct OnwardPage {
    page: Page,
    /// Whom one signs in with.
    host: String,
    url: String,
}

#[derive(Template)]
#[template(path = "sign_in/returning.html")]
struct ReturningPage {
    page: Page,
    url: String,
}

#[derive(Template)]
#[template(path = "sign_in/provider_refused.html")]
struct RefusedPage {
    page: Page,
    title: String,
    text: String,
    code: &'static str,
}

#[derive(Template)]
#[template(path = "sign_in/provider_acceptance.html")]
struct AcceptancePage {
    page: Page,
    lead: String,
    facts: Vec<Fact>,
    accepts: FieldView,
    errors: ErrorSummary,
}

/// Where one goes after signing in, as the page of the sign-in hands it on.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    to: String,
    kept: String,
}

/// `GET /sign-in/provider`.
pub async fn new(page: Page, Query(wanted): Query<Wanted>) -> Answer {
    if page.visitor.is_some() {
        return see_other(local(&wanted.to).unwrap_or("/home"));
    }
    let kept = Kept::read(&wanted.to, &wanted.kept).unwrap_or_default();
    shown(&form(page, kept, "", None))
}

/// A mailbox, by whose domain the provider is found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    email: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kept: String,
}

/// `POST /sign-in/provider`. Nothing is looked up but the domain: whether there is an account shows nowhere.
pub async fn create(request: HttpRequest, page: Page, Checked(Typed { email, to, kept }): Checked<Typed>) -> Answer {
    let (app, around) = (app_of(&request)?, Around::of(&request)?);
    admit(&app, around.address, Some(&normal_email(&email)))?;
    let kept = Kept::read(&to, &kept);
    match providers::of_mailbox(&app.db, &email).await? {
        Some(provider) => {
            let wanted = kept.and_then(|kept| kept.written());
            onward(page, &app, &around, &provider, None, wanted, &email).await
        }
        None => {
            let error = if email.trim().is_empty() {
                "errors.field.required"
            } else {
                "providers.error.no_provider"
            };
            let again = form(page, kept.unwrap_or_default(), &email, Some(error));
            answered(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

fn form(page: Page, kept: Kept, typed: &str, error: Option<&str>) -> NewPage {
    let domain = normal_email(typed);
    let gaps = [("domain", host_of(&domain))];
    let email = FieldView::new("email", page.t("sign_in.field.email.label"))
        .hint(page.t("providers.entering.email_hint"))
        .left_to_right()
        .keyboard("email")
        .value(typed)
        .error(error.map(|key| page.ta(key, gaps)));
    NewPage {
        errors: ErrorSummary::of(page.words(), [&email], &[]),
        page,
        email,
        kept,
    }
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

/// `POST /confirmation/provider`: one signs in there once more.
pub async fn confirm(page: Page, entrant: Entrant, Checked(Goes { to, kept }): Checked<Goes>) -> Answer {
    let (app, around, session) = (&entrant.app, &entrant.around, entrant.session());
    admit(app, around.address, None)?;
    let provider = session.provider.ok_or(Failure::NotFound)?;
    let provider = providers::of_session(&app.db, provider)
        .await?
        .ok_or(Failure::NotFound)?;
    let wanted = Kept::read(&to, &kept).and_then(|kept| kept.written());
    let email = session.person.email.clone();
    onward(page, app, around, &provider, Some(session), wanted, &email).await
}

/// Leads on to the provider. Not by an answer that redirects: a form of ours may lead nowhere else (`form-action`).
async fn onward(
    page: Page,
    app: &App,
    around: &Around,
    provider: &KeptProvider,
    session: Option<&Session>,
    wanted: Option<String>,
    email: &str,
) -> Answer {
    let key = hash_key(app);
    let hint = Some(email.trim()).filter(|email| email.len() <= 254);
    match providers::begin(&way(app, around, &key), provider, session, wanted, hint).await? {
        Ok(Sent { url, secret }) => {
            let host = rule::host_of(&provider.provider.issuer).to_owned();
            let mut response = shown(&OnwardPage { page, host, url })?;
            let mut cookie = cookie(ATTEMPT, secret);
            cookie.set_max_age(Duration::seconds(ATTEMPT_LASTS.as_secs()));
            response.add_cookie(&cookie).map_err(Failure::internal)?;
            Ok(response)
        }
        Err(trouble) => refused(page, trouble),
    }
}

fn way<'a>(app: &'a App, around: &'a Around, key: &'a [u8; 32]) -> Way<'a> {
    Way {
        db: &app.db,
        now: around.now,
        call: &around.call,
        agent: &around.agent,
        key,
        reach: &app.providers,
        base_url: &app.base_url,
    }
}

/// What a provider sends back. Providers add fields of their own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Returned {
    state: String,
    code: String,
    iss: Option<String>,
    error: Option<String>,
    again: String,
}

/// `GET /sign-in/provider/return`. Whoever another site sends brings no cookie of ours, since all are strict: the page asks
/// again by itself, once, and then they are there.
pub async fn finish(request: HttpRequest, page: Page) -> Answer {
    let (app, around) = (app_of(&request)?, Around::of(&request)?);
    let query = request.query_string();
    let returned: Returned = serde_html_form::from_str(query).unwrap_or_default();
    let secret = request.cookie(ATTEMPT).map(|cookie| cookie.value().to_owned());
    if secret.is_none() && returned.again.is_empty() {
        let join = if query.is_empty() { "" } else { "&" };
        let url = format!("{}?{query}{join}again=yes", request.path());
        return shown(&ReturningPage { page, url });
    }
    admit(&app, around.address, None)?;
    let key = hash_key(&app);
    let back = Back {
        state: &returned.state,
        code: &returned.code,
        issuer: returned.iss.as_deref(),
        error: returned.error.as_deref(),
        secret: secret.as_deref(),
        session: around.session.as_ref(),
    };
    let wanted = |wanted: Option<String>| wanted.as_deref().and_then(Kept::unwritten);
    match providers::back(&way(&app, &around, &key), back).await? {
        Came::In(begun, to) => {
            end_before(&app, &around).await?;
            over(signed_in(&app, &around, begun, wanted(to)).await?)
        }
        Came::Confirmed(begun, to) => over(signed_in(&app, &around, begun, wanted(to)).await?),
        Came::Invited => see_other("/sign-in/provider/acceptance"),
        Came::Refused(trouble) => over(refused(page, trouble)?),
    }
}

/// The attempt is over: its cookie goes.
fn over(mut response: HttpResponse) -> Answer {
    response.add_cookie(&no_cookie(ATTEMPT)).map_err(Failure::internal)?;
    Ok(response)
}

fn refused(page: Page, trouble: Trouble) -> Answer {
    let status = match trouble {
        Trouble::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
        Trouble::State
        | Trouble::Late
        | Trouble::Replayed
        | Trouble::Declined
        | Trouble::Issuer
        | Trouble::Exchange
        | Trouble::Malformed
        | Trouble::Algorithm
        | Trouble::Key
        | Trouble::Signature
        | Trouble::Audience
        | Trouble::Nonce
        | Trouble::Expired
        | Trouble::Future
        | Trouble::AuthTime
        | Trouble::Mailbox
        | Trouble::Unknown
        | Trouble::Groups
        | Trouble::Factor
        | Trouble::Another => StatusCode::FORBIDDEN,
    };
    let view = RefusedPage {
        title: page.t(&format!("providers.refused.{trouble}.title")).into_owned(),
        text: page.t(&format!("providers.refused.{trouble}.text")).into_owned(),
        code: trouble.code(),
        page,
    };
    answered(status, &view)
}

/// Whoever is invited accepts the rules of use.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Accepts {
    accepts: String,
}

/// `GET /sign-in/provider/acceptance`.
pub async fn ask(request: HttpRequest, page: Page) -> Answer {
    match awaited(&request).await? {
        Some(awaited) => shown(&acceptance(page, &awaited, None)),
        None => refused(page, Trouble::State),
    }
}

/// `POST /sign-in/provider/acceptance`.
pub async fn accept(request: HttpRequest, page: Page, Checked(Accepts { accepts }): Checked<Accepts>) -> Answer {
    let (app, around) = (app_of(&request)?, Around::of(&request)?);
    let Some(awaited) = awaited(&request).await? else {
        return refused(page, Trouble::State);
    };
    if accepts != "yes" {
        let again = acceptance(page, &awaited, Some("errors.field.not_accepted"));
        return answered(StatusCode::UNPROCESSABLE_ENTITY, &again);
    }
    let key = hash_key(&app);
    match providers::accept(&way(&app, &around, &key), awaited).await? {
        Taken::In(begun, to) => {
            end_before(&app, &around).await?;
            let kept = to.as_deref().and_then(Kept::unwritten);
            over(signed_in(&app, &around, begun, kept).await?)
        }
        Taken::Over => over(refused(page, Trouble::Unknown)?),
    }
}

async fn awaited(request: &HttpRequest) -> Result<Option<Awaited>, Failure> {
    let (app, around) = (app_of(request)?, Around::of(request)?);
    let secret = request.cookie(ATTEMPT).map(|cookie| cookie.value().to_owned());
    let key = hash_key(&app);
    Ok(providers::awaited(&way(&app, &around, &key), secret.as_deref()).await?)
}

fn acceptance(page: Page, awaited: &Awaited, error: Option<&str>) -> AcceptancePage {
    let accepts = FieldView::new("accepts", page.t("invitations.field.accepts.label"))
        .error(error.map(|key| page.t(key).into_owned()));
    AcceptancePage {
        lead: page.ta(
            "invitations.acceptance.lead",
            [("organisation", awaited.shown.organisation.name.as_str())],
        ),
        facts: acceptance::facts(&page, &awaited.shown),
        errors: ErrorSummary::of(page.words(), [&accepts], &[]),
        accepts,
        page,
    }
}
