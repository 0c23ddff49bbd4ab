//! Sessions of one's own: how they go on, and how they end.

use super::{digest, leaf, tell};
use crate::domain::events::Event;
use crate::domain::ids::{DeviceId, SessionId};
use crate::domain::people;
use crate::domain::values::Time;
use crate::service::{Context, Error};
use crate::store::devices::Device;
use crate::store::sessions::{OwnSession, Session};
use crate::store::{Db, devices, sessions};

/// The session of `token`, where it counts at `now`: not too old, not idle, and of somebody who may act. It may be a sign-in
/// that is not complete.
/// Notes that the person is there, at most once a minute; `is_sign_of_life` is false for what a page asks by itself.
pub async fn resume(db: &Db, now: Time, token: &str, is_sign_of_life: bool) -> Result<Option<Session>, Error> {
    let Some(session) = sessions::find(db.read(), &digest(&["session", token])).await? else {
        return Ok(None);
    };
    let idle_at = session.last_seen_at.plus(people::longest_idle(session.person.roles));
    let counts = now < session.expires_at
        && now < idle_at
        && people::may_act(session.person.standing, session.organisation_standing);
    if !counts {
        return Ok(None);
    }
    if is_sign_of_life && now.since(session.last_seen_at) >= jiff::SignedDuration::from_mins(1) {
        let tx = db.begin().await?;
        sessions::touch(&tx, session.id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(session))
}

/// Ends the actor's own session.
pub async fn out(cx: &Context<'_>) -> Result<(), Error> {
    let (Some(person), Some(session)) = (cx.actor.person, cx.actor.session) else {
        return Ok(());
    };
    let tx = cx.db.begin().await?;
    if sessions::end(&tx, person, session).await? {
        leaf(&tx, cx.now, cx.call, cx.actor, person, &Event::SignedOut).await?;
    }
    Ok(tx.commit().await?)
}

/// Ends another of the actor's own sessions, such as one left open on a shared computer.
pub async fn end_session(cx: &Context<'_>, session: SessionId) -> Result<(), Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    let tx = cx.db.begin().await?;
    if !sessions::end(&tx, person, session).await? {
        return Err(Error::NotFound);
    }
    leaf(&tx, cx.now, cx.call, cx.actor, person, &Event::SessionEnded).await?;
    Ok(tx.commit().await?)
}

/// Ends every other session of the actor; answers how many there were.
pub async fn end_others(cx: &Context<'_>) -> Result<u64, Error> {
    let (Some(person), Some(session)) = (cx.actor.person, cx.actor.session) else {
        return Err(Error::NotFound);
    };
    let tx = cx.db.begin().await?;
    let count = sessions::end_others(&tx, person, session).await?;
    if count > 0 {
        let ended = [Event::OtherSessionsEnded { count }];
        tell(&tx, cx.now, cx.call, cx.actor, person, &ended).await?;
    }
    tx.commit().await?;
    Ok(count)
}

/// Ends a sign-in that is not complete: whoever began it leaves.
pub async fn stop(db: &Db, session: &Session) -> Result<(), Error> {
    let tx = db.begin().await?;
    sessions::end(&tx, session.person.id, session.id).await?;
    Ok(tx.commit().await?)
}

/// The actor's own sessions that still count.
pub async fn own_sessions(cx: &Context<'_>) -> Result<Vec<OwnSession>, Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    let idle_since = cx.now.plus(-people::longest_idle(cx.actor.roles));
    Ok(sessions::of_person(cx.db.read(), person, cx.now, idle_since).await?)
}

/// The browsers in which the actor has signed in, the last first; and which of them has the cookie `device`.
pub async fn own_devices(cx: &Context<'_>, device: Option<&str>) -> Result<Vec<(Device, bool)>, Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    let hash = digest(&["device", device.unwrap_or_default()]);
    Ok(devices::of_person(cx.db.read(), person, &hash).await?)
}

/// Forgets a browser of the actor: from then on it is like any other.
pub async fn forget_device(cx: &Context<'_>, id: DeviceId) -> Result<(), Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    let tx = cx.db.begin().await?;
    if !devices::remove(&tx, person, id).await? {
        return Err(Error::NotFound);
    }
    leaf(&tx, cx.now, cx.call, cx.actor, person, &Event::DeviceRemoved).await?;
    Ok(tx.commit().await?)
}
