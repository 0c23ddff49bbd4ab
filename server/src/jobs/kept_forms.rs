//! Forgets forms that were kept for a person who did not come back for them.

use super::Error;
use crate::app::App;
use crate::service::kept_forms;

/// Forgets.
pub async fn run(app: &App) -> Result<(), Error> {
    Ok(kept_forms::forget(&app.db, app.now()).await?)
}
