//! The end of a hold: the alarms before it, the days it leaves uncovered, and what its end does and does not mean.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::domain::actor::words;
use crate::domain::values::{Time, Zone};

words! {
    /// How long before the end of a hold an alarm rings; the first to ring first.
    Ahead("alarm") {
        /// Thirty days.
        Days30 = "days_30",
        /// Fourteen days.
        Days14 = "days_14",
        /// Seven days.
        Days7 = "days_7",
        /// Three days.
        Days3 = "days_3",
        /// One day.
        Days1 = "days_1",
        /// Six hours.
        Hours6 = "hours_6",
    }
}

impl Ahead {
    /// The elapsed time; a day is 24 hours.
    pub const fn duration(self) -> SignedDuration {
        match self {
            Self::Days30 => SignedDuration::from_hours(30 * 24),
            Self::Days14 => SignedDuration::from_hours(14 * 24),
            Self::Days7 => SignedDuration::from_hours(7 * 24),
            Self::Days3 => SignedDuration::from_hours(3 * 24),
            Self::Days1 => SignedDuration::from_hours(24),
            Self::Hours6 => SignedDuration::from_hours(6),
        }
    }
}

/// A warning before a hold ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// When it rings.
    pub at: Time,
    /// How long before the end that is.
    pub ahead: Ahead,
}

/// The alarms of a hold that stands from `placed` until `until`, in the order they ring. One that would ring in the
/// first two thirds of the period is left out: it would only say what was just decided. After an extension, `placed`
/// is the moment of the extension.
pub fn alarms(placed: Time, until: Time) -> Vec<Alarm> {
    let third = until.since(placed) / 3;
    Ahead::ALL
        .iter()
        .copied()
        .filter(|ahead| ahead.duration() <= third)
        .map(|ahead| Alarm {
            at: until.plus(-ahead.duration()),
            ahead,
        })
        .collect()
}

/// Days between the end of a hold and the day the order that would bind it is expected, in `zone`. `None` where the
/// hold lasts at least until that day.
pub fn uncovered_days(until: Time, order_expected_on: Date, zone: &Zone) -> Option<u32> {
    let days = (order_expected_on - until.date_in(zone)).get_days();
    u32::try_from(days).ok().filter(|days| *days > 0)
}

/// What the exchange's policy says happens at the end of a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtEnd {
    /// Somebody at the exchange lifts it: until they say so, nobody knows.
    AwaitsWord,
    /// The exchange's systems lift it.
    Automatic,
}

/// Where a hold stands against its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// The end is ahead.
    Standing,
    /// The end has passed and the exchange has not said what became of it.
    ExpiryDue,
    /// It ended by the passing of time. Never shown as released or cleared.
    Lapsed,
}

/// Where a hold that stands until `until` is at `now`, before any word of the exchange.
pub fn expiry(until: Time, at_end: AtEnd, now: Time) -> Expiry {
    if now < until {
        return Expiry::Standing;
    }
    match at_end {
        AtEnd::AwaitsWord => Expiry::ExpiryDue,
        AtEnd::Automatic => Expiry::Lapsed,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Time {
        Time::from(text.parse::<jiff::Timestamp>().unwrap())
    }

    fn ahead_of(period: SignedDuration) -> Vec<Ahead> {
        let placed = at("2026-03-01T12:00:00Z");
        alarms(placed, placed.plus(period))
            .into_iter()
            .map(|alarm| alarm.ahead)
            .collect()
    }

    #[test]
    fn alarms_longer_than_a_third_of_the_period_are_skipped() {
        let days = |count: i64| SignedDuration::from_hours(24 * count);

        assert_eq!(ahead_of(days(90)), Ahead::ALL);
        assert_eq!(ahead_of(days(89)), Ahead::ALL[1..]);
        assert_eq!(
            ahead_of(days(30)),
            [Ahead::Days7, Ahead::Days3, Ahead::Days1, Ahead::Hours6]
        );
        assert_eq!(ahead_of(days(3)), [Ahead::Days1, Ahead::Hours6]);
        assert_eq!(ahead_of(SignedDuration::from_hours(18)), [Ahead::Hours6]);
        assert_eq!(ahead_of(SignedDuration::from_hours(17)), []);
        assert_eq!(ahead_of(days(0)), []);
        assert_eq!(ahead_of(days(-90)), []);
    }

    #[test]
    fn an_alarm_rings_its_time_before_the_end() {
        let rings = alarms(at("2026-03-01T12:00:00Z"), at("2026-03-31T12:00:00Z"));

        assert_eq!(rings.first().unwrap().at, at("2026-03-24T12:00:00Z"));
        assert_eq!(rings.last().unwrap().at, at("2026-03-31T06:00:00Z"));
    }

    #[test]
    fn a_hold_that_ends_on_12_may_leaves_8_days_before_an_order_on_20_may() {
        let zone = "Asia/Singapore".parse().unwrap();
        let until = at("2026-05-12T04:00:00Z");

        assert_eq!(uncovered_days(until, date(2026, 5, 20), &zone), Some(8));
        assert_eq!(uncovered_days(until, date(2026, 5, 12), &zone), None);
        assert_eq!(uncovered_days(until, date(2026, 5, 1), &zone), None);
    }

    #[test]
    fn uncovered_days_are_days_of_the_zone() {
        let until = at("2026-05-12T22:00:00Z");

        assert_eq!(uncovered_days(until, date(2026, 5, 13), &Zone::utc()), Some(1));
        assert_eq!(
            uncovered_days(until, date(2026, 5, 13), &"Asia/Singapore".parse().unwrap()),
            None
        );
    }

    #[test]
    fn uncovered_days_count_over_leap_days_and_years() {
        let until = at("2027-12-31T12:00:00Z");
        assert_eq!(uncovered_days(until, date(2028, 3, 1), &Zone::utc()), Some(61));
        assert!(uncovered_days(Time::from_micros(i64::MIN), Date::MAX, &Zone::utc()).is_some());
        assert!(uncovered_days(Time::from_micros(i64::MAX), Date::MIN, &Zone::utc()).is_none());
    }

    #[test]
    fn a_hold_lapses_by_itself_only_where_the_policy_says_so() {
        let until = at("2026-05-12T04:00:00Z");
        let before = until.plus(SignedDuration::from_micros(-1));

        for at_end in [AtEnd::AwaitsWord, AtEnd::Automatic] {
            assert_eq!(expiry(until, at_end, before), Expiry::Standing);
        }
        assert_eq!(expiry(until, AtEnd::AwaitsWord, until), Expiry::ExpiryDue);
        assert_eq!(expiry(until, AtEnd::Automatic, until), Expiry::Lapsed);
    }

    proptest! {
        #[test]
        fn alarms_ring_in_order_within_the_last_third(placed: i64, until: i64) {
            let (placed, until) = (Time::from_micros(placed), Time::from_micros(until));
            let rings = alarms(placed, until);

            prop_assert!(rings.is_sorted_by_key(|alarm| alarm.at));
            for alarm in rings {
                prop_assert!(placed < alarm.at && alarm.at < until);
            }
        }
    }
}
