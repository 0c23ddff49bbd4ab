//! The clock of the machine, watched: a step of it is a leaf (security S67), since every date here comes from it.

use jiff::SignedDuration;

use super::Error;
use crate::domain::audit::{Call, Who};
use crate::domain::clocks::stepped;
use crate::domain::events::Event;
use crate::domain::ids::CallId;
use crate::domain::values::Time;
use crate::store::{Db, audit};

/// Compares two looks at the clock, at `now`: what it says has `passed` and what really `ran`.
pub async fn compare(db: &Db, now: Time, passed: SignedDuration, ran: SignedDuration) -> Result<(), Error> {
    match stepped(passed, ran) {
        Some(by) => tell(db, now, by).await,
        None => Ok(()),
    }
}

/// Compares the first look with the last leaf: a clock that was set back while nobody looked is behind it.
pub async fn compare_with_trail(db: &Db, now: Time) -> Result<(), Error> {
    let last = audit::last_at(db.read()).await?;
    let back = now.since(last).min(SignedDuration::ZERO);
    compare(db, now, back, SignedDuration::ZERO).await
}

async fn tell(db: &Db, now: Time, by: SignedDuration) -> Result<(), Error> {
    let event = Event::ClockStepped {
        by: i64::try_from(by.as_millis()).unwrap_or(i64::MAX),
    };
    let call = Call {
        id: CallId::new(now),
        source: None,
    };
    let tx = db.begin().await?;
    audit::record_one(&tx, &event, Who::nobody(), None, &call, now).await?;
    Ok(tx.commit().await?)
}
