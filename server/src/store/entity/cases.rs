//! Cases.

use sea_orm::entity::prelude::*;

use crate::domain::cases::{Offence, Status};
use crate::domain::ids::{CaseId, OrganisationId, PersonId};
use crate::domain::values::Time;
use crate::store::cases::columns::{Losses, Victims};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CaseId,
    pub owner_id: OrganisationId,
    pub reference: String,
    pub title: String,
    pub search_text: String,
    pub offence: Offence,
    pub summary: String,
    pub from_on: Option<String>,
    pub to_on: Option<String>,
    pub losses: Losses,
    pub victims: Victims,
    pub status: Status,
    pub indicator_count: i64,
    pub opened_by: PersonId,
    pub opened_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
