//! What both sides of a request are told of what the other side did.

/// Acts that either side of a request reads in its timeline. What is not named here is read by the organisation that
/// did it only: drafts, approvals, who read, who was given the work. A new act is so private until it is added.
pub const SHARED: &[&str] = &[
    "issued",
    "acknowledged",
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
];

/// Acts of which the asking side alone ever learns, though the clock may do them: its own review of what it sent.
pub const OF_ASKER: &[&str] = &["reviewed", "review_overdue"];
