//! Sums of what was asked, frozen and became of it, as facts: one for each thing that can be said, with an amount per asset.

use super::page::Page;
use super::requests::words::amount;
use super::views::Fact;
use crate::domain::money::Units;
use crate::domain::sums::Sum;

/// A part of a sum: its name (`sums.NAME`), how much it is, and whether it is told where it is nothing.
type Part = (&'static str, fn(&Sum) -> Units, bool);

/// What was frozen.
const FROZEN: Part = ("frozen", |sum| sum.frozen, true);

/// What became of it, in the order in which money goes.
const BECAME: [Part; 6] = [
    ("held", |sum| sum.held, true),
    ("unsaid", |sum| sum.unsaid, false),
    ("released", |sum| sum.released, false),
    ("lapsed", |sum| sum.lapsed, false),
    ("handed_over", |sum| sum.handed_over, false),
    ("other_basis", |sum| sum.other_basis, false),
];

/// What was asked, where anything was, what was frozen, and what became of it.
pub fn all(page: &Page, sums: &[Sum]) -> Vec<Fact> {
    with_asked(page, sums, "asked")
}

/// As [`all`], over several requests: what was asked counts each amount once, and says so.
pub fn of_case(page: &Page, sums: &[Sum]) -> Vec<Fact> {
    with_asked(page, sums, "asked_once")
}

fn with_asked(page: &Page, sums: &[Sum], name: &'static str) -> Vec<Fact> {
    let asked: Part = (name, |sum| sum.asked, false);
    facts(page, sums, [asked, FROZEN].into_iter().chain(BECAME))
}

/// What can be said of holds that stand: what is held now, and what came to its end without a word.
pub fn standing(page: &Page, sums: &[Sum]) -> Vec<Fact> {
    facts(page, sums, BECAME.into_iter().take(2))
}

fn facts(page: &Page, sums: &[Sum], parts: impl Iterator<Item = Part>) -> Vec<Fact> {
    parts
        .filter_map(|(name, part, always)| {
            let told = told(page, sums, part);
            let name = page.t(&format!("sums.{name}"));
            if !told.is_empty() {
                return Some(Fact::latin(name, told.join(" · ")));
            }
            always.then(|| Fact::new(name, page.t("sums.nothing")))
        })
        .collect()
}

/// The amounts of a part, per asset; of an asset of which it is nothing, none.
pub fn told(page: &Page, sums: &[Sum], part: fn(&Sum) -> Units) -> Vec<String> {
    let some = sums.iter().filter(|sum| !part(sum).is_zero());
    some.map(|sum| amount(page, part(sum), &sum.asset)).collect()
}
