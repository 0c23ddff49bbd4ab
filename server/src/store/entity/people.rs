//! People with an account.

use sea_orm::entity::prelude::*;

use crate::domain::actor::Assurance;
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::people::{Standing, Theme};
use crate::domain::values::{Time, Zone};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "people")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    pub organisation_id: OrganisationId,
    pub email: String,
    pub name: String,
    pub badge: Option<String>,
    pub phone: Option<String>,
    pub language: String,
    pub theme: Theme,
    pub zone: Option<Zone>,
    pub password_hash: Option<String>,
    pub assurance: Assurance,
    pub standing: Standing,
    pub created_at: Time,
    pub signed_in_at: Time,
    pub idle_told_at: Option<Time>,
    pub idle_at: Option<Time>,
    pub left_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
