//! The line that answers the phone call, as one reader is told it: on whom a request waits, since when, against which
//! promise. Lists, homes, cases and the request's own page all say it from here.

use crate::domain::actor::{Actor, Role};
use crate::domain::assurance::{Part, least};
use crate::domain::change::Refusal;
use crate::domain::clocks::{ClockKind, Urgency};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::values::Time;

use super::kinds::{Kind, Status};
use super::request::{Party, Request, Waiting};

/// What the line is told from: the same of a request and of its row in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Where it stands.
    pub status: Status,
    /// What it asks.
    pub kind: Kind,
    /// How pressing it is.
    pub urgency: Urgency,
    /// Who asks.
    pub asker: OrganisationId,
    /// Who is asked.
    pub recipient: OrganisationId,
    /// Who wrote it last.
    pub author: PersonId,
    /// Who wrote any of it.
    pub writers: &'a [PersonId],
    /// Who approved so far.
    pub approved_by: Vec<PersonId>,
    /// Whether it is looked at twice before it is issued.
    pub second_look: bool,
    /// Who works on it at the exchange.
    pub handler: Option<PersonId>,
    /// On which side it waits, since when, by when.
    pub waiting: Waiting,
}

/// Whom the line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Nobody: it is over.
    Nobody,
    /// The reader: the author, or who has it in hand.
    You,
    /// The reader, as the pair of eyes that is missing.
    YouApprove,
    /// Its author, a colleague of the reader.
    Author(PersonId),
    /// A supervisor of the reader's agency.
    Supervisor,
    /// The reader's agency: any who work its requests.
    Agency,
    /// A colleague at the exchange who has it in hand.
    Handler(PersonId),
    /// The reader's desk, where nobody has it in hand.
    Unassigned,
    /// Colleagues at the exchange in these roles, of which the reader has none.
    Desk(&'static [Role]),
    /// The other side.
    Other(OrganisationId),
}

impl Whom {
    /// Whether it is on the reader's own side.
    pub const fn is_ours(self) -> bool {
        match self {
            Self::You
            | Self::YouApprove
            | Self::Author(_)
            | Self::Supervisor
            | Self::Agency
            | Self::Handler(_)
            | Self::Unassigned
            | Self::Desk(_) => true,
            Self::Nobody | Self::Other(_) => false,
        }
    }

    /// The colleague whom it names, if one is named.
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Author(person) | Self::Handler(person) => Some(person),
            Self::Nobody
            | Self::You
            | Self::YouApprove
            | Self::Supervisor
            | Self::Agency
            | Self::Unassigned
            | Self::Desk(_)
            | Self::Other(_) => None,
        }
    }
}

/// What is promised, or expected, of whom it waits on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promised {
    /// What this clock waits for.
    Clock(ClockKind),
    /// That the refusal is accepted, or the request maintained.
    Refusal,
    /// That the withdrawal is confirmed.
    Withdrawal,
    /// That the question is answered; until then the clocks stand still.
    Question,
    /// That the question is answered; the clocks of an emergency run on.
    PressingQuestion,
}

impl Promised {
    /// Its word in keys.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clock(clock) => clock.code(),
            Self::Refusal => "refused",
            Self::Withdrawal => "withdrawal",
            Self::Question => "question",
            Self::PressingQuestion => "question_runs",
        }
    }
}

/// The line itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// On whom.
    pub whom: Whom,
    /// Since when.
    pub since: Time,
    /// What is promised, by when; nothing where nothing is.
    pub promise: Option<(Promised, Time)>,
    /// What the exchange owes all the same while its question is open.
    pub meanwhile: Option<(ClockKind, Time)>,
}

impl Told {
    /// The promise that is broken at `now`, if one is: of whom it waits on before that of the exchange.
    pub fn late(&self, now: Time) -> Option<Time> {
        let own = self.promise.map(|(_, due)| due);
        let other = self.meanwhile.map(|(_, due)| due);
        own.into_iter().chain(other).find(|due| *due <= now)
    }
}

impl Standing<'_> {
    /// The line, as `reader` is told it.
    pub fn told(&self, reader: &Actor) -> Told {
        let Waiting {
            on: _,
            since,
            due,
            clock: _,
            meanwhile,
        } = self.waiting;
        Told {
            whom: self.whom(reader),
            since,
            promise: self.promised().zip(due),
            meanwhile,
        }
    }

    fn whom(&self, reader: &Actor) -> Whom {
        let asks = self.asker == reader.organisation;
        match self.waiting.on {
            Party::Nobody => Whom::Nobody,
            Party::Author | Party::Approver | Party::Asker if !asks => Whom::Other(self.asker),
            Party::Recipient if asks => Whom::Other(self.recipient),
            Party::Author if reader.is(self.author) => Whom::You,
            Party::Author => Whom::Author(self.author),
            Party::Approver if self.may_approve(reader).is_ok() => Whom::YouApprove,
            Party::Approver => Whom::Supervisor,
            Party::Asker if reader.is(self.author) => Whom::You,
            Party::Asker => Whom::Agency,
            Party::Recipient => {
                let turn = self.status.turn_of();
                let may_act = reader.has_any(turn).is_ok();
                // Before it is acknowledged it is intake's, whoever is to work on it after that.
                match self.handler.filter(|_| turn.contains(&Role::Responder)) {
                    Some(handler) if !reader.is(handler) => Whom::Handler(handler),
                    Some(_) if may_act => Whom::You,
                    None if may_act => Whom::Unassigned,
                    Some(_) | None => Whom::Desk(turn),
                }
            }
        }
    }

    fn promised(&self) -> Option<Promised> {
        match (self.status, self.waiting.clock) {
            (Status::Clarification, _) if self.urgency.pauses() => Some(Promised::Question),
            (Status::Clarification, _) => Some(Promised::PressingQuestion),
            (Status::Refused, Some(_)) => Some(Promised::Refusal),
            (Status::Withdrawing, Some(_)) => Some(Promised::Withdrawal),
            (
                Status::Draft
                | Status::InReview
                | Status::Embargoed
                | Status::Issued
                | Status::Acknowledged
                | Status::Redirected
                | Status::Executing
                | Status::PartlyAnswered
                | Status::Answered
                | Status::ClosedUnanswered
                | Status::Maintained
                | Status::Withdrawn
                | Status::Closed
                | Status::Disputed
                | Status::Superseded,
                Some(clock),
            ) => Some(Promised::Clock(clock)),
            (_, None) => None,
        }
    }

    /// Whether `actor` is the pair of eyes that is missing: a supervisor of the agency, sure enough of person, who
    /// neither wrote nor approved any of it.
    ///
    /// # Errors
    /// Unseen, the wrong role, four eyes, or too little assurance.
    pub fn may_approve(&self, actor: &Actor) -> Result<(), Refusal> {
        actor.in_organisation(self.asker)?.has(Role::Supervisor)?;
        let mut hands = self.writers.iter().chain([&self.author]).chain(&self.approved_by);
        if hands.any(|person| actor.is(*person)) {
            return Err(Refusal::FourEyes);
        }
        let least = least(self.kind, self.urgency, Part::Approver);
        actor.at_least(least).map(|_| ())
    }
}

impl Request {
    /// What the waiting line is told from.
    pub fn standing(&self) -> Standing<'_> {
        Standing {
            status: self.status,
            kind: self.content.kind,
            urgency: self.content.urgency,
            asker: self.asker,
            recipient: self.content.recipient,
            author: self.author,
            writers: &self.writers,
            approved_by: self.approvals.iter().map(|approval| approval.by).collect(),
            second_look: self.second_look.is_some(),
            handler: self.handler,
            waiting: self.waiting(),
        }
    }
}
