//! What must always be so after a step, whatever it was.

use super::Walk;
use crate::domain::clocks::{ClockKind, State};
use crate::domain::holds::HoldStatus;
use crate::domain::preservations::PreservationStatus;
use crate::domain::requests::kinds::Status;
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::{Request, Target};

impl Walk<'_> {
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
            let wrong = if request.stops.are_any() {
                // Of an emergency too: nobody is held to what they may not do.
                runs(state)
            } else if asked && !is_emergency {
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
        let first = request.clocks.iter().filter_map(|held| held.clock.due()).min();
        let named = request.waiting();
        if named.clock.is_some() {
            assert_eq!(named.due, first, "{}: the promise that is due next is named", told());
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

/// A target has one final outcome, but where that is disputed or was opened again, or where the whole was refused and is
/// looked at again.
fn check_answers(before: &Request, after: &Request, told: &dyn Fn() -> String) {
    let is_at_work = matches!(
        before.status,
        Status::Executing | Status::PartlyAnswered | Status::Disputed
    );
    let anew = |old: &Target| is_at_work && old.anew;
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
        if old.answer.is_some() && !anew(old) && !taken_back {
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

/// Only what is due lapses; what has ended stays as it ended; no hold disappears. Nothing is held under a block alone, and
/// no account is blocked twice.
fn check_holds(before: &Request, after: &Request, told: &dyn Fn() -> String) {
    for hold in &after.holds {
        assert_eq!(hold.is_block(), hold.amount.is_zero(), "{}", told());
        assert!(hold.until > hold.placed_at, "{}: it has no end", told());
    }
    for target in &after.targets {
        let standing = after.standing_on(target).count();
        assert!(standing <= 1, "{}: the account is held twice", told());
    }
    for old in &before.holds {
        let new = after.held(old.id).unwrap();
        if !old.status.stands() {
            assert_eq!(old, new, "{}: an ended hold changed", told());
        }
        if new.status == HoldStatus::Lapsed && old.status != HoldStatus::Lapsed {
            assert_eq!(old.status, HoldStatus::ExpiryDue, "{}", told());
        }
        assert_eq!(new.status.stands(), new.ended_at.is_none(), "{}", told());
        assert!(new.amount <= new.frozen, "{}: more is held than was frozen", told());
        assert!(old.frozen <= new.frozen, "{}: what was frozen was", told());
        let released = new.status == HoldStatus::Released;
        assert_eq!(
            released,
            new.lift_reason.is_some(),
            "{}: only a release has a reason",
            told()
        );
    }
}

/// As with holds: none is without an end that lies ahead of its beginning, none ends twice, and only what is due lapses. A
/// target never has two that stand: what is answered anew is the same one or none.
fn check_preservations(before: &Request, after: &Request, told: &dyn Fn() -> String) {
    assert!(after.holds.is_empty() || after.preservations.is_empty(), "{}", told());
    for kept in &after.preservations {
        assert!(kept.until > kept.placed_at, "{}: it has no end", told());
        assert_eq!(kept.status.stands(), kept.ended_at.is_none(), "{}", told());
        let released = kept.status == PreservationStatus::Released;
        assert_eq!(released, kept.lift_reason.is_some(), "{}", told());
    }
    for target in &after.targets {
        let standing = after.data_standing_on(target).count();
        assert!(standing <= 1, "{}: the data of a target is kept twice", told());
    }
    for old in &before.preservations {
        let new = after.kept(old.id).unwrap();
        if !old.status.stands() {
            assert_eq!(old, new, "{}: it ended twice", told());
        }
        // Only an answer given anew draws an end nearer.
        let answers = |request: &Request| {
            request
                .targets
                .iter()
                .map(|target| target.answer.clone())
                .collect::<Vec<_>>()
        };
        let is_anew = answers(before) != answers(after);
        assert!(new.until >= old.until || is_anew, "{}: it was shortened", told());
        if new.status == PreservationStatus::Lapsed && old.status != PreservationStatus::Lapsed {
            assert_eq!(old.status, PreservationStatus::ExpiryDue, "{}", told());
        }
    }
}
