//! The life cycle as one table: which act, by whom, from which status (domain §3). Rules, pages and tests all read it.

mod stopped;
mod when;

use crate::domain::actor::{Role, words};
use crate::domain::clocks::ClockKind;

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
        /// Answer for it in place of a colleague who is suspended.
        StandBy = "stand_by",
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
            | Self::StandBy
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
            Self::SendBack
            | Self::Approve
            | Self::Maintain
            | Self::Withdraw
            | Self::ReplaceDeadline
            | Self::StandBy
            | Self::Review => &[Role::Supervisor],
            Self::Acknowledge | Self::Assign | Self::Redirect => &[Role::Intake],
            Self::Ask => &[Role::Intake, Role::Responder],
            Self::Start | Self::ConfirmWithdrawal => &[Role::Responder],
            // Counsel answers a target only by refusing it: see `Request::answer`.
            Self::Answer | Self::Refuse => &[Role::Responder, Role::Counsel],
            Self::Reopen => &[Role::Supervisor, Role::Responder],
        }
    }

    /// The clock that waits for this act, and is met by it; nothing where no clock does.
    pub const fn awaited_by(self) -> Option<ClockKind> {
        match self {
            Self::Acknowledge | Self::Redirect => Some(ClockKind::Ack),
            Self::Start | Self::Refuse => Some(ClockKind::Decision),
            Self::Answer | Self::ConfirmWithdrawal => Some(ClockKind::Execution),
            Self::Accept | Self::Dispute | Self::Maintain => Some(ClockKind::Completion),
            Self::Revise
            | Self::Discard
            | Self::Submit
            | Self::SendBack
            | Self::Approve
            | Self::Clarify
            | Self::Withdraw
            | Self::ReplaceDeadline
            | Self::Follow
            | Self::AskElsewhere
            | Self::StandBy
            | Self::Review
            | Self::Assign
            | Self::Ask
            | Self::Reopen => None,
        }
    }
}
