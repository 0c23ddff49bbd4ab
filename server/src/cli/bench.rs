//! `bench`: what each page costs on made-up bulk: statements, processor time, time to answer, bytes. The site runs in
//! this process, behind no network; what is measured is the handler, the database and the layers around them. And how
//! long it takes to lock down the agency at which most is going on.

mod drill;
mod sample;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use actix_web::body::to_bytes;
use actix_web::cookie::Cookie;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::{TestRequest, init_service};
use clap::Args;
use serde::Serialize;

use drill::Drill;
use sample::{Reader, case_of, colleague, number_of, open_targets, reader};

use crate::app::{self, App, Error};
use crate::config::{Level, Options, Settings};
use crate::domain::actor::{OrganisationKind, Role};
use crate::store::settings::Site;
use crate::store::{self, Database, Db, statements};
use crate::telemetry;
use crate::web::WAYS;
use crate::web::session::SESSION;

/// How to measure.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// How often each page is asked for.
    #[arg(long, default_value_t = 200)]
    rounds: usize,
}

/// How often a page is asked for before it is measured.
const WARM: usize = 5;

/// A line for each call would weigh on what is measured: only what somebody asks for is logged, else what goes wrong.
pub(super) fn quiet(options: Options) -> Options {
    Options {
        log_level: options.log_level.or_else(|| Some(Level::Warn.word().to_owned())),
        ..options
    }
}

/// Measures.
pub(super) fn run(arguments: &Arguments, settings: Settings) -> ExitCode {
    telemetry::start(&settings);
    match actix_web::rt::System::new().block_on(measure(arguments, settings)) {
        Ok(figures) => figures.print(arguments.json),
        Err(error) => super::failed(error),
    }
}

/// What came of it.
#[derive(Serialize)]
struct Figures {
    rss_mib: f64,
    pages: Vec<Cost>,
    lockdown: Drill,
}

/// What one page costs.
#[derive(Serialize)]
struct Cost {
    page: &'static str,
    statements: u64,
    cpu_ms: f64,
    p50_ms: f64,
    p99_ms: f64,
    bytes: usize,
}

impl Figures {
    fn print(&self, as_json: bool) -> ExitCode {
        if as_json {
            return match serde_json::to_string(self) {
                Ok(line) => {
                    println!("{line}");
                    ExitCode::SUCCESS
                }
                Err(error) => super::failed(error),
            };
        }
        let build = if cfg!(debug_assertions) {
            "debug build: these figures say nothing of a release"
        } else {
            "release build"
        };
        println!("{build}; resident memory {:.1} MiB", self.rss_mib);
        println!(
            "{:<28}{:>11}{:>10}{:>10}{:>10}{:>10}",
            "page", "statements", "cpu ms", "p50 ms", "p99 ms", "bytes"
        );
        for cost in &self.pages {
            let Cost {
                page,
                statements,
                cpu_ms,
                p50_ms,
                p99_ms,
                bytes,
            } = cost;
            println!("{page:<28}{statements:>11}{cpu_ms:>10.2}{p50_ms:>10.2}{p99_ms:>10.2}{bytes:>10}");
        }
        let Drill {
            requests,
            clocks,
            people,
            sessions,
            told,
            statements,
            seconds,
            lifted_in_seconds,
        } = &self.lockdown;
        println!(
            "lockdown of the busiest agency: {requests} open requests, {clocks} clocks, {people} people, {sessions} \
             sessions, {told} told; {statements} statements in {seconds:.3} s, lifted in {lifted_in_seconds:.3} s"
        );
        ExitCode::SUCCESS
    }
}

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("there is no database at {}: fill one with `seed` first", .0.display())]
    Absent(PathBuf),
    #[error(
        "this database belongs to `{0}`: `bench` measures what `seed` filled and touches nothing else; name such a \
         database with --data-dir or DATABASE_URL"
    )]
    Foreign(&'static str),
    #[error("the database is empty: fill it with `seed` first")]
    Empty,
    #[error("the database holds no {0}: fill it with `seed` first")]
    Nothing(&'static str),
    #[error(
        "the database holds {found} targets that are still to be answered, and more than {WARM} are needed: each run \
         answers some; add others with `seed`"
    )]
    NoTargets { found: usize },
    #[error("{page} answered {status}")]
    Answer { page: &'static str, status: StatusCode },
    #[error("{0} could not be read to its end")]
    Body(&'static str),
}

async fn measure(arguments: &Arguments, settings: Settings) -> Result<Figures, Error> {
    is_filled(&settings).await?;
    let (app, _stop) = App::open(settings, Site::Seed, "http://127.0.0.1").await?;
    let officer = reader(&app, OrganisationKind::Agency, Role::Officer).await?;
    let responder = reader(&app, OrganisationKind::Exchange, Role::Responder).await?;
    let db = &app.db;
    let case = case_of(db, &officer.actor).await?;
    let asked = number_of(db, &officer.actor).await?;
    let answering = number_of(db, &responder.actor).await?;
    let intake = colleague(&app, &responder.actor, Role::Intake).await?;
    let acts = open_targets(db, &intake, &responder.actor, app.now(), arguments.rounds + WARM).await?;
    if acts.len() <= WARM {
        return Err(Error::of(Fault::NoTargets { found: acts.len() }));
    }

    let service = init_service(app::site(app.clone(), WAYS)).await;
    let ask = async |request: TestRequest| service.call(request.to_request()).await;
    let mut pages = Vec::new();
    for (page, who, path) in [
        ("home", &officer, "/home".to_owned()),
        ("cases", &officer, "/cases".to_owned()),
        ("case", &officer, format!("/cases/{case}")),
        ("requests", &officer, "/requests".to_owned()),
        ("request", &officer, format!("/requests/{asked}")),
        ("queue", &responder, "/requests".to_owned()),
        ("request of the exchange", &responder, format!("/requests/{answering}")),
    ] {
        let calls = (0..arguments.rounds + WARM).map(|_| (path.clone(), None));
        pages.push(cost(&ask, page, who, StatusCode::OK, calls).await?);
    }
    let calls = acts.iter().map(|path| (path.clone(), Some("outcome=no_match")));
    pages.push(cost(&ask, "answer a target", &responder, StatusCode::SEE_OTHER, calls).await?);
    let rss_mib = resident().map_err(Error::Folder)?;
    // Last: it ends the sessions that the pages were asked for with.
    let lockdown = drill::lock_down(&app, &officer.actor).await?;
    app.db.close().await.map_err(Error::Database)?;
    Ok(Figures {
        rss_mib,
        pages,
        lockdown,
    })
}

/// Only what `seed` filled is measured: nothing is made where nothing is, and nothing is taken that is another's.
async fn is_filled(settings: &Settings) -> Result<(), Error> {
    if let Database::File(file) = &settings.database
        && !file.exists()
    {
        return Err(Error::of(Fault::Absent(file.clone())));
    }
    let db = Db::connect(&settings.database).await.map_err(Error::Database)?;
    let owner = store::settings::owner(&db).await.map_err(Error::Database)?;
    db.close().await.map_err(Error::Database)?;
    match owner {
        Some(Site::Seed) => Ok(()),
        Some(owner @ (Site::Serve | Site::Demo)) => Err(Error::of(Fault::Foreign(owner.word()))),
        None => Err(Error::of(Fault::Empty)),
    }
}

/// Asks again and again; the first few warm the caches and do not count.
async fn cost(
    ask: &impl AsyncFn(TestRequest) -> Result<ServiceResponse, actix_web::Error>,
    page: &'static str,
    who: &Reader,
    expected: StatusCode,
    calls: impl Iterator<Item = (String, Option<&'static str>)>,
) -> Result<Cost, Error> {
    let mut times = Vec::new();
    let (mut statements, mut bytes) = (0, 0);
    let mut busy = Duration::ZERO;
    for (round, (path, fields)) in calls.enumerate() {
        let request = request(who, &path, fields);
        let (cpu, start) = (processor().map_err(Error::Folder)?, Instant::now());
        let (answer, count) = statements::counted(async {
            let answer = ask(request).await.map_err(|error| Error::of(error.to_string()))?;
            let status = answer.status();
            let body = to_bytes(answer.into_body()).await;
            Ok::<_, Error>((status, body))
        })
        .await;
        let taken = start.elapsed();
        let used = processor().map_err(Error::Folder)?.saturating_sub(cpu);
        let (status, body) = answer?;
        if status != expected {
            return Err(Error::of(Fault::Answer { page, status }));
        }
        let body = body.map_err(|_| Error::of(Fault::Body(page)))?;
        if round >= WARM {
            times.push(taken);
            busy += used;
            statements = statements.max(count);
            bytes = bytes.max(body.len());
        }
    }
    times.sort_unstable();
    let share = |of_hundred: usize| {
        let place = times.len().saturating_sub(1) * of_hundred / 100;
        times.get(place).map_or(0.0, |time| millis(*time))
    };
    let rounds = u32::try_from(times.len().max(1)).unwrap_or(u32::MAX);
    Ok(Cost {
        page,
        statements,
        cpu_ms: millis(busy / rounds),
        p50_ms: share(50),
        p99_ms: share(99),
        bytes,
    })
}

fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 100_000.0).round() / 100.0
}

fn request(who: &Reader, path: &str, fields: Option<&str>) -> TestRequest {
    let request = match fields {
        None => TestRequest::get(),
        Some(fields) => TestRequest::post()
            .insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded"))
            .set_payload(format!("csrf={}&{fields}", who.token)),
    };
    request
        .uri(path)
        .cookie(Cookie::new(SESSION, who.begun.token.clone()))
        .insert_header(("sec-fetch-site", "same-origin"))
}

/// Processor time of every thread of this process that still runs.
fn processor() -> std::io::Result<Duration> {
    let mut nanos = 0;
    for thread in fs::read_dir("/proc/self/task")? {
        // A thread may end meanwhile.
        let Ok(line) = fs::read_to_string(thread?.path().join("schedstat")) else {
            continue;
        };
        nanos += line
            .split_whitespace()
            .next()
            .and_then(|first| first.parse::<u64>().ok())
            .unwrap_or_default();
    }
    Ok(Duration::from_nanos(nanos))
}

/// Resident memory in MiB.
fn resident() -> std::io::Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse::<u32>().ok())
        .unwrap_or_default();
    Ok((f64::from(kib) / 10.24).round() / 100.0)
}
