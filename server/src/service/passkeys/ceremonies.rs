//! What is asked of an authenticator, and whether its answer is right: the checks of WebAuthn level 3 §7.2 are the
//! library's, under our challenge where an approval is signed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use webauthn_rs::prelude::{self, DiscoverableAuthentication, WebauthnError};

use super::wire::Shown;
use super::{Error, Place, Site};
use crate::domain::ids::{PersonId, RequestId};
use crate::domain::passkeys::{CEREMONY_LASTS, Doubt, Purpose};
use crate::store::passkeys::{self as rows, Ceremony, Kept};

/// Begins a ceremony: whatever this browser began before for the same purpose is over.
pub(super) async fn begin(
    place: &Place<'_>,
    purpose: Purpose,
    person: Option<PersonId>,
    request: Option<RequestId>,
    state: Value,
) -> Result<(), Error> {
    let ceremony = Ceremony {
        bound_to: place.bound_to(),
        purpose,
        person,
        request,
        state: state.to_string(),
        expires_at: place.now.plus(CEREMONY_LASTS),
    };
    let tx = place.db.begin().await?;
    rows::begin(&tx, ceremony).await?;
    Ok(tx.commit().await?)
}

/// Takes what this browser began for `purpose`, once: whatever comes of it, it does not come again.
pub(super) async fn take(place: &Place<'_>, purpose: Purpose) -> Result<Option<Ceremony>, Error> {
    let tx = place.db.begin().await?;
    let ceremony = rows::take(&tx, &place.bound_to(), purpose, place.now).await?;
    tx.commit().await?;
    Ok(ceremony)
}

/// What to ask a browser for, one of `own` or any for this site where there is none, and what its answer is checked against.
/// The challenge is `challenge`, where something is signed, else of chance.
pub(super) fn to_show(site: &Site, own: &[Kept], challenge: Option<&[u8]>) -> Result<(Value, Value), Error> {
    let (asked, state) = site
        .webauthn
        .start_discoverable_authentication()
        .map_err(Error::internal)?;
    let mut options = serde_json::to_value(asked.public_key).map_err(Error::internal)?;
    let mut state = serde_json::to_value(state).map_err(Error::internal)?;
    let allowed: Vec<Value> = own.iter().map(named).collect();
    put(&mut options, "", "allowCredentials", json!(allowed))?;
    if let Some(challenge) = challenge {
        let challenge = json!(BASE64.encode(challenge));
        put(&mut options, "", "challenge", challenge.clone())?;
        // The library draws its challenges itself; what it keeps of one is checked as any other.
        put(&mut state, "/ast", "challenge", challenge)?;
    }
    Ok((options, state))
}

/// How a passkey is named to browsers, with the ways to its authenticator.
pub(super) fn named(kept: &Kept) -> Value {
    let known: Value = serde_json::from_str(&kept.credential).unwrap_or_default();
    let ways = known
        .pointer("/cred/transports")
        .filter(|ways| ways.is_array())
        .cloned();
    let mut named = json!({ "type": "public-key", "id": kept.credential_id });
    if let (Some(ways), Some(named)) = (ways, named.as_object_mut()) {
        named.insert("transports".to_owned(), ways);
    }
    named
}

/// Puts `value` under `name` into the object at `within`, in place of what stands there.
pub(super) fn put(into: &mut Value, within: &str, name: &str, value: Value) -> Result<(), Error> {
    let object = into.pointer_mut(within).and_then(Value::as_object_mut);
    let there = object.and_then(|object| object.get_mut(name));
    *there.ok_or_else(|| Error::internal(format!("a ceremony has no {name}")))? = value;
    Ok(())
}

/// Whether what was `shown` is what was asked for: origin, site, challenge, presence and verification of the owner, the
/// signature, and that the counter went on. Answers the passkey as it is now.
pub(super) fn checked(site: &Site, state: &str, kept: &Kept, shown: &Shown) -> Result<Result<Kept, Doubt>, Error> {
    let state: DiscoverableAuthentication = serde_json::from_str(state).map_err(Error::internal)?;
    let mut passkey: prelude::Passkey = serde_json::from_str(&kept.credential).map_err(Error::internal)?;
    let Some(credential) = shown.credential() else {
        return Ok(Err(Doubt::Wrong));
    };
    let is_of_owner = credential
        .get_user_unique_id()
        .is_none_or(|handle| handle == kept.passkey.person.0.as_bytes());
    if !is_of_owner || is_embedded(&shown.response.client_data) {
        return Ok(Err(Doubt::Wrong));
    }
    let finished = site
        .webauthn
        .finish_discoverable_authentication_v2(&credential, state, &passkey);
    let result = match finished {
        Ok(result) => result,
        Err(WebauthnError::CredentialPossibleCompromise) => return Ok(Err(Doubt::Copied)),
        Err(_) => return Ok(Err(Doubt::Wrong)),
    };
    passkey.update_credential(&result);
    let mut now = kept.clone();
    now.credential = serde_json::to_string(&passkey).map_err(Error::internal)?;
    now.counter = result.counter();
    now.may_be_backed_up = result.backup_eligible();
    now.passkey.is_backed_up = result.backup_state();
    Ok(Ok(now))
}

/// Whether the browser says that the page stood within another site's (WebAuthn level 3 §5.8.1); ours never does.
fn is_embedded(client_data: &str) -> bool {
    let bytes = BASE64.decode(client_data).unwrap_or_default();
    let said: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    said.get("crossOrigin") == Some(&Value::Bool(true)) || said.get("topOrigin").is_some()
}
