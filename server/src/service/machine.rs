//! What whoever has a shell on the machine may do for the platform: look, stop, let in again, and, two operators together,
//! take away the factors of somebody who lost them. Each leaves a leaf; the leaf names nobody, but for the operators.

use super::sign_in::{self, Tally};
use super::{Context, Error, assurance, factors, passwords, suspensions};
use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role, Roles};
use crate::domain::audit::{Call, Subject, Who};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::OrganisationId;
use crate::domain::notices::people::of_account;
use crate::domain::organisations::Organisation;
use crate::domain::pace::Unfamiliar;
use crate::domain::people::{self, Held, Person, Proof, Standing};
use crate::domain::suspensions::{LiftedFor, Suspension, Told};
use crate::domain::values::Time;
use crate::store::members::{self, Member};
use crate::store::{Db, audit, devices, notices, organisations, sessions};

/// Who acts: nobody by name, with what the platform's verifiers may. Nothing where there is no platform yet.
async fn machine(db: &Db) -> Result<Option<Actor>, Error> {
    let platforms = organisations::active_of(db.read(), OrganisationKind::Platform).await?;
    Ok(platforms.first().map(|platform| Actor {
        person: None,
        organisation: platform.id,
        kind: platform.kind,
        country: platform.country,
        roles: Roles::default().with(Role::Verifier),
        assurance: Assurance::L0,
        session: None,
        proof: Some(Proof::AT_THE_MACHINE),
        is_restricted: false,
        unfamiliar: Unfamiliar::default(),
    }))
}

/// Whom a command means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// The person of this mailbox, as it was typed.
    Person(String),
    /// The organisation of this name, exactly.
    Organisation(String),
}

/// Whom a command means, found.
enum Found {
    Person(Box<Person>),
    Organisation(Box<Organisation>),
}

async fn find(db: &Db, whom: &Whom) -> Result<Found, Error> {
    match whom {
        Whom::Person(email) => {
            let person = members::of_mailbox(db.read(), &people::normal_email(email)).await?;
            Ok(Found::Person(Box::new(person.ok_or(Error::NotFound)?)))
        }
        Whom::Organisation(name) => Ok(Found::Organisation(Box::new(organisation(db, name).await?))),
    }
}

async fn organisation(db: &Db, name: &str) -> Result<Organisation, Error> {
    let all = organisations::register(db.read()).await?;
    let mut named = all.into_iter().map(|(one, _)| one).filter(|one| one.name == name);
    named.next().ok_or(Error::NotFound)
}

/// All organisations, by name, with when each was made; that they were listed is a leaf.
pub async fn list_organisations(db: &Db, now: Time, call: &Call) -> Result<Vec<(Organisation, Time)>, Error> {
    let found = organisations::register(db.read()).await?;
    listed(db, now, call, None).await?;
    Ok(found)
}

/// The people of the organisation called `name`, by name, with what each has to show besides a password; that they were
/// listed is a leaf.
///
/// # Errors
/// Not found: none is called so.
pub async fn list_people(db: &Db, now: Time, call: &Call, name: &str) -> Result<Vec<(Member, Held)>, Error> {
    let organisation = organisation(db, name).await?;
    let found = members::all(db.read(), organisation.id).await?;
    let held = crate::store::factors::held_by(db.read(), organisation.id).await?;
    listed(db, now, call, Some(organisation.id)).await?;
    let with = |member: Member| {
        let held = held.get(&member.person.id).copied().unwrap_or_default();
        (member, held)
    };
    Ok(found.into_iter().map(with).collect())
}

async fn listed(db: &Db, now: Time, call: &Call, of: Option<OrganisationId>) -> Result<(), Error> {
    let tx = db.begin().await?;
    let subject = of.map(Subject::organisation);
    audit::record_one(&tx, &Event::AccountsListed, Who::nobody(), subject.as_ref(), call, now).await?;
    Ok(tx.commit().await?)
}

/// Suspends `whom`, as a verifier does.
///
/// # Errors
/// Not found; as [`suspensions::suspend_person`] and [`suspensions::lock_down`].
pub async fn suspend(db: &Db, now: Time, call: &Call, whom: &Whom, told: Told) -> Result<Suspension, Error> {
    let found = find(db, whom).await?;
    let actor = machine(db).await?.ok_or(Error::NotFound)?;
    let cx = at(db, &actor, now, call);
    match found {
        Found::Person(person) => suspensions::suspend_person(&cx, person.id, told).await,
        // It was named in full already.
        Found::Organisation(found) => suspensions::lock_down(&cx, found.id, &found.name, told).await,
    }
}

/// Lifts the suspension under which `whom` stands, as a verifier does who did not suspend.
///
/// # Errors
/// Not found; it stands under none; as [`suspensions::lift`].
pub async fn lift(
    db: &Db,
    now: Time,
    call: &Call,
    whom: &Whom,
    reason: LiftedFor,
    note: String,
) -> Result<Suspension, Error> {
    let found = find(db, whom).await?;
    let actor = machine(db).await?.ok_or(Error::NotFound)?;
    let (organisation, person) = match found {
        Found::Person(person) => (person.organisation, Some(person.id)),
        Found::Organisation(found) => (found.id, None),
    };
    let standing = crate::store::suspensions::standing(db.read(), &actor, organisation, person).await?;
    let standing = standing.ok_or(Refusal::NotNow(NotNow::NotSuspended))?;
    suspensions::lift(&at(db, &actor, now, call), standing.id, reason, note).await
}

const fn at<'a>(db: &'a Db, actor: &'a Actor, now: Time, call: &'a Call) -> Context<'a> {
    Context {
        db,
        actor,
        now,
        call,
        as_of: None,
    }
}

/// What an operator shows at the machine. A passkey cannot be shown there: a recovery code stands in for it.
pub struct Shown<'a> {
    /// The mailbox, as typed.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
    /// A code of the authenticator app, or a recovery code, as typed.
    pub code: &'a str,
}

/// How a reset of factors ended.
#[derive(Debug)]
pub enum Reset {
    /// Everything is gone, and by this code the person enrols anew, once.
    Done(String),
    /// What the first (0) or the second (1) operator showed is not that of an operator who may act. Which part is wrong is
    /// not told.
    Wrong(usize),
    /// That operator failed too often.
    Locked(usize),
    /// One person is not two, and nobody resets their own.
    NotTwo,
    /// There is no account of this mailbox that could be used: it is invited, has left, or never was.
    Nobody,
}

/// Takes every factor of `email` away, known browsers and sessions with them, on the word of two operators (security S05,
/// S28). The password stays, and one code is made: whoever has both enrols another factor, and nobody by less.
///
/// # Errors
/// No reason is given in words.
pub async fn reset_factors(
    db: &Db,
    key: &[u8; 32],
    now: Time,
    call: &Call,
    email: &str,
    reason: &str,
    shown: [Shown<'_>; 2],
) -> Result<Reset, Error> {
    if reason.trim().is_empty() {
        return Err(Refusal::field("reason", "required").into());
    }
    let mut tallies = Vec::new();
    for (which, operator) in shown.iter().enumerate() {
        let email = people::normal_email(operator.email);
        let tally = Tally::of(db, now, &email, None).await?;
        if tally.is_locked {
            sign_in::failed(db, now, call, &tally).await?;
            return Ok(Reset::Locked(which));
        }
        let found = crate::store::people::credentials(db.read(), &email).await?;
        let (person, hash) = found.map_or((None, None), |(person, hash)| (Some(person), hash));
        let fits = operator.password.len() <= passwords::LONGEST && passwords::verify(operator.password, hash).await?;
        tallies.push((tally, person.filter(|_| fits)));
    }

    let tx = db.begin().await?;
    let mut operators = Vec::new();
    for (which, ((tally, person), shown)) in tallies.iter().zip(&shown).enumerate() {
        let acting = match person {
            Some(person) => sign_in::acting(&tx, person.clone()).await?,
            None => None,
        };
        let operator = acting.filter(|(person, _)| person.roles.has(Role::Operator));
        let is_shown = match &operator {
            Some((person, _)) => factors::takes(&tx, key, person.id, shown.code, now).await?,
            None => false,
        };
        let Some(operator) = operator.filter(|_| is_shown) else {
            // Codes shown before this one count again: nothing came of them.
            drop(tx);
            forgive(db, tallies.iter().take(which)).await?;
            sign_in::failed(db, now, call, tally).await?;
            return Ok(Reset::Wrong(which));
        };
        operators.push(operator);
    }
    let [(first, actor), (second, _)] = operators.as_slice() else {
        return Err(Error::internal("two were asked"));
    };
    let person = members::of_mailbox(&tx, &people::normal_email(email)).await?;
    let person = person.filter(|person| match person.standing {
        Standing::Active | Standing::Suspended => true,
        Standing::Invited | Standing::Left => false,
    });
    let is_two = first.id != second.id && person.as_ref().is_none_or(|of| ![first.id, second.id].contains(&of.id));
    let Some(person) = person.filter(|_| is_two) else {
        drop(tx);
        forgive(db, tallies.iter()).await?;
        return Ok(if is_two { Reset::Nobody } else { Reset::NotTwo });
    };
    for (tally, _) in &tallies {
        tally.take_back(&tx).await?;
    }
    crate::store::people::lock(&tx, person.id).await?;
    let code = factors::replace_all_by_a_code(&tx, key, person.id, now).await?;
    assurance::all_keys_removed(&tx, person.id, actor, now, call).await?;
    devices::remove_all(&tx, person.id).await?;
    sessions::end_all(&tx, person.id).await?;
    let event = Event::FactorsReset {
        with: second.id,
        reason: reason.trim().to_owned(),
    };
    tell(&tx, now, call, actor, &person, event).await?;
    tx.commit().await?;
    Ok(Reset::Done(code))
}

/// Whoever showed what is right has not failed.
async fn forgive(db: &Db, right: impl Iterator<Item = &(Tally, Option<Person>)>) -> Result<(), Error> {
    let tx = db.begin().await?;
    for (tally, _) in right {
        tally.take_back(&tx).await?;
    }
    Ok(tx.commit().await?)
}

/// The leaf, and the notices: whose account it is, and who looks after it.
async fn tell(
    tx: &crate::store::Tx,
    now: Time,
    call: &Call,
    actor: &Actor,
    person: &Person,
    event: Event,
) -> Result<(), Error> {
    let subject = Subject::person(person.id);
    let leaf = audit::record_one(tx, &event, Who::of(actor, &event), Some(&subject), call, now).await?;
    let organisation = organisations::get(tx, person.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let is_administrator = person.roles.iter().any(|role| people::ADMINISTRATORS.contains(&role));
    let at = super::invitations::at(tx, &organisation).await?;
    let path = person.id.to_string();
    for notice in of_account(&event, person.id, at, is_administrator) {
        notices::tell_of(tx, &notice, leaf, actor, now, &subject, &path).await?;
    }
    Ok(())
}
