use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::domain::values::Time;
use crate::store::testing::Scratch;

static RUNS: AtomicU32 = AtomicU32::new(0);

const TASKS: &[Task] = &[
    Task {
        name: "fails",
        every: Duration::from_secs(3600),
        run: |_| Box::pin(async { Err("on purpose".into()) }),
    },
    Task {
        name: "panics",
        every: Duration::from_secs(3600),
        run: |_| Box::pin(async { panic!("on purpose") }),
    },
    Task {
        name: "counts",
        every: Duration::from_millis(5),
        run: |_| Box::pin(count()),
    },
];

async fn count() -> Result<(), Error> {
    RUNS.fetch_add(1, Ordering::SeqCst);
    Ok(())
}

#[tokio::test]
async fn a_task_that_fails_or_panics_stops_nothing() {
    let scratch = Scratch::new().await;
    let (app, _stop) = App::still(scratch.db.clone(), Time::from_micros(0));

    assert_eq!(tick(&app, TASKS).await, ["fails", "panics"]);
}

#[tokio::test]
async fn tasks_run_again_until_the_program_stops() {
    let scratch = Scratch::new().await;
    let (app, stop) = App::still(scratch.db.clone(), Time::from_micros(0));
    let before = RUNS.load(Ordering::SeqCst);

    let jobs = start(&app, TASKS);
    while RUNS.load(Ordering::SeqCst) < before + 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    stop.send(true).unwrap();

    jobs.finish().await;
}
