//! How many SQL statements a piece of work costs: a page has a budget, tests and the benchmark hold it to it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::DatabaseConnection;

tokio::task_local! {
    static COUNT: Arc<AtomicU64>;
}

/// Runs `work`; answers what it gave and how many statements it ran. BEGIN and COMMIT do not count, nor does work that
/// it spawned as another task. A count inside a count belongs to both.
pub async fn counted<W: Future>(work: W) -> (W::Output, u64) {
    let count = Arc::new(AtomicU64::new(0));
    let output = COUNT.scope(Arc::clone(&count), work).await;
    let statements = count.load(Ordering::Relaxed);
    add(statements);
    (output, statements)
}

/// Counts every statement of `pool` from now on.
pub(super) fn watch(pool: &mut DatabaseConnection) {
    pool.set_metric_callback(|statement| {
        add(1);
        metrics::histogram!("crosshold_statement_seconds").record(statement.elapsed.as_secs_f64());
        if statement.failed {
            metrics::counter!("crosshold_statements_failed_total").increment(1);
        }
    });
}

fn add(statements: u64) {
    // Outside a count there is nothing to add to.
    let _ = COUNT.try_with(|count| count.fetch_add(statements, Ordering::Relaxed));
}
