//! What is due, thing by thing: requests and holds in one order, each with its reason and its next step.

use jiff::SignedDuration;

use crate::domain::actor::{Actor, OrganisationKind};
use crate::domain::change::Refusal;
use crate::domain::clocks::{ClockKind, Span, platform_promise};
use crate::domain::requests::Party;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::Status;
use crate::domain::values::Time;
use crate::service::requests::listing::{DAY, Due, is_on_us, is_own_turn};
use crate::store::holds;
use crate::store::organisations::Brief;
use crate::store::requests::lists::Row;
use crate::web::holds::{end_of, gap, is_at_end, next_step, party_name};
use crate::web::page::Page;
use crate::web::requests::lines::{is_late, may_approve, other_side, waiting, what};
use crate::web::requests::words::{amount, hold_tag, status_tag, urgency_view};
use crate::web::views::{Icon, Tag, Tone, UrgencyView, WaitingView};

/// One thing that is due.
pub struct DueView {
    /// Whether somebody must act now.
    pub hot: bool,
    /// How long there is, or how late it is; nothing where nothing is promised.
    pub left: String,
    /// The class of that: `late`, `near` or nothing.
    pub class: &'static str,
    /// Until what.
    pub until: String,
    /// Where it is.
    pub href: String,
    /// What it is, and with whom.
    pub title: String,
    /// How pressing.
    pub urgency: Option<UrgencyView>,
    /// Where it stands.
    pub tags: Vec<Tag>,
    /// Why it stands here.
    pub why: String,
    /// What the other side wrote about it.
    pub quote: Option<String>,
    /// On whom it waits.
    pub waiting: Option<WaitingView>,
    /// What to do.
    pub step: StepView,
}

/// What to do about it.
pub struct StepView {
    /// Unique on the page.
    pub id: String,
    /// Where.
    pub href: String,
    /// What.
    pub label: String,
    /// Whether it is the thing to do, and not only a look.
    pub primary: bool,
    /// Why it cannot be done by this reader.
    pub refused: Option<String>,
}

/// A figure above what is due.
pub struct FigureView {
    /// What is counted.
    pub name: String,
    /// How many, or how much.
    pub value: String,
    /// More of it.
    pub detail: String,
    /// Sums of further assets.
    pub sums: Vec<String>,
}

/// What is due, in the order it should be done.
pub struct Parted {
    /// Before this time tomorrow.
    pub soon: Vec<DueView>,
    /// After.
    pub later: Vec<DueView>,
    /// How many of the first wait on the reader.
    pub own_soon: usize,
}

/// Where something stands on the page: what cannot wait, then by its time.
type Place = (bool, i64);

/// Before this time tomorrow, and later. Emergencies stand on top of each, then comes what is due first (the order of
/// the day is by what is due, never by what is new).
pub fn split(page: &Page, actor: &Actor, due: &Due) -> Parted {
    let horizon = page.now().plus(DAY);
    let mut own_soon = 0;
    let mut things: Vec<(Place, bool, DueView)> = Vec::new();
    for row in &due.requests {
        let at = ordered_at(row);
        let is_pressing = row.urgency.needs_second_approver();
        let is_soon = is_pressing || at < horizon;
        own_soon += usize::from(is_soon && is_own_turn(row, actor));
        let place = (!is_pressing, at.micros());
        things.push((place, is_soon, request(page, actor, row, &due.organisations)));
    }
    let shown = due.holds.iter().filter(|hold| is_shown(hold, actor, page.now()));
    for row in shown {
        let place = (true, row.until.micros());
        things.push((place, row.until < horizon, hold(page, actor, row, &due.organisations)));
    }
    things.sort_by_key(|(place, _, _)| *place);
    let (soon, later): (Vec<_>, Vec<_>) = things.into_iter().partition(|(_, soon, _)| *soon);
    let views = |things: Vec<(Place, bool, DueView)>| things.into_iter().map(|(_, _, view)| view).collect();
    Parted {
        soon: views(soon),
        later: views(later),
        own_soon,
    }
}

/// When a request has its turn. Inside the own house nothing is promised: a draft or an approval is as pressing as its
/// urgency would let an exchange take to acknowledge it, so that what was not even issued is not last of all.
fn ordered_at(row: &Row) -> Time {
    if let Some(due) = row.due {
        return due;
    }
    let spans = platform_promise(row.urgency, row.kind, ClockKind::Ack).map_or(Vec::new(), |promise| promise.spans);
    spans.iter().fold(row.since, |at, span| {
        at.plus(match span {
            Span::Minutes { count } => SignedDuration::from_mins(i64::from(*count)),
            Span::Hours { count } => SignedDuration::from_hours(i64::from(*count)),
            Span::Days { count } | Span::WorkingDays { count } => SignedDuration::from_hours(24 * i64::from(*count)),
        })
    })
}

/// Alarms begin thirty days before the end (domain §3). An exchange is asked only when the end has come.
fn is_shown(row: &holds::Row, actor: &Actor, now: Time) -> bool {
    const AHEAD: SignedDuration = SignedDuration::from_hours(30 * 24);
    match actor.kind {
        OrganisationKind::Exchange => is_at_end(row, now) || row.until < now.plus(DAY),
        OrganisationKind::Agency
        | OrganisationKind::Coordinator
        | OrganisationKind::Oversight
        | OrganisationKind::Platform => row.until < now.plus(AHEAD),
    }
}

fn request(page: &Page, actor: &Actor, row: &Row, organisations: &[Brief]) -> DueView {
    let other = other_side(row, actor);
    let other = organisations.iter().find(|organisation| organisation.id == other);
    let late = is_late(row, page.now());
    let (left, class) = left(page, row.due, late);
    let thing = if row.has_number {
        row.reference.clone()
    } else {
        page.t("requests.index.no_number").into_owned()
    };
    let gaps = [
        ("thing", thing),
        ("party", other.map(|other| other.name.clone()).unwrap_or_default()),
    ];
    let until = match (row.status, row.due_clock) {
        (Status::Clarification, _) => "question".to_owned(),
        (Status::Refused, Some(_)) if row.due.is_some() => "refused".to_owned(),
        (_, Some(clock)) if row.due.is_some() => clock.to_string(),
        (_, _) => "nothing".to_owned(),
    };
    DueView {
        hot: late || row.urgency.needs_second_approver(),
        left,
        class,
        until: page.t(&format!("home.until.{until}")).into_owned(),
        href: format!("/requests/{}", row.reference),
        title: page.ta("home.title_of", gaps),
        urgency: Some(urgency_view(page, row.urgency)),
        tags: vec![status_tag(page, row.status)],
        why: why(page, actor, row),
        quote: Some(row.urgency_reason.clone()).filter(|reason| !reason.is_empty()),
        waiting: Some(waiting(page, actor, row, other, &|_| None)),
        step: step(page, actor, row),
    }
}

fn left(page: &Page, due: Option<Time>, late: bool) -> (String, &'static str) {
    let words = page.words();
    match due {
        Some(due) if late => (
            page.ta("home.late", [("duration", words.duration(page.now().since(due)))]),
            "late",
        ),
        Some(due) => {
            let rest = due.since(page.now());
            (words.duration(rest), if rest < DAY { "near" } else { "" })
        }
        None => (page.t("home.no_date").into_owned(), ""),
    }
}

/// What it asks, and how much.
fn asks(page: &Page, row: &Row) -> String {
    let what = what(page, row);
    let Some((asset, sum)) = row.asked.first() else {
        return what;
    };
    let sum = amount(page, *sum, asset);
    match row.asked.len() - 1 {
        0 => page.ta("home.asks", [("what", what), ("sum", sum)]),
        more => {
            let more = page.n("requests.index.more_sums", more);
            page.ta("home.asks_more", [("what", what), ("sum", sum), ("more", more)])
        }
    }
}

/// What it asks, and why it stands where it stands.
fn why(page: &Page, actor: &Actor, row: &Row) -> String {
    let what = asks(page, row);
    let side = if row.asker == actor.organisation {
        "asker"
    } else {
        "recipient"
    };
    let key = match row.status {
        Status::Clarification | Status::Withdrawing | Status::Refused | Status::Answered => {
            format!("home.why.{}.{side}", row.status)
        }
        Status::Draft
        | Status::InReview
        | Status::Embargoed
        | Status::Issued
        | Status::Acknowledged
        | Status::Redirected
        | Status::Executing
        | Status::PartlyAnswered
        | Status::ClosedUnanswered
        | Status::Maintained
        | Status::Withdrawn
        | Status::Closed
        | Status::Disputed
        | Status::Superseded => return what,
    };
    page.ta(&key, [("what", what)])
}

/// The next act, where it is the reader's; else a look at it.
fn step(page: &Page, actor: &Actor, row: &Row) -> StepView {
    let href = format!("/requests/{}", row.reference);
    let act = row.status.next_act().filter(|_| is_on_us(row, actor));
    let Some(act) = act else {
        let label = page.t("home.open").into_owned();
        return StepView {
            id: format!("step-{}", row.id),
            href,
            label,
            primary: false,
            refused: None,
        };
    };
    let may = actor
        .has_any(act.roles())
        .map(|_| ())
        .and_then(|()| match row.waiting_on {
            Party::Approver if !may_approve(row, actor) => Err(Refusal::FourEyes),
            Party::Approver | Party::Author | Party::Asker | Party::Recipient | Party::Nobody => Ok(()),
        });
    StepView {
        id: format!("step-{}", row.id),
        href: page_of(act).map_or(href.clone(), |path| format!("{href}/{path}")),
        label: page.t(&format!("requests.act.{act}")).into_owned(),
        primary: true,
        refused: may.err().map(|refusal| page.refusal(&refusal)),
    }
}

/// The page of an act that one can do without reading the request again; the others begin on the request's own page.
const fn page_of(act: Act) -> Option<&'static str> {
    match act {
        Act::Revise => Some("edit"),
        Act::Clarify => Some("answers"),
        Act::Acknowledge => Some("acknowledgement"),
        Act::ConfirmWithdrawal => Some("withdrawal/confirmation"),
        Act::Discard
        | Act::Submit
        | Act::SendBack
        | Act::Approve
        | Act::Maintain
        | Act::Withdraw
        | Act::Accept
        | Act::Dispute
        | Act::ReplaceDeadline
        | Act::Follow
        | Act::Assign
        | Act::Redirect
        | Act::Ask
        | Act::Start
        | Act::Answer
        | Act::Refuse
        | Act::Reopen => None,
    }
}

fn hold(page: &Page, actor: &Actor, row: &holds::Row, organisations: &[Brief]) -> DueView {
    let at_end = is_at_end(row, page.now());
    let uncovered = gap(row, organisations).filter(|_| !at_end);
    let mut tags = vec![hold_tag(page, row.status)];
    if let Some(days) = uncovered {
        tags.push(Tag::new(Tone::Danger, Icon::Alert, page.n("home.days_uncovered", days)));
    } else if row.order_expected_on.is_none() && !at_end && actor.kind == OrganisationKind::Agency {
        tags.push(Tag::new(Tone::Warn, Icon::Question, page.t("home.no_order")));
    }
    let (left, class) = left(page, Some(row.until), at_end);
    let until = if at_end {
        "home.until.hold_past"
    } else {
        "home.until.hold"
    };
    let href = format!("/requests/{}", row.number);
    let step = next_step(page, actor, row, organisations);
    DueView {
        hot: at_end || uncovered.is_some() || class == "near",
        left,
        class: if uncovered.is_some() && class.is_empty() {
            "near"
        } else {
            class
        },
        until: page.t(until).into_owned(),
        title: page.ta(
            "home.title_of",
            [
                ("thing", row.number.clone()),
                ("party", party_name(actor, row, organisations)),
            ],
        ),
        urgency: None,
        tags,
        why: hold_text(page, actor, row, organisations, at_end),
        quote: None,
        waiting: None,
        step: step.map_or_else(
            || StepView {
                id: format!("step-{}", row.id),
                href: href.clone(),
                label: page.t("home.open").into_owned(),
                primary: false,
                refused: None,
            },
            |step| StepView {
                id: format!("step-{}", row.id),
                href: step.href,
                label: step.label,
                primary: step.primary,
                refused: None,
            },
        ),
        href,
    }
}

fn hold_text(page: &Page, actor: &Actor, row: &holds::Row, organisations: &[Brief], at_end: bool) -> String {
    let held = amount(page, row.amount, &row.asset);
    let until = end_of(page, row, organisations);
    if at_end {
        let side = if row.holder == actor.organisation {
            "recipient"
        } else {
            "asker"
        };
        return page.ta(&format!("home.hold.at_end.{side}"), [("held", held), ("until", until)]);
    }
    match row.order_expected_on {
        Some(on) => {
            let gaps = [("held", held), ("until", until), ("order", page.date(on))];
            page.ta("home.hold.with_order", gaps)
        }
        None => page.ta("home.hold.without_order", [("held", held), ("until", until)]),
    }
}

/// The figures: each is counted, none is kept.
pub fn figures(page: &Page, actor: &Actor, due: &Due, own_soon: usize) -> Vec<FigureView> {
    let words = page.words();
    let counted = &due.figures;
    let side = if actor.kind == OrganisationKind::Exchange {
        "recipient"
    } else {
        "asker"
    };
    let figure = |key: &str, value: String, detail: String| FigureView {
        name: page.t(&format!("home.figure.{key}")).into_owned(),
        value,
        detail,
        sums: Vec::new(),
    };
    let sums: Vec<String> = counted
        .held
        .iter()
        .map(|(asset, sum)| amount(page, *sum, asset))
        .collect();
    let largest = sums.first().cloned().unwrap_or_else(|| words.number(0_u32));
    let counterparties = page.n(&format!("home.figure.{side}.counterparties"), counted.counterparties);
    // Figures of very many holds are of those that end first, and say so.
    let holds = if counted.holds < holds::MOST_SUMMED {
        "home.figure.holds"
    } else {
        "home.figure.holds_at_least"
    };
    let holds = page.na(holds, counted.holds, [("where", counterparties)]);
    let uncovered = due.holds.iter().filter(|hold| {
        hold.until < page.now().plus(SignedDuration::from_hours(7 * 24)) && gap(hold, &due.organisations).is_some()
    });
    // Only so many holds are read with their order. They are the first to end: what is counted among them is exact
    // while they are all that end in time, and a lower bound beyond.
    let uncovered = if counted.ending <= u64::try_from(due.holds.len()).unwrap_or(u64::MAX) {
        page.n("home.figure.uncovered", uncovered.count())
    } else {
        page.n("home.figure.uncovered_at_least", uncovered.count())
    };
    vec![
        figure(
            "waits",
            words.number(counted.own_turn),
            page.n("home.figure.soon", own_soon),
        ),
        figure(
            "late",
            words.number(counted.late_there),
            page.t(&format!("home.figure.{side}.late")).into_owned(),
        ),
        figure("ending", words.number(counted.ending), uncovered),
        FigureView {
            sums: sums.into_iter().skip(1).take(3).collect(),
            ..figure("held", largest, holds)
        },
    ]
}
