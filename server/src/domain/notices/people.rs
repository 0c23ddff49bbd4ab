//! Who is told of what happens to accounts: whose account it is, or who looks after it.

use super::{Audience, Gaps, Notice};
use crate::domain::actor::{OrganisationKind, Role};
use crate::domain::events::Event;
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::members::administering::administrators;

/// Whom an event about an account concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whom {
    /// Whose account it is, or who now has the work.
    Person,
    /// Who looks after it.
    Administrators,
    /// Both.
    All,
}

const fn whom(event: &Event) -> Option<Whom> {
    if matches!(
        event,
        Event::RolesChanged { .. }
            | Event::PersonCorrected
            | Event::PersonReinstated { .. }
            | Event::HandedOver { .. }
            | Event::DeputyReplaced { .. }
    ) {
        Some(Whom::Person)
    } else if matches!(
        event,
        Event::InvitationAccepted | Event::IdleSoon { .. } | Event::PersonIdle { .. }
    ) {
        Some(Whom::Administrators)
    } else if matches!(event, Event::FactorsReset { .. }) {
        Some(Whom::All)
    } else {
        None
    }
}

/// Where somebody works, and who keeps the platform.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// The organisation.
    pub organisation: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// Where the verifiers are, where there is a platform.
    pub platform: Option<OrganisationId>,
}

/// Who is told of `event`, which is about the account of `person` there. Where the person is the one who looks after the
/// accounts, verifiers are told as well: nobody else may be left who would read it.
pub fn of_account(event: &Event, person: PersonId, at: At, is_administrator: bool) -> Vec<Notice> {
    let notice = |audience: Audience| Notice {
        event: 0,
        act: event.act(),
        audience,
        gaps: Gaps {
            count: 1,
            until: until(event),
        },
    };
    match whom(event) {
        None => Vec::new(),
        Some(Whom::Person) => vec![notice(Audience {
            organisation: at.organisation,
            roles: &[],
            people: vec![person],
            working: Role::ALL,
        })],
        // In one audience, so that nobody is told twice.
        Some(Whom::All) => {
            let keepers = administrators(at.kind);
            let is_kept_here = keepers.iter().all(|role| role.kind() == at.kind);
            let own = Audience {
                organisation: at.organisation,
                roles: if is_kept_here { keepers } else { &[] },
                people: vec![person],
                working: Role::ALL,
            };
            let verifiers = at
                .platform
                .filter(|platform| *platform != at.organisation && (!is_kept_here || is_administrator))
                .map(|platform| Audience {
                    organisation: platform,
                    roles: &[Role::Verifier],
                    people: Vec::new(),
                    working: &[Role::Verifier],
                });
            std::iter::once(own).chain(verifiers).map(notice).collect()
        }
        Some(Whom::Administrators) => {
            let own = administrators(at.kind);
            let by_verifiers = own == [Role::Verifier];
            let of = |organisation: OrganisationId, roles: &'static [Role]| Audience {
                organisation,
                roles,
                people: Vec::new(),
                working: roles,
            };
            let own = (!by_verifiers).then(|| of(at.organisation, own));
            let verifiers = at
                .platform
                .filter(|_| by_verifiers || is_administrator)
                .map(|platform| of(platform, &[Role::Verifier]));
            own.into_iter().chain(verifiers).map(notice).collect()
        }
    }
}

const fn until(event: &Event) -> Option<crate::domain::values::Time> {
    if let Event::IdleSoon { until, .. } = event {
        Some(*until)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::values::Time;

    const AT: Time = Time::from_micros(1_795_363_200_000_000);

    #[test]
    fn who_looks_after_an_account_hears_of_it_and_verifiers_where_nobody_else_may_be_left() {
        let (organisation, platform) = (OrganisationId::new(AT), OrganisationId::new(AT));
        let person = PersonId::new(AT);
        for &kind in OrganisationKind::ALL {
            for is_administrator in [false, true] {
                let at = At {
                    organisation,
                    kind,
                    platform: Some(platform),
                };
                let told = of_account(&Event::PersonIdle { seen: AT }, person, at, is_administrator);
                let told: Vec<_> = told
                    .iter()
                    .map(|one| (one.audience.organisation, one.audience.roles))
                    .collect();
                let verifiers = (platform, &[Role::Verifier][..]);
                let expected = match (kind, is_administrator) {
                    (OrganisationKind::Agency, false) => vec![(organisation, &[Role::AgencyAdmin][..])],
                    (OrganisationKind::Agency, true) => vec![(organisation, &[Role::AgencyAdmin][..]), verifiers],
                    (OrganisationKind::Exchange, false) => vec![(organisation, &[Role::ExchangeAdmin][..])],
                    (OrganisationKind::Exchange, true) => vec![(organisation, &[Role::ExchangeAdmin][..]), verifiers],
                    (OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform, _) => {
                        vec![verifiers]
                    }
                };
                assert_eq!(told, expected, "{kind} {is_administrator}");
            }
        }
    }

    #[test]
    fn of_their_own_account_people_are_told_themselves() {
        let at = At {
            organisation: OrganisationId::new(AT),
            kind: OrganisationKind::Agency,
            platform: None,
        };
        let person = PersonId::new(AT);
        let changed = Event::RolesChanged {
            from: Vec::new(),
            to: Vec::new(),
        };
        let told = of_account(&changed, person, at, false);
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].audience.roles, &told[0].audience.people[..]),
            (&[][..], &[person][..])
        );
        assert!(of_account(&Event::InvitationWithdrawn, person, at, true).is_empty());
    }
}
