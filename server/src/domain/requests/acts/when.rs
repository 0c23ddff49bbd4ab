//! From which status each act may be done, and why not from the others.

use crate::domain::change::NotNow;
use crate::domain::requests::kinds::Status;

use super::Act;

impl Act {
    /// Whether the status allows it.
    ///
    /// # Errors
    /// Why not: what must happen first, or what has happened already.
    pub const fn from(self, status: Status) -> Result<(), NotNow> {
        use Status as S;
        match self {
            Self::Revise | Self::Submit => match status {
                S::Draft => Ok(()),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Issued
                | S::Acknowledged
                | S::Redirected
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::ClosedUnanswered
                | S::Refused
                | S::Maintained
                | S::Withdrawing
                | S::Closed
                | S::Disputed
                | S::Superseded => Err(NotNow::AlreadyIssued),
                // Also a draft that was thrown away.
                S::Withdrawn => Err(NotNow::Over),
            },
            Self::Discard => match status {
                S::Draft | S::InReview => Ok(()),
                S::Embargoed => Err(NotNow::InReview),
                S::Withdrawn => Err(NotNow::Over),
                S::Issued
                | S::Acknowledged
                | S::Redirected
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::ClosedUnanswered
                | S::Refused
                | S::Maintained
                | S::Withdrawing
                | S::Closed
                | S::Disputed
                | S::Superseded => Err(NotNow::AlreadyIssued),
            },
            Self::SendBack | Self::Approve => match status {
                S::InReview => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::Embargoed
                | S::Issued
                | S::Acknowledged
                | S::Redirected
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::ClosedUnanswered
                | S::Refused
                | S::Maintained
                | S::Withdrawing
                | S::Closed
                | S::Disputed
                | S::Superseded => Err(NotNow::AlreadyIssued),
                S::Withdrawn => Err(NotNow::Over),
            },
            Self::Clarify => match status {
                S::Clarification => Ok(()),
                S::Draft
                | S::InReview
                | S::Embargoed
                | S::Issued
                | S::Acknowledged
                | S::Redirected
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::ClosedUnanswered
                | S::Refused
                | S::Maintained
                | S::Withdrawing
                | S::Withdrawn
                | S::Closed
                | S::Disputed
                | S::Superseded => Err(NotNow::NoQuestion),
            },
            Self::Maintain => match status {
                S::Refused => Ok(()),
                S::Draft
                | S::InReview
                | S::Embargoed
                | S::Issued
                | S::Acknowledged
                | S::Redirected
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::ClosedUnanswered
                | S::Maintained
                | S::Withdrawing
                | S::Withdrawn
                | S::Closed
                | S::Disputed
                | S::Superseded => Err(NotNow::NotRefused),
            },
            Self::Withdraw => match status {
                S::Issued
                | S::Acknowledged
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::Maintained
                | S::Disputed => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Accept => match status {
                S::Answered | S::Refused => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Issued
                | S::Acknowledged
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Maintained
                | S::Disputed => Err(NotNow::NotAnswered),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Dispute => match status {
                S::Answered => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Issued
                | S::Acknowledged
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Maintained
                | S::Disputed => Err(NotNow::NotAnswered),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::ReplaceDeadline => match status {
                S::Issued
                | S::Acknowledged
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Maintained
                | S::Disputed => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Answered | S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => {
                    Err(NotNow::Over)
                }
            },
            Self::Follow => match status {
                // Also once refused, closed or opened again: a hold placed before stands and comes to its end. Of what
                // stays held after a withdrawal only the release is asked: [`Status::follow_ups`].
                S::Acknowledged
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::ClosedUnanswered
                | S::Refused
                | S::Maintained
                | S::Withdrawn
                | S::Closed
                | S::Disputed => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Issued => Err(NotNow::NotAnswered),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Redirected | S::Superseded => Err(NotNow::Over),
            },
            Self::AskElsewhere => match status {
                // What this exchange has not will not come, whatever is still answered of the rest.
                S::PartlyAnswered
                | S::Answered
                | S::Redirected
                | S::ClosedUnanswered
                | S::Refused
                | S::Maintained
                | S::Disputed
                | S::Closed => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Issued | S::Acknowledged | S::Clarification | S::Executing => Err(NotNow::NotAnswered),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Withdrawn | S::Superseded => Err(NotNow::Over),
            },
            Self::Review => match status {
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Issued
                | S::Acknowledged
                | S::Redirected
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::ClosedUnanswered
                | S::Refused
                | S::Maintained
                | S::Withdrawing
                | S::Withdrawn
                | S::Closed
                | S::Disputed
                | S::Superseded => Ok(()),
            },
            Self::Acknowledge => match status {
                S::Issued | S::Maintained => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Acknowledged | S::Clarification | S::Executing | S::PartlyAnswered | S::Answered | S::Disputed => {
                    Err(NotNow::AlreadyAcknowledged)
                }
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Assign => match status {
                S::Issued
                | S::Acknowledged
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Maintained
                | S::Disputed
                | S::Withdrawing => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Refused => Err(NotNow::Refused),
                S::Answered | S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => {
                    Err(NotNow::Over)
                }
            },
            Self::Redirect => match status {
                S::Issued | S::Acknowledged => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Clarification | S::Executing | S::PartlyAnswered | S::Answered | S::Disputed | S::Maintained => {
                    Err(NotNow::AlreadyStarted)
                }
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Ask => match status {
                S::Acknowledged | S::Executing | S::PartlyAnswered => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Issued | S::Maintained => Err(NotNow::NotAcknowledged),
                S::Clarification => Err(NotNow::InClarification),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Answered
                | S::Disputed
                | S::Redirected
                | S::ClosedUnanswered
                | S::Withdrawn
                | S::Closed
                | S::Superseded => Err(NotNow::Over),
            },
            Self::Start => match status {
                S::Acknowledged => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Issued | S::Maintained => Err(NotNow::NotAcknowledged),
                S::Clarification => Err(NotNow::InClarification),
                S::Executing | S::PartlyAnswered | S::Answered | S::Disputed => Err(NotNow::AlreadyStarted),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Answer => match status {
                S::Executing | S::PartlyAnswered | S::Disputed => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Issued | S::Maintained => Err(NotNow::NotAcknowledged),
                S::Acknowledged => Err(NotNow::NotStarted),
                S::Clarification => Err(NotNow::InClarification),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Answered => Err(NotNow::TargetAnswered),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Refuse => match status {
                S::Issued | S::Acknowledged | S::Clarification | S::Executing | S::PartlyAnswered | S::Maintained => {
                    Ok(())
                }
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Answered | S::Disputed => Err(NotNow::TargetAnswered),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::ConfirmWithdrawal => match status {
                S::Withdrawing => Ok(()),
                S::Draft
                | S::InReview
                | S::Embargoed
                | S::Issued
                | S::Acknowledged
                | S::Redirected
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::ClosedUnanswered
                | S::Refused
                | S::Maintained
                | S::Withdrawn
                | S::Closed
                | S::Disputed
                | S::Superseded => Err(NotNow::NotWithdrawing),
            },
            Self::Reopen => match status {
                S::Closed | S::ClosedUnanswered => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview | S::Embargoed => Err(NotNow::InReview),
                S::Issued
                | S::Acknowledged
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::Refused
                | S::Maintained
                | S::Withdrawing
                | S::Disputed => Err(NotNow::NotOver),
                S::Redirected | S::Withdrawn | S::Superseded => Err(NotNow::Over),
            },
        }
    }
}
