//! Suspension: an organisation or a person is stopped for now, everywhere and at once, and it can be lifted.
//!
//! Stopping is quick and letting in again is not: one person suspends, with a reason; what the platform suspended another
//! verifier lifts, where there is another. Nobody suspends the own account, and never so that nobody could lift it.

mod told;

use serde::{Deserialize, Serialize};

use crate::domain::actor::{Actor, OrganisationKind, Role, words};
use crate::domain::change::{Change, Fault, NotNow, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{OrganisationId, PersonId, SuspensionId};
use crate::domain::organisations::{self, Organisation};
use crate::domain::people::{self, ADMINISTRATORS, KEEPERS, Person};
use crate::domain::values::Time;

pub use told::Reached;

words! {
    /// Why somebody is suspended.
    Reason("reason for a suspension") {
        /// The account or the mailbox is in other hands.
        Compromised = "compromised",
        /// A request in their name was not theirs, or told what is not so.
        Forged = "forged",
        /// It was used for what it is not for.
        Misuse = "misuse",
        /// A call-back or a second look did not confirm who they are.
        Unconfirmed = "unconfirmed",
        /// They asked for it themselves.
        AskedFor = "asked_for",
        /// Another: said in words.
        Other = "other",
    }
}

words! {
    /// Why a suspension is lifted.
    LiftedFor("reason to lift a suspension") {
        /// It was looked into, and nothing was amiss.
        Cleared = "cleared",
        /// What was amiss is mended: accounts are in the right hands again.
        Mended = "mended",
        /// Who they are was confirmed anew by a call-back.
        Confirmed = "confirmed",
        /// It was a mistake.
        Mistake = "mistake",
        /// Another: said in words.
        Other = "other",
    }
}

words! {
    /// Who suspended.
    Side("side of a suspension") {
        /// The platform.
        Platform = "platform",
        /// The organisation's own administrator.
        Own = "own",
    }
}

words! {
    /// What is done about suspensions.
    Act("act on a suspension") {
        /// Suspend a person.
        Suspend = "suspend",
        /// Suspend a whole organisation.
        LockDown = "lock_down",
        /// Lift a suspension.
        Lift = "lift",
    }
}

/// Who is stopped, and where they stood before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// One person.
    Person {
        /// Who.
        person: PersonId,
        /// Where they stood.
        was: people::Standing,
    },
    /// A whole organisation: a lockdown.
    Organisation {
        /// Where it stood.
        was: organisations::Standing,
    },
}

impl Of {
    /// The person, where it is one.
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Person { person, .. } => Some(person),
            Self::Organisation { .. } => None,
        }
    }
}

/// What was done with a suspension, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// People who may not act any more.
    pub people: u32,
    /// Sessions that ended.
    pub sessions: u32,
    /// Requests that were marked.
    pub requests: u32,
    /// Clocks that stand still since.
    pub clocks: u32,
}

/// That a suspension was lifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifted {
    /// When.
    pub at: Time,
    /// By whom; nobody where by a command on the machine.
    pub by: Option<PersonId>,
    /// Why.
    pub reason: LiftedFor,
    /// In words.
    pub note: String,
    /// From how many requests its mark was taken.
    pub requests: u32,
}

/// A person or an organisation that is stopped, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// Its id.
    pub id: SuspensionId,
    /// The organisation, or that of the person.
    pub organisation: OrganisationId,
    /// What that is.
    pub kind: OrganisationKind,
    /// Who is stopped.
    pub of: Of,
    /// Who suspended.
    pub side: Side,
    /// The person; nobody where by a command on the machine.
    pub by: Option<PersonId>,
    /// Why.
    pub reason: Reason,
    /// In words.
    pub note: String,
    /// Since when.
    pub at: Time,
    /// What was done with it.
    pub done: Done,
    /// How many people were told of it.
    pub told: u32,
    /// When, by whom and why it was lifted.
    pub lifted: Option<Lifted>,
}

/// How many others of the platform may act: a rule that must leave somebody asks this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// Verifiers beside who is looked at.
    pub verifiers: u64,
    /// Operators beside who is looked at.
    pub operators: u64,
}

/// Why somebody is stopped, as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Why.
    pub reason: Reason,
    /// In words.
    pub note: String,
}

/// Whether `actor` may suspend `person`, beside whom `others` of the platform may act.
///
/// # Errors
/// As [`people::may_act_on`]; the own account; suspended already, or left; or nobody would be left at the platform.
pub fn may_suspend_person(actor: &Actor, person: &Person, others: Others) -> Result<(), Refusal> {
    people::may_act_on(actor, person)?;
    actor.has_means(Act::Suspend.needs())?;
    if actor.is(person.id) {
        return Err(Refusal::OwnAccount);
    }
    match person.standing {
        people::Standing::Invited | people::Standing::Active => {}
        people::Standing::Suspended => return Err(Refusal::NotNow(NotNow::AlreadySuspended)),
        people::Standing::Left => return Err(Refusal::NotNow(NotNow::HasLeft)),
    }
    let is_last = |role, others: u64| person.roles.has(role) && others == 0;
    if is_last(Role::Verifier, others.verifiers) || is_last(Role::Operator, others.operators) {
        return Err(Refusal::NotNow(NotNow::LastOfPlatform));
    }
    Ok(())
}

/// Whether `actor` may suspend the whole of `organisation`: a verifier any, an administrator the own. The platform itself
/// is never suspended, since nobody could lift it.
///
/// # Errors
/// The wrong role; unseen, where an administrator names another; suspended already; or it is the platform.
pub fn may_suspend_organisation(actor: &Actor, organisation: &Organisation) -> Result<(), Refusal> {
    if !actor.roles.has(Role::Verifier) {
        actor.has_any(KEEPERS)?.in_organisation(organisation.id)?;
    }
    actor.has_means(Act::LockDown.needs())?;
    if organisation.kind == OrganisationKind::Platform {
        return Err(Refusal::NotNow(NotNow::LastOfPlatform));
    }
    match organisation.standing {
        organisations::Standing::Pending | organisations::Standing::Active => Ok(()),
        organisations::Standing::Suspended => Err(Refusal::NotNow(NotNow::AlreadySuspended)),
    }
}

/// The name of the organisation, typed to confirm that it is the one that is meant.
///
/// # Errors
/// Fields: `confirm` says another.
pub fn confirms(organisation: &Organisation, typed: &str) -> Result<(), Fault> {
    if typed.trim() == organisation.name {
        Ok(())
    } else {
        Err(Fault::new("confirm", "other_name"))
    }
}

/// On whose side `actor` suspends.
const fn side(actor: &Actor) -> Side {
    match actor.kind {
        OrganisationKind::Platform => Side::Platform,
        OrganisationKind::Agency
        | OrganisationKind::Exchange
        | OrganisationKind::Coordinator
        | OrganisationKind::Oversight => Side::Own,
    }
}

impl Told {
    fn must_say_why(&self) -> Result<(), Refusal> {
        must_say_why(&self.note)
    }
}

fn must_say_why(note: &str) -> Result<(), Refusal> {
    if note.trim().is_empty() {
        Err(Refusal::field("note", "required"))
    } else {
        Ok(())
    }
}

impl Suspension {
    /// `person`, of an organisation of this `kind`, is suspended. What is done with it is counted when it is done.
    ///
    /// # Errors
    /// As [`may_suspend_person`]; unconfirmed; or no reason is given in words.
    pub fn of_person(
        id: SuspensionId,
        actor: &Actor,
        person: &Person,
        kind: OrganisationKind,
        others: Others,
        told: Told,
        at: Time,
    ) -> Result<Self, Refusal> {
        may_suspend_person(actor, person, others)?;
        actor.has_confirmed(Act::Suspend.needs())?;
        let of = Of::Person {
            person: person.id,
            was: person.standing,
        };
        Self::begun(id, actor, (person.organisation, kind), of, told, at)
    }

    /// The whole of `organisation` is suspended. As [`Suspension::of_person`].
    ///
    /// # Errors
    /// As [`may_suspend_organisation`]; unconfirmed; or no reason is given in words.
    pub fn of_organisation(
        id: SuspensionId,
        actor: &Actor,
        organisation: &Organisation,
        told: Told,
        at: Time,
    ) -> Result<Self, Refusal> {
        may_suspend_organisation(actor, organisation)?;
        actor.has_confirmed(Act::LockDown.needs())?;
        let of = Of::Organisation {
            was: organisation.standing,
        };
        Self::begun(id, actor, (organisation.id, organisation.kind), of, told, at)
    }

    fn begun(
        id: SuspensionId,
        actor: &Actor,
        (organisation, kind): (OrganisationId, OrganisationKind),
        of: Of,
        told: Told,
        at: Time,
    ) -> Result<Self, Refusal> {
        told.must_say_why()?;
        Ok(Self {
            id,
            organisation,
            kind,
            of,
            side: side(actor),
            by: actor.person,
            reason: told.reason,
            note: told.note,
            at,
            done: Done::default(),
            told: 0,
            lifted: None,
        })
    }

    /// The same once all of it is done, with its event.
    pub fn done(self, actor: &Actor, done: Done) -> Change<Self> {
        let after = Self { done, ..self };
        let (suspension, side, reason, note) = (after.id, after.side, after.reason, after.note.clone());
        let event = match after.of {
            Of::Person { .. } => Event::PersonSuspended {
                suspension,
                side,
                reason,
                note,
                done,
            },
            Of::Organisation { .. } => Event::OrganisationSuspended {
                suspension,
                side,
                reason,
                note,
                done,
            },
        };
        let at = after.at;
        Change::new(after, event, actor, at)
    }

    /// Whether `actor` may know of it: the platform's verifiers of all, administrators of those of the own organisation.
    ///
    /// # Errors
    /// Unseen.
    pub fn may_know(&self, actor: &Actor) -> Result<(), Refusal> {
        let is_own = self.organisation == actor.organisation && actor.has_any(ADMINISTRATORS).is_ok();
        if actor.roles.has(Role::Verifier) || is_own {
            Ok(())
        } else {
            Err(Refusal::Unseen)
        }
    }

    /// Whether `actor` may lift it, beside whom so many `verifiers` may act. What the platform suspended the platform
    /// lifts, and another verifier than who suspended, where there is one; what an administrator suspended, an
    /// administrator of the same organisation lifts or the platform.
    ///
    /// # Errors
    /// Unseen; lifted already; the platform's; or the own.
    pub fn may_lift(&self, actor: &Actor, verifiers: u64) -> Result<(), Refusal> {
        self.may_know(actor)?;
        actor.has_means(Act::Lift.needs())?;
        if self.lifted.is_some() {
            return Err(Refusal::NotNow(NotNow::NotSuspended));
        }
        if self.of.person().is_some_and(|person| actor.is(person)) {
            return Err(Refusal::OwnAccount);
        }
        if self.side == Side::Platform {
            actor.has(Role::Verifier)?;
            if self.by.is_some_and(|by| actor.is(by)) && verifiers > 0 {
                return Err(Refusal::OwnSuspension);
            }
        }
        Ok(())
    }

    /// It is lifted, and its mark was taken from so many `requests`.
    ///
    /// # Errors
    /// As [`Suspension::may_lift`]; unconfirmed; or no reason is given in words.
    pub fn lift(
        self,
        actor: &Actor,
        verifiers: u64,
        reason: LiftedFor,
        note: String,
        requests: u32,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.may_lift(actor, verifiers)?;
        actor.has_confirmed(Act::Lift.needs())?;
        must_say_why(&note)?;
        let event = Event::SuspensionLifted {
            suspension: self.id,
            reason,
            note: note.clone(),
            requests,
        };
        let after = Self {
            lifted: Some(Lifted {
                at,
                by: actor.person,
                reason,
                note,
                requests,
            }),
            ..self.clone()
        };
        Ok(Change::of(self, after, event, actor, at))
    }
}

#[cfg(test)]
mod tests;
