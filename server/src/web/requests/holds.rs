//! The holds of a request on its page: the countdown, the uncovered gap, and the next step.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::actions::ActionView;
use super::clocks::left;
use super::words::{Cast, amount, hold_tag, reference, target_view};
use crate::domain::clocks::uncovered_days;
use crate::domain::holds::{Hold, HoldStatus};
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::values::Time;
use crate::web::page::Page;
use crate::web::views::{AddressView, HoldBar, HoldView, Mark, Tag, Uncovered};

/// A hold of the page.
#[derive(Clone, Debug)]
pub enum HoldPart {
    /// It stands: with its clock and what can be done next.
    Standing {
        /// What is shown.
        view: Box<HoldView>,
        /// What the reader may do with it.
        actions: Vec<ActionView>,
    },
    /// It stands no more.
    Ended {
        /// How much was held.
        amount: String,
        /// Where.
        address: AddressView,
        /// How it ended.
        status: Tag,
        /// When and why.
        text: String,
    },
}

/// The end is near below this, and alarms (domain §3: alarms of 3 and 1 days and 6 hours).
const NEAR: SignedDuration = SignedDuration::from_hours(72);

/// Every hold of the request.
pub fn parts(page: &Page, request: &Request, cast: Cast<'_>) -> Vec<HoldPart> {
    request
        .holds
        .iter()
        .map(|hold| part(page, request, hold, cast))
        .collect()
}

fn part(page: &Page, request: &Request, hold: &Hold, cast: Cast<'_>) -> HoldPart {
    let address = address(page, request, hold);
    if hold.status.stands() {
        return HoldPart::Standing {
            view: Box::new(standing(page, request, hold, cast, address)),
            actions: leading(
                actions(page, request, hold, cast),
                needs_someone(page, request, hold, cast),
            ),
        };
    }
    HoldPart::Ended {
        amount: amount(page, hold.amount, &hold.asset),
        address,
        status: hold_tag(page, hold.status),
        text: ended(page, hold),
    }
}

/// The target a hold stands on: the one it was placed on, or the one that names it in a request that follows.
fn address(page: &Page, request: &Request, hold: &Hold) -> AddressView {
    let target = request
        .targets
        .iter()
        .find(|target| target.id == hold.target || target.hold == Some(hold.id));
    target.map_or_else(|| AddressView::short("", ""), |target| target_view(page, target))
}

fn ended(page: &Page, hold: &Hold) -> String {
    let when = page.utc(hold.ended_at.unwrap_or(hold.until));
    match hold.lift_reason {
        Some(reason) => {
            let reason = page.t(&format!("holds.lift_reason.{reason}")).into_owned();
            page.ta("requests.show.hold_lifted", [("when", when), ("reason", reason)])
        }
        None if hold.status == HoldStatus::Lapsed => page.ta("requests.show.hold_lapsed", [("when", when)]),
        None => page.ta("requests.show.hold_ended", [("when", when)]),
    }
}

fn standing(page: &Page, request: &Request, hold: &Hold, cast: Cast<'_>, address: AddressView) -> HoldView {
    let words = page.words();
    let now = page.now();
    let rest = hold.until.since(now);
    let is_over = rest.is_negative() || rest.is_zero();
    let whole = hold.until.since(hold.placed_at);
    let order = request.content.order_expected_on;
    let gap = order.and_then(|order| uncovered_days(hold.until, order, &cast.asker.calendar.zone));
    let whole_words = words.duration_spelled(whole);
    let (figure, figure_spoken, of) = if is_over {
        let late = words.duration(-rest);
        (
            late,
            words.duration_spelled(-rest),
            page.t("requests.show.hold_past").into_owned(),
        )
    } else {
        let of = page.ta("requests.show.hold_of", [("whole", words.duration(whole))]);
        (words.duration(rest), words.duration_spelled(rest), of)
    };
    let spoken = page.ta(
        "requests.show.hold_spoken",
        [("whole", whole_words), ("left", left(page, rest))],
    );
    HoldView {
        amount: amount(page, hold.amount, &hold.asset),
        address,
        status: hold_tag(page, hold.status),
        figure,
        figure_spoken,
        of,
        near: is_over || rest < NEAR,
        bar: HoldBar::new(
            hold.placed_at,
            hold.until,
            now,
            order.map(|on| start_of(on, cast)),
            spoken,
        ),
        marks: marks(page, request, hold, cast),
        uncovered: uncovered(page, hold, order, gap, is_over, cast),
        covered: covered(page, hold, order, gap, is_over, cast),
    }
}

/// The day an order is expected begins where the asker is.
fn start_of(day: Date, cast: Cast<'_>) -> Time {
    let zone = cast.asker.calendar.zone.time_zone();
    day.to_zoned(zone)
        .map_or(Time::from_micros(0), |start| start.timestamp().into())
}

fn marks(page: &Page, request: &Request, hold: &Hold, cast: Cast<'_>) -> Vec<Mark> {
    let words = page.words();
    let mut marks = vec![
        (
            hold.placed_at,
            "requests.show.mark_placed",
            words.utc_seconds(hold.placed_at),
        ),
        (hold.until, "requests.show.mark_ends", words.utc(hold.until)),
    ];
    if let Some(on) = request.content.order_expected_on {
        let court = &request.content.order_court;
        let when = if court.is_empty() {
            page.date(on)
        } else {
            page.ta(
                "requests.show.order_from",
                [("date", page.date(on)), ("court", court.clone())],
            )
        };
        marks.push((start_of(on, cast), "requests.show.mark_order", when));
    }
    marks.sort_by_key(|(at, _, _)| *at);
    marks
        .into_iter()
        .map(|(_, key, when)| Mark {
            name: page.t(key).into_owned(),
            when,
        })
        .collect()
}

fn uncovered(
    page: &Page,
    hold: &Hold,
    order: Option<Date>,
    gap: Option<u32>,
    is_over: bool,
    cast: Cast<'_>,
) -> Option<Uncovered> {
    let side = if cast.asks() { "asker" } else { "recipient" };
    if is_over {
        return Some(Uncovered {
            length: page.t("requests.show.end_due").into_owned(),
            text: page.t(&format!("requests.show.end_due_text.{side}")).into_owned(),
        });
    }
    let (order, gap) = order.zip(gap)?;
    let end = page.date(hold.until.date_in(&cast.asker.calendar.zone));
    Some(Uncovered {
        length: page.n("requests.show.uncovered", gap),
        text: page.ta(
            &format!("requests.show.uncovered_text.{side}"),
            [("end", end), ("order", page.date(order))],
        ),
    })
}

fn covered(
    page: &Page,
    hold: &Hold,
    order: Option<Date>,
    gap: Option<u32>,
    is_over: bool,
    cast: Cast<'_>,
) -> Option<String> {
    let order = order.filter(|_| gap.is_none() && !is_over)?;
    let days = (hold.until.date_in(&cast.asker.calendar.zone) - order).get_days();
    Some(page.n("requests.show.covered", i64::from(days.max(0))))
}

/// Whether the end has come, or days stay uncovered after it.
fn needs_someone(page: &Page, request: &Request, hold: &Hold, cast: Cast<'_>) -> bool {
    let order = request.content.order_expected_on;
    let gap = order.and_then(|order| uncovered_days(hold.until, order, &cast.asker.calendar.zone));
    gap.is_some() || hold.until <= page.now()
}

/// The first of the actions leads where the hold needs someone.
fn leading(mut actions: Vec<ActionView>, leads: bool) -> Vec<ActionView> {
    if let Some(first) = actions.first_mut().filter(|first| leads && first.refused.is_none()) {
        first.class = "primary";
    }
    actions
}

fn actions(page: &Page, request: &Request, hold: &Hold, cast: Cast<'_>) -> Vec<ActionView> {
    let base = format!("/requests/{}", reference(request));
    let id = hold.id;
    let action = |label: &str, path: String, allowed| {
        ActionView::of(
            page,
            &format!("{label}-{id}"),
            page.t(&format!("requests.show.{label}")),
            path,
            allowed,
        )
    };
    if cast.asks() {
        if request.content.kind.follows() {
            return Vec::new();
        }
        let may = || request.may(Act::Follow, cast.reader);
        let first = action("ask_extension", format!("{base}/extension/new"), may());
        return vec![first, action("ask_release", format!("{base}/release/new"), may())];
    }
    let base = format!("{base}/holds/{id}");
    let may = || hold.may_change(cast.reader);
    let mut actions = vec![
        action("extend_hold", format!("{base}/extension"), may()),
        action("lift_hold", format!("{base}/lift"), may()).dangerous(),
    ];
    if hold.status == HoldStatus::ExpiryDue {
        actions.push(action("lapse_hold", format!("{base}/lapse"), hold.may_lapse(cast.reader)).dangerous());
    }
    actions
}
