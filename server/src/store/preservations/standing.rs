//! The list of data that is kept, the next end first.

use sea_orm::ConnectionTrait;

use crate::domain::actor::Actor;
use crate::domain::ids::PreservationId;
use crate::domain::preservations::PreservationStatus;
use crate::store::Error;
use crate::store::measures::{self, Table};
use crate::store::paging::{Paged, Place};

use super::visible_to;

/// Data that is kept, in a list: of it alone is told where it stands.
pub type Row = measures::Row<PreservationId, PreservationStatus>;
/// Where a page of preservations ends.
pub type Cursor = measures::Cursor<PreservationId>;

/// The table of preservations, as lists read it.
pub(in crate::store) const PRESERVATIONS: Table<PreservationStatus> = Table {
    name: "preservations",
    columns: &["status"],
    read: |row| Ok(row.try_get("", "status")?),
};

/// A page of preservations that stand, the next end first, and the places of the pages beside it: one statement.
pub async fn standing(
    db: &impl ConnectionTrait,
    actor: &Actor,
    place: Place<Cursor>,
) -> Result<Paged<Row, Cursor>, Error> {
    PRESERVATIONS.standing(db, visible_to(actor), place).await
}
