//! What the exchange does: take on, ask, answer per target, place and lift holds, refuse, redirect. Confirming a
//! withdrawal stands apart in [`super::withdrawal`].

use crate::domain::actor::{Actor, Role};
use crate::domain::change::{Change, NotNow, Refusal};
use crate::domain::clocks::{ClockKind, State};
use crate::domain::events::Event;
use crate::domain::holds::{Hold, HoldStatus, LiftReason};
use crate::domain::ids::{HoldId, MessageId, PersonId};
use crate::domain::measures::Measure;
use crate::domain::money::Units;
use crate::domain::values::Time;

use super::acts::Act;
use super::answers::{check_part, check_until};
use super::clockwork::{made, meet, stop_all};
use super::effects::{apply, change_hold, release, release_part};
use super::grounds::Ground;
use super::hops;
use super::kinds::{Question, RedirectReason, Status};
use super::outcomes::Outcome;
use super::questions::check_deadline;
use super::request::{Answer, OpenQuestion, Request, RequestClock, Target};
use super::terms::{Terms, completion_clock};

impl Request {
    /// Intake takes the request on; the acknowledgement clock stops.
    ///
    /// # Errors
    /// As [`Request::may`], or the reference is empty.
    pub fn acknowledge(self, actor: &Actor, reference: String, at: Time) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Acknowledge, actor)?;
        if reference.trim().is_empty() {
            return Err(Refusal::field("reference", "required"));
        }
        let mut after = self.clone();
        meet(&mut after, ClockKind::Ack, at);
        after.exchange_reference = reference.clone();
        // Who cannot do what comes next has not got it in hand: until it is assigned it waits on the desk.
        if after.handler.is_none() && actor.has_any(Status::Acknowledged.turn_of()).is_ok() {
            after.handler = actor.person;
        }
        after.acknowledged_at = Some(at);
        // Maintained after a refusal, it is looked at anew: no ground stands, and work begins again.
        after.ground = None;
        after.started_at = None;
        let after = after.moved(Status::Acknowledged, at);
        Ok(made(self, after, Event::Acknowledged { reference }, actor, at))
    }

    /// Intake gives it to a colleague, of whom the caller has checked that they may handle requests of the exchange.
    ///
    /// # Errors
    /// As [`Request::may`].
    pub fn assign(self, actor: &Actor, handler: PersonId, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Assign, actor)?;
        let after = Self {
            handler: Some(handler),
            ..self.clone()
        };
        Ok(made(self, after, Event::Assigned { handler }, actor, at))
    }

    /// Intake names the right entity; the asker issues anew with one click.
    ///
    /// # Errors
    /// As [`Request::may`], or no entity is named.
    pub fn redirect(
        self,
        actor: &Actor,
        reason: RedirectReason,
        entity: String,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Redirect, actor)?;
        if entity.trim().is_empty() {
            return Err(Refusal::field("entity", "required"));
        }
        let mut after = self.clone();
        // Who sends it on has received it; of what is asked nothing was decided.
        meet(&mut after, ClockKind::Ack, at);
        stop_all(&mut after.clocks, at);
        after.remark = entity.clone();
        let after = after.moved(Status::Redirected, at);
        Ok(made(self, after, Event::Redirected { reason, entity }, actor, at))
    }

    /// The exchange asks; clocks that can stand still do, those of an emergency run on.
    ///
    /// # Errors
    /// As [`Request::may`], or the deadline is sooner than the asker can answer, or not within the next thirty days.
    pub fn ask(
        self,
        actor: &Actor,
        message: MessageId,
        question: Question,
        deadline: Time,
        terms: Terms<'_>,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Ask, actor)?;
        check_deadline(self.content.urgency, terms.asker, deadline, at)?;
        let mut after = self.clone();
        after.question = Some(OpenQuestion {
            id: message,
            question,
            deadline,
        });
        let after = after.moved(Status::Clarification, at).with_clocks_settled(at);
        let stands_still = |held: &RequestClock| matches!(held.clock.state(), State::Paused { .. });
        let paused = after.clocks.iter().any(stands_still);
        let event = Event::ClarificationAsked {
            message,
            question,
            deadline,
            paused,
        };
        Ok(made(self, after, event, actor, at))
    }

    /// A responder begins: that is the decision to do it.
    ///
    /// # Errors
    /// As [`Request::may`].
    pub fn start(self, actor: &Actor, at: Time) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Start, actor)?;
        let mut after = self.clone();
        meet(&mut after, ClockKind::Decision, at);
        after.started_at = after.started_at.or(Some(at));
        after.handler = after.handler.or(actor.person);
        let after = after.moved(Status::Executing, at);
        Ok(made(self, after, Event::Started, actor, at))
    }

    /// A responder gives a target its one final outcome; counsel may refuse it. When and by whom is what is said here,
    /// whatever `answer` says. A freeze places holds, a preserve request preservations; an extension or release changes the
    /// hold or preservation the target names. Given anew, it keeps the hold that stands or says that it frees it. With the last target the request is answered and the asker's clock starts.
    ///
    /// # Errors
    /// As [`Request::may`]; the target has its outcome; a ground needs counsel; or what was typed does not fit the
    /// outcome.
    pub fn answer(
        self,
        actor: &Actor,
        position: u32,
        answer: Answer,
        terms: Terms<'_>,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Answer, actor)?;
        self.may_answer(actor, position)?;
        let by = actor.person.ok_or(Refusal::Unseen)?;
        let answer = Answer { at, by, ..answer };
        let target = self.target(position)?.clone();
        let answer = hops::in_one_form(&target, self.settled(&target, answer));
        self.check(actor, &target, &answer, &terms.asker.zone, at)?;

        let mut after = self.clone();
        let mut events = vec![Event::TargetAnswered {
            target: target.id,
            position,
            outcome: answer.outcome,
            ground: answer.ground,
        }];
        events.extend(incident(&target, &answer));
        events.extend(apply(&mut after, actor, &target, &answer, at)?);
        for held in after.targets.iter_mut().filter(|held| held.position == position) {
            held.answer = Some(answer.clone());
            held.anew = false;
        }
        let complete = after.open_targets().next().is_none();
        let after = if complete {
            meet(&mut after, ClockKind::Decision, at);
            meet(&mut after, ClockKind::Execution, at);
            after.clocks.extend(completion_clock(&after, terms, at));
            events.push(Event::Answered);
            after.moved(Status::Answered, at)
        } else if matches!(after.status, Status::PartlyAnswered | Status::Disputed) {
            after
        } else {
            after.moved(Status::PartlyAnswered, at)
        };
        let mut events = events.into_iter();
        let first = events.next().ok_or(Refusal::Unseen)?;
        Ok(events.fold(made(self, after, first, actor, at), Change::and))
    }

    /// Whether `actor` may answer the target at `position` now.
    ///
    /// # Errors
    /// As [`Request::may`], or it has its outcome, which is given anew only where it is disputed or the request was opened
    /// again for it, and each once.
    pub fn may_answer(&self, actor: &Actor, position: u32) -> Result<(), Refusal> {
        self.may(Act::Answer, actor)?;
        self.goes_to_the_holder()?;
        let target = self.target(position)?;
        match (&target.answer, target.anew, self.status) {
            (None, _, _) | (Some(_), true, _) => Ok(()),
            (Some(_), false, Status::Disputed) => Err(Refusal::NotNow(NotNow::NotDisputed)),
            (Some(_), false, _) => Err(Refusal::NotNow(NotNow::TargetAnswered)),
        }
    }

    /// The exchange refuses all that it has not answered: each of those targets gets the refusal as its one outcome,
    /// with the ground. Where nothing else was answered the request is refused; where something was, that answer
    /// stands, every target now has its outcome, and the request is answered: a request on which a hold stands is never
    /// shown as refused. Grounds that need counsel are counsel's alone.
    ///
    /// # Errors
    /// As [`Request::may`], or the ground needs counsel.
    pub fn refuse(
        self,
        actor: &Actor,
        ground: Ground,
        note: String,
        terms: Terms<'_>,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Refuse, actor)?;
        self.counsel_gate(actor, ground)?;
        let by = actor.person.ok_or(Refusal::Unseen)?;
        let mut after = self.clone();
        let mut refused = Vec::new();
        for target in after.targets.iter_mut().filter(|target| target.answer.is_none()) {
            target.answer = Some(Answer::refused(ground, note.clone(), at, by));
            refused.push(Event::TargetAnswered {
                target: target.id,
                position: target.position,
                outcome: Outcome::Refused,
                ground: Some(ground),
            });
        }
        meet(&mut after, ClockKind::Ack, at);
        meet(&mut after, ClockKind::Decision, at);
        if !after.is_all_refused() {
            meet(&mut after, ClockKind::Execution, at);
        }
        stop_all(&mut after.clocks, at);
        after.clocks.extend(completion_clock(&after, terms, at));
        after.question = None;
        after.remark = note.clone();
        if !after.is_all_refused() {
            let after = after.moved(Status::Answered, at);
            let mut events = refused.into_iter().chain([Event::Answered]);
            let first = events.next().ok_or(Refusal::Unseen)?;
            return Ok(events.fold(made(self, after, first, actor, at), Change::and));
        }
        after.ground = Some(ground);
        let after = after.moved(Status::Refused, at);
        Ok(made(self, after, Event::Refused { ground, note }, actor, at))
    }

    /// A ground that needs counsel is refused to everybody else.
    pub(super) fn counsel_gate(&self, actor: &Actor, ground: Ground) -> Result<(), Refusal> {
        if ground.needs_counsel() {
            actor.has(Role::Counsel).map(|_| ())
        } else {
            Ok(())
        }
    }

    /// The exchange lengthens a hold of its own accord.
    ///
    /// # Errors
    /// Not the holder's responder, the hold has ended, or the end is not later or too far.
    pub fn extend_hold(self, actor: &Actor, hold: HoldId, until: Time, at: Time) -> Result<Change<Self>, Refusal> {
        let held = self.held(hold)?;
        held.keeps_longer(actor)?;
        check_until(until, held.until.max(at), at)?;
        let mut after = self.clone();
        change_hold(&mut after, actor, hold, |held| held.extended(until, at))?;
        Ok(made(self, after, Event::HoldExtended { hold, until }, actor, at))
    }

    /// The exchange lifts a hold of its own accord and says why.
    ///
    /// # Errors
    /// Not the holder's responder, the hold has ended, or the reason is not the exchange's to give.
    pub fn lift_hold(self, actor: &Actor, hold: HoldId, reason: LiftReason, at: Time) -> Result<Change<Self>, Refusal> {
        self.held(hold)?.lets_go(actor)?;
        reason.must_be_own()?;
        let mut after = self.clone();
        let event = release(&mut after, actor, hold, reason, at)?;
        Ok(made(self, after, event, actor, at))
    }

    /// The exchange lifts a part of a hold of its own accord and says why; the rest stays held, with its clock. All of it
    /// is [`Request::lift_hold`].
    ///
    /// # Errors
    /// Not the holder's responder, the hold has ended, the reason is not the exchange's to give, or it is no part of what is
    /// held.
    pub fn lift_part(
        self,
        actor: &Actor,
        hold: HoldId,
        part: Units,
        reason: LiftReason,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        let held = self.held(hold)?;
        held.lets_go(actor)?;
        reason.must_be_own()?;
        check_part(part, held).map_err(|fault| Refusal::Fields(vec![fault]))?;
        let left = held.amount.minus(part);
        if left.is_zero() {
            return self.lift_hold(actor, hold, reason, at);
        }
        let mut after = self.clone();
        let event = release_part(&mut after, actor, hold, left, reason)?;
        Ok(made(self, after, event, actor, at))
    }

    /// The exchange states that a hold ran out: only after its end, and only by its word.
    ///
    /// # Errors
    /// Not the holder's responder, or its end has not come.
    pub fn lapse_hold(self, actor: &Actor, hold: HoldId, at: Time) -> Result<Change<Self>, Refusal> {
        self.held(hold)?.lapses(actor)?;
        let mut after = self.clone();
        change_hold(&mut after, actor, hold, |held| held.ended(HoldStatus::Lapsed, None, at))?;
        Ok(made(self, after, Event::HoldLapsed { hold }, actor, at))
    }

    /// The hold `id`, if it belongs to this request.
    ///
    /// # Errors
    /// Unseen: there is none.
    pub fn held(&self, id: HoldId) -> Result<&Hold, Refusal> {
        self.holds.iter().find(|hold| hold.id == id).ok_or(Refusal::Unseen)
    }
}

/// What `answer` reports beside its outcome: that assets of `target` left after the request was received is an incident
/// (domain §3). Given anew with the same movement it was reported already.
fn incident(target: &Target, answer: &Answer) -> Option<Event> {
    let moved = answer.movement.as_ref().filter(|_| answer.outcome.is_incident())?;
    let before = target.answer.as_ref().filter(|before| before.outcome.is_incident());
    let is_reported = before.is_some_and(|before| before.movement.as_ref() == Some(moved));
    (!is_reported).then_some(Event::IncidentReported {
        target: target.id,
        position: target.position,
        moved_at: moved.at,
    })
}
