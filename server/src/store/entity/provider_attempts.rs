//! Attempts to sign in at providers.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{ProviderId, SessionId};
use crate::domain::providers::Purpose;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_attempts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: String,
    pub bound_to: String,
    pub provider_id: ProviderId,
    pub purpose: Purpose,
    pub session_id: Option<SessionId>,
    pub nonce: String,
    pub sealed_verifier: Vec<u8>,
    pub wanted: Option<String>,
    pub sealed_arrival: Option<Vec<u8>>,
    pub is_used: bool,
    pub created_at: Time,
    pub expires_at: Time,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
