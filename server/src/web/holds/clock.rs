//! The freeze clock of one hold: what is left, the dated marks, and the days that no order covers. The list of holds
//! and the page of a request show the same one.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::domain::clocks::uncovered_days;
use crate::domain::holds::HoldStatus;
use crate::domain::money::{Asset, Units};
use crate::domain::values::{Time, Zone};
use crate::web::page::Page;
use crate::web::requests::clocks::left;
use crate::web::requests::words::{amount, hold_tag};
use crate::web::views::{AddressView, HoldBar, HoldView, Mark, Uncovered};

/// The end is near below this, and alarms (domain §3: alarms of 3 and 1 days and 6 hours).
const NEAR: SignedDuration = SignedDuration::from_hours(72);

/// A hold that stands, as its clock shows it.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// How much is held.
    pub amount: Units,
    /// Of what.
    pub asset: &'a Asset,
    /// Where it stands.
    pub status: HoldStatus,
    /// Since when.
    pub placed_at: Time,
    /// Its end.
    pub until: Time,
    /// When the order is expected that would make it binding.
    pub order_expected_on: Option<Date>,
    /// From which court; empty where nobody said.
    pub order_court: &'a str,
    /// Where the asker is: there the day of the order begins, and days are counted.
    pub zone: &'a Zone,
    /// Where the exchange is.
    pub holder_zone: &'a Zone,
    /// Whether the reader stands on the asking side.
    pub asks: bool,
}

impl Standing<'_> {
    /// Whether the end has come, with or without a word of the exchange.
    pub fn is_at_end(&self, now: Time) -> bool {
        self.status == HoldStatus::ExpiryDue || self.until <= now
    }

    /// Whether the end has come or is near enough to alarm.
    pub fn is_near(&self, now: Time) -> bool {
        self.is_at_end(now) || self.until.since(now) < NEAR
    }

    /// The days between the end of the hold and its order.
    pub fn gap(&self) -> Option<u32> {
        self.order_expected_on
            .and_then(|order| uncovered_days(self.until, order, self.zone))
    }

    /// The clock, at the `address` that is held.
    pub fn view(&self, page: &Page, address: AddressView) -> HoldView {
        let words = page.words();
        let now = page.now();
        let rest = self.until.since(now);
        let whole = self.until.since(self.placed_at);
        let of = if self.is_at_end(now) {
            page.t("holds.clock.past").into_owned()
        } else {
            page.ta("holds.clock.left_of", [("whole", words.duration(whole))])
        };
        let spoken = page.ta(
            "holds.clock.spoken",
            [("whole", words.duration_spelled(whole)), ("left", left(page, rest))],
        );
        HoldView {
            amount: amount(page, self.amount, self.asset),
            address,
            status: hold_tag(page, self.status),
            figure: words.duration(rest.abs()),
            figure_spoken: words.duration_spelled(rest.abs()),
            of,
            near: self.is_near(now),
            bar: HoldBar::new(self.placed_at, self.until, now, self.order_from(), spoken),
            marks: self.marks(page),
            uncovered: self.uncovered(page),
            covered: self.covered(page),
            how: Vec::new(),
        }
    }

    /// When the day of the order begins.
    fn order_from(&self) -> Option<Time> {
        let day = self.order_expected_on?;
        let start = day.to_zoned(self.zone.time_zone()).ok()?;
        Some(start.timestamp().into())
    }

    /// In the order of time: what comes first stands first.
    fn marks(&self, page: &Page) -> Vec<Mark> {
        let words = page.words();
        let mut marks = vec![
            (
                self.placed_at,
                "placed",
                words.moment_seconds(self.placed_at, &[page.zone()]),
            ),
            (
                self.until,
                "ends",
                page.moment_of(self.until, [self.holder_zone, self.zone]),
            ),
        ];
        if let Some((on, from)) = self.order_expected_on.zip(self.order_from()) {
            let when = if self.order_court.is_empty() {
                page.date(on)
            } else {
                let gaps = [("date", page.date(on)), ("court", self.order_court.to_owned())];
                page.ta("requests.show.order_from", gaps)
            };
            marks.push((from, "order", when));
        }
        marks.sort_by_key(|(at, _, _)| *at);
        let mark = |(_, name, when): (Time, &str, String)| Mark {
            name: page.t(&format!("holds.clock.mark.{name}")).into_owned(),
            when,
        };
        marks.into_iter().map(mark).collect()
    }

    fn uncovered(&self, page: &Page) -> Option<Uncovered> {
        let side = if self.asks { "asker" } else { "recipient" };
        if self.is_at_end(page.now()) {
            return Some(Uncovered {
                length: page.t("holds.clock.end_due").into_owned(),
                text: page.t(&format!("holds.clock.end_due_text.{side}")).into_owned(),
            });
        }
        let (order, gap) = self.order_expected_on.zip(self.gap())?;
        let gaps = [
            ("end", page.date(self.until.date_in(self.zone))),
            ("order", page.date(order)),
        ];
        Some(Uncovered {
            length: page.n("holds.clock.uncovered", gap),
            text: page.ta(&format!("holds.clock.uncovered_text.{side}"), gaps),
        })
    }

    fn covered(&self, page: &Page) -> Option<String> {
        let order = self.order_expected_on.filter(|_| !self.is_at_end(page.now()))?;
        if self.gap().is_some() {
            return None;
        }
        let days = (self.until.date_in(self.zone) - order).get_days();
        Some(page.n("holds.clock.covered", i64::from(days.max(0))))
    }
}
