//! Who is told of what: the rule, for every event. A notice is a pointer; it carries no content.

use serde::{Deserialize, Serialize};

use super::actor::Role;
use super::events::Event;
use super::holds::LiftReason;
use super::ids::{OrganisationId, PersonId};
use super::requests::Request;
use super::values::Time;

/// The two sides of a request, and who has it in hand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    /// The agency that asks.
    pub asker: OrganisationId,
    /// Who wrote the request.
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
            author: request.author,
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

const ASKERS: &[Role] = &[Role::Officer, Role::Supervisor];
const RECIPIENTS: &[Role] = &[Role::Intake, Role::Responder, Role::Counsel];

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
                Some((_, told)) if told.act == event.act() => told.gaps.count += 1,
                Some(told) if told.0 < found.0 => *told = found,
                Some(_) => {}
            }
        }
    }
    notices.into_iter().map(|(_, notice)| notice).collect()
}

fn is_same(one: &Audience, other: &Audience) -> bool {
    one.organisation == other.organisation && one.roles.is_empty() == other.roles.is_empty()
}

fn notice(place: usize, event: &Event, audience: Audience) -> Notice {
    Notice {
        event: place,
        act: event.act(),
        audience,
        gaps: Gaps {
            count: 1,
            until: until(event),
        },
    }
}

/// Who is told of `event`.
fn audiences(event: &Event, parties: &Parties) -> Vec<Audience> {
    let asker = || Audience {
        organisation: parties.asker,
        roles: &[Role::Supervisor],
        people: vec![parties.author],
        working: ASKERS,
    };
    let supervisors = || Audience {
        people: Vec::new(),
        ..asker()
    };
    let senders = || Audience {
        roles: &[],
        people: std::iter::once(parties.author).chain(parties.issuer).collect(),
        ..asker()
    };
    let recipient = |roles: &'static [Role]| Audience {
        organisation: parties.recipient,
        roles,
        people: parties.handler.into_iter().collect(),
        working: RECIPIENTS,
    };
    let desk = || recipient(&[Role::Intake, Role::Responder]);
    let holder = || recipient(&[Role::Responder]);
    match event {
        // Nobody: the account's own affairs, the case's own people, what a later event tells better.
        Event::Bootstrapped { .. }
        | Event::SignedIn { .. }
        | Event::SignInFailed { .. }
        | Event::SignedOut
        | Event::SessionEnded
        | Event::Denied { .. }
        | Event::TrailRead { .. }
        | Event::LeafRead { .. }
        | Event::ClockStepped { .. }
        | Event::CaseOpened { .. }
        | Event::CaseChanged
        | Event::CaseRead
        | Event::CaseStatusChanged { .. }
        | Event::IndicatorsAdded { .. }
        | Event::RequestDrafted
        | Event::DraftChanged
        | Event::DraftDiscarded
        | Event::RequestRead
        | Event::Started
        | Event::Followed { .. } => Vec::new(),
        // The asker alone, and of that whom it concerns: its supervisors, or who wrote and issued what was found wrong.
        Event::ReviewOverdue { .. } => vec![supervisors()],
        Event::Reviewed { finding, .. } if finding.finds_fault() => vec![senders()],
        Event::Reviewed { .. } => Vec::new(),
        // What an answer let go by the way is known on both sides, by whoever did not give it.
        Event::HoldReleased {
            reason: LiftReason::AnsweredAnew,
            ..
        }
        | Event::HoldPartlyReleased {
            reason: Some(LiftReason::AnsweredAnew),
            ..
        }
        | Event::PreservationReleased {
            reason: LiftReason::AnsweredAnew,
            ..
        } => vec![asker(), holder()],
        // The asker alone, before the recipient may know of it, and of what the recipient did.
        Event::Submitted { .. }
        | Event::Returned { .. }
        | Event::Approved
        | Event::Acknowledged { .. }
        | Event::Redirected { .. }
        | Event::ClarificationAsked { .. }
        | Event::TargetAnswered { .. }
        | Event::Answered
        | Event::HoldPlaced { .. }
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
        | Event::Refused { .. }
        | Event::Withdrawn => vec![asker()],
        Event::Assigned { .. } => vec![recipient(&[])],
        Event::ClarificationAnswered { .. }
        | Event::WithdrawalAsked { .. }
        | Event::Disputed { .. }
        | Event::DeadlineReplaced { .. } => vec![desk()],
        Event::Maintained { .. } => vec![recipient(RECIPIENTS)],
        Event::Accepted => vec![holder()],
        Event::Issued { .. } | Event::ClosedUnanswered | Event::Reopened { .. } => vec![asker(), desk()],
        Event::HoldAlarm { .. }
        | Event::HoldExpiryDue { .. }
        | Event::PreservationAlarm { .. }
        | Event::PreservationExpiryDue { .. }
        | Event::ClockBreached { .. } => vec![asker(), holder()],
    }
}

/// Of several events told together the heaviest speaks: what an answer let go by the way before all, an end before a step, a
/// step before what it brought about.
const fn weight(event: &Event) -> u8 {
    if matches!(
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
    | Event::DeadlineReplaced { due: time }
    | Event::ClockBreached { due: time, .. }
    | Event::ReviewOverdue { due: time } = event
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
