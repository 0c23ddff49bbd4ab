//! `seed`: made-up bulk for measurements, with the shape of the trade and no story. Requests live their lives by the
//! rules of the domain; only the writing is done in bulk.

mod chance;
mod life;
mod world;

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::app::{App, Error, held};
use crate::config::Settings;
use crate::domain::actor::Role;
use crate::domain::audit::{Call, Entry, Subject};
use crate::domain::ids::CallId;
use crate::domain::values::Time;
use crate::service::{passwords, sign_in};
use crate::store::presence::Work;
use crate::store::settings::{self, Site};
use crate::store::{self, Db, Tx, audit};
use crate::telemetry;

use chance::Chance;
use life::Happened;

/// More than this is made in several fillings: one is made in memory, and saved as a whole.
const MOST: i64 = 500_000;

/// How much.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How many cases.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=MOST))]
    cases: u32,
    /// How many requests.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(0..=MOST))]
    requests: u32,
    /// Another number makes other data. The same number makes the same on the same day (UTC), on as many fillings before
    /// it; ids, codes and salts come from the operating system and never repeat.
    #[arg(long, default_value_t = 1)]
    random: u64,
    /// Print the accounts of this filling as one line of JSON, in place of the password alone.
    #[arg(long)]
    json: bool,
}

fn count(told: u32) -> usize {
    usize::try_from(told).unwrap_or(usize::MAX)
}

/// Why nothing was filled.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(
        "the database is not empty, and `seed` did not fill it: made-up data go beside made-up data only; name another \
         database with --data-dir or DATABASE_URL"
    )]
    NotEmpty,
    #[error("another `seed` is at work on this database: start this one again when that one is done")]
    Busy,
    #[error("this database belongs to `{}`, so `seed` leaves it alone", .0.word())]
    Foreign(Site),
}

/// Characters of the password: 120 bits.
const PASSWORD: usize = 20;

/// The setting that says how often the database was filled.
const ROUNDS: &str = "seed_rounds";

/// Fills the database, or adds to what it filled before: other organisations with cases and requests of their own. Prints
/// the password with which all of them sign in.
pub(super) fn run(arguments: &Arguments, told: Settings) -> ExitCode {
    telemetry::start(&told);
    super::block_on(async {
        let held = held::hold(&told, Work::Fills).await?.with_file(&told)?;
        let (app, _stop) = App::open(told, Site::Seed, "").await?;
        let done = fill(&app, arguments).await;
        app.db.close().await.map_err(Error::Database)?;
        drop(held);
        println!("{}", done?);
        Ok::<(), Error>(())
    })
}

/// Takes the database for this filling alone: one that `seed` filled before, or one at which nobody works yet, whoever
/// touched it. Answers the transaction that holds it, and how often it was filled before.
async fn take(db: &Db) -> Result<(Tx, u64), Error> {
    let tx = db.begin().await.map_err(Error::Database)?;
    if settings::get(&tx, settings::SITE)
        .await
        .map_err(Error::Database)?
        .is_none()
    {
        look_empty(&tx).await?;
        settings::claim(&tx, Site::Seed).await.map_err(Error::Database)?;
    }
    tx.commit().await.map_err(Error::Database)?;

    let tx = db.begin().await.map_err(Error::Database)?;
    let Some(owner) = settings::hold(&tx).await.map_err(Error::Database)? else {
        return Err(Error::of(Fault::Busy));
    };
    let rounds = settings::get(&tx, ROUNDS).await.map_err(Error::Database)?;
    let rounds = rounds.and_then(|rounds| rounds.parse().ok()).unwrap_or(0);
    match owner {
        Site::Demo => return Err(Error::of(Fault::Foreign(owner))),
        Site::Seed if rounds > 0 => {}
        Site::Seed | Site::Serve => {
            look_empty(&tx).await?;
            settings::give(&tx, Site::Seed).await.map_err(Error::Database)?;
        }
    }
    Ok((tx, rounds))
}

async fn look_empty(tx: &Tx) -> Result<(), Error> {
    if settings::is_empty(tx).await.map_err(Error::Database)? {
        Ok(())
    } else {
        Err(Error::of(Fault::NotEmpty))
    }
}

/// Fills; answers the line that tells how one signs in.
async fn fill(app: &App, arguments: &Arguments) -> Result<String, Error> {
    let now = midnight(app.now());
    let (tx, before) = take(&app.db).await?;
    let password: String = sign_in::secret().map_err(Error::of)?.chars().take(PASSWORD).collect();
    let hash = passwords::hash(&password).await.map_err(Error::of)?;
    let round = before + 1;
    settings::set(&tx, ROUNDS, &round.to_string())
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
    for (_, person) in world.staff() {
        store::people::insert(&tx, person, Some(hash.clone()), world.since)
            .await
            .map_err(Error::Database)?;
    }

    store::people::note_sign_in_of_all(&tx, now)
        .await
        .map_err(Error::Database)?;

    let mut happened = Vec::new();
    world
        .open_cases(&mut chance, count(arguments.cases), &mut happened)
        .map_err(Error::of)?;
    let cases: Vec<_> = world.files.iter().map(|file| file.case.clone()).collect();
    let indicators: Vec<_> = world.files.iter().flat_map(|file| file.indicators.clone()).collect();
    store::cases::insert_many(&tx, &cases, &indicators)
        .await
        .map_err(Error::Database)?;

    let last = store::numbers::last(&tx, "FR").await.map_err(Error::Database)?;
    let mut numbers = life::Numbers::after(last);
    let mut left = count(arguments.requests);
    while left > 0 {
        let batch = left.min(BATCH);
        let mut requests = Vec::with_capacity(batch);
        for _ in 0..batch {
            requests.push(life::live(&mut chance, &world, &mut numbers, &mut happened).map_err(Error::of)?);
        }
        store::requests::bulk::insert_many(&tx, &requests, now)
            .await
            .map_err(Error::Database)?;
        left -= batch;
    }
    store::pace::count_all_issued(&tx).await.map_err(Error::Database)?;
    for (year, last) in numbers.last() {
        store::numbers::put(&tx, "FR", year, last)
            .await
            .map_err(Error::Database)?;
    }
    leaves(&tx, happened).await?;
    tx.commit().await.map_err(Error::Database)?;
    let (cases, requests) = (arguments.cases, arguments.requests);
    tracing::info!(round, cases, requests, "filled");
    said(&world, &password, arguments.json)
}

/// What a program that drives load reads.
#[derive(Serialize)]
struct Said<'a> {
    accounts: Vec<Account<'a>>,
}

/// An account of the filling; they share one password, since nobody is behind them.
#[derive(Serialize)]
struct Account<'a> {
    email: &'a str,
    password: &'a str,
    organisation: &'a str,
    roles: Vec<&'static str>,
}

fn said(world: &world::World, password: &str, is_json: bool) -> Result<String, Error> {
    if !is_json {
        let first = world.staff().next().map_or("", |(_, person)| &person.email);
        let others = world.staff().count().saturating_sub(1);
        return Ok(format!("{first} and {others} others sign in with {password}"));
    }
    let accounts = world.staff().map(|(organisation, person)| Account {
        email: &person.email,
        password,
        organisation: &organisation.name,
        roles: person.roles.iter().map(Role::code).collect(),
    });
    let said = Said {
        accounts: accounts.collect(),
    };
    serde_json::to_string(&said).map_err(Error::of)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::bootstrap::{First, first_operator};
    use crate::store::testing::Scratch;

    #[tokio::test]
    async fn of_two_that_fill_a_server_at_once_one_is_told_so() {
        for Scratch { db, .. } in &Scratch::each().await {
            // A file is held by a lock beside it, before it is opened.
            if !db.is_postgres() {
                continue;
            }
            let (first, rounds) = take(db).await.unwrap();
            assert_eq!(rounds, 0);

            let told = take(db).await.unwrap_err().to_string();
            assert!(told.contains("another `seed` is at work"), "{told}");

            settings::set(&first, ROUNDS, "1").await.unwrap();
            first.commit().await.unwrap();
            let (next, rounds) = take(db).await.unwrap();
            assert_eq!(rounds, 1);
            drop(next);
        }
    }

    #[tokio::test]
    async fn nothing_is_taken_at_which_somebody_works() {
        for Scratch { db, .. } in &Scratch::each().await {
            let tx = db.begin().await.unwrap();
            settings::claim(&tx, Site::Serve).await.unwrap();
            tx.commit().await.unwrap();
            let first = First {
                email: "op@portal.example".to_owned(),
                name: "R. de Vries".to_owned(),
                password_hash: "hash".to_owned(),
                country: "NL".parse().unwrap(),
                language: "en".to_owned(),
            };
            first_operator(db, Time::from_micros(0), first).await.unwrap().unwrap();

            assert!(take(db).await.unwrap_err().to_string().contains("not empty"));
            assert_eq!(settings::owner(db).await.unwrap(), Some(Site::Serve));
        }
    }
}
