//! The program as a whole: what every way in shares, and how it starts, serves and stops.

mod checks;
mod clock;
pub mod files;
mod health;
pub mod held;
mod serving;
mod site;
mod tries;
mod vitals;
mod wire;

use std::sync::{Arc, Mutex};
use std::{fmt, io};

use tokio::sync::watch;

pub use checks::{Checks, network};
pub use clock::{Clock, Reading};
pub use serving::{Door, serve};
pub use site::{FORM_LIMIT, PASTE_LIMIT, Ways, site};
pub use tries::Tries;
pub use vitals::{Ran, Vitals};

use crate::config::{Secret, Settings};
use crate::domain::values::Time;
use crate::integrations::providers::Reach;
use crate::store::settings::Site;
use crate::store::{self, Db, settings};

/// What every handler, job and command has at hand. A clone is the same app.
#[derive(Clone, Debug)]
pub struct App {
    /// The database, migrated.
    pub db: Db,
    /// The only source of the time.
    pub clock: Clock,
    /// What the program was told.
    pub settings: Arc<Settings>,
    /// Keys the hash of address and agent in leaves.
    pub secret: Arc<Secret>,
    /// The site's own address, without a path or a final slash: of links, and of origins that may post.
    pub base_url: Arc<str>,
    /// Whose database it is: whether the people here are real.
    pub site: Site,
    /// How often anybody may check a verify code in this process.
    pub checks: Checks,
    /// How often anybody may begin to sign in by a passkey in this process.
    pub ceremonies: Checks,
    /// How often anybody may try to sign in, in this process.
    pub tries: Tries,
    /// How often anybody may say that a session ended at a provider, in this process.
    pub logouts: Checks,
    /// The way to providers of sign-ins.
    pub providers: Reach,
    /// When the program started.
    pub started: Time,
    /// How its jobs last ran, and when it was not ready.
    pub vitals: Vitals,
    /// The last reading of the clock that was compared with the one before.
    pub watched: Arc<Mutex<Option<Reading>>>,
    stopping: watch::Receiver<bool>,
}

impl App {
    /// Opens the data folder and the database, brings the schema up, and takes the database for `site`, where it belongs
    /// to nobody yet. A filling takes it itself, once it has looked into it.
    /// `address` is where pages are served, for when no base URL is set. The sender says when the program stops.
    pub async fn open(settings: Settings, site: Site, address: &str) -> Result<(Self, watch::Sender<bool>), Error> {
        let db = connected(&settings).await?;
        // Before the schema is touched: a database of another kind stays as it is.
        let owner = settings::owner(&db).await.map_err(Error::Database)?;
        may_open(site, owner)?;
        migrated(&db).await?;
        let owner = match site {
            Site::Serve | Site::Demo => claim(&db, site).await?,
            Site::Seed => owner.unwrap_or(site),
        };
        let secret = settings.secret.secret().map_err(Error::Secret)?;
        Ok(Self::over(db, Clock::System, settings, secret, owner, address))
    }

    /// An app over a database that is open and migrated. Tests give a clock that stands still.
    pub fn over(
        db: Db,
        clock: Clock,
        settings: Settings,
        secret: Secret,
        site: Site,
        address: &str,
    ) -> (Self, watch::Sender<bool>) {
        let (stop, stopping) = watch::channel(false);
        let providers = Reach::new(settings.loopback_providers);
        let app = Self {
            db,
            started: clock.now(),
            clock,
            secret: Arc::new(secret),
            base_url: settings.base_url.as_deref().unwrap_or(address).into(),
            settings: Arc::new(settings),
            site,
            checks: Checks::new(),
            ceremonies: Checks::each_minute(CEREMONIES),
            tries: Tries::new(),
            logouts: Checks::each_minute(CEREMONIES),
            providers,
            vitals: Vitals::default(),
            watched: Arc::default(),
            stopping,
        };
        (app, stop)
    }

    /// The time.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// Whether `origin`, as a browser tells it, is the site's own. On one machine its two names are one.
    pub fn is_own(&self, origin: &[u8]) -> bool {
        let Ok(origin) = std::str::from_utf8(origin) else {
            return false;
        };
        let port = on_this_machine(origin);
        origin == &*self.base_url || (port.is_some() && port == on_this_machine(&self.base_url))
    }

    /// Waits until the program is to stop. Answers that never end by themselves (live updates) end then.
    pub async fn stopping(&self) {
        // Where the sender is gone the program is stopping, too.
        let _ = self.stopping.clone().wait_for(|stopping| *stopping).await;
    }
}

/// How many may begin to sign in by a passkey from one place in a minute: a whole house behind one address.
const CEREMONIES: std::num::NonZeroU32 = std::num::NonZeroU32::new(120).unwrap();

/// The port of an address on this machine, by whichever of its names.
fn on_this_machine(address: &str) -> Option<&str> {
    const NAMES: [&str; 3] = ["http://localhost:", "http://127.0.0.1:", "http://[::1]:"];
    NAMES.iter().find_map(|name| address.strip_prefix(name))
}

/// Opens the database of `settings` and brings its schema up.
pub async fn database(settings: &Settings) -> Result<Db, Error> {
    let db = connected(settings).await?;
    migrated(&db).await?;
    Ok(db)
}

async fn connected(settings: &Settings) -> Result<Db, Error> {
    files::make(settings)?;
    Db::connect(&settings.database).await.map_err(Error::Database)
}

async fn migrated(db: &Db) -> Result<(), Error> {
    let applied = db.migrate().await.map_err(Error::Database)?;
    tracing::info!(applied, "the schema is current");
    Ok(())
}

fn may_open(site: Site, owner: Option<Site>) -> Result<(), Error> {
    match owner.filter(|owner| !site.may_open(*owner)) {
        Some(owner) => Err(Error::Belongs { owner, site }),
        None => Ok(()),
    }
}

/// Takes the database for `site` where nobody has; answers whose it is.
async fn claim(db: &Db, site: Site) -> Result<Site, Error> {
    let owner = async {
        let tx = db.begin().await?;
        let owner = settings::claim(&tx, site).await?;
        tx.commit().await?;
        Ok(owner)
    };
    let owner = owner.await.map_err(Error::Database)?;
    may_open(site, Some(owner))?;
    Ok(owner)
}

/// Why the program does not start.
#[derive(Debug)]
pub enum Error {
    /// The data folder cannot be made or written.
    Folder(io::Error),
    /// The file of the database, elsewhere than in the data folder, cannot be made or written.
    File(io::Error),
    /// Another process serves this database, or fills it.
    Held(String),
    /// The secret cannot be read or made.
    Secret(io::Error),
    /// The address is taken or not ours.
    Listen(io::Error),
    /// The server or the figures failed.
    Serve(Box<dyn std::error::Error + Send + Sync>),
    /// The database does not open, or belongs to a later version.
    Database(store::Error),
    /// The database is another kind of site's.
    Belongs {
        /// Whose it is.
        owner: Site,
        /// Who asked.
        site: Site,
    },
    /// What is to be made before the site opens cannot be made.
    Prepare(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// What stopped a command in its preparations.
    pub fn of(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Prepare(cause.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(cause) => {
                write!(
                    f,
                    "--data-dir (CROSSHOLD_DATA_DIR): the data folder cannot be written: {cause}"
                )
            }
            Self::File(cause) => write!(f, "DATABASE_URL: the file of the database cannot be written: {cause}"),
            Self::Held(place) => write!(
                f,
                "another process serves or fills {place}: stop it first, or name another database with --data-dir or \
                 DATABASE_URL"
            ),
            Self::Secret(cause) => write!(f, "CROSSHOLD_SECRET, CROSSHOLD_SECRET_FILE: {cause}"),
            Self::Listen(cause) => write!(f, "--listen (CROSSHOLD_LISTEN): {cause}"),
            Self::Serve(cause) => write!(f, "the server: {cause}"),
            Self::Database(cause) if cause.entry() == Some(store::Entry::NoDatabase) => {
                write!(f, "DATABASE_URL: the server has no database of this name")
            }
            Self::Database(cause) if cause.entry() == Some(store::Entry::NotLetIn) => {
                write!(f, "DATABASE_URL: the server does not let this user into the database")
            }
            // The cause may quote the URL with its password.
            Self::Database(store::Error::Unavailable(_)) => write!(f, "DATABASE_URL: the database does not answer"),
            Self::Database(cause) => match std::error::Error::source(cause) {
                Some(source) => write!(f, "the database: {source}"),
                None => write!(f, "the database: {cause}"),
            },
            Self::Prepare(cause) => match cause.source() {
                Some(source) => write!(f, "{cause}: {source}"),
                None => write!(f, "{cause}"),
            },
            Self::Belongs { owner, site } => {
                write!(
                    f,
                    "this database belongs to `{}`, so `{}` leaves it alone",
                    owner.word(),
                    site.word()
                )
            }
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
impl App {
    /// An app over `db` whose clock stands still at `now`, for tests.
    pub fn still(db: Db, now: Time) -> (Self, watch::Sender<bool>) {
        use clap::Parser as _;
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            options: crate::config::Options,
        }
        let settings = Settings::read(&Line::parse_from(["crosshold"]).options, &|_| None).unwrap();
        let secret = Secret::random().unwrap();
        Self::over(
            db,
            Clock::fixed(now),
            settings,
            secret,
            Site::Serve,
            "http://127.0.0.1:8080",
        )
    }
}

#[cfg(test)]
mod tests;
