//! What a walk may do in one step, and what must always be so after it.

use jiff::SignedDuration;

use super::super::scene::{NOW, Scene, frozen, good, mint, plain};
use super::random::{Random, Who};
use crate::domain::actor::Actor;
use crate::domain::change::{Change, Refusal};
use crate::domain::clocks::{ClockKind, State, Urgency};
use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::ids::{HoldId, MessageId, PersonId, PreservationId};
use crate::domain::preservations::PreservationStatus;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Kind, Question, RedirectReason, ReturnReason, Status};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::pressing::Pressed;
use crate::domain::requests::review::Finding;
use crate::domain::requests::withdrawal::{Fate, Fates, OtherBasis};
use crate::domain::requests::{Answer, Content, Request};
use crate::domain::values::Time;

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
    Dispute,
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
    Reopen,
    /// The first hold or preservation that stands, lengthened by two days, lifted, or stated to have lapsed.
    ExtendHold,
    LiftHold,
    LapseHold,
    /// What the clock does.
    Breach,
    CloseUnanswered,
    Expire,
    Alarm,
    OverdueReview,
}

impl Step {
    const ALL: [Self; 40] = [
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
        Self::ExtendHold,
        Self::LiftHold,
        Self::LapseHold,
        Self::Breach,
        Self::CloseUnanswered,
        Self::Expire,
        Self::Alarm,
        Self::OverdueReview,
        Self::Freeze(9),
    ];

    pub fn any(random: &mut Random) -> Self {
        random.of(&Self::ALL)
    }

    /// Somebody who could do it at some time.
    pub fn usual_actor(self, random: &mut Random) -> Who {
        match self {
            Self::Revise | Self::Discard | Self::Submit | Self::Clarify | Self::Accept | Self::Dispute => Who::Author,
            Self::SendBack
            | Self::Approve
            | Self::Maintain
            | Self::Withdraw
            | Self::ReplaceDeadline
            | Self::Follow
            | Self::FollowRelease
            | Self::Review => random.of(&[Who::Second, Who::Third]),
            Self::Acknowledge | Self::Assign | Self::Redirect | Self::Ask => Who::Intake,
            Self::RefuseOne(_, true) | Self::RefuseAll(true) => Who::Counsel,
            Self::Start
            | Self::Freeze(_)
            | Self::NoMatch(_)
            | Self::RefuseOne(_, false)
            | Self::RefuseAll(false)
            | Self::ConfirmWithdrawal
            | Self::ConfirmStays
            | Self::ConfirmSilently
            | Self::Reopen
            | Self::ExtendHold
            | Self::LiftHold
            | Self::LapseHold => Who::Responder,
            Self::Breach | Self::CloseUnanswered | Self::Expire | Self::Alarm | Self::OverdueReview => Who::Clockwork,
        }
    }
}

/// How long a hold of a walk lasts, and how long a question waits.
pub const HOLD: SignedDuration = SignedDuration::from_hours(72);
pub const QUESTION: SignedDuration = SignedDuration::from_hours(24);
pub const LONGER: SignedDuration = SignedDuration::from_hours(48);

/// A request on its way.
pub struct Walk<'a> {
    scene: &'a Scene,
    pub request: Request,
    pub now: Time,
    /// Breaches that were told so far.
    breaches: usize,
}

type Answered = Result<Vec<&'static str>, Option<Refusal>>;

impl<'a> Walk<'a> {
    pub fn begin(scene: &'a Scene, random: &mut Random) -> Self {
        let kind = random.of(&[Kind::Freeze, Kind::Freeze, Kind::Preserve]);
        let mut request = scene.draft(kind, random.of(Urgency::ALL));
        // A walk takes months: no end is asked that a hold could pass.
        request.content.until = None;
        Self {
            scene,
            request,
            now: NOW,
            breaches: 0,
        }
    }

    /// Minutes, hours or days; now and then none, and sometimes the clock of the machine stands still.
    pub fn pass_time(&mut self, random: &mut Random) {
        let most = random.of(&[1, 30, 600, 3_000]);
        let minutes = i64::try_from(random.below(most)).unwrap();
        self.now = self.now.plus(SignedDuration::from_mins(minutes));
    }

    fn actor(&self, who: Who) -> &'a Actor {
        match who {
            Who::Author => &self.scene.author,
            Who::Second => &self.scene.second,
            Who::Third => &self.scene.third,
            Who::Intake => &self.scene.intake,
            Who::Responder => &self.scene.responder,
            Who::Counsel => &self.scene.counsel,
            Who::Stranger => &self.scene.stranger,
            Who::Clockwork => &self.scene.clockwork,
        }
    }

    /// The first hold that stands.
    fn hold(&self) -> HoldId {
        let standing = self.request.holds.iter().find(|hold| hold.status.stands());
        standing.map_or_else(|| HoldId::new(self.now), |hold| hold.id)
    }

    /// The first preservation that stands.
    fn kept(&self) -> PreservationId {
        let standing = self.request.preservations.iter().find(|kept| kept.status.stands());
        standing.map_or_else(|| PreservationId::new(self.now), |kept| kept.id)
    }

    /// The first `gone` of what stands are let go, the others stay.
    fn fates(&self, gone: usize) -> Fates {
        let fate = |place: usize| {
            if place < gone {
                return Fate::LetGo;
            }
            Fate::Stays {
                basis: OtherBasis::OtherOrder,
                note: "Another order".to_owned(),
            }
        };
        let holds = self.request.own_holds().enumerate();
        let data = self.request.own_preservations().enumerate();
        Fates {
            holds: holds.map(|(place, hold)| (hold.id, fate(place))).collect(),
            preservations: data.map(|(place, kept)| (kept.id, fate(place))).collect(),
        }
    }

    /// Takes the step, and keeps it where it was permitted; as the store does, with the next version.
    pub fn step(&mut self, step: Step, who: Who) -> Answered {
        let change = self.change(step, self.actor(who))?;
        assert_eq!(change.before(), Some(&self.request));
        let after = change.after().clone();
        let ends = |request: &Request| request.preservations.iter().map(|kept| kept.until).collect::<Vec<_>>();
        let is_keeper = self.actor(who).organisation == self.scene.exchange;
        assert!(
            is_keeper || ends(&self.request) == ends(&after),
            "{who:?} lengthened what another keeps"
        );
        self.request = Request {
            version: after.version + 1,
            ..after
        };
        let events: Vec<_> = change.events().iter().map(|event| event.act()).collect();
        self.breaches += events.iter().filter(|event| **event == "clock_breached").count();
        Ok(events)
    }

    fn change(&self, step: Step, actor: &Actor) -> Result<Change<Request>, Option<Refusal>> {
        let (request, now, terms) = (self.request.clone(), self.now, self.scene.terms());
        let version = request.version;
        let note = || "Because".to_owned();
        let message = MessageId::new(now);
        let (hold, kept) = (self.hold(), self.kept());
        let is_data = request.content.kind.keeps_data();
        let change = match step {
            Step::Revise => {
                let facts = format!("Told anew, version {version}");
                let content = Content {
                    facts,
                    ..request.content.clone()
                };
                let targets = request.targets.clone();
                return match request.revise(actor, version, content, targets, now) {
                    Ok(change) => change.ok_or(None),
                    Err(refusal) => Err(Some(refusal)),
                };
            }
            Step::Discard => request.discard(actor, now),
            Step::Submit => request.submit(actor, version, &good(), &Pressed::default(), now),
            Step::SendBack => request.send_back(actor, ReturnReason::FactsUnclear, note(), now),
            Step::Approve => request.approve(actor, version, &good(), mint, terms, now),
            Step::Clarify => request.clarify(actor, message, now),
            Step::Maintain => request.maintain(actor, note(), terms, now),
            Step::Withdraw => request.withdraw(actor, note(), terms, now),
            Step::Accept => request.accept(actor, now),
            Step::Dispute => request.dispute(actor, note(), terms, now),
            Step::ReplaceDeadline => request.replace_deadline(actor, now.plus(HOLD), now),
            Step::Follow => request.followed(actor, self.request.id, Kind::Extend, now),
            Step::FollowRelease => request.followed(actor, self.request.id, Kind::Release, now),
            Step::Review => request.reviewed(actor, version, Finding::NotJustified, note(), now),
            Step::Acknowledge => request.acknowledge(actor, "NB-1".to_owned(), now),
            Step::Assign => request.assign(actor, PersonId::new(now), now),
            Step::Redirect => request.redirect(actor, RedirectReason::GroupCompany, note(), now),
            Step::Ask => request.ask(actor, message, Question::TagMissing, now.plus(QUESTION), now),
            Step::Start => request.start(actor, now),
            Step::Freeze(position) if is_data => {
                let answer = Answer {
                    until: Some(now.plus(HOLD)),
                    ..plain(Outcome::Preserved)
                };
                request.answer(actor, position, answer, terms, now)
            }
            Step::Freeze(position) => {
                let answer = Answer {
                    placed_at: Some(now),
                    until: Some(now.plus(HOLD)),
                    ..frozen("100")
                };
                request.answer(actor, position, answer, terms, now)
            }
            Step::NoMatch(position) => {
                let answer = Answer {
                    frees: true,
                    ..plain(Outcome::NoMatch)
                };
                request.answer(actor, position, answer, terms, now)
            }
            Step::RefuseOne(position, counsel) => {
                let answer = Answer {
                    ground: Some(ground(counsel)),
                    frees: true,
                    ..plain(Outcome::Refused)
                };
                request.answer(actor, position, answer, terms, now)
            }
            Step::RefuseAll(counsel) => request.refuse(actor, ground(counsel), note(), terms, now),
            Step::ConfirmWithdrawal => request.confirm_withdrawal(actor, &self.fates(1), now),
            Step::ConfirmStays => request.confirm_withdrawal(actor, &self.fates(0), now),
            Step::ConfirmSilently => request.confirm_withdrawal(actor, &Fates::default(), now),
            Step::Reopen => request.reopen(actor, note(), terms, now),
            Step::ExtendHold if is_data => {
                let until = request.kept(kept).map_or(now, |kept| kept.until).max(now).plus(LONGER);
                request.extend_preservation(actor, kept, until, now)
            }
            Step::LiftHold if is_data => request.lift_preservation(actor, kept, LiftReason::TermsEnded, now),
            Step::LapseHold if is_data => request.lapse_preservation(actor, kept, now),
            Step::ExtendHold => {
                let until = request.held(hold).map_or(now, |held| held.until).max(now).plus(LONGER);
                request.extend_hold(actor, hold, until, now)
            }
            Step::LiftHold => request.lift_hold(actor, hold, LiftReason::TermsEnded, now),
            Step::LapseHold => request.lapse_hold(actor, hold, now),
            Step::Breach => return request.breach(actor, now).ok_or(None),
            Step::CloseUnanswered => return request.close_unanswered(actor, now).ok_or(None),
            Step::Expire if is_data => return request.expire_preservation(kept, actor, now).ok_or(None),
            Step::Alarm if is_data => return request.alarm_preservation(kept, 6, actor, now).ok_or(None),
            Step::Expire => return request.expire(hold, actor, now).ok_or(None),
            Step::OverdueReview => return request.overdue_review(actor, now).ok_or(None),
            Step::Alarm => return request.alarm(hold, 6, actor, now).ok_or(None),
        };
        change.map_err(Some)
    }

    /// What must always be so, whatever happened since `before`.
    pub fn check(&self, before: &Request, told: &dyn Fn() -> String) {
        let after = &self.request;
        self.check_approvals(told);
        self.check_clocks(told);
        check_answers(before, after, told);
        check_holds(before, after, told);
        check_preservations(before, after, told);
        if before.issued_at.is_some() {
            let packet = |request: &Request| {
                (
                    request.packet.clone(),
                    request.packet_hash.clone(),
                    request.seal.clone(),
                )
            };
            assert_eq!(packet(before), packet(after), "{}: the packet is frozen", told());
            assert_eq!(before.content, after.content, "{}: the text is frozen", told());
            assert_eq!(before.approvals, after.approvals, "{}: the approvals stand", told());
        }
        if let Some(old) = &before.review {
            let new = after.review.as_ref();
            assert_eq!(new.map(|new| new.due), Some(old.due), "{}", told());
            let stays = old.found.is_none() || new.map(|new| &new.found) == Some(&old.found);
            assert!(stays, "{}: a finding is final", told());
        }
        let owes = after.issued_at.is_some() && after.content.urgency.is_emergency();
        assert_eq!(after.review.is_some(), owes, "{}: what pressed is reviewed", told());
        let over = [Status::Redirected, Status::Withdrawn, Status::Superseded];
        if over.contains(&before.status) {
            assert_eq!(before.status, after.status, "{}: it is over", told());
        }
        let moved = before.status == after.status || before.status.may_become(after.status);
        assert!(moved, "{}: {} became {}", told(), before.status, after.status);
        let is_same = (before.id, before.case, before.asker, before.created_at)
            == (after.id, after.case, after.asker, after.created_at);
        assert!(is_same, "{}: it is another request", told());
        let steps = after.version - before.version;
        assert!(steps == i64::from(before != after), "{}: {steps} versions", told());
    }

    fn check_approvals(&self, told: &dyn Fn() -> String) {
        let request = &self.request;
        let by: Vec<_> = request.approvals.iter().map(|approval| approval.by).collect();
        let wrote = by.iter().any(|person| request.writers.contains(person));
        assert!(!wrote, "{}: approved by who wrote of it", told());
        assert!(request.writers.contains(&request.author), "{}", told());
        assert!(
            by.len() < 2 || by[0] != by[1],
            "{}: approved twice by one person",
            told()
        );
        if request.issued_at.is_some() {
            assert_eq!(by.len(), request.approvals_needed(), "{}", told());
        }
    }

    fn check_clocks(&self, told: &dyn Fn() -> String) {
        let request = &self.request;
        let runs = |state| matches!(state, State::Running { .. });
        let stands_still = |state| matches!(state, State::Paused { .. });
        for &kind in ClockKind::ALL {
            let states = request
                .clocks
                .iter()
                .map(|held| &held.clock)
                .filter(|clock| clock.kind() == kind);
            let open = states
                .filter(|clock| runs(clock.state()) || stands_still(clock.state()))
                .count();
            assert!(open <= 1, "{}: {open} clocks of {kind}", told());
        }
        let asked = request.status == Status::Clarification;
        let is_emergency = request.content.urgency.is_emergency();
        for held in &request.clocks {
            let state = held.clock.state();
            let wrong = if asked && !is_emergency {
                runs(state)
            } else {
                stands_still(state)
            };
            assert!(
                !wrong,
                "{}: {} is {} in {}",
                told(),
                held.clock.kind(),
                state.code(),
                request.status
            );
        }
        let late = request
            .clocks
            .iter()
            .filter(|held| held.clock.breached_at().is_some())
            .count();
        assert_eq!(self.breaches, late, "{}: each breach is told once", told());
        let open: Vec<_> = request
            .clocks
            .iter()
            .filter(|held| held.clock.remaining(self.now).is_some())
            .map(|held| held.clock.kind())
            .collect();
        if request.status.is_over() {
            assert!(open.is_empty(), "{}: {open:?} runs though it is over", told());
        }
        if request.status == Status::Withdrawing {
            assert_eq!(open, [ClockKind::Execution], "{}: the confirmation is awaited", told());
        }
    }
}

/// A target has one final outcome, but in a dispute, where all of an ended request was answered before, or where the
/// whole was refused and is looked at again.
fn check_answers(before: &Request, after: &Request, told: &dyn Fn() -> String) {
    let anew = before.unanswered().next().is_none() && matches!(before.status, Status::Disputed | Status::Executing);
    let refused = |request: &Request| {
        let answers = request.targets.iter().map(|target| target.answer.as_ref());
        answers
            .flatten()
            .filter(|answer| answer.outcome == Outcome::Refused)
            .count()
    };
    let again = matches!(
        (before.status, after.status),
        (Status::Refused, Status::Maintained) | (Status::Closed, Status::Acknowledged)
    );
    let taken_back = again && refused(before) == before.targets.len() && after.unanswered().count() == 2;
    for (old, new) in before.targets.iter().zip(&after.targets) {
        assert_eq!((old.id, old.position), (new.id, new.position), "{}", told());
        if old.answer.is_some() && !anew && !taken_back {
            assert_eq!(
                old.answer,
                new.answer,
                "{}: the outcome of target {} changed",
                told(),
                old.position
            );
        }
    }
    let complete = after.unanswered().next().is_none();
    assert!(after.status != Status::Answered || complete, "{}", told());
    let whole = refused(after) == after.targets.len();
    assert!(after.status != Status::Refused || whole, "{}: a hold may stand", told());
}

/// Only what is due lapses; what has ended stays as it ended; no hold disappears.
fn check_holds(before: &Request, after: &Request, told: &dyn Fn() -> String) {
    for old in &before.holds {
        let new = after.held(old.id).unwrap();
        if !old.status.stands() {
            assert_eq!(old, new, "{}: an ended hold changed", told());
        }
        if new.status == HoldStatus::Lapsed && old.status != HoldStatus::Lapsed {
            assert_eq!(old.status, HoldStatus::ExpiryDue, "{}", told());
        }
        assert_eq!(new.status.stands(), new.ended_at.is_none(), "{}", told());
        let released = new.status == HoldStatus::Released;
        assert_eq!(
            released,
            new.lift_reason.is_some(),
            "{}: only a release has a reason",
            told()
        );
    }
}

/// As with holds: none is without an end that lies ahead of its beginning, none ends twice, and only what is due lapses.
fn check_preservations(before: &Request, after: &Request, told: &dyn Fn() -> String) {
    assert!(after.holds.is_empty() || after.preservations.is_empty(), "{}", told());
    for kept in &after.preservations {
        assert!(kept.until > kept.placed_at, "{}: it has no end", told());
        assert_eq!(kept.status.stands(), kept.ended_at.is_none(), "{}", told());
        let released = kept.status == PreservationStatus::Released;
        assert_eq!(released, kept.lift_reason.is_some(), "{}", told());
    }
    for old in &before.preservations {
        let new = after.kept(old.id).unwrap();
        if !old.status.stands() {
            assert_eq!(old, new, "{}: it ended twice", told());
        }
        assert!(new.until >= old.until, "{}: it was shortened", told());
        if new.status == PreservationStatus::Lapsed && old.status != PreservationStatus::Lapsed {
            assert_eq!(old.status, PreservationStatus::ExpiryDue, "{}", told());
        }
    }
}

fn ground(counsel: bool) -> Ground {
    if counsel {
        Ground::ConflictOfLaw
    } else {
        Ground::Incomplete
    }
}
