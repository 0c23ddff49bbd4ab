//! Who is told of how sure we are of somebody: the person, and who renews what ends.

use super::people::At;
use super::{Audience, Notice, notice};
use crate::domain::actor::Role;
use crate::domain::assurance::renewers;
use crate::domain::events::Event;
use crate::domain::ids::PersonId;

const VERIFIERS: &[Role] = &[Role::Verifier];

/// Whom a change of the evidence of `person` with `events` tells. The person hears of the level that follows and not of what
/// it follows from; who renews hears of what ends. Nobody is in two audiences of one event.
pub fn of_evidence(events: &[Event], person: PersonId, at: At) -> Vec<Notice> {
    let is_level_told = events
        .iter()
        .any(|event| matches!(event, Event::AssuranceChanged { .. }));
    let told = events.iter().enumerate();
    told.flat_map(|(place, event)| {
        let (is_told, roles) = whom(event, at, is_level_told);
        audiences(person, is_told, roles, at)
            .into_iter()
            .map(move |audience| notice(place, event, audience))
    })
    .collect()
}

/// Whether the person is told of `event`, and in which roles others.
fn whom(event: &Event, at: At, is_level_told: bool) -> (bool, &'static [Role]) {
    if let Event::EvidenceEnding { kind, .. } = event {
        (true, renewers(*kind, at.kind))
    } else if let Event::EvidenceExpired { kind, .. } = event {
        (!is_level_told, renewers(*kind, at.kind))
    } else if matches!(event, Event::EvidenceRevoked { .. }) {
        (!is_level_told, &[])
    } else if matches!(event, Event::CallbackAsked) {
        (false, VERIFIERS)
    } else {
        (matches!(event, Event::AssuranceChanged { .. }), &[])
    }
}

fn audiences(person: PersonId, is_told: bool, roles: &'static [Role], at: At) -> Vec<Audience> {
    let is_here = |role: &Role| role.kind() == at.kind;
    let own: &'static [Role] = if roles.iter().all(is_here) { roles } else { &[] };
    let mut audiences = Vec::new();
    if is_told || !own.is_empty() {
        audiences.push(Audience {
            organisation: at.organisation,
            roles: own,
            people: is_told.then_some(person).into_iter().collect(),
            working: Role::ALL,
        });
    }
    let elsewhere = at
        .platform
        .filter(|platform| own.is_empty() && *platform != at.organisation);
    if let (Some(platform), false) = (elsewhere, roles.is_empty()) {
        audiences.push(Audience {
            organisation: platform,
            roles,
            people: Vec::new(),
            working: roles,
        });
    }
    audiences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::{Assurance, OrganisationKind};
    use crate::domain::assurance::EvidenceKind;
    use crate::domain::ids::{EvidenceId, OrganisationId};
    use crate::domain::values::Time;

    const AT: Time = Time::from_micros(1_795_363_200_000_000);

    fn at(kind: OrganisationKind) -> At {
        At {
            organisation: OrganisationId::new(AT),
            kind,
            platform: Some(OrganisationId::new(AT)),
        }
    }

    fn expired(kind: EvidenceKind) -> Event {
        Event::EvidenceExpired {
            evidence: EvidenceId::new(AT),
            kind,
            until: AT,
        }
    }

    #[test]
    fn the_person_hears_of_the_level_and_who_renews_of_what_ended() {
        let (person, at) = (PersonId::new(AT), at(OrganisationKind::Agency));
        let changed = Event::AssuranceChanged {
            from: Assurance::L3,
            to: Assurance::L1,
            until: None,
        };
        let told = of_evidence(&[expired(EvidenceKind::Voucher), changed], person, at);
        let told: Vec<_> = told
            .iter()
            .map(|one| (one.act, one.audience.roles, one.audience.people.len()))
            .collect();
        assert_eq!(
            told,
            [
                ("evidence_expired", &[Role::Supervisor][..], 0),
                ("assurance_changed", &[][..], 1)
            ]
        );
    }

    #[test]
    fn nobody_is_in_two_audiences_of_one_event() {
        let person = PersonId::new(AT);
        for &kind in OrganisationKind::ALL {
            for &evidence in EvidenceKind::ALL {
                let at = at(kind);
                let told = of_evidence(&[expired(evidence)], person, at);
                let mut organisations: Vec<_> = told.iter().map(|one| one.audience.organisation).collect();
                organisations.dedup();
                assert_eq!(organisations.len(), told.len(), "{kind} {evidence}");
                let others = told.iter().any(|one| !one.audience.roles.is_empty());
                assert_eq!(others, !renewers(evidence, kind).is_empty(), "{kind} {evidence}");
            }
        }
    }

    #[test]
    fn verifiers_hear_that_a_call_back_is_asked_for() {
        let at = at(OrganisationKind::Exchange);
        let told = of_evidence(&[Event::CallbackAsked], PersonId::new(AT), at);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].audience.organisation, at.platform.unwrap());
        assert_eq!(told[0].audience.roles, [Role::Verifier]);
    }
}
