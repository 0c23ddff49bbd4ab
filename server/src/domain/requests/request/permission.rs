//! Who may know of a request, and who may do what with it now.

use crate::domain::actor::{Actor, Role};
use crate::domain::assurance::{Part, least};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::measures::Measure;

use crate::domain::requests::acts::{Act, Side};
use crate::domain::requests::kinds::Kind;

use super::Request;

impl Request {
    /// Whether `actor` may do `act` now. Pages ask this before they show a button.
    ///
    /// # Errors
    /// Unseen, the wrong side, the wrong role, too little assurance, four eyes, no passkey, or not now.
    pub fn may(&self, act: Act, actor: &Actor) -> Result<(), Refusal> {
        self.may_know(actor)?;
        let own_side = match act.side() {
            Side::Asker => self.asker == actor.organisation,
            Side::Recipient => self.content.recipient == actor.organisation,
            Side::Both => true,
        };
        if !own_side {
            return Err(Refusal::OtherSide);
        }
        actor.has_any(act.roles())?;
        self.may_as(act, actor)?;
        actor.has_means(act.needs())?;
        act.from(self.status).map_err(Refusal::NotNow)?;
        self.may_while_stopped(act)?;
        if act == Act::Approve && actor.is_restricted {
            // Every kind, a release too: whoever took an agency over would let money go before anything else.
            Err(Refusal::NotNow(NotNow::Unattested))
        } else if act == Act::Follow {
            self.may_be_followed()
        } else if act == Act::Review {
            self.owes_review()
        } else if act == Act::AskElsewhere && self.elsewhere().next().is_none() {
            Err(Refusal::NotNow(NotNow::NothingElsewhere))
        } else if act == Act::Redirect {
            self.may_be_redirected()
        } else if act == Act::Refuse && self.anew().next().is_some() {
            // The rest cannot be over while answers are to be given anew: each target is refused where it is answered.
            Err(Refusal::NotNow(NotNow::GivenAnew))
        } else if act == Act::Refuse && self.unanswered().next().is_none() {
            Err(Refusal::NotNow(NotNow::AllAnswered))
        } else {
            Ok(())
        }
    }

    /// As [`Request::may`], and the actor has just confirmed who they are, where the act asks for it, or sends something out
    /// from somewhere that is new to them.
    ///
    /// # Errors
    /// As [`Request::may`], and unconfirmed.
    pub fn takes(&self, act: Act, actor: &Actor) -> Result<(), Refusal> {
        self.may(act, actor)?;
        actor.has_confirmed(act.needs_from(actor.unfamiliar)).map(|_| ())
    }

    /// Whether `actor` may ask for an extension or a release, as `kind` says, of what this request left standing.
    ///
    /// # Errors
    /// As [`Request::may`].
    pub fn may_follow(&self, kind: Kind, actor: &Actor) -> Result<(), Refusal> {
        self.may(Act::Follow, actor)?;
        if self.status.follow_ups().contains(&kind) {
            Ok(())
        } else {
            Err(Refusal::NotNow(NotNow::Over))
        }
    }

    /// What is asked to be extended or released must stand: what has ended is asked for anew.
    fn may_be_followed(&self) -> Result<(), Refusal> {
        let holds: Vec<_> = self.holds.iter().map(Measure::must_stand).collect();
        let data: Vec<_> = self.preservations.iter().map(Measure::must_stand).collect();
        let all = if self.is_about_data() { data } else { holds };
        if all.iter().any(Result::is_ok) {
            return Ok(());
        }
        if let Some(ended) = all.into_iter().next() {
            return ended;
        }
        let is_answered = self.unanswered().next().is_none();
        let none = if is_answered {
            NotNow::NothingStands
        } else {
            NotNow::NotAnswered
        };
        Err(Refusal::NotNow(none))
    }

    /// Whether it may still be sent to somebody else: not once the exchange has answered any of it, also in an earlier
    /// round, and never where it is about what this exchange holds, which nobody else can move.
    fn may_be_redirected(&self) -> Result<(), Refusal> {
        let stands = self.holds.iter().any(|hold| hold.status.stands());
        if self.content.kind.follows() {
            Err(Refusal::NotNow(NotNow::HeldHere))
        } else if stands || self.targets.iter().any(|target| target.answer.is_some()) {
            Err(Refusal::NotNow(NotNow::AlreadyStarted))
        } else {
            Ok(())
        }
    }

    /// Whether `actor` may know of the request at all: the asking agency, and from its issue on the recipient.
    pub fn may_know(&self, actor: &Actor) -> Result<(), Refusal> {
        let asks = self.asker == actor.organisation;
        // A discarded draft is withdrawn as well, but was never issued.
        let answers =
            self.content.recipient == actor.organisation && self.status.is_issued() && self.issued_at.is_some();
        let works = [
            Role::Officer,
            Role::Supervisor,
            Role::Intake,
            Role::Responder,
            Role::Counsel,
        ]
        .iter()
        .any(|role| actor.roles.has(*role));
        if works && (asks || answers) {
            Ok(())
        } else {
            Err(Refusal::Unseen)
        }
    }

    /// What an act asks of the person beyond the role: assurance for submitting and approving, four eyes for
    /// approving and for the review.
    fn may_as(&self, act: Act, actor: &Actor) -> Result<(), Refusal> {
        let of_author = least(self.content.kind, self.content.urgency, Part::Author);
        match act {
            Act::Submit => actor.at_least(of_author).map(|_| ()),
            Act::Approve => self.standing().may_approve(actor),
            Act::Review => self.may_be_reviewed_by(actor),
            Act::Revise
            | Act::Discard
            | Act::SendBack
            | Act::Clarify
            | Act::Maintain
            | Act::Withdraw
            | Act::Accept
            | Act::Dispute
            | Act::ReplaceDeadline
            | Act::Follow
            | Act::AskElsewhere
            | Act::StandBy
            | Act::Acknowledge
            | Act::Assign
            | Act::Redirect
            | Act::Ask
            | Act::Start
            | Act::Answer
            | Act::Refuse
            | Act::ConfirmWithdrawal
            | Act::Reopen => Ok(()),
        }
    }

    /// Whether `colleague` could approve it once it is sent: a supervisor of the own agency who wrote none of it, has not
    /// approved it, and is sure enough for its kind and urgency.
    pub fn could_be_approved_by(&self, colleague: &Actor) -> bool {
        self.asker == colleague.organisation
            && colleague.has_any(Act::Approve.roles()).is_ok()
            && self.may_as(Act::Approve, colleague).is_ok()
    }

    /// Whether there are as many among `colleagues` who could approve it as are still needed. Where there are not it can
    /// never be issued, whatever else is in order.
    pub fn is_approvable(&self, colleagues: &[Actor]) -> bool {
        let able = colleagues.iter().filter(|one| self.could_be_approved_by(one)).count();
        self.approvals.len() + able >= self.approvals_needed()
    }

    /// How many approvals an issue needs: one, two for flash and emergency, and for what is looked at twice as many as was
    /// decided when it was sent.
    pub fn approvals_needed(&self) -> usize {
        let of_look = self.second_look.as_ref().map_or(1, |look| usize::from(look.approvals));
        if self.content.urgency.needs_second_approver() {
            2
        } else {
            of_look
        }
    }
}
