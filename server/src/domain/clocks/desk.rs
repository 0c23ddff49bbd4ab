//! Whether a desk answers now, and when it next does: for the directory and for the officer about to call.

use jiff::civil::{self, Date};

use super::Calendar;
use crate::domain::values::Time;

/// How many days ahead an opening or closing is looked for.
const DAYS_AHEAD: usize = 366;

/// A desk at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// It answers.
    Open {
        /// Until when; `None` where it does not close within a year.
        until: Option<Time>,
    },
    /// It does not.
    Closed {
        /// Until when; `None` where it does not open within a year.
        until: Option<Time>,
    },
}

impl Desk {
    /// Whether it answers.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Open { .. } => true,
            Self::Closed { .. } => false,
        }
    }
}

impl Calendar {
    /// The desk at `now`, by the working week, the holidays and the hours.
    pub fn desk(&self, now: Time) -> Desk {
        let (today, _) = self.local(now);
        match self.opening(today) {
            Some((opens, closes)) if opens <= now && now < closes => Desk::Open {
                until: self.closing(today, closes),
            },
            Some(_) | None => Desk::Closed {
                until: self.next_opening(today, now),
            },
        }
    }

    /// From when until when the desk is open on `date`.
    fn opening(&self, date: Date) -> Option<(Time, Time)> {
        if self.day_off(date).is_some() {
            return None;
        }
        let midnight = civil::Time::midnight();
        let (opens, closes) = self
            .hours
            .map_or((midnight, midnight), |hours| (hours.opens(), hours.closes()));
        let last = if closes == midnight {
            date.tomorrow().ok()?
        } else {
            date
        };
        Some((self.instant(date, opens), self.instant(last, closes)))
    }

    /// The end of the opening that begins on `date`, over midnight where the next day opens at once.
    fn closing(&self, date: Date, mut closes: Time) -> Option<Time> {
        for next in days_after(date) {
            match self.opening(next) {
                Some((opens, next_closes)) if opens == closes => closes = next_closes,
                Some(_) | None => return Some(closes),
            }
        }
        None
    }

    fn next_opening(&self, today: Date, now: Time) -> Option<Time> {
        std::iter::once(today)
            .chain(days_after(today))
            .filter_map(|date| self.opening(date))
            .map(|(opens, _)| opens)
            .find(|opens| *opens > now)
    }
}

fn days_after(date: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(date.tomorrow().ok(), |date| date.tomorrow().ok()).take(DAYS_AHEAD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clocks::{Hours, WorkingWeek};

    fn at(text: &str) -> Time {
        Time::from(text.parse::<jiff::Timestamp>().unwrap())
    }

    fn lisbon() -> Calendar {
        Calendar {
            zone: "Europe/Lisbon".parse().unwrap(),
            week: WorkingWeek::MONDAY_TO_FRIDAY,
            holidays: [civil::date(2026, 12, 1)].into(),
            hours: Some(Hours::new(civil::time(9, 0, 0, 0), civil::time(17, 30, 0, 0)).unwrap()),
        }
    }

    #[test]
    fn a_desk_is_open_from_its_first_to_before_its_last_minute() {
        let closes = Some(at("2026-11-25T17:30:00Z"));

        assert_eq!(lisbon().desk(at("2026-11-25T09:00:00Z")), Desk::Open { until: closes });
        assert_eq!(lisbon().desk(at("2026-11-25T17:29:59Z")), Desk::Open { until: closes });
        assert_eq!(
            lisbon().desk(at("2026-11-25T17:30:00Z")),
            Desk::Closed {
                until: Some(at("2026-11-26T09:00:00Z"))
            }
        );
        assert_eq!(
            lisbon().desk(at("2026-11-25T08:59:59Z")),
            Desk::Closed {
                until: Some(at("2026-11-25T09:00:00Z"))
            }
        );
    }

    #[test]
    fn the_next_opening_passes_weekends_and_holidays() {
        assert_eq!(
            lisbon().desk(at("2026-11-30T18:00:00Z")),
            Desk::Closed {
                until: Some(at("2026-12-02T09:00:00Z"))
            }
        );
        assert_eq!(
            lisbon().desk(at("2026-11-28T12:00:00Z")),
            Desk::Closed {
                until: Some(at("2026-11-30T09:00:00Z"))
            }
        );
    }

    #[test]
    fn hours_follow_the_local_clock_over_summer_time() {
        assert!(!lisbon().desk(at("2026-11-25T08:30:00Z")).is_open());
        assert!(lisbon().desk(at("2026-07-01T08:30:00Z")).is_open());
    }

    #[test]
    fn a_desk_without_hours_closes_when_its_working_week_ends() {
        let all_day = Calendar {
            hours: None,
            ..lisbon()
        };

        assert_eq!(
            all_day.desk(at("2026-11-25T03:00:00Z")),
            Desk::Open {
                until: Some(at("2026-11-28T00:00:00Z"))
            }
        );
    }

    #[test]
    fn a_desk_round_the_clock_never_closes_and_one_always_on_holiday_never_opens() {
        let zone = lisbon().zone;
        assert_eq!(
            Calendar::round_the_clock(zone).desk(at("2026-11-25T03:00:00Z")),
            Desk::Open { until: None }
        );

        let days = std::iter::successors(Some(civil::date(2026, 1, 1)), |date| date.tomorrow().ok());
        let shut = Calendar {
            holidays: days.take(1000).collect(),
            ..lisbon()
        };
        assert_eq!(shut.desk(at("2026-11-25T12:00:00Z")), Desk::Closed { until: None });
    }

    #[test]
    fn the_ends_of_time_have_a_desk_too() {
        for now in [i64::MIN, 0, i64::MAX] {
            let _ = lisbon().desk(Time::from_micros(now));
            let _ = Calendar {
                hours: None,
                ..lisbon()
            }
            .desk(Time::from_micros(now));
        }
    }
}
