//! Requests.

use sea_orm::entity::prelude::*;

use crate::domain::clocks::{ClockKind, Urgency};
use crate::domain::ids::{CaseId, MessageId, OrganisationId, PersonId, RequestId};
use crate::domain::pace::SecondLook;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Desired, Kind, Question, Status};
use crate::domain::requests::review::Finding;
use crate::domain::requests::stops::Stops;
use crate::domain::requests::{Content, Party};
use crate::domain::values::Time;
use crate::store::requests::columns::{Approvals, Asked, Clocks, Writers};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RequestId,
    pub case_id: CaseId,
    pub asker_id: OrganisationId,
    pub recipient_id: OrganisationId,
    pub author_id: PersonId,
    pub writers: Writers,
    pub kind: Kind,
    pub urgency: Urgency,
    pub status: Status,
    pub status_since_at: Time,
    pub desired: Desired,
    pub content: Content,
    pub parent_id: Option<RequestId>,
    pub traced_from_id: Option<RequestId>,
    pub approvals: Approvals,
    pub number: Option<String>,
    pub verify_code: Option<String>,
    pub packet_hash: String,
    pub packet: String,
    pub issued_at: Option<Time>,
    pub review_due_at: Option<Time>,
    pub review_overdue_at: Option<Time>,
    pub review_finding: Option<Finding>,
    pub review_note: String,
    pub reviewed_by_id: Option<PersonId>,
    pub reviewed_at: Option<Time>,
    pub secret_until_at: Option<Time>,
    pub secret_rings_at: Option<Time>,
    pub exchange_reference: String,
    pub handler_id: Option<PersonId>,
    pub keeper_id: Option<PersonId>,
    pub acknowledged_at: Option<Time>,
    pub started_at: Option<Time>,
    pub question_id: Option<MessageId>,
    pub question: Option<Question>,
    pub question_deadline_at: Option<Time>,
    pub ground: Option<Ground>,
    pub remark: String,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
    pub waiting_on: Party,
    pub is_over: bool,
    pub is_emergency: bool,
    pub due_at: Time,
    pub due_clock: Option<ClockKind>,
    pub clocks: Clocks,
    pub breaches_at: Option<Time>,
    pub asked: Asked,
    pub target_count: i64,
    pub answered_count: i64,
    pub words: String,
    pub stops: Stops,
    pub is_stopped: bool,
    pub second_look: Option<SecondLook>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
