//! The holds of a request on its page: the countdown, the uncovered gap, and the next step.

use super::actions::ActionView;
use super::clocks;
use super::words::{Cast, amount, hold_tag, reference, target_view};
use crate::domain::clocks::Deadline;
use crate::domain::holds::{Hold, HoldStatus};
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::web::holds::clock::Standing;
use crate::web::page::Page;
use crate::web::views::{AddressView, HoldView, Tag};

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
        let standing = standing(request, hold, cast);
        let needs_someone = standing.gap().is_some() || standing.is_at_end(page.now());
        return HoldPart::Standing {
            view: Box::new(HoldView {
                how: how(page, hold, cast),
                ..standing.view(page, address)
            }),
            actions: leading(actions(page, request, hold, cast), needs_someone),
        };
    }
    HoldPart::Ended {
        amount: amount(page, hold.amount, &hold.asset),
        address,
        status: hold_tag(page, hold.status),
        text: ended(page, hold),
    }
}

/// How its end was computed: as the exchange named it, from the moment it placed the hold.
fn how(page: &Page, hold: &Hold, cast: Cast<'_>) -> Vec<String> {
    let deadline = Deadline::of_hold(hold.placed_at, hold.until);
    clocks::how(page, &deadline, cast.recipient, cast)
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
    let when = page.moment(hold.ended_at.unwrap_or(hold.until));
    match hold.lift_reason {
        Some(reason) => {
            let reason = page.t(&format!("holds.lift_reason.{reason}")).into_owned();
            page.ta("requests.show.hold_lifted", [("when", when), ("reason", reason)])
        }
        None if hold.status == HoldStatus::Lapsed => page.ta("requests.show.hold_lapsed", [("when", when)]),
        None => page.ta("requests.show.hold_ended", [("when", when)]),
    }
}

/// The hold as its clock shows it.
fn standing<'a>(request: &'a Request, hold: &'a Hold, cast: Cast<'a>) -> Standing<'a> {
    Standing {
        amount: hold.amount,
        asset: &hold.asset,
        status: hold.status,
        placed_at: hold.placed_at,
        until: hold.until,
        order_expected_on: request.content.order_expected_on,
        order_court: &request.content.order_court,
        zone: &cast.asker.calendar.zone,
        holder_zone: &cast.recipient.calendar.zone,
        asks: cast.asks(),
    }
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
