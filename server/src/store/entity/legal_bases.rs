//! Versions of legal bases.

use sea_orm::entity::prelude::*;

use crate::domain::ids::LegalBasisId;
use crate::domain::legal_bases::Binding;
use crate::domain::requests::kinds::Route;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_bases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LegalBasisId,
    pub code: String,
    pub version: i64,
    pub jurisdiction: String,
    pub kinds: String,
    pub data: String,
    pub route: Route,
    pub binding: Binding,
    pub longest_days: Option<i64>,
    pub valid_from_at: Time,
    pub retired_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
