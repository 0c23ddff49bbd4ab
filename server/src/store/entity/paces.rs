//! How fast agencies may go, where they have set it.

use sea_orm::entity::prelude::*;

use crate::domain::ids::OrganisationId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paces")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: OrganisationId,
    pub first_requests: i64,
    pub sent_per_officer: i64,
    pub sent_per_organisation: i64,
    pub pressing: i64,
    pub unfamiliar_for: i64,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
