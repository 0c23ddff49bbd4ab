//! Between a request and its rows. Every column is named, so that a new one cannot be overlooked.

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use super::columns::{Approvals, Asked, Clocks, Writers};
use crate::domain::clocks::{Urgency, alarms};
use crate::domain::holds::{Claim, Hold};
use crate::domain::ids::{HoldId, RequestId};
use crate::domain::money::{Asset, Units};
use crate::domain::requests::{OpenQuestion, Request, Seal, Target};
use crate::domain::values::{Malformed, Time};
use crate::store::Error;
use crate::store::entity::{claims, hold_alarms, holds, requests, targets};

/// Sorts after every instant: nothing is due.
pub const NEVER: Time = Time::from_micros(i64::MAX);

/// The row of `request` as it is at `at`, under `version`.
pub(super) fn row_of(request: &Request, version: i64, at: Time) -> requests::ActiveModel {
    let Request {
        id,
        case,
        asker,
        author,
        writers,
        content,
        parent,
        targets,
        holds: _,
        clocks,
        status,
        status_since,
        desired,
        approvals,
        seal,
        packet_hash,
        packet,
        issued_at,
        exchange_reference,
        handler,
        acknowledged_at,
        started_at,
        question,
        ground,
        remark,
        created_at,
        version: _,
    } = request.clone();
    let waiting = request.waiting();
    let answered = targets.iter().filter(|target| target.answer.is_some()).count();
    requests::Model {
        id,
        case_id: case,
        asker_id: asker,
        recipient_id: content.recipient,
        author_id: author,
        writers: Writers(writers),
        kind: content.kind,
        urgency: content.urgency,
        status,
        status_since_at: status_since,
        desired,
        parent_id: parent,
        approvals: Approvals(approvals),
        number: seal.as_ref().map(|seal| seal.number.clone()),
        verify_code: seal.map(|seal| seal.verify_code),
        packet_hash,
        packet,
        issued_at,
        handler_id: handler,
        acknowledged_at,
        started_at,
        question_id: question.map(|question| question.id),
        question: question.map(|question| question.question),
        question_deadline_at: question.map(|question| question.deadline),
        ground,
        remark,
        created_at,
        updated_at: at,
        version,
        waiting_on: waiting.on,
        is_over: status.is_over(),
        is_emergency: matches!(content.urgency, Urgency::Flash | Urgency::Emergency),
        due_at: waiting.due.unwrap_or(NEVER),
        due_clock: waiting.clock,
        breaches_at: clocks.iter().filter_map(|held| held.clock.breaches_at()).min(),
        clocks: Clocks(clocks),
        asked: Asked(asked(&targets)),
        target_count: count(targets.len()),
        answered_count: count(answered),
        words: words(request, &exchange_reference),
        exchange_reference,
        content,
    }
    .into_active_model()
    .reset_all()
}

/// Sums what is asked, per asset, in the order of the targets.
fn asked(targets: &[Target]) -> Vec<(Asset, Units)> {
    let mut sums: Vec<(Asset, Units)> = Vec::new();
    for target in targets {
        let (Some(asset), Some(amount)) = (&target.asset, target.amount) else {
            continue;
        };
        match sums.iter_mut().find(|(known, _)| known == asset) {
            Some((_, sum)) => *sum = sum.plus(amount).unwrap_or(*sum),
            None => sums.push((asset.clone(), amount)),
        }
    }
    sums
}

/// What the search box of a list looks into.
fn words(request: &Request, reference: &str) -> String {
    let number = request.seal.as_ref().map_or("", |seal| seal.number.as_str());
    let mut words = format!("{number} {reference}");
    for target in &request.targets {
        words.push(' ');
        words.push_str(&target.value);
    }
    words.to_lowercase()
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// The row of a target.
pub(super) fn target_row(request: RequestId, target: &Target) -> targets::ActiveModel {
    let Target {
        id,
        position,
        indicator,
        what,
        chain,
        value,
        tag,
        asset,
        amount,
        txid,
        confidence,
        source,
        hold,
        answer,
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
        symbol: asset.as_ref().map(|asset| asset.symbol.clone()),
        decimals: asset.map(|asset| i64::from(asset.decimals)),
        amount,
        txid,
        confidence,
        source,
        hold_id: hold,
        outcome: answer.as_ref().map(|answer| answer.outcome),
        answer,
    }
    .into_active_model()
    .reset_all()
}

/// The row of a hold.
pub(super) fn hold_row(hold: &Hold) -> holds::ActiveModel {
    let Hold {
        id,
        request,
        target,
        position,
        holder,
        asker,
        asset,
        amount,
        status,
        placed_at,
        until,
        lift_reason,
        ended_at,
        claims: _,
    } = hold.clone();
    holds::Model {
        id,
        request_id: request,
        target_id: target,
        position: i64::from(position),
        holder_id: holder,
        asker_id: asker,
        symbol: asset.symbol,
        decimals: i64::from(asset.decimals),
        amount,
        status,
        stands: status.stands(),
        runs: status.runs(),
        placed_at,
        until_at: until,
        lift_reason,
        ended_at,
    }
    .into_active_model()
    .reset_all()
}

/// The row of a claim on `hold`.
pub(super) fn claim_row(hold: HoldId, claim: &Claim) -> claims::ActiveModel {
    let Claim {
        id,
        organisation,
        request,
        rank,
        until,
        cap,
        ended_at,
    } = claim.clone();
    claims::Model {
        id,
        hold_id: hold,
        organisation_id: organisation,
        request_id: request,
        rank: i64::from(rank),
        until_at: until,
        cap,
        ended_at,
    }
    .into_active_model()
    .reset_all()
}

/// The alarms of a hold that stands from `since`.
pub(super) fn alarm_rows(hold: &Hold, since: Time) -> Vec<hold_alarms::ActiveModel> {
    alarms(since, hold.until)
        .into_iter()
        .map(|alarm| hold_alarms::ActiveModel {
            hold_id: Set(hold.id),
            rings_at: Set(alarm.at),
            until_at: Set(hold.until),
            hours_ahead: Set(alarm.ahead.duration().as_hours()),
            rung_at: Set(None),
        })
        .collect()
}

/// The request of a row with its parts.
pub(super) fn request_of(row: requests::Model, targets: Vec<Target>, holds: Vec<Hold>) -> Request {
    let requests::Model {
        id,
        case_id,
        asker_id,
        recipient_id: _,
        author_id,
        writers,
        kind: _,
        urgency: _,
        status,
        status_since_at,
        desired,
        content,
        parent_id,
        approvals,
        number,
        verify_code,
        packet_hash,
        packet,
        issued_at,
        exchange_reference,
        handler_id,
        acknowledged_at,
        started_at,
        question_id,
        question,
        question_deadline_at,
        ground,
        remark,
        created_at,
        updated_at: _,
        version,
        waiting_on: _,
        is_over: _,
        is_emergency: _,
        due_at: _,
        due_clock: _,
        clocks,
        breaches_at: _,
        asked: _,
        target_count: _,
        answered_count: _,
        words: _,
    } = row;
    let question = match (question_id, question, question_deadline_at) {
        (Some(id), Some(question), Some(deadline)) => Some(OpenQuestion { id, question, deadline }),
        _ => None,
    };
    Request {
        id,
        case: case_id,
        asker: asker_id,
        author: author_id,
        writers: writers.0,
        content,
        parent: parent_id,
        targets,
        holds,
        clocks: clocks.0,
        status,
        status_since: status_since_at,
        desired,
        approvals: approvals.0,
        seal: number
            .zip(verify_code)
            .map(|(number, verify_code)| Seal { number, verify_code }),
        packet_hash,
        packet,
        issued_at,
        exchange_reference,
        handler: handler_id,
        acknowledged_at,
        started_at,
        question,
        ground,
        remark,
        created_at,
        version,
    }
}

/// The target of a row.
pub(super) fn target_of(row: targets::Model) -> Result<Target, Error> {
    let targets::Model {
        id,
        request_id: _,
        position,
        indicator_id,
        what,
        chain,
        value,
        tag,
        symbol,
        decimals,
        amount,
        txid,
        confidence,
        source,
        hold_id,
        outcome: _,
        answer,
    } = row;
    let asset = symbol
        .zip(decimals)
        .map(|(symbol, decimals)| asset_of(symbol, decimals))
        .transpose()?;
    Ok(Target {
        id,
        position: small(position)?,
        indicator: indicator_id,
        what,
        chain,
        value,
        tag,
        asset,
        amount,
        txid,
        confidence,
        source,
        hold: hold_id,
        answer,
    })
}

/// The hold of a row with its claims.
pub(super) fn hold_of(row: holds::Model, claims: Vec<Claim>) -> Result<Hold, Error> {
    let holds::Model {
        id,
        request_id,
        target_id,
        position,
        holder_id,
        asker_id,
        symbol,
        decimals,
        amount,
        status,
        stands: _,
        runs: _,
        placed_at,
        until_at,
        lift_reason,
        ended_at,
    } = row;
    Ok(Hold {
        id,
        request: request_id,
        target: target_id,
        position: small(position)?,
        holder: holder_id,
        asker: asker_id,
        asset: asset_of(symbol, decimals)?,
        amount,
        status,
        placed_at,
        until: until_at,
        lift_reason,
        ended_at,
        claims,
    })
}

/// The claim of a row.
pub(super) fn claim_of(row: claims::Model) -> Result<Claim, Error> {
    let claims::Model {
        id,
        hold_id: _,
        organisation_id,
        request_id,
        rank,
        until_at,
        cap,
        ended_at,
    } = row;
    Ok(Claim {
        id,
        organisation: organisation_id,
        request: request_id,
        rank: small(rank)?,
        until: until_at,
        cap,
        ended_at,
    })
}

fn asset_of(symbol: String, decimals: i64) -> Result<Asset, Error> {
    let decimals = u8::try_from(decimals).map_err(|_| Error::unreadable(Malformed("number of decimals")))?;
    Ok(Asset { symbol, decimals })
}

fn small(number: i64) -> Result<u32, Error> {
    u32::try_from(number).map_err(|_| Error::unreadable(Malformed("small number")))
}
