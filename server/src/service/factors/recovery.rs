//! Recovery codes: ten, shown once, each good once, for when everything else is lost.

use crate::domain::ids::PersonId;
use crate::domain::people::RECOVERY_CODES;
use crate::domain::values::Time;
use crate::service::Error;
use crate::service::codes::{CODE_BYTES, crockford, grouped_code, normal_code};
use crate::service::secrets::{self, Purpose};
use crate::store::{Tx, factors};

/// New codes, which belong to nobody yet.
fn new_codes(count: usize) -> Result<Vec<String>, Error> {
    let code = |_| Ok(crockford(&secrets::random::<CODE_BYTES>()?));
    (0..count).map(code).collect()
}

/// Makes new ones for `person`, as they are shown.
pub(super) async fn make(tx: &Tx, key: &[u8; 32], person: PersonId, now: Time) -> Result<Vec<String>, Error> {
    make_some(RECOVERY_CODES, tx, key, person, now).await
}

/// Makes just one for `person`, whose factors are gone: by it one enrols another.
pub(super) async fn make_one(tx: &Tx, key: &[u8; 32], person: PersonId, now: Time) -> Result<String, Error> {
    let codes = make_some(1, tx, key, person, now).await?;
    codes
        .into_iter()
        .next()
        .ok_or_else(|| Error::internal("no code was made"))
}

async fn make_some(count: usize, tx: &Tx, key: &[u8; 32], person: PersonId, now: Time) -> Result<Vec<String>, Error> {
    let codes = new_codes(count)?;
    let hashes: Result<Vec<String>, Error> = codes.iter().map(|code| hash(key, person, code)).collect();
    factors::put_recovery_codes(tx, person, hashes?, now).await?;
    Ok(codes.iter().map(|code| grouped_code(code)).collect())
}

/// Whether `typed` is one of the person's that was not used: it is used up then.
pub(super) async fn takes(tx: &Tx, key: &[u8; 32], person: PersonId, typed: &str, now: Time) -> Result<bool, Error> {
    match normal_code(typed.trim()) {
        Some(code) => Ok(factors::use_recovery_code(tx, person, &hash(key, person, &code)?, now).await?),
        None => Ok(false),
    }
}

/// 80 bits are not guessed, and nobody hashes one without the program's own key: no slow hash is needed.
fn hash(key: &[u8; 32], person: PersonId, code: &str) -> Result<String, Error> {
    let keyed = secrets::keyed(key, Purpose::RecoveryCode, &[person.0.as_bytes(), code.as_bytes()])?;
    Ok(hex::encode(keyed))
}
