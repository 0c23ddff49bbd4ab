//! What is due, thing by thing: requests, holds and data that is kept in one order, each with its reason and its next step.

mod asked;
mod figures;
mod held;
mod kept;
mod review;

use crate::domain::actor::Actor;
use crate::domain::values::Time;
use crate::service::requests::listing::{DAY, Due, is_own_turn};
use crate::web::page::Page;
use crate::web::views::{Tag, UrgencyView, WaitingView};

use asked::{ordered_at, request};
pub use figures::{FigureView, figures};
use held::{hold, is_shown};
use review::review;

/// One thing that is due.
pub struct DueView {
    /// Whether somebody must act now.
    pub hot: bool,
    /// How long there is, or how late it is; nothing where nothing is promised.
    pub left: String,
    /// The class of that: `late`, `near` or nothing.
    pub class: &'static str,
    /// Until what.
    pub until: String,
    /// Where it is.
    pub href: String,
    /// What it is, and with whom.
    pub title: String,
    /// How pressing.
    pub urgency: Option<UrgencyView>,
    /// Where it stands.
    pub tags: Vec<Tag>,
    /// Why it stands here.
    pub why: String,
    /// What the other side wrote about it.
    pub quote: Option<String>,
    /// On whom it waits.
    pub waiting: Option<WaitingView>,
    /// What to do.
    pub step: StepView,
}

/// What to do about it.
pub struct StepView {
    /// Unique on the page.
    pub id: String,
    /// Where.
    pub href: String,
    /// What.
    pub label: String,
    /// Whether it is the thing to do, and not only a look.
    pub primary: bool,
    /// Why it cannot be done by this reader.
    pub refused: Option<String>,
}

/// What is due, in the order it should be done.
pub struct Parted {
    /// Before this time tomorrow.
    pub soon: Vec<DueView>,
    /// After.
    pub later: Vec<DueView>,
    /// How many of the first wait on the reader.
    pub own_soon: usize,
}

/// Where something stands on the page: what cannot wait, then by its time.
type Place = (bool, i64);

/// Before this time tomorrow, and later. Emergencies stand on top of each, then comes what is due first (the order of
/// the day is by what is due, never by what is new).
pub fn split(page: &Page, actor: &Actor, due: &Due) -> Parted {
    let horizon = page.now().plus(DAY);
    let mut own_soon = 0;
    let mut things: Vec<(Place, bool, DueView)> = Vec::new();
    for row in &due.requests {
        let at = ordered_at(row);
        let is_pressing = row.urgency.needs_second_approver();
        let is_soon = asked::is_soon(row, page.now());
        own_soon += usize::from(is_soon && is_own_turn(row, actor));
        let place = (!is_pressing, at.micros());
        things.push((place, is_soon, request(page, actor, row, due)));
    }
    for row in &due.reviews {
        let at = row.review_due.unwrap_or(horizon);
        own_soon += usize::from(at < horizon);
        let place = (true, at.micros());
        things.push((place, at < horizon, review(page, actor, row, due)));
    }
    let shown = due.holds.iter().filter(|hold| is_shown(hold, actor, page.now()));
    for row in shown {
        let place = (true, row.until.micros());
        things.push((place, row.until < horizon, hold(page, actor, row, &due.organisations)));
    }
    let data = due.preservations.iter();
    for row in data.filter(|row| kept::is_shown(row, actor, page.now())) {
        let place = (true, row.until.micros());
        let view = kept::preservation(page, actor, row, &due.organisations);
        things.push((place, row.until < horizon, view));
    }
    things.sort_by_key(|(place, _, _)| *place);
    let (soon, later): (Vec<_>, Vec<_>) = things.into_iter().partition(|(_, soon, _)| *soon);
    let views = |things: Vec<(Place, bool, DueView)>| things.into_iter().map(|(_, _, view)| view).collect();
    Parted {
        soon: views(soon),
        later: views(later),
        own_soon,
    }
}

fn left(page: &Page, due: Option<Time>, late: bool) -> (String, &'static str) {
    let words = page.words();
    match due {
        Some(due) if late => (
            page.ta("home.late", [("duration", words.duration(page.now().since(due)))]),
            "late",
        ),
        Some(due) => {
            let rest = due.since(page.now());
            (words.duration(rest), if rest < DAY { "near" } else { "" })
        }
        None => (page.t("home.no_date").into_owned(), ""),
    }
}
