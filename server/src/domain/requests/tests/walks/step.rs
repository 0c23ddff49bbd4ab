//! What a walk may do in one step, and who usually does it.

use super::random::{Random, Who};
use crate::domain::requests::stops::Stopped;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Revise,
    Discard,
    Submit,
    SendBack,
    Approve,
    Clarify,
    Maintain,
    Withdraw,
    Accept,
    /// Dispute every answer, or the one to the target at this position.
    Dispute,
    DisputeOne(u32),
    ReplaceDeadline,
    /// Ask for an extension, or for the release, of what stands.
    Follow,
    FollowRelease,
    /// Find that it was a case for its urgency.
    Review,
    Acknowledge,
    Assign,
    Redirect,
    Ask,
    Start,
    /// Hold the target at this position in full, for three days; or keep its data, where that was asked.
    Freeze(u32),
    /// Block the account of the target at this position, which is empty, for three days; or keep its data.
    Block(u32),
    /// No account matches the target at this position.
    NoMatch(u32),
    /// Refuse the target at this position, on a ground that needs counsel or not.
    RefuseOne(u32, bool),
    /// Refuse the whole.
    RefuseAll(bool),
    /// The first hold or preservation that stands is let go and the others stay; or all stay; or nothing is said.
    ConfirmWithdrawal,
    ConfirmStays,
    ConfirmSilently,
    /// For whatever has no answer, or for the answer to the target at this position.
    Reopen,
    ReopenOne(u32),
    /// The first hold or preservation that stands, lengthened by two days, lifted, or stated to have lapsed.
    ExtendHold,
    LiftHold,
    LapseHold,
    /// Somebody of it is suspended, or let in again: the agency, the exchange, or the officer who began it.
    Suspend(Stopped),
    Lift(Stopped),
    /// A colleague answers for it.
    StandBy,
    /// What the clock does.
    Breach,
    CloseUnanswered,
    Expire,
    Alarm,
    OverdueReview,
}

impl Step {
    const ALL: [Self; 52] = [
        Self::Revise,
        Self::Discard,
        Self::Submit,
        Self::SendBack,
        Self::Approve,
        Self::Clarify,
        Self::Maintain,
        Self::Withdraw,
        Self::Accept,
        Self::Dispute,
        Self::DisputeOne(2),
        Self::ReplaceDeadline,
        Self::Follow,
        Self::FollowRelease,
        Self::Review,
        Self::Acknowledge,
        Self::Assign,
        Self::Redirect,
        Self::Ask,
        Self::Start,
        Self::Freeze(1),
        Self::Freeze(2),
        Self::Block(1),
        Self::Block(2),
        Self::NoMatch(1),
        Self::NoMatch(3),
        Self::RefuseOne(1, true),
        Self::RefuseOne(2, false),
        Self::RefuseAll(true),
        Self::RefuseAll(false),
        Self::ConfirmWithdrawal,
        Self::ConfirmStays,
        Self::ConfirmSilently,
        Self::Reopen,
        Self::ReopenOne(1),
        Self::ReopenOne(2),
        Self::ExtendHold,
        Self::LiftHold,
        Self::LapseHold,
        Self::Breach,
        Self::CloseUnanswered,
        Self::Expire,
        Self::Alarm,
        Self::OverdueReview,
        Self::Freeze(9),
        Self::Suspend(Stopped::Asker),
        Self::Suspend(Stopped::Recipient),
        Self::Suspend(Stopped::Officer),
        Self::Lift(Stopped::Asker),
        Self::Lift(Stopped::Recipient),
        Self::Lift(Stopped::Officer),
        Self::StandBy,
    ];

    pub fn any(random: &mut Random) -> Self {
        random.of(&Self::ALL)
    }

    /// Somebody who could do it at some time.
    pub fn usual_actor(self, random: &mut Random) -> Who {
        match self {
            Self::Revise
            | Self::Discard
            | Self::Submit
            | Self::Clarify
            | Self::Accept
            | Self::Dispute
            | Self::DisputeOne(_) => Who::Author,
            Self::SendBack
            | Self::Approve
            | Self::Maintain
            | Self::Withdraw
            | Self::ReplaceDeadline
            | Self::Follow
            | Self::FollowRelease
            | Self::StandBy
            | Self::Review => random.of(&[Who::Second, Who::Third]),
            Self::Acknowledge | Self::Assign | Self::Redirect | Self::Ask => Who::Intake,
            Self::RefuseOne(_, true) | Self::RefuseAll(true) => Who::Counsel,
            Self::Start
            | Self::Freeze(_)
            | Self::Block(_)
            | Self::NoMatch(_)
            | Self::RefuseOne(_, false)
            | Self::RefuseAll(false)
            | Self::ConfirmWithdrawal
            | Self::ConfirmStays
            | Self::ConfirmSilently
            | Self::Reopen
            | Self::ReopenOne(_)
            | Self::ExtendHold
            | Self::LiftHold
            | Self::LapseHold => Who::Responder,
            Self::Breach
            | Self::CloseUnanswered
            | Self::Expire
            | Self::Alarm
            | Self::OverdueReview
            | Self::Suspend(_)
            | Self::Lift(_) => Who::Clockwork,
        }
    }

    /// The answers that it opens again, where it opens an ended request.
    pub fn reopens(self) -> Option<[bool; 2]> {
        if let Self::ReopenOne(position) = self {
            return Some([position == 1, position == 2]);
        }
        (self == Self::Reopen).then_some([false, false])
    }
}
