//! The list of holds that stand, the next end first.

use sea_orm::{ConnectionTrait, QueryResult};

use crate::domain::actor::Actor;
use crate::domain::holds::{HoldStatus, Order};
use crate::domain::ids::HoldId;
use crate::domain::money::{Asset, Units};
use crate::store::Error;
use crate::store::measures::{self, Table};
use crate::store::paging::{Paged, Place};
use crate::store::requests::order_of;

use super::visible_to;

/// A hold in a list.
pub type Row = measures::Row<HoldId, Money>;
/// Where a page of holds ends.
pub type Cursor = measures::Cursor<HoldId>;

/// What a list tells of money that is held.
#[derive(Clone, Debug)]
pub struct Money {
    /// What is held.
    pub asset: Asset,
    /// How much.
    pub amount: Units,
    /// How much was ever frozen under it.
    pub frozen: Units,
    /// Where the hold stands.
    pub status: HoldStatus,
    /// The order that would make it binding.
    pub order: Order,
}

/// The table of holds, as lists read it.
pub(in crate::store) const HOLDS: Table<Money> = Table {
    name: "holds",
    columns: &[
        "symbol",
        "decimals",
        "amount",
        "frozen",
        "status",
        "order_expected_on",
        "order_court",
    ],
    read: money,
};

/// A page of holds that stand, the next end first, and the places of the pages beside it: one statement.
pub async fn standing(
    db: &impl ConnectionTrait,
    actor: &Actor,
    place: Place<Cursor>,
) -> Result<Paged<Row, Cursor>, Error> {
    HOLDS.standing(db, visible_to(actor), place).await
}

fn money(row: &QueryResult) -> Result<Money, Error> {
    let decimals: i64 = row.try_get("", "decimals")?;
    Ok(Money {
        asset: Asset {
            symbol: row.try_get("", "symbol")?,
            decimals: u8::try_from(decimals).map_err(Error::unreadable)?,
        },
        amount: row.try_get("", "amount")?,
        frozen: row.try_get("", "frozen")?,
        status: row.try_get("", "status")?,
        order: order_of(row.try_get("", "order_expected_on")?, row.try_get("", "order_court")?)?,
    })
}
