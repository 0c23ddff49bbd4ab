//! Questions and answers between the two sides.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{MessageId, OrganisationId, PersonId, RequestId};
use crate::domain::requests::kinds::Question;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    pub request_id: RequestId,
    pub organisation_id: OrganisationId,
    pub person_id: PersonId,
    pub question: Option<Question>,
    pub deadline_at: Option<Time>,
    pub answers_id: Option<MessageId>,
    pub body: String,
    pub language: String,
    pub sent_at: Time,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
