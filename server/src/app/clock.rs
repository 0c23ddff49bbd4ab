//! What time it is.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use crate::domain::values::Time;

/// The source of the time: the system's clock, or one that stands still until it is moved.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The clock of this machine.
    System,
    /// Stands still until it is moved. Clones move together.
    Fixed(Arc<Hands>),
}

/// Where a clock stands that is moved by hand.
#[derive(Debug)]
pub struct Hands {
    /// Microseconds since 1970.
    at: AtomicI64,
    /// Microseconds that have really passed.
    ran: AtomicI64,
}

/// What the clock says, beside how long the machine has run: nobody can set that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it says.
    pub at: Time,
    /// How long the program has run.
    pub ran: SignedDuration,
}

/// When this program first looked.
static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// So close together that what the clock said and how long the machine had run belong to one moment.
const ONE_MOMENT: SignedDuration = SignedDuration::from_millis(100);

impl Clock {
    /// A clock that stands still at `at`.
    pub fn fixed(at: Time) -> Self {
        Self::Fixed(Arc::new(Hands {
            at: AtomicI64::new(at.micros()),
            ran: AtomicI64::new(0),
        }))
    }

    /// The time.
    #[expect(clippy::disallowed_methods, reason = "this is the app's clock")]
    pub fn now(&self) -> Time {
        match self {
            Self::System => Timestamp::now().into(),
            Self::Fixed(hands) => Time::from_micros(hands.at.load(Ordering::SeqCst)),
        }
    }

    /// The time, beside how long the machine has run; nothing where something came between the two.
    pub fn reading(&self) -> Option<Reading> {
        let before = self.ran();
        let at = self.now();
        let ran = self.ran();
        (ran - before < ONE_MOMENT).then_some(Reading { at, ran })
    }

    fn ran(&self) -> SignedDuration {
        match self {
            Self::System => SignedDuration::try_from(BEGAN.elapsed()).unwrap_or(SignedDuration::MAX),
            Self::Fixed(hands) => SignedDuration::from_micros(hands.ran.load(Ordering::SeqCst)),
        }
    }

    /// Lets time pass on a clock that stands still; the system's clock goes its own way.
    pub fn advance(&self, by: SignedDuration) {
        self.step(by);
        if let Self::Fixed(hands) = self {
            let ran = Time::from_micros(hands.ran.load(Ordering::SeqCst)).plus(by);
            hands.ran.store(ran.micros(), Ordering::SeqCst);
        }
    }

    /// Sets a clock that stands still forward or back, while no time passes.
    pub fn step(&self, by: SignedDuration) {
        match self {
            Self::System => {}
            Self::Fixed(hands) => hands.at.store(self.now().plus(by).micros(), Ordering::SeqCst),
        }
    }
}
