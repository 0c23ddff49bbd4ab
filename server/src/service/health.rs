//! How the installation is, for those who operate it: the database and what waits, and nothing of what it says.

use super::{Context, Error, deadlines};
use crate::domain::actor::Role;
use crate::store::outbox;

/// How the installation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether the database is PostgreSQL; otherwise it is a file.
    pub is_postgres: bool,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// Whether its schema is the one this program was built for.
    pub is_current: bool,
    /// Clocks, alarms and ends that should have been told of already.
    pub overdue: usize,
    /// Whether there are more of them than were counted.
    pub is_more: bool,
    /// Jobs of the outbox that wait.
    pub waiting: u64,
    /// Those that were set aside.
    pub dead: u64,
}

/// How it is now.
pub async fn health(cx: &Context<'_>) -> Result<Health, Error> {
    cx.actor.has(Role::Operator)?;
    let db = cx.db.read();
    let (waiting, dead) = outbox::waiting_and_dead(db).await?;
    let overdue = deadlines::overdue(cx.db, cx.now).await?;
    Ok(Health {
        is_postgres: cx.db.is_postgres(),
        bytes: cx.db.size().await?,
        is_current: cx.db.is_current().await?,
        overdue: overdue.count,
        is_more: overdue.is_more,
        waiting,
        dead,
    })
}
