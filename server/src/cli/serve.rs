//! `serve`: the site.

use std::process::ExitCode;
use std::time::Duration;

use crate::app::{self, Door};
use crate::config::Settings;
use crate::jobs::{
    Task, assurance, attestations, clocks, deadlines, idle, kept_forms, outbox, passkeys, providers, resets,
    verify_checks,
};
use crate::store::settings::Site;
use crate::telemetry;
use crate::web::WAYS;

/// What the clock does.
pub const TASKS: &[Task] = &[
    Task {
        name: "clocks",
        every: Duration::from_secs(5),
        run: |app| Box::pin(clocks::run(app)),
    },
    Task {
        name: "deadlines",
        every: Duration::from_secs(5),
        run: |app| Box::pin(deadlines::run(app)),
    },
    Task {
        name: "outbox",
        every: Duration::from_secs(5),
        run: |app| Box::pin(outbox::run(app)),
    },
    Task {
        name: "outbox_sweep",
        every: Duration::from_secs(300),
        run: |app| Box::pin(outbox::sweep(app)),
    },
    Task {
        name: "verify_checks",
        every: Duration::from_secs(300),
        run: |app| Box::pin(verify_checks::run(app)),
    },
    Task {
        name: "idle",
        every: Duration::from_secs(300),
        run: |app| Box::pin(idle::run(app)),
    },
    Task {
        name: "kept_forms",
        every: Duration::from_secs(300),
        run: |app| Box::pin(kept_forms::run(app)),
    },
    Task {
        name: "assurance",
        every: Duration::from_secs(30),
        run: |app| Box::pin(assurance::run(app)),
    },
    Task {
        name: "attestations",
        every: Duration::from_secs(300),
        run: |app| Box::pin(attestations::run(app)),
    },
    Task {
        name: "passkeys",
        every: Duration::from_secs(300),
        run: |app| Box::pin(passkeys::run(app)),
    },
    Task {
        name: "providers",
        every: Duration::from_secs(300),
        run: |app| Box::pin(providers::run(app)),
    },
    Task {
        name: "resets",
        every: Duration::from_secs(300),
        run: |app| Box::pin(resets::run(app)),
    },
];

/// Serves until a signal.
pub fn run(settings: Settings) -> ExitCode {
    telemetry::start(&settings);
    super::block_on(async {
        let door = Door::take(&settings).await?;
        app::serve(door, settings, Site::Serve, WAYS, TASKS, async |_, address| {
            Ok(address.to_owned())
        })
        .await
    })
}
