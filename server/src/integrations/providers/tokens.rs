//! What a signed token says, once one of the provider's published keys has signed it: the signature is the library's check
//! (RFC 7515, 7518), what it says is judged by `domain::providers`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm as Algorithm};
use openidconnect::{JsonWebKey as _, SignatureVerificationError};
use serde::Deserialize;
use serde_json::Value;

use crate::domain::providers::{Token, Trouble};
use crate::domain::values::Time;

/// The longest token that is read, in bytes.
const LONGEST: usize = 128 * 1024;

/// So many groups are read.
const MOST_GROUPS: usize = 1000;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// What `raw` says, where one of `keys` signed it.
pub(super) fn read(raw: &str, keys: &CoreJsonWebKeySet, groups_claim: &str) -> Result<Token, Trouble> {
    if raw.len() > LONGEST {
        return Err(Trouble::Malformed);
    }
    let parts: Vec<&str> = raw.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        return Err(Trouble::Malformed);
    };
    let decoded = |part: &str| BASE64.decode(part).map_err(|_| Trouble::Malformed);
    let said: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| Trouble::Malformed)?;
    // Whoever signs in a way that must be understood is not understood (RFC 7515 §4.1.11).
    if said.crit.is_some() {
        return Err(Trouble::Malformed);
    }
    let algorithm = allowed(&said.alg).ok_or(Trouble::Algorithm)?;
    let signed = format!("{header}.{payload}");
    is_signed(
        keys,
        said.kid.as_deref(),
        &algorithm,
        signed.as_bytes(),
        &decoded(signature)?,
    )?;
    let said: Value = serde_json::from_slice(&decoded(payload)?).map_err(|_| Trouble::Malformed)?;
    if !said.is_object() {
        return Err(Trouble::Malformed);
    }
    token(&said, groups_claim)
}

/// Ways to sign that prove something: by a key that only the provider has (RFC 8725 §3.1). Not `none`, and not with the secret
/// that we have as well.
fn allowed(name: &str) -> Option<Algorithm> {
    Some(match name {
        "RS256" => Algorithm::RsaSsaPkcs1V15Sha256,
        "RS384" => Algorithm::RsaSsaPkcs1V15Sha384,
        "RS512" => Algorithm::RsaSsaPkcs1V15Sha512,
        "PS256" => Algorithm::RsaSsaPssSha256,
        "PS384" => Algorithm::RsaSsaPssSha384,
        "PS512" => Algorithm::RsaSsaPssSha512,
        "ES256" => Algorithm::EcdsaP256Sha256,
        "ES384" => Algorithm::EcdsaP384Sha384,
        "EdDSA" => Algorithm::EdDsa,
        _ => return None,
    })
}

fn is_signed(
    keys: &CoreJsonWebKeySet,
    name: Option<&str>,
    algorithm: &Algorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Trouble> {
    let is_named = |key: &&CoreJsonWebKey| match (name, key.key_id()) {
        (Some(name), Some(own)) => own.as_str() == name,
        (Some(_), None) => false,
        (None, _) => true,
    };
    let mut trouble = Trouble::Key;
    for key in keys.keys().iter().filter(is_named) {
        match key.verify_signature(algorithm, message, signature) {
            Ok(()) => return Ok(()),
            // Of another kind than the token: no key of this one.
            Err(SignatureVerificationError::InvalidKey(_)) => {}
            Err(_) => trouble = Trouble::Signature,
        }
    }
    Err(trouble)
}

/// What an answer says of somebody: a token, or the answer of the place that tells more.
///
/// # Errors
/// A time in it is none.
pub(super) fn token(said: &Value, groups_claim: &str) -> Result<Token, Trouble> {
    let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
    let time = |name: &str| match said.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => moment(value).map(Some).ok_or(Trouble::Malformed),
    };
    let ending = "http://schemas.openid.net/event/backchannel-logout";
    Ok(Token {
        issuer: text("iss"),
        subject: text("sub"),
        audience: said.get("aud").map(texts).unwrap_or_default(),
        authorized: text("azp"),
        expires_at: time("exp")?,
        issued_at: time("iat")?,
        signed_in_at: time("auth_time")?,
        nonce: text("nonce"),
        acr: text("acr"),
        // A list, and nothing else (OpenID Connect Core 1.0 §2).
        amr: said
            .get("amr")
            .filter(|amr| amr.is_array())
            .map(texts)
            .unwrap_or_default(),
        session: text("sid"),
        email: text("email"),
        is_email_verified: said.get("email_verified") == Some(&Value::Bool(true)),
        groups: said.get(groups_claim).filter(|_| !groups_claim.is_empty()).map(texts),
        id: text("jti"),
        is_ending: said
            .get("events")
            .and_then(|events| events.get(ending))
            .is_some_and(Value::is_object),
    })
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![one.clone()],
        Value::Array(several) => several
            .iter()
            .take(MOST_GROUPS)
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

/// Seconds since 1970, whole or not.
fn moment(value: &Value) -> Option<Time> {
    let seconds = value.as_i64().or_else(|| {
        // What does not fit is cut to what does, and is far off then.
        value.as_f64().map(|seconds| seconds as i64)
    })?;
    let micros = seconds.checked_mul(1_000_000)?;
    // Far off is as good as wrong, and does not overflow when clocks are compared.
    (micros.unsigned_abs() < 1 << 60).then(|| Time::from_micros(micros))
}
