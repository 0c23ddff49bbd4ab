//! Watches the clock of the machine.

use std::sync::PoisonError;

use super::Error;
use crate::app::App;
use crate::service::clocks;

/// Compares the clock with how long the machine has run since the last look; the first time, with the trail.
pub async fn run(app: &App) -> Result<(), Error> {
    let Some(reading) = app.clock.reading() else {
        return Ok(());
    };
    let before = *app.watched.lock().unwrap_or_else(PoisonError::into_inner);
    match before {
        Some(before) => {
            let passed = reading.at.since(before.at);
            clocks::compare(&app.db, reading.at, passed, reading.ran - before.ran).await?;
        }
        None => clocks::compare_with_trail(&app.db, reading.at).await?,
    }
    // Only once it is told: a step that could not be written is found again.
    *app.watched.lock().unwrap_or_else(PoisonError::into_inner) = Some(reading);
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::domain::events::Event;
    use crate::domain::values::Time;
    use crate::store::audit::{Line, Search, newest};
    use crate::store::testing::Scratch;

    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    async fn told(app: &App) -> Vec<(Option<Event>, Line)> {
        let lines = newest(app.db.read(), &Search::default(), 10, None).await.unwrap();
        lines.into_iter().map(|line| (line.event.clone(), line)).collect()
    }

    #[tokio::test]
    async fn a_step_of_the_clock_is_told_once_and_time_that_passes_is_not() {
        for scratch in Scratch::each().await {
            let (app, _stop) = App::still(scratch.db.clone(), NOW);
            let seconds = SignedDuration::from_secs;
            run(&app).await.unwrap();
            app.clock.advance(seconds(5));
            run(&app).await.unwrap();
            app.clock.advance(seconds(5));
            app.clock.step(SignedDuration::from_millis(900));
            run(&app).await.unwrap();
            assert_eq!(told(&app).await.len(), 0);

            app.clock.advance(seconds(5));
            app.clock.step(seconds(-300));
            run(&app).await.unwrap();
            app.clock.advance(seconds(5));
            run(&app).await.unwrap();
            app.clock.step(seconds(3_600));
            run(&app).await.unwrap();

            let steps: Vec<_> = told(&app).await.into_iter().map(|(event, _)| event).collect();
            let by = |by| Some(Event::ClockStepped { by });
            assert_eq!(steps, [by(3_600_000), by(-300_000)]);
        }
    }

    #[tokio::test]
    async fn a_clock_set_back_while_nobody_looked_is_found_at_the_start() {
        let scratch = Scratch::new().await;
        let (first, _stop) = App::still(scratch.db.clone(), NOW);
        run(&first).await.unwrap();
        first.clock.step(SignedDuration::from_hours(1));
        run(&first).await.unwrap();

        let (second, _stop) = App::still(scratch.db.clone(), NOW);
        run(&second).await.unwrap();

        let told = told(&second).await;
        assert_eq!(told[0].0, Some(Event::ClockStepped { by: -3_600_000 }));
        // Time in the trail never decreases, whatever the clock says.
        assert!(told[0].1.at > told[1].1.at);
        assert_eq!((told[0].1.person, told[0].1.organisation), (None, None));
    }
}
