//! The database for oneself: a file is served or filled by one process at a time, a server of databases served by as many
//! instances as there are, and filled by one process while none serves.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::Duration;

use super::Error;
use super::files::{beside, make_folders, own, unwritable};
use crate::config::Settings;
use crate::store::Database;
use crate::store::presence::{Presence, Work};

/// How often a server of databases is asked whether it still knows of us.
const ASKED: Duration = Duration::from_secs(15);

/// The database, held against others while this lives. The operating system, or the server of databases, lets go of it
/// when the process ends, however it ends.
#[derive(Debug)]
pub struct Held {
    place: String,
    /// The lock beside a file. It stays there: whoever removed it could not know who waits for it.
    _beside: Option<File>,
    /// The file itself, by whatever other name it goes, such as a hard link. SQLite locks ranges of it (`fcntl`), which is
    /// apart from a lock of all of it (`flock`), but lost once any descriptor of it is closed: this one is closed last.
    file: Option<File>,
    presence: Option<Presence>,
}

/// Takes the database of `settings` for `work`.
///
/// # Errors
/// Another process has it; or the folder cannot be written, or the server does not answer.
pub async fn hold(settings: &Settings, work: Work) -> Result<Held, Error> {
    let place = settings.database.place();
    let file = match &settings.database {
        Database::File(file) => file,
        Database::Server(url) => {
            let presence = Presence::at(url, work).await.map_err(Error::Database)?;
            if !presence.is_held().await.map_err(Error::Database)? {
                return Err(Error::Held(place));
            }
            return Ok(Held {
                place,
                _beside: None,
                file: None,
                presence: Some(presence),
            });
        }
    };
    make_folders(settings)?;
    // By its one true name, however it is reached.
    let name = fs::canonicalize(file).unwrap_or_else(|_| file.clone());
    let lock = own(&beside(&name, ".lock")).map_err(|cause| unwritable(settings, file, cause))?;
    let held = Held {
        _beside: Some(locked(settings, file, lock)?),
        place,
        file: None,
        presence: None,
    };
    match File::options().read(true).write(true).open(file) {
        Ok(opened) => held.with(settings, file, opened),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(held),
        Err(cause) => Err(unwritable(settings, file, cause)),
    }
}

impl Held {
    /// Holds the file as it is now, made where it is not there, before anything opens it.
    ///
    /// # Errors
    /// As [`hold`].
    pub fn with_file(self, settings: &Settings) -> Result<Self, Error> {
        let Database::File(file) = &settings.database else {
            return Ok(self);
        };
        let opened = own(file).map_err(|cause| unwritable(settings, file, cause))?;
        self.with(settings, file, opened)
    }

    fn with(self, settings: &Settings, file: &Path, opened: File) -> Result<Self, Error> {
        let named = |file: &File| file.metadata().map(|data| (data.dev(), data.ino()));
        let now = named(&opened).map_err(|cause| unwritable(settings, file, cause))?;
        let is_same = self
            .file
            .as_ref()
            .is_some_and(|held| named(held).is_ok_and(|held| held == now));
        if is_same {
            return Ok(self);
        }
        Ok(Self {
            file: Some(locked(settings, file, opened)?),
            ..self
        })
    }

    /// Waits until another process took the database: it let go of this one, as after a break of the connection, and the
    /// other came first. Never, of a file.
    pub async fn lost(&self) -> Error {
        let Some(presence) = &self.presence else {
            return std::future::pending().await;
        };
        loop {
            tokio::time::sleep(ASKED).await;
            // While it does not answer nobody else can take it either.
            if matches!(presence.is_held().await, Ok(false)) {
                return Error::Held(self.place.clone());
            }
        }
    }
}

fn locked(settings: &Settings, file: &Path, lock: File) -> Result<File, Error> {
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Error::Held(settings.database.place())),
        Err(TryLockError::Error(cause)) => Err(unwritable(settings, file, cause)),
    }
}
