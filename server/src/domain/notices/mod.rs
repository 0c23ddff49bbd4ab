//! Who is told of what: the rule, for every event. A notice is a pointer; it carries no content.

mod assurance;
mod joining;
mod pace;
pub mod people;
mod table;

use serde::{Deserialize, Serialize};

use super::actor::Role;
use super::events::Event;
use super::holds::LiftReason;
use super::ids::{OrganisationId, PersonId};
use super::requests::Request;
use super::values::Time;

pub use assurance::of_evidence;
pub use joining::{Concerned, of_joining};
pub use pace::of_pace;
pub use table::is_told_to_owner;
use table::told;

/// The two sides of a request, and who has it in hand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    /// The agency that asks.
    pub asker: OrganisationId,
    /// Who wrote the request, or looks after it since they left.
    pub author: PersonId,
    /// The exchange that is asked.
    pub recipient: OrganisationId,
    /// Who works on it there.
    pub handler: Option<PersonId>,
    /// Who issued it.
    pub issuer: Option<PersonId>,
}

impl From<&Request> for Parties {
    fn from(request: &Request) -> Self {
        Self {
            asker: request.asker,
            author: request.keeper.unwrap_or(request.author),
            recipient: request.content.recipient,
            handler: request.handler,
            issuer: request.issuer(),
        }
    }
}

/// People of one organisation. Whoever acted is left out, and so is everybody who does not work there any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// Where they work.
    pub organisation: OrganisationId,
    /// All who have one of these roles.
    pub roles: &'static [Role],
    /// And these people, as long as one of [`Audience::working`] is theirs.
    pub people: Vec<PersonId>,
    /// The roles in which one may know of the request at all.
    pub working: &'static [Role],
}

/// A notice: which event of a change, and to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its place among the events of the change, from 0.
    pub event: usize,
    /// `Event::act`.
    pub act: &'static str,
    /// To whom.
    pub audience: Audience,
    /// What its sentence names.
    pub gaps: Gaps,
}

/// What the sentence of a notice names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gaps {
    /// How many of the same happened together.
    pub count: u32,
    /// When it is due, or was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
}

/// Whom a change with `events` tells: one notice for each side at most, of what weighs most there. So a change that
/// answers twelve targets and places ten holds is one line and not twenty-three.
pub fn of(events: &[Event], parties: &Parties) -> Vec<Notice> {
    let mut notices: Vec<(u8, Notice)> = Vec::new();
    for (place, event) in events.iter().enumerate() {
        for audience in audiences(event, parties) {
            let told = notices
                .iter()
                .position(|(_, other)| is_same(&other.audience, &audience));
            let found = (weight(event), notice(place, event, audience));
            match told.and_then(|told| notices.get_mut(told)) {
                None => notices.push(found),
                Some((_, told)) if told.act == event.act() => {
                    told.gaps.count += 1;
                    widen(&mut told.audience, found.1.audience);
                }
                Some(told) if told.0 < found.0 => {
                    let (_, lighter) = std::mem::replace(told, found);
                    widen(&mut told.1.audience, lighter.audience);
                }
                Some((_, told)) => widen(&mut told.audience, found.1.audience),
            }
        }
    }
    notices.into_iter().map(|(_, notice)| notice).collect()
}

fn is_same(one: &Audience, other: &Audience) -> bool {
    one.organisation == other.organisation && one.roles.is_empty() == other.roles.is_empty()
}

/// Whoever is told of one of several events is told of the heaviest: nobody drops out because something weighs more.
fn widen(audience: &mut Audience, other: Audience) {
    if other.roles.len() > audience.roles.len() {
        audience.roles = other.roles;
    }
    for person in other.people {
        if !audience.people.contains(&person) {
            audience.people.push(person);
        }
    }
}

fn notice(place: usize, event: &Event, audience: Audience) -> Notice {
    Notice {
        event: place,
        act: event.act(),
        audience,
        gaps: Gaps {
            count: count(event),
            until: until(event),
        },
    }
}

/// How much happened by `event` alone: the answers that one dispute is about.
fn count(event: &Event) -> u32 {
    if let Event::PaceReached { most, .. } = event {
        return *most;
    }
    if let Event::Disputed { targets, .. } = event {
        return u32::try_from(targets.len().max(1)).unwrap_or(u32::MAX);
    }
    1
}

/// Who is told of `event`.
fn audiences(event: &Event, parties: &Parties) -> Vec<Audience> {
    let (asker, recipient) = told(event);
    asker.of(parties).into_iter().chain(recipient.of(parties)).collect()
}

/// Of several events told together the heaviest speaks: an incident before all, then what an answer let go by the way, an
/// end before a step, a step before what it brought about.
const fn weight(event: &Event) -> u8 {
    if matches!(event, Event::IncidentReported { .. }) {
        4
    } else if matches!(
        event,
        Event::HoldReleased {
            reason: LiftReason::AnsweredAnew,
            ..
        } | Event::HoldPartlyReleased {
            reason: Some(LiftReason::AnsweredAnew),
            ..
        } | Event::PreservationReleased {
            reason: LiftReason::AnsweredAnew,
            ..
        }
    ) {
        3
    } else if matches!(
        event,
        Event::Issued { .. }
            | Event::Answered
            | Event::Refused { .. }
            | Event::Redirected { .. }
            | Event::Withdrawn
            | Event::ClosedUnanswered
    ) {
        2
    } else if matches!(
        event,
        Event::HoldPlaced { .. }
            | Event::HoldExtended { .. }
            | Event::HoldChanged { .. }
            | Event::HoldPartlyReleased { .. }
            | Event::HoldReleased { .. }
            | Event::HoldLapsed { .. }
            | Event::HoldStays { .. }
            | Event::PreservationPlaced { .. }
            | Event::PreservationExtended { .. }
            | Event::PreservationChanged { .. }
            | Event::PreservationReleased { .. }
            | Event::PreservationLapsed { .. }
            | Event::PreservationStays { .. }
    ) {
        0
    } else {
        1
    }
}

const fn until(event: &Event) -> Option<Time> {
    if let Event::ClarificationAsked { deadline: time, .. }
    | Event::HoldPlaced { until: time, .. }
    | Event::HoldExtended { until: time, .. }
    | Event::HoldChanged { until: time, .. }
    | Event::HoldAlarm { until: time, .. }
    | Event::HoldExpiryDue { until: time, .. }
    | Event::PreservationPlaced { until: time, .. }
    | Event::PreservationExtended { until: time, .. }
    | Event::PreservationChanged { until: time, .. }
    | Event::PreservationAlarm { until: time, .. }
    | Event::PreservationExpiryDue { until: time, .. }
    | Event::SecrecyAlarm { until: time }
    | Event::DeadlineReplaced { due: time }
    | Event::ClockBreached { due: time, .. }
    | Event::ReviewOverdue { due: time }
    | Event::OrganisationVerified { until: time }
    | Event::AttestationRenewed { until: time, .. }
    | Event::AttestationAlarm { until: time, .. }
    | Event::AttestationOverdue { until: time }
    | Event::EvidenceEnding { until: time, .. }
    | Event::EvidenceExpired { until: time, .. }
    | Event::AssuranceChanged { until: Some(time), .. } = event
    {
        Some(*time)
    } else {
        None
    }
}

/// A change of nothing in particular, for tests of the floors above.
#[cfg(test)]
pub(crate) fn change_of(events: Vec<Event>, actor: &super::actor::Actor, at: Time) -> super::change::Change<()> {
    let mut events = events.into_iter();
    let first = super::change::Change::new((), events.next().unwrap(), actor, at);
    events.fold(first, super::change::Change::and)
}

#[cfg(test)]
mod tests;
