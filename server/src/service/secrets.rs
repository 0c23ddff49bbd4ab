//! Secrets that are kept, and what is made from the program's own: each use has a key of its own, derived by its name, and
//! whatever is sealed is bound to whom it belongs to, so that it opens nowhere else (S55).

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::Error;

/// What a key is for. The words are part of the keys: another word opens nothing that was sealed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Forms kept over a sign-in.
    KeptForm,
    /// Secrets of authenticator apps.
    Totp,
    /// Secrets that are shown to be scanned and belong to nobody yet.
    NewTotp,
    /// Hashes of recovery codes.
    RecoveryCode,
    /// Tokens of resets.
    Reset,
    /// Secrets by which providers of sign-ins know us.
    ProviderSecret,
    /// What an attempt at a provider keeps until it ends.
    ProviderAttempt,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::KeptForm => "kept form",
            Self::Totp => "totp secret",
            Self::NewTotp => "new totp secret",
            Self::RecoveryCode => "recovery code",
            Self::Reset => "password reset",
            Self::ProviderSecret => "provider secret",
            Self::ProviderAttempt => "provider attempt",
        }
    }
}

/// HMAC-SHA256 over the purpose and `parts`, each ended by a zero byte but the last: a key of its own for each, or a hash
/// nobody makes without the program's own `key`.
pub fn keyed(key: &[u8; 32], purpose: Purpose, parts: &[&[u8]]) -> Result<[u8; 32], Error> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|error| Error::internal(error.to_string()))?;
    mac.update(purpose.word().as_bytes());
    for part in parts {
        mac.update(&[0]);
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes().into())
}

/// `text` sealed by AES-256-GCM with a key for `purpose` and `ticket`, which may be empty, and bound to `owner`, a person or
/// an organisation: the nonce, then what is sealed.
pub fn seal(
    key: &[u8; 32],
    purpose: Purpose,
    ticket: &str,
    owner: impl Into<Uuid>,
    mut text: Vec<u8>,
) -> Result<Vec<u8>, Error> {
    let nonce = key_of(key, purpose, ticket)?
        .seal_in_place_append_tag(Aad::from(owner.into().into_bytes()), &mut text)
        .map_err(|error| Error::internal(error.to_string()))?;
    let mut sealed = nonce.as_ref().to_vec();
    sealed.append(&mut text);
    Ok(sealed)
}

/// What was sealed. Nothing where it was with another key, for another purpose or ticket, or for another owner.
pub fn unsealed(
    key: &[u8; 32],
    purpose: Purpose,
    ticket: &str,
    owner: impl Into<Uuid>,
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut text = text.to_vec();
    let key = key_of(key, purpose, ticket).ok()?;
    let opened = key.open_in_place(nonce, Aad::from(owner.into().into_bytes()), &mut text);
    opened.ok().map(|text| text.to_vec())
}

fn key_of(key: &[u8; 32], purpose: Purpose, ticket: &str) -> Result<RandomizedNonceKey, Error> {
    let key = keyed(key, purpose, &[ticket.as_bytes()])?;
    RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|error| Error::internal(error.to_string()))
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut random = [0; N];
    getrandom::fill(&mut random).map_err(|error| Error::internal(error.to_string()))?;
    Ok(random)
}

/// 256 bits from the operating system, base64url.
pub fn token() -> Result<String, Error> {
    Ok(base64(&random::<32>()?))
}

/// In base64url, as it goes through addresses and forms.
pub fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What was [`base64`].
pub fn unbase64(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Whether both are the same, in constant time.
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PersonId;
    use crate::domain::values::Time;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn what_is_sealed_opens_for_its_person_its_purpose_and_its_ticket_alone() {
        let person = |at| PersonId::new(Time::from_micros(at));
        let (one, other) = (person(1), person(2));
        let sealed = seal(&KEY, Purpose::Totp, "", one, b"secret".to_vec()).unwrap();

        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_ne!(sealed, seal(&KEY, Purpose::Totp, "", one, b"secret".to_vec()).unwrap());
        let opened = |key, purpose, ticket, person| unsealed(key, purpose, ticket, person, &sealed);
        assert_eq!(opened(&KEY, Purpose::Totp, "", one), Some(b"secret".to_vec()));
        assert_eq!(opened(&KEY, Purpose::Totp, "", other), None);
        assert_eq!(opened(&KEY, Purpose::NewTotp, "", one), None);
        assert_eq!(opened(&KEY, Purpose::Totp, "ticket", one), None);
        assert_eq!(opened(&[8; 32], Purpose::Totp, "", one), None);
        for cut in [0, 5, NONCE_LEN, sealed.len() - 1] {
            let part = sealed.get(..cut).unwrap();
            assert_eq!(unsealed(&KEY, Purpose::Totp, "", one, part), None);
        }
    }

    #[test]
    fn every_purpose_has_a_key_of_its_own() {
        let all = [
            Purpose::KeptForm,
            Purpose::Totp,
            Purpose::NewTotp,
            Purpose::RecoveryCode,
            Purpose::Reset,
            Purpose::ProviderSecret,
            Purpose::ProviderAttempt,
        ];
        let keys: std::collections::HashSet<_> = all.map(|purpose| keyed(&KEY, purpose, &[b"a"]).unwrap()).into();
        assert_eq!(keys.len(), all.len());
        let parts = |parts: &[&[u8]]| keyed(&KEY, Purpose::Reset, parts).unwrap();
        assert_ne!(parts(&[b"ab", b"c"]), parts(&[b"a", b"bc"]));
    }
}
