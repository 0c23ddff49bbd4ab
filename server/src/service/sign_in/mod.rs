//! Signing in and out, and what a session lives by.

mod arrival;
mod own;
mod provided;
mod tally;

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::passwords::{self, LONGEST};
use super::{Context, Error, assurance, factors, secrets};
use crate::domain::actor::Actor;
use crate::domain::audit::{Call, Entry, Subject, Who};
use crate::domain::events::Event;
use crate::domain::ids::{PersonId, SessionId};
use crate::domain::people::{self, Agent, Factor, LONGEST_SESSION, LONGEST_SIGN_IN, Person, Proof, Stage};
use crate::domain::values::Time;
use crate::store::sessions::{BeganAt, NewSession, Session};
use crate::store::{Db, Tx, audit, notices, organisations, sessions};

pub use arrival::{Arrival, arrive};
pub use own::{end_others, end_session, forget_device, out, own_devices, own_sessions, resume, stop};
pub(super) use provided::{Arriving, by_provider};
pub(super) use tally::{Tally, account};

/// A session that has just begun. The token goes into the cookie and nowhere else.
pub struct Begun {
    /// 256 bits, base64url.
    pub token: String,
    /// What the tokens of its forms are made from.
    pub form_secret: String,
    /// Whose it is.
    pub person: PersonId,
    /// How far the sign-in has come.
    pub stage: Stage,
}

/// A session to begin.
struct Beginning<'a> {
    person: &'a Person,
    stage: Stage,
    factor: Option<Factor>,
    /// Where one was going, as JSON.
    wanted: Option<String>,
    /// Where it began, where that was at a provider.
    began_at: Option<BeganAt>,
}

/// How a try to sign in ended.
pub enum Tried {
    /// The password was right: the sign-in goes on.
    In(Begun),
    /// The address, the password or the standing is not right; which of them is not told (S09).
    Wrong,
    /// Too many failures; told of addresses without an account just the same.
    Locked,
}

/// A try to sign in by password.
pub struct Try<'a> {
    /// What the browser calls itself.
    pub agent: &'a str,
    /// The cookie by which an account may know the browser.
    pub device: Option<&'a str>,
    /// As it was typed.
    pub email: &'a str,
    /// As it was typed.
    pub password: &'a str,
    /// Where one was going, as JSON.
    pub wanted: Option<String>,
}

/// Signs in by password. Whether the account exists shows neither in the answer nor in the time it takes.
pub async fn by_password(db: &Db, now: Time, call: &Call, tried: Try<'_>) -> Result<Tried, Error> {
    let email = people::normal_email(tried.email);
    let tally = Tally::of(db, now, &email, tried.device).await?;

    let found = crate::store::people::credentials(db.read(), &email).await?;
    let (person, hash) = found.map_or((None, None), |(person, hash)| (Some(person), hash));
    let password = tried.password;
    let is_outdated = hash.as_deref().is_some_and(passwords::is_outdated);
    let fits = password.len() <= LONGEST && passwords::verify(password, hash).await?;

    let tx = db.begin().await?;
    let allowed = match person {
        Some(person) if fits && !tally.is_locked => acting(&tx, person).await?,
        Some(_) | None => None,
    };
    let Some((person, _)) = allowed else {
        let event = Event::SignInFailed {
            account: tally.account.clone(),
        };
        audit::record_one(&tx, &event, Who::nobody(), None, call, now).await?;
        tx.commit().await?;
        return Ok(if tally.is_locked { Tried::Locked } else { Tried::Wrong });
    };
    if is_outdated {
        crate::store::people::set_password(&tx, person.id, &passwords::hash(password).await?).await?;
    }
    // The row of failures ends with the sign-in, and not before: half of it is worth no fresh start.
    tally.take_back(&tx).await?;
    let begun = begin_half(&tx, now, tried.agent, &person, tried.wanted).await?;
    tx.commit().await?;
    Ok(Tried::In(begun))
}

/// A try to sign in failed; whose account it was stands in the trail as a hash only.
pub(super) async fn failed(db: &Db, now: Time, call: &Call, tally: &Tally) -> Result<(), Error> {
    let tx = db.begin().await?;
    let event = Event::SignInFailed {
        account: tally.account.clone(),
    };
    audit::record_one(&tx, &event, Who::nobody(), None, call, now).await?;
    Ok(tx.commit().await?)
}

/// Signs `person` in by a passkey that was shown and is right; nothing where they may not act (S27).
pub(super) async fn by_passkey(
    tx: &Tx,
    now: Time,
    call: &Call,
    agent: &str,
    person: Person,
) -> Result<Option<Begun>, Error> {
    let Some((person, mut actor)) = acting(tx, person).await? else {
        return Ok(None);
    };
    let beginning = Beginning {
        person: &person,
        stage: Stage::Complete,
        factor: Some(Factor::Passkey),
        wanted: None,
        began_at: None,
    };
    let (begun, session) = begin(tx, now, agent, beginning).await?;
    actor.session = Some(session);
    let event = Event::SignedIn {
        method: Factor::Passkey.code().to_owned(),
    };
    leaf(tx, now, call, &actor, person.id, &event).await?;
    Ok(Some(begun))
}

/// The session of a sign-in that has shown the password, or the link of a reset: a second factor is still asked.
pub(super) async fn begin_half(
    tx: &Tx,
    now: Time,
    agent: &str,
    person: &Person,
    wanted: Option<String>,
) -> Result<Begun, Error> {
    let beginning = Beginning {
        person,
        stage: factors::held(tx, person.id).await?.next_stage(),
        factor: None,
        wanted,
        began_at: None,
    };
    let (begun, _) = begin(tx, now, agent, beginning).await?;
    Ok(begun)
}

/// Signs in as anybody, without a password: only a demonstration has the route to this.
pub async fn by_demonstration(db: &Db, now: Time, call: &Call, agent: &str, person: PersonId) -> Result<Begun, Error> {
    let tx = db.begin().await?;
    let person = crate::store::people::get(&tx, person).await?.ok_or(Error::NotFound)?;
    let (person, mut actor) = acting(&tx, person).await?.ok_or(Error::NotFound)?;
    let beginning = Beginning {
        person: &person,
        stage: Stage::Complete,
        factor: Some(Factor::Demo),
        wanted: None,
        began_at: None,
    };
    let (begun, session) = begin(&tx, now, agent, beginning).await?;
    actor.session = Some(session);
    let event = Event::SignedIn {
        method: Factor::Demo.code().to_owned(),
    };
    crate::store::people::note_sign_in(&tx, person.id, now).await?;
    leaf(&tx, now, call, &actor, person.id, &event).await?;
    tx.commit().await?;
    Ok(begun)
}

/// A sign-in of somebody who has just set a password: what comes next is a second factor.
pub(super) async fn begin_enrolling(tx: &Tx, now: Time, agent: &str, person: &Person) -> Result<Begun, Error> {
    let beginning = Beginning {
        person,
        stage: Stage::Enrolling,
        factor: None,
        wanted: None,
        began_at: None,
    };
    let (begun, _) = begin(tx, now, agent, beginning).await?;
    Ok(begun)
}

/// A second factor was shown in `session`: a sign-in is complete by it, and who is signed in has confirmed. It goes on under
/// a new token (S16); forms that are open stay good.
pub async fn prove(db: &Db, now: Time, call: &Call, session: &Session, factor: Factor) -> Result<Begun, Error> {
    let tx = db.begin().await?;
    let begun = prove_with(&tx, now, call, session, factor, Vec::new()).await?;
    tx.commit().await?;
    Ok(begun)
}

/// The one code that a reset left was shown: a factor is enrolled next, under a new token (S16). Commit right after it.
pub(super) async fn go_on_to_enrol(
    tx: &Tx,
    now: Time,
    call: &Call,
    session: &Session,
    events: &[Event],
) -> Result<Begun, Error> {
    let token = secret()?;
    if !sessions::enrols(tx, session.id, &digest(&["session", &token]), now).await? {
        return Err(Error::NotFound);
    }
    let actor = actor_of(session, None);
    tell(tx, now, call, &actor, session.person.id, events).await?;
    Ok(Begun {
        token,
        form_secret: session.form_secret.clone(),
        person: session.person.id,
        stage: Stage::Enrolling,
    })
}

/// As [`prove`], within a transaction in which `before` happened as well. Commit right after it.
pub(super) async fn prove_with(
    tx: &Tx,
    now: Time,
    call: &Call,
    session: &Session,
    factor: Factor,
    mut before: Vec<Event>,
) -> Result<Begun, Error> {
    let token = secret()?;
    let expires_at = match session.stage {
        Stage::Complete => session.expires_at,
        Stage::PasswordDone | Stage::Enrolling => now.plus(LONGEST_SESSION),
    };
    let hash = digest(&["session", &token]);
    if !sessions::prove(tx, session.id, factor, &hash, now, expires_at).await? {
        return Err(Error::NotFound);
    }
    before.push(match session.stage {
        Stage::Complete => Event::Confirmed { factor },
        Stage::PasswordDone | Stage::Enrolling => Event::SignedIn {
            method: provided::method(session, factor),
        },
    });
    provided::proved(tx, now, session).await?;
    let actor = actor_of(session, Some(Proof::of(factor, now, now)));
    crate::store::people::note_sign_in(tx, session.person.id, now).await?;
    tell(tx, now, call, &actor, session.person.id, &before).await?;
    assurance::mailbox_proved(tx, call, &actor, now).await?;
    Ok(Begun {
        token,
        form_secret: session.form_secret.clone(),
        person: session.person.id,
        stage: Stage::Complete,
    })
}

/// Who acts in `session`, whether or not the sign-in is complete.
pub(super) fn actor_of(session: &Session, proof: Option<Proof>) -> Actor {
    Actor {
        session: Some(session.id),
        ..people::acts(&session.person, session.kind, session.country, proof)
    }
}

/// The person with the actor, where membership and organisation both permit (S27).
pub(super) async fn acting(tx: &Tx, person: Person) -> Result<Option<(Person, Actor)>, Error> {
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
async fn begin(tx: &Tx, now: Time, agent: &str, beginning: Beginning<'_>) -> Result<(Begun, SessionId), Error> {
    let (token, form_secret) = (secret()?, secret()?);
    let Beginning {
        person,
        stage,
        factor,
        wanted,
        began_at,
    } = beginning;
    let lives = match stage {
        Stage::Complete => LONGEST_SESSION,
        Stage::PasswordDone | Stage::Enrolling => LONGEST_SIGN_IN,
    };
    let id = SessionId::new(now);
    let session = NewSession {
        id,
        token_hash: digest(&["session", &token]),
        person: person.id,
        created_at: now,
        expires_at: now.plus(lives),
        stage,
        factor,
        wanted,
        form_secret: form_secret.clone(),
        agent_hash: digest(&["agent", agent]),
        agent: Agent::of(agent),
        began_at,
    };
    sessions::insert(tx, session).await?;
    let begun = Begun {
        token,
        form_secret,
        person: person.id,
        stage,
    };
    Ok((begun, id))
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
    tell(tx, now, call, actor, person, std::slice::from_ref(event)).await
}

/// Writes what happened to the account of `person`, and tells that person of what anybody must hear (S15). Call it last
/// before the commit.
pub(super) async fn tell(
    tx: &Tx,
    now: Time,
    call: &Call,
    actor: &Actor,
    person: PersonId,
    events: &[Event],
) -> Result<(), Error> {
    let subject = Subject::person(person);
    let entry = |event| Entry {
        event,
        who: Who::of(actor, event),
        subject: Some(&subject),
        call,
    };
    let leaves = audit::record(tx, &events.iter().map(entry).collect::<Vec<_>>(), now).await?;
    notices::tell_owner(tx, person, actor.organisation, events, &leaves, now).await?;
    Ok(())
}

/// 256 bits from the operating system, base64url.
pub fn secret() -> Result<String, Error> {
    secrets::token()
}

/// SHA-256 over the parts, each ended by a zero byte, hexadecimal.
pub(super) fn digest(parts: &[&str]) -> String {
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
