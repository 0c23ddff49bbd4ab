//! Applications of organisations.

use sea_orm::entity::prelude::*;

use crate::domain::actor::OrganisationKind;
use crate::domain::applications::{Reason, Status};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::values::{Country, Time};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganisationId,
    pub reference: String,
    pub kind: OrganisationKind,
    pub country: Country,
    pub name: String,
    pub search_text: String,
    pub content: String,
    pub status: Status,
    pub status_since: Time,
    pub received_at: Time,
    pub decided_by_id: Option<PersonId>,
    pub reason: Option<Reason>,
    pub note: String,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_many = "super::application_confirmations::Entity")]
    Confirmations,
}

impl Related<super::application_confirmations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Confirmations.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
