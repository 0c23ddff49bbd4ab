//! How often anybody may check a verify code, over all instances.

use jiff::SignedDuration;

use super::Error;
use crate::domain::values::Time;
use crate::domain::verify_checks::CODES;
use crate::store::{Db, verify_checks};

/// Counts a check of `client`; answers how long until the next, where there were too many.
pub async fn count(db: &Db, client: &str, now: Time) -> Result<Option<SignedDuration>, Error> {
    let tx = db.begin().await?;
    let wait = verify_checks::count(&tx, client, CODES, now).await?;
    tx.commit().await?;
    Ok(wait)
}

/// Forgets clients that have nothing used up, so that there are no more rows than clients of the last hour.
pub async fn forget(db: &Db, now: Time) -> Result<(), Error> {
    let tx = db.begin().await?;
    verify_checks::forget(&tx, now).await?;
    Ok(tx.commit().await?)
}
