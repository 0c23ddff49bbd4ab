//! `config check`: the settings in force, with secrets left out, or everything that keeps the program from starting.

use std::process::ExitCode;

use clap::Subcommand;

use crate::app::{Error, files};
use crate::config::{Faults, Options, Settings, environment};
use crate::store::{Database, Db};

/// What to do with the settings.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the settings in force; fail where one is wrong, or what it names cannot be written or does not answer.
    Check,
}

/// Looks, and leaves everything as it is.
pub fn run(command: &Command, options: &Options) -> ExitCode {
    match command {
        Command::Check => super::block_on(check(options)),
    }
}

/// A setting that cannot be read hides no folder that cannot be written: all is told at once.
async fn check(options: &Options) -> Result<(), String> {
    let (settings, mut faults) = match Settings::read(options, &environment) {
        Ok(settings) => (Some(settings), Vec::new()),
        Err(Faults(faults)) => (None, faults.iter().map(ToString::to_string).collect()),
    };
    let database = settings.as_ref().map(|settings| &settings.database);
    let unfit = files::unfit(&options.data_dir, database);
    faults.extend(unfit.iter().map(ToString::to_string));
    if let Some(server @ Database::Server(_)) = database {
        faults.extend(unanswered(server).await.err().map(|error| error.to_string()));
    }
    match settings {
        Some(settings) if faults.is_empty() => {
            settings.lines().iter().for_each(|line| println!("{line}"));
            Ok(())
        }
        Some(_) | None => Err(faults.join("\n")),
    }
}

/// Whether a server of databases lets us in and has the one that is named, within the few seconds a connection may take.
async fn unanswered(server: &Database) -> Result<(), Error> {
    let db = Db::connect(server).await.map_err(Error::Database)?;
    db.close().await.map_err(Error::Database)
}
