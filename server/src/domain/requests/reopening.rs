//! An ended request is opened again, by either side, for the answers it names.

use crate::domain::actor::Actor;
use crate::domain::change::{Change, Fault, Refusal};
use crate::domain::clocks::{ClockKind, Origin};
use crate::domain::events::Event;
use crate::domain::values::Time;

use super::acts::Act;
use super::clockwork::made;
use super::kinds::Status;
use super::request::{Request, Target};
use super::terms::{Terms, clock_of};

impl Request {
    /// The answers that reopening can name: those that stand. What was refused as a whole has no outcome once it is opened
    /// again, and needs no naming.
    pub fn could_be_given_anew(&self) -> impl Iterator<Item = &Target> {
        let is_all_refused = self.is_all_refused();
        self.targets
            .iter()
            .filter(move |target| target.answer.is_some() && !is_all_refused)
    }

    /// Either side opens an ended request again, for the answers at `positions` and for whatever has none.
    ///
    /// # Errors
    /// As [`Request::may`]; no reason is given; one is named that does not stand; or none is, and nothing would be left to
    /// answer.
    pub fn reopen(
        self,
        actor: &Actor,
        positions: &[u32],
        note: String,
        terms: Terms<'_>,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.takes(Act::Reopen, actor)?;
        let could: Vec<u32> = self.could_be_given_anew().map(|target| target.position).collect();
        check_named(positions, &could, could.len() == self.targets.len(), &note)?;
        let mut after = self.clone();
        for kind in [ClockKind::Decision, ClockKind::Execution] {
            after.clocks.extend(clock_of(
                &after,
                kind,
                terms.recipient,
                terms.promises,
                Origin::Reopening,
                at,
            ));
        }
        after.started_at = None;
        after.ground = None;
        after.take_refusals_back();
        let targets = after.give_anew(positions);
        after.remark = note.clone();
        let after = after.moved(Status::Acknowledged, at);
        Ok(made(self, after, Event::Reopened { targets, note }, actor, at))
    }

    /// The answers at `positions` are to be given anew, and no others; which that are.
    pub(super) fn give_anew(&mut self, positions: &[u32]) -> Vec<u32> {
        for target in &mut self.targets {
            target.anew = positions.contains(&target.position);
        }
        let named = self.targets.iter().filter(|target| target.anew);
        named.map(|target| target.position).collect()
    }
}

/// Of the answers that `could` be named those at `positions` are, at least one where one must be, with a reason in words.
///
/// # Errors
/// Fields: `targets` or `note`.
pub(super) fn check_named(positions: &[u32], could: &[u32], needs_one: bool, note: &str) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if positions.iter().any(|position| !could.contains(position)) {
        faults.push(Fault::new("targets", "unknown_choice"));
    } else if positions.is_empty() && needs_one {
        faults.push(Fault::new("targets", "required"));
    }
    if note.trim().is_empty() {
        faults.push(Fault::new("note", "required"));
    }
    Refusal::unless_empty(faults)
}
