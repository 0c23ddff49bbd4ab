//! How much of each hold is to be released: read from the form that begins such a request, and from its draft.

use crate::domain::change::Fault;
use crate::domain::holds::Hold;
use crate::domain::ids::HoldId;
use crate::domain::money::Units;
use crate::domain::requests::drafting::part_field;
use crate::domain::requests::{Request, Target};
use crate::text::Words;

use super::DraftForm;

/// How much of each hold; of one whose field is empty, all of it.
pub type Parts = Vec<(HoldId, Option<Units>)>;

/// Reads what was `typed` of each of `rows`, which name holds. A row of none of `holds` is passed over: it stands no more.
///
/// # Errors
/// Every fault at once, each at the field of its hold.
pub fn read_parts(words: &Words, holds: &[Hold], rows: &[String], typed: &[String]) -> Result<Parts, Vec<Fault>> {
    if rows.len() != typed.len() {
        return Err(vec![Fault::new("holds", "unknown_choice")]);
    }
    let (mut parts, mut faults) = (Vec::new(), Vec::new());
    for (row, typed) in rows.iter().zip(typed) {
        let id = row.parse().ok();
        let Some(hold) = holds.iter().find(|hold| Some(hold.id) == id) else {
            continue;
        };
        if typed.trim().is_empty() {
            parts.push((hold.id, None));
            continue;
        }
        match words.amount_at(part_field(hold.id), typed, hold.asset.decimals) {
            Ok(part) => parts.push((hold.id, Some(part))),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(parts) } else { Err(faults) }
}

impl DraftForm {
    /// The rows of a draft that is about holds: each hold, and how much of it is to be released. A block has none: it is
    /// released whole.
    pub(super) fn with_parts(mut self, request: &Request) -> Self {
        let of = |target: &Target| {
            let hold = target.hold.and_then(|id| request.held(id).ok())?;
            hold.whole()?;
            let part = target.amount.filter(|part| *part != hold.amount);
            let typed = part.map(|part| part.in_field(hold.asset.decimals)).unwrap_or_default();
            Some((hold.id.to_string(), typed))
        };
        (self.row, self.amount) = request.targets.iter().filter_map(of).unzip();
        self
    }
}
