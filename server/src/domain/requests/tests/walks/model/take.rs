//! What a step does.

use super::{Kept, Model, REVIEW, index, place};
use crate::domain::requests::kinds::Status;
use crate::domain::requests::stops::Stopped;
use crate::domain::requests::tests::walks::random::Who;
use crate::domain::requests::tests::walks::step::Step;
use crate::domain::requests::tests::walks::walk::{HOLD, LONGER, QUESTION};
use crate::domain::values::Time;

impl Model {
    pub(super) fn take(&mut self, step: Step, who: Who, now: Time) {
        match step {
            Step::Suspend(stopped) => {
                if self.stopped == [false; 3] {
                    self.stopped_since = now;
                }
                self.stopped[place(stopped)] = true;
            }
            Step::Lift(stopped) => self.let_in(place(stopped), now),
            Step::StandBy => self.let_in(place(Stopped::Officer), now),
            Step::Revise => {
                self.writers.push(who);
                self.forget_strangers();
            }
            Step::Discard => self.status = Status::Withdrawn,
            Step::Submit => self.status = Status::InReview,
            Step::SendBack => {
                self.approvers.clear();
                self.status = Status::Draft;
                self.forget_strangers();
            }
            Step::Approve => {
                self.approvers.push(who);
                if self.approvers.len() == if self.emergency { 2 } else { 1 } {
                    self.status = Status::Issued;
                    self.review = self.emergency.then(|| now.plus(REVIEW));
                }
            }
            Step::Acknowledge | Step::Reopen | Step::ReopenOne(_) => {
                if let Some(named) = step.reopens() {
                    self.look_again();
                    self.anew = named;
                }
                self.started = false;
                self.status = Status::Acknowledged;
            }
            Step::Redirect => self.status = Status::Redirected,
            Step::Ask => {
                self.question_until = now.plus(QUESTION);
                self.asked_at = now;
                self.status = Status::Clarification;
            }
            Step::Clarify => {
                self.status = match (self.started, self.answered) {
                    (false, _) => Status::Acknowledged,
                    (true, [false, false] | [true, true]) => Status::Executing,
                    (true, [true, false] | [false, true]) => Status::PartlyAnswered,
                }
            }
            Step::Start => {
                self.started = true;
                self.status = Status::Executing;
            }
            Step::Freeze(position) => self.keep(position, false, now),
            Step::Block(position) => self.keep(position, !self.is_data, now),
            Step::NoMatch(position) => self.answer(position, false),
            Step::RefuseOne(position, _) => self.answer(position, true),
            Step::RefuseAll(_) => {
                for at in 0..2 {
                    self.refused[at] |= !self.answered[at];
                    self.answered[at] = true;
                }
                self.status = if self.refused == [true, true] {
                    Status::Refused
                } else {
                    Status::Answered
                };
            }
            Step::Maintain => {
                self.look_again();
                self.status = Status::Maintained;
            }
            Step::Withdraw => self.status = Status::Withdrawing,
            Step::ConfirmWithdrawal | Step::ConfirmStays => {
                self.status = Status::Withdrawn;
                // What is not let go stays on another basis, for nobody who asked here.
                self.kept.clear();
            }
            Step::ConfirmSilently => self.status = Status::Withdrawn,
            Step::Accept => self.status = Status::Closed,
            Step::Dispute => {
                self.anew = [true, true];
                self.status = Status::Disputed;
            }
            Step::DisputeOne(position) => {
                self.anew = [position == 1, position == 2];
                self.status = Status::Disputed;
            }
            Step::CloseUnanswered => self.status = Status::ClosedUnanswered,
            Step::ExtendHold => {
                for (_, kept) in self.kept.iter_mut().take(1) {
                    let (Kept::Until(end) | Kept::Due(end)) = *kept;
                    *kept = Kept::Until(end.max(now).plus(LONGER));
                }
            }
            Step::LiftHold | Step::LapseHold => self.drop_first(),
            Step::Expire => {
                for (_, kept) in self.kept.iter_mut().take(1) {
                    let (Kept::Until(end) | Kept::Due(end)) = *kept;
                    *kept = Kept::Due(end);
                }
            }
            Step::Review => self.reviewed = true,
            Step::OverdueReview => self.told_overdue = true,
            Step::ReplaceDeadline | Step::Follow | Step::FollowRelease | Step::Assign | Step::Alarm | Step::Breach => {}
        }
        if self.is_over() {
            self.stopped = [false; 3];
        }
    }

    /// The last to be let in gives the open question the time that was lost.
    fn let_in(&mut self, place: usize, now: Time) {
        self.stopped[place] = false;
        if self.stopped == [false; 3] && self.status == Status::Clarification {
            let lost = now.since(self.stopped_since.max(self.asked_at));
            self.question_until = self.question_until.plus(lost);
        }
    }

    /// An officer who wrote it no more, and approved it no more, stops it no more.
    fn forget_strangers(&mut self) {
        if !self.has(Stopped::Officer) {
            self.stopped[place(Stopped::Officer)] = false;
        }
    }

    /// What is kept stays in its place among them, money, data or a block in which money was found. Where there was money
    /// and is none any more, it gets free, and the block is another hold.
    fn keep(&mut self, position: u32, blocks: bool, now: Time) {
        let at = index(position);
        let stood = self.kept.iter().position(|(of, _)| Some(*of) == at);
        self.answer(position, false);
        let Some(at) = at else { return };
        let stays = stood.filter(|_| !blocks || self.blocks[at]);
        self.blocks[at] = blocks;
        let place = stays.unwrap_or(self.kept.len());
        self.kept.insert(place, (at, Kept::Until(now.plus(HOLD))));
    }

    /// What was refused as a whole has no outcome any more.
    fn look_again(&mut self) {
        if self.refused == [true, true] {
            self.refused = [false, false];
            self.answered = [false, false];
        }
    }

    fn answer(&mut self, position: u32, refusal: bool) {
        let Some(at) = index(position) else { return };
        self.kept.retain(|(of, _)| *of != at);
        self.answered[at] = true;
        self.refused[at] = refusal;
        self.anew[at] = false;
        self.status = match (self.answered, self.anew) {
            ([true, true], [false, false]) => Status::Answered,
            _ if self.status == Status::Disputed => Status::Disputed,
            _ => Status::PartlyAnswered,
        };
    }

    fn drop_first(&mut self) {
        if !self.kept.is_empty() {
            self.kept.remove(0);
        }
    }
}
