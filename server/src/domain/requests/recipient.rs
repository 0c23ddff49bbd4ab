//! What the exchange does: take on, ask, answer per target, place and lift holds, refuse, redirect.

use jiff::SignedDuration;

use crate::domain::actor::{Actor, Role};
use crate::domain::change::{Change, Fault, Refusal};
use crate::domain::clocks::{ClockKind, PauseReason};
use crate::domain::events::Event;
use crate::domain::holds::{Claim, Hold, HoldStatus, LONGEST_HOLD_DAYS, LiftReason};
use crate::domain::ids::{ClaimId, HoldId, MessageId, PersonId};
use crate::domain::values::Time;

use super::acts::Act;
use super::clockwork::{made, meet, pause_all, stop_all};
use super::grounds::Ground;
use super::kinds::{Kind, Question, RedirectReason, Status};
use super::outcomes::Outcome;
use super::request::{Answer, OpenQuestion, Request, Target};
use super::terms::{Terms, clock_of};

/// Assets an answer may name per target.
pub const MOST_ASSETS: usize = 20;

/// A question waits at most this long for its answer.
pub const LONGEST_QUESTION: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Request {
    /// Intake takes the request on; the acknowledgement clock stops.
    ///
    /// # Errors
    /// As [`Request::may`], or the reference is empty.
    pub fn acknowledge(self, actor: &Actor, reference: String, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Acknowledge, actor)?;
        if reference.trim().is_empty() {
            return Err(Refusal::field("reference", "required"));
        }
        let mut after = self.clone();
        meet(&mut after, ClockKind::Ack, at);
        after.exchange_reference = reference.clone();
        after.handler = after.handler.or(actor.person);
        after.acknowledged_at = Some(at);
        // Maintained after a refusal, it is looked at anew: no ground stands, and work begins again.
        after.ground = None;
        after.started_at = None;
        let after = after.moved(Status::Acknowledged, at);
        Ok(made(self, after, Event::Acknowledged { reference }, actor, at))
    }

    /// Intake gives it to a colleague, whom the caller has checked to be an active responder or intake of the exchange.
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
        self.may(Act::Redirect, actor)?;
        if entity.trim().is_empty() {
            return Err(Refusal::field("entity", "required"));
        }
        let mut after = self.clone();
        meet(&mut after, ClockKind::Ack, at);
        meet(&mut after, ClockKind::Decision, at);
        stop_all(&mut after.clocks, at);
        after.remark = entity.clone();
        let after = after.moved(Status::Redirected, at);
        Ok(made(self, after, Event::Redirected { reason, entity }, actor, at))
    }

    /// The exchange asks; clocks that can stand still do, those of an emergency run on.
    ///
    /// # Errors
    /// As [`Request::may`], or the deadline is not within the next thirty days.
    pub fn ask(
        self,
        actor: &Actor,
        message: MessageId,
        question: Question,
        deadline: Time,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.may(Act::Ask, actor)?;
        if deadline <= at {
            return Err(Refusal::field("deadline", "in_the_past"));
        }
        if deadline > at.plus(LONGEST_QUESTION) {
            return Err(Refusal::Fields(vec![
                Fault::new("deadline", "too_far").with("days", 30),
            ]));
        }
        let mut after = self.clone();
        let paused = pause_all(&mut after.clocks, PauseReason::Clarification, at);
        after.question = Some(OpenQuestion {
            id: message,
            question,
            deadline,
        });
        let after = after.moved(Status::Clarification, at);
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
        self.may(Act::Start, actor)?;
        let mut after = self.clone();
        meet(&mut after, ClockKind::Decision, at);
        after.started_at = after.started_at.or(Some(at));
        after.handler = after.handler.or(actor.person);
        let after = after.moved(Status::Executing, at);
        Ok(made(self, after, Event::Started, actor, at))
    }

    /// A responder gives a target its one final outcome; counsel may refuse it. When and by whom is what is said here,
    /// whatever `answer` says. A freeze places holds; an extension or release changes the
    /// hold the target names. With the last target the request is answered and the asker's clock starts.
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
        self.may_answer(actor, position)?;
        let by = actor.person.ok_or(Refusal::Unseen)?;
        let answer = Answer { at, by, ..answer };
        let target = self.target(position)?.clone();
        self.check(actor, &target, &answer, at)?;

        let mut after = self.clone();
        let mut events = vec![Event::TargetAnswered {
            target: target.id,
            position,
            outcome: answer.outcome,
            ground: answer.ground,
        }];
        events.extend(apply(&mut after, actor, &target, &answer, at));
        for held in after.targets.iter_mut().filter(|held| held.position == position) {
            held.answer = Some(answer.clone());
        }
        let complete = after.unanswered().next().is_none();
        let after = if complete {
            meet(&mut after, ClockKind::Decision, at);
            meet(&mut after, ClockKind::Execution, at);
            after
                .clocks
                .extend(clock_of(&after, ClockKind::Completion, terms.asker, terms.promises, at));
            events.push(Event::Answered);
            after.moved(Status::Answered, at)
        } else if after.status == Status::PartlyAnswered {
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
    /// As [`Request::may`], or it has its outcome. Where every target has one, the request is disputed or was opened
    /// again, and an answer may be given anew.
    pub fn may_answer(&self, actor: &Actor, position: u32) -> Result<(), Refusal> {
        use crate::domain::change::NotNow;
        self.may(Act::Answer, actor)?;
        let answered = self.target(position)?.answer.is_some();
        if answered && self.unanswered().next().is_some() {
            return Err(Refusal::NotNow(NotNow::TargetAnswered));
        }
        Ok(())
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
        self.may(Act::Refuse, actor)?;
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
        after
            .clocks
            .extend(clock_of(&after, ClockKind::Completion, terms.asker, terms.promises, at));
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
    fn counsel_gate(&self, actor: &Actor, ground: Ground) -> Result<(), Refusal> {
        if ground.needs_counsel() {
            actor.has(Role::Counsel).map(|_| ())
        } else {
            Ok(())
        }
    }

    /// The exchange confirms a withdrawal and says what became of each standing hold of this request: named ones are
    /// lifted, others stay. Holds of another request stay whatever is named.
    ///
    /// # Errors
    /// As [`Request::may`].
    pub fn confirm_withdrawal(self, actor: &Actor, lifted: &[HoldId], at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::ConfirmWithdrawal, actor)?;
        let mut after = self.clone();
        let mut events = Vec::new();
        for hold in after
            .holds
            .iter_mut()
            .filter(|hold| hold.request == self.id && hold.status.stands() && lifted.contains(&hold.id))
        {
            let reason = LiftReason::RequestWithdrawn;
            *hold = hold.clone().ended(HoldStatus::Released, Some(reason), at);
            events.push(Event::HoldReleased { hold: hold.id, reason });
        }
        meet(&mut after, ClockKind::Execution, at);
        let after = after.moved(Status::Withdrawn, at);
        Ok(events
            .into_iter()
            .fold(made(self, after, Event::Withdrawn, actor, at), Change::and))
    }

    /// Either side opens an ended request again.
    ///
    /// # Errors
    /// As [`Request::may`], or no reason is given.
    pub fn reopen(self, actor: &Actor, note: String, terms: Terms<'_>, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Reopen, actor)?;
        if note.trim().is_empty() {
            return Err(Refusal::field("note", "required"));
        }
        let mut after = self.clone();
        for kind in [ClockKind::Decision, ClockKind::Execution] {
            after
                .clocks
                .extend(clock_of(&after, kind, terms.recipient, terms.promises, at));
        }
        after.started_at = None;
        after.ground = None;
        after.take_refusals_back();
        after.remark = note.clone();
        let after = after.moved(Status::Acknowledged, at);
        Ok(made(self, after, Event::Reopened { note }, actor, at))
    }

    /// The exchange lengthens a hold of its own accord.
    ///
    /// # Errors
    /// Not the holder's responder, the hold has ended, or the end is not later or too far.
    pub fn extend_hold(self, actor: &Actor, hold: HoldId, until: Time, at: Time) -> Result<Change<Self>, Refusal> {
        let held = self.held(hold)?;
        held.may_change(actor)?;
        check_until(until, held.until.max(at), at)?;
        let mut after = self.clone();
        change_hold(&mut after, hold, |held| held.extended(until));
        Ok(made(self, after, Event::HoldExtended { hold, until }, actor, at))
    }

    /// The exchange lifts a hold of its own accord and says why.
    ///
    /// # Errors
    /// Not the holder's responder, or the hold has ended.
    pub fn lift_hold(self, actor: &Actor, hold: HoldId, reason: LiftReason, at: Time) -> Result<Change<Self>, Refusal> {
        self.held(hold)?.may_change(actor)?;
        let mut after = self.clone();
        change_hold(&mut after, hold, |held| {
            held.ended(HoldStatus::Released, Some(reason), at)
        });
        Ok(made(self, after, Event::HoldReleased { hold, reason }, actor, at))
    }

    /// The exchange states that a hold ran out: only after its end, and only by its word.
    ///
    /// # Errors
    /// Not the holder's responder, or its end has not come.
    pub fn lapse_hold(self, actor: &Actor, hold: HoldId, at: Time) -> Result<Change<Self>, Refusal> {
        self.held(hold)?.may_lapse(actor)?;
        let mut after = self.clone();
        change_hold(&mut after, hold, |held| held.ended(HoldStatus::Lapsed, None, at));
        Ok(made(self, after, Event::HoldLapsed { hold }, actor, at))
    }

    /// The hold `id`, if it belongs to this request.
    ///
    /// # Errors
    /// Unseen: there is none.
    pub fn held(&self, id: HoldId) -> Result<&Hold, Refusal> {
        self.holds.iter().find(|hold| hold.id == id).ok_or(Refusal::Unseen)
    }

    /// What an answer must say, by its outcome (domain §5).
    fn check(&self, actor: &Actor, target: &Target, answer: &Answer, at: Time) -> Result<(), Refusal> {
        let outcome = answer.outcome;
        if !Outcome::of(self.content.kind).contains(&outcome) {
            return Err(Refusal::field("outcome", "not_of_kind"));
        }
        if outcome != Outcome::Refused {
            actor.has(Role::Responder)?;
        }
        let mut faults = Vec::new();
        match (outcome, answer.ground) {
            (Outcome::Refused, None) => faults.push(Fault::new("ground", "required")),
            (Outcome::Refused, Some(ground)) => self.counsel_gate(actor, ground)?,
            (_, Some(_)) => faults.push(Fault::new("ground", "only_if_refused")),
            (_, None) => {}
        }
        faults.extend(check_held(target, answer));
        let hold = target.hold.and_then(|hold| self.held(hold).ok());
        faults.extend(self.check_times(hold, answer, at));
        faults.extend(check_movement(answer, self.issued_at.unwrap_or(at), at));
        if outcome.names_entity() && answer.entity.trim().is_empty() {
            faults.push(Fault::new("entity", "required"));
        }
        if matches!(self.content.kind, Kind::Extend | Kind::Release) {
            let standing = hold.is_some_and(|hold| hold.status.stands());
            let changes = matches!(outcome, Outcome::Extended | Outcome::Released);
            if changes && !standing {
                faults.push(Fault::new("outcome", "hold_ended"));
            }
        }
        if outcome == Outcome::Released {
            faults.extend(hold.and_then(|hold| check_left(hold, answer)));
        }
        Refusal::unless_empty(faults)
    }

    fn check_times(&self, hold: Option<&Hold>, answer: &Answer, at: Time) -> Vec<Fault> {
        let mut faults = Vec::new();
        let outcome = answer.outcome;
        let needs_until = outcome.places_hold() || matches!(outcome, Outcome::Extended | Outcome::Preserved);
        match answer.until {
            None if needs_until => faults.push(Fault::new("until", "required")),
            Some(until) if needs_until => {
                let end = (outcome == Outcome::Extended)
                    .then_some(hold)
                    .flatten()
                    .map_or(at, |hold| hold.until.max(at));
                if let Err(Refusal::Fields(wrong)) = check_until(until, end, at) {
                    faults.extend(wrong);
                }
            }
            Some(_) | None => {}
        }
        match answer.placed_at {
            None if outcome.places_hold() => faults.push(Fault::new("placed_at", "required")),
            Some(placed) if outcome.places_hold() && placed > at => {
                faults.push(Fault::new("placed_at", "in_the_future"));
            }
            Some(placed) if outcome.places_hold() && self.issued_at.is_some_and(|issued| placed < issued) => {
                faults.push(Fault::new("placed_at", "before_issue"));
            }
            Some(_) | None => {}
        }
        faults
    }
}

fn check_held(target: &Target, answer: &Answer) -> Vec<Fault> {
    let mut faults = Vec::new();
    let outcome = answer.outcome;
    if answer.held.len() > MOST_ASSETS {
        faults.push(Fault::new("amount", "too_many").with("most", MOST_ASSETS));
    }
    let is_nothing = answer.held.iter().all(|held| held.amount.is_zero());
    if outcome.needs_amount() && is_nothing {
        faults.push(Fault::new("amount", "required"));
    }
    if outcome == Outcome::FrozenZeroBalance && !is_nothing {
        faults.push(Fault::new("amount", "must_be_nothing"));
    }
    let mut symbols: Vec<&str> = answer.held.iter().map(|held| held.asset.symbol.as_str()).collect();
    symbols.sort_unstable();
    if symbols.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
        faults.push(Fault::new("amount", "asset_twice"));
    }
    if let (Some(asked), Some(asset)) = (target.amount, &target.asset) {
        let held = answer
            .held
            .iter()
            .find(|held| held.asset == *asset)
            .map(|held| held.amount);
        let all = held.is_some_and(|amount| amount >= asked);
        if outcome == Outcome::FrozenFull && !all && !is_nothing {
            faults.push(Fault::new("amount", "less_than_asked"));
        }
        if outcome == Outcome::FrozenPartial && all {
            faults.push(Fault::new("amount", "all_that_was_asked"));
        }
    }
    faults
}

/// What stays held after a release is less than what was held, of the same asset.
fn check_left(hold: &Hold, answer: &Answer) -> Option<Fault> {
    let left = match answer.held.as_slice() {
        [] => return None,
        [left] => left,
        [_, _, ..] => return Some(Fault::new("amount", "too_many").with("most", 1)),
    };
    if left.amount.is_zero() {
        None
    } else if left.asset != hold.asset {
        Some(Fault::new("amount", "other_asset"))
    } else {
        (left.amount >= hold.amount).then(|| Fault::new("amount", "all_that_was_held"))
    }
}

fn check_movement(answer: &Answer, issued: Time, at: Time) -> Vec<Fault> {
    let mut faults = Vec::new();
    let Some(movement) = answer.movement.as_ref().filter(|_| answer.outcome.tells_movement()) else {
        if answer.outcome.tells_movement() {
            faults.push(Fault::new("moved_at", "required"));
        }
        return faults;
    };
    if movement.at > at {
        faults.push(Fault::new("moved_at", "in_the_future"));
    } else if answer.outcome == Outcome::MovedBefore && movement.at >= issued {
        faults.push(Fault::new("moved_at", "after_issue"));
    } else if answer.outcome == Outcome::MovedDuring && movement.at < issued {
        faults.push(Fault::new("moved_at", "before_issue"));
    }
    faults
}

fn check_until(until: Time, after: Time, at: Time) -> Result<(), Refusal> {
    if until <= at {
        return Err(Refusal::field("until", "in_the_past"));
    }
    if until <= after {
        return Err(Refusal::field("until", "not_later"));
    }
    if until > at.plus(SignedDuration::from_hours(24 * LONGEST_HOLD_DAYS)) {
        return Err(Refusal::Fields(vec![
            Fault::new("until", "too_far").with("days", LONGEST_HOLD_DAYS),
        ]));
    }
    Ok(())
}

/// What an answer does to holds.
fn apply(after: &mut Request, actor: &Actor, target: &Target, answer: &Answer, at: Time) -> Vec<Event> {
    let mut events = end_earlier(after, target, at);
    if answer.outcome.places_hold() {
        events.extend(place(after, actor, target, answer));
        return events;
    }
    events.extend(change_named(after, target, answer, at));
    events
}

/// Holds of an answer that is given anew end: what the exchange says now counts.
fn end_earlier(after: &mut Request, target: &Target, at: Time) -> Vec<Event> {
    let reason = LiftReason::AnsweredAnew;
    let mut events = Vec::new();
    let earlier = |hold: &&mut Hold| hold.target == target.id && hold.status.stands();
    for hold in after.holds.iter_mut().filter(earlier) {
        *hold = hold.clone().ended(HoldStatus::Released, Some(reason), at);
        events.push(Event::HoldReleased { hold: hold.id, reason });
    }
    events
}

/// What an extension or release does to the hold its target names.
fn change_named(after: &mut Request, target: &Target, answer: &Answer, at: Time) -> Vec<Event> {
    let Some(hold) = target.hold else { return Vec::new() };
    match (answer.outcome, answer.until, answer.held.first()) {
        (Outcome::Extended, Some(until), _) => {
            change_hold(after, hold, |held| held.extended(until));
            vec![Event::HoldExtended { hold, until }]
        }
        (Outcome::Released, _, Some(left)) if !left.amount.is_zero() => {
            change_hold(after, hold, |held| held.reduced_to(left.amount));
            vec![Event::HoldPartlyReleased {
                hold,
                left: left.amount,
                asset: left.asset.clone(),
            }]
        }
        (Outcome::Released, _, _) => {
            let reason = LiftReason::AskedByAsker;
            change_hold(after, hold, |held| held.ended(HoldStatus::Released, Some(reason), at));
            vec![Event::HoldReleased { hold, reason }]
        }
        _ => Vec::new(),
    }
}

/// One hold per asset; none where there was nothing to hold.
fn place(after: &mut Request, actor: &Actor, target: &Target, answer: &Answer) -> Vec<Event> {
    let (Some(until), Some(placed_at)) = (answer.until, answer.placed_at) else {
        return Vec::new();
    };
    let mut events = Vec::new();
    for held in answer.held.iter().filter(|held| !held.amount.is_zero()) {
        let id = HoldId::new(answer.at);
        let claim = Claim {
            id: ClaimId::new(answer.at),
            organisation: after.asker,
            request: after.id,
            rank: 1,
            until,
            cap: target.amount,
            ended_at: None,
        };
        after.holds.push(Hold {
            id,
            request: after.id,
            target: target.id,
            position: target.position,
            holder: actor.organisation,
            asker: after.asker,
            asset: held.asset.clone(),
            amount: held.amount,
            status: HoldStatus::Placed,
            placed_at,
            until,
            lift_reason: None,
            ended_at: None,
            claims: vec![claim],
        });
        events.push(Event::HoldPlaced {
            hold: id,
            position: target.position,
            amount: held.amount,
            asset: held.asset.clone(),
            until,
        });
    }
    events
}

fn change_hold(request: &mut Request, id: HoldId, change: impl Fn(Hold) -> Hold) {
    for hold in request.holds.iter_mut().filter(|hold| hold.id == id) {
        *hold = change(hold.clone());
    }
}
