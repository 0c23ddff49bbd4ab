//! What the clock does: broken promises, unanswered questions, reviews that nobody did, alarms and ends of holds,
//! preservations and non-disclosure become events, each exactly once, however many instances look and whenever one of them is killed.

use jiff::SignedDuration;

use super::Error;
use super::requests::Setting;
use crate::domain::actor::{Actor, OrganisationKind, Roles};
use crate::domain::audit::Call;
use crate::domain::change::Change;
use crate::domain::ids::{CallId, OrganisationId, RequestId};
use crate::domain::pace::Unfamiliar;
use crate::domain::requests::Request;
use crate::domain::values::{Country, Time};
use crate::store::{Db, Tx, holds, preservations, requests as rows};

/// So many of each kind in one round; the rest waits for the next, a moment later.
const ROUND: u64 = 200;

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Events written.
    pub events: usize,
    /// Things that were due; zero means that nothing is left.
    pub looked_at: usize,
}

/// One round at `now`. Each thing is decided in a transaction of its own, on the row as it is then: what another
/// instance has done already is found done, and nothing is lost where one fails.
pub async fn round(db: &Db, now: Time) -> Result<Done, Error> {
    let work = holds::due(db.read(), now, ROUND).await?;
    let data = preservations::due(db.read(), now, ROUND).await?;
    let mut done = Done {
        events: 0,
        looked_at: 0,
    };
    let mut failed = None;
    for id in &work.breaches {
        done.count(
            decide(db, *id, now, |request, clock| request.breach(clock, now)).await,
            &mut failed,
        );
    }
    for id in &work.unanswered {
        done.count(
            decide(db, *id, now, |request, clock| request.close_unanswered(clock, now)).await,
            &mut failed,
        );
    }
    for id in &work.unreviewed {
        done.count(
            decide(db, *id, now, |request, clock| request.overdue_review(clock, now)).await,
            &mut failed,
        );
    }
    for id in &work.secrets {
        done.count(
            decide(db, *id, now, |request, clock| request.remind_of_secrecy(clock, now)).await,
            &mut failed,
        );
    }
    for (id, hold) in &work.ended {
        done.count(
            decide(db, *id, now, |request, clock| request.expire(*hold, clock, now)).await,
            &mut failed,
        );
    }
    for (id, kept) in &data.ended {
        done.count(
            decide(db, *id, now, |request, clock| {
                request.expire_preservation(*kept, clock, now)
            })
            .await,
            &mut failed,
        );
    }
    let of_holds = work.alarms.iter().map(Alarm::OfHold);
    for alarm in of_holds.chain(data.alarms.iter().map(Alarm::OfPreservation)) {
        done.count(ring(db, &alarm, now).await, &mut failed);
    }
    failed.map_or(Ok(done), Err)
}

/// What should have been told already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// How much, as far as one round looks.
    pub count: usize,
    /// Whether there is more of a kind than one round looks at.
    pub is_more: bool,
}

/// For so long the clock may need to find what is due, in seconds.
const LEISURE: i64 = 60;

/// What has been due at `now` for longer than the clock should need: where it works there is nothing.
pub async fn overdue(db: &Db, now: Time) -> Result<Overdue, Error> {
    let since = now.plus(-SignedDuration::from_secs(LEISURE));
    let holds::DueWork {
        breaches,
        unanswered,
        unreviewed,
        secrets,
        ended,
        alarms,
    } = holds::due(db.read(), since, ROUND).await?;
    let data = preservations::due(db.read(), since, ROUND).await?;
    let kinds = [
        breaches.len(),
        unanswered.len(),
        unreviewed.len(),
        secrets.len(),
        ended.len(),
        alarms.len(),
        data.ended.len(),
        data.alarms.len(),
    ];
    Ok(Overdue {
        count: kinds.iter().sum(),
        is_more: kinds.iter().any(|count| *count as u64 >= ROUND),
    })
}

impl Done {
    /// One that fails does not keep the others waiting; the round tells of the first when it is through.
    fn count(&mut self, events: Result<usize, Error>, failed: &mut Option<Error>) {
        self.looked_at += 1;
        match events {
            Ok(events) => self.events += events,
            Err(error) => {
                failed.get_or_insert(error);
            }
        }
    }
}

async fn decide(
    db: &Db,
    id: RequestId,
    now: Time,
    rule: impl FnOnce(Request, &Actor) -> Option<Change<Request>>,
) -> Result<usize, Error> {
    let tx = db.begin().await?;
    let Some(request) = rows::lock_any(&tx, id).await? else {
        return Ok(0);
    };
    let setting = Setting::of(db, &tx, &request).await?;
    let Some(change) = rule(request, &clockwork(setting.asker.country)) else {
        return Ok(0);
    };
    let events = change.events().len();
    // A lost race means that somebody acted in between: the next round looks again.
    if rows::save(&tx, &change, &setting.basis.code, &call(now)).await? {
        tx.commit().await?;
        return Ok(events);
    }
    Ok(0)
}

/// A warning before an end.
enum Alarm<'a> {
    /// Of money that is held.
    OfHold(&'a holds::DueAlarm),
    /// Of data that is kept.
    OfPreservation(&'a preservations::DueAlarm),
}

impl Alarm<'_> {
    const fn request(&self) -> RequestId {
        match self {
            Self::OfHold(alarm) => alarm.request,
            Self::OfPreservation(alarm) => alarm.request,
        }
    }

    async fn take(&self, tx: &Tx, now: Time) -> Result<bool, crate::store::Error> {
        match self {
            Self::OfHold(alarm) => holds::take_alarm(tx, alarm, now).await,
            Self::OfPreservation(alarm) => preservations::take_alarm(tx, alarm, now).await,
        }
    }

    fn told(&self, request: Request, clock: &Actor, now: Time) -> Option<Change<Request>> {
        match self {
            Self::OfHold(alarm) => request.alarm(alarm.hold, alarm.hours_ahead, clock, now),
            Self::OfPreservation(alarm) => {
                request.alarm_preservation(alarm.preservation, alarm.hours_ahead, clock, now)
            }
        }
    }
}

async fn ring(db: &Db, alarm: &Alarm<'_>, now: Time) -> Result<usize, Error> {
    let tx = db.begin().await?;
    // The request first, as everybody locks it who changes what an alarm warns of.
    let Some(request) = rows::lock_any(&tx, alarm.request()).await? else {
        return Ok(0);
    };
    let rings = alarm.take(&tx, now).await?;
    let setting = Setting::of(db, &tx, &request).await?;
    let clock = clockwork(setting.asker.country);
    let change = alarm.told(request, &clock, now).filter(|_| rings);
    let mut events = 0;
    if let Some(change) = change {
        if !rows::save(&tx, &change, &setting.basis.code, &call(now)).await? {
            return Ok(0);
        }
        events = change.events().len();
    }
    tx.commit().await?;
    Ok(events)
}

/// The clock acts for nobody: it has no person, no role and no organisation of its own.
pub(super) fn clockwork(country: Country) -> Actor {
    Actor {
        person: None,
        organisation: OrganisationId(uuid::Uuid::nil()),
        kind: OrganisationKind::Platform,
        country,
        roles: Roles::default(),
        assurance: crate::domain::actor::Assurance::L0,
        session: None,
        proof: None,
        is_restricted: false,
        unfamiliar: Unfamiliar::default(),
    }
}

/// The call of the clock.
pub(super) fn call(now: Time) -> Call {
    Call {
        id: CallId::new(now),
        source: None,
    }
}
