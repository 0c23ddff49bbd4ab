//! Clocks of requests.

use sea_orm::entity::prelude::*;

use crate::domain::clocks::{Clock, ClockKind};
use crate::domain::ids::{ClockId, RequestId};
use crate::domain::values::Time;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_clocks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClockId,
    pub request_id: RequestId,
    pub kind: ClockKind,
    pub clock: Clock,
    pub breaches_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
