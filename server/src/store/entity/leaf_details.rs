//! What leaves commit to; can be erased.

use sea_orm::entity::prelude::*;

use crate::domain::ids::LeafId;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leaf_details")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub leaf_id: LeafId,
    pub salt: Option<Vec<u8>>,
    pub details: Option<String>,
    pub erased_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
