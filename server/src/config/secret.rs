//! Secrets, which no `Debug` shows, and the one that the program makes for itself.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Random bytes that nobody else may know. `Debug` and `Display` show nothing of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Fewer bytes could be guessed.
    const SHORTEST: usize = 32;

    /// Reads hexadecimal or base64 of at least 32 bytes, which are not all the same.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.trim_end_matches('=');
        let bytes = hex::decode(text)
            .ok()
            .or_else(|| STANDARD_NO_PAD.decode(bare).ok())
            .or_else(|| URL_SAFE_NO_PAD.decode(bare).ok())?;
        // Chance never makes so many equal bytes; somebody did who wanted to be asked no more.
        let is_made_up = bytes.iter().all(|byte| Some(byte) == bytes.first());
        (bytes.len() >= Self::SHORTEST && !is_made_up).then_some(Self(bytes))
    }

    /// New random bytes from the operating system.
    pub fn random() -> io::Result<Self> {
        let mut bytes = vec![0; Self::SHORTEST];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Self(bytes))
    }

    /// The bytes, for keying a hash. Never log, store or send them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Where the secret comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// Somebody set it.
    Given(Secret),
    /// It is made once and kept in this file.
    Kept(PathBuf),
}

impl SecretSource {
    /// The secret; makes and keeps it where it is to be kept and is not there yet.
    ///
    /// # Errors
    /// The file cannot be read or written, is not a secret, or is open to others than its owner.
    pub fn secret(&self) -> io::Result<Secret> {
        match self {
            Self::Given(secret) => Ok(secret.clone()),
            Self::Kept(file) => match kept(file) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    keep(file, &Secret::random()?)?;
                    kept(file)
                }
                kept => kept,
            },
        }
    }

    /// Where it comes from, for people.
    pub fn place(&self) -> String {
        match self {
            Self::Given(_) => "set (hidden)".to_owned(),
            Self::Kept(file) => format!("kept in {} (hidden)", file.display()),
        }
    }
}

fn kept(file: &Path) -> io::Result<Secret> {
    let text = fs::read_to_string(file)?;
    if fs::metadata(file)?.permissions().mode() & 0o077 != 0 {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "others than its owner may read the secret",
        ));
    }
    Secret::read(&text).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the kept secret is damaged"))
}

/// Writes aside and links into place: another process sees the whole secret or none, and the first one stays.
fn keep(file: &Path, secret: &Secret) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        make_folder(folder)?;
    }
    let aside = file.with_extension(format!("{}.new", std::process::id()));
    let mut written = File::options().write(true).create_new(true).mode(0o600).open(&aside)?;
    let result = written
        .write_all(hex::encode(secret.expose()).as_bytes())
        .and_then(|()| written.sync_all())
        .and_then(|()| match fs::hard_link(&aside, file) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        });
    fs::remove_file(&aside)?;
    result
}

/// Makes `folder`, for its owner only, where it does not exist.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}
