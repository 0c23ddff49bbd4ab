//! The clocks of a request in words: what is left, what was promised, and how each date was computed.

use jiff::SignedDuration;

use super::words::Cast;
use crate::domain::clocks::{Clock, ClockKind, Deadline, Skipped, Source, Span, State, Step};
use crate::domain::organisations::Organisation;
use crate::domain::requests::Request;
use crate::domain::requests::secrecy::Secrecy;
use crate::domain::values::{Time, Zone};
use crate::web::page::Page;
use crate::web::views::{ClockView, Icon, PlaceTime, Tag, Tone};

/// The four clocks of a request, each as it counts now and with what became of it before; and until when the customer is
/// not told, where that was asked.
pub fn clocks(page: &Page, request: &Request, cast: Cast<'_>) -> Vec<ClockView> {
    let kinds = [
        ClockKind::Ack,
        ClockKind::Decision,
        ClockKind::Execution,
        ClockKind::Completion,
    ];
    kinds
        .into_iter()
        .map(|kind| {
            let clock = request.clock(kind).filter(|clock| !request.is_of_earlier_round(clock));
            let others = request.clocks.iter().rev().map(|held| &held.clock);
            let earlier: Vec<&Clock> = others
                .filter(|other| other.kind() == kind && clock != Some(*other))
                .collect();
            match clock {
                Some(clock) => view(page, clock, &earlier, cast),
                None => not_started(page, kind, &earlier, cast),
            }
        })
        .chain(request.secrecy.map(|secrecy| secrecy_view(page, &secrecy, cast)))
        .collect()
}

/// Until when the exchange does not tell its customer.
fn secrecy_view(page: &Page, secrecy: &Secrecy, cast: Cast<'_>) -> ClockView {
    let rest = secrecy.until.since(page.now());
    let (state, summary) = if rest.is_positive() {
        let state = Tag::new(Tone::Warn, Icon::Clock, page.t("clocks.state.running"));
        (state, left(page, rest))
    } else {
        let state = Tag::new(Tone::Faint, Icon::Ring, page.t("requests.secrecy.ended"));
        (state, page.t("requests.secrecy.ended_text").into_owned())
    };
    ClockView {
        name: page.t("requests.secrecy.name").into_owned(),
        state,
        summary,
        times: places(page, secrecy.until, cast),
        earlier: Vec::new(),
        how: Vec::new(),
    }
}

fn not_started(page: &Page, kind: ClockKind, earlier: &[&Clock], cast: Cast<'_>) -> ClockView {
    let summary = match kind {
        ClockKind::Completion => "clocks.state.starts_with_last_outcome",
        ClockKind::Ack | ClockKind::Decision | ClockKind::Execution | ClockKind::Expiry => {
            "requests.show.starts_at_issue"
        }
    };
    ClockView {
        name: name(page, kind),
        state: Tag::new(Tone::Faint, Icon::Ring, page.t("clocks.state.not_started")),
        summary: page.t(summary).into_owned(),
        times: Vec::new(),
        earlier: earlier
            .iter()
            .map(|clock| before(page, clock, owes(kind, cast)))
            .collect(),
        how: Vec::new(),
    }
}

fn name(page: &Page, kind: ClockKind) -> String {
    page.t(&format!("clocks.kind.{kind}")).into_owned()
}

/// The clock that counts, with those of its kind that ran before it. A promise that was kept or broken stays so, whatever
/// was promised anew.
fn view(page: &Page, clock: &Clock, earlier: &[&Clock], cast: Cast<'_>) -> ClockView {
    let owner = owes(clock.kind(), cast);
    let summary = summary(page, clock, owner);
    let since = begun(page, clock).filter(|_| !earlier.is_empty());
    ClockView {
        name: name(page, clock.kind()),
        state: state(page, clock),
        summary: match since {
            Some(begun) => page.ta("clocks.state.anew", [("begun", begun), ("summary", summary)]),
            None => summary,
        },
        times: clock.due().map(|due| places(page, due, cast)).unwrap_or_default(),
        earlier: earlier.iter().map(|clock| before(page, clock, owner)).collect(),
        how: how(page, clock.deadline(), owner, cast),
    }
}

/// What became of a clock that ran before another of its kind.
fn before(page: &Page, clock: &Clock, owner: &Organisation) -> String {
    let gaps = [
        ("begun", begun(page, clock).unwrap_or_default()),
        ("state", state(page, clock).word),
        ("summary", summary(page, clock, owner)),
    ];
    page.ta("clocks.state.before", gaps)
}

/// With what a clock started, and when.
fn begun(page: &Page, clock: &Clock) -> Option<String> {
    clock.deadline().steps.iter().find_map(|step| match step {
        Step::Started { from, at } => {
            Some(page.ta(&format!("clocks.step.started.{from}"), [("time", page.moment(at))]))
        }
        Step::NextWorkingDay { .. }
        | Step::Plus { .. }
        | Step::WorkingDays { .. }
        | Step::Named { .. }
        | Step::Later { .. }
        | Step::Paused { .. }
        | Step::Replaced { .. } => None,
    })
}

/// Where a clock stands.
fn state(page: &Page, clock: &Clock) -> Tag {
    let now = page.now();
    let tag = |tone, icon, key: &str| Tag::new(tone, icon, page.t(key));
    match clock.state() {
        State::Running { .. } if clock.is_late(now) => tag(Tone::Danger, Icon::Alert, "clocks.state.breached"),
        State::Running { .. } => tag(Tone::Warn, Icon::Clock, "clocks.state.running"),
        State::Paused { .. } => tag(Tone::Warn, Icon::Pause, "clocks.state.paused"),
        State::Met { .. } if clock.breached_at().is_some() => tag(Tone::Danger, Icon::Check, "clocks.state.met_late"),
        State::Met { .. } => tag(Tone::Ok, Icon::Check, "clocks.state.met"),
        State::Stopped { .. } => tag(Tone::Faint, Icon::Ring, "clocks.state.stopped"),
    }
}

/// In whose calendar a clock is counted: of who owes the act.
fn owes(kind: ClockKind, cast: Cast<'_>) -> &Organisation {
    match kind {
        ClockKind::Completion => cast.asker,
        ClockKind::Ack | ClockKind::Decision | ClockKind::Execution | ClockKind::Expiry => cast.recipient,
    }
}

fn summary(page: &Page, clock: &Clock, owner: &Organisation) -> String {
    let used = page.duration(clock.elapsed(page.now()));
    let counted = counted(page, clock.deadline(), owner);
    match clock.state() {
        State::Running { .. } => {
            let left = left(page, clock.remaining(page.now()).unwrap_or_default());
            page.ta("requests.show.clock_running", [("left", left), ("counted", counted)])
        }
        State::Paused { since, reason, .. } => {
            let reason = page.t(&format!("clocks.pause.{reason}")).into_owned();
            page.ta("clocks.pause.since", [("time", page.moment(since)), ("reason", reason)])
        }
        State::Met { .. } => match promised(page, clock.kind(), clock.deadline()) {
            Some(span) => page.ta("clocks.state.met_in", [("duration", used), ("span", span)]),
            None => page.ta("requests.show.clock_met", [("duration", used)]),
        },
        State::Stopped { at } => page.moment(at),
    }
}

/// How much is left, or how late it is: never a negative number.
pub fn left(page: &Page, left: SignedDuration) -> String {
    let (key, shown) = if left.is_negative() {
        ("clocks.state.late_by", -left)
    } else {
        ("clocks.state.left", left)
    };
    page.ta(key, [("duration", page.duration(shown))])
}

/// Working days, calendar days or elapsed time: printed beside every date.
fn counted(page: &Page, deadline: &Deadline, owner: &Organisation) -> String {
    if deadline.counts_working_days() {
        return page.ta("clocks.calendar.working_days", [("organisation", owner.name.as_str())]);
    }
    let days = deadline.steps.iter().any(|step| {
        matches!(
            step,
            Step::Plus {
                span: Span::Days { .. }
            }
        )
    });
    page.t(if days {
        "clocks.calendar.days"
    } else {
        "clocks.calendar.elapsed"
    })
    .into_owned()
}

/// What was promised, as a length; nothing where somebody named the end.
fn promised(page: &Page, kind: ClockKind, deadline: &Deadline) -> Option<String> {
    if deadline.source == Source::Asker {
        return None;
    }
    let spans: Vec<String> = deadline
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::Plus { span } => Some(span_text(page, *span)),
            Step::WorkingDays { count, .. } => Some(span_text(page, Span::WorkingDays { count: *count })),
            Step::Started { .. }
            | Step::NextWorkingDay { .. }
            | Step::Named { .. }
            | Step::Later { .. }
            | Step::Paused { .. }
            | Step::Replaced { .. } => None,
        })
        .collect();
    (!spans.is_empty()).then(|| spans_of(page, kind, &spans))
}

/// How long a clock of `kind` was promised to run, of its `spans` in words: where it takes two to execute, the first is
/// there to decide.
pub fn spans_of(page: &Page, kind: ClockKind, spans: &[String]) -> String {
    match (kind, spans) {
        (ClockKind::Execution, [decision, execution]) => page.ta(
            "clocks.state.decide_then_execute",
            [("decision", decision), ("execution", execution)],
        ),
        (
            ClockKind::Ack | ClockKind::Decision | ClockKind::Execution | ClockKind::Completion | ClockKind::Expiry,
            _,
        ) => page.words().list(spans),
    }
}

fn span_text(page: &Page, span: Span) -> String {
    page.n(&format!("clocks.span.{}", span.code()), count_of(span))
}

const fn count_of(span: Span) -> u16 {
    match span {
        Span::Minutes { count } | Span::Hours { count } | Span::Days { count } | Span::WorkingDays { count } => count,
    }
}

/// A time where the reader is, where both sides are, and in UTC.
pub fn places(page: &Page, time: Time, cast: Cast<'_>) -> Vec<PlaceTime> {
    let words = page.words();
    let utc = Zone::utc();
    let [recipient, asker] = cast.zones();
    let mut places: Vec<PlaceTime> = Vec::new();
    for zone in [page.zone(), recipient, asker, &utc] {
        let place = words.zone_city(zone.name());
        if places.iter().all(|told| told.place != place) {
            places.push(PlaceTime {
                place,
                when: words.day_time(time, zone, page.now()),
            });
        }
    }
    places
}

/// Every step to the end of a clock.
pub fn how(page: &Page, deadline: &Deadline, owner: &Organisation, cast: Cast<'_>) -> Vec<String> {
    let mut steps: Vec<String> = deadline
        .steps
        .iter()
        .flat_map(|step| step_text(page, step, owner, cast))
        .collect();
    let source = source(page, &deadline.source, cast);
    steps.push(page.ta(
        "requests.show.due_by",
        [("time", page.moment(deadline.due)), ("source", source)],
    ));
    steps
}

/// The steps to an end that somebody named: from when, and until when. No calendar counts.
pub fn how_named(page: &Page, deadline: &Deadline) -> Vec<String> {
    let text = |step: &Step| match step {
        Step::Started { from, at } => {
            Some(page.ta(&format!("clocks.step.started.{from}"), [("time", page.moment(at))]))
        }
        Step::Named { due } => Some(page.ta("clocks.step.named", [("time", page.moment(due))])),
        Step::NextWorkingDay { .. }
        | Step::Plus { .. }
        | Step::WorkingDays { .. }
        | Step::Later { .. }
        | Step::Paused { .. }
        | Step::Replaced { .. } => None,
    };
    let mut steps: Vec<String> = deadline.steps.iter().filter_map(text).collect();
    let key = format!("clocks.source.{}", deadline.source.code());
    let source = match deadline.source {
        Source::NewEnd { at } => page.ta(&key, [("time", page.moment(at))]),
        Source::Basis { .. }
        | Source::Exchange
        | Source::Platform { .. }
        | Source::Asker
        | Source::Placed
        | Source::Preserved => page.t(&key).into_owned(),
    };
    steps.push(page.ta(
        "requests.show.due_by",
        [("time", page.moment(deadline.due)), ("source", source)],
    ));
    steps
}

fn step_text(page: &Page, step: &Step, owner: &Organisation, cast: Cast<'_>) -> Vec<String> {
    let organisation = ("organisation", owner.name.clone());
    match step {
        Step::Started { from, at } => {
            vec![page.ta(&format!("clocks.step.started.{from}"), [("time", page.moment(at))])]
        }
        Step::NextWorkingDay { at, skipped, more } => {
            let gaps = [organisation, ("time", page.moment(at))];
            let mut texts = vec![page.ta("clocks.step.next_working_day", gaps)];
            texts.extend(skipped_texts(page, skipped, *more));
            texts
        }
        Step::Plus { span } => vec![page.n(&format!("clocks.step.{}", span.code()), count_of(*span))],
        Step::WorkingDays { count, skipped, more } => {
            let mut texts = vec![page.na("clocks.step.working_days", *count, [organisation])];
            texts.extend(skipped_texts(page, skipped, *more));
            texts
        }
        Step::Named { due } => vec![page.ta("clocks.step.named", [("time", page.moment(due))])],
        Step::Later { source: of, due } => {
            vec![page.ta(
                "clocks.step.later",
                [("time", page.moment(due)), ("source", source(page, of, cast))],
            )]
        }
        Step::Paused { reason, since, until } => {
            let gaps = [
                ("duration", page.duration(until.since(*since))),
                ("time", page.moment(until)),
            ];
            vec![page.ta(&format!("clocks.step.paused.{reason}"), gaps)]
        }
        Step::Replaced { at, was, due } => {
            let gaps = [
                ("time", page.moment(at)),
                ("due", page.moment(due)),
                ("was", page.moment(was)),
            ];
            vec![page.ta("clocks.step.replaced", gaps)]
        }
    }
}

fn skipped_texts(page: &Page, skipped: &[Skipped], more: u32) -> Vec<String> {
    use crate::domain::clocks::DayOff;
    let mut texts: Vec<String> = DayOff::ALL
        .iter()
        .filter_map(|why| {
            let of_kind = skipped.iter().filter(|day| day.why == *why);
            let today = page.now().date_in(page.zone());
            let days: Vec<String> = of_kind.map(|day| page.words().date_short(day.on, today)).collect();
            let days = (!days.is_empty()).then(|| page.words().list(&days))?;
            Some(page.ta(&format!("clocks.step.skipped.{why}"), [("days", days)]))
        })
        .collect();
    if more > 0 {
        texts.push(page.n("clocks.step.skipped.more", more));
    }
    texts
}

fn source(page: &Page, source: &Source, cast: Cast<'_>) -> String {
    let key = format!("clocks.source.{}", source.code());
    match source {
        Source::Platform { urgency } => {
            let urgency = page.t(&format!("clocks.urgency.{urgency}")).into_owned();
            page.ta(&key, [("urgency", urgency)])
        }
        Source::Basis { code } => page.ta(&key, [("basis", code)]),
        Source::Exchange => page.ta(&key, [("organisation", &cast.recipient.name)]),
        Source::Asker => page.ta(&key, [("organisation", &cast.asker.name)]),
        Source::NewEnd { at } => page.ta(&key, [("time", page.moment(at))]),
        Source::Placed | Source::Preserved => page.t(&key).into_owned(),
    }
}
