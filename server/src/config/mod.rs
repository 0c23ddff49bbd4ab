//! Settings: read once from the command line and the environment, checked all together, and never changed.

mod networks;
mod options;
mod secret;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

pub use networks::{Network, Proxies};
pub use options::{Level, LogFormat, Options};
pub use secret::{Secret, SecretSource, make_folder};

use crate::store::Database;
use crate::text::Language;

/// What this program was told, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where pages are served. Port 0 takes any free one.
    pub listen: SocketAddr,
    /// Folder of the embedded database, the made secret and documents.
    pub data_dir: PathBuf,
    /// The database.
    pub database: Database,
    /// Keys the hash of address and agent in leaves.
    pub secret: SecretSource,
    /// The site's own address, `https://host[:port]` without a path. Links in messages and the check of origins use
    /// it, never the `Host` header (ASVS 15.3.4). Where it is not set it is where the program listens.
    pub base_url: Option<String>,
    /// The language of whoever has not chosen one and whose browser asks for none of ours.
    pub site_language: Language,
    /// Where figures are served, if at all: a listener of its own, since they are not for the public.
    pub metrics_listen: Option<SocketAddr>,
    /// Whose word about the client's address is taken.
    pub proxies: Proxies,
    /// The header in which those say the country a call comes from; where none is named no country is asked.
    pub country_header: Option<String>,
    /// Whether providers of sign-ins on this machine are asked, without TLS: for tests only.
    pub loopback_providers: bool,
    /// How the log is written.
    pub log_format: LogFormat,
    /// How much of it.
    pub log_level: Level,
}

/// What is wrong with one setting: which, and which form it should have. Never its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How it is set: flag and variable.
    pub setting: &'static str,
    /// What was expected, or what went wrong.
    pub problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.problem)
    }
}

/// Everything that is wrong, each on a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Fault::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// Looks up a variable of the environment.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The environment of this process.
#[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Settings {
    /// Checks `options` and the secrets of `environment`.
    ///
    /// # Errors
    /// Every fault at once, so that nobody mends them one start at a time.
    pub fn read(options: &Options, environment: Environment<'_>) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let settings = options.settings(environment, &mut faults);
        match settings {
            Some(settings) if faults.is_empty() => Ok(settings),
            Some(_) | None => Err(Faults(faults)),
        }
    }

    /// Whether somebody named a database: otherwise it is the file in the data folder.
    pub fn names_database(&self) -> bool {
        self.database != Database::File(self.data_dir.join(options::FILE))
    }

    /// The settings in force, one a line, with secrets left out.
    pub fn lines(&self) -> Vec<String> {
        let Self {
            listen,
            data_dir,
            database,
            secret,
            base_url,
            site_language,
            metrics_listen,
            proxies,
            country_header,
            loopback_providers,
            log_format,
            log_level,
        } = self;
        vec![
            format!("listen = {listen}"),
            format!("data-dir = {}", data_dir.display()),
            format!("database = {}", database.place()),
            format!("secret = {}", secret.place()),
            format!("base-url = {}", base_url.as_deref().unwrap_or("where it listens")),
            format!("site-language = {}", site_language.tag()),
            format!(
                "metrics-listen = {}",
                metrics_listen.map_or("none".to_owned(), |address| address.to_string())
            ),
            format!("trusted-proxies = {proxies}"),
            format!(
                "country-header = {}",
                country_header
                    .as_deref()
                    .unwrap_or("none: new countries are not noticed")
            ),
            format!("loopback-providers = {loopback_providers}"),
            format!("log-format = {}", log_format.word()),
            format!("log-level = {}", log_level.word()),
        ]
    }
}

#[cfg(test)]
mod tests;
