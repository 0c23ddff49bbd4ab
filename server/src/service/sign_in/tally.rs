//! Failures count before anything is compared, so that no two guesses at once slip past each other.

use uuid::Uuid;

use super::digest;
use crate::domain::people::{FAILURES, FAILURES_WITHIN};
use crate::domain::values::Time;
use crate::service::Error;
use crate::store::failures::{self, Counter};
use crate::store::{Db, Tx, devices};

/// A try that was counted, and what came of it.
pub(in crate::service) struct Tally {
    /// SHA-256 of the mailbox, hexadecimal: the same whether or not there is an account.
    pub account: String,
    /// Whether there were too many before.
    pub is_locked: bool,
    device: String,
    id: Uuid,
}

impl Tally {
    /// Counts a try at the account of `email`, which is in its normal form, from the browser of the cookie `device`. A browser
    /// that the account knows has a row of its own, so that strangers lock out no officer (S08). The same statements run
    /// whether or not there is such an account, or such a browser.
    pub async fn of(db: &Db, now: Time, email: &str, device: Option<&str>) -> Result<Self, Error> {
        let account = account(email);
        let device = digest(&["device", device.unwrap_or_default()]);
        let is_known = devices::is_known(db.read(), &device, email).await?;
        let device = if is_known { device } else { String::new() };
        let tx = db.begin().await?;
        let counter = Counter {
            account: &account,
            device: &device,
        };
        let (before, id) = failures::count_and_add(&tx, counter, now.plus(-FAILURES_WITHIN), now, FAILURES).await?;
        tx.commit().await?;
        Ok(Self {
            account,
            is_locked: before >= FAILURES,
            device,
            id,
        })
    }

    /// It was no failure.
    pub async fn take_back(&self, tx: &Tx) -> Result<(), Error> {
        Ok(failures::take_back(tx, self.id).await?)
    }

    /// Its row of failures is over: somebody is signed in.
    pub async fn forget(&self, tx: &Tx) -> Result<(), Error> {
        let counter = Counter {
            account: &self.account,
            device: &self.device,
        };
        Ok(failures::forget(tx, counter).await?)
    }
}

/// What stands for the mailbox `email` where no mailbox is kept.
pub(in crate::service) fn account(email: &str) -> String {
    digest(&["account", email])
}
