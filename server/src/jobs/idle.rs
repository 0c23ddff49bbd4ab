//! Accounts to which nobody signs in stand still after ninety days; their administrators are told before.

use super::Error;
use crate::app::App;
use crate::service::members::idle;

/// Does what is due.
pub async fn run(app: &App) -> Result<(), Error> {
    idle::round(&app.db, app.now()).await?;
    Ok(())
}
