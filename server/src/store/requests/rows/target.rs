//! Between a target and its row.

use sea_orm::{ActiveModelTrait, IntoActiveModel};

use crate::domain::cases::indicators::NoTag;
use crate::domain::ids::RequestId;
use crate::domain::indicators::{Chain, IndicatorKind};
use crate::domain::requests::Target;
use crate::store::Error;
use crate::store::entity::targets;

use super::{asset_of, small};

/// The row of a target.
pub(in crate::store::requests) fn target_row(request: RequestId, target: &Target) -> targets::ActiveModel {
    let Target {
        id,
        position,
        indicator,
        what,
        chain,
        value,
        tag,
        no_tag,
        checksum,
        asset,
        amount,
        txid,
        confidence,
        source,
        hold,
        preservation,
        answer,
        anew,
    } = target.clone();
    let moved_txid = moved_txid(target);
    targets::Model {
        id,
        request_id: request,
        position: i64::from(position),
        indicator_id: indicator,
        what,
        chain,
        value,
        tag,
        checksum,
        symbol: asset.as_ref().map(|asset| asset.symbol.clone()),
        decimals: asset.map(|asset| i64::from(asset.decimals)),
        amount,
        txid,
        confidence,
        source,
        hold_id: hold,
        preservation_id: preservation,
        moved_txid,
        outcome: answer.as_ref().map(|answer| answer.outcome),
        answer,
        anew,
        no_tag_by_id: no_tag.map(|said| said.by),
        no_tag_at: no_tag.map(|said| said.at),
    }
    .into_active_model()
    .reset_all()
}

/// The transaction by which funds left, as it is looked for; as it was typed where it is none of the chain's.
fn moved_txid(target: &Target) -> String {
    let movement = target.answer.as_ref().and_then(|answer| answer.movement.as_ref());
    let Some(typed) = movement.map(|movement| movement.txid.as_str()) else {
        return String::new();
    };
    let chain: Option<Chain> = target.chain.parse().ok();
    let stored = IndicatorKind::Txid.normalise(chain.as_ref(), typed);
    stored.unwrap_or_else(|_| typed.to_owned())
}

/// The target of a row.
pub(in crate::store::requests) fn target_of(row: targets::Model) -> Result<Target, Error> {
    let targets::Model {
        id,
        request_id: _,
        position,
        indicator_id,
        what,
        chain,
        value,
        tag,
        checksum,
        symbol,
        decimals,
        amount,
        txid,
        confidence,
        source,
        hold_id,
        preservation_id,
        moved_txid: _,
        outcome: _,
        answer,
        anew,
        no_tag_by_id,
        no_tag_at,
    } = row;
    let asset = symbol
        .zip(decimals)
        .map(|(symbol, decimals)| asset_of(symbol, decimals))
        .transpose()?;
    Ok(Target {
        no_tag: no_tag_by_id.zip(no_tag_at).map(|(by, at)| NoTag { by, at }),
        id,
        position: small(position)?,
        indicator: indicator_id,
        what,
        chain,
        value,
        tag,
        checksum,
        asset,
        amount,
        txid,
        confidence,
        source,
        hold: hold_id,
        preservation: preservation_id,
        answer,
        anew,
    })
}
