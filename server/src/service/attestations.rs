//! Attestation: an administrator confirms the data of their organisation, a verifier calls back, and the clock reminds both.

use super::{Context, Error};
use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role, Roles};
use crate::domain::applications::Callback;
use crate::domain::audit::{Call, Subject};
use crate::domain::change::Change;
use crate::domain::ids::{CallId, OrganisationId};
use crate::domain::notices::Concerned;
use crate::domain::organisations::Organisation;
use crate::domain::organisations::attestation::Corrections;
use crate::domain::pace::Unfamiliar;
use crate::domain::values::Time;
use crate::store::attestations::{self as rows, DueAlarm};
use crate::store::{Db, Tx, audit, organisations};

/// The own organisation, for whoever may confirm its data.
pub async fn own(cx: &Context<'_>) -> Result<Organisation, Error> {
    let found = organisations::find(cx.db.read(), cx.actor, cx.actor.organisation).await?;
    found.ok_or(Error::NotFound)
}

/// The organisation that a verifier is to call back.
pub async fn to_renew(cx: &Context<'_>, id: OrganisationId) -> Result<Organisation, Error> {
    cx.actor.has(Role::Verifier)?;
    organisations::get(cx.db.read(), id).await?.ok_or(Error::NotFound)
}

/// An administrator confirms the data of the own organisation, or corrects them.
pub async fn state(cx: &Context<'_>, corrections: Corrections) -> Result<(), Error> {
    let tx = cx.db.begin().await?;
    let organisation = organisations::lock_any(&tx, cx.actor.organisation).await?;
    cx.still_acts(&tx).await?;
    let change = organisation
        .ok_or(Error::NotFound)?
        .state(cx.actor, corrections, cx.now)?;
    save(&tx, &change, cx.call).await?;
    Ok(tx.commit().await?)
}

/// A verifier called back: it holds for another year.
pub async fn renew(cx: &Context<'_>, id: OrganisationId, callback: Callback) -> Result<(), Error> {
    cx.actor.has(Role::Verifier)?;
    let tx = cx.begin().await?;
    let organisation = organisations::lock_any(&tx, id).await?.ok_or(Error::NotFound)?;
    let change = organisation.renew(cx.actor, callback, cx.now)?;
    save(&tx, &change, cx.call).await?;
    Ok(tx.commit().await?)
}

/// Gives the reminders that are due, each once, whoever else looks at the same time; answers how many.
pub async fn remind(db: &Db, now: Time) -> Result<usize, Error> {
    let mut given = 0;
    let mut failed = None;
    for alarm in rows::due(db.read(), now).await? {
        match ring(db, &alarm, now).await {
            Ok(is_given) => given += usize::from(is_given),
            // One that fails does not keep the others waiting.
            Err(error) => {
                failed.get_or_insert(error);
            }
        }
    }
    failed.map_or(Ok(given), Err)
}

async fn ring(db: &Db, alarm: &DueAlarm, now: Time) -> Result<bool, Error> {
    let tx = db.begin().await?;
    let Some(organisation) = organisations::lock_any(&tx, alarm.organisation).await? else {
        return Ok(false);
    };
    // Attested meanwhile: there is another end, of which others are reminded.
    if organisation.attestation.until != Some(alarm.until) || !rows::take(&tx, alarm, now).await? {
        return Ok(false);
    }
    let clock = clockwork(&organisation);
    let change = if alarm.days_left == 0 {
        organisation.lapse(&clock, now)
    } else {
        organisation.remind(alarm.days_left, &clock, now)
    };
    let Some(change) = change else {
        return Ok(false);
    };
    tell(&tx, &change, &call(now)).await?;
    tx.commit().await?;
    Ok(true)
}

async fn save(tx: &Tx, change: &Change<Organisation>, call: &Call) -> Result<(), Error> {
    organisations::save_attestation(tx, change).await?;
    tell(tx, change, call).await
}

async fn tell(tx: &Tx, change: &Change<Organisation>, call: &Call) -> Result<(), Error> {
    let id = change.after().id;
    let concerned = Concerned {
        platforms: organisations::ids_of(tx, OrganisationKind::Platform).await?,
        organisation: id,
    };
    Ok(audit::save_events_of_organisation(tx, change, &Subject::organisation(id), call, &concerned).await?)
}

/// The clock acts for nobody.
fn clockwork(organisation: &Organisation) -> Actor {
    Actor {
        person: None,
        organisation: OrganisationId(uuid::Uuid::nil()),
        kind: OrganisationKind::Platform,
        country: organisation.country,
        roles: Roles::default(),
        assurance: Assurance::L0,
        session: None,
        proof: None,
        is_restricted: false,
        unfamiliar: Unfamiliar::default(),
    }
}

fn call(now: Time) -> Call {
    Call {
        id: CallId::new(now),
        source: None,
    }
}
