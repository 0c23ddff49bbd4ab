//! The word of each event, as the trail keeps it, and how it ended.

use super::{Ending, Event};

impl Event {
    /// The leaf's `act`.
    pub const fn act(&self) -> &'static str {
        match self {
            Self::Bootstrapped { .. } => "bootstrapped",
            Self::SignedIn { .. } => "signed_in",
            Self::SignInFailed { .. } => "sign_in_failed",
            Self::SignedOut => "signed_out",
            Self::SessionEnded => "session_ended",
            Self::Denied { .. } => "denied",
            Self::TrailRead { .. } => "trail_read",
            Self::LeafRead { .. } => "leaf_read",
            Self::ClockStepped { .. } => "clock_stepped",
            Self::CaseOpened { .. } => "case_opened",
            Self::CaseChanged => "case_changed",
            Self::CaseRead => "case_read",
            Self::CaseStatusChanged { .. } => "case_status_changed",
            Self::IndicatorsAdded { .. } => "indicators_added",
            Self::IndicatorTagSaid { .. } => "indicator_tag_said",
            Self::RequestDrafted => "request_drafted",
            Self::DraftChanged => "draft_changed",
            Self::DraftDiscarded => "draft_discarded",
            Self::Submitted { .. } => "submitted",
            Self::Returned { .. } => "returned",
            Self::Approved => "approved",
            Self::Issued { .. } => "issued",
            Self::RequestRead => "request_read",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Assigned { .. } => "assigned",
            Self::Redirected { .. } => "redirected",
            Self::ClarificationAsked { .. } => "clarification_asked",
            Self::ClarificationAnswered { .. } => "clarification_answered",
            Self::ClosedUnanswered => "closed_unanswered",
            Self::Started => "started",
            Self::TargetAnswered { .. } => "target_answered",
            Self::IncidentReported { .. } => "incident_reported",
            Self::Answered => "answered",
            Self::HoldPlaced { .. } => "hold_placed",
            Self::HoldExtended { .. } => "hold_extended",
            Self::HoldChanged { .. } => "hold_changed",
            Self::HoldPartlyReleased { .. } => "hold_partly_released",
            Self::HoldReleased { .. } => "hold_released",
            Self::HoldAlarm { .. } => "hold_alarm",
            Self::HoldExpiryDue { .. } => "hold_expiry_due",
            Self::HoldLapsed { .. } => "hold_lapsed",
            Self::HoldStays { .. } => "hold_stays",
            Self::PreservationPlaced { .. } => "preservation_placed",
            Self::PreservationExtended { .. } => "preservation_extended",
            Self::PreservationChanged { .. } => "preservation_changed",
            Self::PreservationReleased { .. } => "preservation_released",
            Self::PreservationAlarm { .. } => "preservation_alarm",
            Self::PreservationExpiryDue { .. } => "preservation_expiry_due",
            Self::PreservationLapsed { .. } => "preservation_lapsed",
            Self::PreservationStays { .. } => "preservation_stays",
            Self::Refused { .. } => "refused",
            Self::Maintained { .. } => "maintained",
            Self::WithdrawalAsked { .. } => "withdrawal_asked",
            Self::Withdrawn => "withdrawn",
            Self::Accepted => "accepted",
            Self::Disputed { .. } => "disputed",
            Self::Reopened { .. } => "reopened",
            Self::DeadlineReplaced { .. } => "deadline_replaced",
            Self::SecrecyAlarm { .. } => "secrecy_alarm",
            Self::ClockBreached { .. } => "clock_breached",
            Self::Followed { .. } => "followed",
            Self::Reviewed { .. } => "reviewed",
            Self::ReviewOverdue { .. } => "review_overdue",
        }
    }

    /// How it ended: refusals and failed sign-ins are denials.
    pub const fn ending(&self) -> Ending {
        if matches!(self, Self::Denied { .. } | Self::SignInFailed { .. }) {
            Ending::Deny
        } else {
            Ending::Ok
        }
    }
}
