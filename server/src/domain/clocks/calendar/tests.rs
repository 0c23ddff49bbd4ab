use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::domain::clocks::{ClockKind, Deadline, Origin, Urgency, platform_promise};
use crate::domain::requests::kinds::Kind;

fn at(text: &str) -> Time {
    Time::from(text.parse::<Timestamp>().unwrap())
}

fn in_zone(zone: &str, week: WorkingWeek, holidays: &[Date]) -> Calendar {
    let holidays = holidays.iter().copied().collect();
    Calendar {
        zone: zone.parse().unwrap(),
        week,
        holidays,
        hours: None,
    }
}

fn lisbon(holidays: &[Date]) -> Calendar {
    in_zone("Europe/Lisbon", WorkingWeek::MONDAY_TO_FRIDAY, holidays)
}

fn after(calendar: &Calendar, start: &str, span: Span) -> Time {
    calendar.after(at(start), span).0
}

fn working(calendar: &Calendar, start: &str, count: u16) -> Time {
    after(calendar, start, Span::WorkingDays { count })
}

fn skipped(on: Date, why: DayOff) -> Skipped {
    Skipped { on, why }
}

#[test]
fn a_working_day_ends_at_the_same_local_time() {
    assert_eq!(
        working(&lisbon(&[]), "2026-11-25T10:15:30Z", 1),
        at("2026-11-26T10:15:30Z")
    );
    assert_eq!(
        working(&lisbon(&[]), "2026-11-27T16:00:00Z", 1),
        at("2026-11-30T16:00:00Z")
    );
    assert_eq!(
        working(&lisbon(&[]), "2026-11-27T16:00:00Z", 0),
        at("2026-11-27T16:00:00Z")
    );
}

/// Monday, 30 November 2026: five whole working days are over with Friday, however the counting came to that midnight.
#[test]
fn whole_working_days_end_with_the_last_of_them() {
    let friday_ends = at("2026-12-05T00:00:00Z");
    for start in ["2026-11-30T00:00:00Z", "2026-11-28T12:00:00Z", "2026-11-29T00:00:00Z"] {
        assert_eq!(working(&lisbon(&[]), start, 5), friday_ends, "{start}");
    }
    assert_eq!(
        working(&lisbon(&[]), "2026-12-04T00:00:00Z", 1),
        friday_ends,
        "a Friday from its first minute"
    );
    assert_eq!(
        working(&lisbon(&[]), "2026-11-30T00:01:00Z", 5),
        at("2026-12-07T00:01:00Z"),
        "a minute later the first day is not whole"
    );
}

#[test]
fn issued_on_a_day_off_counts_from_the_start_of_the_next_working_day() {
    let (due, steps) = lisbon(&[]).after(at("2026-11-28T12:00:00Z"), Span::WorkingDays { count: 1 });

    assert_eq!(due, at("2026-12-01T00:00:00Z"));
    assert_eq!(
        steps,
        [
            Step::NextWorkingDay {
                at: at("2026-11-30T00:00:00Z"),
                skipped: vec![
                    skipped(date(2026, 11, 28), DayOff::Weekend),
                    skipped(date(2026, 11, 29), DayOff::Weekend)
                ],
                more: 0
            },
            Step::WorkingDays {
                count: 1,
                skipped: vec![],
                more: 0
            },
        ]
    );
}

#[test]
fn a_chain_of_holidays_over_the_end_of_the_year_is_skipped_and_named() {
    let holidays = [
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 31),
        date(2027, 1, 1),
    ];
    let (due, steps) = lisbon(&holidays).after(at("2026-12-23T15:00:00Z"), Span::WorkingDays { count: 4 });

    assert_eq!(due, at("2027-01-04T15:00:00Z"));
    assert_eq!(
        steps,
        [Step::WorkingDays {
            count: 4,
            skipped: vec![
                skipped(date(2026, 12, 24), DayOff::Holiday),
                skipped(date(2026, 12, 25), DayOff::Holiday),
                skipped(date(2026, 12, 26), DayOff::Weekend),
                skipped(date(2026, 12, 27), DayOff::Weekend),
                skipped(date(2026, 12, 31), DayOff::Holiday),
                skipped(date(2027, 1, 1), DayOff::Holiday),
                skipped(date(2027, 1, 2), DayOff::Weekend),
                skipped(date(2027, 1, 3), DayOff::Weekend),
            ],
            more: 0
        }]
    );
}

#[test]
fn a_holiday_on_a_weekend_is_a_weekend() {
    let calendar = lisbon(&[date(2026, 11, 28)]);

    assert_eq!(calendar.day_off(date(2026, 11, 28)), Some(DayOff::Weekend));
}

#[test]
fn weeks_from_sunday_to_thursday_rest_on_friday_and_saturday() {
    let riyadh = in_zone("Asia/Riyadh", WorkingWeek::SUNDAY_TO_THURSDAY, &[]);

    assert_eq!(working(&riyadh, "2026-11-26T07:00:00Z", 1), at("2026-11-29T07:00:00Z"));
    assert_eq!(working(&riyadh, "2026-11-27T07:00:00Z", 1), at("2026-11-29T21:00:00Z"));
}

#[test]
fn the_day_is_that_of_the_recipients_zone() {
    let kiritimati = in_zone("Pacific/Kiritimati", WorkingWeek::MONDAY_TO_FRIDAY, &[]);

    // Friday noon in UTC is Saturday at the recipient's.
    assert_eq!(
        working(&kiritimati, "2026-11-27T12:00:00Z", 1),
        at("2026-11-30T10:00:00Z")
    );
}

#[test]
fn leap_days_count() {
    assert_eq!(
        working(&lisbon(&[]), "2028-02-28T10:00:00Z", 1),
        at("2028-02-29T10:00:00Z")
    );
    assert_eq!(
        working(&lisbon(&[]), "2028-02-28T10:00:00Z", 2),
        at("2028-03-01T10:00:00Z")
    );
    assert_eq!(
        after(&lisbon(&[]), "2028-02-28T10:00:00Z", Span::Days { count: 2 }),
        at("2028-03-01T10:00:00Z")
    );
}

#[test]
fn days_keep_the_local_time_and_hours_keep_their_length_over_a_change_of_the_clocks() {
    // Lisbon: forward on 29 March 2026, back on 25 October 2026.
    let days = Span::Days { count: 2 };
    let hours = Span::Hours { count: 48 };
    for (start, same_local_time, same_length) in [
        ("2026-03-28T12:00:00Z", "2026-03-30T11:00:00Z", "2026-03-30T12:00:00Z"),
        ("2026-10-24T11:00:00Z", "2026-10-26T12:00:00Z", "2026-10-26T11:00:00Z"),
    ] {
        assert_eq!(after(&lisbon(&[]), start, days), at(same_local_time));
        assert_eq!(after(&lisbon(&[]), start, hours), at(same_length));
    }
    assert_eq!(
        working(&lisbon(&[]), "2026-03-27T12:00:00Z", 1),
        at("2026-03-30T11:00:00Z")
    );
    assert_eq!(
        working(&lisbon(&[]), "2026-10-23T11:00:00Z", 1),
        at("2026-10-26T12:00:00Z")
    );
}

#[test]
fn a_local_time_that_is_jumped_over_reads_as_later_and_a_double_one_as_the_first() {
    let new_york = in_zone("America/New_York", WorkingWeek::EVERY_DAY, &[]);

    // 02:30 on 8 March 2026 does not exist: 03:30 EDT.
    assert_eq!(
        working(&new_york, "2026-03-07T07:30:00Z", 1),
        at("2026-03-08T07:30:00Z")
    );
    // 01:30 on 1 November 2026 comes twice: the first is EDT.
    assert_eq!(
        working(&new_york, "2026-10-31T05:30:00Z", 1),
        at("2026-11-01T05:30:00Z")
    );
    // Nothing ends before it starts, also in the second 01:30.
    assert_eq!(
        working(&new_york, "2026-11-01T06:30:00Z", 0),
        at("2026-11-01T06:30:00Z")
    );
}

#[test]
fn a_day_that_a_zone_left_out_reads_as_the_next() {
    // Samoa had no 30 December 2011.
    let apia = in_zone("Pacific/Apia", WorkingWeek::EVERY_DAY, &[]);

    assert_eq!(
        after(&apia, "2011-12-29T22:00:00Z", Span::Days { count: 1 }),
        at("2011-12-30T22:00:00Z")
    );
}

#[test]
fn only_the_first_skipped_days_are_named() {
    let holidays: Vec<Date> = std::iter::successors(Some(date(2026, 1, 1)), |day| day.tomorrow().ok())
        .take(100)
        .collect();
    let (due, steps) = lisbon(&holidays).after(at("2025-12-31T12:00:00Z"), Span::WorkingDays { count: 1 });

    // 1 January to 10 April are holidays; 11 and 12 April are a weekend.
    assert_eq!(due, at("2026-04-13T11:00:00Z"));
    let Some(Step::WorkingDays { skipped, more, .. }) = steps.last() else {
        panic!("{steps:?}")
    };
    assert_eq!((skipped.len(), *more), (SKIPPED_NAMED, 62));
}

#[test]
fn every_promise_of_the_table_has_an_end_after_its_start_in_every_week() {
    let start = at("2026-11-27T16:00:00Z");
    for week in [
        WorkingWeek::MONDAY_TO_FRIDAY,
        WorkingWeek::SUNDAY_TO_THURSDAY,
        WorkingWeek::EVERY_DAY,
    ] {
        for zone in ["Europe/Lisbon", "Asia/Riyadh", "America/New_York", "Asia/Kathmandu"] {
            let calendar = in_zone(zone, week, &[date(2026, 11, 30)]);
            for &urgency in Urgency::ALL {
                for &kind in Kind::ALL {
                    for &clock in ClockKind::ALL {
                        let Some(promise) = platform_promise(urgency, kind, clock) else {
                            continue;
                        };
                        let deadline = Deadline::earliest(Origin::Issue, start, &[promise], &calendar).unwrap();
                        assert!(deadline.due > start, "{urgency} {kind} {clock}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_more_pressing_request_is_never_due_later() {
    let start = at("2026-11-27T16:00:00Z");
    for &kind in Kind::ALL {
        for clock in [ClockKind::Ack, ClockKind::Decision, ClockKind::Execution] {
            let dues = Urgency::ALL.iter().filter_map(|&urgency| {
                let promise = platform_promise(urgency, kind, clock)?;
                Deadline::earliest(Origin::Issue, start, &[promise], &lisbon(&[])).map(|deadline| deadline.due)
            });
            assert!(dues.collect::<Vec<_>>().is_sorted(), "{kind} {clock}");
        }
    }
}

#[test]
fn a_working_week_is_text_and_never_empty() {
    assert_eq!(WorkingWeek::MONDAY_TO_FRIDAY.to_string(), "mon,tue,wed,thu,fri");
    assert_eq!(WorkingWeek::SUNDAY_TO_THURSDAY.to_string(), "mon,tue,wed,thu,sun");
    assert_eq!("sun,mon,tue,wed,thu".parse(), Ok(WorkingWeek::SUNDAY_TO_THURSDAY));
    assert_eq!(
        WorkingWeek::of(WorkingWeek::EVERY_DAY.days()),
        Ok(WorkingWeek::EVERY_DAY)
    );
    for bad in ["", "mon,", "Mon", "mon;tue", "monday"] {
        assert!(bad.parse::<WorkingWeek>().is_err(), "{bad}");
    }
    assert!(WorkingWeek::of([]).is_err());
}

#[test]
fn hours_open_before_they_close() {
    let hour = |hour| time(hour, 0, 0, 0);

    assert!(Hours::new(hour(9), hour(17)).is_ok());
    assert!(Hours::new(hour(9), hour(0)).is_ok());
    assert!(Hours::new(hour(17), hour(9)).is_err());
    assert!(Hours::new(hour(9), hour(9)).is_err());
}

#[test]
fn a_calendar_is_stored_and_refuses_strange_words() {
    let calendar = Calendar {
        hours: Some(Hours::new(time(9, 0, 0, 0), time(17, 30, 0, 0)).unwrap()),
        ..lisbon(&[date(2026, 12, 25)])
    };

    let stored = serde_json::to_value(&calendar).unwrap();

    assert_eq!(
        stored,
        serde_json::json!({
            "zone": "Europe/Lisbon",
            "week": "mon,tue,wed,thu,fri",
            "holidays": ["2026-12-25"],
            "hours": {"opens": "09:00:00", "closes": "17:30:00"},
        })
    );
    assert_eq!(serde_json::from_value::<Calendar>(stored).unwrap(), calendar);
    let least = r#"{"zone":"UTC","week":"mon"}"#;
    assert!(serde_json::from_str::<Calendar>(least).is_ok());
    for bad in [
        r#"{"zone":"UTC","week":"mon","open":true}"#,
        r#"{"zone":"UTC","week":""}"#,
        r#"{"zone":"UTC","week":"mon","hours":{"opens":"17:00:00","closes":"09:00:00"}}"#,
    ] {
        assert!(serde_json::from_str::<Calendar>(bad).is_err(), "{bad}");
    }
}

#[test]
fn the_ends_of_time_can_be_counted_from() {
    let spans = [
        Span::Minutes { count: u16::MAX },
        Span::Days { count: u16::MAX },
        Span::WorkingDays { count: 400 },
    ];
    for micros in [i64::MIN, i64::MIN + 1, 0, i64::MAX - 1, i64::MAX] {
        let start = Time::from_micros(micros);
        for span in spans {
            for zone in ["Pacific/Kiritimati", "Pacific/Niue", "UTC"] {
                let (due, _) = in_zone(zone, WorkingWeek::MONDAY_TO_FRIDAY, &[Date::MAX, Date::MIN]).after(start, span);
                assert!(due >= start);
            }
        }
    }
}

proptest! {
    #[test]
    fn exactly_the_promised_working_days_lie_between_start_and_end(
        issued in 0..4_000_000_000_000_000_i64,
        count in 0..40_u16,
        week in proptest::sample::subsequence(WEEKDAYS.map(|(day, _)| day).to_vec(), 1..=7),
        off in proptest::collection::vec(0..90_i64, 0..30),
    ) {
        let start = Time::from_micros(issued);
        let mut calendar = in_zone("UTC", WorkingWeek::of(week).unwrap(), &[]);
        let issued_on = start.date_in(&calendar.zone);
        calendar.holidays = off.into_iter().map(|days| issued_on + jiff::Span::new().days(days)).collect();

        let (due, steps) = calendar.after(start, Span::WorkingDays { count });

        let begins_late = calendar.day_off(issued_on).is_some();
        // Whole days end with the midnight after the last, which may begin a day off.
        let is_whole = count > 0 && (begins_late || issued % 86_400_000_000 == 0);
        let last = if is_whole { Time::from_micros(due.micros() - 1) } else { due };
        let due_on = last.date_in(&calendar.zone);
        let days = std::iter::successors(Some(issued_on), |day| day.tomorrow().ok()).take_while(|day| *day <= due_on);
        let working = days.filter(|day| calendar.day_off(*day).is_none()).count();
        prop_assert_eq!(working, usize::from(count) + usize::from(!is_whole));
        prop_assert_eq!(calendar.day_off(due_on), None);
        prop_assert!(due >= start);
        prop_assert_eq!(steps.len(), if begins_late { 2 } else { 1 });
    }

    #[test]
    fn what_is_issued_earlier_is_never_due_later(
        first in 0..4_000_000_000_000_000_i64,
        later in 0..2_000_000_000_000_i64,
        count in 0..20_u16,
    ) {
        let calendar = in_zone("UTC", WorkingWeek::SUNDAY_TO_THURSDAY, &[]);
        let due = |micros| calendar.after(Time::from_micros(micros), Span::WorkingDays { count }).0;
        prop_assert!(due(first) <= due(first + later));
    }
}
