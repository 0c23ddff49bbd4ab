//! Data that is kept unchanged.

use sea_orm::entity::prelude::*;

use crate::domain::holds::LiftReason;
use crate::domain::ids::{OrganisationId, PreservationId, RequestId, TargetId};
use crate::domain::preservations::PreservationStatus;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "preservations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PreservationId,
    pub request_id: RequestId,
    pub target_id: TargetId,
    pub position: i64,
    pub holder_id: OrganisationId,
    pub asker_id: OrganisationId,
    pub status: PreservationStatus,
    pub stands: bool,
    pub runs: bool,
    pub placed_at: Time,
    pub end_named_at: Option<Time>,
    pub until_at: Time,
    pub lift_reason: Option<LiftReason>,
    pub ended_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
