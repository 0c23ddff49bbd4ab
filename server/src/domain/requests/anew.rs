//! A target that is answered anew: the hold that its earlier answer placed stays the same hold where the new answer
//! keeps the freeze, and so does the data that it kept; either is let go by an answer that says so, never by the way.

use crate::domain::actor::Actor;
use crate::domain::change::{Fault, Refusal};
use crate::domain::events::Event;
use crate::domain::holds::{Hold, LiftReason};
use crate::domain::ids::HoldId;
use crate::domain::money::{Asset, Units};
use crate::domain::values::Time;

use super::effects::{change_hold, release, release_part};
use super::keeping;
use super::outcomes::Outcome;
use super::request::{Answer, Held, Request, Target};

/// Ends are typed to the minute: two within one minute are the same.
const MINUTE: i64 = 60_000_000;
/// Since the issue something is typed to the second, or to the minute.
const SECOND: i64 = 1_000_000;

impl Request {
    /// The holds that an earlier answer placed on `target` and that still stand.
    pub fn standing_on(&self, target: &Target) -> impl Iterator<Item = &Hold> {
        let id = target.id;
        self.holds
            .iter()
            .filter(move |hold| hold.target == id && hold.status.stands())
    }

    /// `answer` with what follows from the holds and the data it is about: what stays keeps when it was placed, an end in
    /// the same minute is its end, and what the answer lets go and leaves is noted with it.
    pub(super) fn settled(&self, target: &Target, answer: Answer) -> Answer {
        if answer.outcome == Outcome::Released {
            return self.settled_release(target, answer);
        }
        let standing: Vec<&Hold> = self.standing_on(target).collect();
        let keeps = |hold: &&&Hold| left_of(hold, &answer).is_some();
        let kept: Vec<&Hold> = standing.iter().filter(keeps).copied().collect();
        let ends: Vec<Time> = self.ends_kept(target, &answer).collect();
        let until = answer.until.map(|until| {
            let same = ends.iter().find(|end| minute(**end) == minute(until));
            same.copied().unwrap_or(until)
        });
        let is_kept = |held: &Held| held.amount.is_zero() || kept.iter().any(|hold| hold.asset == held.asset);
        let placed_at = kept
            .first()
            .filter(|_| answer.held.iter().all(is_kept))
            .map_or(answer.placed_at, |hold| Some(hold.placed_at));
        let let_go = standing
            .iter()
            .filter(|hold| gets_free(hold, &answer))
            .filter(|hold| !hold.is_block())
            .map(|hold| Held {
                asset: hold.asset.clone(),
                amount: hold.amount.minus(left_of(hold, &answer).unwrap_or_default()),
            })
            .collect();
        let placed_at = placed_at.map(|placed| self.not_before_issue(placed));
        let mut movement = answer.movement.clone();
        if answer.outcome.is_incident()
            && let Some(moved) = &mut movement
        {
            moved.at = self.not_before_issue(moved.at);
        }
        let frees_money = standing.iter().any(|hold| gets_free(hold, &answer));
        let sooner = self.ends_sooner(
            target,
            &Answer {
                until,
                ..answer.clone()
            },
        );
        let frees = answer.frees && (frees_money || sooner || self.frees_data(target, &answer));
        Answer {
            placed_at,
            until,
            movement,
            frees,
            let_go,
            ..answer
        }
    }

    /// What was done at `typed` since the issue: the second of issue, or the minute where no seconds are typed, is after it.
    fn not_before_issue(&self, typed: Time) -> Time {
        let step = if typed.micros() % MINUTE == 0 { MINUTE } else { SECOND };
        let place = |time: Time| time.micros().div_euclid(step);
        match self.issued_at {
            Some(issued) if place(typed) == place(issued) => typed.max(issued),
            Some(_) | None => typed,
        }
    }

    /// A release lets go what it says, or where it says nothing what was asked; the rest stays held. Given anew it says
    /// what was let go in all, so that the same once more moves nothing.
    fn settled_release(&self, target: &Target, answer: Answer) -> Answer {
        let Some(hold) = target.hold.and_then(|hold| self.held(hold).ok()) else {
            return Answer { frees: false, ..answer };
        };
        // A block is let go whole: there is no amount of it.
        if hold.is_block() {
            return Answer {
                held: Vec::new(),
                frees: false,
                ..answer
            };
        }
        let of = |amount: Units| Held {
            asset: hold.asset.clone(),
            amount,
        };
        let before = target.let_go_before();
        let most = hold.amount.plus(before).unwrap_or(hold.amount);
        let let_go = if answer.let_go.is_empty() {
            vec![of(target.amount.map_or(most, |asked| asked.min(most)))]
        } else {
            answer.let_go
        };
        let said = let_go.iter().find(|part| part.asset == hold.asset);
        let left = said.map(|part| of(most.minus(part.amount.max(before))));
        Answer {
            held: left.into_iter().filter(|left| !left.amount.is_zero()).collect(),
            let_go,
            frees: false,
            ..answer
        }
    }

    /// Whether `answer` lets go data that an earlier one keeps.
    fn frees_data(&self, target: &Target, answer: &Answer) -> bool {
        !keeping::keeps(answer) && self.data_standing_on(target).next().is_some()
    }

    /// What is held or kept gets free, or ends sooner, only by an answer that says so.
    pub(super) fn check_frees(&self, target: &Target, answer: &Answer) -> Option<Fault> {
        if answer.frees {
            return None;
        }
        if self.frees_data(target, answer) {
            return Some(Fault::new("frees", "frees_kept"));
        }
        let freed: Vec<&Hold> = self
            .standing_on(target)
            .filter(|hold| gets_free(hold, answer))
            .collect();
        let money: Vec<(Units, Asset)> = freed
            .iter()
            .filter_map(|hold| Some((hold.whole()?, hold.asset.clone())))
            .collect();
        if !money.is_empty() {
            return Some(Fault::new("frees", "frees_held").with_amounts("held", money));
        }
        if !freed.is_empty() {
            return Some(Fault::new("frees", "frees_block"));
        }
        self.ends_sooner(target, answer)
            .then(|| Fault::new("frees", "frees_sooner"))
    }

    /// Whether what stands would not stand for as long under `answer`: what was promised until a later day is free before it.
    fn ends_sooner(&self, target: &Target, answer: &Answer) -> bool {
        let until = answer.until.map(minute);
        let money = self.standing_on(target).map(|hold| hold.until);
        let data = self.data_standing_on(target).map(|kept| kept.until);
        money
            .chain(data)
            .any(|end| until.is_some_and(|until| until < minute(end)))
    }

    /// The last end of what stands on `target` and is kept by `answer`: to keep it is to ask for no more.
    pub(super) fn kept_until(&self, target: &Target, answer: &Answer) -> Option<Time> {
        self.ends_kept(target, answer).max()
    }

    /// The ends of what stands on `target` and is kept by `answer`.
    fn ends_kept(&self, target: &Target, answer: &Answer) -> impl Iterator<Item = Time> {
        let money = self.standing_on(target).filter(|hold| left_of(hold, answer).is_some());
        let data = self.data_standing_on(target).filter(|_| keeping::keeps(answer));
        money.map(|hold| hold.until).chain(data.map(|kept| kept.until))
    }
}

const fn minute(time: Time) -> i64 {
    time.micros().div_euclid(MINUTE)
}

/// How much of `hold` is held under `answer`; nothing where the answer ends it. A block stays a block under any answer that
/// freezes something of the account, unless its own asset was found there since.
pub(super) fn left_of(hold: &Hold, answer: &Answer) -> Option<Units> {
    if !answer.outcome.places_hold() {
        return None;
    }
    let mut held = answer.held.iter();
    held.find(|held| held.asset == hold.asset && !held.amount.is_zero())
        .map(|held| held.amount)
        .or_else(|| hold.is_block().then_some(Units::ZERO))
}

/// Whether `answer` frees `hold` or a part of it.
fn gets_free(hold: &Hold, answer: &Answer) -> bool {
    left_of(hold, answer).is_none_or(|left| left < hold.amount)
}

/// What a new answer does to the holds of the one before: each is kept as the same hold, with its new amount and end, or
/// released.
///
/// # Errors
/// Unseen: one of them is not the actor's to touch.
pub(super) fn settle(
    after: &mut Request,
    actor: &Actor,
    target: &Target,
    answer: &Answer,
    at: Time,
) -> Result<Vec<Event>, Refusal> {
    let earlier: Vec<Hold> = after.standing_on(target).cloned().collect();
    let mut events = Vec::new();
    for hold in earlier {
        match (left_of(&hold, answer), answer.until) {
            (Some(amount), Some(until)) => events.extend(keep(after, actor, &hold, amount, until, at)?),
            (Some(_), None) | (None, _) => {
                events.push(release(after, actor, hold.id, LiftReason::AnsweredAnew, at)?);
            }
        }
    }
    Ok(events)
}

/// The hold stays; what of it is another is told.
fn keep(
    after: &mut Request,
    actor: &Actor,
    hold: &Hold,
    amount: Units,
    until: Time,
    at: Time,
) -> Result<Vec<Event>, Refusal> {
    let (id, asset): (HoldId, _) = (hold.id, &hold.asset);
    let mut events = Vec::new();
    if amount < hold.amount {
        events.push(release_part(after, actor, id, amount, LiftReason::AnsweredAnew)?);
    }
    if until > hold.until {
        change_hold(after, actor, id, |held| held.extended(until, at))?;
        events.push(Event::HoldExtended { hold: id, until });
    }
    if amount > hold.amount || until < hold.until {
        change_hold(after, actor, id, |held| held.changed(amount, until, at))?;
        events.push(Event::HoldChanged {
            hold: id,
            amount,
            asset: asset.clone(),
            until,
        });
    }
    Ok(events)
}
