//! One's own passkeys: adding, naming and removing them. Who is signed in shows a factor that is there already first (S05).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{self, PasskeyRegistration};

use super::{Begun, Context, Ended, Error, Place, Site, ceremonies, sign_in, wire};
use crate::domain::actor::Actor;
use crate::domain::change::{NotNow, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{PasskeyId, PersonId};
use crate::domain::needs::OWN_ACCOUNT;
use crate::domain::passkeys::{self, MOST, Passkey, Purpose};
use crate::domain::people::{Factor, Stage};
use crate::service::{assurance, factors};
use crate::store::passkeys::{self as rows, Kept};
use crate::store::sessions::Session;
use crate::store::{self, Connection};

/// Begins to add a passkey to the account of `session`: the owner is verified, and it is kept where it can be found without
/// a name, if the authenticator has room.
pub async fn begin_registration(place: &Place<'_>, session: &Session) -> Result<Value, Error> {
    may_add(place, session).await?;
    let person = &session.person;
    let own = rows::of_person(place.db.read(), person.id).await?;
    let exclude: Vec<Value> = own.iter().map(ceremonies::named).collect();
    let known = own
        .iter()
        .filter_map(|kept| BASE64.decode(&kept.credential_id).ok())
        .collect();
    let (asked, state) = place
        .site
        .webauthn
        .start_passkey_registration(person.id.0, &person.email, &person.name, Some(known))
        .map_err(Error::internal)?;
    let mut options = serde_json::to_value(asked.public_key).map_err(Error::internal)?;
    ceremonies::put(&mut options, "", "excludeCredentials", json!(exclude))?;
    ceremonies::put(
        &mut options,
        "/authenticatorSelection",
        "residentKey",
        json!("preferred"),
    )?;
    let state = serde_json::to_value(state).map_err(Error::internal)?;
    ceremonies::begin(place, Purpose::Registration, Some(person.id), None, state).await?;
    Ok(options)
}

/// A passkey that was added.
pub struct Added {
    /// In a sign-in this completed it.
    pub begun: Option<Begun>,
    /// The recovery codes that were made where there were none: shown now and never again.
    pub codes: Vec<String>,
}

/// Adds the passkey that was made, under `name`.
pub async fn register(
    place: &Place<'_>,
    session: &Session,
    name: String,
    credential: &str,
) -> Result<Ended<Added>, Error> {
    may_add(place, session).await?;
    let Some(ceremony) = ceremonies::take(place, Purpose::Registration).await? else {
        return Ok(Ended::Late);
    };
    let is_own = ceremony.person == Some(session.person.id);
    let Some(made) = wire::made(credential).filter(|_| is_own) else {
        return Ok(Ended::Wrong);
    };
    let state: PasskeyRegistration = serde_json::from_str(&ceremony.state).map_err(Error::internal)?;
    let Ok(credential) = place.site.webauthn.finish_passkey_registration(&made, &state) else {
        return Ok(Ended::Wrong);
    };
    let passkey = Passkey {
        id: PasskeyId::new(place.now),
        person: session.person.id,
        name,
        created_at: place.now,
        last_used_at: None,
        is_backed_up: false,
    };
    let aaguid = aaguid(place.site, &made.response.attestation_object);
    let kept = kept(passkey, &credential, aaguid)?;
    let event = Event::PasskeyAdded {
        passkey: kept.passkey.id,
    };
    let tx = place.db.begin().await?;
    let person = session.person.id;
    // One after the other, so that two at once do not both find room.
    store::people::lock(&tx, person).await?;
    let held = factors::held(&tx, person).await?;
    fits(held.passkeys)?;
    if session.stage != Stage::Complete && held.next_stage() != Stage::Enrolling {
        // By now there is a factor: nobody adds another by the password alone.
        return Err(Error::NotFound);
    }
    match rows::insert(&tx, kept).await {
        // Another's: it says nothing of whose.
        Err(store::Error::Taken(_)) => return Ok(Ended::Wrong),
        inserted => inserted?,
    }
    let mut events = vec![event];
    let codes = if held.recovery_codes == 0 {
        events.push(Event::RecoveryCodesMade);
        factors::first_codes(&tx, &place.key, person, place.now).await?
    } else {
        Vec::new()
    };
    let begun = match session.stage {
        Stage::Complete => {
            let actor = sign_in::actor_of(session, session.proof(place.now));
            sign_in::tell(&tx, place.now, place.call, &actor, person, &events).await?;
            None
        }
        // Whoever made it has just shown it.
        Stage::PasswordDone | Stage::Enrolling => {
            Some(sign_in::prove_with(&tx, place.now, place.call, session, Factor::Passkey, events).await?)
        }
    };
    tx.commit().await?;
    Ok(Ended::Right(Added { begun, codes }))
}

/// Whether a passkey can be added in `session`: while one enrols, or after a factor was shown just now.
async fn may_add(place: &Place<'_>, session: &Session) -> Result<(), Error> {
    match session.stage {
        Stage::Complete => {
            sign_in::actor_of(session, session.proof(place.now)).has_confirmed(OWN_ACCOUNT)?;
        }
        Stage::Enrolling => {}
        Stage::PasswordDone => return Err(Error::NotFound),
    }
    fits(rows::count(place.db.read(), session.person.id).await?)?;
    Ok(())
}

fn fits(passkeys: u64) -> Result<(), Refusal> {
    if usize::try_from(passkeys).is_ok_and(|passkeys| passkeys < MOST) {
        Ok(())
    } else {
        Err(Refusal::NotNow(NotNow::EnoughPasskeys))
    }
}

/// What of a new credential has columns of its own.
fn kept(passkey: Passkey, credential: &prelude::Passkey, aaguid: String) -> Result<Kept, Error> {
    let known = serde_json::to_value(credential).map_err(Error::internal)?;
    let said = |name: &str| known.pointer(&format!("/cred/{name}")).cloned().unwrap_or_default();
    let counter = said("counter").as_u64().and_then(|counter| u32::try_from(counter).ok());
    Ok(Kept {
        credential_id: BASE64.encode(credential.cred_id()),
        counter: counter.unwrap_or_default(),
        may_be_backed_up: said("backup_eligible") == Value::Bool(true),
        passkey: Passkey {
            is_backed_up: said("backup_state") == Value::Bool(true),
            ..passkey
        },
        credential: known.to_string(),
        aaguid,
    })
}

/// The model of the authenticator (WebAuthn level 3 §6.1): 37 bytes after the hash of the site, which begins what it says.
fn aaguid(site: &Site, attestation: &[u8]) -> String {
    use sha2::Digest as _;
    let site = sha2::Sha256::digest(site.id.as_bytes());
    let begin = attestation.windows(site.len()).position(|part| part == site.as_slice());
    let bytes = begin.and_then(|begin| attestation.get(begin + 37..begin + 53));
    bytes
        .and_then(|bytes| Uuid::from_slice(bytes).ok())
        .unwrap_or_default()
        .to_string()
}

/// The actor's own passkeys, oldest first.
pub async fn list(cx: &Context<'_>) -> Result<Vec<Passkey>, Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    let own = rows::of_person(cx.db.read(), person).await?;
    Ok(own.into_iter().map(|kept| kept.passkey).collect())
}

/// One of the actor's own passkeys.
pub async fn find(cx: &Context<'_>, id: PasskeyId) -> Result<Passkey, Error> {
    let own = list(cx).await?;
    own.into_iter().find(|passkey| passkey.id == id).ok_or(Error::NotFound)
}

/// Whether the actor can do without one of their passkeys.
///
/// # Errors
/// As the rule says.
pub async fn may_be_removed(cx: &Context<'_>) -> Result<Result<(), Refusal>, Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    removable(cx.db.read(), cx.actor, person).await
}

async fn removable(db: &impl Connection, actor: &Actor, person: PersonId) -> Result<Result<(), Refusal>, Error> {
    let held = factors::held(db, person).await?;
    let others = u64::from(held.has_totp);
    Ok(passkeys::may_be_removed(actor.roles, held.passkeys, others))
}

/// Gives one of the actor's own passkeys another name.
pub async fn rename(cx: &Context<'_>, id: PasskeyId, name: &str) -> Result<(), Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    cx.actor.has_confirmed(OWN_ACCOUNT)?;
    let tx = cx.db.begin().await?;
    if !rows::rename(&tx, person, id, name).await? {
        return Err(Error::NotFound);
    }
    let event = Event::PasskeyRenamed { passkey: id };
    sign_in::tell(&tx, cx.now, cx.call, cx.actor, person, &[event]).await?;
    Ok(tx.commit().await?)
}

/// Removes one of the actor's own passkeys.
pub async fn remove(cx: &Context<'_>, id: PasskeyId) -> Result<(), Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    cx.actor.has_confirmed(OWN_ACCOUNT)?;
    let tx = cx.db.begin().await?;
    // One after the other, so that two at once do not each leave the other's.
    store::people::lock(&tx, person).await?;
    let allowed = removable(&tx, cx.actor, person).await?;
    if !rows::remove(&tx, person, id).await? {
        return Err(Error::NotFound);
    }
    // What is dropped here is not removed.
    allowed?;
    let event = Event::PasskeyRemoved { passkey: id };
    sign_in::tell(&tx, cx.now, cx.call, cx.actor, person, &[event]).await?;
    assurance::key_removed(&tx, cx, id).await?;
    Ok(tx.commit().await?)
}
