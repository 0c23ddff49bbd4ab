//! `seed`: made-up bulk for measurements, with the shape of the trade and no story. Requests live their lives by the
//! rules of the domain; only the writing is done in bulk.

mod chance;
mod life;
mod world;

use std::process::ExitCode;

use clap::Args;

use crate::app::{App, Error};
use crate::config::Settings;
use crate::domain::audit::{Call, Entry, Subject};
use crate::domain::ids::CallId;
use crate::domain::values::Time;
use crate::store::settings::Site;
use crate::store::{self, Tx, audit};
use crate::telemetry;

use chance::Chance;
use life::Happened;

/// How much.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How many cases.
    #[arg(long, default_value_t = 2_000)]
    cases: usize,
    /// How many requests.
    #[arg(long, default_value_t = 20_000)]
    requests: usize,
    /// Another number makes other data. The same number makes the same on the same day (UTC), on as many fillings before
    /// it; ids, codes and salts come from the operating system and never repeat.
    #[arg(long, default_value_t = 1)]
    random: u64,
}

/// There is something in the database that this command did not make.
#[derive(Debug, thiserror::Error)]
#[error("the database is not empty, and `seed` did not fill it: made-up data go beside made-up data only")]
struct NotEmpty;

/// The setting that says how often the database was filled.
const ROUNDS: &str = "seed_rounds";

/// Fills the database, or adds to what it filled before: other organisations with cases and requests of their own.
pub(super) fn run(arguments: &Arguments, settings: Settings) -> ExitCode {
    telemetry::start(&settings);
    super::block_on(async {
        let (app, _stop) = App::open(settings, Site::Seed, "").await?;
        let done = fill(&app, arguments).await;
        app.db.close().await.map_err(Error::Database)?;
        done
    })
}

async fn fill(app: &App, arguments: &Arguments) -> Result<(), Error> {
    let now = midnight(app.now());
    let tx = app.db.begin().await.map_err(Error::Database)?;
    let rounds = store::settings::get(&tx, ROUNDS).await.map_err(Error::Database)?;
    let before: u64 = rounds.and_then(|rounds| rounds.parse().ok()).unwrap_or(0);
    if before == 0 && store::people::count(&tx).await.map_err(Error::Database)? > 0 {
        return Err(Error::of(NotEmpty));
    }
    let round = before + 1;
    store::settings::set(&tx, ROUNDS, &round.to_string())
        .await
        .map_err(Error::Database)?;
    let mut chance = Chance::of(arguments.random.wrapping_add(before << 32));
    let bases = store::legal_bases::current(&tx).await.map_err(Error::Database)?;
    let mut world = world::World::new(&mut chance, bases, now, round).map_err(Error::of)?;
    for organisation in world.organisations() {
        store::organisations::insert(&tx, organisation, world.since)
            .await
            .map_err(Error::Database)?;
    }
    for person in world.people() {
        store::people::insert(&tx, person, None, world.since)
            .await
            .map_err(Error::Database)?;
    }

    let mut happened = Vec::new();
    world
        .open_cases(&mut chance, arguments.cases, &mut happened)
        .map_err(Error::of)?;
    let cases: Vec<_> = world.files.iter().map(|file| file.case.clone()).collect();
    let indicators: Vec<_> = world.files.iter().flat_map(|file| file.indicators.clone()).collect();
    store::cases::insert_many(&tx, &cases, &indicators)
        .await
        .map_err(Error::Database)?;

    let last = store::numbers::last(&tx, "FR").await.map_err(Error::Database)?;
    let mut numbers = life::Numbers::after(last);
    let mut left = arguments.requests;
    while left > 0 {
        let count = left.min(BATCH);
        let mut requests = Vec::with_capacity(count);
        for _ in 0..count {
            requests.push(life::live(&mut chance, &world, &mut numbers, &mut happened).map_err(Error::of)?);
        }
        store::requests::bulk::insert_many(&tx, &requests, now)
            .await
            .map_err(Error::Database)?;
        left -= count;
    }
    for (year, last) in numbers.last() {
        store::numbers::put(&tx, "FR", year, last)
            .await
            .map_err(Error::Database)?;
    }
    leaves(&tx, happened).await?;
    tx.commit().await.map_err(Error::Database)?;
    let (cases, requests) = (arguments.cases, arguments.requests);
    tracing::info!(round, cases, requests, "filled");
    Ok(())
}

/// The beginning of the day of `now`, in UTC: what is made on one day does not hang on the minute.
fn midnight(now: Time) -> Time {
    const DAY: i64 = 24 * 60 * 60 * 1_000_000;
    Time::from_micros(now.micros().div_euclid(DAY) * DAY)
}

/// Requests made before they are written.
const BATCH: usize = 1_000;

/// Leaves made before they are written.
const LEAVES: usize = 2_000;

async fn leaves(tx: &Tx, mut happened: Vec<Happened>) -> Result<(), Error> {
    happened.sort_by_key(|one| one.at);
    for chunk in happened.chunks(LEAVES) {
        let calls: Vec<(Call, Subject)> = chunk
            .iter()
            .map(|one| {
                let call = Call {
                    id: CallId::new(one.at),
                    source: None,
                };
                (call, one.subject.clone())
            })
            .collect();
        let entries: Vec<(Time, Entry<'_>)> = chunk
            .iter()
            .zip(&calls)
            .map(|(one, (call, subject))| (one.at, one.entry(call, subject)))
            .collect();
        audit::record_many(tx, &entries).await.map_err(Error::Database)?;
    }
    Ok(())
}
