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
mod urgency;

pub use alarm::{Ahead, Alarm, AtEnd, Expiry, alarms, expiry, uncovered_days};
pub use calendar::{Calendar, DayOff, Hours, Skipped, WorkingWeek};
pub use clock::{Clock, ClockRefusal, PauseReason, State};
pub use deadline::{Deadline, Step};
pub use desk::Desk;
pub use promise::{ClockKind, Origin, Promise, Source, Span, platform_promise};
pub use urgency::Urgency;
