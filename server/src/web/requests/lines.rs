//! One request as a line of a list.

use super::words::{amount, status_tag, urgency_view};
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::requests::Party;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::Status;
use crate::domain::requests::review::is_own;
use crate::domain::values::{Time, Zone};
use crate::service::requests::listing::{Listing, is_on_us, is_own_turn};
use crate::store::organisations::Brief;
use crate::store::requests::lists::Row;
use crate::web::page::Page;
use crate::web::views::{Icon, Tag, UrgencyView, WaitingView};
use crate::web::words::roles_or;

/// A line of the list.
pub struct RowView {
    /// Where the request is.
    pub href: String,
    /// Its number, or that it has none.
    pub number: String,
    /// Whether that is a number.
    pub is_number: bool,
    /// What it asks, of how many targets.
    pub what: String,
    /// How pressing.
    pub urgency: UrgencyView,
    /// Who stands on the other side.
    pub party: String,
    /// Where that is.
    pub country: String,
    /// Sums asked for.
    pub asked: Vec<String>,
    /// How many more sums there are.
    pub more: Option<String>,
    /// On whom it waits.
    pub waiting: WaitingView,
    /// When it is due: where the reader is, where the other side is, and in UTC; empty where nothing is promised.
    pub due: Vec<String>,
    /// Where it stands.
    pub status: Tag,
    /// Why it cannot wait, as the asker wrote it.
    pub reason: Option<String>,
    /// Why it stands there, in our words.
    pub note: Option<String>,
    /// When it last changed.
    pub changed: String,
    /// Whether somebody must act now.
    pub hot: bool,
}

/// Sums a line shows.
const MOST_SUMS: usize = 2;

/// Lines of the list.
pub fn rows(page: &Page, actor: &Actor, listing: &Listing, rows: &[Row]) -> Vec<RowView> {
    let people = |id: PersonId| listing.people.get(&id).map(String::as_str);
    rows.iter()
        .map(|row| view(page, actor, row, &listing.organisations, &people))
        .collect()
}

fn view<'a>(
    page: &Page,
    actor: &Actor,
    row: &Row,
    organisations: &'a [Brief],
    people: &dyn Fn(PersonId) -> Option<&'a str>,
) -> RowView {
    let words = page.words();
    let other = other_side(row, actor);
    let other = organisations.iter().find(|organisation| organisation.id == other);
    let late = is_late(row, page.now());
    let number = if row.has_number {
        row.reference.clone()
    } else {
        page.t("requests.index.no_number").into_owned()
    };
    let is_emergency = row.urgency.needs_second_approver();
    RowView {
        href: format!("/requests/{}", row.reference),
        number,
        is_number: row.has_number,
        what: what(page, row),
        urgency: urgency_view(page, row.urgency),
        party: other.map(|other| other.name.clone()).unwrap_or_default(),
        country: other.map(|other| page.country(other.country)).unwrap_or_default(),
        asked: row
            .asked
            .iter()
            .take(MOST_SUMS)
            .map(|(asset, sum)| amount(page, *sum, asset))
            .collect(),
        more: row
            .asked
            .len()
            .checked_sub(MOST_SUMS)
            .filter(|more| *more > 0)
            .map(|more| page.n("requests.index.more_sums", more)),
        waiting: waiting(page, actor, row, other, people),
        due: row.due.map(|due| due_at(page, due, other)).unwrap_or_default(),
        status: status_tag(page, row.status),
        reason: Some(row.urgency_reason.clone()).filter(|reason| is_emergency && !reason.is_empty()),
        note: note(page, row),
        changed: words.at_place(words.date_time_short(row.updated_at, page.zone()), page.zone()),
        hot: late || (is_emergency && !row.status.is_over()),
    }
}

/// When it is due: where the reader is, where the other side is, and in UTC.
fn due_at(page: &Page, due: Time, other: Option<&Brief>) -> Vec<String> {
    let zones: Vec<&Zone> = std::iter::once(page.zone())
        .chain(other.map(|other| &other.zone))
        .collect();
    page.words().day_moments(due, &zones)
}

/// What a request asks, of how many targets.
pub fn what(page: &Page, row: &Row) -> String {
    let kind = page.t(&format!("requests.kind.{}", row.kind)).into_owned();
    page.na("requests.index.what", row.targets, [("kind", kind)])
}

/// The organisation on the other side of the reader's.
pub fn other_side(row: &Row, actor: &Actor) -> OrganisationId {
    if row.asker == actor.organisation {
        row.recipient
    } else {
        row.asker
    }
}

/// Whether a promise is broken.
pub fn is_late(row: &Row, now: Time) -> bool {
    !row.status.is_over() && row.due.is_some_and(|due| due <= now)
}

/// On whom it waits, since when, against which promise.
pub fn waiting<'a>(
    page: &Page,
    actor: &Actor,
    row: &Row,
    other: Option<&Brief>,
    people: &dyn Fn(PersonId) -> Option<&'a str>,
) -> WaitingView {
    let words = page.words();
    let late = is_late(row, page.now());
    WaitingView {
        icon: match row.status {
            Status::Clarification => Icon::Pause,
            Status::Draft | Status::InReview | Status::Embargoed => Icon::User,
            Status::Issued
            | Status::Acknowledged
            | Status::Executing
            | Status::PartlyAnswered
            | Status::Answered
            | Status::Refused
            | Status::Maintained
            | Status::Withdrawing
            | Status::Disputed => Icon::Hourglass,
            Status::Redirected | Status::ClosedUnanswered | Status::Withdrawn | Status::Closed | Status::Superseded => {
                Icon::Check
            }
        },
        ours: is_on_us(row, actor),
        who: who(page, actor, row, other, people),
        since: page.ta(
            "requests.index.since",
            [(
                "when",
                words.at_place(words.date_time_short(row.since, page.zone()), page.zone()),
            )],
        ),
        promise: promise(page, row),
        late: row.due.filter(|_| late).map(|due| {
            page.ta(
                "requests.index.late",
                [("duration", words.duration(page.now().since(due)))],
            )
        }),
    }
}

fn who<'a>(
    page: &Page,
    actor: &Actor,
    row: &Row,
    other: Option<&Brief>,
    people: &dyn Fn(PersonId) -> Option<&'a str>,
) -> String {
    let say = |key: &str| page.t(&format!("requests.index.who.{key}")).into_owned();
    let say_of = |key: &str, person: &str| page.ta(&format!("requests.index.who.{key}"), [("person", person)]);
    let asks = row.asker == actor.organisation;
    let there = || other.map_or_else(|| say("nobody"), |other| other.name.clone());
    match row.waiting_on {
        Party::Nobody => say("nobody"),
        Party::Author if actor.is(row.author) => say("you"),
        Party::Author => people(row.author).map_or_else(|| say("author"), |name| say_of("author_named", name)),
        Party::Approver if may_approve(row, actor) => say("you_approve"),
        Party::Approver => say("supervisor"),
        Party::Asker if asks => say("agency"),
        Party::Recipient if !asks => match row.handler {
            Some(_) | None if !is_own_turn(row, actor) => page.ta(
                "requests.index.who.own_role",
                [("roles", roles_or(page.words(), row.status.turn_of()))],
            ),
            Some(handler) if actor.is(handler) => say("you"),
            Some(handler) => people(handler).map_or_else(|| say("desk"), |name| say_of("handler", name)),
            None => say("unassigned"),
        },
        Party::Asker | Party::Recipient => there(),
    }
}

/// Whether the reader is the pair of eyes that is missing.
pub fn may_approve(row: &Row, actor: &Actor) -> bool {
    let mut had_a_hand = row.writers.iter().chain([&row.author]).chain(&row.approved_by);
    let had_a_hand = had_a_hand.any(|person| actor.is(*person));
    row.asker == actor.organisation && actor.roles.has(Role::Supervisor) && !had_a_hand
}

/// Whether the reader would review the work of others: one's own is for somebody else to look at.
pub fn may_review(row: &Row, actor: &Actor) -> bool {
    let is_own = is_own(actor, &row.writers, row.author, row.approved_by.last().copied());
    row.asker == actor.organisation && actor.has_any(Act::Review.roles()).is_ok() && !is_own
}

fn promise(page: &Page, row: &Row) -> Option<String> {
    if row.status == Status::Clarification {
        let key = if row.urgency.pauses() {
            "question"
        } else {
            "question_runs"
        };
        return Some(page.t(&format!("requests.index.promise.{key}")).into_owned());
    }
    let clock = row.due.and(row.due_clock)?;
    if row.status == Status::Refused {
        return Some(page.t("requests.index.promise.refused").into_owned());
    }
    Some(page.t(&format!("requests.index.promise.{clock}")).into_owned())
}

/// Why it stands where it stands.
fn note(page: &Page, row: &Row) -> Option<String> {
    if let Some(question) = row.question {
        return Some(page.t(&format!("requests.question.{question}")).into_owned());
    }
    if let Some(ground) = row.ground {
        return Some(page.t(&format!("requests.ground.{ground}")).into_owned());
    }
    let partly = row.status == Status::PartlyAnswered;
    partly.then(|| {
        page.na(
            "requests.index.answered",
            row.targets,
            [("answered", page.words().number(row.answered))],
        )
    })
}
