//! Forgets ceremonies of passkeys that nobody ended.

use super::Error;
use crate::app::App;
use crate::service::passkeys;

/// Forgets.
pub async fn run(app: &App) -> Result<(), Error> {
    Ok(passkeys::forget(&app.db, app.now()).await?)
}
