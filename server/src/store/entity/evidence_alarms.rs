//! Reminders of evidence that ends, as they were given.

use sea_orm::entity::prelude::*;

use crate::domain::ids::EvidenceId;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_alarms")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: EvidenceId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub days_left: i64,
    pub rung_at: Time,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
