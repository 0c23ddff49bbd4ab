//! Who is told of how fast an agency goes: its supervisors of what is set, and of what was stopped its supervisors, its
//! administrators and the verifiers, who learn who it was and how many, and of no request.

use super::{Audience, Concerned, Notice, notice};
use crate::domain::actor::Role;
use crate::domain::events::Event;
use crate::domain::ids::OrganisationId;

const VERIFIERS: &[Role] = &[Role::Verifier];
const LEADING: &[Role] = &[Role::Supervisor, Role::AgencyAdmin];

/// Whom `event` tells: at most one notice for each side.
pub fn of_pace(event: &Event, concerned: &Concerned) -> Vec<Notice> {
    let (own, verifiers): (&[Role], bool) = if matches!(event, Event::PaceReached { .. }) {
        (LEADING, true)
    } else if matches!(event, Event::PaceChanged { .. }) {
        (&[Role::Supervisor], false)
    } else {
        return Vec::new();
    };
    let platforms = concerned.platforms.iter().filter(|_| verifiers);
    let told = |organisation: OrganisationId, roles: &'static [Role]| Audience {
        organisation,
        roles,
        people: Vec::new(),
        working: roles,
    };
    platforms
        .map(|of| told(*of, VERIFIERS))
        .chain([told(concerned.organisation, own)])
        .map(|audience| notice(0, event, audience))
        .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::pace::{Cap, Limits};

    #[test]
    fn who_leads_the_agency_hears_of_it_and_verifiers_of_what_was_stopped() {
        let (platform, own) = (OrganisationId(Uuid::from_u128(1)), OrganisationId(Uuid::from_u128(2)));
        let concerned = Concerned {
            platforms: vec![platform],
            organisation: own,
        };
        let told = |event: &Event| {
            let notices = of_pace(event, &concerned).into_iter();
            notices
                .map(|told| (told.audience.organisation, told.audience.roles, told.gaps.count))
                .collect::<Vec<_>>()
        };
        let reached = Event::PaceReached {
            cap: Cap::Officer,
            most: 20,
        };
        let changed = Event::PaceChanged {
            from: Limits::default(),
            to: Limits::default(),
        };
        assert_eq!(told(&reached), [(platform, VERIFIERS, 20), (own, LEADING, 20)]);
        assert_eq!(told(&changed), [(own, &[Role::Supervisor][..], 1)]);
        assert_eq!(told(&Event::Started), []);
    }
}
