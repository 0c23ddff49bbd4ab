//! What is promised to a request, and the clocks that hold each side to it.

use crate::domain::clocks::{Calendar, Clock, ClockKind, Deadline, Origin, Promise, Urgency, platform_promise};
use crate::domain::ids::ClockId;
use crate::domain::values::Time;

use super::kinds::Kind;
use super::request::{Request, RequestClock};

/// What is promised, and in whose working days and hours that is counted.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The recipient's.
    pub recipient: &'a Calendar,
    /// The asker's.
    pub asker: &'a Calendar,
    /// Promises beyond the platform table.
    pub promises: &'a Promises,
}

/// What is promised beyond the platform table.
#[derive(Clone, Debug, Default)]
pub struct Promises {
    /// What the legal basis rules, per clock.
    pub basis: Vec<(ClockKind, Promise)>,
}

impl Promises {
    fn of(&self, clock: ClockKind, urgency: Urgency, kind: Kind) -> Vec<Promise> {
        let basis = self
            .basis
            .iter()
            .filter(|(of, _)| *of == clock)
            .map(|(_, promise)| promise.clone());
        platform_promise(urgency, kind, clock)
            .into_iter()
            .chain(basis)
            .collect()
    }
}

/// The clocks that start at `at` with the issue, or where it is maintained: acknowledge, decide, execute.
pub(in crate::domain) fn first_clocks(
    request: &Request,
    terms: Terms<'_>,
    from: Origin,
    at: Time,
) -> Vec<RequestClock> {
    [ClockKind::Ack, ClockKind::Decision, ClockKind::Execution]
        .into_iter()
        .filter_map(|kind| clock_of(request, kind, terms.recipient, terms.promises, from, at))
        .collect()
}

/// A clock of `kind` that starts at `at` with `from`, in the calendar of who owes the act.
pub(in crate::domain) fn clock_of(
    request: &Request,
    kind: ClockKind,
    calendar: &Calendar,
    promises: &Promises,
    from: Origin,
    at: Time,
) -> Option<RequestClock> {
    let promised = promises.of(kind, request.content.urgency, request.content.kind);
    started(request, kind, &promised, calendar, from, at)
}

/// The clock that starts with the last outcome: until the asker has accepted or disputed the answer.
pub(in crate::domain) fn completion_clock(request: &Request, terms: Terms<'_>, at: Time) -> Option<RequestClock> {
    let from = Origin::LastOutcome;
    clock_of(request, ClockKind::Completion, terms.asker, terms.promises, from, at)
}

/// The clock that starts when a request is taken back: until the recipient has said what became of each hold. The
/// platform's word alone counts, since a legal basis rules how fast a request is done and not how fast it is undone.
pub(in crate::domain) fn withdrawal_clock(request: &Request, terms: Terms<'_>, at: Time) -> Option<RequestClock> {
    let kind = ClockKind::Execution;
    let promised: Vec<Promise> = platform_promise(request.content.urgency, Kind::Withdraw, kind)
        .into_iter()
        .collect();
    started(request, kind, &promised, terms.recipient, Origin::Withdrawal, at)
}

/// A clock of `kind` that starts at `at` with `from` and ends as the earliest of `promised` says.
fn started(
    request: &Request,
    kind: ClockKind,
    promised: &[Promise],
    calendar: &Calendar,
    from: Origin,
    at: Time,
) -> Option<RequestClock> {
    let deadline = Deadline::earliest(from, at, promised, calendar)?;
    Some(RequestClock {
        id: ClockId::new(at),
        clock: Clock::start(kind, request.content.urgency, deadline, at),
    })
}
