//! Warnings before preservations end.

use sea_orm::entity::prelude::*;

use crate::domain::ids::PreservationId;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "preservation_alarms")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub preservation_id: PreservationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub rings_at: Time,
    pub until_at: Time,
    pub hours_ahead: i64,
    pub rung_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
