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
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
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
                S::Embargoed => Err(NotNow::Embargoed),
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
                S::Embargoed => Err(NotNow::Embargoed),
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
                S::Maintained => Err(NotNow::Maintained),
                S::Draft
                | S::InReview
                | S::Embargoed
                | S::Issued
                | S::Acknowledged
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::Withdrawing
                | S::Disputed => Err(NotNow::NotRefused),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
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
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Accept => match status {
                S::Answered | S::Refused => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Issued | S::Acknowledged | S::Clarification | S::Executing | S::PartlyAnswered => {
                    Err(NotNow::NotAnswered)
                }
                S::Maintained => Err(NotNow::Maintained),
                S::Disputed => Err(NotNow::Disputed),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Dispute => match status {
                S::Answered => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Issued | S::Acknowledged | S::Clarification | S::Executing | S::PartlyAnswered => {
                    Err(NotNow::NotAnswered)
                }
                S::Maintained => Err(NotNow::Maintained),
                S::Disputed => Err(NotNow::Disputed),
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
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Answered => Err(NotNow::AllAnswered),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Follow => match status {
                // Also once refused, closed or opened again: a hold placed before stands and comes to its end. What stays
                // held after a withdrawal stays so on another basis, and is not the asker's any more.
                S::Acknowledged
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::ClosedUnanswered
                | S::Refused
                | S::Maintained
                | S::Closed
                | S::Disputed => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Issued => Err(NotNow::NotAnswered),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Redirected | S::Withdrawn | S::Superseded => Err(NotNow::Over),
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
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Issued | S::Acknowledged | S::Clarification | S::Executing => Err(NotNow::NotAnswered),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Withdrawn | S::Superseded => Err(NotNow::Over),
            },
            Self::Review => match status {
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
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
            // A draft is taken up by changing it.
            Self::StandBy => match status {
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Issued
                | S::Acknowledged
                | S::Clarification
                | S::Executing
                | S::PartlyAnswered
                | S::Answered
                | S::Refused
                | S::Maintained
                | S::Withdrawing
                | S::Disputed => Ok(()),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Acknowledge => match status {
                S::Issued | S::Maintained => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
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
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Refused => Err(NotNow::Refused),
                S::Answered => Err(NotNow::AllAnswered),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Redirect => match status {
                S::Issued | S::Acknowledged => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Clarification => Err(NotNow::InClarification),
                S::Maintained => Err(NotNow::Maintained),
                S::Executing | S::PartlyAnswered | S::Answered | S::Disputed => Err(NotNow::AlreadyStarted),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Ask => match status {
                S::Acknowledged | S::Executing | S::PartlyAnswered => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Issued => Err(NotNow::NotAcknowledged),
                S::Maintained => Err(NotNow::Maintained),
                S::Clarification => Err(NotNow::InClarification),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Answered => Err(NotNow::AllAnswered),
                S::Disputed => Err(NotNow::Disputed),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Start => match status {
                S::Acknowledged => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Issued => Err(NotNow::NotAcknowledged),
                S::Maintained => Err(NotNow::Maintained),
                S::Clarification => Err(NotNow::InClarification),
                S::Executing | S::PartlyAnswered | S::Answered | S::Disputed => Err(NotNow::AlreadyStarted),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Answer => match status {
                S::Executing | S::PartlyAnswered | S::Disputed => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Issued => Err(NotNow::NotAcknowledged),
                S::Maintained => Err(NotNow::Maintained),
                S::Acknowledged => Err(NotNow::NotStarted),
                S::Clarification => Err(NotNow::InClarification),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Answered => Err(NotNow::AllAnswered),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::Refuse => match status {
                S::Issued | S::Acknowledged | S::Clarification | S::Executing | S::PartlyAnswered | S::Maintained => {
                    Ok(())
                }
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
                S::Refused => Err(NotNow::Refused),
                S::Withdrawing => Err(NotNow::Withdrawing),
                S::Answered => Err(NotNow::AllAnswered),
                S::Disputed => Err(NotNow::Disputed),
                S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded => Err(NotNow::Over),
            },
            Self::ConfirmWithdrawal => match status {
                S::Withdrawing => Ok(()),
                S::Withdrawn => Err(NotNow::Over),
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
                | S::Closed
                | S::Disputed
                | S::Superseded => Err(NotNow::NotWithdrawing),
            },
            Self::Reopen => match status {
                S::Closed | S::ClosedUnanswered => Ok(()),
                S::Draft => Err(NotNow::StillDraft),
                S::InReview => Err(NotNow::InReview),
                S::Embargoed => Err(NotNow::Embargoed),
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
                S::Redirected | S::Withdrawn | S::Superseded => Err(NotNow::OverForGood),
            },
        }
    }
}
