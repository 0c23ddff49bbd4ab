//! Who may call a route at all.

use crate::domain::actor::{Actor, Role};
use crate::domain::assurance::LOOKING;
use crate::domain::change::Refusal;
use crate::domain::organisations::attestation::STATING;
use crate::domain::people::Stage;
use crate::domain::requests::acts::Act;

/// Who may call a route at all. What they may know of is the store's affair, what they may do the rules'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody, and only in the demonstration; elsewhere there is no such route.
    Demo,
    /// Whose sign-in is not complete: the pages of its next steps.
    Pending,
    /// Whoever is signed in, and who must enrol a second factor first.
    Enrolment,
    /// Whoever is signed in.
    Member,
    /// Officers and supervisors.
    Agency,
    /// Officers.
    Officer,
    /// Supervisors.
    Supervisor,
    /// Administrators of agencies.
    AgencyAdmin,
    /// Everybody at an exchange.
    Exchange,
    /// Who takes requests on at an exchange.
    Intake,
    /// Who answers at an exchange.
    Responder,
    /// Who answers or refuses at an exchange: responders, and counsel, who refuses.
    ResponderOrCounsel,
    /// Counsel at an exchange.
    Counsel,
    /// Administrators of exchanges.
    ExchangeAdmin,
    /// Both sides of a request: agencies and exchanges.
    Parties,
    /// Those of both sides who work on requests.
    Workers,
    /// Coordinators.
    Coordinator,
    /// Auditors.
    Auditor,
    /// Auditors, and the platform's verifiers and operators.
    AuditorOrPlatform,
    /// Auditors, and the platform's verifiers.
    AuditorOrVerifier,
    /// Administrators of agencies and of exchanges.
    Administrator,
    /// Verifiers of the platform.
    Verifier,
    /// Operators of the platform.
    Operator,
    /// Verifiers of the platform, and whoever administers an agency or an exchange.
    VerifierOrAdmin,
    /// Those, and supervisors: who may look at how sure we are of people.
    VerifierOrLead,
    /// Who may know how fast an agency goes: its supervisors and administrators, and verifiers of the platform.
    PaceReader,
}

impl Access {
    /// The roles that open it; nothing where it does not go by role.
    pub const fn roles(self) -> Option<&'static [Role]> {
        match self {
            Self::Public | Self::Demo | Self::Pending | Self::Enrolment | Self::Member => None,
            Self::Agency => Some(&[Role::Officer, Role::Supervisor]),
            Self::Officer => Some(&[Role::Officer]),
            Self::Supervisor => Some(&[Role::Supervisor]),
            Self::AgencyAdmin => Some(&[Role::AgencyAdmin]),
            Self::Exchange => Some(&[Role::Intake, Role::Responder, Role::Counsel, Role::ExchangeAdmin]),
            Self::Intake => Some(&[Role::Intake]),
            Self::Responder => Some(&[Role::Responder]),
            // The rule says who answers and refuses; the route repeats it and adds nothing.
            Self::ResponderOrCounsel => Some(Act::Answer.roles()),
            Self::Counsel => Some(&[Role::Counsel]),
            Self::ExchangeAdmin => Some(&[Role::ExchangeAdmin]),
            Self::Parties => Some(&[
                Role::Officer,
                Role::Supervisor,
                Role::Intake,
                Role::Responder,
                Role::Counsel,
                Role::ExchangeAdmin,
            ]),
            Self::Workers => Some(&[
                Role::Officer,
                Role::Supervisor,
                Role::Intake,
                Role::Responder,
                Role::Counsel,
            ]),
            Self::Coordinator => Some(&[Role::Coordinator]),
            Self::Auditor => Some(&[Role::Auditor]),
            Self::AuditorOrPlatform => Some(&[Role::Auditor, Role::Verifier, Role::Operator]),
            Self::AuditorOrVerifier => Some(&[Role::Auditor, Role::Verifier]),
            Self::Administrator => Some(STATING),
            Self::Verifier => Some(&[Role::Verifier]),
            Self::Operator => Some(&[Role::Operator]),
            Self::VerifierOrAdmin => Some(&[Role::Verifier, Role::AgencyAdmin, Role::ExchangeAdmin]),
            Self::VerifierOrLead => Some(LOOKING),
            Self::PaceReader => Some(&[Role::Supervisor, Role::AgencyAdmin, Role::Verifier]),
        }
    }

    /// Whether one must be signed in.
    pub const fn is_for_members(self) -> bool {
        !matches!(self, Self::Public | Self::Demo)
    }

    /// Whether a sign-in that has come as far as `stage` may call, though it is not complete.
    pub const fn is_for(self, stage: Stage) -> bool {
        match self {
            Self::Pending => true,
            Self::Enrolment => matches!(stage, Stage::Enrolling),
            Self::Public
            | Self::Demo
            | Self::Member
            | Self::Agency
            | Self::Officer
            | Self::Supervisor
            | Self::AgencyAdmin
            | Self::Exchange
            | Self::Intake
            | Self::Responder
            | Self::ResponderOrCounsel
            | Self::Counsel
            | Self::ExchangeAdmin
            | Self::Parties
            | Self::Workers
            | Self::Coordinator
            | Self::Auditor
            | Self::AuditorOrPlatform
            | Self::AuditorOrVerifier
            | Self::Verifier
            | Self::Administrator
            | Self::VerifierOrAdmin
            | Self::VerifierOrLead
            | Self::PaceReader
            | Self::Operator => false,
        }
    }

    /// Whether `actor` may call.
    ///
    /// # Errors
    /// Names the roles that may.
    pub fn permits(self, actor: &Actor) -> Result<(), Refusal> {
        match self.roles() {
            Some(roles) => actor.has_any(roles).map(|_| ()),
            None => Ok(()),
        }
    }
}
