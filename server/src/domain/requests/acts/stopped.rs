//! Which acts go on while somebody of a request is suspended. Nothing new is done on the word of who is stopped; what was
//! done stays, and whoever is not stopped may say so, ask, and end it.

use crate::domain::change::NotNow;
use crate::domain::requests::stops::Stopped;

use super::Act;

impl Act {
    /// Whether it goes on while `who` is suspended.
    ///
    /// # Errors
    /// Why not.
    pub const fn while_stopped(self, who: Stopped) -> Result<(), NotNow> {
        match who {
            // Nobody of the agency can act. The exchange may say that it has it, give it to somebody, ask and refuse: none
            // of that holds money, lets it go or hands data over.
            Stopped::Asker => match self {
                Self::Acknowledge | Self::Assign | Self::Ask | Self::Refuse => Ok(()),
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
                | Self::Review
                | Self::Redirect
                | Self::Start
                | Self::Answer
                | Self::ConfirmWithdrawal
                | Self::Reopen => Err(NotNow::AskerSuspended),
            },
            // Colleagues answer, end it, ask in their own name, or stand by it; they press nobody before.
            Stopped::Officer => match self {
                Self::Acknowledge
                | Self::Assign
                | Self::Ask
                | Self::Refuse
                | Self::Revise
                | Self::Discard
                | Self::SendBack
                | Self::Clarify
                | Self::Withdraw
                | Self::Accept
                | Self::Follow
                | Self::AskElsewhere
                | Self::StandBy
                | Self::Review => Ok(()),
                Self::Submit
                | Self::Approve
                | Self::Maintain
                | Self::Dispute
                | Self::ReplaceDeadline
                | Self::Redirect
                | Self::Start
                | Self::Answer
                | Self::ConfirmWithdrawal
                | Self::Reopen => Err(NotNow::OfficerSuspended),
            },
            // Nobody of the exchange can act. The agency says what is its own to say, and asks another exchange.
            Stopped::Recipient => match self {
                Self::Revise
                | Self::Discard
                | Self::SendBack
                | Self::Clarify
                | Self::Withdraw
                | Self::Accept
                | Self::AskElsewhere
                | Self::StandBy
                | Self::Review => Ok(()),
                Self::Submit
                | Self::Approve
                | Self::Maintain
                | Self::Dispute
                | Self::ReplaceDeadline
                | Self::Follow
                | Self::Acknowledge
                | Self::Assign
                | Self::Redirect
                | Self::Ask
                | Self::Start
                | Self::Answer
                | Self::Refuse
                | Self::ConfirmWithdrawal
                | Self::Reopen => Err(NotNow::RecipientSuspended),
            },
        }
    }
}
