//! Figures for Prometheus.

use metrics::{Unit, describe_counter, describe_histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Upper edges of the duration buckets in seconds: a page takes single milliseconds, a job perhaps seconds.
const SECONDS: &[f64] = &[
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Collects figures from now on; the handle prints them. Works once in a process.
pub fn collect() -> Result<PrometheusHandle, Box<dyn std::error::Error + Send + Sync>> {
    let handle = PrometheusBuilder::new().set_buckets(SECONDS)?.install_recorder()?;
    describe_counter!("crosshold_calls_total", "HTTP calls by route, method and status");
    describe_histogram!(
        "crosshold_call_seconds",
        Unit::Seconds,
        "Time to answer an HTTP call, by route"
    );
    describe_counter!("crosshold_panics_total", "Calls and jobs that panicked");
    describe_histogram!("crosshold_statement_seconds", Unit::Seconds, "Time of an SQL statement");
    describe_counter!("crosshold_statements_failed_total", "SQL statements that failed");
    describe_counter!(
        "crosshold_passwords_hashed_total",
        "Passwords hashed or compared, the costliest thing a stranger can ask for"
    );
    describe_counter!(
        "crosshold_job_runs_total",
        "Runs of a background job, by job and outcome"
    );
    describe_histogram!(
        "crosshold_job_seconds",
        Unit::Seconds,
        "Time of a run of a background job, by job"
    );
    Ok(handle)
}
