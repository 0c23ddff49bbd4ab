//! How long the asker has to answer a question. The domain names no figure: too short a time would let a question close
//! a request that nobody at the agency had seen.

use jiff::SignedDuration;

use crate::domain::change::{Fault, Refusal};
use crate::domain::clocks::{Calendar, Span, Urgency};
use crate::domain::values::Time;

/// A question waits at most this long for its answer.
pub const LONGEST_QUESTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The least an asker has: a working day of the agency, at whose desk nobody sits at night or on a holiday. For flash and
/// emergency, whose clocks run on while the question waits, as long as the exchange has to acknowledge (domain §3).
const fn least(urgency: Urgency) -> Span {
    match urgency {
        Urgency::Flash => Span::Minutes { count: 15 },
        Urgency::Emergency => Span::Minutes { count: 60 },
        Urgency::Urgent | Urgency::Priority | Urgency::Routine => Span::WorkingDays { count: 1 },
    }
}

/// The earliest deadline of a question put at `at`, in the `asker`'s working days.
pub fn earliest_deadline(urgency: Urgency, asker: &Calendar, at: Time) -> Time {
    asker.after(at, least(urgency)).0
}

/// Whether a question put at `at` may wait until `deadline`.
///
/// # Errors
/// It has passed, is too soon for the asker to answer, or is more than thirty days away.
pub(super) fn check_deadline(urgency: Urgency, asker: &Calendar, deadline: Time, at: Time) -> Result<(), Refusal> {
    if deadline <= at {
        return Err(Refusal::field("deadline", "in_the_past"));
    }
    if deadline < earliest_deadline(urgency, asker, at) {
        let fault = match least(urgency) {
            Span::Minutes { count } => Fault::new("deadline", "less_than_minutes").with("minutes", count),
            Span::Hours { .. } | Span::Days { .. } | Span::WorkingDays { .. } => {
                Fault::new("deadline", "less_than_working_day")
            }
        };
        return Err(Refusal::Fields(vec![fault]));
    }
    if deadline > at.plus(LONGEST_QUESTION) {
        return Err(Refusal::Fields(vec![
            Fault::new("deadline", "too_far").with("days", 30),
        ]));
    }
    Ok(())
}
