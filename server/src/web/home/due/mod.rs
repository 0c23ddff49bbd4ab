//! What is due, thing by thing: requests, holds and data that is kept in one order, each with its reason and its next step.

mod asked;
mod figures;
mod held;
mod kept;
mod lapsed;
mod left_open;
mod review;

use crate::domain::actor::Actor;
use crate::domain::values::Time;
use crate::service::requests::listing::{DAY, Due, is_own_turn, owes_word};
use crate::web::holds::{data, is_at_end};
use crate::web::page::Page;
use crate::web::views::{Tag, UrgencyView, WaitingView};

use asked::{due_of, ordered_at, request};
pub use figures::{FigureView, figures};
use held::{hold, is_shown};
use lapsed::lapsed;
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

/// One part of what is due.
#[derive(Default)]
pub struct ListView {
    /// In the order it should be done.
    pub things: Vec<DueView>,
    /// How many of them wait on the reader.
    pub own: usize,
}

impl ListView {
    /// How many there are, and how many of them wait on the reader where not all do.
    pub fn note(&self, page: &Page) -> String {
        let number = |count: usize| page.words().number(count);
        let count = number(self.things.len());
        if self.own == self.things.len() {
            return count;
        }
        page.ta("home.note", [("count", count), ("own", number(self.own))])
    }

    fn add(&mut self, thing: Thing) {
        self.own += usize::from(thing.is_own);
        self.things.push(thing.view);
    }
}

/// What is due, parted by when.
#[derive(Default)]
pub struct Parted {
    /// Before this time tomorrow, and what should have been done by now.
    pub soon: ListView,
    /// What has no date: inside the own house nothing is promised.
    pub undated: ListView,
    /// After.
    pub later: ListView,
}

/// Something that is due.
struct Thing {
    /// By when it is to be done; nothing where nothing says so.
    due: Option<Time>,
    /// Whether it cannot wait, whenever it is due.
    is_pressing: bool,
    /// Where it stands among others like it.
    at: Time,
    /// Whether it waits on the reader.
    is_own: bool,
    view: DueView,
}

/// Before this time tomorrow, without a date, and later. What is due alone says which. Emergencies stand on top of each,
/// then comes what is due first (the order of the day is by what is due, never by what is new).
pub fn split(page: &Page, actor: &Actor, due: &Due) -> Parted {
    let horizon = page.now().plus(DAY);
    let mut things = requests(page, actor, due);
    things.extend(measures(page, actor, due));
    let mut parted = Parted::default();
    things.sort_by_key(|thing| (!thing.is_pressing, thing.at));
    for thing in things {
        let part = match thing.due {
            Some(due) if due < horizon => &mut parted.soon,
            Some(_) => &mut parted.later,
            None => &mut parted.undated,
        };
        part.add(thing);
    }
    parted
}

/// What waits on somebody, and reviews.
fn requests(page: &Page, actor: &Actor, due: &Due) -> Vec<Thing> {
    let asked = due.requests.iter().map(|row| Thing {
        due: due_of(row),
        is_pressing: row.urgency.needs_second_approver(),
        at: ordered_at(row),
        is_own: is_own_turn(row, actor),
        view: request(page, actor, row, due),
    });
    let left = due.left_open.iter().map(|row| Thing {
        due: Some(row.since),
        is_pressing: row.urgency.needs_second_approver(),
        at: row.since,
        is_own: true,
        view: left_open::left_open(page, actor, row, &due.organisations),
    });
    let reviews = due.reviews.iter().map(|row| Thing {
        due: row.review_due,
        is_pressing: false,
        at: row.review_due.unwrap_or(row.since),
        is_own: true,
        view: review(page, actor, row, due),
    });
    asked.chain(left).chain(reviews).collect()
}

/// Money and data that stand, and money that does no more.
fn measures(page: &Page, actor: &Actor, due: &Due) -> Vec<Thing> {
    let now = page.now();
    let of = |until: Time, is_own: bool, view: DueView| Thing {
        due: Some(until),
        is_pressing: false,
        at: until,
        is_own,
        view,
    };
    let lapses = due
        .lapsed
        .iter()
        .map(|row| of(row.until, true, lapsed(page, actor, row, &due.organisations)));
    let holds = due.holds.iter().filter(|row| is_shown(row, actor, now)).map(|row| {
        let is_own = owes_word(actor, row.holder) && is_at_end(row, now);
        of(row.until, is_own, hold(page, actor, row, &due.organisations))
    });
    let data = due.preservations.iter();
    let data = data.filter(|row| kept::is_shown(row, actor, now)).map(|row| {
        let is_own = owes_word(actor, row.holder) && data::is_at_end(row, now);
        of(
            row.until,
            is_own,
            kept::preservation(page, actor, row, &due.organisations),
        )
    });
    lapses.chain(holds).chain(data).collect()
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
