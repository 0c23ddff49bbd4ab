//! Serving: starts everything, says where, and stops in order.

use std::io::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::Data;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::held::{self, Held};
use super::{App, Error, Ways, health, site};
use crate::config::Settings;
use crate::jobs::{self, Task};
use crate::store::presence::Work;
use crate::store::settings::Site;
use crate::telemetry;

/// How long a client may take to send its headers.
const HEADERS: Duration = Duration::from_secs(10);

/// How long calls under way have to finish when the program stops, in seconds.
const GRACE: u64 = 20;

/// What must be had before anything is touched: the signals, the ports, and the database for oneself. Whoever finds one
/// of them taken leaves everything as it was.
#[derive(Debug)]
pub struct Door {
    terminate: Signal,
    interrupt: Signal,
    pages: TcpListener,
    figures: Option<TcpListener>,
    /// Let go of last, when the database is closed.
    held: Held,
}

impl Door {
    /// Takes all of it.
    ///
    /// # Errors
    /// A port is taken, or another process serves the database.
    pub async fn take(settings: &Settings) -> Result<Self, Error> {
        // Signals from now on: one that comes while the schema is brought up also stops us cleanly.
        Ok(Self {
            terminate: signal(SignalKind::terminate()).map_err(Error::Listen)?,
            interrupt: signal(SignalKind::interrupt()).map_err(Error::Listen)?,
            pages: TcpListener::bind(settings.listen).map_err(Error::Listen)?,
            figures: settings
                .metrics_listen
                .map(TcpListener::bind)
                .transpose()
                .map_err(Error::Listen)?,
            held: held::hold(settings, Work::Serves).await?,
        })
    }
}

/// Serves until SIGTERM or SIGINT: then takes no new calls, finishes those under way, stops the jobs and closes the
/// database. `prepare` runs once the database is open, before anybody is served; it is given the site's address and
/// answers the only line on stdout, printed when the site is open.
pub async fn serve(
    door: Door,
    settings: Settings,
    kind: Site,
    ways: Ways,
    tasks: &'static [Task],
    prepare: impl AsyncFnOnce(&App, &str) -> Result<String, Error>,
) -> Result<(), Error> {
    let Door {
        mut terminate,
        mut interrupt,
        pages: listener,
        figures,
        held,
    } = door;
    let held = held.with_file(&settings)?;
    let address = url(listener.local_addr().map_err(Error::Listen)?);
    let (app, stop) = App::open(settings, kind, &address).await?;
    let line = prepare(&app, &address).await?;
    let metrics = figures.map(|listener| metrics(listener, &app, ways)).transpose()?;
    let jobs = jobs::start(&app, tasks);
    let pages = pages(listener, &app, ways)?;
    let handle = pages.handle();
    let pages = tokio::spawn(pages);
    announce(&line);
    if app.site == Site::Seed {
        tracing::warn!("`seed` filled this database: nobody in it is real, and every page says so");
    }
    tracing::info!(%address, site = app.site.word(), "serving");

    let lost = tokio::select! {
        _ = terminate.recv() => None,
        _ = interrupt.recv() => None,
        error = held.lost() => Some(error),
    };
    tracing::info!("stopping");
    let _ = stop.send(true);
    handle.stop(true).await;
    let _ = pages.await;
    jobs.finish().await;
    if let Some(metrics) = metrics {
        metrics.stop(false).await;
    }
    // Connections that a worker opened went with it, and some servers never confirm their end.
    let _ = tokio::time::timeout(Duration::from_secs(5), app.db.close()).await;
    drop(held);
    tracing::info!("stopped");
    lost.map_or(Ok(()), Err)
}

fn pages(listener: TcpListener, app: &App, ways: Ways) -> Result<Server, Error> {
    let app = app.clone();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let server = HttpServer::new(move || site(app.clone(), ways))
        .workers(workers)
        .client_request_timeout(HEADERS)
        .client_disconnect_timeout(Duration::from_secs(2))
        .keep_alive(Duration::from_secs(75))
        .shutdown_timeout(GRACE)
        .disable_signals()
        .listen(listener)
        .map_err(Error::Listen)?;
    Ok(server.run())
}

fn metrics(listener: TcpListener, app: &App, ways: Ways) -> Result<ServerHandle, Error> {
    let figures = telemetry::figures::collect().map_err(Error::Serve)?;
    let app = app.clone();
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(Data::new(app.clone()))
            .app_data(Data::new(figures.clone()))
            .app_data(ways)
            .configure(health::figures)
            .wrap(from_fn(health::dress))
    });
    let server = server
        .workers(1)
        .disable_signals()
        .listen(listener)
        .map_err(Error::Listen)?
        .run();
    let handle = server.handle();
    tokio::spawn(server);
    Ok(handle)
}

/// Where a browser on this machine finds it: by the one name there for which browsers have passkeys.
fn url(address: SocketAddr) -> String {
    let ip = address.ip();
    if ip.is_unspecified() || ip == Ipv4Addr::LOCALHOST || ip == Ipv6Addr::LOCALHOST {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

fn announce(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody may be reading; the site works all the same.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
