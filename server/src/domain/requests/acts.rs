//! The life cycle as one table: which act, by whom, from which status (domain §3). Rules, pages and tests all read it.

use crate::domain::actor::{Role, words};
use crate::domain::change::NotNow;

use super::kinds::Status;

words! {
    /// Something a person can do to a request.
    Act("act") {
        /// Change a draft.
        Revise = "revise",
        /// Throw a draft away.
        Discard = "discard",
        /// Send it to the approver.
        Submit = "submit",
        /// Send it back to the author.
        SendBack = "send_back",
        /// Approve, and with the last approval issue.
        Approve = "approve",
        /// Answer a clarification question.
        Clarify = "clarify",
        /// Maintain a refused request.
        Maintain = "maintain",
        /// Take it back.
        Withdraw = "withdraw",
        /// Accept the answer.
        Accept = "accept",
        /// Dispute the answer.
        Dispute = "dispute",
        /// Set a new deadline.
        ReplaceDeadline = "replace_deadline",
        /// Ask to extend or release its holds.
        Follow = "follow",
        /// Ask another exchange for what this one does not answer.
        AskElsewhere = "ask_elsewhere",
        /// Find whether it was a case for its urgency, however it ended.
        Review = "review",
        /// Take it on.
        Acknowledge = "acknowledge",
        /// Give it to a colleague.
        Assign = "assign",
        /// Name the right entity.
        Redirect = "redirect",
        /// Ask the asker.
        Ask = "ask",
        /// Begin work.
        Start = "start",
        /// Answer a target.
        Answer = "answer",
        /// Refuse the whole.
        Refuse = "refuse",
        /// Confirm that it is withdrawn.
        ConfirmWithdrawal = "confirm_withdrawal",
        /// Open an ended request again.
        Reopen = "reopen",
    }
}

/// Who stands on which side of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The agency that asks.
    Asker,
    /// The exchange that answers.
    Recipient,
    /// Either.
    Both,
}

const WORKERS: &[Role] = &[Role::Officer, Role::Supervisor];

impl Act {
    /// On which side it is done.
    pub const fn side(self) -> Side {
        match self {
            Self::Revise
            | Self::Discard
            | Self::Submit
            | Self::SendBack
            | Self::Approve
            | Self::Clarify
            | Self::Maintain
            | Self::Withdraw
            | Self::Accept
            | Self::Dispute
            | Self::ReplaceDeadline
            | Self::Follow
            | Self::AskElsewhere
            | Self::Review => Side::Asker,
            Self::Acknowledge
            | Self::Assign
            | Self::Redirect
            | Self::Ask
            | Self::Start
            | Self::Answer
            | Self::Refuse
            | Self::ConfirmWithdrawal => Side::Recipient,
            Self::Reopen => Side::Both,
        }
    }

    /// The roles of which one is needed (domain §1).
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Revise
            | Self::Discard
            | Self::Submit
            | Self::Clarify
            | Self::Accept
            | Self::Dispute
            | Self::Follow
            | Self::AskElsewhere => WORKERS,
            Self::SendBack | Self::Approve | Self::Maintain | Self::Withdraw | Self::ReplaceDeadline | Self::Review => {
                &[Role::Supervisor]
            }
            Self::Acknowledge | Self::Assign | Self::Redirect => &[Role::Intake],
            Self::Ask => &[Role::Intake, Role::Responder],
            Self::Start | Self::ConfirmWithdrawal => &[Role::Responder],
            // Counsel answers a target only by refusing it: see `Request::answer`.
            Self::Answer | Self::Refuse => &[Role::Responder, Role::Counsel],
            Self::Reopen => &[Role::Supervisor, Role::Responder],
        }
    }

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
                | S::Withdrawn
                | S::Closed
                | S::Disputed
                | S::Superseded => Err(NotNow::AlreadyIssued),
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
                | S::Withdrawn
                | S::Closed
                | S::Disputed
                | S::Superseded => Err(NotNow::AlreadyIssued),
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
                // Also once refused, closed or opened again: a hold placed before stands and comes to its end.
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
                S::InReview | S::Embargoed => Err(NotNow::InReview),
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
