//! `admin`: what only whoever has a shell on the machine may do.

use std::io::BufRead as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::app::{App, Error};
use crate::config::Settings;
use crate::domain::audit::Call;
use crate::domain::change::Refusal;
use crate::domain::ids::CallId;
use crate::domain::values::Country;
use crate::service::bootstrap::{First, first_operator};
use crate::service::passwords::{LONGEST, SHORTEST};
use crate::service::{self, invitations, passwords, sign_in};
use crate::store::settings::Site;
use crate::telemetry;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make the first account, an operator of the platform; works once.
    Bootstrap(Bootstrap),
    /// Print the link of a pending invitation, where mail has no way out; the trail tells that it was printed.
    Invitation(Invitation),
}

/// Whose link.
#[derive(Debug, Args)]
pub(super) struct Invitation {
    /// The mailbox that is invited.
    #[arg(long)]
    email: String,
}

/// Whose account.
#[derive(Debug, Args)]
pub(super) struct Bootstrap {
    /// The mailbox one signs in with.
    #[arg(long)]
    email: String,
    /// The name as others see it.
    #[arg(long)]
    name: String,
    /// The platform's country as two letters; EU or UN for bodies above states.
    #[arg(long, default_value = "UN")]
    country: String,
    /// Read the password from the first line of standard input; otherwise one is made and printed once.
    #[arg(long)]
    password_stdin: bool,
}

/// Does what the command line says.
pub(super) fn run(command: &Command, settings: Settings) -> ExitCode {
    telemetry::start(&settings);
    match command {
        Command::Bootstrap(bootstrap) => super::block_on(make(bootstrap, settings)),
        Command::Invitation(invitation) => super::block_on(show_link(invitation, settings)),
    }
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("there is a first operator already: others are invited on the site")]
    Again,
    #[error("--email: expected a mailbox such as name@example.org")]
    Email,
    #[error("--name: expected a name on one line")]
    Name,
    #[error("--country: expected two capital letters such as PT")]
    Country,
    #[error("the password: expected at least {SHORTEST} characters and at most {LONGEST} bytes")]
    Password,
    #[error("`seed` filled this database: its accounts are made up, and a real one has no place among them")]
    MadeUp,
    #[error("--email: no invitation to this mailbox waits; on the site it can be sent anew")]
    NoInvitation,
    #[error("--base-url (CROSSHOLD_BASE_URL): expected, since a link names the address people type")]
    NoAddress,
    #[error("standard input: {0}")]
    Input(#[from] std::io::Error),
}

async fn make(bootstrap: &Bootstrap, settings: Settings) -> Result<(), Error> {
    let country: Country = bootstrap.country.parse().map_err(|_| Error::of(Fault::Country))?;
    let language = settings.site_language.tag().to_owned();
    let password = if bootstrap.password_stdin {
        typed().map_err(Error::of)?
    } else {
        sign_in::secret().map_err(Error::of)?
    };
    let (app, _stop) = App::open(settings, Site::Serve, "").await?;
    if app.site == Site::Seed {
        return Err(Error::of(Fault::MadeUp));
    }
    let first = First {
        email: bootstrap.email.clone(),
        name: bootstrap.name.clone(),
        password_hash: passwords::hash(&password).await.map_err(Error::of)?,
        country,
        language,
    };
    let made = first_operator(&app.db, app.now(), first).await;
    app.db.close().await.map_err(Error::Database)?;
    match made {
        Ok(Some(_)) => {
            if !bootstrap.password_stdin {
                println!("{password}");
            }
            Ok(())
        }
        Ok(None) => Err(Error::of(Fault::Again)),
        Err(service::Error::Refused(refusal)) => {
            let is_email = refusal == Refusal::field("email", "form");
            Err(Error::of(if is_email { Fault::Email } else { Fault::Name }))
        }
        Err(
            error @ (service::Error::NotFound
            | service::Error::Conflict
            | service::Error::Unavailable(_)
            | service::Error::Internal(_)),
        ) => Err(Error::of(error)),
    }
}

async fn show_link(invitation: &Invitation, settings: Settings) -> Result<(), Error> {
    let (app, _stop) = App::open(settings, Site::Serve, "").await?;
    if app.base_url.is_empty() {
        return Err(Error::of(Fault::NoAddress));
    }
    let now = app.now();
    let call = Call {
        id: CallId::new(now),
        source: None,
    };
    let token = invitations::show_link(&app.db, now, &call, app.secret.expose(), &invitation.email).await;
    app.db.close().await.map_err(Error::Database)?;
    match token.map_err(Error::of)? {
        Some(token) => {
            println!("{}/invitations/{token}", app.base_url);
            Ok(())
        }
        None => Err(Error::of(Fault::NoInvitation)),
    }
}

fn typed() -> Result<String, Fault> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.chars().count() < SHORTEST || password.len() > LONGEST {
        return Err(Fault::Password);
    }
    Ok(password.to_owned())
}
