//! The freeze clock and the clocks of a request.

use super::marks::{AddressView, Tag};
use crate::domain::values::Time;

/// A hold with its clock, or data that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldView {
    /// How much is held: `412,508.22 USDT`; of data, that it is kept.
    pub amount: String,
    /// Whether that is an amount, written left to right in every language.
    pub is_amount: bool,
    /// Of how much that is what is left, where a part was let go.
    pub part: Option<String>,
    /// Where.
    pub address: AddressView,
    /// Its state.
    pub status: Tag,
    /// What is left, at most two units: `1 d 22 h`.
    pub figure: String,
    /// The same spelled out, for ears.
    pub figure_spoken: String,
    /// "left of 6 days".
    pub of: String,
    /// Whether the end is near enough to alarm.
    pub near: bool,
    /// The drawing.
    pub bar: HoldBar,
    /// Three dated marks in the order of time.
    pub marks: Vec<Mark>,
    /// What is not covered between the end of the hold and the order.
    pub uncovered: Option<Uncovered>,
    /// That it ends before what was asked, where the page knows what was.
    pub short: Option<String>,
    /// That the order comes in time.
    pub covered: Option<String>,
    /// How its end was computed, step by step.
    pub how: Vec<String>,
}

/// A dated mark below the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// "Placed", "Hold ends", "Order expected".
    pub name: String,
    /// The date.
    pub when: String,
}

/// The gap between the end of a hold and the order that would make it binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncovered {
    /// "8 days uncovered."
    pub length: String,
    /// Both dates, and what happens at the end.
    pub text: String,
}

/// The bar of a freeze clock: lengths in percent of the time drawn, as SVG takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldBar {
    /// From placing to now.
    pub used: String,
    /// From now to the end.
    pub left: String,
    /// Where now is.
    pub now: String,
    /// From the end to an order expected after it.
    pub gap: Option<Gap>,
    /// Where an order is expected before the end.
    pub order: Option<String>,
    /// The drawing in words.
    pub spoken: String,
}

/// A stretch of the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where it begins.
    pub start: String,
    /// How long it is.
    pub width: String,
}

impl HoldBar {
    /// Draws a hold from `placed` to `ends` as it stands `now`; `order` is when a court order is expected.
    /// The drawing reaches to the later of end and order. Once the end has passed nothing is left of it.
    #[must_use]
    pub fn new(placed: Time, ends: Time, now: Time, order: Option<Time>, spoken: impl Into<String>) -> Self {
        let last = order.map_or(ends.micros(), |order| order.micros().max(ends.micros()));
        let share = |time: i64| permille(time, placed.micros(), last);
        let (now, end) = (share(now.micros()), share(ends.micros()));
        let used = now.min(end);
        let order = order.map(|order| share(order.micros()));
        Self {
            used: percent(used),
            left: percent(end - used),
            now: percent(now),
            gap: order.filter(|order| *order > end).map(|order| Gap {
                start: percent(end),
                width: percent(order - end),
            }),
            order: order.filter(|order| *order <= end).map(percent),
            spoken: spoken.into(),
        }
    }
}

/// Where a time lies between two others, 0 to 1000.
fn permille(time: i64, first: i64, last: i64) -> i64 {
    let whole = i128::from(last) - i128::from(first);
    let part = i128::from(time) - i128::from(first);
    let share = (part * 1000).checked_div(whole).unwrap_or(1000);
    i64::try_from(share.clamp(0, 1000)).unwrap_or(1000)
}

/// `293` is `29.3%`.
fn percent(permille: i64) -> String {
    format!("{}.{}%", permille / 10, permille % 10)
}

/// One clock of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockView {
    /// "Acknowledge", "Decide", "Execute".
    pub name: String,
    /// Met, running, paused, late, not started.
    pub state: Tag,
    /// Time used against time promised, or what is left.
    pub summary: String,
    /// When it is due, in the places of both sides and in UTC; empty once it is met.
    pub times: Vec<PlaceTime>,
    /// What became of it each time it ran before, the last first.
    pub earlier: Vec<String>,
    /// How the date was computed, step by step; empty where nothing was computed.
    pub how: Vec<String>,
}

/// A time in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceTime {
    /// "Singapore", "UTC".
    pub place: String,
    /// The local time there.
    pub when: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i64) -> Time {
        Time::from_micros(day * 86_400_000_000)
    }

    #[test]
    fn an_order_after_the_end_leaves_a_gap() {
        let bar = HoldBar::new(day(0), day(6), day(4), Some(day(10)), "");

        assert_eq!((bar.used.as_str(), bar.left.as_str()), ("40.0%", "20.0%"));
        assert_eq!(
            bar.gap,
            Some(Gap {
                start: "60.0%".into(),
                width: "40.0%".into()
            })
        );
        assert_eq!(bar.order, None);
    }

    #[test]
    fn an_order_before_the_end_is_a_notch() {
        let bar = HoldBar::new(day(0), day(30), day(3), Some(day(15)), "");

        assert_eq!((bar.used.as_str(), bar.left.as_str()), ("10.0%", "90.0%"));
        assert_eq!(bar.order.as_deref(), Some("50.0%"));
        assert_eq!(bar.gap, None);
    }

    #[test]
    fn a_hold_past_its_end_has_nothing_left() {
        let bar = HoldBar::new(day(0), day(6), day(9), None, "");

        assert_eq!(
            (bar.used.as_str(), bar.left.as_str(), bar.now.as_str()),
            ("100.0%", "0.0%", "100.0%")
        );
    }

    #[test]
    fn a_hold_without_length_is_still_drawn() {
        let bar = HoldBar::new(day(1), day(1), day(1), None, "");

        assert_eq!((bar.used.as_str(), bar.left.as_str()), ("100.0%", "0.0%"));
    }
}
