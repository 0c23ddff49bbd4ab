//! Who is told of a suspension, and of its end: one notice for each person, however many requests it marks. A desk with a
//! thousand of them reads one line and a list, not a thousand lines.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::actor::Role;
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::notices::{Audience, Gaps, Notice};
use crate::domain::requests::Request;

use super::Suspension;

/// Who answers for what goes on in an organisation.
const HEADS: &[Role] = &[
    Role::Supervisor,
    Role::AgencyAdmin,
    Role::ExchangeAdmin,
    Role::Coordinator,
    Role::Auditor,
];
const ASKERS: &[Role] = &[Role::Officer, Role::Supervisor];
const SUPERVISORS: &[Role] = &[Role::Supervisor];
const DESK: &[Role] = &[Role::Intake, Role::Responder];

/// How many requests each organisation has that a suspension marked, or let go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Requests of the agencies that ask, and who wrote them.
    asking: BTreeMap<OrganisationId, (u32, BTreeSet<PersonId>)>,
    /// Requests at the exchanges that have received them.
    asked: BTreeMap<OrganisationId, u32>,
    all: u32,
}

impl Reached {
    /// `request` is one of them.
    pub fn add(&mut self, request: &Request) {
        self.all += 1;
        let (count, authors) = self.asking.entry(request.asker).or_default();
        *count += 1;
        authors.insert(request.author);
        if request.issued_at.is_some() {
            *self.asked.entry(request.content.recipient).or_default() += 1;
        }
    }

    /// How many there are.
    pub const fn count(&self) -> u32 {
        self.all
    }

    /// The notices of `act`, an event of `suspension`: to those who answer for the organisation it is of, to the desks of
    /// the exchanges that have received any, and where an exchange is stopped to the agencies that wait for it.
    pub fn told(&self, suspension: &Suspension, act: &'static str) -> Vec<Notice> {
        let own = suspension.organisation;
        let mut notices = vec![notice(act, own, HEADS, Vec::new(), self.all)];
        let asked = self.asked.iter().filter(|(of, _)| **of != own);
        notices.extend(asked.map(|(of, count)| notice(act, *of, DESK, Vec::new(), *count)));
        let asking = self.asking.iter().filter(|(of, _)| **of != own);
        notices.extend(asking.map(|(of, (count, authors))| {
            let authors = authors.iter().copied().collect();
            notice(act, *of, SUPERVISORS, authors, *count)
        }));
        notices
    }
}

fn notice(
    act: &'static str,
    organisation: OrganisationId,
    roles: &'static [Role],
    people: Vec<PersonId>,
    count: u32,
) -> Notice {
    Notice {
        event: 0,
        act,
        audience: Audience {
            organisation,
            roles,
            people,
            working: ASKERS,
        },
        gaps: Gaps { count, until: None },
    }
}
