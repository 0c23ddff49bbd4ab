//! `admin`: what only whoever has a shell on the machine may do. Every act leaves a leaf.

mod bootstrap;
mod invitation;
mod list;
mod reset;
mod suspension;

use std::process::ExitCode;

use clap::Subcommand;

use crate::app::{App, Error};
use crate::config::Settings;
use crate::domain::audit::Call;
use crate::domain::change::{Fault as FieldFault, Refusal};
use crate::domain::ids::CallId;
use crate::domain::values::Time;
use crate::service;
use crate::service::passwords::{LONGEST, SHORTEST};
use crate::store::settings::Site;
use crate::telemetry;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make the first account, an operator of the platform; works once.
    Bootstrap(bootstrap::Bootstrap),
    /// Print the link of a pending invitation, where mail has no way out; the trail tells that it was printed.
    Invitation(invitation::Invitation),
    /// List all organisations, or the people of one.
    List(list::List),
    /// Suspend a person, or lock a whole organisation down: sessions end, open requests are marked on both sides.
    Suspend(suspension::Suspend),
    /// Lift the suspension of a person or an organisation.
    Lift(suspension::Lift),
    /// Take away all second factors of somebody who lost them, on the word of two operators; prints one code.
    ResetFactors(reset::ResetFactors),
}

/// Does what the command line says.
pub(super) fn run(command: &Command, settings: Settings) -> ExitCode {
    telemetry::start(&settings);
    match command {
        Command::Bootstrap(bootstrap) => super::block_on(bootstrap::make(bootstrap, settings)),
        Command::Invitation(invitation) => super::block_on(invitation::show_link(invitation, settings)),
        Command::List(list) => super::block_on(list::print(list, settings)),
        Command::Suspend(suspend) => super::block_on(suspension::suspend(suspend, settings)),
        Command::Lift(lift) => super::block_on(suspension::lift(lift, settings)),
        Command::ResetFactors(reset) => super::block_on(reset::reset(reset, settings)),
    }
}

/// Why nothing was done.
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
    #[error("nobody has this mailbox, or no organisation this exact name: `admin list` tells the names")]
    Nobody,
    #[error("refused: {0}")]
    Refused(&'static str),
    #[error("--{field}: {code}")]
    Field { field: String, code: &'static str },
    #[error("somebody changed it in the meantime: try again")]
    Conflict,
    #[error("operator {0}: mailbox, password or code is not that of an operator who may act")]
    NotShown(usize),
    #[error("operator {0}: too many failures; try again a quarter of an hour after the first")]
    Locked(usize),
    #[error("two operators are needed who are different people, and neither may be the one whose factors are reset")]
    NotTwo,
    #[error("standard input: expected six lines: mailbox, password and code of each of two operators")]
    SixLines,
}

impl From<service::Error> for Fault {
    fn from(error: service::Error) -> Self {
        match error {
            service::Error::NotFound => Self::Nobody,
            service::Error::Conflict => Self::Conflict,
            service::Error::Refused(Refusal::Fields(faults)) => match faults.into_iter().next() {
                Some(FieldFault { field, code, .. }) => Self::Field { field, code },
                None => Self::Refused("fields"),
            },
            service::Error::Refused(refusal) => Self::Refused(refusal.code()),
            error @ (service::Error::Unavailable(_) | service::Error::Internal(_)) => {
                Self::Input(std::io::Error::other(error.to_string()))
            }
        }
    }
}

/// The site, opened beside whatever serves it.
async fn opened(settings: Settings) -> Result<App, Error> {
    let (app, _stop) = App::open(settings, Site::Serve, "").await?;
    Ok(app)
}

/// The call of a command: it has no network.
fn call(now: Time) -> Call {
    Call {
        id: CallId::new(now),
        source: None,
    }
}

/// Closes the database, then tells how it ended.
async fn ended<T>(app: App, done: Result<T, service::Error>) -> Result<T, Error> {
    app.db.close().await.map_err(Error::Database)?;
    done.map_err(|error| Error::of(Fault::from(error)))
}
