//! The command line: one program, one command a purpose.

mod addresses;
mod admin;
mod bench;
mod config;
mod demo;
mod migrate;
mod seed;
mod serve;

use std::fmt::Display;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Options, Settings, environment};

/// A portal where police agencies ask exchanges to freeze stolen crypto-assets. Secrets come from the environment:
/// DATABASE_URL and CROSSHOLD_SECRET, or the same names with _FILE.
#[derive(Debug, Parser)]
#[command(name = "crosshold", version)]
struct Line {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site until SIGTERM.
    Serve,
    /// Serve a demonstration with invented people and cases, made anew at every start, until SIGTERM.
    Demo(demo::Arguments),
    /// Bring the schema of the database up and stop.
    Migrate,
    /// Fill an empty database with made-up bulk for measurements, or add to one that was filled so.
    Seed(seed::Arguments),
    /// Measure what each page costs on a database that `seed` filled.
    Bench(bench::Arguments),
    /// What only whoever has a shell on this machine may do.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Look at the settings.
    #[command(subcommand)]
    Config(config::Command),
    /// Check public addresses by the rules of their chains. Needs no settings.
    #[command(subcommand)]
    Addresses(addresses::Command),
}

/// Does what the command line says.
pub fn run() -> ExitCode {
    let Line { options, command } = Line::parse();
    match command {
        Command::Addresses(command) => addresses::run(&command),
        Command::Serve => with_settings(&options, serve::run),
        Command::Demo(arguments) => with_settings(&options, |settings| demo::run(&arguments, settings)),
        Command::Admin(command) => with_settings(&options, |settings| admin::run(&command, settings)),
        Command::Seed(arguments) => with_settings(&options, |settings| seed::run(&arguments, settings)),
        Command::Bench(arguments) => {
            let options = bench::quiet(options);
            with_settings(&options, |settings| bench::run(&arguments, settings))
        }
        Command::Migrate => with_settings(&options, |settings| migrate::run(&settings)),
        Command::Config(command) => config::run(&command, &options),
    }
}

fn with_settings(options: &Options, run: impl FnOnce(Settings) -> ExitCode) -> ExitCode {
    match Settings::read(options, &environment) {
        Ok(settings) => run(settings),
        Err(faults) => failed(faults),
    }
}

/// Runs `work` to its end.
fn block_on<W: Future<Output = Result<(), E>>, E: Display>(work: W) -> ExitCode {
    // One thread for jobs: the site brings its own.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => match runtime.block_on(work) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(error),
        },
        Err(error) => failed(error),
    }
}

fn failed(error: impl Display) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}
