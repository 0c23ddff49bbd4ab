//! Passkeys: the ceremonies of WebAuthn by which one is added, shown at a sign-in, shown again, and signs an approval. What
//! a ceremony is checked against stays here, for five minutes and once, bound to the browser that began it.

pub mod approving;
mod ceremonies;
mod keys;
mod own;
mod site;
mod wire;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::sign_in::{self, Begun, Tally};
use super::{Context, Error};
use crate::domain::actor::Actor;
use crate::domain::audit::{Call, Subject, Who};
use crate::domain::events::Event;
use crate::domain::passkeys::{Doubt, Lack, Purpose, lack};
use crate::domain::people::{Factor, Person, Stage};
use crate::domain::values::Time;
use crate::store::passkeys::{self as rows, Kept};
use crate::store::sessions::Session;
use crate::store::{Db, audit, notices, people};

pub use own::{Added, begin_registration, find, list, may_be_removed, register, remove, rename};
pub use site::{NoSite, Site};

/// Where a ceremony takes place.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The database.
    pub db: &'a Db,
    /// When.
    pub now: Time,
    /// By which call, for the trail.
    pub call: &'a Call,
    /// The site to which passkeys are bound.
    pub site: &'a Site,
    /// The browser: whatever only it has.
    pub browser: &'a str,
    /// The cookie by which an account may know it.
    pub device: Option<&'a str>,
    /// The program's own key.
    pub key: [u8; 32],
}

impl Place<'_> {
    /// As rows name the browser.
    fn bound_to(&self) -> String {
        hex::encode(
            Sha256::new()
                .chain_update(b"passkey ceremony\0")
                .chain_update(self.browser)
                .finalize(),
        )
    }
}

/// How a ceremony ended.
#[derive(Debug)]
pub enum Ended<T> {
    /// As it should.
    Right(T),
    /// What was shown is not what was asked for, or nobody knows it: which of them is not told (S09).
    Wrong,
    /// Nothing had begun, or too long ago, or it was ended before.
    Late,
    /// Too many failures on this account.
    Locked,
}

/// Begins to ask for a passkey: of the person of `session`, or of anybody who has one for this site.
pub async fn begin(place: &Place<'_>, purpose: Purpose, session: Option<&Session>) -> Result<Value, Error> {
    let own = match session {
        Some(session) => rows::of_person(place.db.read(), session.person.id).await?,
        None => Vec::new(),
    };
    if session.is_some() && own.is_empty() {
        return Err(Error::NotFound);
    }
    let (options, state) = ceremonies::to_show(place.site, &own, None)?;
    let person = session.map(|session| session.person.id);
    ceremonies::begin(place, purpose, person, None, state).await?;
    Ok(options)
}

/// The person of `session` shows a passkey, as a second factor or to confirm: the sign-in is complete, or confirmed.
pub async fn show(
    place: &Place<'_>,
    purpose: Purpose,
    session: &Session,
    credential: &str,
) -> Result<Ended<Begun>, Error> {
    let Some(ceremony) = ceremonies::take(place, purpose).await? else {
        return Ok(Ended::Late);
    };
    let person = &session.person;
    let tally = Tally::of(place.db, place.now, &person.email, place.device).await?;
    if tally.is_locked {
        return Ok(Ended::Locked);
    }
    let actor = sign_in::actor_of(session, session.proof(place.now));
    let is_own = ceremony.person == Some(person.id);
    let shown = wire::shown(credential).filter(|_| is_own);
    let tx = place.db.begin().await?;
    let kept = match &shown {
        Some(shown) => rows::lock_named(&tx, &shown.id).await?,
        None => None,
    };
    let own = kept.filter(|kept| kept.passkey.person == person.id);
    let (Some(shown), Some(kept)) = (shown, own) else {
        sign_in::tell(&tx, place.now, place.call, &actor, person.id, &[Event::FactorFailed]).await?;
        tx.commit().await?;
        return Ok(Ended::Wrong);
    };
    match ceremonies::checked(place.site, &ceremony.state, &kept, &shown)? {
        Ok(kept) => {
            rows::used(&tx, &kept, place.now).await?;
            tally.take_back(&tx).await?;
            if session.stage == Stage::Complete {
                tally.forget(&tx).await?;
            }
            let begun = sign_in::prove_with(&tx, place.now, place.call, session, Factor::Passkey, Vec::new()).await?;
            tx.commit().await?;
            Ok(Ended::Right(begun))
        }
        Err(doubt) => {
            drop(tx);
            refuse(place, person, &kept, Some(&actor), purpose, doubt).await?;
            Ok(Ended::Wrong)
        }
    }
}

/// Somebody signs in by a passkey alone: it is two factors, since its owner was verified by the authenticator.
pub async fn sign_in(place: &Place<'_>, agent: &str, credential: &str) -> Result<Ended<Begun>, Error> {
    let Some(ceremony) = ceremonies::take(place, Purpose::SignIn).await? else {
        return Ok(Ended::Late);
    };
    let Some(shown) = wire::shown(credential) else {
        return Ok(Ended::Wrong);
    };
    let owner = owner(place.db, &shown.id).await?;
    // A passkey that nobody knows is told as one that was wrong, as often as it is shown.
    let name = owner.as_ref().map_or(shown.id.as_str(), |owner| owner.email.as_str());
    let tally = Tally::of(place.db, place.now, name, place.device).await?;
    if tally.is_locked {
        return Ok(Ended::Locked);
    }
    let tx = place.db.begin().await?;
    let kept = rows::lock_named(&tx, &shown.id).await?;
    let (Some(person), Some(kept)) = (owner, kept) else {
        drop(tx);
        sign_in::failed(place.db, place.now, place.call, &tally).await?;
        return Ok(Ended::Wrong);
    };
    // Who it is stands in what the authenticator answers, not in what was asked.
    let checked = if shown.response.user_handle.is_some() && kept.passkey.person == person.id {
        ceremonies::checked(place.site, &ceremony.state, &kept, &shown)?
    } else {
        Err(Doubt::Wrong)
    };
    let kept = match checked {
        Ok(kept) => kept,
        Err(doubt) => {
            drop(tx);
            refuse(place, &person, &kept, None, Purpose::SignIn, doubt).await?;
            return Ok(Ended::Wrong);
        }
    };
    let Some(begun) = sign_in::by_passkey(&tx, place.now, place.call, agent, person).await? else {
        drop(tx);
        sign_in::failed(place.db, place.now, place.call, &tally).await?;
        return Ok(Ended::Wrong);
    };
    rows::used(&tx, &kept, place.now).await?;
    tally.take_back(&tx).await?;
    tx.commit().await?;
    Ok(Ended::Right(begun))
}

async fn owner(db: &Db, credential_id: &str) -> Result<Option<Person>, Error> {
    match rows::owner(db.read(), credential_id).await? {
        Some(person) => Ok(people::get(db.read(), person).await?),
        None => Ok(None),
    }
}

/// A passkey that is known was not taken: that stands in the trail, and its owner is told where there may be a copy of it.
async fn refuse(
    place: &Place<'_>,
    owner: &Person,
    kept: &Kept,
    actor: Option<&Actor>,
    purpose: Purpose,
    doubt: Doubt,
) -> Result<(), Error> {
    let event = Event::PasskeyRefused {
        passkey: kept.passkey.id,
        purpose,
        doubt,
    };
    let who = actor.map_or_else(Who::nobody, |actor| Who::of(actor, &event));
    let tx = place.db.begin().await?;
    let subject = Subject::person(owner.id);
    let leaf = audit::record_one(&tx, &event, who, Some(&subject), place.call, place.now).await?;
    let (events, leaves) = ([event], [leaf]);
    notices::tell_owner(&tx, owner.id, owner.organisation, &events, &leaves, place.now).await?;
    Ok(tx.commit().await?)
}

/// Whether the actor has any passkey.
pub async fn has_any(db: &Db, actor: &Actor) -> Result<bool, Error> {
    match actor.person {
        Some(person) => Ok(rows::count(db.read(), person).await? > 0),
        None => Ok(false),
    }
}

/// What the actor lacks of what the roles ask for. It costs a statement only where one signed in by something weaker.
pub async fn lacks(cx: &Context<'_>) -> Result<Option<Lack>, Error> {
    let factor = cx.actor.proof.map(|proof| proof.factor);
    let (Some(person), Some(_)) = (cx.actor.person, lack(cx.actor.roles, factor, 0)) else {
        return Ok(None);
    };
    let passkeys = rows::count(cx.db.read(), person).await?;
    Ok(lack(cx.actor.roles, factor, passkeys))
}

/// Forgets ceremonies that nobody ended.
pub async fn forget(db: &Db, now: Time) -> Result<(), Error> {
    let tx = db.begin().await?;
    rows::forget(&tx, now).await?;
    Ok(tx.commit().await?)
}
