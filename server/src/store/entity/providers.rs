//! Providers of sign-ins.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{OrganisationId, ProviderId};
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "providers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProviderId,
    pub organisation_id: OrganisationId,
    pub version: i64,
    pub issuer: String,
    pub client_id: String,
    pub sealed_secret: Vec<u8>,
    pub settings: String,
    pub bound_at: Time,
    pub secret_at: Time,
    pub unbound_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
