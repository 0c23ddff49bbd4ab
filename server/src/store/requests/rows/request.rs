//! Between a request and its row, with the columns that lists are searched and sorted by.

use sea_orm::{ActiveModelTrait, IntoActiveModel};

use crate::domain::clocks::Urgency;
use crate::domain::holds::Hold;
use crate::domain::money::{Asset, Units};
use crate::domain::preservations::Preservation;
use crate::domain::requests::review::{Found, Review};
use crate::domain::requests::secrecy::Secrecy;
use crate::domain::requests::{OpenQuestion, Request, Seal, Target};
use crate::domain::values::Time;
use crate::store::entity::requests;
use crate::store::requests::columns::{Approvals, Asked, Clocks, Writers};

use super::NEVER;

/// The row of `request` as it is at `at`, under `version`.
pub(in crate::store::requests) fn row_of(request: &Request, version: i64, at: Time) -> requests::ActiveModel {
    let Request {
        id,
        case,
        asker,
        author,
        writers,
        content,
        parent,
        traced_from,
        targets,
        holds: _,
        preservations: _,
        clocks,
        status,
        status_since,
        desired,
        second_look,
        approvals,
        seal,
        packet_hash,
        packet,
        issued_at,
        review,
        secrecy,
        exchange_reference,
        handler,
        keeper,
        acknowledged_at,
        started_at,
        question,
        ground,
        remark,
        stops,
        created_at,
        version: _,
    } = request.clone();
    let waiting = request.waiting();
    let found = review.as_ref().and_then(|review| review.found.as_ref());
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
        traced_from_id: traced_from,
        approvals: Approvals(approvals),
        number: seal.as_ref().map(|seal| seal.number.clone()),
        verify_code: seal.map(|seal| seal.verify_code),
        packet_hash,
        packet,
        issued_at,
        review_due_at: review.as_ref().map(|review| review.due),
        review_overdue_at: review.as_ref().and_then(|review| review.overdue_at),
        review_finding: found.map(|found| found.finding),
        review_note: found.map(|found| found.note.clone()).unwrap_or_default(),
        reviewed_by_id: found.map(|found| found.by),
        reviewed_at: found.map(|found| found.at),
        secret_until_at: secrecy.map(|secrecy| secrecy.until),
        secret_rings_at: request.secrecy_rings_at(),
        handler_id: handler,
        keeper_id: keeper,
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
        is_stopped: stops.are_any(),
        second_look,
        stops,
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

/// What is searched by its parts.
fn words(request: &Request, reference: &str) -> String {
    let number = request.seal.as_ref().map_or("", |seal| seal.number.as_str());
    format!("{number} {reference}").to_lowercase()
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// The request of a row with its parts.
pub(in crate::store::requests) fn request_of(
    row: requests::Model,
    targets: Vec<Target>,
    holds: Vec<Hold>,
    preservations: Vec<Preservation>,
) -> Request {
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
        traced_from_id,
        approvals,
        number,
        verify_code,
        packet_hash,
        packet,
        issued_at,
        review_due_at,
        review_overdue_at,
        review_finding,
        review_note,
        reviewed_by_id,
        reviewed_at,
        secret_until_at,
        secret_rings_at,
        exchange_reference,
        handler_id,
        keeper_id,
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
        stops,
        is_stopped: _,
        second_look,
    } = row;
    let question = match (question_id, question, question_deadline_at) {
        (Some(id), Some(question), Some(deadline)) => Some(OpenQuestion { id, question, deadline }),
        _ => None,
    };
    let found = match (review_finding, reviewed_by_id, reviewed_at) {
        (Some(finding), Some(by), Some(at)) => Some(Found {
            finding,
            note: review_note,
            by,
            at,
        }),
        _ => None,
    };
    let review = review_due_at.map(|due| Review {
        due,
        overdue_at: review_overdue_at,
        found,
        supervisors: None,
    });
    Request {
        id,
        case: case_id,
        asker: asker_id,
        author: author_id,
        writers: writers.0,
        content,
        parent: parent_id,
        traced_from: traced_from_id,
        targets,
        holds,
        preservations,
        clocks: clocks.0,
        status,
        status_since: status_since_at,
        desired,
        second_look,
        approvals: approvals.0,
        seal: number
            .zip(verify_code)
            .map(|(number, verify_code)| Seal { number, verify_code }),
        packet_hash,
        packet,
        issued_at,
        review,
        secrecy: secret_until_at.map(|until| Secrecy {
            until,
            rings_at: secret_rings_at,
        }),
        exchange_reference,
        handler: handler_id,
        keeper: keeper_id,
        acknowledged_at,
        started_at,
        question,
        ground,
        remark,
        stops,
        created_at,
        version,
    }
}
