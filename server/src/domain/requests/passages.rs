//! From which status a request comes into which: what all acts and the clock together can do (domain §3). The database
//! keeps the same table in a trigger (S31), and a test holds both together.

use super::kinds::Status;

impl Status {
    /// Whether some act, or the clock, brings a request from here to `next`.
    pub const fn may_become(self, next: Self) -> bool {
        use Status as S;
        match self {
            S::Draft => matches!(next, S::InReview | S::Withdrawn),
            S::InReview => matches!(next, S::Draft | S::Issued | S::Withdrawn),
            S::Issued => matches!(next, S::Acknowledged | S::Redirected | S::Refused | S::Withdrawing),
            S::Acknowledged => matches!(
                next,
                S::Redirected | S::Clarification | S::Executing | S::Answered | S::Refused | S::Withdrawing
            ),
            S::Clarification => matches!(
                next,
                S::Acknowledged
                    | S::Executing
                    | S::PartlyAnswered
                    | S::Answered
                    | S::ClosedUnanswered
                    | S::Refused
                    | S::Withdrawing
            ),
            S::Executing => matches!(
                next,
                S::Clarification | S::PartlyAnswered | S::Answered | S::Refused | S::Withdrawing
            ),
            S::PartlyAnswered => matches!(next, S::Clarification | S::Answered | S::Refused | S::Withdrawing),
            S::Answered => matches!(next, S::Closed | S::Disputed | S::Withdrawing),
            S::Refused => matches!(next, S::Maintained | S::Closed),
            S::Maintained => matches!(next, S::Acknowledged | S::Refused | S::Withdrawing),
            S::Disputed => matches!(next, S::Answered | S::Withdrawing),
            S::Withdrawing => matches!(next, S::Withdrawn),
            S::Closed | S::ClosedUnanswered => matches!(next, S::Acknowledged),
            // Nothing sets the first or the last yet; what ended so, stays.
            S::Embargoed | S::Redirected | S::Withdrawn | S::Superseded => false,
        }
    }
}
