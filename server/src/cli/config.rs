//! `config check`: the settings in force, with secrets left out.

use std::process::ExitCode;

use clap::Subcommand;

use crate::config::Settings;

/// What to do with the settings.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the settings in force; fail where one is wrong.
    Check,
}

/// Faults were told before this is reached.
pub fn run(command: &Command, settings: &Settings) -> ExitCode {
    match command {
        Command::Check => settings.lines().iter().for_each(|line| println!("{line}")),
    }
    ExitCode::SUCCESS
}
