//! The provider at which an organisation's people sign in (OpenID Connect): binding one and deciding what it may decide, the
//! way there and back, and sessions that end because they ended there.

mod arriving;
mod ending;
mod entering;

use super::secrets::{self, Purpose as Sealing};
use super::{Context, Error};
use crate::domain::actor::OrganisationKind;
use crate::domain::audit::{Subject, Who};
use crate::domain::change::{Change, NotNow, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::ProviderId;
use crate::domain::notices::Concerned;
use crate::domain::organisations::Organisation;
use crate::domain::people::normal_email;
use crate::domain::providers::{self as rule, Act, Binding, Of, Provider, Settings, Trouble};
use crate::domain::values::Time;
use crate::integrations::providers::Reach;
use crate::store::providers::{self as rows, Kept, links};
use crate::store::{Connection, Db, Tx, audit, organisations, sessions};

pub use arriving::{Awaited, Taken, accept, awaited};
pub use ending::end;
pub use entering::{Back, Came, Sent, Way, back, begin};

/// The address at which people come back from a provider, behind the site's own.
pub const RETURN: &str = "/sign-in/provider/return";

/// The own organisation, with its provider where it has one.
#[derive(Clone, Debug)]
pub struct Own {
    /// The organisation.
    pub organisation: Organisation,
    /// Its provider.
    pub provider: Option<Provider>,
}

/// For whoever looks after it.
///
/// # Errors
/// As [`rule::may`], but for what the sign-in lacks: one may look.
pub async fn own(cx: &Context<'_>) -> Result<Own, Error> {
    let db = cx.db.read();
    let organisation = organisations::get(db, cx.actor.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    match rule::may(Act::Test, cx.actor, organisation.id, organisation.kind) {
        Ok(()) | Err(Refusal::NeedsPasskey) => {}
        Err(refusal) => return Err(refusal.into()),
    }
    let provider = rows::of_organisation(db, organisation.id).await?;
    Ok(Own {
        organisation,
        provider: provider.map(|kept| kept.provider),
    })
}

/// Binds a provider that answers.
///
/// # Errors
/// As [`Provider::bind`]; there is one already; a domain is bound elsewhere; it does not answer as it must.
pub async fn bind(
    cx: &Context<'_>,
    key: &[u8; 32],
    reach: &Reach,
    id: ProviderId,
    binding: Binding,
    secret: &str,
) -> Result<(), Error> {
    let organisation = organisations::get(cx.db.read(), cx.actor.organisation).await?;
    let organisation = organisation.ok_or(Error::NotFound)?;
    let loopback = reach.is_on_loopback();
    let change = Provider::bind(cx.actor, of(&organisation), id, binding.clone(), loopback, cx.now)?;
    let own = rows::of_organisation(cx.db.read(), organisation.id).await?;
    if own.as_ref().is_some_and(|kept| kept.provider.id == id) {
        return Ok(());
    }
    if own.is_some() {
        return Err(Refusal::NotNow(NotNow::ProviderBound).into());
    }
    // Asked before anything is locked. Why it does not answer is for whoever binds it to find out.
    if let Err(trouble) = reach.test(&change.after().issuer, cx.now).await {
        return Err(Refusal::field("issuer", unfit(trouble)).into());
    }
    let tx = cx.begin().await?;
    let organisation = organisations::get(&tx, organisation.id).await?.ok_or(Error::NotFound)?;
    let change = Provider::bind(cx.actor, of(&organisation), id, binding, loopback, cx.now)?;
    let sealed = sealed(key, change.after(), secret)?;
    match rows::save(&tx, &change, Some(sealed)).await {
        Err(error) if error.is_taken("providers_organisation_id_key") => {
            return Err(Refusal::NotNow(NotNow::ProviderBound).into());
        }
        saved => bound_elsewhere(saved)?,
    }
    tell(&tx, cx, &change).await?;
    Ok(tx.commit().await?)
}

fn bound_elsewhere(saved: Result<(), crate::store::Error>) -> Result<(), Error> {
    match saved {
        Err(error) if error.is_taken("provider_domains_pkey") => {
            Err(Refusal::field("domains", "domain_bound_elsewhere").into())
        }
        saved => Ok(saved?),
    }
}

/// What the form says of a provider that does not do.
const fn unfit(trouble: Trouble) -> &'static str {
    if matches!(trouble, Trouble::Issuer) {
        "issuer_other"
    } else {
        "issuer_silent"
    }
}

/// Changes the settings; answers whether anything is another.
pub async fn change(cx: &Context<'_>, settings: Settings) -> Result<bool, Error> {
    let as_of = cx.as_of.ok_or(Error::Conflict)?;
    let (tx, organisation, kept) = locked(cx).await?;
    let change = kept
        .provider
        .change(cx.actor, of(&organisation), settings, as_of, cx.now)?;
    let Some(change) = change else { return Ok(false) };
    bound_elsewhere(rows::save(&tx, &change, None).await)?;
    tell(&tx, cx, &change).await?;
    tx.commit().await?;
    Ok(true)
}

/// Replaces the secret by which the provider knows us.
pub async fn replace_secret(cx: &Context<'_>, key: &[u8; 32], secret: &str) -> Result<(), Error> {
    let as_of = cx.as_of.ok_or(Error::Conflict)?;
    let (tx, organisation, kept) = locked(cx).await?;
    let change = kept
        .provider
        .replace_secret(cx.actor, organisation.kind, as_of, cx.now)?;
    let sealed = sealed(key, change.after(), secret)?;
    rows::save(&tx, &change, Some(sealed)).await?;
    tell(&tx, cx, &change).await?;
    Ok(tx.commit().await?)
}

/// Asks whether the provider answers as it must; answers what is wrong.
pub async fn test(cx: &Context<'_>, reach: &Reach) -> Result<Option<Trouble>, Error> {
    let Own { organisation, provider } = own(cx).await?;
    let provider = provider.ok_or(Error::NotFound)?;
    provider.may(Act::Test, cx.actor, organisation.kind)?;
    let trouble = reach.test(&provider.issuer, cx.now).await.err();
    let tx = cx.begin().await?;
    let event = Event::ProviderTested {
        provider: provider.id,
        trouble,
    };
    let subject = Subject::organisation(organisation.id);
    audit::record_one(&tx, &event, Who::of(cx.actor, &event), Some(&subject), cx.call, cx.now).await?;
    tx.commit().await?;
    Ok(trouble)
}

/// Lets go of the provider: sessions that began there end, but the actor's own, and nobody is found by whom it knew.
pub async fn unbind(cx: &Context<'_>, reach: &Reach) -> Result<(), Error> {
    let as_of = cx.as_of.ok_or(Error::Conflict)?;
    let (tx, organisation, kept) = locked(cx).await?;
    let id = kept.provider.id;
    kept.provider.may(Act::Unbind, cx.actor, organisation.kind)?;
    let ended = sessions::end_of_provider(&tx, id, None).await?.len();
    let sessions = u32::try_from(ended).unwrap_or(u32::MAX);
    let change = kept
        .provider
        .unbind(cx.actor, organisation.kind, as_of, sessions, cx.now)?;
    links::remove_all(&tx, id).await?;
    rows::save(&tx, &change, None).await?;
    tell(&tx, cx, &change).await?;
    tx.commit().await?;
    reach.forget(&change.after().issuer);
    Ok(())
}

/// The provider that signs in whoever has the mailbox `email`: found by its domain, and nothing is looked up of anybody.
pub async fn of_mailbox(db: &Db, email: &str) -> Result<Option<Kept>, Error> {
    let email = normal_email(email);
    let domain = crate::domain::people::host_of(&email);
    let Some(kept) = rows::of_domain(db.read(), domain).await? else {
        return Ok(None);
    };
    let organisation = organisation_of(db.read(), &kept.provider).await?;
    Ok(Some(kept).filter(|kept| kept.provider.signs_in(&email, &organisation.domains)))
}

/// Whether the organisation's provider is the only way in for whoever has the mailbox `email`, but for a passkey.
pub async fn is_only_way(db: &Db, email: &str) -> Result<bool, Error> {
    let kept = of_mailbox(db, email).await?;
    Ok(kept.is_some_and(|kept| kept.provider.settings.is_only_way))
}

/// The provider at which a session began, where it is bound still.
pub async fn of_session(db: &Db, id: ProviderId) -> Result<Option<Kept>, Error> {
    Ok(rows::bound(db.read(), id).await?)
}

/// Forgets attempts that nobody ended.
pub async fn forget(db: &Db, now: Time) -> Result<(), Error> {
    let tx = db.begin().await?;
    // A while longer than they count, so that one that comes late or again is told so.
    rows::attempts::forget(&tx, now.plus(-rule::ATTEMPT_LASTS)).await?;
    Ok(tx.commit().await?)
}

async fn organisation_of(db: &impl Connection, provider: &Provider) -> Result<Organisation, Error> {
    let found = organisations::get(db, provider.organisation).await?;
    found.ok_or(Error::NotFound)
}

async fn locked(cx: &Context<'_>) -> Result<(Tx, Organisation, Kept), Error> {
    let tx = cx.begin().await?;
    let organisation = organisations::get(&tx, cx.actor.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let kept = rows::lock(&tx, organisation.id).await?.ok_or(Error::NotFound)?;
    Ok((tx, organisation, kept))
}

fn of(organisation: &Organisation) -> Of<'_> {
    Of {
        id: organisation.id,
        kind: organisation.kind,
        domains: &organisation.domains,
    }
}

/// The secret, for its organisation and its provider alone.
fn sealed(key: &[u8; 32], provider: &Provider, secret: &str) -> Result<Vec<u8>, Error> {
    let ticket = provider.id.to_string();
    let text = secret.as_bytes().to_vec();
    secrets::seal(key, Sealing::ProviderSecret, &ticket, provider.organisation, text)
}

fn secret_of(key: &[u8; 32], kept: &Kept) -> Result<String, Error> {
    let (ticket, owner) = (kept.provider.id.to_string(), kept.provider.organisation);
    let opened = secrets::unsealed(key, Sealing::ProviderSecret, &ticket, owner, &kept.sealed_secret);
    let text = opened.and_then(|text| String::from_utf8(text).ok());
    text.ok_or_else(|| Error::internal("the secret of a provider does not open"))
}

async fn tell(tx: &Tx, cx: &Context<'_>, change: &Change<Provider>) -> Result<(), Error> {
    let organisation = change.after().organisation;
    let concerned = Concerned {
        platforms: organisations::ids_of(tx, OrganisationKind::Platform).await?,
        organisation,
    };
    let subject = Subject::organisation(organisation);
    Ok(audit::save_events_of_organisation(tx, change, &subject, cx.call, &concerned).await?)
}
