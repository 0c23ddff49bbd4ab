//! Takes jobs out of the outbox and does them.

use super::Error;
use crate::app::App;
use crate::domain::values::Time;
use crate::store::outbox::{self, Job, Kind};
use crate::store::{self, Db};

/// What this program can deliver. Mail has no way out yet: such jobs stay in the outbox, and none is called sent.
const DELIVERED: &[Kind] = &[];

/// How many jobs are taken at once.
const BATCH: u64 = 20;

/// Does what is due.
pub async fn run(app: &App) -> Result<(), Error> {
    Ok(turn(&app.db, DELIVERED, app.now(), deliver).await?)
}

/// Clears out what nobody waits for any more, and counts what is left.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let (late, _) = outbox::sweep(&app.db, app.now()).await?;
    if late > 0 {
        tracing::warn!(late, "jobs were set aside: nobody could do them in time");
    }
    let (waiting, dead) = outbox::waiting_and_dead(app.db.read()).await?;
    metrics::gauge!("crosshold_outbox_waiting").set(gauge(waiting));
    metrics::gauge!("crosshold_outbox_dead").set(gauge(dead));
    Ok(())
}

/// Takes batches until nothing is due. A job that fails is tried again later; the others go on.
async fn turn(
    db: &Db,
    kinds: &[Kind],
    now: Time,
    deliver: impl AsyncFn(&Job) -> Result<(), String>,
) -> Result<(), store::Error> {
    loop {
        let jobs = outbox::take(db, kinds, BATCH, now).await?;
        if jobs.is_empty() {
            return Ok(());
        }
        for job in &jobs {
            match deliver(job).await {
                Ok(()) => outbox::finish(db, job, now).await?,
                Err(reason) => {
                    let is_dead = outbox::fail(db, job, &reason, now).await?;
                    tracing::warn!(job = %job.id, kind = %job.kind, attempt = job.attempt, is_dead, "not delivered");
                }
            }
        }
    }
}

async fn deliver(job: &Job) -> Result<(), String> {
    match job.kind {
        Kind::Mail => Err("no way out for mail".to_owned()),
    }
}

fn gauge(count: u64) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    #[tokio::test]
    async fn one_job_that_fails_does_not_stop_the_others() {
        for Scratch { db, .. } in &Scratch::each().await {
            let tx = db.begin().await.unwrap();
            for key in ["a", "b", "c"] {
                outbox::put(&tx, Kind::Mail, key, &key.into(), NOW).await.unwrap();
            }
            tx.commit().await.unwrap();

            turn(db, &[Kind::Mail], NOW, async |job: &Job| {
                if job.payload == "b" {
                    Err("refused".to_owned())
                } else {
                    Ok(())
                }
            })
            .await
            .unwrap();

            assert_eq!(outbox::waiting_and_dead(db.read()).await.unwrap(), (1, 0));
        }
    }

    #[tokio::test]
    async fn mail_waits_and_is_not_called_sent() {
        for Scratch { db, .. } in &Scratch::each().await {
            let tx = db.begin().await.unwrap();
            outbox::put(&tx, Kind::Mail, "a", &"a".into(), NOW).await.unwrap();
            tx.commit().await.unwrap();

            turn(db, DELIVERED, NOW, deliver).await.unwrap();

            assert_eq!(outbox::waiting_and_dead(db.read()).await.unwrap(), (1, 0));
        }
    }
}
