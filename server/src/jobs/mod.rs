//! What the clock does: tasks that run again and again beside the site.
//!
//! A task asks the app's clock what is due, does it and returns; so a test moves the clock and calls [`tick`]. Several
//! instances run the same tasks at once: a task takes its work by a lease or a lock in the database.

pub mod assurance;
pub mod attestations;
pub mod clocks;
pub mod deadlines;
pub mod idle;
pub mod kept_forms;
pub mod outbox;
pub mod passkeys;
pub mod providers;
pub mod resets;
pub mod verify_checks;

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use crate::app::{App, Ran};

/// Why a run failed. It is logged, and the next run tries again.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// One run of a task.
pub type Run<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// Something to do again and again.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// Its name in the log and the figures.
    pub name: &'static str,
    /// How long to rest between two runs.
    pub every: Duration,
    /// Does what is due: `|app| Box::pin(outbox::run(app))`.
    pub run: fn(&App) -> Run<'_>,
}

/// The tasks of a running program.
#[derive(Debug)]
pub struct Jobs(JoinSet<()>);

/// How long a run under way has to finish when the program stops.
const GRACE: Duration = Duration::from_secs(10);

/// Starts every task: once now, then after each rest, until the app is stopping.
pub fn start(app: &App, tasks: &'static [Task]) -> Jobs {
    let mut jobs = JoinSet::new();
    for task in tasks {
        let app = app.clone();
        jobs.spawn(async move {
            loop {
                // A failure is in the log already.
                let _ = run(task, &app).await;
                tokio::select! {
                    () = app.stopping() => break,
                    () = tokio::time::sleep(task.every) => {}
                }
            }
        });
    }
    Jobs(jobs)
}

impl Jobs {
    /// Waits for the runs under way; cuts off those that do not end.
    pub async fn finish(mut self) {
        let all = async { while self.0.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, all).await.is_err() {
            tracing::warn!("a job was cut off");
        }
    }
}

/// Runs every task once, one after the other; answers the names of those that failed.
pub async fn tick(app: &App, tasks: &[Task]) -> Vec<&'static str> {
    let mut failed = Vec::new();
    for task in tasks {
        if run(task, app).await.is_err() {
            failed.push(task.name);
        }
    }
    failed
}

/// One run, with its log and figures. A panic is a failure like any other.
async fn run(task: &Task, app: &App) -> Result<(), ()> {
    let start = Instant::now();
    let span = tracing::info_span!("job", job = task.name);
    let outcome = AssertUnwindSafe((task.run)(app))
        .catch_unwind()
        .instrument(span.clone())
        .await;
    let (word, result) = span.in_scope(|| match outcome {
        Ok(Ok(())) => ("done", Ok(())),
        Ok(Err(error)) => {
            tracing::error!(error, "the job failed");
            ("failed", Err(()))
        }
        Err(_) => {
            metrics::counter!("crosshold_panics_total").increment(1);
            tracing::error!("the job panicked");
            ("panicked", Err(()))
        }
    });
    let ran = Ran {
        at: app.now(),
        done: result.is_ok(),
    };
    app.vitals.ran(task.name, ran);
    metrics::counter!("crosshold_job_runs_total", "job" => task.name, "outcome" => word).increment(1);
    metrics::histogram!("crosshold_job_seconds", "job" => task.name).record(start.elapsed().as_secs_f64());
    result
}

#[cfg(test)]
mod tests;
