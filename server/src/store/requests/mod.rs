//! Rows of requests: found through what the actor may know of, saved only from a change.

pub mod bulk;
pub mod columns;
pub mod lists;
mod parts;
mod rows;
mod save;

use std::collections::HashMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub use rows::NEVER;
pub use save::{insert_message, save};

use super::entity::{claims, holds, messages, request_clocks, requests, targets};
use super::{Error, Tx, for_update};
use crate::domain::actor::{Actor, Role};
use crate::domain::holds::{Claim, Hold};
use crate::domain::ids::{HoldId, MessageId, OrganisationId, PersonId, RequestId};
use crate::domain::requests::kinds::Question;
use crate::domain::requests::{Request, RequestClock, Target};
use crate::domain::values::Time;

/// What `actor` may know of: requests of the own agency to those who work there, and issued ones to the recipient's
/// desk. Nobody else knows of any.
pub fn visible_to(actor: &Actor) -> Condition {
    let has = |roles: &[Role]| roles.iter().any(|role| actor.roles.has(*role));
    let mut visible = Condition::any();
    if has(&[Role::Officer, Role::Supervisor]) {
        visible = visible.add(requests::Column::AskerId.eq(actor.organisation));
    }
    if has(&[Role::Intake, Role::Responder, Role::Counsel]) {
        visible = visible.add(
            Condition::all()
                .add(requests::Column::RecipientId.eq(actor.organisation))
                .add(requests::Column::IssuedAt.is_not_null()),
        );
    }
    if visible.is_empty() {
        Condition::all().add(requests::Column::Id.is_null())
    } else {
        visible
    }
}

/// The request that `reference` names: its number, or its id while it has none.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, reference: &str) -> Result<Option<Request>, Error> {
    let Some(named) = named(reference) else { return Ok(None) };
    let row = requests::Entity::find()
        .filter(visible_to(actor))
        .filter(named)
        .one(db)
        .await?;
    whole(db, row).await
}

/// As [`find`], locked until the transaction ends.
pub async fn lock(tx: &Tx, actor: &Actor, reference: &str) -> Result<Option<Request>, Error> {
    let Some(named) = named(reference) else { return Ok(None) };
    let select = requests::Entity::find().filter(visible_to(actor)).filter(named);
    let row = for_update(select, tx).one(tx).await?;
    whole(tx, row).await
}

/// Any request, locked: for the clock, which may know of all, and for a request that follows another.
pub async fn lock_any(tx: &Tx, id: RequestId) -> Result<Option<Request>, Error> {
    let select = requests::Entity::find_by_id(id);
    let row = for_update(select, tx).one(tx).await?;
    whole(tx, row).await
}

fn named(reference: &str) -> Option<Condition> {
    if reference.len() > 64 {
        return None;
    }
    Some(match reference.parse::<RequestId>() {
        // An issued request is named by its number only, so that each has one address.
        Ok(id) => Condition::all()
            .add(requests::Column::Id.eq(id))
            .add(requests::Column::Number.is_null()),
        Err(_) => Condition::all().add(requests::Column::Number.eq(reference)),
    })
}

/// The number of a request, where it has one: for the packet of one that follows it.
pub async fn number_of(db: &impl ConnectionTrait, id: RequestId) -> Result<Option<String>, Error> {
    let row = requests::Entity::find_by_id(id).one(db).await?;
    Ok(row.and_then(|row| row.number))
}

/// The requests that follow `id` and that `actor` may know of: reference, kind and status.
pub async fn followers(db: &impl ConnectionTrait, actor: &Actor, id: RequestId) -> Result<Vec<lists::Row>, Error> {
    let select = requests::Entity::find()
        .filter(visible_to(actor))
        .filter(requests::Column::ParentId.eq(id))
        .order_by_asc(requests::Column::Id);
    Ok(select.all(db).await?.into_iter().map(lists::row_of).collect())
}

/// The request of a row with its targets, holds, claims and clocks: four statements, however many there are.
async fn whole(db: &impl ConnectionTrait, row: Option<requests::Model>) -> Result<Option<Request>, Error> {
    let Some(row) = row else { return Ok(None) };
    let targets: Vec<Target> = targets::Entity::find()
        .filter(targets::Column::RequestId.eq(row.id))
        .order_by_asc(targets::Column::Position)
        .all(db)
        .await?
        .into_iter()
        .map(rows::target_of)
        .collect::<Result<_, _>>()?;
    let named: Vec<HoldId> = targets.iter().filter_map(|target| target.hold).collect();
    let mut of_request = Condition::any().add(holds::Column::RequestId.eq(row.id));
    if !named.is_empty() {
        of_request = of_request.add(holds::Column::Id.is_in(named));
    }
    let holds = holds_where(db, of_request).await?;
    let clocks: Vec<RequestClock> = request_clocks::Entity::find()
        .filter(request_clocks::Column::RequestId.eq(row.id))
        .order_by_asc(request_clocks::Column::Id)
        .all(db)
        .await?
        .into_iter()
        .map(rows::clock_of)
        .collect();
    Ok(Some(rows::request_of(row, targets, holds, clocks)))
}

/// Holds with their claims, in the order of their targets: two statements.
pub(super) async fn holds_where(db: &impl ConnectionTrait, condition: Condition) -> Result<Vec<Hold>, Error> {
    let found = holds::Entity::find()
        .filter(condition)
        .order_by_asc(holds::Column::Position)
        .order_by_asc(holds::Column::Id)
        .all(db)
        .await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let standing = claims::Entity::find()
        .filter(claims::Column::HoldId.is_in(found.iter().map(|hold| hold.id)))
        .order_by_asc(claims::Column::Rank)
        .all(db)
        .await?;
    let mut by_hold: HashMap<HoldId, Vec<Claim>> = HashMap::new();
    for row in standing {
        let (hold, claim) = rows::claim_of(row)?;
        by_hold.entry(hold).or_default().push(claim);
    }
    found
        .into_iter()
        .map(|hold| {
            let claims = by_hold.remove(&hold.id).unwrap_or_default();
            rows::hold_of(hold, claims)
        })
        .collect()
}

/// A question or an answer between the two sides.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Of which request.
    pub request: RequestId,
    /// Who speaks.
    pub organisation: OrganisationId,
    /// The person.
    pub person: PersonId,
    /// The coded question; nothing for an answer.
    pub question: Option<Question>,
    /// Answer by.
    pub deadline: Option<Time>,
    /// The question it answers.
    pub answers: Option<MessageId>,
    /// In words, as written.
    pub body: String,
    /// The language it was written in.
    pub language: String,
    /// When.
    pub at: Time,
}

/// The messages of a request, oldest first. The caller has found the request through [`visible_to`].
pub async fn messages_of(db: &impl ConnectionTrait, request: RequestId) -> Result<Vec<Message>, Error> {
    let found = messages::Entity::find()
        .filter(messages::Column::RequestId.eq(request))
        .order_by_asc(messages::Column::SentAt)
        .order_by_asc(messages::Column::Id)
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .map(|row| {
            let messages::Model {
                id,
                request_id,
                organisation_id,
                person_id,
                question,
                deadline_at,
                answers_id,
                body,
                language,
                sent_at,
            } = row;
            Message {
                id,
                request: request_id,
                organisation: organisation_id,
                person: person_id,
                question,
                deadline: deadline_at,
                answers: answers_id,
                body,
                language,
                at: sent_at,
            }
        })
        .collect())
}

/// What anybody may learn of an issued request by its code.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Its number.
    pub number: String,
    /// Who asked.
    pub asker: OrganisationId,
    /// What.
    pub kind: crate::domain::requests::kinds::Kind,
    /// When it was issued.
    pub issued_at: Time,
    /// Its packet's hash.
    pub packet_hash: String,
    /// Whether it still stands: not withdrawn or superseded.
    pub is_live: bool,
}

/// The issued request of a verify code, whoever asks.
pub async fn verified(db: &impl ConnectionTrait, code: &str) -> Result<Option<Verified>, Error> {
    use crate::domain::requests::kinds::Status;
    let row = requests::Entity::find()
        .filter(requests::Column::VerifyCode.eq(code))
        .one(db)
        .await?;
    Ok(row.and_then(|row| {
        let is_live = !matches!(row.status, Status::Withdrawing | Status::Withdrawn | Status::Superseded);
        Some(Verified {
            number: row.number?,
            asker: row.asker_id,
            kind: row.kind,
            issued_at: row.issued_at?,
            packet_hash: row.packet_hash,
            is_live,
        })
    }))
}
