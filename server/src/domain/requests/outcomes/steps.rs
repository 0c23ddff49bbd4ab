//! What the asker should do next about a target: by what was answered, and by what became of it since (domain §3).

use crate::domain::holds::HoldStatus;
use crate::domain::money::Units;
use crate::domain::preservations::PreservationStatus;
use crate::domain::requests::acts::Act;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::Status;
use crate::domain::requests::request::{Request, Target};

use super::Outcome;

/// What the asker should do next after an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Prepare the order, and extend before the hold ends.
    SecureTheHold,
    /// Ask for the data itself, and for a longer preservation before it ends.
    AskForTheData,
    /// Ask for the rest: extend the scope.
    ExtendScope,
    /// Join the hold of the other authority.
    JoinHold,
    /// Ask for a hold of one's own: what the exchange restricted by itself it may let go by itself.
    AskForOwnHold,
    /// Ask again with what was missing: there is an account, and nothing was done.
    AskWithMore,
    /// Ask again with the transaction: the address is shared by many customers.
    AskByTransaction,
    /// Have the exchange say what became of what stands here and is not held there.
    SettleWhatStands,
    /// Check chain and tag.
    CheckChainAndTag,
    /// Draft a FLASH to the exchange the funds went to.
    FollowTheFunds,
    /// Find out where the funds went: the answer names no address that could be asked about.
    TraceTheFunds,
    /// Issue the same to the right entity.
    Reissue,
    /// Read what was produced.
    ReadTheData,
    /// Mend the ground and ask again, or maintain: of what was refused as a whole.
    AnswerTheGround,
    /// Mend the ground and ask again, or dispute: of one refusal among other answers.
    DisputeTheGround,
    /// Mend the ground and ask again.
    MendTheGround,
    /// Maintain, or take another way: the whole was refused on a ground that the asker cannot mend.
    ContestTheRefusal,
    /// Dispute, or take another way: one target was refused on a ground that the asker cannot mend.
    DisputeTheRefusal,
    /// Take another way: the ground is none that the asker can mend.
    AskAnotherWay,
    /// Ask for the release of the rest: less was released than was asked.
    AskForTheRest,
    /// Ask for the release of the rest, or dispute.
    DisputeTheRest,
    /// Ask for a freeze now that the account is known.
    AskForFreeze,
    /// Nothing: note it in the case.
    NoteInCase,
    /// Ask the exchange to try again.
    AskAgain,
}

impl NextStep {
    /// The word of its sentence (`requests.next.CODE`).
    pub const fn code(self) -> &'static str {
        match self {
            Self::SecureTheHold => "secure_the_hold",
            Self::AskForTheData => "ask_for_the_data",
            Self::ExtendScope => "extend_scope",
            Self::JoinHold => "join_hold",
            Self::AskForOwnHold => "ask_for_own_hold",
            Self::AskWithMore => "ask_with_more",
            Self::AskByTransaction => "ask_by_transaction",
            Self::SettleWhatStands => "settle_what_stands",
            Self::CheckChainAndTag => "check_chain_and_tag",
            Self::FollowTheFunds => "follow_the_funds",
            Self::TraceTheFunds => "trace_the_funds",
            Self::Reissue => "reissue",
            Self::ReadTheData => "read_the_data",
            Self::AnswerTheGround => "answer_the_ground",
            Self::DisputeTheGround => "dispute_the_ground",
            Self::MendTheGround => "mend_the_ground",
            Self::ContestTheRefusal => "contest_the_refusal",
            Self::DisputeTheRefusal => "dispute_the_refusal",
            Self::AskAnotherWay => "ask_another_way",
            Self::AskForTheRest => "ask_for_the_rest",
            Self::DisputeTheRest => "dispute_the_rest",
            Self::AskForFreeze => "ask_for_freeze",
            Self::NoteInCase => "note_in_case",
            Self::AskAgain => "ask_again",
        }
    }

    /// Whether it is the same exchange that is asked once more, with what was wrong mended.
    pub const fn asks_the_same(self) -> bool {
        match self {
            Self::CheckChainAndTag | Self::AnswerTheGround | Self::DisputeTheGround | Self::MendTheGround => true,
            Self::FollowTheFunds
            | Self::TraceTheFunds
            | Self::Reissue
            | Self::SecureTheHold
            | Self::AskForTheData
            | Self::ExtendScope
            | Self::JoinHold
            | Self::AskForOwnHold
            | Self::AskWithMore
            | Self::AskByTransaction
            | Self::SettleWhatStands
            | Self::ReadTheData
            | Self::AskForFreeze
            | Self::NoteInCase
            | Self::AskAgain
            | Self::ContestTheRefusal
            | Self::DisputeTheRefusal
            | Self::AskAnotherWay
            | Self::AskForTheRest
            | Self::DisputeTheRest => false,
        }
    }

    /// Whether the answer itself says where to ask: of each such target another exchange may be meant.
    pub const fn names_where(self) -> bool {
        matches!(self, Self::FollowTheFunds | Self::Reissue)
    }

    /// Whether another exchange, or the same once more, is to be asked for what this answer leaves open.
    pub const fn leads_elsewhere(self) -> bool {
        match self {
            Self::CheckChainAndTag
            | Self::FollowTheFunds
            | Self::Reissue
            | Self::AnswerTheGround
            | Self::DisputeTheGround
            | Self::MendTheGround
            | Self::ContestTheRefusal
            | Self::DisputeTheRefusal
            | Self::AskAnotherWay => true,
            Self::SecureTheHold
            | Self::TraceTheFunds
            | Self::AskForTheData
            | Self::ExtendScope
            | Self::JoinHold
            | Self::AskForOwnHold
            | Self::AskWithMore
            | Self::AskByTransaction
            | Self::SettleWhatStands
            | Self::ReadTheData
            | Self::AskForFreeze
            | Self::NoteInCase
            | Self::AskAgain
            | Self::AskForTheRest
            | Self::DisputeTheRest => false,
        }
    }

    /// The acts on the request that its sentence names: each can be done while the step is suggested.
    pub const fn acts(self) -> &'static [Act] {
        match self {
            Self::AnswerTheGround | Self::ContestTheRefusal => &[Act::AskElsewhere, Act::Maintain],
            Self::DisputeTheGround | Self::DisputeTheRefusal => &[Act::AskElsewhere, Act::Dispute],
            Self::MendTheGround | Self::AskAnotherWay => &[Act::AskElsewhere],
            Self::DisputeTheRest => &[Act::Dispute],
            Self::SecureTheHold
            | Self::AskForTheData
            | Self::ExtendScope
            | Self::JoinHold
            | Self::AskForOwnHold
            | Self::AskWithMore
            | Self::AskByTransaction
            | Self::SettleWhatStands
            | Self::CheckChainAndTag
            | Self::FollowTheFunds
            | Self::TraceTheFunds
            | Self::Reissue
            | Self::ReadTheData
            | Self::AskForFreeze
            | Self::NoteInCase
            | Self::AskAgain
            | Self::AskForTheRest => &[],
        }
    }

    /// What a target refused on `ground` suggests while its request is at `status`: a ground that the asker can mend is
    /// mended, of any other another way is taken; maintaining is for what was refused as a whole, disputing for one refusal
    /// among answers (domain §3). Nothing while the exchange looks at it again, or nothing can be asked any more.
    fn of_refusal(ground: Option<Ground>, status: Status) -> Option<Self> {
        let steps = if ground.is_none_or(Ground::is_correctable) {
            [Self::AnswerTheGround, Self::DisputeTheGround, Self::MendTheGround]
        } else {
            [Self::ContestTheRefusal, Self::DisputeTheRefusal, Self::AskAnotherWay]
        };
        steps.into_iter().find(|step| step.can_be_done(status))
    }

    /// What a target suggests of which less was released than was asked, while its request is at `status`.
    fn of_rest(status: Status) -> Self {
        if Self::DisputeTheRest.can_be_done(status) {
            Self::DisputeTheRest
        } else {
            Self::AskForTheRest
        }
    }

    /// Whether every act that it names can be done at `status`.
    fn can_be_done(self, status: Status) -> bool {
        self.acts().iter().all(|act| act.from(status).is_ok())
    }

    /// Every step, for texts.
    pub const ALL: &'static [Self] = &[
        Self::SecureTheHold,
        Self::AskForTheData,
        Self::ExtendScope,
        Self::JoinHold,
        Self::AskForOwnHold,
        Self::AskWithMore,
        Self::AskByTransaction,
        Self::SettleWhatStands,
        Self::CheckChainAndTag,
        Self::FollowTheFunds,
        Self::TraceTheFunds,
        Self::Reissue,
        Self::ReadTheData,
        Self::AnswerTheGround,
        Self::DisputeTheGround,
        Self::MendTheGround,
        Self::ContestTheRefusal,
        Self::DisputeTheRefusal,
        Self::AskAnotherWay,
        Self::AskForTheRest,
        Self::DisputeTheRest,
        Self::AskForFreeze,
        Self::NoteInCase,
        Self::AskAgain,
    ];
}

impl Request {
    /// How much of what a release asked of `target` its answer did not let go; nothing where that was all.
    pub fn not_released(&self, target: &Target) -> Option<Units> {
        let answer = target
            .answer
            .as_ref()
            .filter(|answer| answer.outcome == Outcome::Released)?;
        let let_go = answer.let_go.first()?.amount;
        let rest = target.amount?.minus(let_go);
        (!rest.is_zero()).then_some(rest)
    }

    /// Whether anything that a release asked of `target` and did not get is still held: what was let go since of what
    /// stayed is not.
    fn is_rest_held(&self, target: &Target) -> bool {
        let Some(rest) = self.not_released(target) else {
            return false;
        };
        let stayed = target.answer.as_ref().and_then(|answer| answer.held.first());
        let stayed = stayed.map_or(Units::ZERO, |stayed| stayed.amount);
        let hold = target.hold.and_then(|hold| self.held(hold).ok());
        hold.is_some_and(|hold| hold.status.stands() && hold.amount > stayed.minus(rest))
    }

    /// Whether `target` is about a hold or a preservation that stands, as far as anybody has said.
    fn names_what_stands(&self, target: &Target) -> bool {
        let hold = target.hold.and_then(|id| self.held(id).ok());
        let kept = target.preservation.and_then(|id| self.kept(id).ok());
        hold.is_some_and(|hold| hold.status.stands()) || kept.is_some_and(|kept| kept.status.stands())
    }

    /// What the asker should do next about a target: by its outcome, and once its hold or its data went on, by what
    /// became of it.
    pub fn next_step(&self, target: &Target) -> Option<NextStep> {
        let answer = target.answer.as_ref()?;
        let outcome = answer.outcome;
        if outcome == Outcome::Refused {
            return NextStep::of_refusal(answer.ground, self.status);
        }
        if outcome.tells_movement() && target.reached().is_none() {
            return Some(NextStep::TraceTheFunds);
        }
        if self.is_rest_held(target) {
            return Some(NextStep::of_rest(self.status));
        }
        if outcome == Outcome::NotHeld && self.names_what_stands(target) {
            return Some(NextStep::SettleWhatStands);
        }
        if self.preservations_of(target).next().is_some() {
            return Some(match self.fate_of_data(target) {
                None if outcome == Outcome::Extended => NextStep::AskForTheData,
                None => outcome.next_step(),
                Some(status) if status.stands() => NextStep::AskForTheData,
                // It ran out: whether the data is still there, only the exchange can say.
                Some(PreservationStatus::Lapsed) => NextStep::AskAgain,
                Some(_) => NextStep::NoteInCase,
            });
        }
        Some(match self.fate(target) {
            None => outcome.next_step(),
            Some(status) if status.stands() => NextStep::SecureTheHold,
            // It ran out: whether the money is still there, only the exchange can say.
            Some(HoldStatus::Lapsed) => NextStep::AskAgain,
            Some(_) => NextStep::NoteInCase,
        })
    }

    /// The targets that are to be asked for elsewhere: those whose outcome says so, and where the whole was sent on or
    /// left, those without one. What is about holds concerns their holder only.
    pub fn elsewhere(&self) -> impl Iterator<Item = &Target> {
        let is_left = matches!(self.status, Status::Redirected | Status::ClosedUnanswered);
        let follows = self.content.kind.follows();
        let leads = move |target: &&Target| match self.next_step(target) {
            Some(step) => step.leads_elsewhere(),
            None => is_left,
        };
        self.targets.iter().filter(move |target| !follows && leads(target))
    }

    /// Of those, the targets that one exchange can be asked about together: no answer says of them where to ask.
    pub fn elsewhere_together(&self) -> impl Iterator<Item = &Target> {
        self.elsewhere()
            .filter(|target| !self.next_step(target).is_some_and(NextStep::names_where))
    }
}
