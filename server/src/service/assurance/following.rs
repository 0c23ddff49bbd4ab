//! What follows by itself: a mailbox is proved by the first sign-in, and what rested on a key ends with the key.

use super::{rows, save};
use crate::domain::actor::{Actor, Assurance};
use crate::domain::audit::Call;
use crate::domain::ids::{PasskeyId, PersonId};
use crate::domain::values::Time;
use crate::service::{Context, Error};
use crate::store::{Tx, organisations};

/// The first sign-in with a second factor proves the mailbox, where it is an official one; in the transaction of the sign-in,
/// before its own leaves.
pub(in crate::service) async fn mailbox_proved(tx: &Tx, call: &Call, actor: &Actor, now: Time) -> Result<(), Error> {
    let (Some(person), Assurance::L0) = (actor.person, actor.assurance) else {
        return Ok(());
    };
    let organisation = organisations::get(tx, actor.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let dossier = rows::get(tx, person).await?.ok_or(Error::NotFound)?;
    if let Some(change) = dossier.prove_mailbox(actor, &organisation.domains, now) {
        save(tx, &change, &organisation, call).await?;
    }
    Ok(())
}

/// A passkey of the actor was removed: what rested on it rests on nothing.
pub(in crate::service) async fn key_removed(tx: &Tx, cx: &Context<'_>, passkey: PasskeyId) -> Result<(), Error> {
    let Some(person) = cx.actor.person else { return Ok(()) };
    without_keys(tx, person, Some(passkey), cx.actor, cx.now, cx.call).await
}

/// Every passkey of `person` was taken away, by whoever resets factors: what rested on them rests on nothing.
pub(in crate::service) async fn all_keys_removed(
    tx: &Tx,
    person: PersonId,
    actor: &Actor,
    now: Time,
    call: &Call,
) -> Result<(), Error> {
    without_keys(tx, person, None, actor, now, call).await
}

/// Evidence that rests on `passkey`, or on any where none is named, ends.
async fn without_keys(
    tx: &Tx,
    person: PersonId,
    passkey: Option<PasskeyId>,
    actor: &Actor,
    now: Time,
    call: &Call,
) -> Result<(), Error> {
    let dossier = rows::get(tx, person).await?.ok_or(Error::NotFound)?;
    let rests = dossier.resting_on(passkey);
    if rests.is_empty() {
        return Ok(());
    }
    let organisation = organisations::get(tx, dossier.person.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    // One piece a key: few.
    for id in rests {
        let dossier = rows::get(tx, person).await?.ok_or(Error::NotFound)?;
        if let Some(change) = dossier.key_removed(id, actor, now) {
            save(tx, &change, &organisation, call).await?;
        }
    }
    Ok(())
}
