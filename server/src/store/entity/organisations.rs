//! Organisations.

use sea_orm::entity::prelude::*;

use crate::domain::actor::OrganisationKind;
use crate::domain::clocks::{Hours, WorkingWeek};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::organisations::Standing;
use crate::domain::values::{Country, Time, Zone};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganisationId,
    pub kind: OrganisationKind,
    pub country: Country,
    pub name: String,
    pub legal_name: String,
    pub zone: Zone,
    pub week: WorkingWeek,
    pub hours: Option<Hours>,
    pub languages: String,
    pub domains: String,
    pub switchboard: Option<String>,
    pub standing: Standing,
    pub verified_at: Option<Time>,
    pub created_at: Time,
    pub verifiers: i64,
    pub attested_at: Option<Time>,
    pub attest_by_at: Option<Time>,
    pub stated_at: Option<Time>,
    pub stated_by_id: Option<PersonId>,
    pub stated_domains: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_many = "super::holidays::Entity")]
    Holidays,
}

impl Related<super::holidays::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Holidays.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
