//! The link of an invitation, where mail has no way out.

use clap::Args;

use super::{Fault, call};
use crate::app::{App, Error};
use crate::config::Settings;
use crate::service::invitations;
use crate::store::settings::Site;

/// Whose link.
#[derive(Debug, Args)]
pub(in crate::cli) struct Invitation {
    /// The mailbox that is invited.
    #[arg(long)]
    email: String,
}

/// Prints it.
pub(super) async fn show_link(invitation: &Invitation, settings: Settings) -> Result<(), Error> {
    let (app, _stop) = App::open(settings, Site::Serve, "").await?;
    if app.base_url.is_empty() {
        return Err(Error::of(Fault::NoAddress));
    }
    let now = app.now();
    let token = invitations::show_link(&app.db, now, &call(now), app.secret.expose(), &invitation.email).await;
    app.db.close().await.map_err(Error::Database)?;
    match token.map_err(Error::of)? {
        Some(token) => {
            println!("{}/invitations/{token}", app.base_url);
            Ok(())
        }
        None => Err(Error::of(Fault::NoInvitation)),
    }
}
