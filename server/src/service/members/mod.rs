//! Looking after the people of an organisation: who they are, what they may do, and what becomes of their work when they
//! go. Of that work only how much there is: who looks after accounts reads no case.

pub mod idle;

use std::collections::HashMap;

use super::invitations::at;
use super::{Context, Error};
use crate::domain::actor::{OrganisationKind, Role, Roles};
use crate::domain::audit::{Entry, Subject, Who};
use crate::domain::change::{Change, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{LeafId, OrganisationId, PersonId};
use crate::domain::invitations::Invitation;
use crate::domain::members::administering::{administrators, grantable, keepers};
use crate::domain::members::{Known, Place};
use crate::domain::notices::people::of_account;
use crate::domain::organisations::Organisation;
use crate::domain::people::{Act, Person};
use crate::store::members::handing_over::{self, Handed, Work};
use crate::store::members::{self, Member};
use crate::store::providers::links;
use crate::store::{Connection, Tx, audit, devices, factors, invitations, notices, organisations, people, sessions};

/// Everybody at an organisation, as far as the actor looks after them.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Which.
    pub organisation: Organisation,
    /// With an account, by name.
    pub members: Vec<Member>,
    /// Invited and not come yet, the newest first.
    pub invitations: Vec<Invitation>,
    /// The roles that the actor may give there.
    pub grantable: Roles,
}

/// The people of `organisation`: five statements.
pub async fn list(cx: &Context<'_>, organisation: OrganisationId) -> Result<Listing, Error> {
    let db = cx.db.read();
    let organisation = organisations::get(db, organisation).await?.ok_or(Error::NotFound)?;
    let grantable = grantable(cx.actor, organisation.id, organisation.kind)?;
    let mut open = invitations::of_organisation(db, organisation.id).await?;
    open.retain(|invitation| invitation.ended.is_none() && invitation.roles.iter().all(|role| grantable.has(role)));
    Ok(Listing {
        members: members::list(db, cx.actor, organisation.id).await?,
        invitations: open,
        organisation,
        grantable,
    })
}

/// The organisations besides the own one whose people the actor looks after, by name: for verifiers all there are.
pub async fn looked_after(cx: &Context<'_>) -> Result<Vec<Organisation>, Error> {
    if !cx.actor.roles.has(Role::Verifier) {
        return Ok(Vec::new());
    }
    let all = organisations::register(cx.db.read()).await?;
    Ok(all.into_iter().map(|(organisation, _)| organisation).collect())
}

/// One member, with what a page says and asks.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Who.
    pub member: Member,
    /// Where.
    pub organisation: Organisation,
    /// Who else keeps it.
    pub place: Place,
    /// Sessions that still count, idle or not.
    pub sessions: u64,
    /// Open work.
    pub work: Work,
}

impl Opened {
    /// Whether the actor may do `act` to the account now; answers the roles the actor may give.
    ///
    /// # Errors
    /// As [`Person::may`].
    pub fn may(&self, cx: &Context<'_>, act: Act) -> Result<Roles, Refusal> {
        let is_idle = self.member.idle_at.is_some();
        self.member.person.may(act, cx.actor, &self.place, is_idle)
    }
}

/// One whom the actor looks after.
pub async fn open(cx: &Context<'_>, id: PersonId) -> Result<Opened, Error> {
    let db = cx.db.read();
    let member = members::find(db, cx.actor, id).await?.ok_or(Error::NotFound)?;
    let (organisation, place) = place(db, &member.person).await?;
    let counts = members::sessions_in(db, organisation.id, cx.now).await?;
    Ok(Opened {
        sessions: counts.get(&id).copied().unwrap_or(0),
        work: handing_over::open_work(db, organisation.id, id).await?,
        member,
        organisation,
        place,
    })
}

async fn place(db: &impl Connection, person: &Person) -> Result<(Organisation, Place), Error> {
    let organisation = organisations::get(db, person.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let place = Place {
        kind: organisation.kind,
        held_by_others: members::roles_of_others(db, organisation.id, person.id).await?,
    };
    Ok((organisation, place))
}

async fn locked(tx: &Tx, cx: &Context<'_>, id: PersonId) -> Result<(Member, Organisation, Place), Error> {
    let member = members::lock(tx, cx.actor, id).await?.ok_or(Error::NotFound)?;
    let (organisation, place) = place(tx, &member.person).await?;
    Ok((member, organisation, place))
}

/// Gives a member other roles. Sessions end: whoever signs in again has them.
pub async fn change_roles(cx: &Context<'_>, id: PersonId, roles: Roles) -> Result<bool, Error> {
    let tx = cx.db.begin().await?;
    let (member, organisation, place) = locked(&tx, cx, id).await?;
    let Some(change) = member.person.change_roles(cx.actor, roles, &place, cx.now)? else {
        return Ok(false);
    };
    sessions::end_all(&tx, id).await?;
    save(&tx, cx, &change, &organisation).await?;
    tx.commit().await?;
    Ok(true)
}

/// Corrects what is known of a member.
pub async fn correct(cx: &Context<'_>, id: PersonId, known: Known) -> Result<bool, Error> {
    let tx = cx.db.begin().await?;
    let (member, organisation, place) = locked(&tx, cx, id).await?;
    let Some(change) = member.person.correct(cx.actor, known, &place, cx.now)? else {
        return Ok(false);
    };
    save(&tx, cx, &change, &organisation).await?;
    tx.commit().await?;
    Ok(true)
}

/// Opens an account that stood still.
pub async fn reinstate(cx: &Context<'_>, id: PersonId, reason: String) -> Result<(), Error> {
    let tx = cx.db.begin().await?;
    let (member, organisation, place) = locked(&tx, cx, id).await?;
    let is_idle = member.idle_at.is_some();
    let change = member.person.reinstate(cx.actor, reason, is_idle, &place, cx.now)?;
    save(&tx, cx, &change, &organisation).await?;
    Ok(tx.commit().await?)
}

/// Ends every session of a member; answers how many there were.
pub async fn end_sessions(cx: &Context<'_>, id: PersonId) -> Result<u64, Error> {
    let tx = cx.db.begin().await?;
    let (member, _, place) = locked(&tx, cx, id).await?;
    member.person.may(Act::EndSessions, cx.actor, &place, false)?;
    cx.actor.has_confirmed(Act::EndSessions.needs())?;
    let count = sessions::end_all(&tx, id).await?;
    ended(&tx, cx, &Subject::person(id), count).await?;
    tx.commit().await?;
    Ok(count)
}

/// Ends every session of everybody at an organisation, the actor's own aside; answers how many there were.
pub async fn end_all_sessions(cx: &Context<'_>, organisation: OrganisationId) -> Result<u64, Error> {
    let found = organisations::get(cx.db.read(), organisation)
        .await?
        .ok_or(Error::NotFound)?;
    may_end_all(cx, found.id, found.kind)?;
    cx.actor.has_confirmed(Act::EndSessions.needs())?;
    let tx = cx.db.begin().await?;
    let count = members::end_sessions_of(&tx, organisation, cx.actor.session).await?;
    ended(&tx, cx, &Subject::organisation(organisation), count).await?;
    tx.commit().await?;
    Ok(count)
}

/// Whether the actor may end every session there: who looks after all its people.
///
/// # Errors
/// As [`grantable`]; of agencies and exchanges a verifier looks after administrators only.
pub fn may_end_all(cx: &Context<'_>, organisation: OrganisationId, kind: OrganisationKind) -> Result<(), Refusal> {
    grantable(cx.actor, organisation, kind)?;
    cx.actor.has_any(administrators(kind))?;
    cx.actor.has_means(Act::EndSessions.needs())?;
    Ok(())
}

async fn ended(tx: &Tx, cx: &Context<'_>, subject: &Subject, count: u64) -> Result<(), Error> {
    let event = Event::SessionsClosed {
        count: u32::try_from(count).unwrap_or(u32::MAX),
    };
    audit::record_one(tx, &event, Who::of(cx.actor, &event), Some(subject), cx.call, cx.now).await?;
    Ok(())
}

/// Colleagues who could take over the open work of a member, by name.
pub async fn who_could_take_over(cx: &Context<'_>, from: &Person) -> Result<Vec<Person>, Error> {
    let mut colleagues = people::active_in(cx.db.read(), from.organisation).await?;
    colleagues.retain(|person| person.may_take_over(from.id));
    Ok(colleagues)
}

/// Closes the account of whoever leaves, once their open work is with `to`: all of it in one transaction. Answers how
/// many requests went there.
///
/// # Errors
/// As [`Person::leave`]; there is open work and nobody to take it, or somebody who cannot.
pub async fn leave(cx: &Context<'_>, id: PersonId, to: Option<PersonId>) -> Result<u64, Error> {
    let tx = cx.db.begin().await?;
    let (member, organisation, place) = locked(&tx, cx, id).await?;
    let person = member.person;
    person.may(Act::Leave, cx.actor, &place, false)?;
    let work = handing_over::open_work(&tx, organisation.id, id).await?;
    let to = receiver(&tx, &person, work, to).await?;
    let handed = match to {
        Some(to) => handing_over::hand_over(&tx, organisation.id, id, to, cx.now).await?,
        None => Vec::new(),
    };
    let count = u32::try_from(handed.iter().filter(|one| !one.as_deputy).count()).unwrap_or(u32::MAX);
    let change = person.leave(cx.actor, count, &place, cx.now)?;
    sessions::end_all(&tx, id).await?;
    // Whoever comes back shows factors anew.
    factors::remove_all(&tx, id).await?;
    devices::remove_all(&tx, id).await?;
    // Nor is one found again by whom the provider knew.
    links::remove_of(&tx, id).await?;
    let withdrawn = invitations::withdraw_of(&tx, organisation.id, id, cx.now).await?;
    if let Some(to) = to {
        tell_handed(&tx, cx, &organisation, (id, to), &handed).await?;
    }
    withdraw(&tx, cx, &withdrawn).await?;
    save(&tx, cx, &change, &organisation).await?;
    tx.commit().await?;
    Ok(u64::from(count))
}

/// Who takes the work over; nobody where there is none to take.
async fn receiver(tx: &Tx, from: &Person, work: Work, to: Option<PersonId>) -> Result<Option<PersonId>, Error> {
    let Some(to) = to else {
        return if work.total() == 0 {
            Ok(None)
        } else {
            Err(Refusal::field("to", "required").into())
        };
    };
    let colleagues = people::active_in(tx, from.organisation).await?;
    let could = colleagues
        .iter()
        .any(|person| person.id == to && person.may_take_over(from.id));
    if !could {
        return Err(Refusal::field("to", "unknown_choice").into());
    }
    // Four eyes: who approved a request cannot become its author.
    if handing_over::has_approved(tx, from.organisation, from.id, to).await? {
        return Err(Refusal::field("to", "approved_it").into());
    }
    Ok(Some(to))
}

/// How many leaves are written at once.
const BATCH: usize = 500;

/// A leaf for each request, and one notice for them all.
async fn tell_handed(
    tx: &Tx,
    cx: &Context<'_>,
    organisation: &Organisation,
    (from, to): (PersonId, PersonId),
    handed: &[Handed],
) -> Result<(), Error> {
    let told: Vec<(Event, Subject)> = handed
        .iter()
        .map(|one| {
            let event = if one.as_deputy {
                Event::DeputyReplaced { from, to }
            } else {
                Event::HandedOver { from, to }
            };
            (event, Subject::request(one.request, one.version, one.case))
        })
        .collect();
    let mut first: Option<LeafId> = None;
    for some in told.chunks(BATCH) {
        let entries: Vec<Entry<'_>> = some
            .iter()
            .map(|(event, subject)| Entry {
                event,
                who: Who::of(cx.actor, event),
                subject: Some(subject),
                call: cx.call,
            })
            .collect();
        let leaves = audit::record(tx, &entries, cx.now).await?;
        first = first.or_else(|| leaves.first().copied());
    }
    let count = told
        .iter()
        .filter(|(event, _)| matches!(event, Event::HandedOver { .. }))
        .count();
    if let (Some(leaf), true) = (first, count > 0) {
        let event = Event::HandedOver { from, to };
        let at = at(tx, organisation).await?;
        for mut notice in of_account(&event, to, at, false) {
            notice.gaps.count = u32::try_from(count).unwrap_or(u32::MAX);
            notices::tell_of(tx, &notice, leaf, cx.actor, cx.now, &Subject::person(to), "").await?;
        }
    }
    Ok(())
}

/// The leaves of invitations that ended because who invited leaves.
async fn withdraw(tx: &Tx, cx: &Context<'_>, invited: &[PersonId]) -> Result<(), Error> {
    let event = Event::InvitationWithdrawn;
    let subjects: Vec<Subject> = invited.iter().copied().map(Subject::person).collect();
    let entries: Vec<Entry<'_>> = subjects
        .iter()
        .map(|subject| Entry {
            event: &event,
            who: Who::of(cx.actor, &event),
            subject: Some(subject),
            call: cx.call,
        })
        .collect();
    audit::record(tx, &entries, cx.now).await?;
    Ok(())
}

/// Saves the change of an account with its leaf, and tells whom it concerns.
pub(super) async fn save_and_tell(
    tx: &Tx,
    change: &Change<Person>,
    organisation: &Organisation,
    call: &crate::domain::audit::Call,
) -> Result<(), Error> {
    let leaves = members::save(tx, change, call).await?;
    let person = change.after();
    let at = at(tx, organisation).await?;
    let is_administrator = keepers(organisation.kind).iter().any(|role| person.roles.has(*role));
    let subject = Subject::person(person.id);
    for (event, leaf) in change.events().iter().zip(leaves) {
        for notice in of_account(event, person.id, at, is_administrator) {
            let path = person.id.to_string();
            notices::tell_of(tx, &notice, leaf, change.actor(), change.at(), &subject, &path).await?;
        }
    }
    Ok(())
}

async fn save(tx: &Tx, cx: &Context<'_>, change: &Change<Person>, organisation: &Organisation) -> Result<(), Error> {
    save_and_tell(tx, change, organisation, cx.call).await
}

/// How many sessions each member has, for the list.
pub async fn session_counts(cx: &Context<'_>, organisation: OrganisationId) -> Result<HashMap<PersonId, u64>, Error> {
    Ok(members::sessions_in(cx.db.read(), organisation, cx.now).await?)
}
