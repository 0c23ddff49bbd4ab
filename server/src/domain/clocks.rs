//! The clocks of a request and of a hold: how fast each answer is promised, in whose working days, and what a pause, a
//! late answer and the end of a hold mean.
//!
//! Every date carries the steps by which it was reached, so that a page can show them in any language.

mod alarm;
mod calendar;
mod clock;
mod deadline;
mod desk;
mod promise;
mod step;
mod urgency;

pub use alarm::{Ahead, Alarm, AtEnd, Expiry, alarms, expiry, uncovered_days};
pub use calendar::{Calendar, DayOff, Hours, Skipped, WorkingWeek};
pub use clock::{Clock, ClockRefusal, PauseReason, State};
pub use deadline::{Deadline, Step};
pub use desk::Desk;
pub use promise::{ClockKind, Origin, Promise, Source, Span, platform_promise, to_acknowledge};
pub use step::stepped;
pub use urgency::Urgency;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn every_word_of_a_clock_has_a_text_in_every_language() {
        let kinds = ClockKind::ALL.iter().map(|kind| format!("kind.{kind}"));
        let urgencies = Urgency::ALL
            .iter()
            .flat_map(|urgency| [format!("urgency.{urgency}"), format!("urgency.{urgency}.why")]);
        let origins = Origin::ALL.iter().map(|origin| format!("step.started.{origin}"));
        let pauses = PauseReason::ALL
            .iter()
            .flat_map(|reason| [format!("pause.{reason}"), format!("step.paused.{reason}")]);
        let days_off = DayOff::ALL
            .iter()
            .flat_map(|why| [format!("calendar.{why}"), format!("step.skipped.{why}")]);
        let spans = [
            Span::Minutes { count: 1 },
            Span::Hours { count: 1 },
            Span::Days { count: 1 },
            Span::WorkingDays { count: 1 },
        ]
        .map(|span| {
            [
                format!("span.{}.other", span.code()),
                format!("step.{}.other", span.code()),
            ]
        });
        let sources = [
            Source::Basis { code: String::new() },
            Source::Exchange,
            Source::Platform {
                urgency: Urgency::Flash,
            },
            Source::Asker,
            Source::Placed,
            Source::Preserved,
            Source::NewEnd {
                at: crate::domain::values::Time::from_micros(0),
            },
        ]
        .map(|source| format!("source.{}", source.code()));
        let keys: Vec<String> = kinds
            .chain(urgencies)
            .chain(origins)
            .chain(pauses)
            .chain(days_off)
            .chain(spans.into_iter().flatten())
            .chain(sources)
            .collect();

        for &language in Language::ALL {
            for key in &keys {
                assert!(
                    language.words().has(&format!("clocks.{key}")),
                    "{language:?} lacks {key}"
                );
            }
        }
    }

    #[test]
    fn a_deadline_can_be_told_in_every_language() {
        let told: Vec<String> = Language::ALL
            .iter()
            .map(|language| {
                let gaps = [("organisation", "Northbank")];
                language.words().na("clocks.step.working_days", 3_u16, gaps)
            })
            .collect();

        assert_eq!(
            told,
            [
                "+ 3\u{a0}working days of Northbank",
                "+ 3 个 Northbank 的工作日",
                "+ 3\u{a0}jours ouvrés de Northbank",
                "+ 3\u{a0}أيام عمل لدى \u{2068}Northbank\u{2069}",
            ]
        );
    }
}
