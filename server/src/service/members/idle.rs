//! Accounts to which nobody signs in: their administrators are told, and at ninety days they stand still, each exactly
//! once, however many instances look.

use super::save_and_tell;
use crate::domain::audit::{Subject, Who};
use crate::domain::events::Event;
use crate::domain::ids::PersonId;
use crate::domain::members::administering::keepers;
use crate::domain::members::{IDLE_AFTER, IDLE_TOLD, Place};
use crate::domain::notices::people::of_account;
use crate::domain::people::Standing;
use crate::domain::values::Time;
use crate::service::Error;
use crate::service::deadlines::{call, clockwork};
use crate::service::invitations::at;
use crate::store::{Db, audit, members, notices, organisations, people, sessions};

/// So many of each in one round; the rest waits for the next.
const ROUND: u64 = 200;

/// One round at `now`; answers how many accounts were stopped, and of how many somebody was told.
pub async fn round(db: &Db, now: Time) -> Result<(u64, u64), Error> {
    let (mut stopped, mut told) = (0, 0);
    for id in members::idle(db.read(), now.plus(-IDLE_AFTER), false, ROUND).await? {
        stopped += u64::from(stop(db, id, now).await?);
    }
    let soon = now.plus(-(IDLE_AFTER - IDLE_TOLD));
    for id in members::idle(db.read(), soon, true, ROUND).await? {
        told += u64::from(tell(db, id, soon, now).await?);
    }
    Ok((stopped, told))
}

/// Stops one, as it is then: what another instance has done already is found done.
async fn stop(db: &Db, id: PersonId, now: Time) -> Result<bool, Error> {
    let tx = db.begin().await?;
    people::lock(&tx, id).await?;
    let Some(member) = members::get(&tx, id).await? else {
        return Ok(false);
    };
    let organisation = organisations::get(&tx, member.person.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let place = Place {
        kind: organisation.kind,
        held_by_others: members::roles_of_others(&tx, organisation.id, id).await?,
    };
    let clock = clockwork(organisation.country);
    let Some(change) = member.person.stop_idle(member.signed_in_at, &place, &clock, now) else {
        return Ok(false);
    };
    sessions::end_all(&tx, id).await?;
    save_and_tell(&tx, &change, &organisation, &call(now)).await?;
    tx.commit().await?;
    Ok(true)
}

/// Tells of one that it stands still soon.
async fn tell(db: &Db, id: PersonId, soon: Time, now: Time) -> Result<bool, Error> {
    let tx = db.begin().await?;
    if !members::take_idle_word(&tx, id, soon, now).await? {
        return Ok(false);
    }
    let Some(member) = members::get(&tx, id).await? else {
        return Ok(false);
    };
    if member.person.standing != Standing::Active {
        return Ok(false);
    }
    let organisation = organisations::get(&tx, member.person.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let event = Event::IdleSoon {
        seen: member.signed_in_at,
        until: member.signed_in_at.plus(IDLE_AFTER),
    };
    let clock = clockwork(organisation.country);
    let subject = Subject::person(id);
    let leaf = audit::record_one(&tx, &event, Who::of(&clock, &event), Some(&subject), &call(now), now).await?;
    let is_administrator = keepers(organisation.kind)
        .iter()
        .any(|role| member.person.roles.has(*role));
    for notice in of_account(&event, id, at(&tx, &organisation).await?, is_administrator) {
        notices::tell_of(&tx, &notice, leaf, &clock, now, &subject, &id.to_string()).await?;
    }
    tx.commit().await?;
    Ok(true)
}
