//! Authenticator apps (RFC 6238): SHA-1, thirty seconds, six digits, as every app understands them.

use jiff::SignedDuration;
use totp_rs::{Builder, Secret, Totp};

use crate::domain::ids::PersonId;
use crate::domain::people::{Person, plain_digits};
use crate::domain::values::Time;
use crate::service::Error;
use crate::service::secrets::{self, Purpose};
use crate::store::{Tx, factors};

/// How an app calls the site.
const ISSUER: &str = "Crosshold";

/// What is shown to be scanned counts for so long.
const SHOWN_FOR: SignedDuration = SignedDuration::from_mins(30);

/// Bytes of a secret: the length of the hash (RFC 4226 §4).
const SECRET_BYTES: usize = 20;

/// An app to be enrolled.
pub struct NewTotp {
    totp: Totp,
    /// What the picture says: `otpauth://totp/…`.
    pub address: String,
    /// The secret in base 32, for who types it.
    pub secret: String,
    /// The secret on its way through the form, bound to its person: nobody is given another's.
    pub sealed: String,
}

impl NewTotp {
    /// The step of `code`, where it is one of this app's at `now`.
    pub(super) fn step_of(&self, code: &str, now: Time) -> Option<i64> {
        step_of(&self.totp, code, now)
    }
}

/// A secret that belongs to nobody yet, for `person` to scan.
pub fn new_totp(key: &[u8; 32], now: Time, person: &Person) -> Result<NewTotp, Error> {
    let secret = secrets::random::<SECRET_BYTES>()?;
    let mut text = now.micros().to_be_bytes().to_vec();
    text.extend(secret);
    let sealed = secrets::seal(key, Purpose::NewTotp, "", person.id, text)?;
    shown(&secret, person, secrets::base64(&sealed)).ok_or_else(|| Error::internal("no app for this mailbox"))
}

/// The same as it was shown before; nothing where that is too long ago, or was another person's.
pub fn same_totp(key: &[u8; 32], now: Time, person: &Person, sealed: &str) -> Option<NewTotp> {
    let text = secrets::unsealed(key, Purpose::NewTotp, "", person.id, &secrets::unbase64(sealed)?)?;
    let (at, secret) = text.split_first_chunk::<8>()?;
    let at = Time::from_micros(i64::from_be_bytes(*at));
    if now.since(at) > SHOWN_FOR {
        return None;
    }
    shown(secret, person, sealed.to_owned())
}

fn shown(secret: &[u8], person: &Person, sealed: String) -> Option<NewTotp> {
    let totp = Builder::new()
        .with_secret(secret)
        .with_issuer(Some(ISSUER))
        .with_account_name(person.email.as_str())
        .build()
        .ok()?;
    Some(NewTotp {
        address: totp.to_url().ok()?,
        secret: totp.secret().to_base32(),
        sealed,
        totp,
    })
}

/// The secret of an app as it is kept for `person`.
pub(super) fn sealed(key: &[u8; 32], person: PersonId, app: &NewTotp) -> Result<Vec<u8>, Error> {
    secrets::seal(key, Purpose::Totp, "", person, app.totp.secret().to_vec())
}

/// Whether `code` is one of the person's app at `now`, and was not used: it is used up then.
pub(super) async fn takes(tx: &Tx, key: &[u8; 32], person: PersonId, code: &str, now: Time) -> Result<bool, Error> {
    let Some((sealed, _)) = factors::totp(tx, person).await? else {
        return Ok(false);
    };
    let Some(secret) = secrets::unsealed(key, Purpose::Totp, "", person, &sealed) else {
        tracing::error!("a secret of an authenticator app does not open: the program's own secret was changed");
        return Ok(false);
    };
    match step_of(&of(&secret)?, code, now) {
        Some(step) => Ok(factors::use_step(tx, person, step).await?),
        None => Ok(false),
    }
}

/// A secret, in base 32, for people who are made up.
pub fn made_up_secret() -> Result<String, Error> {
    let secret: &[u8] = &secrets::random::<SECRET_BYTES>()?;
    Ok(Secret::from(secret).to_base32())
}

/// Gives `person` an app with `secret`, in base 32: for people who are made up, in demonstrations and tests.
pub async fn give_totp(tx: &Tx, key: &[u8; 32], person: PersonId, secret: &str, now: Time) -> Result<(), Error> {
    let secret = Secret::try_from_base32(secret).map_err(|error| Error::internal(error.to_string()))?;
    let sealed = secrets::seal(key, Purpose::Totp, "", person, secret.to_vec())?;
    Ok(factors::put_totp(tx, person, sealed, 0, now).await?)
}

/// The code that an app with `secret`, in base 32, shows at `now`; nothing where it is no secret.
pub fn newest_code(secret: &str, now: Time) -> Option<String> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Some(of(&secret).ok()?.generate(seconds(now)).to_string())
}

fn of(secret: &[u8]) -> Result<Totp, Error> {
    let totp = Builder::new().with_secret(secret).build();
    totp.map_err(|error| Error::internal(error.to_string()))
}

/// One step to either side is allowed for, by the server's clock alone (S03).
fn step_of(totp: &Totp, code: &str, now: Time) -> Option<i64> {
    let step = totp.check(&plain_digits(code), seconds(now))?;
    i64::try_from(step).ok()
}

fn seconds(now: Time) -> u64 {
    now.micros().max(0).unsigned_abs() / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, SHA-1, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::from(b"12345678901234567890".as_slice()).to_base32();
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Time::from_micros(second * 1_000_000);
            assert_eq!(newest_code(&secret, now).as_deref(), Some(code), "{second}");
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_and_one_late() {
        let totp = of(&[7; 20]).unwrap();
        let at = |seconds: i64| Time::from_micros(1_795_363_200_000_000 + seconds * 1_000_000);
        let code = totp.generate(seconds(at(0))).to_string();
        for (seconds, is_taken) in [
            (-31, false),
            (-30, true),
            (0, true),
            (29, true),
            (59, true),
            (60, false),
        ] {
            assert_eq!(step_of(&totp, &code, at(seconds)).is_some(), is_taken, "{seconds}");
        }
        assert_eq!(step_of(&totp, &code, at(-30)), step_of(&totp, &code, at(59)));
    }
}
