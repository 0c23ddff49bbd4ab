//! What an answer must say, by its outcome: every fault stands at its field (domain §5).

use jiff::SignedDuration;

use crate::domain::actor::{Actor, Role};
use crate::domain::change::{Fault, Refusal};
use crate::domain::clocks::uncovered_days;
use crate::domain::holds::{Hold, LONGEST_HOLD_DAYS};
use crate::domain::measures::Measure;
use crate::domain::money::Units;
use crate::domain::values::{Time, Zone};

use super::hops;
use super::kinds::{Kind, Scope};
use super::outcomes::Outcome;
use super::request::{Answer, Request, Target, found};

/// Assets an answer may name per target.
pub const MOST_ASSETS: usize = 20;

impl Request {
    /// What an answer must say, by its outcome (domain §5). Dates of the request are days in `zone`, the asker's.
    pub(super) fn check(
        &self,
        actor: &Actor,
        target: &Target,
        answer: &Answer,
        zone: &Zone,
        at: Time,
    ) -> Result<(), Refusal> {
        let outcome = answer.outcome;
        if !Outcome::of(self.content.kind).contains(&outcome) {
            return Err(Refusal::field("outcome", "not_of_kind"));
        }
        may_give(actor, outcome)?;
        let mut faults = Vec::new();
        match (outcome, answer.ground) {
            (Outcome::Refused, None) => faults.push(Fault::new("ground", "required")),
            (Outcome::Refused, Some(ground)) => self.counsel_gate(actor, ground)?,
            (_, Some(_)) => faults.push(Fault::new("ground", "only_if_refused")),
            (_, None) => {}
        }
        faults.extend(check_held(target, answer));
        faults.extend(self.check_cap(target, answer));
        faults.extend(self.check_frees(target, answer));
        let hold = target.hold.and_then(|hold| self.held(hold).ok());
        let kept = target.preservation.and_then(|kept| self.kept(kept).ok());
        let stands_until = hold.map(|hold| hold.until).or(kept.map(|kept| kept.until));
        faults.extend(self.check_times(target, stands_until, answer, zone, at));
        faults.extend(check_movement(answer, self.issued_at.unwrap_or(at), at));
        faults.extend(hops::check(target, answer));
        faults.extend(found::check(answer, at));
        if outcome.names_entity() && answer.entity.trim().is_empty() {
            faults.push(Fault::new("entity", "required"));
        }
        // The code alone does not tell the asker what to ask for again.
        if outcome == Outcome::ProducedPartial && answer.note.trim().is_empty() {
            faults.push(Fault::new("note", "what_is_missing"));
        }
        let changes = matches!(outcome, Outcome::Extended | Outcome::Released);
        if matches!(self.content.kind, Kind::Extend | Kind::Release) && changes {
            if let Some(hold) = hold {
                hold.may_touch(actor)?;
            }
            if let Some(kept) = kept {
                kept.may_touch(actor)?;
            }
            if target.preservation.is_some() {
                if !kept.is_some_and(|kept| kept.status.stands()) {
                    faults.push(Fault::new("outcome", "preservation_ended"));
                }
            } else if !hold.is_some_and(|hold| hold.status.stands()) {
                faults.push(Fault::new("outcome", "hold_ended"));
            }
        }
        if outcome == Outcome::Released {
            faults.extend(hold.and_then(|hold| check_let_go(hold, target, answer)));
            // Data is let go whole: there is no amount of it.
            let is_told = kept.is_some() && !answer.let_go.is_empty();
            faults.extend(is_told.then(|| Fault::new("amount", "not_with_outcome")));
        }
        Refusal::unless_empty(faults)
    }

    /// What was asked with a cap is held up to the cap and in the asset that was named: that is what makes it
    /// proportionate (domain §3). Where what is there cannot be divided, such as one unspent output, the exchange says
    /// so and why.
    fn check_cap(&self, target: &Target, answer: &Answer) -> Option<Fault> {
        if !answer.outcome.needs_amount() {
            return None;
        }
        let fault = self.above_cap(target, answer)?;
        if !answer.indivisible {
            return Some(fault);
        }
        let is_told = !answer.note.trim().is_empty();
        (!is_told).then(|| Fault::new("note", "why_above_cap"))
    }

    /// Whether more is held than was asked, as the fault that names it; nothing where no cap was asked.
    fn above_cap(&self, target: &Target, answer: &Answer) -> Option<Fault> {
        let (cap, asset) = target.amount.zip(target.asset.as_ref())?;
        if self.content.scope != Scope::AssetAmount {
            return None;
        }
        let held = || answer.held.iter().filter(|held| !held.amount.is_zero());
        if held().any(|held| held.asset == *asset && held.amount > cap) {
            return Some(Fault::new("amount", "more_than_asked").with_amount("most", cap, asset));
        }
        // Too little of what was asked is told first, by its own fault.
        let is_there = held().any(|held| held.asset == *asset);
        let other = held().find(|held| held.asset != *asset).filter(|_| is_there)?;
        let (there, asked) = (&other.asset.symbol, &asset.symbol);
        Some(
            Fault::new("amount", "asset_not_asked")
                .with("asset", there)
                .with("asked", asked),
        )
    }

    /// Whether the exchange holds more of the target than the asker's cap, which it must explain.
    pub fn is_above_cap(&self, target: &Target) -> bool {
        let answer = target.answer.as_ref().filter(|answer| answer.outcome.needs_amount());
        answer.is_some_and(|answer| self.above_cap(target, answer).is_some())
    }

    /// How many days before the end that was asked what `target` was answered with ends, if it ends at `until`; nothing
    /// where that is the day asked, or the answer names no end. Days are the asker's, in `zone`.
    pub fn days_short(&self, target: &Target, until: Time, zone: &Zone) -> Option<u32> {
        let outcome = target.answer.as_ref()?.outcome;
        if !outcome.has_end() {
            return None;
        }
        uncovered_days(until, self.content.until?, zone)
    }

    /// `stands_until` is the present end of what the target names.
    fn check_times(
        &self,
        target: &Target,
        stands_until: Option<Time>,
        answer: &Answer,
        zone: &Zone,
        at: Time,
    ) -> Vec<Fault> {
        let mut faults = Vec::new();
        let outcome = answer.outcome;
        let needs_until = outcome.has_end();
        match answer.until {
            None if needs_until => faults.push(Fault::new("until", "required")),
            Some(until) if needs_until => {
                let end = (outcome == Outcome::Extended)
                    .then_some(stands_until)
                    .flatten()
                    .map_or(at, |until| until.max(at));
                // Longer than asked is the exchange's own word, and said by its own act.
                let asked = self.content.until.and_then(|day| Time::end_of(day, zone));
                let asked = asked.map(|asked| self.kept_until(target, answer).map_or(asked, |kept| kept.max(asked)));
                if let Err(Refusal::Fields(wrong)) = check_until(until, end, at) {
                    faults.extend(wrong);
                } else if asked.is_some_and(|asked| until > asked) {
                    faults.push(Fault::new("until", "later_than_asked"));
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

/// Whether `actor` may give `outcome`: a responder any, counsel a refusal alone (domain §1). That it is the actor's
/// request to answer is asked by [`Request::may_answer`].
///
/// # Errors
/// It is a responder's.
pub fn may_give(actor: &Actor, outcome: Outcome) -> Result<(), Refusal> {
    let counsel = outcome == Outcome::Refused && actor.roles.has(Role::Counsel);
    if counsel {
        Ok(())
    } else {
        actor.has(Role::Responder).map(|_| ())
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

/// A release lets go of the one asset that is held, no more than is held, and no more than was asked: to let go more is
/// the exchange's own word, and said by its own act.
fn check_let_go(hold: &Hold, target: &Target, answer: &Answer) -> Option<Fault> {
    let part = match answer.let_go.as_slice() {
        [] => return None,
        [_, ..] if hold.is_block() => return Some(Fault::new("amount", "block_is_whole")),
        [part] => part,
        [_, _, ..] => return Some(Fault::new("amount", "too_many").with("most", 1)),
    };
    if part.asset != hold.asset {
        return Some(Fault::new("amount", "other_asset"));
    }
    let before = target.let_go_before();
    if part.amount < before {
        return Some(Fault::new("amount", "released_already").with_amount("least", before, &hold.asset));
    }
    if part.amount.is_zero() {
        return Some(Fault::new("amount", "required"));
    }
    let most = hold.amount.plus(before).unwrap_or(hold.amount);
    if part.amount > most {
        return Some(Fault::new("amount", "more_than_held").with_amount("most", most, &hold.asset));
    }
    let asked = target.amount.filter(|asked| part.amount > *asked)?;
    Some(Fault::new("amount", "release_above_asked").with_amount("most", asked, &hold.asset))
}

/// A part of a hold is more than nothing and at most all of it; of a block there is none.
///
/// # Errors
/// The fault, at the field `amount`.
pub(super) fn check_part(part: Units, hold: &Hold) -> Result<(), Fault> {
    if hold.is_block() {
        Err(Fault::new("amount", "block_is_whole"))
    } else if part.is_zero() {
        Err(Fault::new("amount", "required"))
    } else if part > hold.amount {
        Err(Fault::new("amount", "more_than_held").with_amount("most", hold.amount, &hold.asset))
    } else {
        Ok(())
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

pub(super) fn check_until(until: Time, after: Time, at: Time) -> Result<(), Refusal> {
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
