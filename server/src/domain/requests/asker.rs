//! What the asking agency does with what it wrote: send, approve, answer questions, take back, accept or dispute.

use crate::domain::actor::Actor;
use crate::domain::change::{Change, Refusal};
use crate::domain::clocks::{ClockKind, Origin};
use crate::domain::events::Event;
use crate::domain::holds::Hold;
use crate::domain::ids::MessageId;
use crate::domain::pace::Sent;
use crate::domain::preservations::Preservation;
use crate::domain::values::Time;

use super::acts::Act;
use super::clockwork::{made, meet, stop_all};
use super::kinds::{Desired, Kind, ReturnReason, Status};
use super::packet::Packet;
use super::quality::Report;
use super::reopening::check_named;
use super::request::{Approval, Request, Seal};
use super::review::Review;
use super::secrecy::Secrecy;
use super::terms::{Terms, clock_of, first_clocks, withdrawal_clock};

/// What an approver approves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsApproved<'a> {
    /// The version that was read.
    pub version: i64,
    /// The hash of what was signed; nothing where nothing was.
    pub signed: Option<&'a str>,
    /// Whether the approver says that they spoke with the officer themselves about this request, by a number or in a way they
    /// already knew. Asked of what is looked at twice.
    pub spoke: bool,
}

impl From<i64> for AsApproved<'_> {
    fn from(version: i64) -> Self {
        Self {
            version,
            signed: None,
            spoke: false,
        }
    }
}

impl Request {
    /// The draft is thrown away: it stays in the trail, was never issued, and waits on nobody.
    ///
    /// # Errors
    /// As [`Request::may`].
    pub fn discard(self, actor: &Actor, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Discard, actor)?;
        let after = self.clone().moved(Status::Withdrawn, at);
        Ok(made(self, after, Event::DraftDiscarded, actor, at))
    }

    /// The draft goes to the approver. `sent` says what else was sent today, and whether it is looked at twice: that is
    /// decided here, and anew where it was returned.
    ///
    /// # Errors
    /// As [`Request::takes`], stale, the quality gate blocks it, or as much was sent as may be in a day.
    pub fn submit(
        self,
        actor: &Actor,
        version: i64,
        report: &Report,
        sent: &Sent,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Submit, actor)?;
        self.at_version(version)?;
        self.goes_to_the_holder()?;
        report.passes()?;
        sent.may_send(self.content.urgency, at)?;
        let second_look = sent.second_look(actor.unfamiliar);
        let why = second_look.iter().flat_map(|look| look.why.clone()).collect();
        let exceptions = self.content.exceptions.keys().cloned().collect();
        let after = Self {
            approvals: Vec::new(),
            second_look,
            ..self.clone()
        }
        .moved(Status::InReview, at);
        Ok(made(
            self,
            after,
            Event::Submitted {
                score: report.score(),
                exceptions,
                second_look: why,
            },
            actor,
            at,
        ))
    }

    /// A supervisor sends it back to its author.
    ///
    /// # Errors
    /// As [`Request::may`].
    pub fn send_back(
        self,
        actor: &Actor,
        reason: ReturnReason,
        note: String,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.may(Act::SendBack, actor)?;
        if reason == ReturnReason::Other && note.is_empty() {
            return Err(Refusal::field("note", "required"));
        }
        let mut after = Self {
            approvals: Vec::new(),
            second_look: None,
            remark: note.clone(),
            ..self.clone()
        }
        .moved(Status::Draft, at);
        after.stops = after.stops_since(&self);
        Ok(made(self, after, Event::Returned { reason, note }, actor, at))
    }

    /// A second person approves; with the last approval that is needed the request is issued: number, packet and code
    /// are minted, and the clocks start now, not at receipt.
    ///
    /// # Errors
    /// As [`Request::takes`] (four eyes, assurance), stale, the quality gate blocks it by now, whoever signed in by a passkey
    /// has signed nothing, or nobody says that they spoke with the officer of what is looked at twice.
    pub fn approve(
        self,
        actor: &Actor,
        AsApproved { version, signed, spoke }: AsApproved<'_>,
        report: &Report,
        mint: impl FnOnce(&Self) -> (Seal, Packet),
        terms: Terms<'_>,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Approve, actor)?;
        self.at_version(version)?;
        self.goes_to_the_holder()?;
        report.passes()?;
        self.must_have_spoken(spoke)?;
        if actor.signs() && signed.is_none() {
            return Err(Refusal::field("credential", "unsigned"));
        }
        let by = actor.person.ok_or(Refusal::Unseen)?;
        let mut after = self.clone();
        let signed = signed.map(str::to_owned);
        // Where nobody is asked, nobody says it.
        let spoke = self.second_look.is_some();
        after.approvals.push(Approval { by, at, signed, spoke });
        if after.approvals.len() < after.approvals_needed() {
            return Ok(made(self, after, Event::Approved { spoke }, actor, at));
        }

        after.issued_at = Some(at);
        after.secrecy = Secrecy::asked(&self.content, &terms.asker.zone, at);
        after.review = self.content.urgency.is_reviewed_afterwards().then(|| Review::after(at));
        let (seal, packet) = mint(&after);
        let number = seal.number.clone();
        after.seal = Some(seal);
        after.packet_hash = packet.hash;
        after.packet = packet.canonical;
        after.clocks = first_clocks(&after, terms, Origin::Issue, at);
        let after = after.moved(Status::Issued, at);
        let event = Event::Issued {
            number,
            packet_hash: after.packet_hash.clone(),
            spoke,
        };
        Ok(made(self, after, event, actor, at))
    }

    /// Whether an approver who says so as `spoke` tells may approve it.
    ///
    /// # Errors
    /// It is looked at twice, and they do not say that they spoke with the officer.
    pub fn must_have_spoken(&self, spoke: bool) -> Result<(), Refusal> {
        if self.second_look.is_some() && !spoke {
            Err(Refusal::field("spoke", "not_spoken"))
        } else {
            Ok(())
        }
    }

    /// The asker answers the open question; clocks that stood still for it run again.
    ///
    /// # Errors
    /// As [`Request::may`].
    pub fn clarify(self, actor: &Actor, message: MessageId, at: Time) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Clarify, actor)?;
        let mut after = self.clone();
        after.question = None;
        let status = after.resumed_status();
        let after = after.moved(status, at);
        Ok(made(self, after, Event::ClarificationAnswered { message }, actor, at))
    }

    /// A supervisor maintains a refused request: the recipient must look at it again.
    ///
    /// # Errors
    /// As [`Request::may`], or no reason is given.
    pub fn maintain(self, actor: &Actor, note: String, terms: Terms<'_>, at: Time) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Maintain, actor)?;
        need_note(&note)?;
        let mut after = self.clone();
        meet(&mut after, ClockKind::Completion, at);
        stop_all(&mut after.clocks, at);
        after
            .clocks
            .extend(first_clocks(&after, terms, Origin::Maintenance, at));
        after.take_refusals_back();
        after.remark = note.clone();
        let after = after.moved(Status::Maintained, at);
        Ok(made(self, after, Event::Maintained { note }, actor, at))
    }

    /// A supervisor takes the request back. The recipient must confirm and say what became of each hold; a clock of its
    /// own runs until then, since money may stand still that nobody asks for any more.
    ///
    /// # Errors
    /// As [`Request::may`], or no reason is given.
    pub fn withdraw(self, actor: &Actor, note: String, terms: Terms<'_>, at: Time) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Withdraw, actor)?;
        need_note(&note)?;
        let mut after = self.clone();
        stop_all(&mut after.clocks, at);
        after.clocks.extend(withdrawal_clock(&after, terms, at));
        after.question = None;
        after.desired = Desired::Cancelled;
        after.remark = note.clone();
        let after = after.moved(Status::Withdrawing, at);
        Ok(made(self, after, Event::WithdrawalAsked { note }, actor, at))
    }

    /// The asker accepts the answer, or the refusal: the request is closed. Holds go on.
    ///
    /// # Errors
    /// As [`Request::may`].
    pub fn accept(self, actor: &Actor, at: Time) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Accept, actor)?;
        let mut after = self.clone();
        meet(&mut after, ClockKind::Completion, at);
        stop_all(&mut after.clocks, at);
        let after = after.moved(Status::Closed, at);
        Ok(made(self, after, Event::Accepted, actor, at))
    }

    /// The asker disputes the answers to the targets at `positions`, and says why; the exchange must look at these again.
    /// The others keep their outcome.
    ///
    /// # Errors
    /// As [`Request::may`], none is named or one that there is not, or no reason is given.
    pub fn dispute(
        self,
        actor: &Actor,
        positions: &[u32],
        note: String,
        terms: Terms<'_>,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Dispute, actor)?;
        let could: Vec<u32> = self.targets.iter().map(|target| target.position).collect();
        check_named(positions, &could, true, &note)?;
        let mut after = self.clone();
        let targets = after.give_anew(positions);
        meet(&mut after, ClockKind::Completion, at);
        stop_all(&mut after.clocks, at);
        after.clocks.extend(clock_of(
            &after,
            ClockKind::Execution,
            terms.recipient,
            terms.promises,
            Origin::Dispute,
            at,
        ));
        after.remark = note.clone();
        let after = after.moved(Status::Disputed, at);
        Ok(made(self, after, Event::Disputed { targets, note }, actor, at))
    }

    /// `by`, which follows this one, was issued: what the asker wants changes, and with an extension when the order is
    /// expected and for how long the customer is not told. Written only by the asker's side. Where a part is to be released
    /// the rest is still wanted, and the wish stays.
    ///
    /// # Errors
    /// As [`Request::may`].
    pub fn followed(self, actor: &Actor, by: &Self, at: Time) -> Result<Change<Self>, Refusal> {
        let kind = by.content.kind;
        self.may_follow(kind, actor)?;
        let desired = match (kind == Kind::Release, by.releases_all_of(&self)) {
            (false, _) => Desired::Extended,
            (true, true) => Desired::Released,
            (true, false) => self.desired,
        };
        let order = by.content.order();
        let is_named = |hold: &Hold| by.targets.iter().any(|target| target.hold == Some(hold.id));
        let named_anew = |hold: Hold| {
            if kind == Kind::Extend && is_named(&hold) {
                hold.ordered(&order)
            } else {
                hold
            }
        };
        let holds = self.holds.iter().cloned().map(named_anew).collect();
        let after = Self {
            desired,
            holds,
            secrecy: self.secrecy_after(by, at),
            ..self.clone()
        };
        Ok(made(self, after, Event::Followed { by: by.id }, actor, at))
    }

    /// Whether it asks for the release of all that stands under `parent`.
    fn releases_all_of(&self, parent: &Self) -> bool {
        let is_whole = |hold: &Hold| {
            let asked = self.targets.iter().find(|target| target.hold == Some(hold.id));
            asked.is_some_and(|target| target.amount.is_none_or(|amount| amount >= hold.amount))
        };
        let is_named = |kept: &Preservation| self.targets.iter().any(|target| target.preservation == Some(kept.id));
        parent.own_holds().all(is_whole) && parent.own_preservations().all(is_named)
    }
}

fn need_note(note: &str) -> Result<(), Refusal> {
    if note.trim().is_empty() {
        Err(Refusal::field("note", "required"))
    } else {
        Ok(())
    }
}
