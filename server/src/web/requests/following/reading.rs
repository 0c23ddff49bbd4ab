//! What is typed of a request that follows another, read.

use super::FollowForm;
use crate::domain::change::Fault;
use crate::domain::ids::HoldId;
use crate::domain::money::Units;
use crate::domain::requests::Request;
use crate::domain::requests::drafting::part_field;
use crate::domain::requests::kinds::{Kind, ReleaseReason};
use crate::service::requests::drafting::Following;
use crate::web::form::clean_text;
use crate::web::page::Page;
use crate::web::requests::draft_form::{LONGEST_FACTS, date, read_parts};

/// What is to be ticked: holds or data, and never both.
pub(super) fn first_field(parent: &Request) -> &'static str {
    if parent.is_about_data() {
        "preservations"
    } else {
        "holds"
    }
}

/// Reads all of the form.
pub(super) fn read(page: &Page, typed: &FollowForm, kind: Kind, parent: &Request) -> Result<Following, Vec<Fault>> {
    let mut faults = Vec::new();
    let following = as_far_as_read(page, typed, kind, parent, &mut faults);
    if faults.is_empty() { Ok(following) } else { Err(faults) }
}

/// What can be read of the form; what is wrong goes to `faults`.
pub(super) fn as_far_as_read(
    page: &Page,
    typed: &FollowForm,
    kind: Kind,
    parent: &Request,
    faults: &mut Vec<Fault>,
) -> Following {
    let holds = holds(page, typed, kind, parent, faults);
    let preservations = ids("preservations", &typed.preservations, faults);
    if holds.is_empty() && preservations.is_empty() && faults.iter().all(|fault| fault.code != "unknown_choice") {
        // Told at the one that is shown, and at no other.
        faults.push(Fault::new(first_field(parent), "required"));
    }
    let until = date("until", &typed.until, faults);
    if kind == Kind::Extend && until.is_none() && faults.iter().all(|fault| fault.field != "until") {
        faults.push(Fault::new("until", "required"));
    }
    let reason = typed.reason.parse::<ReleaseReason>().ok();
    if kind == Kind::Release && reason.is_none() {
        faults.push(Fault::new("reason", "required"));
    }
    let facts = clean_text("facts", &typed.facts, LONGEST_FACTS, faults);
    Following {
        holds,
        preservations,
        until,
        reason,
        facts,
    }
}

/// What is ticked in `field`; what is no id of ours is none of the choices.
fn ids<I: std::str::FromStr>(field: &'static str, typed: &[String], faults: &mut Vec<Fault>) -> Vec<I> {
    let read: Vec<I> = typed.iter().filter_map(|id| id.parse().ok()).collect();
    if read.len() < typed.len() {
        faults.push(Fault::new(field, "unknown_choice"));
    }
    read
}

/// The holds that are ticked, and of a release how much of each. What is typed of a hold without its tick means something.
fn holds(
    page: &Page,
    typed: &FollowForm,
    kind: Kind,
    parent: &Request,
    faults: &mut Vec<Fault>,
) -> Vec<(HoldId, Option<Units>)> {
    let ticked: Vec<HoldId> = ids("holds", &typed.holds, faults);
    let parts = if kind == Kind::Release {
        read_parts(page.words(), &parent.holds, &typed.row, &typed.amount)
    } else {
        Ok(Vec::new())
    };
    let parts = parts.unwrap_or_else(|wrong| {
        faults.extend(wrong);
        Vec::new()
    });
    let unticked = parts.iter().filter(|(id, part)| part.is_some() && !ticked.contains(id));
    faults.extend(unticked.map(|(id, _)| Fault::new(part_field(*id), "part_not_ticked")));
    let part_of = |id: HoldId| parts.iter().find(|(of, _)| *of == id).and_then(|(_, part)| *part);
    ticked.into_iter().map(|id| (id, part_of(id))).collect()
}
