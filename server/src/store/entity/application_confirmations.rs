//! What verifiers recorded of applications.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application_confirmations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub application_id: OrganisationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub confirmed_at: Time,
    pub number: String,
    pub callback: String,
    pub checks: String,
    pub note: String,
    pub replaced_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::applications::Entity",
        from = "Column::ApplicationId",
        to = "super::applications::Column::Id"
    )]
    Application,
}

impl Related<super::applications::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Application.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
