//! Reminders of attestations that were given.

use sea_orm::entity::prelude::*;

use crate::domain::ids::OrganisationId;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attestation_alarms")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: OrganisationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub until_at: Time,
    #[sea_orm(primary_key, auto_increment = false)]
    pub days_left: i64,
    pub rung_at: Time,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
