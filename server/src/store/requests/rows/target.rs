//! Between a target and its row.

use sea_orm::{ActiveModelTrait, IntoActiveModel};

use crate::domain::cases::indicators::NoTag;
use crate::domain::ids::RequestId;
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
        disputed,
    } = target.clone();
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
        outcome: answer.as_ref().map(|answer| answer.outcome),
        answer,
        disputed,
        no_tag_by_id: no_tag.map(|said| said.by),
        no_tag_at: no_tag.map(|said| said.at),
    }
    .into_active_model()
    .reset_all()
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
        outcome: _,
        answer,
        disputed,
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
        disputed,
    })
}
