//! Resets of passwords that were asked for.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{PersonId, ResetId};
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_resets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ResetId,
    pub account_hash: String,
    pub person_id: Option<PersonId>,
    pub nonce: String,
    pub created_at: Time,
    pub expires_at: Time,
    pub used_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
