//! The life cycle once more, as small as can be, from the table of the design: who does what from which status.

use super::super::scene::NOW;
use super::random::{Random, Who};
use super::step::Step;
use super::walk::{HOLD, LONGER, QUESTION};
use crate::domain::requests::Request;
use crate::domain::requests::kinds::Status;
use crate::domain::values::Time;

/// Three days from issue to review.
const REVIEW: jiff::SignedDuration = jiff::SignedDuration::from_hours(72);

/// What a target's hold is worth, as far as the life cycle goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Until(Time),
    Due(Time),
}

/// A request of two targets.
#[derive(Clone, Debug)]
pub struct Model {
    status: Status,
    /// Everybody who wrote any of it.
    writers: Vec<Who>,
    approvers: Vec<Who>,
    emergency: bool,
    started: bool,
    answered: [bool; 2],
    /// Which of the answers are refusals.
    refused: [bool; 2],
    /// Which of the answers are to be given anew.
    anew: [bool; 2],
    /// Holds or preservations that stand, oldest first: target and end.
    kept: Vec<(usize, Kept)>,
    /// Whether what is kept is data, which is never a block.
    is_data: bool,
    /// Of which target the hold that stands, if one does, is a block without money.
    blocks: [bool; 2],
    question_until: Time,
    /// By when a review is due, of what pressed and was issued.
    review: Option<Time>,
    reviewed: bool,
    told_overdue: bool,
}

/// What both must say alike.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    status: Status,
    approvals: usize,
    answered: Vec<bool>,
    anew: Vec<bool>,
    ends: Vec<Time>,
    review: Option<Time>,
    reviewed: bool,
    told_overdue: bool,
}

impl Model {
    /// A draft of the author's; of a later request only what [`Model::said`] needs.
    pub fn of(request: &Request) -> Self {
        let answered = [0, 1].map(|at: usize| request.targets[at].answer.is_some());
        let holds = request.holds.iter().filter(|hold| hold.status.stands());
        let data = request.preservations.iter().filter(|kept| kept.status.stands());
        let standing = holds.map(|hold| hold.until).chain(data.map(|kept| kept.until));
        Self {
            status: request.status,
            writers: vec![Who::Author],
            approvers: vec![Who::Second; request.approvals.len()],
            emergency: request.content.urgency.is_emergency(),
            started: false,
            answered,
            refused: [false; 2],
            anew: [0, 1].map(|at: usize| request.targets[at].anew),
            kept: standing.map(|until| (0, Kept::Until(until))).collect(),
            is_data: request.content.kind.keeps_data(),
            blocks: [false; 2],
            question_until: NOW,
            review: request.review.as_ref().map(|review| review.due),
            reviewed: request.review.as_ref().is_some_and(|review| review.found.is_some()),
            told_overdue: request
                .review
                .as_ref()
                .is_some_and(|review| review.overdue_at.is_some()),
        }
    }

    pub fn said(&self) -> Said {
        let ends = self.kept.iter().map(|(_, kept)| match kept {
            Kept::Until(end) | Kept::Due(end) => *end,
        });
        Said {
            status: self.status,
            approvals: self.approvers.len(),
            answered: self.answered.to_vec(),
            anew: self.anew.to_vec(),
            ends: ends.collect(),
            review: self.review,
            reviewed: self.reviewed,
            told_overdue: self.told_overdue,
        }
    }

    /// Steps that the table names from here.
    pub fn plausible(&self, random: &mut Random) -> Step {
        use Step as T;
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

    /// Takes the step where the table allows it; answers whether it does.
    pub fn step(&mut self, step: Step, who: Who, now: Time) -> bool {
        let allowed = self.is_its_turn(step, who, now);
        if allowed {
            self.take(step, who, now);
        }
        allowed
    }

    fn is_its_turn(&self, step: Step, who: Who, now: Time) -> bool {
        use Status as S;
        let works = matches!(who, Who::Author | Who::Second | Who::Third);
        let leads = works;
        let (intake, responder, counsel) = (who == Who::Intake, who == Who::Responder, who == Who::Counsel);
        let from = |statuses: &[Status]| statuses.contains(&self.status);
        // "Any open" of the table: issued, not over, and the exchange owes something.
        let open = from(&[
            S::Issued,
            S::Acknowledged,
            S::Clarification,
            S::Executing,
            S::PartlyAnswered,
            S::Maintained,
        ]);
        match step {
            Step::Revise | Step::Submit => works && from(&[S::Draft]),
            Step::Discard => works && from(&[S::Draft, S::InReview]),
            Step::SendBack => leads && from(&[S::InReview]),
            Step::Approve => {
                leads && from(&[S::InReview]) && !self.writers.contains(&who) && !self.approvers.contains(&who)
            }
            Step::Acknowledge => intake && from(&[S::Issued, S::Maintained]),
            Step::Redirect => {
                intake && from(&[S::Issued, S::Acknowledged]) && self.answered == [false, false] && self.kept.is_empty()
            }
            Step::Assign => intake && (open || from(&[S::Disputed, S::Withdrawing])),
            Step::Ask => (intake || responder) && from(&[S::Acknowledged, S::Executing, S::PartlyAnswered]),
            Step::Clarify => works && from(&[S::Clarification]),
            Step::Start => responder && from(&[S::Acknowledged]),
            Step::Freeze(position) | Step::Block(position) | Step::NoMatch(position) => {
                responder && self.may_be_answered(position)
            }
            Step::RefuseOne(position, needs_counsel) => {
                (counsel || responder && !needs_counsel) && self.may_be_answered(position)
            }
            Step::RefuseAll(needs_counsel) => {
                (counsel || responder && !needs_counsel)
                    && open
                    && self.answered != [true, true]
                    && self.anew == [false, false]
            }
            Step::Maintain => leads && from(&[S::Refused]),
            Step::Withdraw => leads && (open || from(&[S::Answered, S::Disputed])),
            Step::ConfirmWithdrawal | Step::ConfirmStays => responder && from(&[S::Withdrawing]),
            // Of each that stands the exchange says what became of it.
            Step::ConfirmSilently => responder && from(&[S::Withdrawing]) && self.kept.is_empty(),
            Step::Accept => works && from(&[S::Answered, S::Refused]),
            Step::Dispute | Step::DisputeOne(_) => works && from(&[S::Answered]),
            Step::Reopen | Step::ReopenOne(_) => {
                let named = step.reopens().unwrap_or_default();
                // What was refused as a whole has no answer any more once it is opened again.
                let given = if self.refused == [true, true] {
                    [false, false]
                } else {
                    self.answered
                };
                let names_given = (0..2).all(|at| given[at] || !named[at]);
                let leaves_some = given != [true, true] || named != [false, false];
                (leads || responder) && from(&[S::Closed, S::ClosedUnanswered]) && names_given && leaves_some
            }
            Step::ReplaceDeadline => leads && (open || from(&[S::Disputed])),
            Step::Follow | Step::FollowRelease => {
                let over = from(&[S::Redirected, S::Withdrawing, S::Withdrawn, S::Superseded]);
                works && !over && !self.kept.is_empty()
            }
            Step::Review => {
                let involved = |who: &Who| self.writers.contains(who) || self.approvers.contains(who);
                // An approver only where everybody had a hand in it, and never the last, who issued it.
                let is_for_approver = [Who::Author, Who::Second, Who::Third].iter().all(involved)
                    && !self.writers.contains(&who)
                    && self.approvers.last() != Some(&who);
                leads && self.review.is_some() && !self.reviewed && (!involved(&who) || is_for_approver)
            }
            Step::OverdueReview => self.review.is_some_and(|due| due <= now) && !self.reviewed && !self.told_overdue,
            Step::ExtendHold | Step::LiftHold => responder && !self.kept.is_empty(),
            Step::LapseHold => responder && matches!(self.kept.first(), Some((_, Kept::Due(_)))),
            Step::CloseUnanswered => from(&[S::Clarification]) && self.question_until <= now,
            Step::Expire => matches!(self.kept.first(), Some((_, Kept::Until(end))) if *end <= now),
            Step::Alarm => matches!(self.kept.first(), Some((_, Kept::Until(end))) if *end > now),
            // Not of the life cycle: the walk counts breaches itself.
            Step::Breach => false,
        }
    }

    /// One final outcome per target; anew only where it is disputed or was opened again.
    fn may_be_answered(&self, position: u32) -> bool {
        let Some(answered) = index(position).map(|at| self.answered[at]) else {
            return false;
        };
        match self.status {
            Status::Executing | Status::PartlyAnswered | Status::Disputed => {
                !answered || index(position).is_some_and(|at| self.anew[at])
            }
            Status::Draft
            | Status::InReview
            | Status::Embargoed
            | Status::Issued
            | Status::Acknowledged
            | Status::Redirected
            | Status::Clarification
            | Status::Answered
            | Status::ClosedUnanswered
            | Status::Refused
            | Status::Maintained
            | Status::Withdrawing
            | Status::Withdrawn
            | Status::Closed
            | Status::Superseded => false,
        }
    }

    fn take(&mut self, step: Step, who: Who, now: Time) {
        match step {
            Step::Revise => self.writers.push(who),
            Step::Discard => self.status = Status::Withdrawn,
            Step::Submit => self.status = Status::InReview,
            Step::SendBack => {
                self.approvers.clear();
                self.status = Status::Draft;
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

fn index(position: u32) -> Option<usize> {
    usize::try_from(position).ok()?.checked_sub(1).filter(|at| *at < 2)
}
