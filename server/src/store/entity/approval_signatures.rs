//! What was signed at the approval of a request.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{PersonId, RequestId, SignatureId};
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approval_signatures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SignatureId,
    pub request_id: RequestId,
    pub version: i64,
    pub person_id: PersonId,
    pub signed_at: Time,
    pub statement: String,
    pub hash: String,
    pub origin: String,
    pub credential_id: String,
    pub algorithm: i64,
    pub public_key: String,
    pub authenticator_data: String,
    pub client_data: String,
    pub signature: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
