//! Beginning a request that follows funds to the next exchange: the address they reached becomes an indicator of the
//! case, and the one target of the draft.

use std::collections::HashSet;

use super::{check_recipient, in_case, with_case};
use crate::domain::audit::Subject;
use crate::domain::cases::indicators::{Batch, Evaluation, Given, Observed};
use crate::domain::cases::{Case, Indicator, InformationGrade, SourceGrade};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::ids::{OrganisationId, RequestId, TargetId};
use crate::domain::indicators::Chain;
use crate::domain::requests::drafting::Origin;
use crate::domain::requests::kinds::Confidence;
use crate::domain::requests::onward::Hop;
use crate::domain::requests::{Movement, Request, Target};
use crate::service::requests::{Context, Error, Setting, rows, save};
use crate::store::{Tx, audit, cases};

/// The exchange says what its own ledger shows, which the agency has not seen: 4×4 evaluation B2 (domain §6).
const OF_AN_EXCHANGE: Evaluation = Evaluation {
    source: SourceGrade::B,
    information: InformationGrade::Two,
};

/// A flash draft to `recipient` about the address that the funds of the target at `position` reached. `tell` puts the
/// hop into words. Nothing is sent.
///
/// # Errors
/// As [`Request::may_follow_funds`] and [`Request::draft`].
pub async fn follow_funds(
    cx: &Context<'_>,
    id: RequestId,
    reference: &str,
    position: u32,
    recipient: OrganisationId,
    tell: impl FnOnce(&Request, &Target, &Movement) -> Hop,
) -> Result<Request, Error> {
    let tx = cx.begin().await?;
    let old = rows::lock(&tx, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    let (from, moved) = old.may_follow_funds(cx.actor, position)?;
    let case = cases::lock(&tx, cx.actor, old.case).await?.ok_or(Error::NotFound)?;
    check_recipient(&tx, cx, recipient).await?;
    let hop = tell(&old, from, moved);
    let reached = reached(cx, &tx, &case, from, moved, &hop).await?;
    let key = &reached.observed.key;
    let target = Target {
        id: TargetId::new(cx.now),
        position: 1,
        indicator: Some(reached.id),
        what: key.kind.code().to_owned(),
        value: key.value.clone(),
        tag: key.tag.clone(),
        no_tag: reached.no_tag,
        checksum: reached.observed.checksum,
        txid: moved.txid.clone(),
        confidence: reached.confidence,
        source: reached.source.clone(),
        hold: None,
        preservation: None,
        answer: None,
        anew: false,
        ..from.clone()
    };
    let content = with_case(old.onward(recipient, from, moved, &hop), &case);
    let origin = Origin::Onward(&old);
    let change = Request::draft(cx.actor, in_case(&case), id, content, vec![target], origin, cx.now)?;
    let setting = Setting::of(cx.db, &tx, change.after()).await?;
    save(cx, &tx, &change, &setting).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// The indicator of the address that was reached; added to the case where it has none.
async fn reached(
    cx: &Context<'_>,
    tx: &Tx,
    case: &Case,
    from: &Target,
    moved: &Movement,
    hop: &Hop,
) -> Result<Indicator, Error> {
    let nowhere = || Error::from(Refusal::NotNow(NotNow::NothingElsewhere));
    let chain: Chain = from.chain.parse().map_err(|_| nowhere())?;
    let observed = Observed::address(chain, &moved.destination).map_err(|_| nowhere())?;
    if let Some(known) = cases::indicator_of(tx, cx.actor, case.id, &observed.key).await? {
        return Ok(known);
    }
    let batch = Batch {
        given: vec![Given::from(observed)],
        merged: 0,
        repeated: 0,
        note: String::new(),
        source: hop.source.clone(),
        evaluation: OF_AN_EXCHANGE,
        confidence: Confidence::Medium,
    };
    let change = case.clone().add_indicators(batch, &HashSet::new(), cx.actor, cx.now)?;
    cases::add_indicators(tx, &change).await?;
    let after = change.after();
    let subject = Subject::case(case.id, after.case.version);
    audit::save_events(tx, &change, &subject, cx.call, None).await?;
    after.added.first().cloned().ok_or_else(nowhere)
}
