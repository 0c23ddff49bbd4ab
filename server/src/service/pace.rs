//! How fast an agency may go: what it has set, what was sent, and whom it is told that more was wanted.

use jiff::SignedDuration;

use super::{Context, Error};
use crate::domain::actor::OrganisationKind;
use crate::domain::audit::{Entry, Subject, Who};
use crate::domain::change::Refusal;
use crate::domain::events::Event;
use crate::domain::ids::OrganisationId;
use crate::domain::notices::{Concerned, of_pace};
use crate::domain::pace::{Limits, Pace, Sent};
use crate::domain::requests::Request;
use crate::domain::values::Time;
use crate::store::{Connection, Tx, audit, notices, organisations, pace as rows, people};

/// What an agency has set, for those who may know.
pub async fn show(cx: &Context<'_>, organisation: OrganisationId) -> Result<Pace, Error> {
    let pace = rows::find(cx.db.read(), organisation).await?.ok_or(Error::NotFound)?;
    pace.may_read(cx.actor)?;
    Ok(pace)
}

/// How far back it is told who was stopped.
pub const TOLD_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// So many of them are told.
const MOST_TOLD: u64 = 50;

/// Who was stopped within [`TOLD_FOR`], by name, and when: for those who may know what is set.
pub async fn stopped(cx: &Context<'_>, pace: &Pace) -> Result<Vec<(String, Time)>, Error> {
    pace.may_read(cx.actor)?;
    let since = cx.now.plus(-TOLD_FOR);
    Ok(rows::stopped(cx.db.read(), pace.organisation, since, MOST_TOLD).await?)
}

/// The administrator sets it anew; supervisors are told.
pub async fn set(cx: &Context<'_>, organisation: OrganisationId, version: i64, limits: Limits) -> Result<(), Error> {
    show(cx, organisation).await?.may_set(cx.actor)?;
    let tx = cx.begin().await?;
    let pace = rows::lock(&tx, organisation, cx.actor.kind).await?;
    let Some(change) = pace.set(cx.actor, version, limits, cx.now)? else {
        return Ok(());
    };
    rows::save(&tx, &change).await?;
    for event in change.events() {
        tell(&tx, cx, organisation, event).await?;
    }
    Ok(tx.commit().await?)
}

/// What is known before the actor sends `request`, which `able` could approve.
pub(super) async fn sent(
    db: &impl Connection,
    cx: &Context<'_>,
    request: &Request,
    able: usize,
) -> Result<Sent, Error> {
    let limits = rows::limits(db, cx.actor.organisation).await?;
    let since = Sent::since(cx.now);
    let own = match cx.actor.person {
        Some(person) => rows::sent_by(db, person, request.id, since).await?,
        None => Vec::new(),
    };
    let most = limits.sent_per_organisation;
    Ok(Sent {
        limits,
        pressing: own
            .iter()
            .filter(|(_, is_pressing)| *is_pressing)
            .map(|(at, _)| *at)
            .collect(),
        officer: own.iter().map(|(at, _)| *at).collect(),
        organisation: rows::sent_of(db, cx.actor.organisation, request.id, since, most).await?,
        issued: rows::issued(db, request.author).await?,
        able,
    })
}

/// What was refused because as much was sent as may be in a day is told, once a day of each officer: the agency's
/// supervisors and administrators, and the verifiers, who learn of no request.
pub(super) async fn alarm(cx: &Context<'_>, refusal: &Refusal) -> Result<(), Error> {
    let (Refusal::Spent { cap, most, .. }, Some(person)) = (refusal, cx.actor.person) else {
        return Ok(());
    };
    let tx = cx.db.begin().await?;
    // One after the other, so that it is told once.
    people::lock(&tx, person).await?;
    if rows::is_told(&tx, person, Sent::since(cx.now)).await? {
        return Ok(());
    }
    let event = Event::PaceReached { cap: *cap, most: *most };
    tell(&tx, cx, cx.actor.organisation, &event).await?;
    Ok(tx.commit().await?)
}

async fn tell(tx: &Tx, cx: &Context<'_>, organisation: OrganisationId, event: &Event) -> Result<(), Error> {
    let concerned = Concerned {
        platforms: organisations::ids_of(tx, OrganisationKind::Platform).await?,
        organisation,
    };
    let subject = Subject::organisation(organisation);
    let entry = Entry {
        event,
        who: Who::of(cx.actor, event),
        subject: Some(&subject),
        call: cx.call,
    };
    let leaves = audit::record(tx, &[entry], cx.now).await?;
    let path = organisation.to_string();
    for (notice, leaf) in of_pace(event, &concerned).iter().zip(leaves.iter().cycle()) {
        notices::tell_of(tx, notice, *leaf, cx.actor, cx.now, &subject, &path).await?;
    }
    Ok(())
}
