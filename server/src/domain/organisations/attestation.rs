//! Attestation: whether what is known of an organisation was looked at again in time (S71). Every year its administrator
//! confirms the data and a verifier calls back; who lets the date pass is restricted until both have been done.

use jiff::{SignedDuration, ToSpan};

use super::{Holiday, Organisation, Standing};
use crate::domain::actor::{Actor, OrganisationKind, Role, words};
use crate::domain::applications::Callback;
use crate::domain::change::{Change, Fault, NotNow, Refusal};
use crate::domain::clocks::{Hours, WorkingWeek};
use crate::domain::events::Event;
use crate::domain::ids::PersonId;
use crate::domain::values::Time;

/// An attestation holds for so many months from its call-back.
const MONTHS: i32 = 12;

/// So many days before its end the data can be confirmed anew.
pub const WINDOW_DAYS: i64 = 60;

/// So many days before the end somebody is reminded, the first reminder first.
pub const REMINDERS: &[i64] = &[60, 30, 14, 7, 1];

/// What was looked at, by whom, and until when that holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attestation {
    /// How many verifiers called back when it joined, each a number they found themselves.
    pub verifiers: u8,
    /// When somebody last called back.
    pub last_at: Option<Time>,
    /// Until when it holds.
    pub until: Option<Time>,
    /// What the organisation has said since; a verifier has not called back yet.
    pub stated: Option<Stated>,
}

/// What an administrator confirmed for the organisation, and what waits for a verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Time,
    /// The mail domains as they are said to be: they change only with the call-back.
    pub domains: Vec<String>,
}

words! {
    /// Where the attestation of an organisation stands.
    Attested("attestation") {
        /// Nobody attests it: the platform itself.
        NotAsked = "not_asked",
        /// It holds, and not for the last time yet.
        Good = "good",
        /// It ends soon: the data can be confirmed anew.
        Due = "due",
        /// It has ended, or there never was one: the organisation is restricted.
        Overdue = "overdue",
    }
}

words! {
    /// Something done to an attestation.
    Act("act on an attestation") {
        /// The organisation confirms its data or corrects them.
        State = "state",
        /// A verifier calls back.
        Renew = "renew",
    }
}

impl Act {
    /// The roles that may.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::State => STATING,
            Self::Renew => &[Role::Verifier],
        }
    }
}

/// Who confirms the data of their own organisation.
pub const STATING: &[Role] = &[Role::AgencyAdmin, Role::ExchangeAdmin];

/// What an administrator may correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrections {
    /// Its working days.
    pub week: WorkingWeek,
    /// Its hours; nothing is all day.
    pub hours: Option<Hours>,
    /// Its holidays.
    pub holidays: Vec<Holiday>,
    /// Languages it works in.
    pub languages: Vec<String>,
    /// Its mail domains: only proposed.
    pub domains: Vec<String>,
}

impl Attestation {
    /// Two verifiers called back at `at`.
    pub fn by_two(at: Time) -> Self {
        Self {
            verifiers: 2,
            last_at: Some(at),
            until: Some(holds_until(at)),
            stated: None,
        }
    }
}

/// Until when what was attested at `at` holds.
pub fn holds_until(at: Time) -> Time {
    let day = at.timestamp().to_zoned(jiff::tz::TimeZone::UTC);
    day.checked_add(MONTHS.months())
        .map_or(at, |end| end.timestamp().into())
}

/// Where the attestation of an organisation of this kind stands that holds `until`. Where nothing says until when, it has
/// ended: what nobody checked is not taken as checked.
pub fn attested(kind: OrganisationKind, until: Option<Time>, now: Time) -> Attested {
    if kind == OrganisationKind::Platform {
        return Attested::NotAsked;
    }
    match until {
        Some(until) if now < until => {
            if until.since(now) <= days(WINDOW_DAYS) {
                Attested::Due
            } else {
                Attested::Good
            }
        }
        Some(_) | None => Attested::Overdue,
    }
}

/// Whether an organisation of this kind whose attestation holds `until` may begin nothing new.
pub fn is_restricted(kind: OrganisationKind, until: Option<Time>, now: Time) -> bool {
    match attested(kind, until, now) {
        Attested::Overdue => true,
        Attested::NotAsked | Attested::Good | Attested::Due => false,
    }
}

const fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// When somebody is reminded of the end `until`, with how many days are left then; what had passed when it was last
/// attested is left out.
pub fn reminders(until: Time) -> impl Iterator<Item = (i64, Time)> {
    REMINDERS.iter().map(move |left| (*left, until.plus(-days(*left))))
}

impl Organisation {
    /// Where its attestation stands.
    pub fn attested(&self, now: Time) -> Attested {
        attested(self.kind, self.attestation.until, now)
    }

    /// Whether its attestation has ended, so that an agency issues nothing new and an exchange is marked.
    pub fn is_restricted(&self, now: Time) -> bool {
        is_restricted(self.kind, self.attestation.until, now)
    }

    /// Whether `actor` may confirm or correct its data now.
    ///
    /// # Errors
    /// Unseen, the wrong role, or not now.
    pub fn may_state(&self, actor: &Actor, now: Time) -> Result<(), Refusal> {
        let actor = actor.in_organisation(self.id)?.has_any(Act::State.roles())?;
        actor.has_means(Act::State.needs())?;
        self.may_be_attested(now)
    }

    /// Its administrator confirms its data. What others count on (days, hours, holidays, languages) is so at once; a mail
    /// domain only once a verifier has looked at it, since whoever has a mailbox there is invited without further question.
    ///
    /// # Errors
    /// As [`Organisation::may_state`].
    pub fn state(self, actor: &Actor, corrections: Corrections, at: Time) -> Result<Change<Self>, Refusal> {
        self.may_state(actor, at)?;
        actor.has_confirmed(Act::State.needs())?;
        let by = actor.person.ok_or(Refusal::Unseen)?;
        let Corrections {
            week,
            hours,
            holidays,
            languages,
            domains,
        } = corrections;
        let desk = super::Desk {
            zone: self.calendar.zone.clone(),
            week,
            hours,
        };
        let changed = [
            ("week", self.calendar.week != week),
            ("hours", self.calendar.hours != hours),
            ("holidays", self.holidays != holidays),
            ("languages", self.languages != languages),
            ("domains", self.domains != domains),
        ];
        let changed = changed
            .iter()
            .filter(|(_, is_so)| *is_so)
            .map(|(field, _)| (*field).to_owned());
        let event = Event::AttestationStated {
            changed: changed.collect(),
        };
        let after = Self {
            calendar: desk.calendar(&holidays),
            holidays,
            languages,
            attestation: Attestation {
                stated: Some(Stated { by, at, domains }),
                ..self.attestation.clone()
            },
            ..self.clone()
        };
        Ok(Change::of(self, after, event, actor, at))
    }

    /// Whether `actor` may record a call-back that renews the attestation now. One verifier is enough: two found the number
    /// when the organisation joined, and it is that number which is called.
    ///
    /// # Errors
    /// The wrong role, or not now.
    pub fn may_renew(&self, actor: &Actor, now: Time) -> Result<(), Refusal> {
        actor.has_any(Act::Renew.roles())?.has_means(Act::Renew.needs())?;
        self.may_be_attested(now)?;
        if self.has_administrators() && self.attestation.stated.is_none() {
            return Err(Refusal::NotNow(NotNow::NotStated));
        }
        Ok(())
    }

    /// A verifier called back, through the number of the directory where there is one: it holds for another year, and the
    /// mail domains are as stated.
    ///
    /// # Errors
    /// As [`Organisation::may_renew`], and faults in what was recorded.
    pub fn renew(self, actor: &Actor, callback: Callback, at: Time) -> Result<Change<Self>, Refusal> {
        self.may_renew(actor, at)?;
        actor.has_confirmed(Act::Renew.needs())?;
        let mut faults = callback.faults(at);
        if self
            .switchboard
            .as_deref()
            .is_some_and(|number| !callback.reaches(number))
        {
            faults.push(Fault::new("number", "number_of_directory"));
        }
        Refusal::unless_empty(faults)?;
        let until = holds_until(at);
        let domains = match &self.attestation.stated {
            Some(stated) => stated.domains.clone(),
            None => self.domains.clone(),
        };
        let after = Self {
            domains,
            attestation: Attestation {
                last_at: Some(at),
                until: Some(until),
                stated: None,
                ..self.attestation.clone()
            },
            ..self.clone()
        };
        let event = Event::AttestationRenewed { until, callback };
        Ok(Change::of(self, after, event, actor, at))
    }

    /// Somebody is reminded that so many days are left; nothing where it was attested meanwhile.
    pub fn remind(self, days_left: i64, clock: &Actor, at: Time) -> Option<Change<Self>> {
        let until = self.attestation.until?;
        let is_due = self.is_attestable() && at < until && REMINDERS.contains(&days_left);
        let event = Event::AttestationAlarm {
            days_left: u32::try_from(days_left).ok()?,
            until,
        };
        is_due.then(|| Change::of(self.clone(), self, event, clock, at))
    }

    /// The date passed: it is restricted from here on.
    pub fn lapse(self, clock: &Actor, at: Time) -> Option<Change<Self>> {
        let until = self.attestation.until?;
        let event = Event::AttestationOverdue { until };
        (self.is_attestable() && until <= at).then(|| Change::of(self.clone(), self, event, clock, at))
    }

    /// Whether somebody of it can confirm its data here; a coordinating desk and an inspectorate have no administrators, and
    /// their data are read back on the telephone.
    pub fn has_administrators(&self) -> bool {
        STATING.iter().any(|role| role.kind() == self.kind)
    }

    fn is_attestable(&self) -> bool {
        self.kind != OrganisationKind::Platform && self.standing == Standing::Active
    }

    fn may_be_attested(&self, now: Time) -> Result<(), Refusal> {
        if !self.is_attestable() {
            return Err(Refusal::NotNow(NotNow::NotAttestable));
        }
        match self.attested(now) {
            Attested::Due | Attested::Overdue => Ok(()),
            Attested::Good | Attested::NotAsked => Err(Refusal::NotNow(NotNow::AttestationNotDue)),
        }
    }
}

#[cfg(test)]
mod tests;
