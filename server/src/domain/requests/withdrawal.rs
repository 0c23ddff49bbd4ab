//! What becomes of what stands when a request is taken back: the exchange says it of each hold and preservation that
//! the request placed, and nothing is left to silence (domain §3).

use std::fmt::Display;

use crate::domain::actor::{Actor, words};
use crate::domain::change::{Change, Fault, Refusal};
use crate::domain::clocks::ClockKind;
use crate::domain::events::Event;
use crate::domain::holds::{Hold, HoldStatus, LiftReason};
use crate::domain::ids::{HoldId, PreservationId};
use crate::domain::measures::Measure;
use crate::domain::preservations::{Preservation, PreservationStatus};
use crate::domain::values::Time;

use super::acts::Act;
use super::clockwork::{made, meet};
use super::effects::{change_hold, release};
use super::keeping;
use super::kinds::Status;
use super::request::Request;

words! {
    /// On what something stays held after its request was taken back.
    OtherBasis("basis of what stays held") {
        /// The exchange's own: its terms, or a duty of its own.
        OwnBasis = "own_basis",
        /// The order of another authority.
        OtherOrder = "other_order",
    }
}

impl OtherBasis {
    /// Where a hold stands that stays on it.
    pub const fn of_hold(self) -> HoldStatus {
        match self {
            Self::OwnBasis => HoldStatus::OwnBasis,
            Self::OtherOrder => HoldStatus::OtherOrder,
        }
    }

    /// Where a preservation stands that stays on it.
    pub const fn of_preservation(self) -> PreservationStatus {
        match self {
            Self::OwnBasis => PreservationStatus::OwnBasis,
            Self::OtherOrder => PreservationStatus::OtherOrder,
        }
    }
}

/// What becomes of one hold or preservation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It ends with the request.
    LetGo,
    /// It stays, but no more for the sake of this request: the agency's claim on it ends, and with it the clock.
    Stays {
        /// On what.
        basis: OtherBasis,
        /// Why, in words; never empty once it is confirmed.
        note: String,
    },
}

/// What the exchange says of each. What is named and stands no more is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fates {
    /// Of holds.
    pub holds: Vec<(HoldId, Fate)>,
    /// Of preservations.
    pub preservations: Vec<(PreservationId, Fate)>,
}

/// The field in which a confirmation says what becomes of a hold.
pub fn hold_field(id: impl Display) -> String {
    format!("hold-{id}")
}

/// The field in which a confirmation says what becomes of a preservation.
pub fn data_field(id: impl Display) -> String {
    format!("data-{id}")
}

/// The field in which a confirmation says why a hold or preservation stays.
pub fn note_field(id: impl Display) -> String {
    format!("note-{id}")
}

impl Request {
    /// The holds that this request placed and that stand; those it only names belong to another.
    pub fn own_holds(&self) -> impl Iterator<Item = &Hold> {
        self.holds
            .iter()
            .filter(|hold| hold.request == self.id && hold.status.stands())
    }

    /// As [`Request::own_holds`], of preservations.
    pub fn own_preservations(&self) -> impl Iterator<Item = &Preservation> {
        self.preservations
            .iter()
            .filter(|kept| kept.request == self.id && kept.status.stands())
    }

    /// The exchange confirms a withdrawal and says what became of each standing hold or preservation of this request:
    /// it is let go, or it stays on another basis, and why. Those of another request stay whatever is said.
    ///
    /// # Errors
    /// As [`Request::may`]; of one that stands nothing is said, or not why it stays; or one is not the actor's to touch.
    pub fn confirm_withdrawal(self, actor: &Actor, fates: &Fates, at: Time) -> Result<Change<Self>, Refusal> {
        self.takes(Act::ConfirmWithdrawal, actor)?;
        for hold in self.own_holds() {
            hold.may_touch(actor)?;
        }
        for kept in self.own_preservations() {
            kept.may_touch(actor)?;
        }
        let mut faults = Vec::new();
        let holds = stated(
            self.own_holds().map(|hold| hold.id),
            &fates.holds,
            hold_field,
            &mut faults,
        );
        let data = self.own_preservations().map(|kept| kept.id);
        let data = stated(data, &fates.preservations, data_field, &mut faults);
        Refusal::unless_empty(faults)?;

        let mut after = self.clone();
        let mut events = Vec::new();
        for (hold, fate) in holds {
            events.push(match fate {
                Fate::LetGo => release(&mut after, actor, hold, LiftReason::RequestWithdrawn, at)?,
                Fate::Stays { basis, note } => {
                    change_hold(&mut after, actor, hold, |held| held.ended(basis.of_hold(), None, at))?;
                    Event::HoldStays { hold, basis, note }
                }
            });
        }
        for (preservation, fate) in data {
            events.push(match fate {
                Fate::LetGo => keeping::release(&mut after, actor, preservation, LiftReason::RequestWithdrawn, at)?,
                Fate::Stays { basis, note } => {
                    keeping::change(&mut after, actor, preservation, |kept| {
                        kept.ended(basis.of_preservation(), None, at)
                    })?;
                    Event::PreservationStays {
                        preservation,
                        basis,
                        note,
                    }
                }
            });
        }
        meet(&mut after, ClockKind::Execution, at);
        let after = after.moved(Status::Withdrawn, at);
        Ok(events
            .into_iter()
            .fold(made(self, after, Event::Withdrawn, actor, at), Change::and))
    }
}

/// What is said of each of `standing`; faults where nothing is, or not why.
fn stated<I: Copy + PartialEq + Display>(
    standing: impl Iterator<Item = I>,
    said: &[(I, Fate)],
    field: fn(I) -> String,
    faults: &mut Vec<Fault>,
) -> Vec<(I, Fate)> {
    let mut stated = Vec::new();
    for id in standing {
        match said.iter().find(|(of, _)| *of == id) {
            None => faults.push(Fault::new(field(id), "required")),
            Some((_, Fate::Stays { note, .. })) if note.trim().is_empty() => {
                faults.push(Fault::new(note_field(id), "required"));
            }
            Some((_, fate)) => stated.push((id, fate.clone())),
        }
    }
    stated
}
