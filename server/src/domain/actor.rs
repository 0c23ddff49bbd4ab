//! Who is acting, as far as rules need to know.

use serde::{Deserialize, Serialize};

use super::change::Refusal;
use super::ids::{OrganisationId, PersonId, SessionId};
use super::needs::Needs;
use super::pace::Unfamiliar;
use super::people::{Factor, Proof};
use super::values::{Country, Malformed};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident($what:literal) { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant,)* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word stored, sent and used in keys.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::values::Malformed;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($code => Ok(Self::$variant),)* _ => Err($crate::domain::values::Malformed($what)) }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What an organisation is here for; decides which roles its people may have.
    OrganisationKind("kind of organisation") {
        /// Police, prosecution, financial intelligence, asset recovery, national central bureau.
        Agency = "agency",
        /// Exchange, custodian, stablecoin issuer: a VASP in FATF terms.
        Exchange = "exchange",
        /// A desk that runs joint operations.
        Coordinator = "coordinator",
        /// Inspectorate, data-protection officer, court auditor.
        Oversight = "oversight",
        /// The people who run the installation.
        Platform = "platform",
    }
}

words! {
    /// What a person does inside the organisation; a person has one or more.
    Role("role") {
        /// Works cases and drafts requests.
        Officer = "officer",
        /// Approves, issues, extends and releases what others drafted.
        Supervisor = "supervisor",
        /// Members, duty roster, holidays and sign-on settings of an agency; reads no case.
        AgencyAdmin = "agency_admin",
        /// Acknowledges, assigns, asks and redirects for an exchange.
        Intake = "intake",
        /// Answers per target; places, extends and lifts holds.
        Responder = "responder",
        /// Refuses on the grounds that need counsel.
        Counsel = "counsel",
        /// Members, policy and tokens of an exchange.
        ExchangeAdmin = "exchange_admin",
        /// Runs joint operations.
        Coordinator = "coordinator",
        /// Reads the trail, changes nothing.
        Auditor = "auditor",
        /// Verifies and suspends organisations and officers; reads no content.
        Verifier = "verifier",
        /// Runs the installation; reads no content.
        Operator = "operator",
    }
}

impl Role {
    /// The kind of organisation whose people may have this role (domain §1).
    pub const fn kind(self) -> OrganisationKind {
        match self {
            Self::Officer | Self::Supervisor | Self::AgencyAdmin => OrganisationKind::Agency,
            Self::Intake | Self::Responder | Self::Counsel | Self::ExchangeAdmin => OrganisationKind::Exchange,
            Self::Coordinator => OrganisationKind::Coordinator,
            Self::Auditor => OrganisationKind::Oversight,
            Self::Verifier | Self::Operator => OrganisationKind::Platform,
        }
    }
}

/// How sure we are that a person is who the account says (domain §1), least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Assurance {
    /// Unverified.
    L0,
    /// Official mailbox and a second factor.
    L1,
    /// Badge document, and a supervisor vouches.
    L2,
    /// Called back through the switchboard number of the directory.
    L3,
    /// Confirmed by the national desk, or a hardware key.
    L4,
}

impl Assurance {
    /// Every level, least first.
    pub const ALL: &'static [Self] = &[Self::L0, Self::L1, Self::L2, Self::L3, Self::L4];

    /// `L0` to `L4`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::L0 => "L0",
            Self::L1 => "L1",
            Self::L2 => "L2",
            Self::L3 => "L3",
            Self::L4 => "L4",
        }
    }
}

impl std::str::FromStr for Assurance {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::ALL
            .iter()
            .copied()
            .find(|level| level.code() == text)
            .ok_or(Malformed("assurance level"))
    }
}

/// A set of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles(u16);

impl Roles {
    /// The set without `role` missing.
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | (1 << role as u16))
    }

    /// Whether `role` is in the set.
    pub const fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u16) != 0
    }

    /// The roles of the set, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.has(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::default(), Self::with)
    }
}

/// Who is acting. Made by the session (or by the clock, for jobs); rules ask it, nothing else does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person; nobody where the clock acts.
    pub person: Option<PersonId>,
    /// The organisation the person acts for.
    pub organisation: OrganisationId,
    /// What that organisation is.
    pub kind: OrganisationKind,
    /// Where it is.
    pub country: Country,
    /// The person's roles there.
    pub roles: Roles,
    /// How sure we are of the person.
    pub assurance: Assurance,
    /// The session, where there is one.
    pub session: Option<SessionId>,
    /// How that was proved; nothing where the clock acts.
    pub proof: Option<Proof>,
    /// Whether the attestation of the organisation has ended, so that it begins nothing new.
    pub is_restricted: bool,
    /// What of where they act from is new to them.
    pub unfamiliar: Unfamiliar,
}

impl Actor {
    /// Refuses where the actor is not of `organisation`. What others own does not exist for them.
    pub fn in_organisation(&self, organisation: OrganisationId) -> Result<&Self, Refusal> {
        if self.organisation == organisation {
            Ok(self)
        } else {
            Err(Refusal::Unseen)
        }
    }

    /// Refuses where the actor lacks `role`.
    pub fn has(&self, role: Role) -> Result<&Self, Refusal> {
        if self.roles.has(role) {
            Ok(self)
        } else {
            Err(Refusal::needs(role))
        }
    }

    /// Refuses where the actor has none of `roles`; names them all.
    pub fn has_any(&self, roles: &'static [Role]) -> Result<&Self, Refusal> {
        if roles.iter().any(|role| self.roles.has(*role)) {
            Ok(self)
        } else {
            Err(Refusal::NeedsRole(roles))
        }
    }

    /// Refuses below `level`.
    pub fn at_least(&self, level: Assurance) -> Result<&Self, Refusal> {
        if self.assurance >= level {
            Ok(self)
        } else {
            Err(Refusal::NeedsAssurance(level))
        }
    }

    /// Refuses where the act needs a passkey and the sign-in had another factor. Pages ask this before they show a button.
    pub fn has_means(&self, needs: Needs) -> Result<&Self, Refusal> {
        let resists = self.proof.is_some_and(|proof| proof.factor.resists_phishing());
        if needs.passkey && !resists {
            Err(Refusal::NeedsPasskey)
        } else {
            Ok(self)
        }
    }

    /// Refuses where the act needs a second factor that was shown just now (S21): whoever finds a screen unlocked has none.
    pub fn has_confirmed(&self, needs: Needs) -> Result<&Self, Refusal> {
        let is_fresh = self.proof.is_some_and(|proof| proof.is_fresh);
        if needs.fresh && !is_fresh {
            Err(Refusal::Unconfirmed)
        } else {
            Ok(self)
        }
    }

    /// Whether the actor must sign what they approve: a passkey was shown, so that it can be shown once more (S69).
    pub fn signs(&self) -> bool {
        self.proof.is_some_and(|proof| proof.factor.signs())
    }

    /// The same actor, who showed a passkey this moment for this very act.
    #[must_use]
    pub fn having_signed(&self) -> Self {
        Self {
            proof: Some(Proof {
                factor: Factor::Passkey,
                is_fresh: true,
            }),
            ..self.clone()
        }
    }

    /// Whether `person` is the one acting.
    pub fn is(&self, person: PersonId) -> bool {
        self.person == Some(person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_read_by_its_own_word() {
        for &level in Assurance::ALL {
            assert_eq!(level.code().parse(), Ok(level));
        }
        assert_eq!("L5".parse::<Assurance>(), Err(Malformed("assurance level")));
    }

    #[test]
    fn a_role_that_is_there_already_stays() {
        let once = Roles::default().with(Role::Officer).with(Role::Supervisor);
        assert_eq!(once.with(Role::Officer), once);
        assert_eq!(once.iter().collect::<Vec<_>>(), [Role::Officer, Role::Supervisor]);
    }
}
