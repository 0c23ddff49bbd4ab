//! The provider at which an organisation's people sign in, for its administrators: what is bound, and what it may decide.

pub mod binding;
pub mod logout;
pub mod settings;

use askama::Template;

use super::error::Failure;
use super::form::{Checked, Nothing};
use super::members::crumbs as below_members;
use super::page::{Answer, Page, see_other, shown};
use super::session::Caller;
use super::views::{Crumb, Fact, Tone};
use super::words;
use crate::domain::change::Refusal;
use crate::domain::organisations::Organisation;
use crate::domain::providers::{self as rule, Act, Provider};
use crate::service::providers::{self, Own, RETURN};

/// The page.
pub const PATH: &str = "/provider";

#[derive(Template)]
#[template(path = "providers/show.html")]
struct ShowPage {
    page: Page,
    crumbs: Vec<Crumb>,
    lead: String,
    /// What is bound; nothing where nothing is.
    bound: Option<BoundView>,
    /// What the provider must be told of us.
    told: Vec<Fact>,
    /// Why this reader binds none now.
    bind: Option<String>,
    has_domains: bool,
}

struct BoundView {
    facts: Vec<Fact>,
    decides: Vec<Fact>,
    groups: Vec<(String, String)>,
    acts: Vec<ActView>,
    /// Why this reader cannot ask whether it answers.
    test: Option<String>,
}

struct ActView {
    id: &'static str,
    href: String,
    label: String,
    class: &'static str,
    refused: Option<String>,
}

/// `GET /provider`.
pub async fn show(page: Page, caller: Caller) -> Answer {
    let Own { organisation, provider } = providers::own(&caller.context()).await?;
    let refused = |act: Act| {
        let may = match &provider {
            Some(provider) => provider.may(act, caller.actor(), organisation.kind),
            None => rule::may(act, caller.actor(), organisation.id, organisation.kind),
        };
        may.err().map(|refusal| page.refusal(&refusal))
    };
    let key = if provider.is_some() {
        "providers.show.lead"
    } else {
        "providers.show.lead_unbound"
    };
    let bound = provider.as_ref().map(|provider| BoundView {
        facts: facts(&page, provider),
        decides: decides(&page, provider),
        groups: groups(&page, provider),
        acts: acts(&page, refused),
        test: refused(Act::Test),
    });
    shown(&ShowPage {
        crumbs: below_members(&page, None, &page.t("providers.show.title")),
        lead: page.ta(key, [("organisation", organisation.name.as_str())]),
        told: told(&page, provider.as_ref()),
        bind: refused(Act::Bind),
        has_domains: !organisation.domains.is_empty(),
        bound,
        page,
    })
}

fn facts(page: &Page, provider: &Provider) -> Vec<Fact> {
    let label = |field: &str| page.t(&format!("providers.field.{field}.label")).into_owned();
    let ways = if provider.settings.is_only_way {
        "providers.show.only_way"
    } else {
        "providers.show.other_ways"
    };
    vec![
        Fact::latin(label("issuer"), &provider.issuer),
        Fact::latin(label("client_id"), &provider.client_id),
        Fact::latin(label("domains"), provider.settings.domains.join(", ")),
        Fact::new(label("only_way"), page.t(ways)),
        Fact::new(label("bound_at"), page.moment(provider.bound_at)),
        Fact::new(label("secret_at"), page.moment(provider.secret_at)),
    ]
}

fn decides(page: &Page, provider: &Provider) -> Vec<Fact> {
    let label = |field: &str| page.t(&format!("providers.field.{field}.label")).into_owned();
    let settings = &provider.settings;
    let listed = |name: String, values: &[String]| {
        if values.is_empty() {
            Fact::new(name, page.t("providers.show.none"))
        } else {
            Fact::latin(name, values.join(", "))
        }
    };
    let bound = if settings.bound.iter().next().is_none() {
        page.t("providers.show.none").into_owned()
    } else {
        words::roles(page.words(), settings.bound)
    };
    let claim = Some(settings.groups_claim.clone()).filter(|claim| !claim.is_empty());
    vec![
        listed(label("acr"), &settings.acr),
        listed(label("amr"), &settings.amr),
        listed(label("groups_claim"), claim.as_slice()),
        Fact::new(label("bound"), bound),
    ]
}

fn groups(page: &Page, provider: &Provider) -> Vec<(String, String)> {
    let mapped = provider.settings.groups.iter();
    mapped
        .map(|mapped| (mapped.group.clone(), words::role(page.words(), mapped.role)))
        .collect()
}

/// What the provider's own administrator enters there.
fn told(page: &Page, provider: Option<&Provider>) -> Vec<Fact> {
    let label = |field: &str| page.t(&format!("providers.field.{field}.label")).into_owned();
    let mut told = vec![Fact::latin(label("return"), format!("{}{RETURN}", page.base_url()))];
    told.push(match provider {
        Some(provider) => Fact::latin(
            label("logout"),
            format!("{}/providers/{}/logout", page.base_url(), provider.id),
        ),
        None => Fact::new(label("logout"), page.t("providers.show.logout_later")),
    });
    told
}

fn acts(page: &Page, refused: impl Fn(Act) -> Option<String>) -> Vec<ActView> {
    let act = |id: &'static str, place: &str, act: Act, class: &'static str| ActView {
        id,
        href: format!("{PATH}/{place}"),
        label: page.t(&format!("providers.act.{act}")).into_owned(),
        class,
        refused: refused(act),
    };
    vec![
        act("change-refused", "edit", Act::Change, "primary"),
        act("secret-refused", "secret", Act::ReplaceSecret, ""),
        act("unbind-refused", "unbinding", Act::Unbind, "danger"),
    ]
}

/// `POST /provider/test`.
pub async fn test(page: Page, caller: Caller, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    match providers::test(&caller.context(), &caller.app.providers).await? {
        None => page.say_next(Tone::Ok, "providers.test.ok", &[]).await?,
        Some(trouble) => {
            let why = page.t(&format!("providers.refused.{trouble}.title")).into_owned();
            page.say_next(Tone::Danger, "providers.test.failed", &[("why", why)])
                .await?;
        }
    }
    see_other(PATH)
}

/// The way to a page of one act.
fn crumbs(page: &Page, last: &str) -> Vec<Crumb> {
    let title = page.t("providers.show.title").into_owned();
    below_members(page, Some((PATH.to_owned(), title)), last)
}

/// The own organisation and the provider it has.
async fn bound(caller: &Caller) -> Result<(Organisation, Provider), Failure> {
    let Own { organisation, provider } = providers::own(&caller.context()).await?;
    Ok((organisation, provider.ok_or(Failure::NotFound)?))
}

/// Why this reader cannot do `act` to it.
fn refused(page: &Page, caller: &Caller, act: Act, organisation: &Organisation, provider: &Provider) -> Option<String> {
    let may: Result<(), Refusal> = provider.may(act, caller.actor(), organisation.kind);
    may.err().map(|refusal| page.refusal(&refusal))
}
