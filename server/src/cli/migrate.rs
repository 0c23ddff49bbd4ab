//! `migrate`: brings the schema up, for those who do not want `serve` to.

use std::process::ExitCode;

use crate::app::{self, Error};
use crate::config::Settings;
use crate::telemetry;

/// Brings the schema up and stops.
pub fn run(settings: &Settings) -> ExitCode {
    telemetry::start(settings);
    super::block_on(async { app::database(settings).await?.close().await.map_err(Error::Database) })
}
