//! Forgets attempts to sign in at providers that nobody ended.

use super::Error;
use crate::app::App;
use crate::service::providers;

/// Forgets.
pub async fn run(app: &App) -> Result<(), Error> {
    Ok(providers::forget(&app.db, app.now()).await?)
}
