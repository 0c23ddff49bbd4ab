//! Money that is held.

use sea_orm::entity::prelude::*;

use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::ids::{HoldId, OrganisationId, RequestId, TargetId};
use crate::domain::money::Units;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HoldId,
    pub request_id: RequestId,
    pub target_id: TargetId,
    pub position: i64,
    pub holder_id: OrganisationId,
    pub asker_id: OrganisationId,
    pub symbol: String,
    pub decimals: i64,
    pub amount: Units,
    pub frozen: Units,
    pub status: HoldStatus,
    pub stands: bool,
    pub runs: bool,
    pub placed_at: Time,
    pub end_named_at: Option<Time>,
    pub until_at: Time,
    pub lift_reason: Option<LiftReason>,
    pub ended_at: Option<Time>,
    pub order_expected_on: Option<String>,
    pub order_court: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_many = "super::claims::Entity")]
    Claims,
}

impl Related<super::claims::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Claims.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
