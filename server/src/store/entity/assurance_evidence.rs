//! Evidence of how sure we are of people.

use sea_orm::entity::prelude::*;

use crate::domain::assurance::{EvidenceKind, RevokedFor, What};
use crate::domain::ids::{EvidenceId, PersonId};
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assurance_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvidenceId,
    pub person_id: PersonId,
    pub kind: EvidenceKind,
    pub what: What,
    pub recorded_by_id: Option<PersonId>,
    pub recorded_at: Time,
    pub expires_at: Option<Time>,
    pub revoked_at: Option<Time>,
    pub revoked_by_id: Option<PersonId>,
    pub revoked_for: Option<RevokedFor>,
    pub revoke_note: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
