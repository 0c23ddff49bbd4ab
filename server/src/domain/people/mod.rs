//! People with an account: their roles, and whether they may act.

mod acts;
mod agents;
mod factors;

pub use agents::{Agent, Browser, System};
pub use factors::{FRESH_FOR, Factor, Held, Proof, RECOVERY_CODES, Stage, plain_digits};

use jiff::SignedDuration;

use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role, Roles, words};
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::organisations::{self, Organisation};
use crate::domain::pace::Unfamiliar;
use crate::domain::passkeys::needs_passkey;
use crate::domain::values::{Country, Zone};

pub use acts::Act;

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

/// The roles that administer an organisation's own people.
pub const ADMINISTRATORS: &[Role] = &[Role::AgencyAdmin, Role::ExchangeAdmin];

/// Who may change accounts at all, and suspend: anybody's, or those of the own organisation.
pub const KEEPERS: &[Role] = &[Role::AgencyAdmin, Role::ExchangeAdmin, Role::Verifier];

/// How much an account may do to others: nothing, to its own organisation, to everybody.
fn privilege(roles: Roles) -> u8 {
    let has = |some: &[Role]| some.iter().any(|role| roles.has(*role));
    if has(&[Role::Verifier, Role::Operator]) {
        2
    } else if has(ADMINISTRATORS) {
        1
    } else {
        0
    }
}

/// Whether `actor` may change the account of `person` at all: every path that changes one asks this first (security S28).
/// An administrator acts on people of the own organisation, the platform's verifiers on everybody, and nobody on an
/// account with more privilege. What may be done then is the path's own rule.
///
/// # Errors
/// The wrong role; unseen, where an administrator names a person of elsewhere; or the account has more privilege.
pub fn may_act_on(actor: &Actor, person: &Person) -> Result<(), Refusal> {
    actor.has_any(KEEPERS)?;
    if !actor.roles.has(Role::Verifier) {
        actor.in_organisation(person.organisation)?;
    }
    if privilege(person.roles) > privilege(actor.roles) {
        return Err(Refusal::MorePrivilege);
    }
    Ok(())
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
    /// Who acts where this person works for `organisation`, signed in as `proof` says.
    pub fn actor(&self, organisation: &Organisation, proof: Option<Proof>) -> Actor {
        acts(self, organisation.kind, organisation.country, proof)
    }

    /// Whether the person can have a request in hand: works there, and can begin and answer it.
    pub fn may_handle(&self) -> bool {
        let can_answer = HANDLERS.iter().any(|role| self.roles.has(*role));
        can_answer && self.standing == Standing::Active
    }
}

/// The roles that can begin a request and answer it, so that it can be in their hands.
pub const HANDLERS: &[Role] = &[Role::Responder];

/// Who acts where `person` works for an organisation of this kind and country, signed in as `proof` says.
pub fn acts(person: &Person, kind: OrganisationKind, country: Country, proof: Option<Proof>) -> Actor {
    Actor {
        person: Some(person.id),
        organisation: person.organisation,
        kind,
        country,
        roles: person.roles,
        assurance: person.assurance,
        session: None,
        proof,
        is_restricted: false,
        unfamiliar: Unfamiliar::default(),
    }
}

/// The one form in which an address is kept and compared: trimmed, in lower case (S45).
pub fn normal_email(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// The host of a mailbox, as [`normal_email`] writes it.
pub fn host_of(email: &str) -> &str {
    email.rsplit_once('@').map_or("", |(_, host)| host)
}

/// Five failures within [`FAILURES_WITHIN`] lock an account (CJIS AC-7).
pub const FAILURES: u64 = 5;

/// See [`FAILURES`]. The lock opens when the first of them is older.
pub const FAILURES_WITHIN: SignedDuration = SignedDuration::from_mins(15);

/// So many failures before a success are told to whose account it is (S15): a slip or two is everybody's.
pub const TOLD_FAILURES: u64 = 3;

/// So many browsers of a person are known; of more, those seen longest ago are forgotten.
pub const MOST_DEVICES: u64 = 20;

/// A reset of a password counts for so long after it was asked for.
pub const RESET_COUNTS_FOR: SignedDuration = SignedDuration::from_mins(30);

/// So many resets are mailed to one account within [`RESETS_WITHIN`] (S11).
pub const MOST_RESETS: u64 = 3;

/// And so many altogether: whoever asks for all of them floods nobody's mail.
pub const MOST_RESETS_OF_ALL: u64 = 300;

/// See [`MOST_RESETS`].
pub const RESETS_WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// A sign-in that is not complete ends after this.
pub const LONGEST_SIGN_IN: SignedDuration = SignedDuration::from_mins(30);

/// However busy, a session ends after this (CJIS IA-11).
pub const LONGEST_SESSION: SignedDuration = SignedDuration::from_hours(12);

/// How long a session lives without a sign of its person: 30 minutes, 15 for those who approve or administer (S18).
pub fn longest_idle(roles: Roles) -> SignedDuration {
    if needs_passkey(roles) {
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
