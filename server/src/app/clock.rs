//! What time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

use crate::domain::values::Time;

/// The source of the time: the system's clock, or one that stands still until it is moved.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The clock of this machine.
    System,
    /// Stands still at so many microseconds since 1970. Clones move together.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `at`.
    pub fn fixed(at: Time) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.micros())))
    }

    /// The time.
    #[expect(clippy::disallowed_methods, reason = "this is the app's clock")]
    pub fn now(&self) -> Time {
        match self {
            Self::System => Timestamp::now().into(),
            Self::Fixed(micros) => Time::from_micros(micros.load(Ordering::SeqCst)),
        }
    }

    /// Moves a clock that stands still; the system's clock goes its own way.
    pub fn advance(&self, by: SignedDuration) {
        match self {
            Self::System => {}
            Self::Fixed(micros) => micros.store(self.now().plus(by).micros(), Ordering::SeqCst),
        }
    }
}
