//! Second factors: enrolling them, showing them, and taking them away.

mod recovery;
mod totp;

use super::sign_in::{self, Begun, Tally};
use super::{Context, Error};
use crate::domain::audit::Call;
use crate::domain::events::Event;
use crate::domain::ids::PersonId;
use crate::domain::needs::OWN_ACCOUNT;
use crate::domain::people::{Factor, Held, Stage};
use crate::domain::values::Time;
use crate::store::sessions::Session;
use crate::store::{Connection, Db, Tx, factors, people};

pub use totp::{NewTotp, give_totp, made_up_secret, new_totp, newest_code, same_totp};

/// What `person` has to show besides the password.
pub async fn held(db: &impl Connection, person: PersonId) -> Result<Held, Error> {
    Ok(factors::held(db, person).await?)
}

/// Recovery codes for whoever has just enrolled a first factor, as they are shown.
pub(super) async fn first_codes(tx: &Tx, key: &[u8; 32], person: PersonId, now: Time) -> Result<Vec<String>, Error> {
    recovery::make(tx, key, person, now).await
}

/// Since when the actor has the authenticator app.
pub async fn totp_since(cx: &Context<'_>) -> Result<Option<Time>, Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    Ok(factors::totp(cx.db.read(), person).await?.map(|(_, since)| since))
}

/// How the enrolment of an authenticator app ended.
pub enum Enrolled {
    /// The app is the person's. In a sign-in this completed it; the recovery codes are there where there were none, and are
    /// shown now and never again.
    Done(Option<Begun>, Vec<String>),
    /// The code is not one of this app's.
    Wrong,
    /// What was shown to be scanned is too old, or another's.
    Expired,
    /// There is a factor already: nobody enrols another by the password alone.
    HasOne,
}

/// Enrols the app that was shown as `sealed`, by a code of it: for the session's own person and for nobody else (S05).
pub async fn enrol_totp(
    db: &Db,
    key: &[u8; 32],
    now: Time,
    call: &Call,
    session: &Session,
    sealed: &str,
    code: &str,
) -> Result<Enrolled, Error> {
    let person = &session.person;
    let actor = sign_in::actor_of(session, session.proof(now));
    if session.stage == Stage::Complete {
        actor.has_confirmed(OWN_ACCOUNT)?;
    }
    let Some(app) = same_totp(key, now, person, sealed) else {
        return Ok(Enrolled::Expired);
    };
    let Some(step) = app.step_of(code, now) else {
        return Ok(Enrolled::Wrong);
    };
    let tx = db.begin().await?;
    // One after the other, so that two at once do not both find that there is none.
    people::lock(&tx, person.id).await?;
    let held = held(&tx, person.id).await?;
    if session.stage != Stage::Complete && held.next_stage() != Stage::Enrolling {
        return Ok(Enrolled::HasOne);
    }
    factors::put_totp(&tx, person.id, totp::sealed(key, person.id, &app)?, step, now).await?;
    let mut events = vec![Event::FactorAdded { factor: Factor::Totp }];
    let codes = if held.recovery_codes == 0 {
        events.push(Event::RecoveryCodesMade);
        recovery::make(&tx, key, person.id, now).await?
    } else {
        Vec::new()
    };
    let begun = match session.stage {
        Stage::Complete => {
            sign_in::tell(&tx, now, call, &actor, person.id, &events).await?;
            None
        }
        Stage::PasswordDone | Stage::Enrolling => {
            Some(sign_in::prove_with(&tx, now, call, session, Factor::Totp, events).await?)
        }
    };
    tx.commit().await?;
    Ok(Enrolled::Done(begun, codes))
}

/// How showing a code ended.
pub enum Shown {
    /// It was right: the sign-in is complete, or confirmed; or a factor is enrolled next, where the code was all there was.
    Proved(Begun, Factor),
    /// It was not, or was used before.
    Wrong,
    /// Too many failures, of passwords and codes together (S04).
    Locked,
}

/// Shows what was typed in `session`: a code of the authenticator app, or a recovery code. Never a weaker one than the session
/// was signed in by.
pub async fn show(
    db: &Db,
    key: &[u8; 32],
    now: Time,
    call: &Call,
    session: &Session,
    device: Option<&str>,
    typed: &str,
) -> Result<Shown, Error> {
    let person = session.person.id;
    let tally = Tally::of(db, now, &session.person.email, device).await?;
    let may = |factor: Factor| session.shown.is_none_or(|(before, _)| factor.confirms(before));
    let tx = db.begin().await?;
    let (factor, events) = if tally.is_locked {
        (None, Vec::new())
    } else if may(Factor::Totp) && totp::takes(&tx, key, person, typed, now).await? {
        (Some(Factor::Totp), Vec::new())
    } else if may(Factor::Recovery) && recovery::takes(&tx, key, person, typed, now).await? {
        let left = held(&tx, person).await?.recovery_codes;
        (Some(Factor::Recovery), vec![Event::RecoveryCodeUsed { left }])
    } else {
        (None, Vec::new())
    };
    let shown = match factor {
        Some(factor) => {
            tally.take_back(&tx).await?;
            if session.stage == Stage::Complete {
                tally.forget(&tx).await?;
            }
            let begun = match held(&tx, person).await?.stage_after(factor) {
                Stage::Enrolling => sign_in::go_on_to_enrol(&tx, now, call, session, &events).await?,
                Stage::PasswordDone | Stage::Complete => {
                    sign_in::prove_with(&tx, now, call, session, factor, events).await?
                }
            };
            Shown::Proved(begun, factor)
        }
        None => {
            let actor = sign_in::actor_of(session, session.proof(now));
            sign_in::tell(&tx, now, call, &actor, person, &[Event::FactorFailed]).await?;
            if tally.is_locked { Shown::Locked } else { Shown::Wrong }
        }
    };
    tx.commit().await?;
    Ok(shown)
}

/// Whether `typed` is a code of the person's authenticator app, or one of their recovery codes: it is used up then.
pub(super) async fn takes(tx: &Tx, key: &[u8; 32], person: PersonId, typed: &str, now: Time) -> Result<bool, Error> {
    Ok(totp::takes(tx, key, person, typed, now).await? || recovery::takes(tx, key, person, typed, now).await?)
}

/// Takes every factor of `person` away, and answers the one code by which another is enrolled.
pub(super) async fn replace_all_by_a_code(
    tx: &Tx,
    key: &[u8; 32],
    person: PersonId,
    now: Time,
) -> Result<String, Error> {
    factors::remove_all(tx, person).await?;
    recovery::make_one(tx, key, person, now).await
}

/// Takes the actor's authenticator app away.
///
/// # Errors
/// Refused where it is the last factor, and where none was shown just now.
pub async fn remove_totp(cx: &Context<'_>) -> Result<(), Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    cx.actor.has_confirmed(OWN_ACCOUNT)?;
    let tx = cx.db.begin().await?;
    people::lock(&tx, person).await?;
    held(&tx, person).await?.may_lose_totp()?;
    factors::remove_totp(&tx, person).await?;
    let events = [Event::FactorRemoved { factor: Factor::Totp }];
    sign_in::tell(&tx, cx.now, cx.call, cx.actor, person, &events).await?;
    Ok(tx.commit().await?)
}

/// Makes new recovery codes for the actor. They are shown now and never again; those before are worth nothing any more.
///
/// # Errors
/// Refused where no factor was shown just now.
pub async fn renew_codes(cx: &Context<'_>, key: &[u8; 32]) -> Result<Vec<String>, Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    cx.actor.has_confirmed(OWN_ACCOUNT)?;
    let tx = cx.db.begin().await?;
    let codes = recovery::make(&tx, key, person, cx.now).await?;
    sign_in::tell(&tx, cx.now, cx.call, cx.actor, person, &[Event::RecoveryCodesMade]).await?;
    tx.commit().await?;
    Ok(codes)
}
