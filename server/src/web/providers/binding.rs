//! Binding a provider, replacing the secret by which it knows us, and letting go of it.

use actix_web::HttpRequest;
use serde::Deserialize;

use super::{PATH, bound, crumbs, refused};
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::ProviderId;
use crate::domain::organisations::Organisation;
use crate::domain::providers::{self as rule, Act, Binding, LONGEST};
use crate::service::providers::{self, Own};
use crate::service::{Context, Error};
use crate::web::error::Failure;
use crate::web::form::creates::{CREATES, other_form};
use crate::web::form::{AS_OF, AsOf, Checked, Nothing, Typed, required_line};
use crate::web::members::act::{ActPage, Asked, field};
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::session::{Caller, hash_key};
use crate::web::views::{Choice, ErrorSummary, Fact, Tone};

/// Where the form goes.
const BINDS: &str = "/provider/binding";

/// As typed. The secret is among what no form keeps.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    creates: String,
    issuer: String,
    client_id: String,
    client_secret: String,
    domains: Vec<String>,
}

impl Form {
    fn read(&self) -> Result<(Binding, String), Refusal> {
        let mut faults = Vec::new();
        let binding = Binding {
            issuer: required_line("issuer", &self.issuer, LONGEST, &mut faults),
            client_id: required_line("client_id", &self.client_id, LONGEST, &mut faults),
            domains: self.domains.clone(),
        };
        let secret = required_line("client_secret", &self.client_secret, LONGEST, &mut faults);
        Refusal::unless_empty(faults).map(|()| (binding, secret))
    }
}

/// `GET /provider/binding`.
pub async fn new(page: Page, caller: Caller) -> Answer {
    let Own { organisation, provider } = providers::own(&caller.context()).await?;
    if provider.is_some() {
        return see_other(PATH);
    }
    let form = Form {
        domains: organisation.domains.clone(),
        ..Form::default()
    };
    shown(&view(page, &caller, &organisation, &form, &[]))
}

/// `POST /provider/binding`.
pub async fn create(page: Page, caller: Caller, typed: Typed<Form>) -> Answer {
    let cx = caller.context();
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    let Own { organisation, .. } = providers::own(&cx).await?;
    if !is_sent {
        return shown(&view(page, &caller, &organisation, &form, &[]));
    }
    let Some(id) = page.created(BINDS, &form.creates).map(ProviderId) else {
        let faults = [other_form("issuer")];
        return view(page, &caller, &organisation, &form, &faults).answer(&faults);
    };
    let done = match form.read() {
        Ok((binding, secret)) => {
            let (key, reach) = (hash_key(&caller.app), &caller.app.providers);
            providers::bind(&cx, &key, reach, id, binding, &secret).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => {
            page.say_next(Tone::Ok, "providers.binding.done", &[]).await?;
            see_other(PATH)
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            view(page, &caller, &organisation, &form, &faults).answer(&faults)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(page: Page, caller: &Caller, organisation: &Organisation, form: &Form, faults: &[Fault]) -> ActPage {
    let title = page.t("providers.act.bind").into_owned();
    let line = |name: &'static str| {
        field(&page, name, &format!("providers.field.{name}.label"), faults)
            .hint(page.t(&format!("providers.field.{name}.hint")))
            .left_to_right()
    };
    let may = rule::may(Act::Bind, caller.actor(), organisation.id, organisation.kind);
    ActPage {
        crumbs: crumbs(&page, &title),
        lead: page.t("providers.binding.lead").into_owned(),
        action: BINDS.to_owned(),
        back: PATH.to_owned(),
        about: Vec::new(),
        hidden: vec![(CREATES, page.creates(BINDS, &form.creates))],
        asked: vec![
            Asked::Line(line("issuer").value(&form.issuer).keyboard("url")),
            Asked::Line(line("client_id").value(&form.client_id)),
            Asked::Secret(line("client_secret")),
            Asked::Any(line("domains"), domains(&organisation.domains, &form.domains)),
        ],
        errors: ErrorSummary::default(),
        submit: title.clone(),
        class: "primary",
        refused: may.err().map(|refusal| page.refusal(&refusal)),
        title,
        page,
    }
}

/// A choice for each official domain, and for what was sent besides.
pub fn domains(official: &[String], chosen: &[String]) -> Vec<Choice> {
    let choice = |domain: &String| Choice {
        chosen: chosen.contains(domain),
        ..Choice::new(domain, domain, "")
    };
    official.iter().map(choice).collect()
}

/// Another secret.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Secret {
    client_secret: String,
}

/// `GET /provider/secret`.
pub async fn new_secret(page: Page, caller: Caller) -> Answer {
    shown(&secret_view(page, &caller, None, &[]).await?)
}

/// `POST /provider/secret`.
pub async fn replace_secret(
    request: HttpRequest,
    page: Page,
    caller: Caller,
    Checked(Secret { client_secret }): Checked<Secret>,
) -> Answer {
    let as_of = AsOf::of(&request).told()?;
    let cx = Context {
        as_of: Some(as_of),
        ..caller.context()
    };
    let mut faults = Vec::new();
    let secret = required_line("client_secret", &client_secret, LONGEST, &mut faults);
    let done = match Refusal::unless_empty(faults) {
        Ok(()) => providers::replace_secret(&cx, &hash_key(&caller.app), &secret).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => {
            page.say_next(Tone::Ok, "providers.secret.done", &[]).await?;
            see_other(PATH)
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            secret_view(page, &caller, Some(as_of), &faults).await?.answer(&faults)
        }
        Err(error) => Err(error.into()),
    }
}

async fn secret_view(page: Page, caller: &Caller, as_of: Option<i64>, faults: &[Fault]) -> Result<ActPage, Failure> {
    let (organisation, provider) = bound(caller).await?;
    let title = page.t("providers.act.replace_secret").into_owned();
    let secret = field(&page, "client_secret", "providers.field.client_secret.label", faults)
        .hint(page.t("providers.field.client_secret.hint"))
        .left_to_right();
    let label = |field: &str| page.t(&format!("providers.field.{field}.label")).into_owned();
    Ok(ActPage {
        crumbs: crumbs(&page, &title),
        lead: page.t("providers.secret.lead").into_owned(),
        action: format!("{PATH}/secret"),
        back: PATH.to_owned(),
        about: vec![
            Fact::latin(label("issuer"), &provider.issuer),
            Fact::new(label("secret_at"), page.moment(provider.secret_at)),
        ],
        hidden: vec![(AS_OF, as_of.unwrap_or(provider.version).to_string())],
        asked: vec![Asked::Secret(secret)],
        errors: ErrorSummary::default(),
        submit: title.clone(),
        class: "primary",
        refused: refused(&page, caller, Act::ReplaceSecret, &organisation, &provider),
        title,
        page,
    })
}

/// `GET /provider/unbinding`.
pub async fn ask_unbind(page: Page, caller: Caller) -> Answer {
    let (organisation, provider) = bound(&caller).await?;
    let title = page.t("providers.act.unbind").into_owned();
    let label = |field: &str| page.t(&format!("providers.field.{field}.label")).into_owned();
    shown(&ActPage {
        crumbs: crumbs(&page, &title),
        lead: page.t("providers.unbinding.lead").into_owned(),
        action: format!("{PATH}/unbinding"),
        back: PATH.to_owned(),
        about: vec![
            Fact::latin(label("issuer"), &provider.issuer),
            Fact::latin(label("domains"), provider.settings.domains.join(", ")),
        ],
        hidden: vec![(AS_OF, provider.version.to_string())],
        asked: Vec::new(),
        errors: ErrorSummary::default(),
        submit: title.clone(),
        class: "danger sure",
        refused: refused(&page, &caller, Act::Unbind, &organisation, &provider),
        title,
        page,
    })
}

/// `POST /provider/unbinding`.
pub async fn unbind(request: HttpRequest, page: Page, caller: Caller, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    let cx = Context {
        as_of: Some(AsOf::of(&request).told()?),
        ..caller.context()
    };
    providers::unbind(&cx, &caller.app.providers).await?;
    page.say_next(Tone::Ok, "providers.unbinding.done", &[]).await?;
    see_other(PATH)
}
