//! In which of several roles a person did something.

use crate::domain::actor::{Role, Roles};
use crate::domain::assurance::LOOKING;
use crate::domain::events::Event;
use crate::domain::organisations::attestation::STATING;
use crate::domain::pace::SETTING;
use crate::domain::people::KEEPERS;

const ASKER: &[Role] = &[Role::Officer, Role::Supervisor];
const APPROVER: &[Role] = &[Role::Supervisor];
const INTAKE: &[Role] = &[Role::Intake, Role::Responder];
const RESPONDER: &[Role] = &[Role::Responder, Role::Counsel];
const COUNSEL: &[Role] = &[Role::Counsel];

/// The role of `roles` in which `event` was done: the first that permits it, else the first at all.
pub(super) fn used(event: &Event, roles: Roles) -> Option<Role> {
    let permitting = permitting(event).iter().copied().find(|role| roles.has(*role));
    permitting.or_else(|| roles.iter().next())
}

fn permitting(event: &Event) -> &'static [Role] {
    match event {
        Event::Bootstrapped { .. } | Event::AccountsListed | Event::FactorsReset { .. } => &[Role::Operator],
        Event::TrailRead { .. } | Event::LeafRead { .. } => &[Role::Auditor],
        Event::PersonSuspended { .. }
        | Event::OrganisationSuspended { .. }
        | Event::SuspensionLifted { .. }
        | Event::RequestSuspended { .. }
        | Event::RequestResumed { .. } => KEEPERS,
        Event::SignedIn { .. }
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
        | Event::ClockStepped { .. }
        | Event::InvitationShown
        | Event::InvitationAccepted
        | Event::IdleSoon { .. }
        | Event::PersonIdle { .. }
        | Event::CaseRead
        | Event::RequestRead
        | Event::ClosedUnanswered
        | Event::HoldAlarm { .. }
        | Event::HoldExpiryDue { .. }
        | Event::PreservationAlarm { .. }
        | Event::PreservationExpiryDue { .. }
        | Event::SecrecyAlarm { .. }
        | Event::ClockBreached { .. }
        | Event::ReviewOverdue { .. }
        | Event::ApplicationReceived { .. }
        | Event::AttestationAlarm { .. }
        | Event::AttestationOverdue { .. }
        | Event::EvidenceEnding { .. }
        | Event::EvidenceExpired { .. }
        | Event::CallbackAsked => &[],
        Event::EvidenceRecorded { .. } | Event::EvidenceRevoked { .. } | Event::AssuranceChanged { .. } => LOOKING,
        Event::PersonInvited { .. }
        | Event::InvitationResent
        | Event::InvitationWithdrawn
        | Event::RolesChanged { .. }
        | Event::PersonCorrected
        | Event::SessionsClosed { .. }
        | Event::HandedOver { .. }
        | Event::DeputyReplaced { .. }
        | Event::PersonLeft { .. }
        | Event::PersonReinstated { .. } => KEEPERS,
        Event::CaseOpened { .. }
        | Event::CaseChanged
        | Event::CaseStatusChanged { .. }
        | Event::IndicatorsAdded { .. }
        | Event::IndicatorTagSaid { .. }
        | Event::RequestDrafted
        | Event::DraftChanged
        | Event::DraftDiscarded
        | Event::Submitted { .. }
        | Event::ClarificationAnswered { .. }
        | Event::Maintained { .. }
        | Event::WithdrawalAsked { .. }
        | Event::Accepted
        | Event::Disputed { .. }
        | Event::PaceReached { .. }
        | Event::DeadlineReplaced { .. } => ASKER,
        Event::Returned { .. }
        | Event::Approved { .. }
        | Event::Issued { .. }
        | Event::Followed { .. }
        | Event::StoodBy { .. }
        | Event::Reviewed { .. } => APPROVER,
        Event::Acknowledged { .. }
        | Event::Assigned { .. }
        | Event::Redirected { .. }
        | Event::ClarificationAsked { .. } => INTAKE,
        Event::Refused { ground, .. }
        | Event::TargetAnswered {
            ground: Some(ground), ..
        } => {
            if ground.needs_counsel() {
                COUNSEL
            } else {
                RESPONDER
            }
        }
        Event::Started
        | Event::TargetAnswered { ground: None, .. }
        | Event::IncidentReported { .. }
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
        | Event::Withdrawn => RESPONDER,
        Event::ApplicationConfirmed { .. }
        | Event::ApplicationRefused { .. }
        | Event::ApplicationWithdrawn { .. }
        | Event::OrganisationVerified { .. }
        | Event::AttestationRenewed { .. } => &[Role::Verifier],
        Event::PaceChanged { .. } => SETTING,
        Event::AttestationStated { .. }
        | Event::ProviderBound { .. }
        | Event::ProviderChanged { .. }
        | Event::ProviderSecretReplaced { .. }
        | Event::ProviderTested { .. }
        | Event::ProviderUnbound { .. } => STATING,
        Event::Reopened { .. } => &[Role::Officer, Role::Supervisor, Role::Intake, Role::Responder],
    }
}
