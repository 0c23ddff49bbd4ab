//! Applications: how an organisation joins. Anybody may apply; two verifiers who each called a number they found themselves
//! make it an organisation, and one alone cannot (S71, domain §8). An application gives nobody an account.

mod callback;
mod checklist;
mod content;

pub use callback::{Callback, LONGEST_NUMBER, LONGEST_SAID, NumberSource, OLDEST_CALL, digits};
pub use checklist::Check;
pub use content::{Administrator, Content};

use super::actor::{Actor, OrganisationKind, Role, words};
use super::change::{Change, Fault, NotNow, Refusal};
use super::events::Event;
use super::ids::{OrganisationId, PersonId};
use super::organisations::attestation::Attestation;
use super::organisations::{Desk, Organisation, Standing};
use super::values::Time;

/// Kinds of organisation that may apply: the platform makes itself.
pub const KINDS: &[OrganisationKind] = &[
    OrganisationKind::Agency,
    OrganisationKind::Exchange,
    OrganisationKind::Coordinator,
    OrganisationKind::Oversight,
];

/// So many languages an organisation names at most.
pub const MOST_LANGUAGES: usize = 3;

/// So many holidays an organisation names at most: three years of a country with many.
pub const MOST_HOLIDAYS: usize = 60;

/// The longest name of a person, an organisation or a holiday, in characters.
pub const LONGEST_NAME: usize = 200;

words! {
    /// Where an application stands.
    Status("status of application") {
        /// Nobody has confirmed it.
        Received = "received",
        /// One verifier has; a second one is needed.
        Confirmed = "confirmed",
        /// Two have, and they reached different numbers: one must correct theirs.
        Differing = "differing",
        /// Two have called the same number: it is an organisation.
        Accepted = "accepted",
        /// Refused. The same body may apply again.
        Refused = "refused",
        /// Taken back by the applicant.
        Withdrawn = "withdrawn",
    }
}

impl Status {
    /// Whether somebody still has to do something.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Received | Self::Confirmed | Self::Differing => true,
            Self::Accepted | Self::Refused | Self::Withdrawn => false,
        }
    }
}

words! {
    /// Why an application is refused.
    Reason("reason of a refusal") {
        /// No register knows such a body.
        NoSuchBody = "no_such_body",
        /// It is not what it says it is: no authority, no licence.
        NoAuthority = "no_authority",
        /// A mail domain is not its own.
        ForeignDomain = "foreign_domain",
        /// Whoever was called back knows nothing of it.
        Denied = "denied",
        /// Nobody could be reached through a number that was found independently.
        Unreachable = "unreachable",
        /// Its name or a mail domain belongs to an organisation that is here already.
        Taken = "taken",
        /// The same body has applied already.
        Duplicate = "duplicate",
        /// What it says cannot be checked.
        Incomplete = "incomplete",
    }
}

/// What one verifier found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Who.
    pub by: PersonId,
    /// When it was recorded.
    pub at: Time,
    /// What was checked: every point of the list of its kind.
    pub checks: Vec<Check>,
    /// Which number was called, and where it was found.
    pub callback: Callback,
    /// What else there is to say.
    pub note: String,
}

/// How an application ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Who decided or recorded it.
    pub by: PersonId,
    /// Why it was refused.
    pub reason: Option<Reason>,
    /// In words.
    pub note: String,
}

/// An application. It has the id of the organisation that it may become, so that both have one history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Which.
    pub id: OrganisationId,
    /// What the applicant names it by.
    pub reference: String,
    /// What was said.
    pub content: Content,
    /// Where it stands.
    pub status: Status,
    /// Since when.
    pub status_since: Time,
    /// When it came.
    pub received_at: Time,
    /// What verifiers found out, the first one first; what was corrected is not here any more.
    pub confirmations: Vec<Confirmation>,
    /// How it ended, where it was refused or withdrawn.
    pub decision: Option<Decision>,
    /// How often it was saved.
    pub version: i64,
}

words! {
    /// Something a verifier does to an application.
    Act("act on an application") {
        /// Record what was checked, and the call-back.
        Confirm = "confirm",
        /// Record one's own call-back anew.
        Correct = "correct",
        /// Refuse it.
        Refuse = "refuse",
        /// Record that the applicant takes it back.
        Withdraw = "withdraw",
    }
}

/// Who decides on applications.
pub const DECIDING: &[Role] = &[Role::Verifier];

/// What of an application belongs to an organisation that is here already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clash {
    /// Who has its name.
    pub name: Option<String>,
    /// Who has which of its domains.
    pub domains: Vec<(String, String)>,
}

impl Clash {
    /// Whether nothing of it is taken.
    pub fn is_none(&self) -> bool {
        self.name.is_none() && self.domains.is_empty()
    }
}

impl Application {
    /// An application came in. Nobody is signed in who sends one.
    pub fn receive(id: OrganisationId, reference: String, content: Content, nobody: &Actor, at: Time) -> Change<Self> {
        let event = Event::ApplicationReceived {
            reference: reference.clone(),
            kind: content.kind,
        };
        let application = Self {
            id,
            reference,
            content,
            status: Status::Received,
            status_since: at,
            received_at: at,
            confirmations: Vec::new(),
            decision: None,
            version: 1,
        };
        Change::new(application, event, nobody, at)
    }

    /// Whether `actor` may do `act` now. Pages ask this before they show a button.
    ///
    /// # Errors
    /// The wrong role, no passkey, or not now.
    pub fn may(&self, act: Act, actor: &Actor) -> Result<(), Refusal> {
        actor.has_any(DECIDING)?.has_means(act.needs())?;
        if !self.status.is_open() {
            return Err(Refusal::NotNow(NotNow::ApplicationOver));
        }
        let has_confirmed = self.confirmation_of(actor).is_some();
        match act {
            Act::Confirm if has_confirmed => Err(Refusal::NotNow(NotNow::ConfirmedByYou)),
            Act::Confirm if self.confirmations.len() >= VERIFIERS => Err(Refusal::NotNow(NotNow::ConfirmedByTwo)),
            Act::Correct if !has_confirmed => Err(Refusal::NotNow(NotNow::NotConfirmedByYou)),
            Act::Confirm | Act::Correct | Act::Refuse | Act::Withdraw => Ok(()),
        }
    }

    /// What `actor` recorded.
    pub fn confirmation_of(&self, actor: &Actor) -> Option<&Confirmation> {
        self.confirmations.iter().find(|one| actor.is(one.by))
    }

    /// A verifier records what they checked and whom they called. The second who reached the same number makes it an
    /// organisation; where the numbers differ, one of the two corrects theirs first.
    ///
    /// # Errors
    /// As [`Application::may`], the clash, and faults in what was recorded.
    pub fn confirm(self, actor: &Actor, found: Found, clash: &Clash, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Confirm, actor)?;
        actor.has_confirmed(Act::Confirm.needs())?;
        self.recorded(actor, found, clash, false, at)
    }

    /// A verifier records their own call-back anew.
    ///
    /// # Errors
    /// As [`Application::confirm`].
    pub fn correct(self, actor: &Actor, found: Found, clash: &Clash, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Correct, actor)?;
        actor.has_confirmed(Act::Correct.needs())?;
        self.recorded(actor, found, clash, true, at)
    }

    fn recorded(
        self,
        actor: &Actor,
        found: Found,
        clash: &Clash,
        corrects: bool,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        let by = actor.person.ok_or(Refusal::Unseen)?;
        if !clash.is_none() {
            return Err(Refusal::NotNow(NotNow::ApplicationClashes));
        }
        Refusal::unless_empty(found.faults(self.content.kind, at))?;
        let Found { checks, callback, note } = found;
        let event = Event::ApplicationConfirmed {
            checks: checks.clone(),
            callback: callback.clone(),
            note: note.clone(),
            corrects,
        };
        let mut confirmations = self.confirmations.clone();
        confirmations.retain(|one| one.by != by);
        confirmations.push(Confirmation {
            by,
            at,
            checks,
            callback,
            note,
        });
        let status = reached(&confirmations);
        let after = Self {
            status,
            status_since: if status == self.status { self.status_since } else { at },
            confirmations,
            ..self.clone()
        };
        let change = Change::of(self, after, event, actor, at);
        Ok(if status == Status::Accepted {
            let until = super::organisations::attestation::holds_until(at);
            change.and(Event::OrganisationVerified { until })
        } else {
            change
        })
    }

    /// A verifier refuses it. The applicant may send another.
    ///
    /// # Errors
    /// As [`Application::may`], and faults in the note.
    pub fn refuse(self, actor: &Actor, reason: Reason, note: String, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Refuse, actor)?;
        actor.has_confirmed(Act::Refuse.needs())?;
        let event = Event::ApplicationRefused {
            reason,
            note: note.clone(),
        };
        self.ended(actor, Status::Refused, Some(reason), note, event, at)
    }

    /// A verifier records that the applicant took it back.
    ///
    /// # Errors
    /// As [`Application::refuse`].
    pub fn withdraw(self, actor: &Actor, note: String, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Withdraw, actor)?;
        actor.has_confirmed(Act::Withdraw.needs())?;
        let event = Event::ApplicationWithdrawn { note: note.clone() };
        self.ended(actor, Status::Withdrawn, None, note, event, at)
    }

    fn ended(
        self,
        actor: &Actor,
        status: Status,
        reason: Option<Reason>,
        note: String,
        event: Event,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        let by = actor.person.ok_or(Refusal::Unseen)?;
        if note.is_empty() {
            return Err(Refusal::field("note", "required"));
        }
        let after = Self {
            status,
            status_since: at,
            decision: Some(Decision { by, reason, note }),
            ..self.clone()
        };
        Ok(Change::of(self, after, event, actor, at))
    }

    /// The organisation that an accepted application has become: its switchboard is the number that two verifiers reached.
    /// Nothing before.
    pub fn organisation(&self) -> Option<Organisation> {
        let number = self.confirmations.last().filter(|_| self.status == Status::Accepted)?;
        let Content {
            kind,
            country,
            name,
            legal_name,
            authority: _,
            authority_reference: _,
            domains,
            switchboard: _,
            switchboard_found: _,
            zone,
            week,
            hours,
            holidays,
            languages,
            administrator: _,
        } = self.content.clone();
        Some(Organisation {
            id: self.id,
            kind,
            country,
            name,
            legal_name,
            calendar: Desk { zone, week, hours }.calendar(&holidays),
            holidays,
            languages,
            domains,
            switchboard: Some(number.callback.number.clone()),
            standing: Standing::Active,
            verified_at: Some(self.status_since),
            attestation: Attestation::by_two(self.status_since),
        })
    }
}

/// So many different verifiers confirm an organisation before it takes part (S71).
pub const VERIFIERS: usize = 2;

/// Where an application stands with these confirmations.
fn reached(confirmations: &[Confirmation]) -> Status {
    let mut numbers = confirmations.iter().map(|one| digits(&one.callback.number));
    let first = numbers.next();
    let agrees = numbers.all(|number| Some(number) == first);
    match (confirmations.len(), agrees) {
        (0, _) => Status::Received,
        (count, _) if count < VERIFIERS => Status::Confirmed,
        (_, true) => Status::Accepted,
        (_, false) => Status::Differing,
    }
}

/// What a verifier says they found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What was checked.
    pub checks: Vec<Check>,
    /// The call-back.
    pub callback: Callback,
    /// What else there is to say.
    pub note: String,
}

impl Found {
    /// What is wrong with it, for an organisation of this kind.
    fn faults(&self, kind: OrganisationKind, now: Time) -> Vec<Fault> {
        let mut faults = Vec::new();
        if Check::of(kind).iter().any(|check| !self.checks.contains(check)) {
            faults.push(Fault::new("checks", "checks_missing"));
        }
        faults.extend(self.callback.faults(now));
        faults
    }
}

#[cfg(test)]
mod tests;
