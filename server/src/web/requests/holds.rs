//! What a request keeps standing on its page, money or data: the countdown, the uncovered gap, and the next step.

use super::actions::{ActionView, Buttons};
use super::words::{Cast, reference, target_view};
use crate::domain::change::Refusal;
use crate::domain::holds::{Hold, HoldStatus, LiftReason};
use crate::domain::measures::Measure;
use crate::domain::preservations::{Preservation, PreservationStatus};
use crate::domain::requests::kinds::{Kind, Scope};
use crate::domain::requests::{Request, Target};
use crate::domain::values::Time;
use crate::service::requests::Opened;
use crate::web::holds::clock::{Kept, NO_ORDER, Standing};
use crate::web::page::Page;
use crate::web::views::{AddressView, HoldView, Tag};

/// A hold of the page, or data that is kept.
#[derive(Clone, Debug)]
pub enum HoldPart {
    /// It stands: with its clock and what can be done next.
    Standing {
        /// What is shown.
        view: Box<HoldView>,
        /// What the reader may do with it, and what not.
        actions: Buttons,
    },
    /// It stands no more.
    Ended {
        /// How much was held, or that it was data.
        amount: String,
        /// Of how much that is what was left, where a part was let go before.
        part: Option<String>,
        /// Whether that is an amount.
        is_amount: bool,
        /// Where.
        address: Box<AddressView>,
        /// How it ended.
        status: Tag,
        /// When and why.
        text: String,
        /// Why it is kept on another basis, in the words of the exchange.
        why: Option<String>,
        /// What cannot be done with it any more.
        actions: Buttons,
    },
}

/// Every hold of the request, or all the data it keeps: what no order covers and what has come to its end first, then what
/// else stands, the next end first; last what stands no more.
pub fn parts(page: &Page, opened: &Opened, cast: Cast<'_>) -> Vec<HoldPart> {
    let request = &opened.request;
    let mut holds: Vec<&Hold> = request.holds.iter().collect();
    holds.sort_by_key(|hold| {
        let is_open = standing(hold, cast).gap().is_some() || hold.until <= page.now();
        urgency(hold.status.stands(), is_open, hold.until)
    });
    let mut data: Vec<&Preservation> = request.preservations.iter().collect();
    data.sort_by_key(|kept| urgency(kept.status.stands(), kept.until <= page.now(), kept.until));
    let holds = holds.into_iter().map(|hold| part(page, opened, hold, cast));
    let data = data.into_iter().map(|kept| part_of_data(page, opened, kept, cast));
    holds.chain(data).collect()
}

/// The order of what is most pressing.
fn urgency(stands: bool, is_open: bool, until: Time) -> (bool, bool, i64) {
    (!stands, stands && !is_open, until.micros())
}

/// What the part of the page is called that shows them, and what it says while there are none.
#[derive(Clone, Debug)]
pub struct HoldWords {
    /// Its title.
    pub title: String,
    /// How many there are.
    pub note: String,
    /// That there are none.
    pub none: String,
    /// What will stand there.
    pub none_text: String,
}

impl HoldWords {
    /// Of money or of data, as `request` asks.
    pub fn of(page: &Page, request: &Request) -> Self {
        let word = |key: &str| page.t(&format!("requests.show.{key}")).into_owned();
        if request.is_about_data() {
            return Self {
                title: word("preservations"),
                note: page.n("requests.show.preservations_count", request.preservations.len()),
                none: word("no_preservations"),
                none_text: word("no_preservations_text"),
            };
        }
        Self {
            title: word("holds"),
            note: page.n("requests.show.holds_count", request.holds.len()),
            none: word("no_holds"),
            none_text: word("no_holds_text"),
        }
    }
}

fn part(page: &Page, opened: &Opened, hold: &Hold, cast: Cast<'_>) -> HoldPart {
    let request = &opened.request;
    let address = address(page, request, hold);
    if hold.status.stands() {
        let may_ask = || request.may_follow(Kind::Extend, cast.reader);
        let standing = Standing {
            may_extend: cast.asks() && hold.must_stand().and_then(|()| may_ask()).is_ok(),
            ..standing(hold, cast)
        };
        let needs_someone = standing.gap().is_some() || standing.is_at_end(page.now());
        return HoldPart::Standing {
            view: Box::new(HoldView {
                short: early(
                    page,
                    request,
                    |target| target.id == hold.target || target.hold == Some(hold.id),
                    hold.until,
                    cast,
                ),
                ..with_incoming(page, request, hold, standing.view(page, address))
            }),
            actions: leading(actions(page, request, hold, cast), needs_someone),
        };
    }
    let kept = Kept::Money(hold.amount, hold.frozen, &hold.asset, hold.status);
    let end = Ended {
        at: hold.ended_at.unwrap_or(hold.until),
        reason: hold.lift_reason,
        lapsed: hold.status == HoldStatus::Lapsed,
        thing: "hold",
        why: opened.why_hold_stays(hold.id).map(str::to_owned),
    };
    ended_part(page, kept, address, end, actions(page, request, hold, cast), cast)
}

/// Of a blocked account also that money which comes in was asked to be held, where it was (domain §3, `incoming_too`).
fn with_incoming(page: &Page, request: &Request, hold: &Hold, view: HoldView) -> HoldView {
    let is_asked = hold.is_block() && hold.request == request.id && request.content.scope == Scope::IncomingToo;
    let Some(text) = view.part.as_ref().filter(|_| is_asked) else {
        return view;
    };
    let gaps = [
        ("first", text.clone()),
        ("second", page.t("holds.block.incoming").into_owned()),
    ];
    HoldView {
        part: Some(page.ta("requests.show.two", gaps)),
        ..view
    }
}

fn part_of_data(page: &Page, opened: &Opened, kept: &Preservation, cast: Cast<'_>) -> HoldPart {
    let request = &opened.request;
    let is_of = |target: &&Target| target.id == kept.target || target.preservation == Some(kept.id);
    let address = address_of(page, request.targets.iter().find(is_of));
    let data = Kept::Data(kept.status);
    if kept.status.stands() {
        let standing = Standing {
            kept: data,
            placed_at: kept.placed_at,
            end_named_at: kept.end_named_at,
            until: kept.until,
            order: &NO_ORDER,
            asked: None,
            zone: &cast.asker.calendar.zone,
            holder_zone: &cast.recipient.calendar.zone,
            asks: cast.asks(),
            may_extend: false,
        };
        let needs_someone = standing.is_at_end(page.now());
        return HoldPart::Standing {
            view: Box::new(HoldView {
                short: early(page, request, |target| is_of(&target), kept.until, cast),
                ..standing.view(page, address)
            }),
            actions: leading(data_actions(page, request, kept, cast), needs_someone),
        };
    }
    let end = Ended {
        at: kept.ended_at.unwrap_or(kept.until),
        reason: kept.lift_reason,
        lapsed: kept.status == PreservationStatus::Lapsed,
        thing: "preservation",
        why: opened.why_data_stays(kept.id).map(str::to_owned),
    };
    ended_part(page, data, address, end, data_actions(page, request, kept, cast), cast)
}

/// That what stands ends at `until`, days before what the request asked of its target.
fn early(
    page: &Page,
    request: &Request,
    is_of: impl Fn(&Target) -> bool,
    until: Time,
    cast: Cast<'_>,
) -> Option<String> {
    let mut targets = request.targets.iter().filter(|target| is_of(target));
    targets.find_map(|target| super::targets::short(page, request, target, until, cast))
}

/// How something ended, for its text.
struct Ended {
    at: Time,
    reason: Option<LiftReason>,
    lapsed: bool,
    /// What its texts call it.
    thing: &'static str,
    /// Why it is kept on another basis, as the exchange wrote.
    why: Option<String>,
}

fn ended_part(
    page: &Page,
    kept: Kept<'_>,
    address: AddressView,
    end: Ended,
    actions: Vec<ActionView>,
    cast: Cast<'_>,
) -> HoldPart {
    HoldPart::Ended {
        amount: kept.name(page),
        part: kept.part(page),
        is_amount: kept.is_amount(),
        address: Box::new(address),
        status: kept.tag(page),
        text: kept
            .other_basis(page, end.at, cast.asks())
            .unwrap_or_else(|| ended(page, &end)),
        why: end.why,
        actions: Buttons::of(actions),
    }
}

/// The target a hold stands on: the one it was placed on, or the one that names it in a request that follows.
fn address(page: &Page, request: &Request, hold: &Hold) -> AddressView {
    let target = request
        .targets
        .iter()
        .find(|target| target.id == hold.target || target.hold == Some(hold.id));
    address_of(page, target)
}

fn address_of(page: &Page, target: Option<&Target>) -> AddressView {
    target.map_or_else(|| AddressView::short("", ""), |target| target_view(page, target))
}

fn ended(page: &Page, end: &Ended) -> String {
    let when = page.moment(end.at);
    let key = |ending: &str| format!("requests.show.{}_{ending}", end.thing);
    match end.reason {
        Some(reason) => {
            let reason = page.t(&format!("{}s.lift_reason.{reason}", end.thing)).into_owned();
            page.ta(&key("lifted"), [("when", when), ("reason", reason)])
        }
        None if end.lapsed => page.ta(&key("lapsed"), [("when", when)]),
        None => page.ta(&key("ended"), [("when", when)]),
    }
}

/// The hold as its clock shows it.
fn standing<'a>(hold: &'a Hold, cast: Cast<'a>) -> Standing<'a> {
    Standing {
        kept: Kept::Money(hold.amount, hold.frozen, &hold.asset, hold.status),
        placed_at: hold.placed_at,
        end_named_at: hold.end_named_at,
        until: hold.until,
        order: &hold.order,
        // Its targets say which of the requests it stands under asked how long.
        asked: None,
        zone: &cast.asker.calendar.zone,
        holder_zone: &cast.recipient.calendar.zone,
        asks: cast.asks(),
        may_extend: false,
    }
}

/// The first of the actions leads where the hold needs someone.
fn leading(mut actions: Vec<ActionView>, leads: bool) -> Buttons {
    let first = actions.iter_mut().find(|action| action.refused.is_none());
    if let Some(first) = first.filter(|first| leads && first.class.is_empty()) {
        first.class = "primary";
    }
    Buttons::of(actions)
}

fn actions(page: &Page, request: &Request, hold: &Hold, cast: Cast<'_>) -> Vec<ActionView> {
    let id = hold.id.to_string();
    if cast.asks() {
        return asked_actions(page, request, ("hold", &id), hold.must_stand(), cast);
    }
    let may = || hold.may_change(cast.reader);
    let action = |label: &str, path: &str, allowed| {
        let path = format!("/requests/{}/holds/{id}/{path}", reference(request));
        action(page, label, &id, path, allowed)
    };
    vec![
        action("extend_hold", "extension", may()),
        action("lift_hold", "lift", may()).dangerous(),
        action("lapse_hold", "lapse", hold.may_lapse(cast.reader)).dangerous(),
    ]
}

fn data_actions(page: &Page, request: &Request, kept: &Preservation, cast: Cast<'_>) -> Vec<ActionView> {
    let id = kept.id.to_string();
    if cast.asks() {
        return asked_actions(page, request, ("preservation", &id), kept.must_stand(), cast);
    }
    let may = || kept.may_change(cast.reader);
    let action = |label: &str, path: &str, allowed| {
        let path = format!("/requests/{}/preservations/{id}/{path}", reference(request));
        action(page, label, &id, path, allowed)
    };
    vec![
        action("extend_preservation", "extension", may()),
        action("lift_preservation", "lift", may()).dangerous(),
        action("lapse_preservation", "lapse", kept.may_lapse(cast.reader)).dangerous(),
    ]
}

/// What the asker may ask of what stands: begun on the request that placed it, or on one that was about it. The address
/// names `what` it is and its id.
fn asked_actions(
    page: &Page,
    request: &Request,
    (what, id): (&str, &str),
    stands: Result<(), Refusal>,
    cast: Cast<'_>,
) -> Vec<ActionView> {
    let base = format!("/requests/{}", reference(request));
    let ask = |kind: Kind, label: &str, path: &str| {
        let allowed = stands.clone().and_then(|()| request.may_follow(kind, cast.reader));
        action(page, label, id, format!("{base}/{path}?{what}={id}"), allowed)
    };
    vec![
        ask(Kind::Extend, "ask_extension", "extension/new"),
        ask(Kind::Release, "ask_release", "release/new"),
    ]
}

fn action(page: &Page, label: &str, id: &str, path: String, allowed: Result<(), Refusal>) -> ActionView {
    let words = page.t(&format!("requests.show.{label}"));
    ActionView::of(page, &format!("{label}-{id}"), words, path, allowed)
}
