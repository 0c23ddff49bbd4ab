//! Passkeys of people.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{PasskeyId, PersonId};
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkeys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PasskeyId,
    pub person_id: PersonId,
    pub credential_id: String,
    pub credential: String,
    pub name: String,
    pub aaguid: String,
    pub counter: i64,
    pub may_be_backed_up: bool,
    pub is_backed_up: bool,
    pub created_at: Time,
    pub last_used_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
