//! The log and the figures: what the program says of itself to whoever runs it.
//!
//! What may be logged: routes by their template, methods, states, durations, counts and ids. Never paths as typed,
//! query strings, bodies, names, addresses, case texts or tokens. Panics are logged by their place, not their message,
//! since a message may quote data.

pub mod calls;
pub mod figures;

use std::io::IsTerminal as _;
use std::panic;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{LogFormat, Settings};

/// Libraries only warn: at finer levels they print headers and statements. What the server beneath says of a head that
/// is none, it says as an error: anybody could fill the log with those, and nobody could mend one.
const LIBRARIES: &str = "warn,actix_http::h1::dispatcher=off,actix_http::h1::decoder=off";

/// Sends the log to stderr from now on. A second call changes nothing.
pub fn start(settings: &Settings) {
    let level = settings.log_level.word();
    let filter = EnvFilter::new(format!("{LIBRARIES},crosshold={level},migrations={level},panic=error"));
    let registry = tracing_subscriber::registry().with(filter);
    let _ = match settings.log_format {
        LogFormat::Json => registry
            .with(layer().json().flatten_event(true).with_writer(std::io::stderr))
            .try_init(),
        LogFormat::Pretty => {
            // Colours are for who looks on, not for a file.
            let colours = std::io::stderr().is_terminal();
            registry
                .with(layer().with_ansi(colours).with_writer(std::io::stderr))
                .try_init()
        }
    };
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(target: "panic", place, "panicked");
    }));
}
