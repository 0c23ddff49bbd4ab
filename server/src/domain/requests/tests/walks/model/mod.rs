//! The life cycle once more, as small as can be, from the table of the design: who does what from which status.

mod plausible;
mod take;

use super::super::scene::NOW;
use super::random::Who;
use super::step::Step;
use crate::domain::requests::Request;
use crate::domain::requests::kinds::Status;
use crate::domain::requests::stops::Stopped;
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
    /// Since when the question is open.
    asked_at: Time,
    /// Who is suspended: the agency, the exchange, the officer who began it; and since when anybody has been.
    stopped: [bool; 3],
    stopped_since: Time,
    /// By when a review is due, of what pressed and was issued.
    review: Option<Time>,
    reviewed: bool,
    told_overdue: bool,
}

/// The place of who is suspended.
fn place(who: Stopped) -> usize {
    match who {
        Stopped::Asker => 0,
        Stopped::Recipient => 1,
        Stopped::Officer => 2,
    }
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
    stopped: [bool; 3],
    question_until: Option<Time>,
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
            question_until: request.question.map_or(NOW, |question| question.deadline),
            asked_at: NOW,
            stopped: [Stopped::Asker, Stopped::Recipient, Stopped::Officer].map(|who| request.stops.has(who)),
            stopped_since: NOW,
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
            stopped: self.stopped,
            question_until: (self.status == Status::Clarification).then_some(self.question_until),
        }
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
        if !self.goes_on(step) {
            return false;
        }
        match step {
            Step::Suspend(who) => !self.is_over() && !self.stopped[place(who)] && self.has(who),
            Step::Lift(who) => self.stopped[place(who)],
            Step::StandBy => {
                let over = self.is_over() || from(&[S::Draft, S::InReview]);
                leads && !over && self.stopped[place(Stopped::Officer)]
            }
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

    fn is_over(&self) -> bool {
        matches!(
            self.status,
            Status::Redirected | Status::ClosedUnanswered | Status::Withdrawn | Status::Closed | Status::Superseded
        )
    }

    /// Whether who is to be suspended has a hand in it: of officers the one who began it, while they wrote it last or
    /// approved it.
    fn has(&self, who: Stopped) -> bool {
        match who {
            Stopped::Asker | Stopped::Recipient => true,
            Stopped::Officer => self.writers.last() == Some(&Who::Author) || self.approvers.contains(&Who::Author),
        }
    }

    /// What goes on while somebody is suspended: nothing new on the word of who is. What the clock does to money and data,
    /// and what the exchange does with them of its own accord, always.
    fn goes_on(&self, step: Step) -> bool {
        let of_exchange = matches!(step, Step::Acknowledge | Step::Assign | Step::Ask | Step::RefuseAll(_));
        let of_agency = matches!(
            step,
            Step::Revise
                | Step::Discard
                | Step::SendBack
                | Step::Clarify
                | Step::Withdraw
                | Step::Accept
                | Step::Review
                | Step::StandBy
        );
        let follows = matches!(step, Step::Follow | Step::FollowRelease);
        let always = matches!(
            step,
            Step::ExtendHold
                | Step::LiftHold
                | Step::LapseHold
                | Step::Expire
                | Step::Alarm
                | Step::OverdueReview
                | Step::Breach
                | Step::Suspend(_)
                | Step::Lift(_)
        );
        let [asker, recipient, officer] = self.stopped;
        always
            || (!asker || of_exchange) && (!recipient || of_agency) && (!officer || of_exchange || of_agency || follows)
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
}

fn index(position: u32) -> Option<usize> {
    usize::try_from(position).ok()?.checked_sub(1).filter(|at| *at < 2)
}
