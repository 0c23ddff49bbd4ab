//! What people are told.

use sea_orm::entity::prelude::*;

use crate::domain::audit::Thing;
use crate::domain::ids::{LeafId, OrganisationId, PersonId};
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub leaf_id: LeafId,
    pub organisation_id: OrganisationId,
    pub act: String,
    pub thing: Thing,
    pub thing_id: Uuid,
    pub path: String,
    pub gaps: String,
    pub created_at: Time,
    pub read_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
