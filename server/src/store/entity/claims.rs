//! Authorities that stand on holds.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{ClaimId, HoldId, OrganisationId, RequestId};
use crate::domain::money::Units;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "claims")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClaimId,
    pub hold_id: HoldId,
    pub organisation_id: OrganisationId,
    pub request_id: RequestId,
    pub rank: i64,
    pub until_at: Time,
    pub cap: Option<Units>,
    pub ended_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::holds::Entity",
        from = "Column::HoldId",
        to = "super::holds::Column::Id"
    )]
    Hold,
}

impl Related<super::holds::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Hold.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
