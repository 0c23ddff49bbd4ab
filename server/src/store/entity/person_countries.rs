//! Countries from which people have signed in.

use sea_orm::entity::prelude::*;

use crate::domain::ids::PersonId;
use crate::domain::values::{Country, Time};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_countries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: Country,
    pub known_since_at: Time,
    pub last_seen_at: Time,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
