//! The page of one request: what it asks, on whom it waits, what the reader can do, and everything that happened.

use std::borrow::Cow;

use actix_web::dev::ServiceRequest;
use actix_web::web::Path;
use actix_web::{HttpResponse, ResponseError};
use askama::Template;

use super::actions::{Buttons, actions};
use super::approvals::{ApprovalView, approvals};
use super::content::{Written, written};
use super::gate::{GateView, gate};
use super::holds::{HoldPart, HoldWords, parts};
use super::review::{ReviewView, review};
use super::second_look::{self, SecondLookView};
use super::targets::{TargetRow, rows};
use super::thread::{ThreadView, thread};
use super::waiting::{Names, Other, waiting};
use super::words::{Cast, kind_tag, reference, status_tag, tlp_tag, urgency_view};
use super::{clocks, timeline};
use crate::domain::actor::OrganisationKind;
use crate::domain::change::{NotNow, Refusal};
use crate::domain::requests::kinds::{Desired, Kind};
use crate::domain::requests::stops::{Stop, Stopped};
use crate::domain::requests::{Reported, Request};
use crate::domain::sums::{Frozen, sum_up};
use crate::service::Error;
use crate::service::requests::{Opened, issued_since, open};
use crate::store::requests::Related;
use crate::web::error::Failure;
use crate::web::page::{Answer, Page, answered, see_other, shown};
use crate::web::routes::Route;
use crate::web::session::{Around, Caller};
use crate::web::sums;
use crate::web::views::{ClockView, Crumb, Fact, RibbonView, SideView, Tag, TimelineEntry, WaitingView};

#[derive(Template)]
#[template(path = "requests/show.html")]
struct ShowPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    tags: Vec<Tag>,
    lead: String,
    missed: Option<MissedView>,
    stops: Vec<StopView>,
    second_look: Option<SecondLookView>,
    ribbon: RibbonView,
    waiting: WaitingView,
    actions: Buttons,
    asker: SideView,
    recipient: SideView,
    related: Vec<Crumb>,
    gate: Option<GateView>,
    targets_note: String,
    targets: Vec<TargetRow>,
    hold_words: HoldWords,
    holds: Vec<HoldPart>,
    /// What was asked, frozen and became of it.
    sums: Vec<Fact>,
    keeps: bool,
    written: Written,
    thread: ThreadView,
    timeline: Vec<TimelineEntry>,
    approvals: Vec<ApprovalView>,
    is_signed: bool,
    clocks: Vec<ClockView>,
    review: Option<ReviewView>,
}

/// That somebody of the request is suspended.
#[derive(Clone, Debug)]
pub struct StopView {
    /// Who, since when.
    pub strong: String,
    /// What follows for the reader.
    pub text: String,
}

/// That an act was not done.
#[derive(Clone, Debug)]
pub struct MissedView {
    /// Why.
    pub text: String,
    /// What happened last, where that is why.
    pub changed: Vec<TimelineEntry>,
}

/// What happened last, so many lines of it, where somebody was faster.
pub const CHANGED: usize = 5;

/// `GET /requests/{reference}`.
pub async fn show(page: Page, caller: Caller, named: Path<String>) -> Answer {
    let cx = caller.context();
    let opened = match open(&cx, &named).await {
        Err(Error::NotFound) => {
            // Whoever still has a draft's page open finds the request it became.
            let number = issued_since(&cx, &named).await?.ok_or(Failure::NotFound)?;
            return see_other(&format!("/requests/{number}"));
        }
        opened => opened?,
    };
    let gate = gate(&page, &cx, &opened).await?;
    shown(&page_of(page, &opened, gate, caller.actor()))
}

/// An act on a request that was not done comes back to its page, in place of a bare error: that it was not done, why,
/// and what happened meanwhile.
pub async fn missed(page: Page, caller: &Caller, named: &str, error: Error) -> Answer {
    let cx = caller.context();
    let (named, error) = match error {
        // A draft has an id; what was issued since has a number only.
        Error::NotFound => match issued_since(&cx, named).await? {
            Some(number) => (number, Refusal::NotNow(NotNow::AlreadyIssued).into()),
            None => return Err(Failure::NotFound),
        },
        error @ (Error::Refused(_) | Error::Conflict | Error::Unavailable(_) | Error::Internal(_)) => {
            (named.to_owned(), error)
        }
    };
    if let Error::NotFound
    | Error::Refused(Refusal::Unseen | Refusal::Unconfirmed | Refusal::Stopped)
    | Error::Unavailable(_)
    | Error::Internal(_) = error
    {
        return Err(error.into());
    }
    let opened = open(&cx, &named).await?;
    missed_on(page, caller, &opened, error).await
}

/// As [`missed`], of a request that was opened already: it is read once, and its reading stands in the trail once.
pub async fn missed_on(mut page: Page, caller: &Caller, opened: &Opened, error: Error) -> Answer {
    let (text, is_overtaken) = match &error {
        Error::Conflict | Error::Refused(Refusal::Stale) => (page.t("requests.acts.overtaken").into_owned(), true),
        Error::Refused(refusal @ Refusal::NotNow(_)) => (page.refusal(refusal), true),
        Error::Refused(
            refusal @ (Refusal::NeedsRole(_)
            | Refusal::NeedsAssurance(_)
            | Refusal::NeedsPasskey
            | Refusal::FourEyes
            | Refusal::OwnReview
            | Refusal::MorePrivilege
            | Refusal::OwnAccount
            | Refusal::OwnSuspension
            | Refusal::OtherSide
            | Refusal::Spent { .. }
            | Refusal::Fields(_)
            | Refusal::Gate(_)),
        ) => (page.refusal(refusal), false),
        Error::NotFound
        | Error::Refused(Refusal::Unseen | Refusal::Unconfirmed | Refusal::Stopped)
        | Error::Unavailable(_)
        | Error::Internal(_) => {
            return Err(error.into());
        }
    };
    let gate = gate(&page, &caller.context(), opened).await?;
    // The address of the act may be none of a page: the language switch comes back to the request.
    page.path = format!("/requests/{}", reference(&opened.request));
    let mut view = page_of(page, opened, gate, caller.actor());
    let last = view.timeline.iter().take(if is_overtaken { CHANGED } else { 0 });
    view.missed = Some(MissedView {
        text,
        changed: last.cloned().collect(),
    });
    answered(Failure::from(error).status_code(), &view)
}

/// The page of the request that an act is about, with why this reader may not do it; nothing where the reader may not
/// know of it, or it is no act on a request.
pub async fn refused_act(path: &'static str, request: &mut ServiceRequest, refusal: &Refusal) -> Option<HttpResponse> {
    const OF_REQUEST: &str = "/requests/{reference}";
    path.strip_prefix(OF_REQUEST).filter(|act| act.starts_with('/'))?;
    let around = Around::of(request.request()).ok()?;
    if !Route::is_open(OF_REQUEST, around.actor.as_ref()?) {
        return None;
    }
    let reference = request.match_info().get("reference")?.to_owned();
    let page = request.extract::<Page>().await.ok()?;
    let caller = request.extract::<Caller>().await.ok()?;
    missed(page, &caller, &reference, refusal.clone().into()).await.ok()
}

/// Both sides and the people of an opened request, as `reader` sees them.
pub fn cast<'a>(opened: &'a Opened, reader: &'a crate::domain::actor::Actor) -> Cast<'a> {
    Cast {
        asker: &opened.asker,
        recipient: &opened.recipient,
        people: &opened.people,
        reader,
    }
}

fn page_of(page: Page, opened: &Opened, gate: Option<GateView>, reader: &crate::domain::actor::Actor) -> ShowPage {
    let request = &opened.request;
    let content = &request.content;
    let cast = cast(opened, reader);
    let answered = request.targets.len() - request.open_targets().count();
    let title = title(&page, request);
    ShowPage {
        crumbs: crumbs(&page, request, None),
        tags: vec![
            kind_tag(&page, content.kind),
            status_tag(&page, request.status),
            tlp_tag(&page, content.tlp),
        ],
        lead: page.na(
            "requests.show.lead",
            request.targets.len(),
            [("asker", &opened.asker.name), ("recipient", &opened.recipient.name)],
        ),
        missed: None,
        stops: stops(&page, request, cast),
        second_look: second_look::ribbon(&page, request),
        ribbon: ribbon(&page, request),
        waiting: waits(&page, request, cast),
        actions: actions(&page, request, cast, gate.as_ref().is_some_and(GateView::leads)),
        asker: wish(&page, request, cast),
        recipient: word(&page, request, cast),
        related: related(&page, opened),
        gate,
        targets_note: page.ta(
            "requests.show.answered_of",
            [("answered", answered), ("all", request.targets.len())],
        ),
        targets: rows(&page, opened, cast),
        hold_words: HoldWords::of(&page, request),
        holds: parts(&page, opened, cast),
        sums: sums_of(&page, request),
        keeps: content.kind.holds_money() || !request.holds.is_empty() || request.is_about_data(),
        written: written(&page, opened, cast),
        thread: thread(&page, opened, cast),
        timeline: timeline::entries(&page, &opened.timeline, request, cast),
        approvals: approvals(&page, request, cast),
        is_signed: request.approvals.iter().any(|approval| approval.signed.is_some()),
        clocks: clocks::clocks(&page, request, cast),
        review: review(&page, request, cast),
        title,
        page,
    }
}

/// What a request is called: its kind and its number.
pub fn title(page: &Page, request: &Request) -> String {
    let kind = request.content.kind;
    match &request.seal {
        Some(seal) => page.ta(&format!("requests.show.title.{kind}"), [("number", &seal.number)]),
        None => page.t(&format!("requests.show.title_draft.{kind}")).into_owned(),
    }
}

/// The way to the request, and to a page below it.
pub fn crumbs(page: &Page, request: &Request, below: Option<&str>) -> Vec<Crumb> {
    let own = request.seal.as_ref().map_or_else(
        || page.t("requests.status.draft").into_owned(),
        |seal| seal.number.clone(),
    );
    let mut crumbs = vec![
        Crumb {
            href: Some("/requests".to_owned()),
            text: list_word(page).into_owned(),
        },
        Crumb {
            href: below.map(|_| format!("/requests/{}", reference(request))),
            text: own,
        },
    ];
    crumbs.extend(below.map(|text| Crumb {
        href: None,
        text: text.to_owned(),
    }));
    crumbs
}

/// What the list of requests is called on the reader's side, as in the navigation.
pub fn list_word(page: &Page) -> Cow<'static, str> {
    let is_exchange = page
        .visitor
        .as_ref()
        .is_some_and(|visitor| visitor.actor.kind == OrganisationKind::Exchange);
    page.t(if is_exchange {
        "site.nav.queue"
    } else {
        "site.nav.requests"
    })
}

fn ribbon(page: &Page, request: &Request) -> RibbonView {
    let urgency = request.content.urgency;
    let reason = request.content.urgency_reason.trim();
    let is_told = !reason.is_empty();
    RibbonView {
        urgency: urgency_view(page, urgency),
        label: is_told.then(|| page.t("requests.show.reason").into_owned()),
        reason: if is_told {
            reason.to_owned()
        } else {
            let why = if request.content.kind == Kind::Release {
                "release"
            } else {
                "why"
            };
            page.t(&format!("clocks.urgency.{urgency}.{why}")).into_owned()
        },
    }
}

/// Each that is stopped once, as the reader's side is told it, the weightiest first.
fn stops(page: &Page, request: &Request, cast: Cast<'_>) -> Vec<StopView> {
    let side = if cast.asks() { "asker" } else { "recipient" };
    let mut told: Vec<&Stop> = request.stops.all.iter().collect();
    told.sort_by_key(|stop| (stop.who, stop.since));
    told.dedup_by_key(|stop| stop.who);
    let stage = if request.status.is_issued() { side } else { "draft" };
    let view = |stop: &Stop| {
        let party = match stop.who {
            Stopped::Asker => &cast.asker.name,
            Stopped::Recipient => &cast.recipient.name,
            Stopped::Officer => stop.person.map_or("", |person| cast.person(person)),
        };
        let gaps = [("party", party.to_owned()), ("when", cast.moment(page, stop.since))];
        StopView {
            strong: page.ta(&format!("requests.stopped.{}.since", stop.who), gaps),
            text: page.t(&format!("requests.stopped.{}.{stage}", stop.who)).into_owned(),
        }
    };
    told.into_iter().map(view).collect()
}

/// Whom it waits on, since when, against which promise: the same line as in every list.
fn waits(page: &Page, request: &Request, cast: Cast<'_>) -> WaitingView {
    let other = if cast.asks() { cast.recipient } else { cast.asker };
    let names = Names {
        other: Some(Other {
            name: &other.name,
            zone: &other.calendar.zone,
        }),
        person: &|id| Some(cast.person(id)),
    };
    waiting(page, cast.reader, &request.standing(), names)
}

/// The sums of the request's holds, where it has any. What is about the holds of another asked nothing to be frozen.
fn sums_of(page: &Page, request: &Request) -> Vec<Fact> {
    if request.holds.is_empty() {
        return Vec::new();
    }
    let targets = request.targets.iter().filter(|_| request.content.kind.holds_money());
    let asked: Vec<_> = targets
        .filter_map(|target| target.asset.clone().zip(target.amount))
        .collect();
    let holds: Vec<Frozen> = request.holds.iter().map(Frozen::from).collect();
    sums::all(page, &sum_up(&asked, &holds, page.now()))
}

/// The asker's own field, which the exchange cannot write.
fn wish(page: &Page, request: &Request, cast: Cast<'_>) -> SideView {
    let who = if cast.asks() { "by_you" } else { "by_asker" };
    let said = request.asker_said();
    SideView {
        title: page.t("requests.show.asker_wants").into_owned(),
        state: page.t(&desired(request)).into_owned(),
        said: said.map(|said| page.t(&format!("requests.asker_said.{said}")).into_owned()),
        organisation: cast.asker.name.clone(),
        written_by: page.t(&format!("requests.show.{who}")).into_owned(),
    }
}

/// What is wanted of data is not said as of money.
fn desired(request: &Request) -> String {
    let ending = match request.desired {
        Desired::Extended | Desired::Released if request.is_about_data() => "_data",
        Desired::Active | Desired::Extended | Desired::Released | Desired::Cancelled => "",
    };
    format!("requests.desired.{}{ending}", request.desired)
}

/// The exchange's own field, which the asker cannot write: its last word, whatever the asker did since.
fn word(page: &Page, request: &Request, cast: Cast<'_>) -> SideView {
    let who = if cast.asks() { "by_recipient" } else { "by_you" };
    let reported = request.reported();
    let state = match request.ground.filter(|_| reported == Reported::Refused) {
        Some(ground) => {
            let ground = page.t(&format!("requests.ground.{ground}")).into_owned();
            page.ta("requests.show.refused_on", [("ground", ground)])
        }
        None => page.t(&format!("requests.reported.{reported}")).into_owned(),
    };
    let mut written_by = page.t(&format!("requests.show.{who}")).into_owned();
    if !request.exchange_reference.is_empty() {
        let own = page.ta(
            "requests.show.own_reference",
            [("reference", &request.exchange_reference)],
        );
        written_by = page.ta("requests.show.two", [("first", own), ("second", written_by)]);
    }
    SideView {
        title: page.t("requests.show.recipient_reports").into_owned(),
        state,
        said: None,
        organisation: cast.recipient.name.clone(),
        written_by,
    }
}

/// The request it follows, and those that follow it; for the asker also those of the same funds.
fn related(page: &Page, opened: &Opened) -> Vec<Crumb> {
    let parent = opened.parent.iter().map(|parent| Crumb {
        href: Some(format!("/requests/{}", parent.reference)),
        text: page.ta("requests.show.follows", [("number", &parent.reference)]),
    });
    let traced_from = opened.traced_from.iter().map(|from| Crumb {
        href: Some(format!("/requests/{}", from.reference)),
        text: page.ta("requests.show.traced_from", [("number", &from.reference)]),
    });
    let after = |row: &Related, issued: &str, draft: &str| {
        let kind = page.t(&format!("requests.kind.{}", row.kind)).into_owned();
        let status = page.t(&format!("requests.status.{}", row.status)).into_owned();
        let gaps = [("kind", kind), ("number", row.reference.clone()), ("status", status)];
        Crumb {
            href: Some(format!("/requests/{}", row.reference)),
            text: page.ta(if row.has_number { issued } else { draft }, gaps),
        }
    };
    let followers = opened
        .followers
        .iter()
        .map(|row| after(row, "requests.show.followed_by", "requests.show.followed_by_draft"));
    let traced_on = opened
        .traced_on
        .iter()
        .map(|row| after(row, "requests.show.traced_on", "requests.show.traced_on_draft"));
    parent.chain(traced_from).chain(followers).chain(traced_on).collect()
}
