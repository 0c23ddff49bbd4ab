//! What each act asks of the sign-in: the one table. Which role does it, and in which state, stands with the act; how sure
//! one must be of the person depends on kind and urgency of a request ([`super::assurance::least`]).

use super::applications;
use super::assurance;
use super::organisations::attestation;
use super::pace::Unfamiliar;
use super::people;
use super::providers;
use super::requests::acts::Act;
use super::suspensions;

/// What an act asks of the sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// A passkey: what a page that imitates ours cannot get hold of (S02).
    pub passkey: bool,
    /// A second factor that was shown within [`super::people::FRESH_FOR`] (S21).
    pub fresh: bool,
}

impl Needs {
    /// Nothing beyond being signed in.
    pub const NOTHING: Self = Self {
        passkey: false,
        fresh: false,
    };
    /// A second factor shown just now.
    pub const FRESH: Self = Self {
        passkey: false,
        fresh: true,
    };
    /// A passkey shown just now.
    pub const PASSKEY: Self = Self {
        passkey: true,
        fresh: true,
    };
}

impl Act {
    /// What the act asks of the sign-in.
    pub const fn needs(self) -> Needs {
        match self {
            // An agency's word goes out, goes on, or is taken back.
            Self::Approve | Self::StandBy | Self::Withdraw => Needs::PASSKEY,
            // An exchange's word goes out.
            Self::Answer | Self::Refuse | Self::ConfirmWithdrawal => Needs::FRESH,
            Self::Revise
            | Self::Discard
            | Self::Submit
            | Self::SendBack
            | Self::Clarify
            | Self::Maintain
            | Self::Accept
            | Self::Dispute
            | Self::ReplaceDeadline
            | Self::Follow
            | Self::AskElsewhere
            | Self::Review
            | Self::Acknowledge
            | Self::Assign
            | Self::Redirect
            | Self::Ask
            | Self::Start
            | Self::Reopen => Needs::NOTHING,
        }
    }

    /// Whether the other side learns something by it, so that whoever took an account over speaks for its organisation. What
    /// stays in the own house is read there by somebody else before it leaves.
    pub const fn sends_out(self) -> bool {
        match self {
            // The approver reads it next, and is to know that it comes from who it says.
            Self::Submit
            | Self::Approve
            | Self::Clarify
            | Self::Maintain
            | Self::Withdraw
            | Self::Accept
            | Self::Dispute
            | Self::ReplaceDeadline
            | Self::StandBy
            | Self::Acknowledge
            | Self::Redirect
            | Self::Ask
            | Self::Start
            | Self::Answer
            | Self::Refuse
            | Self::ConfirmWithdrawal
            | Self::Reopen => true,
            // The last two begin drafts.
            Self::Revise
            | Self::Discard
            | Self::SendBack
            | Self::Review
            | Self::Assign
            | Self::Follow
            | Self::AskElsewhere => false,
        }
    }

    /// What the act asks of somebody who acts from somewhere as familiar as `unfamiliar` says: what sends something out from
    /// a device or a country that is new to them also asks for a second factor shown just now (S74).
    pub const fn needs_from(self, unfamiliar: Unfamiliar) -> Needs {
        let Needs { passkey, fresh } = self.needs();
        Needs {
            passkey,
            fresh: fresh || (self.sends_out() && unfamiliar.is_any()),
        }
    }
}

/// What one needs to set how fast the own agency may go: whoever took it over would begin with that.
pub const PACE: Needs = Needs::PASSKEY;

/// What one needs to change what one's own account is opened by: factors, recovery codes, the password (S05).
pub const OWN_ACCOUNT: Needs = Needs::FRESH;

impl suspensions::Act {
    /// What the act asks of the sign-in: each stops somebody's work, or lets somebody in again.
    pub const fn needs(self) -> Needs {
        match self {
            Self::Suspend | Self::LockDown | Self::Lift => Needs::PASSKEY,
        }
    }
}

impl people::Act {
    /// What the act asks of the sign-in: who looks after accounts always needs a passkey (S02), and shows it anew where
    /// somebody is given or loses what they may do (S21).
    pub const fn needs(self) -> Needs {
        match self {
            Self::Invite | Self::ChangeRoles | Self::Correct | Self::Leave | Self::Reinstate => Needs::PASSKEY,
            // Shutting out must be quick, and a link made anew goes where the first one went.
            Self::Resend | Self::Withdraw | Self::EndSessions => Needs {
                passkey: true,
                fresh: false,
            },
        }
    }
}

/// What the exchange needs to keep longer what it holds or keeps: its word goes out, so that from somewhere new it asks for a
/// second factor shown just now.
pub const fn keeping_longer(unfamiliar: Unfamiliar) -> Needs {
    Needs {
        passkey: false,
        fresh: unfamiliar.is_any(),
    }
}

/// What the exchange needs to let go of what it holds or keeps, or to state that it ran out: money leaves by it.
pub const LETTING_GO: Needs = Needs::FRESH;

impl applications::Act {
    /// What the act asks of the sign-in: it lets an organisation in, or keeps it out (S71).
    pub const fn needs(self) -> Needs {
        match self {
            Self::Confirm | Self::Correct | Self::Refuse => Needs::PASSKEY,
            Self::Withdraw => Needs::FRESH,
        }
    }
}

impl attestation::Act {
    /// What the act asks of the sign-in.
    pub const fn needs(self) -> Needs {
        match self {
            Self::Renew => Needs::PASSKEY,
            Self::State => Needs::FRESH,
        }
    }
}

impl assurance::Act {
    /// What the act asks of the sign-in: on what is recorded here others rely who never meet the person.
    pub const fn needs(self) -> Needs {
        match self {
            Self::Badge | Self::Vouch | Self::CallBack | Self::Desk | Self::HardwareKey | Self::Revoke => {
                Needs::PASSKEY
            }
            Self::Ask => Needs::NOTHING,
        }
    }
}

impl providers::Act {
    /// What the act asks of the sign-in: whoever decides how people sign in decides who comes in (S21).
    pub const fn needs(self) -> Needs {
        match self {
            Self::Bind | Self::Change | Self::ReplaceSecret | Self::Unbind => Needs::PASSKEY,
            Self::Test => Needs {
                passkey: true,
                fresh: false,
            },
        }
    }
}
