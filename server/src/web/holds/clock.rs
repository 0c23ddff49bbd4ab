//! The clock of one hold or of data that is kept: what is left, the dated marks, and for money the days that no order
//! covers. The list of holds and the page of a request show the same one.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::domain::clocks::{Deadline, uncovered_days};
use crate::domain::holds::{HoldStatus, Order, Share};
use crate::domain::money::{Asset, Units};
use crate::domain::preservations::PreservationStatus;
use crate::domain::values::{Time, Zone};
use crate::web::page::Page;
use crate::web::requests::clocks::{how_named, left};
use crate::web::requests::words::{amount, hold_tag, preservation_tag};
use crate::web::views::{AddressView, HoldBar, HoldView, Mark, Tag, Uncovered};

/// No order makes a preservation binding: it is bound or not from the start.
pub static NO_ORDER: Order = Order {
    expected_on: None,
    court: String::new(),
};

/// The end is near below this, and alarms (domain §3: alarms of 3 and 1 days and 6 hours).
const NEAR: SignedDuration = SignedDuration::from_hours(72);

/// What stands, and where.
#[derive(Clone, Copy, Debug)]
pub enum Kept<'a> {
    /// So much money of an asset is held, of so much that was frozen; where that was nothing, an account is blocked.
    Money(Units, Units, &'a Asset, HoldStatus),
    /// Data is kept unchanged.
    Data(PreservationStatus),
}

impl Kept<'_> {
    /// Whether it is an account that was empty when it was blocked ([`crate::domain::holds::Hold::is_block`]).
    pub fn is_block(&self) -> bool {
        matches!(self, Self::Money(_, frozen, _, _) if frozen.is_zero())
    }

    /// The section of its texts.
    const fn section(&self) -> &'static str {
        match self {
            Self::Money(..) => "holds",
            Self::Data(_) => "preservations",
        }
    }

    /// How much of what.
    pub fn name(&self, page: &Page) -> String {
        match self {
            Self::Money(..) if self.is_block() => page.t("holds.block.name").into_owned(),
            Self::Money(units, _, asset, _) => amount(page, *units, asset),
            Self::Data(_) => page.t("preservations.data").into_owned(),
        }
    }

    /// Of how much that is what is left, where a part was let go; of a block, that nothing was there.
    pub fn part(&self, page: &Page) -> Option<String> {
        let Self::Money(units, frozen, asset, _) = self else {
            return None;
        };
        if self.is_block() {
            return Some(page.t("holds.block.text").into_owned());
        }
        let gaps = [
            ("frozen", amount(page, *frozen, asset)),
            ("released", amount(page, frozen.minus(*units), asset)),
        ];
        (units < frozen).then(|| page.ta("holds.clock.part", gaps))
    }

    /// Whether that is an amount, which is written left to right in every language.
    pub fn is_amount(&self) -> bool {
        matches!(self, Self::Money(..)) && !self.is_block()
    }

    /// Since `at` it is kept on another basis: for whom it is kept, and that nobody here has a claim on it; nothing of all
    /// else. Each side reads it of its own.
    pub fn other_basis(&self, page: &Page, at: Time, asks: bool) -> Option<String> {
        let basis = match self {
            Self::Money(_, _, _, status) => (status.share() == Share::OtherBasis).then_some(status.code()),
            Self::Data(status) => status.is_on_other_basis().then_some(status.code()),
        }?;
        let side = if asks { "asker" } else { "recipient" };
        let key = format!("{}.kept_on.{basis}.{side}", self.section());
        Some(page.ta(&key, [("when", page.moment(at))]))
    }

    /// Where it stands.
    pub fn tag(&self, page: &Page) -> Tag {
        match self {
            Self::Money(_, _, _, status) => hold_tag(page, *status),
            Self::Data(status) => preservation_tag(page, *status),
        }
    }

    fn is_due(&self) -> bool {
        match self {
            Self::Money(_, _, _, status) => *status == HoldStatus::ExpiryDue,
            Self::Data(status) => *status == PreservationStatus::ExpiryDue,
        }
    }
}

/// A hold or data that is kept, as its clock shows it.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// What stands.
    pub kept: Kept<'a>,
    /// Since when.
    pub placed_at: Time,
    /// When another end was last named, where one was.
    pub end_named_at: Option<Time>,
    /// Its end.
    pub until: Time,
    /// The order that would make it binding; none of data.
    pub order: &'a Order,
    /// The last day that was asked, where the page knows it.
    pub asked: Option<Date>,
    /// Where the asker is: there the day of the order begins, and days are counted.
    pub zone: &'a Zone,
    /// Where the exchange is.
    pub holder_zone: &'a Zone,
    /// Whether the reader stands on the asking side.
    pub asks: bool,
    /// Whether the reader may ask now that it lasts longer: nobody is told to do what is refused.
    pub may_extend: bool,
}

impl Standing<'_> {
    /// Whether the end has come, with or without a word of the exchange.
    pub fn is_at_end(&self, now: Time) -> bool {
        self.kept.is_due() || self.until <= now
    }

    /// Whether the end has come or is near enough to alarm.
    pub fn is_near(&self, now: Time) -> bool {
        self.is_at_end(now) || self.until.since(now) < NEAR
    }

    /// The days between the end of the hold and its order.
    pub fn gap(&self) -> Option<u32> {
        self.order
            .expected_on
            .and_then(|order| uncovered_days(self.until, order, self.zone))
    }

    /// The days between its end and the last day that was asked, where that is known.
    pub fn short(&self) -> Option<u32> {
        let asked = self.asked?;
        uncovered_days(self.until, asked, self.zone)
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
            &format!("{}.clock.spoken", self.kept.section()),
            [("whole", words.duration_spelled(whole)), ("left", left(page, rest))],
        );
        HoldView {
            amount: self.kept.name(page),
            is_amount: self.kept.is_amount(),
            part: self.kept.part(page),
            address,
            status: self.kept.tag(page),
            figure: words.duration(rest.abs()),
            figure_spoken: words.duration_spelled(rest.abs()),
            of,
            near: self.is_near(now),
            bar: HoldBar::new(self.placed_at, self.until, now, self.order_from(), spoken),
            marks: self.marks(page),
            uncovered: self.uncovered(page),
            short: self.short().map(|days| page.n("requests.show.ends_early", days)),
            covered: self.covered(page),
            how: self.how(page),
        }
    }

    /// How its end came about: as the exchange named it, when it began or since.
    fn how(&self, page: &Page) -> Vec<String> {
        let deadline = match self.kept {
            Kept::Money(..) => Deadline::of_hold(self.placed_at, self.end_named_at, self.until),
            Kept::Data(_) => Deadline::of_preservation(self.placed_at, self.end_named_at, self.until),
        };
        how_named(page, &deadline)
    }

    /// When the day of the order begins.
    fn order_from(&self) -> Option<Time> {
        let day = self.order.expected_on?;
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
        if let Some((on, from)) = self.order.expected_on.zip(self.order_from()) {
            let when = if self.order.court.is_empty() {
                page.date(on)
            } else {
                let gaps = [("date", page.date(on)), ("court", self.order.court.clone())];
                page.ta("requests.show.order_from", gaps)
            };
            marks.push((from, "order", when));
        }
        marks.sort_by_key(|(at, _, _)| *at);
        let mark = |(_, name, when): (Time, &str, String)| Mark {
            name: page
                .t(&format!("{}.clock.mark.{name}", self.kept.section()))
                .into_owned(),
            when,
        };
        marks.into_iter().map(mark).collect()
    }

    fn uncovered(&self, page: &Page) -> Option<Uncovered> {
        let side = if self.asks { "asker" } else { "recipient" };
        if self.is_at_end(page.now()) {
            let ended = [("end", page.moment_of(self.until, [self.holder_zone, self.zone]))];
            return Some(Uncovered {
                length: page.ta(&format!("{}.clock.end_due", self.kept.section()), ended),
                text: page
                    .t(&format!("{}.clock.end_due_text.{side}", self.kept.section()))
                    .into_owned(),
            });
        }
        let (order, gap) = self.order.expected_on.zip(self.gap())?;
        let side = if self.asks && !self.may_extend {
            "asker_over"
        } else {
            side
        };
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
        let order = self.order.expected_on.filter(|_| !self.is_at_end(page.now()))?;
        if self.gap().is_some() {
            return None;
        }
        let days = (self.until.date_in(self.zone) - order).get_days();
        Some(page.n("holds.clock.covered", i64::from(days.max(0))))
    }
}
