//! Leaves of the trail.

use sea_orm::entity::prelude::*;

use crate::domain::audit::Thing;
use crate::domain::events::Ending;
use crate::domain::ids::{CaseId, LeafId, OrganisationId, PersonId};
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leaves")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LeafId,
    pub happened_at: Time,
    pub act: String,
    pub out: Ending,
    pub person_id: Option<PersonId>,
    pub organisation_id: Option<OrganisationId>,
    pub thing: Option<Thing>,
    pub thing_id: Option<Uuid>,
    pub case_id: Option<CaseId>,
    pub body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
