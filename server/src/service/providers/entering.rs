//! The way to a provider and back: an attempt of one browser, used once, and what the provider answers.

use super::{RETURN, arriving, secret_of};
use crate::domain::audit::{Call, Subject, Who};
use crate::domain::events::Event;
use crate::domain::ids::{OrganisationId, ProviderId};
use crate::domain::providers::{ATTEMPT_LASTS, Asked, Provider, Purpose, Token, Trouble, verified};
use crate::domain::values::Time;
use crate::integrations::providers::{Question, Reach};
use crate::service::Error;
use crate::service::secrets::{self, Purpose as Sealing};
use crate::service::sign_in::{Begun, digest, secret};
use crate::store::providers::attempts::{self, Attempt};
use crate::store::providers::{self as rows, Kept};
use crate::store::sessions::Session;
use crate::store::{Db, audit};

/// What the way takes.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    /// The database.
    pub db: &'a Db,
    /// When.
    pub now: Time,
    /// By which call.
    pub call: &'a Call,
    /// What the browser calls itself.
    pub agent: &'a str,
    /// The program's own key.
    pub key: &'a [u8; 32],
    /// The way to providers.
    pub reach: &'a Reach,
    /// The site's own address, as it is configured (S43).
    pub base_url: &'a str,
}

/// Somebody is sent to a provider.
pub struct Sent {
    /// Where to.
    pub url: String,
    /// What only this browser gets, for a cookie.
    pub secret: String,
}

/// What came back, as it stood in the address, and what the browser had.
#[derive(Clone, Copy, Default)]
pub struct Back<'a> {
    /// What we sent along.
    pub state: &'a str,
    /// What the token is asked for with.
    pub code: &'a str,
    /// Who says so (RFC 9207).
    pub issuer: Option<&'a str>,
    /// Why not.
    pub error: Option<&'a str>,
    /// What only the browser that began has.
    pub secret: Option<&'a str>,
    /// The session of whoever is signed in.
    pub session: Option<&'a Session>,
}

/// How it ended.
pub enum Came {
    /// Signed in, or on to a second factor; and where one was going, as JSON.
    In(Begun, Option<String>),
    /// Whoever is signed in has confirmed; and where one was going.
    Confirmed(Begun, Option<String>),
    /// An invitation is to be taken up first.
    Invited,
    /// Not let in.
    Refused(Trouble),
}

/// Why a way ended.
pub(super) enum Ended {
    Trouble(Trouble),
    Error(Error),
}

impl From<Trouble> for Ended {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<crate::store::Error> for Ended {
    fn from(error: crate::store::Error) -> Self {
        Self::Error(error.into())
    }
}

/// Begins an attempt at a provider: to sign in, or to confirm `session`. `hint` is the mailbox that was typed.
pub async fn begin(
    way: &Way<'_>,
    kept: &Kept,
    session: Option<&Session>,
    wanted: Option<String>,
    hint: Option<&str>,
) -> Result<Result<Sent, Trouble>, Error> {
    let purpose = if session.is_some() {
        Purpose::Confirmation
    } else {
        Purpose::SignIn
    };
    let (state, nonce, own) = (secret()?, secret()?, secret()?);
    let back = format!("{}{RETURN}", way.base_url);
    let question = Question {
        back: &back,
        state: &state,
        nonce: &nonce,
        hint,
        anew: purpose == Purpose::Confirmation,
    };
    let (url, verifier) = match way.reach.ask(&kept.provider, question, way.now).await {
        Ok(asked) => asked,
        Err(trouble) => {
            refuse(way, Some(&kept.provider), purpose, trouble).await?;
            return Ok(Err(trouble));
        }
    };
    let state_hash = digest(&["provider state", &state]);
    let organisation = kept.provider.organisation;
    let attempt = Attempt {
        sealed_verifier: seal(way, &state_hash, organisation, verifier.into_bytes())?,
        state_hash,
        bound_to: bound_to(&own),
        provider: kept.provider.id,
        purpose,
        session: session.map(|session| session.id),
        nonce,
        wanted,
        sealed_arrival: None,
        is_used: false,
        created_at: way.now,
        expires_at: way.now.plus(ATTEMPT_LASTS),
    };
    let tx = way.db.begin().await?;
    attempts::insert(&tx, attempt).await?;
    tx.commit().await?;
    Ok(Ok(Sent { url, secret: own }))
}

/// By what an attempt knows its browser.
pub(super) fn bound_to(secret: &str) -> String {
    digest(&["provider attempt", secret])
}

pub(super) fn seal(
    way: &Way<'_>,
    state_hash: &str,
    organisation: OrganisationId,
    text: Vec<u8>,
) -> Result<Vec<u8>, Error> {
    secrets::seal(way.key, Sealing::ProviderAttempt, state_hash, organisation, text)
}

pub(super) fn opened(
    way: &Way<'_>,
    state_hash: &str,
    organisation: OrganisationId,
    sealed: &[u8],
) -> Result<String, Error> {
    let text = secrets::unsealed(way.key, Sealing::ProviderAttempt, state_hash, organisation, sealed);
    let text = text.and_then(|text| String::from_utf8(text).ok());
    text.ok_or_else(|| Error::internal("an attempt at a provider does not open"))
}

/// Somebody comes back from a provider.
pub async fn back(way: &Way<'_>, back: Back<'_>) -> Result<Came, Error> {
    let (attempt, kept) = match taken(way, &back).await {
        Ok(taken) => taken,
        Err(Ended::Error(error)) => return Err(error),
        Err(Ended::Trouble(trouble)) => {
            refuse(way, None, Purpose::SignIn, trouble).await?;
            return Ok(Came::Refused(trouble));
        }
    };
    match came(way, &back, &attempt, &kept).await {
        Ok(came) => Ok(came),
        Err(Ended::Error(error)) => Err(error),
        Err(Ended::Trouble(trouble)) => {
            refuse(way, Some(&kept.provider), attempt.purpose, trouble).await?;
            Ok(Came::Refused(trouble))
        }
    }
}

/// The attempt that this browser began and nobody used, with its provider.
async fn taken(way: &Way<'_>, back: &Back<'_>) -> Result<(Attempt, Kept), Ended> {
    let own = bound_to(back.secret.unwrap_or_default());
    let tx = way.db.begin().await?;
    let state_hash = digest(&["provider state", back.state]);
    let Some((attempt, is_first)) = attempts::take(&tx, &state_hash, &own).await? else {
        return Err(Trouble::State.into());
    };
    // Whatever becomes of it, it was used.
    tx.commit().await?;
    if !is_first {
        return Err(Trouble::Replayed.into());
    }
    if way.now >= attempt.expires_at {
        return Err(Trouble::Late.into());
    }
    let kept = rows::bound(way.db.read(), attempt.provider).await?;
    Ok((attempt, kept.ok_or(Trouble::Unknown)?))
}

async fn came(way: &Way<'_>, back: &Back<'_>, attempt: &Attempt, kept: &Kept) -> Result<Came, Ended> {
    let provider = &kept.provider;
    let names_itself = way.reach.names_itself(&provider.issuer, way.now).await?;
    match back.issuer {
        Some(issuer) if issuer != provider.issuer => return Err(Trouble::Issuer.into()),
        None if names_itself => return Err(Trouble::Issuer.into()),
        Some(_) | None => {}
    }
    if back.error.is_some() {
        return Err(Trouble::Declined.into());
    }
    if back.code.is_empty() {
        return Err(Trouble::Malformed.into());
    }
    let verifier = opened(
        way,
        &attempt.state_hash,
        provider.organisation,
        &attempt.sealed_verifier,
    )?;
    let secret = secret_of(way.key, kept)?;
    let address = format!("{}{RETURN}", way.base_url);
    let exchanged = way
        .reach
        .exchange(provider, &secret, &address, (back.code, &verifier), way.now);
    let (raw, access) = exchanged.await?;
    let token = way.reach.read(provider, &raw, way.now).await?;
    let asked = Asked {
        nonce: attempt.nonce.clone(),
        anew_since: (attempt.purpose == Purpose::Confirmation).then_some(attempt.created_at),
    };
    let said = verified(&token, provider, &asked, way.now)?;
    let token = completed(way, provider, token, &access, &said.subject).await?;
    let arrived = arriving::Arrived {
        attempt,
        provider,
        token: &token,
        said: &said,
    };
    match attempt.purpose {
        Purpose::SignIn => arriving::sign_in(way, arrived).await,
        Purpose::Confirmation => arriving::confirm(way, arrived, back.session).await,
        Purpose::Logout => Err(Trouble::State.into()),
    }
}

/// The token, with the mailbox and the groups that the provider tells elsewhere.
async fn completed(
    way: &Way<'_>,
    provider: &Provider,
    token: Token,
    access: &str,
    subject: &str,
) -> Result<Token, Trouble> {
    let asks_groups = !provider.settings.groups.is_empty();
    if token.email.is_some() && (token.groups.is_some() || !asks_groups) {
        return Ok(token);
    }
    let Some(more) = way.reach.more(provider, access, subject, way.now).await? else {
        return Ok(token);
    };
    let (email, is_email_verified) = match token.email {
        Some(email) => (Some(email), token.is_email_verified),
        None => (more.email, more.is_email_verified),
    };
    Ok(Token {
        email,
        is_email_verified,
        groups: token.groups.or(more.groups),
        ..token
    })
}

/// Whoever is not let in stands in the trail, with why.
pub(super) async fn refuse(
    way: &Way<'_>,
    provider: Option<&Provider>,
    purpose: Purpose,
    reason: Trouble,
) -> Result<(), Error> {
    let tx = way.db.begin().await?;
    let event = Event::ProviderRefused {
        provider: provider.map(|provider| -> ProviderId { provider.id }),
        purpose,
        reason,
    };
    let subject = provider.map(|provider| Subject::organisation(provider.organisation));
    audit::record_one(&tx, &event, Who::nobody(), subject.as_ref(), way.call, way.now).await?;
    Ok(tx.commit().await?)
}
