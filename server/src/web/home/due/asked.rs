//! A request that is due: why it stands here, how long there is, and the next act.

use jiff::SignedDuration;

use crate::domain::actor::Actor;
use crate::domain::clocks::{ClockKind, Span, platform_promise};
use crate::domain::requests::Party;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::Status;
use crate::domain::requests::stops::Stopped;
use crate::domain::values::Time;
use crate::service::requests::listing::{Due, is_for_counsel, is_on_us};
use crate::store::requests::lists::Row;
use crate::web::page::Page;
use crate::web::requests::lines::{is_late, other_side, waiting, what};
use crate::web::requests::words::{amount, status_tag, urgency_view};

use super::{DueView, StepView, left};

/// When a request has its turn. Inside the own house nothing is promised: a draft or an approval is as pressing as its
/// urgency would let an exchange take to acknowledge it, so that what was not even issued is not last of all.
pub(super) fn ordered_at(row: &Row) -> Time {
    if let Some(due) = due_of(row) {
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

/// By when it is to be done: what was promised, or what the exchange owes all the same while its question is open,
/// whichever is first. Nothing inside the own house.
pub(super) fn due_of(row: &Row) -> Option<Time> {
    let meanwhile = row.meanwhile.map(|(_, due)| due);
    row.due.into_iter().chain(meanwhile).min()
}

pub(super) fn request(page: &Page, actor: &Actor, row: &Row, due: &Due) -> DueView {
    let other = other_side(row, actor);
    let people = |id| due.people.get(&id).map(String::as_str);
    let other = due.organisations.iter().find(|organisation| organisation.id == other);
    let late = is_late(row, actor, page.now());
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
        (Status::Withdrawing, Some(_)) if row.due.is_some() => "withdrawal".to_owned(),
        (_, Some(clock)) if row.due.is_some() => clock.to_string(),
        (_, _) => "nothing".to_owned(),
    };
    // Nothing is promised of it: its urgency alone says that it cannot wait.
    let until = match until.as_str() {
        "nothing" if row.urgency.needs_second_approver() => "urgency".to_owned(),
        _ => until,
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
        waiting: Some(waiting(page, actor, row, other, &people)),
        step: step(page, actor, row),
    }
}

/// What it asks, and how much.
pub(super) fn asks(page: &Page, row: &Row) -> String {
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
    if let Some(stop) = row.stops.first() {
        return page.ta(&format!("home.why.stopped.{}", stop.who), [("what", what)]);
    }
    if is_for_counsel(row, actor) {
        return page.ta("home.why.counsel", [("what", what)]);
    }
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
    if is_for_counsel(row, actor) {
        return StepView {
            id: format!("step-{}", row.id),
            href: format!("{href}/refusal"),
            label: page.t(&format!("requests.act.{}", Act::Refuse)).into_owned(),
            primary: false,
            refused: None,
        };
    }
    // Whatever came next, nothing does while somebody is stopped; a colleague may answer for it.
    let next = match row.stops.first().map(|stop| stop.who) {
        None => row.status.next_act(),
        Some(Stopped::Officer) => Act::StandBy.from(row.status).is_ok().then_some(Act::StandBy),
        Some(Stopped::Asker | Stopped::Recipient) => None,
    };
    let act = next.filter(|_| is_on_us(row, actor));
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
            Party::Approver => row.standing().may_approve(actor),
            Party::Author | Party::Asker | Party::Recipient | Party::Nobody => Ok(()),
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
        Act::StandBy => Some("standing-by"),
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
        | Act::AskElsewhere
        | Act::Assign
        | Act::Redirect
        | Act::Ask
        | Act::Start
        | Act::Answer
        | Act::Refuse
        | Act::Review
        | Act::Reopen => None,
    }
}
