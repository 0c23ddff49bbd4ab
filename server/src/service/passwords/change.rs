//! Changing one's own password: by the old one and a second factor shown just now.

use super::{acceptable, hash, verify};
use crate::domain::change::Refusal;
use crate::domain::events::Event;
use crate::domain::needs::OWN_ACCOUNT;
use crate::service::sign_in::{Tally, tell};
use crate::service::{Context, Error};
use crate::store::{organisations, people, sessions};

/// How a change of the password ended.
pub enum Changed {
    /// It is changed, and so many other sessions are ended.
    Done(u64),
    /// The old one is not right.
    Wrong,
    /// Too many failures.
    Locked,
    /// The new one may not be one.
    Unfit(Refusal),
}

/// Changes the actor's own password; every other session of theirs ends.
///
/// # Errors
/// Refused where no factor was shown just now.
pub async fn change(cx: &Context<'_>, device: Option<&str>, old: &str, new: &str) -> Result<Changed, Error> {
    let (Some(person), Some(session)) = (cx.actor.person, cx.actor.session) else {
        return Err(Error::NotFound);
    };
    cx.actor.has_confirmed(OWN_ACCOUNT)?;
    let person = people::get(cx.db.read(), person).await?.ok_or(Error::NotFound)?;
    let organisation = organisations::get(cx.db.read(), person.organisation).await?;
    let organisation = organisation.ok_or(Error::NotFound)?;
    let words = [
        person.name.as_str(),
        &person.email,
        &organisation.name,
        &organisation.legal_name,
    ];
    if let Err(refusal) = acceptable(new, &words) {
        return Ok(Changed::Unfit(refusal));
    }
    let tally = Tally::of(cx.db, cx.now, &person.email, device).await?;
    let known = people::credentials(cx.db.read(), &person.email).await?;
    let fits = verify(old, known.and_then(|(_, hash)| hash)).await?;
    if tally.is_locked || !fits {
        return Ok(if tally.is_locked {
            Changed::Locked
        } else {
            Changed::Wrong
        });
    }
    let hash = hash(new).await?;

    let tx = cx.db.begin().await?;
    tally.take_back(&tx).await?;
    people::set_password(&tx, person.id, &hash).await?;
    let ended = sessions::end_others(&tx, person.id, session).await?;
    tell(&tx, cx.now, cx.call, cx.actor, person.id, &[Event::PasswordChanged]).await?;
    tx.commit().await?;
    Ok(Changed::Done(ended))
}
