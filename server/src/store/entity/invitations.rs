//! Invitations.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{InvitationId, OrganisationId, PersonId};
use crate::domain::invitations::Ended;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    pub organisation_id: OrganisationId,
    pub person_id: PersonId,
    pub email: String,
    pub name: String,
    pub badge: Option<String>,
    pub language: String,
    pub roles: String,
    pub invited_by_id: PersonId,
    pub created_at: Time,
    pub sent_at: Time,
    pub expires_at: Time,
    pub nonce: String,
    pub token_hash: String,
    pub ended: Option<Ended>,
    pub ended_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
