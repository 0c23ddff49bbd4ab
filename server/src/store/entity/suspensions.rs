//! Suspensions.

use sea_orm::entity::prelude::*;

use crate::domain::actor::OrganisationKind;
use crate::domain::ids::{OrganisationId, PersonId, SuspensionId};
use crate::domain::suspensions::{LiftedFor, Reason, Side};
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suspensions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SuspensionId,
    pub organisation_id: OrganisationId,
    pub kind: OrganisationKind,
    pub person_id: Option<PersonId>,
    pub was: String,
    pub side: Side,
    pub suspended_by_id: Option<PersonId>,
    pub reason: Reason,
    pub note: String,
    pub suspended_at: Time,
    pub people_count: i64,
    pub session_count: i64,
    pub request_count: i64,
    pub clock_count: i64,
    pub told_count: i64,
    pub lifted_at: Option<Time>,
    pub lifted_by_id: Option<PersonId>,
    pub lifted_for: Option<LiftedFor>,
    pub lift_note: Option<String>,
    pub lifted_request_count: Option<i64>,
    pub words: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
