//! What a suspension does to a request: it is marked for both sides, its promises stand still, and nothing new is done on
//! the word of who is stopped (domain §8). What is held stays held, and its end does not move: money does not wait.
//!
//! Several may be stopped at once, and a question may be open besides. A clock stands still as long as there is any reason
//! to, for the weightiest of them: a suspension before a question. Whichever ends first, it runs again with what it had
//! left when the last of them ends.

use serde::{Deserialize, Serialize};

use crate::domain::actor::{Actor, words};
use crate::domain::change::{Change, NotNow, Refusal};
use crate::domain::clocks::PauseReason;
use crate::domain::events::Event;
use crate::domain::ids::{PersonId, SuspensionId};
use crate::domain::suspensions::{Of, Suspension};
use crate::domain::values::Time;

use super::acts::Act;
use super::clockwork::made;
use super::kinds::Status;
use super::request::{Party, Request};

words! {
    /// Who of a request is suspended, the weightiest first.
    Stopped("who of a request is suspended") {
        /// The agency that asks.
        Asker = "asker",
        /// The exchange that is asked.
        Recipient = "recipient",
        /// Somebody who wrote or approved it.
        Officer = "officer",
    }
}

/// One suspension that a request stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Which.
    pub suspension: SuspensionId,
    /// Who of the request it stops.
    pub who: Stopped,
    /// The officer, where it is one.
    pub person: Option<PersonId>,
    /// Since when.
    pub since: Time,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stops {
    /// In the order in which they came.
    pub all: Vec<Stop>,
    /// Since when there has been any, without a gap.
    pub since: Option<Time>,
}

impl Stops {
    /// Whether there is any.
    pub fn are_any(&self) -> bool {
        !self.all.is_empty()
    }

    /// The weightiest.
    pub fn first(&self) -> Option<&Stop> {
        self.all.iter().min_by_key(|stop| stop.who)
    }

    /// Whether somebody is stopped as `who`.
    pub fn has(&self, who: Stopped) -> bool {
        self.all.iter().any(|stop| stop.who == who)
    }

    fn with(&self, stop: Stop) -> Self {
        let mut stops = self.clone();
        stops.all.push(stop);
        stops.since = stops.since.or(Some(stop.since));
        stops
    }

    fn where_still(&self, is_still: impl Fn(&Stop) -> bool) -> Self {
        let all: Vec<Stop> = self.all.iter().copied().filter(|stop| is_still(stop)).collect();
        let since = self.since.filter(|_| !all.is_empty());
        Self { all, since }
    }
}

impl Suspension {
    /// As whom it stops somebody of `request`; nothing where it is over, or has nothing to do with it. Of a request that
    /// was not sent, a suspended exchange knows nothing, but nobody can send it there.
    fn stops(&self, request: &Request) -> Option<Stop> {
        if request.status.is_over() || request.stops.all.iter().any(|stop| stop.suspension == self.id) {
            return None;
        }
        let (who, person) = match self.of {
            Of::Organisation { .. } if request.asker == self.organisation => (Stopped::Asker, None),
            Of::Organisation { .. } if request.content.recipient == self.organisation => (Stopped::Recipient, None),
            Of::Organisation { .. } => return None,
            Of::Person { person, .. } => {
                let is_theirs = request.asker == self.organisation && request.has_hand(person);
                is_theirs.then_some((Stopped::Officer, Some(person)))?
            }
        };
        Some(Stop {
            suspension: self.id,
            who,
            person,
            since: self.at,
        })
    }
}

impl Request {
    /// Whether `person` answers for it as it stands: wrote it last, or approved it.
    fn has_hand(&self, person: PersonId) -> bool {
        self.author == person || self.approvals.iter().any(|approval| approval.by == person)
    }

    /// Its stops without those of officers who do not answer for it any more, and of an exchange to which it does not go
    /// any more, as it did as `before`.
    pub(super) fn stops_since(&self, before: &Self) -> Stops {
        let is_same = self.content.recipient == before.content.recipient;
        self.stops.where_still(|stop| match stop.who {
            Stopped::Asker => true,
            Stopped::Recipient => is_same,
            Stopped::Officer => stop.person.is_none_or(|person| self.has_hand(person)),
        })
    }

    /// Whether `act` goes on, whoever is stopped.
    ///
    /// # Errors
    /// Not now: the weightiest reason why not.
    pub(super) fn may_while_stopped(&self, act: Act) -> Result<(), Refusal> {
        let mut stopped: Vec<Stopped> = self.stops.all.iter().map(|stop| stop.who).collect();
        stopped.sort_unstable();
        let refused = stopped.into_iter().find_map(|who| act.while_stopped(who).err());
        match refused {
            Some(why) => Err(Refusal::NotNow(why)),
            None if act == Act::StandBy && !self.stops.has(Stopped::Officer) => {
                Err(Refusal::NotNow(NotNow::NotSuspended))
            }
            None => Ok(()),
        }
    }

    /// On whom it waits while somebody is stopped, and since when. A draft waits on whom it waited on before.
    pub(super) fn waits_stopped(&self) -> Option<(Party, Time)> {
        let since = self.stops.since.filter(|_| self.status.is_issued())?;
        let on = match self.stops.first()?.who {
            Stopped::Asker | Stopped::Officer => Party::Asker,
            Stopped::Recipient => Party::Recipient,
        };
        Some((on, since))
    }

    /// The same with every clock running, or standing still for the weightiest reason there is.
    pub(in crate::domain) fn with_clocks_settled(mut self, at: Time) -> Self {
        let asks = self.status == Status::Clarification;
        let reasons = [
            (self.stops.are_any(), PauseReason::Suspension),
            (asks, PauseReason::Clarification),
        ];
        let reasons: Vec<PauseReason> = reasons
            .into_iter()
            .filter(|(is_so, _)| *is_so)
            .map(|(_, why)| why)
            .collect();
        for held in &mut self.clocks {
            held.clock = held.clock.clone().under(&reasons, at);
        }
        self
    }

    /// Somebody of it was suspended: it is marked and its clocks stand still. Nothing where it has nothing to do with that.
    /// `actor` is who suspended, of whom [`Suspension`] has asked whether they may.
    pub fn suspended(self, by: &Suspension, actor: &Actor, at: Time) -> Option<Change<Self>> {
        let stop = by.stops(&self)?;
        let after = Self {
            stops: self.stops.with(stop),
            ..self.clone()
        };
        let event = Event::RequestSuspended {
            suspension: by.id,
            who: stop.who,
        };
        Some(made(self, after, event, actor, at))
    }

    /// The suspension was lifted: its mark goes. Where it was the last, clocks run again with what they had left, and so
    /// does the time to answer an open question. Nothing where it stood under no such mark.
    pub fn resumed(self, lifted: &Suspension, actor: &Actor, at: Time) -> Option<Change<Self>> {
        let of_it = |stop: &Stop| stop.suspension == lifted.id;
        let who = self.stops.all.iter().find(|stop| of_it(stop))?.who;
        let after = self.without(|stop| !of_it(stop), at);
        let event = Event::RequestResumed {
            suspension: lifted.id,
            who,
        };
        Some(made(self, after, event, actor, at))
    }

    /// A supervisor answers for it in place of the officers who are suspended, and says why: their mark goes.
    ///
    /// # Errors
    /// As [`Request::may`], or no reason is given.
    pub fn stood_by(self, actor: &Actor, note: String, at: Time) -> Result<Change<Self>, Refusal> {
        self.takes(Act::StandBy, actor)?;
        if note.trim().is_empty() {
            return Err(Refusal::field("note", "required"));
        }
        let after = self.without(|stop| stop.who != Stopped::Officer, at);
        Ok(made(self, after, Event::StoodBy { note }, actor, at))
    }

    /// The same with the stops that there still are. A question that nobody could answer meanwhile is due so much later.
    fn without(&self, is_still: impl Fn(&Stop) -> bool, at: Time) -> Self {
        let mut after = Self {
            stops: self.stops.where_still(is_still),
            ..self.clone()
        };
        let asked = self.question.filter(|_| self.status == Status::Clarification);
        if let (Some(since), false, Some(mut question)) = (self.stops.since, after.stops.are_any(), asked) {
            let since = since.max(self.status_since);
            question.deadline = question.deadline.plus(at.max(since).since(since));
            after.question = Some(question);
        }
        after
    }
}
