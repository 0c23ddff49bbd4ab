//! Sessions.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{PersonId, ProviderId, SessionId};
use crate::domain::people::{Agent, Factor, Stage};
use crate::domain::values::{Country, Time};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    pub token_hash: String,
    pub person_id: PersonId,
    pub created_at: Time,
    pub last_seen_at: Time,
    pub expires_at: Time,
    pub stage: Stage,
    pub factor: Option<Factor>,
    pub factor_at: Option<Time>,
    pub form_secret: String,
    pub agent_hash: String,
    pub agent: Agent,
    pub flash: Option<String>,
    pub wanted: Option<String>,
    pub device_known_since_at: Option<Time>,
    pub country: Option<Country>,
    pub country_known_since_at: Option<Time>,
    pub provider_id: Option<ProviderId>,
    pub provider_subject: Option<String>,
    pub provider_session: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
