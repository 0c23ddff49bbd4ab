//! Signing in and out, and what a session lives by.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::passwords::{self, LONGEST};
use super::{Context, Error};
use crate::domain::actor::Actor;
use crate::domain::audit::{Call, Subject, Who};
use crate::domain::events::Event;
use crate::domain::ids::{PersonId, SessionId};
use crate::domain::people::{self, FAILURES, FAILURES_WITHIN, LONGEST_SESSION, Person, Stage};
use crate::domain::values::Time;
use crate::store::sessions::{NewSession, OwnSession, Session};
use crate::store::{Db, Tx, audit, organisations, sessions};

/// A session that has just begun. The token goes into the cookie and nowhere else.
pub struct Begun {
    /// 256 bits, base64url.
    pub token: String,
    /// What the tokens of its forms are made from.
    pub form_secret: String,
    /// Whose it is.
    pub person: PersonId,
}

/// How a try to sign in ended.
pub enum Tried {
    /// Signed in.
    In(Begun),
    /// The address, the password or the standing is not right; which of them is not told (S09).
    Wrong,
    /// Too many failures; told of addresses without an account just the same.
    Locked,
}

/// Signs in by password. Whether the account exists shows neither in the answer nor in the time it takes.
pub async fn by_password(
    db: &Db,
    now: Time,
    call: &Call,
    agent: &str,
    email: &str,
    password: &str,
) -> Result<Tried, Error> {
    let email = people::normal_email(email);
    let account = digest(&["account", &email]);

    let tx = db.begin().await?;
    let since = now.plus(-FAILURES_WITHIN);
    let failures = crate::store::people::count_and_add_failure(&tx, &account, since, now).await?;
    tx.commit().await?;

    let found = crate::store::people::credentials(db.read(), &email).await?;
    let (person, hash) = found.map_or((None, None), |(person, hash)| (Some(person), hash));
    let fits = password.len() <= LONGEST && passwords::verify(password, hash).await?;
    let is_locked = failures >= FAILURES;

    let tx = db.begin().await?;
    let allowed = match person {
        Some(person) if fits && !is_locked => acting(&tx, person).await?,
        Some(_) | None => None,
    };
    let Some((person, mut actor)) = allowed else {
        let event = Event::SignInFailed { account };
        audit::record_one(&tx, &event, Who::nobody(), None, call, now).await?;
        tx.commit().await?;
        return Ok(if is_locked { Tried::Locked } else { Tried::Wrong });
    };
    crate::store::people::forget_failures(&tx, &account).await?;
    let begun = begin(&tx, now, call, agent, &person, &mut actor, "password").await?;
    tx.commit().await?;
    Ok(Tried::In(begun))
}

/// Signs in as anybody, without a password: only a demonstration has the route to this.
pub async fn by_demonstration(db: &Db, now: Time, call: &Call, agent: &str, person: PersonId) -> Result<Begun, Error> {
    let tx = db.begin().await?;
    let person = crate::store::people::get(&tx, person).await?.ok_or(Error::NotFound)?;
    let (person, mut actor) = acting(&tx, person).await?.ok_or(Error::NotFound)?;
    let begun = begin(&tx, now, call, agent, &person, &mut actor, "demo").await?;
    tx.commit().await?;
    Ok(begun)
}

/// The person with the actor, where membership and organisation both permit (S27).
async fn acting(tx: &Tx, person: Person) -> Result<Option<(Person, Actor)>, Error> {
    let organisation = organisations::get(tx, person.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    if !people::may_act(person.standing, organisation.standing) {
        return Ok(None);
    }
    let actor = person.actor(&organisation, None);
    Ok(Some((person, actor)))
}

/// A new token at every sign-in: one that was planted before is worth nothing (S16).
async fn begin(
    tx: &Tx,
    now: Time,
    call: &Call,
    agent: &str,
    person: &Person,
    actor: &mut Actor,
    method: &str,
) -> Result<Begun, Error> {
    let (token, form_secret) = (secret()?, secret()?);
    let id = SessionId::new(now);
    actor.session = Some(id);
    let session = NewSession {
        id,
        token_hash: digest(&["session", &token]),
        person: person.id,
        created_at: now,
        expires_at: now.plus(LONGEST_SESSION),
        stage: Stage::Complete,
        form_secret: form_secret.clone(),
        agent_hash: digest(&["agent", agent]),
    };
    sessions::insert(tx, session).await?;
    let event = Event::SignedIn {
        method: method.to_owned(),
    };
    leaf(tx, now, call, actor, person.id, &event).await?;
    Ok(Begun {
        token,
        form_secret,
        person: person.id,
    })
}

/// The session of `token`, where it counts at `now`: complete, not too old, not idle, and of somebody who may act.
/// Notes that the person is there, at most once a minute; `is_sign_of_life` is false for what a page asks by itself.
pub async fn resume(db: &Db, now: Time, token: &str, is_sign_of_life: bool) -> Result<Option<Session>, Error> {
    let Some(session) = sessions::find(db.read(), &digest(&["session", token])).await? else {
        return Ok(None);
    };
    let idle_at = session.last_seen_at.plus(people::longest_idle(session.person.roles));
    let counts = session.stage == Stage::Complete
        && now < session.expires_at
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

/// The actor's own sessions that still count.
pub async fn own_sessions(cx: &Context<'_>) -> Result<Vec<OwnSession>, Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    let idle_since = cx.now.plus(-people::longest_idle(cx.actor.roles));
    Ok(sessions::of_person(cx.db.read(), person, cx.now, idle_since).await?)
}

/// The actor's own account.
pub async fn own_account(cx: &Context<'_>) -> Result<Person, Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    crate::store::people::find(cx.db.read(), cx.actor, person)
        .await?
        .ok_or(Error::NotFound)
}

/// Keeps the language the actor chose.
pub async fn choose_language(cx: &Context<'_>, tag: &str) -> Result<(), Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    let tx = cx.db.begin().await?;
    crate::store::people::set_language(&tx, person, tag).await?;
    Ok(tx.commit().await?)
}

/// Keeps what the next page says once, as JSON; nothing clears it.
pub async fn set_flash(db: &Db, session: SessionId, flash: Option<String>) -> Result<(), Error> {
    let tx = db.begin().await?;
    sessions::set_flash(&tx, session, flash).await?;
    Ok(tx.commit().await?)
}

async fn leaf(tx: &Tx, now: Time, call: &Call, actor: &Actor, person: PersonId, event: &Event) -> Result<(), Error> {
    let subject = Subject::person(person);
    audit::record_one(tx, event, Who::of(actor, event), Some(&subject), call, now).await?;
    Ok(())
}

/// 256 bits from the operating system, base64url.
pub fn secret() -> Result<String, Error> {
    use base64::Engine as _;
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| Error::internal(error.to_string()))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random))
}

/// SHA-256 over the parts, each ended by a zero byte, hexadecimal.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
