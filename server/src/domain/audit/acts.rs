//! The names of all events, for those who search the trail.

use jiff::SignedDuration;

use crate::domain::actor::words;
use crate::domain::values::Time;

/// Every `Event::act`, in the order of the events.
pub const ACTS: &[&str] = &[
    "bootstrapped",
    "signed_in",
    "confirmed",
    "passkey_added",
    "passkey_renamed",
    "passkey_removed",
    "passkey_refused",
    "sign_in_failed",
    "provider_bound",
    "provider_changed",
    "provider_secret_replaced",
    "provider_tested",
    "provider_unbound",
    "provider_linked",
    "provider_refused",
    "provider_logged_out",
    "roles_from_groups",
    "signed_out",
    "session_ended",
    "factor_added",
    "factor_removed",
    "factor_failed",
    "recovery_codes_made",
    "recovery_code_used",
    "device_added",
    "device_removed",
    "country_added",
    "signed_in_after_failures",
    "other_sessions_ended",
    "password_changed",
    "reset_asked",
    "password_reset",
    "denied",
    "person_suspended",
    "organisation_suspended",
    "suspension_lifted",
    "trail_read",
    "leaf_read",
    "clock_stepped",
    "person_invited",
    "invitation_resent",
    "invitation_withdrawn",
    "invitation_shown",
    "accounts_listed",
    "factors_reset",
    "invitation_accepted",
    "roles_changed",
    "person_corrected",
    "sessions_closed",
    "handed_over",
    "deputy_replaced",
    "person_left",
    "idle_soon",
    "person_idle",
    "person_reinstated",
    "case_opened",
    "case_changed",
    "case_read",
    "case_status_changed",
    "indicators_added",
    "indicator_tag_said",
    "request_drafted",
    "draft_changed",
    "draft_discarded",
    "submitted",
    "returned",
    "approved",
    "issued",
    "request_read",
    "acknowledged",
    "assigned",
    "redirected",
    "clarification_asked",
    "clarification_answered",
    "closed_unanswered",
    "started",
    "target_answered",
    "incident_reported",
    "answered",
    "hold_placed",
    "hold_extended",
    "hold_changed",
    "hold_partly_released",
    "hold_released",
    "hold_alarm",
    "hold_expiry_due",
    "hold_lapsed",
    "hold_stays",
    "preservation_placed",
    "preservation_extended",
    "preservation_changed",
    "preservation_released",
    "preservation_alarm",
    "preservation_expiry_due",
    "preservation_lapsed",
    "preservation_stays",
    "refused",
    "maintained",
    "withdrawal_asked",
    "withdrawn",
    "accepted",
    "disputed",
    "reopened",
    "deadline_replaced",
    "secrecy_alarm",
    "clock_breached",
    "followed",
    "request_suspended",
    "request_resumed",
    "stood_by",
    "reviewed",
    "review_overdue",
    "application_received",
    "application_confirmed",
    "application_refused",
    "application_withdrawn",
    "organisation_verified",
    "attestation_stated",
    "attestation_renewed",
    "attestation_alarm",
    "pace_changed",
    "pace_reached",
    "attestation_overdue",
    "evidence_recorded",
    "evidence_revoked",
    "evidence_ending",
    "evidence_expired",
    "assurance_changed",
    "callback_asked",
];

/// What a person reads that is worth a leaf.
const READS: &[&str] = &["trail_read", "leaf_read", "case_read", "request_read"];

/// Coming and going, and what was refused: they change nothing that people work on.
const NEITHER: &[&str] = &[
    "signed_in",
    "confirmed",
    "passkey_refused",
    "sign_in_failed",
    "signed_out",
    "session_ended",
    "factor_failed",
    "device_added",
    "device_removed",
    "country_added",
    "signed_in_after_failures",
    "other_sessions_ended",
    "reset_asked",
    "denied",
    "pace_reached",
];

words! {
    /// Acts of one sort, for those who search the trail.
    Sort("sort of act") {
        /// Whatever changed something, by a person or by the clock.
        Changes = "changes",
        /// Whatever was read.
        Reads = "reads",
    }
}

impl Sort {
    /// Whether `act` is of this sort.
    pub fn has(self, act: &str) -> bool {
        match self {
            Self::Changes => !READS.contains(&act) && !NEITHER.contains(&act),
            Self::Reads => READS.contains(&act),
        }
    }
}

words! {
    /// How far back one looks, for those who search the trail.
    Period("period") {
        /// Twenty-four hours.
        Day = "24h",
        /// Seven days.
        Week = "7d",
    }
}

impl Period {
    /// When it began, seen from `now`.
    pub fn since(self, now: Time) -> Time {
        let hours = match self {
            Self::Day => 24,
            Self::Week => 7 * 24,
        };
        now.plus(-SignedDuration::from_hours(hours))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_a_change_or_a_reading_or_neither() {
        for act in READS.iter().chain(NEITHER) {
            assert!(ACTS.contains(act), "{act}");
        }
        for act in ACTS {
            let sorts = Sort::ALL.iter().filter(|sort| sort.has(act)).count();
            assert_eq!(sorts, usize::from(!NEITHER.contains(act)), "{act}");
        }
        // The word of a sort stands where that of an act does.
        assert!(Sort::ALL.iter().all(|sort| !ACTS.contains(&sort.code())));
    }
}
