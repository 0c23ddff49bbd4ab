use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::domain::clocks::{ClockKind, Urgency, WorkingWeek, platform_promise};
use crate::domain::requests::kinds::Kind;
use crate::domain::values::Zone;

fn at(text: &str) -> Time {
    Time::from(text.parse::<jiff::Timestamp>().unwrap())
}

fn utc() -> Calendar {
    Calendar {
        week: WorkingWeek::MONDAY_TO_FRIDAY,
        ..Calendar::round_the_clock(Zone::utc())
    }
}

fn basis(code: &str) -> Source {
    Source::Basis { code: code.to_owned() }
}

#[test]
fn the_earliest_promise_counts_and_the_later_ones_are_named() {
    let issued = at("2026-11-25T10:00:00Z");
    let promises = [
        Promise::of(
            Source::Platform {
                urgency: Urgency::Routine,
            },
            Span::Days { count: 10 },
        ),
        Promise::of(basis("eu_epoc"), Span::Hours { count: 8 }),
        Promise::of(Source::Exchange, Span::WorkingDays { count: 1 }),
    ];

    let deadline = Deadline::earliest(Origin::Issue, issued, &promises, &utc()).unwrap();

    assert_eq!(deadline.due, at("2026-11-25T18:00:00Z"));
    assert_eq!(deadline.source, basis("eu_epoc"));
    assert_eq!(
        deadline.steps,
        [
            Step::Started {
                from: Origin::Issue,
                at: issued
            },
            Step::Plus {
                span: Span::Hours { count: 8 }
            },
            Step::Later {
                source: Source::Exchange,
                due: at("2026-11-26T10:00:00Z")
            },
            Step::Later {
                source: Source::Platform {
                    urgency: Urgency::Routine
                },
                due: at("2026-12-05T10:00:00Z")
            },
        ]
    );
}

#[test]
fn of_two_ends_at_the_same_instant_the_law_counts() {
    let promises = [
        Promise::of(
            Source::Platform {
                urgency: Urgency::Emergency,
            },
            Span::Hours { count: 8 },
        ),
        Promise::of(Source::Exchange, Span::Minutes { count: 480 }),
        Promise::of(basis("eu_epoc"), Span::Hours { count: 8 }),
    ];

    let deadline = Deadline::earliest(Origin::Issue, at("2026-11-25T10:00:00Z"), &promises, &utc());

    assert_eq!(deadline.unwrap().source, basis("eu_epoc"));
}

#[test]
fn an_urgent_freeze_has_48_hours_to_decide_and_48_more_to_execute() {
    let issued = at("2026-11-25T10:00:00Z");
    let of = |clock| {
        let promise = platform_promise(Urgency::Urgent, Kind::Freeze, clock).unwrap();
        Deadline::earliest(Origin::Issue, issued, &[promise], &utc()).unwrap()
    };

    assert_eq!(of(ClockKind::Ack).due, at("2026-11-25T14:00:00Z"));
    assert_eq!(of(ClockKind::Decision).due, at("2026-11-27T10:00:00Z"));
    assert_eq!(of(ClockKind::Execution).due, at("2026-11-29T10:00:00Z"));
    let hours = Step::Plus {
        span: Span::Hours { count: 48 },
    };
    assert_eq!(of(ClockKind::Execution).steps[1..], [hours.clone(), hours]);
}

#[test]
fn completion_is_counted_from_the_last_outcome_in_working_days() {
    let promise = platform_promise(Urgency::Flash, Kind::Info, ClockKind::Completion).unwrap();
    let answered = at("2026-11-25T10:00:00Z");

    let deadline = Deadline::earliest(Origin::LastOutcome, answered, &[promise], &utc()).unwrap();

    assert_eq!(deadline.due, at("2026-12-02T10:00:00Z"));
    let from = Origin::LastOutcome;
    assert_eq!(deadline.steps.first(), Some(&Step::Started { from, at: answered }));
    assert!(deadline.counts_working_days());
    assert_eq!(deadline.skipped_days().count(), 2);
}

#[test]
fn the_end_of_what_was_extended_is_that_of_its_extension() {
    let (placed, extended) = (at("2026-11-25T10:00:00Z"), at("2026-12-01T09:00:00Z"));
    let until = at("2026-12-20T10:00:00Z");
    for (of, from, source) in [
        (
            Deadline::of_hold as fn(Time, Option<Time>, Time) -> Deadline,
            Origin::Placement,
            Source::Placed,
        ),
        (Deadline::of_preservation, Origin::Preservation, Source::Preserved),
    ] {
        let begun = Step::Started { from, at: placed };
        let named = Step::Named { due: until };
        let first = of(placed, None, until);
        assert_eq!(
            (first.source, first.steps),
            (source, vec![begun.clone(), named.clone()])
        );

        let longer = of(placed, Some(extended), until);
        let from = Origin::NewEnd;
        assert_eq!((longer.due, longer.source), (until, Source::NewEnd { at: extended }));
        assert_eq!(longer.steps, [begun, Step::Started { from, at: extended }, named]);
    }
}

#[test]
fn nothing_promised_is_no_deadline() {
    let issued = at("2026-11-25T10:00:00Z");

    assert_eq!(Deadline::earliest(Origin::Issue, issued, &[], &utc()), None);
}

#[test]
fn a_deadline_is_stored_with_its_steps_and_refuses_strange_ones() {
    let issued = at("2026-11-27T10:00:00Z");
    let promises = [Promise::of(Source::Exchange, Span::WorkingDays { count: 1 })];
    let deadline = Deadline::earliest(Origin::Issue, issued, &promises, &utc())
        .unwrap()
        .replaced(at("2026-11-28T10:00:00Z"), issued);

    let stored = serde_json::to_value(&deadline).unwrap();

    assert_eq!(
        stored,
        serde_json::json!({
            "due": 1_795_860_000_000_000_i64,
            "source": {"by": "asker"},
            "steps": [
                {"step": "started", "from": "issue", "at": 1_795_773_600_000_000_i64},
                {"step": "working_days", "count": 1, "more": 0, "skipped": [
                    {"on": "2026-11-28", "why": "weekend"},
                    {"on": "2026-11-29", "why": "weekend"},
                ]},
                {"step": "replaced", "at": 1_795_773_600_000_000_i64,
                 "was": 1_796_032_800_000_000_i64, "due": 1_795_860_000_000_000_i64},
            ],
        })
    );
    assert_eq!(serde_json::from_value::<Deadline>(stored).unwrap(), deadline);
    let strange = r#"{"step":"named","due":1,"by":"guess"}"#;
    assert!(serde_json::from_str::<Step>(strange).is_err());
}

fn spans() -> impl Strategy<Value = Span> {
    prop_oneof![
        (0..2000_u16).prop_map(|count| Span::Minutes { count }),
        (0..2000_u16).prop_map(|count| Span::Hours { count }),
        (0..60_u16).prop_map(|count| Span::Days { count }),
        (0..60_u16).prop_map(|count| Span::WorkingDays { count }),
    ]
}

fn promises() -> impl Strategy<Value = Vec<Promise>> {
    let sources = select(vec![
        basis("eu_epoc"),
        basis("mla"),
        Source::Exchange,
        Source::Platform {
            urgency: Urgency::Urgent,
        },
    ]);
    proptest::collection::vec(
        (sources, spans()).prop_map(|(source, span)| Promise::of(source, span)),
        1..6,
    )
}

proptest! {
    #[test]
    fn the_order_of_promises_does_not_matter(
        (promises, shuffled) in promises().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        issued in 0..4_000_000_000_000_000_i64,
    ) {
        let issued = Time::from_micros(issued);
        prop_assert_eq!(
            Deadline::earliest(Origin::Issue, issued, &promises, &utc()),
            Deadline::earliest(Origin::Issue, issued, &shuffled, &utc())
        );
    }

    #[test]
    fn one_more_promise_never_makes_the_end_later(
        (promises, fewer) in promises().prop_flat_map(|all| {
            let most = all.len();
            (Just(all.clone()), subsequence(all, 1..=most))
        }),
        issued in 0..4_000_000_000_000_000_i64,
    ) {
        let issued = Time::from_micros(issued);
        let of_all = Deadline::earliest(Origin::Issue, issued, &promises, &utc()).unwrap();
        let of_fewer = Deadline::earliest(Origin::Issue, issued, &fewer, &utc()).unwrap();
        prop_assert!(of_all.due <= of_fewer.due);
    }

    #[test]
    fn the_ends_of_time_have_deadlines_too(issued: i64, promises in promises()) {
        for issued in [issued, i64::MIN, i64::MAX] {
            let issued = Time::from_micros(issued);
            let deadline = Deadline::earliest(Origin::Issue, issued, &promises, &utc()).unwrap();
            prop_assert!(deadline.due >= issued);
        }
    }
}
