//! Broken promises, unanswered questions, reviews that nobody did, alarms and ends of holds, as they fall due.

use super::Error;
use crate::app::App;
use crate::service::deadlines;

/// Rounds in one run; what is left after them waits for the next run, so that a stop does not wait for a backlog.
const ROUNDS: usize = 20;

/// Does what is due, round after round, until a round finds nothing to do.
pub async fn run(app: &App) -> Result<(), Error> {
    for _ in 0..ROUNDS {
        let done = deadlines::round(&app.db, app.now()).await?;
        if done.looked_at == 0 {
            break;
        }
    }
    Ok(())
}
