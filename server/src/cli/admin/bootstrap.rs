//! The first account.

use std::io::BufRead as _;

use clap::Args;

use super::Fault;
use crate::app::{App, Error};
use crate::config::Settings;
use crate::domain::change::Refusal;
use crate::domain::values::Country;
use crate::service::bootstrap::{First, first_operator};
use crate::service::passwords::{LONGEST, SHORTEST};
use crate::service::{self, passwords, sign_in};
use crate::store::settings::Site;

/// Whose account.
#[derive(Debug, Args)]
pub(in crate::cli) struct Bootstrap {
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

/// Makes it.
pub(super) async fn make(bootstrap: &Bootstrap, settings: Settings) -> Result<(), Error> {
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

fn typed() -> Result<String, Fault> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.chars().count() < SHORTEST || password.len() > LONGEST {
        return Err(Fault::Password);
    }
    Ok(password.to_owned())
}
