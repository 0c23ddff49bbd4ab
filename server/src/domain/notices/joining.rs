//! Who is told of an organisation that joins, and of one whose attestation ends: verifiers, and its own administrators.

use super::{Audience, Notice, notice};
use crate::domain::actor::Role;
use crate::domain::events::Event;
use crate::domain::ids::OrganisationId;
use crate::domain::organisations::attestation::STATING;

/// Whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concerned {
    /// The organisations of the platform, whose verifiers look after the others.
    pub platforms: Vec<OrganisationId>,
    /// The organisation itself.
    pub organisation: OrganisationId,
}

const VERIFIERS: &[Role] = &[Role::Verifier];

/// Whom a change with `events` tells: of each event at most one notice for each side.
pub fn of_joining(events: &[Event], concerned: &Concerned) -> Vec<Notice> {
    // What follows from a second confirmation is told by what it brought about.
    let is_verified = events
        .iter()
        .any(|event| matches!(event, Event::OrganisationVerified { .. }));
    let told = events
        .iter()
        .enumerate()
        .filter(|(_, event)| !(is_verified && matches!(event, Event::ApplicationConfirmed { .. })));
    told.flat_map(|(place, event)| {
        let (verifiers, own) = sides(event);
        let platforms = concerned
            .platforms
            .iter()
            .filter(move |_| verifiers)
            .map(|of| (*of, VERIFIERS));
        let own = own.then_some((concerned.organisation, STATING));
        let audiences = platforms.chain(own).map(|(organisation, roles)| Audience {
            organisation,
            roles,
            people: Vec::new(),
            working: roles,
        });
        audiences.map(move |audience| notice(place, event, audience))
    })
    .collect()
}

/// Whether verifiers and whether the organisation's own administrators are told of `event`.
const fn sides(event: &Event) -> (bool, bool) {
    if matches!(
        event,
        Event::ApplicationReceived { .. }
            | Event::ApplicationConfirmed { .. }
            | Event::ApplicationRefused { .. }
            | Event::ApplicationWithdrawn { .. }
            | Event::AttestationStated { .. }
    ) {
        (true, false)
    } else if matches!(
        event,
        Event::AttestationAlarm { .. } | Event::AttestationOverdue { .. } | Event::ProviderBound { .. }
    ) {
        (true, true)
    } else if matches!(event, Event::OrganisationVerified { .. }) {
        (true, false)
    } else {
        let to_own = matches!(
            event,
            Event::AttestationRenewed { .. }
                | Event::ProviderChanged { .. }
                | Event::ProviderSecretReplaced { .. }
                | Event::ProviderUnbound { .. }
        );
        (false, to_own)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::applications::{Callback, NumberSource, Reason};
    use crate::domain::values::Time;

    const AT: Time = Time::from_micros(1_795_363_200_000_000);

    fn callback() -> Callback {
        Callback {
            number: "+351 21 555 0134".to_owned(),
            source: NumberSource::GovernmentSite,
            reference: "canary".to_owned(),
            called_at: AT,
            spoke_to: "canary".to_owned(),
        }
    }

    fn told(events: &[Event]) -> Vec<(&'static str, u128)> {
        let concerned = Concerned {
            platforms: vec![OrganisationId(Uuid::from_u128(1))],
            organisation: OrganisationId(Uuid::from_u128(2)),
        };
        let notices = of_joining(events, &concerned);
        assert!(!format!("{notices:?}").contains("canary"));
        notices
            .into_iter()
            .map(|told| (told.act, told.audience.organisation.0.as_u128()))
            .collect()
    }

    #[test]
    fn verifiers_are_told_what_waits_for_them_and_administrators_what_ends() {
        let confirmed = Event::ApplicationConfirmed {
            checks: Vec::new(),
            callback: callback(),
            note: "canary".to_owned(),
            corrects: false,
        };
        let refused = Event::ApplicationRefused {
            reason: Reason::Denied,
            note: "canary".to_owned(),
        };
        let alarm = Event::AttestationAlarm {
            days_left: 30,
            until: AT,
        };
        let renewed = Event::AttestationRenewed {
            until: AT,
            callback: callback(),
        };
        assert_eq!(told(std::slice::from_ref(&confirmed)), [("application_confirmed", 1)]);
        assert_eq!(
            told(&[confirmed, Event::OrganisationVerified { until: AT }]),
            [("organisation_verified", 1)]
        );
        assert_eq!(told(&[refused]), [("application_refused", 1)]);
        assert_eq!(told(&[alarm]), [("attestation_alarm", 1), ("attestation_alarm", 2)]);
        assert_eq!(told(&[renewed]), [("attestation_renewed", 2)]);
        assert_eq!(told(&[Event::CaseRead, Event::Started]), []);
    }
}
