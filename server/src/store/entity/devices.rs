//! Browsers in which somebody has signed in.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{DeviceId, PersonId};
use crate::domain::people::Agent;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "devices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeviceId,
    pub person_id: PersonId,
    pub token_hash: String,
    pub agent: Agent,
    pub first_seen_at: Time,
    pub last_seen_at: Time,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
