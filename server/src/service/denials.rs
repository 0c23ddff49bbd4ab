//! What was refused stands in the trail (security S60): who tried what on which thing, and why not. Who tries without
//! end is stopped, so that refusals never fill the disk (S48).

use std::cell::Cell;

use jiff::SignedDuration;

use super::{Context, Error};
use crate::domain::audit::{Subject, Who};
use crate::domain::change::Refusal;
use crate::domain::denials::{MOST, TOO_MANY, WITHIN};
use crate::domain::events::Event;
use crate::store::{audit, cases, requests};

/// The thing somebody asked for, as its address names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named<'a> {
    /// A case, by its id.
    Case(&'a str),
    /// A request, by its number or its id.
    Request(&'a str),
    /// None that is looked up.
    Nothing,
}

/// Keeps a leaf of a refusal: the route as a template, the code of the reason, and the thing, whether or not the actor
/// may know of it. It costs the same for what is another's and for what is not there. Answers how long the actor has to
/// wait where there were too many: then nothing is kept, and nothing but that may be told.
pub async fn record(
    cx: &Context<'_>,
    route: &str,
    reason: &str,
    named: Named<'_>,
) -> Result<Option<SignedDuration>, Error> {
    let tx = cx.db.begin().await?;
    let mut reason = reason;
    if let Some(person) = cx.actor.person {
        let before = audit::denials(&tx, person, cx.now.plus(-WITHIN), MOST).await?;
        let count = before.len() as u64;
        if count >= MOST {
            let oldest = before.last().copied().unwrap_or(cx.now);
            return Ok(Some(Ord::max(
                oldest.plus(WITHIN).since(cx.now),
                SignedDuration::from_secs(1),
            )));
        }
        if count + 1 == MOST {
            reason = TOO_MANY;
        }
    }
    let subject: Option<Subject> = match named {
        Named::Case(id) => match id.parse() {
            Ok(id) => cases::subject(&tx, cx.actor, id).await?,
            Err(_) => None,
        },
        Named::Request(reference) => requests::subject(&tx, cx.actor, reference).await?,
        Named::Nothing => None,
    };
    let event = Event::Denied {
        route: route.to_owned(),
        reason: reason.to_owned(),
    };
    audit::record_one(
        &tx,
        &event,
        Who::of(cx.actor, &event),
        subject.as_ref(),
        cx.call,
        cx.now,
    )
    .await?;
    tx.commit().await?;
    Ok(None)
}

tokio::task_local! {
    static REFUSED: Cell<Option<&'static str>>;
}

/// Runs `work`; answers what it gave, and the code of the last refusal that a use case in it gave as its answer. A page
/// may tell a refusal in many ways, and none of them can forget to leave this behind.
pub async fn noticed<W: Future>(work: W) -> (W::Output, Option<&'static str>) {
    REFUSED
        .scope(Cell::new(None), async {
            let output = work.await;
            (output, REFUSED.with(Cell::get))
        })
        .await
}

/// A use case answers `refusal`.
pub(super) fn notice(refusal: &Refusal) {
    // Where nobody watches there is nobody to tell: a job, a command, a test.
    let _ = REFUSED.try_with(|refused| refused.set(Some(refusal.code())));
}
