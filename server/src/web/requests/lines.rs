//! One request as a line of a list.

use super::waiting::{self, Names, Other};
use super::words::{amount, status_tag, stopped_tag, urgency_view};
use crate::domain::actor::Actor;
use crate::domain::change::Refusal;
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::Status;
use crate::domain::requests::review::Hands;
use crate::domain::values::Time;
use crate::service::requests::listing::Listing;
use crate::store::organisations::Brief;
use crate::store::requests::lists::Row;
use crate::web::page::Page;
use crate::web::views::{Tag, UrgencyView, WaitingView};

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
    /// When it is due, where the reader is: the waiting line says it for the other side as well.
    pub due: Option<String>,
    /// Where it stands.
    pub status: Tag,
    /// That it is looked at twice, or was.
    pub second_look: Option<Tag>,
    /// That somebody of it is suspended.
    pub stopped: Option<Tag>,
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
    people: &'a dyn Fn(PersonId) -> Option<&'a str>,
) -> RowView {
    let words = page.words();
    let other = other_side(row, actor);
    let other = organisations.iter().find(|organisation| organisation.id == other);
    let late = is_late(row, actor, page.now());
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
        due: row
            .due
            .map(|due| words.at_place(words.day_time(due, page.zone(), page.now()), page.zone())),
        status: status_tag(page, row.status),
        second_look: row.second_look.then(|| super::second_look::tag(page)),
        stopped: row.stops.first().map(|stop| stopped_tag(page, stop)),
        reason: Some(row.urgency_reason.clone()).filter(|reason| is_emergency && !reason.is_empty()),
        note: note(page, row),
        changed: words.at_place(
            words.date_time_short(row.updated_at, page.zone(), page.now()),
            page.zone(),
        ),
        hot: late || (is_emergency && !row.status.is_over() && !row.stops.are_any()),
    }
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

/// Whether a promise is broken: of whom it waits on, or of the exchange while its question is open.
pub fn is_late(row: &Row, actor: &Actor, now: Time) -> bool {
    row.standing().told(actor).late(now).is_some()
}

/// On whom it waits, since when, against which promise, as [`waiting::waiting`] says it.
pub fn waiting<'a>(
    page: &Page,
    actor: &Actor,
    row: &Row,
    other: Option<&'a Brief>,
    person: &'a dyn Fn(PersonId) -> Option<&'a str>,
) -> WaitingView {
    let other = other.map(|other| Other {
        name: &other.name,
        zone: &other.zone,
    });
    waiting::waiting(page, actor, &row.standing(), Names { other, person })
}

/// Whether the reader may review it, where `supervisors` are those of the agency.
///
/// # Errors
/// Whose it is instead.
pub fn may_review(row: &Row, actor: &Actor, supervisors: &[PersonId]) -> Result<(), Refusal> {
    actor.in_organisation(row.asker)?.has_any(Act::Review.roles())?;
    let hands = Hands {
        author: row.author,
        writers: &row.writers,
        approvers: &row.approved_by,
    };
    hands.may_review(actor, Some(supervisors))
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
