//! Taking up an invitation: who invites to what, the rules of use, and a password that nobody else ever learns.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;

use crate::app::App;
use crate::domain::change::{Fault, Refusal};
use crate::domain::people::FAILURES_WITHIN;
use crate::service::Error;
use crate::service::invitations::{self, Behind, Shown, Taken};
use crate::service::passwords::SHORTEST;
use crate::service::providers;
use crate::text::Language;
use crate::web::error::Failure;
use crate::web::form::Checked;
use crate::web::members::act::field;
use crate::web::page::{Answer, Page, answered};
use crate::web::routes::app_of;
use crate::web::session::{Around, LANGUAGE, address};
use crate::web::sign_in::{end_before, signed_in};
use crate::web::views::{ErrorSummary, Fact, FieldView};
use crate::web::words;

#[derive(Template)]
#[template(path = "invitations/acceptance.html")]
struct AcceptancePage {
    page: Page,
    lead: String,
    facts: Vec<Fact>,
    action: String,
    password: FieldView,
    again: FieldView,
    accepts: FieldView,
    is_accepted: bool,
    errors: ErrorSummary,
    /// The mailbox, where the organisation's own provider signs its owner in.
    provider: Option<String>,
    /// Whether nothing else does.
    is_only_way: bool,
}

#[derive(Template)]
#[template(path = "invitations/over.html")]
struct OverPage {
    page: Page,
}

/// A password, typed twice, and that the rules of use are accepted.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    password: String,
    password_again: String,
    accepts: String,
}

/// Where the page of the link stands.
const PATH: &str = "/invitations";

/// `GET /invitations/{token}`.
pub async fn show(request: HttpRequest, page: Page, token: web::Path<String>) -> Answer {
    match found(&request, &token).await? {
        Behind::Open(shown) => {
            let page = in_their_language(&request, page, &shown);
            let app = app_of(&request)?;
            let provider = provider(&app, &shown).await?;
            answered(StatusCode::OK, &view(page, &token, &shown, provider, false, &[]))
        }
        Behind::Over => answered(StatusCode::GONE, &OverPage { page }),
    }
}

/// `POST /invitations/{token}`.
pub async fn accept(
    request: HttpRequest,
    page: Page,
    token: web::Path<String>,
    Checked(form): Checked<Form>,
) -> Answer {
    let (app, around) = (app_of(&request)?, Around::of(&request)?);
    let Behind::Open(shown) = found(&request, &token).await? else {
        return answered(StatusCode::GONE, &OverPage { page });
    };
    let page = in_their_language(&request, page, &shown);
    let Form {
        password,
        password_again,
        accepts,
    } = form;
    let is_accepted = accepts == "yes";
    let mut faults = Vec::new();
    if password != password_again {
        faults.push(Fault::new("password_again", "not_the_same"));
    }
    if !is_accepted {
        faults.push(Fault::new("accepts", "not_accepted"));
    }
    let taken = match Refusal::unless_empty(faults) {
        Ok(()) => invitations::accept(&app.db, around.now, &around.call, &around.agent, &token, &password).await,
        Err(refusal) => Err(Error::Refused(refusal)),
    };
    match taken {
        Ok(Taken::In(begun)) => {
            end_before(&app, &around).await?;
            signed_in(&app, &around, begun, None).await
        }
        Ok(Taken::Over) => answered(StatusCode::GONE, &OverPage { page }),
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let provider = provider(&app, &shown).await?;
            let again = view(page, &token, &shown, provider, is_accepted, &faults);
            answered(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(error) => Err(error.into()),
    }
}

/// What stands behind the link. Whoever tries many that lead nowhere waits.
async fn found(request: &HttpRequest, token: &str) -> Result<Behind, Failure> {
    let (app, around) = (app_of(request)?, Around::of(request)?);
    match invitations::behind(&app.db, around.now, token).await {
        Err(Error::NotFound) => {
            if invitations::count_miss(&app.db, around.now, &address(request, &app)).await? {
                return Err(Failure::TooMany(FAILURES_WITHIN.as_secs().unsigned_abs()));
            }
            Err(Failure::NotFound)
        }
        found => Ok(found?),
    }
}

/// In the language of the invitation, unless its reader chose another.
fn in_their_language(request: &HttpRequest, page: Page, shown: &Shown) -> Page {
    let has_chosen = request.cookie(LANGUAGE).is_some() || page.visitor.is_some();
    match Language::from_tag(&shown.invitation.language) {
        Some(language) if !has_chosen => page.in_language(language),
        Some(_) | None => page,
    }
}

/// The mailbox, where the organisation's own provider signs its owner in; and whether nothing else does.
async fn provider(app: &App, shown: &Shown) -> Result<Option<(String, bool)>, Failure> {
    let email = &shown.invitation.email;
    let found = providers::of_mailbox(&app.db, email).await?;
    Ok(found.map(|kept| (email.clone(), kept.provider.settings.is_only_way)))
}

fn view(
    page: Page,
    token: &str,
    shown: &Shown,
    provider: Option<(String, bool)>,
    is_accepted: bool,
    faults: &[Fault],
) -> AcceptancePage {
    let Shown { organisation, .. } = shown;
    let password = field(&page, "password", "invitations.field.password.label", faults)
        .hint(page.ta(
            "invitations.field.password.hint",
            [("least", page.words().number(SHORTEST))],
        ))
        .left_to_right();
    let again = field(
        &page,
        "password_again",
        "invitations.field.password_again.label",
        faults,
    )
    .left_to_right();
    let accepts = field(&page, "accepts", "invitations.field.accepts.label", faults);
    AcceptancePage {
        lead: page.ta(
            "invitations.acceptance.lead",
            [("organisation", organisation.name.as_str())],
        ),
        facts: facts(&page, shown),
        action: format!("{PATH}/{token}"),
        errors: ErrorSummary::of(page.words(), [&password, &again, &accepts], faults),
        password,
        again,
        accepts,
        is_accepted,
        is_only_way: provider.as_ref().is_some_and(|(_, is_only_way)| *is_only_way),
        provider: provider.map(|(email, _)| email),
        page,
    }
}

/// What somebody is invited to, as, and by whom.
pub fn facts(page: &Page, shown: &Shown) -> Vec<Fact> {
    let Shown {
        invitation,
        organisation,
        by,
    } = shown;
    let label = |key: &str| page.t(key).into_owned();
    vec![
        Fact::new(label("people.field.name.label"), &invitation.name),
        Fact::latin(label("people.field.email.label"), &invitation.email),
        Fact::new(label("people.field.organisation.label"), &organisation.name),
        Fact::new(
            label("people.field.roles.label"),
            words::roles(page.words(), invitation.roles),
        ),
        Fact::new(label("invitations.field.by.label"), by),
        Fact::new(
            label("invitations.field.until.label"),
            page.moment(invitation.expires_at),
        ),
    ]
}
