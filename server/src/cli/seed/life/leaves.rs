//! What happened in a life, for its leaves.

use crate::domain::audit::{Call, Entry, Subject, Who};
use crate::domain::change::Change;
use crate::domain::events::Event;
use crate::domain::values::Time;

/// Something that happened, for its leaf.
pub(in crate::cli::seed) struct Happened {
    pub at: Time,
    event: Event,
    who: Who,
    pub subject: Subject,
}

impl Happened {
    /// All that a change tells of `subject`.
    pub(in crate::cli::seed) fn of<T>(change: &Change<T>, subject: &Subject) -> Vec<Self> {
        let events = change.events().iter();
        events
            .map(|event| Self {
                at: change.at(),
                event: event.clone(),
                who: Who::of(change.actor(), event),
                subject: subject.clone(),
            })
            .collect()
    }

    pub(in crate::cli::seed) fn entry<'a>(&'a self, call: &'a Call, subject: &'a Subject) -> Entry<'a> {
        Entry {
            event: &self.event,
            who: self.who.clone(),
            subject: Some(subject),
            call,
        }
    }
}
