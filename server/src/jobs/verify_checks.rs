//! Forgets who has checked verify codes, once nothing of it counts any more.

use super::Error;
use crate::app::App;
use crate::service::verify_checks;

/// Forgets.
pub async fn run(app: &App) -> Result<(), Error> {
    Ok(verify_checks::forget(&app.db, app.now()).await?)
}
