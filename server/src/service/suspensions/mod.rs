//! Suspending somebody and lifting it: one transaction, in which all of it is so or nothing is. Sessions end, every open
//! request is marked on both sides and its clocks stand still, everybody concerned is told, and the trail says how many.

mod reading;

pub use reading::{Candidates, Found, Listed, Opened, candidates, has_page, list, open};

use super::{Context, Error};
use crate::domain::audit::{Entry, Subject, Who};
use crate::domain::change::{Change, Refusal};
use crate::domain::clocks::State;
use crate::domain::ids::{OrganisationId, PersonId, SuspensionId};
use crate::domain::organisations::Organisation;
use crate::domain::people::Person;
use crate::domain::requests::Request;
use crate::domain::suspensions::{
    Act, Done, LiftedFor, Of, Reached, Suspension, Told, confirms, may_suspend_organisation, may_suspend_person,
};
use crate::store::requests::stops::{self, Which};
use crate::store::suspensions as rows;
use crate::store::{Tx, audit, notices, organisations, people, sessions};

/// Who may be suspended on a page, with what that would do.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The organisation, or that of the person.
    pub organisation: Organisation,
    /// The person; nobody where it is the whole organisation.
    pub person: Option<Person>,
    /// Whom and what it would reach now.
    pub reach: Done,
    /// The suspension under which they stand already.
    pub standing: Option<Suspension>,
    /// Whether the reader may.
    pub allowed: Result<(), Refusal>,
}

/// Whether the reader may suspend `person`, for a page that shows a button: one statement.
///
/// # Errors
/// None but of the database; the rule's word is what is answered.
pub async fn may_suspend(cx: &Context<'_>, person: &Person) -> Result<Result<(), Refusal>, Error> {
    let others = rows::others(cx.db.read(), Some(person.id)).await?;
    Ok(may_suspend_person(cx.actor, person, others))
}

/// `person`, for the page that suspends them: six statements.
pub async fn ask_person(cx: &Context<'_>, person: PersonId) -> Result<Asked, Error> {
    let db = cx.db.read();
    let person = people::get(db, person).await?.ok_or(Error::NotFound)?;
    let person = people::as_by_people(db, person).await?;
    let others = rows::others(db, Some(person.id)).await?;
    let allowed = may_suspend_person(cx.actor, &person, others);
    seen(&allowed)?;
    let organisation = organisations::get(db, person.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let reach = rows::reach(db, organisation.id, Some(person.id)).await?;
    Ok(Asked {
        standing: rows::standing(db, cx.actor, organisation.id, Some(person.id)).await?,
        organisation,
        person: Some(person),
        reach,
        allowed,
    })
}

/// The whole of `organisation`, for the page that locks it down: three statements.
pub async fn ask_organisation(cx: &Context<'_>, organisation: OrganisationId) -> Result<Asked, Error> {
    let db = cx.db.read();
    let organisation = organisations::get(db, organisation).await?.ok_or(Error::NotFound)?;
    let allowed = may_suspend_organisation(cx.actor, &organisation);
    seen(&allowed)?;
    let reach = rows::reach(db, organisation.id, None).await?;
    Ok(Asked {
        standing: rows::standing(db, cx.actor, organisation.id, None).await?,
        organisation,
        person: None,
        reach,
        allowed,
    })
}

/// What the reader may not know of is not there; whatever else is refused is told on the page.
fn seen(allowed: &Result<(), Refusal>) -> Result<(), Error> {
    match allowed {
        Err(refusal @ (Refusal::Unseen | Refusal::NeedsRole(_))) => Err(refusal.clone().into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Suspends `person`.
///
/// # Errors
/// As [`may_suspend_person`]; fields.
pub async fn suspend_person(cx: &Context<'_>, person: PersonId, told: Told) -> Result<Suspension, Error> {
    let tx = cx.db.begin().await?;
    // People first and in one order, so that two who suspend each other do not wait for each other.
    let hands: Vec<PersonId> = cx.actor.person.into_iter().chain([person]).collect();
    people::lock_many(&tx, &hands).await?;
    cx.still_acts(&tx).await?;
    let person = people::get(&tx, person).await?.ok_or(Error::NotFound)?;
    let person = people::as_by_people(&tx, person).await?;
    let organisation = organisations::get(&tx, person.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let others = rows::others(&tx, Some(person.id)).await?;
    let id = SuspensionId::new(cx.now);
    let begun = Suspension::of_person(id, cx.actor, &person, organisation.kind, others, told, cx.now)?;
    people::set_standing(&tx, person.id, crate::domain::people::Standing::Suspended).await?;
    let ended = sessions::end_all(&tx, person.id).await?;
    let names = format!("{} {} {}", person.name, person.email, organisation.name);
    let done = Done {
        people: 1,
        sessions: short(ended),
        ..Done::default()
    };
    finish(cx, tx, begun, done, (&organisation, &names)).await
}

/// Locks the whole of `organisation` down, whose name was typed to `confirm` it.
///
/// # Errors
/// As [`may_suspend_organisation`]; fields.
pub async fn lock_down(
    cx: &Context<'_>,
    organisation: OrganisationId,
    confirm: &str,
    told: Told,
) -> Result<Suspension, Error> {
    let tx = cx.db.begin().await?;
    organisations::lock(&tx, organisation).await?;
    cx.still_acts(&tx).await?;
    let organisation = organisations::get(&tx, organisation).await?.ok_or(Error::NotFound)?;
    may_suspend_organisation(cx.actor, &organisation)?;
    let mut faults: Vec<_> = confirms(&organisation, confirm).err().into_iter().collect();
    let id = SuspensionId::new(cx.now);
    let begun = match Suspension::of_organisation(id, cx.actor, &organisation, told, cx.now) {
        Err(Refusal::Fields(others)) => {
            faults.splice(0..0, others);
            return Err(Refusal::Fields(faults).into());
        }
        begun => begun?,
    };
    Refusal::unless_empty(faults)?;
    organisations::set_standing(&tx, organisation.id, crate::domain::organisations::Standing::Suspended).await?;
    let ended = sessions::end_all_of(&tx, organisation.id).await?;
    let names = format!("{} {}", organisation.name, organisation.legal_name);
    let done = Done {
        people: rows::acting(&tx, organisation.id).await?,
        sessions: short(ended),
        ..Done::default()
    };
    finish(cx, tx, begun, done, (&organisation, &names)).await
}

/// Marks the requests, keeps the suspension with its leaf, tells everybody, and commits.
async fn finish(
    cx: &Context<'_>,
    tx: Tx,
    begun: Suspension,
    done: Done,
    (organisation, names): (&Organisation, &str),
) -> Result<Suspension, Error> {
    let which = Which::Concerned(begun.organisation, begun.of.person());
    let mut reached = Reached::default();
    let mut clocks = 0;
    let why = begun.reason.code();
    let change = |request: Request| request.suspended(&begun, cx.actor, cx.now);
    each(cx, &tx, which, why, change, |change| {
        reached.add(change.after());
        clocks += stood_still(change);
    })
    .await?;
    let done = Done {
        requests: reached.count(),
        clocks,
        ..done
    };
    let change = begun.clone().done(cx.actor, done);
    rows::insert(&tx, &change, names).await.map_err(|error| match error {
        crate::store::Error::Taken(_) => Error::Conflict,
        error @ (crate::store::Error::Unavailable(_) | crate::store::Error::Other(_)) => error.into(),
    })?;
    let told = tell(cx, &tx, &change, &reached, organisation).await?;
    rows::save_told(&tx, begun.id, told).await?;
    tx.commit().await?;
    Ok(Suspension {
        told,
        ..change.after().clone()
    })
}

/// Lifts a suspension.
///
/// # Errors
/// As [`Suspension::may_lift`]; fields.
pub async fn lift(cx: &Context<'_>, id: SuspensionId, reason: LiftedFor, note: String) -> Result<Suspension, Error> {
    let tx = cx.begin().await?;
    let suspension = rows::lock(&tx, cx.actor, id).await?.ok_or(Error::NotFound)?;
    let verifiers = rows::others(&tx, cx.actor.person).await?.verifiers;
    // What is refused is refused before anything is looked for.
    suspension.may_lift(cx.actor, verifiers)?;
    cx.actor.has_confirmed(Act::Lift.needs())?;
    let organisation = organisations::get(&tx, suspension.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    match suspension.of {
        Of::Person { person, was } => {
            people::lock(&tx, person).await?;
            people::set_standing(&tx, person, was).await?;
        }
        Of::Organisation { was } => {
            organisations::lock(&tx, suspension.organisation).await?;
            organisations::set_standing(&tx, suspension.organisation, was).await?;
        }
    }
    let which = Which::Marked(suspension.organisation, suspension.id);
    let mut reached = Reached::default();
    let change = |request: Request| request.resumed(&suspension, cx.actor, cx.now);
    each(cx, &tx, which, reason.code(), change, |change| {
        reached.add(change.after())
    })
    .await?;
    let requests = reached.count();
    let change = suspension
        .clone()
        .lift(cx.actor, verifiers, reason, note, requests, cx.now)?;
    rows::save_lifted(&tx, &change).await?;
    tell(cx, &tx, &change, &reached, &organisation).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// Changes each of `which` as `change` says, and hands `seen` what was changed. All are locked first; then they are read,
/// written and told in large pieces.
async fn each(
    cx: &Context<'_>,
    tx: &Tx,
    which: Which,
    why: &str,
    change: impl Fn(Request) -> Option<Change<Request>>,
    mut seen: impl FnMut(&Change<Request>),
) -> Result<(), Error> {
    let ids = stops::lock(tx, which).await?;
    for some in ids.chunks(stops::CHUNK) {
        let found = stops::get(tx, some).await?;
        let changes: Vec<Change<Request>> = found.into_iter().filter_map(&change).collect();
        changes.iter().for_each(&mut seen);
        stops::save(tx, &changes, why, cx.call).await?;
    }
    Ok(())
}

/// How many clocks stand still for the suspension alone.
fn stood_still(change: &Change<Request>) -> u32 {
    let still = |request: &Request| {
        let clocks = request.clocks.iter();
        clocks
            .filter(|held| matches!(held.clock.state(), State::Paused { .. }))
            .count()
    };
    let before = change.before().map_or(0, still);
    short(still(change.after()).saturating_sub(before) as u64)
}

/// The leaf of what happened, and the notices; answers to how many people.
async fn tell(
    cx: &Context<'_>,
    tx: &Tx,
    change: &Change<Suspension>,
    reached: &Reached,
    organisation: &Organisation,
) -> Result<u32, Error> {
    let after = change.after();
    let subject = match after.of.person() {
        Some(person) => Subject::person(person),
        None => Subject::organisation(after.organisation),
    };
    let mut told = 0;
    for event in change.events() {
        let entry = Entry {
            event,
            who: Who::of(cx.actor, event),
            subject: Some(&subject),
            call: cx.call,
        };
        let leaves = audit::record(tx, &[entry], cx.now).await?;
        let notices = reached.told(after, event.act());
        if let Some(leaf) = leaves.first() {
            told += notices::tell_all(tx, &notices, *leaf, (cx.actor, cx.now), &subject, &organisation.name).await?;
        }
    }
    Ok(short(told))
}

fn short(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
