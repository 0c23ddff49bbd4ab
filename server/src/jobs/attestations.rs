//! Reminds administrators and verifiers of attestations that end.

use super::Error;
use crate::app::App;
use crate::service::attestations;

/// Gives the reminders that are due.
pub async fn run(app: &App) -> Result<(), Error> {
    attestations::remind(&app.db, app.now()).await?;
    Ok(())
}
