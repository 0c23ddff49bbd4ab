//! Non-disclosure has an end date and an alarm (domain §6): both sides are told ahead that the exchange may soon tell its
//! customer. Who asked can prolong it by an extension that names a later day.

use crate::domain::actor::Actor;
use crate::domain::change::Change;
use crate::domain::clocks::{Ahead, alarms};
use crate::domain::events::Event;
use crate::domain::values::{Time, Zone};

use super::kinds::Status;
use super::request::{Content, Request};

/// Until when the exchange does not tell its customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secrecy {
    /// Its end: that of the day the asker named, where the asker is.
    pub until: Time,
    /// When the next alarm rings; nothing where none does any more.
    pub rings_at: Option<Time>,
}

impl Secrecy {
    /// What `content` asks, of an agency in `zone`, from `at` on. Its alarms ring as those of a hold. Nothing where it asks
    /// for none.
    pub fn asked(content: &Content, zone: &Zone, at: Time) -> Option<Self> {
        let until = Time::end_of(content.secret_until?, zone)?;
        Some(Self::lasting(until, at))
    }

    fn lasting(until: Time, from: Time) -> Self {
        Self {
            until,
            rings_at: alarms(from, until).first().map(|alarm| alarm.at),
        }
    }

    /// After an alarm rang at `now`: of those after it each is nearer the end. What nobody rang in time rings once with it.
    fn rung(self, now: Time) -> Self {
        let times = Ahead::ALL.iter().map(|ahead| self.until.plus(-ahead.duration()));
        Self {
            rings_at: times.into_iter().find(|at| *at > now),
            ..self
        }
    }
}

impl Status {
    /// Whether an exchange that was asked to keep silent still has what it was asked about.
    const fn keeps_secret(self) -> bool {
        match self {
            Self::Issued
            | Self::Acknowledged
            | Self::Clarification
            | Self::Executing
            | Self::PartlyAnswered
            | Self::Answered
            | Self::ClosedUnanswered
            | Self::Refused
            | Self::Maintained
            | Self::Withdrawing
            | Self::Closed
            | Self::Disputed => true,
            Self::Draft | Self::InReview | Self::Embargoed | Self::Redirected | Self::Withdrawn | Self::Superseded => {
                false
            }
        }
    }
}

impl Request {
    /// When the clock is to tell that its non-disclosure ends; nothing where there is nothing to tell. Of what follows
    /// another request it is told with that one.
    pub fn secrecy_rings_at(&self) -> Option<Time> {
        let is_told = self.status.keeps_secret() && !self.content.kind.follows();
        self.secrecy.and_then(|secrecy| secrecy.rings_at).filter(|_| is_told)
    }

    /// Its non-disclosure comes to its end soon: tell both sides, once for each alarm. Nothing otherwise.
    pub fn remind_of_secrecy(self, clockwork: &Actor, now: Time) -> Option<Change<Self>> {
        self.secrecy_rings_at().filter(|at| *at <= now)?;
        let secrecy = self.secrecy?;
        let after = Self {
            secrecy: Some(secrecy.rung(now)),
            ..self.clone()
        };
        let event = Event::SecrecyAlarm { until: secrecy.until };
        Some(Change::of(self, after, event, clockwork, now))
    }

    /// Its non-disclosure once `by`, which follows it, was issued at `at`: the later end counts, and its alarms begin
    /// anew.
    pub(super) fn secrecy_after(&self, by: &Self, at: Time) -> Option<Secrecy> {
        let known = self.secrecy.map(|secrecy| secrecy.until);
        match by.secrecy.filter(|later| Some(later.until) > known) {
            Some(later) => Some(Secrecy::lasting(later.until, at)),
            None => self.secrecy,
        }
    }
}
