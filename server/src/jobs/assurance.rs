//! Tells of evidence that ends, and lets levels fall where it has ended.

use super::Error;
use crate::app::App;
use crate::service::assurance;

/// Tells of what is due.
pub async fn run(app: &App) -> Result<(), Error> {
    assurance::remind(&app.db, app.now()).await?;
    Ok(())
}
