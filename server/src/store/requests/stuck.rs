//! How much waits on each exchange, in numbers alone: whoever may know where requests are stuck learns nothing of what
//! they ask, nor who asks.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, FromQueryResult};

use crate::domain::actor::OrganisationKind;
use crate::domain::ids::OrganisationId;
use crate::domain::organisations::Standing;
use crate::domain::requests::Party;
use crate::domain::values::{Country, Time};
use crate::store::entity::{organisations, requests};
use crate::store::requests::NEVER;
use crate::store::{Error, counts};

/// Counts of one exchange stop here.
pub const MOST_COUNTED: u64 = 1_000;

/// What waits on an exchange.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Stuck {
    /// Which.
    pub id: OrganisationId,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub country: Country,
    /// Issued requests that wait on it, at most [`MOST_COUNTED`].
    pub waiting: i64,
    /// Of those, past what was promised.
    pub late: i64,
    /// Of those that are late, flash and emergencies.
    pub pressing: i64,
    /// The oldest promise among those that wait.
    pub oldest: Option<Time>,
}

/// Every exchange that takes part, by name, whoever asks: for those who coordinate. One statement.
pub async fn stuck(db: &impl ConnectionTrait, now: Time) -> Result<Vec<Stuck>, Error> {
    use organisations::Column as Of;
    use requests::Column;
    let waits = || {
        Condition::all()
            .add(Expr::col((requests::Entity, Column::RecipientId)).equals((organisations::Entity, Of::Id)))
            .add(Column::IsOver.eq(false))
            .add(Column::WaitingOn.eq(Party::Recipient))
    };
    let late = || waits().add(Column::DueAt.lt(now));
    let counted = |which: Condition| {
        let some = Query::select()
            .expr(Expr::value(1_i64))
            .from(requests::Entity)
            .cond_where(which)
            .limit(MOST_COUNTED)
            .take();
        counts::number_of(some)
    };
    let oldest = Query::select()
        .expr(Expr::col(Column::DueAt).min())
        .from(requests::Entity)
        .cond_where(waits().add(Column::DueAt.lt(NEVER)))
        .take();
    let statement = Query::select()
        .columns([Of::Id, Of::Name, Of::Country])
        .expr_as(counted(waits()), "waiting")
        .expr_as(counted(late()), "late")
        .expr_as(counted(late().add(Column::IsEmergency.eq(true))), "pressing")
        .expr_as(Expr::SubQuery(None, Box::new(oldest.into())), "oldest")
        .from(organisations::Entity)
        .and_where(Of::Kind.eq(OrganisationKind::Exchange))
        .and_where(Of::Standing.eq(Standing::Active))
        .order_by(Of::Name, Order::Asc)
        .take();
    let rows = db.query_all(&statement).await?;
    rows.iter().map(|row| Ok(Stuck::from_query_result(row, "")?)).collect()
}
