//! Rows of requests: found through what the actor may know of, saved only from a change.

pub mod already;
pub mod bulk;
pub mod columns;
mod family;
pub mod lists;
mod parts;
pub mod reviews;
mod rows;
mod save;
pub mod signatures;
pub mod stops;
pub mod stuck;

use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use family::{Family, Related, find_family};
pub use rows::NEVER;
pub(super) use rows::order_of;
pub use save::{insert_message, save};

use super::entity::{claims, holds, messages, preservations, requests, targets};
use super::{Error, Tx, for_update, is_postgres, people};
use crate::domain::actor::{Actor, Role};
use crate::domain::audit::Subject;
use crate::domain::holds::Hold;
use crate::domain::ids::{CaseId, HoldId, MessageId, OrganisationId, PersonId, PreservationId, RequestId};
use crate::domain::preservations::Preservation;
use crate::domain::requests::kinds::{Kind, Question, Status};
use crate::domain::requests::{Request, Target};
use crate::domain::values::Time;

/// What `actor` may know of: requests of the own agency to those who work there, and issued ones to the recipient's
/// desk. Nobody else knows of any.
pub fn visible_to(actor: &Actor) -> Condition {
    let mut visible = Condition::any();
    if asks(actor) {
        visible = visible.add(requests::Column::AskerId.eq(actor.organisation));
    }
    if answers(actor) {
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

/// Whether `actor` works on what the own organisation asks.
fn asks(actor: &Actor) -> bool {
    [Role::Officer, Role::Supervisor]
        .iter()
        .any(|role| actor.roles.has(*role))
}

/// Whether `actor` works on what the own organisation is asked.
fn answers(actor: &Actor) -> bool {
    [Role::Intake, Role::Responder, Role::Counsel]
        .iter()
        .any(|role| actor.roles.has(*role))
}

/// The request that `reference` names: its number, or its id while it has none.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, reference: &str) -> Result<Option<Request>, Error> {
    let Some(named) = named(reference) else { return Ok(None) };
    let row = requests::Entity::find()
        .filter(visible_to(actor))
        .filter(named)
        .one(db)
        .await?;
    let request = whole_of(db, row).await?;
    with_reviewers(db, actor, request).await
}

/// With who there is to review it, where it owes that and is of `actor`'s own agency: one statement, and else none.
async fn with_reviewers(
    db: &impl ConnectionTrait,
    actor: &Actor,
    request: Option<Request>,
) -> Result<Option<Request>, Error> {
    let Some(mut request) = request else { return Ok(None) };
    let owed = request.review.as_mut().filter(|review| review.found.is_none());
    if let Some(review) = owed.filter(|_| request.asker == actor.organisation) {
        review.supervisors = Some(people::supervisors_of(db, request.asker).await?);
    }
    Ok(Some(request))
}

/// As [`find`], locked until the transaction ends, with those whose holds or preserved data it may change: whoever
/// changes one has locked the request that placed it, by whichever request the change comes.
pub async fn lock(tx: &Tx, actor: &Actor, reference: &str) -> Result<Option<Request>, Error> {
    let Some(named) = named(reference) else { return Ok(None) };
    let select = requests::Entity::find().filter(visible_to(actor)).filter(named);
    let row = for_update(select, tx).one(tx).await?;
    if let Some(row) = &row {
        lock_followed(tx, row).await?;
    }
    let request = whole_of(tx, row).await?;
    with_reviewers(tx, actor, request).await
}

/// Locks the requests that placed what `row` is about, and the one it follows. Everybody locks the newest first, so that
/// two who need the same never wait for each other. SQLite has one writer: nothing to do.
async fn lock_followed(tx: &Tx, row: &requests::Model) -> Result<(), Error> {
    let Some(parent) = row.parent_id.filter(|_| is_postgres(tx)) else {
        return Ok(());
    };
    let named = |column| {
        Query::select()
            .column(column)
            .from(targets::Entity)
            .and_where(targets::Column::RequestId.eq(row.id))
            .take()
    };
    let of_holds = Query::select()
        .column(holds::Column::RequestId)
        .from(holds::Entity)
        .and_where(holds::Column::Id.in_subquery(named(targets::Column::HoldId)))
        .take();
    let of_data = Query::select()
        .column(preservations::Column::RequestId)
        .from(preservations::Entity)
        .and_where(preservations::Column::Id.in_subquery(named(targets::Column::PreservationId)))
        .take();
    let followed = Condition::any()
        .add(requests::Column::Id.eq(parent))
        .add(requests::Column::Id.in_subquery(of_holds))
        .add(requests::Column::Id.in_subquery(of_data));
    let select = requests::Entity::find()
        .select_only()
        .column(requests::Column::Id)
        .filter(followed)
        .order_by_desc(requests::Column::Id);
    let _: Vec<RequestId> = for_update(select, tx).into_tuple().all(tx).await?;
    Ok(())
}

/// Any request, locked: for the clock, which may know of all, and for a request that follows another.
pub async fn lock_any(tx: &Tx, id: RequestId) -> Result<Option<Request>, Error> {
    let select = requests::Entity::find_by_id(id);
    let row = for_update(select, tx).one(tx).await?;
    whole_of(tx, row).await
}

async fn whole_of(db: &impl ConnectionTrait, row: Option<requests::Model>) -> Result<Option<Request>, Error> {
    match row {
        Some(row) => Ok(Some(whole(db, row).await?)),
        None => Ok(None),
    }
}

/// Longer than any number or id.
const LONGEST_REFERENCE: usize = 64;

fn named(reference: &str) -> Option<Condition> {
    if reference.len() > LONGEST_REFERENCE {
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

/// The request that `reference` names, for the trail: also one that `actor` may not know of, then without its case.
pub async fn subject(db: &impl ConnectionTrait, actor: &Actor, reference: &str) -> Result<Option<Subject>, Error> {
    if reference.len() > LONGEST_REFERENCE {
        return Ok(None);
    }
    let named = match reference.parse::<RequestId>() {
        Ok(id) => requests::Column::Id.eq(id),
        Err(_) => requests::Column::Number.eq(reference),
    };
    let found: Option<(RequestId, i64, CaseId, OrganisationId)> = requests::Entity::find()
        .select_only()
        .columns([
            requests::Column::Id,
            requests::Column::Version,
            requests::Column::CaseId,
            requests::Column::AskerId,
        ])
        .filter(named)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.map(|(id, version, case, asker)| {
        let subject = Subject::request(id, version, case);
        if asker == actor.organisation {
            subject
        } else {
            subject.without_case()
        }
    }))
}

/// The number of a request, where it has one: for the packet of one that follows it.
pub async fn number_of(db: &impl ConnectionTrait, id: RequestId) -> Result<Option<String>, Error> {
    let row = requests::Entity::find_by_id(id).one(db).await?;
    Ok(row.and_then(|row| row.number))
}

/// The number under which `actor` finds a draft that was issued since; nothing where it has none, or is none of theirs.
pub async fn number_since(db: &impl ConnectionTrait, actor: &Actor, id: RequestId) -> Result<Option<String>, Error> {
    let row = requests::Entity::find_by_id(id)
        .filter(visible_to(actor))
        .one(db)
        .await?;
    Ok(row.and_then(|row| row.number))
}

/// Where the request `id` stands that `actor` may know of, and its number where it has one.
pub async fn standing(
    db: &impl ConnectionTrait,
    actor: &Actor,
    id: RequestId,
) -> Result<Option<(Status, Option<String>)>, Error> {
    Ok(requests::Entity::find_by_id(id)
        .select_only()
        .columns([requests::Column::Status, requests::Column::Number])
        .filter(visible_to(actor))
        .into_tuple()
        .one(db)
        .await?)
}

/// The request of a row with its targets, and its holds and claims or its preservations: two statements, however many
/// there are, since none has both.
async fn whole(db: &impl ConnectionTrait, row: requests::Model) -> Result<Request, Error> {
    let targets: Vec<Target> = targets::Entity::find()
        .filter(targets::Column::RequestId.eq(row.id))
        .order_by_asc(targets::Column::Position)
        .all(db)
        .await?
        .into_iter()
        .map(rows::target_of)
        .collect::<Result<_, _>>()?;
    let keeps_data = row.kind.keeps_data() || targets.iter().any(|target| target.preservation.is_some());
    if keeps_data {
        let preservations = preservations_of(db, &row, &targets).await?;
        return Ok(rows::request_of(row, targets, Vec::new(), preservations));
    }
    let named: Vec<HoldId> = targets.iter().filter_map(|target| target.hold).collect();
    let mut of_request = Condition::any().add(holds::Column::RequestId.eq(row.id));
    if !named.is_empty() {
        of_request = of_request.add(holds::Column::Id.is_in(named));
    }
    // Of a hold elsewhere the recipient learns nothing, even where a row named it.
    let of_request = Condition::all()
        .add(of_request)
        .add(holds::Column::HolderId.eq(row.recipient_id));
    let holds = holds_where(db, of_request).await?;
    Ok(rows::request_of(row, targets, holds, Vec::new()))
}

/// The preservations of a request, and those it is about, of its recipient alone: one statement.
async fn preservations_of(
    db: &impl ConnectionTrait,
    row: &requests::Model,
    targets: &[Target],
) -> Result<Vec<Preservation>, Error> {
    use preservations::Column;
    let named: Vec<PreservationId> = targets.iter().filter_map(|target| target.preservation).collect();
    let mut of_request = Condition::any().add(Column::RequestId.eq(row.id));
    if !named.is_empty() {
        of_request = of_request.add(Column::Id.is_in(named));
    }
    preservations::Entity::find()
        .filter(of_request)
        .filter(Column::HolderId.eq(row.recipient_id))
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .all(db)
        .await?
        .into_iter()
        .map(rows::preservation_of)
        .collect()
}

/// Holds with their claims, in the order of their targets: one statement.
pub(super) async fn holds_where(db: &impl ConnectionTrait, condition: Condition) -> Result<Vec<Hold>, Error> {
    let mut found = holds::Entity::find()
        .find_with_related(claims::Entity)
        .filter(condition)
        .order_by_asc(claims::Column::Rank)
        .all(db)
        .await?;
    // A select of two tables sorts by the key of the first before all else.
    found.sort_by_key(|(hold, _)| (hold.position, hold.id));
    found
        .into_iter()
        .map(|(hold, claims)| {
            let claims = claims.into_iter().map(rows::claim_of).collect::<Result<_, _>>()?;
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
    pub kind: Kind,
    /// When it was issued.
    pub issued_at: Time,
    /// Its packet's hash.
    pub packet_hash: String,
    /// Whether it still stands: not withdrawn or superseded.
    pub is_live: bool,
}

/// The issued request of a verify code, whoever asks.
pub async fn verified(db: &impl ConnectionTrait, code: &str) -> Result<Option<Verified>, Error> {
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
