//! Forms that are kept for the person who filled them in.

use sea_orm::entity::prelude::*;

use crate::domain::ids::PersonId;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_forms")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_hash: String,
    pub person_id: PersonId,
    pub sealed: Vec<u8>,
    pub kept_at: Time,
    pub expires_at: Time,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
