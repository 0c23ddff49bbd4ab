//! Who is suspended: the list, looking somebody up, suspending and lifting.

mod begin;
mod index;
mod lift;
mod look_up;
mod show;

pub use begin::{lock_down, of_organisation, of_person, suspend};
pub use index::index;
pub use lift::{ask as ask_lift, lift};
pub use look_up::new;
pub use show::show;

use super::error::Failure;
use super::page::Page;
use super::views::{Choice, FieldView, Icon, Tag, Tone};
use crate::domain::change::Fault;
use crate::domain::ids::SuspensionId;
use crate::domain::suspensions::{Side, Suspension};

/// The longest note, in characters.
const LONGEST_NOTE: usize = 2_000;

/// The page of one suspension.
fn href(id: SuspensionId) -> String {
    format!("/suspensions/{id}")
}

fn id_in(text: &str) -> Result<SuspensionId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Whether it stands.
fn state(page: &Page, suspension: &Suspension) -> Tag {
    if suspension.lifted.is_some() {
        Tag::new(Tone::Faint, Icon::Undo, page.t("suspensions.state.lifted"))
    } else {
        Tag::new(Tone::Danger, Icon::Pause, page.t("suspensions.state.standing"))
    }
}

fn side(page: &Page, side: Side) -> String {
    page.t(&format!("suspensions.side.{side}")).into_owned()
}

/// A field with its words, what was typed and what is wrong with it.
fn field(page: &Page, name: &'static str, typed: &str, faults: &[Fault]) -> FieldView {
    let key = |part: &str| format!("suspensions.field.{name}.{part}");
    let fault = faults.iter().find(|fault| fault.field == name);
    let field = FieldView::new(name, page.t(&key("label")))
        .value(typed)
        .error(fault.map(|fault| page.fault(fault)));
    if page.words().has(&key("hint")) {
        field.hint(page.t(&key("hint")))
    } else {
        field
    }
}

/// The reasons of `section`, each with what it means.
fn reasons(page: &Page, section: &str, codes: &[&'static str], typed: &str) -> Vec<Choice> {
    let choice = |code: &&'static str| {
        let word = |ending: &str| page.t(&format!("suspensions.{section}{ending}.{code}")).into_owned();
        Choice::new(*code, word(""), typed).hint(word("_hint"))
    };
    codes.iter().map(choice).collect()
}
