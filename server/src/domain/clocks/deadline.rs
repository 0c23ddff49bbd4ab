//! An end with its reasons: of all that is promised the earliest counts, and every step to it is kept.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Calendar, Origin, PauseReason, Promise, Skipped, Source, Span};
use crate::domain::values::Time;

/// One step of how an end was computed, for the page to put into words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Counting starts.
    Started {
        /// With what.
        from: Origin,
        /// When.
        at: Time,
    },
    /// The start was on no working day: counting starts with the next.
    NextWorkingDay {
        /// When that day begins.
        at: Time,
        /// The days passed over, the first of them.
        skipped: Vec<Skipped>,
        /// How many more were passed over than are named.
        more: u32,
    },
    /// Elapsed time or calendar days were added.
    Plus {
        /// How long: never working days.
        span: Span,
    },
    /// Working days were added.
    WorkingDays {
        /// How many.
        count: u16,
        /// The days that did not count, the first of them.
        skipped: Vec<Skipped>,
        /// How many more did not count than are named.
        more: u32,
    },
    /// The end is as named, not computed.
    Named {
        /// The end.
        due: Time,
    },
    /// Another promise ends later, so it does not count.
    Later {
        /// Whose.
        source: Source,
        /// Its end.
        due: Time,
    },
    /// The clock stood still; the end moved by as much.
    Paused {
        /// Why.
        reason: PauseReason,
        /// From when.
        since: Time,
        /// Until when.
        until: Time,
    },
    /// The asker set another end.
    Replaced {
        /// When.
        at: Time,
        /// The end before.
        was: Time,
        /// The end now.
        due: Time,
    },
}

impl Step {
    /// The word in keys.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::NextWorkingDay { .. } => "next_working_day",
            Self::Plus { .. } => "plus",
            Self::WorkingDays { .. } => "working_days",
            Self::Named { .. } => "named",
            Self::Later { .. } => "later",
            Self::Paused { .. } => "paused",
            Self::Replaced { .. } => "replaced",
        }
    }
}

/// When something is due, by whose promise, and how that was computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The end: at this instant it is late.
    pub due: Time,
    /// Whose promise it is.
    pub source: Source,
    /// How it was computed, in order.
    pub steps: Vec<Step>,
}

impl Deadline {
    /// The earliest end of what is promised for a clock that starts at `at` with `from`, whatever the order in which the
    /// promises come. `calendar` is that of the organisation that owes the act: the recipient, or the asker for
    /// completion. `None` where nothing is promised.
    pub fn earliest(from: Origin, at: Time, promises: &[Promise], calendar: &Calendar) -> Option<Self> {
        let mut ends: Vec<(Time, &Promise, Vec<Step>)> = promises
            .iter()
            .map(|promise| {
                let mut due = at;
                let mut steps = vec![Step::Started { from, at }];
                for span in &promise.spans {
                    let (later, more) = calendar.after(due, *span);
                    due = later;
                    steps.extend(more);
                }
                (due, promise, steps)
            })
            .collect();
        ends.sort_by_key(|(due, promise, _)| (*due, *promise));

        let mut ends = ends.into_iter();
        let (due, promise, mut steps) = ends.next()?;
        steps.extend(ends.map(|(due, promise, _)| Step::Later {
            source: promise.source.clone(),
            due,
        }));
        Some(Self {
            due,
            source: promise.source.clone(),
            steps,
        })
    }

    /// The end of a hold that was placed at `placed`: as named then, or when its end was last named `anew`.
    pub fn of_hold(placed: Time, anew: Option<Time>, until: Time) -> Self {
        Self::named(Origin::Placement, Source::Placed, placed, anew, until)
    }

    /// The end of a preservation of data put aside at `placed`: as named then, or when its end was last named `anew`.
    pub fn of_preservation(placed: Time, anew: Option<Time>, until: Time) -> Self {
        Self::named(Origin::Preservation, Source::Preserved, placed, anew, until)
    }

    fn named(from: Origin, source: Source, placed: Time, anew: Option<Time>, until: Time) -> Self {
        let again = anew.map(|at| Step::Started {
            from: Origin::NewEnd,
            at,
        });
        let mut steps = vec![Step::Started { from, at: placed }];
        steps.extend(again);
        steps.push(Step::Named { due: until });
        Self {
            due: until,
            source: anew.map_or(source, |at| Source::NewEnd { at }),
            steps,
        }
    }

    /// The asker's own end instead, set at `at`.
    pub fn replaced(mut self, due: Time, at: Time) -> Self {
        self.steps.push(Step::Replaced { at, was: self.due, due });
        Self {
            due,
            source: Source::Asker,
            ..self
        }
    }

    /// Whether any working day was counted: "working days" is printed beside such a date, "calendar days" beside others.
    pub fn counts_working_days(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::WorkingDays { .. })) && self.source != Source::Asker
    }

    /// Every day that did not count, in order.
    pub fn skipped_days(&self) -> impl Iterator<Item = Date> {
        self.steps
            .iter()
            .flat_map(|step| match step {
                Step::NextWorkingDay { skipped, .. } | Step::WorkingDays { skipped, .. } => skipped.as_slice(),
                Step::Started { .. }
                | Step::Plus { .. }
                | Step::Named { .. }
                | Step::Later { .. }
                | Step::Paused { .. }
                | Step::Replaced { .. } => &[],
            })
            .map(|skipped| skipped.on)
    }
}

#[cfg(test)]
mod tests;
