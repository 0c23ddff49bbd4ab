//! Ceremonies of passkeys that have begun.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{PersonId, RequestId};
use crate::domain::passkeys::Purpose;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey_ceremonies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub bound_to: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub purpose: Purpose,
    pub person_id: Option<PersonId>,
    pub request_id: Option<RequestId>,
    pub state: String,
    pub expires_at: Time,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
