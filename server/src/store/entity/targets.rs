//! Indicators inside requests.

use sea_orm::entity::prelude::*;

use crate::domain::cases::indicators::ChecksumState;
use crate::domain::ids::{HoldId, IndicatorId, PersonId, PreservationId, RequestId, TargetId};
use crate::domain::money::Units;
use crate::domain::requests::Answer;
use crate::domain::requests::kinds::Confidence;
use crate::domain::requests::outcomes::Outcome;
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "targets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TargetId,
    pub request_id: RequestId,
    pub position: i64,
    pub indicator_id: Option<IndicatorId>,
    pub what: String,
    pub chain: String,
    pub value: String,
    pub tag: String,
    pub checksum: ChecksumState,
    pub symbol: Option<String>,
    pub decimals: Option<i64>,
    pub amount: Option<Units>,
    pub txid: String,
    pub confidence: Confidence,
    pub source: String,
    pub hold_id: Option<HoldId>,
    pub preservation_id: Option<PreservationId>,
    pub moved_txid: String,
    pub outcome: Option<Outcome>,
    pub answer: Option<Answer>,
    pub anew: bool,
    pub no_tag_by_id: Option<PersonId>,
    pub no_tag_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
