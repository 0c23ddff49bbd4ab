//! Forgets resets of passwords that are over.

use super::Error;
use crate::app::App;
use crate::service::resets;

/// Forgets.
pub async fn run(app: &App) -> Result<(), Error> {
    Ok(resets::forget(&app.db, app.now()).await?)
}
