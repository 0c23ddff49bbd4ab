//! What is worth trying from where the request is.

use super::{Model, place};
use crate::domain::requests::kinds::Status;
use crate::domain::requests::stops::Stopped;
use crate::domain::requests::tests::walks::random::Random;
use crate::domain::requests::tests::walks::step::Step;

impl Model {
    /// Steps that the table names from here.
    pub fn plausible(&self, random: &mut Random) -> Step {
        use Step as T;
        // Who is suspended is let in again soon, so that walks go on.
        let stopped: Vec<Stopped> = Stopped::ALL
            .iter()
            .copied()
            .filter(|who| self.stopped[place(*who)])
            .collect();
        if !stopped.is_empty() && !random.one_in(4) {
            let lift = T::Lift(random.of(&stopped));
            return random.of(&[lift, lift, lift, T::StandBy]);
        }
        if random.one_in(40) {
            return T::Suspend(random.of(Stopped::ALL));
        }
        let steps: &[Step] = match self.status {
            Status::Draft => &[T::Submit, T::Submit, T::Submit, T::Revise],
            Status::InReview => &[T::Approve, T::Approve, T::Approve, T::Approve, T::SendBack],
            Status::Issued => &[
                T::Acknowledge,
                T::Acknowledge,
                T::Acknowledge,
                T::Assign,
                T::Review,
                T::Breach,
                T::Redirect,
            ],
            Status::Acknowledged => &[
                T::Start,
                T::Start,
                T::Start,
                T::Ask,
                T::Review,
                T::Breach,
                T::RefuseAll(true),
            ],
            Status::Clarification => &[T::Clarify, T::Clarify, T::CloseUnanswered, T::Breach],
            Status::Executing => &[
                T::Freeze(1),
                T::Freeze(2),
                T::Block(1),
                T::NoMatch(1),
                T::Ask,
                T::RefuseOne(2, true),
                T::Breach,
            ],
            Status::PartlyAnswered => &[
                T::Freeze(1),
                T::Freeze(2),
                T::Block(2),
                T::NoMatch(2),
                T::Ask,
                T::Expire,
                T::RefuseAll(true),
                T::Withdraw,
            ],
            Status::Answered => &[
                T::Accept,
                T::Dispute,
                T::DisputeOne(1),
                T::DisputeOne(2),
                T::Expire,
                T::Alarm,
                T::LapseHold,
                T::LapseHold,
                T::ExtendHold,
            ],
            Status::Refused => &[T::Maintain, T::Maintain, T::Accept],
            Status::Maintained => &[T::Acknowledge, T::Acknowledge, T::RefuseAll(false)],
            Status::Withdrawing => &[T::ConfirmWithdrawal, T::ConfirmStays, T::ConfirmSilently, T::Assign],
            Status::Disputed => &[
                T::ExtendHold,
                T::ExtendHold,
                T::Freeze(1),
                T::NoMatch(1),
                T::Freeze(2),
                T::Block(1),
                T::Block(2),
            ],
            Status::Closed | Status::ClosedUnanswered => &[
                T::Reopen,
                T::ReopenOne(1),
                T::ReopenOne(2),
                T::OverdueReview,
                T::Expire,
                T::Expire,
                T::LapseHold,
                T::LapseHold,
                T::LapseHold,
                T::LapseHold,
                T::Follow,
                T::LiftHold,
            ],
            Status::Embargoed | Status::Redirected | Status::Withdrawn | Status::Superseded => &[
                T::Expire,
                T::LapseHold,
                T::LiftHold,
                T::Follow,
                T::FollowRelease,
                T::Review,
                T::OverdueReview,
            ],
        };
        random.of(steps)
    }
}
