//! Indicators of cases.

use sea_orm::entity::prelude::*;

use crate::domain::cases::indicators::ChecksumState;
use crate::domain::cases::{InformationGrade, SourceGrade};
use crate::domain::ids::{CaseId, IndicatorId, PersonId};
use crate::domain::indicators::{IndicatorKind, Network};
use crate::domain::requests::kinds::Confidence;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicators")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IndicatorId,
    pub case_id: CaseId,
    pub position: i64,
    pub kind: IndicatorKind,
    pub chain: String,
    pub network: Network,
    pub value: String,
    pub tag: String,
    pub typed: String,
    pub checksum: ChecksumState,
    pub note: String,
    pub source: String,
    pub source_grade: SourceGrade,
    pub information_grade: InformationGrade,
    pub confidence: Confidence,
    pub no_tag_by_id: Option<PersonId>,
    pub no_tag_at: Option<Time>,
    pub added_by: PersonId,
    pub added_at: Time,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
