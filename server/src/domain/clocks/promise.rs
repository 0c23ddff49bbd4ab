//! What is promised: which clock, how long, from when, and by whom. Holds the platform's own table.

use serde::{Deserialize, Serialize};

use super::Urgency;
use crate::domain::actor::words;
use crate::domain::requests::kinds::Kind;
use crate::domain::values::Time;

words! {
    /// What a clock measures: four per request, one per hold.
    ClockKind("kind of clock") {
        /// From issue until the recipient acknowledges.
        Ack = "ack",
        /// Until the recipient says whether it will do what is asked.
        Decision = "decision",
        /// Until every target has its outcome.
        Execution = "execution",
        /// From the last outcome until the asker accepts or disputes the answer.
        Completion = "completion",
        /// Until a hold ends.
        Expiry = "expiry",
    }
}

impl ClockKind {
    /// Whether it may ever be paused. A hold ends when it ends: nothing asked or objected lengthens it.
    pub const fn pauses(self) -> bool {
        match self {
            Self::Ack | Self::Decision | Self::Execution | Self::Completion => true,
            Self::Expiry => false,
        }
    }
}

/// A length of time as a promise states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "unit", rename_all = "snake_case", deny_unknown_fields)]
pub enum Span {
    /// Elapsed minutes.
    Minutes {
        /// How many.
        count: u16,
    },
    /// Elapsed hours: 48 hours are 48 hours, also over a change of the clocks.
    Hours {
        /// How many.
        count: u16,
    },
    /// Calendar days: the same local time so many days later, weekends and holidays included.
    Days {
        /// How many.
        count: u16,
    },
    /// Working days of the organisation that owes the answer.
    WorkingDays {
        /// How many.
        count: u16,
    },
}

impl Span {
    /// The word in keys.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Minutes { .. } => "minutes",
            Self::Hours { .. } => "hours",
            Self::Days { .. } => "days",
            Self::WorkingDays { .. } => "working_days",
        }
    }

    /// How many of them.
    pub const fn count(self) -> u16 {
        match self {
            Self::Minutes { count } | Self::Hours { count } | Self::Days { count } | Self::WorkingDays { count } => {
                count
            }
        }
    }
}

words! {
    /// With what a clock starts.
    Origin("start of a clock") {
        /// The issue of the request, not its receipt.
        Issue = "issue",
        /// The request was opened again.
        Reopening = "reopening",
        /// The asker maintained the request against its refusal.
        Maintenance = "maintenance",
        /// The asker disputed the answer.
        Dispute = "dispute",
        /// The asker asked to take the request back.
        Withdrawal = "withdrawal",
        /// The last target's outcome.
        LastOutcome = "last_outcome",
        /// The placing of a hold.
        Placement = "placement",
        /// Another end for what stands, by an extension or by an answer given anew.
        NewEnd = "new_end",
        /// The putting aside of data to be kept.
        Preservation = "preservation",
    }
}

/// Who or what set an end. Of two that end at the same instant the earlier named here counts: law before word before
/// table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// The rule of a legal basis.
    Basis {
        /// The basis's code, such as `eu_epoc`.
        code: String,
    },
    /// The promise in the recipient's policy profile.
    Exchange,
    /// The platform table.
    Platform {
        /// The row.
        urgency: Urgency,
    },
    /// The asker's own deadline.
    Asker,
    /// The end named when a hold was placed.
    Placed,
    /// The end named when data was put aside to be kept.
    Preserved,
    /// The end named since for what stands: by an extension, or by an answer given anew.
    NewEnd {
        /// When that was.
        at: Time,
    },
}

impl Source {
    /// The word in keys.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Basis { .. } => "basis",
            Self::Exchange => "exchange",
            Self::Platform { .. } => "platform",
            Self::Asker => "asker",
            Self::Placed => "placed",
            Self::Preserved => "preserved",
            Self::NewEnd { .. } => "new_end",
        }
    }
}

/// Something promised for one clock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// By whom.
    pub source: Source,
    /// How long, one after another: "48 hours to decide, then 48 to execute" is two.
    pub spans: Vec<Span>,
}

impl Promise {
    /// `source` promises one `span`.
    pub fn of(source: Source, span: Span) -> Self {
        Self {
            source,
            spans: vec![span],
        }
    }
}

/// Working days the asker has to accept or dispute an answer. The platform's own default: long enough to reach the
/// prosecutor, short enough that no file stays open by silence. Counted in the asker's week and holidays.
const TO_COMPLETE: Span = Span::WorkingDays { count: 5 };

/// What the platform table promises for a clock of a request; `None` where that clock does not run.
///
/// | kinds of request | decision | execution |
/// |---|---|---|
/// | freeze, extend, convert, seize, release, return, token_block, assist | column "freeze" | column "freeze" |
/// | info, preserve, watch, ask | column "info / preserve" | the same end |
/// | withdraw, amend | none: there is nothing to decide | as a freeze is decided |
///
/// - What touches money that stands still is decided and executed as fast as a freeze. Both clocks run from issue and
///   end together, except for `urgent`: 48 hours to decide, then 48 more to execute. Deciding early lengthens the time
///   to execute; it does not bring its end forward.
/// - A withdrawal or correction is confirmed within `Ack`; what became of each hold is stated by the end of `Execution`.
///   A request that is taken back owes that one statement, so its `Execution` clock starts anew with this promise: no
///   source states one, letting go is no slower than freezing, and money held for nobody must not wait for long.
/// - `Completion` runs from the last outcome, in the asker's calendar.
/// - `Expiry` is never the table's: a hold's end is named when it is placed.
pub fn platform_promise(urgency: Urgency, kind: Kind, clock: ClockKind) -> Option<Promise> {
    let spans = match (clock, Column::of(kind)) {
        (ClockKind::Ack, _) => vec![to_acknowledge(urgency)],
        (ClockKind::Decision, Column::Freeze) => vec![to_decide(urgency)],
        (ClockKind::Execution, Column::Freeze) => to_decide_and_execute(urgency),
        (ClockKind::Decision | ClockKind::Execution, Column::Record) => vec![to_produce(urgency)],
        (ClockKind::Execution, Column::Confirmation) => vec![to_decide(urgency)],
        (ClockKind::Completion, _) => vec![TO_COMPLETE],
        (ClockKind::Decision, Column::Confirmation) | (ClockKind::Expiry, _) => return None,
    };
    Some(Promise {
        source: Source::Platform { urgency },
        spans,
    })
}

/// Which column of the table a request reads.
#[derive(Clone, Copy)]
enum Column {
    Freeze,
    Record,
    Confirmation,
}

impl Column {
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Freeze
            | Kind::Extend
            | Kind::Convert
            | Kind::Seize
            | Kind::Release
            | Kind::Return
            | Kind::TokenBlock
            | Kind::Assist => Self::Freeze,
            Kind::Info | Kind::Preserve | Kind::Watch | Kind::Ask => Self::Record,
            Kind::Withdraw | Kind::Amend => Self::Confirmation,
        }
    }
}

/// How long the platform table gives the exchange to acknowledge.
pub const fn to_acknowledge(urgency: Urgency) -> Span {
    match urgency {
        Urgency::Flash => Span::Minutes { count: 15 },
        Urgency::Emergency => Span::Hours { count: 1 },
        Urgency::Urgent => Span::Hours { count: 4 },
        Urgency::Priority => Span::WorkingDays { count: 1 },
        Urgency::Routine => Span::WorkingDays { count: 3 },
    }
}

const fn to_decide(urgency: Urgency) -> Span {
    match urgency {
        Urgency::Flash => Span::Hours { count: 1 },
        Urgency::Emergency => Span::Hours { count: 8 },
        Urgency::Urgent => Span::Hours { count: 48 },
        Urgency::Priority => Span::Days { count: 5 },
        Urgency::Routine => Span::Days { count: 10 },
    }
}

const fn to_produce(urgency: Urgency) -> Span {
    match urgency {
        Urgency::Flash => Span::Hours { count: 1 },
        Urgency::Emergency => Span::Hours { count: 8 },
        Urgency::Urgent => Span::Days { count: 3 },
        Urgency::Priority => Span::Days { count: 7 },
        Urgency::Routine => Span::Days { count: 10 },
    }
}

fn to_decide_and_execute(urgency: Urgency) -> Vec<Span> {
    let decided = to_decide(urgency);
    match urgency {
        Urgency::Urgent => vec![decided, Span::Hours { count: 48 }],
        Urgency::Flash | Urgency::Emergency | Urgency::Priority | Urgency::Routine => vec![decided],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as it is written down: urgency, ack, decide, execute, produce.
    fn table() -> [(Urgency, Span, Span, Vec<Span>, Span); 5] {
        let minutes = |count| Span::Minutes { count };
        let hours = |count| Span::Hours { count };
        let days = |count| Span::Days { count };
        let working = |count| Span::WorkingDays { count };
        [
            (Urgency::Flash, minutes(15), hours(1), vec![hours(1)], hours(1)),
            (Urgency::Emergency, hours(1), hours(8), vec![hours(8)], hours(8)),
            (
                Urgency::Urgent,
                hours(4),
                hours(48),
                vec![hours(48), hours(48)],
                days(3),
            ),
            (Urgency::Priority, working(1), days(5), vec![days(5)], days(7)),
            (Urgency::Routine, working(3), days(10), vec![days(10)], days(10)),
        ]
    }

    const MONEY: [Kind; 8] = [
        Kind::Freeze,
        Kind::Extend,
        Kind::Convert,
        Kind::Seize,
        Kind::Release,
        Kind::Return,
        Kind::TokenBlock,
        Kind::Assist,
    ];
    const RECORDS: [Kind; 4] = [Kind::Info, Kind::Preserve, Kind::Watch, Kind::Ask];

    #[test]
    fn the_table_is_as_written_for_every_urgency_kind_and_clock() {
        for (urgency, ack, decide, execute, produce) in table() {
            for &kind in Kind::ALL {
                let (decision, execution) = if MONEY.contains(&kind) {
                    (Some(vec![decide]), execute.clone())
                } else if RECORDS.contains(&kind) {
                    (Some(vec![produce]), vec![produce])
                } else {
                    (None, vec![decide])
                };
                for (clock, expected) in [
                    (ClockKind::Ack, Some(vec![ack])),
                    (ClockKind::Decision, decision),
                    (ClockKind::Execution, Some(execution)),
                    (ClockKind::Completion, Some(vec![Span::WorkingDays { count: 5 }])),
                    (ClockKind::Expiry, None),
                ] {
                    let source = Source::Platform { urgency };
                    let expected = expected.map(|spans| Promise { source, spans });
                    assert_eq!(
                        platform_promise(urgency, kind, clock),
                        expected,
                        "{urgency} {kind} {clock}"
                    );
                }
            }
        }
    }

    #[test]
    fn spans_and_sources_are_stored_as_tagged_words_and_refuse_strangers() {
        let span = serde_json::to_string(&Span::WorkingDays { count: 3 }).unwrap();
        assert_eq!(span, r#"{"unit":"working_days","count":3}"#);
        assert!(serde_json::from_str::<Span>(r#"{"unit":"hours","count":3,"of":1}"#).is_err());
        assert!(serde_json::from_str::<Span>(r#"{"unit":"weeks","count":3}"#).is_err());

        let source = serde_json::to_string(&Source::Platform {
            urgency: Urgency::Flash,
        })
        .unwrap();
        assert_eq!(source, r#"{"by":"platform","urgency":"flash"}"#);
        for &kind in ClockKind::ALL {
            assert_eq!(kind.code().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }
}
