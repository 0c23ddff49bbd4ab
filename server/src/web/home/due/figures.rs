//! The figures above what is due: each is counted, none is kept.

use jiff::SignedDuration;

use crate::domain::actor::{Actor, OrganisationKind};
use crate::domain::holds::Share;
use crate::service::requests::listing::Due;
use crate::web::holds::gap;
use crate::web::page::Page;
use crate::web::sums::told;

/// A figure above what is due.
pub struct FigureView {
    /// What is counted.
    pub name: String,
    /// How many, or how much.
    pub value: String,
    /// More of it.
    pub detail: String,
    /// Sums of further assets.
    pub sums: Vec<String>,
    /// What came to its end without a word of the exchange, and does not count as held.
    pub unsaid: Option<String>,
}

/// The figures: each is counted, none is kept. `waits` on the reader, `own_soon` of it before this time tomorrow.
pub fn figures(page: &Page, actor: &Actor, due: &Due, waits: u64, own_soon: usize) -> Vec<FigureView> {
    let words = page.words();
    let counted = &due.figures;
    let side = if actor.kind == OrganisationKind::Exchange {
        "recipient"
    } else {
        "asker"
    };
    let figure = |key: &str, value: String, detail: String| FigureView {
        name: page.t(&format!("home.figure.{key}")).into_owned(),
        value,
        detail,
        sums: Vec::new(),
        unsaid: None,
    };
    let held = told(page, &counted.sums, |sum| sum.held);
    let largest = held.first().cloned().unwrap_or_else(|| words.number(0_u32));
    let counterparties = page.n(&format!("home.figure.{side}.counterparties"), counted.counterparties);
    // Figures of very many holds are of those that end first, and say so.
    let holds = if counted.is_all {
        "home.figure.holds"
    } else {
        "home.figure.holds_at_least"
    };
    let holds = page.na(holds, counted.holds, [("where", counterparties)]);
    let week = page.now().plus(SignedDuration::from_hours(7 * 24));
    let uncovered = due.holds.iter().filter(|hold| {
        let is_held = hold.kept.status.share_at(hold.until, page.now()) == Share::Held;
        is_held && hold.until < week && gap(hold, &due.organisations).is_some()
    });
    // Only so many holds are read with their order. They are the first to end: what is counted among them is exact
    // while they are all that end in time, and a lower bound beyond.
    let first = counted.at_end.saturating_add(counted.ending);
    let uncovered = if first <= u64::try_from(due.holds.len()).unwrap_or(u64::MAX) {
        page.n("home.figure.uncovered", uncovered.count())
    } else {
        page.n("home.figure.uncovered_at_least", uncovered.count())
    };
    // Nobody may count as held what came to its end without a word.
    let unsaid = told(page, &counted.sums, |sum| sum.unsaid);
    let unsaid = if unsaid.is_empty() {
        page.n("home.figure.unsaid_empty", counted.at_end)
    } else {
        page.na("home.figure.unsaid", counted.at_end, [("held", words.list(&unsaid))])
    };
    vec![
        figure("waits", words.number(waits), page.n("home.figure.soon", own_soon)),
        figure(
            "late",
            words.number(counted.late_there),
            page.t(&format!("home.figure.{side}.late")).into_owned(),
        ),
        figure("ending", words.number(counted.ending), uncovered),
        FigureView {
            sums: held.into_iter().skip(1).take(3).collect(),
            unsaid: (counted.at_end > 0).then_some(unsaid),
            ..figure("held", largest, holds)
        },
    ]
}
