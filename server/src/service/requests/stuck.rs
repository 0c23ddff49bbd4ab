//! Where requests are stuck, for coordinators (domain §1: "see what is stuck and with whom"). Numbers of each exchange
//! alone: who asks, what and of which case stays with the two sides. They are shown however small they are: what is
//! hidden below five is published, and this is read by those whose work it is to call the exchange.

use crate::domain::actor::Role;
use crate::service::{Context, Error};
use crate::store::requests::stuck::{self, Stuck};

/// What waits on each exchange, the latest first: one statement.
pub async fn stuck(cx: &Context<'_>) -> Result<Vec<Stuck>, Error> {
    cx.actor.has(Role::Coordinator)?;
    let mut found = stuck::stuck(cx.db.read(), cx.now).await?;
    found.sort_by_key(|one| std::cmp::Reverse((one.late, one.waiting)));
    Ok(found)
}
