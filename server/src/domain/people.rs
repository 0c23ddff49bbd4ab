//! People with an account: their roles, and whether they may act.

use jiff::SignedDuration;

use super::actor::{Actor, Assurance, OrganisationKind, Role, Roles, words};
use super::change::{Fault, Refusal};
use super::ids::{OrganisationId, PersonId, SessionId};
use super::organisations::{self, Organisation};
use super::values::{Country, Zone};

words! {
    /// Where a person stands with the organisation.
    Standing("standing of a person") {
        /// Invited; has not accepted.
        Invited = "invited",
        /// Works there.
        Active = "active",
        /// Stopped for now.
        Suspended = "suspended",
        /// Has left.
        Left = "left",
    }
}

words! {
    /// How bright the pages are.
    Theme("theme") {
        /// As the device says.
        System = "system",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
    }
}

words! {
    /// How far a sign-in has come.
    Stage("stage of a sign-in") {
        /// The password was right; a second factor is still asked.
        PasswordDone = "password_done",
        /// Signed in.
        Complete = "complete",
    }
}

/// A person with an account at one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Which.
    pub id: PersonId,
    /// Where.
    pub organisation: OrganisationId,
    /// The official mailbox, as [`normal_email`] writes it; unique.
    pub email: String,
    /// As on the badge.
    pub name: String,
    /// Number of the badge.
    pub badge: Option<String>,
    /// Direct line. Nobody calls back to it: that is the switchboard's.
    pub phone: Option<String>,
    /// Tag of the language the pages are in.
    pub language: String,
    /// How bright the pages are.
    pub theme: Theme,
    /// The zone times are shown in; nothing is the organisation's.
    pub zone: Option<Zone>,
    /// How sure we are of the person.
    pub assurance: Assurance,
    /// Where the person stands.
    pub standing: Standing,
    /// What the person does there.
    pub roles: Roles,
}

/// Whether somebody may act now: the membership and the organisation both count, on every call (S27).
pub fn may_act(person: Standing, organisation: organisations::Standing) -> bool {
    match person {
        Standing::Active => organisations::may_act(organisation),
        Standing::Invited | Standing::Suspended | Standing::Left => false,
    }
}

/// Refuses roles that do not fit the kind of the organisation, and an empty set (domain §1).
pub fn fits(roles: Roles, kind: OrganisationKind) -> Result<(), Refusal> {
    if roles.iter().next().is_none() {
        return Err(Refusal::field("roles", "required"));
    }
    let faults = roles
        .iter()
        .filter(|role| role.kind() != kind)
        .map(|_| Fault::new("roles", "role_of_another_kind"))
        .collect();
    Refusal::unless_empty(faults)
}

impl Person {
    /// Who acts where this person works for `organisation`, in `session`.
    pub fn actor(&self, organisation: &Organisation, session: Option<SessionId>) -> Actor {
        acts(self, organisation.kind, organisation.country, session)
    }

    /// Whether the person can have a request in hand: works there, and can begin and answer it.
    pub fn may_handle(&self) -> bool {
        let can_answer = HANDLERS.iter().any(|role| self.roles.has(*role));
        can_answer && self.standing == Standing::Active
    }
}

/// The roles that can begin a request and answer it, so that it can be in their hands.
pub const HANDLERS: &[Role] = &[Role::Responder];

/// Who acts where `person` works for an organisation of this kind and country.
pub fn acts(person: &Person, kind: OrganisationKind, country: Country, session: Option<SessionId>) -> Actor {
    Actor {
        person: Some(person.id),
        organisation: person.organisation,
        kind,
        country,
        roles: person.roles,
        assurance: person.assurance,
        session,
    }
}

/// The one form in which an address is kept and compared: trimmed, in lower case (S45).
pub fn normal_email(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Five failures within [`FAILURES_WITHIN`] lock an account (CJIS AC-7).
pub const FAILURES: u64 = 5;

/// See [`FAILURES`]. The lock opens when the first of them is older.
pub const FAILURES_WITHIN: SignedDuration = SignedDuration::from_mins(15);

/// However busy, a session ends after this (CJIS IA-11).
pub const LONGEST_SESSION: SignedDuration = SignedDuration::from_hours(12);

/// How long a session lives without a sign of its person: 30 minutes, 15 for those who approve or administer (S18).
pub fn longest_idle(roles: Roles) -> SignedDuration {
    const SHORT: &[Role] = &[
        Role::Supervisor,
        Role::AgencyAdmin,
        Role::ExchangeAdmin,
        Role::Verifier,
        Role::Operator,
    ];
    if SHORT.iter().any(|role| roles.has(*role)) {
        SignedDuration::from_mins(15)
    } else {
        SignedDuration::from_mins(30)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_active_people_of_active_organisations_act() {
        for &person in Standing::ALL {
            for &organisation in organisations::Standing::ALL {
                let expected = person == Standing::Active && organisation == organisations::Standing::Active;
                assert_eq!(may_act(person, organisation), expected, "{person} {organisation}");
            }
        }
    }

    #[test]
    fn a_role_fits_only_its_own_kind() {
        for &role in Role::ALL {
            for &kind in OrganisationKind::ALL {
                let roles = Roles::default().with(role);
                assert_eq!(fits(roles, kind).is_ok(), role.kind() == kind, "{role} {kind}");
            }
        }
        assert!(fits(Roles::default(), OrganisationKind::Agency).is_err());
    }

    #[test]
    fn addresses_are_compared_in_one_form() {
        assert_eq!(normal_email("  Ana.Silva@PJ.example "), "ana.silva@pj.example");
    }

    #[test]
    fn who_approves_is_signed_out_sooner() {
        assert_eq!(longest_idle(Roles::default().with(Role::Officer)).as_mins(), 30);
        let both = Roles::default().with(Role::Officer).with(Role::Supervisor);
        assert_eq!(longest_idle(both).as_mins(), 15);
    }
}
