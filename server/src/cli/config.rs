//! `config check`: the settings in force, with secrets left out, or everything that keeps the program from starting.

use std::process::ExitCode;

use clap::Subcommand;

use super::failed;
use crate::app::files;
use crate::config::{Faults, Options, Settings, environment};

/// What to do with the settings.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the settings in force; fail where one is wrong, or what it names cannot be written.
    Check,
}

/// Looks, and leaves everything as it is.
pub fn run(command: &Command, options: &Options) -> ExitCode {
    match command {
        Command::Check => check(options),
    }
}

/// A setting that cannot be read hides no folder that cannot be written: all is told at once.
fn check(options: &Options) -> ExitCode {
    let (settings, mut faults) = match Settings::read(options, &environment) {
        Ok(settings) => (Some(settings), Vec::new()),
        Err(Faults(faults)) => (None, faults.iter().map(ToString::to_string).collect()),
    };
    let database = settings.as_ref().map(|settings| &settings.database);
    let unfit = files::unfit(&options.data_dir, database);
    faults.extend(unfit.iter().map(ToString::to_string));
    match settings {
        Some(settings) if faults.is_empty() => {
            settings.lines().iter().for_each(|line| println!("{line}"));
            ExitCode::SUCCESS
        }
        Some(_) | None => failed(faults.join("\n")),
    }
}
