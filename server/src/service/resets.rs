//! Resets of passwords by mail: for whoever forgot one, and never a way around the second factor (S11).

use super::passwords::{self, acceptable};
use super::secrets::{self, Purpose};
use super::sign_in::{self, Begun};
use super::{Error, factors, providers};
use crate::domain::audit::{Call, Who};
use crate::domain::change::Refusal;
use crate::domain::events::Event;
use crate::domain::ids::{PersonId, ResetId};
use crate::domain::people::{
    self, MOST_RESETS, MOST_RESETS_OF_ALL, Person, RESET_COUNTS_FOR, RESETS_WITHIN, Stage, Standing,
};
use crate::domain::values::Time;
use crate::store::resets::Reset;
use crate::store::{Db, audit, organisations, resets, sessions};

/// Asks for a reset of the password of whoever has the mailbox `email`. What is answered, and what it costs, is the same
/// whether or not there is such an account.
pub async fn ask(db: &Db, now: Time, call: &Call, email: &str) -> Result<(), Error> {
    let email = people::normal_email(email);
    let is_elsewhere = providers::is_only_way(db, &email).await?;
    let account_hash = sign_in::account(&email);
    let tx = db.begin().await?;
    let (own, all) = resets::counted(&tx, &account_hash, now.plus(-RESETS_WITHIN)).await?;
    let found = crate::store::people::credentials(&tx, &email).await?;
    let person = found.map(|(person, _)| person);
    // Whoever signs in elsewhere only has no use for a password.
    let person = person.filter(|person| person.standing == Standing::Active && !is_elsewhere);
    if own < MOST_RESETS && all < MOST_RESETS_OF_ALL {
        let reset = Reset {
            id: ResetId::new(now),
            account_hash: account_hash.clone(),
            person: person.map(|person| person.id),
            nonce: secrets::token()?,
            created_at: now,
            expires_at: now.plus(RESET_COUNTS_FOR),
        };
        let id = reset.id;
        resets::insert(&tx, reset).await?;
        resets::put_mail(&tx, id, now).await?;
    }
    let event = Event::ResetAsked { account: account_hash };
    audit::record_one(&tx, &event, Who::nobody(), None, call, now).await?;
    Ok(tx.commit().await?)
}

/// The token of a reset, for the link in its mail.
pub fn token(key: &[u8; 32], reset: &Reset) -> Result<String, Error> {
    let mut token = reset.id.0.as_bytes().to_vec();
    token.extend(secrets::keyed(
        key,
        Purpose::Reset,
        &[reset.id.0.as_bytes(), reset.nonce.as_bytes()],
    )?);
    Ok(secrets::base64(&token))
}

/// The path of the page where a password is reset, for the link in the mail: the site's own address comes before it, as it
/// is configured and never as a call names it (S43).
pub fn path(key: &[u8; 32], reset: &Reset) -> Result<String, Error> {
    Ok(format!("/sign-in/reset/{}", token(key, reset)?))
}

/// The reset of `token`, where it still counts.
pub async fn find(db: &Db, key: &[u8; 32], now: Time, token: &str) -> Result<Option<Reset>, Error> {
    let Some(sent) = secrets::unbase64(token) else {
        return Ok(None);
    };
    let Some((id, _)) = sent.split_first_chunk::<16>() else {
        return Ok(None);
    };
    let Some(reset) = resets::find(db.read(), ResetId(uuid::Uuid::from_bytes(*id)), now).await? else {
        return Ok(None);
    };
    let expected = self::token(key, &reset)?;
    Ok(secrets::is_same(expected.as_bytes(), token.as_bytes()).then_some(reset))
}

/// How a reset ended.
pub enum Set {
    /// The password is set. The sign-in goes on with the second factor.
    Done(Begun),
    /// The link counts no more.
    Gone,
    /// The password may not be one.
    Unfit(Refusal),
}

/// Sets the password by the link with `token`. Every session of the person ends, and the second factor is still asked;
/// whoever has none gets nowhere by a mail alone.
pub async fn set(
    db: &Db,
    key: &[u8; 32],
    now: Time,
    call: &Call,
    agent: &str,
    token: &str,
    password: &str,
) -> Result<Set, Error> {
    let Some((reset, person)) = whose(db, key, now, token).await? else {
        return Ok(Set::Gone);
    };
    if providers::is_only_way(db, &person.email).await? {
        return Ok(Set::Gone);
    }
    let organisation = organisations::get(db.read(), person.organisation).await?;
    let organisation = organisation.ok_or(Error::NotFound)?;
    let words = [
        person.name.as_str(),
        &person.email,
        &organisation.name,
        &organisation.legal_name,
    ];
    if let Err(refusal) = acceptable(password, &words) {
        return Ok(Set::Unfit(refusal));
    }
    let hash = passwords::hash(password).await?;
    let tx = db.begin().await?;
    let held = factors::held(&tx, person.id).await?;
    let acting = sign_in::acting(&tx, person).await?;
    let Some((person, actor)) = acting.filter(|_| held.next_stage() == Stage::PasswordDone) else {
        return Ok(Set::Gone);
    };
    if !resets::use_up(&tx, reset, person.id, now).await? {
        return Ok(Set::Gone);
    }
    crate::store::people::set_password(&tx, person.id, &hash).await?;
    sessions::end_all(&tx, person.id).await?;
    let begun = sign_in::begin_half(&tx, now, agent, &person, None).await?;
    sign_in::tell(&tx, now, call, &actor, person.id, &[Event::PasswordReset]).await?;
    tx.commit().await?;
    Ok(Set::Done(begun))
}

async fn whose(db: &Db, key: &[u8; 32], now: Time, token: &str) -> Result<Option<(ResetId, Person)>, Error> {
    let Some(reset) = find(db, key, now, token).await? else {
        return Ok(None);
    };
    let Some(person) = reset.person else { return Ok(None) };
    let person: PersonId = person;
    let person = crate::store::people::get(db.read(), person).await?;
    Ok(person.map(|person| (reset.id, person)))
}

/// Forgets what does not even count any more.
pub async fn forget(db: &Db, now: Time) -> Result<(), Error> {
    let tx = db.begin().await?;
    resets::forget(&tx, now.plus(-RESETS_WITHIN.saturating_mul(24))).await?;
    Ok(tx.commit().await?)
}
