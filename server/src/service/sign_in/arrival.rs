//! Somebody has signed in: browser and country are known from now on, and what their owner must hear is told (S15, S74).

use super::{Begun, acting, digest, secret, tell};
use crate::domain::audit::Call;
use crate::domain::events::Event;
use crate::domain::pace::Arrived;
use crate::domain::people::{Agent, FAILURES_WITHIN, MOST_DEVICES, TOLD_FAILURES};
use crate::domain::values::{Country, Time};
use crate::service::Error;
use crate::store::failures::{self, Counter};
use crate::store::{Db, devices, pace, people, sessions};

/// Where somebody arrives from.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// What the browser calls itself.
    pub agent: &'a str,
    /// The cookie by which an account may know it.
    pub device: Option<&'a str>,
    /// The country, where one is told.
    pub country: Option<Country>,
}

/// The person of `begun` has signed in, or confirmed. Answers the cookie that the browser gets, where the account did not
/// know it. The very first browser and the very first country are no news.
pub async fn arrive(
    db: &Db,
    now: Time,
    call: &Call,
    begun: &Begun,
    Arrival { agent, device, country }: Arrival<'_>,
) -> Result<Option<String>, Error> {
    let tx = db.begin().await?;
    // One after the other: of two at once from a new country one is the first.
    people::lock(&tx, begun.person).await?;
    let person = people::get(&tx, begun.person).await?.ok_or(Error::NotFound)?;
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
    let mut arrived = Arrived {
        device: Some(now),
        country: None,
    };
    let token = if is_known {
        arrived.device = devices::known_since(&tx, person.id, &hash).await?;
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
    if let Some(country) = country {
        let (since, is_news) = pace::arrive_from(&tx, person.id, country, now).await?;
        arrived.country = Some((country, since));
        if is_news {
            events.push(Event::CountryAdded { country });
        }
    }
    sessions::set_arrived(&tx, &digest(&["session", &begun.token]), arrived).await?;
    if !events.is_empty() {
        tell(&tx, now, call, &actor, person.id, &events).await?;
    }
    tx.commit().await?;
    Ok(token)
}
