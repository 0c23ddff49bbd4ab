//! What this process knows of itself: how its jobs last ran, and when it last was not ready. Other instances know their
//! own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::values::Time;

/// How a job last ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ran {
    /// When it ended.
    pub at: Time,
    /// Whether it did what it should.
    pub done: bool,
}

/// What this process knows of itself. A clone is the same.
#[derive(Clone, Debug, Default)]
pub struct Vitals(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    ran: BTreeMap<&'static str, Ran>,
    unready: u64,
    unready_at: Option<Time>,
}

impl Vitals {
    /// A job ended.
    pub fn ran(&self, job: &'static str, ran: Ran) {
        self.with(|known| {
            known.ran.insert(job, ran);
        });
    }

    /// Somebody asked whether the program can work, and it could not.
    pub fn unready(&self, at: Time) {
        self.with(|known| {
            known.unready += 1;
            known.unready_at = Some(at);
        });
    }

    /// How each job last ran, by its name.
    pub fn jobs(&self) -> BTreeMap<&'static str, Ran> {
        self.with(|known| known.ran.clone())
    }

    /// How often the program was not ready since it started, and when it last was not.
    pub fn unready_so_far(&self) -> (u64, Option<Time>) {
        self.with(|known| (known.unready, known.unready_at))
    }

    fn with<T>(&self, look: impl FnOnce(&mut Known) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
