//! The table: of which event who is told on each side.

use super::{Audience, Parties};
use crate::domain::actor::Role;
use crate::domain::clocks::ClockKind;
use crate::domain::events::Event;
use crate::domain::holds::LiftReason;
use crate::domain::ids::PersonId;
use crate::domain::passkeys::Doubt;

/// Who is told at the agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtAgency {
    /// Nobody.
    Nobody,
    /// The author and every supervisor.
    Agency,
    /// Every supervisor.
    Supervisors,
    /// Who wrote and who issued it.
    Senders,
}

/// Who is told at the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtExchange {
    /// Nobody.
    Nobody,
    /// Who was given the work.
    Handler,
    /// Who has it in hand, and every responder: whoever can place, extend and lift holds.
    Holder,
    /// Those, and intake, which gives out the work: whatever comes in, and whatever the exchange itself is late with.
    Desk,
    /// Those, and counsel: what was refused comes back.
    All,
}

const ASKERS: &[Role] = &[Role::Officer, Role::Supervisor];
const RECIPIENTS: &[Role] = &[Role::Intake, Role::Responder, Role::Counsel];

impl AtAgency {
    /// In which roles.
    pub(super) const fn roles(self) -> &'static [Role] {
        match self {
            Self::Agency | Self::Supervisors => &[Role::Supervisor],
            Self::Nobody | Self::Senders => &[],
        }
    }

    fn people(self, parties: &Parties) -> Vec<PersonId> {
        match self {
            Self::Agency => vec![parties.author],
            Self::Senders => std::iter::once(parties.author).chain(parties.issuer).collect(),
            Self::Nobody | Self::Supervisors => Vec::new(),
        }
    }

    pub(super) fn of(self, parties: &Parties) -> Option<Audience> {
        (self != Self::Nobody).then(|| Audience {
            organisation: parties.asker,
            roles: self.roles(),
            people: self.people(parties),
            working: ASKERS,
        })
    }
}

impl AtExchange {
    /// In which roles.
    pub(super) const fn roles(self) -> &'static [Role] {
        match self {
            Self::Nobody | Self::Handler => &[],
            Self::Holder => &[Role::Responder],
            Self::Desk => &[Role::Intake, Role::Responder],
            Self::All => RECIPIENTS,
        }
    }

    pub(super) fn of(self, parties: &Parties) -> Option<Audience> {
        (self != Self::Nobody).then(|| Audience {
            organisation: parties.recipient,
            roles: self.roles(),
            people: parties.handler.into_iter().collect(),
            working: RECIPIENTS,
        })
    }
}

/// Who is told of `event`, at the agency and at the exchange. A broken promise, an alarm and an end that is due are told
/// to whoever can mend it, and to the other side.
pub(super) const fn told(event: &Event) -> (AtAgency, AtExchange) {
    match event {
        // Nobody: accounts' affairs, of which `people` tells, the case's own people, what a later event tells better.
        Event::Bootstrapped { .. }
        | Event::SignedIn { .. }
        | Event::Confirmed { .. }
        | Event::PasskeyAdded { .. }
        | Event::PasskeyRenamed { .. }
        | Event::PasskeyRemoved { .. }
        | Event::PasskeyRefused { .. }
        | Event::SignInFailed { .. }
        | Event::ProviderLinked { .. }
        | Event::ProviderRefused { .. }
        | Event::ProviderLoggedOut { .. }
        | Event::RolesFromGroups { .. }
        | Event::SignedOut
        | Event::SessionEnded
        | Event::FactorAdded { .. }
        | Event::FactorRemoved { .. }
        | Event::FactorFailed
        | Event::RecoveryCodesMade
        | Event::RecoveryCodeUsed { .. }
        | Event::DeviceAdded { .. }
        | Event::DeviceRemoved
        | Event::CountryAdded { .. }
        | Event::SignedInAfterFailures { .. }
        | Event::OtherSessionsEnded { .. }
        | Event::PasswordChanged
        | Event::ResetAsked { .. }
        | Event::PasswordReset
        | Event::Denied { .. }
        // Told by desks and not by requests: `suspensions::told`.
        | Event::PersonSuspended { .. }
        | Event::OrganisationSuspended { .. }
        | Event::SuspensionLifted { .. }
        | Event::RequestSuspended { .. }
        | Event::RequestResumed { .. }
        | Event::TrailRead { .. }
        | Event::LeafRead { .. }
        | Event::ClockStepped { .. }
        | Event::PersonInvited { .. }
        | Event::InvitationResent
        | Event::InvitationWithdrawn
        | Event::InvitationShown
        | Event::AccountsListed
        | Event::FactorsReset { .. }
        | Event::InvitationAccepted
        | Event::RolesChanged { .. }
        | Event::PersonCorrected
        | Event::SessionsClosed { .. }
        | Event::HandedOver { .. }
        | Event::DeputyReplaced { .. }
        | Event::PersonLeft { .. }
        | Event::IdleSoon { .. }
        | Event::PersonIdle { .. }
        | Event::PersonReinstated { .. }
        | Event::CaseOpened { .. }
        | Event::CaseChanged
        | Event::CaseRead
        | Event::CaseStatusChanged { .. }
        | Event::IndicatorsAdded { .. }
        | Event::IndicatorTagSaid { .. }
        | Event::RequestDrafted
        | Event::DraftChanged
        | Event::DraftDiscarded
        | Event::RequestRead
        | Event::Started
        | Event::Followed { .. }
        // About an organisation and no request: see `joining`.
        | Event::ProviderBound { .. }
        | Event::ProviderChanged { .. }
        | Event::ProviderSecretReplaced { .. }
        | Event::ProviderTested { .. }
        | Event::ProviderUnbound { .. }
        | Event::ApplicationReceived { .. }
        | Event::ApplicationConfirmed { .. }
        | Event::ApplicationRefused { .. }
        | Event::ApplicationWithdrawn { .. }
        | Event::OrganisationVerified { .. }
        | Event::AttestationStated { .. }
        | Event::AttestationRenewed { .. }
        | Event::AttestationAlarm { .. }
        | Event::AttestationOverdue { .. }
        // About how sure we are of somebody: see `assurance`.
        | Event::EvidenceRecorded { .. }
        | Event::EvidenceRevoked { .. }
        | Event::EvidenceEnding { .. }
        | Event::EvidenceExpired { .. }
        | Event::AssuranceChanged { .. }
        | Event::CallbackAsked => (AtAgency::Nobody, AtExchange::Nobody),
        // See `pace`.
        | Event::PaceChanged { .. }
        | Event::PaceReached { .. } => (AtAgency::Nobody, AtExchange::Nobody),
        // The asker alone, and of that whom it concerns: its supervisors, or who wrote and issued what was found wrong.
        Event::ReviewOverdue { .. } => (AtAgency::Supervisors, AtExchange::Nobody),
        Event::Reviewed { finding, .. } if finding.finds_fault() => (AtAgency::Senders, AtExchange::Nobody),
        Event::Reviewed { .. } => (AtAgency::Nobody, AtExchange::Nobody),
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
        } => (AtAgency::Agency, AtExchange::Holder),
        // The asker alone, before the recipient may know of it, and of what the recipient did.
        Event::Submitted { .. }
        | Event::Returned { .. }
        | Event::Approved { .. }
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
        | Event::Withdrawn => (AtAgency::Agency, AtExchange::Nobody),
        Event::Assigned { .. } => (AtAgency::Nobody, AtExchange::Handler),
        Event::ClarificationAnswered { .. }
        | Event::WithdrawalAsked { .. }
        | Event::Disputed { .. }
        | Event::DeadlineReplaced { .. } => (AtAgency::Nobody, AtExchange::Desk),
        Event::Maintained { .. } => (AtAgency::Nobody, AtExchange::All),
        // It goes on: its desk at the exchange, and the other supervisors.
        Event::StoodBy { .. } => (AtAgency::Supervisors, AtExchange::Desk),
        // Its desk and its counsel answer for it; who acted on the agency's side learns what did not hold.
        Event::IncidentReported { .. } => (AtAgency::Agency, AtExchange::All),
        Event::Accepted => (AtAgency::Nobody, AtExchange::Holder),
        Event::Issued { .. } | Event::ClosedUnanswered | Event::Reopened { .. } => (AtAgency::Agency, AtExchange::Desk),
        // What the exchange owes and has not done or said: its whole desk, so that intake can give it to somebody.
        Event::ClockBreached {
            clock: ClockKind::Ack | ClockKind::Decision | ClockKind::Execution,
            ..
        }
        | Event::HoldExpiryDue { .. }
        | Event::PreservationExpiryDue { .. } => (AtAgency::Agency, AtExchange::Desk),
        // What comes to its end, and what the agency owes.
        Event::ClockBreached {
            clock: ClockKind::Completion | ClockKind::Expiry,
            ..
        }
        | Event::HoldAlarm { .. }
        | Event::PreservationAlarm { .. }
        | Event::SecrecyAlarm { .. } => (AtAgency::Agency, AtExchange::Holder),
    }
}

/// Whether `event` is told to the person whose account it is about (S15), also where that person did it: whoever else did
/// is found out so.
pub const fn is_told_to_owner(event: &Event) -> bool {
    matches!(
        event,
        Event::FactorAdded { .. }
            | Event::FactorRemoved { .. }
            | Event::RecoveryCodesMade
            | Event::RecoveryCodeUsed { .. }
            | Event::DeviceAdded { .. }
            | Event::CountryAdded { .. }
            | Event::SignedInAfterFailures { .. }
            | Event::PasswordChanged
            | Event::PasswordReset
            | Event::PasskeyAdded { .. }
            | Event::PasskeyRemoved { .. }
            | Event::ProviderLinked { .. }
            | Event::RolesFromGroups { .. }
            // There may be a copy of it. Whatever else is wrong with one, anybody can send.
            | Event::PasskeyRefused {
                doubt: Doubt::Copied,
                ..
            }
    )
}
