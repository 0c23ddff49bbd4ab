//! The embedded database as files: for their owner only.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::Error;
use crate::config::{Settings, make_folder};
use crate::store::Database;

/// Makes what is not there of the folders and the file of the database, for their owner only. What is there and open to
/// others stays as it is: somebody may have meant it; the log says so.
///
/// # Errors
/// The folder or the file cannot be written.
pub fn make(settings: &Settings) -> Result<(), Error> {
    make_folders(settings)?;
    let Database::File(file) = &settings.database else {
        return Ok(());
    };
    let made = own(file).map_err(|cause| unwritable(settings, file, cause))?;
    let is_open = |file: &File| file.metadata().is_ok_and(|data| data.permissions().mode() & 0o077 != 0);
    if is_open(&made) {
        let file = file.display();
        tracing::warn!(%file, "others on this machine may read the database: its mode should be 0600");
    }
    Ok(())
}

/// What could not be written if the program started now: the data folder, and the file of `database` where that is one.
/// Leaves everything as it was.
pub fn unfit(data_dir: &Path, database: Option<&Database>) -> Vec<Error> {
    let folder = try_folder(data_dir).err().map(Error::Folder);
    let file = match database {
        Some(Database::File(file)) => match try_file(file) {
            // The folder was named already.
            Err(_) if folder.is_some() && file.starts_with(data_dir) => None,
            tried => tried.err().map(Error::File),
        },
        Some(Database::Server(_)) | None => None,
    };
    folder.into_iter().chain(file).collect()
}

/// Whether files can be made in `folder`, or it can be made itself: only the system knows, so one is made and removed.
fn try_folder(folder: &Path) -> io::Result<()> {
    let nearest = folder
        .ancestors()
        .map(|above| if above == Path::new("") { Path::new(".") } else { above })
        .find(|above| !matches!(fs::metadata(above), Err(error) if error.kind() == io::ErrorKind::NotFound));
    let trial = nearest
        .unwrap_or(folder)
        .join(format!(".crosshold-{}", std::process::id()));
    File::options().write(true).create_new(true).mode(0o600).open(&trial)?;
    fs::remove_file(&trial)
}

/// SQLite writes beside the file as well, so that its folder must be open where the file is there already.
fn try_file(file: &Path) -> io::Result<()> {
    match File::options().read(true).write(true).open(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(_) | Err(_) => file.parent().map_or(Ok(()), try_folder),
    }
}

/// Removes the database, with what SQLite keeps beside it.
pub fn remove(file: &Path) -> io::Result<()> {
    for ending in ["", "-wal", "-shm"] {
        match fs::remove_file(beside(file, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

pub(super) fn make_folders(settings: &Settings) -> Result<(), Error> {
    make_folder(&settings.data_dir).map_err(Error::Folder)?;
    match &settings.database {
        Database::File(file) => match file.parent() {
            Some(folder) => make_folder(folder).map_err(|cause| unwritable(settings, file, cause)),
            None => Ok(()),
        },
        Database::Server(_) => Ok(()),
    }
}

/// Opens `file` for writing; made where it is not there, for its owner only. SQLite gives what it keeps beside a
/// database the mode of the database.
pub(super) fn own(file: &Path) -> io::Result<File> {
    File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(file)
}

pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Names the setting that led there.
pub(super) fn unwritable(settings: &Settings, file: &Path, cause: io::Error) -> Error {
    if file.parent() == Some(&settings.data_dir) {
        Error::Folder(cause)
    } else {
        Error::File(cause)
    }
}
