//! Somebody has signed in: the browser is known from now on, and what its owner must hear is told (S15).

use super::{acting, digest, secret, tell};
use crate::domain::audit::Call;
use crate::domain::events::Event;
use crate::domain::ids::PersonId;
use crate::domain::people::{Agent, FAILURES_WITHIN, MOST_DEVICES, TOLD_FAILURES};
use crate::domain::values::Time;
use crate::service::Error;
use crate::store::failures::{self, Counter};
use crate::store::{Db, devices, people};

/// Somebody has signed in as `person`, in the browser that calls itself `agent` and has the cookie `device`. Answers the
/// cookie it gets, where the account did not know it. The very first browser is no news.
pub async fn arrive(
    db: &Db,
    now: Time,
    call: &Call,
    person: PersonId,
    agent: &str,
    device: Option<&str>,
) -> Result<Option<String>, Error> {
    let tx = db.begin().await?;
    let person = people::get(&tx, person).await?.ok_or(Error::NotFound)?;
    let (person, actor) = acting(&tx, person).await?.ok_or(Error::NotFound)?;
    let agent = Agent::of(agent);
    let mut events = Vec::new();

    let hash = digest(&["device", device.unwrap_or_default()]);
    let is_known = device.is_some() && devices::touch(&tx, person.id, &hash, agent, now).await?;
    let account = super::tally::account(&person.email);
    let failures = failures::of_account(&tx, &account, now.plus(-FAILURES_WITHIN)).await?;
    let counter = Counter {
        account: &account,
        device: if is_known { &hash } else { "" },
    };
    failures::forget(&tx, counter).await?;
    if failures >= TOLD_FAILURES {
        events.push(Event::SignedInAfterFailures { failures });
    }
    let token = if is_known {
        None
    } else {
        let token = secret()?;
        let hash = digest(&["device", &token]);
        if devices::insert(&tx, person.id, hash, agent, now, MOST_DEVICES).await? > 0 {
            events.push(Event::DeviceAdded {
                browser: agent.browser,
                system: agent.system,
            });
        }
        Some(token)
    };
    if !events.is_empty() {
        tell(&tx, now, call, &actor, person.id, &events).await?;
    }
    tx.commit().await?;
    Ok(token)
}
