//! What is still to be done after the commit.

use sea_orm::entity::prelude::*;

use crate::domain::values::Time;
use crate::store::outbox::Kind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: Kind,
    pub payload: String,
    pub dedupe_key: String,
    pub run_at: Time,
    pub attempts: i64,
    pub locked_until: Option<Time>,
    pub last_error: Option<String>,
    pub done_at: Option<Time>,
    pub dead_at: Option<Time>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
